"""The state of a map: what day, known by what day, what is shown and where one looks; read from and written to an address.

Every value that comes from outside is parsed to its type, clamped to what the data can show, and dropped when it is neither;
nothing is echoed as it came.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geo.model import EVENT_TYPES, STATUSES

__all__ = ["LANGUAGES", "MAX_WINDOW_DAYS", "Limits", "View", "parse_view", "view_query"]

LANGUAGES = ("en", "ar")
"""Languages of labels and of the page, the default first."""

MAX_WINDOW_DAYS = 1000
"""Longest window of events, in days: more than the whole of the period that the project covers."""

_LAST_DAY = date(2100, 1, 1)
_MAX_ITEMS = 60
_ID = re.compile(r"[\w.:-]{1,80}")
_ACTOR = re.compile(r"[\w .,:()/&'\u2019-]{1,80}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,4}(\.\d{1,12})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the data can show: first and last day, and the actors and layers there are (empty: any)."""

    first: date
    last: date
    actors: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """One state of the map.

    `as_of` is the day pictured, `known_by` the day up to which reports count (None: all). Events are those of the
    `window_days` days that end with `as_of`. Empty `types`, `actors` and `statuses` leave nothing out; `layers` is None for
    the layers that are on by default and empty for none. `selected` is the id of an event. `lon`, `lat` (degrees) and
    `zoom` are where one looks, None for the whole theatre. `tiles` asks for the online base map.
    """

    as_of: date
    known_by: date | None = None
    window_days: int = 30
    types: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    layers: tuple[str, ...] | None = None
    language: str = "en"
    selected: str | None = None
    lon: float | None = None
    lat: float | None = None
    zoom: float | None = None
    tiles: bool = False

    @property
    def start(self) -> date:
        """The first day of the window of events."""
        return self.as_of - timedelta(self.window_days - 1)

    @property
    def end(self) -> date:
        """The last day of the window of events: the day pictured."""
        return self.as_of

    def shows(self, layer: str, *, default: bool) -> bool:
        """Return whether a layer is on, `default` saying what holds where the user has not chosen."""
        return default if self.layers is None else layer in self.layers


def parse_view(query: Mapping[str, object], limits: Limits) -> View:
    """Return the view that the parameters of an address describe; what cannot be read keeps its default.

    Parameters
    ----------
    query
        Names to a string or a list of strings, of which the last counts. Unknown names are ignored.
    limits
        What the data can show: dates are clamped to it, unknown actors and layers dropped.
    """
    given = {name: _text(value) for name, value in query.items()}
    day = _day(given.get("date"))
    known = _day(given.get("known_by"))
    lon, lat = _number(given.get("lon"), -180, 180), _number(given.get("lat"), -90, 90)
    window = _number(given.get("days"), 1, MAX_WINDOW_DAYS)
    layers = given.get("layers")
    chosen = _items(layers, _ID, limits.layers)
    both = lon is not None and lat is not None
    view = View(as_of=min(max(day, limits.first), limits.last) if day else limits.last)
    return replace(
        view,
        known_by=min(max(known, limits.first), _LAST_DAY) if known else None,
        window_days=int(window) if window is not None else view.window_days,
        types=_known(given.get("types"), EVENT_TYPES),
        statuses=_known(given.get("statuses"), STATUSES),
        actors=_items(given.get("actors"), _ACTOR, limits.actors, separator="|"),
        layers=() if layers == "none" else chosen or None,
        language=given.get("lang", "") if given.get("lang") in LANGUAGES else LANGUAGES[0],
        selected=_one(given.get("event")),
        lon=lon if both else None,
        lat=lat if both else None,
        zoom=_number(given.get("zoom"), 1, 18),
        tiles=given.get("tiles") == "1",
    )


def view_query(view: View) -> dict[str, str]:
    """Return the parameters that `parse_view` reads back into the same view; what is as by default is left out, but not the day."""
    default = View(view.as_of)
    fields = {
        "date": view.as_of.isoformat(),
        "known_by": view.known_by.isoformat() if view.known_by else "",
        "days": str(view.window_days) if view.window_days != default.window_days else "",
        "types": ",".join(view.types),
        "actors": "|".join(view.actors),
        "statuses": ",".join(view.statuses),
        "layers": "" if view.layers is None else ",".join(view.layers) or "none",
        "lang": view.language if view.language != default.language else "",
        "event": view.selected or "",
        "lon": _decimal(view.lon, 4),
        "lat": _decimal(view.lat, 4),
        "zoom": _decimal(view.zoom, 2),
        "tiles": "1" if view.tiles else "",
    }
    return {name: value for name, value in fields.items() if value}


def _text(value: object) -> str:
    if isinstance(value, (list, tuple)):
        value = value[-1] if value else ""
    return value.strip() if isinstance(value, str) else ""


def _day(text: str | None) -> date | None:
    if not text or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str | None, least: float, most: float) -> float | None:
    if not text or not _NUMBER.fullmatch(text):
        return None
    return min(max(float(text), least), most)


def _decimal(value: float | None, places: int) -> str:
    if value is None or not math.isfinite(value):
        return ""
    return repr(round(value, places) + 0.0).removesuffix(".0")


def _one(text: str | None) -> str | None:
    return text if text and _ID.fullmatch(text) else None


def _items(text: str | None, shape: re.Pattern[str], allowed: Iterable[str], separator: str = ",") -> tuple[str, ...]:
    known = frozenset(allowed)
    parts = [p.strip() for p in (text or "").split(separator)[:_MAX_ITEMS]]
    return tuple(dict.fromkeys(p for p in parts if shape.fullmatch(p) and (not known or p in known)))


def _known(text: str | None, order: tuple[str, ...]) -> tuple[str, ...]:
    given = frozenset(_items(text, _ID, order))
    return tuple(value for value in order if value in given)
