"""The lines of a front with their evidence, and the corridor in which they may run; what is drawn for a segment is kept while it stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.frontline.field import Bools
from geo.frontline.lines import Segment, segments
from geo.frontline.mesh import Mesh, frame_of
from geo.frontline.net import Net
from geo.frontline.outcome import Line
from geo.frontline.plane import Floats, Ints, Plane
from geo.frontline.seeds import Seeds
from geo.frontline.steps import LONGEST_M

__all__ = ["CIRCLE", "Courses", "Drawn", "Grounds"]

T = TypeVar("T")

CIRCLE = 16
"""Segments of a quarter of a circle."""

_ROUND = 16
"""Corners of the circles that the corridor is made of."""
_RUN = 8
"""Pieces of corridor in a run that is joined first, on the average."""
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

    def all(self, keys: list[Any], make: Callable[[list[int]], list[T]]) -> list[T]:
        """Return what is kept under each key; `make` gets the numbers of the keys under which nothing is, all at once."""
        missing = [n for n, key in enumerate(keys) if key not in self._before]
        made = dict(zip((keys[n] for n in missing), make(missing), strict=True)) if missing else {}
        found: list[T] = [made[key] if key in made else self._before[key] for key in keys]
        self._now.update(zip(keys, found, strict=True))
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
        self._held, self._disputed, self._net = *seeds, net
        self._segments = segments(mesh.chains, frame_of(grounds.land))
        self._widths = _half_widths(self._segments, net, share) if net else []
        self._sides = np.ascontiguousarray(self._held.xy.T)
        for ground in (grounds.known, grounds.contested):
            shapely.prepare(ground)

    def corridor(self) -> tuple[Line, ...]:
        """Return the ground in which the line between each two holders may run."""
        found = []
        keys: list[Any] = [("piece", s.xy.tobytes(), widths.tobytes()) for s, widths in zip(self._segments, self._widths, strict=True)]
        drawn = self._drawn.all(keys, lambda new: _pieces([self._segments[n] for n in new], [self._widths[n] for n in new]))
        for pair in sorted({s.holders for s in self._segments}):
            mine = [n for n, s in enumerate(self._segments) if s.holders == pair]
            pieces = [drawn[n] for n in mine]
            ground = self._joined([keys[n] for n in mine], pieces)
            far = [n for n in mine if drawn[n].furthest > _FAR_M]
            sure = self._sure_grounds(pair, [keys[n] for n in far], [drawn[n] for n in far])
            if any(sure):
                cut = shapely.difference(ground, shapely.union_all([disc for discs in sure for disc in discs]))
                cores = [drawn[n].core() for n, discs in zip(far, sure, strict=True) if discs]
                ground = shapely.union_all([cut, *cores])
            geometry = self._plane.back(shapely.intersection(ground, self._grounds.known))
            if geometry.is_empty:
                continue
            points, widths = np.concatenate([p.nodes for p in pieces]), np.concatenate([p.widths for p in pieces])
            seen = shapely.intersects_xy(self._grounds.known, *points.T)
            error = float(np.mean(widths[seen])) / 1000 if seen.any() else float(np.min(widths)) / 1000
            one, other = (self._held.of(sorted({i for n in mine for i in self._segments[n].sides[k]})) for k in (0, 1))
            found.append(Line(self._between(pair), geometry, False, round(error, 1), (one, other)))
        return tuple(found)

    def _joined(self, keys: list[Any], pieces: list[_Piece]) -> BaseGeometry:
        """Return the ground of pieces of corridor; it is joined run by run, so that runs of which no piece changed are joined already.

        Where a run begins depends on the piece alone, so that a change moves no run but its own.
        """
        begins = [n for n, p in enumerate(pieces) if n == 0 or int(p.nodes[0, 0]) % _RUN == 0]
        runs = list(pairwise([*begins, len(pieces)]))
        asked: list[Any] = [("run", *keys[first:end]) for first, end in runs]
        made = self._drawn.all(asked, lambda new: [shapely.union_all([p.ground for p in pieces[slice(*runs[n])]]) for n in new])
        return shapely.disjoint_subset_union_all(made)

    def _sure_grounds(self, between: tuple[int, int], keys: list[Any], pieces: list[_Piece]) -> list[list[BaseGeometry]]:
        """Return for each piece of corridor the ground around places of two holders far from any rival that meets it.

        No line runs there, however little is known. From a place whose sure ground meets the piece its nearest rival is no further
        than the way to the piece and across it, so only places and rivals within that way need be looked at.
        """
        around = self._drawn.all([("around", key) for key in keys], lambda new: [self._around(pieces[n]) for n in new])
        labels = self._held.labels
        asked: list[Any] = [("sure", key, self._names, between, labels[near.of].tobytes()) for key, near in zip(keys, around, strict=True)]
        return self._drawn.all(asked, lambda new: [self._sure_ground(between, pieces[n], around[n]) for n in new])

    def _around(self, piece: _Piece) -> _Around:
        x, y = self._sides
        wide = np.flatnonzero(_within(x, y, piece.ground.bounds, (1 + _OWN_SHARE) * piece.furthest))
        return _Around(wide, _within(x[wide], y[wide], piece.ground.bounds, _OWN_SHARE * piece.furthest))

    def _sure_ground(self, between: tuple[int, int], piece: _Piece, around: _Around) -> list[BaseGeometry]:
        labels, found = self._held.labels[around.of], []
        for mine, rivals in (between, between[::-1]):
            own, others = around.of[around.near & (labels == mine)], around.of[labels == rivals]
            own = own[~self._beset(own, rivals)]
            found += _discs(self._held.xy[own], self._held.xy[others], piece) if len(own) and len(others) else []
        return found

    def _beset(self, places: Ints, rivals: int) -> Bools:
        """Return which places have a rival among their neighbours that is too near for any sure ground."""
        if self._net is None:
            return np.zeros(len(places), dtype=bool)
        near: Bools = (self._held.labels[self._net.near[places]] == rivals).any(axis=1) & (self._net.radius_m[places] <= _FAR_M)
        return near

    def lines(self) -> tuple[Line, ...]:
        """Return the segments on known ground, each in a clear and a contested part."""
        found = []
        keys = [("line", s.xy.tobytes()) for s in self._segments]
        drawn = self._drawn.all(keys, lambda new: self._parts([self._segments[n] for n in new]))
        for segment, widths, parts in zip(self._segments, self._widths, drawn, strict=True):
            sides = self._held.of(segment.sides[0]), self._held.of(segment.sides[1])
            error = round(float(widths.sum()) / len(widths) / 1000, 1)
            for part in parts:
                disputed = self._disputed.of(part.around)
                found.append(Line(self._between(segment.holders), part.geometry, part.contested, error, sides, disputed))
        return tuple(found)

    def _between(self, pair: tuple[int, int]) -> tuple[str, str]:
        return self._names[pair[0]], self._names[pair[1]]

    def _parts(self, given: list[Segment]) -> list[list[_Part]]:
        """Return the parts of segments on known ground in degrees, each contested or not."""
        known, contested = self._grounds.known, self._grounds.contested
        lines = np.array([shapely.linestrings(s.xy) for s in given], dtype=object)
        across = ~shapely.covers(known, lines)
        lines[across] = shapely.intersection(lines[across], known)
        fought = shapely.intersects(contested, lines)
        through = shapely.intersection(lines[fought], contested)
        lines[fought] = shapely.difference(lines[fought], contested)
        parts = [(n, part, False) for n, part in enumerate(lines)]
        parts += [(n, part, True) for n, part in zip(np.flatnonzero(fought).tolist(), through, strict=True)]
        long = [part for part in parts if part[1].length >= _SHORTEST_M]
        found: list[list[_Part]] = [[] for _ in given]
        for (n, part, disputed), drawn in zip(long, self._plane.back_lines([p for _, p, _ in long]), strict=True):
            found[n].append(_Part(drawn, disputed, tuple(_around(part, self._disputed)) if disputed else ()))
        return found


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a segment in degrees, and the contested places (by index) around it where it is contested."""

    geometry: BaseGeometry
    contested: bool
    around: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    """The places (by index) that may be a rival of one whose sure ground meets a piece of corridor, and which of them may be that one."""

    of: Ints
    near: Bools


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
    """The corridor of one segment: its ground, and the nodes with half widths in metres that it was made of.

    A place whose sure ground meets it is no further than `furthest` from its nearest rival.
    """

    ground: BaseGeometry
    nodes: Floats
    widths: Floats
    furthest: float

    def core(self) -> BaseGeometry:
        """Return the middle of the corridor."""
        return shapely.union_all(_capsules(self.nodes, _CORE_SHARE * self.widths))


def _pieces(given: list[Segment], widths: list[Floats]) -> list[_Piece]:
    """Return the corridor of each segment, from nodes thinned out to where the line turns by more than 100 m."""
    xy, half = np.concatenate([s.xy for s in given]), np.concatenate(widths)
    of = np.repeat(np.arange(len(given)), [len(w) for w in widths])
    coarse = shapely.get_coordinates(shapely.simplify([shapely.linestrings(s.xy) for s in given], _COARSE_M))
    kept = np.isin(xy[:, 0] + 1j * xy[:, 1], coarse[:, 0] + 1j * coarse[:, 1])
    nodes, half, of = xy[kept], half[kept], of[kept]
    joined = of[1:] == of[:-1]
    hulls, whose = _capsules(nodes, half)[joined], of[1:][joined]
    hulls_of, nodes_of = (np.searchsorted(n, np.arange(len(given) + 1)).tolist() for n in (whose, of))
    found = []
    for n, segment in enumerate(given):
        furthest = (float(widths[n].max() + 2 * segment.way.max()) + LONGEST_M) / (1 - _OWN_SHARE)
        ground = shapely.union_all(hulls[hulls_of[n] : hulls_of[n + 1]])
        rows = slice(nodes_of[n], nodes_of[n + 1])
        found.append(_Piece(ground, nodes[rows], half[rows], furthest))
    return found


def _within(x: Floats, y: Floats, bounds: Sequence[float], margin: float) -> Bools:
    west, south, east, north = bounds
    return (x >= west - margin) & (x <= east + margin) & (y >= south - margin) & (y <= north + margin)


def _discs(places: Floats, rivals: Floats, piece: _Piece) -> list[BaseGeometry]:
    """Return the sure ground around places that meets a piece of corridor; both are rows of x, y in metres."""
    away = cKDTree(rivals).query(places)[0]
    far = np.flatnonzero((away > _FAR_M) & (away <= piece.furthest))
    centres, radii = shapely.points(places[far]), _OWN_SHARE * away[far]
    met = shapely.dwithin(piece.ground, centres, radii)
    return list(shapely.buffer(centres[met], radii[met], quad_segs=CIRCLE))


def _capsules(nodes: Floats, widths: Floats) -> Floats:
    """Return, for each step between two nodes, the hull of a circle about each, its radius the width there.

    Circles are polygons of the same area, whose edges lie within 2 % of the width. They have as many corners in the same directions, so a
    corner of one is in the hull where that circle reaches further in one of the two directions between which the corner is the
    outermost: those of its edges.
    """
    angles, half = np.linspace(0, 2 * np.pi, _ROUND, endpoint=False), np.pi / _ROUND
    radii = np.maximum(widths, 1.0) * np.sqrt(2 * half / np.sin(2 * half))
    rings = nodes[:, None, :] + radii[:, None, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    ways = np.stack([np.cos(angles + half), np.sin(angles + half)])
    ahead = ((nodes[:-1] - nodes[1:]) @ ways + (radii[:-1] - radii[1:])[:, None] * np.cos(half)) > 0
    begun = np.roll(ahead, 1, axis=1)
    # Round the hull, the circle that is ahead at the edge before a corner comes first; the other where it is ahead at the edge after.
    kept = np.stack([np.ones_like(ahead), ahead != begun], axis=2)
    step, corner, turn = np.nonzero(kept)
    circle = np.where(begun[step, corner], turn, 1 - turn)
    hulls: Floats = shapely.polygons(shapely.linearrings(rings[step + circle, corner], indices=step))
    return hulls


def _around(line: BaseGeometry, seeds: Seeds) -> list[int]:
    """Return the contested places nearest to the vertices of a line, in order."""
    tree = shapely.STRtree(shapely.points(seeds.xy))
    found = tree.query_nearest(shapely.points(shapely.get_coordinates(shapely.segmentize(line, 2000.0))), all_matches=False)[1]
    return sorted({int(i) for i in found})
