"""From labelled points to areas that meet without gap and the lines between them, on a plane in metres.

The method is marching triangles over the Delaunay triangulation of the places. A place's margin is its distance to the nearest
place of another holder; between two neighbours of different holders the line crosses where their margins meet in proportion.
At the places themselves this is the signed distance of which nearest-place areas are the zero set; carrying it
linearly over each triangle smooths that zigzag at the scale of the places around and nowhere beyond it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["Mesh", "Step", "march", "nearest_km", "small_triangles"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_GUARDS = 256
_GUARD_RADIUS = 1.25
_SHARE = (0.01, 0.99)
"""How near to one of two places the line may cross between them, as shares of the way: no piece of ground is without width."""


@dataclass(frozen=True, slots=True)
class Step:
    """One straight piece of line between two holders, and the points (by index) on either side that put it there."""

    ends: tuple[int, int]
    holders: tuple[str, str]
    sides: tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Mesh:
    """Areas by holder, the steps of line between them, and the nodes (x, y in metres) at which steps meet."""

    areas: dict[str, BaseGeometry]
    steps: tuple[Step, ...]
    nodes: Floats


def nearest_km(points: Floats, seeds: Floats) -> Floats:
    """Return the distance in kilometres from each point to the nearest of the seeds, both in metres; infinite without seeds."""
    if not len(seeds):
        return np.full(len(points), np.inf)
    tree = shapely.STRtree(shapely.points(seeds))
    (asked, _), distance = tree.query_nearest(shapely.points(points), return_distance=True, all_matches=False)
    found = np.empty(len(points))
    found[asked] = distance
    return found / 1000


def small_triangles(points: Floats, radius_m: float) -> BaseGeometry:
    """Return the union of the Delaunay triangles whose circumcircle has at most this radius."""
    corners = points[_triangles(points)] if len(points) > 2 else np.empty((0, 3, 2))
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    (x1, y1), (x2, y2) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    doubled = np.abs(x1 * y2 - x2 * y1)
    small = sides.prod(axis=1) <= 2 * radius_m * doubled
    return shapely.coverage_union_all(shapely.polygons(corners[small])) if small.any() else shapely.Polygon()


def march(seeds: Floats, holders: Sequence[str], ground: BaseGeometry) -> Mesh:
    """Return the areas and lines that labelled points make, over a plane that reaches past `ground`.

    Parameters
    ----------
    seeds
        Positions in metres, no two alike.
    holders
        The holder of each.
    ground
        What must be covered, in metres; the areas reach beyond it and are cut by the caller.
    """
    names = sorted(set(holders))
    label = np.array([names.index(h) for h in holders], dtype=np.int64)
    if len(names) == 1:
        return Mesh({names[0]: shapely.box(*ground.bounds).buffer(1.0)}, (), np.empty((0, 2)))
    guards = _guards(seeds, ground)
    owner = _nearest_index(guards, seeds)
    points = np.vstack([seeds, guards])
    labels = np.concatenate([label, label[owner]])
    margins = _margins(points, labels, seeds, label)
    stands_for = np.concatenate([np.arange(len(seeds)), owner])
    return _Marcher(points, labels, margins, names, stands_for).mesh()


def _guards(seeds: Floats, ground: BaseGeometry) -> Floats:
    """Return points on a circle around everything, so that no line ends inside the ground."""
    every = np.vstack([seeds, shapely.get_coordinates(shapely.box(*ground.bounds))])
    centre = (every.min(0) + every.max(0)) / 2
    radius = _GUARD_RADIUS * float(np.hypot(*(every - centre).T).max()) + 1000.0
    angles = np.linspace(0, 2 * np.pi, _GUARDS, endpoint=False)
    ring: Floats = centre + radius * np.column_stack([np.cos(angles), np.sin(angles)])
    return ring


def _nearest_index(points: Floats, seeds: Floats) -> Ints:
    tree = shapely.STRtree(shapely.points(seeds))
    asked, found = tree.query_nearest(shapely.points(points), all_matches=True)
    best = np.full(len(points), len(seeds), dtype=np.int64)
    np.minimum.at(best, asked, found)
    return best


def _margins(points: Floats, labels: Ints, seeds: Floats, label: Ints) -> Floats:
    """Return how much nearer each point is to its own holder's places than to the nearest place of another."""
    margins = np.empty(len(points))
    for holder in np.unique(label):
        mine = labels == holder
        own = nearest_km(points[mine], seeds[label == holder])
        margins[mine] = nearest_km(points[mine], seeds[label != holder]) - own
    return np.maximum(margins, 1e-9)


class _Marcher:
    """The triangles of one labelled triangulation, taken apart along the line."""

    def __init__(self, points: Floats, labels: Ints, margins: Floats, names: list[str], stands_for: Ints) -> None:
        self._points, self._labels, self._margins = points, labels, margins
        self._names, self._stands_for = names, stands_for
        self._triangles = _triangles(points)
        self._pieces: dict[int, list[npt.NDArray[np.object_]]] = {i: [] for i in range(len(names))}
        self._node_of: dict[int, int] = {}
        self._nodes: list[tuple[float, float]] = []
        self._steps: list[Step] = []

    def mesh(self) -> Mesh:
        of = self._labels[self._triangles]
        kinds = 1 + (of[:, 0] != of[:, 1]).astype(int) + ((of[:, 2] != of[:, 0]) & (of[:, 2] != of[:, 1])).astype(int)
        whole = self._triangles[kinds == 1]
        for holder in np.unique(self._labels):
            mine = whole[self._labels[whole[:, 0]] == holder]
            self._pieces[int(holder)].append(shapely.polygons(self._points[mine]))
        for triangle in self._triangles[kinds == 2].tolist():
            self._in_two(triangle)
        for triangle in self._triangles[kinds == 3].tolist():
            self._in_three(triangle)
        areas = {self._names[h]: shapely.coverage_union_all(np.concatenate(p)) for h, p in self._pieces.items()}
        return Mesh(areas, tuple(self._steps), np.array(self._nodes).reshape(-1, 2))

    def _in_two(self, triangle: list[int]) -> None:
        """Cut off the one corner that is held by another than the two others."""
        a, b, c = triangle
        while self._labels[b] != self._labels[c]:
            a, b, c = b, c, a
        first, last = self._crossing(a, b), self._crossing(a, c)
        corner, tip, tail = (self._points[a], self._nodes[first], self._nodes[last])
        self._add(a, [corner, tip, tail])
        self._add(b, [tip, self._points[b], self._points[c], tail])
        self._step((first, last), (a,), (b, c))

    def _in_three(self, triangle: list[int]) -> None:
        """Cut into three about the middle of the three crossings."""
        a, b, c = triangle
        crossings = [self._crossing(a, b), self._crossing(b, c), self._crossing(c, a)]
        middle = self._node(tuple(np.mean([self._nodes[i] for i in crossings], axis=0).tolist()))
        for k, (corner, after) in enumerate(((a, b), (b, c), (c, a))):
            self._add(corner, [self._points[corner], self._nodes[crossings[k]], self._nodes[middle], self._nodes[crossings[k - 1]]])
            self._step((crossings[k], middle), (corner,), (after,))

    def _crossing(self, a: int, b: int) -> int:
        i, j = (a, b) if a < b else (b, a)
        key = i * len(self._points) + j
        if key not in self._node_of:
            share = float(np.clip(self._margins[i] / (self._margins[i] + self._margins[j]), *_SHARE))
            at = self._points[i] + share * (self._points[j] - self._points[i])
            self._node_of[key] = self._node((float(at[0]), float(at[1])))
        return self._node_of[key]

    def _node(self, at: tuple[float, float]) -> int:
        self._nodes.append(at)
        return len(self._nodes) - 1

    def _add(self, owner: int, ring: list[object]) -> None:
        self._pieces[int(self._labels[owner])].append(np.array([shapely.Polygon(ring)]))

    def _step(self, ends: tuple[int, int], left: tuple[int, ...], right: tuple[int, ...]) -> None:
        sides = [(self._names[self._labels[s[0]]], tuple(sorted({int(self._stands_for[i]) for i in s}))) for s in (left, right)]
        (one, near), (other, far) = sorted(sides)
        self._steps.append(Step(ends, (one, other), (near, far)))


def _triangles(points: Floats) -> Ints:
    """Return the Delaunay triangles of the points as rows of three indices, in an order that depends on the points alone."""
    corners = shapely.get_coordinates(shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(points)))).reshape(-1, 4, 2)[:, :3]
    keys = points[:, 0] + 1j * points[:, 1]
    order = np.argsort(keys, kind="stable")
    found = order[np.searchsorted(keys[order], corners[..., 0] + 1j * corners[..., 1])]
    turned = np.take_along_axis(found, (np.argmin(found, axis=1)[:, None] + np.arange(3)) % 3, axis=1)
    return turned[np.lexsort(turned.T[::-1])].astype(np.int64)
