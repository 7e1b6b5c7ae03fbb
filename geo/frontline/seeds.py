"""Which places speak for ground, where they are, and who holds them; told anew only where a state is another than on the day before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import is_not
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from geo.control import ControlState
from geo.errors import FrontError
from geo.frontline.field import Bools
from geo.frontline.plane import Floats, Ints, Plane
from geo.geodesy import in_range
from geo.model import Place
from geo.palette import CONTESTED

Objects = npt.NDArray[np.object_]

__all__ = ["Placing", "Seeds", "States", "speaks_for_ground"]

_AREA_KINDS = frozenset({"country", "region", "sea", "continent"})
_MAX_SEED_ERROR_KM = 40.0


def speaks_for_ground(place: Place) -> bool:
    """Return whether control of a place says something of the ground around it.

    Regions, countries and seas are no points, and a position that may be further off than 40 km says nothing of what is near it.
    """
    placed = place.lon is not None and place.lat is not None
    return placed and place.kind not in _AREA_KINDS and (place.precision_km is None or place.precision_km <= _MAX_SEED_ERROR_KM)


@dataclass(frozen=True, slots=True)
class Seeds:
    """Positions in metres, each with its holder as an index of `names` (in order).

    `strong` says whether it cannot be outvoted; a row of `fought` has how much bears out that the line is close to it, or to a spot
    beside it, and how many metres east and north that spot is. `states` has the first state at each position, `more` the others where
    there are several; where `stamps` of two days are one number, these are the very same.
    """

    xy: Floats
    names: tuple[str, ...]
    labels: Ints
    states: Objects
    more: Mapping[int, tuple[ControlState, ...]]
    strong: Bools
    fought: Floats
    stamps: Ints

    def of(self, wanted: Ints | Sequence[int]) -> tuple[ControlState, ...]:
        """Return the states at some positions."""
        if not len(wanted):
            return ()
        found = self.states[wanted].tolist() if isinstance(wanted, np.ndarray) else [self.states[i] for i in wanted]
        if not self.more:
            return tuple(found)
        return tuple(s for first, i in zip(found, wanted, strict=True) for s in (first, *self.more.get(int(i), ())))

    def held_by(self, holder: str) -> Ints:
        """Return the positions that a holder holds, by index."""
        found: Ints = np.flatnonzero(self.labels == self.names.index(holder)) if holder in self.names else np.empty(0, dtype=np.int64)
        return found

    def only(self, *, contested: bool) -> Seeds:
        """Return the contested positions, or all others."""
        disputed = np.zeros(len(self.names) + 1, dtype=bool)
        disputed[: len(self.names)] = [name == CONTESTED for name in self.names]
        kept = np.flatnonzero(disputed[self.labels] == contested)
        if len(kept) == len(self.labels):
            return self
        names = tuple(name for name in self.names if (name == CONTESTED) is contested)
        index = np.array([names.index(name) if name in names else -1 for name in self.names], dtype=np.int64)
        more = {n: self.more[i] for n, i in enumerate(kept.tolist()) if i in self.more} if self.more else {}
        rest = self.states[kept], more, self.strong[kept], self.fought[kept], self.stamps[kept]
        return Seeds(self.xy[kept], names, index[self.labels[kept]], *rest)


class States(Sequence[ControlState]):
    """The states at some positions of seeds (by index), looked up only when they are asked for: an area has those of thousands."""

    __slots__ = ("_seeds", "_wanted")

    def __init__(self, seeds: Seeds, wanted: Ints) -> None:
        self._seeds, self._wanted = seeds, wanted

    def __len__(self) -> int:
        return len(self._seeds.of(self._wanted)) if self._seeds.more else len(self._wanted)

    def __iter__(self) -> Iterator[ControlState]:
        return iter(self._seeds.of(self._wanted))

    @overload
    def __getitem__(self, index: int) -> ControlState: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[ControlState, ...]: ...

    def __getitem__(self, index: int | slice) -> ControlState | tuple[ControlState, ...]:
        return self._seeds.of(self._wanted)[index]

    def since(self, before: States) -> tuple[tuple[ControlState, ...], tuple[ControlState, ...]]:
        """Return the states that were there before and are not the very same now, and those that were not."""
        now, then = self._seeds, before._seeds
        if now.xy is not then.xy:
            return tuple(before), tuple(self)
        here, there = self._among(), before._among()
        same = here & there & (now.stamps == then.stamps)
        return then.of(np.flatnonzero(there & ~same)), now.of(np.flatnonzero(here & ~same))

    def _among(self) -> Bools:
        found = np.zeros(len(self._seeds.xy), dtype=bool)
        found[self._wanted] = True
        return found


class Placing:
    """The places of some states (`ids`, as they were given), grouped by position in an order that depends on the places alone.

    Raises
    ------
    FrontError
        When a state is of no known place, or a place that speaks for ground is at no possible position.
    """

    def __init__(self, states: Mapping[str, ControlState], places: Mapping[str, Place], plane: Plane) -> None:
        self.ids, self._given = list(states), places
        missing = next((i for i in sorted(self.ids) if i not in places), None)
        if missing is not None:
            raise FrontError(f"Control is claimed of {missing!r}, which is not among the places.")
        self._places = [places[i] for i in self.ids]
        at: dict[tuple[Any, Any], list[int]] = {}
        for place, number in sorted(((p, n) for n, p in enumerate(self._places)), key=lambda pair: pair[0].id):
            if speaks_for_ground(place):
                at.setdefault(_position(place), []).append(number)
        positions = sorted(at)
        self._groups = [at[p] for p in positions]
        self._group = np.full(len(self.ids), -1, dtype=np.int64)
        for number, group in enumerate(self._groups):
            self._group[group] = number
        self._xy = plane.points(positions)
        self._told: Sequence[ControlState | None] = [None] * len(self.ids)
        self._states = np.full(len(self._groups), None, dtype=object)
        self._more: dict[int, tuple[ControlState, ...]] = {}
        self._codes = np.full(len(self._groups), -1, dtype=np.int64)
        self._strong = np.zeros(len(self._groups), dtype=bool)
        self._fought, self._plane = np.zeros((len(self._groups), 3)), plane
        self._stamps = np.zeros(len(self._groups), dtype=np.int64)
        self._holders: dict[str, int] = {}

    def told(self, states: Mapping[str, ControlState], places: Mapping[str, Place]) -> list[ControlState] | None:
        """Return the states in the order of `ids`, None where these are not states of the very same places.

        A mapping of places that was given before is taken to be as it was.
        """
        if len(states) != len(self.ids):
            return None
        try:
            told = list(states.values()) if list(states) == self.ids else list(map(states.__getitem__, self.ids))
        except KeyError:
            return None
        if places is self._given:
            return told
        now = list(map(places.get, self.ids))
        return told if now == self._places or list(map(_seed, now)) == list(map(_seed, self._places)) else None

    def seeds(self, told: list[ControlState]) -> Seeds:
        """Return the seeds of states in the order of `ids`; two holders at one position contest it."""
        changed = np.flatnonzero(np.fromiter(map(is_not, told, self._told), dtype=bool, count=len(told)))
        touched = np.unique(self._group[changed])
        self._told, self._states, self._more = told, self._states.copy(), dict(self._more)
        self._codes, self._strong, self._fought = self._codes.copy(), self._strong.copy(), self._fought.copy()
        self._stamps = self._stamps.copy()
        self._stamps[touched[touched >= 0]] = self._stamps.max(initial=0) + 1
        for group in touched[touched >= 0].tolist():
            found = tuple(told[n] for n in self._groups[group])
            holder = found[0].holder if len({s.holder for s in found}) == 1 else CONTESTED
            self._states[group] = found[0]
            if len(found) > 1:
                self._more[group] = found[1:]
            self._codes[group] = self._holders.setdefault(holder, len(self._holders))
            self._strong[group] = _vouched(found)
            self._fought[group] = self._fight(group, max(found, key=lambda s: s.fought))
        there = np.unique(self._codes)
        known = list(self._holders)
        names = tuple(sorted(known[code] for code in there.tolist()))
        # Holders are numbered in the order of their names, whatever the order in which they were first met.
        index = np.array([names.index(name) if name in names else -1 for name in known], dtype=np.int64)
        labels = index[self._codes] if len(self._codes) else self._codes
        return Seeds(self._xy, names, labels, self._states, self._more, self._strong, self._fought, self._stamps)

    def _fight(self, group: int, state: ControlState) -> tuple[float, float, float]:
        if state.fought_at is None:
            return state.fought, 0.0, 0.0
        east, north = (self._plane.points([state.fought_at])[0] - self._xy[group]).tolist()
        return state.fought, east, north


def _position(place: Place) -> tuple[float | None, float | None]:
    if place.lon is None or place.lat is None or not in_range(place.lon, place.lat):
        raise FrontError(f"The place {place.id!r} lies at {place.lon}, {place.lat}, which is no longitude and latitude.")
    return place.lon, place.lat


def _seed(place: Place | None) -> tuple[float | None, float | None, str, float | None] | None:
    return (place.lon, place.lat, place.kind, place.precision_km) if place else None


def _vouched(states: Iterable[ControlState]) -> bool:
    """Return whether two sources or more say who holds a position: what its neighbours say does not outweigh them."""
    return len({source for state in states for claim in state.claims_for for source in claim.source_ids}) > 1
