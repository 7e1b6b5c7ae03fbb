"""One document through the text wing: its language, its places and its events; and the reading as JSON or GeoJSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from geo.errors import InputError
from geo.events import find_events
from geo.gazetteer import Gazetteer
from geo.languages import known_languages, load_rules
from geo.model import Casualties, Citation, Claim, Document, Event, EventPlace, Origin, Reading, Resolution, When
from geo.reasons import in_words
from geo.resolve import resolve_toponyms
from geo.text import detect_language, sentences
from geo.toponyms import find_toponyms, given_toponyms

__all__ = ["event_features", "event_from_json", "event_to_json", "merged_to_json", "read", "to_features", "to_json"]


def read(document: Document, gazetteer: Gazetteer) -> Reading:
    """Return what a document says: every toponym with its place or none, and the events, in order of the text.

    Parameters
    ----------
    document
        The text. Where it brings `spans`, these are resolved as given and nothing else is looked for.
    gazetteer
        The places that names may mean.

    Raises
    ------
    InputError
        When the document names a language that has no rules, or a span that is not in the text.
    """
    language = detect_language(document.text) if document.language == "auto" else document.language
    if language not in known_languages():
        raise InputError(f"{document.id}: no rules for the language {language!r}; expected auto, {', '.join(known_languages())}.")
    rules = load_rules(language)
    if document.spans is None:
        toponyms = find_toponyms(document, language, rules, gazetteer)
    else:
        _check_spans(document)
        toponyms = given_toponyms(document, rules, gazetteer)
    resolutions = resolve_toponyms(document, toponyms, gazetteer, rules, language)
    stops = frozenset(rules.table("abbreviations").get("stops", ()))
    events = find_events(document, language, rules, sentences(document.text, stops), resolutions)
    return Reading(document, language, tuple(resolutions), tuple(events))


def _check_spans(document: Document) -> None:
    for start, end in document.spans or ():
        if not 0 <= start < end <= len(document.text):
            raise InputError(
                f"{document.id}: span [{start}, {end}] does not lie in the text; expected it within 0 to {len(document.text)}."
            )


def to_json(reading: Reading) -> dict[str, Any]:
    """Return a reading as an object for JSON: positions and places that are unknown are null, never a made-up number."""
    document = reading.document
    return {
        "id": document.id,
        "language": reading.language,
        "published": document.published.isoformat() if document.published else None,
        "toponyms": [_toponym(resolution) for resolution in reading.resolutions],
        "events": [event_to_json(event) for event in reading.events],
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _toponym(resolution: Resolution) -> dict[str, Any]:
    toponym = resolution.toponym
    return {
        "start": toponym.start,
        "end": toponym.end,
        "text": toponym.text,
        "role": toponym.role,
        "place": _place(resolution),
        "score": round(resolution.score, 3),
        "matched": resolution.matched,
        "reason": in_words(resolution.why),
        "candidates": [{"id": c.place.id, "score": c.score} for c in resolution.candidates],
    }


def _place(resolution: Resolution) -> dict[str, Any] | None:
    """Return the place of a toponym; for a name without one that the text itself places, the computed position without an id."""
    place = resolution.place
    if place is None:
        lon, lat = _number(resolution.lon), _number(resolution.lat)
        if lon is None or lat is None:
            return None
        computed = {"precision": "computed", "radius_km": _number(resolution.radius_km)}
        return {
            "id": None,
            "name": resolution.toponym.text,
            "kind": None,
            "country": None,
            "lon": lon,
            "lat": lat,
            "geonameid": None,
            **computed,
        }
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "lon": _number(place.lon),
        "lat": _number(place.lat),
        "geonameid": place.geonameid,
    }


def event_to_json(event: Event) -> dict[str, Any]:
    """Return an event as an object for JSON, as `to_json` does."""
    return {
        "id": event.id,
        "type": event.type,
        "status": event.status,
        "date": _when(event.when),
        "places": [_event_place(place) for place in event.places],
        "actors": list(event.actors),
        "targets": list(event.targets),
        "killed": _casualties(event.killed),
        "injured": _casualties(event.injured),
        "acled": {"event_type": event.acled[0], "sub_event_type": event.acled[1]} if event.acled else None,
        "ucdp": event.ucdp,
        "assumed": list(event.assumed),
        "citations": _citations(event.citations),
        "score": round(event.score, 3),
    }


def event_from_json(value: Mapping[str, Any], origin: Origin = "machine") -> Event:
    """Return the event that an object of `event_to_json` holds, also after a reviewer's decisions were applied to it.

    Raises
    ------
    ValueError, KeyError, TypeError
        When the object is none.
    """
    when, acled = value["date"], value.get("acled")
    return Event(
        id=value["id"],
        type=value["type"],
        status=value["status"],
        when=When(date.fromisoformat(when["start"]), date.fromisoformat(when["end"]), when["precision"]) if when else None,
        places=tuple(EventPlace(**p | {"precision": p["precision"] or "settlement"}) for p in value["places"]),
        actors=tuple(value["actors"]),
        targets=tuple(value["targets"]),
        killed=Casualties(**value["killed"]) if value["killed"] else None,
        injured=Casualties(**value["injured"]) if value["injured"] else None,
        acled=(acled["event_type"], acled["sub_event_type"]) if acled else None,
        citations=tuple(Citation(**c) for c in value["citations"]),
        score=value["score"],
        origin=origin,
        ucdp=value.get("ucdp"),
        assumed=tuple(value.get("assumed", ())),
    )


def merged_to_json(event: Event) -> dict[str, Any]:
    """Return a merged event as an object for JSON: with the claims of its sources in place of one document's citations."""
    shared = {key: value for key, value in event_to_json(event).items() if key != "citations"}
    return {**shared, "claims": [_claim(claim) for claim in event.claims]}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "source_id": claim.source_id,
        "document": claim.document,
        "start": claim.start,
        "end": claim.end,
        "text": claim.text,
        "reported": claim.reported.isoformat() if claim.reported else None,
        "status": claim.status,
        "killed": _casualties(claim.killed),
        "injured": _casualties(claim.injured),
        "actors": list(claim.actors),
    }


def _when(when: When | None) -> dict[str, str] | None:
    return None if when is None else {"start": when.start.isoformat(), "end": when.end.isoformat(), "precision": when.precision}


def _event_place(place: EventPlace) -> dict[str, Any]:
    told = {
        "role": place.role,
        "id": place.id,
        "name": place.name,
        "lon": _number(place.lon),
        "lat": _number(place.lat),
        "precision": place.precision,
        "radius_km": _number(place.radius_km),
    }
    return told | ({"direction": place.direction} if place.direction else {})


def _casualties(casualties: Casualties | None) -> dict[str, int | None] | None:
    return None if casualties is None else {"min": casualties.min, "max": casualties.max}


def _citations(citations: Iterable[Citation]) -> list[dict[str, int]]:
    return [{"start": citation.start, "end": citation.end} for citation in citations]


def to_features(reading: Reading) -> list[dict[str, Any]]:
    """Return the events of a reading as GeoJSON features, one for each place of an event; geometry null where it has no position."""
    return [f for event in to_json(reading)["events"] for f in event_features({"document": reading.document.id, **event})]


def event_features(event: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an event that is an object for JSON as GeoJSON features, one for each of its places."""
    shared = {key: value for key, value in event.items() if key != "places"}
    return [_feature(place, {**shared, "place": place}) for place in event["places"] or [None]]


def _feature(place: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    known = place is not None and place["lon"] is not None and place["lat"] is not None
    geometry = {"type": "Point", "coordinates": [place["lon"], place["lat"]]} if known and place is not None else None
    return {"type": "Feature", "geometry": geometry, "properties": properties}
