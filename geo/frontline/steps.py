"""Steps of line: the straight pieces of line in each triangle of the net, and what is near them, kept as long as nothing there changes.

Each triangle near a line is cut into sixteen. At each new corner the experts of the triangle's places are heard in proportion to how
near it is to them, so that what is said runs on from triangle to triangle; the line is drawn through the small triangles where two
holders are equally strong. What comes out for a triangle depends on the neighbourhoods of its three places and on whether the triangles
beside it are cut too, and on nothing else: where these are as on the day before, so are its steps.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from geo.frontline.experts import Experts
from geo.frontline.field import CERTAIN, Bools
from geo.frontline.net import Net
from geo.frontline.plane import Floats, Ints

__all__ = ["LONGEST_M", "Frame", "Ledger", "Steps", "edge_of", "meeting"]

_PARTS = 4
_SHARE = (0.01, 0.99)
"""How near to one of two corners the line may cross between them, as shares of the way: no piece of ground is without width."""
LONGEST_M = 10_000.0
"""The length of a step near the ground at most: what is told of a line is told at its nodes."""
_MOST_PARTS = 250
_ORDERS = 3 * (_MOST_PARTS + 1)
_SPLIT = -(1 << 50)
_BITS = 31
_SURE = 1 - 1e-9
_BATCH = 512

Frame = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps in the order of their triangles, each from its first end to its second with the lower of two holders on its left.

    `of` is the triangle, `order` tells steps of one triangle apart; `ends` are keys of the nodes at which steps meet, negative where more
    than two may, and `xy` their positions in metres (by step, end, axis). `holders` are left and right. `near` is the place of the holder
    on either side that is nearest to the middle; `way` the mean distance to the nearest places of both sides in metres and `around` the
    nearest place at all, both by end.
    """

    of: Ints
    order: Ints
    ends: Ints
    xy: Floats
    holders: Ints
    near: Ints
    way: Floats
    around: Ints

    def __len__(self) -> int:
        return len(self.of)

    def taken(self, rows: Ints | Bools) -> Steps:
        """Return some of the steps."""
        return Steps(*(getattr(self, f.name)[rows] for f in fields(self)))

    def with_more(self, more: Steps) -> Steps:
        """Return both together, in order."""
        both = Steps(*(np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(self)))
        return both.taken(np.lexsort([both.order, both.of]))

    @classmethod
    def none(cls) -> Steps:
        """Return no steps at all."""
        whole, pair = np.empty(0, dtype=np.int64), np.empty((0, 2), dtype=np.int64)
        return cls(whole, whole, pair, np.empty((0, 2, 2)), pair, pair, np.empty((0, 2)), pair)


class Ledger:
    """The steps of the day before, by triangle, with what decided about them."""

    def __init__(self, net: Net) -> None:
        self._net = net
        self._seen = np.full((len(net.triangles), 9), -1, dtype=np.int64)
        self._steps = Steps.none()

    def steps(self, experts: Experts, chosen: Ints, frame: Frame) -> Steps:
        """Return the steps in the chosen triangles, made anew only where what decides about them is not what it was.

        `frame` is the ground around which steps are cut into pieces of at most 10 km (west, south, east, north, in metres).
        """
        net = self._net
        corners = net.owner[net.triangles[chosen]]
        numbers = experts.numbers(corners.ravel()).reshape(-1, 3)
        cut = np.zeros(len(net.triangles) + 1, dtype=bool)
        cut[chosen] = cut[-1] = True
        shut = np.logical_not(np.all(cut[net.faces[net.sides[chosen]]], axis=2))
        seen = np.concatenate([numbers, experts.labels[corners], shut], axis=1)
        stale = np.flatnonzero((self._seen[chosen] != seen).any(axis=1))
        gone = np.ones(len(net.triangles), dtype=bool)
        gone[chosen] = False
        gone[chosen[stale]] = True
        made, settled = _Maker(net, experts).steps(chosen[stale], shut[stale], frame)
        self._steps = self._steps.taken(~gone[self._steps.of]).with_more(made)
        self._seen[gone] = -1
        # What hangs on places further away than a neighbourhood reaches is looked for again every day.
        self._seen[chosen[stale[settled]]] = seen[stale[settled]]
        return self._steps


def meeting(keys: Ints) -> Bools:
    """Return which nodes are such that more than two steps may meet there, by key."""
    found: Bools = (keys < 0) & (keys > _SPLIT)
    return found


def edge_of(net: Net, key: int) -> int:
    """Return the edge of the net on which a node lies, by its key; -1 for one within a triangle."""
    count = len(net.points)
    nodes = (key >> _BITS, key & ((1 << _BITS) - 1)) if key >= 0 else ()
    return next(((n - count) // _BETWEEN for n in nodes if count <= n < count + _BETWEEN * len(net.edges)), -1)


def _grid() -> tuple[Ints, Ints, Ints]:
    """Return the corners of the small triangles of one triangle: shares of its corners, the triangles, where nodes of edges are."""
    shares = [(i, j, _PARTS - i - j) for i in range(_PARTS, -1, -1) for j in range(_PARTS - i, -1, -1)]
    at = {s: n for n, s in enumerate(shares)}
    small = []
    for i, j, k in shares:
        if i:
            small += [(at[i, j, k], at[i - 1, j + 1, k], at[i - 1, j, k + 1])]
        if i and j and k < _PARTS:
            small += [(at[i, j, k], at[i - 1, j, k + 1], at[i, j - 1, k + 1])]
    runs = [(_PARTS - m, m) for m in range(1, _PARTS)]
    edges = [at[a, b, 0] for a, b in runs] + [at[0, a, b] for a, b in runs] + [at[a, 0, b] for a, b in runs]
    return np.array(shares), np.array(small), np.array(edges)


_SHARES, _SMALL, _ON_EDGES = _grid()
_BETWEEN = _PARTS - 1
_CORNERS = np.array([int(np.flatnonzero(_SHARES[:, k] == _PARTS)[0]) for k in range(3)])
_INNER = np.flatnonzero((_SHARES > 0).all(axis=1))
_HEARS = np.stack([np.flatnonzero(_SHARES[:, k] > 0) for k in range(3)])


class _Maker:
    """Makes the steps of triangles anew."""

    def __init__(self, net: Net, experts: Experts) -> None:
        self._net, self._experts = net, experts

    def steps(self, triangles: Ints, shut: Bools, frame: Frame) -> tuple[Steps, Ints]:
        """Return the steps in some triangles, and which of the triangles (by row) depend on their own neighbourhoods alone."""
        parts, alone = [Steps.none()], []
        for first in range(0, len(triangles), _BATCH):
            rows = slice(first, first + _BATCH)
            made, settled = self._batch(triangles[rows], shut[rows], frame)
            parts.append(made)
            alone.append(~np.isin(triangles[rows], made.of[~settled]))
        steps = Steps(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Steps)))
        return steps, np.flatnonzero(np.concatenate(alone)) if alone else np.empty(0, dtype=np.int64)

    def _batch(self, triangles: Ints, shut: Bools, frame: Frame) -> tuple[Steps, Bools]:
        net = self._net
        ids, at = self._nodes(triangles)
        values = self._heard(triangles, shut, at)
        number = (triangles[:, None] * len(_SMALL) + np.arange(len(_SMALL))).ravel()
        small = ids[:, _SMALL].reshape(-1, 3), at[:, _SMALL].reshape(-1, 3, 2), values[:, _SMALL].reshape(-1, 3, values.shape[2])
        order, ends, xy, holders = _split(*_crossings(number, *small), frame)
        of = order // (len(_SMALL) * _ORDERS)
        beside = _Beside(net, self._experts, of, holders, np.concatenate([xy.mean(axis=1), xy[:, 0], xy[:, 1]]))
        near, gaps, settled = beside.nearest()
        way = (gaps[1:, :, 0] + gaps[1:, :, 1]) / 2
        return Steps(of, order, ends, xy, holders, near[0], way.T, beside.closest()[1:].T), np.logical_and.reduce(settled)

    def _nodes(self, triangles: Ints) -> tuple[Ints, Floats]:
        """Return ids and positions of the fifteen corners of the small triangles of each triangle."""
        net = self._net
        count = len(net.points)
        ids = np.empty((len(triangles), len(_SHARES)), dtype=np.int64)
        ids[:, _CORNERS] = net.triangles[triangles]
        ids[:, _ON_EDGES] = (count + _BETWEEN * net.sides[triangles][:, :, None] + np.arange(_BETWEEN)).reshape(len(triangles), -1)
        ids[:, _INNER] = count + _BETWEEN * len(net.edges) + len(_INNER) * triangles[:, None] + np.arange(len(_INNER))
        shares = _SHARES / _PARTS
        corners = net.points[net.triangles[triangles]]
        # Corners in the order of their index and one after another, so that a node on an edge is the same to the bit from either side.
        at: Floats = corners[:, None, 0] * shares[:, 0, None] + corners[:, None, 1] * shares[:, 1, None]
        at = at + corners[:, None, 2] * shares[:, 2, None]
        return ids, at

    def _heard(self, triangles: Ints, shut: Bools, at: Floats) -> Floats:
        """Return by holder what is said at each node of each triangle."""
        net, experts = self._net, self._experts
        corners = net.owner[net.triangles[triangles]]
        asked = at[:, _HEARS].reshape(-1, _HEARS.shape[1], 2)
        said = experts(corners.ravel(), asked).reshape(len(triangles), 3, _HEARS.shape[1], -1)
        values = np.zeros((*at.shape[:2], said.shape[3]))
        for k in range(3):
            values[:, _HEARS[k]] += _SHARES[_HEARS[k], k, None] / _PARTS * said[:, k]
        labels = experts.labels[corners]
        values[:, _CORNERS] = _held(values[:, _CORNERS], labels)
        for k, first in enumerate((0, 1, 0)):
            # Beside a triangle that is not cut no line may cross.
            rows, nodes = np.flatnonzero(shut[:, k]), _ON_EDGES[k * _BETWEEN : (k + 1) * _BETWEEN]
            values[rows[:, None], nodes] = -CERTAIN
            values[rows[:, None], nodes, labels[rows, first, None]] = CERTAIN
        return values


def _held(said: Floats, labels: Ints) -> Floats:
    """Let each place lie in the ground of its own holder, however narrowly."""
    own = np.arange(said.shape[2]) == labels[..., None]
    rivals = np.where(own, -np.inf, said).max(axis=2)
    found: Floats = np.where(own, np.maximum(said, rivals[..., None] + 1e-3), said)
    return found


def _crossings(number: Ints, ids: Ints, at: Floats, values: Floats) -> tuple[Ints, Ints, Floats, Ints]:
    """Return order, ends, positions and holders of the steps in small triangles, given by number, ids, positions and values of corners."""
    labels = values.argmax(axis=2)
    mixed = np.flatnonzero((labels != labels[:, :1]).any(axis=1))
    number, ids, at, values, labels = number[mixed], ids[mixed], at[mixed], values[mixed], labels[mixed]
    # The corner that stands alone comes first; where all three do, the second.
    tip = np.where(labels[:, 0] == labels[:, 1], 2, np.where(labels[:, 1] == labels[:, 2], 0, 1))
    turn = (tip[:, None] + np.arange(3)) % 3
    ids, labels = np.take_along_axis(ids, turn, 1), np.take_along_axis(labels, turn, 1)
    at, values = np.take_along_axis(at, turn[..., None], 1), np.take_along_axis(values, turn[..., None], 1)
    met = [_crossing(ids, at, values, labels, a, (a + 1) % 3) for a in range(3)]
    thirds = labels[:, 1] != labels[:, 2]
    middle = -1 - number, (met[0][1] + met[1][1] + met[2][1]) / 3
    parts = [(~thirds, met[0], met[2], 0)] + [(thirds, met[a], middle, a) for a in range(3)]
    order = np.concatenate([number[rows] * 3 + a for rows, _, _, a in parts])
    ends = np.concatenate([np.column_stack([start[0][rows], end[0][rows]]) for rows, start, end, _ in parts])
    xy = np.concatenate([np.stack([start[1][rows], end[1][rows]], axis=1) for rows, start, end, _ in parts])
    holders = np.concatenate([labels[rows][:, [a, (a + 1) % 3]] for rows, _, _, a in parts])
    corner = np.concatenate([at[rows, a] for rows, _, _, a in parts])
    return order, *_lower_left(ends, xy, holders, corner)


def _crossing(ids: Ints, at: Floats, values: Floats, labels: Ints, a: int, b: int) -> tuple[Ints, Floats]:
    """Return key and position of the node between two corners of each small triangle, the same from either side of their edge."""
    swap = ids[:, a] > ids[:, b]
    rows, first, second = np.arange(len(ids)), np.where(swap, b, a), np.where(swap, a, b)
    here, there = labels[rows, first], labels[rows, second]
    ahead = values[rows, first, here] - values[rows, first, there]
    behind = values[rows, second, there] - values[rows, second, here]
    share = np.clip(ahead / np.maximum(ahead + behind, 1e-12), *_SHARE)[:, None]
    start = at[rows, first]
    return (ids[rows, first] << _BITS) + ids[rows, second], np.round(start + share * (at[rows, second] - start), 6)


def _lower_left(ends: Ints, xy: Floats, holders: Ints, corner: Floats) -> tuple[Ints, Floats, Ints]:
    """Turn each step so that the lower of its holders is on its left; `corner` lies on the side of the first."""
    way, off = xy[:, 1] - xy[:, 0], corner - xy[:, 0]
    left = way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0] > 0
    turned = (left != (holders[:, 0] < holders[:, 1]))[:, None]
    return np.where(turned, ends[:, ::-1], ends), np.where(turned[..., None], xy[:, ::-1], xy), np.sort(holders, axis=1)


def _split(order: Ints, ends: Ints, xy: Floats, holders: Ints, frame: Frame) -> tuple[Ints, Ints, Floats, Ints]:
    """Cut long steps near the ground into pieces, and sort all."""
    west, south, east, north = frame
    low, high = xy.min(axis=1), xy.max(axis=1)
    near = (high[:, 0] >= west) & (low[:, 0] <= east) & (high[:, 1] >= south) & (low[:, 1] <= north)
    long = np.hypot(*(xy[:, 1] - xy[:, 0]).T)
    parts = np.where(near, np.clip(np.ceil(long / LONGEST_M), 1, _MOST_PARTS), 1).astype(np.int64)
    of = np.repeat(np.arange(len(order)), parts)
    part = np.arange(len(of)) - np.repeat(np.cumsum(parts) - parts, parts)
    order = order[of] * (_MOST_PARTS + 1) + part
    start, way = xy[of, 0], xy[of, 1] - xy[of, 0]
    keys, at = ends[of], xy[of]
    for side in (0, 1):
        inner = part + side != parts[of] * side
        share = ((part + side) / parts[of])[inner, None]
        keys[inner, side] = _SPLIT - (order + side)[inner]
        at[inner, side] = np.round(start[inner] + share * way[inner], 6)
    rows = np.argsort(order, kind="stable")
    return order[rows], keys[rows], at[rows], holders[of][rows]


class _Beside:
    """The places nearest to points of steps, looked for in the neighbourhood of the nearest corner of each step's triangle first.

    `points` are the middles of all steps, then all first and all second ends; so are the rows of what is returned.
    """

    def __init__(self, net: Net, experts: Experts, triangles: Ints, holders: Ints, points: Floats) -> None:
        self._net, self._experts, self._holders, self._points = net, experts, np.tile(holders, (3, 1)), points
        corners = np.tile(net.owner[net.triangles[triangles]], (3, 1))
        gaps = _gaps(net.points[corners], points)
        best = gaps.argmin(axis=1)[:, None]
        corner = np.take_along_axis(corners, best, 1)[:, 0]
        self._near = net.near[corner]
        self._gaps = _gaps(net.points[self._near], points)
        # No place that is not near the corner is nearer to the point than this.
        self._reach = net.radius_m[corner] * _SURE - np.take_along_axis(gaps, best, 1)[:, 0]
        if self._near.shape[1] == net.places:
            self._reach[:] = np.inf

    def nearest(self) -> tuple[Ints, Floats, Bools]:
        """Return the nearest place of the holder on each side, how far it is, and whether no place of another neighbourhood matters."""
        credited = self._experts.credited[self._near]
        rows = np.arange(len(self._points))
        found = np.empty((len(rows), 2), dtype=np.int64)
        settled = np.ones(len(rows), dtype=bool)
        for side in (0, 1):
            holders = self._holders[:, side]
            own = np.where(credited == holders[:, None], self._gaps, np.inf)
            best = own.argmin(axis=1)
            found[:, side] = self._near[rows, best]
            known = own[rows, best] <= self._reach
            settled &= known
            for holder in np.unique(holders[~known]).tolist():
                asked = np.flatnonzero(~known & (holders == holder))
                found[asked, side] = self._experts.nearest(holder, self._points[asked])
        gaps = _gaps(self._net.points[found], self._points)
        return found.reshape(3, -1, 2), gaps.reshape(3, -1, 2), settled.reshape(3, -1)

    def closest(self) -> Ints:
        """Return the nearest place of all."""
        rows, best = np.arange(len(self._points)), self._gaps.argmin(axis=1)
        found: Ints = self._near[rows, best]
        far = np.flatnonzero(self._gaps[rows, best] > self._reach)
        found[far] = self._net.tree.query(self._points[far])[1]
        return found.reshape(3, -1)


def _gaps(places: Floats, points: Floats) -> Floats:
    """Return how far places (some for each point) are from their points."""
    east, north = places[..., 0] - points[:, None, 0], places[..., 1] - points[:, None, 1]
    return np.sqrt(east * east + north * north)
