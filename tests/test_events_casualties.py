from __future__ import annotations

import pytest
from events_reading import events

TOLLS = [
    ("en", "Shells hit Tripoli, killing between 15 and 20 traders", (15, 20), None),
    ("ar", "خلف قصف طرابلس ما بين 15 و20 قتيلا", (15, 20), None),
    ("ar", "قصف جوي على سرت خلف أكثر من 60 قتيلا", (60, None), None),
    ("ar", "قتل تسعة أشخاص على الأقل وأصيب 14 آخرون في قصف على طرابلس", (9, None), (14, 14)),
    ("ar", "سقط قتيلان في قصف على طرابلس", (2, 2), None),
    ("ar", "مقتل مدني وإصابة طفلين في قصف على طرابلس", (1, 1), (2, 2)),
    ("ar", "خلف قصف طرابلس عشرات القتلى", (20, None), None),
    ("ar", "مقتل سبعة وعشرين شخصا في قصف على طرابلس", (27, 27), None),
    ("ar", "قتل ما لا يقل عن ٤٥ مهاجرا في غارة على طرابلس", (45, None), None),
    ("ar", "خلف قصف طرابلس 30 بين قتيل وجريح", (0, 30), (0, 30)),
    ("en", "An air strike on Tripoli killed at least nine people", (9, None), None),
    ("en", "An air strike on Tripoli killed up to 20 people and wounded 130", (None, 20), (130, 130)),
    ("en", "Twenty-three soldiers were killed in shelling in Tripoli", (23, 23), None),
    ("en", "Dozens of people were wounded in clashes in Tripoli", None, (24, None)),
    ("en", "More than 60 fighters died when warplanes bombed Sirte", (60, None), None),
    ("en", "A civilian was killed when Haftar's forces shelled Tripoli", (1, 1), None),
    ("en", "Haftar's forces fired 40 rockets at Tripoli", None, None),
]


@pytest.mark.parametrize(("code", "text", "killed", "injured"), TOLLS)
def test_counts(code, text, killed, injured):
    (event,) = events(code, text)
    found = [(c.min, c.max) if c else None for c in (event.killed, event.injured)]
    assert found == [killed, injured]


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Shells fell on Sirte on Sunday, but no one was hurt.", None, (0, 0)),
        ("Shells hit Sirte, killing no one.", (0, 0), None),
        ("Shells hit Sirte, killing no fewer than one soldier.", (1, None), None),
    ],
)
def test_no_one_is_nobody(text, killed, injured):
    test_counts("en", text, killed, injured)


def test_one_toll_is_told_once():
    found = events("en", "Haftar's forces shelled Tripoli and clashed with GNA fighters in Ain Zara, killing five people.")
    assert [e.killed.min for e in found if e.killed] == [5]


@pytest.mark.parametrize(
    ("code", "text", "killed", "injured"),
    [
        ("en", "Fourteen people, among them three children, were killed in an air strike on Tarhuna.", (14, 14), None),
        (
            "en",
            "An ambush near Tarhuna killed three soldiers, the army said, adding that eight militants were killed as well.",
            (11, 11),
            None,
        ),
        ("en", "A roadside bomb near Tarhuna killed a soldier and wounded two others.", (1, 1), (2, 2)),
        ("en", "Both drivers were killed when a missile hit a convoy near Sirte.", (2, 2), None),
        ("ar", "استشهد أحد عشر مواطنا في غارة على ترهونة.", (11, 11), None),
        ("ar", "قتل ضابط وجنديان في انفجار لغم قرب ترهونة.", (3, 3), None),
        ("en", "Militants wiped out a post of soldiers, six in number, in Tarhuna.", (6, 6), None),
        ("en", "Fighting in Tarhuna cost both camps dozens of men.", (24, None), None),
        ("ar", "استشهدت امرأة وطفلاها وجرح أربعة مواطنين بقصف مدفعي على ترهونة.", (3, 3), (4, 4)),
        ("ar", "قتل متقاعد وأصيبت ممرضة في قصف استهدف ترهونة.", (1, 1), (1, 1)),
        ("ar", "سقطت قذيفتان على ترهونة فمات 14 شخصا.", (14, 14), None),
        ("ar", "أودى كمين نصب لرتل في وادي الربيع بمدينة ترهونة بحياة ستة جنود على الأقل.", (6, None), None),
        ("ar", "اغتال مسلحون في ترهونة تاجرين رفضا الدفع.", (2, 2), None),
        ("en", "Two civilians were killed and four others wounded by shelling in Ain Zara.", (2, 2), (4, 4)),
        ("en", "One hundred and twenty-one people were killed when missiles hit Sirte.", (121, 121), None),
        ("en", "Twenty-two bodies were pulled from the rubble after warplanes struck Tarhuna.", (22, 22), None),
        ("en", "Five members of one family died in an air strike in Tarhuna.", (5, 5), None),
        ("en", "Eight soldiers and 15 militants were killed in clashes in Tarhuna.", (23, 23), None),
        ("en", "Air strikes on Tarhuna killed five to seven people.", (5, 7), None),
        ("en", "Air strikes on Tarhuna killed 12-15 people.", (12, 15), None),
        ("en", "Up to 60 people were killed in the air raid on Sirte.", (None, 60), None),
        ("en", "A drone strike near Sirte killed a general along with three of his guards.", (4, 4), None),
        ("en", "Warplanes bombed a convoy near Sirte. Eight fighters died and three were hurt.", (8, 8), (3, 3)),
        ("en", "Warplanes bombed a market in Tarhuna on Sunday. The ministry put the number of dead at 11.", (11, 11), None),
        ("ar", "أودى القصف على طرابلس بحياة ثمانية أشخاص بينهم مسعف.", (8, 8), None),
        ("ar", "قتل أكثر من مئتي شخص في قصف على ترهونة.", (200, None), None),
        ("ar", "قتل جندي وأصيب آخر في انفجار لغم في سرت.", (1, 1), (1, 1)),
        ("ar", "اغتال مسلحون أربعة ضباط في بنغازي.", (4, 4), None),
        ("ar", "قتل قائد الكتيبة مع خمسة من حراسه في كمين في سرت.", (6, 6), None),
        ("ar", "قصفت طائرات سوقا في ترهونة الأحد. وأعلنت الوزارة أن عدد القتلى بلغ 11.", (11, 11), None),
        ("ar", "شنت طائرات غارة على سرت. ونقل ثلاثون جريحا إلى المستشفى.", None, (30, 30)),
    ],
)
def test_tolls_of_parts_sums_ranges_and_later_sentences(code, text, killed, injured):
    first = events(code, text)[0]
    assert [c and (c.min, c.max) for c in (first.killed, first.injured)] == [killed, injured]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Jets struck a wedding in Tarhuna. The ministry said that it had aimed at a command post. Fourteen guests were killed."),
        ("ar", "قصفت مقاتلات حفل زفاف في ترهونة. وقالت الوزارة إنها استهدفت مقر قيادة. وقتل 14 من المدعوين."),
    ],
)
def test_a_toll_may_stand_two_sentences_after_its_attack(code, text):
    (event,) = events(code, text)
    assert (event.type, event.killed.min, event.killed.max) == ("strike", 14, 14)


def test_a_year_behind_a_massacre_is_no_toll():
    assert all(e.killed is None for e in events("en", "Rebels spoke in Sirte of the massacre of 2011 there."))


COUNTS_EN = [
    ("Five labourers, two of them from Bangladesh, lost their lives in Tarhuna when a shell fell.", (5, 5), None),
    ("Five people, including a woman, died and four others are in critical condition after a mine exploded near Tarhuna.", (5, 5), (4, 4)),
    ("A shell landed in Tarhuna, killing a woman and injuring her husband and their two children.", (1, 1), (3, 3)),
    ("A father and his three children were killed when a rocket struck their home in Tarhuna.", (4, 4), None),
    ("The attack on Tarhuna left eight dead and two dozen wounded.", (8, 8), (24, 24)),
    ("Insurgents shot down a Mi-17 helicopter over Tarhuna, killing its two pilots.", (2, 2), None),
]


@pytest.mark.parametrize(("text", "killed", "injured"), COUNTS_EN)
def test_asides_families_and_dozens_are_counted(text, killed, injured):
    event = next(e for e in events("en", text) if e.killed)
    assert (event.killed.min, event.killed.max) == killed
    assert (event.injured and (event.injured.min, event.injured.max)) == injured


def test_a_list_that_counts_place_by_place_is_an_event_for_each():
    found = events("en", "Russian artillery shelled Tripoli. Five people died in Tripoli, six in Sirte and one in Tarhuna.")
    assert {(p.name, e.killed.min) for e in found if e.killed for p in e.places} == {("Tripoli", 5), ("Sirte", 6), ("Tarhuna", 1)}


LISTS = [
    ("en", "A shell hit a house in Tripoli, killing a man, his wife and three of their children.", (5, 5), None),
    ("en", "Mortar fire on Sirte killed a taxi driver and two schoolgirls.", (3, 3), None),
    ("en", "Rockets fell on Sirte, killing two women, a child and an old man.", (4, 4), None),
    ("en", "An air strike on Sirte killed 19 fighters and a family of five.", (24, 24), None),
    ("en", "An air strike on Sirte killed a woman and two of her grandchildren.", (3, 3), None),
    ("en", "Attackers killed four aid workers, their two drivers and a guide near Sirte.", (7, 7), None),
    ("en", "A car bomb in Tripoli killed the district governor and two of his guards.", (3, 3), None),
    ("en", "An air strike on Sirte killed three people, a woman and two children.", (3, 3), None),
    ("en", "The blast in Tripoli killed eight people as well as the bomber.", (9, 9), None),
    ("en", "A drone struck a car in Tripoli, killing both occupants.", (2, 2), None),
    ("en", "A woman died and her husband was injured when a shell hit their car in Tripoli.", (1, 1), (1, 1)),
    ("en", "Mortar shells fired at Tripoli left a girl dead and her two sisters wounded.", (1, 1), (2, 2)),
    ("en", "Six children were among 20 people killed in an air strike on Sirte.", (20, 20), None),
    ("en", "An air strike on Sirte killed over a dozen civilians.", (12, None), None),
    ("en", 'Fighters ambushed a patrol near Sirte, killing "over a dozen".', (12, None), None),
    ("en", "Half a dozen people were hurt when shells hit Tripoli.", None, (6, 6)),
    ("en", "Some 20 to 25 people were killed in an air strike on Sirte.", (20, 25), None),
    ("en", "Rescuers recovered a 14th body after a missile hit Tripoli.", (14, 14), None),
    ("ar", "أودت قذيفة على طرابلس بحياة عامل مصري وابنته.", (2, 2), None),
    ("ar", "قصفت طائرات منزلا في سرت فقتلت رجلا وزوجته وثلاثة من أطفالهما.", (5, 5), None),
    ("ar", "قتل خمسة من عناصر الشرطة ومدنيان في تفجير في سرت.", (7, 7), None),
    ("ar", "مقتل مسعف وإصابة زميليه في قصف على سرت.", (1, 1), (2, 2)),
    ("ar", "قتل جندي وجرح آخران في هجوم على نقطة في سرت.", (1, 1), (2, 2)),
    ("ar", "ارتفع عدد قتلى القصف على سرت من 12 إلى 19 قتيلا.", (19, 19), None),
    ("ar", "قضت طالبة في العشرين من عمرها برصاص قناص في طرابلس.", (1, 1), None),
    ("ar", "كلف كمين قرب سرت الجيش ستة من جنوده.", (6, 6), None),
    ("ar", "اغتال مسلحون مجهولون شيخ عشيرة ونجله في سرت.", (2, 2), None),
]


@pytest.mark.parametrize(("code", "text", "killed", "injured"), LISTS)
def test_victims_named_one_beside_another_are_added_up(code, text, killed, injured):
    event = events(code, text)[0]
    assert [c and (c.min, c.max) for c in (event.killed, event.injured)] == [killed, injured]
