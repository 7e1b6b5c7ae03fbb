"""The fronts of many days from the project's own data, each derived on what the days before left behind."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import shapely

from geo.control import ControlState, HalfLife
from geo.errors import FrontError, GeoError, InputError
from geo.export import Pages, write_whole
from geo.frontline import Featured, Front, Theatre, speaks_for_ground
from geo.layers import names_of, told_by_data
from geo.model import ControlClaim, Event, Place, Source
from geo.store import Store
from geo.testimony import Testimony
from geo.timeline import Timeline

__all__ = ["Days", "precompute"]

_BAR = 30
_MOST_KNOWN = 4
"""Days of knowledge of which claims and events are kept: those that a reader compares."""
_SHORTEST_RUN = 8
"""Days that a process must have to itself before it is worth the work of its first one."""


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
    telling
        What events tell beside the claims as known by a day; nothing where it is left out.
    """

    def __init__(
        self,
        claims: list[ControlClaim],
        places: Mapping[str, Place],
        sources: Mapping[str, Source],
        theatre: Theatre,
        allies: Mapping[str, str],
        half_life: HalfLife | None = None,
        telling: Telling | None = None,
    ) -> None:
        self.places, self.sources = places, sources
        self._theatre, self._claims, self._allies, self._half_life = theatre, claims, allies, half_life or HalfLife()
        self._telling = telling or (lambda _: _NOTHING)
        self._heard: dict[date | None, tuple[Testimony, Timeline]] = {}

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
        theatre = Theatre(shapely.union_all(shapely.make_valid(grounds)))
        return cls(claims, names.places, names.sources, theatre, names.allies, telling=partial(told_by_data, store, names))

    def plus(self, testimony: Testimony, sources: Mapping[str, Source]) -> Days:
        """Return these days with what more events tell and their sources, on the same ground; these themselves stay as they are."""
        known = {**self.sources, **sources}
        telling = partial(_together, self._telling, testimony)
        return Days(self._claims, self.places, known, self._theatre, self._allies, self._half_life, telling)

    def fights(self, known_by: date | None = None) -> dict[str, Event]:
        """Return the events by id that tell where the line is, on whatever day, as known by a day."""
        return {event.id: event for event in self._known(known_by)[0].fights}

    def on(self, day: date, known_by: date | None = None) -> tuple[Front, dict[str, ControlState]]:
        """Return the front of a day, as known by a day, and the states of places; what faded is in the states alone."""
        testimony, timeline = self._known(known_by)
        found = timeline.on(day, known_by)
        live, valid = testimony.weighed(found.live, self.places, day), testimony.valid(found.valid, day)
        return self._theatre.front(live, self.places, day, known_by=known_by, valid=valid), found.states

    def _known(self, known_by: date | None) -> tuple[Testimony, Timeline]:
        """Return what events tell as known by a day, and the states of places with it; the days of knowledge asked for last are kept."""
        found = self._heard.pop(known_by, None)
        if found is None:
            told = self._telling(known_by)
            found = told, Timeline(told.added_to(self._claims), self.places, self.sources, self._allies, self._half_life)
        self._heard = {**dict(list(self._heard.items())[1 - _MOST_KNOWN :]), known_by: found}
        return found


Telling = Callable[[date | None], Testimony]
"""What gives what events tell, as known by a day."""

_NOTHING = Testimony()


def _together(telling: Telling, more: Testimony, known_by: date | None) -> Testimony:
    return telling(known_by).joined(more)


def precompute(
    days: Days,
    start: date,
    end: date,
    *,
    known_by: date | None,
    folder: Path,
    report: Callable[[str], None],
    resume: bool = False,
    processes: int = 1,
) -> int:
    """Write the front of every day of a period, both ends included, as `YYYY-MM-DD.geojson`, and return how many were written.

    Parameters
    ----------
    days
        Where fronts come from.
    start, end, known_by
        The period, and the day up to which reports count.
    folder
        Where the files go; it is made where it is missing. A file is written whole or not at all.
    report
        Gets a progress bar, to be shown in place.
    resume
        Leave out days of which the folder has a file.
    processes
        In how many processes to derive, each a run of days of its own; the files are the same.

    Raises
    ------
    InputError
        When the period runs backwards.
    ExportError
        When a file cannot be written.
    """
    if end < start:
        raise InputError(f"The period ends on {end}, before it begins on {start}.")
    folder.mkdir(parents=True, exist_ok=True)
    every = [start + timedelta(n) for n in range((end - start).days + 1)]
    wanted = [day for day in every if not (resume and _file(folder, day).exists())]
    several = max(1, min(processes, len(wanted) // _SHORTEST_RUN))
    runs = [wanted[len(wanted) * n // several : len(wanted) * (n + 1) // several] for n in range(several)]
    for count, day in enumerate(_written(days, runs, known_by, folder), len(every) - len(wanted) + 1):
        done = _BAR * count // len(every)
        report(f"\r[{'#' * done}{'.' * (_BAR - done)}] {day} ({count} of {len(every)})" + ("\n" if count == len(every) else ""))
    return len(wanted)


def _file(folder: Path, day: date) -> Path:
    return folder / f"{day}.geojson"


def _write(days: Days, run: Sequence[date], known_by: date | None, folder: Path) -> Iterator[date]:
    featured, pages = Featured(days.places), Pages()
    for day in run:
        front, _ = days.on(day, known_by)
        write_whole(_file(folder, day), pages.text(featured.of(front)))
        yield day


def _written(days: Days, runs: Sequence[Sequence[date]], known_by: date | None, folder: Path) -> Iterator[date]:
    """Write the days of each run, several runs at the same time, and yield each day when it is done."""
    if len(runs) == 1:
        yield from _write(days, runs[0], known_by, folder)
        return
    fork = get_context("fork")
    workers = {}
    try:
        for run in runs:
            told, tell = fork.Pipe(duplex=False)
            worker = fork.Process(target=_work, args=(days, run, known_by, folder, tell), daemon=True)
            worker.start()
            tell.close()
            workers[told] = worker
        while workers:
            for ready in wait(list(workers)):
                yield from _heard(ready, workers)
    finally:
        for worker in workers.values():
            worker.terminate()


def _work(days: Days, run: Sequence[date], known_by: date | None, folder: Path, tell: Connection) -> None:
    try:
        for day in _write(days, run, known_by, folder):
            if day == run[0]:
                # What the first day leaves behind stays to the end; looking through it again and again for garbage finds none.
                gc.freeze()
            tell.send(day)
    except GeoError as error:
        tell.send(error)


def _heard(told: Any, workers: dict[Any, Any]) -> Iterator[date]:
    """Yield the day that a worker is done with; strike out one that has ended."""
    try:
        word = told.recv()
    except EOFError:
        worker = workers.pop(told)
        worker.join()
        if worker.exitcode:
            raise FrontError(
                f"A process that derives fronts ended with status {worker.exitcode}; the days it did not write are missing."
            ) from None
        return
    if isinstance(word, GeoError):
        raise word
    yield word
