"""Layers to a folium map: what reaches the page, what does not, and that the base stays the same."""

from __future__ import annotations

import json
import math
import re
import warnings
from pathlib import Path

import pytest
from hostile import STRINGS
from hypothesis import given
from hypothesis import strategies as st

from geo import webmap
from geo.assets import links
from geo.layers import Layer
from geo.markup import clean
from geo.palette import Palette, Style
from geo.webmap import HOME, Scene, base_map, drawable, ground_script, groups, point_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from streamlit_folium import generate_js_hash, generate_leaflet_string

PALETTE = Palette(("GNA", "LNA"))
LINKS = links(Path("nowhere"))


def layer(*features, name="event-strike", group="events"):
    return Layer(name, group, {"en": "x", "ar": "x"}, "front", list(features))


def feature(coordinates=(16.6, 31.2), kind="Point", style="event:strike:happened", **properties):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "id": "e1", "geometry": geometry, "properties": {"style": style, **properties}}


def no_tip(_layer, _feature):
    return []


def script(*layers, scene=None, tip=no_tip):
    return "".join(generate_leaflet_string(group, base_id=str(n)) for n, group in enumerate(groups(layers, PALETTE, scene or Scene(), tip)))


@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=8))
def test_a_position_that_is_none_is_left_out_and_the_rest_stays(positions):
    made = drawable(layer(*(feature(p) for p in positions), feature()), PALETTE, no_tip)
    good = [p for p in positions if all(map(math.isfinite, p)) and abs(p[0]) <= 180 and abs(p[1]) <= 90]
    assert len(made["collection"]["features"]) == len(good) + 1
    json.dumps(made, allow_nan=False)


def test_no_geometry_is_no_dot():
    assert drawable(layer({**feature(), "geometry": None}), PALETTE, no_tip)["collection"]["features"] == []


@pytest.mark.parametrize("hostile", STRINGS)
def test_only_shape_style_words_and_key_of_a_feature_reach_the_page(hostile):
    made = drawable(layer(feature(**{hostile: "x", "note": hostile, "url": hostile})), PALETTE, no_tip)
    assert set(made["collection"]["features"][0]["properties"]) == {"s", "k"}


@pytest.mark.parametrize("hostile", STRINGS)
def test_words_are_data_of_the_script_and_never_code(hostile):
    text = script(layer(feature()), tip=lambda _l, _f: [hostile])
    data = json.JSONDecoder().raw_decode(text[text.index("jabha.layer(") + len("jabha.layer(") :])[0]
    assert data["collection"]["features"][0]["properties"]["t"] == [clean(hostile)]
    assert "<" not in text
    assert not re.search(r"\{[{%#]", text)
    assert "\u2028" not in text


@pytest.mark.parametrize("hostile", ["red", "url(#x)", "#12345g", *STRINGS])
def test_a_style_passes_colours_shapes_and_numbers_of_a_list_only(hostile):
    made = webmap._style(
        Style("x", {"en": "x"}, hostile, hostile, fill=hostile, dash=hostile, pattern=hostile, weight=1e308, opacity=math.nan)
    )
    assert (made["color"], made["fill"]) == ("#5c5c5c", "#5c5c5c")
    assert (made["shape"], made["dash"], made["pattern"]) == ("circle", "", "")
    assert (made["weight"], made["opacity"]) == (12, 0)


def test_the_base_is_the_same_whatever_the_day_so_that_the_frame_stays():
    ground = ground_script([], PALETTE)
    hashes = set()
    for scene in (Scene("en"), Scene("ar", "e1", (16.6, 31.2))):
        made = base_map(LINKS, ground)
        groups([layer(feature())], PALETTE, scene, no_tip)
        hashes.add(generate_js_hash(generate_leaflet_string(made), "map"))
    assert len(hashes) == 1


def test_no_template_engine_finds_anything_in_the_base():
    assert not re.search(r"\{[{%#]", generate_leaflet_string(base_map(LINKS, ground_script([], PALETTE))))


def test_the_base_opens_at_the_front_in_the_order_that_leaflet_wants():
    made = base_map(LINKS, "")
    assert made.location == [HOME[1], HOME[0]]
    assert made.options["maxZoom"] == 14


def test_the_base_asks_for_our_own_files_only():
    made = base_map(LINKS, "")
    assert [address for _, address in made.default_js] == list(LINKS.scripts)
    assert [address for _, address in made.default_css] == list(LINKS.styles)


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=2, max_size=30))
def test_packed_lines_walk_back_to_within_half_a_thousandth(positions):
    made = drawable(layer(feature(positions, "LineString", "road"), name="roads", group="ground"), PALETTE, no_tip)
    steps = webmap._packed(made)["collection"]["features"][0]["geometry"]["steps"]
    x = y = 0
    for (lon, lat), dx, dy in zip(positions, steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        assert abs(x / 1000 - lon) < 6e-4
        assert abs(y / 1000 - lat) < 6e-4


def test_each_of_several_positions_is_a_symbol_with_the_same_key():
    made = drawable(layer(feature([(16.6, 31.2), (13.2, 32.9)], "MultiPoint")), PALETTE, no_tip)
    assert [f["geometry"]["type"] for f in made["collection"]["features"]] == ["Point", "Point"]
    assert {f["properties"]["k"] for f in made["collection"]["features"]} == {"e1"}


def test_more_people_are_named_further_out():
    zooms = [webmap._least_zoom("city", people) for people in (3_000_000, 600_000, 100_000, 10_000)]
    assert zooms == sorted(set(zooms))


def test_layers_of_the_base_are_not_drawn_again():
    assert "jabha.layer(" not in script(layer(feature(style="road"), name="roads", group="ground"))


def test_a_point_on_a_feature_is_lon_lat_or_none():
    assert point_of(feature()) == (16.6, 31.2)
    assert point_of({**feature(), "geometry": None}) is None
