"""The row above the map: the day, the window of events, layers, filters, and the means to share and download."""

from __future__ import annotations

import streamlit as st

from geo import markup
from geo.export import to_geojson
from geo.layers import GROUPS
from geo.model import EVENT_TYPES, STATUSES
from geo.ui.evidence import STATUS_ICONS
from geo.ui.report_layer import OnMap, speaking
from geo.ui.resources import Resources, exported
from geo.ui.state import REPORT_MOVES, REPORT_ON, REPORT_OPEN, WINDOWS, hold, hold_window, move_day, reset
from geo.ui.wording import Words
from geo.view import View

__all__ = ["choose_day", "choose_layers", "filter_events", "share"]


def choose_day(shared: Resources, words: Words) -> None:
    """Draw the choice of the day pictured, a step or any, and of how many days of events are shown."""
    session, limits = st.session_state, shared.limits
    with st.container(horizontal=True, key="steps", width="content", gap="xsmall"):
        for days, key, icon in ((-1, "previous", ":material/chevron_left:"), (1, "next", ":material/chevron_right:")):
            at_end = session["day"] == (limits.first if days < 0 else limits.last)
            args = (session, days, limits)
            st.button(words(f"day.{key}"), icon=icon, key=f"day-{key}", disabled=at_end, on_click=move_day, args=args)
    st.slider(words("day.label", day=words.day(session["day"])), limits.first, limits.last, key="day", format="YYYY-MM-DD")
    hold_window(session)
    windows = sorted({*WINDOWS, session["window"]})
    names = {n: words("day.window_all") if n == WINDOWS[-1] else words("day.window_days", n=n) for n in windows}
    st.selectbox(words("day.window"), windows, format_func=names.__getitem__, key="window", width=130)


def choose_layers(shared: Resources, words: Words, report: OnMap | None) -> None:
    """Draw the choice of layers, of the online base map, and of what the report that was read does on the map."""
    hold(st.session_state, "tiles", *(f"layers.{group}" for group in GROUPS))
    with st.popover(words("tools.layers"), icon=":material/layers:", key="layers"):
        for group, title in GROUPS.items():
            labels = {i.id: markup.plain(i.title[words.code]) for i in shared.infos if i.group == group}
            if labels:
                st.pills(title[words.code], labels, format_func=labels.__getitem__, selection_mode="multi", key=f"layers.{group}")
        st.toggle(words("tools.tiles"), key="tiles", help=words("tools.tiles_help"))
        st.button(words("tools.reset"), icon=":material/restart_alt:", key="reset", on_click=reset, args=(st.session_state, shared.infos))
        if report is not None:
            _report_choice(report, words)


def _report_choice(report: OnMap, words: Words) -> None:
    session = st.session_state
    n, m = (speaking(report.testimony(None, unreviewed=unreviewed)) for unreviewed in (False, True))
    st.caption(words("report.title", source=markup.isolated(report.source.publisher), n=len(report.events)))
    session[REPORT_ON] = st.toggle(words("report.on"), value=bool(session.get(REPORT_ON)), key="report-on")
    able = bool(session[REPORT_ON]) and m > 0
    moves = st.toggle(
        words("report.moves", n=n), value=bool(session.get(REPORT_MOVES)), key="report-moves", disabled=not able,
        help=words("report.moves_help"),
    )  # fmt: skip
    session[REPORT_MOVES] = moves and able
    if session[REPORT_MOVES] and m > n:
        session[REPORT_OPEN] = st.toggle(words("report.also_open", n=m - n), value=bool(session.get(REPORT_OPEN)), key="report-unreviewed")
    if not n:
        st.caption(words("report.none_moves"))


def filter_events(shared: Resources, words: Words) -> None:
    """Draw the choice of which events are shown, and of the day by which they were known."""
    parties = shared.parties
    hold(st.session_state, "types", "actors", "statuses", "known_by")
    with st.popover(words("tools.filters"), icon=":material/filter_alt:", key="filters"):
        st.caption(words("tools.nothing"))
        st.pills(words("tools.types"), EVENT_TYPES, format_func=lambda t: words(f"type.{t}"), selection_mode="multi", key="types")
        st.pills(
            words("tools.actors"),
            shared.limits.actors,
            format_func=lambda a: markup.plain(parties[a][words.code] if a in parties else a),
            selection_mode="multi",
            key="actors",
        )
        st.pills(
            words("tools.statuses"),
            STATUSES,
            format_func=lambda s: f"{STATUS_ICONS[s]} {words(f'status.{s}')}",
            selection_mode="multi",
            key="statuses",
        )
        st.date_input(words("tools.known_by"), value=None, min_value=shared.limits.first, key="known_by", help=words("tools.known_by_help"))


def share(shared: Resources, words: Words, view: View) -> None:
    """Draw how to share a view, and its download."""
    with st.popover(words("tools.share"), icon=":material/share:", key="share"):
        st.caption(words("tools.link"))
        st.download_button(
            words("tools.download"),
            data=lambda: to_geojson(exported(shared, view)).encode("utf-8"),
            file_name=f"jabha-{view.as_of.isoformat()}.geojson",
            mime="application/geo+json",
            on_click="ignore",
            icon=":material/download:",
            key="download",
        )
