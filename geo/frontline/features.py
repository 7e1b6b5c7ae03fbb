"""A front as GeoJSON features, each with the claims that put it there."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

import shapely

from geo.control import ControlState
from geo.frontline.outcome import COVERAGE, Area, Front, Line
from geo.geometry import area_km2, as_geojson
from geo.model import Place

__all__ = ["Featured", "front_features"]


def front_features(front: Front, places: Mapping[str, Place]) -> list[dict[str, Any]]:
    """Return the features of a front: territory, unknown ground, corridor and front lines, told apart by the property `layer`.

    Parameters
    ----------
    front
        What was derived.
    places
        The places by id, for the names in the evidence.
    """
    return Featured(places).of(front)


class Featured:
    """Features of the fronts of one theatre, day after day; what is told of a line is kept while its states are the very same.

    Where that is so, its feature has the very `geometry` and `evidence` of the day before: they are to be read, not to be changed.
    """

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._lines: dict[tuple[Any, ...], _Told] = {}
        self._tallies: dict[tuple[str, str | None], _Tally] = {}

    def of(self, front: Front) -> list[dict[str, Any]]:
        """Return what `front_features` does."""
        shared = {"as_of": front.as_of.isoformat(), "known_by": _iso(front.known_by)}
        start, end = map(_iso, front.valid)
        whole = {**shared, "valid_from": start, "valid_to": end}
        outvoted = {a.holder: sorted(s.place_id for s in front.doubted if s.holder == a.holder) for a in front.territory}
        features = [
            _feature({"layer": "territory", **whole, **self._area("territory", a), "outvoted": outvoted[a.holder]}, a.geometry)
            for a in front.territory
        ]
        features += [_feature({"layer": "unknown", **whole, **self._area("unknown", a)}, a.geometry) for a in front.unknown]
        features += [_feature({"layer": "corridor", **whole, "coverage": COVERAGE, **_line(c)}, c.geometry) for c in front.corridor]
        drawn = [self._told(line) for line in front.lines]
        self._lines = {_key(told.line): told for told in drawn}
        for told in drawn:
            properties = {"layer": "front", **shared, **_interval(told.line, front.as_of), **told.properties}
            features.append(_named(properties, told.geometry, told.wkb))
        return sorted(features, key=lambda f: (_ORDER[f["properties"]["layer"]], f["id"]))

    def _told(self, line: Line) -> _Told:
        kept = self._lines.get(_key(line))
        if kept:
            return kept
        return _Told(line, {**_line(line), "evidence": _evidence(line, self._places)}, as_geojson(line.geometry), _wkb(line.geometry))

    def _area(self, layer: str, area: Area) -> dict[str, Any]:
        tally = self._tallies.setdefault((layer, area.holder), _Tally())
        tally.count(area.states)
        return {"holder": area.holder, "area_km2": round(area_km2(area.geometry), 1), **tally.properties()}


@dataclass(frozen=True, slots=True)
class _Told:
    """A line and what is told of it whatever the day; it holds on to the line, so that no other has its identity."""

    line: Line
    properties: dict[str, Any]
    geometry: dict[str, Any]
    wkb: bytes


class _Tally:
    """What some states have together, counted on from the states of before: those that are the very same are not looked at again."""

    def __init__(self) -> None:
        self._states: dict[int, ControlState] = {}
        self._sources: Counter[tuple[str, ...]] = Counter()
        self._attested: Counter[date | None] = Counter()
        self._undated = 0

    def count(self, states: Sequence[ControlState]) -> None:
        """Be the tally of these states."""
        now = dict(zip(map(id, states), states, strict=True))
        for key in self._states.keys() - now.keys():
            self._add(self._states[key], -1)
        for key in now.keys() - self._states.keys():
            self._add(now[key], 1)
        self._states = now

    def _add(self, state: ControlState, times: int) -> None:
        for claim in (*state.claims_for, *state.claims_against):
            self._sources[claim.source_ids] += times
        self._attested[state.last_attested] += times
        self._undated += times * (state.reported is False)

    def properties(self) -> dict[str, Any]:
        """Return sources, and where there are states how many, the last day on which one was attested, and how many reports have no day."""
        told: dict[str, Any] = {"source_ids": sorted({s for ids, times in self._sources.items() if times for s in ids})}
        if self._states:
            attested = [day for day, times in self._attested.items() if day and times]
            told["places"] = len(self._states)
            told["last_attested"] = _iso(max(attested, default=None))
            told["undated_reports"] = self._undated
        return told


def _key(line: Line) -> tuple[Any, ...]:
    states = tuple(map(id, (*line.sides[0], None, *line.sides[1], None, *line.disputed)))
    return id(line.geometry), line.between, line.contested, line.uncertainty_km, states


def _line(line: Line) -> dict[str, Any]:
    return {
        "between": list(line.between),
        "contested": line.contested,
        "uncertainty_km": line.uncertainty_km,
        "source_ids": _sources(_states(line)),
    }


def _states(line: Line) -> list[ControlState]:
    return [*line.sides[0], *line.sides[1], *line.disputed]


def _interval(line: Line, as_of: date) -> dict[str, Any]:
    """Return when the evidence of a line began to hold together, and when the first of it ends; what fights say fades daily."""
    states = _states(line)
    if any(s.fought for s in states):
        return {"valid_from": as_of.isoformat(), "valid_to": (as_of + timedelta(1)).isoformat()}
    ends = [s.until for s in states if s.until]
    return {"valid_from": _iso(max(s.since for s in states)), "valid_to": _iso(min(ends, default=None))}


def _evidence(line: Line, places: Mapping[str, Place]) -> list[dict[str, Any]]:
    sides = [*zip(line.between, line.sides, strict=True), ("contested", line.disputed)]
    return [
        {
            "side": side,
            "place_id": state.place_id,
            "name": places[state.place_id].name,
            "holder": state.holder,
            "since": state.since.isoformat(),
            "last_attested": _iso(state.last_attested),
            "partisan": state.partisan,
            "reported": state.reported,
            "source_ids": list(state.source_ids),
        }
        | ({"event_ids": list(state.event_ids)} if state.event_ids else {})
        for side, states in sides
        for state in states
    ]


def _sources(states: Iterable[ControlState]) -> list[str]:
    told = {c.source_ids for claims in map(_CLAIMS, states) for claim in claims for c in claim}
    return sorted({source for ids in told for source in ids})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _feature(properties: dict[str, Any], geometry: shapely.Geometry) -> dict[str, Any]:
    return _named(properties, as_geojson(geometry), _wkb(geometry))


def _wkb(geometry: shapely.Geometry) -> bytes:
    found: bytes = shapely.to_wkb(geometry, byte_order=1)
    return found


def _named(properties: dict[str, Any], geometry: dict[str, Any], wkb: bytes) -> dict[str, Any]:
    """Return a feature with an id that follows from what it shows and where, so that it is the same however often it is derived."""
    seen = repr([properties[k] for k in ("layer", "as_of", "known_by", "valid_from", "source_ids")])
    name = f"{properties['layer']}-{hashlib.sha256(seen.encode() + wkb).hexdigest()[:12]}"
    return {"type": "Feature", "geometry": geometry, "properties": properties, "id": name}


_CLAIMS = attrgetter("claims_for", "claims_against")
_ORDER = {"territory": 0, "unknown": 1, "corridor": 2, "front": 3}
