"""What `data/` holds, to be asked: places, sources, control, events, reports and the ground, in an embedded DuckDB.

The database lives in memory and is filled from the compiled files, so nothing that asks can change them. Every value that comes
from outside is a bound parameter. Each question runs on a cursor of its own, so that threads may ask at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geo.errors import StoreError
from geo.gazetteer import Gazetteer
from geo.model import Actor, Casualties, Claim, ControlClaim, Event, Place, Report, Source
from geo.records import (
    actor_from_json,
    control_claim_from_json,
    event_from_json,
    place_from_feature,
    read_collection,
    read_lines,
    report_from_json,
    source_from_json,
)

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Store", "read_places"]

_SCHEMA = """
CREATE TABLE control (id VARCHAR PRIMARY KEY, place_id VARCHAR, holder VARCHAR, reported DATE, seq INTEGER);
CREATE TABLE event (id VARCHAR PRIMARY KEY, type VARCHAR, status VARCHAR, first DATE, last DATE, reported DATE, seq INTEGER);
CREATE TABLE event_actor (event_id VARCHAR, actor VARCHAR);
CREATE TABLE event_position (event_id VARCHAR, lon DOUBLE, lat DOUBLE);
"""

_SETTINGS: Mapping[str, str] = {"enable_external_access": "false", "lock_configuration": "true", "threads": "2"}
"""The database reads no file and loads nothing; two threads are enough for thousands of rows."""

_GROUNDS = ("land", "districts", "roads")

Row = tuple[Any, ...]
Record = TypeVar("Record")


def read_places(path: Path) -> list[Place]:
    """Return the places of a compiled `places.geojson`.

    Raises
    ------
    StoreError
        When the file is missing or is not what the build writes.
    """
    try:
        return [place_from_feature(feature) for feature in read_collection(path)]
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{path.name} holds a feature that is no place ({error!r}); run `python -m geo build`.") from None


class Store:
    """The records of one `data/` folder; open it with `Store.open`."""

    def __init__(self, data_dir: Path) -> None:
        self._places = read_places(data_dir / "places.geojson")
        self._sources = {s.id: s for s in read_lines(data_dir / "sources.jsonl", source_from_json)}
        self._actors = read_lines(data_dir / "actors.jsonl", actor_from_json)
        self._control = {c.id: c for c in read_lines(data_dir / "control.jsonl", control_claim_from_json)}
        self._events = {e.id: e for e in read_lines(data_dir / "events.jsonl", event_from_json)}
        self._reports = read_lines(data_dir / "reports.jsonl", report_from_json)
        self._ground = {name: read_collection(data_dir / f"{name}.geojson") for name in _GROUNDS}
        self._manifest: Mapping[str, Any] = read_lines(data_dir / "manifest.json", dict)[0]
        self._gazetteer: Gazetteer | None = None
        import duckdb  # noqa: PLC0415 - reading places alone need not load a database

        self._database = duckdb.connect(":memory:", config=dict(_SETTINGS))
        self._fill()

    @classmethod
    def open(cls, data_dir: Path) -> Store:
        """Return a store filled from a folder of compiled data.

        Raises
        ------
        StoreError
            When a file of the folder is missing or is not what the build writes.
        """
        return cls(data_dir)

    def _fill(self) -> None:
        self._database.execute("BEGIN;" + _SCHEMA)
        control, events = list(self._control.values()), list(self._events.values())
        self._insert("control", [(c.id, c.place_id, c.holder, c.reported, n) for n, c in enumerate(control)])
        self._insert("event", [_event_row(e, n) for n, e in enumerate(events)])
        self._insert(
            "event_actor", [(e.id, actor) for e in events for actor in sorted({*e.actors, *(a for c in e.claims for a in c.actors)})]
        )
        self._insert("event_position", [(e.id, p.lon, p.lat) for e in events for p in e.places if p.lon is not None])
        self._database.execute("COMMIT")

    def _insert(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def _ids(self, sql: str, parameters: Sequence[Any]) -> list[str]:
        return [ident for (ident,) in self._database.cursor().execute(sql, list(parameters)).fetchall()]

    # -- places and sources --------------------------------------------------------------------------------------------

    def places(self) -> list[Place]:
        """Return every place, by id."""
        return list(self._places)

    def gazetteer(self) -> Gazetteer:
        """Return the index over the places; it is made once."""
        if self._gazetteer is None:
            self._gazetteer = Gazetteer(self._places)
        return self._gazetteer

    def sources(self) -> dict[str, Source]:
        """Return every source by its id."""
        return dict(self._sources)

    def source(self, source_id: str) -> Source:
        """Return the source with this id; StoreError when there is none."""
        return _one(self._sources, source_id, "source")

    def actors(self) -> list[Actor]:
        """Return the parties with their names, by id; control and events name them by it."""
        return list(self._actors)

    def reports(self) -> list[Report]:
        """Return the project's own short reports, by id."""
        return list(self._reports)

    def manifest(self) -> Mapping[str, Any]:
        """Return what the build says of the data: version, period (`as_of`), counts and credit lines (`attribution`)."""
        return dict(self._manifest)

    # -- control -------------------------------------------------------------------------------------------------------

    def control_claims(self, known_by: date | None = None) -> list[ControlClaim]:
        """Return the claims of control, by place and day; with `known_by`, those reported on that day or before.

        A claim of which no report is dated is left out when `known_by` is given: it cannot be shown to have been known.
        """
        ids = self._ids("SELECT id FROM control WHERE ?::DATE IS NULL OR reported <= ?::DATE ORDER BY seq", (known_by, known_by))
        return [self._control[i] for i in ids]

    def holders(self) -> list[str]:
        """Return who is said to hold a place anywhere, most places first; `contested` is one of them."""
        return self._ids("SELECT holder FROM control GROUP BY holder ORDER BY count(DISTINCT place_id) DESC, holder", ())

    # -- events --------------------------------------------------------------------------------------------------------

    def event(self, event_id: str) -> Event:
        """Return the event with this id; StoreError when there is none."""
        return _one(self._events, event_id, "event")

    def events(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        types: Iterable[str] = (),
        actors: Iterable[str] = (),
        statuses: Iterable[str] = (),
        bbox: tuple[float, float, float, float] | None = None,
        known_by: date | None = None,
    ) -> list[Event]:
        """Return the events that pass every filter given, in order of day.

        Parameters
        ----------
        start, end
            First and last day, both inclusive: an event passes when any day of it lies within. One without a date passes only
            where neither is given.
        types, actors, statuses
            What the event, one of its parties or its status may be; empty leaves nothing out.
        bbox
            `(west, south, east, north)` in degrees; west greater than east goes round by the antimeridian. An event passes when
            any of its places lies within.
        known_by
            Reports of later days are left out: events without an earlier one, and later claims and figures of the others.
        """
        wanted = [
            _clause("last >= ?::DATE", start),
            _clause("first <= ?::DATE", end),
            _clause("reported <= ?::DATE", known_by),
            _clause("list_contains(?::VARCHAR[], type)", list(types) or None),
            _clause("list_contains(?::VARCHAR[], status)", list(statuses) or None),
            _clause("id IN (SELECT event_id FROM event_actor WHERE list_contains(?::VARCHAR[], actor))", list(actors) or None),
            _within(bbox),
        ]
        conditions = " AND ".join(sql for sql, _ in wanted if sql) or "TRUE"
        ids = self._ids(f"SELECT id FROM event WHERE {conditions} ORDER BY seq", [v for _, values in wanted for v in values])
        found = [self._events[i] for i in ids]
        return found if known_by is None else [_as_known(e, known_by) for e in found]

    # -- ground --------------------------------------------------------------------------------------------------------

    def land(self) -> gpd.GeoDataFrame:
        """Return the land by country (`country`, `name_en`, `name_ar`), EPSG:4326."""
        return self._frame("land")

    def districts(self) -> gpd.GeoDataFrame:
        """Return the districts (`id`, `name_en`, `name_ar`), EPSG:4326."""
        return self._frame("districts")

    def roads(self) -> gpd.GeoDataFrame:
        """Return the schematic roads (`id`, `name_en`, `name_ar`, `source_id`), EPSG:4326."""
        return self._frame("roads")

    def ground(self, name: str) -> list[dict[str, Any]]:
        """Return the GeoJSON features of `land`, `districts` or `roads`, as copies that a caller may change."""
        features: list[dict[str, Any]] = json.loads(json.dumps(_one(self._ground, name, "layer of the ground")))
        return features

    def _frame(self, name: str) -> gpd.GeoDataFrame:
        import geopandas  # noqa: PLC0415  (a second of start-up that a look-up of a name does not need)

        return geopandas.GeoDataFrame.from_features(self._ground[name], crs=4326)


def _one(records: Mapping[str, Record], ident: str, noun: str) -> Record:
    try:
        return records[ident]
    except KeyError:
        raise StoreError(f"No {noun} has the id {ident!r}.") from None


def _event_row(event: Event, number: int) -> Row:
    reported = min((c.reported for c in event.claims if c.reported), default=None)
    first, last = (event.when.start, event.when.end) if event.when else (None, None)
    return (event.id, event.type, event.status, first, last, reported, number)


def _clause(sql: str, value: Any) -> tuple[str, list[Any]]:
    return ("", []) if value is None else (sql, [value])


def _within(bbox: tuple[float, float, float, float] | None) -> tuple[str, list[Any]]:
    if bbox is None:
        return "", []
    west, south, east, north = bbox
    across = "lon BETWEEN ? AND ?" if west <= east else "(lon >= ? OR lon <= ?)"
    return f"id IN (SELECT event_id FROM event_position WHERE {across} AND lat BETWEEN ? AND ?)", [west, east, south, north]


def _as_known(event: Event, known_by: date) -> Event:
    """Return the event with the claims of that day and before; figures that came later are taken back."""
    kept = tuple(c for c in event.claims if c.reported is not None and c.reported <= known_by)
    later = [c for c in event.claims if c not in kept]
    if not later:
        return event
    killed = Casualties.hull(c.killed for c in kept) if any(c.killed for c in later) else event.killed
    injured = Casualties.hull(c.injured for c in kept) if any(c.injured for c in later) else event.injured
    return replace(event, claims=kept, killed=killed, injured=injured, status=_status(event, kept))


def _status(event: Event, kept: Sequence[Claim]) -> str:
    said = {c.status for c in kept}
    return event.status if event.status in said or len(said) != 1 else said.pop()
