"""The pieces of ground between lines, each with its holder; pieces in which no place lies are crumbs and fall to what is around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.frontline.field import Bools
from geo.frontline.lines import Chain
from geo.frontline.net import Net
from geo.frontline.plane import Floats, Ints
from geo.frontline.steps import edge_of, meeting

__all__ = ["areas_of"]

_FEW = 16
_CORNERS = 3
_ASIDE = 1e-6
"""How far beside a step, in its lengths, it is asked whose ground it is: guards are far apart, and lines between them may run close."""


@dataclass(frozen=True, slots=True)
class _Faces:
    """Pieces of ground with the holder of each, and the piece left and right of each chain, -1 outside."""

    grounds: npt.NDArray[np.object_]
    labels: Ints
    beside: Ints


def areas_of(chains: list[Chain], net: Net, places: Floats) -> tuple[dict[int, BaseGeometry], list[Chain]]:
    """Return the areas of holders, and the chains that part two of them, without the crumbs.

    Parameters
    ----------
    chains
        The lines that cut the plane; they meet at their ends alone.
    net
        The net whose outer edge is the edge of the plane.
    places
        Positions near the line of places; a piece that holds none is a crumb.
    """
    near = shapely.STRtree(shapely.points(places))
    crumbs = _round_crumbs(chains, near, net)
    if crumbs.all():
        return _whole(_outside(chains), net)
    chains = [chain for chain, crumb in zip(chains, crumbs.tolist(), strict=True) if not crumb]
    faces = _faces(chains, net)
    labels = _without_crumbs(faces, _settled(faces.grounds, near))
    kept = (faces.beside < 0).any(axis=1) | (labels[faces.beside[:, 0]] != labels[faces.beside[:, 1]])
    if not kept.all():
        chains = [chain for chain, stays in zip(chains, kept.tolist(), strict=True) if stays]
        if not chains:
            return _whole(int(labels[0]), net)
        faces = _faces(chains, net)
        labels = faces.labels
    return {h: shapely.multipolygons(faces.grounds[labels == h]) for h in sorted(set(labels.tolist()))}, chains


def _whole(holder: int, net: Net) -> tuple[dict[int, BaseGeometry], list[Chain]]:
    return {holder: shapely.multipoints(net.points).convex_hull}, []


def _round_crumbs(chains: list[Chain], places: shapely.STRtree, net: Net) -> Bools:
    """Return which chains go round ground in which no place lies, or cut such a piece off the rim of the plane.

    All that is in it falls to what is around.
    """
    found = np.zeros(len(chains), dtype=bool)
    ends = np.array([chain.ends for chain in chains])
    alone, shut = ~meeting(ends).any(axis=1), ends[:, 0] == ends[:, 1]
    for n in np.flatnonzero(alone & ~shut).tolist():
        one, other = chains[n].ends
        shut[n] = _side_by_side(edge_of(net, one), edge_of(net, other), net)
    asked = np.flatnonzero(alone & shut & (np.array([len(chain.xy) for chain in chains]) >= _CORNERS))
    found[asked] = ~_settled(np.array([shapely.polygons(chains[n].xy) for n in asked.tolist()], dtype=object), places)
    return found


def _side_by_side(one: int, other: int, net: Net) -> bool:
    """Return whether two edges, by index, are outer edges of the net that meet, or the same one."""
    outer = min(one, other) >= 0 and net.faces[one, 1] < 0 and net.faces[other, 1] < 0
    return bool(outer and np.isin(net.edges[one], net.edges[other]).any())


def _outside(rings: list[Chain]) -> int:
    """Return the holder outside all of some rings, and pieces cut off the rim, that lie next to or within each other."""
    widest = max(rings, key=lambda ring: float(np.ptp(ring.xy, axis=0).prod()))
    return widest.holders[1 if shapely.is_ccw(shapely.linearrings(widest.xy)) else 0]


def _faces(chains: list[Chain], net: Net) -> _Faces:
    drawn = [shapely.linestrings(chain.xy) for chain in chains]
    grounds = np.array(shapely.get_parts(shapely.polygonize([*drawn, *_frame(chains, net)])), dtype=object)
    beside = _beside(chains, grounds)
    labels = np.full(len(grounds), -1, dtype=np.int64)
    for side in (0, 1):
        known = beside[:, side] >= 0
        labels[beside[known, side]] = np.array([c.holders[side] for c in chains], dtype=np.int64)[known]
    return _Faces(grounds, labels, beside)


def _frame(chains: list[Chain], net: Net) -> list[BaseGeometry]:
    """Return the outer edge of the net as lines that meet the chains' ends."""
    met: dict[int, list[Floats]] = {}
    for chain in chains:
        for key, xy in zip(chain.ends, (chain.xy[0], chain.xy[-1]), strict=True):
            edge = edge_of(net, key)
            if edge >= 0 and net.faces[edge, 1] < 0:
                met.setdefault(edge, []).append(xy)
    outer = np.flatnonzero(net.faces[:, 1] < 0)
    whole = outer[~np.isin(outer, list(met))]
    lines = list(shapely.linestrings(net.points[net.edges[whole]]))
    for edge in sorted(met):
        start, end = net.points[net.edges[edge]]
        along = sorted((float(np.hypot(*(xy - start))), *xy.tolist()) for xy in met[edge])
        nodes = np.array([start, *(xy for _, *xy in along), end])
        lines += list(shapely.linestrings(np.stack([nodes[:-1], nodes[1:]], axis=1)))
    return lines


def _beside(chains: list[Chain], grounds: npt.NDArray[np.object_]) -> Ints:
    """Return the piece of ground left and right of the longest step of each chain."""
    start, end = (np.concatenate([chain.xy[rows] for chain in chains]) for rows in (slice(None, -1), slice(1, None)))
    of = np.repeat(np.arange(len(chains)), [len(chain.xy) - 1 for chain in chains])
    length = np.hypot(*(end - start).T)
    furthest = np.maximum.reduceat(length, np.flatnonzero(np.diff(of, prepend=-1)))
    longest = np.flatnonzero(length == furthest[of])
    longest = longest[np.unique(of[longest], return_index=True)[1]]
    start, end = start[longest], end[longest]
    way = _ASIDE * np.column_stack([start[:, 1] - end[:, 1], end[:, 0] - start[:, 0]])
    middle = (start + end) / 2
    found = np.full((2, len(chains)), -1, dtype=np.int64)
    face, asked = shapely.STRtree(shapely.points(np.concatenate([middle + way, middle - way]))).query(grounds, predicate="contains")
    found.ravel()[asked] = face
    return found.T


def _settled(grounds: npt.NDArray[np.object_], places: shapely.STRtree) -> Bools:
    """Return in which pieces of ground a place lies."""
    found = np.zeros(len(grounds), dtype=bool)
    shapely.prepare(grounds)
    ground, place = places.query(grounds)
    # One of the first few places in its box lies in most pieces, so that the others need not be looked at.
    rank = np.arange(len(ground)) - np.searchsorted(ground, ground)
    few = rank < _FEW
    found[ground[few][shapely.contains(grounds[ground[few]], places.geometries[place[few]])]] = True
    left = ~few & ~found[ground]
    found[ground[left][shapely.contains(grounds[ground[left]], places.geometries[place[left]])]] = True
    return found


def _without_crumbs(faces: _Faces, settled: Bools) -> Ints:
    """Give each piece without a place to the one holder around it, if it is one."""
    labels = faces.labels.copy()
    for face in np.flatnonzero(~settled).tolist():
        around = np.concatenate([faces.beside[faces.beside[:, k] == face, 1 - k] for k in (0, 1)])
        other = np.unique(faces.labels[around[around >= 0]])
        if len(other) == 1 and (around >= 0).all() and settled[around].all():
            labels[face] = other[0]
    return labels
