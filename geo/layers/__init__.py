"""Named layers of a map for a day and filters: the one place from which map, legend, download and API take what they show."""

from __future__ import annotations

from geo.layers.base import GROUPS, Feature, Layer, LayerInfo, catalogue
from geo.layers.build import MapData, build_layers, holders_in, names_of, told_by_data
from geo.layers.events import Names, event_features
from geo.layers.ground import styled_front

__all__ = [
    "GROUPS",
    "Feature",
    "Layer",
    "LayerInfo",
    "MapData",
    "Names",
    "build_layers",
    "catalogue",
    "event_features",
    "holders_in",
    "names_of",
    "styled_front",
    "told_by_data",
]
