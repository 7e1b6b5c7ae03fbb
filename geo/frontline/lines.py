"""Steps of line joined into chains, and chains cut into segments short enough to name the places on their two sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geo.frontline.mesh import Mesh, Step

__all__ = ["Segment", "segments"]

_PLACES_A_SIDE = 3
"""A segment names at most this many places on a side: more than a reader can check is no evidence."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of line between two holders: node indices in order, and the points on either side that put it there."""

    nodes: tuple[int, ...]
    holders: tuple[str, str]
    sides: tuple[tuple[int, ...], tuple[int, ...]]


def segments(mesh: Mesh) -> list[Segment]:
    """Return the line of a mesh as segments, in an order that depends on the mesh alone."""
    pairs = sorted({step.holders for step in mesh.steps})
    return [s for pair in pairs for chain in _chains([t for t in mesh.steps if t.holders == pair]) for s in _cut(chain, pair)]


Link = tuple[int, Step]


def _chains(steps: list[Step]) -> Iterator[tuple[int, list[Link]]]:
    """Yield `(first node, [(next node, step), ...])` for every chain and then every ring of steps."""
    at: dict[int, list[int]] = {}
    for number, step in enumerate(steps):
        for node in step.ends:
            at.setdefault(node, []).append(number)
    left = set(range(len(steps)))
    starts = [n for n in at if len(at[n]) == 1] + list(at)
    for start in starts:
        chain: list[Link] = []
        node = start
        while True:
            onward = next((s for s in at[node] if s in left), None)
            if onward is None:
                break
            left.discard(onward)
            ends = steps[onward].ends
            node = ends[1] if ends[0] == node else ends[0]
            chain.append((node, steps[onward]))
        if chain:
            yield start, chain


def _cut(chain: tuple[int, list[Link]], pair: tuple[str, str]) -> Iterator[Segment]:
    start, links = chain
    nodes, sides = [start], (set[int](), set[int]())
    for node, step in links:
        wider = tuple(side | set(more) for side, more in zip(sides, step.sides, strict=True))
        if len(nodes) > 1 and max(map(len, wider)) > _PLACES_A_SIDE:
            yield _segment(nodes, pair, sides)
            nodes, wider = [nodes[-1]], tuple(set(more) for more in step.sides)
        nodes.append(node)
        sides = (wider[0], wider[1])
    yield _segment(nodes, pair, sides)


def _segment(nodes: list[int], pair: tuple[str, str], sides: tuple[set[int], set[int]]) -> Segment:
    return Segment(tuple(nodes), pair, (tuple(sorted(sides[0])), tuple(sorted(sides[1]))))
