"""Places and countries of the seeds, held to their rules: names that fold, a licence, a position inside the country."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from geo.build.geography import Outlines, km_outside
from geo.build.rows import Faults, Row, read_table
from geo.build.sources import Licence
from geo.model import PLACE_KINDS, Place
from geo.names import fold, is_arabic

__all__ = ["check_names", "check_position", "names_of", "read_places"]

PLACE_COLUMNS = (
    *("id", "kind", "name_en", "other_en", "name_ar", "other_ar", "demonyms_en", "demonyms_ar", "lon", "lat", "precision_km", "admin"),
    *("country", "population", "geonameid", "source_id", "licence", "note"),
)
COUNTRY_COLUMNS = (
    *("id", "country", "name_en", "other_en", "name_ar", "other_ar", "demonyms_en", "demonyms_ar", "lon", "lat", "precision_km"),
    *("population", "geonameid", "source_id", "licence", "note"),
)

OUTLINE_ERROR_KM = 6.0
"""How far the thinned outlines of the land may lie from the true ones, in kilometres (1:10m data, islands left out)."""

OFF_LAND = frozenset({"port", "naval_base", "oil_terminal", "sea", "continent", "region"})
"""Kinds that need not lie on the land of their country."""


def read_places(
    folder: Path, sources: Collection[str], licences: Mapping[str, Licence], land: Outlines, faults: Faults
) -> dict[str, Place]:
    """Return the places and countries by id, having noted every breach of the rules of places."""
    rows = read_table(folder / "places.csv", PLACE_COLUMNS, faults)
    countries = read_table(folder / "countries.csv", COUNTRY_COLUMNS, faults)
    codes = {row.text("country") for row in countries}
    districts = {row.text("id") for row in rows if row.text("kind") == "district"}
    places: dict[str, Place] = {}
    for row in (*rows, *countries):
        place = _place(row)
        _check(row, place, sources, licences)
        if place.country is not None and place.country not in codes:
            row.fault(f"country is {place.country!r}", "the alpha-2 code of a country of the seeds")
        if place.admin is not None and place.admin not in districts:
            row.fault(f"admin is {place.admin!r}", "the id of a district of the seeds")
        check_position(row, place, land)
        if place.id in places:
            row.fault(f"id {place.id!r} is used again", "an id of its own among places and countries")
        places[place.id] = place
    return places


def _place(row: Row) -> Place:
    is_country = "kind" not in row.cells
    return Place(
        id=row.text("id"),
        names=names_of(row, "name_{}", "other_{}"),
        kind="country" if is_country else row.one_of("kind", PLACE_KINDS),
        lon=row.number("lon", -180, 180),
        lat=row.number("lat", -90, 90),
        precision_km=row.number("precision_km", 0.01, 5000),
        country=row.text("country") or None,
        source_id=row.required("source_id"),
        licence=row.required("licence"),
        admin=None if is_country else row.text("admin") or None,
        population=row.whole("population"),
        geonameid=row.whole("geonameid"),
        demonyms={code: row.items(f"demonyms_{code}") for code in ("en", "ar") if row.text(f"demonyms_{code}")},
    )


def names_of(row: Row, first: str, others: str) -> dict[str, tuple[str, ...]]:
    """Return the names of a row by language, the preferred one first; `first` and `others` name the columns, `{}` the language."""
    names = {}
    for code in ("en", "ar"):
        found = tuple(n for n in (row.text(first.format(code)), *row.items(others.format(code))) if n)
        if found:
            names[code] = tuple(dict.fromkeys(found))
    return names


def _check(row: Row, place: Place, sources: Collection[str], licences: Mapping[str, Licence]) -> None:
    check_names(row, place)
    row.known("source_id", sources, "source")
    terms = licences.get(place.source_id)
    if terms is None or terms.licence != place.licence:
        expected = (
            f"{terms.licence!r}, the licence of {place.source_id!r}" if terms else f"a licence of {place.source_id!r} in licences.csv"
        )
        row.fault(f"licence is {place.licence!r}", expected)


def check_names(row: Row, place: Place) -> None:
    """Note every name that folds to nothing or stands under the wrong language, and a row without an English one."""
    row.required("name_en")
    for code, names in (*place.names.items(), *place.demonyms.items()):
        for name in names:
            if not fold(name):
                row.fault(f"the name {name!r} folds to nothing", "a name with letters")
            elif is_arabic(name) != (code == "ar"):
                row.fault(f"the name {name!r} stands under {code!r}", "Arabic letters in Arabic names alone")


def check_position(row: Row, place: Place, land: Outlines) -> None:
    """Note half a position, one without a stated error, and one outside the land of the place's country."""
    if (place.lon is None) != (place.lat is None):
        row.fault("only one of lon and lat is given", "both, or neither where the position is unknown")
    if place.lon is None or place.lat is None:
        return
    if place.precision_km is None:
        row.fault("precision_km is empty", "the stated error of the position in kilometres")
        return
    outline = land.of(place.country, place.lon, place.lat)
    if outline is None or place.kind in OFF_LAND or place.kind == "country":
        return
    outside = km_outside(outline, place.lon, place.lat)
    if outside > place.precision_km + OUTLINE_ERROR_KM:
        row.fault(
            f"{place.id!r} lies {outside:.0f} km outside {place.country}",
            f"at most its precision of {place.precision_km:g} km from its land",
        )
