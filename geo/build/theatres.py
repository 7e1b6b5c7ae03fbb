"""Theatres: tables of places that the world tier lacks, or has without the names that reports use, held to their rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.build.geography import Outlines, km_outside
from geo.build.places import check_names, check_position, names_of
from geo.build.rows import Faults, Row, read_table
from geo.geodesy import within_km
from geo.model import PLACE_KINDS, SORTS, Place
from geo.names import fold, without_article
from geo.records import place_to_feature
from geo.world.theatres import SAME_SPOT_KM

__all__ = ["FOLDER", "SOURCE", "read_theatres"]

COLUMNS = ("name_en", "other_en", "name_ar", "other_ar", "kind", "country", "admin1", "lon", "lat", "precision_km", "geonameid")

FOLDER = "theatres"
SOURCE, LICENCE = "jabha-gazetteer", "CC0 1.0"
"""Source and licence of every place that these tables put on the map."""

LARGEST_ERROR_KM = 40.0
"""Whoever cannot say within this distance where a place is leaves it out; a district reaches about as far."""

UNIT_ERROR_KM = 10.0
"""How far the thinned outlines of first-level units may lie from the true ones, in kilometres: makers agree less on them than on coasts."""

UNIT_OUTLINES = "units.geojson"

DISPUTED_UNITS = frozenset({"SO.12", "SO.19", "SO.20", "SO.21", "SO.22", "UA.11", "UA.20"})
"""Units that GeoNames counts to one country and the outlines of land to another or to none: Somaliland and Crimea. There the land of
the country proves nothing against a position."""
_NO_LAND = Outlines({}, shapely.Polygon())

Json = dict[str, Any]


def read_theatres(folder: Path, places: Mapping[str, Place], land: Outlines, units: list[Json], faults: Faults) -> list[Json]:
    """Return the places of all tables as features, having noted every breach of the rules of theatres.

    A feature is as `records.place_to_feature` makes it, with `row`, the table and line that it is from. `admin` is GeoNames' code
    of the first-level unit. One with a `geonameid` brings names for that place of the world; its position may be null.
    """
    rows = [row for path in sorted((folder / FOLDER).glob("*.csv")) for row in read_table(path, COLUMNS, faults)]
    outlines = {u["properties"]["admin1"]: shapely.geometry.shape(u["geometry"]) for u in units}
    placed = [(row, _place(row)) for row in rows]
    codes = {p.country for p in places.values() if p.kind == "country"}
    for row, place in placed:
        check_names(row, place)
        if place.country not in codes:
            row.fault(f"country is {place.country!r}", "the alpha-2 code of a country of the seeds")
        _check_spot(row, place, land, outlines)
    _check_twice(placed, places)
    return [_feature(row, place) for row, place in placed]


def _place(row: Row) -> Place:
    geonameid = row.whole("geonameid")
    return Place(
        id=f"geonames-{geonameid}" if geonameid is not None else _id(row),
        names=names_of(row, "name_{}", "other_{}"),
        kind=row.one_of("kind", PLACE_KINDS, optional=geonameid is not None),
        lon=row.number("lon", -180, 180),
        lat=row.number("lat", -90, 90),
        precision_km=row.number("precision_km", 0.1, LARGEST_ERROR_KM),
        country=row.text("country") or None,
        source_id=SOURCE,
        licence=LICENCE,
        admin=row.text("admin1") or None,
        geonameid=geonameid,
        tier="world",
    )


def _id(row: Row) -> str:
    """Return the id that the preferred English name and the unit give: it stays as long as they do."""
    plain = unicodedata.normalize("NFKD", row.text("name_en")).encode("ascii", "ignore").decode().lower()
    unit = row.text("admin1") or row.text("country")
    return f"jabha-{unit.lower().replace('.', '-')}-" + re.sub("[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def _feature(row: Row, place: Place) -> Json:
    feature = place_to_feature(place)
    return {**feature, "properties": {**feature["properties"], "row": row.where}}


def _check_spot(row: Row, place: Place, land: Outlines, outlines: Mapping[str, BaseGeometry]) -> None:
    """Note a place that is nowhere or not where it is said to be."""
    check_position(row, place, land if place.admin not in DISPUTED_UNITS else _NO_LAND)
    if place.admin is not None and not place.admin.startswith(f"{place.country}."):
        row.fault(f"admin1 is {place.admin!r}", f"GeoNames' code of a first-level unit of {place.country}, such as {place.country}.01")
    if place.lon is None or place.lat is None or place.precision_km is None:
        if place.geonameid is None and place.lon is None and place.lat is None:
            row.fault("lon and lat are empty", "a position with its stated error, or the geonameid of a place of the world")
        return
    outline = outlines.get(place.admin or "")
    outside = km_outside(outline, place.lon, place.lat) if outline is not None else 0.0
    if outside > place.precision_km + UNIT_ERROR_KM:
        around = sorted(code for code, shape in outlines.items() if shape.contains(shapely.Point(place.lon, place.lat)))
        there = f" (it lies in {', '.join(around)})" if around else ""
        row.fault(f"{place.name!r} lies {outside:.0f} km outside {place.admin}{there}", "a position in its first-level unit")


def _check_twice(placed: list[tuple[Row, Place]], places: Mapping[str, Place]) -> None:
    """Note an id that is used again, and a place that another row or `places.csv` has already."""
    ids: dict[str, str] = {}
    named: dict[tuple[str, str], list[tuple[str, Place]]] = {}
    geonameids = {p.geonameid: f"places.csv as {p.id!r}" for p in places.values() if p.geonameid is not None}
    for other in places.values():
        for key in _keys(other):
            named.setdefault(key, []).append((f"places.csv as {other.id!r}", other))
    for row, place in placed:
        if place.geonameid in geonameids:
            row.fault(f"geonameid {place.geonameid} stands in {geonameids[place.geonameid]}", "new names for it in that table")
        elif place.id in ids:
            row.fault(f"{place.name!r} has the id {place.id!r} of {ids[place.id]}", "a name_en of its own in its unit")
        else:
            _check_namesakes(row, place, named)
        ids.setdefault(place.id, row.where)
        for key in _keys(place):
            named.setdefault(key, []).append((row.where, place))


def _check_namesakes(row: Row, place: Place, named: Mapping[tuple[str, str], list[tuple[str, Place]]]) -> None:
    for sort, name in _keys(place):
        for where, other in named.get((sort, name), ()):
            if _near(place, other):
                row.fault(f"{place.name!r} stands in {where} already, of that name ({name!r})", "each place once")
                return


def _keys(place: Place) -> Iterator[tuple[str, str]]:
    sort = SORTS.get(place.kind, place.kind)
    names = dict.fromkeys(without_article(fold(name)) for names in place.names.values() for name in names)
    return ((sort, name) for name in names)


def _near(a: Place, b: Place) -> bool:
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return False
    return within_km(a.lon, a.lat, b.lon, b.lat, SAME_SPOT_KM)
