"""Look-up by name, distance and admin unit, over a handful of literal places."""

import pytest

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer
from geo.model import Place
from geo.reasons import in_words


def place(place_id, en, ar=(), kind="city", lon=16.6, lat=31.2, country="LY", **more):
    return Place(place_id, {"en": tuple(en), "ar": tuple(ar)}, kind, lon, lat, 1.0, country, "test", "CC0", **more)


@pytest.fixture
def gazetteer():
    return Gazetteer(
        [
            place("sirte", ["Sirte", "Surt"], ["سرت"], population=80_000, admin="shabiya-sirte"),
            place("shabiya-sirte", ["Sirte District"], ["سرت"], kind="district"),
            place("misrata", ["Misrata"], ["مصراتة"], lon=15.09, lat=32.38),
            place("jufra-airbase", ["Al Jufra air base"], ["قاعدة الجفرة الجوية"], kind="airbase", lon=16.0, lat=29.2),
            place("shabiya-jufra", ["Jufra"], ["الجفرة"], kind="district", lon=15.9, lat=28.5),
            place("tripoli", ["Tripoli"], ["طرابلس"], lon=13.19, lat=32.89, population=1_300_000),
            place("tripoli-lb", ["Tripoli"], ["طرابلس"], lon=35.84, lat=34.43, country="LB", population=230_000),
            place("country-ly", ["Libya"], ["ليبيا"], kind="country", lon=18, lat=27, demonyms={"en": ("Libyan",), "ar": ("ليبي",)}),
            place("nowhere", ["Somewhere"], lon=None, lat=None),
        ]
    )


@pytest.mark.parametrize(
    ("name", "first", "method"),
    [
        ("سرت", "sirte", "exact"),
        ("surt", "sirte", "folded"),
        ("مصراته", "misrata", "folded"),
        ("بمصراتة", "misrata", "folded"),
        ("al-Jufra", "shabiya-jufra", "folded"),
        ("جفرة", "shabiya-jufra", "folded"),
        ("Missrata", "misrata", "fuzzy"),
        ("طرابلس", "tripoli", "exact"),
    ],
)
def test_the_right_place_comes_first_and_the_match_says_why(gazetteer, name, first, method):
    best = gazetteer.lookup(name)[0]
    assert (best.place.id, best.method) == (first, method)
    assert best.matched in in_words(best.why)


def test_namesakes_are_told_apart_by_country_and_nearness(gazetteer):
    assert gazetteer.lookup("Tripoli", country="LB")[0].place.id == "tripoli-lb"
    assert gazetteer.lookup("Tripoli", near=(36.0, 34.0))[0].place.id == "tripoli-lb"


def test_kinds_leave_out_other_places(gazetteer):
    assert [m.place.id for m in gazetteer.lookup("سرت", kinds=("district",))] == ["shabiya-sirte"]


@pytest.mark.parametrize("name", ["Xanadu", "", "ا", "Sirtee Cityy", "Srt"])
def test_no_reason_no_match(gazetteer, name):
    assert gazetteer.lookup(name) == []


def test_edits_are_not_tried_unless_asked(gazetteer):
    assert gazetteer.lookup("Missrata", fuzzy=False) == []


def test_demonyms_are_names_of_their_own(gazetteer):
    assert [p.id for p in gazetteer.demonym("libyan")] == ["country-ly"]
    assert gazetteer.lookup("Libyan", fuzzy=False) == []


def test_places_around_a_position_come_nearest_first(gazetteer):
    found = gazetteer.within(16.6, 31.2, 250)
    assert [p.id for p, _ in found] == ["shabiya-sirte", "sirte", "misrata", "jufra-airbase"]
    assert found[2][1] == pytest.approx(194, abs=3)


def test_distance_look_up_crosses_the_antimeridian():
    fiji = Gazetteer([place("east", ["East"], lon=179.9, lat=-17), place("west", ["West"], lon=-179.9, lat=-17)])
    assert {p.id for p, _ in fiji.within(179.95, -17, 50)} == {"east", "west"}


def test_admin_units_list_their_places(gazetteer):
    assert [p.id for p in gazetteer.in_admin("shabiya-sirte")] == ["sirte"]


def test_an_unknown_id_is_an_error_that_names_the_nearest(gazetteer):
    with pytest.raises(GazetteerError, match="'sirte'"):
        gazetteer.get("sirt")


def test_one_id_is_one_place():
    with pytest.raises(GazetteerError, match="used twice"):
        Gazetteer([place("a", ["A"]), place("a", ["B"])])


def test_an_empty_gazetteer_answers_nothing():
    empty = Gazetteer([])
    assert (len(empty), empty.lookup("Sirte"), empty.within(0, 0, 100)) == (0, [], [])
