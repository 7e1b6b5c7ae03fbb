"""What sounds like war and is none: no sentence here may give something that happened or is claimed."""

from __future__ import annotations

import pytest
from events_reading import events

from geo.events.parties import meant, outlet_of
from geo.model import Document

FACTS = ("happened", "claimed")
PEACE = [
    ("en", "The striker fired a shot past the keeper in Tripoli, and the visitors never recovered from the early assault."),
    ("en", "A fire swept through a textile factory in Misrata, killing eleven workers."),
    ("en", "Troops from six nations will take part in a week of live-fire drills near Sirte."),
    ("en", "The film, shot in Benghazi, tells of a boy who loses his father in the war."),
    ("en", "A bus and a lorry collided on the road to Misrata, leaving 14 dead and 20 injured."),
    ("en", "The museum in Misrata displays shells and rockets from the war of 2011."),
    ("en", "The book recalls how tanks rolled into Tripoli in 1911."),
    ("en", "A gas blast tore through a restaurant in Cairo, wounding nine."),
    ("en", "Locusts have invaded farms around Sirte, a UN agency said."),
    ("en", "The volleyball team from Tripoli crushed its opponents in a fierce battle in Benghazi."),
    ("en", "A military helicopter on a training flight crashed near Benghazi, killing five crew."),
    ("en", "A blistering attack on the budget was launched by the opposition in Ankara."),
    ("en", "Whoever holds Sirte controls the road to the oil terminals."),
    ("ar", "سدد المهاجم قذيفة من خارج المنطقة هزت شباك الضيوف في القاهرة."),
    ("ar", "اندلع حريق في مصنع للنسيج في مصراتة فقتل أحد عشر عاملا."),
    ("ar", "تشارك قوات من ست دول في تدريبات بالذخيرة الحية قرب سرت الأسبوع المقبل."),
    ("ar", "يروي الفيلم المصور في بنغازي قصة طفل فقد والده في الحرب."),
    ("ar", "اصطدمت حافلة بشاحنة على طريق مصراتة ما أدى إلى مقتل 14 شخصا وإصابة 20."),
    ("ar", "يعرض متحف في مصراتة قذائف وصواريخ من حرب 2011."),
    ("ar", "انفجرت أسطوانة غاز في مطعم في القاهرة وأصابت تسعة."),
    ("ar", "اجتاح الجراد مزارع في محيط سرت، وفق وكالة أممية."),
    ("ar", "سحق فريق الكرة الطائرة خصمه في معركة حامية في طرابلس."),
    ("ar", "تحطمت مروحية عسكرية خلال طلعة تدريبية قرب بنغازي وقتل طاقمها."),
    ("ar", "أحيت البلدة ذكرى مجزرة ارتكبت قبل أربعين عاما في بنغازي."),
    ("ar", "أضرب المعلمون في طرابلس واقتحموا مقر الوزارة."),
    ("en", "Al-Ittihad beat Al-Nasr in Benghazi; their captain was taken off injured after a clash of heads."),
    ("en", "An explosion at a grain silo in Benghazi injured three labourers; dust was blamed."),
    ("en", "A court in Tripoli acquitted four officers charged with the killing of a prisoner in 2012."),
    ("en", "The anniversary of the liberation of Benghazi was celebrated with a concert."),
    ("ar", "أصيب ثلاثة عمال في انفجار صومعة حبوب في بنغازي بسبب الغبار."),
    ("ar", "برأت محكمة في طرابلس أربعة ضباط من تهمة قتل سجين عام 2012."),
    ("ar", "احتفلت بنغازي بذكرى تحريرها بحفل موسيقي."),
    ("ar", "ترى ورقة بحثية أن السيطرة على سرت تحدد من يجبي رسوم الواردات."),
    ("ar", "من يمسك بسرت يمسك بطريق موانئ النفط."),
]


@pytest.mark.parametrize(("code", "text"), PEACE)
def test_no_fact_is_read_where_there_is_no_war(code, text):
    assert [(e.type, e.status) for e in events(code, text) if e.status in ("happened", "claimed")] == []


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("The army shelled Omdurman.", ("SAF",)),
        ("The army shelled Sirte.", ()),
        ("A Turkish army unit shelled Sirte.", ("Turkey",)),
    ],
)
def test_the_army_is_that_of_the_country_and_in_libya_of_nobody_known(text, agents):
    (event,) = events("en", text)
    assert event.actors == agents


def test_a_publisher_tells_which_libyan_army_is_meant():
    lna, gna, none = (outlet_of(Document("d", "", publisher=name)) for name in ("Al Marsad", "قناة ليبيا الأحرار", "Nobody's Gazette"))
    assert meant("army", "LY", None, lna) == "LNA"
    assert meant("army", "LY", None, gna) == "GNA"
    assert none is None
    assert meant("army", "LY", None, None) is None
    by_address = outlet_of(Document("d", "", url="https://almarsad.co/2020/06/05/x"))
    assert by_address is not None
    assert by_address.side == "LNA"


def test_who_claims_an_attack_in_the_next_sentence_did_it():
    (event,) = events("en", "A car bomb killed three soldiers in Sirte. Islamic State claimed responsibility for the attack.")
    assert event.actors == ("IS",)
    (event,) = events("ar", "قتل ثلاثة جنود في تفجير سيارة مفخخة في سرت. وتبنى تنظيم الدولة الإسلامية الهجوم.")
    assert event.actors == ("IS",)


def test_what_is_told_without_a_place_is_where_the_last_event_was():
    text = "Fighters captured Tarhuna on Friday. They burned houses and shelled the last positions of Haftar's forces."
    assert {p.id for e in events("en", text) for p in e.places} == {"tarhuna"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Sleet and hail bombarded Gaziantep on Tuesday."),
        ("en", "Measles attacked the camps around Idlib."),
        ("en", "Aden was besieged by floods on Sunday."),
        ("ar", "ضربت عاصفة ثلجية مدينة عفرين يوم الأحد."),
        ("ar", "الكوليرا هاجمت مخيمات إدلب."),
    ],
)
def test_what_strikes_without_a_will_is_no_event(language: str, text: str):
    assert [e.status for e in events(language, text) if e.status in FACTS] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A bomb in the storm drain killed five soldiers in Idlib."),
        ("en", "Despite the rain, warplanes bombed Idlib on Sunday."),
        ("ar", "قصفت الطائرات الحربية مدينة عفرين رغم العاصفة يوم الأحد."),
    ],
)
def test_those_who_strike_in_bad_weather_are_told(language: str, text: str):
    assert any(e.status in FACTS for e in events(language, text))
