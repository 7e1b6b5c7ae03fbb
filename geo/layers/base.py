"""What a layer is, which layers there are, and in which groups and order a map lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from geo.model import EVENT_TYPES
from geo.palette import CONTESTED, Palette, event_key, holder_key

__all__ = ["GROUPS", "Feature", "Layer", "LayerInfo", "catalogue", "territory_id", "title"]

Feature = dict[str, Any]
"""A GeoJSON Feature: `id`, `geometry` (lon, lat; None where there is no position) and `properties`."""


def title(en: str, ar: str) -> Mapping[str, str]:
    """Return a title in English and Arabic."""
    return MappingProxyType({"en": en, "ar": ar})


GROUPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "front": title("The front", "الجبهة"),
        "events": title("Events", "الأحداث"),
        "unreviewed": title("Read by machine, not reviewed", "قراءة آلية لم تراجع"),
        "places": title("Places", "الأماكن"),
        "ground": title("Ground", "الأرض"),
    }
)
"""Groups of layers and their titles, in the order in which a map lists them."""


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A layer there may be: its id, group, title, the key of its style and whether it is on where the user has not chosen."""

    id: str
    group: str
    title: Mapping[str, str]
    style: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Layer:
    """A named set of features for one view.

    Every feature has a `style` property, a key of `palette.Palette`; `style` is the key that a legend shows for the layer.
    `unplaced` holds what belongs to the layer and has no position that can be drawn: it is listed, never given a dot.
    """

    id: str
    group: str
    title: Mapping[str, str]
    style: str
    features: list[Feature] = field(default_factory=list)
    attribution: tuple[str, ...] = ()
    unplaced: list[Feature] = field(default_factory=list)


def territory_id(holder: str) -> str:
    """Return the id of the layer of a holder's territory."""
    return "territory-" + re.sub(r"\W+", "-", holder.lower()).strip("-")


def catalogue(holders: Iterable[str]) -> tuple[LayerInfo, ...]:
    """Return every layer there may be for a theatre with these holders, in the order in which a map lists them.

    Two holders whose names differ in signs only share one layer of territory.
    """
    palette = Palette(tuple(holders))
    front = [
        LayerInfo("front", "front", title("Front line", "خط الجبهة"), "front"),
        LayerInfo("corridor", "front", title("Where the line may run", "حيث قد يمر الخط"), "corridor"),
        *(
            LayerInfo(territory_id(h), "front", palette.style(holder_key(h)).title, holder_key(h))
            for h in sorted(set(palette.holders) - {CONTESTED})
        ),
        LayerInfo(CONTESTED, "front", palette.style(holder_key(CONTESTED)).title, holder_key(CONTESTED)),
        LayerInfo("unknown", "front", palette.style("unknown").title, "unknown"),
    ]
    events = [LayerInfo(f"event-{t}", "events", palette.style(event_key(t)).title, event_key(t)) for t in EVENT_TYPES]
    rest = [
        LayerInfo(
            "read", "unreviewed", title("Events read from text", "أحداث مقروءة من النصوص"), event_key("diplomacy", "claimed"), on=False
        ),
        LayerInfo("places", "places", title("Towns and cities", "المدن والبلدات"), "place:city"),
        LayerInfo("bases", "places", title("Bases and airports", "القواعد والمطارات"), "place:airbase"),
        LayerInfo("oil", "places", title("Oil terminals and fields", "موانئ النفط وحقوله"), "place:oil_terminal"),
        LayerInfo("roads", "ground", title("Main roads (schematic)", "الطرق الرئيسية (تخطيطية)"), "road"),
        LayerInfo("districts", "ground", title("Districts", "الشعبيات"), "district", on=False),
        LayerInfo("countries", "ground", title("Countries", "الدول"), "country"),
    ]
    return tuple({info.id: info for info in [*front, *events, *rest]}.values())
