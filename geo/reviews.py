"""What a reviewer decided about events that were read: records with author and time, kept apart and applied on top.

A decision holds on to the passage that an event was read from, not to the id that one version of the rules gave it: when a text is
read again with better rules, the decision finds the event that is cited from the same passage. One that finds none is listed, and kept.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from geo.build import write_atomic
from geo.errors import InputError
from geo.model import EVENT_TYPES, STATUSES

__all__ = [
    "REVIEWS_FILE",
    "VERDICTS",
    "Anchor",
    "Decision",
    "Judged",
    "Reviews",
    "applied",
    "decide",
    "decisions_from",
    "decisions_text",
    "event_in",
    "judge",
    "reading_with",
    "readings_in",
    "together",
]

VERDICTS = ("right", "wrong", "place", "type", "status", "date", "merge", "split", "undo")
"""What can be decided: `place`, `type`, `status` and `date` give another one, `merge` names a second event, `split` one a place.

`undo` takes back what was decided about the event before: the machine's answer stands again, and the earlier records stay.
"""

REVIEWS_FILE = "reviews.jsonl"
"""Name of the file of decisions in the user's folder."""

_MOST_DECISIONS = 20_000
_LONGEST = 2_000
_WIDEST_KM = 20_000.0
_PRECISIONS = (None, "exact", "settlement", "district", "region", "country", "computed")

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


@dataclass(frozen=True, slots=True)
class Judged:
    """An event as the machine read it, and beside it what was decided.

    `decisions` are those that count, `outcome` the events that come of it: none where it was thrown out or joined to another, whose
    id is then in `joined`, and several where it was split.
    """

    machine: Json
    decisions: tuple[Decision, ...]
    outcome: tuple[Json, ...]
    joined: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether a reviewer said that the event, as it now stands, is right."""
        return bool(self.outcome) and any(d.verdict == "right" for d in self.decisions)


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
    return [_reading(line, f"{path}, line {n}") for n, line in _lines(_text(path))]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); expected JSON lines.") from None


def _lines(text: str) -> list[tuple[int, str]]:
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
    found = next((r for r in readings if any(e["id"] == event_id for e in r["events"])), None)
    if found is None:
        raise InputError(f"{where}: has no event {event_id!r}; expected one of the ids that `read` gives.")
    return found


def _anchor(reading: Mapping[str, Any], event: Mapping[str, Any]) -> Anchor:
    cited = event["citations"][0] if event["citations"] else {"start": 0, "end": 0}
    places = tuple(p["id"] or p["name"] for p in event["places"])
    return Anchor(reading["id"], event["id"], cited["start"], cited["end"], event["type"], places)


def _checked(verdict: str, value: Any) -> Any:
    if verdict in ("right", "wrong", "split", "undo"):
        return None
    if verdict in ("type", "status"):
        known = EVENT_TYPES if verdict == "type" else STATUSES
        if value not in known:
            raise InputError(f"{value!r} is no {verdict}; expected one of {', '.join(known)}.")
        return value
    if verdict == "date":
        return _date(value)
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
    judged, lost = judge(reading, decisions)
    return {**reading, "events": [e for j in judged for e in j.outcome]}, lost


def judge(reading: Mapping[str, Any], decisions: Iterable[Decision]) -> tuple[list[Judged], list[Decision]]:
    """Return every event of a reading with what was decided about it, in order, and the decisions that found no event."""
    mine = sorted((d for d in decisions if d.anchor.document == reading["id"]), key=lambda d: (d.at, d.id))
    targets = [(d, _find(reading["events"], d.anchor)) for d in mine]
    lost = [d for d, event in targets if event is None]
    latest: dict[str, dict[str, Decision]] = {e["id"]: {} for e in reading["events"]}
    for decision, event in targets:
        if event is not None and decision.verdict == "undo":
            latest[event["id"]].clear()
        elif event is not None:
            latest[event["id"]][_kind(decision)] = decision
    events = {e["id"]: [dict(e)] for e in reading["events"]}
    joined: dict[str, str] = {}
    counting = [(event_id, d) for event_id, kinds in latest.items() for d in kinds.values()]
    for event_id, decision in sorted(counting, key=lambda item: (_order(item[1]), item[1].at)):
        gone = _apply(events, event_id, decision, lost)
        joined |= {gone: event_id} if gone else {}
    return [_judged(e, latest[e["id"]], events[e["id"]], joined.get(e["id"])) for e in reading["events"]], lost


def _judged(machine: Json, kinds: Mapping[str, Decision], outcome: Iterable[Json], joined: str | None) -> Judged:
    return Judged(machine, tuple(sorted(kinds.values(), key=lambda d: (d.at, d.id))), tuple(outcome), joined)


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


def _apply(events: dict[str, list[Json]], event_id: str, decision: Decision, lost: list[Decision]) -> str | None:
    """Apply a decision to the events by id; return the id of an event that was joined to this one."""
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
        return _join(events, event_id, decision, lost)
    else:
        for event in kept:
            _set(event, decision)
    return None


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


def _join(events: dict[str, list[Json]], event_id: str, decision: Decision, lost: list[Decision]) -> str | None:
    others = [e for key, kept in events.items() if key != event_id for e in kept]
    other = _find(others, _anchor_from(decision.value))
    if other is None or not events[event_id]:
        lost.append(decision)
        return None
    mine = events[event_id][0]
    mine["citations"] = [*mine["citations"], *(c for c in other["citations"] if c not in mine["citations"])]
    for name in ("date", "killed", "injured"):
        mine[name] = mine[name] if mine[name] is not None else other[name]
    for name in ("actors", "targets", "places"):
        mine[name] = mine[name] or other[name]
    for key, kept in events.items():
        events[key] = [e for e in kept if e is not other]
    return next((key for key, kept in events.items() if not kept and other["id"] == key), None)


def _anchor_from(value: Mapping[str, Any]) -> Anchor:
    anchor = Anchor(**{**value, "places": tuple(value["places"])})
    texts = (anchor.document, anchor.event, anchor.type, *anchor.places)
    if not all(isinstance(t, str) for t in texts) or not all(type(n) is int for n in (anchor.start, anchor.end)):
        raise ValueError("its anchor is not of texts and offsets")
    return anchor


# -- keeping -----------------------------------------------------------------------------------------------------------


def decisions_text(decisions: Iterable[Decision]) -> str:
    """Return decisions as JSON lines that `decisions_from` reads, oldest first."""
    return "".join(json.dumps(asdict(d), ensure_ascii=True) + "\n" for d in sorted(decisions, key=lambda d: (d.at, d.id)))


def decisions_from(text: str, where: str) -> list[Decision]:
    """Return the decisions of JSON lines.

    Raises
    ------
    InputError
        When a line is no decision, names the line of `where`; or when there are more than anybody makes.
    """
    lines = _lines(text)
    if len(lines) > _MOST_DECISIONS:
        raise InputError(f"{where}: has {len(lines)} lines; expected at most {_MOST_DECISIONS} decisions.")
    return [_decision(line, f"{where}, line {n}") for n, line in lines]


def together(decisions: Iterable[Decision], more: Iterable[Decision]) -> list[Decision]:
    """Return both, each decision once by its id, the first of two that share one."""
    kept: dict[str, Decision] = {}
    for decision in (*decisions, *more):
        kept.setdefault(decision.id, decision)
    return list(kept.values())


class Reviews:
    """The decisions of a user or of a group, in one file of JSON lines that is always whole; several may add to it at once."""

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
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with _held(self._path.with_name(f"{self._path.name}.lock")):
            before = self.all()
            kept = together(before, decisions)
            if len(kept) > len(before):
                write_atomic(self._path, decisions_text(kept))
        return len(kept) - len(before)

    def export(self, path: Path) -> None:
        """Write every decision to a file that `load` reads."""
        write_atomic(path, decisions_text(self.all()))

    def load(self, path: Path) -> int:
        """Take over the decisions of a file, all or none, and return how many are new; errors as `all`."""
        return self.add(self._read(path))

    def _read(self, path: Path) -> list[Decision]:
        return decisions_from(_text(path), path.name)


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Hold a lock file while reading and writing again, so that of two who decide at once neither loses what the other decided."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _decision(line: str, where: str) -> Decision:
    try:
        record = json.loads(line)
        decision = Decision(**{**record, "anchor": _anchor_from(record["anchor"])})
        datetime.fromisoformat(decision.at)
        for name in ("id", "verdict", "author", "note"):
            if not isinstance(getattr(decision, name), str) or len(getattr(decision, name)) > _LONGEST:
                raise ValueError(f"{name} is no text")
        return replace(decision, value=_given(decision.verdict, decision.value))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{where}: is no decision ({error}); expected an object as `review export` writes it.") from None


def _given(verdict: str, value: Any) -> Any:
    """Return the value of a decision that was read from a file, with nothing in it but what belongs there."""
    if verdict == "merge":
        return asdict(_anchor_from(value))
    if verdict == "date":
        return _date(f"{value['start']}/{value['end']}")
    return _checked(verdict, value)
