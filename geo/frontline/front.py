"""Areas, corridor, front lines and unknown ground of one day, from the state of its places; see `docs/front.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.control import ControlState
from geo.errors import FrontError
from geo.frontline.experts import Shelf
from geo.frontline.lines import segments
from geo.frontline.mesh import Mesh, march
from geo.frontline.net import Net, small_triangles
from geo.frontline.plane import Floats, Plane
from geo.geometry import in_range
from geo.model import Place
from geo.palette import CONTESTED

__all__ = ["COVERAGE", "Area", "Front", "Line", "Reach", "Theatre", "derive", "speaks_for_ground"]

COVERAGE = 0.9
"""The share of the true line that the corridor is meant to hold."""

_AREA_KINDS = frozenset({"country", "region", "sea", "continent"})
_MAX_SEED_ERROR_KM = 40.0
_SHORTEST_M = 50.0
_CIRCLE = 16
_STEP_M = 10_000.0
_MARGIN_M = 2_000.0
_COARSE_M = 100.0
_WAY_IN_SPACINGS = 0.67
_WIDENING = (0.5, 1.5)
_FAR_M = 60_000.0
_OWN_SHARE = 0.25
"""Of the way from a place to its nearest rival, where that is further than `_FAR_M`, the share that is surely its holder's."""
_CORE_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Reach:
    """How far what is known of a place carries, in kilometres, and the corridor's half width as a share of the distance to it.

    `corridor_share` was measured on true fronts so that the corridor holds `COVERAGE` of the line; see `docs/front.md`.
    """

    unknown_km: float = 75.0
    contested_km: float = 2.0
    corridor_share: float = 0.97


@dataclass(frozen=True, slots=True)
class Area:
    """Ground in degrees: territory of a holder, or, with no holder, ground of which nothing is known."""

    holder: str | None
    geometry: BaseGeometry
    states: tuple[ControlState, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A segment of front in degrees between two holders, with the states of the places on either side that put it there."""

    between: tuple[str, str]
    geometry: BaseGeometry
    contested: bool
    uncertainty_km: float
    sides: tuple[tuple[ControlState, ...], tuple[ControlState, ...]]
    disputed: tuple[ControlState, ...] = ()


@dataclass(frozen=True, slots=True)
class Front:
    """Everything derived for one day; `valid` is the interval over which the same claims run, None for an open end.

    `doubted` are the states of places that their neighbours outvote: the ground around them is drawn as the neighbours'.
    """

    as_of: date
    known_by: date | None
    valid: tuple[date | None, date | None]
    territory: tuple[Area, ...]
    unknown: tuple[Area, ...]
    corridor: tuple[Line, ...]
    lines: tuple[Line, ...]
    doubted: tuple[ControlState, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seeds:
    xy: Floats
    holders: tuple[str, ...]
    states: tuple[tuple[ControlState, ...], ...]

    def of(self, wanted: Iterable[int]) -> tuple[ControlState, ...]:
        return tuple(s for i in wanted for s in self.states[i])

    def only(self, *, contested: bool) -> _Seeds:
        kept = [i for i, h in enumerate(self.holders) if (h == CONTESTED) is contested]
        return _Seeds(self.xy[kept], tuple(self.holders[i] for i in kept), tuple(self.states[i] for i in kept))


def speaks_for_ground(place: Place) -> bool:
    """Return whether control of a place says something of the ground around it.

    Regions, countries and seas are no points, and a position that may be further off than 40 km says nothing of what is near it.
    """
    placed = place.lon is not None and place.lat is not None
    return placed and place.kind not in _AREA_KINDS and (place.precision_km is None or place.precision_km <= _MAX_SEED_ERROR_KM)


def derive(
    states: Mapping[str, ControlState],
    places: Mapping[str, Place],
    land: BaseGeometry,
    as_of: date,
    *,
    known_by: date | None = None,
    valid: tuple[date | None, date | None] = (None, None),
    reach: Reach = Reach(),
) -> Front:
    """Return the areas and lines that the states of places make on a day, within `land`.

    Parameters
    ----------
    states
        The state of each place on the day, as `control.control_on` gives it.
    places
        The places by id. One without a position, or that speaks for no ground, is left out; one at sea speaks for the land near it.
    land
        Polygons in degrees that bound the result; they may cross the antimeridian.
    as_of, known_by, valid
        Carried into the result.
    reach
        How far knowledge of a place carries.

    Raises
    ------
    FrontError
        When a state is of no known place, or the land is empty, reaches a pole or is wider than a hemisphere.
    """
    return Theatre(land, reach).front(states, places, as_of, known_by=known_by, valid=valid)


class Theatre:
    """Land on which fronts of many days are derived; what a day leaves behind spares the next from working it out again.

    Only what follows from its arguments alone is kept, so a day's front is the same whatever was derived before it.

    Parameters
    ----------
    land
        Polygons in degrees that bound every result.
    reach
        How far knowledge of a place carries.

    Raises
    ------
    FrontError
        When the land is empty, reaches a pole or is wider than a hemisphere.
    """

    def __init__(self, land: BaseGeometry, reach: Reach = Reach()) -> None:
        self._plane, self._reach = Plane.of(land), reach
        self._placed: _Placing | None = None
        self._at: bytes | None = None
        self._shelf = Shelf()
        self._net: Net | None = None
        self._known: BaseGeometry = shapely.MultiPolygon()
        self._unknown: tuple[Area, ...] = ()

    def front(
        self,
        states: Mapping[str, ControlState],
        places: Mapping[str, Place],
        as_of: date,
        *,
        known_by: date | None = None,
        valid: tuple[date | None, date | None] = (None, None),
    ) -> Front:
        """Return the front of one day; see `derive`."""
        plane, reach = self._plane, self._reach
        asked = _asked(states, places)
        if self._placed is None or self._placed.asked != asked:
            self._placed = _placing(asked, places, plane)
        seeds = self._placed.seeds(states)
        held, disputed = seeds.only(contested=False), seeds.only(contested=True)
        self._settle(seeds, held)
        known, mesh = self._known, self._mesh(held)
        shapely.prepare(known)
        contested = _contested_ground(seeds, plane.land, reach.contested_km)
        courses = _Courses(mesh, held, self._net, plane.land, reach.corridor_share)
        return Front(
            as_of,
            known_by,
            valid,
            _territory(mesh, seeds, known, contested, plane),
            self._unknown,
            _corridor(courses, held, known, plane),
            _lines(courses, (held, disputed), (known, contested), plane),
            held.of(mesh.doubted),
        )

    def _settle(self, seeds: _Seeds, held: _Seeds) -> None:
        """Make what depends on the positions of the places alone, unless it is still there from the day before."""
        key = seeds.xy.tobytes() + b"|" + held.xy.tobytes()
        if key == self._at:
            return
        land = self._plane.land
        self._at, self._shelf = key, Shelf()
        self._net = Net.of(held.xy, land) if len(held.xy) else None
        self._known = _near(seeds.xy, self._reach.unknown_km, land)
        unknown = self._plane.back(shapely.difference(land, self._known))
        self._unknown = () if unknown.is_empty else (Area(None, unknown, ()),)

    def _mesh(self, held: _Seeds) -> Mesh:
        if not held.holders:
            return Mesh({}, (), np.empty((0, 2)))
        strong = [_vouched(states) for states in held.states]
        return march(held.xy, held.holders, self._plane.land, strong=strong, net=self._net, shelf=self._shelf)


def _vouched(states: Iterable[ControlState]) -> bool:
    """Return whether two sources or more say who holds a position: what its neighbours say does not outweigh them."""
    return len({source for state in states for claim in state.claims_for for source in claim.source_ids}) > 1


@dataclass(frozen=True, slots=True)
class _Placing:
    """Which places speak for ground, grouped by position, in one order."""

    asked: tuple[tuple[str, float | None, float | None, str, float | None], ...]
    groups: tuple[tuple[str, ...], ...]
    xy: Floats

    def seeds(self, states: Mapping[str, ControlState]) -> _Seeds:
        """Return the states by position; two holders at one position contest it."""
        found = tuple(tuple(states[i] for i in group) for group in self.groups)
        holders = tuple(g[0].holder if len({s.holder for s in g}) == 1 else CONTESTED for g in found)
        return _Seeds(self.xy, holders, found)


def _asked(states: Mapping[str, ControlState], places: Mapping[str, Place]) -> tuple[Any, ...]:
    try:
        return tuple((i, (p := places[i]).lon, p.lat, p.kind, p.precision_km) for i in sorted(states))
    except KeyError as missing:
        raise FrontError(f"Control is claimed of {missing.args[0]!r}, which is not among the places.") from None


def _placing(asked: tuple[Any, ...], places: Mapping[str, Place], plane: Plane) -> _Placing:
    at: dict[tuple[float, float], list[str]] = {}
    for place_id, lon, lat, _, _ in asked:
        if not speaks_for_ground(places[place_id]):
            continue
        if not in_range(lon, lat):
            raise FrontError(f"The place {place_id!r} lies at {lon}, {lat}, which is no longitude and latitude.")
        at.setdefault((lon, lat), []).append(place_id)
    positions = sorted(at)
    return _Placing(asked, tuple(tuple(at[p]) for p in positions), plane.points(positions))


def _near(xy: Floats, radius_km: float, land: BaseGeometry) -> BaseGeometry:
    """Return the land within a distance of any seed.

    A triangle whose circumcircle is smaller than that needs no circle drawn: all of it is near one of its corners. Of the ground
    left, only the seeds nearest to some of it matter.
    """
    if not len(xy):
        return shapely.MultiPolygon()
    core = small_triangles(xy, radius_km * 1000)
    left = shapely.difference(land, core)
    if left.is_empty:
        return land
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=land, ordered=True)) if len(xy) > 1 else [left]
    shapely.prepare(left)
    rim = xy[shapely.intersects(cells, left)]
    circles = shapely.buffer(shapely.points(rim), radius_km * 1000, quad_segs=_CIRCLE)
    return shapely.intersection(shapely.union_all([core, *circles]), land)


def _contested_ground(seeds: _Seeds, land: BaseGeometry, radius_km: float) -> BaseGeometry:
    """Return the ground nearer to contested places than to held ones, as far as a contest for a place carries."""
    disputed = [h == CONTESTED for h in seeds.holders]
    if not any(disputed):
        return shapely.MultiPolygon()
    circles = shapely.buffer(shapely.points(seeds.xy[disputed]), radius_km * 1000, quad_segs=_CIRCLE)
    if not all(disputed):
        cells = shapely.voronoi_polygons(shapely.multipoints(seeds.xy), extend_to=shapely.union_all(circles), ordered=True)
        circles = shapely.intersection(circles, np.array(shapely.get_parts(cells))[disputed])
    return shapely.intersection(shapely.union_all(circles), land)


def _territory(mesh: Mesh, seeds: _Seeds, known: BaseGeometry, contested: BaseGeometry, plane: Plane) -> tuple[Area, ...]:
    parts = {holder: shapely.difference(shapely.intersection(area, known), contested) for holder, area in mesh.areas.items()}
    if not mesh.areas:
        contested = known
    if not contested.is_empty:
        parts[CONTESTED] = shapely.intersection(contested, known)
    areas = []
    for holder in sorted(parts, key=lambda h: (h == CONTESTED, h)):
        geometry = plane.back(parts[holder])
        if not geometry.is_empty:
            areas.append(Area(holder, geometry, seeds.of(i for i, h in enumerate(seeds.holders) if h == holder)))
    return tuple(areas)


class _Courses:
    """The segments of a mesh as lines in metres, near the ground alone, and how far each point of them is from either side."""

    def __init__(self, mesh: Mesh, held: _Seeds, net: Net | None, land: BaseGeometry, share: float) -> None:
        west, south, east, north = shapely.bounds(shapely.buffer(shapely.box(*land.bounds), _MARGIN_M))
        self.segments = segments(mesh)
        drawn = [shapely.LineString(mesh.nodes[list(s.nodes)]) for s in self.segments]
        self.lines = shapely.segmentize(shapely.clip_by_rect(np.array(drawn, dtype=object), west, south, east, north), _STEP_M)
        holders = np.array(held.holders)
        self._of = {h: cKDTree(held.xy[holders == h]) for h in sorted({h for s in self.segments for h in s.holders})}
        self._share = share
        self._tree, self._spacing = cKDTree(held.xy), _spacing(net) if net else np.empty(0)

    def half_widths(self, points: Floats, between: tuple[str, str]) -> Floats:
        """Return the half width of the corridor at points of a line, in metres.

        It is a share of the way to the places of either side, more of it where that is long for the spacing of the places.
        """
        near, far = (self._of[holder].query(points)[0] for holder in between)
        way = (near + far) / 2
        usual = self._spacing[self._tree.query(points)[1]]
        half: Floats = self._share * way * np.clip(np.sqrt(way / usual), *_WIDENING)
        return np.where(way > _FAR_M, np.minimum(half, way), half)


def _spacing(net: Net) -> Floats:
    """Return how far a line is from its nearest places on average, in metres, where places are as dense as around each."""
    count = net.near.shape[1]
    usual: Floats = _WAY_IN_SPACINGS * net.radius_m * np.sqrt(np.pi / count)
    return usual


def _corridor(courses: _Courses, held: _Seeds, known: BaseGeometry, plane: Plane) -> tuple[Line, ...]:
    found = []
    for pair in sorted({s.holders for s in courses.segments}):
        mine = [i for i, s in enumerate(courses.segments) if s.holders == pair]
        parts = shapely.get_parts(shapely.simplify(courses.lines[mine], _COARSE_M))
        points, of = shapely.get_coordinates(parts, return_index=True)
        if not len(points):
            continue
        widths = courses.half_widths(points, pair)
        joined = of[1:] == of[:-1]
        ground = shapely.union_all(_capsules(points, widths)[joined])
        sure = _sure_ground(held, pair, ground)
        if not sure.is_empty:
            core = shapely.union_all(_capsules(points, _CORE_SHARE * widths)[joined])
            ground = shapely.union(shapely.difference(ground, sure), core)
        ground = shapely.intersection(ground, known)
        geometry = plane.back(ground)
        if geometry.is_empty:
            continue
        seen = shapely.intersects_xy(known, *points.T)
        error = float(np.mean(widths[seen])) / 1000 if seen.any() else float(np.min(widths)) / 1000
        sides = [held.of(sorted({i for m in mine for i in courses.segments[m].sides[k]})) for k in (0, 1)]
        found.append(Line(pair, geometry, False, round(error, 1), (sides[0], sides[1])))
    return tuple(found)


def _sure_ground(held: _Seeds, between: tuple[str, str], corridor: BaseGeometry) -> BaseGeometry:
    """Return the ground around places of two holders that are far from any rival, as far as it may meet a corridor.

    No line runs there, however little is known.
    """
    holders = np.array(held.holders)
    sides = [held.xy[holders == holder] for holder in between]
    shapely.prepare(corridor)
    discs = []
    for mine, rivals in (sides, sides[::-1]):
        away = cKDTree(rivals).query(mine)[0]
        far = away > _FAR_M
        centres, radii = shapely.points(mine[far]), _OWN_SHARE * away[far]
        met = shapely.dwithin(corridor, centres, radii)
        discs.append(shapely.union_all(shapely.buffer(centres[met], radii[met], quad_segs=_CIRCLE)))
    return shapely.union_all(discs)


def _capsules(nodes: Floats, widths: Floats) -> Floats:
    """Return, for each step between two nodes, the hull of a circle about each, its radius the width there."""
    angles = np.linspace(0, 2 * np.pi, 2 * _CIRCLE, endpoint=False)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    rings = nodes[:, None, :] + np.maximum(widths, 1.0)[:, None, None] * circle
    hulls: Floats = shapely.convex_hull(shapely.multipoints(np.concatenate([rings[:-1], rings[1:]], axis=1)))
    return hulls


def _lines(courses: _Courses, seeds: tuple[_Seeds, _Seeds], grounds: tuple[BaseGeometry, BaseGeometry], plane: Plane) -> tuple[Line, ...]:
    (held, disputed), (known, contested) = seeds, grounds
    seen = shapely.intersection(courses.lines, known)
    clear, through = shapely.difference(seen, contested), shapely.intersection(seen, contested)
    found = []
    for segment, open_part, contested_part in zip(courses.segments, clear, through, strict=True):
        sides = (held.of(segment.sides[0]), held.of(segment.sides[1]))
        for part, is_contested in ((open_part, False), (contested_part, True)):
            if part.length < _SHORTEST_M:
                continue
            error = float(np.mean(courses.half_widths(shapely.get_coordinates(part), segment.holders))) / 1000
            fought_over = disputed.of(_around(part, disputed)) if is_contested else ()
            found.append(Line(segment.holders, plane.back_line(part), is_contested, round(error, 1), sides, fought_over))
    return tuple(found)


def _around(line: BaseGeometry, seeds: _Seeds) -> list[int]:
    """Return the contested places nearest to the vertices of a line, in order."""
    tree = shapely.STRtree(shapely.points(seeds.xy))
    found = tree.query_nearest(shapely.points(shapely.get_coordinates(shapely.segmentize(line, 2000.0))), all_matches=False)[1]
    return sorted({int(i) for i in found})
