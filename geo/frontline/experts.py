"""The experts of a net for one assignment of holders, taken from a shelf where an earlier day left them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geo.frontline.field import CERTAIN, REGION, SUSPECT, Bools, agreement, covers, error_rate, mistaken, surface, weights
from geo.frontline.net import Net
from geo.frontline.plane import Floats, Ints

__all__ = ["Experts", "Shelf"]

_MOST_KEPT = 100_000
_MOST_COVERS = 4_000
"""Each takes eight kilobytes; as many places are near a line of 30,000."""
_MOST_REGIONS = 20_000
_NO_EVIDENCE = 0.5
_CAUTION = 1.5
"""By how much more than the rate of errors around a suspect reports are doubted there: twice as much does no better where one in seventy is
wrong, once as much no better where one in twenty is."""
_MINOR = 0.1
"""A third holder with at most this share of the places around speaks for its towns alone: two sides part the ground between them."""
_TOWN_M = 2_000.0
_LEAST = -10.0
_MOST_FOUGHT = 10.0
_ASKED_FIRST = 48
_SPOT_M = 100.0

Key = tuple[int, bytes]


@dataclass(slots=True)
class Shelf:
    """What was worked out for neighbourhoods before, by place and by the holders of its neighbours and the doubt about them.

    `numbers` tell neighbourhoods apart: two that have one number, in whatever days, are alike in all that decides what is said.
    """

    chances: dict[Key, float] = field(default_factory=dict)
    numbers: dict[Key, int] = field(default_factory=dict)
    gains: dict[int, Floats] = field(default_factory=dict)
    covers: dict[int, Floats] = field(default_factory=dict)
    regions: dict[int, Ints] = field(default_factory=dict)
    _next: count[int] = field(default_factory=count)

    def tidy(self) -> None:
        """Forget everything when too much is kept; what is asked again is worked out again and comes out the same."""
        if len(self.chances) > _MOST_KEPT:
            self.chances.clear()
        if len(self.regions) > _MOST_REGIONS:
            self.regions.clear()
        if len(self.numbers) > _MOST_KEPT:
            self.numbers.clear()
            self.gains.clear()

    def covers_of(self, places: Ints, net: Net) -> Floats:
        """Return the prior covariance of the neighbours of each place with each other."""
        if len(self.covers) > _MOST_COVERS:
            self.covers.clear()
        new = places[[place not in self.covers for place in places.tolist()]]
        if len(new):
            self.covers.update(zip(new.tolist(), covers(net.points[net.near[new]], net.radius_m[new]), strict=True))
        return np.stack([self.covers[place] for place in places.tolist()])

    def regions_of(self, places: Ints, net: Net) -> Ints:
        """Return the places that together tell how many reports are wrong around each place."""
        new = places[[place not in self.regions for place in places.tolist()]]
        if len(new):
            around = net.tree.query(net.points[new], np.arange(1, min(REGION, net.places) + 1))[1]
            self.regions.update(zip(new.tolist(), around, strict=True))
        return np.stack([self.regions[place] for place in places.tolist()])

    def number(self, keys: list[Key]) -> Ints:
        """Return a number for each neighbourhood, the same as before for one that is known."""
        for key in keys:
            if key not in self.numbers:
                self.numbers[key] = next(self._next)
        return np.array([self.numbers[key] for key in keys], dtype=np.int64)


class Experts:
    """Says for a point, listening to one place's neighbourhood, how strongly each holder holds it.

    `fought` says of each place how much bears out that the line is close to it, 0 where nothing does, or to a spot beside it, which is
    given in metres east and north of the place.
    `labels` are the holders of the places as far as their neighbours bear them out; `doubted` are the places that they do not, and
    `credited` the holders of all others, -1 for those.
    Nothing is worked out for a place that is not asked.
    """

    def __init__(self, net: Net, labels: Ints, strong: Bools, holders: int, shelf: Shelf, fought: Floats | None = None) -> None:
        self._net, self._given, self._holders, self._shelf = net, labels, holders, shelf
        known = np.zeros((len(labels), 3)) if fought is None else fought
        self._fought = np.round(np.minimum(known[:, 0], _MOST_FOUGHT), 2).astype(np.float64)
        # A spot counts to its hundred metres, so that it is told apart by a small whole number.
        self._beside = np.where(self._fought[:, None] > 0, np.round(known[:, 1:] / _SPOT_M), 0.0)
        self._elsewhere: Bools = (self._beside != 0.0).any(axis=1)
        shelf.tidy()
        self._strong, self._aside, self._rate = strong, np.zeros(len(labels), dtype=bool), np.zeros(len(labels))
        suspects = self._suspect()
        self._numbers = np.full(len(labels), -1, dtype=np.int64)
        self.doubted = self._outvoted(suspects)
        self.credited = labels.copy()
        self.credited[self.doubted] = -1
        self.labels = labels.copy()
        if len(self.doubted):
            self.labels[self.doubted] = self(self.doubted, net.points[self.doubted][:, None])[:, 0].argmax(axis=1)

    def __call__(self, places: Ints, at: Floats) -> Floats:
        """Return by holder what the experts of these places say of points in metres: rows by place, columns by point."""
        asked, of = np.unique(places, return_inverse=True)
        numbers = self.numbers(asked)
        near = self._net.near[asked]
        around = self._given[near]
        bias = np.full((len(asked), self._holders), -CERTAIN)
        plain = around.min(axis=1) == around.max(axis=1)
        np.put_along_axis(bias, around, np.where(plain, CERTAIN, 0.0)[:, None], axis=1)
        said: Floats = np.repeat(bias[of][:, None], at.shape[1], axis=1)
        heard = np.flatnonzero(~plain[of])
        if len(heard):
            apart = self._spotted(near)[of[heard]]
            for rows, more in ((heard[~apart], False), (heard[apart], True)):
                if len(rows):
                    gains = np.stack([self._shelf.gains[n] for n in numbers[of[rows]].tolist()])
                    said[rows] += surface(at[rows], self._heeded(near[of[rows]], spots=more), self._net.radius_m[places[rows]], gains)
            if self._holders > 2:
                said[heard] = self._thirds(said[heard], around[of[heard]], near[of[heard]], at[heard])
        return said

    def numbers(self, places: Ints) -> Ints:
        """Return for each place a number that stands for its neighbours' holders and the doubt about them, on this and other days."""
        new = np.unique(places[self._numbers[places] < 0])
        if len(new):
            self._numbers[new] = self._learn(new)
        return self._numbers[places]

    def nearest(self, holder: int, points: Floats) -> Ints:
        """Return the place nearest to each point in metres that is evidence for a holder.

        That is one nobody doubts, else one in the holder's ground, else one that is said to be its own.
        """
        labels = next(named for named in (self.credited, self.labels, self._given) if (named == holder).any())
        near = self._net.tree.query(points, min(_ASKED_FIRST, self._net.places))[1].reshape(len(points), -1)
        own = labels[near] == holder
        found: Ints = np.take_along_axis(near, own.argmax(axis=1)[:, None], 1)[:, 0]
        without = np.flatnonzero(~own.any(axis=1))
        if len(without):
            places = np.flatnonzero(labels == holder)
            found[without] = places[cKDTree(self._net.points[places]).query(points[without])[1]]
        return found

    def _suspect(self) -> Ints:
        """Find the places that may be mistaken and return them: set those aside that are as good as surely so, note the rate of errors.

        A place whose neighbours in the net all agree with it is no suspect.
        """
        net, labels, shelf, strong = self._net, self._given, self._shelf, self._strong
        asked = net.parted(labels)
        near = net.near[asked]
        seen = np.concatenate([labels[near], strong[near]], axis=1).astype(np.int16)
        keys = _keys(asked, seen)
        new = np.array([n for n, key in enumerate(keys) if key not in shelf.chances], dtype=np.int64)
        found = agreement(net.points[near[new]], self._covers(asked[new]), labels[near[new]], strong[near[new]])
        shelf.chances.update(zip((keys[n] for n in new.tolist()), found.tolist(), strict=True))
        chance = np.ones(len(labels))
        chance[asked] = [shelf.chances[key] for key in keys]
        odd = asked[chance[asked] < SUSPECT]
        if len(odd):
            self._rate[odd] = error_rate(chance[shelf.regions_of(odd, net)])
            self._aside[odd] = mistaken(chance[odd], self._rate[odd])
        suspects: Ints = odd[self._rate[odd] > 0]
        return suspects

    def _outvoted(self, suspects: Ints) -> Ints:
        """Return which suspects are outvoted: those set aside, and those that their experts, who doubt every report, give to another."""
        if not len(suspects):
            return suspects
        said = self(suspects, self._net.points[suspects][:, None])[:, 0].argmax(axis=1)
        found: Ints = suspects[self._aside[suspects] | (said != self._given[suspects])]
        return found

    def _doubts(self, near: Ints) -> Floats:
        """Return how likely experts with these neighbours take each for mistaken.

        One that has a suspect near doubts every report, by the rate of errors there, but not what several sources vouch for.
        """
        rate = np.where(self._strong[near], 0.0, _CAUTION * self._rate[near].max(axis=1)[:, None])
        doubts: Floats = np.where(self._aside[near], _NO_EVIDENCE, rate)
        return doubts

    def _learn(self, places: Ints) -> Ints:
        """Work out the experts of some places, and return their numbers."""
        near, shelf = self._net.near[places], self._shelf
        around = self._given[near]
        seen = [around, np.round(self._doubts(near) * 1000), np.round(self._fought[near] * 100)]
        keys, apart = _keys(places, np.concatenate(seen, axis=1).astype(np.int16)), self._spotted(near)
        for n in np.flatnonzero(apart).tolist():
            keys[n] = keys[n][0], keys[n][1] + self._beside[near[n]].astype(np.int16).tobytes()
        numbers = shelf.number(keys)
        mixed = around.min(axis=1) != around.max(axis=1)
        new = np.array(
            [n for n, (number, m) in enumerate(zip(numbers.tolist(), mixed, strict=True)) if m and number not in shelf.gains],
            dtype=np.int64,
        )
        for rows, spots in ((new[~apart[new]], False), (new[apart[new]], True)):
            if len(rows):
                shelf.gains.update(zip(numbers[rows].tolist(), self._weights(places[rows], spots=spots), strict=True))
        return numbers

    def _covers(self, places: Ints, *, spots: bool = False) -> Callable[[Ints], Floats]:
        net = self._net
        if spots:
            return lambda rows: covers(self._heeded(net.near[places[rows]], spots=True), net.radius_m[places[rows]])
        return lambda rows: self._shelf.covers_of(places[rows], net)

    def _spotted(self, near: Ints) -> Bools:
        """Return in which rows of neighbours some spot beside one was fought for."""
        if not self._elsewhere.any():
            return np.zeros(len(near), dtype=bool)
        found: Bools = (self._beside[near] != 0.0).any(axis=(1, 2))
        return found

    def _heeded(self, near: Ints, *, spots: bool) -> Floats:
        """Return the positions of the neighbours in each row, followed by the spots fought for beside each if asked for."""
        points = self._net.points[near]
        return np.concatenate([points, points + _SPOT_M * self._beside[near]], axis=1) if spots else points

    def _weights(self, places: Ints, *, spots: bool) -> Floats:
        """Return gains by neighbour and holder: the second holder's surface and its mirror; each rarer one's against all before it.

        With `spots`, the neighbours are followed by the spots beside each, of which it is known at most that the line is close to them.
        """
        near = self._net.near[places]
        around, doubt = self._given[near], self._doubts(near)
        ranks, counts = _ranks(around, self._holders)
        rank = np.take_along_axis(ranks, around, axis=1)
        fought = self._fought[near]
        if spots:
            fought = np.concatenate([np.where(self._elsewhere[near], 0.0, fought), np.where(self._elsewhere[near], fought, 0.0)], axis=1)
        gains = np.zeros((*fought.shape, self._holders))
        for number in range(1, int(rank.max()) + 1):
            rows = np.flatnonzero((counts > 0).sum(axis=1) > number)
            # A place of a rarer holder is no evidence for either side.
            unsure = np.where(rank[rows] > number, _NO_EVIDENCE, doubt[rows])
            signs = np.where(rank[rows] == number, 1.0, -1.0)
            if spots:
                signs, unsure = (
                    np.concatenate([given, np.full(given.shape, rest)], axis=1) for given, rest in ((signs, 1.0), (unsure, 0.5))
                )
            found = weights(self._covers(places[rows], spots=spots), signs, unsure, fought[rows])
            gains[rows, :, ranks[rows].argsort(axis=1)[:, number]] = found
            if number == 1:
                gains[rows, :, ranks[rows].argmin(axis=1)] = -found
        return gains

    def _thirds(self, said: Floats, around: Ints, near: Ints, at: Floats) -> Floats:
        """Return by holder, from what is said of each rarer holder against those before it, how strongly each holds each point.

        What is said of a holder is how much stronger it is than the strongest before it. One with few places speaks for its towns alone.
        """
        ranks, counts = _ranks(around, self._holders)
        found, order, rows = said.copy(), ranks.argsort(axis=1), np.arange(len(said))
        for number in range(2, int((counts > 0).sum(axis=1).max(initial=0))):
            holder = order[:, number]
            present = np.flatnonzero(counts[rows, holder] > 0)
            holder = holder[present]
            best = np.take_along_axis(found[present], order[present, None, :number], axis=2).max(axis=2)
            margin = said[present, :, holder]
            minor = np.flatnonzero(counts[present, holder] <= _MINOR * around.shape[1])
            own = around[present[minor]] == holder[minor, None]
            margin[minor] = self._towns(near[present[minor]], own, at[present[minor]])
            found[present, :, holder] = best + margin
        return found

    def _towns(self, near: Ints, own: Bools, at: Floats) -> Floats:
        """Return by how much points lie within the towns of some of the places of each row: 0 at the edge, less outside."""
        net = self._net
        apart = np.hypot(*(net.points[net.near[near, 1]] - net.points[near]).transpose(2, 0, 1))
        radius = np.minimum(_TOWN_M, apart / 2)
        gaps = np.hypot(*(at[:, :, None] - net.points[near][:, None]).transpose(3, 0, 1, 2))
        within = 1 - np.where(own[:, None], gaps / radius[:, None], np.inf).min(axis=2)
        margin: Floats = CERTAIN * np.maximum(within, _LEAST)
        return margin


def _ranks(around: Ints, holders: int) -> tuple[Ints, Ints]:
    """Return by row and holder its rank, that with most places first, and how many places it has."""
    counts = (around[:, :, None] == np.arange(holders)).sum(axis=1)
    ranks: Ints = np.argsort(np.argsort(-counts, axis=1, kind="stable"), axis=1, kind="stable")
    return ranks, counts


def _keys(places: Ints, seen: npt.NDArray[np.int16]) -> list[Key]:
    return [(place, row.tobytes()) for place, row in zip(places.tolist(), seen, strict=True)]
