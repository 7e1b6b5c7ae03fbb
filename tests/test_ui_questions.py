"""What the page says of a point, of two days and of a line that somebody drew: all without Streamlit."""

from __future__ import annotations

import json
import re
import threading
from datetime import date

import pytest
import shapely
from hostile import STRINGS
from hypothesis import given
from hypothesis import strategies as st

from geo.changes import Change, Ground
from geo.compare import Comparison, compare
from geo.control import control_on
from geo.errors import InputError
from geo.explain import explain
from geo.export import to_geojson
from geo.frontline import Reach, derive
from geo.model import ControlClaim, Place, Source
from geo.palette import Palette
from geo.ui.chart import read_answer
from geo.ui.evidence import Context
from geo.ui.lines import comparison_card, from_file, from_positions, line_layer
from geo.ui.questions import change_cards, change_layer, explanation_card, point_in
from geo.ui.resources import Fronts
from geo.ui.wording import load_words

DAY = date(2020, 6, 15)
EN, AR = load_words("en"), load_words("ar")
PLACES = {n: Place(n, {"en": (n,)}, "town", lon, 30.0, None, "LY", "s", "") for n, lon in (("a", 12.0), ("b", 14.0))}
SOURCE = Source("s1", "Reuters", "T", "2020-06-15", "", "", "B", "")


def front(**held):
    claims = [ControlClaim(n, n, h, DAY, None, "day", ("s1",), DAY, DAY) for n, h in held.items()]
    return derive(control_on(claims, DAY), PLACES, shapely.box(11, 29, 15, 31), DAY, reach=Reach(10_000))


def context(words=EN, sources=(SOURCE,), places=None):
    return Context(words, places or {"a": {"en": "Place A", "ar": "أ"}}, {}, {s.id: s for s in sources}, Palette(("A", "B")))


def geojson(*coordinates):
    return json.dumps({"type": "LineString", "coordinates": coordinates}).encode()


LINE = geojson([13, 29.2], [13, 30.8])


# -- a point -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "point"), [("point:16.6:31.2", (16.6, 31.2)), ("point:-16.6001:-31", (-16.6001, -31.0))])
def test_a_point_that_was_clicked_is_found_in_its_key(key, point):
    assert point_in(key) == point


@pytest.mark.parametrize(
    "key", [None, "", "front-1", "point:", "point:1", "point:200:10", "point:10:95", "point:nan:1", "point:1:2:3", *STRINGS[:4]]
)
def test_what_is_no_point_is_none(key):
    assert point_in(key) is None


@given(st.text())
def test_any_key_is_a_point_or_none(text):
    assert point_in(f"point:{text}") is None or ":" in text


def test_a_point_is_told_with_holder_doubt_word_and_what_would_change_it():
    card = explanation_card(explain(front(a="A", b="B"), PLACES, {"s1": SOURCE}, 12.5, 30.0), 12.5, 30.0, context())
    for words in ("Place A", "48 km", "Reuters", EN("ask.would_change"), "15 June 2020", "Sources (1)"):
        assert words in card


def test_ground_outside_the_map_and_ground_nobody_speaks_for_are_two_answers():
    found = front(a="A", b="B")
    outside = explanation_card(explain(found, PLACES, {}, 50.0, 10.0), 50.0, 10.0, context())
    assert EN("ask.nearest") not in outside
    assert 'class="claim"' not in outside
    assert EN("ask.outside") in outside
    claims = [ControlClaim("a", "a", "A", DAY, None, "day", ("s1",))]
    lonely = derive(control_on(claims, DAY), PLACES, shapely.box(11, 29, 15, 31), DAY, reach=Reach(50))
    assert EN("ask.nobody") in explanation_card(explain(lonely, PLACES, {}, 14.8, 29.2), 14.8, 29.2, context())


@pytest.mark.parametrize("hostile", STRINGS)
def test_hostile_names_stay_text_in_every_answer(hostile):
    bad = Source("s1", hostile, hostile, hostile, hostile, "", "", hostile)
    names = context(sources=(bad,), places={"a": {"en": hostile, "ar": hostile}})
    found = front(a=hostile, b="B")
    cards = [explanation_card(explain(found, PLACES, {"s1": bad}, 12.5, 30.0), 12.5, 30.0, names)]
    states = control_on([ControlClaim("a", "a", hostile, DAY, None, "day", ("s1",))], DAY)
    cards += change_cards([Change("a", None, states["a"])], [Ground(hostile, None, shapely.box(0, 0, 1, 1), 5.0)], names)
    if hostile.strip():
        cards.append(comparison_card(from_file(LINE, "f", hostile, DAY, EN), None, EN))
    for card in cards:
        assert not re.search(r"<(script|iframe|style|math|img (?!class=.swatch)|a )|\son\w+=\"|\$\{|`", card)


# -- two days ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [EN, AR])
def test_what_changed_is_told_by_area_place_and_source(words):
    states = control_on([ControlClaim("a", "a", "B", DAY, None, "day", ("s1",))], DAY)
    box = shapely.box(0, 0, 1, 1)
    ground = [Ground("A", "B", box, 1200.4), Ground("A", "B", box, 300.0), Ground(None, "B", box, 0.2)]
    areas, places = change_cards([Change("a", None, states["a"])], ground, context(words))
    assert "1,500" in areas
    assert areas.count(words("lines.km2", n="")) == 1
    assert "Reuters" in places
    assert words("changes.places", n=1) in places


def test_ground_that_changed_is_a_layer_that_says_from_whom_to_whom():
    ground = [Ground("A", "B", shapely.box(0, 0, 1, 1), 1200.4), Ground(None, "B", shapely.box(2, 0, 3, 1), 0.2)]
    (feature,) = change_layer(ground, context()).features
    assert feature["properties"]["name"] == "from A to B \u00b7 1,200 km²"
    assert feature["properties"]["style"] == "changed"


def test_two_days_alike_say_that_nothing_changed():
    areas, places = change_cards([], [], context())
    assert EN("changes.no_ground") in areas
    assert EN("changes.no_places") in places


# -- lines -------------------------------------------------------------------------------------------------------------


def test_a_line_carries_its_source_and_day_and_is_a_layer_of_its_own():
    layer = line_layer([from_file(LINE, "f", " A newspaper ", DAY, EN), from_positions(((13.0, 29.0), (13.1, 31.0)), "Me", DAY, EN)], EN)
    assert layer.id == "drawn"
    assert [f["properties"]["source"] for f in layer.features] == ["A newspaper", "Me"]
    assert layer.attribution == ("Line: A newspaper, 15 June 2020", "Line: Me, 15 June 2020")
    handed_out = json.loads(to_geojson([layer]))["features"]
    assert all(f["properties"]["valid_from"] == "2020-06-15" and not f["properties"]["derived"] for f in handed_out)


@pytest.mark.parametrize(
    ("source", "day", "words"), [("", DAY, "lines.no_source"), ("  ", DAY, "lines.no_source"), ("A", None, "lines.no_day")]
)
def test_no_line_without_its_source_and_day(source, day, words):
    for make in (lambda: from_file(LINE, "f", source, day, EN), lambda: from_positions(((13.0, 29.0), (13.1, 31.0)), source, day, EN)):
        with pytest.raises(InputError, match=re.escape(EN(words))):
            make()


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff\xfe", b"{}", b"[]", b"null", b'{"type": "FeatureCollection", "features": null}', b"[" * 100_000),
        *(geojson([1, 2]), geojson([13, 29], [500, 30]), geojson(["<b>", 1], [2, 3]), b'{"type":"Point","coordinates":[1,2]}'),
        b'{"type":"LineString","coordinates":[[NaN,1],[2,3]]}',
        b'{"type":"LineString","coordinates":[[1e999,1],[2,3]]}',
        json.dumps({"type": "LineString", "coordinates": [[x / 1e4, 1] for x in range(30_000)]}).encode(),
        b'<?xml version="1.0"?><kml/>',
    ],
)
@pytest.mark.parametrize("words", [EN, AR])
def test_a_file_that_holds_no_line_gets_one_sentence_in_the_language_of_the_page(data, words):
    with pytest.raises(InputError) as told:
        from_file(data, "lines.geojson", "A", DAY, words)
    assert "lines.geojson" in str(told.value)
    assert "\n" not in str(told.value)
    assert bool(re.search("[\u0600-\u06ff]", str(told.value))) is (words is AR)


def test_a_line_far_from_the_front_asks_whether_its_numbers_are_in_order():
    there, far = (Comparison(10.0, km, km, 0.0, 0.0) for km in (20.0, 2000.0))
    kept = from_file(LINE, "f", "A", DAY, EN)
    assert EN("lines.far") not in comparison_card(kept, there, EN)
    assert "longitude comes first" in comparison_card(kept, far, EN)


def test_properties_of_a_file_never_reach_the_map():
    hostile = {"type": "Feature", "properties": {s: s for s in STRINGS}, "geometry": json.loads(LINE)}
    (feature,) = line_layer([from_file(json.dumps(hostile).encode(), "f", "A", DAY, EN)], EN).features
    assert not [s for s in STRINGS if s in json.dumps(feature)]


def test_the_comparison_is_told_in_figures():
    kept = from_file(LINE, "f", "A", DAY, EN)
    card = comparison_card(kept, compare(front(a="A", b="B"), kept.line), EN)
    assert "177 km" in card
    assert "100 %" in card
    assert EN("lines.no_front") in comparison_card(kept, None, EN)


# -- what the browser tells --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [None, "x", [], [[1, 2]], [[1, 2], [3]], [[1, 2], ["3", 4]], [[1, 2], [3, float("nan")]], [[1, 2], [200, 3]], [[1, 2], [True, 3]],
     [[1, 2]] * 5000, [{"lng": 1}, {"lng": 2}]],
)  # fmt: skip
def test_a_line_that_is_none_is_not_taken_from_the_browser(line):
    assert read_answer({"n": 1, "line": line}).line is None


def test_a_line_from_the_browser_is_its_corners():
    assert read_answer({"n": 1, "line": [[16.5, 31], [16.6, 30]]}).line == ((16.5, 31.0), (16.6, 30.0))


# -- shared by all sessions ----------------------------------------------------------------------------------------------


def test_readers_take_turns_and_a_front_is_derived_once():
    class Days:
        places, sources = PLACES, {}

        def __init__(self):
            self.inside, self.asked, self.worst = 0, [], 0

        def on(self, day, known_by):
            self.inside += 1
            self.worst = max(self.worst, self.inside)
            self.asked.append(day)
            self.inside -= 1
            return day, {}

    days = Days()
    held = Fronts(days)
    readers = [threading.Thread(target=lambda n=n: [held.on(date(2020, 6, 1 + (n + k) % 5)) for k in range(40)]) for n in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert (days.worst, sorted(days.asked)) == (1, [date(2020, 6, d) for d in range(1, 6)])
