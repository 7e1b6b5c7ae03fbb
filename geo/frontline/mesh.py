"""From labelled places to areas that meet without gap and the lines between them, on a plane in metres.

Neighbouring places are joined to triangles; those around places that have a neighbour of another holder are cut, see `steps`. Steps are
joined to chains, and chains part the plane into the areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.frontline.experts import Experts, Shelf
from geo.frontline.faces import areas_of
from geo.frontline.field import Bools
from geo.frontline.lines import Chain, chains
from geo.frontline.net import Net
from geo.frontline.plane import Floats, Ints
from geo.frontline.steps import Frame, Ledger

__all__ = ["Kept", "Mesh", "frame_of", "march", "mesh_of"]

_MARGIN_M = 2_000.0


@dataclass(frozen=True, slots=True)
class Mesh:
    """Areas by holder and the lines between them, whose holders are indices of `names`.

    `doubted` are the places (by index) that their neighbours outvote.
    """

    areas: dict[str, BaseGeometry]
    names: tuple[str, ...]
    chains: tuple[Chain, ...]
    doubted: tuple[int, ...] = ()


@dataclass(slots=True)
class Kept:
    """What one day leaves to the next on the same net; nothing that is taken from it depends on which days there were."""

    names: tuple[str, ...] = ()
    shelf: Shelf = field(default_factory=Shelf)
    ledger: Ledger | None = None

    def ledger_of(self, net: Net, names: tuple[str, ...]) -> Ledger:
        """Return the ledger; holders go by number, so other holders begin a new one."""
        if self.ledger is None or self.names != names:
            self.names, self.shelf, self.ledger = names, Shelf(), Ledger(net)
        return self.ledger


def march(
    seeds: Floats,
    holders: Sequence[str],
    ground: BaseGeometry,
    *,
    strong: Sequence[bool] = (),
) -> Mesh:
    """Return the areas and lines that labelled points make, over a plane that reaches past `ground`.

    Parameters
    ----------
    seeds
        Positions in metres, no two alike.
    holders
        The holder of each.
    ground
        What must be covered, in metres; the areas reach beyond it and are cut by the caller.
    strong
        Whether each is too well attested to be outvoted by its neighbours; none is where not given.
    """
    names = tuple(sorted(set(holders)))
    index = {name: n for n, name in enumerate(names)}
    labels = np.array([index[h] for h in holders], dtype=np.int64)
    sure = np.array(strong, dtype=bool) if len(strong) else np.zeros(len(labels), dtype=bool)
    return mesh_of(Net.of(seeds, ground), names, labels, sure, ground, Kept())


def mesh_of(
    net: Net, names: tuple[str, ...], labels: Ints, sure: Bools, ground: BaseGeometry, kept: Kept, fought: Floats | None = None
) -> Mesh:
    """Return what `march` does for a net, with the holders as indices of their names in order.

    `kept` is what a day before on the same net left; it changes nothing but the time it takes.
    """
    if len(names) == 1:
        return Mesh({names[0]: shapely.box(*ground.bounds).buffer(1.0)}, names, ())
    ledger = kept.ledger_of(net, names)
    experts = Experts(net, labels, sure, len(names), kept.shelf, fought)
    chosen = _chosen(net, experts.labels[net.owner])
    drawn = chains(ledger.steps(experts, chosen, frame_of(ground)))
    doubted = tuple(experts.doubted.tolist())
    if not drawn:
        return Mesh({names[int(experts.labels[0])]: shapely.multipoints(net.points).convex_hull}, (), (), doubted)
    areas, drawn = areas_of(drawn, net, _seen(net, chosen))
    return Mesh({names[h]: area for h, area in areas.items()}, names, tuple(drawn), doubted)


def frame_of(ground: BaseGeometry) -> Frame:
    """Return the box around some ground, in metres, in which lines are of interest."""
    west, south, east, north = ground.bounds
    return west - _MARGIN_M, south - _MARGIN_M, east + _MARGIN_M, north + _MARGIN_M


def _chosen(net: Net, labels: Ints) -> Ints:
    """Return the triangles around points that have a neighbour of another label."""
    beside = np.zeros(len(net.points), dtype=bool)
    beside[net.edges[labels[net.edges[:, 0]] != labels[net.edges[:, 1]]].ravel()] = True
    return np.flatnonzero(beside[net.triangles].any(axis=1))


def _seen(net: Net, chosen: Ints) -> Floats:
    """Return the places near the line: a piece of ground that holds none of them is a crumb."""
    near = np.unique(net.triangles[chosen])
    return net.points[near[near < net.places]]
