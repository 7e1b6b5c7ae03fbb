"""The map in the page: drawn through streamlit-folium, with clicks and moves taken back without a redraw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.layers import Layer
from geo.ui.resources import Resources, ground
from geo.ui.state import Address, publish
from geo.webmap import HOME, Scene, Tip, base_map, groups

__all__ = ["Answer", "read_answer", "show_chart"]

HEIGHT = 660

Answer = tuple[int, str | None, tuple[float, float, float] | None]


def read_answer(given: object) -> Answer:
    """Return what the map told: the number of the click, the key that was clicked, and longitude, latitude and zoom.

    The browser says it, so that anything that is not of the expected type and range counts as not said.
    """
    told: Mapping[str, Any] = given if isinstance(given, dict) else {}
    number, key, at = told.get("n"), told.get("pick"), told.get("at")
    where = None
    if isinstance(at, list) and len(at) == 3 and all(isinstance(v, (int, float)) and math.isfinite(v) for v in at):
        lon, lat, zoom = (float(v) for v in at)
        where = (min(max(lon, -180), 180), min(max(lat, -90), 90), min(max(zoom, 1), 18))
    return (
        number if isinstance(number, int) else 0,
        key if isinstance(key, str) and len(key) <= 80 else None,
        where,
    )


@st.fragment
def show_chart(
    name: str, shared: Resources, layers: Sequence[Layer], scene: Scene, tip: Tip, *, address: Address | None = None, height: int = HEIGHT
) -> None:
    """Draw the map; a click on something chooses it and redraws the page, a move only changes the address.

    Parameters
    ----------
    name
        Tells this map's state from another's.
    shared, layers, scene, tip
        What is drawn.
    address
        Where the page is, to be rewritten as the map moves; None for a map whose position is nobody's business.
    height
        Height in pixels.
    """
    session = st.session_state
    start = session.get(f"{name}.start") or HOME
    answer = st_folium(
        base_map(shared.links, ground(shared)),
        key=f"{name}.map",
        height=height,
        use_container_width=True,
        returned_objects=[],
        center=(start[1], start[0]),
        zoom=int(start[2] or HOME[2]),
        feature_group_to_add=groups(layers, shared.palette, scene, tip),
    )
    number, key, where = read_answer(answer)
    if where and address is not None and where != session.get("at"):
        session["at"] = where
        publish(session, st.query_params.from_dict, address.at(*where))
    if number and number != session.get(f"{name}.click"):
        session[f"{name}.click"] = number
        session["selected" if address is not None else f"{name}.selected"] = key
        st.rerun()
