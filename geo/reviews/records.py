"""Decisions as records: what each is about, what it gives in place of the machine's answer, and whether it can be one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.model import EVENT_TYPES, STATUSES

__all__ = [
    "VERDICTS",
    "Anchor",
    "Decision",
    "Json",
    "anchor_from",
    "checked",
    "date_value",
    "decide",
    "event_in",
    "lines_of",
    "part_id",
    "reading_with",
    "readings_in",
    "text_of",
]

VERDICTS = ("right", "wrong", "place", "type", "status", "date", "merge", "split", "undo")
"""What can be decided: `place`, `type`, `status` and `date` give another one, `merge` names a second event, `split` one a place.

`undo` takes back what was decided about the event before: the machine's answer stands again, and the earlier records stay.
"""

_WIDEST_KM = 20_000.0
_PRECISIONS = (None, "exact", "settlement", "district", "region", "country", "computed")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an event is found again by: its document, the offsets of its first citation, its type and its places.

    `part` is the id of one of its places, or its name where it has none, where the decision is about what happened there alone.
    """

    document: str
    event: str
    start: int
    end: int
    type: str
    places: tuple[str, ...]
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `value` is what it gives in place of the machine's answer, or None. `at` is a time in UTC, ISO 8601."""

    id: str
    anchor: Anchor
    verdict: str
    value: Any
    author: str
    at: str
    note: str = ""


def decide(reading: Mapping[str, Any], event_id: str, verdict: str, author: str, *, value: Any = None, note: str = "") -> Decision:
    """Return a decision about an event of a reading (an object as `read` prints it), or about a part of one (`part_id`), made now.

    Raises
    ------
    InputError
        When the reading has no such event, the verdict is unknown or means nothing of a part, its value is not one, or nobody signs.
    """
    anchor = _anchored(reading, event_id)
    if anchor.part is not None and verdict in ("split", "merge"):
        raise InputError(f"{event_id!r} is a part of an event; expected another decision than {verdict}.")
    if not author.strip():
        raise InputError("A decision needs an author; expected a name.")
    value = asdict(_anchor(reading, event_in(reading, str(value)))) if verdict == "merge" else checked(verdict, value)
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    return Decision(_id(anchor, verdict, author, now), anchor, verdict, value, author.strip(), now, note)


def _id(anchor: Anchor, verdict: str, author: str, at: str) -> str:
    key = f"{anchor.document}|{anchor.start}-{anchor.end}|{anchor.event}|{verdict}|{author}|{at}"
    return f"r-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def event_in(reading: Mapping[str, Any], event_id: str) -> Json:
    """Return the event of a reading with this id; InputError where there is none."""
    found: Json | None = next((e for e in reading["events"] if e["id"] == event_id), None)
    if found is None:
        raise InputError(f"{reading['id']}: has no event {event_id!r}; expected one of the ids that `read` gives.")
    return found


def readings_in(path: Path) -> list[Json]:
    """Return the readings of a file of JSON lines as `read` prints them.

    Raises
    ------
    InputError
        When the file cannot be read or a line is no reading; names the file and the line.
    """
    return [_reading(line, f"{path}, line {n}") for n, line in lines_of(text_of(path))]


def text_of(path: Path) -> str:
    """Return the text of a file; InputError that names it where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); expected JSON lines.") from None


def lines_of(text: str) -> list[tuple[int, str]]:
    """Return the lines that hold something, each behind its number."""
    return [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def _reading(line: str, where: str) -> Json:
    try:
        reading: Json = json.loads(line)
        whole = all(reading["id"] and e["id"] and e["type"] for e in reading["events"])
        whole = whole and all(isinstance(e[name], list) for e in reading["events"] for name in ("places", "citations"))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{where}: is no reading ({error!r}); expected an object as `read` prints it.") from None
    if not whole:
        raise InputError(f"{where}: is no reading; expected events with id, type, places and citations.")
    return reading


def reading_with(readings: Iterable[Json], event_id: str, where: str) -> Json:
    """Return the reading that has the event; InputError where none has."""
    found = next((r for r in readings if any(event_id in (e["id"], *_part_ids(e)) for e in r["events"])), None)
    if found is None:
        raise InputError(f"{where}: has no event {event_id!r}; expected one of the ids that `read` gives.")
    return found


def part_id(event_id: str, number: int) -> str:
    """Return the id of the part of an event at its place with this number, counted from 1."""
    return f"{event_id}-{number}"


def _part_ids(event: Mapping[str, Any]) -> list[str]:
    return [part_id(event["id"], n) for n in range(1, len(event["places"]) + 1)]


def _anchored(reading: Mapping[str, Any], event_id: str) -> Anchor:
    """Return the anchor of an event, or of a part of one."""
    for event in reading["events"]:
        for number, place in enumerate(event["places"] if len(event["places"]) > 1 else (), 1):
            if event_id == part_id(event["id"], number):
                part = place["id"] or place["name"]
                return replace(_anchor(reading, event), places=(part,), part=part)
    return _anchor(reading, event_in(reading, event_id))


def _anchor(reading: Mapping[str, Any], event: Mapping[str, Any]) -> Anchor:
    cited = event["citations"][0] if event["citations"] else {"start": 0, "end": 0}
    places = tuple(p["id"] or p["name"] for p in event["places"])
    return Anchor(reading["id"], event["id"], cited["start"], cited["end"], event["type"], places)


def checked(verdict: str, value: Any) -> Any:
    """Return the value of a verdict with nothing in it but what belongs there; InputError where it is none."""
    if verdict in ("right", "wrong", "split", "undo"):
        return None
    if verdict in ("type", "status"):
        known = EVENT_TYPES if verdict == "type" else STATUSES
        if value not in known:
            raise InputError(f"{value!r} is no {verdict}; expected one of {', '.join(known)}.")
        return value
    if verdict == "date":
        return date_value(value)
    if verdict == "place":
        return _place(value)
    raise InputError(f"{verdict!r} is no verdict; expected one of {', '.join(VERDICTS)}.")


def _place(value: Any) -> Json:
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str) or not value["name"].strip():
        raise InputError(f"{value!r} is no place; expected an object with id, name, lon and lat.")
    place = {key: value.get(key) for key in ("id", "name", "lon", "lat", "precision", "radius_km")}
    lon, lat, radius = (place[key] for key in ("lon", "lat", "radius_km"))
    placed = (lon is None and lat is None) or (_within(lon, -180, 180) and _within(lat, -90, 90))
    sized = radius is None or _within(radius, 0, _WIDEST_KM)
    if not placed or not sized or place["precision"] not in _PRECISIONS or not isinstance(place["id"], str | None):
        raise InputError(f"{value!r} is no place; expected lon and lat in degrees or null, a precision and a radius in kilometres.")
    return place


def _within(value: Any, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def date_value(value: Any) -> Json:
    """Return an interval for a day or two with a slash between them; InputError where it is none."""
    try:
        first, _, last = str(value).partition("/")
        start = date.fromisoformat(first)
        end = date.fromisoformat(last) if last else start
    except ValueError:
        raise InputError(f"{value!r} is no date; expected YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD.") from None
    if end < start:
        raise InputError(f"{value!r} ends before it begins; expected the earlier day first.")
    days = (end - start).days
    precision = "day" if days == 0 else "week" if days < 8 else "month" if days < 32 else "year"
    return {"start": start.isoformat(), "end": end.isoformat(), "precision": precision}


def anchor_from(value: Mapping[str, Any]) -> Anchor:
    """Return the anchor that a record holds; KeyError, TypeError or ValueError where it holds none."""
    anchor = Anchor(**{**value, "places": tuple(value["places"])})
    texts = (anchor.document, anchor.event, anchor.type, *anchor.places, anchor.part or "")
    if not all(isinstance(t, str) for t in texts) or not all(type(n) is int for n in (anchor.start, anchor.end)):
        raise ValueError("its anchor is not of texts and offsets")
    return anchor
