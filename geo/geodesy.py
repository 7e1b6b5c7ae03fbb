"""Positions, distances and bearings on the ellipsoid: what needs no shapes. A position is `lon, lat` in degrees, EPSG:4326."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import Geod

__all__ = ["bearing_deg", "compass_bearing", "destination", "distance_km", "in_range", "within_km"]

_EARTH_KM = 6371.0088
_SPHERE_ERRS = 0.01
"""A distance on the sphere is off by less than this share of the one on the ellipsoid (0.56 % at most)."""


@lru_cache(maxsize=1)
def _ellipsoid() -> Geod:
    from pyproj import Geod  # noqa: PLC0415 - a tenth of a second that most short texts need not wait for

    return Geod(ellps="WGS84")


def in_range(lon: float, lat: float) -> bool:
    """Return whether the two numbers are finite and a possible longitude and latitude in degrees."""
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90


def distance_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the geodesic distance in kilometres between two positions in degrees, on the WGS 84 ellipsoid."""
    return float(_ellipsoid().inv(lon_a, lat_a, lon_b, lat_b)[2]) / 1000


def within_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float, km: float) -> bool:
    """Return whether two positions lie at most `km` apart, as `distance_km` says; it is asked only where the sphere cannot tell."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    sphere = 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
    if abs(sphere - km) > _SPHERE_ERRS * sphere:
        return sphere < km
    return distance_km(lon_a, lat_a, lon_b, lat_b) <= km


def bearing_deg(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the initial bearing in degrees, clockwise from north, 0 up to 360, from the first position to the second."""
    return float(_ellipsoid().inv(lon_a, lat_a, lon_b, lat_b)[0]) % 360


def destination(lon: float, lat: float, bearing: float, distance: float) -> tuple[float, float]:
    """Return `(lon, lat)` reached from a position after `distance` kilometres along `bearing` degrees from north."""
    end_lon, end_lat, _ = _ellipsoid().fwd(lon, lat, bearing, distance * 1000)
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
