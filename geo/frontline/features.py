"""A front as GeoJSON features, each with the claims that put it there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

import shapely

from geo.control import ControlState
from geo.frontline.outcome import COVERAGE, Area, Front, Line
from geo.geometry import area_km2, as_geojson
from geo.model import Place

__all__ = ["front_features"]


def front_features(front: Front, places: Mapping[str, Place]) -> list[dict[str, Any]]:
    """Return the features of a front: territory, unknown ground, corridor and front lines, told apart by the property `layer`.

    Parameters
    ----------
    front
        What was derived.
    places
        The places by id, for the names in the evidence.
    """
    shared = {"as_of": front.as_of.isoformat(), "known_by": _iso(front.known_by)}
    start, end = map(_iso, front.valid)
    whole = {**shared, "valid_from": start, "valid_to": end}
    outvoted = {a.holder: sorted(s.place_id for s in front.doubted if s.holder == a.holder) for a in front.territory}
    features = [_feature({"layer": "territory", **whole, **_area(a), "outvoted": outvoted[a.holder]}, a.geometry) for a in front.territory]
    features += [_feature({"layer": "unknown", **whole, **_area(a)}, a.geometry) for a in front.unknown]
    features += [_feature({"layer": "corridor", **whole, "coverage": COVERAGE, **_line(c)}, c.geometry) for c in front.corridor]
    for line in front.lines:
        evidence = _evidence(line, places)
        valid = _interval(line, front.as_of)
        features.append(_feature({"layer": "front", **shared, **valid, **_line(line), "evidence": evidence}, line.geometry))
    return sorted(features, key=lambda f: (_ORDER[f["properties"]["layer"]], f["id"]))


def _area(area: Area) -> dict[str, Any]:
    properties: dict[str, Any] = {"holder": area.holder, "area_km2": round(area_km2(area.geometry), 1), "source_ids": _sources(area.states)}
    if area.states:
        attested = [s.last_attested for s in area.states if s.last_attested]
        properties["places"] = len(area.states)
        properties["last_attested"] = _iso(max(attested, default=None))
        properties["undated_reports"] = [s.reported for s in area.states].count(False)
    return properties


def _line(line: Line) -> dict[str, Any]:
    states = [s for side in line.sides for s in side] + list(line.disputed)
    return {
        "between": list(line.between),
        "contested": line.contested,
        "uncertainty_km": line.uncertainty_km,
        "source_ids": _sources(states),
    }


def _interval(line: Line, as_of: date) -> dict[str, Any]:
    """Return when the evidence of a line began to hold together, and when the first of it ends; what fights say fades daily."""
    states = [s for side in line.sides for s in side] + list(line.disputed)
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
    """Return a feature with an id that follows from what it shows and where, so that it is the same however often it is derived."""
    seen = repr([properties[k] for k in ("layer", "as_of", "known_by", "valid_from", "source_ids")])
    digest = hashlib.sha256(seen.encode() + shapely.to_wkb(geometry, byte_order=1)).hexdigest()[:12]
    name = f"{properties['layer']}-{digest}"
    return {"type": "Feature", "geometry": as_geojson(geometry), "properties": properties, "id": name}


_CLAIMS = attrgetter("claims_for", "claims_against")
_ORDER = {"territory": 0, "unknown": 1, "corridor": 2, "front": 3}
