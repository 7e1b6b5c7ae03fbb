from __future__ import annotations

import pytest
from events_reading import events

from geo.events.actors import party_of
from geo.languages import load_rules

PARTIES = [
    ("ar", "قصفت قوات حفتر مواقع لقوات الوفاق في سرت.", {"LNA"}, {"GNA"}),
    ("ar", "قصفت طائرات حربية تابعة لقوات حفتر سرت.", {"LNA"}, set()),
    ("ar", "تعرضت قوات الوفاق في سرت لقصف جوي من طائرات حربية روسية.", {"Russia"}, {"GNA"}),
    ("ar", "استهدفت طائرة مسيرة تركية رتلا لقوات حفتر قرب بني وليد.", {"Turkey"}, {"LNA"}),
    ("ar", "انسحب مقاتلو شركة فاغنر الأمنية الروسية من طرابلس.", {"Wagner"}, set()),
    ("ar", "حققت قوات الوفاق انتصارات، وطردت قوات حفتر من ترهونة.", {"GNA"}, {"LNA"}),
    ("ar", "اندلعت اشتباكات بين ميليشيات الوفاق والجيش الوطني في سرت.", {"GNA", "LNA"}, set()),
    ("ar", "تقع سرت تحت سيطرة قوات حفتر.", {"LNA"}, set()),
    ("ar", "اتفق وفدان تركي وروسي، في أنقرة، على مواصلة الجهود.", {"Turkey", "Russia"}, set()),
    ("en", "Russian warplanes bombed GNA positions in Sirte.", {"Russia"}, {"GNA"}),
    ("en", "Tarhuna was shelled by Haftar's forces.", {"LNA"}, set()),
    ("en", "Sudanese army warplanes bombed RSF positions in Omdurman.", {"SAF"}, {"RSF"}),
    ("en", "Foreign ministers of Russia and Turkey met in Ankara.", {"Russia", "Turkey"}, set()),
    ("en", "Sirte fell to the GNA.", {"GNA"}, set()),
    ("en", "GNA forces captured Tarhuna from the LNA.", {"GNA"}, {"LNA"}),
    ("en", "Two Turkish drones were shot down near Sirte, the LNA said.", set(), {"Turkey"}),
    ("en", "Gunmen ambushed a GNA patrol near Tarhuna, killing two soldiers.", set(), {"GNA"}),
    ("en", "The Turkish Armed Forces bombed Sirte.", {"Turkey"}, set()),
    ("en", "A ceasefire between the GNA and the LNA came into force in Tripoli on Friday.", {"GNA", "LNA"}, set()),
    ("en", "Islamic State fighters who captured Tarhuna last week were seen in public.", {"IS"}, set()),
    ("ar", "طرابلس - سقطت قذائف على ترهونة.", set(), set()),
    ("ar", "اختطف مسلحون يعتقد أنهم من تنظيم الدولة عشرة أشخاص في ترهونة.", {"IS"}, set()),
    ("ar", "طُردت قوات الوفاق من ترهونة.", set(), {"GNA"}),
    ("en", "Five people were killed in a Russian strike on Sirte.", {"Russia"}, set()),
    ("en", "Five people were killed in a Russian missile strike on Sirte.", {"Russia"}, set()),
    ("en", "Bani Walid was seized by GNA fighters.", {"GNA"}, set()),
    ("en", "GNA fighters clashed with Haftar's forces near Sirte.", {"GNA", "LNA"}, set()),
    ("en", "LNA fighters ambushed a column of GNA troops near Sirte.", {"LNA"}, {"GNA"}),
    ("en", "The LNA attacked a Turkish base near Sirte.", {"LNA"}, {"Turkey"}),
    ("en", "The GNA wrested Tarhuna from the hands of the LNA.", {"GNA"}, {"LNA"}),
    ("ar", "قتل سبعة مدنيين في مجزرة ارتكبها الطيران الروسي في سرت.", {"Russia"}, set()),
    ("ar", "تعرضت سرت لقصف مدفعي روسي.", {"Russia"}, set()),
    ("ar", "قتل قائد في تنظيم داعش بضربة أمريكية قرب سرت.", {"US"}, {"IS"}),
    ("ar", "أسقطت قوات الوفاق طائرة تركية مسيرة فوق سرت.", {"GNA"}, {"Turkey"}),
    ("ar", "استهدفت قوات حفتر موقعا تركيا قرب سرت.", {"LNA"}, {"Turkey"}),
    ("ar", "اشتبك مقاتلو الوفاق مع قوات حفتر قرب سرت.", {"GNA", "LNA"}, set()),
    ("ar", "انتزعت قوات الوفاق ترهونة من أيدي قوات حفتر.", {"GNA"}, {"LNA"}),
    ("ar", "أعلنت قوات الوفاق استهداف تجمع لقوات حفتر قرب سرت.", {"GNA"}, {"LNA"}),
    ("ar", "شن طيران التحالف الدولي غارات على مواقع داعش في سرت.", {"international coalition"}, {"IS"}),
    ("ar", "شن العدوان السعودي الأمريكي غارات على سرت.", {"Saudi Arabia", "US"}, set()),
]


def test_the_army_is_the_one_that_the_text_names_and_the_attackers_are_those_who_attacked():
    told = events("en", "LNA forces attacked Tarhuna. The army captured Bani Walid.")
    assert {e.actors for e in told} == {("LNA",)}
    told = events("en", "Islamic State gunmen stormed a police post in Tarhuna. The attackers killed three people in Bani Walid.")
    assert told[-1].actors == ("IS",)
    assert told[-1].assumed == ("attackers: IS, named before",)


def test_the_attackers_are_nobody_where_no_attack_was_told():
    assert all(e.actors == () for e in events("en", "The attackers killed three people in Tarhuna."))


@pytest.mark.parametrize(("code", "text", "actors", "targets"), PARTIES)
def test_who_did_it_to_whom(code, text, actors, targets):
    (event,) = events(code, text)
    assert (set(event.actors), set(event.targets)) == (actors, targets)


def test_nobody_is_both_actor_and_target():
    (event,) = events("en", "LNA forces shelled LNA positions in Sirte.")
    assert set(event.actors).isdisjoint(event.targets)


@pytest.mark.parametrize(("name", "party"), [("LNA", "lna"), ("Libyan National Army", "lna"), ("Nobody at all", "nobody at all")])
def test_a_name_of_a_party_gives_its_id(name, party):
    assert party_of(name, load_rules("en")) == party


@pytest.mark.parametrize(
    ("code", "text", "actors", "targets"),
    [
        ("en", "In Misrata, Libya, a market was shelled by the LNA.", ["LNA"], []),
        ("en", "Libya's rebel LNA fighters shelled a market in Misrata.", ["LNA"], []),
        ("en", "In retaliation for the shelling, the LNA launched air strikes targeting GNA positions in Sirte.", ["LNA"], ["GNA"]),
        ("en", "Sirte is an area still under the control of the LNA.", ["LNA"], []),
        ("en", "Sirte is still in the hands of the LNA.", ["LNA"], []),
        ("ar", "أسقط سلاح الجو ثلاث طائرات تركية مسيرة في سرت.", [], ["Turkey"]),
        ("ar", "نفذت قوات الجيش الليبي ضربات جوية استهدفت تمركزات لقوات الوفاق في محيط سرت.", ["LNA"], ["GNA"]),
    ],
)
def test_who_owns_a_place_or_what_was_hit_does_not_act(code, text, actors, targets):
    (found,) = events(code, text)
    assert (list(found.actors), list(found.targets)) == (actors, targets)


def test_nearby_ground_is_not_surrounded():
    assert [e.type for e in events("en", "Sirte and the surrounding villages were shelled on Sunday.")] == ["shelling"]
