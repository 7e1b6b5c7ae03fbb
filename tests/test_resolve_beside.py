"""Names that no gazetteer holds: the places beside or inside which the text puts them."""

import pytest

from geo.languages import load_rules
from geo.model import Resolution, Toponym
from geo.resolve.beside import placed_beside
from tests.places import project, resolutions


def lost(text):
    """Return the position of each name of a text that has no place of its own."""
    return {r.toponym.text: (r.lon, r.lat) for r in resolutions(text) if r.place is None and r.toponym.role == "place"}


def at(place_id):
    place = project().get(place_id)
    return place.lon, place.lat


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("وصلت القوات إلى سرت. ثم قصفت حي الزعفرون.", "الزعفرون"),
        ("قصفت القوات حي الزعفرون. وكانت قد وصلت إلى سرت.", "الزعفرون"),
        ("Troops reached Sirte. Then shells fell on the Zafrun neighbourhood.", "Zafrun"),
    ],
)
def test_a_quarter_lies_in_the_town_that_the_text_speaks_of(text, name):
    assert lost(text) == {name: at("sirte")}


def test_the_town_named_before_a_quarter_in_its_sentence_is_its_town():
    assert lost("From Misrata they went on. In Sirte the Zafrun neighbourhood burned. Tripoli was quiet.") == {"Zafrun": at("sirte")}


@pytest.mark.parametrize(
    "text",
    [
        "Shells fell on the Zafrun neighbourhood.",
        "Troops reached Sirte. In Cyrenaica the Zafrun neighbourhood burned.",
        "Troops reached Sirte. Then shells fell on the village of Zafrun.",
    ],
)
def test_nothing_is_placed_where_the_text_names_no_town_for_it(text):
    assert lost(text) == {"Zafrun": (None, None)}


def test_names_of_a_list_share_what_places_it():
    text, names = "the quarters of Zafrun and Qarfun in Sirte", ("Zafrun", "Qarfun")
    toponyms = [Toponym(text.index(name), text.index(name) + len(name), name, "place", (), ()) for name in (*names, "Sirte")]
    sirte = project().get("sirte")
    known = Resolution(toponyms[2], sirte, 0.9, "Sirte", (), (), sirte.lon, sirte.lat, sirte.precision_km)
    found = placed_beside(text, [*(Resolution(t, None, 0.0, None, ()) for t in toponyms[:2]), known], load_rules("en"))
    assert [(r.lon, r.lat) for r in found] == [at("sirte")] * 3


def test_so_the_airport_is_no_unknown_name():
    assert lost("لم يدخلوا مطار طرابلس الدولي، فالمطار تحت سيطرة قواتنا") == {}
