"""Names without a place that the text puts beside or inside a known one: "the village of X near Y", "X, east of Y", a quarter of a town."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.geodesy import compass_bearing, destination
from geo.languages import Rules
from geo.model import Reason, Resolution
from geo.names import fold

__all__ = ["placed_beside"]

_GAP = 40
_NEAR_KM, _WITHIN_KM, _OFF_KM, _OFF_RADIUS_KM = 15.0, 25.0, 10.0, 20.0
"""What "near" and "east of" mean in reports where no distance is given: the next settlement, seldom more than an hour's walk."""
_WIDEST_KM = 30.0
_SURE = 0.6
_AT = {"near": "computed_near", "within": "computed_within", "quarter": "computed_quarter"}
_PARTED = re.compile(r"[.!?\u061f;\n]")
_COMMAS = " ,\u060c"
_SCORE = 0.4
_IN_TOWN = frozenset({("quarter",), ("bridge",)})
"""The first kind that a feature word gives to what lies in a town."""
_TOWNS = frozenset({"city", "town"})
_SMALL = frozenset({"city", "town", "village", "district", "quarter", "camp", "airbase", "border_crossing"})


@dataclass(frozen=True, slots=True)
class _Words:
    near: frozenset[str]
    within: frozenset[str]
    directions: dict[str, str]
    fillers: frozenset[str]
    joins: frozenset[str]


def _words(rules: Rules) -> _Words:
    directions = {fold(word): point for point, words in rules.lists("relations", "directions").items() for word in words}
    near, within, fillers = (rules.folded("relations", "beside", name) for name in ("near", "within", "fillers"))
    return _Words(near, within, directions, fillers, rules.folded("clitics", "and") | {""})


def placed_beside(text: str, resolved: Sequence[Resolution], rules: Rules) -> list[Resolution]:
    """Return the resolutions; a name that has neither place nor position gets one from the known place that it is said to lie at.

    The position is that of the known place, or some way off in the direction named, with a radius that says how little that tells.
    Names of one list lie together, and a quarter or bridge lies in the town that the text speaks of there.
    """
    out, words = list(resolved), rules.derived(_words)
    for at in _open(out):
        anchor = out[at + 1]
        if not _fit(anchor):
            continue
        found = _relation(text[out[at].toponym.end : anchor.toponym.start], words)
        if found is not None:
            out[at] = _placed(out[at], anchor, found)
            _share(out, at, text, words)
    for at, resolution in enumerate(out):
        town = _town_of(out, at, text) if _lost(resolution) and resolution.toponym.kinds[:1] in _IN_TOWN else None
        if town is not None:
            out[at] = _placed(resolution, town, "quarter")
    return out


def _share(out: list[Resolution], at: int, text: str, words: _Words) -> None:
    """Give the names of a list that ends with the one at `at` its position: "the quarters of X and Y in Z"."""
    given = out[at]
    while at and _lost(out[at - 1]) and fold(text[out[at - 1].toponym.end : out[at].toponym.start]).strip(_COMMAS) in words.joins:
        at -= 1
        out[at] = replace(out[at], lon=given.lon, lat=given.lat, radius_km=given.radius_km, score=given.score, why=given.why)


def _town_of(resolved: Sequence[Resolution], at: int, text: str) -> Resolution | None:
    """Return the town that a quarter lies in: the last named before it in its sentence, the next one there, or else in the text.

    None where its sentence names another kind of place last: "in Kherson province, the X quarter".
    """
    name = resolved[at].toponym
    placed = [r for r in resolved if r.place is not None and r.toponym.role in ("place", "dateline")]
    before = [r for r in placed if r.toponym.end <= name.start]
    if before and not _PARTED.search(text, before[-1].toponym.end, name.start):
        return before[-1] if _town(before[-1]) else None
    earlier = next((r for r in reversed(before) if _town(r)), None)
    after = next((r for r in placed if r.toponym.start >= name.end and _town(r)), None)
    beside = after is not None and not _PARTED.search(text, name.end, after.toponym.start)
    return after if beside else earlier or after


def _town(resolution: Resolution) -> bool:
    return _fit(resolution) and resolution.place is not None and resolution.place.kind in _TOWNS


def _open(resolved: Sequence[Resolution]) -> Iterator[int]:
    for at in range(len(resolved) - 1):
        if _lost(resolved[at]) and resolved[at + 1].toponym.start - resolved[at].toponym.end <= _GAP:
            yield at


def _lost(resolution: Resolution) -> bool:
    """Return whether a name of a place has neither a place nor a position, nor any that it may mean."""
    toponym = resolution.toponym
    return resolution.place is None and resolution.lon is None and not toponym.candidates and toponym.role == "place"


def _fit(anchor: Resolution) -> bool:
    """Return whether a resolution is a place that is small and sure enough to put a name at."""
    place = anchor.place
    if place is None or place.lon is None or place.lat is None or place.kind not in _SMALL:
        return False
    return anchor.score >= _SURE and (place.precision_km or 0.0) <= _WIDEST_KM


def _relation(between: str, words: _Words) -> str | None:
    """Return `near`, `within` or a compass point for the words between a name and a known place; None for any others."""
    if _PARTED.search(between):
        return None
    keys = [key for key in fold(between).split(" ") if key]
    while len(keys) > 1 and keys[-1] in words.fillers:
        keys.pop()
    phrase = " ".join(keys)
    if phrase in words.near:
        return "near"
    return "within" if phrase in words.within else words.directions.get(phrase.removesuffix(" of"))


def _placed(resolution: Resolution, anchor: Resolution, relation: str) -> Resolution:
    place = anchor.place
    assert place is not None
    lon, lat = float(place.lon or 0.0), float(place.lat or 0.0)
    precision = place.precision_km or 0.0
    where, radius = _AT.get(relation, "computed_off"), max(precision, _WITHIN_KM)
    if relation == "near":
        radius = precision + _NEAR_KM
    elif relation not in _AT:
        lon, lat = destination(lon, lat, compass_bearing(relation), _OFF_KM)
        radius = precision + _OFF_RADIUS_KM
    why = (Reason.of(where, place=place, point=relation),)
    return replace(resolution, lon=round(lon, 5), lat=round(lat, 5), radius_km=round(radius, 1), score=_SCORE, why=why)
