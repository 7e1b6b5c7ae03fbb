from __future__ import annotations

import pytest
from test_events_clauses import analysed

from geo.events.rules import compile_rules
from geo.events.triggers import find_triggers
from geo.languages import load_rules


def triggers(code, text):
    return find_triggers(analysed(code, text), load_rules(code).derived(compile_rules))


@pytest.mark.parametrize(
    ("code", "text", "type_"),
    [
        ("ar", "قصفت القوات المدينة", "shelling"),
        ("ar", "سيقصفون المدينة", "shelling"),
        ("ar", "بانسحابهم من المدينة", "withdrawal"),
        ("ar", "وسيطروا على المدينة", "control"),
        ("en", "They were recaptured", "control"),
        ("en", "fighting in the hills", "clash"),
    ],
)
def test_every_form_of_a_word_is_found(code, text, type_):
    assert [t.type for t in triggers(code, text)] == [type_]


def test_a_noun_needs_evidence_and_a_verb_does_not():
    assert [t.finite for t in triggers("ar", "قصفت القوات المدينة")] == [True]
    assert [t.finite for t in triggers("ar", "السيطرة على المدينة")] == [False]


def test_an_article_makes_a_verb_a_noun():
    assert triggers("ar", "كان التقدم بطيئا") == []


def test_a_place_name_is_no_trigger():
    assert triggers("ar", "قرب عين زارة") == []


def test_the_passive_is_seen():
    assert [t.passive for t in triggers("en", "Tripoli was shelled")] == [True]
    assert [t.passive for t in triggers("en", "They shelled Tripoli")] == [False]


def test_a_general_word_hides_no_specific_one():
    assert {t.type for t in triggers("ar", "أسفر قصف المدينة عن مقتل طفلين")} == {"violence", "shelling"}
