"""Axis order, boxes, distances and bearings on the ellipsoid, validity, and a metric projection for any theatre.

Everywhere in the project a position is `lon, lat` in EPSG:4326 and a box is `(west, south, east, north)`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Geod, Transformer
from shapely.geometry.base import BaseGeometry

from geo.geodesy import bearing_deg, compass_bearing, distance_km, in_range

__all__ = [
    "area_km2",
    "as_geojson",
    "bearing_deg",
    "compass_bearing",
    "distance_km",
    "in_range",
    "polygonal",
    "projector",
    "ring_around",
    "split_at_antimeridian",
    "valid_polygons",
]

_GEOD = Geod(ellps="WGS84")

Projector = Callable[[BaseGeometry], BaseGeometry]


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area in square kilometres of a geometry in degrees, on the WGS 84 ellipsoid."""
    polygons = shapely.get_parts(shapely.get_parts(shapely.orient_polygons(geometry)))
    return abs(sum(_polygon_m2(p) for p in polygons if p.geom_type == "Polygon")) / 1e6


def _polygon_m2(polygon: BaseGeometry) -> float:
    rings = (shapely.get_coordinates(ring).T for ring in (polygon.exterior, *polygon.interiors))
    return sum(float(_GEOD.polygon_area_perimeter(lon, lat)[0]) for lon, lat in rings)


def ring_around(lon: float, lat: float, km: float, corners: int) -> list[tuple[float, float]]:
    """Return the corners, `(lon, lat)` each and evenly spread from north over east, of a circle of `km` kilometres on the ellipsoid."""
    bearings = np.arange(corners) * (360.0 / corners)
    lons, lats, _ = _GEOD.fwd(np.full(corners, lon), np.full(corners, lat), bearings, np.full(corners, km * 1000))
    return list(zip(lons.tolist(), lats.tolist(), strict=True))


@lru_cache(maxsize=64)
def _transformers(lon: float, lat: float) -> tuple[Transformer, Transformer]:
    crs = CRS.from_proj4(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m")
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    return there, back


def projector(lon: float, lat: float) -> tuple[Projector, Projector]:
    """Return two functions, from degrees to metres and back, for a theatre around a position.

    The projection is Lambert azimuthal equal-area centred there, so areas are true and a theatre may lie across the
    antimeridian or on a pole.
    """
    there, back = _transformers(round(lon, 3), round(lat, 3))

    def apply(transformer: Transformer) -> Projector:
        def project(geometry: BaseGeometry) -> BaseGeometry:
            def move(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
                x, y = transformer.transform(xy[:, 0], xy[:, 1])
                return np.column_stack([x, y])

            moved: Any = shapely.transform(geometry, move)
            return moved

        return project

    return apply(there), apply(back)


def polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Return only the polygons of a geometry, as a Polygon or MultiPolygon (empty when it has none)."""
    parts = [p for p in shapely.get_parts(shapely.get_parts(geometry)) if p.geom_type == "Polygon" and not p.is_empty]
    if not parts:
        return shapely.MultiPolygon()
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def valid_polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry made valid, polygons only, exterior rings counter-clockwise as RFC 7946 asks."""
    return shapely.orient_polygons(polygonal(shapely.make_valid(geometry)))


def as_geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """Return a geometry as GeoJSON with lists of `[lon, lat]`: what `shapely.geometry.mapping` gives, in a tenth of the time."""
    kind = geometry.geom_type
    if kind not in _NESTING or geometry.is_empty:
        return dict(shapely.geometry.mapping(geometry))
    if kind == "LineString":
        return {"type": kind, "coordinates": shapely.get_coordinates(geometry).tolist()}
    _, xy, offsets = shapely.to_ragged_array([geometry], include_z=False)
    nested: Any = xy.tolist()
    for ends in offsets[: _NESTING[kind]]:
        at = ends.tolist()
        nested = [nested[a:b] for a, b in pairwise(at)]
    return {"type": kind, "coordinates": nested[0]}


_NESTING = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""How many lists deep the coordinates of a geometry are, its positions apart."""


def split_at_antimeridian(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in degrees cut where it crosses longitude 180, every part within -180 to 180 (RFC 7946, section 3.1.9).

    Neighbouring vertices are taken to be joined the short way round, so that longitudes may go past 180 or jump to the other
    side. A geometry that crosses nothing comes back as it is; one that holds a pole is not supported.
    """
    coordinates = shapely.get_coordinates(geometry)
    if not len(coordinates) or geometry.geom_type in ("Point", "MultiPoint"):
        return shapely.transform(geometry, _wrapped) if len(coordinates) and np.abs(coordinates[:, 0]).max() > 180 else geometry
    parts = [shapely.transform(p, _unwrapped) for p in shapely.get_parts(geometry)]
    if all(p.bounds[0] >= -180 and p.bounds[2] <= 180 for p in parts):
        return geometry
    pieces = [piece for part in parts for piece in _cut(part)]
    polygons = [p for p in pieces if p.geom_type == "Polygon"]
    lines = [p for p in pieces if p.geom_type == "LineString"]
    return polygonal(shapely.union_all(polygons)) if polygons else _joined_lines(lines)


def _joined_lines(lines: list[BaseGeometry]) -> BaseGeometry:
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def _wrapped(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.column_stack([(xy[:, 0] + 180) % 360 - 180, xy[:, 1]])


def _unwrapped(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    steps = np.diff(xy[:, 0])
    # An edge from -180 to 180 runs round the globe, as the edge of a world map does: both its ends are on the cut already.
    turns = np.concatenate([[0.0], np.cumsum(np.where(np.abs(steps) < 360, -360.0 * np.round(steps / 360.0), 0.0))])
    return np.column_stack([xy[:, 0] + turns, xy[:, 1]])


def _cut(part: BaseGeometry) -> list[BaseGeometry]:
    west, _, east, _ = part.bounds
    pieces = []
    for turn in range(int(np.floor((west + 180) / 360)), int(np.ceil((east - 180) / 360)) + 1):
        piece = shapely.intersection(part, shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90))
        moved = shapely.transform(piece, lambda xy, turn=turn: xy - [360.0 * turn, 0.0])
        pieces += [p for p in shapely.get_parts(shapely.get_parts(moved)) if p.geom_type == part.geom_type and not p.is_empty]
    return pieces
