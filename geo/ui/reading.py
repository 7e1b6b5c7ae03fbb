"""A reading as layers of the map and as marks in its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from geo.layers import Feature, Layer, Names, event_features
from geo.markup import Mark
from geo.model import Event, Place, Reading, Resolution
from geo.reasons import in_words
from geo.ui.evidence import Labels, label_names
from geo.ui.reviewing import Reviewed
from geo.ui.wording import Words
from geo.webmap import HOME, Box, point_of

__all__ = ["event_layers", "fit_of", "marks_of", "names_in", "positioned_names", "reading_layers", "unplaced_names"]

_OPEN = MappingProxyType({"en": "Read in the report, not reviewed", "ar": "مقروءة في التقرير، لم تراجع"})
_ACCEPTED = MappingProxyType({"en": "Read in the report, accepted by a reviewer", "ar": "مقروءة في التقرير، أقرها مراجع"})
_PLACES = MappingProxyType({"en": "Places named in the text", "ar": "أماكن مذكورة في النص"})


def names_in(reading: Reading, known: Labels) -> Labels:
    """Return names by language, by id: those that are known, and those of the other places that a text names."""
    return {**label_names(r.place for r in reading.resolutions if r.place is not None), **known}


def reading_layers(seen: Reviewed, names: Names) -> list[Layer]:
    """Return the places that a text names and the events read in it as layers; what has no position is in `unplaced`."""
    resolved = seen.reading.resolutions
    named = {r.place.id: r.place for r in resolved if r.place and r.toponym.role in ("place", "dateline")}
    places = [
        _place(p) for p in named.values() if p.lon is not None and p.kind not in ("country", "region", "continent", "sea", "district")
    ]
    return [Layer("named", "places", _PLACES, "place:city", places), *event_layers(seen, names)]


def event_layers(seen: Reviewed, names: Names, days: tuple[date, date] | None = None, events: Iterable[Event] | None = None) -> list[Layer]:
    """Return the events read in a text as two layers: those that nobody accepted yet, and those that a reviewer accepted.

    Parameters
    ----------
    seen
        The reading with its decisions.
    names
        What features name.
    days
        First and last day of the events that are wanted; None for all. An event without a day belongs to every view.
    events
        The events with what was added to them since; None for those of the reading.
    """
    reviews = seen.reviews()
    told = [e for a in (False, True) for e in seen.events(accepted=a)] if events is None else list(events)
    layers = []
    for accepted, layer_id, group, title in ((False, "report-open", "unreviewed", _OPEN), (True, "report-accepted", "events", _ACCEPTED)):
        drawn: list[Feature] = []
        unplaced: list[Feature] = []
        for event in (e for e in told if (e.origin == "reviewed") is accepted):
            if days is None or event.when is None or (event.when.start <= days[1] and event.when.end >= days[0]):
                found, rest = event_features(event, names)
                for feature in found + rest:
                    feature["properties"]["review"] = reviews.get(event.id, [])
                drawn += found
                unplaced += rest
        layers.append(Layer(layer_id, group, title, layer_id.replace("-", ":"), drawn, (), unplaced))
    return layers


def _place(place: Place) -> Feature:
    properties = {
        "kind": place.kind,
        "style": f"place:{place.kind}",
        "name": place.name,
        "name_en": place.label("en"),
        "name_ar": place.label("ar"),
        # Named in the text, and so worth a label at any zoom.
        "population": 2_000_000,
        "source_ids": [place.source_id],
        "licence": place.licence,
    }
    return {
        "type": "Feature",
        "id": place.id,
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": properties,
    }


def fit_of(layers: Iterable[Layer]) -> Box | None:
    """Return the box around the events and places, where some of them lie off the ground that the map opens on; else None."""
    at = [point for layer in layers for f in layer.features if (point := point_of(f))]
    lon, lat, _ = HOME
    if not at or all(abs(x - lon) < 3 and abs(y - lat) < 1.5 for x, y in at):
        return None
    lons, lats = [x for x, _ in at], [y for _, y in at]
    return min(lons), min(lats), max(lons), max(lats)


def marks_of(resolutions: Iterable[Resolution], words: Words, country: Callable[[str], str]) -> list[Mark]:
    """Return a mark for each place name: its role decides the look, its note says what was chosen and why.

    `country` gives the name of a country for its code.
    """
    marks = []
    for r in resolutions:
        role, reason = words(f"role.{r.toponym.role}"), in_words(r.why, words.code, country)
        if r.place is None:
            said = words("read.no_place" if r.lon is None else "read.by_text", reason=reason)
        else:
            said = words("read.chosen", place=r.place.label(words.code), reason=reason, score=f"{r.score:.2f}")
        look = r.toponym.role if r.lon is not None or r.place is not None or r.toponym.role == "name" else "none"
        marks.append(Mark(r.toponym.start, r.toponym.end, look, f"{said} \u2013 {role}"))
    return marks


def unplaced_names(resolutions: Iterable[Resolution], words: Words, country: Callable[[str], str]) -> Mapping[str, str]:
    """Return each name that has neither a place nor a position, with the reason; parts of other names are none."""
    return _told(resolutions, words, country, positioned=False)


def positioned_names(resolutions: Iterable[Resolution], words: Words, country: Callable[[str], str]) -> Mapping[str, str]:
    """Return each name that no gazetteer holds and that has a position by what the text says, with what that is."""
    return _told(resolutions, words, country, positioned=True)


def _told(resolutions: Iterable[Resolution], words: Words, country: Callable[[str], str], *, positioned: bool) -> Mapping[str, str]:
    told = (r for r in resolutions if r.place is None and (r.lon is not None) == positioned and r.toponym.role != "name")
    return {r.toponym.text: in_words(r.why, words.code, country) for r in told}
