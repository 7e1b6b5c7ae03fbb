"""Named layers of a map for a day and filters: the one place from which map, legend, download and API take what they show."""

from __future__ import annotations

from geo.layers.base import GROUPS, Feature, Layer, LayerInfo, catalogue

__all__ = ["GROUPS", "Feature", "Layer", "LayerInfo", "catalogue"]
