"""Names that no gazetteer holds and that the text plainly uses as places."""

import pytest

from geo.gazetteer import Gazetteer
from geo.store import read_places
from tests.places import DATA, place, toponyms


def texts(text):
    return [t.text for t in toponyms(text) if t.role == "place"]


def test_every_mention_of_an_unknown_name_is_reported():
    assert texts("They shelled the village of Zafrun. Later Zafrun was quiet") == ["Zafrun", "Zafrun"]
    assert texts("قصفت بلدة زعفرونة. وعادت إلى زعفرونة") == ["زعفرونة", "زعفرونة"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قصفت الطائرات بلدة زعفرونة فجرا", "زعفرونة"),
        ("وصلوا إلى قرية تل شهبون مساء", "تل شهبون"),
        ("They shelled the village of Zafrun Hill at dawn", "Zafrun Hill"),
        ("انفجار في المزعوقة (30 كلم جنوب طرابلس)", "المزعوقة"),
    ],
)
def test_unknown_name_of_a_place_is_reported_without_candidates(text, name):
    found = {t.text: t for t in toponyms(text)}
    assert found[name].candidates == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("سيطرت على بلدات ترهونة وزعفرونة وأبو شهبون", ["زعفرونة", "أبو شهبون"]),
        ("استهدفت بلدات ترهونة وزعفرونة، وأوقعت الغارات قتلى", ["زعفرونة"]),
        ("كمين بين ترهونة وزعفرونة فجرا", ["زعفرونة"]),
        ("سيطروا على بلدتي ترهونة وغريان واستهدفتها", []),
        ("تقدمت القوات في محور الزعفورنة", ["الزعفورنة"]),
        ("قصف طال بلدة شهبون الجبل ليلا", ["شهبون الجبل"]),
        ("Fighters seized the towns of Tarhuna, Zafrun and Meqlaba on Monday", ["Zafrun", "Meqlaba"]),
        ("Shells fell on the village of al-Zafrun at dawn", ["al-Zafrun"]),
    ],
)
def test_unknown_names_in_announced_lists_of_places(text, names):
    assert [t.text for t in toponyms(text) if not t.candidates] == names


class Worded(Gazetteer):
    """The project's places, and a language in which all words but a few names are known."""

    def frequency(self, key, language):
        names = {"زعفرونه", "شهبونه", "شهبون", "وزعفرونه", "وشهبونه", "zafrun"}
        return None if key in names else 5.0


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("سيطر الجيش على بلدة ترهونة وزعفرونة شمالا", ["زعفرونة"]),
        ("سيطرت الحركة على زعفرونة وشهبونة فجرا", ["زعفرونة", "شهبونة"]),
        ("قصفت المدفعية قرى زعفرونة وتل شهبون", ["زعفرونة", "تل شهبون"]),
        ("توغلت الدبابات نحو أطراف زعفرونة", ["زعفرونة"]),
        ("اشتباكات في محيط ترهونة وزعفرونة", ["زعفرونة"]),
        ("غارات على زعفرونة بريف حلب", ["زعفرونة"]),
        ("غارة على بيت في الصباح", []),
        ("من قرية قرب ترهونة", []),
        ("ضربات على قاعدة لشن هجمات", []),
        ("Gunmen fired on a post near Zafrun", ["Zafrun"]),
    ],
)
def test_words_that_nobody_has_heard_of_where_places_are_named(text, names):
    assert [t.text for t in toponyms(text, Worded(read_places(DATA / "places.geojson"))) if not t.candidates] == names


def test_a_small_place_is_not_the_first_half_of_an_unknown_name():
    world = Gazetteer([place("bulo", "Bulo", kind="village", country="PH", population=900, tier="world")])
    (found,) = toponyms("Gunmen attacked the village of Bulo Zafrun at dawn", world)
    assert (found.text, found.candidates) == ("Bulo Zafrun", ())


@pytest.mark.parametrize("text", ["في قرية صغيرة قرب الساحل", "داخل منطقة الجزاء", "إنها مدينة ساحلية جميلة", "a town of great beauty"])
def test_adjectives_behind_a_feature_word_are_no_names(text):
    assert texts(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("هبطت في مطار غاتويك أمس", ["غاتويك"]),
        ("عثر عليه في نهر مهروت", ["مهروت"]),
        ("وأدى انفجارها إلى مقتله", []),
    ],
)
def test_unknown_names_of_more_kinds_of_places(text, names):
    assert [t.text for t in toponyms(text) if not t.candidates] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Two shells landed in the Zafrun quarter at dawn", ["Zafrun"]),
        ("In the Zafrun neighbourhood houses burned", ["Zafrun"]),
        ("Rockets hit Zafrun village", ["Zafrun"]),
        ("Sales fell in the Fourth Quarter, and in the fourth quarter", []),
        ("The Jewish quarter and the village were quiet", []),
    ],
)
def test_a_name_with_a_capital_before_a_word_for_a_quarter_or_village(text, names):
    assert [t.text for t in toponyms(text, Worded(read_places(DATA / "places.geojson"))) if not t.candidates] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gunmen killed three farmers at Zafrun, Sirte district", ["Zafrun"]),
        ("Troops entered Zafrun Qarfun in Sirte district", ["Zafrun Qarfun"]),
        ("Zafrun, Sirte district, was quiet", []),
        ("He met them in Zafrun, Sirte and Tripoli", []),
    ],
)
def test_a_name_behind_a_preposition_and_before_the_unit_that_holds_it(text, names):
    unit = place("sirte-district", "Sirte district", kind="district")
    gazetteer = Worded([*read_places(DATA / "places.geojson"), unit])
    assert [t.text for t in toponyms(text, gazetteer) if not t.candidates] == names
