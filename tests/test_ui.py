"""The parts of the page that need no Streamlit: words, address, evidence, and a reading as layers."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hostile import STRINGS
from hypothesis import given
from hypothesis import strategies as st

from geo.layers import catalogue
from geo.model import (
    EVENT_TYPES,
    STATUSES,
    Casualties,
    Citation,
    Claim,
    Document,
    Event,
    EventPlace,
    Place,
    Reading,
    Resolution,
    Source,
    Toponym,
    When,
)
from geo.palette import Palette
from geo.ui.chart import read_answer
from geo.ui.evidence import STATUS_ICONS, Context, event_card, event_line, feature_card, place_card, sort_events
from geo.ui.reading import marks_of, names_in, positioned_names, unplaced_names
from geo.ui.report_page import decode
from geo.ui.state import PAGES, Address, adopt, collect, hold_window, move_day, parse_address, publish, write_address
from geo.ui.wording import load_words
from geo.view import LANGUAGES, Limits
from tests.places import resolutions

FOLDER = Path(__file__).parents[1] / "geo" / "ui" / "words"
FIRST, LAST = date(2019, 4, 4), date(2020, 10, 23)
INFOS = catalogue(("GNA", "LNA"))
LIMITS = Limits(FIRST, LAST, actors=("GNA", "LNA"), layers=tuple(i.id for i in INFOS))
EN, AR = (load_words(code) for code in LANGUAGES)
SIRTE = EventPlace("at", "sirte", "Sirte", 16.6, 31.2, "settlement", 5)


def flat(table, prefix=""):
    for key, value in table.items():
        # Words that depend on a number are one entry, whatever forms of it a language has.
        inner = isinstance(value, dict) and "other" not in value
        yield from flat(value, f"{prefix}{key}.") if inner else [(prefix + key, value)]


WORDS = {code: dict(flat(tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8")))) for code in LANGUAGES}


def source(number, **fields):
    given = {
        "publisher": f"P{number}",
        "title": f"T{number}",
        "published": "2020-06-15",
        "url": "",
        "accessed": "",
        "reliability": "C",
        "side": "",
    }
    return Source(id=f"s{number}", **(given | fields))


def context(*sources, words=EN):
    places = {"sirte": {"en": "Sirte", "ar": "سرت"}}
    parties = {"GNA": {"en": "Government of National Accord", "ar": "حكومة الوفاق"}}
    return Context(words, places, parties, {s.id: s for s in sources}, Palette(("GNA",)))


def event(**fields):
    day = date(2020, 6, 6)
    return Event(**({"id": "e", "type": "strike", "status": "happened", "when": When(day, day, "day"), "places": (SIRTE,)} | fields))


# -- words -------------------------------------------------------------------------------------------------------------


def test_both_languages_have_the_same_words_with_the_same_gaps():
    gaps = [{k: set(re.findall(r"\{(\w+)\}", str(v))) for k, v in WORDS[code].items()} for code in LANGUAGES]
    assert gaps[0] == gaps[1]


def test_every_type_status_and_sign_has_words():
    assert all(f"type.{t}" in WORDS["ar"] for t in EVENT_TYPES)
    assert all(f"status.{s}" in WORDS["ar"] for s in STATUSES)
    assert len({STATUS_ICONS[s] for s in STATUSES}) == len(STATUSES)


def test_words_that_are_used_exist():
    code = "".join(p.read_text(encoding="utf-8") for p in FOLDER.parent.glob("*.py"))
    used = set(re.findall(r'words\("([a-z_.]+)"', code))
    assert used
    assert used <= set(WORDS["en"])
    # What is named by a part that is filled in, such as words(f"type.{t}"), is known by its beginning alone.
    filled = tuple(re.findall(r"""f["']([a-z]+\.[a-z_]*)\{""", code))
    assert [k for k in WORDS["en"] if "." in k and k not in code and not k.startswith(filled)] == []


@pytest.mark.parametrize(
    ("words", "n", "said"),
    [
        *((EN, n, said) for n, said in ((1, "1 day"), (0, "0 days"), (7, "7 days"))),
        *(
            (AR, n, said)
            for n, said in ((1, "يوم واحد"), (2, "يومين"), (7, "7 أيام"), (14, "14 يوما"), (100, "100 يوم"), (105, "105 أيام"))
        ),
    ],
)
def test_a_noun_stands_in_the_form_that_goes_with_its_number(words, n, said):
    assert words("day.window_days", n=n) == said


@pytest.mark.parametrize("words", [EN, AR])
def test_words_that_depend_on_a_number_have_a_form_for_every_number(words):
    for key, entry in WORDS[words.code].items():
        gaps = dict.fromkeys(re.findall(r"\{(\w+)\}", str(entry)), "x")
        for n in range(0, 120) if isinstance(entry, dict) else ():
            assert words(key, **(gaps | {"n": n}))


@pytest.mark.parametrize(
    ("start", "end", "precision", "said"),
    [
        ("2020-06-06", "2020-06-06", "day", "6 June 2020"),
        ("2020-06-06", "2020-06-08", "day", "6 June 2020 to 8 June 2020"),
        ("2020-06-01", "2020-06-30", "month", "June 2020"),
        ("2020-01-01", "2020-12-31", "year", "2020"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(start, end, precision, said):
    assert EN.when(When(date.fromisoformat(start), date.fromisoformat(end), precision)) == said


def test_a_toll_is_said_as_a_range_and_never_made_up():
    tolls = [Casualties(60, None), Casualties(None, 5), Casualties(3, 3), Casualties(1, 4), Casualties(None, None), None]
    assert [EN.toll(t) for t in tolls] == ["at least 60", "at most 5", "3", "1 to 4", "", ""]


@given(st.text())
def test_a_published_date_of_any_text_is_said(text):
    assert EN.published(text)


# -- the address -------------------------------------------------------------------------------------------------------


@given(
    st.dictionaries(
        st.sampled_from(["page", "report", "date", "lang", "layers", "event", "since", "x"]),
        st.text() | st.sampled_from([*STRINGS, "1999-01-01", "2020-05-01"]),
    )
)
def test_any_address_gives_a_page_that_exists_and_a_day_within_the_data(query):
    address = parse_address(query, LIMITS, ("r1",))
    assert address.page in PAGES
    assert address.report in (None, "r1")
    assert FIRST <= address.view.as_of <= LAST
    assert address.since is None or FIRST <= address.since <= LAST
    again = parse_address(write_address(address), LIMITS, ("r1",))
    assert again.view == address.view
    assert again.since == (address.since if address.page == "map" else None)


def test_an_address_sets_the_widgets_and_the_widgets_give_it_back():
    query = {
        "date": "2020-06-06",
        "lang": "ar",
        "types": "strike",
        "layers": "front,places",
        "event": "e1",
        "lon": "16.5",
        "lat": "31",
        "zoom": "8",
    }
    session = {}
    adopt(session, query, INFOS, LIMITS, ())
    assert (session["day"], session["language"], session["layers.front"]) == (date(2020, 6, 6), "ar", ["front"])
    assert write_address(Address("map", None, collect(session, INFOS))) == query


def test_an_address_that_the_page_wrote_itself_changes_nothing():
    session, written = {}, []
    adopt(session, {}, INFOS, LIMITS, ())
    session["day"] = date(2020, 1, 1)
    publish(session, written.append, Address("map", None, collect(session, INFOS)))
    adopt(session, written[0], INFOS, LIMITS, ())
    assert session["day"] == date(2020, 1, 1)
    adopt(session, {"date": "2019-05-05"}, INFOS, LIMITS, ())
    assert session["day"] == date(2019, 5, 5)


def test_a_window_that_comes_back_as_words_of_the_other_language_stays_what_it_was():
    session = {}
    adopt(session, {"date": "2020-06-15", "days": "14"}, INFOS, LIMITS, ())
    session["window"] = AR("day.window_days", n=14)
    assert collect(session, INFOS).window_days == 14
    hold_window(session)
    assert session["window"] == 14


def test_places_of_the_world_are_named_in_the_language_of_the_page():
    place = Place("x1", {"en": ("Wad Medani",), "ar": ("ود مدني",)}, "city", 33.5, 14.4, None, "SD", "geonames", "CC BY 4.0")
    found = Resolution(Toponym(0, 7, "ود مدني", "place"), place, 0.9, None, ())
    reading = Reading(Document("d", "ود مدني"), "ar", (found, replace(found, place=None)), ())
    names = names_in(reading, {"sirte": {"en": "Sirte", "ar": "سرت"}})
    assert names["x1"]["ar"] == "ود مدني"
    assert set(names) == {"x1", "sirte"}


def test_the_day_moves_no_further_than_the_data():
    session = {"day": LAST}
    move_day(session, 1, LIMITS)
    assert session["day"] == LAST
    move_day(session, -1, LIMITS)
    assert session["day"] == date(2020, 10, 22)


def test_layers_that_are_all_as_by_default_are_not_in_the_address():
    session = {}
    adopt(session, {}, INFOS, LIMITS, ())
    assert collect(session, INFOS).layers is None
    session["layers.front"] = []
    assert "front" not in collect(session, INFOS).layers


@pytest.mark.parametrize(
    "told", [None, 3, [], {"n": "x", "pick": 3, "at": "x"}, {"at": [1, 2]}, {"at": [float("nan"), 0, 1]}, {"pick": "x" * 81}]
)
def test_what_the_browser_says_is_not_trusted(told):
    assert read_answer(told) == (0, None, None, None)


def test_where_one_looks_is_clamped():
    assert read_answer({"n": 5, "pick": "e", "at": [500, -100, 99]}) == (5, "e", (180, -90, 18), None)


# -- evidence ----------------------------------------------------------------------------------------------------------


def test_claims_that_differ_stand_side_by_side():
    claims = tuple(Claim(f"s{n}", "happened", None, killed=Casualties(k, None)) for n, k in ((1, 60), (2, 36)))
    card = event_card(event(claims=claims), context(source(1), source(2)))
    assert card.count('class="claim"') == 2
    assert "at least 60" in card
    assert "at least 36" in card
    assert EN("evidence.differs") in card


def test_a_source_without_an_address_says_so_and_one_with_has_a_link():
    claims = (Claim("s1", "happened", None), Claim("s2", "happened", None), Claim("s3", "happened", None))
    card = event_card(event(claims=claims), context(source(1), source(2, url="https://example.org/a")))
    assert card.count(EN("evidence.no_link")) == 1
    assert card.count("href=") == 1
    assert EN("evidence.no_source") in card


def test_precision_and_missing_position_are_said_in_words():
    lost = EventPlace("at", None, "Nowhere", None, None, "country", None)
    card = event_card(event(places=(SIRTE, lost)), context())
    assert EN("precision.settlement") in card
    assert f"Nowhere ({EN('precision.none')})" in card


def test_only_the_users_own_text_is_quoted():
    told = event(citations=(), origin="machine")
    assert "<blockquote" not in event_card(told, context())
    quoted = event_card(event(citations=(Citation(0, 4),)), context(), "Boom. More.")
    assert '<blockquote dir="auto">Boom</blockquote>' in quoted


@pytest.mark.parametrize("hostile", STRINGS)
def test_hostile_records_stay_text(hostile):
    bad = source(1, publisher=hostile, title=hostile, url=hostile, side=hostile)
    place = EventPlace("at", None, hostile, 16.6, 31.2, "settlement", 5)
    card = event_card(
        event(places=(place,), actors=(hostile,), summary={"en": hostile}, claims=(Claim("s1", "claimed", None),)), context(bad)
    )
    assert not re.search(r"<(script|iframe|style|math|a )|\son\w+=\"|\$\{|`", card)


def test_a_line_is_known_by_its_places_and_sources():
    pins = [{"place_id": "sirte", "name": "Sirte", "holder": "GNA", "since": "2020-01-06"}]
    line = {
        "id": "f",
        "geometry": None,
        "properties": {"layer": "front", "between": ["GNA", "contested"], "uncertainty_km": 24.4, "evidence": pins, "source_ids": ["s1"]},
    }
    card = feature_card(line, "Front line", context(source(1)))
    assert "Government of National Accord since 6 January 2020" in card
    assert "Contested" in card
    assert "within about 24 km" in card
    assert EN("evidence.line_note") in card


@pytest.mark.parametrize(("words", "said"), [(EN, ("Clash: Sirte", "Happened")), (AR, ("اشتباك: سرت", "وقع"))])
def test_a_line_names_the_fights_behind_it_and_who_says_so(words, said):
    pins = [{"place_id": "sirte", "name": "Sirte", "holder": "GNA", "since": "2020-01-06", "event_ids": ["e1", "gone"]}]
    line = {"id": "f", "geometry": None, "properties": {"layer": "front", "evidence": pins, "source_ids": ["s1"]}}
    fights = {"e1": event(type="clash", claims=(Claim("s2", "happened", None),)), "e2": event(type="shelling")}
    card = feature_card(line, "Front line", context(source(1), source(2), words=words), fights=fights)
    for part in (*said, source(2).publisher, words("evidence.fights_note"), words("evidence.sources", n=2)):
        assert part in card
    assert words("type.shelling") not in card
    assert words("evidence.fights_note") not in feature_card(line, "Front line", context(source(1), words=words))


def test_a_place_that_two_sides_claim_shows_both():
    claims = [{"holder": h, "valid_from": "2020-06-06", "valid_to": None, "reported": None, "source_ids": ["s1"]} for h in ("GNA", "LNA")]
    control = {"holder": "GNA", "contested": False, "since": "2020-06-06", "claims_for": claims[:1], "claims_against": claims[1:]}
    card = place_card({"id": "sirte", "geometry": None, "properties": {"control": control, "source_ids": []}}, context(source(1)))
    assert card.count('class="claim"') == 2
    assert EN("evidence.differs") in card


def test_arabic_is_said_in_arabic():
    lines = event_line(event(), context(words=AR))
    assert lines[0] == "ضربة: سرت"
    assert "6 يونيو 2020" in lines[1]


def test_newest_comes_first_and_undated_last():
    days = [event(id=str(n), when=When(d, d, "day") if d else None) for n, d in enumerate([FIRST, None, LAST])]
    assert [e.id for e in sort_events(days)] == ["2", "0", "1"]


@pytest.mark.parametrize(("data", "text"), [(b"\xef\xbb\xbf\xd8\xb3", "س"), (b"\xff\xfe", None), (b"a\x00b", None)])
def test_an_upload_is_text_in_utf8_or_nothing(data, text):
    assert decode(data) == text


def test_a_name_that_the_text_itself_places_is_not_among_those_that_could_not_be_placed():
    found = resolutions("Troops reached Sirte. Shells fell on the Zafrun neighbourhood and the village of Qarfun.")
    words = load_words("en")
    assert list(positioned_names(found, words, str)) == ["Zafrun"]
    assert list(unplaced_names(found, words, str)) == ["Qarfun"]
    notes = {name: mark for mark in marks_of(found, words, str) for name in ("Zafrun", "Qarfun") if found_at(found, name) == mark.start}
    assert "position by the text alone" in notes["Zafrun"].note
    assert (notes["Qarfun"].role, notes["Qarfun"].note[:15]) == ("none", "No place chosen")


def found_at(found, name):
    return next(r.toponym.start for r in found if r.toponym.text == name)
