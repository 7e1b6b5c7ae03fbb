"""The layers of one view, bottom of the map first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from geo.control import ControlState
from geo.frontline import Front
from geo.layers.base import Feature, Layer, LayerInfo, catalogue, territory_id
from geo.layers.events import Names, event_features
from geo.layers.ground import PLACE_LAYERS, front_of_day, ground_features, layer_of_front, place_features, styled
from geo.model import Actor, ControlClaim, Event, Place, Source
from geo.palette import CONTESTED
from geo.testimony import Testimony, testimony_of
from geo.view import View

__all__ = ["MapData", "build_layers", "holders_in", "names_of", "told_by_data"]

_GROUNDS: Mapping[str, tuple[str, str]] = {
    "roads": ("roads", "road"),
    "districts": ("districts", "district"),
    "countries": ("land", "country"),
}
_BOTTOM_FIRST = ("countries", "territory", "contested", "unknown", "corridor", "districts", "roads", "places", "oil", "bases", "front")


class MapData(Protocol):
    """What layers ask of a store."""

    def places(self) -> list[Place]:
        """Return every place."""

    def sources(self) -> dict[str, Source]:
        """Return every source by its id."""

    def actors(self) -> list[Actor]:
        """Return every party, with the side it stands with."""

    def holders(self) -> list[str]:
        """Return every holder there is in the data."""

    def control_claims(self) -> list[ControlClaim]:
        """Return every claim of control."""

    def events(
        self,
        *,
        start: date | None,
        end: date | None,
        types: Iterable[str],
        actors: Iterable[str],
        statuses: Iterable[str],
        known_by: date | None,
    ) -> list[Event]:
        """Return the events that pass every filter."""

    def ground(self, name: str) -> list[dict[str, Any]]:
        """Return the GeoJSON features of `land`, `districts` or `roads`."""

    def manifest(self) -> Mapping[str, Any]:
        """Return the credit lines of the data under `attribution`."""


Fronts = Callable[[date, date | None], tuple[Front | None, dict[str, ControlState]]]
"""What gives the front of a day, as known by a day, and the states of places."""


def build_layers(store: MapData, view: View, fronts: Fronts | None = None) -> list[Layer]:
    """Return the layers that are on in a view, bottom of the map first.

    The answer depends on the data and the view alone. The front is that of the day pictured; events are those of the window that ends
    with it, but the front hears the curated ones of every day, whatever is filtered. What a machine read and nobody reviewed is in the
    layer `read` and moves no front.

    Parameters
    ----------
    store
        The records.
    view
        Day, filters and which layers are on.
    fronts
        What gives the fronts of the records, and may know from another day what it need not derive again; without it the day's front is
        derived anew, to the same result.
    """
    infos = catalogue(store.holders())
    names = names_of(store)
    on = [info for info in infos if view.shows(info.id, default=info.on)]
    wanted = {info.id for info in on}
    found: dict[str, tuple[list[Feature], list[Feature]]] = {}
    found |= _front(store, view, names, infos, fronts) if any(i.group in ("front", "places") for i in on) else {}
    found |= _events(store, view, names) if any(i.group in ("events", "unreviewed") for i in on) else {}
    found |= {i: (ground_features(store.ground(name), kind, names), []) for i, (name, kind) in _GROUNDS.items() if i in wanted}
    credits_by_source = {c["source_id"]: c["text"] for c in store.manifest().get("attribution", ())}
    return [_layer(info, *found.get(info.id, ([], [])), credits_by_source) for info in sorted(on, key=lambda i: _depth(i, infos))]


def names_of(store: MapData) -> Names:
    """Return the places, sources and licences that features name."""
    licences = {c["source_id"]: c["licence"] for c in store.manifest().get("attribution", ())}
    allies = {actor.id: actor.side for actor in store.actors() if actor.side}
    return Names({p.id: p for p in store.places()}, store.sources(), licences, allies)


def told_by_data(store: MapData, names: Names, known_by: date | None) -> Testimony:
    """Return what the curated events of the data tell of the front, as known by a day."""
    events = store.events(start=date.min, end=date.max, types=(), actors=(), statuses=(), known_by=known_by)
    return testimony_of(events, names.places, names.allies, holders_in(store.control_claims()), known_by=known_by)


def holders_in(claims: Iterable[ControlClaim]) -> frozenset[str]:
    """Return who holds places by some claims."""
    return frozenset(c.holder for c in claims if c.holder != CONTESTED)


def _front(
    store: MapData, view: View, names: Names, infos: Iterable[LayerInfo], fronts: Fronts | None
) -> dict[str, tuple[list[Feature], list[Feature]]]:
    if fronts:
        front, states = fronts(view.as_of, view.known_by)
    else:
        told = told_by_data(store, names, view.known_by)
        front, states = front_of_day(store.control_claims(), names, store.ground("land"), view.as_of, view.known_by, testimony=told)
    features = styled(front, names)
    found: dict[str, tuple[list[Feature], list[Feature]]] = {info.id: ([], []) for info in infos if info.group == "front"}
    territory = {holder: territory_id(holder) for holder in store.holders()}
    for feature in features:
        found[layer_of_front(feature, territory)][0].append(feature)
    for layer, kinds in PLACE_LAYERS.items():
        found[layer] = place_features(names.places.values(), kinds, states, names)
    return found


def _events(store: MapData, view: View, names: Names) -> dict[str, tuple[list[Feature], list[Feature]]]:
    events = store.events(
        start=view.start, end=view.end, types=view.types, actors=view.actors, statuses=view.statuses, known_by=view.known_by
    )
    found: dict[str, tuple[list[Feature], list[Feature]]] = {}
    for event in events:
        layer = "read" if event.origin == "machine" else f"event-{event.type}"
        drawn, unplaced = event_features(event, names)
        features, rest = found.setdefault(layer, ([], []))
        features.extend(drawn)
        rest.extend(unplaced)
    return found


def _depth(info: LayerInfo, infos: tuple[LayerInfo, ...]) -> tuple[int, int]:
    name = "territory" if info.id.startswith("territory-") else info.id
    return _BOTTOM_FIRST.index(name) if name in _BOTTOM_FIRST else len(_BOTTOM_FIRST), infos.index(info)


def _layer(info: LayerInfo, features: list[Feature], unplaced: list[Feature], credits_by_source: Mapping[str, str]) -> Layer:
    used = {s for f in features for s in f["properties"].get("source_ids", ())}
    attribution = tuple(sorted({credits_by_source[s] for s in used if s in credits_by_source}))
    return Layer(info.id, info.group, info.title, info.style, features, attribution, unplaced)
