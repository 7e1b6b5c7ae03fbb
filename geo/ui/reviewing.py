"""Decisions about a report that is open: where they are kept, what comes of them, and what is drawn.

A page that many people use keeps nobody's decisions on the server: they live in the session, and the reviewer takes them away as a
file. Where the settings say `reviews = "file"`, they go to the file that the command line uses, and all who use the page share it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from geo.markup import isolated
from geo.model import Document, Event, Match, Reading
from geo.reader import event_from_json, to_json
from geo.reviews import REVIEWS_FILE, Decision, Judged, Reviews, decide, is_accepted, judge, part_id, together
from geo.settings import Settings
from geo.ui.evidence import Context

__all__ = [
    "Reviewed",
    "decided",
    "decision_words",
    "document_of",
    "file_of",
    "keep",
    "kept",
    "place_value",
    "reading_text",
    "reviewed",
    "value_given",
    "whole_of",
]

_KEPT = "decisions"
_RADIUS_KM = {"district": 60.0, "region": 150.0, "country": 400.0}

Session = MutableMapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A reading with every event judged or not, and the decisions that found no event in it any more."""

    reading: Reading
    judged: tuple[Judged, ...]
    lost: tuple[Decision, ...]

    def outcome(self, judged: Judged) -> list[Event]:
        """Return the events that come of one that was read, as records: `reviewed` where they were accepted, else `machine`."""
        if not judged.decisions and judged.outcome:
            return [e for e in self.reading.events if e.id == judged.machine["id"]]
        return [event_from_json(e, "reviewed" if is_accepted(e) else "machine") for e in judged.outcome]

    def events(self, *, accepted: bool) -> list[Event]:
        """Return the events that a reviewer accepted, or those that nobody has accepted yet, as they now stand."""
        return [e for j in self.judged for e in self.outcome(j) if (e.origin == "reviewed") is accepted]

    def reviews(self) -> dict[str, list[dict[str, str]]]:
        """Return by the id of each event what was decided about it: verdict, author and time."""
        return {e["id"]: e["review"] for j in self.judged for e in j.outcome if e.get("review")}


def document_of(text: str, published: date | None, publisher: str) -> Document:
    """Return a pasted or opened text as a document whose id follows from the text, so that decisions find it when it is read again."""
    plain = text.replace("\r\n", "\n").strip()
    digest = sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Document(f"text-{digest}", plain, published=published, publisher=publisher.strip() or None)


def reviewed(reading: Reading, decisions: Iterable[Decision]) -> Reviewed:
    """Return a reading with the decisions about it."""
    judged, lost = judge(to_json(reading), decisions)
    return Reviewed(reading, tuple(judged), tuple(lost))


def reading_text(seen: Reviewed) -> str:
    """Return a reading as JSON: the machine's answer as it is, and under `reviewed` the events as the decisions leave them."""
    read = to_json(seen.reading)
    decided_events = [e for j in seen.judged for e in j.outcome]
    whole = {**read, "reviewed": decided_events} if any(j.decisions for j in seen.judged) else read
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def file_of(settings: Settings) -> Path | None:
    """Return the file in which decisions are kept for all, or None where each session keeps its own."""
    return settings.home_dir / REVIEWS_FILE if settings.reviews == "file" else None


def kept(session: Session, settings: Settings) -> list[Decision]:
    """Return the decisions of this session, and those of the shared file where there is one; InputError when that cannot be read."""
    file = file_of(settings)
    own: list[Decision] = session.get(_KEPT, [])
    return together(Reviews(file).all(), own) if file else list(own)


def keep(session: Session, settings: Settings, decisions: Iterable[Decision]) -> int:
    """Keep decisions, each once, and return how many are new; errors as `kept`, OSError when the file cannot be written."""
    given = list(decisions)
    before = kept(session, settings)
    file = file_of(settings)
    if file:
        Reviews(file).add(given)
    session[_KEPT] = together(session.get(_KEPT, []), given)
    return len(together(before, given)) - len(before)


def decided(reading: Reading, event_id: str, verdict: str, author: str, value: Any, *, accept: bool, note: str = "") -> list[Decision]:
    """Return the decisions that one press of a button makes: a correction, and with `accept` that the event so corrected is right.

    Raises
    ------
    InputError
        When the value is none, or nobody signs.
    """
    read = to_json(reading)
    made = [decide(read, event_id, verdict, author, value=value, note=note)]
    if accept and verdict not in ("right", "wrong", "undo"):
        made.append(decide(read, event_id, "right", author))
    return made


def whole_of(event_id: str, reading: Reading) -> str:
    """Return the id of the event that an id means, or of the one that it means a part of."""
    return next((e.id for e in reading.events for n in range(1, len(e.places) + 1) if event_id == part_id(e.id, n)), event_id)


def decision_words(decision: Decision, context: Context) -> str:
    """Return a decision in a line of Markdown: what was decided, by whom and when, and why where that was said."""
    words, value = context.words, decision.value
    if decision.verdict in ("type", "status"):
        said = words(f"{decision.verdict}.{value}")
    elif decision.verdict == "date":
        said = value["start"] if value["start"] == value["end"] else f"{value['start']} \u2013 {value['end']}"
    elif decision.verdict == "place":
        said = context.place(value["id"], value["name"])
    else:
        said = ""
    what = words(f"review.did_{decision.verdict}", value=said)
    part = decision.anchor.part
    if part is not None:
        what = words("review.of_part", place=context.place(part, part), what=what)
    at = decision.at.replace("T", " ")[:16]
    line = words("review.line", what=isolated(what), author=isolated(decision.author), at=isolated(at))
    return f"{line} \u2013 {isolated(decision.note)}" if decision.note else line


def value_given(verdict: str, *, choice: Any = None, start: date | None = None, end: date | None = None) -> Any:
    """Return the value of a decision from what the widgets hold; None where there is none yet."""
    if verdict == "date":
        return None if start is None else f"{start}/{end}" if end else str(start)
    if verdict == "place":
        return place_value(choice) if choice is not None else None
    return choice


def place_value(match: Match) -> dict[str, Any]:
    """Return a place of the gazetteer as the value of a decision, with how precisely it is known."""
    place = match.place
    precision = place.kind if place.kind in _RADIUS_KM else "settlement"
    radius = None if place.lon is None else max(place.precision_km or 0.0, _RADIUS_KM.get(precision, 5.0))
    return {"id": place.id, "name": place.name, "lon": place.lon, "lat": place.lat, "precision": precision, "radius_km": radius}
