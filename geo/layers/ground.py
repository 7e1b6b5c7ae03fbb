"""Places, roads and outlines as features, and the front of a day with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.control import ControlState, HalfLife, control_on, faded, steady_interval
from geo.frontline import Front, derive, front_features, speaks_for_ground
from geo.layers.base import Feature
from geo.layers.events import Names, source_records
from geo.model import ControlClaim, Place
from geo.palette import CONTESTED, holder_key
from geo.testimony import Testimony

__all__ = ["PLACE_LAYERS", "front_of_day", "ground_features", "layer_of_front", "place_features", "styled", "styled_front"]

PLACE_LAYERS: Mapping[str, tuple[str, ...]] = {
    "places": ("city", "town", "village", "quarter", "crossroads", "valley", "mountain", "bridge", "border_crossing"),
    "bases": ("airbase", "airport", "naval_base", "camp", "port"),
    "oil": ("oil_terminal", "oil_field"),
}
"""Kinds of place that each layer of places shows; areas are no points and have no symbol."""

_DERIVED = "derived from the sources named"
_NO_TESTIMONY = Testimony()


def place_features(
    places: Iterable[Place], kinds: Iterable[str], states: Mapping[str, ControlState], names: Names
) -> tuple[list[Feature], list[Feature]]:
    """Return the places of some kinds as points with both names and who holds them, and those without a position."""
    wanted = frozenset(kinds)
    features = [_place(p, states.get(p.id), names) for p in sorted(places, key=lambda p: p.id) if p.kind in wanted]
    return [f for f in features if f["geometry"]], [f for f in features if not f["geometry"]]


def _place(place: Place, state: ControlState | None, names: Names) -> Feature:
    known = place.lon is not None and place.lat is not None
    properties = {
        "kind": place.kind,
        "style": f"place:{place.kind}",
        "name": place.name,
        "name_en": place.label("en"),
        "name_ar": place.label("ar"),
        "population": place.population,
        "admin": place.admin,
        "country": place.country,
        "precision_km": place.precision_km,
        "geonameid": place.geonameid,
        "control": _control(state) if state else None,
        "source_ids": [place.source_id],
        "sources": source_records([place.source_id], names.sources),
        "licence": place.licence,
    }
    geometry = {"type": "Point", "coordinates": (place.lon, place.lat)} if known else None
    return {"type": "Feature", "id": place.id, "geometry": geometry, "properties": properties}


def _control(state: ControlState) -> dict[str, Any]:
    return {
        "holder": state.holder,
        "contested": state.contested,
        "since": state.since.isoformat(),
        "last_attested": state.last_attested.isoformat() if state.last_attested else None,
        "partisan": state.partisan,
        "reported": state.reported,
        "claims_for": [_claim(c) for c in state.claims_for],
        "claims_against": [_claim(c) for c in state.claims_against],
    }


def _claim(claim: ControlClaim) -> dict[str, Any]:
    days = ("valid_from", "valid_to", "reported", "last_attested")
    shown = {day: getattr(claim, day).isoformat() if getattr(claim, day) else None for day in days}
    return {"id": claim.id, "holder": claim.holder, "precision": claim.precision, **shown, "source_ids": list(claim.source_ids)}


def ground_features(given: Iterable[Feature], kind: str, names: Names) -> list[Feature]:
    """Return lines or areas of the ground as features of ours: with an id, the style `kind`, names, sources and licence."""
    features = []
    for number, feature in enumerate(given):
        properties = dict(feature["properties"])
        source_ids = [properties.pop("source_id")] if properties.get("source_id") else []
        properties |= {"kind": kind, "style": kind, "source_ids": source_ids, "sources": source_records(source_ids, names.sources)}
        properties["licence"] = names.licences.get(source_ids[0] if source_ids else "", "")
        name = properties.pop("id", None) or properties.get("country") or properties.get("name_en") or number
        features.append({"type": "Feature", "id": f"{kind}-{name}", "geometry": feature["geometry"], "properties": properties})
    return sorted(features, key=lambda f: str(f["id"]))


def front_of_day(
    claims: Iterable[ControlClaim],
    names: Names,
    land: Iterable[Feature],
    as_of: date,
    known_by: date | None,
    half_life: HalfLife | None = None,
    testimony: Testimony = _NO_TESTIMONY,
) -> tuple[Front | None, dict[str, ControlState]]:
    """Return the front of a day, None where there is no ground, and the states of places, those that faded left out of the front.

    The land is that of the countries in which some claimed place lies.
    """
    given = list(claims)
    told = testimony.added_to(given)
    states = control_on(told, as_of, known_by, names.sources, names.allies)
    theatre = {
        names.places[c.place_id].country for c in given if c.place_id in names.places and speaks_for_ground(names.places[c.place_id])
    }
    ground = _ground(land, theatre)
    if ground.is_empty:
        return None, states
    live, _ = faded({k: s for k, s in states.items() if k in names.places}, names.places, as_of, half_life or HalfLife())
    weighed, valid = testimony.weighed(live, names.places, as_of), testimony.valid(steady_interval(told, as_of), as_of)
    return derive(weighed, names.places, ground, as_of, known_by=known_by, valid=valid), states


def styled_front(
    claims: Iterable[ControlClaim],
    names: Names,
    land: Iterable[Feature],
    as_of: date,
    known_by: date | None,
    testimony: Testimony = _NO_TESTIMONY,
) -> tuple[list[Feature], dict[str, ControlState]]:
    """Return the front of a day as features with style, names of sources and licence, and the states it was derived from.

    `testimony` is what events tell beside the claims.

    The land is that of the countries in which some claimed place lies.
    """
    front, states = front_of_day(claims, names, land, as_of, known_by, testimony=testimony)
    return styled(front, names), states


def styled(front: Front | None, names: Names) -> list[Feature]:
    """Return a front as features with style, names of sources and licence; none where there is no ground."""
    features = front_features(front, names.places) if front else []
    for feature in features:
        given = feature["properties"]
        given |= {
            "kind": given["layer"],
            "style": _style(given),
            "sources": source_records(given["source_ids"], names.sources),
            "licence": _DERIVED,
        }
    return features


def _ground(land: Iterable[Feature], countries: set[str | None]) -> BaseGeometry:
    inside = [shapely.geometry.shape(f["geometry"]) for f in land if f["properties"].get("country") in countries]
    return shapely.union_all(shapely.make_valid(inside)) if inside else shapely.MultiPolygon()


def _style(given: Mapping[str, Any]) -> str:
    if given["layer"] == "territory":
        return holder_key(given["holder"])
    if given["layer"] == "front" and given["contested"]:
        return "front:contested"
    return str(given["layer"])


def layer_of_front(feature: Feature, territory: Mapping[str, str]) -> str:
    """Return the id of the layer that a feature of the front belongs to; `territory` maps holders to theirs."""
    given = feature["properties"]
    if given["layer"] != "territory":
        return str(given["layer"])
    return CONTESTED if given["holder"] == CONTESTED else territory[given["holder"]]
