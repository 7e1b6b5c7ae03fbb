"""Arabic reports as outlets of all sides write them: tolls of two sides, names for the other side, passives, denials, who speaks on."""

from __future__ import annotations

from datetime import date

import pytest
from events_reading import PUBLISHED, events, resolutions

from geo.events import find_events
from geo.events.parties import fights_in, outlet_of
from geo.languages import load_rules
from geo.model import Casualties, Document
from geo.text import sentences


def written_by(publisher, text):
    """Return the events of an Arabic text by a publisher."""
    document = Document("d", text, PUBLISHED, publisher=publisher)
    return find_events(document, "ar", load_rules("ar"), sentences(text), resolutions(text))


TOLLS = [
    ("تجددت الاشتباكات في أبو قرين. وقال مصدر طبي إن تسعة مقاتلين وصلوا جثامين، إضافة إلى واحد وثلاثين جريحا.", (9, 9), (31, 31)),
    ("دارت معارك عنيفة في ترهونة. وقتل سبعة من قوات حفتر، فيما قتل ثلاثة من قوات الوفاق.", (10, 10), None),
    ("قتل خمسة جنود في قصف على سرت، بعد أن كانت حصيلة سابقة ثلاثة قتلى.", (5, 5), None),
    ("سقطت قذائف على طرابلس. ونقل إلى المستشفى ثلاثة عشر قتيلا.", (13, 13), None),
    ("لقي جنديان حتفهما في انفجار لغم في سرت.", (2, 2), None),
    ("فقد أربعة مدنيين حياتهم في قصف على ترهونة.", (4, 4), None),
    ("لقي ما لا يقل عن أربعين شخصا مصرعهم في غارة على سرت.", (40, None), None),
]


@pytest.mark.parametrize(("text", "killed", "injured"), TOLLS)
def test_tolls_of_sides_hospitals_and_the_next_sentence(text, killed, injured):
    (event,) = events("ar", text)
    assert event.killed == Casualties(*killed)
    assert event.injured == (None if injured is None else Casualties(*injured))


def test_a_label_in_brackets_says_for_whom_a_publisher_speaks():
    sides = [
        outlet_of(Document("d", "", publisher=name))
        for name in ("Dawn TV (pro-GNA)", "Agency (Syrian state)", "LNA war media page", "Paper (Syrian opposition)", "Watch (monitor)")
    ]
    assert [side and side.side for side in sides] == ["GNA", "Syria", "LNA", None, None]


def test_a_label_of_several_words_is_one_name():
    names = ("مكتب (القيادة العامة)", "إذاعة (أنصار الله)", "مكتب (القيادة المركزية)", "قناة (أنصار الشريعة)")
    sides = [outlet_of(Document("d", "", publisher=name)) for name in names]
    assert [side and side.side for side in sides] == ["LNA", "Houthi", None, None]


def test_a_party_fights_where_the_table_of_forces_has_it():
    assert fights_in("LNA", "LY")
    assert not fights_in("LNA", "UA")


OUTLETS = [
    ("Dawn TV (pro-GNA)", "دكت قواتنا تجمعات للمليشيات في ترهونة.", ("GNA",), ("LNA",), "claimed"),
    ("Watch (pro-LNA)", "قصفت وحداتنا مواقع المليشيات في سرت.", ("LNA",), ("GNA",), "claimed"),
    (None, "قصفت قوات حفتر مواقع في طرابلس.", ("LNA",), (), "happened"),
]


@pytest.mark.parametrize(("publisher", "text", "actors", "targets", "status"), OUTLETS)
def test_our_forces_and_the_militias_are_told_by_who_writes(publisher, text, actors, targets, status):
    (event,) = written_by(publisher, text)
    assert (event.actors, event.targets, event.status) == (actors, targets, status)


def test_who_goes_on_speaking_keeps_the_claim():
    first, second = events("ar", "قال المتحدث باسم قوات حفتر إن قواته سيطرت على سرت. وأضاف أن المقاتلين انسحبوا من ترهونة.")
    assert (first.status, second.status) == ("claimed", "claimed")


STATUSES = [
    ("نفت قوات حفتر الأنباء التي تداولتها صفحات عن انسحاب قواتها من ترهونة.", "withdrawal", "denied"),
    ("ما تروجه الصفحات عن انسحاب القوات من سرت عار عن الصحة.", "withdrawal", "denied"),
    ("خير القائد المدافعين عن سرت بين الخروج وبين اقتحامها.", "advance", "threatened"),
    ("لا تزال الاشتباكات في ترهونة مستمرة.", "clash", "happened"),
    ("اتفق الطرفان على أن تنسحب القوات من سرت.", "withdrawal", "planned"),
]


@pytest.mark.parametrize(("text", "type_", "status"), STATUSES)
def test_denials_ultimatums_and_what_goes_on(text, type_, status):
    assert (type_, status) in [(e.type, e.status) for e in events("ar", text)]


PLACED = [
    ("دخلت قوات حفتر سرت ثم انسحبت، وتستعد لاقتحامها مجددا.", ["sirte"]),
    ("أعلنت القوات أن ترهونة وسرت وبني وليد عادت إلى حضن الدولة.", ["tarhuna", "sirte", "bani-walid"]),
    ("أصابت ضربة جوية لم تعرف الجهة التي نفذتها مركزا في ترهونة.", ["tarhuna"]),
]


@pytest.mark.parametrize(("text", "ids"), PLACED)
def test_pronouns_lists_before_the_verb_and_places_behind_a_relative_clause(text, ids):
    assert {p.id for e in events("ar", text) for p in e.places} == set(ids)


NOTHING = [
    "استقبل المستشفى في سرت جرحى ونازحين من قوات حفتر.",
    "تصاعدت سحب الدخان من مخزن للذخيرة في سرت بسبب ارتفاع درجات الحرارة وسوء التخزين.",
    "من يسيطر على سرت من القوات يملك مفتاح البلاد.",
    "قالت رابطة أسر الشهداء من الجيش في سرت إنها تطالب بالتعويض.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_guests_smoke_whoever_and_leagues_are_no_events(text):
    assert events("ar", text) == []


def test_a_quarter_named_after_a_day_gives_no_date():
    (event,) = events("ar", "دارت معارك عنيفة في حي 7 يوليو في طرابلس يوم الأحد.")
    assert event.when is not None
    assert event.when.start == date(2020, 6, 14)


def test_what_is_planned_has_no_day_of_the_past():
    (event,) = events("ar", "هددت القوات يوم الخميس الماضي باقتحام سرت.")
    assert (event.status, event.when) == ("threatened", None)


def test_whoever_was_attacked_is_not_who_attacked():
    (event,) = events("ar", "تعرضت قوات الوفاق لهجوم في أبو قرين من قبل قوات حفتر.")
    assert (event.actors, event.targets) == (("LNA",), ("GNA",))


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("قتل طفل بنيران قوات حفتر في طرابلس.", ("LNA",)),
        ("قصفت طائرات تابعة لوزارة الدفاع بحكومة الوحدة الوطنية ميناء سرت.", ("GNU",)),
    ],
)
def test_whose_fire_it_was_and_whose_ministry_tells_who_acted(text, actors):
    (event,) = events("ar", text)
    assert event.actors == actors


@pytest.mark.parametrize(
    "text",
    [
        "تداول مستخدمون مقطعا قالوا إنه يوثق سقوط سرت بيد المسلحين، وهو ادعاء زائف.",
        "روجت الحسابات خبرا ملفقا عن انسحاب قوات حفتر من سرت.",
    ],
)
def test_what_is_called_a_false_report_is_denied(text):
    assert {event.status for event in events("ar", text)} <= {"denied"}
