"""What the front says when it is asked: who holds a point and on whose word, and what changed hands between two days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import shapely

from geo import markup
from geo.changes import Change, Ground
from geo.control import ControlState
from geo.explain import Explanation
from geo.layers import Feature, Layer
from geo.markup import Claimed, Fold, Html, Row
from geo.palette import CONTESTED
from geo.ui.evidence import Context, fight_rows, said_by, sources_of

__all__ = ["change_cards", "change_layer", "explanation_card", "point_in"]

_POINT = re.compile(r"point:(-?\d{1,3}(?:\.\d{1,6})?):(-?\d{1,2}(?:\.\d{1,6})?)", re.ASCII)

_CHANGED = MappingProxyType({"en": "Ground that changed hands", "ar": "أرض انتقلت من يد إلى يد"})

States = Sequence[tuple[ControlState, float]]


def point_in(key: str | None) -> tuple[float, float] | None:
    """Return longitude and latitude of a key `point:LON:LAT` as the map gives it, or None where it is no such key."""
    found = _POINT.fullmatch(key or "")
    if not found:
        return None
    lon, lat = (float(v) for v in found.groups())
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def explanation_card(found: Explanation, lon: float, lat: float, context: Context) -> Html:
    """Return who holds a point, how surely, on whose word, and what would change it."""
    words = context.words
    rows = [Row(words("evidence.holder"), _holder(found, context))]
    if found.sure is not None:
        percent = round(100 * found.sure)
        rows.append(Row(words("ask.sure"), words("ask.certain") if percent > 99 else words("ask.percent", n=percent)))
    if found.line_km is not None:
        off = f"{found.uncertainty_km or 0:.0f}"
        rows.append(Row(words("ask.line"), words("ask.line_away", km=f"{found.line_km:.0f}", off=off)))
    near = found.states if found.mapped else ()
    rows += [Row(words("ask.nearest"), _near(s, km, context)) for s, km in near[:1]]
    change = found.rivals[:1] if found.holder is not None else ()
    rows += [Row(words("ask.would_change"), words("ask.news_of", place=_near(s, km, context))) for s, km in change]
    rows += fight_rows(found.fights, context)
    claims = [_word(state, km, context) for state, km in near]
    title = words("ask.title", lat=f"{lat:.3f}", lon=f"{lon:.3f}")
    ids = dict.fromkeys(i for state, _ in (*near, *found.rivals) for i in state.source_ids)
    ids |= dict.fromkeys(sources_of(found.fights))
    lines = tuple(markup.source_line(said_by(i, context)) for i in ids)
    return markup.card(title, "", rows, claims, _note(found, context), folds=[Fold(words("evidence.sources", n=len(lines)), lines)])


def _holder(found: Explanation, context: Context) -> str:
    if found.holder is None:
        return context.words("ask.nobody" if found.mapped else "ask.outside")
    return context.party(found.holder)


def _note(found: Explanation, context: Context) -> str:
    words = context.words
    if found.holder is None:
        return words("ask.nobody_note") if found.mapped else ""
    return words("ask.contested_note") if found.holder == CONTESTED else words("evidence.line_note")


def _near(state: ControlState, km: float, context: Context) -> str:
    words = context.words
    held = f"{context.party(state.holder)} {words('evidence.held')} {words.day(state.since)}"
    return words("ask.place_away", place=context.place(state.place_id, state.place_id), km=f"{km:.0f}", held=held)


def _word(state: ControlState, km: float, context: Context) -> Claimed:
    words = context.words
    publishers = dict.fromkeys(context.sources[i].publisher for i in state.source_ids if i in context.sources)
    rows = (
        Row(words("ask.away"), words("lines.km", n=f"{km:.0f}")),
        Row(words("evidence.holder"), f"{context.party(state.holder)} {words('evidence.held')} {words.day(state.since)}"),
        Row(words("evidence.attested"), words.day(state.last_attested) if state.last_attested else ""),
        Row(words("evidence.claims"), "; ".join(publishers) or words("evidence.no_source")),
    )
    badge = words("ask.partisan") if state.partisan else ""
    return Claimed(badge, context.place(state.place_id, state.place_id), "", "", "", tuple(r for r in rows if r.value))


def change_cards(places: Iterable[Change], ground: Iterable[Ground], context: Context) -> list[Html]:
    """Return what changed hands: the ground by holder with its area, and the places, each with who says so."""
    words = context.words
    areas: Mapping[tuple[str | None, str | None], float] = {}
    for g in ground:
        areas = {**areas, (g.before, g.after): areas.get((g.before, g.after), 0.0) + g.km2}
    rows = [
        Row(words("lines.km2", n=f"{km2:,.0f}"), words("changes.from_to", a=_side(a, context), b=_side(b, context)))
        for (a, b), km2 in sorted(areas.items(), key=lambda item: -item[1])
        if km2 >= 1
    ]
    changed = list(places)
    cards = [markup.card(words("changes.ground"), "", rows, note="" if rows else words("changes.no_ground"))]
    folds = [_change_fold(c, context) for c in changed]
    note = "" if changed else words("changes.no_places")
    return [*cards, markup.card(words("changes.places", n=len(changed)), "", (), note=note, folds=folds)]


def change_layer(ground: Iterable[Ground], context: Context) -> Layer:
    """Return the ground that changed hands as a layer: what passed from whom to whom is said by pointing at it."""
    features: list[Feature] = []
    for number, g in enumerate(ground):
        said = context.words("changes.from_to", a=_side(g.before, context), b=_side(g.after, context))
        area = context.words("lines.km2", n=f"{g.km2:,.0f}")
        properties = {"style": "changed", "kind": "changed", "name": f"{said} \u00b7 {area}", "source_ids": []}
        if g.km2 >= 1:
            geometry = shapely.geometry.mapping(g.geometry)
            features.append({"type": "Feature", "id": f"changed-{number}", "geometry": geometry, "properties": properties})
    return Layer("changed", "front", _CHANGED, "changed", features)


def _side(holder: str | None, context: Context) -> str:
    return context.party(holder) if holder else context.words("changes.unknown")


def _change_fold(change: Change, context: Context) -> Fold:
    words = context.words
    before, after = (_side(s.holder if s else None, context) for s in (change.before, change.after))
    title = f"{context.place(change.place_id, change.place_id)}: {words('changes.from_to', a=before, b=after)}"
    since = [markup.element("b", f"{words('evidence.held')} {words.day(change.after.since)}")] if change.after else []
    return Fold(title, (*since, *(markup.source_line(said_by(i, context)) for i in change.source_ids)))
