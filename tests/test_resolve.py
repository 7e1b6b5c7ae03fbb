"""Choosing places for names: the evidence that decides, names that stay open, positions that the text itself gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer
from geo.geometry import distance_km
from geo.languages import known_languages, load_rules
from geo.model import Document, Place
from geo.reasons import in_words
from geo.resolve import resolve_name, resolve_toponyms
from tests.places import place, placed, project, resolutions

RULES = {code: load_rules(code) for code in known_languages()}
TRIPOLI = place("tripoli", "Tripoli", kind="city", at=(13.19, 32.89), population=1_300_000)
TRIPOLI_LB = place("tripoli-lb", "Tripoli", kind="city", at=(35.84, 34.43), population=230_000, country="LB")
BEIRUT = place("beirut", "Beirut", kind="city", at=(35.5, 33.9), population=1_900_000, country="LB")
SIDON = place("sidon", "Sidon", kind="city", at=(35.37, 33.56), population=160_000, country="LB")
LEBANON = place("country-lb", "Lebanon", kind="country", at=(35.9, 33.9), country="LB")
TWO_TRIPOLIS = Gazetteer([TRIPOLI, TRIPOLI_LB, BEIRUT, SIDON, LEBANON])


def first(name, **more):
    found = resolve_name(name, project(), RULES, **more)
    return found[0].place.id if found else None


# -- one name by itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "place_id"),
    [
        ("سرت, Sirte, Surt, Sirt, Syrte, مدينة سرت", "sirte"),
        ("الجفرة, Jufra, al-Jufrah, Djofra", "shabiya-jufra"),
        ("قاعدة الجفرة الجوية, Al Jufra air base", "jufra-airbase"),
        ("الوطية, قاعدة الوطية, قاعدة عقبة بن نافع, al-Watiya, Watiyah, Al-Wattiya", "watiya"),
        ("مصراتة, مصراته, Misrata, Misurata, Misratah, Missrata", "misrata"),
        ("طرابلس, Tripoli, Tarabulus, Trablus", "tripoli"),
        ("ترهونة", "tarhuna"),
        ("الهلال النفطي, Oil Crescent", "region-oil-crescent"),
        ("أبو قرين, Abu Grein, Abu Qurayn", "abu-qurayn"),
    ],
)
def test_names_as_people_write_them(names, place_id):
    assert {name: first(name) for name in names.split(", ")} == dict.fromkeys(names.split(", "), place_id)


@pytest.mark.parametrize("name", ["Tripoli", "طرابلس"])
def test_country_leaves_out_places_elsewhere(name):
    assert first(name, country="LB") == "tripoli-lb"


def test_near_ranks_the_nearer_namesake_first():
    assert first("Tripoli", near=(35.8, 34.4)) == "tripoli-lb"


def test_kinds_leave_out_others():
    assert first("الجفرة", kinds=("airbase",)) == "jufra-airbase"


@pytest.mark.parametrize("name", ["", "   ", "Xyzzyx", "مدينة", "air base", "\u200f"])
def test_unknown_name_finds_nothing(name):
    assert resolve_name(name, project(), RULES) == []


@pytest.mark.parametrize(
    ("name", "place_id"), [("port of Tripoli", "tripoli-port"), ("city of Misrata", "misrata"), ("مطار سبها", "sabha-airport")]
)
def test_feature_word_of_a_typed_name_decides_the_kind(name, place_id):
    assert first(name) == place_id


def test_every_match_says_which_name_and_why():
    assert all(m.matched and in_words(m.why) and 0 < m.score <= 1 for m in resolve_name("Jufra air base", project(), RULES))


# -- in text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("Tripoli was quiet", "tripoli"),
        ("From Beirut to Sidon and Tripoli the roads were closed", "tripoli-lb"),
        ("The port of Tripoli, Lebanon, reopened", "tripoli-lb"),
        ("They drove to Tripoli (Lebanon) at night", "tripoli-lb"),
        ("They left Tripoli, 85 km north of Beirut", "tripoli-lb"),
    ],
)
def test_homonyms_are_told_apart_by_the_text(text, place_id):
    assert placed(text, TWO_TRIPOLIS)["Tripoli"] == place_id


def test_country_hint_tells_homonyms_apart():
    assert placed("Tripoli was quiet", TWO_TRIPOLIS, country="LB") == {"Tripoli": "tripoli-lb"}


@pytest.mark.parametrize(
    ("text", "name", "place_id"),
    [
        ("هبطت ست طائرات في قاعدة الجفرة الجوية", "قاعدة الجفرة الجوية", "jufra-airbase"),
        ("هبطت ست طائرات حربية في الجفرة ليلا", "الجفرة", "jufra-airbase"),
        ("دعا أهالي بلديات الجفرة إلى الهدوء", "الجفرة", "shabiya-jufra"),
        ("وصلت القافلة إلى منطقة الجفرة", "الجفرة", "shabiya-jufra"),
        ("Russian jets landed at Jufra on Monday", "Jufra", "jufra-airbase"),
        ("Residents of Jufra district called for calm", "Jufra district", "shabiya-jufra"),
    ],
)
def test_jufra_the_district_and_the_base(text, name, place_id):
    assert placed(text)[name] == place_id


def test_what_a_name_means_elsewhere_in_the_text_counts():
    assert set(placed("انطلقت من قاعدة الجفرة الجوية. وعادت إلى الجفرة").values()) == {"jufra-airbase"}


def test_nothing_is_chosen_without_reason():
    twins = Gazetteer([place("a", "Twin", at=(10.0, 30.0)), place("b", "Twin", at=(20.0, 30.0))])
    (found,) = resolutions("They reached Twin today", twins)
    assert (found.place, found.lon, found.lat) == (None, None, None)
    assert in_words(found.why).startswith("no reason to choose")
    assert {c.place.id for c in found.candidates} == {"a", "b"}


def test_small_namesake_in_another_theatre_is_not_taken():
    gazetteer = Gazetteer([BEIRUT, SIDON, TRIPOLI_LB, place("far", "Marfa", population=900)])
    assert placed("From Beirut and Sidon to Marfa", gazetteer)["Marfa"] is None


def test_part_of_another_name_has_no_place():
    (found,) = [r for r in resolutions("The Tripoli Protection Force") if r.toponym.role == "name"]
    assert found.place is None


def test_demonym_means_its_country():
    (found,) = resolutions("القوات الليبية")
    assert found.place.id == "country-ly"


@pytest.mark.parametrize("text", ["They hold Zafrun, 120 km south of Tripoli", "في الزعفرون (120 كلم جنوب طرابلس)"])
def test_unknown_name_is_placed_by_a_distance(text):
    found = next(r for r in resolutions(text) if not r.toponym.candidates)
    tripoli = project().get("tripoli")
    assert found.place is None
    assert distance_km(tripoli.lon, tripoli.lat, found.lon, found.lat) == pytest.approx(120, abs=0.1)
    assert found.lat < tripoli.lat
    assert found.radius_km > 40
    assert "computed" in in_words(found.why)


def test_every_mention_of_a_placed_name_shares_the_position():
    found = [r for r in resolutions("قرية الزعفرون (120 كلم جنوب طرابلس) صامدة. قصفت قرية الزعفرون") if not r.toponym.candidates]
    assert len(found) == 2
    assert len({(r.lon, r.lat) for r in found}) == 1


def test_distance_that_places_nothing_stays_with_its_anchor():
    (found,) = resolutions("An ambush 50 km east of Tripoli")
    assert found.place.id == "tripoli"
    assert found.lon > found.place.lon + 0.4


def test_distance_from_the_capital_is_measured_from_that_of_the_theatre():
    found = next(r for r in resolutions("From Misrata to Zafrun, 40 km south of the capital") if r.toponym.text == "Zafrun")
    tripoli = project().get("tripoli")
    assert distance_km(tripoli.lon, tripoli.lat, found.lon, found.lat) == pytest.approx(40, abs=0.1)


def test_unknown_name_without_a_distance_has_no_position():
    (found,) = resolutions("They shelled the village of Zafrun")
    assert (found.place, found.lon, found.score) == (None, None, 0.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Tripoli", "Jufra", "Sirte", "Libya", "Lebanon", ",", "in", "450 km east of", "village of Zafrun", "قاعدة", "الجفرة"]
        ),
        max_size=14,
    )
)
def test_scores_are_shares_and_reasons_are_given(pieces):
    for found in resolutions(" ".join(pieces)):
        assert 0 <= found.score <= 1
        assert found.score + sum(c.score for c in found.candidates if found.place) <= 1.01
        assert in_words(found.why)
        assert (found.lon is None) == (found.lat is None)


def test_rules_of_another_language_are_refused():
    with pytest.raises(ValueError, match="rules are for 'ar'"):
        resolve_toponyms(Document("d", "x"), [], project(), RULES["ar"], "en")


def test_a_town_comes_before_the_region_named_for_it_and_before_a_place_once_called_so():
    towns = [
        place("region", "Kherson Oblast", kind="region", country="UA", population=1_000_000, ar=["خيرسون"], tier="world"),
        place("town", "Kherson", kind="town", country="UA", population=66_000, ar=["خيرسون"], tier="world"),
    ]
    found = resolve_name("خيرسون", Gazetteer(towns), {"ar": load_rules("ar")})
    assert [m.place.id for m in found] == ["town", "region"]
    old = Place(
        "engels", {"en": ("Engels", "Pokrovsk"), "ar": ()}, "city", 46.1, 51.5, 5.0, "RU", "test", "CC0", population=225_000, tier="world"
    )
    new = place("pokrovsk", "Pokrovsk", kind="town", country="UA", population=60_000, tier="world")
    assert [m.place.id for m in resolve_name("Pokrovsk", Gazetteer([old, new]), {"en": load_rules("en")})] == ["pokrovsk", "engels"]


def test_a_town_lies_in_the_unit_that_stands_behind_it():
    def town(number, country, admin, population):
        kind = "city" if population > 1e6 else "town"
        return Place(
            f"paris-{number}",
            {"en": ("Paris",), "ar": ()},
            kind,
            number,
            40.0,
            2.0,
            country,
            "test",
            "CC0",
            admin=admin,
            population=population,
        )

    texas = Place("texas", {"en": ("Texas",), "ar": ()}, "region", -97.4, 31.1, 400.0, "US", "test", "CC0", admin="US.TX")
    gazetteer = Gazetteer([town(1, "FR", "FR.11", 2_100_000), town(2, "US", "US.TX", 25_000), town(3, "US", "US.TN", 10_000), texas])
    assert placed("A man from Paris, Texas was there.", gazetteer)["Paris"] == "paris-2"
    assert placed("A man from Paris was there.", gazetteer)["Paris"] == "paris-1"


SARAQIB = place("saraqib", "Saraqib", at=(36.8, 35.86), country="SY", ar=["سراقب"])


@pytest.mark.parametrize(
    ("text", "said", "away"),
    [
        ("قصف بلدة كفر شلايا قرب سراقب", "near Saraqib", 0.0),
        ("قصف بلدة كفر شلايا التابعة لسراقب", "in Saraqib", 0.0),
        ("قصف بلدة كفر شلايا شرق مدينة سراقب", "east of Saraqib", 10.0),
        ("The village of Kafr Shalaya, north-east of Saraqib, was hit.", "northeast of Saraqib", 10.0),
    ],
)
def test_an_unknown_name_gets_a_rough_position_from_the_place_that_it_is_said_to_lie_at(text, said, away):
    unknown = resolutions(text, Gazetteer([SARAQIB]))[0]
    assert unknown.place is None
    assert said in in_words(unknown.why)
    assert distance_km(unknown.lon, unknown.lat, 36.8, 35.86) == pytest.approx(away, abs=0.1)
    assert unknown.radius_km > away
    assert unknown.score < 0.5


@pytest.mark.parametrize("text", ["قصف بلدة كفر شلايا. قرب سراقب", "قصف بلدة كفر شلايا وهاجم سراقب", "قصف بلدة كفر شلايا في ليبيا"])
def test_other_words_and_wide_places_give_an_unknown_name_no_position(text):
    libya = place("ly", "Libya", kind="country", ar=["ليبيا"])
    assert resolutions(text, Gazetteer([SARAQIB, libya]))[0].lon is None


@pytest.mark.parametrize("people", [5_500, 44_000])
def test_a_bare_name_is_the_town_rather_than_the_unit_named_after_it(people):
    town = place("town", "Zafrun", at=(35.03, 32.31), country="PS", population=people)
    unit = place("unit", "Zafrun", kind="region", at=(35.17, 32.03), country="PS")
    assert placed("Soldiers raided the camp in Zafrun at dawn", Gazetteer([town, unit]))["Zafrun"] == "town"


def test_the_village_of_an_unknown_name_is_not_a_namesake_at_the_other_end_of_the_world():
    syria = place("country-sy", "Syria", kind="country", country="SY")
    raqqa = place("raqqa", "Raqqa", kind="city", at=(39.0, 35.95), population=220_000, country="SY")
    namesake = place("hatta", "Hatla", kind="town", at=(79.6, 24.1), population=32_000, country="IN", tier="world")
    there = Gazetteer([syria, raqqa, namesake])
    assert placed("The army took the village of Hatla near Raqqa, Syria", there)["Hatla"] is None
    india = place("country-in", "India", kind="country", country="IN")
    here = Gazetteer([india, namesake])
    assert placed("The army entered the village of Hatla in India", here)["Hatla"] == "hatta"


def test_what_lies_in_a_region_does_not_lie_in_another_country():
    lebanon = place("country-lb", "Lebanon", kind="country", country="LB")
    south = place("south-lb", "South Lebanon", kind="region", at=(35.35, 33.27), country="LB")
    blida = place("blida", "Blida", kind="city", at=(2.83, 36.47), population=180_000, country="DZ", tier="world")
    gazetteer = Gazetteer([lebanon, south, SIDON, blida])
    assert placed("Jets struck Blida in South Lebanon near Sidon", gazetteer)["Blida"] is None
    assert placed("Jets struck Blida near the coast", gazetteer)["Blida"] == "blida"


def test_a_latin_spelling_by_ear_is_found_in_a_text_about_its_country_alone():
    syria = place("country-sy", "Syria", kind="country", country="SY")
    maarrat = place("maarrat", "Maarrat al-Numan", kind="town", at=(36.68, 35.65), country="SY")
    gazetteer = Gazetteer([syria, maarrat])
    assert placed("Troops took the town of Maarat al-Numan in Syria", gazetteer)["Maarat al-Numan"] == "maarrat"
    assert placed("Troops took the town of Maarat al-Numan", gazetteer)["Maarat al-Numan"] is None


@pytest.mark.parametrize("north", [0.7, 1.5])
def test_a_bare_name_torn_between_a_town_and_the_unit_around_it_is_the_town_s(north):
    """No other evidence parts them here: a small town, a unit of many people."""
    town = place("zafrun", "Zafrun", at=(10.0, 30.0), population=3_000, tier="world")
    unit = place("zafrun-district", "Zafrun", kind="district", at=(10.0, 30.0 + north), population=180_000, tier="world")
    libya = place("country-ly", "Libya", kind="country")
    assert placed("They reached Zafrun in Libya", Gazetteer([town, unit, libya]))["Zafrun"] == "zafrun"


@pytest.mark.parametrize(("north", "chosen"), [(0.05, "zafrun-1"), (1.5, None)])
def test_two_records_of_one_village_are_no_rivals(north, chosen):
    twins = [place(f"zafrun-{n + 1}", "Zafrun", kind="village", at=(10.0, 30.0 + n * north), tier="world") for n in range(2)]
    found = resolutions("They reached Zafrun in Libya", Gazetteer([*twins, place("country-ly", "Libya", kind="country")]))
    one = next(r for r in found if r.toponym.text == "Zafrun")
    assert (one.place.id if one.place else None) == chosen
    assert (one.score > 0.6) == (chosen is not None)


def test_a_capital_is_meant_wherever_else_the_text_is_about_and_its_country_where_one_word_means_both():
    doha = place("doha", "Doha", kind="city", ar=["الدوحة"], country="QA", population=1_000_000)
    village = place("dawha", "Ad Dawhah", kind="town", ar=["الدوحة"], country="LY", population=9_000, tier="world", at=(10.1, 30.0))
    towns = [place(name, name, ar=[ar], population=90_000) for name, ar in (("Sirte", "سرت"), ("Misrata", "مصراتة"), ("Tarhuna", "ترهونة"))]
    text = "اختتمت في الدوحة جولة من المباحثات بشأن سرت ومصراتة وترهونة"
    assert placed(text, Gazetteer([doha, village, *towns]))["الدوحة"] == "doha"
    tunis = place("tunis", "Tunis", kind="city", ar=["تونس"], country="TN", population=700_000)
    tunisia = place("country-tn", "Tunisia", kind="country", ar=["تونس"], country="TN")
    assert placed("نزح السكان إلى تونس", Gazetteer([tunis, tunisia]))["تونس"] == "country-tn"
