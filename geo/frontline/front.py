"""Areas, corridor, front lines and unknown ground of one day, from the state of its places; see `docs/front.md`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.control import ControlState
from geo.frontline.courses import CIRCLE, Courses, Drawn, Grounds
from geo.frontline.known import ground_near
from geo.frontline.mesh import Kept, Mesh, mesh_of
from geo.frontline.net import Net, nearest_km
from geo.frontline.outcome import Area, Front, Reach
from geo.frontline.plane import Plane
from geo.frontline.seeds import Placing, Seeds, States
from geo.model import Place
from geo.palette import CONTESTED

__all__ = ["Theatre", "derive"]

_REACH = Reach()
_CONTESTED_SHARE = 1 / 3
"""Of the way from a contested place to the nearest that is held, the share that is contested: where places stand close they are small."""


def derive(
    states: Mapping[str, ControlState],
    places: Mapping[str, Place],
    land: BaseGeometry,
    as_of: date,
    *,
    known_by: date | None = None,
    valid: tuple[date | None, date | None] = (None, None),
    reach: Reach = _REACH,
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

    def __init__(self, land: BaseGeometry, reach: Reach = _REACH) -> None:
        self._plane, self._reach = Plane.of(land), reach
        self._placed: Placing | None = None
        self._at: bytes | None = None
        self._kept, self._drawn = Kept(), Drawn()
        self._net: Net | None = None
        self._grounds = Grounds(self._plane.land, shapely.MultiPolygon(), shapely.MultiPolygon())
        self._unknown: tuple[Area, ...] = ()

    def basis(self) -> bytes:
        """Return what decides about fronts beside the states of places: the land in metres and how far knowledge carries."""
        land: bytes = shapely.to_wkb(self._plane.land, byte_order=1)
        return repr((self._plane.lon, self._reach)).encode() + land

    def front(
        self,
        states: Mapping[str, ControlState],
        places: Mapping[str, Place],
        as_of: date,
        *,
        known_by: date | None = None,
        valid: tuple[date | None, date | None] = (None, None),
    ) -> Front:
        """Return the front of one day; see `derive`. A mapping of places must stay as it is while it is given again."""
        told = self._placed.told(states, places) if self._placed else None
        if self._placed is None or told is None:
            self._placed = Placing(states, places, self._plane)
            told = [states[i] for i in self._placed.ids]
        seeds = self._placed.seeds(told)
        held, disputed = seeds.only(contested=False), seeds.only(contested=True)
        self._settle(seeds, held)
        self._drawn.next_day()
        land = self._plane.land
        mesh = mesh_of(self._net, held.names, held.labels, held.strong, land, self._kept, held.fought) if self._net else Mesh({}, (), ())
        courses = Courses(mesh, self._net, (held, disputed), self._grounds, self._plane, self._reach.corridor_share, self._drawn)
        territory = _territory(mesh, seeds, self._grounds, self._plane)
        doubted = held.of(mesh.doubted)
        return Front(as_of, known_by, valid, territory, self._unknown, courses.corridor(), courses.lines(), doubted)

    def _settle(self, seeds: Seeds, held: Seeds) -> None:
        """Make what depends on the positions of the places alone, unless it is still there from the day before."""
        key = seeds.xy.tobytes() + b"|" + held.xy.tobytes()
        if key == self._at:
            return
        land = self._plane.land
        self._at, self._kept, self._drawn = key, Kept(), Drawn()
        self._net = Net.of(held.xy, land) if len(held.xy) else None
        # Contested places are in no net of held ones, but they are near ground as well.
        net = self._net if self._net and seeds is held else Net.of(seeds.xy, land) if len(seeds.xy) else None
        places, guards = (net.points[: net.places], net.points[net.places :]) if net else (seeds.xy, seeds.xy)
        triangles = net.triangles if net else np.empty((0, 3), dtype=np.int64)
        known = ground_near(places, guards, triangles, self._reach.unknown_km * 1000, land)
        self._grounds = Grounds(land, known, _contested_ground(seeds, held, land, self._reach.contested_km))
        unknown = shapely.difference(land, known)
        drawn = self._plane.back(unknown)
        self._unknown = () if drawn.is_empty else (Area(None, drawn, (), _km2(unknown)),)


def _contested_ground(seeds: Seeds, held: Seeds, land: BaseGeometry, radius_km: float) -> BaseGeometry:
    """Return the ground around contested places: as far as a contest carries, less where the nearest place that is held is near."""
    disputed = seeds.xy[seeds.held_by(CONTESTED)]
    if not len(disputed):
        return shapely.MultiPolygon()
    radius = np.minimum(radius_km, _CONTESTED_SHARE * nearest_km(disputed, held.xy)) * 1000
    return shapely.intersection(shapely.union_all(shapely.buffer(shapely.points(disputed), radius, quad_segs=CIRCLE)), land)


def _territory(mesh: Mesh, seeds: Seeds, grounds: Grounds, plane: Plane) -> tuple[Area, ...]:
    known, contested = grounds.known, grounds.contested if mesh.areas else grounds.known
    parts = {holder: shapely.intersection(area, known) for holder, area in mesh.areas.items()}
    if not contested.is_empty:
        parts = {holder: shapely.difference(ground, contested) for holder, ground in parts.items()}
        parts[CONTESTED] = shapely.intersection(contested, known)
    areas = []
    for holder in sorted(parts, key=lambda h: (h == CONTESTED, h)):
        geometry = plane.back(parts[holder])
        if not geometry.is_empty:
            areas.append(Area(holder, geometry, States(seeds, seeds.held_by(holder)), _km2(parts[holder])))
    return tuple(areas)


def _km2(ground: BaseGeometry) -> float:
    """Return the size of ground on the plane, where areas are true."""
    return float(ground.area) / 1e6
