"""Steps of line joined into chains, and chains cut into segments short enough to name the places on their two sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from geo.frontline.field import Bools
from geo.frontline.plane import Floats, Ints
from geo.frontline.steps import Frame, Steps, meeting

__all__ = ["Chain", "Segment", "chains", "segments"]

_PLACES_A_SIDE = 3
"""A segment names at most this many places on a side: more than a reader can check is no evidence."""


Sides = tuple[tuple[int, ...], tuple[int, ...]]
"""Places on the left and the right of a line, by index, in order."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A run of line between two holders, the first on its left, to its end or round to its beginning.

    `xy` are its nodes in metres and `ends` the keys of the first and the last; `way` is, by node, how far the nearest places of the two
    sides are in the mean, and `around` the nearest place at all. `near` is, by step, the place on either side nearest to its middle.
    """

    holders: tuple[int, int]
    ends: tuple[int, int]
    xy: Floats
    way: Floats
    around: Ints
    near: Ints


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of line between two holders, as of a chain, and the places on either side that put it there."""

    holders: tuple[int, int]
    xy: Floats
    way: Floats
    around: Ints
    sides: Sides


def chains(steps: Steps) -> list[Chain]:
    """Return the steps joined where two of a kind meet, in an order that depends on the steps alone."""
    runs = list(_runs(steps))
    if not runs:
        return []
    every, ends = np.array([step for run in runs for step in run], dtype=np.int64), np.cumsum([len(run) for run in runs])
    last = every[ends - 1]
    # A chain has a node more than steps: the end of its last one.
    xy = np.insert(steps.xy[every, 0], ends, steps.xy[last, 1], axis=0)
    way, around = (np.insert(told[every, 0], ends, told[last, 1]) for told in (steps.way, steps.around))
    near, holders, keys = steps.near[every], steps.holders[last].tolist(), steps.ends
    found = []
    for number, (run, end) in enumerate(zip(runs, ends.tolist(), strict=True)):
        rows, nodes = slice(end - len(run), end), slice(end - len(run) + number, end + number + 1)
        left, right = holders[number]
        bounds = int(keys[run[0], 0]), int(keys[run[-1], 1])
        found.append(Chain((left, right), bounds, xy[nodes], way[nodes], around[nodes], near[rows]))
    return found


def segments(given: Sequence[Chain], frame: Frame) -> list[Segment]:
    """Return the runs of chains that have the same few places on their sides, as far as they come near the ground of the frame."""
    if not given:
        return []
    west, south, east, north = frame
    start, end = (np.concatenate([c.xy[rows] for c in given]) for rows in (slice(None, -1), slice(1, None)))
    low, high = np.minimum(start, end), np.maximum(start, end)
    wanted = (high[:, 0] >= west) & (low[:, 0] <= east) & (high[:, 1] >= south) & (low[:, 1] <= north)
    of = np.repeat(np.arange(len(given)), [len(c.near) for c in given])
    found = []
    for number, first, last, sides in _cut(np.concatenate([c.near for c in given]), wanted, of):
        chain, rows = given[number], slice(first, last + 1)
        found.append(Segment(chain.holders, chain.xy[rows], chain.way[rows], chain.around[rows], sides))
    return sorted(found, key=lambda s: s.holders)


def _runs(steps: Steps) -> Iterator[list[int]]:
    """Yield the steps (by index) of each chain, those with two ends first, then the rings."""
    nodes, at = np.unique(steps.ends, return_inverse=True)
    start, end = at.reshape(-1, 2).T
    leaving = np.full(len(nodes), -1, dtype=np.int64)
    leaving[start] = np.arange(len(start))
    leaving[meeting(nodes)] = -1
    onward = leaving[end]
    entered = np.zeros(len(start), dtype=bool)
    entered[onward[onward >= 0]] = True
    after, left = onward.tolist(), [True] * len(start)
    for first in [*np.flatnonzero(~entered).tolist(), *range(len(start))]:
        step, run = first, []
        while step >= 0 and left[step]:
            left[step] = False
            run.append(step)
            step = after[step]
        if run:
            yield run


def _cut(near: Ints, wanted: Bools, of: Ints) -> Iterator[tuple[int, int, int, Sides]]:
    """Yield chain, first step, step after the last, and the places on both sides of each run of wanted steps with few enough places.

    `of` is the chain of each step; steps are counted from the first of their chain.
    """
    begins = np.flatnonzero(np.diff(of, prepend=-1))
    changed = (near[1:] != near[:-1]).any(axis=1) | (wanted[1:] != wanted[:-1]) | (of[1:] != of[:-1])
    starts = [0, *(np.flatnonzero(changed) + 1).tolist()]
    chain, offset, begun = 0, 0, -1
    sides: tuple[Set[int], Set[int]] = _NONE
    for start, number, pair, kept in zip(starts, of[starts].tolist(), near[starts].tolist(), wanted[starts].tolist(), strict=True):
        wider: tuple[Set[int], Set[int]] = (sides[0] | {pair[0]}, sides[1] | {pair[1]})
        if begun >= 0 and (number != chain or not kept or max(map(len, wider)) > _PLACES_A_SIDE):
            yield chain, begun - offset, start - offset, _sorted(sides)
            begun, wider = -1, ({pair[0]}, {pair[1]})
        if number != chain:
            chain, offset = number, int(begins[number])
        if kept:
            begun = start if begun < 0 else begun
            sides = wider
        else:
            sides = _NONE
    if begun >= 0:
        yield chain, begun - offset, len(near) - offset, _sorted(sides)


_NONE: tuple[frozenset[int], frozenset[int]] = frozenset(), frozenset()


def _sorted(sides: tuple[Set[int], Set[int]]) -> Sides:
    return tuple(sorted(sides[0])), tuple(sorted(sides[1]))
