"""The map in the page: drawn through streamlit-folium, with clicks and moves taken back without a redraw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st
from streamlit_folium import st_folium

from geo.layers import Layer
from geo.ui.resources import Resources, ground
from geo.ui.state import Address, publish
from geo.webmap import HOME, Scene, Tip, base_map, groups

__all__ = ["HEIGHT", "Answer", "Positions", "read_answer", "show_chart"]

HEIGHT = 660

_MOST_CORNERS = 2_000

Positions = tuple[tuple[float, float], ...]


class Answer(NamedTuple):
    """What the map told: the number of the click, the key clicked, longitude, latitude and zoom, and the corners of a line just drawn."""

    number: int = 0
    key: str | None = None
    where: tuple[float, float, float] | None = None
    line: Positions | None = None


def read_answer(given: object) -> Answer:
    """Return what the map told.

    The browser says it, so that anything that is not of the expected type and range counts as not said.
    """
    told: Mapping[str, Any] = given if isinstance(given, dict) else {}
    number, key, at = told.get("n"), told.get("pick"), told.get("at")
    where = None
    if isinstance(at, list) and len(at) == 3 and all(map(_is_number, at)):
        lon, lat, zoom = (float(v) for v in at)
        where = (min(max(lon, -180), 180), min(max(lat, -90), 90), min(max(zoom, 1), 18))
    return Answer(
        number if isinstance(number, int) else 0,
        key if isinstance(key, str) and len(key) <= 80 else None,
        where,
        _positions(told.get("line")),
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _positions(given: object) -> Positions | None:
    """Return the corners of a line in degrees, or None where what was told is no line."""
    if not isinstance(given, list) or not 2 <= len(given) <= _MOST_CORNERS:
        return None
    if not all(isinstance(p, list) and len(p) == 2 and all(map(_is_number, p)) for p in given):
        return None
    if not all(abs(p[0]) <= 180 and abs(p[1]) <= 90 for p in given):
        return None
    return tuple((float(p[0]), float(p[1])) for p in given)


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
    number, key, where, line = read_answer(answer)
    if where and address is not None and where != session.get("at"):
        session["at"] = where
        publish(session, st.query_params.from_dict, address.at(*where))
    if number and number != session.get(f"{name}.click"):
        session[f"{name}.click"] = number
        if line is not None:
            session[f"{name}.drawn"] = line
            st.rerun()
        session["selected" if address is not None else f"{name}.selected"] = key
        st.rerun()
