"""Events as read, held against labelled reports: what was found, where, with which status, day, toll and parties.

A gold folder has `gold.jsonl`, one report a line (`id`, `published`, `publisher`, `events`, and `hard_negative` where nothing
happened), and the text of each in `ID.txt` or the `file` it names. An event has `type`, `status`, `place_en` (or null) with `lat`
and `lon`, `start` and `sentence`, `date` (as precise as known, or null), `actors`, `killed_min` and `killed_max`; one with a `note`
that begins with "optional" is neither asked for nor punished.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geo.documents import parse_date
from geo.errors import InputError
from geo.geodesy import distance_km
from geo.model import ASSERTED, EVENT_TYPES, STATUSES, Document, Event, EventPlace, Reading

__all__ = ["GoldReport", "Score", "evaluate", "read_gold", "table"]

_NEAR_KM = 25.0
_REGION_KM = 100.0
_OPEN = (None, None)
_FACT = ("happened", "claimed")
_ATTRIBUTES = ("status", "date", "toll")
_STEPS = ((0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 1.01))
"""Steps of the score in the table of reliability."""


@dataclass(frozen=True, slots=True)
class GoldReport:
    """A labelled report: the document, its events as labelled, kinds of its places, and whether nothing happened in it."""

    document: Document
    events: Sequence[Mapping[str, Any]]
    kinds: Mapping[str, tuple[str, str | None]]
    hard: bool


@dataclass(slots=True)
class Score:
    """Counts over a gold set; shares are told from them. `judged` has the score of each event read, and whether it was right."""

    counts: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)

    def share(self, part: str, whole: str) -> float | None:
        """Return a part of a whole, or None where there is nothing to share."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else None

    def f1(self, right: str, given: str, wanted: str) -> tuple[float, float, float]:
        """Return precision, recall and their harmonic mean."""
        p, r = self.share(right, given) or 0.0, self.share(right, wanted) or 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0


def read_gold(folder: Path) -> list[GoldReport]:
    """Return the labelled reports of a folder.

    Raises
    ------
    InputError
        When a file is missing or a line is no labelled report; names the file and the line.
    """
    path = folder / "gold.jsonl"
    return [_report(folder, path.name, number, line) for number, line in enumerate(_text(path).splitlines(), 1) if line.strip()]


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:  # offsets count every character of the file as it is
            return file.read()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); expected a folder with gold.jsonl and a text for each id.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text.") from None


def _report(folder: Path, name: str, number: int, line: str) -> GoldReport:
    where = f"{name}, line {number}"
    try:
        record = json.loads(line)
        events = [_checked(event, where) for event in record["events"]]
        text = _text(folder / (record.get("file") or f"{record['id']}.txt"))
        kinds = {p["name_en"]: (p.get("kind", ""), p.get("country")) for p in record.get("places", ())}
        published = parse_date(record["published"], where) if record.get("published") else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{where}: is no labelled report ({error!r}); expected an object with id and events.") from None
    document = Document(str(record["id"]), text, published, publisher=record.get("publisher"), url=record.get("url"))
    hard = bool(record.get("hard_negative")) or not any(e["status"] in _FACT for e in events)
    return GoldReport(document, events, kinds, hard)


def _checked(event: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    if event["type"] not in EVENT_TYPES or event["status"] not in STATUSES:
        raise InputError(f"{where}: {event['type']!r}, {event['status']!r} is no type and status; expected those of docs/events.md.")
    return event


def evaluate(gold: Iterable[GoldReport], read: Callable[[Document], Reading], party: Callable[[str], str] = str.casefold) -> Score:
    """Return how well `read` reads labelled reports.

    Parameters
    ----------
    party
        What makes two names of a party one: the name as a key.
    """
    score = Score()
    for report in gold:
        _compare(report, read(report.document).events, score, party)
    return score


def _compare(report: GoldReport, events: Sequence[Event], score: Score, party: Callable[[str], str]) -> None:
    units = [u for e in events for u in _units(e)]
    pairs = _matched(report, units)
    counts = score.counts
    spare = {i for i, e in enumerate(report.events) if str(e.get("note") or "").startswith("optional")}
    forgiven = len(spare & pairs.keys())
    counts.update(gold=len(report.events) - len(spare), read=len(units) - forgiven, found=len(pairs) - forgiven)
    counts.update(reports=1, hard=int(report.hard))
    taken = set(pairs.values())
    score.judged += _judged(report, units, pairs, spare)
    for i, event in enumerate(report.events):
        if i in spare:
            continue
        if i in pairs:
            _judge(report, event, units[pairs[i]], counts, party)
        else:
            score.missed.append(f"{report.document.id}: {event['status']} {event['type']} at {event.get('place_en')}")
    for j, unit in enumerate(units):
        if j not in taken:
            score.invented.append(f"{report.document.id}: {unit.status} {unit.type} at {', '.join(p.name for p in unit.places) or None}")
            counts.update(false_on_hard=int(report.hard), false_facts_on_hard=int(report.hard and unit.status in _FACT))


def _judged(report: GoldReport, units: Sequence[Event], pairs: Mapping[int, int], spare: Collection[int]) -> Iterator[tuple[float, bool]]:
    """Yield the score of each event read, and whether type, place and class of status are as labelled; optional ones are no test."""
    labelled = {j: (i, report.events[i]) for i, j in pairs.items()}
    for j, unit in enumerate(units):
        i, gold = labelled.get(j, (None, None))
        if gold is None:
            yield unit.score, False
        elif i not in spare:
            yield unit.score, _place_agrees(report, gold, unit.places) and _class(gold["status"]) == _class(unit.status)


def _units(event: Event) -> Iterator[Event]:
    """Yield the event once for each place where it was: gold has one place an event."""
    at = [p for p in event.places if p.role in ("at", "near")]
    if not at:
        yield event
    for place in at:
        yield replace(event, places=(place,))


def _matched(report: GoldReport, units: Sequence[Event]) -> dict[int, int]:
    """Return the unit of each labelled event that has one: the best pairs first, each taken once."""
    weighed = [(_weight(report, g, u), i, j) for i, g in enumerate(report.events) for j, u in enumerate(units)]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for weight, i, j in sorted(weighed, key=lambda w: (-w[0], w[1], w[2])):
        if weight > 0 and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _weight(report: GoldReport, gold: Mapping[str, Any], unit: Event) -> float:
    if gold["type"] != unit.type:
        return 0.0
    start = gold["start"]
    end = start + len(gold["sentence"])
    cited = any(c.start < end and start < c.end for c in unit.citations)
    placed = _place_agrees(report, gold, unit.places)
    if not cited and not (placed and gold.get("lat") is not None):
        return 0.0
    return 1.0 + 8 * placed + 4 * cited + 2 * (_class(gold["status"]) == _class(unit.status)) + int(gold["status"] == unit.status)


def _place_agrees(report: GoldReport, gold: Mapping[str, Any], places: Sequence[EventPlace]) -> bool:
    lon, lat = gold.get("lon"), gold.get("lat")
    if lon is None or lat is None:
        return bool(gold.get("place_en")) or not any(p.lon is not None for p in places)
    kind, country = report.kinds.get(gold["place_en"], ("", None))
    if kind == "country":
        return any(p.precision == "country" and (p.id or "").casefold() == f"country-{country}".casefold() for p in places)
    limit = _REGION_KM if kind == "region" else _NEAR_KM
    return any(p.lon is not None and p.lat is not None and distance_km(p.lon, p.lat, lon, lat) <= limit for p in places)


def _class(status: str) -> str:
    return "asserted" if status in ASSERTED else "denied" if status == "denied" else "unreal"


def _judge(report: GoldReport, gold: Mapping[str, Any], unit: Event, counts: Counter[str], party: Callable[[str], str]) -> None:
    placed = _place_agrees(report, gold, unit.places)
    counts.update(placed=int(placed), status=int(gold["status"] == unit.status), status_of=1)
    counts.update(classed=int(_class(gold["status"]) == _class(unit.status)))
    if gold.get("date"):
        counts.update(date_of=1, date=int(_date_right(gold["date"], unit)))
    toll = (gold.get("killed_min"), gold.get("killed_max"))
    if toll != _OPEN:
        given = (unit.killed.min, unit.killed.max) if unit.killed else _OPEN
        counts.update(toll_of=1, toll=int(given == toll))
    wanted, named = ({party(a) for a in names} - {"unknown", "civilians"} for names in (gold["actors"], unit.actors))
    counts.update(actors_gold=len(wanted), actors_read=len(named), actors=len(wanted & named))


def _date_right(said: str, unit: Event) -> bool:
    when = unit.when
    return when is not None and when.start.isoformat().startswith(said) and when.end.isoformat().startswith(said)


def table(score: Score) -> list[str]:
    """Return the lines that tell a score."""
    counts = score.counts
    lines = [f"{counts['reports']} reports, {counts['gold']} events labelled, {counts['read']} read", ""]
    for label, right in (("type", "found"), ("type and place", "placed")):
        p, r, f = score.f1(right, "read", "gold")
        lines.append(f"{label:<30}P {p:.3f}  R {r:.3f}  F1 {f:.3f}")
    p, r, f = score.f1("actors", "actors_read", "actors_gold")
    lines.append(f"{'actors, of matched':<30}P {p:.3f}  R {r:.3f}  F1 {f:.3f}")
    for name in _ATTRIBUTES:
        share = score.share(name, f"{name}_of")
        said = "-" if share is None else f"{share:.3f}"
        lines.append(f"{name + ' right, of matched':<30}{counts[name]}/{counts[f'{name}_of']}  {said}")
    for label, name in (("false events", "false_on_hard"), ("false facts", "false_facts_on_hard")):
        share = score.share(name, "hard")
        lines.append(f"{label + ' a hard negative':<30}{'-' if share is None else f'{share:.3f}'} ({counts['hard']} reports)")
    return [*lines, *_reliability(score.judged)]


def _reliability(judged: Sequence[tuple[float, bool]]) -> list[str]:
    """Return a line for each step of the score: how many events have it, what it promises on average, and how many are right."""
    lines = []
    for low, high in _STEPS:
        inside = [(s, right) for s, right in judged if low <= s < high]
        if inside:
            mean, share = sum(s for s, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside)
            lines.append(f"{f'score {low:.1f} to {min(high, 1.0):.1f}':<30}{len(inside)} events, mean {mean:.2f}, right {share:.2f}")
    return lines
