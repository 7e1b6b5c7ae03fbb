"""The page that reads a report: the user's text in, its place names, events and map out, and what could not be placed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from geo import markup
from geo.errors import GazetteerError
from geo.export import to_geojson
from geo.gazetteer import Gazetteer
from geo.layers import Layer
from geo.model import Document, Reading, Report
from geo.reader import read
from geo.settings import Settings
from geo.ui.chart import show_chart
from geo.ui.evidence import Context, event_line
from geo.ui.model_panel import choose_reader
from geo.ui.reading import fit_of, marks_of, names_in, positioned_names, reading_layers, unplaced_names
from geo.ui.report_layer import on_map
from geo.ui.resources import Resources, gazetteer
from geo.ui.review_panel import load_decisions, show_events
from geo.ui.reviewing import Reviewed, document_of, reading_text, reviewed
from geo.ui.state import REPORT_ON, Address, collect, publish, show_day
from geo.ui.wording import Words
from geo.view import Limits
from geo.webmap import Scene

__all__ = ["MAX_CHARACTERS", "decode", "show_report_page"]

MAX_CHARACTERS = 60_000
"""Longest text read at once: some thirty pages, a few seconds."""

_UPLOAD_MB = 1


def show_report_page(shared: Resources, words: Words) -> None:
    """Draw the page."""
    session = st.session_state
    view = collect(session, shared.infos)
    publish(session, st.query_params.from_dict, Address("read", session.get("report"), view))
    st.caption(words("read.intro"))
    document, report = session.get("document"), shared.reports.get(session.get("report") or "")
    if document is None and report is not None:
        document = _document_of(report)
    # With a report open, the way to another one steps aside for what was read.
    with st.container() if document is None else st.expander(words("read.another")):
        _entry(shared, words)
    if document is None:
        return
    with st.spinner(words("read.working")):
        reading = _read(document, shared, words)
    asked = choose_reader(document, _gazetteer(shared, words), words)
    if asked is not None and asked.reading is not None:
        reading = asked.reading
    _show(reading, shared, words, shared.reports.get(document.id))


def _entry(shared: Resources, words: Words) -> None:
    entry, sample = st.columns([0.62, 0.38], gap="large")
    with sample:
        _samples(shared.reports, words)
        upload = st.file_uploader(words("read.upload", mb=_UPLOAD_MB), type=["txt"], max_upload_size=_UPLOAD_MB, key="upload")
    with entry:
        _form(words, upload)


def _samples(reports: Mapping[str, Report], words: Words) -> None:
    st.caption(words("read.sample"))
    for report in reports.values():
        st.button(
            markup.isolated(report.title),
            key=f"sample.{report.id}",
            help=_after(report, words),
            on_click=_open_sample,
            args=(report.id,),
            width="stretch",
        )


def _after(report: Report, words: Words) -> str:
    after = {name: markup.isolated(value) for name, value in report.after.items()}
    when = words.published(str(report.after["published"]))
    return words("read.after" if report.after["title"] else "read.after_untitled", **(after | {"date": when}))


def _open_sample(report_id: str) -> None:
    st.session_state["report"] = report_id
    st.session_state["document"] = None


def _form(words: Words, upload: Any) -> None:
    with st.form("report-form", border=False):
        text = st.text_area(words("read.text"), height=200, placeholder=words("read.placeholder"), key="report-text")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            published = st.date_input(words("read.published"), value=None, help=words("read.published_help"), key="report-published")
            publisher = st.text_input(words("read.publisher"), max_chars=200, key="report-publisher")
            asked = st.form_submit_button(words("read.go"), type="primary", key="read-go")
    if not asked:
        return
    given = decode(upload.getvalue()) if upload is not None and not text.strip() else text
    if given is None:
        st.error(markup.plain(words("read.not_text", name=upload.name)))
    elif not given.strip():
        st.warning(words("read.empty"))
    elif len(given) > MAX_CHARACTERS:
        st.error(words("read.too_long", n=len(given), most=MAX_CHARACTERS))
    else:
        st.session_state["report"] = None
        st.session_state["document"] = document_of(given, _as_date(published), publisher)
        st.rerun()


def _as_date(given: object) -> date | None:
    return given if isinstance(given, date) else None


def decode(data: bytes) -> str | None:
    """Return the text of an uploaded file, or None when it is not text in UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def _document_of(report: Report) -> Document:
    return Document(report.id, report.text, published=report.published, language=report.language, publisher=report.after["publisher"])


def _read(document: Document, shared: Resources, words: Words) -> Reading:
    """Read a document, or return this session's reading of the same one."""
    kept = st.session_state.get("reading")
    if kept is None or kept.document != document:
        kept = read(document, _gazetteer(shared, words))
        st.session_state["reading"] = kept
    return kept


def _gazetteer(shared: Resources, words: Words) -> Gazetteer:
    """Return the gazetteer; where the world's tier is not to be had, say so and go on with the project's own places."""
    try:
        return gazetteer(Settings.from_env())
    except GazetteerError as error:
        st.warning(markup.plain(words("read.no_world", reason=error)))
        return shared.store.gazetteer()


def _show(reading: Reading, shared: Resources, words: Words, report: Report | None) -> None:
    context = Context(words, names_in(reading, shared.names), shared.parties, shared.sources, shared.palette)
    text = reading.document.text
    if report is not None:
        st.info(_after(report, words), icon=":material/info:")
    st.caption(words("read.language", language=words(f"languages.{reading.language}"), n=len(reading.resolutions)))
    seen = reviewed(reading, load_decisions(Settings.from_env(), words))
    layers = reading_layers(seen, shared.known)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(words("read.marked"), anchor=False)
        st.html(markup.marked_text(text, marks_of(reading.resolutions, words, _countries(shared, words)), reading.language))
        st.caption(words("read.roles"))
    with right:
        st.subheader(words("read.map"), anchor=False)
        _map(seen, layers, shared, context)
        _unplaced(reading, shared, words)
    st.session_state["report.reading"] = reading
    if reading.events:
        days = [e.when.end for e in reading.events if e.when is not None]
        day = max(days, default=reading.document.published)
        st.button(words("report.to_map"), icon=":material/map:", key="to-map", on_click=_to_map, args=(day, shared.limits))
    show_events(seen, _gazetteer(shared, words), context, text if report is None else "")
    _downloads(seen, lambda: [layers[0], *on_map(seen, report, shared.known, (), words).layers(None, words)], words)


def _to_map(day: date | None, limits: Limits) -> None:
    """Go to the main map with the report on it, on the last day that it speaks of, where the map has that day."""
    session = st.session_state
    session["page"], session[REPORT_ON] = "map", True
    if day is not None and limits.first <= day <= limits.last:
        show_day(session, day)


def _map(seen: Reviewed, layers: list[Layer], shared: Resources, context: Context) -> None:
    events = {e.id: e for accepted in (False, True) for e in seen.events(accepted=accepted)}
    chosen = st.session_state.get("reading-map.selected")
    # The text's own places carry the labels here.
    scene = Scene(
        language=context.words.code, chosen=chosen, ground=("countries", "roads"), fit=fit_of(layers), title=context.words("read.map_title")
    )

    def tip(_layer: Any, feature: Mapping[str, Any]) -> list[str]:
        given = feature["properties"]
        event = events.get(str(given.get("event_id")))
        return event_line(event, context) if event else [str(given[f"name_{context.words.code}"])]

    show_chart("reading-map", shared, layers, scene, tip, height=440)
    drawn = [shared.palette.style(layer.style) for layer in layers[1:] if layer.features]
    if drawn:
        st.html(markup.legend([("", drawn)], context.words.code))


def _countries(shared: Resources, words: Words) -> Callable[[str], str]:
    """Return what gives the name of a country in the language of the page for its code."""
    return lambda code: shared.names.get(f"country-{code.lower()}", {}).get(words.code, code)


def _unplaced(reading: Reading, shared: Resources, words: Words) -> None:
    for key, named in (("computed", positioned_names), ("unplaced", unplaced_names)):
        names = named(reading.resolutions, words, _countries(shared, words))
        if names:
            st.markdown(words(f"read.{key}", n=len(names)))
            st.caption(words(f"read.{key}_note"))
        for name, reason in names.items():
            st.markdown(f"- **{markup.plain(name)}** \u2013 {markup.plain(reason)}")


def _downloads(seen: Reviewed, layers: Callable[[], list[Layer]], words: Words) -> None:
    with st.container(horizontal=True):
        st.download_button(
            words("read.download_reading"),
            data=lambda: reading_text(seen).encode("utf-8"),
            file_name="reading.json",
            mime="application/json",
            on_click="ignore",
            icon=":material/download:",
            key="download-reading",
        )
        st.download_button(
            words("read.download_view"),
            data=lambda: to_geojson(layers()).encode("utf-8"),
            file_name="reading.geojson",
            mime="application/geo+json",
            on_click="ignore",
            icon=":material/download:",
            key="download-reading-view",
        )
