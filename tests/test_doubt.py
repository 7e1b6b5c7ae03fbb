"""Names that only the world knows: which are taken for places in a text and which for words."""

import pytest

from geo.gazetteer import Gazetteer
from geo.reasons import in_words
from geo.tiers import TieredGazetteer
from geo.world.index import WorldIndex
from geo.world.layout import LICENCES, Row
from geo.world.write import write_index
from tests.places import place, placed, project, resolutions


def row(number, kind, country, population, *names):
    return Row(f"geonames-{number}", kind, country, "", 30.0, 20.0, 2.0, population, "geonames", LICENCES["geonames"], list(names), number)


ROWS = [
    row(1, "city", "KZ", 358_000, "Taraz", "طراز"),
    row(2, "town", "ML", 40_000, "Kidal", "كيدال"),
    row(3, "town", "PS", 38_000, "Al Birah", "بيرة"),
    row(4, "city", "RU", 350_000, "Vladimir", "فلاديمير"),
    row(5, "city", "SD", 1_800_000, "Omdurman", "أم درمان"),
    row(6, "town", "IR", 90_000, "Bam", "بام"),
    row(7, "town", "YE", 52_000, "Saada", "صعدة"),
    row(8, "city", "YE", 870_000, "Hodeidah", "الحديدة"),
    row(9, "city", "GB", 230_000, "Reading"),
    row(10, "village", "US", 900, "Marathon"),
    row(11, "town", "YE", 17_000, "Taylor"),
    row(12, "village", "IQ", None, "Daquq", "داقوق"),
    row(13, "village", "US", None, "Hopkins", "هوبكينز"),
    row(14, "village", "SY", None, "Bayda", "بيضا"),
    row(15, "town", "YE", 30_000, "Ataq", "عتق"),
    row(16, "village", "YE", None, "At Tahaluf", "التحالف"),
    row(17, "village", "RU", None, "Oboyan", "أوبويان"),
    Row("jabha-ru-41-snagost", "village", "RU", "", 34.9, 51.3, 4.0, 0, "jabha-gazetteer", "CC0 1.0", ["Snagost", "سناغوست"]),
]
ARABIC = {
    "طراز": 4.3,
    "الطراز": 4.1,
    "كبيره": 5.6,
    "بيره": 3.2,
    "فلاديمير": 4.1,
    "صعده": 4.0,
    "وصعده": 2.6,
    "الحديده": 3.9,
    "داقوق": 2.2,
    "بيضا": 2.9,
    "البيضا": 2.4,
    "عتق": 3.3,
    "التحالف": 4.6,
    "تحالف": 4.3,
}
ENGLISH = {"reading": 5.1, "marathon": 4.2}
RUSSIA = place("country-ru", "Russia", kind="country", country="RU", ar=["روسيا"], demonyms={"ar": ("روسي", "روسية")})
YEMEN = place("sanaa", "Sanaa", country="YE", ar=["صنعاء"], kind="city", at=(44.2, 15.4))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    write_index(folder, ROWS, {"ar": ARABIC, "en": ENGLISH})
    return TieredGazetteer([RUSSIA, YEMEN], WorldIndex(folder))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("شنت طائرات من طراز حديث غارات", set()),
        ("قتل عشرة في مدينة طراز أمس", {"طراز"}),
        ("انفجار في كيدال صباح الأحد", {"كيدال"}),
        ("تجمعت أعداد كبيرة من السكان", set()),
        ("قال الروسي فلاديمير إنه غادر", set()),
        ("خطف مسلحون طبيبين بأم درمان", {"أم درمان"}),
        ("غارات على صنعاء والحديدة وصعدة", {"صنعاء", "الحديدة", "صعدة"}),
        ("انفجرت عبوة في أطراف داقوق مساء", {"داقوق"}),
        ("قال داقوق إنه غادر", set()),
        ("انفجرت عبوة قرب هوبكينز مساء", set()),
        ("انفجرت عبوة قرب سناغوست مساء", {"سناغوست"}),
        ("انفجرت عبوة قرب أوبويان مساء", set()),
        ("قال سناغوست إنه غادر", set()),
        ("وجدوا سيارة قرب بيضا اللون", set()),
        ("قصف على صنعاء. وفي اليوم التالي وبعد ساعات طويلة من الهدوء جاء الدور كما قال كثيرون على أهل عتق", {"صنعاء", "عتق"}),
        ("قال كثيرون إن أهل عتق", set()),
        ("قال مسؤول في التحالف في صنعاء", {"صنعاء"}),
        ("She was reading when Reading fell silent", set()),
        ("They ran the Marathon on Sunday", set()),
        ("Fighting near Sanaa spread to Taylor", {"Sanaa", "Taylor"}),
        ("Sheriff Greg Taylor left Sanaa. Later Taylor spoke in Sanaa", {"Sanaa"}),
    ],
)
def test_a_word_is_a_place_only_with_reason(world, text, found):
    assert set(placed(text, world)) == found


def test_an_ordinary_word_is_no_bare_name_of_a_base(tmp_path):
    write_index(tmp_path, ROWS, {"ar": {"العديد": 5.9, "الشعيرات": 2.4}, "en": {}})
    bases = [
        place("udeid", "al-Udeid air base", kind="airbase", ar=["قاعدة العديد الجوية"]),
        place("shayrat", "Shayrat air base", kind="airbase", ar=["قاعدة الشعيرات الجوية"]),
    ]
    gazetteer = TieredGazetteer(bases, WorldIndex(tmp_path))
    assert placed("استهدفت الغارة الشعيرات والعديد من المواقع", gazetteer) == {"الشعيرات": "shayrat"}
    assert placed("استهدفت الغارة قاعدة العديد الجوية", gazetteer) == {"قاعدة العديد الجوية": "udeid"}


def test_a_name_known_in_the_other_script_only_is_found_in_a_text_about_its_country_and_says_so(tmp_path):
    write_index(
        tmp_path, [row(30, "city", "ID", 770_000, "Tasikmalaya"), row(31, "village", "ID", 900, "Karangsembung")], {"ar": {}, "en": {}}
    )
    indonesia = place("country-id", "Indonesia", kind="country", country="ID", ar=["إندونيسيا"])
    gazetteer = TieredGazetteer([indonesia], WorldIndex(tmp_path))
    assert placed("وصلت القوات إلى تاسيكمالايا في إندونيسيا", gazetteer)["تاسيكمالايا"] == "geonames-30"
    assert "تاسيكمالايا" not in placed("وصلت القوات إلى تاسيكمالايا", gazetteer)
    assert "كارانغسيمبونغ" not in placed("وصلت القوات إلى كارانغسيمبونغ في إندونيسيا", gazetteer)
    (found,) = [r for r in resolutions("في تاسيكمالايا في إندونيسيا", gazetteer) if r.toponym.text == "تاسيكمالايا"]
    assert found.toponym.candidates[0].method == "fuzzy"
    assert "other script" in in_words(found.why)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "وصلت قوات إلى سرت في الصباح الباكر كما قال كثيرون من سكانها الذين بقوا فيها أياما. وقال خبير إن اقتحام هون سيكون صعبا",
            {"سرت", "هون"},
        ),
        ("قال خبير إن اقتحام هون سيكون صعبا", set()),
        ("أحكمت القوات قبضتها على كوبري القداحية", {"كوبري القداحية"}),
        ("حاصروا آخر جيب في حي طرابلس البحرية", {"طرابلس البحرية"}),
        ("قتل ثلاثة في سرت في آب الماضي", {"سرت"}),
        ("غادر الجنود خانيونس", {"خانيونس"}),
        ("أعلنت المؤسسة حالة القوة القاهرة في سرت وقالت القوات: لقّنا العدو درسا", {"سرت"}),
    ],
)
def test_a_place_of_the_project_that_is_a_word_too_needs_a_war_around_it_and_a_bridge_lies_at_its_town(text, found):
    assert set(placed(text, project())) == found


def test_a_word_of_which_a_name_would_be_a_part_only_is_no_place(tmp_path):
    write_index(tmp_path, [], {"ar": {"باكرا": 3.9, "اكرا": 3.3, "بسرت": 2.1, "سرت": 3.5}, "en": {}})
    towns = [place("accra", "Accra", country="GH", ar=["أكرا"]), place("sirte", "Sirte", ar=["سرت"])]
    gazetteer = TieredGazetteer(towns, WorldIndex(tmp_path))
    assert placed("هاجموا المعسكر باكرا ثم قصفوا هدفا بسرت", gazetteer) == {"سرت": "sirte"}


def test_a_word_for_a_kind_of_place_is_no_name_behind_another_one():
    mascara = place("mascara", "Mascara", country="DZ", ar=["معسكر"], kind="city", tier="world")
    gazetteer = Gazetteer([*project(), mascara])
    assert placed("قاد انتحاري شاحنة إلى بوابة معسكر في سرت", gazetteer) == {"سرت": "sirte"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Warplanes bombed Kafr Sijna in Syria", {"Kafr Sijna": "geonames-40", "Syria": "country-sy"}),
        (
            "In Syria they shelled Maaret Hurmah and Kafr Sijna",
            {"Syria": "country-sy", "Maaret Hurmah": "geonames-41", "Kafr Sijna": "geonames-40"},
        ),
        ("Warplanes bombed Kafr Sijna", {}),
        ("Kafr Sijna spoke in Syria", {"Syria": "country-sy"}),
    ],
)
def test_a_name_romanised_in_another_way_is_found_where_a_place_is_named_in_a_text_about_its_country(tmp_path, text, found):
    villages = [row(40, "village", "SY", None, "Kafr Sijnah"), row(41, "village", "SY", None, "Maarrat Hurmah")]
    write_index(tmp_path, villages, {"ar": {}, "en": {"in": 7.0}})
    syria = place("country-sy", "Syria", kind="country", country="SY")
    assert placed(text, TieredGazetteer([syria], WorldIndex(tmp_path))) == found


def test_a_place_that_is_a_word_too_is_known_in_a_list_that_a_feature_word_announces(tmp_path):
    write_index(
        tmp_path, [row(50, "village", "YE", None, "al-Tariyah", "الطرية")], {"ar": {"في": 7.0, "الطريه": 2.8, "طريه": 3.3}, "en": {}}
    )
    gazetteer = TieredGazetteer([YEMEN], WorldIndex(tmp_path))
    assert placed("قال مسؤول في صنعاء إن المعارك مستمرة في منطقتي زعفرونة والطرية", gazetteer)["الطرية"] == "geonames-50"
    assert "الطرية" not in placed("أكلوا الفاكهة الطرية في صنعاء", gazetteer)


def test_of_two_names_in_a_word_the_one_that_takes_in_more_of_it_is_meant(tmp_path):
    write_index(
        tmp_path, [row(60, "city", "RU", 440_000, "Kursk", "كورسك"), row(61, "city", "PK", 600_000, "Warsak", "ورسك")], {"ar": {}, "en": {}}
    )
    assert placed("قصفوا سرت وكورسك", TieredGazetteer(list(project()), WorldIndex(tmp_path))) == {"سرت": "sirte", "كورسك": "geonames-60"}


def test_a_place_known_with_its_feature_word_alone_is_meant_behind_that_word():
    cairo = place("cairo-eg", "Cairo", country="EG", ar=["القاهرة"], kind="city", population=9_000_000)
    district = place("qahirah", "al-Qahirah", country="YE", ar=["مديرية القاهرة"], kind="district", at=(44.0, 13.6), tier="world")
    taiz = place("taiz", "Taiz", country="YE", ar=["تعز"], kind="city", at=(44.02, 13.58))
    gazetteer = Gazetteer([cairo, district, taiz])
    assert placed("قتل جندي في تعز وسط مديرية القاهرة", gazetteer) == {"تعز": "taiz", "القاهرة": "qahirah"}
    assert placed("قال مسؤول في تعز إن وفدا وصل إلى القاهرة", gazetteer) == {"تعز": "taiz", "القاهرة": "cairo-eg"}


def test_a_township_of_myanmar_is_its_town_and_one_of_america_another_place(tmp_path):
    write_index(tmp_path, [row(70, "town", "MM", 20_000, "Kyauktaw"), row(71, "town", "US", 20_000, "Zafrun")], {"ar": {}, "en": {}})
    countries = [place(f"country-{c.lower()}", name, kind="country", country=c) for c, name in (("MM", "Myanmar"), ("US", "America"))]
    gazetteer = TieredGazetteer(countries, WorldIndex(tmp_path))
    assert placed("They fought in Kyauktaw Township in Myanmar", gazetteer)["Kyauktaw"] == "geonames-70"
    assert placed("They live in Zafrun Township in America", gazetteer)["Zafrun Township"] is None
