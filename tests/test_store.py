"""The store: filters that do what they say, hostile values that change nothing, many readers at once."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import StoreError
from geo.model import EVENT_TYPES, STATUSES, Casualties
from geo.records import event_from_json, read_lines
from geo.store import Store, read_places

DATA = Path(__file__).parents[1] / "data"
EVENTS = read_lines(DATA / "events.jsonl", event_from_json)
SIRTE = "2020-06-06-strike-gate-30"
ARTICLE = "al-jazeera-2020-06-15-sirte-understandings"
HOSTILE = [
    "' OR 1=1 --",
    "'; DROP TABLE event; --",
    '"',
    "%",
    "_",
    "\\",
    "\x00",
    "GNA' UNION SELECT id FROM control --",
    "]]>",
    "${7*7}",
    "\u202eANL",
    "x" * 10_000,
    "",
    "NULL",
    "list_contains",
    "0",
    "سرت'؛",
]


@pytest.fixture(scope="module")
def store():
    return Store.open(DATA)


def test_everything_compiled_is_held(store):
    assert len(store.places()) == len(read_places(DATA / "places.geojson")) > 308
    assert len(store.control_claims()) >= 353 and len(EVENTS) >= 100
    assert store.reports() and store.actors() and store.manifest()["attribution"]
    assert store.gazetteer() is store.gazetteer() and "sirte" in store.gazetteer()


def test_holders_come_most_places_first(store):
    assert store.holders()[:3] == ["LNA", "GNA", "contested"]


def test_the_ground_is_in_degrees_and_has_its_names(store):
    land, districts, roads = store.land(), store.districts(), store.roads()
    assert {f.crs.to_epsg() for f in (land, districts, roads)} == {4326}
    assert len(districts) == 22 and roads["schematic"].all()
    assert {"LY", "TR", "RU", "DE", "QA", "AE", "SD", "GB", "MA"} <= set(land["country"])


def test_a_copy_of_the_ground_can_be_changed(store):
    store.ground("roads")[0]["properties"]["name_en"] = "changed"
    assert store.ground("roads")[0]["properties"]["name_en"] != "changed"


# -- filters -----------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2019, 3, 1), date(2020, 12, 1))


@settings(max_examples=40, deadline=None)
@given(DAYS, st.integers(0, 400), st.sets(st.sampled_from(EVENT_TYPES), max_size=3), st.sets(st.sampled_from(STATUSES), max_size=2))
def test_filters_agree_with_a_plain_search(store, start, length, types, statuses):
    end = start + timedelta(days=length)
    expected = [
        e
        for e in EVENTS
        if e.when.end >= start and e.when.start <= end and (not types or e.type in types) and (not statuses or e.status in statuses)
    ]
    assert store.events(start=start, end=end, types=types, statuses=statuses) == expected


def test_a_party_is_found_in_events_and_in_single_claims(store):
    found = store.events(actors=["Russia"])
    assert {"2020-05-26-base-jufra-airbase", SIRTE} <= {e.id for e in found}
    assert all("Russia" in {*e.actors, *(a for c in e.claims for a in c.actors)} for e in found)


def test_a_box_finds_what_lies_in_it(store):
    found = store.events(bbox=(32.0, 39.0, 34.0, 41.0))
    assert found and all(any(p.id == "ankara" for p in e.places) for e in found)


def test_a_box_round_the_antimeridian_leaves_libya_out(store):
    assert store.events(bbox=(170.0, -90.0, -170.0, 90.0)) == []


def test_events_come_by_day():
    assert [e.when.start for e in EVENTS] == sorted(e.when.start for e in EVENTS)


# -- as known by -------------------------------------------------------------------------------------------------------


def test_two_figures_for_one_strike_stand_side_by_side(store):
    claims = {c.source_id: c.killed for c in store.event(SIRTE).claims}
    assert claims[ARTICLE] == Casualties(60, None)
    assert Casualties(36, 36) in claims.values() and Casualties(40, None) in claims.values()
    assert store.event(SIRTE).killed == Casualties(36, None)


def test_what_was_reported_later_is_left_out(store):
    (early,) = [e for e in store.events(known_by=date(2020, 6, 10)) if e.id == SIRTE]
    assert [c.reported for c in early.claims] == [date(2020, 6, 8)]
    assert early.killed == Casualties(40, None)
    assert SIRTE not in {e.id for e in store.events(known_by=date(2020, 6, 7))}


@given(DAYS)
@settings(max_examples=25, deadline=None)
def test_nothing_is_known_before_it_was_reported(store, day):
    assert all(c.reported <= day for c in store.control_claims(day))
    assert all(c.reported <= day for e in store.events(known_by=day) for c in e.claims)


@given(DAYS, st.integers(0, 100))
@settings(max_examples=25, deadline=None)
def test_what_is_known_stays_known(store, day, later):
    known = {c.id for c in store.control_claims(day)}
    assert known <= {c.id for c in store.control_claims(day + timedelta(days=later))}


# -- safety ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", HOSTILE, ids=lambda v: repr(v[:20]))
def test_a_hostile_value_matches_nothing_and_changes_nothing(store, value):
    for name in ("types", "actors", "statuses"):
        assert store.events(**{name: [value]}) == []
    with pytest.raises(StoreError, match="No event has the id"):
        store.event(value)
    assert store.events() == EVENTS and len(store.control_claims()) >= 353


def test_hostile_values_beside_a_good_one_leave_its_answer_alone(store):
    assert store.events(types=["strike", *HOSTILE]) == store.events(types=["strike"])


def test_the_database_reads_no_file_of_the_machine(store):
    with pytest.raises(Exception, match=r"(?i)disabled|permission"):
        store._database.cursor().execute("SELECT * FROM read_text('/etc/passwd')").fetchall()


def test_eight_threads_get_the_same_answers(store):
    expected = {kind: store.events(types=[kind]) for kind in EVENT_TYPES}
    kinds = random.Random(1).choices(EVENT_TYPES, k=160)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda kind: (kind, store.events(types=[kind])), kinds))
    assert all(found == expected[kind] for kind, found in answers)


def test_missing_data_say_how_to_make_them(tmp_path):
    with pytest.raises(StoreError, match="python -m geo build"):
        Store.open(tmp_path)


def test_a_place_that_is_none_is_named(tmp_path):
    (tmp_path / "places.geojson").write_text('{"features":[{"id":"x"}]}', encoding="utf-8")
    with pytest.raises(StoreError, match=r"places\.geojson"):
        read_places(tmp_path / "places.geojson")


@pytest.mark.parametrize("ask", [Store.event, Store.source, Store.ground])
def test_an_unknown_id_is_no_answer(store, ask):
    with pytest.raises(StoreError, match="'nowhere'"):
        ask(store, "nowhere")
