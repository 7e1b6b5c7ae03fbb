"""Sentences of ordinary reports: what each clause says, to whom its toll belongs, and who stands behind its words."""

from __future__ import annotations

import pytest
from events_reading import brief, events

from geo.model import Casualties


def told(code, text):
    """Return type, place ids and the toll of each event."""
    return [(e.type, tuple(p.id for p in e.places), e.killed and e.killed.min, e.injured and e.injured.min) for e in events(code, text)]


TOLLS = [
    (
        "ar",
        "أغارت طائرة مسيرة على ترهونة ما أدى إلى مقتل 7 مدنيين، فيما قصفت المدفعية سرت.",
        [("strike", ("tarhuna",), 7, None), ("shelling", ("sirte",), None, None)],
    ),
    (
        "en",
        "Mortar fire killed three people in Tarhuna and wounded nine in Bani Walid.",
        [("shelling", ("tarhuna",), 3, None), ("shelling", ("bani-walid",), None, 9)],
    ),
    ("en", "A drone strike 40 km south of Sirte killed two fighters in 2020.", [("strike", ("sirte",), 2, None)]),
    ("ar", "قتل ما بين 12 و15 مصليا في انفجار سيارة مفخخة في بنغازي.", [("violence", ("benghazi",), 12, None)]),
]


@pytest.mark.parametrize(("code", "text", "expected"), TOLLS)
def test_a_toll_belongs_to_what_it_came_of(code, text, expected):
    assert told(code, text) == expected


def test_at_least_two_is_open_also_where_the_noun_says_two():
    (event,) = events("ar", "استشهد طفلان على الأقل في قصف مدفعي على طرابلس.")
    assert event.killed == Casualties(2, None)


def test_a_year_and_a_distance_count_nobody():
    (event,) = events("en", "Soldiers were killed in an ambush 30 km from Sirte in May 2020.")
    assert event.killed is None


AIMS = [
    ("en", "Soldiers killed four villagers in Tarhuna.", "violence"),
    ("en", "Gunmen killed four soldiers in Tarhuna.", "clash"),
    ("ar", "قتل ثلاثة مزارعين برصاص قوات الأمن في بنغازي.", "violence"),
    ("ar", "هاجمت طائرة مسيرة انتحارية موقعا في سرت.", "strike"),
]


@pytest.mark.parametrize(("code", "text", "type_"), AIMS)
def test_who_is_hit_and_not_who_hits_makes_a_killing_a_fight(code, text, type_):
    assert [e.type for e in events(code, text)] == [type_]


SPEAKERS = [
    ("en", "Mitiga airport was shelled for a third day with rockets that set fire to two airliners, the army said.", "claimed"),
    ("en", "LNA officers said nothing of Sirte, but residents reported shelling in Tarhuna.", "happened"),
    ("ar", "سيطرت قوات حفتر على ترهونة، وفق ما ذكر سكان من المدينة.", "happened"),
    ("ar", "نفى المتحدث باسم قوات حفتر خسارة أي موقع، وقال إن مقاتليه سيطروا على ترهونة.", "claimed"),
]


@pytest.mark.parametrize(("code", "text", "status"), SPEAKERS)
def test_whose_word_it_is(code, text, status):
    assert [e.status for e in events(code, text)] == [status]


NOTHING = [
    ("en", "The governor's campaign against corruption and the battle against soaring inflation go on in Tripoli."),
    ("en", "Prices exploded at the markets of Benghazi."),
    ("en", "Investors retreated from the stock exchange in Cairo."),
    ("ar", "أعلنت الوزارة أن المعركة ضد الفساد في طرابلس مستمرة."),
    ("ar", "سيطر الارتباك على الأسواق في بنغازي."),
    ("en", "A court in Geneva heard how the men had shot dead two guards in Tripoli."),
]


@pytest.mark.parametrize(("code", "text"), NOTHING)
def test_what_is_fought_in_words_only_is_left_alone(code, text):
    assert brief(code, text) == []


def test_who_denies_a_part_in_it_denies_no_attack():
    assert brief("ar", "استهدفت طائرة مسيرة ترهونة. ونفت قوات حفتر مسؤوليتها عن الهجوم.") == [("strike", "happened", ("tarhuna",))]
    assert brief("en", "A drone struck Tarhuna. Haftar's forces denied any role in the attack.") == [("strike", "happened", ("tarhuna",))]


def test_who_only_backs_somebody_does_not_act():
    (event,) = events("en", "Emirati-backed LNA fighters stormed Tarhuna.")
    assert event.actors == ("LNA",)
    (event,) = events("en", "LNA troops backed by Russian air strikes pushed into Tarhuna.")
    assert (event.type, event.actors) == ("advance", ("LNA",))


def test_an_ambush_has_one_side_that_acts():
    (event,) = events("ar", "وقعت دورية لقوات الوفاق في كمين نصبته قوات حفتر قرب ترهونة.")
    assert (event.type, event.actors) == ("clash", ("LNA",))


def test_a_party_announces_its_own_deed():
    (event,) = events("ar", "أعلنت قوات الوفاق إسقاط طائرة مسيرة فوق ترهونة.")
    assert (event.type, event.status, event.actors) == ("shootdown", "claimed", ("GNA",))


def test_an_anniversary_recalls():
    assert {s for _, s, _ in brief("en", "Crowds gathered in Tripoli to mark a year since the air strike that killed thirty cadets.")} == {
        "background"
    }


ACTORS = [
    ("en", "French and British jets bombed Sirte.", ("France", "UK")),
    ("ar", "قصفت طائرات فرنسية وبريطانية مواقع في سرت.", ("France", "UK")),
    ("en", "The Turkish army said on Sunday its troops had crossed into Tripoli.", ("Turkey",)),
    ("en", "A market in Tarhuna was bombed on Sunday. The raid was blamed on the LNA.", ("LNA",)),
]


@pytest.mark.parametrize(("code", "text", "actors"), ACTORS)
def test_who_acts_beside_others_through_its_troops_or_by_blame(code, text, actors):
    assert [e.actors for e in events(code, text)] == [actors]


def test_raids_on_somebody_are_not_theirs():
    (event,) = events("en", "Raids on Islamic State targets near Sirte left three dead.")
    assert (event.actors, event.targets) == ((), ("IS",))


def test_near_of_is_near_and_a_launcher_is_no_scene():
    (event,) = events("ar", "سقطت قذيفة بالقرب من مدرسة في طرابلس.")
    assert [p.role for p in event.places] in (["at"], ["near"])
    assert brief("ar", "تقدمت القوات نحو ترهونة بعد هجوم شنته أنقرة.")[0] == ("advance", "happened", ("tarhuna",))


def test_what_has_its_day_after_publication_is_planned():
    assert brief("ar", "تستأنف في جنيف الأسبوع المقبل المفاوضات بين الوفدين.") == [("diplomacy", "planned", ("geneva",))]


def test_after_a_preposition_there_is_no_verb():
    (event,) = events("ar", "أعلنت تركيا مقتل جنديين في قصف طال سرت.")
    assert (event.type, event.actors) == ("shelling", ())


def test_a_disease_that_is_fought_makes_no_war_around():
    assert brief("en", "Doctors in Tripoli are fighting an outbreak of cholera; teams have been deployed to Sirte.") == []


DUALS = [
    ("أسقطت قوات الوفاق مروحيتين في سماء ترهونة.", ("shootdown", "happened", ("tarhuna",))),
    ("أعلنت قوات حفتر اعتراض صاروخين فوق سرت.", ("shootdown", "claimed", ("sirte",))),
    ("ألقت طائرة حربية قنبلتين على ترهونة.", ("strike", "happened", ("tarhuna",))),
]


@pytest.mark.parametrize(("text", "expected"), DUALS)
def test_two_of_a_thing_are_as_good_as_one(text, expected):
    assert brief("ar", text) == [expected]


def test_who_admits_a_loss_approves_nothing():
    assert brief("ar", "أقرت قوات حفتر بأنها أعادت انتشار وحداتها خارج ترهونة.") == [("withdrawal", "claimed", ("tarhuna",))]


def test_what_is_asked_for_first_has_not_come():
    found = brief("ar", "قال السراج إن قواته لن تقبل التفاوض قبل انسحاب قوات حفتر من ترهونة.")
    assert found in ([], [("withdrawal", "hypothetical", ("tarhuna",))])


def test_words_of_one_statement_do_not_reach_into_the_next():
    found = brief("en", "The army said on Sunday that convoys of aid had arrived in Tripoli, and troops left Tarhuna.")
    assert [f for f in found if f[0] == "withdrawal"] == [("withdrawal", "claimed", ("tarhuna",))]


def test_words_and_banks_are_no_battlefield():
    assert brief("ar", "دارت معارك كلامية بين النواب في طرابلس وانسحبت كتلة من القاعة.") == []
    assert brief("en", "The pound came under fresh attack in Cairo as sellers bombarded banks with orders.") == []


def test_points_in_a_name_do_not_hide_it():
    (event,) = events("en", "U.S. jets bombed Islamic State fighters in Sirte.")
    assert (event.actors, event.targets) == (("US",), ("IS",))


SUMS = [
    ("en", "An air strike on Sirte killed a commander and four other people, including two children.", 5),
    ("ar", "مقتل ستة مدنيين وثلاثة جنود في قصف مدفعي على ترهونة.", 9),
    ("ar", "مقتل سبعة وعشرين شخصا في قصف مدفعي على ترهونة.", 27),
    ("en", "Shelling killed two soldiers and wounded three civilians in Sirte.", 2),
    ("en", "A suicide bomber killed 17 civilians and three U.S. troops in Sirte.", 20),
]


@pytest.mark.parametrize(("code", "text", "killed"), SUMS)
def test_counts_that_and_joins_are_added_and_no_others(code, text, killed):
    (event,) = events(code, text)
    assert event.killed == Casualties(killed, killed)


def test_who_stands_after_said_is_no_speaker_but_the_subject():
    (event,) = events("en", "A doctor said LNA fighters shelled Tripoli.")
    assert (event.status, event.actors) == ("happened", ("LNA",))
    (event,) = events("en", "Tripoli was shelled at dawn, said the LNA.")
    assert event.status == "claimed"


def test_a_killing_now_is_not_of_the_raid_that_it_avenges():
    found = brief("en", "Soldiers killed four villagers in Tarhuna in retaliation for a rebel raid on their outpost.")
    assert ("violence", "happened", ("tarhuna",)) in found


def test_what_is_fired_from_over_a_place_hits_another():
    (event,) = events("en", "Missiles fired from over Misrata hit Sirte.")
    assert [(p.role, p.id) for p in event.places if p.role != "from"] == [("at", "sirte")]


def test_a_name_with_a_number_is_a_name():
    (event,) = events("en", "M23 rebels seized the city of Sirte on Sunday.")
    assert event.actors == ("M23",)
