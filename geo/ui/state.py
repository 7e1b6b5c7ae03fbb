"""The state of the page between reruns: the view in the address, and the widgets' values that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from geo.layers import LayerInfo
from geo.view import Limits, View, parse_view, view_query

__all__ = [
    "CHANGES_SINCE",
    "PAGES",
    "PANELS",
    "REPORT_MOVES",
    "REPORT_ON",
    "REPORT_OPEN",
    "WINDOWS",
    "Address",
    "adopt",
    "collect",
    "hold",
    "hold_window",
    "kept_for",
    "move_day",
    "parse_address",
    "publish",
    "reset",
    "show_day",
    "write_address",
]

PAGES = ("map", "read")
"""Names of the pages as the address has them, the default first."""

WINDOWS = (7, 14, 30, 90, 1000)
"""Lengths of the window of events to choose from, in days; the last stands for the whole period."""

PANELS = ("events", "changes", "lines")
"""What can stand beside the map, the default first."""

CHANGES_SINCE = "changes-since"
"""The first of the two days that are compared."""

T = TypeVar("T")

REPORT_ON, REPORT_MOVES, REPORT_OPEN = "report.on", "report.moves", "report.unreviewed"
"""Whether the report that was read is on the main map, whether its accepted events move the front there, and the unreviewed ones too."""

_SEEN = "_address"
_VIEW = "_view"


@dataclass(frozen=True, slots=True)
class Address:
    """What the address holds: which page, which report of the project is open there, and the view of the map.

    `since` is the day from which what changed is told beside the map, None where that is not open.
    """

    page: str
    report: str | None
    view: View
    since: date | None = None

    def at(self, lon: float, lat: float, zoom: float) -> Address:
        """Return the address of the same view looked at elsewhere."""
        return replace(self, view=replace(self.view, lon=lon, lat=lat, zoom=zoom))


def parse_address(query: Mapping[str, object], limits: Limits, reports: Sequence[str]) -> Address:
    """Return what an address asks for; unknown pages and reports count as not given."""
    page, report = query.get("page"), query.get("report")
    return Address(
        page=page if isinstance(page, str) and page in PAGES else PAGES[0],
        report=report if isinstance(report, str) and report in reports else None,
        view=parse_view(query, limits),
        since=_since(query.get("since"), limits),
    )


def _since(given: object, limits: Limits) -> date | None:
    try:
        return min(max(date.fromisoformat(str(given)), limits.first), limits.last)
    except ValueError:
        return None


def write_address(address: Address) -> dict[str, str]:
    """Return the parameters that `parse_address` reads back."""
    page = {"page": address.page} if address.page != PAGES[0] else {}
    report = {"report": address.report} if address.report and address.page == "read" else {}
    since = {"since": address.since.isoformat()} if address.since and address.page == PAGES[0] else {}
    return page | report | view_query(address.view) | since


def adopt(
    session: MutableMapping[Any, Any], query: Mapping[str, object], infos: Sequence[LayerInfo], limits: Limits, reports: Sequence[str]
) -> None:
    """Set the widgets to what the address asks for, when it is not the address that this page wrote last.

    That is so in a new session, for a link, and for the browser's way back.
    """
    given = dict(query)
    if session.get(_SEEN) == given:
        if "day" not in session:
            _set_widgets(session, session[_VIEW], infos)
        return
    address = parse_address(given, limits, reports)
    session[_SEEN] = given
    session[_VIEW] = address.view
    session["page"], session["report"] = address.page, address.report
    session["panel.chosen"] = address.view.selected
    if address.since is not None:
        session["panel"], session[CHANGES_SINCE] = "changes", address.since
    elif session.get("panel") == "changes":
        session["panel"] = PANELS[0]
    _set_widgets(session, address.view, infos)


def _set_widgets(session: MutableMapping[Any, Any], view: View, infos: Sequence[LayerInfo]) -> None:
    session["language"] = view.language
    session["day"] = view.as_of
    session["window"] = view.window_days
    session["selected"] = view.selected
    session["at"] = session["map.start"] = (view.lon, view.lat, view.zoom) if view.lon is not None else None
    _set_choices(session, view, infos)


def _set_choices(session: MutableMapping[Any, Any], view: View, infos: Sequence[LayerInfo]) -> None:
    session["types"], session["actors"], session["statuses"] = list(view.types), list(view.actors), list(view.statuses)
    session["known_by"] = view.known_by
    session["tiles"] = view.tiles
    for group in dict.fromkeys(i.group for i in infos):
        session[f"layers.{group}"] = [i.id for i in infos if i.group == group and view.shows(i.id, default=i.on)]


def collect(session: MutableMapping[Any, Any], infos: Sequence[LayerInfo]) -> View:
    """Return the view that the widgets now stand for, keeping what has no widget on this page; and keep it for the next run."""
    view: View = session[_VIEW]
    at = session.get("at") or (None, None, None)
    view = replace(
        view,
        language=session.get("language") or view.language,
        as_of=session.get("day", view.as_of),
        window_days=session["window"] if isinstance(session.get("window"), int) else view.window_days,
        types=tuple(session.get("types", view.types)),
        actors=tuple(session.get("actors", view.actors)),
        statuses=tuple(session.get("statuses", view.statuses)),
        known_by=session.get("known_by", view.known_by),
        layers=_layers(session, infos, view),
        selected=session.get("selected"),
        lon=at[0],
        lat=at[1],
        zoom=at[2],
        tiles=bool(session.get("tiles", view.tiles)),
    )
    session[_VIEW] = view
    return view


def _layers(session: Mapping[Any, Any], infos: Sequence[LayerInfo], view: View) -> tuple[str, ...] | None:
    groups = dict.fromkeys(i.group for i in infos)
    if not all(f"layers.{g}" in session for g in groups):
        return view.layers
    chosen = {layer for g in groups for layer in session[f"layers.{g}"] or ()}
    if chosen == {i.id for i in infos if i.on}:
        return None
    return tuple(i.id for i in infos if i.id in chosen)


def publish(session: MutableMapping[Any, Any], set_query: Callable[[dict[str, str]], None], address: Address) -> None:
    """Write the address, when it differs from the one that stands there."""
    wanted = write_address(address)
    if session.get(_SEEN) != wanted:
        session[_SEEN] = wanted
        set_query(wanted)


def move_day(session: MutableMapping[Any, Any], days: int, limits: Limits) -> None:
    """Move the day pictured by some days, no further than the data reach."""
    session["day"] = min(max(session["day"] + timedelta(days), limits.first), limits.last)


def reset(session: MutableMapping[Any, Any], infos: Sequence[LayerInfo]) -> None:
    """Set layers and filters to what a page opens with; the day, the place looked at and what is chosen stay."""
    _set_choices(session, View(as_of=session[_VIEW].as_of), infos)


def show_day(session: MutableMapping[Any, Any], day: date) -> None:
    """Let the map picture a day when it is drawn the next time, from a page that has no widget for it."""
    session[_VIEW] = replace(session[_VIEW], as_of=day)
    if "day" in session:
        session["day"] = day


def hold(session: MutableMapping[Any, Any], *keys: str) -> None:
    """Send the values of widgets to the browser with this run too.

    What stands in a popover is made in the browser when it is first opened. A value that came with an earlier run is gone by
    then, and the widget would start, and answer, with its default.
    """
    for key in keys:
        if key in session:
            session[key] = session[key]


def hold_window(session: MutableMapping[Any, Any]) -> None:
    """Send the length of the window of events to the browser with this run too, as `hold`.

    A choice whose words are no longer offered, since the page changed its language, comes back as those words: then the length
    that the view had stays.
    """
    given = session["window"]
    session["window"] = given if isinstance(given, int) else session[_VIEW].window_days


def kept_for(session: MutableMapping[Any, Any], name: str, key: object, make: Callable[[], T]) -> T:
    """Return what `make` gives, made again only when `key` is another one than the last time in this session."""
    kept = session.get(name)
    if kept is None or kept[0] != key:
        kept = session[name] = (key, make())
    made: T = kept[1]
    return made
