"""Names without a place that the text puts beside or inside a known one: "the village of X near Y", "X, east of Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.geodesy import compass_bearing, destination
from geo.languages import Rules
from geo.model import Place, Reason, Resolution
from geo.names import fold

__all__ = ["placed_beside"]

_GAP = 40
_NEAR_KM, _WITHIN_KM, _OFF_KM, _OFF_RADIUS_KM = 15.0, 25.0, 10.0, 20.0
"""What "near" and "east of" mean in reports where no distance is given: the next settlement, seldom more than an hour's walk."""
_WIDEST_KM = 30.0
_SURE = 0.6
_SCORE = 0.4
_SMALL = frozenset({"city", "town", "village", "district", "quarter", "camp", "airbase", "border_crossing"})


@dataclass(frozen=True, slots=True)
class _Words:
    near: frozenset[str]
    within: frozenset[str]
    directions: dict[str, str]
    fillers: frozenset[str]


def _words(rules: Rules) -> _Words:
    directions = {fold(word): point for point, words in rules.lists("relations", "directions").items() for word in words}
    near, within, fillers = (rules.folded("relations", "beside", name) for name in ("near", "within", "fillers"))
    return _Words(near, within, directions, fillers)


def placed_beside(text: str, resolved: Sequence[Resolution], rules: Rules) -> list[Resolution]:
    """Return the resolutions; a name that has neither place nor position gets one from the known place that it is said to lie at.

    The position is that of the known place, or some way off in the direction named, with a radius that says how little that tells.
    """
    out = list(resolved)
    for at in _open(out):
        anchor = out[at + 1]
        place = anchor.place
        if place is None or not _fit(place) or anchor.score < _SURE:
            continue
        found = _relation(text[out[at].toponym.end : anchor.toponym.start], rules.derived(_words))
        if found is not None:
            out[at] = _placed(out[at], place, found)
    return out


def _open(resolved: Sequence[Resolution]) -> Iterator[int]:
    for at in range(len(resolved) - 1):
        one, gap = resolved[at], resolved[at + 1].toponym.start - resolved[at].toponym.end
        if one.place is None and one.lon is None and not one.candidates and one.toponym.role == "place" and gap <= _GAP:
            yield at


def _fit(place: Place) -> bool:
    return place.kind in _SMALL and place.lon is not None and place.lat is not None and (place.precision_km or 0.0) <= _WIDEST_KM


def _relation(between: str, words: _Words) -> str | None:
    """Return `near`, `within` or a compass point for the words between a name and a known place; None for any others."""
    if re.search(r"[.!?\u061f;\n]", between):
        return None
    keys = [key for key in fold(between).split(" ") if key]
    while len(keys) > 1 and keys[-1] in words.fillers:
        keys.pop()
    phrase = " ".join(keys)
    if phrase in words.near:
        return "near"
    return "within" if phrase in words.within else words.directions.get(phrase.removesuffix(" of"))


def _placed(resolution: Resolution, place: Place, relation: str) -> Resolution:
    lon, lat = float(place.lon or 0.0), float(place.lat or 0.0)
    precision = place.precision_km or 0.0
    if relation in ("near", "within"):
        radius = precision + _NEAR_KM if relation == "near" else max(precision, _WITHIN_KM)
        where = "computed_near" if relation == "near" else "computed_in"
    else:
        lon, lat = destination(lon, lat, compass_bearing(relation), _OFF_KM)
        radius = precision + _OFF_RADIUS_KM
        where = "computed_off"
    why = (Reason.of(where, place=place, point=relation),)
    return replace(resolution, lon=round(lon, 5), lat=round(lat, 5), radius_km=round(radius, 1), score=_SCORE, why=why)
