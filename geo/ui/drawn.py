"""What the map page draws for a view: the layers of the data, of lines that were brought in, and of the report that was read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from geo.errors import GeoError
from geo.layers import Layer, build_layers
from geo.model import Reading, Source
from geo.settings import Settings
from geo.testimony import Testimony
from geo.ui.evidence import Context
from geo.ui.lines import line_layer
from geo.ui.questions import change_layer
from geo.ui.reading import names_in
from geo.ui.report_layer import OnMap, WithSource, on_map, speaking
from geo.ui.resources import Fronts, Resources, fronts, layers_of
from geo.ui.review_panel import load_decisions
from geo.ui.reviewing import reviewed
from geo.ui.side_panel import changed_days, kept_lines
from geo.ui.state import REPORT_MOVES, REPORT_ON, REPORT_OPEN, kept_for
from geo.ui.wording import Words
from geo.view import View

__all__ = ["Drawn", "open_report"]


class Drawn:
    """What the page draws for a view: the layers of the data, of lines that were brought in, and of the report that was read.

    `read` holds the events of the report by id, `moved` the claims that its accepted events add to the front where the reader let them.
    """

    def __init__(self, shared: Resources, view: View, report: OnMap | None, words: Words) -> None:
        session, lines = st.session_state, kept_lines()
        on = report is not None and bool(session.get(REPORT_ON))
        self.shared, self.report = shared, report if on else None
        self.read = self.report.events if self.report else {}
        self.moved = self._testimony(view) if self.report and session.get(REPORT_MOVES) else None
        sources = {**shared.sources, self.report.source.id: self.report.source} if self.report else shared.sources
        names = names_in(self.report.seen.reading, shared.names) if self.report else shared.names
        self.context = Context(words, names, shared.parties, sources, shared.palette)
        layers = self._moved_layers(view) if self.moved else layers_of(shared, view)
        layers = [*layers, line_layer(lines, words)] if lines else layers
        # A list of its own: that of the data is shared by all sessions.
        self.layers = [*layers, *(self.report.layers(view, words) if self.report else ())]
        if session.get("panel") == "changes":
            # Under the line, which it would hide.
            at = next((n for n, layer in enumerate(self.layers) if layer.id == "front"), len(self.layers))
            self.layers.insert(at, self._changes(view))

    def fronts(self) -> Fronts:
        """Return the fronts that answer questions: those that the map shows."""
        told = self.moved
        if told is None:
            return fronts(self.shared)
        return kept_for(st.session_state, "report.fronts", told, lambda: fronts(self.shared).plus(told, self._source))

    def _testimony(self, view: View) -> Testimony | None:
        assert self.report is not None
        told = self.report.testimony(view.known_by, unreviewed=bool(st.session_state.get(REPORT_OPEN)))
        return told if speaking(told) else None

    def _changes(self, view: View) -> Layer:
        try:
            _, ground = self.fronts().changed(*changed_days(self.shared.limits, view), view.known_by)
        except GeoError:
            ground = []  # the panel says why
        return change_layer(ground, self.context)

    def _moved_layers(self, view: View) -> list[Layer]:
        bare = replace(view, lon=None, lat=None, zoom=None, selected=None, tiles=False)
        make = partial(build_layers, WithSource(self.shared.store, self._source), bare, self.fronts().on)
        found = kept_for(st.session_state, "report.layers", (self.moved, bare), make)
        return [layer for layer in found if layer.group != "ground"]

    @property
    def _source(self) -> Source:
        assert self.report is not None
        return self.report.source


def open_report(shared: Resources, words: Words) -> OnMap | None:
    """Return the report that this session read, as the map takes it; None where it read none."""
    shown: Reading | None = st.session_state.get("report.reading")
    if shown is None:
        return None
    seen = reviewed(shown, load_decisions(Settings.from_env(), words))
    holders = tuple(shared.palette.holders)
    return on_map(seen, shared.reports.get(shown.document.id), shared.known, holders, words)
