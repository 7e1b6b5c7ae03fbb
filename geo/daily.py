"""The front of any day from claims and events, each derived on what the days before left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

import shapely

from geo.control import ControlState
from geo.errors import FrontError
from geo.frontline import Front, Theatre, speaks_for_ground
from geo.layers import names_of, told_by_data
from geo.model import Event, Place, Source
from geo.store import Store
from geo.testimony import Testimony
from geo.timeline import Records, Timeline

__all__ = ["Days"]

_MOST_KNOWN = 4
"""Days of knowledge of which claims and events are kept: those that a reader compares."""


class Days:
    """Fronts and states by day.

    Parameters
    ----------
    records
        What days are told from.
    theatre
        The land on which fronts are derived.
    telling
        What events tell beside the claims as known by a day; nothing where it is left out.
    """

    def __init__(self, records: Records, theatre: Theatre, telling: Telling | None = None) -> None:
        self._records, self._theatre = records, theatre
        self._telling = telling or (lambda _: _NOTHING)
        self._heard: dict[date | None, tuple[Testimony, Timeline]] = {}

    @classmethod
    def open(cls, data_dir: Path, *, events: bool = True) -> Days:
        """Return the days of a folder of compiled data, whose curated events speak unless `events` is false.

        Raises
        ------
        StoreError
            When the folder holds no compiled data.
        FrontError
            When no claim is of a place on its land.
        """
        store = Store.open(data_dir)
        names, claims = names_of(store), store.control_claims()
        inside = {
            names.places[c.place_id].country for c in claims if c.place_id in names.places and speaks_for_ground(names.places[c.place_id])
        }
        grounds = [shapely.geometry.shape(f["geometry"]) for f in store.ground("land") if f["properties"].get("country") in inside]
        if not grounds:
            raise FrontError("No claim of control is of a place on the land of the data.")
        theatre = Theatre(shapely.union_all(shapely.make_valid(grounds)))
        records = Records(claims, names.places, names.sources, names.allies)
        return cls(records, theatre, partial(told_by_data, store, names) if events else None)

    @property
    def places(self) -> Mapping[str, Place]:
        """The places by id."""
        return self._records.places

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        return self._records.sources

    def plus(self, testimony: Testimony, sources: Mapping[str, Source]) -> Days:
        """Return these days with what more events tell and their sources, on the same ground; these themselves stay as they are."""
        records = replace(self._records, sources={**self.sources, **sources})
        return Days(records, self._theatre, partial(_together, self._telling, testimony))

    def fights(self, known_by: date | None = None) -> dict[str, Event]:
        """Return the events by id that tell where the line is, on whatever day, as known by a day."""
        return {event.id: event for event in self._known(known_by)[0].fights}

    def on(self, day: date, known_by: date | None = None) -> tuple[Front, dict[str, ControlState]]:
        """Return the front of a day, as known by a day, and the states of places; what faded is in the states alone."""
        testimony, timeline = self._known(known_by)
        found = timeline.on(day, known_by)
        live, valid = testimony.weighed(found.live, self.places, day), testimony.valid(found.valid, day)
        return self._theatre.front(live, self.places, day, known_by=known_by, valid=valid), found.states

    def basis(self, known_by: date | None = None) -> str:
        """Return a digest of all that the fronts as known by a day follow from: claims, events, places, sources, sides, land, settings."""
        told = self._known(known_by)[0]
        heard = told.left, told.fights, told.unreviewed, sorted(told.sides.items())
        given, fading = self._records, self._records.half_life
        tables = (given.claims, told.claims, self.places.values(), self.sources.values())
        settings = sorted(given.allies.items()), sorted(fading.days.items()), fading.otherwise, fading.least
        every = repr((known_by, settings, heard, [_rows(table) for table in tables]))
        return hashlib.sha256(every.encode("utf-8", "backslashreplace") + self._theatre.basis()).hexdigest()

    def _known(self, known_by: date | None) -> tuple[Testimony, Timeline]:
        """Return what events tell as known by a day, and the states of places with it; the days of knowledge asked for last are kept."""
        found = self._heard.pop(known_by, None)
        if found is None:
            told = self._telling(known_by)
            found = told, Timeline(replace(self._records, claims=told.added_to(self._records.claims)))
        self._heard = {**dict(list(self._heard.items())[1 - _MOST_KNOWN :]), known_by: found}
        return found


Telling = Callable[[date | None], Testimony]
"""What gives what events tell, as known by a day."""

_NOTHING = Testimony()


def _together(telling: Telling, more: Testimony, known_by: date | None) -> Testimony:
    return telling(known_by).joined(more)


def _rows(records: Iterable[Any]) -> list[Any]:
    """Return records of one kind as rows of their fields."""
    given = list(records)
    return list(map(attrgetter(*(f.name for f in fields(given[0]))), given)) if given else []
