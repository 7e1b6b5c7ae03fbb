"""What a reviewer decided about events that were read: records with author and time, kept apart and applied on top.

A decision holds on to the passage that an event was read from, not to the id that one version of the rules gave it: when a text is
read again with better rules, the decision finds the event that is cited from the same passage. One that finds none is listed, and kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from geo.build import write_atomic
from geo.errors import InputError
from geo.model import EVENT_TYPES, STATUSES

__all__ = ["VERDICTS", "Anchor", "Decision", "Reviews", "applied", "decide", "event_in", "reading_with", "readings_in"]

VERDICTS = ("right", "wrong", "place", "type", "status", "date", "merge", "split")
"""What can be decided: `place`, `type`, `status` and `date` give another one, `merge` names a second event, `split` one a place."""

_OVERLAP = 0.5
"""Share of the shorter citation that must be common for two citations to be of one passage."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an event is found again by: its document, the offsets of its first citation, its type and its places."""

    document: str
    event: str
    start: int
    end: int
    type: str
    places: tuple[str, ...]


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
    """Return a decision about an event of a reading (an object as `read` prints it), made now.

    Raises
    ------
    InputError
        When the reading has no such event, the verdict is unknown, its value is not one, or nobody signs.
    """
    anchor = _anchor(reading, event_in(reading, event_id))
    if not author.strip():
        raise InputError("A decision needs an author; expected a name.")
    value = asdict(_anchor(reading, event_in(reading, str(value)))) if verdict == "merge" else _checked(verdict, value)
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
    return [_reading(line, f"{path}, line {n}") for n, line in _lines(path)]


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); expected JSON lines.") from None
    return [(n, line) for n, line in enumerate(lines, 1) if line.strip()]


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
    found = next((r for r in readings if any(e["id"] == event_id for e in r["events"])), None)
    if found is None:
        raise InputError(f"{where}: has no event {event_id!r}; expected one of the ids that `read` gives.")
    return found


def _anchor(reading: Mapping[str, Any], event: Mapping[str, Any]) -> Anchor:
    cited = event["citations"][0] if event["citations"] else {"start": 0, "end": 0}
    places = tuple(p["id"] or p["name"] for p in event["places"])
    return Anchor(reading["id"], event["id"], cited["start"], cited["end"], event["type"], places)


def _checked(verdict: str, value: Any) -> Any:
    if verdict in ("right", "wrong", "split"):
        return None
    if verdict in ("type", "status"):
        known = EVENT_TYPES if verdict == "type" else STATUSES
        if value not in known:
            raise InputError(f"{value!r} is no {verdict}; expected one of {', '.join(known)}.")
        return value
    if verdict == "date":
        return _date(value)
    if verdict == "place":
        if not isinstance(value, Mapping) or not value.get("name"):
            raise InputError(f"{value!r} is no place; expected an object with id, name, lon and lat.")
        return {key: value.get(key) for key in ("id", "name", "lon", "lat", "precision", "radius_km")}
    raise InputError(f"{verdict!r} is no verdict; expected one of {', '.join(VERDICTS)}.")


def _date(value: Any) -> Json:
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


# -- applying ----------------------------------------------------------------------------------------------------------


def applied(reading: Mapping[str, Any], decisions: Iterable[Decision]) -> tuple[Json, list[Decision]]:
    """Return the reading with the decisions about it applied, and those that found no event; the reading itself stays as it is.

    Of decisions of one kind about one passage the latest counts. What was decided is told in `review` of an event.
    """
    mine = sorted((d for d in decisions if d.anchor.document == reading["id"]), key=lambda d: (d.at, d.id))
    targets = [(d, _find(reading["events"], d.anchor)) for d in mine]
    lost = [d for d, event in targets if event is None]
    latest: dict[tuple[str, str], Decision] = {}
    for decision, event in targets:
        if event is not None:
            latest[event["id"], _kind(decision)] = decision
    events = {e["id"]: [dict(e)] for e in reading["events"]}
    for (event_id, _), decision in sorted(latest.items(), key=lambda item: (_order(item[1]), item[1].at)):
        _apply(events, event_id, decision, lost)
    return {**reading, "events": [e for kept in events.values() for e in kept]}, lost


def _kind(decision: Decision) -> str:
    """Return what a decision is about: right and wrong answer one question."""
    return "truth" if decision.verdict in ("right", "wrong") else decision.verdict


def _order(decision: Decision) -> int:
    """Return when a decision is applied: first what an event says, then splits and merges, last what is thrown out."""
    return {"split": 1, "merge": 2, "right": 3, "wrong": 4}.get(decision.verdict, 0)


def _find(events: Sequence[Json], anchor: Anchor) -> Json | None:
    """Return the event that an anchor means: the same id, else the one read from the same passage that is most like it."""
    same = next((e for e in events if e["id"] == anchor.event), None)
    if same is not None:
        return same
    near = [(likeness, -i, e) for i, e in enumerate(events) if (likeness := _likeness(e, anchor)) is not None]
    return max(near, key=lambda n: n[:2])[2] if near else None


def _likeness(event: Json, anchor: Anchor) -> float | None:
    shared: int = max((min(c["end"], anchor.end) - max(c["start"], anchor.start) for c in event["citations"]), default=0)
    shortest: int = min([anchor.end - anchor.start, *(c["end"] - c["start"] for c in event["citations"])])
    placed = not set(anchor.places).isdisjoint(p["id"] or p["name"] for p in event["places"])
    if shared <= 0 or shared < _OVERLAP * shortest or not (placed or event["type"] == anchor.type):
        return None
    return 2.0 * int(event["type"] == anchor.type) + 2.0 * placed + shared / max(anchor.end - anchor.start, 1)


def _apply(events: dict[str, list[Json]], event_id: str, decision: Decision, lost: list[Decision]) -> None:
    kept = events.get(event_id, [])
    mark = {"id": decision.id, "verdict": decision.verdict, "author": decision.author, "at": decision.at}
    for event in kept:
        event["review"] = [*event.get("review", []), mark]
    if decision.verdict == "wrong":
        events[event_id] = []
    elif decision.verdict == "right":
        for event in kept:
            event["score"] = 1.0
    elif decision.verdict == "split":
        events[event_id] = [part for event in kept for part in _parts(event)]
    elif decision.verdict == "merge":
        _join(events, event_id, decision, lost)
    else:
        for event in kept:
            _set(event, decision)


def _set(event: Json, decision: Decision) -> None:
    if decision.verdict == "place":
        role = event["places"][0]["role"] if event["places"] else "at"
        event["places"] = [{"role": role, **decision.value}]
    else:
        event[decision.verdict] = decision.value
        if decision.verdict == "type":
            event["acled"] = event["ucdp"] = None  # they belonged to the type that was wrong


def _parts(event: Json) -> list[Json]:
    """Return an event once for each of its places; a toll that they shared is nobody's own."""
    if len(event["places"]) < 2:
        return [event]
    return [
        {**event, "id": f"{event['id']}-{i}", "places": [place], "killed": None, "injured": None}
        for i, place in enumerate(event["places"], 1)
    ]


def _join(events: dict[str, list[Json]], event_id: str, decision: Decision, lost: list[Decision]) -> None:
    others = [e for key, kept in events.items() if key != event_id for e in kept]
    other = _find(others, _anchor_from(decision.value))
    if other is None or not events[event_id]:
        lost.append(decision)
        return
    mine = events[event_id][0]
    mine["citations"] = [*mine["citations"], *(c for c in other["citations"] if c not in mine["citations"])]
    for name in ("date", "killed", "injured"):
        mine[name] = mine[name] if mine[name] is not None else other[name]
    for name in ("actors", "targets", "places"):
        mine[name] = mine[name] or other[name]
    for key, kept in events.items():
        events[key] = [e for e in kept if e is not other]


def _anchor_from(value: Mapping[str, Any]) -> Anchor:
    return Anchor(**{**value, "places": tuple(value["places"])})


# -- keeping -----------------------------------------------------------------------------------------------------------


class Reviews:
    """The decisions of a user, in one file of JSON lines that is always whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[Decision]:
        """Return every decision ever made, oldest first; none where no file is.

        Raises
        ------
        InputError
            When a line of the file is no decision; names the file and the line.
        """
        return self._read(self._path) if self._path.exists() else []

    def add(self, decisions: Iterable[Decision]) -> int:
        """Keep decisions, each once by its id, and return how many are new; the file is replaced whole or not at all."""
        kept = {d.id: d for d in self.all()}
        before = len(kept)
        for decision in decisions:
            kept.setdefault(decision.id, decision)
        if len(kept) > before:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self.export(self._path, kept.values())
        return len(kept) - before

    def export(self, path: Path, decisions: Iterable[Decision] | None = None) -> None:
        """Write the decisions to a file that `load` reads."""
        chosen = sorted(self.all() if decisions is None else decisions, key=lambda d: (d.at, d.id))
        write_atomic(path, "".join(json.dumps(asdict(d), ensure_ascii=True) + "\n" for d in chosen))

    def load(self, path: Path) -> int:
        """Take over the decisions of a file, all or none, and return how many are new; errors as `all`."""
        return self.add(self._read(path))

    def _read(self, path: Path) -> list[Decision]:
        return [_decision(line, f"{path.name}, line {n}") for n, line in _lines(path)]


def _decision(line: str, where: str) -> Decision:
    try:
        record = json.loads(line)
        decision = Decision(**{**record, "anchor": _anchor_from(record["anchor"])})
        datetime.fromisoformat(decision.at)
        if decision.verdict == "merge":
            _anchor_from(decision.value)
        elif decision.verdict == "date":
            _date(f"{decision.value['start']}/{decision.value['end']}")
        else:
            _checked(decision.verdict, decision.value)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{where}: is no decision ({error}); expected an object as `review export` writes it.") from None
    return decision
