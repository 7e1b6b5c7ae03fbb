"""Steps of line joined into chains, and chains cut into segments short enough to name the places on their two sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from geo.frontline.field import Bools
from geo.frontline.plane import Floats, Ints
from geo.frontline.steps import Frame, Steps, meeting

__all__ = ["Chain", "Segment", "chains", "segments"]

_PLACES_A_SIDE = 3
"""A segment names at most this many places on a side: more than a reader can check is no evidence."""


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
    sides: tuple[tuple[int, ...], tuple[int, ...]]


def chains(steps: Steps) -> list[Chain]:
    """Return the steps joined where two of a kind meet, in an order that depends on the steps alone."""
    return [_chain(steps, np.array(run, dtype=np.int64)) for run in _runs(steps)]


def segments(given: Iterable[Chain], frame: Frame) -> list[Segment]:
    """Return the runs of chains that have the same few places on their sides, as far as they come near the ground of the frame."""
    west, south, east, north = frame
    found = []
    for chain in given:
        low, high = np.minimum(chain.xy[:-1], chain.xy[1:]), np.maximum(chain.xy[:-1], chain.xy[1:])
        near = (high[:, 0] >= west) & (low[:, 0] <= east) & (high[:, 1] >= south) & (low[:, 1] <= north)
        for first, end, sides in _cut(chain.near, near):
            rows = slice(first, end + 1)
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


def _chain(steps: Steps, run: Ints) -> Chain:
    last = run[-1]
    (left, right), first_key, last_key = steps.holders[last].tolist(), int(steps.ends[run[0], 0]), int(steps.ends[last, 1])
    xy = np.vstack([steps.xy[run, 0], steps.xy[last, 1:]])
    way, around = np.append(steps.way[run, 0], steps.way[last, 1]), np.append(steps.around[run, 0], steps.around[last, 1])
    return Chain((left, right), (first_key, last_key), xy, way, around, steps.near[run])


def _cut(near: Ints, wanted: Bools) -> Iterator[tuple[int, int, tuple[tuple[int, ...], tuple[int, ...]]]]:
    """Yield first step, step after the last, and the places on both sides of each run of wanted steps with few enough places."""
    turns = np.flatnonzero((near[1:] != near[:-1]).any(axis=1) | (wanted[1:] != wanted[:-1])) + 1
    starts = [0, *turns.tolist()]
    begun, sides = -1, (set[int](), set[int]())
    for start, pair, kept in zip(starts, near[starts].tolist(), wanted[starts].tolist(), strict=True):
        wider = sides[0] | {pair[0]}, sides[1] | {pair[1]}
        if begun >= 0 and (not kept or max(map(len, wider)) > _PLACES_A_SIDE):
            yield begun, start, _sorted(sides)
            begun, wider = -1, ({pair[0]}, {pair[1]})
        if kept:
            begun = start if begun < 0 else begun
            sides = wider
        else:
            sides = set(), set()
    if begun >= 0:
        yield begun, len(near), _sorted(sides)


def _sorted(sides: tuple[set[int], set[int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(sorted(sides[0])), tuple(sorted(sides[1]))
