"""What speaks for or against a place as the meaning of a name: each piece of evidence is a weight and words for it.

The weights are logits, set by hand on development texts: a weight of one multiplies the odds of a place by 2.7. They are few
and kept together so that a change is seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.geometry import distance_km
from geo.model import Match, Place, Toponym

__all__ = ["NOBODY", "Evidence", "Theatre", "fit", "prior", "spelling", "theatre_of"]

NOBODY = 0.3
"""Logit of a place that the gazetteer does not hold: what every candidate has to beat."""

_COUNTRY = 3.0
_KIND = {"city": 1.2, "region": 1.5, "continent": 2.5, "sea": 1.5}
_OTHER = 0.8
_PER_DECADE = 0.4
_MOST_PEOPLE = 2.6
_DISTRICT = -1.0
_QUARTER = -0.3
_PROMINENT = 300_000
_HINT, _HINT_ELSEWHERE = 1.5, -0.5
_VOTES, _NO_VOTES, _NO_VOTES_PROMINENT = 1.5, -2.2, -0.4
_ENOUGH_VOTES = 2.0
_AGREES, _CLASHES = 2.5, -2.5
_NEAR, _NEAR_SCALE_KM = 1.0, 200.0
_MAX_ANCHORS = 40


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence: its weight as a logit, and words for it ("" where it is not worth telling)."""

    weight: float
    why: str = ""


def spelling(match: Match) -> Evidence:
    """Return how well the written name fits the place's own."""
    first = any(names and names[0] == match.matched for names in match.place.names.values())
    return Evidence((match.score - 0.9) * 5 - (0.0 if first else 0.2), match.reason)


def prior(place: Place, rivals: Sequence[Match] = ()) -> Evidence:
    """Return how likely a place is spoken of at all, from its kind and its people.

    A district that has its name from a settlement among the `rivals` is seldom what the bare name means.
    """
    label = place.kind.replace("_", " ")
    if place.kind == "country":
        return Evidence(_COUNTRY, "a country")
    if not place.population:
        return Evidence(_KIND.get(place.kind, _OTHER), f"{_article(label)} {label}")
    weight = min(_MOST_PEOPLE, _PER_DECADE * math.log10(place.population))
    weight += {"district": _DISTRICT, "quarter": _QUARTER}.get(place.kind, 0.0)
    if place.kind == "district" and any(match.place.kind in {"city", "town"} for match in rivals):
        weight += _DISTRICT
    return Evidence(weight, f"{_article(label)} {label} of {place.population:,} people")


def fit(place: Place, kinds: tuple[str, ...]) -> float:
    """Return how well a place fits the kinds that a feature word allows, which are listed nearest first."""
    return _AGREES * max(0.25, 1 - 0.25 * kinds.index(place.kind)) if place.kind in kinds else _CLASHES


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


@dataclass(frozen=True, slots=True)
class Theatre:
    """Where a text is about, as far as the names in it that mean one country say: votes by country, and sure positions."""

    hint: str | None
    votes: Mapping[str, float]
    own: Mapping[str, Mapping[str, float]]
    anchors: tuple[tuple[str, float, float], ...]

    def of(self, place: Place, key: str) -> list[Evidence]:
        """Return what the theatre says of a place that would be the meaning of the name `key`."""
        if place.country is None:
            return []
        found = []
        if self.hint is not None and place.kind != "country":
            same = place.country == self.hint
            found.append(Evidence(_HINT, f"the report is from or about {self.hint}") if same else Evidence(_HINT_ELSEWHERE))
        found.append(self._voted(place, key))
        return found

    def _voted(self, place: Place, key: str) -> Evidence:
        own = self.own.get(key, {})
        total = sum(self.votes.values()) - sum(own.values())
        here = self.votes.get(str(place.country), 0.0) - own.get(str(place.country), 0.0)
        if here > 0:
            return Evidence(_VOTES * min(1.0, 0.4 + here / max(total, 1.0)), f"the text names other places of {place.country}")
        if total < _ENOUGH_VOTES or place.country == self.hint:
            return Evidence(0.0)
        known = place.kind in {"region", "continent", "sea"} or (place.population or 0) >= _PROMINENT
        if place.kind == "country":
            return Evidence(0.0)
        return Evidence(_NO_VOTES_PROMINENT if known else _NO_VOTES, f"but nothing else in the text lies in {place.country}")

    def nearness(self, place: Place, key: str) -> Evidence:
        """Return the weight of the nearest sure place of the text, other than one of the same name."""
        if place.lon is None or place.lat is None:
            return Evidence(0.0)
        gaps = [distance_km(place.lon, place.lat, lon, lat) for name, lon, lat in self.anchors if name != key]
        if not gaps:
            return Evidence(0.0)
        nearest = min(gaps)
        why = f"{nearest:.0f} km from another place of the text" if nearest < _NEAR_SCALE_KM else ""
        return Evidence(_NEAR * math.exp(-nearest / _NEAR_SCALE_KM), why)


def theatre_of(toponyms: Sequence[tuple[str, Toponym]], hint: str | None) -> Theatre:
    """Return the theatre that keyed toponyms speak of; each name counts once, a demonym half."""
    own: dict[str, dict[str, float]] = {}
    anchors: dict[str, tuple[str, float, float]] = {}
    for key, toponym in toponyms:
        places = [match.place for match in toponym.candidates]
        countries = {place.country for place in places}
        if toponym.role in {"name", "dateline"} or len(countries) != 1 or None in countries:
            continue
        weight = 0.5 if toponym.role == "demonym" else 1.0
        own.setdefault(key, {})[str(countries.pop())] = weight
        if len(anchors) < _MAX_ANCHORS and toponym.role == "place":
            anchors.update(_anchor(key, places))
    votes: defaultdict[str, float] = defaultdict(float)
    for counted in own.values():
        for country, weight in counted.items():
            votes[country] += weight
    return Theatre(hint, dict(votes), own, tuple(anchors.values()))


def _anchor(key: str, places: Iterable[Place]) -> dict[str, tuple[str, float, float]]:
    for place in places:
        if place.kind != "country" and place.lon is not None and place.lat is not None:
            return {key: (key, place.lon, place.lat)}
    return {}
