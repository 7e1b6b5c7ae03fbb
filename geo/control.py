"""Who holds each place on a day, as known by a day: claims weighed against each other, none of them thrown away.

The rules are set out, to be argued with, in `docs/front.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from math import log2
from types import MappingProxyType

from geo.errors import FrontError
from geo.model import ControlClaim, Place, Source
from geo.palette import CONTESTED

__all__ = ["ControlState", "HalfLife", "control_on", "faded", "last_heard", "steady_interval"]

_PARTISAN_WEIGHT = 0.5
"""What a source counts for that speaks for the very side whose gain it reports."""


@dataclass(frozen=True, slots=True)
class HalfLife:
    """After how many days without being attested a state of a place is worth half, by kind of place, and when it is worth no more.

    Who holds a city is news when it changes, so silence says that it did not; of a track in the desert silence says nothing.
    """

    days: Mapping[str, int] = field(default_factory=lambda: MappingProxyType(_DAYS))
    otherwise: int = 120
    least: float = 0.125

    def worth(self, kind: str, silent_days: int) -> float:
        """Return what a state is worth (0 to 1) of which nothing was heard for some days."""
        return float(0.5 ** (max(silent_days, 0) / self.days.get(kind, self.otherwise)))

    def patience(self, kind: str) -> int | None:
        """Return after how many days of silence a state is worth less than the least for the first time, None for never."""
        if not 0 < self.least <= 1:
            return None if self.least <= 0 else 0
        about = self.days.get(kind, self.otherwise) * log2(1 / self.least)
        return next(n for n in count(max(int(about) - 2, 0)) if self.worth(kind, n) < self.least) if about < _NEVER else None


_NEVER = 1_000_000
_DAYS: Mapping[str, int] = {"city": 720, "airbase": 360, "airport": 360, "port": 360, "oil_terminal": 360, "town": 240, "oil_field": 240}


@dataclass(frozen=True, slots=True)
class ControlState:
    """Who holds a place on a day.

    `claims_for` support the holder drawn, `claims_against` say otherwise; in a contested place the claims of every side are in
    `claims_for`. `since` is when the holder's hold began, `until` the first day on which it no longer counts (None: open).
    `reported` is False when a "known by" day was asked for and some claim does not say when it was reported. `partisan` says that
    only sources on the holder's own side say so. `fought` is how much recent events say that the line runs close to the place (0 to 1),
    `event_ids` which; where they say it of another spot near the place, `fought_at` is its longitude and latitude.
    """

    place_id: str
    holder: str
    contested: bool
    claims_for: tuple[ControlClaim, ...]
    claims_against: tuple[ControlClaim, ...]
    since: date
    until: date | None
    last_attested: date | None
    partisan: bool = False
    reported: bool = True
    fought: float = 0.0
    fought_at: tuple[float, float] | None = None
    event_ids: tuple[str, ...] = ()

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources of every claim, for and against, each once."""
        return tuple(dict.fromkeys(s for c in self.claims_for + self.claims_against for s in c.source_ids))


def control_on(
    claims: Iterable[ControlClaim],
    as_of: date,
    known_by: date | None = None,
    sources: Mapping[str, Source] | None = None,
    allies: Mapping[str, str] | None = None,
    recorded_by: date | None = None,
) -> dict[str, ControlState]:
    """Return the state of every place that some claim speaks of on a day, by place id and in that order.

    Parameters
    ----------
    claims
        Claims about any places, in any order.
    as_of
        The day pictured.
    known_by
        The day up to which reports count; None for all that is known.
    sources
        Sources by id; one that speaks for a side counts fully only against that side. Unknown ids count as neutral.
    allies
        The holder with whom a side stands, by side: a source that speaks for an ally is as partisan as one of the holder's own.
    recorded_by
        The day up to which records count, so that a map made then can be made again; None for all. A claim that does not say
        when it was recorded counts.

    Raises
    ------
    FrontError
        When a claim ends before it begins.
    """
    sides = {i: (allies or {}).get(s.side, s.side) for i, s in (sources or {}).items()}
    by_place: dict[str, list[ControlClaim]] = {}
    for claim in claims:
        if claim.valid_to is not None and claim.valid_to < claim.valid_from:
            raise FrontError(f"Claim {claim.id!r} ends on {claim.valid_to}, before it begins on {claim.valid_from}.")
        if recorded_by is not None and claim.recorded is not None and claim.recorded > recorded_by:
            continue
        by_place.setdefault(claim.place_id, []).append(claim)
    states = {}
    for place_id in sorted(by_place):
        live = _live(by_place[place_id], as_of, known_by)
        if live:
            states[place_id] = _state(place_id, live, sides, dated=known_by is not None)
    return states


def faded(
    states: Mapping[str, ControlState], places: Mapping[str, Place], day: date, half_life: HalfLife
) -> tuple[dict[str, ControlState], dict[str, ControlState]]:
    """Return the states that still count on a day, and those of which nothing was heard for too long.

    A state that no claim says when it was last attested, or reported, does not fade; nor does one of an unknown place.
    """
    live: dict[str, ControlState] = {}
    silent: dict[str, ControlState] = {}
    for place_id, state in states.items():
        heard = last_heard(state)
        kind = places[place_id].kind if place_id in places else None
        fades = heard is not None and kind is not None and half_life.worth(kind, (day - heard).days) < half_life.least
        (silent if fades else live)[place_id] = state
    return live, silent


def last_heard(state: ControlState) -> date | None:
    """Return the last day on which some claim for a state was attested or reported, None where no claim says when."""
    return max((d for c in state.claims_for for d in (c.last_attested, c.reported) if d), default=None)


def steady_interval(claims: Iterable[ControlClaim], as_of: date) -> tuple[date | None, date | None]:
    """Return the first day from which, and the first day at which no longer, the claims that run are those of `as_of`.

    None stands for an open end: no claim begins or ends on that side.
    """
    ends = {day for c in claims for day in (c.valid_from, c.valid_to) if day is not None}
    return max((d for d in ends if d <= as_of), default=None), min((d for d in ends if d > as_of), default=None)


def _live(claims: list[ControlClaim], as_of: date, known_by: date | None) -> list[ControlClaim]:
    """Return the claims on one place that run on a day.

    As known by a day, a claim whose end only a later report tells of is taken to run on.
    """
    known = [c for c in claims if known_by is None or c.reported is None or c.reported <= known_by]
    live = [c for c in known if _runs(c, as_of)]
    if live or len(known) == len(claims) or not any(_runs(c, as_of) for c in claims):
        return live
    ended = [c for c in known if c.valid_to is not None and c.valid_to <= as_of]
    last = max((c.valid_to for c in ended if c.valid_to), default=None)
    return [c for c in ended if c.valid_to == last]


def _runs(claim: ControlClaim, day: date) -> bool:
    return claim.valid_from <= day and (claim.valid_to is None or day < claim.valid_to)


def _state(place_id: str, live: list[ControlClaim], sides: Mapping[str, str], *, dated: bool) -> ControlState:
    standing = _not_overtaken(live)
    weights = {c.id: _weight(c, sides) for c in live}
    best: dict[str, float] = {}
    for claim in standing:
        best[claim.holder] = max(best.get(claim.holder, 0.0), weights[claim.id])
    top = max(best.values())
    leaders = sorted(holder for holder, weight in best.items() if weight == top)
    holder = leaders[0] if len(leaders) == 1 else CONTESTED
    backing = _ordered(c for c in standing if c.holder in leaders)
    return ControlState(
        place_id,
        holder,
        holder == CONTESTED,
        backing,
        _ordered(c for c in live if c not in backing),
        since=max(c.valid_from for c in backing) if len(leaders) > 1 else min(c.valid_from for c in backing),
        until=min((c.valid_to for c in live if c.valid_to), default=None),
        last_attested=max((c.last_attested for c in backing if c.last_attested), default=None),
        partisan=top < 1.0,
        reported=not dated or all(c.reported for c in live),
    )


def _not_overtaken(live: list[ControlClaim]) -> list[ControlClaim]:
    """Return the claims that were attested on or after the day on which the newest claim of another holder begins."""
    kept = []
    for claim in live:
        seen = claim.last_attested or claim.reported
        rivals = [c.valid_from for c in live if c.holder != claim.holder and c.valid_from > claim.valid_from]
        if seen is None or not rivals or max(rivals) <= seen:
            kept.append(claim)
    return kept


def _weight(claim: ControlClaim, sides: Mapping[str, str]) -> float:
    told = bool(claim.source_ids) and all(sides.get(s) == claim.holder for s in claim.source_ids)
    partisan = told or claim.precision == "claimed"
    return _PARTISAN_WEIGHT if partisan else 1.0


def _ordered(claims: Iterable[ControlClaim]) -> tuple[ControlClaim, ...]:
    return tuple(sorted(claims, key=lambda c: (c.valid_from, c.holder, c.id)))
