"""What changed hands between two days: places, ground in square kilometres, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.control import ControlState
from geo.frontline import Front
from geo.geometry import area_km2, polygonal
from geo.model import Place

__all__ = ["Change", "Ground", "changed_ground", "changed_places", "changes_to_json"]

_LEAST_KM2 = 0.01


@dataclass(frozen=True, slots=True)
class Change:
    """A place that another holds than before; a state is None where no claim ran on that day."""

    place_id: str
    before: ControlState | None
    after: ControlState | None

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources of the later state, or of the earlier where there is none."""
        state = self.after or self.before
        return state.source_ids if state else ()


@dataclass(frozen=True, slots=True)
class Ground:
    """Ground in degrees that passed from one holder to another; None is ground of which nothing is known."""

    before: str | None
    after: str | None
    geometry: BaseGeometry
    km2: float


def changed_places(before: Mapping[str, ControlState], after: Mapping[str, ControlState]) -> list[Change]:
    """Return the places whose holder is not what it was, by id."""
    changes = [Change(i, before.get(i), after.get(i)) for i in sorted({*before, *after})]
    return [c for c in changes if (c.before.holder if c.before else None) != (c.after.holder if c.after else None)]


def changed_ground(before: Front, after: Front) -> list[Ground]:
    """Return the ground that passed from one holder to another between two fronts on the same land, largest first."""
    found = []
    for old in before.territory + before.unknown:
        for new in after.territory + after.unknown:
            if old.holder != new.holder:
                ground = polygonal(shapely.make_valid(shapely.intersection(old.geometry, new.geometry)))
                km2 = 0.0 if ground.is_empty else area_km2(ground)
                if km2 >= _LEAST_KM2:
                    found.append(Ground(old.holder, new.holder, ground, round(km2, 2)))
    return sorted(found, key=lambda g: (-g.km2, str(g.before), str(g.after)))


def changes_to_json(places: list[Change], ground: list[Ground], names: Mapping[str, Place]) -> dict[str, Any]:
    """Return both as plain JSON, the places with the sources of either state."""
    return {
        "places": [
            {"place_id": c.place_id, "name": names[c.place_id].name if c.place_id in names else c.place_id}
            | {"from": c.before.holder if c.before else None, "to": c.after.holder if c.after else None}
            | {"since": c.after.since.isoformat() if c.after else None, "source_ids": list(c.source_ids)}
            for c in places
        ],
        "ground": [{"from": g.before, "to": g.after, "area_km2": g.km2} for g in ground],
    }
