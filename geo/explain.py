"""Who holds a point on a day, how surely, on whose word, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import erf, sqrt
from types import MappingProxyType

import shapely

from geo.control import ControlState
from geo.frontline import Area, Front, Line
from geo.geometry import distance_km, projector
from geo.model import Event, Place, Source
from geo.palette import CONTESTED

__all__ = ["Explanation", "explain"]

_WITNESSES = 3
_NO_FIGHTS: Mapping[str, Event] = MappingProxyType({})
_Z90 = 1.645
"""The half width of the corridor in standard deviations: 90 % of a normal distribution lies within it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a point: `holder` is None where nothing is, `sure` from 0 to 1, the nearest states of either side, and a text.

    `mapped` is False where the position lies outside the ground that fronts are derived on. `fights` are the events, newest first, that say
    that the nearest line runs close to its places.
    """

    holder: str | None
    sure: float | None
    states: tuple[tuple[ControlState, float], ...]
    rivals: tuple[tuple[ControlState, float], ...]
    line_km: float | None
    uncertainty_km: float | None
    text: str
    mapped: bool = True
    fights: tuple[Event, ...] = ()


def explain(
    front: Front,
    places: Mapping[str, Place],
    sources: Mapping[str, Source],
    lon: float,
    lat: float,
    fights: Mapping[str, Event] = _NO_FIGHTS,
) -> Explanation:
    """Return who holds a position in degrees, how surely and on whose word.

    Parameters
    ----------
    front
        The front of the day asked about.
    places, sources
        By id, for what the text names.
    lon, lat
        The position.
    fights
        By id, the events that told the front where its line is; one that is missing is not named.
    """
    point = shapely.Point(lon, lat)
    where = f"{lon:.4f},{lat:.4f} on {front.as_of}" + (f", as known by {front.known_by}" if front.known_by else "")
    area = next((a for a in front.territory if a.geometry.intersects(point)), None)
    if area is None:
        return _silent(front, places, point, where)
    line, gap = _nearest_line(front, point, str(area.holder))
    sure = 0.5 * (1 + erf(_Z90 * gap / max(line.uncertainty_km, 0.1) / sqrt(2))) if line else None
    own = _near(area.states, places, point)
    if sure is not None and own:
        # At a place that is spoken for, the doubt about the line is not a doubt about the place.
        sure = 1 - (1 - sure) * own[0][1] / max(own[0][1] + gap, 1e-9)
    rivals = _near(_others(front, line, area), places, point) if line else ()
    told = [_first(area, sure, where), _witness(own, places, sources, area)]
    if line:
        told.append(_turning(line, gap, rivals, places))
    behind = _behind(line, fights) if line else ()
    told += [_fought(behind, places, sources)] if behind else []
    told += [_outvoted(front, places, own)] if front.doubted else []
    error = line.uncertainty_km if line else None
    return Explanation(area.holder, sure, own, rivals, gap if line else None, error, " ".join(t for t in told if t), fights=behind)


def _silent(front: Front, places: Mapping[str, Place], point: shapely.Point, where: str) -> Explanation:
    near = _near(tuple(s for a in front.territory for s in a.states), places, point)[:1]
    if not any(a.geometry.intersects(point) for a in front.unknown):
        return Explanation(None, None, near, (), None, None, f"{where} lies outside the ground that is mapped.", mapped=False)
    tail = f" The nearest is {places[near[0][0].place_id].name}, {near[0][1]:.0f} km away; news from here would show it." if near else ""
    return Explanation(
        None, None, near, (), None, None, f"Nobody is known to hold {where}: no live claim is near enough to speak for it.{tail}"
    )


def _first(area: Area, sure: float | None, where: str) -> str:
    if area.holder == CONTESTED:
        return f"{where} is contested."
    return f"{area.holder} holds {where}" + (f", about {100 * sure:.0f} % sure." if sure is not None else "; no other holder is near.")


def _witness(own: tuple[tuple[ControlState, float], ...], places: Mapping[str, Place], sources: Mapping[str, Source], area: Area) -> str:
    if not own:
        return ""
    state, gap = own[0]
    seen = f", last attested {state.last_attested}" if state.last_attested else ""
    word = " and ".join(dict.fromkeys(sources[s].publisher if s in sources else s for s in state.source_ids[:3]))
    verb = "contested" if area.holder == CONTESTED else f"held by {state.holder}"
    partisan = " (its own side alone says so)" if state.partisan else ""
    name = places[state.place_id].name
    return f"The nearest place is {name}, {gap:.0f} km away, {verb} since {state.since} by the word of {word}{partisan}{seen}."


def _turning(line: Line, gap: float, rivals: tuple[tuple[ControlState, float], ...], places: Mapping[str, Place]) -> str:
    said = f"The line between {' and '.join(line.between)} runs {gap:.0f} km away, give or take {line.uncertainty_km:.0f} km."
    if not rivals:
        return said
    state, far = rivals[0]
    return f"{said} It would move with news of {places[state.place_id].name} ({state.holder}), {far:.0f} km away."


def _behind(line: Line, fights: Mapping[str, Event]) -> tuple[Event, ...]:
    """Return the events behind a line, newest first."""
    ids = {i for states in (*line.sides, line.disputed) for state in states for i in state.event_ids}
    found = [fights[i] for i in sorted(ids & fights.keys())]
    return tuple(sorted(found, key=lambda e: e.when.end.toordinal() if e.when else 0, reverse=True))


def _fought(fights: Sequence[Event], places: Mapping[str, Place], sources: Mapping[str, Source]) -> str:
    return f"It is drawn nearer to where there were these: {'; '.join(_fight(e, places, sources) for e in fights)}."


def _fight(event: Event, places: Mapping[str, Place], sources: Mapping[str, Source]) -> str:
    where = ", ".join(dict.fromkeys(places[p.id].name if p.id and p.id in places else p.name for p in event.places))
    days = dict.fromkeys((event.when.start, event.when.end)) if event.when else ()
    word = " and ".join(dict.fromkeys(sources[c.source_id].publisher if c.source_id in sources else c.source_id for c in event.claims))
    status = ", claimed" if event.status == "claimed" else ""
    return f"{event.type} at {where}, {' to '.join(map(str, days))}{status}, by the word of {word}"


def _outvoted(front: Front, places: Mapping[str, Place], own: tuple[tuple[ControlState, float], ...]) -> str:
    shown = {s.place_id for s, _ in own}
    names = [places[s.place_id].name for s in front.doubted if s.place_id in shown]
    return f"Of {', '.join(names)} one source alone says so, against all places around; the ground is drawn as theirs." if names else ""


def _others(front: Front, line: Line | None, area: Area) -> tuple[ControlState, ...]:
    rivals = {h for h in line.between if h != area.holder} if line else set()
    return tuple(s for a in front.territory if a.holder in rivals for s in a.states)


def _near(states: Iterable[ControlState], places: Mapping[str, Place], point: shapely.Point) -> tuple[tuple[ControlState, float], ...]:
    found = []
    for state in states:
        place = places[state.place_id]
        if place.lon is not None and place.lat is not None:
            found.append((state, distance_km(point.x, point.y, place.lon, place.lat)))
    return tuple(sorted(found, key=lambda pair: (pair[1], pair[0].place_id))[:_WITNESSES])


def _nearest_line(front: Front, point: shapely.Point, holder: str) -> tuple[Line, float] | tuple[None, float]:
    there, _ = projector(point.x, point.y)
    at = there(point)
    gaps = [(there(x.geometry).distance(at) / 1000, n) for n, x in enumerate(front.lines) if holder in x.between or holder == CONTESTED]
    if not gaps:
        return None, 0.0
    gap, n = min(gaps)
    return front.lines[n], gap
