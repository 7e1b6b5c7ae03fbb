"""Positions, distances and bearings on the ellipsoid: what needs no shapes. A position is `lon, lat` in degrees, EPSG:4326."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from math import asin, atan, atan2, cos, hypot, inf, isfinite, radians, sin, sqrt, tan
from typing import Any, NamedTuple

__all__ = ["Spot", "bearing_deg", "compass_bearing", "destination", "distance_km", "in_range", "nearest_km", "spot", "within_km"]

_EARTH_KM = 6371.0088
_SPHERE_ERRS = 0.01
"""A distance on the sphere is off by less than this share of the one on the ellipsoid (0.56 % at most)."""
_MAY_BE_NEARER = ((1 + _SPHERE_ERRS) / (1 - _SPHERE_ERRS)) ** 2
"""Of two positions, how often the square of the way to the nearer on the sphere that to the one nearer on the ellipsoid can be."""
_EQUATOR_KM, _FLATTENING = 6378.137, 1 / 298.257223563
_OBLATE = 1 - _FLATTENING
_POLE_KM = _EQUATOR_KM * _OBLATE
_SECOND = (_EQUATOR_KM / _POLE_KM) ** 2 - 1
_ROUNDS, _SETTLED = 12, 1e-11
"""Rounds in which Vincenty's longitude settles unless the positions are nearly opposite, and the change in radians that counts for none."""


@lru_cache(maxsize=1)
def _ellipsoid() -> Any:
    from geographiclib.geodesic import Geodesic  # noqa: PLC0415 - few texts ask for it

    return Geodesic.WGS84


def in_range(lon: float, lat: float) -> bool:
    """Return whether the two numbers are finite and a possible longitude and latitude in degrees."""
    return isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90


@lru_cache(maxsize=2048)
def distance_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the geodesic distance in kilometres between two positions in degrees, on the WGS 84 ellipsoid.

    By Vincenty's inverse formula (Survey Review 23, 1975), good to a millimetre, and by Karney's where that does not settle: a reading
    asks tens of thousands of times, and the library that is as fast takes 23 MB.
    """
    gap = radians(lon_b - lon_a)
    u, v = atan(tan(radians(lat_a)) * _OBLATE), atan(tan(radians(lat_b)) * _OBLATE)
    sin_u, cos_u, sin_v, cos_v = sin(u), cos(u), sin(v), cos(v)
    turn = gap
    for _ in range(_ROUNDS):
        sin_turn, cos_turn = sin(turn), cos(turn)
        sin_arc = hypot(cos_v * sin_turn, cos_u * sin_v - sin_u * cos_v * cos_turn)
        cos_arc = sin_u * sin_v + cos_u * cos_v * cos_turn
        if not sin_arc:
            break
        arc, sin_course = atan2(sin_arc, cos_arc), cos_u * cos_v * sin_turn / sin_arc
        squared = 1 - sin_course * sin_course
        middle = cos_arc - 2 * sin_u * sin_v / squared if squared else 0.0
        c = _FLATTENING / 16 * squared * (4 + _FLATTENING * (4 - 3 * squared))
        before, turn = turn, gap + (1 - c) * _FLATTENING * sin_course * (arc + c * sin_arc * (middle + c * cos_arc * (2 * middle**2 - 1)))
        if abs(turn - before) < _SETTLED:
            return _along(arc, sin_arc, cos_arc, middle, squared)
    return 0.0 if cos_arc > 0 else float(_ellipsoid().Inverse(lat_a, lon_a, lat_b, lon_b, _ellipsoid().DISTANCE)["s12"]) / 1000


def _along(arc: float, sin_arc: float, cos_arc: float, middle: float, squared: float) -> float:
    """Return the kilometres of an arc of the auxiliary sphere of Vincenty's formula."""
    k = squared * _SECOND
    a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    more = b / 6 * middle * (4 * sin_arc**2 - 3) * (4 * middle**2 - 3)
    return _POLE_KM * a * (arc - b * sin_arc * (middle + b / 4 * (cos_arc * (2 * middle**2 - 1) - more)))


def within_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float, km: float) -> bool:
    """Return whether two positions lie at most `km` apart, as `distance_km` says; it is asked only where the sphere cannot tell."""
    a, b = radians(lat_a), radians(lat_b)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon_b - lon_a) / 2) ** 2
    sphere = 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))
    if abs(sphere - km) > _SPHERE_ERRS * sphere:
        return sphere < km
    return distance_km(lon_a, lat_a, lon_b, lat_b) <= km


class Spot(NamedTuple):
    """A position in degrees, and where it lies on a sphere of radius 1, so that many can be compared in little time."""

    lon: float
    lat: float
    x: float
    y: float
    z: float


def spot(lon: float, lat: float) -> Spot:
    """Return a position as a spot."""
    east, north = radians(lon), radians(lat)
    return Spot(lon, lat, cos(north) * cos(east), cos(north) * sin(east), sin(north))


def nearest_km(here: Spot, spots: Collection[Spot]) -> float:
    """Return the distance in kilometres from `here` to the nearest of `spots`, as `distance_km` says; infinite where there is none."""
    _, _, x, y, z = here
    ways = [(there.x - x) ** 2 + (there.y - y) ** 2 + (there.z - z) ** 2 for there in spots]
    most = min(ways, default=0.0) * _MAY_BE_NEARER
    near = (there for way, there in zip(ways, spots, strict=True) if way <= most)
    return min((distance_km(here.lon, here.lat, there.lon, there.lat) for there in near), default=inf)


def bearing_deg(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the initial bearing in degrees, clockwise from north, 0 up to 360, from the first position to the second."""
    return float(_ellipsoid().Inverse(lat_a, lon_a, lat_b, lon_b, _ellipsoid().AZIMUTH)["azi1"]) % 360


def destination(lon: float, lat: float, bearing: float, distance: float) -> tuple[float, float]:
    """Return `(lon, lat)` reached from a position after `distance` kilometres along `bearing` degrees from north."""
    end = _ellipsoid().Direct(lat, lon, bearing, distance * 1000)
    return float(end["lon2"]), float(end["lat2"])


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
