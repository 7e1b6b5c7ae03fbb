"""The plane in metres on which a theatre's ground is worked out, and the way back to degrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import FrontError
from geo.geometry import Projector, distance_km, polygonal, projector, split_at_antimeridian

__all__ = ["Floats", "Ints", "Plane"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_WIDEST_KM = 9000.0
_EDGE_DEG = 0.1
_EDGE_M = 10_000.0
_PLACES = 6
_DECIMALS = 1e-6


@dataclass(frozen=True, slots=True)
class Plane:
    """An equal-area plane centred on `land`, which it holds in metres; distances are true to 1 % within 1,800 km of the centre."""

    land: BaseGeometry
    lon: float
    _there: Projector
    _back: Projector

    @classmethod
    def of(cls, land: BaseGeometry) -> Plane:
        """Return the plane for polygons in degrees.

        Raises
        ------
        FrontError
            When there is no ground, or it reaches a pole or further than 9,000 km from its middle.
        """
        parts = polygonal(shapely.make_valid(land))
        if parts.is_empty:
            raise FrontError("The land holds no polygon; there is no ground to derive a front on.")
        corners = shapely.get_coordinates(shapely.segmentize(parts, 1.0))
        lon, lat = _middle(corners)
        if np.abs(corners[:, 1]).max() > 89.5:
            raise FrontError("The land reaches a pole; cut it to the theatre.")
        furthest = max(distance_km(lon, lat, float(x), float(y)) for x, y in _outermost(corners, lon, lat))
        if furthest > _WIDEST_KM:
            raise FrontError(f"The land reaches {furthest:.0f} km from its middle; cut it to the theatre (at most {_WIDEST_KM:.0f} km).")
        there, back = projector(lon, lat)
        flat = shapely.make_valid(there(_dense(shapely.get_parts(parts), _EDGE_DEG)))
        return cls(polygonal(shapely.union_all(flat, grid_size=0.01)), lon, there, back)

    def points(self, positions: Sequence[tuple[float, float]]) -> Floats:
        """Return positions in degrees as rows of x, y in metres."""
        if not positions:
            return np.empty((0, 2))
        xy: Floats = shapely.get_coordinates(self._there(shapely.multipoints(np.array(positions))))
        return xy

    def back(self, ground: BaseGeometry) -> BaseGeometry:
        """Return ground in metres as valid polygons in degrees to six decimals, cut at the antimeridian."""
        parts = self._degrees(_dense(shapely.get_parts(polygonal(ground)), _EDGE_M))
        near = _joined(_rounded(parts))
        # Rounding keeps what two areas share the same for both. Only where it makes rings touch is the ground noded anew.
        if _on_globe(near) and shapely.is_valid(near):
            return _ordered(near)
        whole = polygonal(shapely.GeometryCollection([shapely.make_valid(p) for p in parts]))
        valid = polygonal(shapely.make_valid(split_at_antimeridian(whole)))
        return _ordered(polygonal(shapely.make_valid(_snapped(valid))))

    def back_lines(self, lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
        """Return each of some lines in metres in degrees to six decimals, cut at the antimeridian."""
        merged = [x if x.geom_type == "LineString" else shapely.line_merge(_only_lines(x)) for x in lines]
        degrees = self._degrees(shapely.segmentize(np.array(merged, dtype=object), _EDGE_M))
        found: list[BaseGeometry] = [x if x.geom_type == "LineString" else _only_lines(x) for x in _rounded(degrees)]
        whole = zip(found, degrees, strict=True)
        return [x if _on_globe(x) else _only_lines(_snapped(split_at_antimeridian(exact))) for x, exact in whole]

    def _degrees(self, geometry: Any) -> Any:
        degrees = self._back(geometry)
        # Longitudes count from the middle of the theatre, so that a ring across the antimeridian stays one ring until it is cut.
        return shapely.transform(degrees, lambda xy: np.column_stack([(xy[:, 0] - self.lon + 180) % 360 - 180 + self.lon, xy[:, 1]]))


def _middle(corners: Floats) -> tuple[float, float]:
    """Return the longitude and latitude in the middle of positions, wherever on the globe they are."""
    lon, lat = np.radians(corners).T
    x, y = float(np.mean(np.cos(lat) * np.cos(lon))), float(np.mean(np.cos(lat) * np.sin(lon)))
    middle = float(np.degrees(np.arctan2(y, x)))
    turned = (corners[:, 0] - middle + 180) % 360 - 180
    centre = middle + (turned.min() + turned.max()) / 2
    return round(float((centre + 180) % 360 - 180), 3), round(float(corners[:, 1].min() + corners[:, 1].max()) / 2, 3)


def _outermost(corners: Floats, lon: float, lat: float) -> Floats:
    """Return the few positions among which the one furthest from the middle is."""
    x, y = np.radians((corners[:, 0] - lon + 180) % 360 - 180), np.radians(corners[:, 1])
    cosine = np.sin(np.radians(lat)) * np.sin(y) + np.cos(np.radians(lat)) * np.cos(y) * np.cos(x)
    few: Floats = corners[np.argsort(cosine)[:8]]
    return few


def _dense(polygons: Any, step: float) -> Any:
    """Return polygons with no edge longer than a step. GEOS itself would mend a polygon after this, and may drop ground when it does."""
    rings, of = shapely.get_rings(polygons, return_index=True)
    return shapely.polygons(shapely.segmentize(rings, step), indices=of)


def _only_lines(geometry: BaseGeometry) -> BaseGeometry:
    """Return the lines of a geometry: where a line touches ground at a corner, cutting leaves a point too, or what rounding makes one."""
    lines = [p for p in shapely.get_parts(shapely.get_parts(geometry)) if p.geom_type == "LineString" and p.length > 0]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def _rounded(geometry: Any) -> Any:
    """Return geometries with coordinates to six decimals, each next to another one, whether valid or not."""
    return shapely.remove_repeated_points(shapely.transform(geometry, lambda xy: np.round(xy, _PLACES) + 0.0))


def _joined(parts: Any) -> BaseGeometry:
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def _on_globe(geometry: BaseGeometry) -> bool:
    west, _, east, _ = geometry.bounds
    return not (west < -180 or east > 180)


def _snapped(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.set_precision(geometry, _DECIMALS)


def _ordered(ground: BaseGeometry) -> BaseGeometry:
    """Return polygons with the exterior counter-clockwise, as RFC 7946 asks, parts and starting corners in one fixed order."""
    return shapely.orient_polygons(shapely.normalize(ground))
