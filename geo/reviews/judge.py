"""Decisions applied to what was read: each finds its event, and what comes of it stands beside the machine's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.reviews.records import Anchor, Decision, Json, anchor_from, part_id

__all__ = ["Judged", "applied", "is_accepted", "judge"]

_OVERLAP = 0.5
"""Share of the shorter citation that must be common for two citations to be of one passage."""


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
        """Whether a reviewer said that the event, as it now stands, is right, each part of it."""
        return bool(self.outcome) and all(map(is_accepted, self.outcome))


def is_accepted(event: Mapping[str, Any]) -> bool:
    """Return whether a reviewer said that an event of an outcome is right."""
    return any(mark["verdict"] == "right" for mark in event.get("review", ()))


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
    latest: dict[str, dict[tuple[str, str | None], Decision]] = {e["id"]: {} for e in reading["events"]}
    for decision, event in targets:
        if event is not None and decision.verdict == "undo":
            latest[event["id"]] = _undone(latest[event["id"]], decision.anchor.part)
        elif event is not None:
            latest[event["id"]][_kind(decision), decision.anchor.part] = decision
    events = {e["id"]: [dict(e)] for e in reading["events"]}
    joined: dict[str, str] = {}
    counting = [(event_id, d) for event_id, kinds in latest.items() for d in kinds.values()]
    for event_id, decision in sorted(counting, key=lambda item: (_order(item[1]), item[1].at)):
        gone = _apply(events, event_id, decision, lost)
        joined |= {gone: event_id} if gone else {}
    return [_judged(e, latest[e["id"]], events[e["id"]], joined.get(e["id"])) for e in reading["events"]], lost


def _undone(kinds: Mapping[tuple[str, str | None], Decision], part: str | None) -> dict[tuple[str, str | None], Decision]:
    """Return what was decided without what is taken back: all about an event, or what is about one of its parts alone."""
    return {key: decision for key, decision in kinds.items() if part is not None and key[1] != part}


def _judged(machine: Json, kinds: Mapping[tuple[str, str | None], Decision], outcome: Iterable[Json], joined: str | None) -> Judged:
    return Judged(machine, tuple(sorted(kinds.values(), key=lambda d: (d.at, d.id))), tuple(outcome), joined)


def _kind(decision: Decision) -> str:
    """Return what a decision is about: right and wrong answer one question."""
    return "truth" if decision.verdict in ("right", "wrong") else decision.verdict


def _order(decision: Decision) -> int:
    """Return when a decision is applied: first what an event says, then splits, its parts and merges, last what is thrown out."""
    return {"split": 1, "merge": 3, "right": 4, "wrong": 5}.get(decision.verdict, 0 if decision.anchor.part is None else 2)


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
    kept = [e for e in events.get(event_id, []) if _is_about(decision, e)]
    if decision.anchor.part is not None and not kept:
        lost.append(decision)
        return None
    mark = {"id": decision.id, "verdict": decision.verdict, "author": decision.author, "at": decision.at}
    for event in kept:
        event["review"] = [*event.get("review", []), mark]
    if decision.verdict == "wrong":
        events[event_id] = [e for e in events[event_id] if not any(e is k for k in kept)]
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


def _is_about(decision: Decision, event: Json) -> bool:
    """Return whether a decision is about an event as it stands after splitting: a part is known by the place that it had."""
    part = decision.anchor.part
    return part is None or event.get("part") == part or [p["id"] or p["name"] for p in event["places"]] == [part]


def _set(event: Json, decision: Decision) -> None:
    if decision.verdict == "place":
        role = event["places"][0]["role"] if event["places"] else "at"
        event["places"] = [{"role": role, **decision.value}]
    else:
        event[decision.verdict] = decision.value
        if decision.verdict == "type":
            event["acled"] = event["ucdp"] = None  # they belonged to the type that was wrong


def _parts(event: Json) -> list[Json]:
    """Return an event once for each of its places, which `part` keeps; a toll that they shared is nobody's own."""
    if len(event["places"]) < 2:
        return [event]
    return [
        {**event, "id": part_id(event["id"], n), "part": place["id"] or place["name"], "places": [place], "killed": None, "injured": None}
        for n, place in enumerate(event["places"], 1)
    ]


def _join(events: dict[str, list[Json]], event_id: str, decision: Decision, lost: list[Decision]) -> str | None:
    others = [e for key, kept in events.items() if key != event_id for e in kept]
    other = _find(others, anchor_from(decision.value))
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
