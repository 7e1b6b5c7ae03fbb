"""Names that no gazetteer holds: the places beside or inside which the text puts them."""

import pytest

from geo.gazetteer import Gazetteer
from geo.languages import load_rules
from geo.model import Resolution, Toponym
from geo.resolve.beside import placed_beside
from tests.places import place, placed, project, resolutions


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


@pytest.mark.parametrize(
    ("text", "east", "north", "radius"),
    [
        ("قصفت القوات قرية زعفرون التابعة لمدينة سرت", 0, 0, 25),
        ("قصفت القوات قرية زعفرون الحدودية في مدينة سرت", 0, 0, 25),
        ("قصفت القوات بلدة زعفرون الواقعة شمال مدينة سرت", 0, 10, 20),
        ("قصفت القوات بلدة زعفرون إلى الشمال من سرت", 0, 10, 20),
        ("قصفت القوات بلدة زعفرون بريف سرت", 0, 0, 40),
        ("قصفت القوات بلدة زعفرون بريف سرت الجنوبي", 0, -20, 30),
        ("قصفت القوات بلدة زعفرون في الريف الشرقي لسرت", 20, 0, 30),
        ("Shells hit the village of Zafrun, a small town in Sirte", 0, 0, 25),
        ("Shells hit the village of Zafrun, just to the east of Sirte", 10, 0, 20),
        ("Shells hit the village of Zafrun in the northern countryside of Sirte", 0, 20, 30),
    ],
)
def test_what_the_text_says_of_a_name_puts_it_that_far_off_a_known_place_and_no_surer_than_that(text, east, north, radius):
    (found,) = [r for r in resolutions(text) if r.place is None]
    (known,) = [r.place for r in resolutions(text) if r.place is not None]
    assert found.toponym.text in ("زعفرون", "Zafrun")
    assert found.lat - known.lat == pytest.approx(north / 111, abs=0.003)
    assert (found.lon - known.lon) * 95 == pytest.approx(east, abs=0.5)
    assert found.radius_km >= radius


def test_of_the_namesakes_of_a_village_the_one_is_meant_that_lies_where_the_text_puts_it():
    sirte = place("sirte", "Sirte", kind="city", at=(16.6, 31.2))
    far = [place(f"far-{n}", "Zafrun", kind="village", at=(20.0 + n, 25.0), tier="world") for n in range(3)]
    near = place("near", "Zafrun", kind="village", at=(16.7, 31.3), tier="world")
    said = "Shells hit the village of Zafrun"
    assert placed(f"{said} in Libya", Gazetteer([sirte, near, *far]))["Zafrun"] is None
    assert placed(f"{said}, a small town in Sirte", Gazetteer([sirte, near, *far]))["Zafrun"] == "near"


def test_a_district_behind_a_comma_holds_an_unknown_name_and_a_town_there_is_the_next_of_a_list():
    beni = place("beni", "Beni", kind="district", at=(29.5, 0.5), country="CD")
    goma = place("goma", "Goma", kind="city", at=(29.2, -1.7), country="CD")
    (found,) = [r for r in resolutions("Gunmen raided the village of Zafrun, Beni district", Gazetteer([beni])) if r.place is None]
    assert (found.lon, found.lat, found.radius_km) == (29.5, 0.5, 25.0)
    (other,) = [r for r in resolutions("Gunmen raided the village of Zafrun, Goma and others", Gazetteer([goma])) if r.place is None]
    assert other.lon is None


def test_a_quarter_that_bears_the_name_of_a_far_town_lies_in_the_town_of_the_text():
    murzuq = place("murzuq", "Murzuq", kind="city", at=(13.9, 25.9))
    far, near = (place(f"qalaa-{n}", "Qalaa", kind="town", at=at) for n, at in enumerate([(12.5, 32.0), (13.8, 25.8)]))
    text = "They reached Murzuq. Then shells fell on the Qalaa quarter."
    (found,) = [r for r in resolutions(text, Gazetteer([murzuq, far])) if r.toponym.text == "Qalaa"]
    assert (found.place, found.lon, found.lat, found.radius_km) == (None, 13.9, 25.9, 25.0)
    assert placed(text, Gazetteer([murzuq, near]))["Qalaa"] == "qalaa-1"
    assert placed("Shells fell on the town of Qalaa near Murzuq", Gazetteer([murzuq, far]))["Qalaa"] == "qalaa-0"


def test_a_town_far_from_where_the_text_has_it_by_compass_is_a_namesake():
    cairo = place("cairo", "Cairo", kind="city", at=(31.2, 30.0), country="EG")
    hama = place("hama", "Hama", kind="city", at=(36.76, 35.13), country="SY")
    (found,) = [r for r in resolutions("Shells fell on Cairo north-west of Hama", Gazetteer([cairo, hama])) if r.toponym.text == "Cairo"]
    assert found.place is None
    assert found.lon < 36.76
    assert found.lat > 35.13
    assert placed("They went to Cairo and on to Hama", Gazetteer([cairo, hama]))["Cairo"] == "cairo"
