"""The fronts of many days from the project's own data, each derived on what the days before left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import shapely

from geo.control import ControlState, HalfLife, control_on, faded, steady_interval
from geo.errors import FrontError, InputError
from geo.export import write_features
from geo.frontline import Front, Theatre, front_features, speaks_for_ground
from geo.layers import names_of
from geo.model import ControlClaim, Place, Source
from geo.store import Store

__all__ = ["Days", "precompute"]

_BAR = 30


class Days:
    """Fronts and states by day.

    Parameters
    ----------
    claims
        Claims about any places.
    places, sources
        By id.
    theatre
        The land on which fronts are derived.
    allies
        The holder with whom a side stands, by side.
    half_life
        How states fade.
    """

    def __init__(
        self,
        claims: list[ControlClaim],
        places: Mapping[str, Place],
        sources: Mapping[str, Source],
        theatre: Theatre,
        allies: Mapping[str, str],
        half_life: HalfLife | None = None,
    ) -> None:
        self.places, self.sources = places, sources
        self._claims, self._theatre, self._allies = claims, theatre, allies
        self._half_life = half_life or HalfLife()

    @classmethod
    def open(cls, data_dir: Path) -> Days:
        """Return the days of a folder of compiled data; StoreError when it holds none, FrontError when no claim has ground."""
        store = Store.open(data_dir)
        names, claims = names_of(store), store.control_claims()
        inside = {
            names.places[c.place_id].country for c in claims if c.place_id in names.places and speaks_for_ground(names.places[c.place_id])
        }
        grounds = [shapely.geometry.shape(f["geometry"]) for f in store.ground("land") if f["properties"].get("country") in inside]
        if not grounds:
            raise FrontError("No claim of control is of a place on the land of the data.")
        return cls(claims, names.places, names.sources, Theatre(shapely.union_all(shapely.make_valid(grounds))), names.allies)

    def on(self, day: date, known_by: date | None = None) -> tuple[Front, dict[str, ControlState]]:
        """Return the front of a day, as known by a day, and the states of places; what faded is in the states alone."""
        states = control_on(self._claims, day, known_by, self.sources, self._allies)
        live, _ = faded({k: s for k, s in states.items() if k in self.places}, self.places, day, self._half_life)
        valid = steady_interval(self._claims, day)
        return self._theatre.front(live, self.places, day, known_by=known_by, valid=valid), states


def precompute(days: Days, start: date, end: date, *, known_by: date | None, folder: Path, report: Callable[[str], None]) -> int:
    """Write the front of every day of a period, both ends included, as `YYYY-MM-DD.geojson`, and return how many.

    `report` gets a progress bar, to be shown in place. InputError when the period runs backwards.
    """
    if end < start:
        raise InputError(f"The period ends on {end}, before it begins on {start}.")
    folder.mkdir(parents=True, exist_ok=True)
    count = (end - start).days + 1
    for n in range(count):
        day = start + timedelta(n)
        front, _ = days.on(day, known_by)
        (folder / f"{day}.geojson").write_text(write_features(front_features(front, days.places)), encoding="utf-8")
        done = _BAR * (n + 1) // count
        report(f"\r[{'#' * done}{'.' * (_BAR - done)}] {day} ({n + 1} of {count})" + ("\n" if n + 1 == count else ""))
    return count
