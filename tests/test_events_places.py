from __future__ import annotations

import pytest
from events_reading import PLACES, events, resolutions

from geo.events.scenes import event_place
from geo.model import Resolution, Toponym


def roles(code, text):
    return [[(p.role, p.id) for p in e.places] for e in events(code, text)]


ROLES = [
    ("ar", "وصلت تعزيزات عسكرية من مصراتة إلى أبو قرين.", [("from", "misrata"), ("to", "abu-qurayn")]),
    ("ar", "انسحبت قوات حفتر من ترهونة.", [("from", "tarhuna")]),
    ("ar", "أطلقت صواريخ من ترهونة على طرابلس.", [("at", "tripoli"), ("from", "tarhuna")]),
    ("ar", "قصفت قوات حفتر طرابلس ومصراتة وترهونة.", [("at", "tripoli"), ("at", "misrata"), ("at", "tarhuna")]),
    ("ar", "لا يوجد قرار باستخدام تركيا قاعدتي الوطية ومصراتة.", [("at", "watiya"), ("at", "misrata")]),
    ("ar", "وفي سرت، اندلعت اشتباكات عنيفة.", [("at", "sirte")]),
    ("ar", "اندلعت اشتباكات عنيفة في عين زارة جنوبي طرابلس.", [("at", "ain-zara")]),
    ("ar", "حشدت قوات حفتر آلياتها في محيط سرت.", [("near", "sirte")]),
    ("en", "Troops from Misrata attacked LNA positions in Tripoli.", [("at", "tripoli")]),
    ("en", "The LNA withdrew its forces from Tarhuna to Bani Walid.", [("from", "tarhuna"), ("to", "bani-walid")]),
    ("en", "In Sirte, Haftar's forces shelled a market.", [("at", "sirte")]),
    ("en", "Haftar's forces shelled Tripoli, Misrata and Tarhuna.", [("at", "tripoli"), ("at", "misrata"), ("at", "tarhuna")]),
    ("en", "Two drones were shot down near Sirte.", [("near", "sirte")]),
    ("en", "Haftar's forces shelled Tripoli in Libya.", [("at", "tripoli")]),
    ("ar", "قصفت قوات حفتر ترهونة وبني وليد بمحافظة مصراتة.", [("at", "tarhuna"), ("at", "bani-walid")]),
    ("ar", "دارت اشتباكات على محور ترهونة - بني وليد.", [("at", "tarhuna"), ("at", "bani-walid")]),
    ("en", "A roadside bomb hit a convoy of soldiers on the road from Misrata to Sirte.", [("at", "misrata"), ("at", "sirte")]),
    ("en", "LNA fighters withdrew from the town of Bani Walid.", [("from", "bani-walid")]),
    ("en", "LNA soldiers fell back to Bani Walid.", [("to", "bani-walid")]),
    ("en", "A drone strike hit the Tripoli suburb of Ain Zara.", [("at", "ain-zara")]),
    ("en", "A raid was carried out near Sirte by LNA fighters.", [("near", "sirte")]),
    ("en", "The GNA said Tripoli was shelled overnight.", [("at", "tripoli")]),
    ("en", "If Tarhuna falls, its garrison said, Sirte will be left without a road.", [("at", "tarhuna")]),
]


@pytest.mark.parametrize(("code", "text", "expected"), ROLES)
def test_prepositions_and_order_give_the_role(code, text, expected):
    (found,) = roles(code, text)
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("ar", "وقعت انفجارات في طرابلس وفي مصراتة وترهونة.", [["tripoli", "misrata", "tarhuna"]]),
        ("en", "Warplanes struck militia sites in Tripoli and around Tarhuna.", [["tripoli", "tarhuna"]]),
        ("ar", "قال مسؤول في بنغازي إن قصفا استهدف مدينة سرت.", [["sirte"]]),
        ("ar", "وفي ليبيا استهدفت ثلاث غارات مقرات للجيش في سرت.", [["sirte"]]),
        ("en", "A roadside bomb hit a convoy of soldiers in Sirte.", [["sirte"]]),
        ("ar", "دفع الجيش بتعزيزات من مصراتة إلى جبهة سرت. واندلعت اشتباكات هناك.", [["misrata", "sirte"], ["sirte"]]),
        ("ar", "انسحبت قوات حفتر من ترهونة باتجاه بني وليد، فيما دخلت قوات الوفاق المدينة.", [["tarhuna", "bani-walid"], ["tarhuna"]]),
        ("ar", "تقدمت قوات حفتر في ترهونة وسيطرت على بني وليد.", [["tarhuna"], ["bani-walid"]]),
        ("en", "The LNA shelled Tarhuna and Bani Walid. Its troops then withdrew from both towns.", [["tarhuna", "bani-walid"]] * 2),
        ("ar", "قصفت قوات حفتر ترهونة وبني وليد. ثم سيطرت على المدينتين.", [["tarhuna", "bani-walid"]] * 2),
        (
            "en",
            "Envoys met in Tripoli on Sunday. Troops entered Misrata. The LNA shelled the capital on Monday.",
            [["tripoli"], ["misrata"], ["tripoli"]],
        ),
        ("ar", "دخلت قوات حفتر طرابلس ثم مصراتة. وقصفت الطائرات العاصمة.", [["tripoli"], ["tripoli"]]),
        ("en", "Shells killed two men in Sirte on Tuesday, said the head of a hospital in Misrata.", [["sirte"]]),
        ("en", "A car bomb went off in Sirte, killing nine, a policeman in Misrata told reporters.", [["sirte"]]),
        ("en", "Rebels captured Tarhuna and shelled the road to Tripoli.", [["tarhuna"], ["tarhuna"]]),
        ("en", "Rebels shelled the road to Tripoli.", [["tripoli"]]),
        ("ar", "قصفت قوات حفتر عين زارة بريف طرابلس الجنوبي، وأطراف مدينة ترهونة.", [["ain-zara", "tarhuna"]]),
        ("en", "Two men died in Sirte when guns across the Tarhuna shelled the city.", [["sirte"]]),
        ("en", "The LNA warned that Sirte would be bombed until it looked like Tarhuna.", [["sirte"]]),
        (
            "en",
            "Militia captured six towns in Libya, among them Sirte, Tarhuna and the regional capital Misrata.",
            [["sirte", "tarhuna", "misrata"]],
        ),
        (
            "ar",
            "اقتحمت قوات الوفاق مصراتة وانسحب مسلحو داعش باتجاه سرت. وقصفت الطائرات المدينة.",
            [["misrata"], ["sirte", "misrata"], ["misrata"]],
        ),
        ("ar", "اندلعت اشتباكات عنيفة في عين زارة بطرابلس.", [["ain-zara"]]),
        ("ar", "وفي عين زارة بطرابلس تجددت الاشتباكات.", [["ain-zara"]]),
        ("ar", "وقعت انفجارات في عين زارة بطرابلس وفي سرت.", [["ain-zara", "sirte"]]),
        ("en", "Warplanes struck Ain Zara in Tripoli and Sirte.", [["ain-zara", "sirte"]]),
    ],
)
def test_each_event_has_its_own_places(code, text, expected):
    assert [[id_ for _, id_ in found] for found in roles(code, text)] == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "Shells fell on a market in Ain Zara in Tripoli.", ["ain-zara"]),
        ("ar", "سقطت قذائف على سوق في عين زارة في طرابلس.", ["ain-zara"]),
        ("ar", "شهدت منطقة أبو قرين شرق مصراتة معارك عنيفة.", ["abu-qurayn"]),
        ("ar", "هبطت طائرة شحن في قاعدة الجفرة (300 كلم جنوب سرت).", ["jufra"]),
        ("ar", "شنت طائرات حربية غارات على سرت لقطع الطريق بين ترهونة ومصراتة.", ["sirte"]),
    ],
)
def test_what_another_place_is_measured_from_is_no_scene(code, text, expected):
    assert [[id_ for _, id_ in found] for found in roles(code, text)] == [expected]


def test_the_city_is_not_where_troops_were_flown_in_from():
    assert roles("en", "LNA commandos flown in from Benghazi to retake the city clashed with fighters.") == [[]]


def test_a_second_attack_in_the_sentence_has_its_own_place():
    found = roles("ar", "شن طيران حفتر غارة على ترهونة وغارة على مديرية بني وليد.")
    assert found == [[("at", "tarhuna")], [("at", "bani-walid")]]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ar", "قصفت طائرة مسيرة موقعا للجيش في سرت. ونددت أنقرة بالهجوم."),
        ("ar", "قصفت طائرة مسيرة موقعا للجيش في سرت. وتبنت فصائل في ليبيا الهجوم."),
        ("en", "A drone strike killed three soldiers in Sirte. Militias in Libya claimed the attack."),
    ],
)
def test_who_claims_or_condemns_an_attack_is_no_second_scene(code, text):
    assert [[id_ for _, id_ in found] for found in roles(code, text)] == [["sirte"]]


def test_the_city_is_the_last_city_named():
    assert roles("ar", "يعيش كثيرون في سرت. قصفت قوات حفتر المدينة.") == [[("at", "sirte")]]
    assert roles("en", "Troops were near Sirte. Haftar's forces shelled the city.") == [[("at", "sirte")]]


def test_the_base_is_no_city():
    text = "غادرت الطائرات قاعدة الجفرة وحلقت فوق سرت. قصفت قوات الوفاق القاعدة."
    assert roles("ar", text)[-1] == [("at", "jufra")]


def test_a_relative_clause_is_about_the_place_before_it():
    (event,) = events("ar", "يسكن الناس في سرت التي تقع تحت سيطرة قوات حفتر.")
    assert (event.type, event.places[0].id, event.actors) == ("control", "sirte", ("LNA",))


def test_places_within_a_country_take_its_place():
    text = "تعتزم تركيا إقامة قاعدتين في ليبيا، الأولى في الوطية، والثانية في مصراتة."
    assert roles("ar", text) == [[("at", "watiya"), ("at", "misrata")]]


def test_an_unresolved_name_keeps_its_words_and_has_no_position():
    place = event_place("at", Resolution(Toponym(0, 4, "Nowh"), None, 0.0, None, ()))
    assert (place.name, place.id, place.lon, place.lat, place.radius_km) == ("Nowh", None, None, None, None)


def test_an_offset_is_computed_and_keeps_its_radius():
    base = resolutions("Sirte")[0]
    moved = Resolution(base.toponym, base.place, 0.8, "Sirte", (), lon=16.9, lat=31.2, radius_km=12.0)
    place = event_place("near", moved)
    assert (place.precision, place.lon, place.radius_km) == ("computed", 16.9, 12.0)


@pytest.mark.parametrize(("id_", "precision"), [("sirte", "settlement"), ("jufra", "exact"), ("libya", "country")])
def test_the_kind_of_a_place_says_how_precise_it_is(id_, precision):
    assert event_place("at", resolutions(PLACES[id_][0])[0]).precision == precision


def test_part_of_a_place_is_the_place():
    (event,) = events("ar", "سيطرت قوات حفتر على أجزاء من سرت.")
    assert [(p.role, p.id) for p in event.places] == [("at", "sirte")]


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (
            "ar",
            "دخلت قوات الوفاق ترهونة. ولاذ المسلحون بالفرار باتجاه بني وليد.",
            [[("at", "tarhuna")], [("to", "bani-walid"), ("from", "tarhuna")]],
        ),
        (
            "en",
            "Clashes broke out in Sirte. LNA fighters fell back to Bani Walid.",
            [[("at", "sirte")], [("to", "bani-walid"), ("from", "sirte")]],
        ),
        ("en", "Troops captured the highway after rebels withdrew from Tarhuna.", [[("from", "tarhuna")]]),
        ("ar", "صد مقاتلو مصراتة هجوما على معسكر في سرت.", [[("at", "sirte")]]),
        ("en", "A truce took effect after three days of shelling in Sirte.", [[("at", "sirte")], [("at", "sirte")]]),
    ],
)
def test_a_place_is_told_by_what_stands_around(code, text, expected):
    assert roles(code, text) == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "Shells fell on Sirte. Two of the wounded died at a hospital in Misrata.", [[("at", "sirte")]]),
        ("ar", "شنت طائرات حربية غارة على موقع في سرت وأخرى على رتل في ترهونة.", [[("at", "sirte"), ("at", "tarhuna")]]),
        ("en", "Gunmen fell upon a camp of Misrata troops in Sirte.", [[("at", "sirte")]]),
        ("en", "The town of Tarhuna, which lies in the hills, was shelled on Sunday.", [[("at", "tarhuna")]]),
        ("ar", "دارت اشتباكات في سرت. وقصفت المدفعية مستشفى الشهداء.", [[("at", "sirte")], [("at", "sirte")]]),
        ("ar", "دارت اشتباكات في سرت. وقصفت المدفعية قرية الشهداء.", [[("at", "sirte")], []]),
    ],
)
def test_a_scene_is_no_hospital_ward_and_no_place_of_somebody(code, text, expected):
    assert roles(code, text) == expected


def test_the_name_of_a_place_is_no_cue():
    (found,) = events("ar", "سقطت قذائف على أطراف مصراتة وترهونة.")
    assert found.status == "happened"


SIDES = [
    ("en", "Clashes broke out on the western outskirts of Sirte.", "w"),
    ("en", "Fighting raged north-west of the city of Tarhuna.", "nw"),
    ("en", "Clashes erupted on Misrata's southern edge.", "s"),
    ("en", "Haftar's forces shelled eastern Misrata.", "e"),
    ("en", "Haftar's forces shelled the eastern city of Sirte.", None),
    ("en", "Haftar's forces shelled Sirte.", None),
    ("ar", "اندلعت اشتباكات عنيفة غرب سرت.", "w"),
    ("ar", "اندلعت اشتباكات عنيفة شمال غربي بلدة ترهونة.", "nw"),
    ("ar", "اندلعت اشتباكات عنيفة على مشارف سرت الغربية.", "w"),
    ("ar", "قصفت قوات حفتر الأطراف الجنوبية الشرقية لمدينة مصراتة.", "se"),
    ("ar", "اندلعت اشتباكات عنيفة في مدينة سرت غربي البلاد.", None),
]


@pytest.mark.parametrize(("code", "text", "side"), SIDES)
def test_the_side_of_a_place_is_told_where_the_text_tells_it(code, text, side):
    assert [p.direction for e in events(code, text) for p in e.places] == [side]


def test_beside_a_place_is_less_sure_than_in_it():
    inside, outside = (events("en", f"Clashes broke out {where} Sirte.")[0].places[0].radius_km for where in ("in", "west of"))
    assert inside < outside == 10.0
