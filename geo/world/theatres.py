"""The places of `seeds/theatres/` taken into the world: new ones beside its own, and names for those that it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from geo.geodesy import distance_km
from geo.model import SORTS, Place
from geo.names import fold, without_article
from geo.records import place_from_feature, read_collection
from geo.world.layout import Row

__all__ = ["SAME_FIELD_KM", "SAME_SPOT_KM", "TABLE", "read_table", "with_theatres"]

TABLE = Path(__file__).parents[2] / "data" / "theatres.geojson"
"""What the build makes of the tables; where it is missing the world has no places of the project's own."""

SAME_SPOT_KM = 10.0
"""Two places of one name and sort this near to each other are one: no two villages of one name are neighbours."""
SAME_FIELD_KM = 5.0
"""Two airfields this near to each other are one: approaches need more room than that, and their positions are well known."""
_PROPOSALS = 3
"""Proposals that a sentence lists."""


def read_table(path: Path = TABLE) -> list[tuple[str, Place]]:
    """Return the places that the build made of the tables, each behind the table and line that it stands in."""
    if not path.is_file():
        return []
    return [(feature["properties"]["row"], place_from_feature(feature)) for feature in read_collection(path)]


def with_theatres(rows: list[Row], table: Iterable[tuple[str, Place]]) -> tuple[list[Row], list[str]]:
    """Return the rows of the world with those of the tables, and a sentence for each line of them that does not fit the world.

    A line whose geonameid the world does not hold, or holds in another country, is left out. One that repeats a place of the
    world stands beside it, and its sentence proposes the geonameid. An airfield of the world has none: a line beside it names it.
    """
    lines = list(table)
    by_id = {row.geonameid: row for row in rows if row.geonameid is not None}
    known = _known(rows, lines)
    fields = [row for row in rows if SORTS.get(row.kind) == "airfield" and row.geonameid is None]
    added: list[Row] = []
    faults: list[str] = []
    for where, place in lines:
        if place.geonameid is None:
            field = _airfield(place, fields)
            if field is not None:
                field.names = list(dict.fromkeys([*field.names, *_names(place)]))
                continue
            faults.extend(_repeats(where, place, known))
            added.append(_row(place))
            continue
        row = by_id.get(place.geonameid)
        if row is None or row.country != place.country:
            what = f"is a place of {row.country}" if row is not None else "is not in the world tier"
            faults.append(f"{where}: geonameid {place.geonameid} {what}; expected that of a place of {place.country}, or none.")
            continue
        row.names = list(dict.fromkeys([*row.names, *_names(place)]))
        faults.extend(_moved(where, place, row))
    return [*rows, *added], faults


def _names(place: Place) -> list[str]:
    """Return the names with the preferred one of each language in front."""
    lists = place.names.values()
    return list(dict.fromkeys([*(names[0] for names in lists), *(name for names in lists for name in names)]))


def _row(place: Place) -> Row:
    return Row(
        id=place.id,
        kind=place.kind,
        country=place.country,
        admin1=place.admin or "",
        lon=place.lon,
        lat=place.lat,
        precision_km=place.precision_km or 0.0,
        population=0,
        source=place.source_id,
        licence=place.licence,
        names=_names(place),
    )


def _airfield(place: Place, fields: Iterable[Row]) -> Row | None:
    """Return the airfield of the world that an airfield of the tables is, whatever its name: no two stand so near to each other."""
    if SORTS.get(place.kind) != "airfield" or place.lon is None or place.lat is None:
        return None
    near = [
        (distance_km(place.lon, place.lat, row.lon, row.lat), row)
        for row in fields
        if row.country == place.country and row.lon is not None and row.lat is not None
    ]
    away, nearest = min(near, key=lambda pair: pair[0], default=(SAME_FIELD_KM + 1, None))
    return nearest if away <= SAME_FIELD_KM else None


def _moved(where: str, place: Place, row: Row) -> Iterator[str]:
    """Put a unit where the table says, which the packages give no position for; a position for anything else is a fault."""
    if place.lon is None or place.lat is None:
        return
    if SORTS.get(row.kind) != "unit":
        yield f"{where}: a position is given for geonameid {place.geonameid}, which has one; expected names alone, or no geonameid."
    elif row.lon is None or (place.precision_km or 0.0) < row.precision_km:
        row.lon, row.lat, row.precision_km = place.lon, place.lat, place.precision_km or 0.0


_Keys = Mapping[tuple[str, str], list[Row]]


def _known(rows: Iterable[Row], lines: Iterable[tuple[str, Place]]) -> _Keys:
    """Return the rows of the world by each key that a new place of the tables has too."""
    new = [place for _, place in lines if place.geonameid is None]
    wanted = {(SORTS.get(p.kind, p.kind), key) for p in new for key in _keys(_names(p))}
    countries = {place.country for place in new}
    known: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.country in countries:
            for key in _keys(row.names):
                at = (SORTS.get(row.kind, row.kind), key)
                if at in wanted:
                    known[at].append(row)
    return known


def _keys(names: Iterable[str]) -> set[str]:
    return {without_article(fold(name)) for name in names}


def _repeats(where: str, place: Place, known: _Keys) -> Iterator[str]:
    sort = SORTS.get(place.kind, place.kind)
    near: dict[str, tuple[float, Row]] = {}
    for key in _keys(_names(place)):
        for row in known.get((sort, key), ()):
            # Twin towns on a border bear one name, each in its country.
            if row.country != place.country:
                continue
            if row.lon is not None and row.lat is not None and place.lon is not None and place.lat is not None:
                away = distance_km(place.lon, place.lat, row.lon, row.lat)
                # Units have no position of their own in the world: in one first-level unit, the name tells.
                if away <= SAME_SPOT_KM or (sort == "unit" and row.admin1 == place.admin):
                    near[row.id] = (away, row)
    if near:
        told = [f"{r.geonameid or r.id} ({r.names[0]}, {r.kind}, {km:.0f} km off)" for km, r in sorted(near.values(), key=lambda n: n[0])]
        yield f"{where}: {place.name!r} stands in the world tier as {', '.join(told[:_PROPOSALS])}; expected that geonameid, for its names."
