"""Who holds which ground on a day, where the line runs and may run, and of which ground nothing is known."""

from __future__ import annotations

from geo.frontline.features import Featured, Told, front_features
from geo.frontline.front import Theatre, derive
from geo.frontline.outcome import COVERAGE, Area, Front, Line, Reach
from geo.frontline.seeds import speaks_for_ground

__all__ = ["COVERAGE", "Area", "Featured", "Front", "Line", "Reach", "Theatre", "Told", "derive", "front_features", "speaks_for_ground"]
