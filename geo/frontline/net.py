"""What follows from the positions of places alone, and so is the same from day to day: triangles, edges and neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.frontline.field import NEIGHBOURS, Bools
from geo.frontline.plane import Floats, Ints

__all__ = ["Net", "nearest_km", "triangles_of"]

_GUARDS = 256
_GUARD_RADIUS = 1.25


@dataclass(frozen=True, slots=True)
class Net:
    """Places and a ring of guards around them, so that no line ends inside the ground, joined to triangles.

    `points` are in metres, the first `places` of them places; `owner` gives the place that each stands for. `near` and `radius_m`
    give the neighbours of each place, itself first, and the distance to the last. `edges` are pairs of points, the lower
    index first; `inner` says which of them join two places; `sides` are the three edges of each triangle (first and second corner, second
    and third, first and third; corners are in order of index), `faces` the two triangles of each edge, -1 outside; `tree` finds
    places by position.
    """

    points: Floats
    places: int
    owner: Ints
    near: Ints
    radius_m: Floats
    triangles: Ints
    edges: Ints
    sides: Ints
    faces: Ints
    inner: Bools
    tree: cKDTree

    @classmethod
    def of(cls, seeds: Floats, ground: BaseGeometry) -> Net:
        """Return the net of positions in metres, no two alike, that reaches past `ground`."""
        tree = cKDTree(seeds)
        guards = _guards(seeds, ground)
        points = np.vstack([seeds, guards])
        owner = np.concatenate([np.arange(len(seeds)), _nearest_first(tree, guards)])
        reach, near = tree.query(seeds, min(NEIGHBOURS, len(seeds)))
        reach, near = reach.reshape(len(seeds), -1), near.reshape(len(seeds), -1)
        triangles = triangles_of(points)
        edges, sides, faces = _edges(triangles)
        inner: Bools = np.all(edges < len(seeds), axis=1)
        return cls(
            points, len(seeds), owner, near.astype(np.int64), np.maximum(reach[:, -1], 1.0), triangles, edges, sides, faces, inner, tree
        )

    def parted(self, labels: Ints) -> Ints:
        """Return the places joined to a place of another label, in order."""
        joined = self.edges[self.inner]
        beside = np.zeros(self.places, dtype=bool)
        beside[joined[labels[joined[:, 0]] != labels[joined[:, 1]]].ravel()] = True
        return np.flatnonzero(beside)


def _nearest_first(tree: cKDTree, points: Floats) -> Ints:
    """Return the nearest seed of each point, the first of several equally near."""
    reach, found = tree.query(points, min(2, tree.n))
    if found.ndim == 1:
        only: Ints = found.astype(np.int64)
        return only
    tied = reach[:, 0] == reach[:, 1]
    nearest: Ints = np.where(tied, found.min(axis=1), found[:, 0]).astype(np.int64)
    return nearest


def _guards(seeds: Floats, ground: BaseGeometry) -> Floats:
    every = np.vstack([seeds, shapely.get_coordinates(shapely.box(*ground.bounds))])
    centre = (every.min(0) + every.max(0)) / 2
    radius = _GUARD_RADIUS * float(np.hypot(*(every - centre).T).max()) + 1000.0
    angles = np.linspace(0, 2 * np.pi, _GUARDS, endpoint=False)
    ring: Floats = centre + radius * np.column_stack([np.cos(angles), np.sin(angles)])
    return ring


def triangles_of(points: Floats) -> Ints:
    """Return the Delaunay triangles of the points as rows of three indices, in an order that depends on the points alone."""
    drawn = shapely.get_coordinates(shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(points)))).reshape(-1, 4, 2)[:, :3]
    keys = points[:, 0] + 1j * points[:, 1]
    order = np.argsort(keys, kind="stable")
    found = order[np.searchsorted(keys[order], drawn[..., 0] + 1j * drawn[..., 1])]
    corners = np.sort(found, axis=1)
    return corners[np.lexsort(corners.T[::-1])].astype(np.int64)


def _edges(triangles: Ints) -> tuple[Ints, Ints, Ints]:
    pairs = triangles[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2)
    count = int(triangles.max()) + 1
    codes, of = np.unique(pairs[:, 0] * count + pairs[:, 1], return_inverse=True)
    edges = np.column_stack(np.divmod(codes, count))
    sides = of.reshape(-1, 3)
    faces = np.full((len(edges), 2), -1, dtype=np.int64)
    order = np.argsort(of.ravel(), kind="stable")
    first = np.flatnonzero(np.diff(of.ravel()[order], prepend=-1))
    faces[:, 0] = order[first] // 3
    second = np.setdiff1d(np.arange(len(order)), first)
    faces[of.ravel()[order[second]], 1] = order[second] // 3
    return edges, sides.astype(np.int64), faces


def nearest_km(points: Floats, seeds: Floats) -> Floats:
    """Return the distance in kilometres from each point to the nearest of the seeds, both in metres; infinite without seeds."""
    if not len(seeds):
        return np.full(len(points), np.inf)
    distance: Floats = cKDTree(seeds).query(points)[0] / 1000
    return distance
