"""A front as GeoJSON features, each with the claims that put it there."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.control import ControlState
from geo.frontline.outcome import COVERAGE, Area, Front, Line
from geo.frontline.seeds import States
from geo.geometry import as_geojson
from geo.model import Place

__all__ = ["Featured", "Told", "front_features"]


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
    """Features of the fronts of one theatre, day after day; what is told of a line is kept while its states are the very same."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._lines: dict[tuple[Any, ...], Told] = {}
        self._tallies: dict[tuple[str, str | None], _Tally] = {}

    def of(self, front: Front) -> list[dict[str, Any]]:
        """Return what `front_features` does."""
        day = front.as_of.isoformat()
        named = sorted(((_ORDER[told.layer], told.name(day), told) for told in self.told(front)), key=lambda item: item[:2])
        return [
            {"type": "Feature", "geometry": as_geojson(t.geometry), "properties": {**t.properties, "as_of": day}, "id": name}
            for _, name, t in named
        ]

    def told(self, front: Front) -> list[Told]:
        """Return what the features of a front tell, those lines of which all is as it was the time before as the very same objects."""
        known_by, (start, end) = _iso(front.known_by), map(_iso, front.valid)
        whole = {"known_by": known_by, "valid_from": start, "valid_to": end}
        outvoted = {a.holder: sorted(s.place_id for s in front.doubted if s.holder == a.holder) for a in front.territory}
        found = [
            Told({"layer": "territory", **whole, **self._area("territory", a), "outvoted": outvoted[a.holder]}, a) for a in front.territory
        ]
        found += [Told({"layer": "unknown", **whole, **self._area("unknown", a)}, a) for a in front.unknown]
        found += [Told({"layer": "corridor", **whole, "coverage": COVERAGE, **_line(c)}, c) for c in front.corridor]
        before, self._lines = self._lines, {}
        for line in front.lines:
            key = _key(line, front)
            told = before.get(key)
            if told is None:
                evidence = _evidence(line, self._places)
                told = Told(
                    {"layer": "front", "known_by": known_by, **_interval(line, front.as_of), **_line(line), "evidence": evidence}, line
                )
            self._lines[key] = told
            found.append(told)
        return found

    def _area(self, layer: str, area: Area) -> dict[str, Any]:
        tally = self._tallies.setdefault((layer, area.holder), _Tally())
        tally.count(area.states)
        return {"holder": area.holder, "area_km2": round(area.km2, 1), **tally.properties()}


class Told:
    """What is told of a part of a front, whatever the day: properties but for `as_of`, and the part that they are of.

    It holds on to the part, so that no other has its identity.
    """

    __slots__ = ("_part", "_seen", "_wkb", "layer", "properties")

    def __init__(self, properties: dict[str, Any], part: Area | Line) -> None:
        self.properties, self._part = properties, part
        self.layer: str = properties["layer"]
        self._seen = repr([properties[k] for k in ("known_by", "valid_from", "source_ids")]).encode()
        wkb: bytes = shapely.to_wkb(part.geometry, byte_order=1)
        self._wkb = wkb

    @property
    def geometry(self) -> BaseGeometry:
        """The ground or line in degrees."""
        return self._part.geometry

    def name(self, day: str) -> str:
        """Return an id that follows from what is shown and where, on a day, so that it is the same however often it is derived."""
        seen = f"{self.layer} {day} ".encode() + self._seen + self._wkb
        return f"{self.layer}-{hashlib.sha256(seen).hexdigest()[:12]}"


class _Tally:
    """What some states have together, counted on from the states of before: those that are the very same are not looked at again."""

    def __init__(self) -> None:
        self._states: Sequence[ControlState] = ()
        self._sources: Counter[tuple[str, ...]] = Counter()
        self._attested: Counter[date | None] = Counter()
        self._undated = 0

    def count(self, states: Sequence[ControlState]) -> None:
        """Be the tally of these states."""
        before, self._states = self._states, states
        gone, new = states.since(before) if isinstance(states, States) and isinstance(before, States) else (before, states)
        for state in gone:
            self._add(state, -1)
        for state in new:
            self._add(state, 1)

    def _add(self, state: ControlState, times: int) -> None:
        for claim in (*state.claims_for, *state.claims_against):
            self._sources[claim.source_ids] += times
        self._attested[state.last_attested] += times
        self._undated += times * (state.reported is False)

    def properties(self) -> dict[str, Any]:
        """Return sources, and where there are states how many, the last day on which one was attested, and how many reports have no day."""
        told: dict[str, Any] = {"source_ids": sorted({s for ids, times in self._sources.items() if times for s in ids})}
        if len(self._states):
            attested = [day for day, times in self._attested.items() if day and times]
            told["places"] = len(self._states)
            told["last_attested"] = _iso(max(attested, default=None))
            told["undated_reports"] = self._undated
        return told


def _key(line: Line, front: Front) -> tuple[Any, ...]:
    """Return what decides about what is told of a line: what fights say is another thing every day."""
    sides = line.sides
    day = front.as_of if any(s.fought for s in (*sides[0], *sides[1], *line.disputed)) else None
    states = tuple(map(id, (*sides[0], None, *sides[1], None, *line.disputed)))
    return id(line.geometry), line.between, line.contested, line.uncertainty_km, states, front.known_by, day


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


_CLAIMS = attrgetter("claims_for", "claims_against")
_ORDER = {"territory": 0, "unknown": 1, "corridor": 2, "front": 3}
