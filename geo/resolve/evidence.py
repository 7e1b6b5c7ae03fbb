"""What speaks for or against a place as the meaning of a name: each piece of evidence is a weight and words for it.

The weights are logits, set by hand on development texts: a weight of one multiplies the odds of a place by 2.7. They are few
and kept together so that a change is seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from geo.geodesy import Spot, nearest_km, spot
from geo.model import Match, Place, Reason
from geo.names import fold, is_arabic, skeleton

__all__ = ["NOBODY", "Evidence", "Theatre", "fit", "prior", "prior_weight", "spelling", "theatre_of"]

NOBODY = -1.0
"""Logit of a place that the gazetteer does not hold: what every candidate has to beat."""

_COUNTRY = 3.0
_KIND = {"city": 1.2, "region": 1.5, "continent": 2.5, "sea": 1.5}
_OTHER = 0.6
_PER_DECADE = 0.9
_MIDDLING = 4.5
_AT_MIDDLING = 0.9
_UNIT, _DISTRICT, _UNDER_SEAT = -0.4, -1.2, -0.3
_QUARTER = -0.3
_OWN_TIER = 0.5
_WORLDWIDE = 1.0
_GUESSED = -1.0
_OTHER_NAME, _SAME_NAME = -0.6, 0.5
_HINT, _HINT_ELSEWHERE = 1.5, -0.5
_AGREES, _CLASHES = 2.5, -2.5
_OF_COUNTRY, _OF_ADMIN, _STRANGER = 1.2, 0.6, 0.15
_NEAR, _NEAR_SCALE_KM = 1.2, 150.0
_ALONE, _KNOWN_PEOPLE, _ENOUGH, _HARDLY = -2.0, 200_000, 1.5, 0.1
_MAX_ANCHORS = 40
_SURE = 0.6


class Evidence(NamedTuple):
    """One piece of evidence: its weight as a logit, and the reason that it gives (None where it is not worth telling)."""

    weight: float
    why: Reason | None = None


_NOTHING = Evidence(0.0)


def spelling(match: Match) -> Evidence:
    """Return how well the written name fits the place's own."""
    first = any(names and names[0] == match.matched for names in match.place.names.values())
    guessed = _GUESSED if match.method == "fuzzy" else 0.0
    former = _OTHER_NAME if not first and _other_name(match) else 0.0
    return Evidence((match.score - 0.9) * 5 - (0.0 if first else 0.2) + guessed + former)


def _other_name(match: Match) -> bool:
    """Return whether a Latin name of the world is another one than the place's own, such as a former one, and no spelling of it."""
    own = match.place.names.get("en", ())
    if not own or match.place.tier == "project" or is_arabic(match.matched):
        return False
    return not _similar(match.matched, own[0])


@lru_cache(maxsize=65536)
def _similar(a: str, b: str) -> bool:
    return Levenshtein.normalized_similarity(skeleton(fold(a)), skeleton(fold(b))) >= _SAME_NAME


def prior(place: Place, rivals: Sequence[Match] = ()) -> Evidence:
    """Return how likely a place is spoken of at all, from its kind and its people.

    A district that has its name from a settlement among the `rivals` is seldom what the bare name means.
    """
    counted = bool(place.population) and place.kind != "country"
    why = Reason.of("kind_and_people", kind=place.kind, people=place.population) if counted else Reason.of("kind", kind=place.kind)
    return Evidence(prior_weight(place, rivals), why)


def prior_weight(place: Place, rivals: Sequence[Match] = ()) -> float:
    """Return the weight of `prior` alone, which needs no words."""
    own = 0.0 if place.tier == "world" else _OWN_TIER
    if place.kind == "country":
        return _COUNTRY
    if place.country is None:
        own += _WORLDWIDE
    if not place.population:
        weight = _KIND.get(place.kind, _OTHER)
        if place.kind == "district":
            weight += _UNIT
        if place.kind == "region" and any(_seat(match.place, place) and match.place.population for match in rivals):
            weight += _DISTRICT
        return own + weight
    weight = _AT_MIDDLING + _PER_DECADE * (math.log10(place.population) - _MIDDLING)
    weight += {"district": _UNIT, "quarter": _QUARTER}.get(place.kind, 0.0)
    seats = [m.place for m in rivals if _seat(m.place, place)] if place.kind in {"district", "region"} else []
    if seats:  # more people live in a unit than in its seat, but the bare name is the town's
        weight = min(weight + _DISTRICT, max(map(prior_weight, seats)) + _UNDER_SEAT - own)
    return own + weight


def _seat(town: Place, unit: Place) -> bool:
    return town.kind in {"city", "town"} and town.country == unit.country


def fit(place: Place, kinds: tuple[str, ...]) -> float:
    """Return how well a place fits the kinds that a feature word allows, which are listed nearest first."""
    return _AGREES * max(0.25, 1 - 0.25 * kinds.index(place.kind)) if place.kind in kinds else _CLASHES


@dataclass(frozen=True, slots=True)
class Theatre:
    """Where a text is about, as far as its names say so far: belief by country and by first-level unit, and sure positions.

    `of_country` and `of_admin` hold, for each name, its belief in each country or unit; `countries` and `admins` the sums.
    """

    hint: str | None
    of_country: Mapping[str, Mapping[str, float]]
    of_admin: Mapping[str, Mapping[str, float]]
    countries: Mapping[str, float]
    admins: Mapping[str, float]
    anchors: tuple[tuple[str, Spot], ...]
    _seen: dict[str, _View] = field(default_factory=dict, repr=False, compare=False)
    _near: dict[tuple[str, str], Evidence] = field(default_factory=dict, repr=False, compare=False)

    def of(self, place: Place, key: str) -> list[Evidence]:
        """Return what the theatre says of a place that would be the meaning of the name `key`."""
        if place.country is None or place.kind == "country":
            return []
        view = self._seen.get(key)
        if view is None:
            view = self._seen[key] = _View(self, key)
        stands = view.countries.get(place.country) or view.country(place.country)
        found = [*stands.evidence, _LONELY] if stands.lonely and not _known(place) else [*stands.evidence]
        if place.admin:
            found.append(view.admins.get(place.admin) or view.admin(place.admin))
        return found

    def nearness(self, place: Place, key: str) -> Evidence:
        """Return the weight of the nearest sure place of the text, other than one of the same name."""
        known = self._near.get((key, place.id))
        if known is None:
            known = self._near[key, place.id] = self._nearness(place, key)
        return known

    def _nearness(self, place: Place, key: str) -> Evidence:
        if place.lon is None or place.lat is None:
            return _NOTHING
        nearest = nearest_km(spot(place.lon, place.lat), [there for name, there in self.anchors if name != key])
        if nearest == math.inf:
            return _NOTHING
        why = Reason.of("near", km=nearest) if nearest < _NEAR_SCALE_KM else None
        return Evidence(_NEAR * math.exp(-nearest / _NEAR_SCALE_KM), why)


_LONELY = Evidence(_ALONE)
_SAME_UNIT = Reason.of("same_unit")


def _known(place: Place) -> bool:
    return place.kind in {"region", "continent", "sea"} or (place.population or 0) >= _KNOWN_PEOPLE


class _Stands(NamedTuple):
    """What speaks for or against every place of a country, and whether one that few have heard of would be alone there."""

    evidence: tuple[Evidence, ...]
    lonely: bool


class _View:
    """A theatre as one of its names sees it: by what the other names say. Each country and unit is weighed once."""

    def __init__(self, theatre: Theatre, key: str) -> None:
        self.hint, self.everyone, self.all_admins = theatre.hint, theatre.countries, theatre.admins
        self.of_country, self.of_admin = theatre.of_country.get(key, {}), theatre.of_admin.get(key, {})
        self.others = sum(theatre.countries.values()) - sum(self.of_country.values())
        self.other_admins = sum(theatre.admins.values()) - sum(self.of_admin.values())
        self.countries: dict[str, _Stands] = {}
        self.admins: dict[str, Evidence] = {}

    def country(self, code: str) -> _Stands:
        """Weigh the places of a country."""
        hint = self.hint
        found = []
        if hint is not None:
            found.append(Evidence(_HINT, Reason.of("hint", country=hint)) if code == hint else Evidence(_HINT_ELSEWHERE))
        here = self.everyone.get(code, 0.0) - self.of_country.get(code, 0.0)
        found.append(_agreement(_OF_COUNTRY, here, self.others, Reason.of("same_country", country=code)))
        stands = self.countries[code] = _Stands(tuple(found), self.others >= _ENOUGH and here < _HARDLY and code != hint)
        return stands

    def admin(self, unit: str) -> Evidence:
        """Weigh the places of a first-level unit."""
        here = self.all_admins.get(unit, 0.0) - self.of_admin.get(unit, 0.0)
        found = self.admins[unit] = _agreement(_OF_ADMIN, here, self.other_admins, _SAME_UNIT)
        return found


def _agreement(weight: float, here: float, total: float, why: Reason) -> Evidence:
    """Return how far the other names of the text lie in the same unit: a logarithm of their share against that of a stranger.

    `here` is what they believe of the unit, `total` of all units.
    """
    here = max(0.0, here)
    heard = total / (total + 1.0)
    value = weight * heard * math.log((here + _STRANGER) / (_STRANGER * (1.0 + total)))
    return Evidence(value, why if here > 0.5 else None)


def theatre_of(
    beliefs: Mapping[str, Sequence[tuple[Place, float]]], weights: Mapping[str, float], hint: str | None, before: Theatre | None = None
) -> Theatre:
    """Return the theatre that names speak of, from what each is believed to mean so far.

    `beliefs` gives for each name its places with their shares; `weights` how much a name counts (a demonym half). What was measured in
    the theatre `before` is not measured again where the sure positions are the same.
    """
    of_country: dict[str, dict[str, float]] = {}
    of_admin: dict[str, dict[str, float]] = {}
    anchors: list[tuple[str, Spot]] = []
    for key, places in beliefs.items():
        weight = weights.get(key, 1.0)
        countries: dict[str, float] = {}
        admins: dict[str, float] = {}
        for place, share in places:
            if not share:
                continue
            if place.country:
                countries[place.country] = countries.get(place.country, 0.0) + weight * share
            if place.admin or place.kind == "region":
                unit = place.admin or place.id
                admins[unit] = admins.get(unit, 0.0) + weight * share
            if (
                share >= _SURE
                and place.kind != "country"
                and place.lon is not None
                and place.lat is not None
                and len(anchors) < _MAX_ANCHORS
            ):
                anchors.append((key, spot(place.lon, place.lat)))
        of_country[key], of_admin[key] = countries, admins
    sure = tuple(anchors)
    measured = before._near if before is not None and sure == before.anchors else {}
    return Theatre(hint, of_country, of_admin, _summed(of_country), _summed(of_admin), sure, _near=measured)


def _summed(counts: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for of_key in counts.values():
        for where, weight in of_key.items():
            total[where] += weight
    return dict(total)
