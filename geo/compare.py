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

__all__ = ["MOST_CORNERS", "Comparison", "DrawnLine", "compare", "drawn_line", "read_drawn_line"]

_STEP_M = 500.0
MOST_CORNERS = 20_000
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
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); expected {_EXPECTED}.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text; expected {_EXPECTED}.") from None
    return drawn_line(text, str(path), source, day)


def drawn_line(text: str, where: str, source: str, day: date | None = None) -> DrawnLine:
    """Return the lines of a GeoJSON text as one drawn line.

    Parameters
    ----------
    text
        A FeatureCollection, a Feature or a geometry. What is no line is passed over.
    where
        What the text is called in an error.
    source, day
        Who drew it, and for which day.

    Raises
    ------
    InputError
        When the text is no GeoJSON, holds no line, more corners than a front has, or positions that are none.
    """
    try:
        document = json.loads(text, parse_constant=_no_number)
        features = document["features"] if document.get("type") == "FeatureCollection" else [document]
        shapes = [shapely.force_2d(shape(f.get("geometry", f) or {"type": "GeometryCollection", "geometries": []})) for f in features]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError, shapely.errors.ShapelyError):
        raise InputError(f"{where}: not GeoJSON that can be read; expected {_EXPECTED}.") from None
    lines = [p for g in shapes for p in shapely.get_parts(shapely.get_parts(g)) if p.geom_type == "LineString" and p.length > 0]
    corners = np.abs(shapely.get_coordinates(lines))
    if not lines or not np.isfinite(corners).all() or (corners > [180, 90]).any():
        raise InputError(f"{where}: holds no line, or positions that are none; expected {_EXPECTED}.")
    if len(corners) > MOST_CORNERS:
        raise InputError(f"{where}: has {len(corners)} corners; expected at most {MOST_CORNERS}.")
    return DrawnLine(source, day, shapely.MultiLineString(lines))


def _no_number(name: str) -> float:
    raise ValueError(name)


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
