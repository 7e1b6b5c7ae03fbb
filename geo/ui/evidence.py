"""What stands behind a thing on the map, put into words: titles, facts, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from geo import markup
from geo.layers import Feature
from geo.markup import Claimed, Fold, Html, Row
from geo.model import Actor, Claim, Event, Place, Source
from geo.palette import CONTESTED, Palette, event_key, holder_key
from geo.ui.wording import Words

__all__ = [
    "STATUS_ICONS",
    "Context",
    "Labels",
    "badge",
    "event_card",
    "event_line",
    "event_title",
    "feature_card",
    "fight_rows",
    "label_names",
    "place_card",
    "said_by",
    "sort_events",
    "sources_of",
]

STATUS_ICONS = {
    "happened": "\u25cf",
    "claimed": "\u25cb",
    "background": "\u21ba",
    "planned": "\u25f7",
    "threatened": "\u26a0",
    "hypothetical": "?",
    "denied": "\u2715",
}
"""A sign beside the word for each status, so that no status is told by colour alone."""

Labels = Mapping[str, Mapping[str, str]]
"""Names by language, by id."""


@dataclass(frozen=True)
class Context:
    """What words need to be found: the language, the names of places and parties, the sources and the symbols."""

    words: Words
    places: Labels
    parties: Labels
    sources: Mapping[str, Source]
    palette: Palette

    def place(self, place_id: str | None, otherwise: str) -> str:
        """Return the name of a place in the language, or `otherwise`."""
        known = self.places.get(place_id or "")
        return known[self.words.code] if known else otherwise

    def party(self, party: str) -> str:
        """Return the name of a party in the language, or the name as given."""
        known = self.parties.get(party)
        if known:
            return known[self.words.code]
        return self.palette.style(holder_key(party)).title[self.words.code] if party == CONTESTED else party

    def party_list(self, parties: Iterable[str]) -> str:
        """Return the names of parties, with commas between."""
        return self.words("comma").join(map(self.party, parties))


def label_names(records: Iterable[Place | Actor]) -> dict[str, dict[str, str]]:
    """Return the preferred name of each record in both languages, by its id; a language without one takes the other's."""
    return {r.id: {code: _preferred(r, code) for code in ("en", "ar")} for r in records}


def _preferred(record: Place | Actor, code: str) -> str:
    spellings = next((record.names[c] for c in (code, "en", *record.names) if record.names.get(c)), ())
    return spellings[0] if spellings else record.id


def sort_events(events: Iterable[Event]) -> list[Event]:
    """Return events newest first; those without a date come last."""
    return sorted(events, key=lambda e: (e.when.end if e.when else date.min, e.id), reverse=True)


def badge(status: str, words: Words) -> str:
    """Return a status as its sign and word."""
    return f"{STATUS_ICONS[status]} {words(f'status.{status}')}"


def event_title(event: Event, context: Context) -> str:
    """Return what kind of event it is and where."""
    words = context.words
    where = " \u2013 ".join(dict.fromkeys(context.place(p.id, p.name) for p in event.places))
    return f"{words(f'type.{event.type}')}: {where or words('precision.none')}"


def event_line(event: Event, context: Context) -> list[str]:
    """Return an event in three lines, as a tooltip and a list show it: title, day and status, summary."""
    words = context.words
    return [
        event_title(event, context),
        f"{words.when(event.when)} \u00b7 {badge(event.status, words)}",
        _summary(event, words),
    ]


def _summary(event: Event, words: Words) -> str:
    return event.summary.get(words.code) or event.summary.get("en") or next(iter(event.summary.values()), "")


def event_card(event: Event, context: Context, quote_from: str = "") -> Html:
    """Return the evidence for an event: its facts, and each source's claim beside the others.

    Parameters
    ----------
    event
        What is shown.
    context
        Names, sources and symbols.
    quote_from
        The user's own text that the event was read in; only words of it are quoted.
    """
    words = context.words
    claims = [_claimed(c, context) for c in event.claims]
    quotes = [quote_from[c.start : c.end].strip() for c in event.citations] if quote_from else []
    claims += [Claimed(badge(event.status, words), words("read.col_quote"), "", "", "", quote=q) for q in quotes if q]
    notes = [_summary(event, words), _origin(event.origin, words)]
    if _differ(event.claims):
        notes.append(words("evidence.differs"))
    symbol = markup.swatch(context.palette.style(event_key(event.type, event.status)))
    note = "\n".join(n for n in notes if n)
    return markup.card(event_title(event, context), badge(event.status, words), _facts(event, context), claims, note, symbol)


def _origin(origin: str, words: Words) -> str:
    return words("evidence.machine") if origin == "machine" else words("evidence.accepted") if origin == "reviewed" else ""


def _differ(claims: Sequence[Claim]) -> bool:
    return any(len({getattr(c, field) for c in claims if getattr(c, field)}) > 1 for field in ("status", "killed", "injured"))


def _facts(event: Event, context: Context) -> list[Row]:
    words = context.words
    rows = [Row(words("evidence.when"), words.when(event.when))]
    labels = {"at": "evidence.where", "from": "evidence.from", "to": "evidence.to", "near": "evidence.near"}
    for place in event.places:
        placed = place.lon is not None and place.lat is not None
        said = words.precision(place.precision, place.radius_km) if placed else words("precision.none")
        side = words("comma") + words(f"side.{place.direction}") if place.direction else ""
        rows.append(Row(words(labels[place.role]), f"{context.place(place.id, place.name)}{side} ({said})"))
    rows += [
        Row(words("evidence.by"), context.party_list(event.actors)),
        Row(words("evidence.against"), context.party_list(event.targets)),
        Row(words("evidence.killed"), words.toll(event.killed)),
        Row(words("evidence.injured"), words.toll(event.injured)),
        Row("ACLED", " \u2013 ".join(event.acled) if event.acled else ""),
        Row("UCDP", f"{event.ucdp} ({words(f'ucdp.{event.ucdp}')})" if event.ucdp else ""),
    ]
    return [row for row in rows if row.value]


def _claimed(claim: Claim, context: Context) -> Claimed:
    words = context.words
    rows = [
        Row(words("evidence.killed"), words.toll(claim.killed)),
        Row(words("evidence.injured"), words.toll(claim.injured)),
        Row(words("evidence.by"), context.party_list(claim.actors)),
    ]
    return said_by(claim.source_id, context, badge(claim.status, words), rows, claim.reported)


def said_by(source_id: str, context: Context, mark: str = "", rows: Sequence[Row] = (), reported: date | None = None) -> Claimed:
    """Return a source as who says so: its publisher, title and address, its day, its side and how reliable it is.

    `mark` is the status and `rows` the facts that it gives; `reported` stands where the source has no day of its own.
    """
    words, source = context.words, context.sources.get(source_id)
    if source is None:
        return Claimed(mark, words("evidence.no_source"), source_id, "", "", tuple(r for r in rows if r.value))
    published = words.published(source.published) if source.published else words.day(reported) if reported else words("evidence.no_date")
    about = [
        Row(words("evidence.reported"), published),
        Row(words("evidence.side"), context.party(source.side)),
        Row(words("evidence.reliability"), words(f"reliability.{source.reliability}") if source.reliability else ""),
    ]
    shown = tuple(r for r in [*rows, *about] if r.value)
    return Claimed(mark, source.publisher, source.title, source.url, words("evidence.no_link"), shown)


_NOTES = {"front": "evidence.line_note", "corridor": "evidence.line_note", "unknown": "evidence.unknown_note"}


def feature_card(
    feature: Feature, title: str, context: Context, places: Iterable[Feature] = (), fights: Mapping[str, Event] = MappingProxyType({})
) -> Html:
    """Return the evidence for an area or a stretch of the line: the places that put it there, and their sources.

    Parameters
    ----------
    feature
        The area or line.
    title
        What it is called.
    context
        Names and sources.
    places
        The places drawn on the same day, of which those of the area's holder are listed.
    fights
        By id, the events that told the front where its line is; those behind this stretch are named.
    """
    words, given = context.words, feature["properties"]
    off, holder = given.get("uncertainty_km"), str(given.get("holder") or "")
    rows = [
        Row(words("evidence.holder"), context.party(holder)),
        Row(words("evidence.between"), " \u2013 ".join(context.party(str(b)) for b in given.get("between") or ())),
        Row(words("evidence.uncertainty"), words("precision.within", km=f"{off:.0f}") if off else ""),
        *(_pin(item, context) for item in given.get("evidence") or ()),
    ]
    ids = dict.fromkeys(i for item in given.get("evidence") or () for i in item.get("event_ids", ()))
    behind = sort_events(fights[i] for i in ids if i in fights)
    rows += fight_rows(behind, context)
    held = [p for p in places if holder and (p["properties"].get("control") or {}).get("holder") == holder]
    folds = [
        Fold(words("evidence.places", n=len(held)), tuple(_held_line(p, context) for p in held)),
        _source_fold(dict.fromkeys([*(given.get("source_ids") or ()), *sources_of(behind)]), context),
    ]
    notes = [words(_NOTES.get(str(given.get("layer", "")), "evidence.area_note")), words("evidence.fights_note") if behind else ""]
    note = "\n".join(n for n in notes if n)
    return markup.card(title, "", [r for r in rows if r.value], note=note, folds=folds)


def fight_rows(fights: Iterable[Event], context: Context) -> list[Row]:
    """Return events that told the front where its line is: what and where, and beside it the day, the status and who says so."""
    return [
        Row(event_title(e, context), " \u00b7 ".join([context.words.when(e.when), badge(e.status, context.words), _word_of(e, context)]))
        for e in fights
    ]


def sources_of(events: Iterable[Event]) -> list[str]:
    """Return the sources of events by id, each once."""
    return list(dict.fromkeys(c.source_id for e in events for c in e.claims))


def _word_of(event: Event, context: Context) -> str:
    publishers = dict.fromkeys(context.sources[i].publisher for i in sources_of([event]) if i in context.sources)
    return "; ".join(publishers) or context.words("evidence.no_source")


def _pin(item: Mapping[str, Any], context: Context) -> Row:
    place_id = str(item.get("place_id", ""))
    return Row(context.place(place_id, str(item.get("name") or place_id)), _holding(item, context))


def _holding(item: Mapping[str, Any], context: Context) -> str:
    since, words = str(item.get("since") or ""), context.words
    held = f"{words('evidence.held')} {words.published(since)}" if since else ""
    return " ".join(part for part in (context.party(str(item.get("holder") or "")), held) if part)


def _held_line(place: Feature, context: Context) -> Html:
    name = markup.element("b", context.place(str(place["id"]), str(place["id"])))
    return markup.join([name, _holding(place["properties"]["control"], context)], " \u00b7 ")


def _source_fold(source_ids: Iterable[str], context: Context) -> Fold:
    lines = tuple(markup.source_line(said_by(str(i), context)) for i in source_ids)
    return Fold(context.words("evidence.sources", n=len(lines)), lines)


def place_card(feature: Feature, context: Context) -> Html:
    """Return what is known of a place on the day: who is said to hold it, by which claims, and where its position is from."""
    words, given = context.words, feature["properties"]
    control = given.get("control") or {}
    within = given.get("precision_km")
    rows = [
        Row(words("evidence.holder"), _holding(control, context) if control else words("evidence.nobody_says")),
        Row(words("evidence.attested"), words.published(control.get("last_attested") or "") if control.get("last_attested") else ""),
        Row(words("evidence.precision"), words("precision.within", km=f"{within:g}") if within else ""),
        Row(words("evidence.licence"), str(given.get("licence") or "")),
    ]
    claims = [_control_claim(c, context) for side in ("claims_for", "claims_against") for c in control.get(side) or ()]
    note = words("evidence.differs") if control.get("claims_against") or control.get("contested") else ""
    sources = {i for side in ("claims_for", "claims_against") for c in control.get(side) or () for i in c["source_ids"]}
    folds = [_source_fold([*sorted(sources), *given.get("source_ids", ())], context)]
    return markup.card(context.place(str(feature["id"]), str(feature["id"])), "", [r for r in rows if r.value], claims, note, folds=folds)


def _control_claim(claim: Mapping[str, Any], context: Context) -> Claimed:
    words = context.words
    publishers = dict.fromkeys(context.sources[i].publisher for i in claim["source_ids"] if i in context.sources)
    rows = (
        Row(words("evidence.held"), words.published(str(claim["valid_from"]))),
        Row(words("evidence.until"), words.published(str(claim["valid_to"])) if claim.get("valid_to") else ""),
        Row(words("evidence.reported"), words.published(str(claim["reported"])) if claim.get("reported") else ""),
        Row(words("evidence.claims"), "; ".join(publishers) or words("evidence.no_source")),
    )
    return Claimed("", context.party(str(claim["holder"])), "", "", "", tuple(r for r in rows if r.value))
