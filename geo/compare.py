"""A line drawn by a named source or by the user, kept apart from the derived one and compared with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.frontline import Front
from geo.geometry import projector

__all__ = ["Comparison", "DrawnLine", "compare", "read_drawn_line"]

_STEP_M = 500.0
_EXPECTED = "a GeoJSON file with lines in longitude and latitude"


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line in degrees with who drew it and for which day; it is a layer of its own and moves no front."""

    source: str
    day: date | None
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far a drawn line is from the derived one: kilometres, share of it in the corridor, and km2 enclosed between the two."""

    length_km: float
    median_km: float
    p90_km: float
    in_corridor: float
    between_km2: float


def read_drawn_line(path: Path, source: str, day: date | None = None) -> DrawnLine:
    """Return the lines of a GeoJSON file as one drawn line.

    Raises
    ------
    InputError
        When the file cannot be read or holds no line in longitude and latitude.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        features = document["features"] if document.get("type") == "FeatureCollection" else [document]
        shapes = [shapely.force_2d(shape(f.get("geometry", f) or {"type": "GeometryCollection", "geometries": []})) for f in features]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); expected {_EXPECTED}.") from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError, shapely.errors.ShapelyError):
        raise InputError(f"{path}: not GeoJSON that can be read; expected {_EXPECTED}.") from None
    lines = [p for g in shapes for p in shapely.get_parts(shapely.get_parts(g)) if p.geom_type == "LineString" and p.length > 0]
    corners = np.abs(shapely.get_coordinates(lines))
    if not lines or not np.isfinite(corners).all() or (corners > [180, 90]).any():
        raise InputError(f"{path}: holds no line, or positions that are none; expected {_EXPECTED}.")
    return DrawnLine(source, day, shapely.MultiLineString(lines))


def compare(front: Front, drawn: DrawnLine) -> Comparison | None:
    """Return how far a drawn line lies from the derived lines; None where the front has no line.

    Distances are from points half a kilometre apart on the drawn line to the nearest derived line. Ground counts as between the two
    only where they enclose it: where one ends, nothing is guessed.
    """
    if not front.lines:
        return None
    west, south, east, north = drawn.geometry.bounds
    there, _ = projector((west + east) / 2, (south + north) / 2)
    derived = shapely.union_all([there(x.geometry) for x in front.lines])
    line = there(shapely.segmentize(drawn.geometry, 0.05))
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(line, _STEP_M)))
    gaps = shapely.distance(points, derived) / 1000
    corridor = shapely.union_all([shapely.make_valid(there(c.geometry)) for c in front.corridor])
    shapely.prepare(corridor)
    inside = shapely.intersects(corridor, points)
    enclosed = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all([derived, line]))))
    between = [p for p in enclosed if shapely.length(shapely.intersection(p.boundary, line)) > 1.0]
    return Comparison(
        round(float(line.length) / 1000, 1),
        round(float(np.median(gaps)), 2),
        round(float(np.quantile(gaps, 0.9)), 2),
        round(float(inside.mean()), 3),
        round(float(shapely.area(between).sum()) / 1e6, 1),
    )
