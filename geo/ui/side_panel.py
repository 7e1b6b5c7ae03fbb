"""Beside the map: what changed between two days, and lines that others drew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from geo import markup
from geo.compare import compare
from geo.errors import FrontError, GeoError, InputError
from geo.export import to_geojson
from geo.ui.evidence import Context
from geo.ui.lines import Kept, comparison_card, from_file, from_positions, line_layer
from geo.ui.questions import change_cards
from geo.ui.resources import Fronts, Resources
from geo.ui.state import CHANGES_SINCE
from geo.ui.wording import Words
from geo.view import Limits, View

__all__ = ["changed_days", "changes_since", "drawing_words", "kept_lines", "show_changes", "show_line", "show_lines"]

_UPLOAD_MB = 2
_LINES, _DRAWN, _FAULT = "lines", "map.drawn", "lines.fault"


def changes_since(limits: Limits, view: View) -> date:
    """Return the day that is compared with the day pictured: the one chosen, or a month before."""
    chosen = st.session_state.get(CHANGES_SINCE)
    return chosen if isinstance(chosen, date) else max(limits.first, view.as_of - timedelta(30))


def changed_days(limits: Limits, view: View) -> tuple[date, date]:
    """Return the two days that are compared, the earlier first."""
    first, last = sorted((changes_since(limits, view), view.as_of))
    return first, last


def show_changes(shared: Resources, held: Callable[[], Fronts], view: View, context: Context) -> None:
    """Draw what changed hands between a day that is chosen and the day pictured."""
    words, limits = context.words, shared.limits
    first, last = changed_days(limits, view)
    if CHANGES_SINCE not in st.session_state:
        st.session_state[CHANGES_SINCE] = first
    st.date_input(words("changes.since"), min_value=limits.first, max_value=limits.last, key=CHANGES_SINCE, width=200)
    st.caption(words("changes.between", start=words.day(first), end=words.day(last)))
    try:
        with st.spinner(words("changes.working")):
            places, ground = held().changed(first, last, view.known_by)
    except GeoError as error:
        st.warning(markup.plain(error))
        return
    st.html(markup.join(change_cards(places, ground, context)))


def kept_lines() -> list[Kept]:
    """Return the lines that this session holds."""
    lines: list[Kept] = st.session_state.get(_LINES, [])
    return lines


def drawing_words(words: Words) -> dict[str, str]:
    """Return the words of the drawing tool; with `held` while a drawn line waits for its source."""
    said = {key: words(f"lines.tool_{key}") for key in ("tool", "start", "more", "end", "finish", "undo", "cancel")}
    return said | ({"held": "yes"} if st.session_state.get(_DRAWN) else {})


def show_lines(shared: Resources, held: Callable[[], Fronts], view: View, context: Context) -> None:
    """Draw the means to bring a line in, and the lines there are, each compared with the derived one of its day."""
    words = context.words
    fault = st.session_state.pop(_FAULT, None)
    st.caption(words("lines.intro"))
    if fault:
        st.error(markup.plain(fault))
    if st.session_state.get(_DRAWN):
        _sign(view, words)
    else:
        _bring(view, words)
    lines = kept_lines()
    for kept in lines:
        _line(kept, shared, held, view, context)
    if lines:
        st.download_button(
            words("lines.download"),
            data=lambda: to_geojson([line_layer(lines, words)]).encode("utf-8"),
            file_name="lines.geojson",
            mime="application/geo+json",
            on_click="ignore",
            icon=":material/download:",
            key="download-lines",
        )


def show_line(line_id: str, held: Callable[[], Fronts], view: View, context: Context) -> None:
    """Draw what a line of this session comes to beside the derived one of its day."""
    kept = next((k for k in kept_lines() if k.id == line_id), None)
    if kept is None:
        return
    try:
        front, _ = held().on(kept.day, view.known_by)
        st.html(comparison_card(kept, compare(front, kept.line), context.words))
    except FrontError as error:
        st.warning(markup.plain(error))


def _sign(view: View, words: Words) -> None:
    corners = len(st.session_state[_DRAWN])
    with st.form("line-drawn"):
        st.markdown(words("lines.whose", n=corners))
        _named(view, words, "drawn")
        with st.container(horizontal=True):
            st.form_submit_button(words("lines.keep"), type="primary", key="keep-drawn", on_click=_keep_drawn, args=(words,))
            st.form_submit_button(words("lines.discard"), key="drop-drawn", on_click=_discard)


def _bring(view: View, words: Words) -> None:
    with st.expander(words("lines.open"), expanded=not kept_lines()), st.form("line-file", border=False):
        st.file_uploader(words("lines.file", mb=_UPLOAD_MB), type=["geojson", "json"], max_upload_size=_UPLOAD_MB, key="line-upload")
        _named(view, words, "file")
        st.form_submit_button(words("lines.add"), type="primary", key="add-line", on_click=_keep_file, args=(words,))


def _keep_file(words: Words) -> None:
    session = st.session_state
    given = session["line-upload"]
    if given is None:
        session[_FAULT] = words("lines.no_file")
    else:
        _add(lambda: from_file(given.getvalue(), given.name, session["file-source"], session["file-day"], words))


def _named(view: View, words: Words, name: str) -> None:
    st.text_input(words("lines.source"), max_chars=120, key=f"{name}-source", placeholder=words("lines.source_hint"))
    st.date_input(words("lines.day"), value=view.as_of, key=f"{name}-day")


def _keep_drawn(words: Words) -> None:
    session = st.session_state
    if _add(lambda: from_positions(session[_DRAWN], session["drawn-source"], session["drawn-day"], words)):
        session[_DRAWN] = None


def _discard() -> None:
    st.session_state[_DRAWN] = None


def _add(make: Callable[[], Kept]) -> bool:
    try:
        kept = make()
    except InputError as error:
        st.session_state[_FAULT] = str(error)
        return False
    st.session_state[_LINES] = [*(k for k in kept_lines() if k.id != kept.id), kept]
    return True


def _line(kept: Kept, shared: Resources, held: Callable[[], Fronts], view: View, context: Context) -> None:
    words = context.words
    with st.container(border=True, key=f"line.{kept.id}"):
        show_line(kept.id, held, view, context)
        with st.container(horizontal=True):
            if kept.day != view.as_of and shared.limits.first <= kept.day <= shared.limits.last:
                st.caption(words("lines.other_day", day=words.day(view.as_of)))
                st.button(words("lines.go"), key=f"go.{kept.id}", type="tertiary", on_click=_go, args=(kept.day,))
            st.button(
                words("lines.remove"), key=f"remove.{kept.id}", type="tertiary", icon=":material/close:", on_click=_remove, args=(kept.id,)
            )


def _go(day: date) -> None:
    st.session_state["day"] = day


def _remove(line_id: str) -> None:
    st.session_state[_LINES] = [k for k in kept_lines() if k.id != line_id]
