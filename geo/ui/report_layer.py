"""The report that was read, on the main map: its events as a layer of their own, and, where the reader asks for it, in the front."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from geo.layers import Layer, MapData, Names
from geo.model import Claim, Event, Report, Source
from geo.testimony import Testimony, testimony_of
from geo.ui.reading import event_layers
from geo.ui.reviewing import Reviewed
from geo.ui.wording import Words
from geo.view import View

__all__ = ["OnMap", "WithSource", "on_map", "speaking"]


class WithSource:
    """A store with one more source: it answers as the store does, and changes nothing in it."""

    def __init__(self, store: MapData, source: Source) -> None:
        self._store, self._source = store, source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def sources(self) -> dict[str, Source]:
        """Return the sources of the store and the added one."""
        return {**self._store.sources(), self._source.id: self._source}


@dataclass(frozen=True)
class OnMap:
    """A report on the main map: its source, its events by id, and whom and what they may be about."""

    seen: Reviewed
    source: Source
    events: Mapping[str, Event]
    names: Names
    holders: tuple[str, ...]

    def testimony(self, known_by: date | None, *, unreviewed: bool) -> Testimony:
        """Return what its accepted events tell of the front, as known by a day; with `unreviewed` those too that nobody accepted."""
        told = list(self.events.values())
        return testimony_of(told, self.names.places, self.names.allies, self.holders, known_by=known_by, unreviewed=unreviewed)

    def layers(self, view: View | None, words: Words) -> list[Layer]:
        """Return the layers of its events in the days of a view, or of all its events, each with the report in its credits."""
        cited = replace(self.names, sources={**self.names.sources, self.source.id: self.source})
        credit = (words("report.credit", source=self.source.publisher),)
        layers = event_layers(self.seen, cited, (view.start, view.end) if view else None, list(self.events.values()))
        return [replace(layer, attribution=credit) for layer in layers if layer.features or layer.unplaced]


def speaking(testimony: Testimony) -> int:
    """Return how many events tell something of the front: claims of control, withdrawals and fights."""
    return len(testimony.claims) + len(testimony.left) + len(testimony.fights)


def on_map(seen: Reviewed, report: Report | None, names: Names, holders: Iterable[str], words: Words) -> OnMap:
    """Return a reading as the main map takes it.

    Parameters
    ----------
    seen
        The reading with its decisions.
    report
        The project's own report that was read, None for a text of the reader's.
    names
        The project's places and sources, and with whom each side stands.
    holders
        Who may hold a place.
    words
        For what a text without a publisher is called.
    """
    document = seen.reading.document
    if report is not None and report.source_id in names.sources:
        source = names.sources[report.source_id]
    else:
        published = document.published.isoformat() if document.published else ""
        source = Source(document.id, document.publisher or words("report.pasted"), "", published, "", "", "", "")
    events = [_cited(e, source.id, seen) for accepted in (False, True) for e in seen.events(accepted=accepted)]
    return OnMap(seen, source, {e.id: e for e in events}, names, tuple(holders))


def _cited(event: Event, source_id: str, seen: Reviewed) -> Event:
    """Return an event with the report as the one that claims it, where it says so."""
    document = seen.reading.document
    first = event.citations[0] if event.citations else None
    claim = Claim(
        source_id, event.status, document.published, event.killed, event.injured, event.actors, document.id,
        first.start if first else None, first.end if first else None,
    )  # fmt: skip
    return replace(event, claims=(claim,))
