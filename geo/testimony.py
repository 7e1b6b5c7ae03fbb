"""What events say of who holds which place and of where the line runs: dated evidence that decays, never the drawing of a day before.

The rules are set out, to be argued with, in `docs/front.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from types import MappingProxyType

from geo.control import ControlState
from geo.frontline import speaks_for_ground
from geo.geodesy import compass_bearing, destination, distance_km
from geo.model import ControlClaim, Event, EventPlace, Place
from geo.palette import CONTESTED

__all__ = ["Testimony", "Told", "beside", "claims_of_events", "testimony_of"]

_HALF_LIFE_DAYS: Mapping[str, float] = MappingProxyType({"clash": 14.0, "advance": 14.0, "front": 45.0})
"""Types of event that tell where the line is, and after how many days what they tell is worth half: a fight says it of its day, a line
that is said to stand says it of weeks."""
_LEAST = 0.125
_CLAIMED = 0.5
_SURE_KM = 5.0
"""What a fight says of the line was measured with fights within so far of it; a spot that is known less well says less, as one over the
square of its error."""
_OFF_KM = 4.0
"""How far from a place "west of X" and "the western outskirts of X" are taken to be at most: 2 to 8 km did equally well."""
_DEGREE_KM = 110.5
"""A degree of latitude is nowhere on the ellipsoid shorter than this."""
_NEAREST_KM = 75.0
"""Beyond this from any place that is held ground is unknown (`frontline.Reach`), and has no line."""
_AT = ("at", "near")
_Spot = tuple[float, float]
_Heard = tuple[float, _Spot | None, str]
_NOWHERE: tuple[str, None, float] = "", None, 0.0
_APART_DAYS = 3
"""Two dates of one capture, as an event and a row of control give it, may lie so far apart."""


def claims_of_events(
    events: Iterable[Event],
    places: Mapping[str, Place],
    sides: Mapping[str, str],
    holders: Collection[str],
    *,
    unreviewed: bool = False,
) -> list[ControlClaim]:
    """Return a claim for each place that an event says has passed to a holder, in the order of the events.

    Only events of type `control` speak that are curated or that a reviewer accepted, with a day, a known place, one holder for whom the
    party that took it stands, and a source. One that is said to have happened is a claim like any other from its last day on, and attested
    on that day, whenever it was told; of one that only a party claims the precision is `claimed`, and it counts half.

    Parameters
    ----------
    events
        Any events; what each cites is in its `claims`.
    places
        The places by id.
    sides
        The holder with whom a party stands, by party; a holder stands for itself.
    holders
        Who may hold a place.
    unreviewed
        Whether events that a machine read and nobody reviewed speak too.
    """
    return [claim for event in _heard(events, unreviewed) for claim in _claims(event, places, sides, holders)]


def _claims(event: Event, places: Mapping[str, Place], sides: Mapping[str, str], holders: Collection[str]) -> Iterator[ControlClaim]:
    taken = {sides.get(a, a) for a in event.actors} & set(holders)
    sources = tuple(dict.fromkeys(c.source_id for c in event.claims))
    if event.type != "control" or event.when is None or len(taken) != 1 or not sources:
        return
    (holder,) = taken
    told = [c.reported for c in event.claims if c.reported] or [event.when.end]
    precision = "claimed" if event.status == "claimed" else "day" if event.when.start == event.when.end else "approx"
    for place in event.places:
        if place.role == "at" and place.direction is None and place.id is not None and place.id in places:
            key = sha256(f"{event.id}|{place.id}|{holder}".encode()).hexdigest()[:12]
            yield ControlClaim(f"e-{key}", place.id, holder, event.when.end, None, precision, sources, min(told), event.when.end)


def _heard(events: Iterable[Event], unreviewed: bool) -> list[Event]:
    """Return the events that somebody answers for, or that are asked for all the same, and that are said to have happened."""
    return [e for e in events if e.status in ("happened", "claimed") and (unreviewed or e.origin != "machine")]


@dataclass(frozen=True, slots=True)
class Told:
    """Which events a front is asked to hear: some of the user's, the project's own on its own data, unreviewed ones too where asked."""

    events: tuple[Event, ...] = ()
    curated: bool = True
    unreviewed: bool = False


@dataclass(frozen=True, slots=True)
class Testimony:
    """What events tell beside the claims of control that were there: more claims, holds that ended, and fights.

    `unreviewed` are the ids of events among them that a machine read and nobody reviewed, `sides` the holder with whom a party stands.
    """

    claims: tuple[ControlClaim, ...] = ()
    left: tuple[Event, ...] = ()
    fights: tuple[Event, ...] = ()
    unreviewed: tuple[str, ...] = ()
    sides: Mapping[str, str] = field(default_factory=dict)

    def joined(self, other: Testimony) -> Testimony:
        """Return what these events and others tell together."""
        fights = {e.id: e for e in (*self.fights, *other.fights)}
        unreviewed = tuple(sorted({*self.unreviewed, *other.unreviewed}))
        claims = {c.id: c for c in (*self.claims, *other.claims)}
        return Testimony(
            tuple(claims.values()), (*self.left, *other.left), tuple(fights.values()), unreviewed, {**self.sides, **other.sides}
        )

    def added_to(self, claims: Iterable[ControlClaim]) -> list[ControlClaim]:
        """Return the claims with those of the events; the hold of a party that left ends where nobody attested it since.

        An event that tells of a capture that a claim tells of already, no later reported, adds nothing; where the claim was reported later,
        the event's ends with it.
        """
        given = list(claims)
        about: dict[str, list[ControlClaim]] = {claim.place_id: [] for claim in self.claims}
        for claim in given:
            if claim.place_id in about:
                about[claim.place_id].append(claim)
        more = [new for claim in self.claims for new in _beside(claim, about[claim.place_id])]
        return [*map(self._ended, given), *map(self._ended, more)]

    def _ended(self, claim: ControlClaim) -> ControlClaim:
        seen = claim.last_attested or claim.reported
        days = [
            e.when.end
            for e in self.left
            if e.when is not None and claim.holder in e.actors and claim.place_id in _left(e) and claim.valid_from < e.when.end
        ]
        ends = [d for d in days if seen is not None and seen < d and (claim.valid_to is None or d < claim.valid_to)]
        return replace(claim, valid_to=min(ends)) if ends else claim

    def valid(self, steady: tuple[date | None, date | None], day: date) -> tuple[date | None, date | None]:
        """Return the interval over which a front stays as it is: that of its claims, or the day alone while what fights say fades."""
        return (day, day + timedelta(1)) if any(_worth(event, day) for event in self.fights) else steady

    def weighed(self, states: Mapping[str, ControlState], places: Mapping[str, Place], day: date) -> Mapping[str, ControlState]:
        """Return the states of a day, those of places where there was fighting with how much that says the line is close to them."""
        if not self.fights:
            return states
        seeds = [i for i, s in states.items() if s.holder != CONTESTED and i in places and speaks_for_ground(places[i])]
        found: dict[str, list[_Heard]] = {}
        holding = {states[i].holder for i in seeds}
        for event in self.fights:
            worth = _worth(event, day)
            if worth:
                for place in event.places:
                    place_id, spot, share = _seed_of(place, seeds, states, places)
                    if place_id and round(worth * share, 2) >= _LEAST and self._of_the_line(event, states[place_id].holder, holding):
                        found.setdefault(place_id, []).append((round(worth * share, 2), spot, event.id))
        weighed = dict(states)
        for place_id, told in found.items():
            ids = tuple(sorted({event_id for _, _, event_id in told}))
            fought, spot, _ = max(told, key=lambda t: (t[0], t[1] is None, t[2], t[1] or ()))
            weighed[place_id] = replace(states[place_id], fought=fought, fought_at=spot, event_ids=ids)
        return weighed

    def _of_the_line(self, event: Event, holder: str, holding: Collection[str]) -> bool:
        """Return whether a fight at a place of `holder` may be about a line: no raid of who holds no ground, no fight among others."""
        acting, hit = ({self.sides[p] for p in given if p in self.sides} for given in (event.actors, event.targets))
        known = acting | hit
        if len(known) > 1:
            return holder in known and bool((known - {holder}) & set(holding))
        if holder in known:
            return not (acting and hit)
        return not known or bool(known & set(holding))


def testimony_of(
    events: Sequence[Event],
    places: Mapping[str, Place],
    sides: Mapping[str, str],
    holders: Collection[str],
    *,
    known_by: date | None = None,
    unreviewed: bool = False,
) -> Testimony:
    """Return what events tell of control and of the line, as known by a day.

    Parameters
    ----------
    events
        Any events: curated ones and those that a reviewer accepted speak, and nothing that is planned, threatened, denied, supposed or
        only recalled.
    places, sides, holders, unreviewed
        See `claims_of_events`.
    known_by
        Events without a report of that day or before are left out; None for all.
    """
    heard = [e for e in _heard(events, unreviewed) if e.when is not None and e.claims and _known(e, known_by)]
    return Testimony(
        tuple(claims_of_events(heard, places, sides, holders, unreviewed=unreviewed)),
        tuple(e for e in heard if e.type == "withdrawal" and e.status == "happened"),
        tuple(e for e in heard if e.type in _HALF_LIFE_DAYS),
        tuple(sorted(e.id for e in heard if e.origin == "machine")),
        {**{h: h for h in holders}, **sides},
    )


def _beside(claim: ControlClaim, rows: Sequence[ControlClaim]) -> list[ControlClaim]:
    """Return what the claim of an event adds to the claims about its place: itself, itself with their end, or nothing."""
    same = next((r for r in rows if _same_taking(claim, r, rows)), None)
    if same is None:
        return [claim]
    if same.reported is None or (claim.reported is not None and same.reported <= claim.reported):
        return []
    return [replace(claim, valid_to=same.valid_to)]


def _same_taking(claim: ControlClaim, row: ControlClaim, rows: Sequence[ControlClaim]) -> bool:
    """Return whether both say that one holder took the place at about one time, and nobody took it from them in between."""
    first, last = sorted((claim.valid_from, row.valid_from))
    if claim.holder != row.holder or (last - first).days > _APART_DAYS:
        return False
    return not any(r.holder != row.holder and first < r.valid_from <= last for r in rows)


def _known(event: Event, known_by: date | None) -> bool:
    told = [c.reported for c in event.claims if c.reported]
    return known_by is None or not told or min(told) <= known_by


def _left(event: Event) -> list[str | None]:
    """Return the places that a withdrawal left: those it came from, else those it was at; one that left a side of a place left nothing."""
    start = [p for p in event.places if p.role == "from"] or [p for p in event.places if p.role == "at"]
    return [p.id for p in start if p.direction is None]


def _worth(event: Event, day: date) -> float:
    """Return what an event is worth on a day as evidence of where the line is, from 0 to 1."""
    if event.when is None or event.when.start > day:
        return 0.0
    worth = 0.5 ** (max((day - event.when.end).days, 0) / _HALF_LIFE_DAYS[event.type])
    worth *= _CLAIMED if event.status == "claimed" else 1.0
    return round(worth, 2) if worth >= _LEAST else 0.0


def beside(place: EventPlace, seeds: Sequence[str], places: Mapping[str, Place]) -> _Spot | None:
    """Return the `(lon, lat)` of the spot on the side of a place that an event names, None where it names none.

    It is no further off than half the way to the nearest other of `seeds`, the ids of `places` that are held.
    """
    if place.direction is None or place.lon is None or place.lat is None:
        return None
    gap, _ = _nearest(place.lon, place.lat, [i for i in seeds if i != place.id], places)
    return destination(place.lon, place.lat, compass_bearing(place.direction), min(_OFF_KM, gap / 2))


def _nearest(lon: float, lat: float, ids: Sequence[str], places: Mapping[str, Place]) -> tuple[float, str]:
    """Return the distance in km to the nearest of some places, and its id; infinity and "" for none."""
    nearest: tuple[float, str] = float("inf"), ""
    for i in ids:
        there = float(places[i].lon or 0), float(places[i].lat or 0)
        if abs(there[1] - lat) * _DEGREE_KM <= nearest[0]:
            nearest = min(nearest, (distance_km(lon, lat, *there), i))
    return nearest


def _seed_of(
    place: EventPlace, seeds: Sequence[str], states: Mapping[str, ControlState], places: Mapping[str, Place]
) -> tuple[str, _Spot | None, float]:
    """Return the place with a holder at or nearest to which an event was, the spot beside it if any, and how far its position is sure.

    There is no place ("") where the event's is contested, too vague, or further from any that is held than these can tell of the ground.
    """
    if place.role not in _AT or place.precision in ("region", "country", "district"):
        return _NOWHERE
    if place.id in states:
        return (place.id, beside(place, seeds, places), 1.0) if place.id in set(seeds) else _NOWHERE
    if place.lon is None or place.lat is None:
        return _NOWHERE
    gap, nearest = _nearest(place.lon, place.lat, seeds, places)
    share = (_SURE_KM / max(place.radius_km or 0.0, _SURE_KM)) ** 2
    return (nearest, (place.lon, place.lat), share) if gap <= _NEAREST_KM else _NOWHERE
