"""The experts of a net for one assignment of holders, taken from a shelf where an earlier day left them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geo.frontline.field import CERTAIN, Bools, agreement, mistaken, surface, weights
from geo.frontline.net import Net
from geo.frontline.plane import Floats, Ints

__all__ = ["Experts", "Shelf"]

_MOST_KEPT = 100_000
_OUTVOTED = 0.5


@dataclass(slots=True)
class Shelf:
    """What was worked out for neighbourhoods before, by place and by the holders of its neighbours and the doubt about them."""

    chances: dict[tuple[int, bytes], float] = field(default_factory=dict)
    gains: dict[tuple[int, bytes], Floats] = field(default_factory=dict)

    def tidy(self) -> None:
        """Forget everything when too much is kept; what is asked again is worked out again and comes out the same."""
        for kept in (self.chances, self.gains):
            if len(kept) > _MOST_KEPT:
                kept.clear()


class Experts:
    """Says for a point, listening to one place's neighbourhood, how strongly each holder holds it.

    `labels` are the holders of the places as far as their neighbours bear them out; `doubted` are the places that they do not.
    """

    def __init__(self, net: Net, labels: Ints, strong: Bools, holders: int, shelf: Shelf) -> None:
        self._net, self._holders = net, holders
        shelf.tidy()
        around = labels[net.near]
        self.mixed = np.flatnonzero(around.min(axis=1) != around.max(axis=1))
        doubt = self._doubts(labels, strong, shelf)
        self._row = np.full(len(labels), -1, dtype=np.int64)
        self._row[self.mixed] = np.arange(len(self.mixed))
        self._gains = self._weigh(labels, doubt, shelf)
        self._bias = np.full((len(labels), holders), -CERTAIN)
        self._bias[np.arange(len(labels)), labels] = CERTAIN
        self._bias[self.mixed] = -CERTAIN
        np.put_along_axis(self._bias, np.where(self._row[:, None] >= 0, around, labels[:, None]), 0.0, axis=1)
        plain = self._row < 0
        self._bias[plain, labels[plain]] = CERTAIN
        self.doubted = np.flatnonzero(doubt >= _OUTVOTED)
        self.labels = labels.copy()
        if len(self.doubted):
            self.labels[self.doubted] = self(self.doubted, net.points[self.doubted]).argmax(axis=1)

    def __call__(self, places: Ints, at: Floats) -> Floats:
        """Return by holder what the experts of these places say of one point in metres each."""
        said: Floats = self._bias[places]
        rows = self._row[places]
        heard = np.flatnonzero(rows >= 0)
        if len(heard):
            near = self._net.points[self._net.near[places[heard]]]
            said[heard] += surface(at[heard], near, self._net.radius_m[places[heard]], self._gains[rows[heard]])
        return said

    def _doubts(self, labels: Ints, strong: Bools, shelf: Shelf) -> Floats:
        net, chance = self._net, np.ones(len(labels))
        near = net.near[self.mixed]
        seen = np.concatenate([labels[near], strong[near]], axis=1).astype(np.int16)
        keys = [(int(p), row.tobytes()) for p, row in zip(self.mixed, seen, strict=True)]
        new = np.array([n for n, key in enumerate(keys) if key not in shelf.chances], dtype=np.int64)
        found = agreement(net.points[near[new]], net.radius_m[self.mixed[new]], labels[near[new]], strong[near[new]])
        shelf.chances.update(zip((keys[n] for n in new), found.tolist(), strict=True))
        chance[self.mixed] = [shelf.chances[key] for key in keys]
        return mistaken(chance, net.near)

    def _weigh(self, labels: Ints, doubt: Floats, shelf: Shelf) -> Floats:
        near = self._net.near[self.mixed]
        seen = np.concatenate([labels[near], (doubt[near] * 100).astype(np.int64)], axis=1).astype(np.int16)
        keys = [(int(p), row.tobytes()) for p, row in zip(self.mixed, seen, strict=True)]
        new = np.array([n for n, key in enumerate(keys) if key not in shelf.gains], dtype=np.int64)
        found = self._weights(near[new], self._net.radius_m[self.mixed[new]], labels, doubt)
        shelf.gains.update(zip((keys[n] for n in new), found, strict=True))
        if not keys:
            return np.empty((0, near.shape[1], self._holders))
        gains: Floats = np.stack([shelf.gains[key] for key in keys])
        return gains

    def _weights(self, near: Ints, radius: Floats, labels: Ints, doubt: Floats) -> Floats:
        """Return gains by neighbour and holder: of two holders one surface and its mirror, of more a surface each against the rest."""
        around = labels[near]
        present = (around[:, :, None] == np.arange(self._holders)).any(axis=1)
        gains = np.zeros((*near.shape, self._holders))
        for holder in range(self._holders):
            two = present.sum(axis=1) == 2
            first = np.argmax(present, axis=1) == holder
            rows = np.flatnonzero(present[:, holder] & (~two | first))
            signs = np.where(around[rows] == holder, 1.0, -1.0)
            found = weights(self._net.points[near[rows]], radius[rows], signs, doubt[near[rows]])
            gains[rows, :, holder] = found
            other = present[rows].shape[1] - 1 - np.argmax(present[rows][:, ::-1], axis=1) if len(rows) else rows
            paired = two[rows]
            gains[rows[paired], :, other[paired]] = -found[paired]
        return gains
