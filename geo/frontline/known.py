"""The ground near any place: within a distance of the nearest, found from the few places at its rim."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.frontline.field import Bools
from geo.frontline.plane import Floats, Ints

__all__ = ["ground_near"]

_CIRCLE = 16
_STEPS = 15


def ground_near(places: Floats, guards: Floats, triangles: Ints, radius_m: float, land: BaseGeometry) -> BaseGeometry:
    """Return the land within a distance of any place, everything on a plane in metres.

    A triangle whose circumcircle is smaller than that needs no circle drawn: all of it is near one of its corners. Of the ground left,
    only the places nearest to some of it matter.

    Parameters
    ----------
    places, guards
        Rows of x, y; the guards stand around the places and are near nothing.
    triangles
        The Delaunay triangles of both, as rows of indices, places before guards.
    radius_m
        The distance.
    land
        The ground that bounds the result.
    """
    if not len(places):
        return shapely.MultiPolygon()
    points = np.vstack([places, guards])
    radii = np.where((triangles < len(places)).all(axis=1), _circumradius(points[triangles]), np.inf)
    core, rim = _core(points, triangles[radii <= radius_m])
    left = shapely.difference(land, core)
    if left.is_empty:
        return land
    widest = np.zeros(len(points))
    np.maximum.at(widest, triangles.ravel(), np.repeat(radii, 3))
    outside = np.ones(len(points), dtype=bool)
    outside[triangles[radii <= radius_m]] = False
    widest[outside] = np.inf
    asked = np.flatnonzero(_may_reach_out(places, widest[: len(places)], rim, radius_m / _STEPS))
    near = places[asked[_nearest_somewhere(places[asked], left, land)]]
    circles = shapely.buffer(shapely.points(near), radius_m, quad_segs=_CIRCLE)
    return shapely.intersection(shapely.union_all([core, *circles]), land)


def _circumradius(corners: Floats) -> Floats:
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    (x1, y1), (x2, y2) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    doubled = np.abs(x1 * y2 - x2 * y1)
    radii: Floats = np.full(len(corners), np.inf)
    np.divide(sides.prod(axis=1), 2 * doubled, out=radii, where=doubled > 0)
    return radii


def _core(points: Floats, triangles: Ints) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the union of triangles that meet edge to edge, and its outline."""
    if not len(triangles):
        return shapely.Polygon(), shapely.MultiLineString()
    pairs = triangles[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2)
    _, first, count = np.unique(pairs[:, 0] * len(points) + pairs[:, 1], return_index=True, return_counts=True)
    once = first[count == 1]
    outline = shapely.linestrings(points[pairs[once]])
    faces = np.array(shapely.get_parts(shapely.polygonize(outline)), dtype=object)
    within = shapely.points(points[triangles[once // 3]].mean(axis=1))
    filled = np.unique(shapely.STRtree(within).query(faces, predicate="contains")[0])
    return shapely.multipolygons(faces[filled]), shapely.multilinestrings(outline)


def _may_reach_out(places: Floats, widest: Floats, rim: BaseGeometry, step: float) -> Bools:
    """Return which places may be the nearest to some ground outside the core.

    What a place is nearest to lies no further from it than the widest circumcircle of its triangles; one that is no corner of the core
    has an infinite one.
    """
    outline = shapely.get_coordinates(shapely.segmentize(rim, step))
    if not len(outline):
        return np.ones(len(places), dtype=bool)
    found: Bools = cKDTree(outline).query(places)[0] <= widest + step
    return found


def _nearest_somewhere(places: Floats, ground: BaseGeometry, land: BaseGeometry) -> Bools:
    """Return which places are the nearest to some of the ground."""
    if len(places) < 2:
        return np.ones(len(places), dtype=bool)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places), extend_to=land, ordered=True))
    shapely.prepare(ground)
    found: Bools = shapely.intersects(cells, ground)
    return found
