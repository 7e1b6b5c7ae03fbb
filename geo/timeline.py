"""Who holds each place on one day after another: told anew only for places of which some claim begins or ends in between."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from geo.control import ControlState, HalfLife, control_on, last_heard
from geo.model import ControlClaim, Place, Source

__all__ = ["Moment", "Records", "Timeline"]


@dataclass(frozen=True, slots=True)
class Records:
    """What days are told from.

    Claims about any places; places and sources by id; the holder with whom a side stands, by side; how states fade.
    """

    claims: Sequence[ControlClaim]
    places: Mapping[str, Place]
    sources: Mapping[str, Source]
    allies: Mapping[str, str]
    half_life: HalfLife = field(default_factory=HalfLife)


@dataclass(frozen=True, slots=True)
class Moment:
    """The states of places on a day, those of them that still count, and the interval over which the same claims run."""

    states: dict[str, ControlState]
    live: dict[str, ControlState]
    valid: tuple[date | None, date | None]


class Timeline:
    """The states of places by day, as `control.control_on` and `control.faded` have them, whatever day was asked for before."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._claims: dict[str, list[ControlClaim]] = {}
        turning = set()
        for claim in records.claims:
            self._claims.setdefault(claim.place_id, []).append(claim)
            turning |= {(day, claim.place_id) for day in (claim.valid_from, claim.valid_to) if day is not None}
        turns = sorted(turning)
        self._turns, self._turning = [day for day, _ in turns], [place_id for _, place_id in turns]
        self._patience: dict[str, int | None] = {}
        self._at: tuple[date, date | None] | None = None
        self._states: dict[str, ControlState] = {}
        self._live: dict[str, ControlState] = {}
        self._fades: dict[str, date] = {}
        self._fading: dict[date, set[str]] = {}

    def on(self, day: date, known_by: date | None = None) -> Moment:
        """Return what holds on a day, as known by a day.

        Raises
        ------
        FrontError
            When a claim ends before it begins.
        """
        if self._at is None or self._at[1] != known_by:
            self._states, self._live, self._fades, self._fading = {}, {}, {}, {}
            self._tell(list(self._claims), day, known_by)
        elif self._at[0] != day:
            first, last = sorted((self._at[0], day))
            self._tell(self._turning[bisect_right(self._turns, first) : bisect_right(self._turns, last)], day, known_by)
        self._at = day, known_by
        gone = {place_id for fades, place_ids in self._fading.items() if fades <= day for place_id in place_ids}
        live = {i: s for i, s in self._live.items() if i not in gone} if gone else self._live
        return Moment(self._states, live, self._steady(day))

    def _tell(self, place_ids: Sequence[str], day: date, known_by: date | None) -> None:
        """Tell the states of some places anew; what was given out before stays as it was."""
        asked, places = sorted(set(place_ids)), self._records.places
        found = control_on((c for i in asked for c in self._claims[i]), day, known_by, self._records.sources, self._records.allies)
        self._states = _with(self._states, asked, found)
        self._live = _with(self._live, asked, {i: s for i, s in found.items() if i in places})
        for place_id in asked:
            if place_id in self._fades:
                self._fading[self._fades.pop(place_id)].discard(place_id)
            state = found.get(place_id)
            heard = last_heard(state) if state else None
            patience = self._patience_with(places[place_id].kind) if place_id in places else None
            if heard is not None and patience is not None and (date.max - heard).days >= patience:
                self._fades[place_id] = fades = heard + timedelta(patience)
                self._fading.setdefault(fades, set()).add(place_id)

    def _patience_with(self, kind: str) -> int | None:
        if kind not in self._patience:
            self._patience[kind] = self._records.half_life.patience(kind)
        return self._patience[kind]

    def _steady(self, day: date) -> tuple[date | None, date | None]:
        """Return what `control.steady_interval` does."""
        after = bisect_right(self._turns, day)
        return self._turns[after - 1] if after else None, self._turns[after] if after < len(self._turns) else None


def _with(states: dict[str, ControlState], asked: Sequence[str], found: Mapping[str, ControlState]) -> dict[str, ControlState]:
    """Return states by id in order, those asked for as they were found."""
    if all((i in states) == (i in found) for i in asked):
        return {**states, **found}
    rest = {i: s for i, s in states.items() if i not in set(asked)}
    return dict(sorted({**rest, **found}.items()))
