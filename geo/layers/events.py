"""Events as features: a symbol where the place is known, an arrow from one place to another, the ground where only that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.geometry import in_range, ring_around, split_at_antimeridian
from geo.layers.base import Feature
from geo.model import Casualties, Event, EventPlace, Place, Source
from geo.palette import EventForm, event_key

__all__ = ["Names", "event_features", "source_records"]

_POINTS = frozenset({"exact", "settlement", "computed"})
"""Precisions under which a symbol at the position says no more than is known."""

_DEFAULT_RADIUS_KM = {"district": 60.0, "region": 150.0, "country": 400.0}
_CORNERS = 48
_COARSENESS = ("exact", "settlement", "computed", "district", "region", "country")


@dataclass(frozen=True)
class Names:
    """What features need to say where, by whom and on what terms: places, sources and licences by id, and whose ally a side is."""

    places: Mapping[str, Place]
    sources: Mapping[str, Source]
    licences: Mapping[str, str]
    allies: Mapping[str, str] = field(default_factory=dict)


def event_features(event: Event, names: Names) -> tuple[list[Feature], list[Feature]]:
    """Return the features of an event, and what of it has no position that can be drawn.

    One feature holds all that is drawn the same way. The first has the event's id; another one, where some places are known to
    the point and some not, has `:area` after it. All carry `event_id`.
    """
    placed = [p for p in event.places if p.lon is not None and p.lat is not None and in_range(p.lon, p.lat)]
    properties = _properties(event, names)
    forms = _forms(placed)
    if not forms:
        return [], [
            {
                "type": "Feature",
                "id": event.id,
                "geometry": None,
                "properties": {**properties, "style": event_key(event.type, event.status)},
            }
        ]
    features: list[Feature] = []
    for form, places, geometry in forms:
        features.append(
            {
                "type": "Feature",
                "id": event.id if not features else f"{event.id}:{form}",
                "geometry": shapely.geometry.mapping(geometry),
                "properties": {**properties, **_where(places, form), "style": event_key(event.type, event.status, form)},
            }
        )
    return features, []


def _forms(placed: list[EventPlace]) -> list[tuple[EventForm, list[EventPlace], BaseGeometry]]:
    starts = [p for p in placed if p.role == "from"]
    ends = [p for p in placed if p.role == "to"]
    arrows = [(a, b) for a in starts for b in ends if (a.lon, a.lat) != (b.lon, b.lat)]
    found: list[tuple[EventForm, list[EventPlace], BaseGeometry]] = []
    if arrows:
        lines = shapely.MultiLineString([[(a.lon, a.lat), (b.lon, b.lat)] for a, b in arrows])
        found.append(("arrow", starts + ends, split_at_antimeridian(lines.geoms[0] if len(arrows) == 1 else lines)))
        placed = [p for p in placed if p.role in ("at", "near")]
    sure = [p for p in placed if p.precision in _POINTS]
    loose = [p for p in placed if p.precision not in _POINTS]
    if sure:
        positions = sorted({(p.lon, p.lat) for p in sure})
        found.append(("symbol", sure, shapely.Point(positions[0]) if len(positions) == 1 else shapely.MultiPoint(positions)))
    if loose:
        found.append(("area", loose, shapely.union_all([_circle(p) for p in loose])))
    return found


def _circle(place: EventPlace) -> BaseGeometry:
    """Return the ground within the stated uncertainty of a position, in degrees, cut at the antimeridian."""
    assert place.lon is not None and place.lat is not None
    radius = place.radius_km or _DEFAULT_RADIUS_KM[place.precision]
    ring = ring_around(place.lon, place.lat, radius, _CORNERS)
    return shapely.orient_polygons(split_at_antimeridian(shapely.Polygon([*ring, ring[0]])))


def _properties(event: Event, names: Names) -> dict[str, Any]:
    when = event.when
    source_ids = list(dict.fromkeys(c.source_id for c in event.claims))
    where = ["/".join(dict.fromkeys(_label(p, names, code) for p in event.places)) for code in ("en", "ar")]
    return {
        "kind": event.type,
        "type": event.type,
        "status": event.status,
        "event_id": event.id,
        "origin": event.origin,
        "name_en": where[0],
        "name_ar": where[1],
        "summary_en": event.summary.get("en", ""),
        "summary_ar": event.summary.get("ar", ""),
        "date_start": when.start.isoformat() if when else None,
        "date_end": when.end.isoformat() if when else None,
        "date_precision": when.precision if when else None,
        "valid_from": when.start.isoformat() if when else None,
        "valid_to": None,
        "places": [_place(p) for p in event.places],
        "actors": list(event.actors),
        "targets": list(event.targets),
        "killed": _range(event.killed),
        "injured": _range(event.injured),
        "acled_event_type": event.acled[0] if event.acled else None,
        "acled_sub_event_type": event.acled[1] if event.acled else None,
        "ucdp_type_of_violence": event.ucdp,
        "score": event.score,
        "source_ids": source_ids,
        "sources": source_records(source_ids, names.sources),
        "claims": [
            {
                "source_id": c.source_id,
                "document": c.document,
                "start": c.start,
                "end": c.end,
                "reported": c.reported.isoformat() if c.reported else None,
                "status": c.status,
                "killed": _range(c.killed),
                "injured": _range(c.injured),
                "actors": list(c.actors),
            }
            for c in event.claims
        ],
        "licence": _LICENCE,
    }


_LICENCE = "facts cited from the sources named"


def _label(place: EventPlace, names: Names, code: str) -> str:
    known = names.places.get(place.id or "")
    return known.label(code) if known else place.name


def _place(place: EventPlace) -> dict[str, Any]:
    keys = ("role", "id", "name", "lon", "lat", "precision", "radius_km")
    told = {key: getattr(place, key) for key in keys}
    return told | ({"direction": place.direction} if place.direction else {})


def _where(places: list[EventPlace], form: EventForm) -> dict[str, Any]:
    """Return the coarsest precision and the widest error among the places drawn, and the direction of an arrow."""
    coarsest = max((p.precision for p in places), key=_COARSENESS.index)
    radii = [p.radius_km or _DEFAULT_RADIUS_KM.get(p.precision) for p in places]
    where: dict[str, Any] = {"precision": coarsest, "radius_km": max((r for r in radii if r), default=None), "is_point": form == "symbol"}
    if form == "arrow":
        where["direction"] = "from-to"
        where["from"] = [p.name for p in places if p.role == "from"]
        where["to"] = [p.name for p in places if p.role == "to"]
    return where


def _range(people: Casualties | None) -> dict[str, int | None] | None:
    return {"min": people.min, "max": people.max} if people else None


def source_records(source_ids: Iterable[str], sources: Mapping[str, Source]) -> list[dict[str, str]]:
    """Return what is known of each source; an id that is no record of ours stands for itself."""
    records = []
    for source_id in source_ids:
        source = sources.get(source_id)
        keys = ("publisher", "title", "published", "url", "reliability", "side")
        records.append({"id": source_id, **({k: getattr(source, k) for k in keys} if source else {})})
    return records
