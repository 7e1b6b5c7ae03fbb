"""Axis order, boxes, distances and bearings on the ellipsoid, validity, and a metric projection for any theatre.

Everywhere in the project a position is `lon, lat` in EPSG:4326 and a box is `(west, south, east, north)`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Geod, Transformer
from shapely.geometry.base import BaseGeometry

__all__ = [
    "area_km2",
    "bearing_deg",
    "compass_bearing",
    "destination",
    "distance_km",
    "in_range",
    "polygonal",
    "projector",
    "valid_polygons",
]

_GEOD = Geod(ellps="WGS84")

Projector = Callable[[BaseGeometry], BaseGeometry]


def in_range(lon: float, lat: float) -> bool:
    """Return whether the two numbers are finite and a possible longitude and latitude in degrees."""
    return bool(np.isfinite(lon) and np.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90)


def distance_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the geodesic distance in kilometres between two positions in degrees, on the WGS 84 ellipsoid."""
    return float(_GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2]) / 1000


def bearing_deg(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the initial bearing in degrees, clockwise from north, 0 up to 360, from the first position to the second."""
    return float(_GEOD.inv(lon_a, lat_a, lon_b, lat_b)[0]) % 360


def destination(lon: float, lat: float, bearing: float, distance: float) -> tuple[float, float]:
    """Return `(lon, lat)` reached from a position after `distance` kilometres along `bearing` degrees from north."""
    end_lon, end_lat, _ = _GEOD.fwd(lon, lat, bearing, distance * 1000)
    return float(end_lon), float(end_lat)


def compass_bearing(direction: str) -> float:
    """Return degrees clockwise from north for a compass point such as `n`, `se` or `wnw`.

    Raises
    ------
    KeyError
        When `direction` is none of the sixteen points.
    """
    points = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")
    try:
        return 22.5 * points.index(direction)
    except ValueError:
        raise KeyError(direction) from None


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area in square kilometres of a geometry in degrees, on the WGS 84 ellipsoid."""
    return abs(float(_GEOD.geometry_area_perimeter(shapely.orient_polygons(geometry))[0])) / 1e6


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
