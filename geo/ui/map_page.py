"""The map page: the day, the layers and filters, the map with its legend, the events and the evidence for the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from geo import markup
from geo.errors import GeoError, StoreError
from geo.explain import explain
from geo.layers import Feature, Layer
from geo.model import EVENT_TYPES, Event
from geo.palette import event_key, holder_key
from geo.ui.chart import HEIGHT, show_chart
from geo.ui.drawn import Drawn, open_report
from geo.ui.evidence import Context, event_card, event_line, feature_card, place_card, sort_events
from geo.ui.questions import explanation_card, point_in
from geo.ui.report_layer import speaking
from geo.ui.resources import Resources
from geo.ui.side_panel import changes_since, drawing_words, show_changes, show_line, show_lines
from geo.ui.state import PANELS, Address, collect, publish
from geo.ui.tools import choose_day, choose_layers, filter_events, share
from geo.ui.wording import Words
from geo.view import View
from geo.webmap import GROUND, Scene, point_of

__all__ = ["show_map_page"]

_PAGE_OF_EVENTS = 40
_PANEL_HEIGHT = HEIGHT - 45


def show_map_page(shared: Resources, words: Words) -> None:
    """Draw the page; what the widgets then stand for becomes the address."""
    session = st.session_state
    tools = st.container(horizontal=True, vertical_alignment="bottom", key="tools")
    with tools:
        choose_day(shared, words)
        report = open_report(shared, words)
        choose_layers(shared, words, report)
        filter_events(shared, words)
    view = collect(session, shared.infos)
    _follow(view)
    since = changes_since(shared.limits, view) if session["panel"] == "changes" else None
    address = Address("map", None, view, since)
    publish(session, st.query_params.from_dict, address)
    drawn = Drawn(shared, view, report, words)
    with tools:
        share(shared, words, view)
    context, layers = drawn.context, drawn.layers
    events = {e.id: e for e in _events(shared, view)}
    chart, side = st.columns([0.68, 0.32], gap="medium")
    with chart:
        if drawn.moved:
            said = "report.moved_open" if drawn.moved.unreviewed else "report.moved"
            st.info(words(said, n=speaking(drawn.moved), m=len(drawn.moved.unreviewed)), icon=":material/edit_location_alt:")
        scene = _scene(shared, view, layers, words)
        show_chart("map", shared, layers, scene, _tip({**events, **drawn.read}, context), address=address)
    with side:
        _panel(drawn, view, list(events.values()))
    # Below both, so that on a narrow screen the answer to a click comes right under the map.
    st.html(_legend(shared, view, layers, words))
    st.caption(markup.plain(words("legend.credits", names=_credits(layers))))


def _events(shared: Resources, view: View) -> list[Event]:
    found = shared.store.events(
        start=view.start, end=view.end, types=view.types, actors=view.actors, statuses=view.statuses, known_by=view.known_by
    )
    on = {i.id: view.shows(i.id, default=i.on) for i in shared.infos}
    return sort_events(e for e in found if on.get(f"event-{e.type}", True))


def _scene(shared: Resources, view: View, layers: Sequence[Layer], words: Words) -> Scene:
    on = tuple(i.id for i in shared.infos if i.id in GROUND and view.shows(i.id, default=i.on))
    found = _feature(layers, view.selected)
    # An area or a line reaches out of view; only what lies at a spot is worth a move of the map.
    focus = point_of(found[1]) if found and found[0].group != "front" else None
    drawing = drawing_words(words) if st.session_state.get("panel") == "lines" else None
    return Scene(
        language=view.language,
        chosen=view.selected,
        focus=focus,
        ground=on,
        tiles=view.tiles,
        asking=True,
        drawing=drawing,
        title=words("app.map_title", day=words.day(view.as_of)),
    )


def _feature(layers: Sequence[Layer], key: str | None) -> tuple[Layer, Feature] | None:
    if key is None:
        return None
    return next(((layer, f) for layer in layers for f in layer.features if key in (f["id"], f["properties"].get("event_id"))), None)


def _tip(events: Mapping[str, Event], context: Context) -> Any:
    def tip(layer: Layer, feature: Feature) -> Sequence[str]:
        given = feature["properties"]
        event = events.get(str(given.get("event_id") or feature["id"]))
        if event is not None:
            return event_line(event, context)
        if given.get("holder"):
            return [context.party(str(given["holder"]))]
        name = given.get(f"name_{context.words.code}") or given.get("name")
        return [str(name)] if name else [layer.title[context.words.code]]

    return tip


def _legend(shared: Resources, view: View, layers: Sequence[Layer], words: Words) -> markup.Html:
    used = {str(f["properties"]["style"]) for layer in layers for f in layer.features}
    palette = shared.palette
    line = [
        "front",
        "front:contested",
        "drawn",
        "changed",
        "corridor",
        *(holder_key(h) for h in (*palette.holders, "contested")),
        "unknown",
        "road",
    ]
    types = {key.split(":")[1] for key in used if key.startswith("event:")}
    report = [layer.style for layer in layers if layer.id.startswith("report-")]
    places = [i.style for i in shared.infos if i.group == "places" and view.shows(i.id, default=i.on)]
    statuses = palette.status_styles()
    sections = [
        (words("legend.line"), [palette.style(k) for k in dict.fromkeys(line) if k in used or k == "road"]),
        (words("legend.events"), [palette.style(k) for k in [*(event_key(t) for t in EVENT_TYPES if t in types), *report]]),
        (words("legend.status"), statuses),
        (words("legend.places"), [palette.style(k) for k in places]),
    ]
    return markup.legend(sections, words.code)


def _credits(layers: Sequence[Layer]) -> str:
    named = dict.fromkeys(line for layer in layers for line in layer.attribution)
    return "; ".join([*named, "Natural Earth"])


def _chosen(drawn: Drawn, view: View) -> None:
    if view.selected is None:
        return
    layers, context = drawn.layers, drawn.context
    words = context.words
    point = point_in(view.selected)
    with st.container(border=True, key="chosen"):
        st.button(words("list.close"), key="close", on_click=_choose, args=(None,), type="tertiary", icon=":material/close:")
        found = _feature(layers, view.selected)
        event = _event_of(drawn, view.selected)
        if point is not None:
            _point(drawn, view, point)
        elif event is not None:
            st.html(event_card(event, context))
        elif found is not None and found[0].id == "drawn":
            show_line(str(found[1]["id"]), drawn.fronts, view, context)
        elif found is not None:
            st.html(_other_card(found, drawn, view))
        else:
            st.caption(words("evidence.unknown_id"))


def _event_of(drawn: Drawn, key: str) -> Event | None:
    if key in drawn.read:
        return drawn.read[key]
    try:
        return drawn.shared.store.event(key)
    except StoreError:
        return None


def _point(drawn: Drawn, view: View, point: tuple[float, float]) -> None:
    context = drawn.context
    try:
        with st.spinner(context.words("ask.working")):
            held = drawn.fronts()
            found = explain(held.on(view.as_of, view.known_by)[0], held.places, held.sources, *point, fights=held.fights(view.known_by))
    except GeoError as error:
        st.warning(markup.plain(error))
    else:
        st.html(explanation_card(found, *point, context))


def _other_card(found: tuple[Layer, Feature], drawn: Drawn, view: View) -> markup.Html:
    (layer, feature), context = found, drawn.context
    if layer.group == "places":
        return place_card(feature, context)
    places = [f for other in drawn.layers if other.group == "places" for f in other.features]
    fights = drawn.fronts().fights(view.known_by) if layer.id == "front" else {}
    return feature_card(feature, layer.title[context.words.code], context, places, fights)


def _choose(key: str | None) -> None:
    st.session_state["selected"] = key


def _follow(view: View) -> None:
    """Open the panel that shows what was just chosen on the map, whichever was open."""
    session = st.session_state
    session.setdefault("panel", PANELS[0])
    if view.selected != session.get("panel.chosen"):
        session["panel.chosen"] = view.selected
        if view.selected is not None:
            session["panel"] = PANELS[0]


def _panel(drawn: Drawn, view: View, events: Sequence[Event]) -> None:
    context = drawn.context
    names = {key: context.words(f"panel.{key}") for key in PANELS}
    panel = st.segmented_control(
        context.words("panel.label"), PANELS, format_func=names.__getitem__, key="panel", required=True,
        label_visibility="collapsed", width="stretch",
    )  # fmt: skip
    with st.container(height=_PANEL_HEIGHT, border=False, key="side"):
        if panel == "changes":
            show_changes(drawn.shared, drawn.fronts, view, context)
        elif panel == "lines":
            show_lines(drawn.shared, drawn.fronts, view, context)
        else:
            _chosen(drawn, view)
            _report_list(drawn, view)
            _event_list(events, drawn.layers, context)


def _report_list(drawn: Drawn, view: View) -> None:
    """Draw the events of the report that was read, apart from the others, each with whether somebody accepted it."""
    if drawn.report is None:
        return
    words = drawn.context.words
    inside = [e for e in sort_events(drawn.read.values()) if e.when is None or (e.when.start <= view.end and e.when.end >= view.start)]
    title = words("report.title", source=markup.isolated(drawn.report.source.publisher), n=len(drawn.read))
    with st.expander(title, expanded=True, key="report-list"), st.container(key="report-events"):
        for event in inside:
            _event_button(event, drawn.context, words("report.accepted" if event.origin == "reviewed" else "report.open"))
        if len(inside) < len(drawn.read):
            st.caption(words("report.elsewhen", n=len(drawn.read) - len(inside)))


def _event_button(event: Event, context: Context, mark: str = "") -> None:
    title, when, summary = event_line(event, context)
    label = f"**{markup.isolated(title)}**  \n{markup.isolated(when)}  \n{markup.isolated(mark or summary)}"
    st.button(label, key=f"event.{event.id}", on_click=_choose, args=(event.id,), width="stretch", type="tertiary")


def _event_list(events: Sequence[Event], layers: Sequence[Layer], context: Context) -> None:
    words = context.words
    st.caption(words("list.count", n=len(events)) if events else words("list.none"))
    shown = st.session_state.get("shown", _PAGE_OF_EVENTS)
    with st.container(key="event-list"):
        for event in events[:shown]:
            _event_button(event, context)
        if len(events) > shown:
            st.button(words("list.more", n=len(events) - shown), key="more", on_click=_show_all, args=(len(events),))
    _unplaced(layers, context)


def _show_all(number: int) -> None:
    st.session_state["shown"] = number


def _unplaced(layers: Sequence[Layer], context: Context) -> None:
    words = context.words
    features = [f for layer in layers for f in layer.unplaced]
    if not features:
        return
    with st.expander(words("list.unplaced", n=len(features))):
        st.caption(words("list.unplaced_note"))
        for feature in features:
            given = feature["properties"]
            name = given.get(f"summary_{words.code}") or given.get("summary") or given.get("name") or feature["id"]
            st.markdown("- " + markup.plain(name))
