"""Reports of one event become one event: claims side by side, one a source, with a view of what they agree on.

Two readings tell of one event when nothing says that they cannot: same group of types, places that are one place, days that meet,
parties that can be the same. They come from different documents: what one document keeps apart stays apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from math import prod

from geo.geodesy import distance_km
from geo.model import ASSERTED, Casualties, Claim, Document, Event, EventPlace, Reading, When

__all__ = ["merge", "same_event"]

_GROUPS = {"strike": "fire", "shelling": "fire", "clash": "ground", "advance": "ground"}
"""Types that reports of one event mix up: a missile is a strike to one outlet and shelling to the next."""
_NEAR_KM = 12.0
"""Two named places up to this far apart may be one event's: about the width of a large town."""
_FINE = frozenset({"exact", "settlement", "computed"})
_WIDE_KM = 60.0
"""A place of a larger radius (a country, a wide region) is none where two reports can be told to meet."""
_LONGEST = 8
"""Days of the longest interval that can be told to meet another one."""
_NEWS = 2
"""Days before publication within which an undated piece of news happened."""
_ANSWER = 7
"""Days within which a denial answers a claim."""
_VIEW = ("happened", "claimed", "background", "planned", "threatened", "hypothetical", "denied")
_CERTAIN = 0.99


@dataclass(frozen=True, slots=True)
class _Told:
    """One document's telling of an event."""

    event: Event
    document: Document
    first: date | None
    last: date | None

    @property
    def order(self) -> tuple[date, str, int, str]:
        """What the tellings of a corpus are sorted by, whatever order the documents came in."""
        start = self.event.citations[0].start if self.event.citations else 0
        return (self.document.published or date.max, self.document.id, start, self.event.id)


@dataclass(slots=True)
class _Cluster:
    members: list[_Told] = field(default_factory=list)

    @property
    def real(self) -> bool:
        """Whether anybody tells the event as other than denied."""
        return any(m.event.status != "denied" for m in self.members)

    def takes(self, told: _Told) -> bool:
        """Return whether `told` can be the event of every telling so far: one that cannot keeps it out."""
        return all(_same(m, told) for m in self.members)


def merge(readings: Iterable[Reading]) -> list[Event]:
    """Return the events of many readings, each with one claim a document, in order of day and place.

    The result and its ids do not depend on the order of the readings; an id stays when later reports join.
    """
    tellings = sorted((t for r in readings for t in _tellings(r)), key=lambda t: t.order)
    clusters: dict[str, list[_Cluster]] = {}
    for told in tellings:
        kept = clusters.setdefault(_group(told.event), [])
        # The latest first: news is told within days.
        homes = [c for c in reversed(kept) if c.takes(told)]
        # What is told as true joins what is told as true before it joins a denial that stands alone.
        home = next((c for c in homes if c.real == (told.event.status != "denied")), homes[0] if homes else None)
        if home is None:
            home = _Cluster()
            kept.append(home)
        home.members.append(told)
    merged = [_merged(c.members) for group in clusters.values() for c in group]
    return sorted(merged, key=lambda e: (e.when.start if e.when else date.max, e.id))


def same_event(a: tuple[Event, Document], b: tuple[Event, Document]) -> bool:
    """Return whether two tellings can be one event, by the rules of `merge`."""
    return _group(a[0]) == _group(b[0]) and _same(_telling(*a), _telling(*b))


def _tellings(reading: Reading) -> Iterator[_Told]:
    for event in reading.events:
        yield _telling(event, reading.document)


def _telling(event: Event, document: Document) -> _Told:
    published = document.published
    if event.when is not None:
        return _Told(event, document, event.when.start, event.when.end)
    if published is None or event.status == "background":
        return _Told(event, document, None, None)
    days = _ANSWER if event.status == "denied" else _NEWS
    return _Told(event, document, published - timedelta(days=days), published)


def _group(event: Event) -> str:
    reality = "real" if event.status in ASSERTED or event.status == "denied" else "unreal"
    return f"{reality}|{_GROUPS.get(event.type, event.type)}"


def _same(a: _Told, b: _Told) -> bool:
    if a.document.id == b.document.id:
        return False
    return _days_meet(a, b) and _one_place(a.event.places, b.event.places) and _parties_fit(a.event, b.event)


def _days_meet(a: _Told, b: _Told) -> bool:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    if max((a.last - a.first).days, (b.last - b.first).days) > _LONGEST:
        return False
    dated = a.event.when is not None and b.event.when is not None
    # What one report puts before midnight the next puts after it; of two given days that is only so for neighbours.
    slack = timedelta(days=1 if dated and "denied" not in (a.event.status, b.event.status) else 0)
    return a.first <= b.last + slack and b.first <= a.last + slack


def _one_place(a: Sequence[EventPlace], b: Sequence[EventPlace]) -> bool:
    """Return whether two events have a place in common and none of the same role that rules it out."""
    shared = any(_same_place(p, q) for p in a for q in b if not _is_wide(p))
    for role in ("from", "to"):
        mine, theirs = [p for p in a if p.role == role], [q for q in b if q.role == role]
        if mine and theirs and not any(_same_place(p, q) for p in mine for q in theirs):
            return False
    return shared


def _is_wide(place: EventPlace) -> bool:
    return place.precision == "country" or (place.radius_km or 0.0) > _WIDE_KM


def _same_place(p: EventPlace, q: EventPlace) -> bool:
    if p.id is not None and p.id == q.id:
        return True
    if p.precision not in _FINE or q.precision not in _FINE or p.lon is None or p.lat is None or q.lon is None or q.lat is None:
        return p.id is None and q.id is None and p.lon is None and p.name == q.name
    return distance_km(p.lon, p.lat, q.lon, q.lat) <= _NEAR_KM


def _parties_fit(a: Event, b: Event) -> bool:
    """Return whether the parties of two events can be the same.

    Sides that blame each other name different parties: then the same type and a toll that agrees must speak for one event.
    """
    if not a.actors or not b.actors or not set(a.actors).isdisjoint(b.actors):
        return True
    if "denied" in (a.status, b.status):
        return not set(a.actors).isdisjoint((*b.actors, *b.targets))
    return a.type == b.type and _tolls_agree(a.killed, b.killed)


def _tolls_agree(a: Casualties | None, b: Casualties | None) -> bool:
    if a is None or b is None:
        return False
    below = a.max is not None and b.min is not None and a.max < b.min
    above = b.max is not None and a.min is not None and b.max < a.min
    return not below and not above


# -- the view of a cluster ---------------------------------------------------------------------------------------------


def _merged(members: Sequence[_Told]) -> Event:
    events = [m.event for m in members]
    best = max(events, key=lambda e: (e.status in ("happened", "claimed"), e.score, e.id))
    placed = min(events, key=lambda e: (_coarseness(e.places), -e.score, e.id))
    return Event(
        id=_id(members[0]),
        type=best.type,
        status=_status(events),
        when=_when(events),
        places=placed.places,
        actors=_agreed([e.actors for e in events]),
        targets=_agreed([e.targets for e in events]),
        killed=Casualties.hull(e.killed for e in events),
        injured=Casualties.hull(e.injured for e in events),
        acled=best.acled,
        assumed=tuple(dict.fromkeys(a for e in events for a in e.assumed)),
        ucdp=best.ucdp,
        claims=tuple(_claim(m) for m in members),
        score=_score(members),
        origin="machine",
    )


def _id(first: _Told) -> str:
    return f"m-{sha256(first.event.id.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _coarseness(places: Sequence[EventPlace]) -> float:
    return min((p.radius_km for p in places if p.radius_km is not None), default=float("inf"))


def _status(events: Sequence[Event]) -> str:
    """Return what the claims come to: a thing that one source tells and another denies is claimed, and no fact."""
    said = {e.status for e in events}
    if "denied" in said and said & ASSERTED:
        return "claimed"
    return next(s for s in _VIEW if s in said)


def _when(events: Sequence[Event]) -> When | None:
    dated = [e for e in events if e.when is not None]
    exact = min(dated, key=lambda e: ((e.when.end - e.when.start).days if e.when else 0, -e.score, e.id), default=None)
    return exact.when if exact else None


def _agreed(named: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return everybody named, or nobody where two claims name different ones: the claims say who names whom."""
    given = [set(n) for n in named if n]
    if any(a.isdisjoint(b) for a in given for b in given):
        return ()
    return tuple(dict.fromkeys(one for n in named for one in n))


def _claim(told: _Told) -> Claim:
    event, document = told.event, told.document
    cited = event.citations[0] if event.citations else None
    start, end = (cited.start, cited.end) if cited else (None, None)
    return Claim(
        source_id=document.publisher or document.url or document.id,
        status=event.status,
        reported=document.published,
        killed=event.killed,
        injured=event.injured,
        actors=event.actors,
        document=document.id,
        start=start,
        end=end,
        text=document.text[start:end] if start is not None else None,
    )


def _score(members: Sequence[_Told]) -> float:
    """Return how far the event can be trusted: each source that tells it takes away from the doubt, the same source only once."""
    by_source: dict[str, float] = {}
    for m in members:
        if m.event.status != "denied":
            source = m.document.publisher or m.document.id
            by_source[source] = max(by_source.get(source, 0.0), m.event.score)
    return round(min(1 - prod(1 - s for s in by_source.values()), _CERTAIN), 3)
