"""The pieces of ground between lines, each with its holder; pieces in which no place lies are crumbs and fall to what is around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.frontline.field import Bools
from geo.frontline.plane import Floats, Ints

__all__ = ["Faces", "faces_of"]


@dataclass(frozen=True, slots=True)
class Faces:
    """Pieces of ground with the index of the holder of each, and which steps of line still part two holders."""

    grounds: npt.NDArray[np.object_]
    labels: Ints
    kept: Bools


def faces_of(nodes: Floats, ends: Ints, holders: Ints, frame: list[BaseGeometry], places: Floats) -> Faces:
    """Return the faces of a plane cut by steps of line.

    Parameters
    ----------
    nodes, ends
        Positions in metres, and the two nodes of each step. Steps meet at nodes alone.
    holders
        The holder left and right of each step.
    frame
        The outer edge as lines, cut where steps end on it.
    places
        Positions near the line of places; a piece that holds none is a crumb.
    """
    if not len(ends):
        return Faces(np.empty(0, dtype=object), np.empty(0, dtype=np.int64), np.zeros(0, dtype=bool))
    drawn = shapely.linestrings(nodes[ends])
    grounds = np.array(shapely.get_parts(shapely.polygonize([*drawn, *frame])), dtype=object)
    beside = np.stack([_face_at(grounds, _beside(nodes, ends, sign)) for sign in (1, -1)], axis=1)
    labels = np.full(len(grounds), -1, dtype=np.int64)
    for side in (0, 1):
        known = beside[:, side] >= 0
        labels[beside[known, side]] = holders[known, side]
    return _without_crumbs(grounds, labels, beside, np.unique(_face_at(grounds, places)))


def _beside(nodes: Floats, ends: Ints, sign: int) -> Floats:
    start, end = nodes[ends[:, 0]], nodes[ends[:, 1]]
    way = end - start
    found: Floats = (start + end) / 2 + sign * 1e-3 * np.column_stack([-way[:, 1], way[:, 0]])
    return found


def _face_at(grounds: npt.NDArray[np.object_], points: Floats) -> Ints:
    found = np.full(len(points), -1, dtype=np.int64)
    face, asked = shapely.STRtree(shapely.points(points)).query(grounds, predicate="contains")
    found[asked] = face
    return found


def _without_crumbs(grounds: npt.NDArray[np.object_], labels: Ints, beside: Ints, settled: Ints) -> Faces:
    """Give each piece without a place to the one holder around it, if it is one."""
    labels, old = labels.copy(), labels
    empty = np.setdiff1d(np.arange(len(grounds)), settled)
    for face in empty.tolist():
        around = np.concatenate([beside[beside[:, k] == face, 1 - k] for k in (0, 1)])
        other = np.unique(old[around[around >= 0]])
        if len(other) == 1 and np.isin(around, settled).all():
            labels[face] = other[0]
    kept = (beside < 0).any(axis=1) | (labels[beside[:, 0]] != labels[beside[:, 1]])
    return Faces(grounds, labels, kept)
