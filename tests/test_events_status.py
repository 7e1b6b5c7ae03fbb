from __future__ import annotations

from datetime import date

import pytest
from events_reading import events

from geo.model import ASSERTED

STATUSES = [
    ("ar", "أدان حلف الناتو قصف قوات حفتر على طرابلس.", "background"),
    ("ar", "الهجوم الذي استهدفت فيه قوات حفتر طرابلس.", "background"),
    ("ar", "كانت قوات حفتر تقصف طرابلس.", "background"),
    ("ar", "أعلن الجيش أن قواته سيطرت على ترهونة.", "claimed"),
    ("ar", "توعد مسؤول عسكري، لم يذكر اسمه، بقصف سرت.", "threatened"),
    ("en", "The army said fighters had captured Tarhuna.", "claimed"),
    ("en", "Fighters captured Tarhuna in May 2018.", "background"),
    ("ar", "لم تسيطر قوات حفتر على سرت.", "denied"),
    ("ar", "نفى المتحدث باسم الجيش الوطني الليبي انسحاب قواته من قاعدة الجفرة.", "denied"),
    ("ar", "لا يوجد قرار رسمي باستخدام تركيا قاعدة الوطية.", "denied"),
    ("ar", "تعتزم تركيا إقامة قاعدة بحرية في مصراتة.", "planned"),
    ("ar", "ستعقد جولة جديدة من المحادثات في جنيف الأسبوع المقبل.", "planned"),
    ("ar", "استعدادا لاقتحام سرت.", "planned"),
    ("ar", "ستقصف قوات حفتر مصراتة.", "planned"),
    ("ar", "هددت قوات حفتر باقتحام مصراتة.", "threatened"),
    ("ar", "إذا سيطرت قوات الوفاق على سرت فسينتهي القتال.", "hypothetical"),
    ("ar", "يخشى السكان من هجوم وشيك على سرت.", "hypothetical"),
    ("ar", "طالب السراج بانسحاب قوات حفتر من ترهونة.", "hypothetical"),
    ("ar", "وصلت القوات من أجل السيطرة على سرت.", "hypothetical"),
    ("ar", "يعتقد أن روسيا نقلت طائرات إلى قاعدة الجفرة.", "claimed"),
    ("ar", "قال المسماري إن قواته سيطرت على ترهونة.", "claimed"),
    ("ar", "كانت قوات الوفاق قد سيطرت على ترهونة.", "background"),
    ("ar", "قال سكان إن قوات حفتر سيطرت على ترهونة.", "happened"),
    ("en", "GNA forces did not capture Sirte.", "denied"),
    ("en", "The GNA warned on Tuesday that Misrata would be bombed.", "threatened"),
    ("en", "Rumours of a drone attack on Misrata were pure invention.", "denied"),
    ("en", "Diplomats could not say whether the GNA will withdraw from Sirte.", "hypothetical"),
    ("en", "GNA forces have taken Tarhuna by their own account.", "claimed"),
    ("en", "The LNA denied that its forces had withdrawn from Tarhuna.", "denied"),
    ("en", "Turkey plans to set up a naval base in Misrata.", "planned"),
    ("en", "Libya's rivals will meet in Geneva next week.", "planned"),
    ("en", "The LNA threatened to shell Misrata.", "threatened"),
    ("en", "If the army takes Sirte, the road will be open.", "hypothetical"),
    ("en", "An offensive on Sirte would be a disaster, analysts say.", "hypothetical"),
    ("en", "Residents feared an assault on Tarhuna.", "hypothetical"),
    ("en", "Officials called on the LNA to withdraw from Sirte.", "hypothetical"),
    ("en", "Haftar's forces reportedly shelled Tripoli.", "claimed"),
    ("en", "The GNA said its forces had captured al-Watiya.", "claimed"),
    ("en", "Haftar's forces had seized Sirte.", "background"),
    ("en", "Haftar's forces seized Sirte, residents said.", "happened"),
    ("en", "Troops managed to capture Sirte.", "happened"),
]


@pytest.mark.parametrize(("code", "text", "status"), STATUSES)
def test_status(code, text, status):
    assert {e.status for e in events(code, text)} == {status}


UNREAL = [
    ("ar", "قد تقتحم قوات الوفاق سرت."),
    ("ar", "حذر مسؤولون من أن تقتحم قوات الوفاق سرت."),
    ("ar", "تستعد قوات حفتر لشن هجوم على مصراتة."),
    ("ar", "وعد حفتر أنصاره بالسيطرة على طرابلس."),
    ("ar", "فشلت قوات حفتر في السيطرة على طرابلس."),
    ("ar", "رفضت تركيا الانسحاب من مصراتة."),
    ("ar", "أي هجوم على سرت سيشعل الحرب."),
    ("ar", "لا نية لدى تركيا لإقامة قاعدة في مصراتة."),
    ("ar", "منعت قوات الوفاق قوات حفتر من دخول طرابلس والسيطرة على مطار معيتيقة."),
    ("ar", "على قوات حفتر الانسحاب من سرت، ويجب سحب المرتزقة من قاعدة الجفرة."),
    ("ar", "هل تقتحم قوات الوفاق سرت؟"),
    ("ar", "تحاول قوات حفتر استعادة ترهونة."),
    ("ar", "تدرس تركيا نشر منظومات دفاع جوي في الوطية."),
    ("ar", "قال مسؤول إن أنقرة ستواصل دعم الوفاق حتى استعادة سرت."),
    ("ar", "قال خبراء إن معركة سرت إذا اندلعت ستكون طويلة."),
    ("ar", "لو سيطر حفتر على طرابلس لانتهت الحرب."),
    ("ar", "أمهل حفتر قوات الوفاق 72 ساعة للانسحاب من سرت."),
    ("en", "Had Haftar captured Tripoli, the war would have ended."),
    ("en", "Will GNA forces attack Sirte?"),
    ("en", "The offensive to retake Sirte has yet to begin."),
    ("en", "No shells fell on Tripoli on Sunday."),
    ("en", "The commander dreamed of conquering Tripoli."),
    ("en", "Rumours of an assault on Sirte were dismissed by the LNA."),
    ("en", "GNA forces could attack Sirte in the coming days."),
    ("en", "Sarraj vowed to retake Sirte."),
    ("en", "The army failed to capture Sirte."),
    ("en", "There was no shelling in Tripoli."),
    ("en", "Plans to withdraw from Sirte were discussed."),
    ("en", "Turkey said it was ready to attack Sirte."),
    ("en", "The LNA refused to withdraw from Sirte."),
    ("en", "Unless Haftar withdraws from Sirte, Misrata may be bombed."),
]


@pytest.mark.parametrize(("code", "text"), UNREAL)
def test_what_is_not_asserted_never_comes_out_as_fact(code, text):
    assert [e for e in events(code, text) if e.status in ASSERTED] == []


def test_news_of_the_last_days_is_news_in_a_relative_clause_too():
    (event,) = events("ar", "القصف الذي استهدفت به قوات حفتر طرابلس أمس")
    assert event.status == "happened"


@pytest.mark.parametrize(("published", "status"), [(None, "background"), (date(2020, 6, 15), "happened")])
def test_a_written_year_recalls_only_where_nothing_says_when_the_text_was(published, status):
    (event,) = events("ar", "قصفت قوات حفتر طرابلس في 6 يونيو 2020.", published)
    assert event.status == status
