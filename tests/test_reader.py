"""One document through the text wing, and its reading as JSON."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.model import Document
from geo.reader import read, to_features, to_json
from tests.places import place, project

SEEDS = Path(__file__).parents[1].parent / "shared" / "seeds"
REPORT = "طرابلس - رويترز: قصفت طائرات حربية مدينة سرت يوم 6 يونيو 2020 وقتل 12 مقاتلا، وقصفت أيضا قرية الزعفرون."


def reading(text, gazetteer=None, **more):
    return read(Document("d", text, **more), gazetteer or project())


def strict(value):
    return json.loads(json.dumps(value, allow_nan=False))


@pytest.mark.parametrize(("text", "language"), [(REPORT, "ar"), ("Shells fell on Sirte", "en"), ("", "en")])
def test_language_is_detected(text, language):
    assert reading(text).language == language


def test_json_has_the_fields_of_the_contract():
    found = strict(to_json(reading(REPORT, published=date(2020, 6, 8))))
    assert (found["id"], found["language"], found["published"]) == ("d", "ar", "2020-06-08")
    assert list(found["toponyms"][0]) == ["start", "end", "text", "role", "place", "score", "matched", "reason", "candidates"]
    sirte = next(t for t in found["toponyms"] if t["text"] == "سرت")
    assert list(sirte["place"]) == ["id", "name", "kind", "country", "lon", "lat", "geonameid"]
    assert (sirte["place"]["id"], sirte["place"]["geonameid"]) == ("sirte", 2210554)


def test_events_are_read_with_their_places():
    (event,) = [e for e in to_json(reading(REPORT))["events"] if e["type"] == "strike"][:1]
    assert "sirte" in [p["id"] for p in event["places"]]
    assert all(0 <= c["start"] < c["end"] <= len(REPORT) for c in event["citations"])


def test_the_words_of_a_name_are_not_what_a_passage_is_about():
    """A quarter is called after the dollar, and the text is not about currencies."""
    found = to_json(reading("عاد الأهالي إلى حي الدولار بسرت. وانسحب المقاتلون من الجفرة إلى مصراتة."))
    assert [(e["type"], e["status"]) for e in found["events"]] == [("withdrawal", "happened")]


def test_unknown_name_is_reported_with_null():
    found = {t["text"]: t["place"] for t in to_json(reading(REPORT))["toponyms"]}
    assert found["الزعفرون"] is None


def test_place_without_a_position_has_null_not_zero():
    gazetteer = Gazetteer([place("x", "Zafrun", kind="city", at=(None, None))])
    (found,) = to_json(reading("They reached Zafrun", gazetteer))["toponyms"]
    assert (found["place"]["lon"], found["place"]["lat"]) == (None, None)


def test_computed_position_is_marked_as_such():
    found = next(t for t in to_json(reading("They hold Zafrun, 120 km south of Tripoli"))["toponyms"] if t["text"] == "Zafrun")
    assert (found["place"]["id"], found["place"]["precision"]) == (None, "computed")
    assert found["place"]["radius_km"] > 40


def test_spans_are_resolved_as_given():
    found = to_json(reading("From Sirte to nowhereville", spans=((5, 10), (14, 26))))["toponyms"]
    assert [(t["text"], t["place"] and t["place"]["id"]) for t in found] == [("Sirte", "sirte"), ("nowhereville", None)]


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (0, 99), (5, 2)])
def test_span_outside_of_the_text_is_refused(span):
    with pytest.raises(InputError, match="does not lie in the text"):
        reading("From Sirte", spans=(span,))


def test_language_without_rules_is_refused():
    with pytest.raises(InputError, match="expected auto, ar, en"):
        reading("x", language="xx")


def test_one_strange_name_leaves_the_others():
    found = {t.toponym.text for t in reading("Sirte, Al-Ba'ir Al-Mar (\u0000[[, Misrata").resolutions}
    assert {"Sirte", "Misrata"} <= found


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(st.text(max_size=20), st.sampled_from([REPORT, "Sirte", "\ud800", "\x00", "50 km east of Tripoli", "قاعدة الجفرة"])),
        max_size=8,
    )
)
def test_any_text_is_read_and_read_the_same_twice(pieces):
    text = " ".join(pieces)
    once, twice = to_json(reading(text)), to_json(reading(text))
    assert once == twice
    json.dumps(once, allow_nan=False)
    assert all(text[t["start"] : t["end"]] == t["text"] for t in once["toponyms"])


@pytest.mark.parametrize(
    "piece", ["\u0640\u064e\u200f", "x" * 50, "كلم 5 ", "((((", "Tripoli ", "وبال ", "\ud83d ", "5 km east of Tripoli ", "al-"]
)
def test_long_noise_is_read_and_every_offset_holds(piece):
    text = (piece * 30_000)[:30_000]
    found = reading(text)
    assert all(text[r.toponym.start : r.toponym.end] == r.toponym.text for r in found.resolutions)
    assert all(0 <= c.start < c.end <= len(text) for e in found.events for c in e.citations)


@pytest.mark.skipif(not SEEDS.exists(), reason="the real articles are not at hand")
def test_real_articles():
    for article in json.loads((SEEDS / "gold.json").read_text(encoding="utf-8")):
        found = reading((SEEDS / article["file"]).read_text(encoding="utf-8"))
        places = [r for r in found.resolutions if r.toponym.role in {"place", "metonym", "dateline"}]
        right = [m for m in article["mentions"] if any(covers(r, m) for r in places)]
        assert len(right) >= 0.97 * len(article["mentions"])
        assert len(places) <= 1.03 * len(article["mentions"])


def covers(resolution, mention):
    toponym, place_ = resolution.toponym, resolution.place
    if place_ is None or toponym.end <= mention["start"] or mention["end"] <= toponym.start:
        return False
    if mention["kind"] == "country":
        return place_.country == mention["country"]
    return distance_km(place_.lon, place_.lat, mention["lon"], mention["lat"]) <= 161


def test_features_are_the_events_as_points_or_null():
    features = strict(to_features(reading(REPORT)))
    assert "strike" in {f["properties"]["type"] for f in features}
    assert {f["geometry"]["type"] for f in features if f["geometry"]} == {"Point"}
    assert [f["geometry"] for f in strict(to_features(reading("Shells fell on the village of Zafrun")))] == [None]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=6))
def test_any_spans_that_lie_in_the_text_are_resolved_one_for_one(spans):
    text = "Warplanes bombed Sirte, Jufra and Misrata; dozens fled to Sirte."
    given_spans = tuple((start, min(len(text), start + length)) for start, length in spans)
    reading = read(Document("d", text, spans=given_spans), project())
    assert [(r.toponym.start, r.toponym.end) for r in reading.resolutions] == list(given_spans)
