"""One run of the page: read the address, draw the head and the page it names, write the address back."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from geo import markup
from geo.errors import GeoError
from geo.settings import Settings
from geo.ui.map_page import show_map_page
from geo.ui.report_page import show_report_page
from geo.ui.resources import Resources, resources
from geo.ui.state import PAGES, adopt
from geo.ui.wording import Words, load_words
from geo.view import LANGUAGES

__all__ = ["main"]

_WEB = Path(__file__).with_name("web")


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="Jabha", page_icon=_WEB / "icon.svg", layout="wide", initial_sidebar_state="collapsed")
    st.html(markup.style_sheet(_WEB / "page.css"))
    settings = Settings.from_env()
    try:
        shared = resources(settings.data_dir, settings.vendor_dir)
    except GeoError as error:
        st.error(markup.plain(load_words(LANGUAGES[0])("app.broken", reason=error)))
        return
    adopt(st.session_state, st.query_params.to_dict(), shared.infos, shared.limits, tuple(shared.reports))
    words = load_words(st.session_state["language"])
    if words.direction == "rtl":
        st.html(markup.style_sheet(_WEB / "rtl.css"))
    _head(words)
    _page(shared, words)


def _head(words: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.html(markup.heading(words("app.name"), words("app.tagline")))
        labels = {"map": words("app.page_map"), "read": words("app.page_read")}
        st.segmented_control(
            words("app.page"), PAGES, format_func=labels.__getitem__, key="page", required=True, label_visibility="collapsed"
        )
        st.segmented_control(
            words("app.language"),
            LANGUAGES,
            format_func=lambda code: load_words(code)("language"),
            key="language",
            required=True,
            label_visibility="collapsed",
        )


def _page(shared: Resources, words: Words) -> None:
    if st.session_state["page"] == "read":
        show_report_page(shared, words)
    else:
        show_map_page(shared, words)
