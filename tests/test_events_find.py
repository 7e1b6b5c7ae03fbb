from __future__ import annotations

import pytest
from events_reading import brief, events, resolutions
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import LanguageError
from geo.events import find_events
from geo.languages import load_rules
from geo.model import Document
from geo.text import sentences

HAPPENED = [
    ("ar", "قصفت طائرات حربية تابعة لقوات حفتر مواقع لقوات الوفاق في سرت صباح الأحد.", "strike", "sirte"),
    ("ar", "سقطت قذائف على حي سكني في طرابلس فقتل مدنيان.", "shelling", "tripoli"),
    ("ar", "اندلعت اشتباكات عنيفة بين قوات الوفاق وقوات حفتر في محور عين زارة.", "clash", "ain-zara"),
    ("ar", "سيطرت قوات الوفاق على ترهونة.", "control", "tarhuna"),
    ("ar", "طردت قوات الوفاق قوات حفتر من ترهونة.", "control", "tarhuna"),
    ("ar", "تقدمت قوات الوفاق نحو سرت.", "advance", "sirte"),
    ("ar", "انسحب مقاتلو فاغنر من بني وليد.", "withdrawal", "bani-walid"),
    ("ar", "حشدت قوات حفتر آلياتها في محيط سرت.", "movement", "sirte"),
    ("ar", "ترابض قوات الوفاق على أطراف سرت.", "front", "sirte"),
    ("ar", "أسقطت قوات الوفاق طائرة مسيرة قرب ترهونة.", "shootdown", "tarhuna"),
    ("ar", "خطف مسلحون مجهولون نائبا في بنغازي.", "abduction", "benghazi"),
    ("ar", "انفجرت سيارة مفخخة وسط بنغازي وخلفت عشرات القتلى.", "violence", "benghazi"),
    ("ar", "دخل وقف إطلاق النار في طرابلس حيز التنفيذ.", "ceasefire", "tripoli"),
    ("ar", "عقد وزراء خارجية مصر وفرنسا اجتماعا في القاهرة يوم الأربعاء.", "diplomacy", "cairo"),
    ("ar", "شهدت مدينة بنغازي اشتباكات مسلحة أدت إلى مقتل شخصين.", "clash", "benghazi"),
    ("en", "Russian missiles struck Kharkiv overnight, killing at least three people.", "strike", "kharkiv"),
    ("en", "Haftar's forces shelled Mitiga airport on Sunday.", "shelling", "mitiga"),
    ("en", "Fighters from Misrata clashed with LNA troops in Ain Zara.", "clash", "ain-zara"),
    ("en", "Haftar's forces seized the city of Sirte on Monday.", "control", "sirte"),
    ("en", "Sirte fell to the GNA on Thursday.", "control", "sirte"),
    ("en", "GNA forces advanced towards Sirte.", "advance", "sirte"),
    ("en", "Wagner mercenaries withdrew from Bani Walid in May.", "withdrawal", "bani-walid"),
    ("en", "Reinforcements arrived in Abu Qurayn.", "movement", "abu-qurayn"),
    ("en", "The front line runs just west of Sirte.", "front", "sirte"),
    ("en", "Two Turkish drones were shot down near Tarhuna.", "shootdown", "tarhuna"),
    ("en", "Gunmen kidnapped two engineers in Benghazi last week.", "abduction", "benghazi"),
    ("en", "A car bomb exploded outside a hotel in Benghazi on Saturday.", "violence", "benghazi"),
    ("en", "A truce took effect in Tripoli at midnight.", "ceasefire", "tripoli"),
    ("en", "Foreign ministers of Russia and Turkey met in Ankara on Wednesday.", "diplomacy", "ankara"),
]


@pytest.mark.parametrize(("code", "text", "type_", "place"), HAPPENED)
def test_what_happened_is_found_at_its_place(code, text, type_, place):
    assert brief(code, text) == [(type_, "happened", (place,))]


NOTHING = [
    ("ar", "فاز الفريق بعدما شن مهاجمه غارات على مرمى الضيوف في بنغازي في مباراة كرة القدم."),
    ("ar", "بدأ العمال إضرابا عاما في طرابلس احتجاجا على الأسعار."),
    ("ar", "سيطر رجال الإطفاء على حريق في بنغازي."),
    ("ar", "تراجعت أسعار النفط في طرابلس."),
    ("ar", "دعت الأمم المتحدة إلى وقف إطلاق النار في طرابلس."),
    ("ar", "ويرى محللون أن الاستيلاء على سرت يمهد الطريق لاحتلال قاعدة الجفرة."),
    ("ar", "تقدم النائب بطلب إلى المحكمة في بنغازي."),
    ("ar", "أصرت تركيا على عدم الدخول في الهدنة إلا بعد سيطرة قوات الوفاق على سرت."),
    ("en", "Oil workers in Tripoli went on strike over wages."),
    ("en", "Firefighters took control of a blaze in Benghazi."),
    ("en", "The striker attacked the penalty area in Benghazi before the goalkeeper caught the ball."),
    ("en", "The UN envoy called for a ceasefire in Tripoli."),
    ("en", "Protesters clashed with police in Benghazi."),
    ("en", "Trade talks between China and Libya stalled."),
    ("en", "The battle for market share in Tripoli heats up."),
]


@pytest.mark.parametrize(("code", "text"), NOTHING)
def test_what_is_no_event_of_a_war_is_left_alone(code, text):
    assert brief(code, text) == []


def test_two_events_of_a_sentence_keep_their_own_places():
    found = brief("ar", "تقدمت قوات الوفاق نحو سرت وسيطرت على بلدة أبو قرين.")
    assert found == [("advance", "happened", ("sirte",)), ("control", "happened", ("abu-qurayn",))]


def test_a_definite_noun_speaks_of_the_event_before():
    (event,) = events("en", "Haftar's forces shelled Tripoli on Friday. At least five civilians died in the attack.")
    assert (event.type, event.killed.min, len(event.citations)) == ("shelling", 5, 2)


def test_an_operation_and_its_aim_are_one_event():
    (event,) = events("en", "Forces loyal to Haftar launched an offensive to capture Tripoli in April 2019.")
    assert (event.type, event.status, event.places[0].id) == ("advance", "background", "tripoli")
    assert (event.when.start.isoformat(), event.when.precision) == ("2019-04-01", "month")


def test_a_long_sentence_is_cited_by_its_clause():
    tail = ", and officials said that the matter had been on the agenda of the council for several weeks" * 3
    text = f"Haftar's forces shelled Tripoli on Sunday{tail}."
    (citation,) = events("en", text)[0].citations
    assert text[citation.start : citation.end] == "Haftar's forces shelled Tripoli on Sunday"


def test_ids_are_stable_and_differ_between_documents():
    text = "Haftar's forces shelled Tripoli. Haftar's forces shelled Misrata."
    first, second = events("en", text)
    assert first.id == events("en", text)[0].id
    assert first.id != second.id
    other = find_events(Document("other", text), "en", load_rules("en"), sentences(text), resolutions(text))
    assert other[0].id != first.id


def test_rules_of_another_language_are_refused():
    with pytest.raises(LanguageError, match="'ar'"):
        find_events(Document("d", ""), "en", load_rules("ar"), [], [])


def test_a_sentence_without_an_end_is_read_to_its_last_trigger():
    text = "قصفت قوات حفتر طرابلس أمس وقتل ثلاثة مدنيين " * 500
    found = events("ar", text)
    assert found
    assert all(0 <= c.start < c.end <= len(text) for e in found for c in e.citations)


PIECES = st.sampled_from(
    [
        "قصفت",
        "قوات حفتر",
        "سرت",
        "في",
        "لم",
        "إذا",
        "قتل",
        "عشرة",
        "١٢",
        "و",
        "،",
        ".",
        "من",
        "إلى",
        "shelled",
        "Tripoli",
        "will",
        "99999999",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map(" ".join)), st.sampled_from(["ar", "en"]))
def test_any_text_is_read_with_citations_inside_it(text, code):
    for event in events(code, text):
        assert all(0 <= c.start < c.end <= len(text) for c in event.citations)
        assert 0 <= event.score <= 1
        for count in (event.killed, event.injured):
            assert count is None or count.min is None or count.max is None or count.min <= count.max
