"""Places, control and land from the files of a user: read whole or refused with the file, the line and what was expected."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.geometry import in_range, valid_polygons
from geo.model import PLACE_KINDS, ControlClaim, Place

__all__ = ["read_control", "read_land", "read_places"]

_NOT_GEOJSON = "a GeoJSON FeatureCollection, Feature or geometry with polygons in longitude and latitude"

Row = Mapping[str, str]


def read_places(path: Path) -> list[Place]:
    """Return the places of a CSV with the columns `id,name,lon,lat`, and `name_ar` and `kind` where there are such.

    A row may leave both `lon` and `lat` empty: a place without a known position. A kind that the project does not know is read as
    `town`.

    Raises
    ------
    InputError
        When the file is missing, not a CSV in UTF-8, without rows or columns, or a row has no id, an id that an earlier
        row has, or a position that is none.
    """
    lines: dict[str, int] = {}
    places = []
    for line, row in _rows(path, ("id", "name", "lon", "lat")):
        place_id = row["id"].strip()
        if not place_id:
            raise InputError(f"{path}, line {line}: the id is empty; every place needs one.")
        if place_id in lines:
            raise InputError(
                f"{path}, line {line}: the id {place_id!r} is already that of line {lines[place_id]}; each place needs its own."
            )
        lines[place_id] = line
        places.append(_place(path, line, place_id, row))
    return places


def _place(path: Path, line: int, place_id: str, row: Row) -> Place:
    lon, lat = row["lon"].strip(), row["lat"].strip()
    position = None if not lon and not lat else _position(path, line, lon, lat)
    names = {"en": (row["name"].strip() or place_id,)}
    if row.get("name_ar", "").strip():
        names["ar"] = (row["name_ar"].strip(),)
    kind = row.get("kind", "").strip()
    return Place(
        id=place_id,
        names=names,
        kind=kind if kind in PLACE_KINDS else "town",
        lon=position[0] if position else None,
        lat=position[1] if position else None,
        precision_km=None,
        country=None,
        source_id=path.name,
        licence="",
        tier="user",
    )


def _position(path: Path, line: int, lon: str, lat: str) -> tuple[float, float]:
    try:
        position = float(lon), float(lat)
    except ValueError:
        position = float("nan"), float("nan")
    if not in_range(*position):
        raise InputError(
            f"{path}, line {line}: lon {lon!r}, lat {lat!r} is no position; expected degrees within -180 to 180 and -90 to 90."
        )
    return position


def read_control(path: Path, places: Mapping[str, Place] | None = None) -> list[ControlClaim]:
    """Return the claims of a CSV with the columns `place_id,holder,from_date,to_date,precision,source`.

    `reported` and `last_attested` are read where there are such columns. Several sources in one cell are parted by " ; ".

    Parameters
    ----------
    path
        The file.
    places
        The places by id; None skips the check that every `place_id` is one of them.

    Raises
    ------
    InputError
        When the file is missing, not a CSV in UTF-8, without rows or columns, or a row lacks a holder, names an unknown place, has
        a date that is none, or ends before it begins.
    """
    return [
        _claim(path, line, row, places) for line, row in _rows(path, ("place_id", "holder", "from_date", "to_date", "precision", "source"))
    ]


def _claim(path: Path, line: int, row: Row, places: Mapping[str, Place] | None) -> ControlClaim:
    place_id, holder = row["place_id"].strip(), row["holder"].strip()
    if places is not None and place_id not in places:
        raise InputError(f"{path}, line {line}: the place {place_id!r} is not among the places given.")
    if not holder:
        raise InputError(f"{path}, line {line}: the holder is empty; expected a name or 'contested'.")
    start = _date(path, line, row, "from_date")
    end = _date(path, line, row, "to_date")
    if start is None:
        raise InputError(f"{path}, line {line}: from_date is empty; expected a date such as 2020-06-04.")
    if end is not None and end <= start:
        raise InputError(f"{path}, line {line}: to_date {end} is not after from_date {start}; the interval is half-open.")
    sources = tuple(dict.fromkeys(s.strip() for s in row["source"].split(" ; ") if s.strip()))
    reported, attested = _date(path, line, row, "reported"), _date(path, line, row, "last_attested")
    return ControlClaim(f"{path.name}:{line}", place_id, holder, start, end, row["precision"].strip(), sources, reported, attested)


def _date(path: Path, line: int, row: Row, column: str) -> date | None:
    text = row.get(column, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{path}, line {line}: {column} {text!r} is not a date; expected one such as 2020-06-04.") from None


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), restkey="", strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        missing = [c for c in columns if c not in header]
        if missing:
            raise InputError(
                f"{path}: the column{'s' * (len(missing) > 1)} {', '.join(missing)} are missing; expected {','.join(columns)}."
            )
        empty = True
        for row in reader:
            empty = False
            if any(row[c] is None for c in columns):
                raise InputError(f"{path}, line {reader.line_num}: the row has fewer cells than the header; expected {len(header)}.")
            yield reader.line_num, {k: v or "" for k, v in row.items() if k}
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: not a row of a CSV file ({error}).") from None
    if empty:
        raise InputError(f"{path}: there is no row after the header.")


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text in UTF-8 (byte {error.start}).") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    if not text.strip():
        raise InputError(f"{path}: the file is empty.")
    if "\0" in text:
        raise InputError(f"{path}: a binary file; expected text.")
    return text


def read_land(path: Path) -> BaseGeometry:
    """Return the polygons of a GeoJSON file as one valid geometry in degrees; what is no polygon is left out.

    Raises
    ------
    InputError
        When the file is missing, not GeoJSON, or holds no polygon in longitude and latitude.
    """
    try:
        document = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error}); expected {_NOT_GEOJSON}.") from None
    shapes = [shapely.force_2d(_shape(path, geometry)) for geometry in _geometries(path, document)]
    polygons = [p for g in shapes for p in shapely.get_parts(shapely.get_parts(g)) if p.geom_type == "Polygon"]
    corners = shapely.get_coordinates(polygons)
    if not np.isfinite(corners).all() or (np.abs(corners) > [360, 90]).any():
        raise InputError(f"{path}: positions lie outside longitude and latitude; expected {_NOT_GEOJSON}.")
    land = valid_polygons(shapely.union_all(shapely.make_valid(polygons)))
    if land.is_empty:
        raise InputError(f"{path}: holds no polygon; expected {_NOT_GEOJSON}.")
    return land


def _geometries(path: Path, document: Any) -> list[Any]:
    if not isinstance(document, dict):
        raise InputError(f"{path}: {type(document).__name__} at the top; expected {_NOT_GEOJSON}.")
    if document.get("type") == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
            raise InputError(f"{path}: the FeatureCollection has no list of features; expected {_NOT_GEOJSON}.")
        return [f["geometry"] for f in features if f.get("geometry")]
    if document.get("type") == "Feature":
        return [document["geometry"]] if document.get("geometry") else []
    return [document]


def _shape(path: Path, geometry: Any) -> BaseGeometry:
    try:
        return shape(geometry)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError, shapely.errors.ShapelyError):
        kind = geometry.get("type") if isinstance(geometry, dict) else type(geometry).__name__
        raise InputError(f"{path}: a geometry of type {str(kind)[:40]!r} cannot be read; expected {_NOT_GEOJSON}.") from None
