"""One test for each record that the seeds hold, and the way there and back for each kind of record."""

import dataclasses
import json
import re
from datetime import date
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import records
from geo.errors import StoreError
from geo.geometry import in_range
from geo.model import ACLED_TYPES, EVENT_TYPES, PLACE_KINDS, STATUSES, Casualties, Claim, Event, EventPlace, Place, When
from geo.names import fold
from geo.store import read_places

DATA = Path(__file__).parents[1] / "data"
PLACES = read_places(DATA / "places.geojson")
PLACE_IDS = {p.id: p for p in PLACES}
SOURCES = {s.id: s for s in records.read_lines(DATA / "sources.jsonl", records.source_from_json)}
ACTORS = {a.id: a for a in records.read_lines(DATA / "actors.jsonl", records.actor_from_json)}
CONTROL = records.read_lines(DATA / "control.jsonl", records.control_claim_from_json)
EVENTS = records.read_lines(DATA / "events.jsonl", records.event_from_json)
REPORTS = records.read_lines(DATA / "reports.jsonl", records.report_from_json)
LAND = {}
for feature in records.read_collection(DATA / "land.geojson"):
    LAND.setdefault(feature["properties"]["country"], []).append(shapely.geometry.shape(feature["geometry"]))
WINDOW = shapely.box(*shapely.total_bounds([shape for shapes in LAND.values() for shape in shapes]))
OFF_LAND = {"port", "naval_base", "oil_terminal", "sea", "continent", "region", "country"}


def by_id(record):
    return record.id


# -- one test a record -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES, ids=by_id)
def test_a_place_has_names_a_kind_a_licence_and_a_source(place):
    assert re.fullmatch(r"[a-z0-9-]+", place.id)
    assert place.kind in PLACE_KINDS
    assert place.licence and place.source_id in SOURCES
    assert place.names["en"] and all(fold(name) for names in place.names.values() for name in names)
    assert not place.admin or PLACE_IDS[place.admin].kind == "district"


@pytest.mark.parametrize("place", [p for p in PLACES if p.lon is not None], ids=by_id)
def test_a_position_is_possible_and_its_error_is_stated(place):
    assert in_range(place.lon, place.lat) and (place.lon, place.lat) != (0, 0)
    assert place.precision_km > 0


ON_LAND = [p for p in PLACES if p.kind not in OFF_LAND and p.country and p.country in LAND and WINDOW.contains(shapely.Point(p.lon, p.lat))]


@pytest.mark.parametrize("place", ON_LAND, ids=by_id)
def test_a_place_lies_in_its_country(place):
    degrees = min(shape.distance(shapely.Point(place.lon, place.lat)) for shape in LAND[place.country])
    assert degrees * 111 <= place.precision_km + 6


@pytest.mark.parametrize("source", SOURCES.values(), ids=by_id)
def test_a_source_names_its_publisher_and_guesses_no_address(source):
    assert source.publisher and source.reference
    assert source.reliability in set("ABCDEF")
    assert not source.side or source.side in ACTORS
    assert not source.published or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", source.published)
    assert not source.url or re.fullmatch(r"https://[\w.-]+\.[a-z]{2,}/[^\s]*", source.url)


@pytest.mark.parametrize("actor", ACTORS.values(), ids=by_id)
def test_a_party_has_names_in_both_languages_and_a_source(actor):
    assert actor.names["en"][0] and actor.names["ar"][0]
    assert actor.source_id in SOURCES
    assert not actor.side or actor.side in ACTORS


@pytest.mark.parametrize("claim", CONTROL, ids=by_id)
def test_a_claim_of_control_says_who_where_when_and_by_whom(claim):
    assert claim.holder == "contested" or claim.holder in ACTORS
    assert claim.place_id in PLACE_IDS
    assert claim.source_ids and set(claim.source_ids) <= set(SOURCES)
    assert claim.valid_to is None or claim.valid_from < claim.valid_to
    assert claim.last_attested is None or claim.valid_to is None or claim.last_attested <= claim.valid_to
    assert claim.reported is not None or not any(SOURCES[i].published for i in claim.source_ids)


@pytest.mark.parametrize("event", EVENTS, ids=by_id)
def test_an_event_is_typed_placed_told_in_both_languages_and_claimed_by_a_source(event):
    assert event.type in EVENT_TYPES and event.status in STATUSES
    assert event.acled == ACLED_TYPES[event.type] and event.origin == "curated"
    assert event.places and all(p.id in PLACE_IDS for p in event.places)
    assert event.claims and all(c.source_id in SOURCES for c in event.claims)
    assert {*event.actors, *event.targets} <= set(ACTORS)
    assert re.search("[A-Za-z]", event.summary["en"]) and re.search("[\u0621-\u064a]", event.summary["ar"])
    assert event.when is None or date(2019, 1, 1) <= event.when.start <= event.when.end <= date(2020, 12, 31)


@pytest.mark.parametrize("report", REPORTS, ids=by_id)
def test_a_report_names_the_item_it_restates(report):
    source = SOURCES[report.source_id]
    assert report.after == {"publisher": source.publisher, "title": source.title, "published": source.published}
    assert report.language in {"ar", "en"} and len(report.text) > 200
    assert not re.search('[\u00ab\u00bb\u201c\u201d"]', report.text), "quotation marks stand around the source's own words alone"


@pytest.mark.parametrize("report", REPORTS, ids=by_id)
def test_a_report_uses_words_of_its_own(report):
    shared = Path(__file__).parents[1].parent / "shared" / "seeds"
    articles = sorted(shared.glob("*.txt"))
    if not articles:
        pytest.skip("the two articles are not beside the project")
    own = runs(report.text, 6)
    assert not own & set().union(*(runs(a.read_text(encoding="utf-8"), 6) for a in articles))


def runs(text, length):
    words = re.findall(r"\w+", text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


# -- there and back ----------------------------------------------------------------------------------------------------


def through_json(record):
    (line, rest) = records.json_lines([record]).split("\n")
    assert not rest
    return json.loads(line)


@pytest.mark.parametrize("event", EVENTS, ids=by_id)
def test_an_event_comes_back_from_json_as_it_went(event):
    assert records.event_from_json(through_json(event)) == event


def test_records_of_each_kind_come_back_from_json_as_they_went():
    assert [records.place_from_feature(records.place_to_feature(p)) for p in PLACES] == PLACES
    assert [records.control_claim_from_json(through_json(c)) for c in CONTROL] == CONTROL
    assert [records.source_from_json(through_json(s)) for s in SOURCES.values()] == list(SOURCES.values())
    assert [records.report_from_json(through_json(r)) for r in REPORTS] == REPORTS
    assert [records.actor_from_json(through_json(a)) for a in ACTORS.values()] == list(ACTORS.values())


TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
RANGE = st.none() | st.builds(Casualties, st.integers(0, 99), st.none() | st.integers(100, 999))
WHEN = st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(lambda d: When(d, d, "day"))
CLAIM = st.builds(
    Claim, TEXT, st.sampled_from(STATUSES), st.none() | st.dates(), RANGE, RANGE, st.lists(TEXT).map(tuple), st.none() | TEXT, text=TEXT
)
SPOT = st.builds(EventPlace, st.just("at"), TEXT, TEXT, st.none(), st.none(), st.just("region"), st.none())


@given(TEXT, WHEN, st.lists(SPOT, max_size=2).map(tuple), st.lists(CLAIM, max_size=3).map(tuple), RANGE, st.dictionaries(TEXT, TEXT))
def test_any_event_comes_back_from_json_as_it_went(ident, when, places, claims, killed, summary):
    event = Event(ident, "strike", "happened", when, places, ("a",), (), killed, None, ("x", "y"), (), claims, summary)
    assert records.event_from_json(through_json(event)) == event


@given(TEXT, st.floats(-180, 180), st.floats(-90, 90), st.lists(TEXT, min_size=1).map(tuple))
def test_any_place_comes_back_from_geojson_as_it_went(ident, lon, lat, names):
    place = Place(ident, {"ar": names}, "town", lon, lat, 1.0, "LY", "s", "l")
    feature = json.loads(records.feature_collection([records.place_to_feature(place)]))["features"][0]
    assert records.place_from_feature(feature) == place


def test_a_place_without_a_position_has_a_null_geometry():
    place = dataclasses.replace(PLACES[0], lon=None, lat=None)
    assert records.place_to_feature(place)["geometry"] is None
    assert records.place_from_feature(records.place_to_feature(place)) == place


@pytest.mark.parametrize("line", ["{", "[]", "3", '{"id": "x"}', '{"id": "x", "when": 3}'])
def test_a_line_that_is_no_record_is_named(tmp_path, line):
    (tmp_path / "events.jsonl").write_text(records.json_lines(EVENTS[:1]) + line + "\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"events\.jsonl:2: .*python -m geo build"):
        records.read_lines(tmp_path / "events.jsonl", records.event_from_json)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe"])
def test_a_file_that_is_no_collection_is_named(tmp_path, content):
    (tmp_path / "land.geojson").write_bytes(content)
    with pytest.raises(StoreError, match=r"land\.geojson .*python -m geo build"):
        records.read_collection(tmp_path / "land.geojson")


@given(st.lists(TEXT))
def test_any_lines_are_read_back_one_for_one(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("lines") / "records.jsonl"
    path.write_text(records.json_lines([{"text": t} for t in texts]), encoding="utf-8", newline="\n")
    assert [r["text"] for r in records.read_lines(path, dict)] == texts


def test_a_number_that_json_cannot_write_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        records.compact({"lon": float("nan")})
