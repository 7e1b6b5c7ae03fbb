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
]


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
