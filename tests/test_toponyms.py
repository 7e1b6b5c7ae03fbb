"""Finding the names of places in text: spans, clitics, feature words, guards and roles."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import LanguageError
from geo.gazetteer import Gazetteer
from geo.languages import Rules, load_rules
from geo.model import Document
from geo.names import fold
from geo.toponyms import find_toponyms, given_toponyms
from geo.toponyms.features import load_features
from geo.toponyms.lexicon import lexicon_of
from geo.toponyms.mentions import clitic_offset, trimmed
from tests.places import place, project, toponyms

WAW, FEH = "\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}"
BEH, LAM = "\N{ARABIC LETTER BEH}", "\N{ARABIC LETTER LAM}"
CLITICS = ["", WAW, FEH, BEH, LAM, WAW + BEH, FEH + LAM, WAW + LAM]
CITIES = ["طرابلس", "مصراتة", "بنغازي", "ترهونة", "أنقرة", "غريان"]
NOISE = ["", "\N{ARABIC TATWEEL}", "\N{ARABIC FATHA}", "\u200f", "\u200c", "\N{ARABIC SHADDA}\N{ARABIC KASRA}"]


def texts(text, role="place", **more):
    return [t.text for t in toponyms(text, **more) if t.role == role]


def roles(text):
    return {t.text: t.role for t in toponyms(text)}


def kinds(text):
    return {t.text: t.kinds for t in toponyms(text)}


# -- spans -------------------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(st.text(max_size=12), st.sampled_from([*CITIES, "Tripoli", "al-Jufra air base", "مدينة", "450 كلم شرق", "(", "\n"])),
        max_size=12,
    )
)
def test_offsets_cut_out_the_text_of_every_toponym(pieces):
    text = " ".join(pieces)
    found = toponyms(text)
    assert all(text[t.start : t.end] == t.text and t.text for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CLITICS), st.sampled_from(NOISE), st.sampled_from(CITIES))
def test_clitics_stay_outside_of_the_span(clitic, noise, city):
    lead = "تحركت القوات العسكرية "
    text = f"{lead}{clitic}{noise if clitic else ''}{city} اليوم"
    found = [t for t in toponyms(text) if t.candidates]
    assert [t.text for t in found] == [city]
    assert found[0].end == len(lead) + len(clitic) + (len(noise) if clitic else 0) + len(city)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(CITIES), st.data())
def test_vowels_and_tatweel_inside_a_name_do_not_hide_it(city, data):
    dressed = "".join(letter + data.draw(st.sampled_from(NOISE)) for letter in city)
    found = [t for t in toponyms(f"وصل الوفد إلى {dressed} أمس") if t.candidates]
    assert len(found) == 1
    assert fold(found[0].text) == fold(city)


def test_assimilated_article_leaves_one_lam_to_the_name():
    text = f"تعود السيطرة {LAM}{LAM}جفرة وما حولها"
    (found,) = [t for t in toponyms(text) if t.candidates]
    assert text[found.start - 1] == LAM
    assert found.text == f"{LAM}جفرة"


def test_names_inside_of_words_are_not_found():
    assert texts("The Tripolitan Sirtean Benghazians marched past Misratan lines") == []
    assert texts("قال إن المصراتيين والبنغازيين وصلوا") == []


@pytest.mark.parametrize("text", ["كسرت القوات الحصار", "فسرت الوزارة القرار", "درس لغات كثيرة"])
def test_verbs_that_look_like_a_clitic_and_a_name_are_left(text):
    assert texts(text) == []


def test_possessives_and_acronyms():
    assert texts("Libya's coast and Egypt\u2019s border") == ["Libya", "Egypt"]
    assert texts("The U.S. envoy left") == ["U.S."]


def test_lower_case_is_no_name():
    assert texts("We ate turkey in the sultan room") == []


def test_joined_spelling_of_a_name_of_two_words():
    gazetteer = Gazetteer([place("ad", "Abu Dhabi", ar=["أبو ظبي"])])
    assert [t.text for t in toponyms("وصل إلى أبوظبي أمس", gazetteer)] == ["أبوظبي"]


def test_names_do_not_run_over_lines_or_sentences():
    gazetteer = Gazetteer([place("x", "Red Hill"), place("y", "Red")])
    assert [t.text for t in toponyms("in Red\nHill country", gazetteer)] == ["Red"]
    assert [t.text for t in toponyms("in Red. Hill country", gazetteer)] == ["Red"]


# -- feature words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("هبطت الطائرات في قاعدة الجفرة الجوية ليلا", "قاعدة الجفرة الجوية"),
        ("هبطت الطائرات بقاعدة الجفرة ليلا", "قاعدة الجفرة"),
        ("وصلت إلى مدينة سرت", "سرت"),
        ("أغلق حقل الشرارة النفطي", "حقل الشرارة النفطي"),
        ("Jets landed at Al Jufra air base overnight", "Al Jufra air base"),
        ("Crews left the city of Misrata", "Misrata"),
        ("ships at the port of Benghazi", "Benghazi"),
    ],
)
def test_feature_word_is_in_the_span_only_as_part_of_the_name(text, span):
    assert span in texts(text)


def test_feature_word_restricts_the_kinds():
    gazetteer = Gazetteer([place("b", "Zafrun air base", kind="airbase", ar=["زعفرونة"])])
    (base,) = toponyms("سيطرت على قاعدة زعفرونة الجوية", gazetteer)
    assert base.text == "قاعدة زعفرونة الجوية"
    assert "airbase" in base.kinds
    assert "camp" not in base.kinds
    assert "city" in kinds("دخلت مدينة سرت")["سرت"]
    (base,) = toponyms("Shells hit Zafrun airfield today", gazetteer)
    assert (base.text, "airport" in base.kinds) == ("Zafrun airfield", True)


def test_dual_feature_word_reaches_the_second_name():
    found = kinds("استخدام قاعدتي الوطية ومعيتيقة العسكريتين")
    assert "airbase" in found["الوطية"]
    assert "airbase" in found["معيتيقة"]


def test_list_shares_the_feature_word_with_names_that_need_it():
    assert texts("سيطرت على معسكر اليرموك وحمزة والتكبالي") == ["معسكر اليرموك", "حمزة", "التكبالي"]


@pytest.mark.parametrize("text", ["along the Georgia River", "عند نهر إثيوبيا", "in Jordan Creek again", "near St. Paris today"])
def test_rivers_creeks_and_saints_are_other_places(text):
    assert [t.candidates for t in toponyms(text)] == [()]


def test_nationality_between_feature_word_and_name():
    assert "city" in kinds("في العاصمة الليبية طرابلس")["طرابلس"]


def test_region_by_compass_and_nationality():
    (found,) = [t for t in toponyms("انسحبت من الغرب الليبي كله") if t.role == "place"]
    assert [m.place.id for m in found.candidates] == ["region-western-libya"]


def test_whole_part_needs_to_know_the_country():
    assert "كامل الغرب" in texts("استعادت القوات الليبية السيطرة على كامل الغرب")
    assert texts("سيطروا على كامل الغرب") == []
    assert "كامل الغرب" in texts("سيطروا على كامل الغرب", country="LY")


# -- guards ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Tripoli Protection Force withdrew", "Tripoli"),
        ("Benghazi Defense Brigades attacked", "Benghazi"),
        ("He reads the Libya Herald daily", "Libya"),
        ("Egypt Air resumed flights", "Egypt"),
        ("قال نادي الأهلي إن شركة ليبيا للاتصالات", "ليبيا"),
        ("طلاب جامعة بنغازي", "بنغازي"),
        ("Gen. Benghazi spoke", "Benghazi"),
        ("Omar Jordan arrived", "Jordan"),
    ],
)
def test_names_inside_of_other_names(text, name):
    assert roles(text)[name] == "name"


def test_preposition_spelled_almost_like_a_given_name_guards_nothing():
    assert roles("السيطرة على طرابلس")["طرابلس"] == "place"


@pytest.mark.parametrize(
    "text", ["كانت السيدة في درج الخزانة", "Sultan Ahmed paid", "من هذه الزاوية", "في البيت الأبيض", "بنسبة 5 في المائة"]
)
def test_ordinary_words_are_no_places(text):
    assert texts(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("اشتباكات في مدينة الزاوية", "الزاوية"),
        ("بين صرمان والزاوية وصبراتة", "الزاوية"),
        ("fighting spread to Sultan, east of Sirte", "Sultan"),
        ("وصلت القوات الليبية إلى هون وودان وسوكنة", "هون"),
    ],
)
def test_ordinary_words_among_places_are_places(text, name):
    assert name in texts(text)


def test_article_is_not_optional_in_running_arabic_text():
    assert texts("خمس سنوات في قلعة ومرج وتاج") == []


@pytest.mark.parametrize(("text", "gone"), [("He moved to New Libya Street", "Libya"), ("rain in South Libya again", "Libya")])
def test_a_word_before_makes_another_name(text, gone):
    assert gone not in [t.text for t in toponyms(text) if t.candidates and t.candidates[0].place.kind == "country"]


# -- roles -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("TRIPOLI (Reuters) - Shells fell on Sirte.", "dateline"),
        ("طرابلس - رويترز: سقطت قذائف على سرت", "dateline"),
        ("طرابلس (أ ف ب) - سقطت قذائف", "dateline"),
        ("BENGHAZI, Libya (AP) — Shells fell on Sirte.", "dateline"),
        ("أنقرة أعلنت إرسال قوات", "metonym"),
        ("وأعلنت أنقرة إرسال قوات", "metonym"),
        ("Moscow denied the report", "metonym"),
        ("a deal between Ankara and the rest", "metonym"),
        ("اتفاقية بين أنقرة وجهات أخرى", "metonym"),
        ("اجتمعوا في أنقرة أمس", "place"),
        ("They met in Moscow, sources said", "place"),
        ("Sirte said nothing", "place"),
    ],
)
def test_role_of_the_first_name(text, role):
    assert toponyms(text)[0].role == role


def test_dateline_only_at_the_head_of_a_line():
    assert roles("The envoy left Tripoli (Reuters) today")["Tripoli"] == "place"


@pytest.mark.parametrize(
    ("text", "country"), [("القوات الليبية", "LY"), ("المقاتلون الروس", "RU"), ("the Libyan army", "LY"), ("two Turks", "TR")]
)
def test_demonyms_mean_their_country(text, country):
    (found,) = [t for t in toponyms(text) if t.role == "demonym"]
    assert {m.place.country for m in found.candidates} == {country}


# -- spans given -------------------------------------------------------------------------------------------------------


def test_given_spans_are_taken_as_they_are():
    document = Document("d", "From Sirte to nowhereville, past lower sirte", spans=((5, 10), (14, 26)))
    found = given_toponyms(document, load_rules("en"), project())
    assert [(t.text, bool(t.candidates)) for t in found] == [("Sirte", True), ("nowhereville", False)]


# -- the pieces --------------------------------------------------------------------------------------------------------


def test_rules_of_another_language_are_refused():
    with pytest.raises(ValueError, match="rules are for 'ar'"):
        find_toponyms(Document("d", "Sirte"), "en", load_rules("ar"), project())


@pytest.mark.parametrize(
    ("entry", "message"), [('kinds = ["city"]', "needs 'before'"), ('before = ["x"]\nkinds = ["moon"]', "unknown kind 'moon'")]
)
def test_malformed_feature_is_named(tmp_path, entry, message):
    tail = "[refine]\n[parts]\n[part_rules]\nwhole = []\n[compounds]\nopeners = []\n"
    (tmp_path / "features.toml").write_text(f"context = []\n[[feature]]\n{entry}\n{tail}", encoding="utf-8")
    with pytest.raises(LanguageError, match=message):
        load_features(Rules("qq", tmp_path))


@pytest.mark.parametrize(
    ("key", "core"),
    [("al jufra air base", "al jufra"), (fold("قاعدة الجفرة الجوية"), fold("الجفرة")), (fold("مطار طرابلس العالمي"), fold("طرابلس"))],
)
def test_core_of_a_name(key, core):
    assert load_features(load_rules("en" if key.isascii() else "ar")).core(key)[0] == core


def test_core_of_a_plain_name_is_none():
    assert load_features(load_rules("en")).core("sirte") is None


@given(st.sampled_from(NOISE), st.integers(0, 3))
def test_clitic_offset_skips_marks(noise, letters):
    word = "".join(letter + noise for letter in "وبطرابلس")
    at = clitic_offset(word, letters)
    assert fold(word[:at]) == fold("وبطرابلس"[:letters])
    assert fold(word[at]) or letters == 0


@given(st.text(max_size=8))
def test_trimmed_keeps_what_is_visible(text):
    start, end = trimmed(text, 0, len(text))
    assert 0 <= start <= end <= len(text)
    assert text[:start].strip("\u200e\u200f\u200b\u200c\u200d") == "" or fold(text[:start]) == ""


def test_of_several_names_that_shorten_to_one_the_first_listed_tells_why():
    names = ["قاعدة مصراتة الجوية", "مطار مصراتة", "مطار مصراتة الدولي"]
    for order in (names, names[::-1]):
        lexicon = lexicon_of(Gazetteer([place("m", "Misrata air base", kind="airbase", ar=order)]), load_rules("ar"))
        assert [match.matched for match in lexicon.cores[fold("مصراتة")]] == [order[0]]


def found_in(text, *places):
    toponyms_ = find_toponyms(Document("d", text), "ar", load_rules("ar"), Gazetteer(places))
    return {(t.text, t.role) for t in toponyms_}


SEVILLE, LYON = place("s", "Seville", kind="city", ar=["إشبيلية"]), place("l", "Lyon", kind="city", ar=["ليون"])


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("قدم لاعب ليون مباراة كبيرة في الدوري", "name"),
        ("تغلب ليون على ضيفه في الدوري وتصدر البطولة", "name"),
        ("خسر الفريق مباراته أمام ليون في الدوري", "name"),
        ("ليون 3 - 1 في مباراة الأمس", "name"),
        ("تقام المباراة في ليون ضمن الدوري", "place"),
        ("وصل منتخبنا إلى ليون لخوض مباراة", "place"),
        ("تغلب ليون على مصاعبه وفاز بثقة السكان", "place"),
        ("قصفت الطائرات ليون وأصابت ملعب المدينة", "place"),
    ],
)
def test_a_team_is_no_place_and_its_city_is(text, role):
    assert found_in(text, LYON, SEVILLE) == {("ليون", role)}


def test_an_arabic_word_with_the_article_is_not_a_name_without_it():
    tyre, village = place("t", "Tyre", kind="city", ar=["صور"]), place("v", "Sour", kind="village", ar=["الصور"])
    (found,) = find_toponyms(Document("d", "وصلوا إلى قرية الصور"), "ar", load_rules("ar"), Gazetteer([village]))
    assert [m.place.id for m in found.candidates] == ["v"]
    lexicon = lexicon_of(Gazetteer([tyre, village]), load_rules("ar"))
    assert [m.place.id for m in lexicon.candidates("الصور")] == ["v"]
    assert [m.place.id for m in lexicon.candidates("صور")] == ["t"]


@pytest.mark.parametrize("text", ["وقال لـ « الشرق الأوسط » إن", "ذكرت وكالة أنباء الشرق الأوسط أن", "لندن - الشرق الأوسط : أعلن"])
def test_an_outlet_called_by_a_place_is_no_place(text):
    east = place("m", "Middle East", kind="region", ar=["الشرق الأوسط"])
    assert found_in(text, east) == {("الشرق الأوسط", "name")}
    assert ("الشرق الأوسط", "place") in found_in("الحرب في الشرق الأوسط", east)


@pytest.mark.parametrize(("text", "place_id"), [("along the Jordan River", "river-jordan"), ("أقلعت من قاعدة العديد الجوية", "udeid")])
def test_a_river_and_a_base_with_names_of_their_own(text, place_id):
    assert place_id in {m.place.id for t in toponyms(text) for m in t.candidates}


RESPELT = [
    place("n", "New Orleans", kind="city", country="US", population=360_000, ar=["نيو أورلينز"]),
    place("k", "Kazakhstan", kind="country", country="KZ", ar=["كازاخستان"]),
    place("v", "Hamlet", kind="village", country="US", population=90, ar=["بلينفيل"]),
]


@pytest.mark.parametrize(("text", "place_id"), [("حفلات أقيمت في نيو أورليانز أمس", "n"), ("انطلقت من مركز شمال قازاخستان", "k")])
def test_a_foreign_name_written_by_ear_is_found_and_says_so(text, place_id):
    (found,) = find_toponyms(Document("d", text), "ar", load_rules("ar"), Gazetteer(RESPELT))
    assert [(m.place.id, m.method) for m in found.candidates] == [(place_id, "fuzzy")]


@pytest.mark.parametrize("text", ["صرح قازاخستان بذلك", "في بلانفيل"])
def test_a_name_written_by_ear_needs_a_word_of_place_and_people(text):
    assert find_toponyms(Document("d", text), "ar", load_rules("ar"), Gazetteer(RESPELT)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("الحرب في ا فريقيا", "ا فريقيا"),
        ("وصل إلى مصرا تة", "مصرا تة"),
        ("عادوا إلى ال جفرة", "ال جفرة"),
        ("من تره ونة إلى", None),
        ("سأل عن بن غازي", None),
    ],
)
def test_a_space_inside_a_name_does_not_hide_it_where_a_piece_is_no_word(text, name):
    assert [t.text for t in toponyms(text) if t.candidates] == ([name] if name else [])


def test_an_article_is_no_family_name():
    assert ("باكستان", "place") in found_in("الأردن وال باكستان", place("p", "Pakistan", kind="country", country="PK", ar=["باكستان"]))


@pytest.mark.parametrize(
    ("text", "role"), [("تبدأ في العاصمة السعودية اليوم", "demonym"), ("أعلنت السعودية أمس", "metonym"), ("وصل إلى السعودية", "place")]
)
def test_a_country_called_by_an_adjective_describes_the_noun_before_it(text, role):
    assert roles(text)["السعودية"] == role


@pytest.mark.parametrize("text", ["وقال بيتر كيسمايو إنه", "said Bill Sirte on Monday"])
def test_what_follows_a_given_name_is_a_person(text):
    assert [t.role for t in toponyms(text)] in ([], ["name"])


@pytest.mark.parametrize("text", ["fees rose to US$10,000", "the West Nile virus", "said the White House"])
def test_words_that_hold_a_place_and_mean_something_else(text):
    assert toponyms(text) == []


class Grammatical(Gazetteer):
    """A town called by a doubtful word, and a language in which "should" alone is a word of grammar."""

    def frequency(self, key, language):
        return 6.0 if key == "should" else 2.0


@pytest.mark.parametrize(
    ("text", "found"), [("Should Salem fall, they go on. They are in Salem.", 2), ("Zafrun Salem spoke. They saw Salem.", 0)]
)
def test_a_capital_at_the_head_of_a_sentence_makes_no_given_name(text, found):
    town = Grammatical([place("salem", "Salem", kind="village", country="LY", tier="world")])
    assert [t.text for t in toponyms(text, town)] == ["Salem"] * found
