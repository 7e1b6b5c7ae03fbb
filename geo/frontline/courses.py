"""The lines of a front with their evidence, and the corridor in which they may run; what is drawn for a segment is kept while it stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.frontline.lines import Segment, segments
from geo.frontline.mesh import Mesh, frame_of
from geo.frontline.net import Net
from geo.frontline.outcome import Line
from geo.frontline.plane import Floats, Plane
from geo.frontline.seeds import Seeds

__all__ = ["CIRCLE", "Courses", "Drawn", "Grounds"]

T = TypeVar("T")

CIRCLE = 16
"""Segments of a quarter of a circle."""

_SHORTEST_M = 50.0
_COARSE_M = 100.0
_WAY_IN_SPACINGS = 0.67
_WIDENING = (0.5, 1.5)
_FAR_M = 60_000.0
_OWN_SHARE = 0.25
"""Of the way from a place to its nearest rival, where that is further than `_FAR_M`, the share that is surely its holder's."""
_CORE_SHARE = 0.25


@dataclass(slots=True)
class Drawn:
    """What was drawn on this day and on the one before, by all that it depends on."""

    _now: dict[Any, Any] = field(default_factory=dict)
    _before: dict[Any, Any] = field(default_factory=dict)

    def next_day(self) -> None:
        """Forget what was not asked for since the last call."""
        self._now, self._before = {}, self._now

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """Return what is kept under a key, else make it."""
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else make()
        found: T = self._now[key]
        return found


@dataclass(frozen=True, slots=True)
class Grounds:
    """In metres: the land, the part of it near any claim, and the part that is contested."""

    land: BaseGeometry
    known: BaseGeometry
    contested: BaseGeometry


class Courses:
    """The segments of a mesh near the ground, and the half width of the corridor at each of their nodes in metres.

    Parameters
    ----------
    mesh, net
        The lines, and the net they were drawn on; None where no place is held.
    seeds
        The places that are held, and those that are contested.
    grounds, plane
        The ground that bounds what is drawn, and the way back to degrees.
    share
        The half width of the corridor as a share of the distance to the places.
    drawn
        What was drawn before on the same places and grounds.
    """

    def __init__(
        self, mesh: Mesh, net: Net | None, seeds: tuple[Seeds, Seeds], grounds: Grounds, plane: Plane, share: float, drawn: Drawn
    ) -> None:
        self._names, self._plane, self._grounds, self._drawn = mesh.names, plane, grounds, drawn
        self._held, self._disputed = seeds
        self._segments = segments(mesh.chains, frame_of(grounds.land))
        self._widths = _half_widths(self._segments, net, share) if net else []
        for ground in (grounds.known, grounds.contested):
            shapely.prepare(ground)

    def corridor(self) -> tuple[Line, ...]:
        """Return the ground in which the line between each two holders may run."""
        found = []
        for pair in sorted({s.holders for s in self._segments}):
            mine = [n for n, s in enumerate(self._segments) if s.holders == pair]
            pieces = [self._piece(self._segments[n].xy, self._widths[n]) for n in mine]
            ground = shapely.union_all([p.ground for p in pieces])
            sure = _sure_ground(self._held, pair, ground)
            if not sure.is_empty:
                ground = shapely.union(shapely.difference(ground, sure), shapely.union_all([p.core() for p in pieces]))
            geometry = self._plane.back(shapely.intersection(ground, self._grounds.known))
            if geometry.is_empty:
                continue
            points, widths = np.concatenate([p.nodes for p in pieces]), np.concatenate([p.widths for p in pieces])
            seen = shapely.intersects_xy(self._grounds.known, *points.T)
            error = float(np.mean(widths[seen])) / 1000 if seen.any() else float(np.min(widths)) / 1000
            one, other = (self._held.of(sorted({i for n in mine for i in self._segments[n].sides[k]})) for k in (0, 1))
            found.append(Line(self._between(pair), geometry, False, round(error, 1), (one, other)))
        return tuple(found)

    def lines(self) -> tuple[Line, ...]:
        """Return the segments on known ground, each in a clear and a contested part."""
        found = []
        for segment, widths in zip(self._segments, self._widths, strict=True):
            sides = self._held.of(segment.sides[0]), self._held.of(segment.sides[1])
            error = round(float(np.mean(widths)) / 1000, 1)
            parts = self._drawn.get(("line", segment.xy.tobytes()), partial(self._parts, segment))
            for geometry, contested, around in parts:
                found.append(Line(self._between(segment.holders), geometry, contested, error, sides, self._disputed.of(around)))
        return tuple(found)

    def _between(self, pair: tuple[int, int]) -> tuple[str, str]:
        return self._names[pair[0]], self._names[pair[1]]

    def _piece(self, xy: Floats, widths: Floats) -> _Piece:
        return self._drawn.get(("piece", xy.tobytes(), widths.tobytes()), partial(_piece, xy, widths))

    def _parts(self, segment: Segment) -> list[tuple[BaseGeometry, bool, list[int]]]:
        """Return the parts of a segment on known ground in degrees, whether each is contested, and by which places."""
        seen = shapely.intersection(shapely.linestrings(segment.xy), self._grounds.known)
        clear, through = shapely.difference(seen, self._grounds.contested), shapely.intersection(seen, self._grounds.contested)
        found = []
        for part, contested in ((clear, False), (through, True)):
            if part.length >= _SHORTEST_M:
                found.append((self._plane.back_line(part), contested, _around(part, self._disputed) if contested else []))
        return found


def _half_widths(given: list[Segment], net: Net, share: float) -> list[Floats]:
    """Return the half width of the corridor at the nodes of each segment, in metres.

    It is a share of the way to the places of either side, more of it where that is long for the spacing of the places.
    """
    if not given:
        return []
    way, around = np.concatenate([s.way for s in given]), np.concatenate([s.around for s in given])
    half = share * way * np.clip(np.sqrt(way / _spacing(net)[around]), *_WIDENING)
    half = np.where(way > _FAR_M, np.minimum(half, way), half)
    return np.split(half, np.cumsum([len(s.way) for s in given])[:-1])


def _spacing(net: Net) -> Floats:
    """Return how far a line is from its nearest places on average, in metres, where places are as dense as around each."""
    count = net.near.shape[1]
    usual: Floats = _WAY_IN_SPACINGS * net.radius_m * np.sqrt(np.pi / count)
    return usual


@dataclass(frozen=True, slots=True)
class _Piece:
    """The corridor of one segment: its ground, and the nodes with half widths that it was made of."""

    ground: BaseGeometry
    nodes: Floats
    widths: Floats

    def core(self) -> BaseGeometry:
        """Return the middle of the corridor."""
        return shapely.union_all(_capsules(self.nodes, _CORE_SHARE * self.widths))


def _piece(xy: Floats, widths: Floats) -> _Piece:
    coarse = shapely.get_coordinates(shapely.simplify(shapely.linestrings(xy), _COARSE_M))
    kept = np.isin(xy[:, 0] + 1j * xy[:, 1], coarse[:, 0] + 1j * coarse[:, 1])
    return _Piece(shapely.union_all(_capsules(xy[kept], widths[kept])), xy[kept], widths[kept])


def _sure_ground(held: Seeds, between: tuple[int, int], corridor: BaseGeometry) -> BaseGeometry:
    """Return the ground around places of two holders that are far from any rival, as far as it may meet a corridor.

    No line runs there, however little is known.
    """
    sides = [held.xy[held.labels == holder] for holder in between]
    shapely.prepare(corridor)
    discs = []
    for mine, rivals in (sides, sides[::-1]):
        away = cKDTree(rivals).query(mine)[0]
        far = away > _FAR_M
        centres, radii = shapely.points(mine[far]), _OWN_SHARE * away[far]
        met = shapely.dwithin(corridor, centres, radii)
        discs.append(shapely.union_all(shapely.buffer(centres[met], radii[met], quad_segs=CIRCLE)))
    return shapely.union_all(discs)


def _capsules(nodes: Floats, widths: Floats) -> Floats:
    """Return, for each step between two nodes, the hull of a circle about each, its radius the width there."""
    angles = np.linspace(0, 2 * np.pi, 2 * CIRCLE, endpoint=False)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    rings = nodes[:, None, :] + np.maximum(widths, 1.0)[:, None, None] * circle
    hulls: Floats = shapely.convex_hull(shapely.linestrings(np.concatenate([rings[:-1], rings[1:]], axis=1)))
    return hulls


def _around(line: BaseGeometry, seeds: Seeds) -> list[int]:
    """Return the contested places nearest to the vertices of a line, in order."""
    tree = shapely.STRtree(shapely.points(seeds.xy))
    found = tree.query_nearest(shapely.points(shapely.get_coordinates(shapely.segmentize(line, 2000.0))), all_matches=False)[1]
    return sorted({int(i) for i in found})
