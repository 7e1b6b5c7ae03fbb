"""Names without a place that the text puts beside or inside a known one: "the village of X near Y", "X, east of Y", a quarter of a town."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from geo.geodesy import compass_bearing, destination, distance_km
from geo.languages import Rules
from geo.model import Candidate, Reason, Resolution
from geo.names import fold
from geo.offsets import compass_words

__all__ = ["placed_beside"]

_GAP = 48
_NEAR_KM, _WITHIN_KM, _OFF_KM, _OFF_RADIUS_KM = 15.0, 25.0, 10.0, 20.0
"""What "near" and "east of" mean in reports where no distance is given: the next settlement, seldom more than an hour's walk."""
_RURAL_KM, _SIDE_KM, _SIDE_RADIUS_KM = 40.0, 20.0, 30.0
"""How far the countryside of a town reaches that reports speak of, and where in it the middle of its "northern" part lies."""
_WIDEST_KM = 30.0
_NAMESAKE_KM, _ELSEWHERE_KM = 50.0, 400.0
_SURE = 0.6
_AT = {"near": "computed_near", "rural": "computed_near", "within": "computed_within", "quarter": "computed_quarter"}
_RADIUS_KM = {"near": _NEAR_KM, "rural": _RURAL_KM}
_PARTED = re.compile(r"[.!?\u061f;\n]")
_COMMAS = " ,\u060c"
_SCORE = 0.4
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_PARTIES = ("country", "continent")
"""Kinds of places that stand for who acts more often than for where a town lies."""
_IN_TOWN = frozenset({("quarter",), ("bridge",)})
"""The first kind that a feature word gives to what lies in a town."""
_TOWNS = frozenset({"city", "town"})
_SMALL = frozenset({"city", "town", "village", "district", "quarter", "camp", "airbase", "border_crossing"})


@dataclass(frozen=True, slots=True)
class _Words:
    near: frozenset[str]
    within: frozenset[str]
    rural: frozenset[str]
    directions: dict[str, str]
    fillers: frozenset[str]
    skips: frozenset[str]
    leads: frozenset[str]
    tails: frozenset[str]
    joins: frozenset[str]


class _Relation(NamedTuple):
    """How a name lies to a known place: `near`, `rural` or `within` it, or off it (None); towards which point of the compass, if any."""

    kind: str | None
    point: str | None = None


def _words(rules: Rules) -> _Words:
    near, within, rural, fillers, skips, leads, tails = (
        rules.folded("relations", "beside", name)
        for name in ("near", "within", "rural", "fillers", "skips", "compass_leads", "compass_tails")
    )
    return _Words(near, within, rural, compass_words(rules), fillers, skips, leads, tails, rules.folded("clitics", "and") | {""})


def placed_beside(text: str, resolved: Sequence[Resolution], rules: Rules) -> list[Resolution]:
    """Return the resolutions; a name that has neither place nor position gets one from the known place that it is said to lie at.

    Of the places that it may mean it gets the one that lies there; else the position is that of the known place, or some way off in
    the direction named, with a radius that says how little that tells. Names of one list lie together, and a quarter or bridge lies in
    the town that the text speaks of there.
    """
    out, words = list(resolved), rules.derived(_words)
    for at in _open(out):
        anchor = out[at + 1]
        if not _fit(anchor):
            continue
        found = _relation(text, out[at].toponym.end, anchor, words)
        if found is not None and (_lost(out[at]) or (found.point and _at_odds(out[at], anchor))):
            out[at] = _placed(replace(out[at], place=None, matched=None), anchor, found)
            _share(out, at, text, words)
    for at, resolution in enumerate(out):
        inside = resolution.toponym.kinds[:1] in _IN_TOWN and (_lost(resolution) or _of_other_kind(resolution))
        town = _town_of(out, at, text) if inside else None
        if town is not None and (_lost(resolution) or _far(resolution, town)):
            out[at] = _placed(replace(resolution, place=None, matched=None), town, _Relation("quarter"))
    return out


def _of_other_kind(resolution: Resolution) -> bool:
    """Return whether what the text calls a quarter or bridge was taken for a place of another kind, for want of one."""
    return resolution.place is not None and resolution.place.kind not in resolution.toponym.kinds


def _at_odds(resolution: Resolution, anchor: Resolution) -> bool:
    """Return whether a town lies nowhere near the place that the text measures it from: "Cairo, north-west of Hama" is a village there."""
    return resolution.place is not None and resolution.place.kind in _SMALL and _far(resolution, anchor, _ELSEWHERE_KM)


def _far(resolution: Resolution, town: Resolution, km: float = _NAMESAKE_KM) -> bool:
    """Return whether a place lies nowhere near the town that the text speaks of: a quarter that bears its name is meant."""
    place, home = resolution.place, town.place
    if place is None or home is None or place.lon is None or place.lat is None or home.lon is None or home.lat is None:
        return False
    return distance_km(place.lon, place.lat, home.lon, home.lat) > km


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
    named = (r for r in resolved if r.toponym.role in ("place", "dateline"))
    placed = [r for r in named if r.place is not None and r.place.kind not in _PARTIES]
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
        if resolved[at].toponym.role == "place" and resolved[at + 1].toponym.start - resolved[at].toponym.end <= _GAP:
            yield at


def _lost(resolution: Resolution) -> bool:
    """Return whether a name of a place has neither a place nor a position."""
    return resolution.place is None and resolution.lon is None and resolution.toponym.role == "place"


def _fit(anchor: Resolution) -> bool:
    """Return whether a resolution is a place that is small and sure enough to put a name at."""
    place = anchor.place
    if place is None or place.lon is None or place.lat is None or place.kind not in _SMALL:
        return False
    return anchor.score >= _SURE and (place.precision_km or 0.0) <= _WIDEST_KM


def _relation(text: str, start: int, anchor: Resolution, words: _Words) -> _Relation | None:
    """Return the relation that the words from offset `start` to a known place tell, and for a countryside the one behind it."""
    between = text[start : anchor.toponym.start]
    if _PARTED.search(between):
        return None
    if between.strip() == "," and anchor.place is not None and anchor.place.kind == "district":
        return _Relation("within")  # "X, Beni territory"
    keys = [key for key in fold(between).split(" ") if key]
    while len(keys) > 1 and keys[-1] in words.fillers:
        keys.pop()
    while len(keys) > 1 and keys[0] in words.skips:
        keys.pop(0)
    phrase = " ".join(keys)
    if phrase in words.rural:
        return _Relation("rural", _side(text[anchor.toponym.end :], words))
    sided = _sided(keys, words)
    if sided is not None:
        return _Relation("rural", sided)
    kind = "near" if phrase in words.near else "within" if phrase in words.within else None
    point = None if kind else words.directions.get(_of_compass(phrase, words))
    return _Relation(kind, point) if kind or point else None


def _sided(keys: Sequence[str], words: _Words) -> str | None:
    """Return the point of the compass in words for a part of a countryside: "in the northern countryside of"."""
    for i, key in enumerate(keys):
        point = words.directions.get(key.removeprefix(_ARTICLE))
        if point is not None and " ".join([*keys[:i], *keys[i + 1 :]]) in words.rural:
            return point
    return None


def _of_compass(phrase: str, words: _Words) -> str:
    """Return a phrase without the words that a point of the compass may stand in: "to the north of"."""
    lead = next((w for w in words.leads if phrase.startswith(f"{w} ")), "")
    tail = next((w for w in words.tails if phrase.endswith(f" {w}")), "")
    return phrase.removeprefix(lead).removesuffix(tail).strip()


def _side(after: str, words: _Words) -> str | None:
    """Return the point of the compass that the words right behind the name of a town give its countryside, None where they give none."""
    keys = [key for key in fold(after[:_GAP]).split(" ") if key]
    for size in (2, 1):
        point = words.directions.get(" ".join(key.removeprefix(_ARTICLE) for key in keys[:size]))
        if point is not None and len(keys) >= size and all(key.startswith(_ARTICLE) for key in keys[:size]):
            return point
    return None


def _held(resolution: Resolution, lon: float, lat: float, radius: float) -> Candidate | None:
    """Return the likeliest of the places that a name may mean that lies where the text puts it."""
    for candidate in resolution.candidates:
        place = candidate.place
        if place.lon is not None and place.lat is not None and distance_km(place.lon, place.lat, lon, lat) <= radius:
            return candidate
    return None


def _placed(resolution: Resolution, anchor: Resolution, relation: _Relation) -> Resolution:
    place = anchor.place
    assert place is not None
    lon, lat = float(place.lon or 0.0), float(place.lat or 0.0)
    precision = place.precision_km or 0.0
    where = _AT.get(relation.kind or "", "computed_off") if not relation.point else "computed_off"
    radius = precision + _RADIUS_KM[relation.kind] if relation.kind in _RADIUS_KM else max(precision, _WITHIN_KM)
    if relation.point:
        far, wide = (_SIDE_KM, _SIDE_RADIUS_KM) if relation.kind == "rural" else (_OFF_KM, _OFF_RADIUS_KM)
        lon, lat = destination(lon, lat, compass_bearing(relation.point), far)
        radius = precision + wide
    why = (Reason.of(where, place=place, point=relation.point or relation.kind),)
    held = _held(resolution, lon, lat, radius)
    if held is not None:
        inner = held.place
        return replace(
            resolution, place=inner, matched=held.matched, lon=inner.lon, lat=inner.lat, radius_km=inner.precision_km, score=_SCORE, why=why
        )
    return replace(resolution, lon=round(lon, 5), lat=round(lat, 5), radius_km=round(radius, 1), score=_SCORE, why=why)
