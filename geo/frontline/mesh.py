"""From labelled places to areas that meet without gap and the lines between them, on a plane in metres.

Each triangle of neighbouring places near a line is cut into sixteen. At each new corner the experts of the triangle's places are heard
in proportion to how near it is to them, so that what is said runs on from triangle to triangle; the line is drawn through the small
triangles where two holders are equally strong. Only the triangles around places that have a neighbour of another holder are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.frontline.experts import Experts, Shelf
from geo.frontline.faces import Faces, faces_of
from geo.frontline.field import CERTAIN, Bools
from geo.frontline.net import Net
from geo.frontline.plane import Floats, Ints

__all__ = ["Mesh", "Step", "march"]

_PARTS = 4
_SHARE = (0.01, 0.99)
"""How near to one of two corners the line may cross between them, as shares of the way: no piece of ground is without width."""


@dataclass(frozen=True, slots=True)
class Step:
    """One straight piece of line between two holders, and the points (by index) on either side that put it there."""

    ends: tuple[int, int]
    holders: tuple[str, str]
    sides: tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Mesh:
    """Areas by holder, the steps of line between them, and the nodes (x, y in metres) at which steps meet.

    `labels` is whose ground each place lies in; `doubted` are the places (by index) that their neighbours outvote.
    """

    areas: dict[str, BaseGeometry]
    steps: tuple[Step, ...]
    nodes: Floats
    doubted: tuple[int, ...] = ()


def march(
    seeds: Floats,
    holders: Sequence[str],
    ground: BaseGeometry,
    *,
    strong: Sequence[bool] = (),
    net: Net | None = None,
    shelf: Shelf | None = None,
) -> Mesh:
    """Return the areas and lines that labelled points make, over a plane that reaches past `ground`.

    Parameters
    ----------
    seeds
        Positions in metres, no two alike.
    holders
        The holder of each.
    ground
        What must be covered, in metres; the areas reach beyond it and are cut by the caller.
    strong
        Whether each is too well attested to be outvoted by its neighbours; none is where not given.
    net, shelf
        What was made for the same seeds before; made anew where not given, to the same result.
    """
    names = sorted(set(holders))
    if len(names) == 1:
        return Mesh({names[0]: shapely.box(*ground.bounds).buffer(1.0)}, (), np.empty((0, 2)))
    index = {name: n for n, name in enumerate(names)}
    labels = np.array([index[h] for h in holders], dtype=np.int64)
    sure = np.array(strong, dtype=bool) if len(strong) else np.zeros(len(labels), dtype=bool)
    return _Marcher(net or Net.of(seeds, ground), labels, sure, names, shelf or Shelf()).mesh()


def _grid() -> tuple[Ints, Ints, Ints]:
    """Return the corners of the small triangles of one triangle: shares of its corners, the triangles, where edge and inner nodes are."""
    shares = [(i, j, _PARTS - i - j) for i in range(_PARTS, -1, -1) for j in range(_PARTS - i, -1, -1)]
    at = {s: n for n, s in enumerate(shares)}
    small = []
    for i, j, k in shares:
        if i:
            small += [(at[i, j, k], at[i - 1, j + 1, k], at[i - 1, j, k + 1])]
        if i and j and k < _PARTS:
            small += [(at[i, j, k], at[i - 1, j, k + 1], at[i, j - 1, k + 1])]
    edges = [at[s] for n in range(3) for s in [tuple(np.roll([_PARTS - m, m, 0], n).tolist()) for m in range(1, _PARTS)]]
    return np.array(shares), np.array(small), np.array(edges)


_SHARES, _SMALL, _ON_EDGES = _grid()
_CORNERS = np.flatnonzero((_SHARES == _PARTS).any(axis=1))
_INNER = np.flatnonzero((_SHARES > 0).all(axis=1))


class _Marcher:
    """One labelled net, taken apart along the line."""

    def __init__(self, net: Net, labels: Ints, strong: Bools, names: list[str], shelf: Shelf) -> None:
        self._net, self._names = net, names
        self._experts = Experts(net, labels, strong, len(names), shelf)
        self._given = labels
        self._labels = self._experts.labels[net.owner]
        changing = self._labels[net.edges[:, 0]] != self._labels[net.edges[:, 1]]
        beside = np.zeros(len(net.points), dtype=bool)
        beside[net.edges[changing].ravel()] = True
        self._chosen = np.flatnonzero(beside[net.triangles].any(axis=1))

    def mesh(self) -> Mesh:
        ids, places, values = self._nodes()
        small = ids[:, _SMALL].reshape(-1, 3), places[:, _SMALL].reshape(-1, 3, 2), values[:, _SMALL].reshape(-1, 3, len(self._names))
        cut = _Cut(*small)
        faces = faces_of(cut.nodes, cut.ends, cut.holders, self._frame(cut), self._seen())
        return Mesh(self._areas(faces), self._steps(cut, faces), cut.nodes, tuple(self._experts.doubted.tolist()))

    def _seen(self) -> Floats:
        """Return the places near the line: a piece of ground that holds none of them is a crumb."""
        near = np.unique(self._net.triangles[self._chosen])
        return self._net.points[near[near < self._net.places]]

    def _areas(self, faces: Faces) -> dict[str, BaseGeometry]:
        if not len(faces.labels):
            whole = shapely.multipoints(self._net.points).convex_hull
            return {self._names[int(self._labels[0])]: whole}
        return {self._names[h]: shapely.coverage_union_all(faces.grounds[faces.labels == h]) for h in sorted(set(faces.labels.tolist()))}

    def _nodes(self) -> tuple[Ints, Floats, Floats]:
        """Return, for the fifteen corners of the small triangles of each chosen triangle, their ids, positions and values."""
        net, chosen = self._net, self._chosen
        triangles, inner = net.triangles[chosen], len(_INNER)
        count, between = len(net.points), _PARTS - 1
        ids = np.empty((len(chosen), len(_SHARES)), dtype=np.int64)
        ids[:, _CORNERS] = triangles
        sides = net.sides[chosen]
        turned = triangles > np.roll(triangles, -1, axis=1)
        for n in range(3):
            run = np.where(turned[:, n : n + 1], np.arange(between)[::-1], np.arange(between))
            ids[:, _ON_EDGES[n * between : (n + 1) * between]] = count + between * sides[:, n : n + 1] + run
        ids[:, _INNER] = count + between * len(net.edges) + inner * chosen[:, None] + np.arange(inner)
        table, of = np.unique(ids, return_inverse=True)
        at, values = self._evaluate(table)
        return ids, at[of].reshape(*ids.shape, 2), values[of].reshape(*ids.shape, len(self._names))

    def _evaluate(self, ids: Ints) -> tuple[Floats, Floats]:
        """Return position and values of nodes by id."""
        net, between, inner = self._net, _PARTS - 1, len(_INNER)
        count = len(net.points)
        lone = ids < count
        inside = ids >= count + between * len(net.edges)
        edge, place = np.divmod(ids[~lone & ~inside] - count, between)
        of, which = np.divmod(ids[inside] - count - between * len(net.edges), inner)
        corners = np.zeros((len(ids), 3), dtype=np.int64)
        shares = np.zeros((len(ids), 3))
        corners[lone] = ids[lone, None]
        shares[lone, 0] = 1.0
        corners[~lone & ~inside, :2] = net.edges[edge]
        shares[~lone & ~inside, 1] = (place + 1) / _PARTS
        shares[~lone & ~inside, 0] = 1 - (place + 1) / _PARTS
        corners[inside] = net.triangles[of]
        shares[inside] = _SHARES[_INNER[which]] / _PARTS
        at = (net.points[corners] * shares[:, :, None]).sum(axis=1)
        values = self._heard(corners, shares, at)
        self._hold(values[lone], self._labels[ids[lone]], lone, values)
        shut = np.flatnonzero(~lone & ~inside)[self._at_the_rim(edge)]
        values[shut] = -CERTAIN
        values[shut, self._labels[corners[shut, 0]]] = CERTAIN
        return at, values

    def _heard(self, corners: Ints, shares: Floats, at: Floats) -> Floats:
        values = np.zeros((len(at), len(self._names)))
        for k in range(3):
            asked = np.flatnonzero(shares[:, k] > 0)
            places = corners[asked, k]
            values[asked] += shares[asked, k, None] * self._experts(self._net.owner[places], at[asked])
        return values

    def _hold(self, said: Floats, labels: Ints, where: Bools, values: Floats) -> None:
        """Let each place lie in the ground of its own holder, however narrowly."""
        rows = np.arange(len(labels))
        rivals = said.copy()
        rivals[rows, labels] = -np.inf
        said[rows, labels] = np.maximum(said[rows, labels], rivals.max(axis=1) + 1e-3)
        values[where] = said

    def _at_the_rim(self, edges: Ints) -> Bools:
        """Return which edges have a triangle beside them that is not cut: no line may cross there."""
        cut = np.zeros(len(self._net.triangles) + 1, dtype=bool)
        cut[self._chosen] = True
        cut[-1] = True
        rim: Bools = np.logical_not(cut[self._net.faces[edges]].all(axis=1))
        return rim

    def _frame(self, cut: _Cut) -> list[BaseGeometry]:
        """Return the outer edge of the net as lines that meet the line's ends."""
        net, between = self._net, _PARTS - 1
        outer = np.flatnonzero(net.faces[:, 1] < 0)
        lines = []
        for edge in outer.tolist():
            a, b = net.edges[edge].tolist()
            base = len(net.points) + between * edge
            along = [a, *range(base, base + between), b]
            steps = [(min(pair), max(pair)) for pair in pairwise(along)]
            met = [cut.crossing[step] for step in steps if step in cut.crossing]
            lines.append([net.points[a], *cut.nodes[met], net.points[b]])
        return [shapely.LineString(line[n : n + 2]) for line in lines for n in range(len(line) - 1)]

    def _steps(self, cut: _Cut, faces: Faces) -> tuple[Step, ...]:
        kept = np.flatnonzero(faces.kept)
        middle = cut.nodes[cut.ends[kept]].mean(axis=1)
        nearest = np.zeros((len(kept), 2), dtype=np.int64)
        for holder in range(len(self._names)):
            own = np.flatnonzero((self._given == holder) & (self._experts.labels == holder))
            asked = cut.holders[kept] == holder
            if asked.any():
                own = own if len(own) else np.flatnonzero(self._experts.labels == holder)
                nearest[asked] = own[cKDTree(self._net.points[own]).query(middle[np.nonzero(asked)[0]])[1]]
        steps = []
        for ends, pair, sides in zip(cut.ends[kept].tolist(), cut.holders[kept].tolist(), nearest.tolist(), strict=True):
            (one, near), (other, far) = sorted(zip((self._names[h] for h in pair), sides, strict=True))
            steps.append(Step((ends[0], ends[1]), (one, other), ((near,), (far,))))
        return tuple(steps)


class _Cut:
    """The small triangles that the line crosses: its nodes, its steps as pairs of nodes, and the holders left and right of each."""

    def __init__(self, ids: Ints, at: Floats, values: Floats) -> None:
        labels = values.argmax(axis=2)
        kinds = (
            1 + (labels[:, 0] != labels[:, 1]).astype(int) + ((labels[:, 2] != labels[:, 0]) & (labels[:, 2] != labels[:, 1])).astype(int)
        )
        two = labels[:, [0]] == labels[:, [1]], labels[:, [1]] == labels[:, [2]]
        tip = np.where(two[0], 2, np.where(two[1], 0, 1))[:, 0]
        turn = (tip[:, None] + np.arange(3)) % 3
        ids, labels = np.take_along_axis(ids, turn, 1), np.take_along_axis(labels, turn, 1)
        at, values = np.take_along_axis(at, turn[..., None], 1), np.take_along_axis(values, turn[..., None], 1)
        halved, thirds = np.flatnonzero(kinds == 2), np.flatnonzero(kinds == 3)
        parts = [(halved, 0, 1), (halved, 2, 0), (thirds, 0, 1), (thirds, 1, 2), (thirds, 2, 0)]
        rows = np.concatenate([r for r, _, _ in parts])
        first = np.concatenate([np.full(len(r), a) for r, a, _ in parts])
        second = np.concatenate([np.full(len(r), b) for r, _, b in parts])
        self.nodes: Floats
        self._cross(ids, at, values, labels, rows, first, second)
        n, m = len(halved), len(thirds)
        middles = len(self.nodes) + np.arange(m)
        a, b, c = (self._of[2 * n + k * m : 2 * n + (k + 1) * m] for k in range(3))
        if m:
            self.nodes = np.vstack([self.nodes, self.nodes[np.stack([a, b, c])].mean(axis=0)])
        ends = [np.column_stack([self._of[:n], self._of[n : 2 * n]])] + [np.column_stack([x, middles]) for x in (a, b, c)]
        self.ends = np.vstack(ends).astype(np.int64)
        pairs = [labels[halved][:, [0, 1]]] + [labels[thirds][:, p] for p in ([0, 1], [1, 2], [2, 0])]
        self.holders = self._left_first(np.vstack(pairs), np.concatenate([at[halved, 0], *(at[thirds, k] for k in range(3))]))

    def _cross(self, ids: Ints, at: Floats, values: Floats, labels: Ints, rows: Ints, a: Ints, b: Ints) -> None:
        """Find the node on each edge between two holders, once for every pair of corners."""
        swap = ids[rows, a] > ids[rows, b]
        a, b = np.where(swap, b, a), np.where(swap, a, b)
        pair = np.column_stack([ids[rows, a], ids[rows, b]])
        table, first, of = np.unique(pair, axis=0, return_index=True, return_inverse=True)
        rows, a, b = rows[first], a[first], b[first]
        here, there = labels[rows, a], labels[rows, b]
        ahead = values[rows, a, here] - values[rows, a, there]
        behind = values[rows, b, there] - values[rows, b, here]
        share = np.clip(ahead / np.maximum(ahead + behind, 1e-12), *_SHARE)[:, None]
        self.nodes = np.round(at[rows, a] + share * (at[rows, b] - at[rows, a]), 6)
        self.crossing = {(int(i), int(j)): n for n, (i, j) in enumerate(table.tolist())}
        self._of: Ints = of.ravel()

    def _left_first(self, pairs: Ints, corner: Floats) -> Ints:
        """Order the holders of each step so that the first is on its left; `corner` lies on the side of the first given."""
        start, end = self.nodes[self.ends[:, 0]], self.nodes[self.ends[:, 1]]
        way, off = end - start, corner - start
        left = way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0] > 0
        return np.where(left[:, None], pairs, pairs[:, ::-1])
