"""What is derived for a day: areas, lines and their corridor, each with the states of places that put it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

from geo.control import ControlState

__all__ = ["COVERAGE", "Area", "Front", "Line", "Reach"]

COVERAGE = 0.9
"""The share of the true line that the corridor is meant to hold."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far what is known of a place carries, in kilometres, and the corridor's half width as a share of the distance to it.

    `corridor_share` was measured on true fronts so that the corridor holds `COVERAGE` of the line; see `docs/front.md`.
    """

    unknown_km: float = 75.0
    contested_km: float = 2.0
    corridor_share: float = 0.97


@dataclass(frozen=True, slots=True)
class Area:
    """Ground in degrees: territory of a holder, or, with no holder, ground of which nothing is known; and how large it is."""

    holder: str | None
    geometry: BaseGeometry
    states: Sequence[ControlState]
    km2: float


@dataclass(frozen=True, slots=True)
class Line:
    """A segment of front in degrees between two holders, with the states of the places on either side that put it there."""

    between: tuple[str, str]
    geometry: BaseGeometry
    contested: bool
    uncertainty_km: float
    sides: tuple[tuple[ControlState, ...], tuple[ControlState, ...]]
    disputed: tuple[ControlState, ...] = ()


@dataclass(frozen=True, slots=True)
class Front:
    """Everything derived for one day; `valid` is the interval over which the same claims run, None for an open end.

    `doubted` are the states of places that their neighbours outvote: the ground around them is drawn as the neighbours'.
    """

    as_of: date
    known_by: date | None
    valid: tuple[date | None, date | None]
    territory: tuple[Area, ...]
    unknown: tuple[Area, ...]
    corridor: tuple[Line, ...]
    lines: tuple[Line, ...]
    doubted: tuple[ControlState, ...] = ()
