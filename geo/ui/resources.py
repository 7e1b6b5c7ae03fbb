"""What all sessions share: the store, the gazetteer, and layers already derived; nothing of any one user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

import streamlit as st

from geo.api import limits_of
from geo.assets import Links, links
from geo.changes import Change, Ground, changed_ground, changed_places
from geo.control import ControlState
from geo.daily import Days
from geo.errors import FrontError
from geo.frontline import Front
from geo.gazetteer import Gazetteer
from geo.layers import Layer, LayerInfo, Names, build_layers, catalogue, names_of
from geo.model import Actor, Event, Place, Report, Source
from geo.palette import Palette
from geo.settings import Settings
from geo.store import Store, read_places
from geo.testimony import Testimony
from geo.tiers import open_gazetteer
from geo.ui.evidence import label_names
from geo.view import Limits, View
from geo.webmap import GROUND, ground_script

__all__ = ["Fronts", "Resources", "exported", "fronts", "gazetteer", "ground", "layers_of", "resources"]

_MOST_FRONTS = 24


@dataclass(frozen=True)
class Resources:
    """What the pages draw on; read only."""

    store: Store
    sources: Mapping[str, Source]
    actors: Mapping[str, Actor]
    reports: Mapping[str, Report]
    names: Mapping[str, Mapping[str, str]]
    parties: Mapping[str, Mapping[str, str]]
    palette: Palette
    infos: Sequence[LayerInfo]
    limits: Limits
    links: Links
    known: Names
    data_dir: Path


@st.cache_resource(show_spinner=False)
def resources(data_dir: Path, vendor_dir: Path) -> Resources:
    """Return what the pages draw on, opened once for all sessions."""
    store = Store.open(data_dir)
    holders = tuple(store.holders())
    infos = catalogue(holders)
    actors = {a.id: a for a in store.actors()}
    return Resources(
        store=store,
        sources=store.sources(),
        actors=actors,
        reports={r.id: r for r in store.reports()},
        names=label_names(store.places()),
        parties=label_names(actors.values()),
        palette=Palette(holders),
        infos=infos,
        limits=limits_of(store),
        links=links(vendor_dir),
        known=names_of(store),
        data_dir=data_dir,
    )


class Fronts:
    """The fronts of days, one after another: what is derived for one day is kept for the next, so that two readers must take turns."""

    def __init__(self, days: Days, turn: Lock | None = None) -> None:
        self._days, self._turn = days, turn or Lock()
        self._kept: dict[tuple[date, date | None], tuple[Front, dict[str, ControlState]]] = {}
        self._changed: dict[tuple[date, date, date | None], tuple[list[Change], list[Ground]]] = {}

    @property
    def places(self) -> Mapping[str, Place]:
        """The places that fronts are derived from."""
        return self._days.places

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources of their claims."""
        return self._days.sources

    def fights(self, known_by: date | None = None) -> dict[str, Event]:
        """Return the events by id that tell where the line is, as `Days.fights`."""
        with self._turn:
            return self._days.fights(known_by)

    def plus(self, testimony: Testimony, source: Source) -> Fronts:
        """Return the fronts with what events tell and their source; they take turns with these, for both stand on the same ground."""
        return Fronts(self._days.plus(testimony, {source.id: source}), self._turn)

    def on(self, day: date, known_by: date | None = None) -> tuple[Front, dict[str, ControlState]]:
        """Return the front of a day and the states of places, as `Days.on`."""
        with self._turn:
            if (day, known_by) not in self._kept:
                if len(self._kept) >= _MOST_FRONTS:
                    del self._kept[next(iter(self._kept))]
                self._kept[day, known_by] = self._days.on(day, known_by)
            return self._kept[day, known_by]

    def changed(self, first: date, last: date, known_by: date | None = None) -> tuple[list[Change], list[Ground]]:
        """Return the places and the ground that changed hands between two days."""
        key = first, last, known_by
        found = self._changed.get(key)
        if found is None:
            (before, was), (after, now) = self.on(first, known_by), self.on(last, known_by)
            found = changed_places(was, now), changed_ground(before, after)
            self._changed = {**dict(list(self._changed.items())[-_MOST_FRONTS:]), key: found}
        return found


def fronts(shared: Resources) -> Fronts:
    """Return the fronts of the data, opened when the first question is asked; FrontError where no claim has ground."""
    return _fronts(shared.data_dir)


@st.cache_resource(show_spinner=False)
def _fronts(data_dir: Path) -> Fronts:
    return Fronts(Days.open(data_dir))


@st.cache_resource(show_spinner=False)
def gazetteer(settings: Settings) -> Gazetteer:
    """Return every tier of the gazetteer, opened when the first report is read: the world's takes a minute to make, once.

    Raises
    ------
    GazetteerError
        When the world's cannot be made or opened.
    """
    return open_gazetteer(read_places(settings.data_dir / "places.geojson"), settings.cache_dir, settings.home_dir)


def layers_of(shared: Resources, view: View) -> list[Layer]:
    """Return the layers of a view, outlines and roads left out; where one looks and what is chosen make no difference to them."""
    return _layers(replace(view, lon=None, lat=None, zoom=None, selected=None, tiles=False), shared)


def exported(shared: Resources, view: View) -> list[Layer]:
    """Return the layers of a view as they are handed out: all that is on but the outlines of countries."""
    return [layer for layer in build_layers(shared.store, view) if layer.id != "countries"]


@st.cache_resource(max_entries=100, show_spinner=False)
def _layers(view: View, _shared: Resources) -> list[Layer]:
    try:
        derived = fronts(_shared).on
    except FrontError:
        derived = None
    return [layer for layer in build_layers(_shared.store, view, derived) if layer.group != "ground"]


@st.cache_resource(show_spinner=False)
def ground(_shared: Resources) -> str:
    """Return the script that draws the ground, which is the same for every view."""
    view = View(as_of=_shared.limits.last, layers=GROUND)
    return ground_script([layer for layer in build_layers(_shared.store, view) if layer.id in GROUND], _shared.palette)
