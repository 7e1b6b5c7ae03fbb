from __future__ import annotations

import pytest

from geo.events.inflection import inflected
from geo.languages import load_rules


def spellings(code, word, of, form):
    return {s for f, s in inflected(word, of, load_rules(code).table("morphology")) if f == form}


@pytest.mark.parametrize(
    ("verb", "form", "expected"),
    [
        ("attack", "past", {"attacked"}),
        ("seize", "ing", {"seizing"}),
        ("carry", "present", {"carries"}),
        ("clash", "present", {"clashes"}),
        ("stab", "past", {"stabbed"}),
        ("strike/struck/struck", "past", {"struck"}),
        ("take/took/taken", "participle", {"taken"}),
        ("shell", "participle", set()),
    ],
)
def test_english_verbs(verb, form, expected):
    assert spellings("en", verb, "verb", form) == expected


def test_arabic_verbs_have_person_time_and_object():
    assert {"قصف", "قصفت", "قصفوا", "قصفتها"} <= spellings("ar", "قصف/قصف", "verb", "past")
    assert {"يقصف", "تقصف", "يقصفون"} <= spellings("ar", "قصف/قصف", "verb", "present")
    assert {"سيقصف", "ستقصف"} <= spellings("ar", "قصف/قصف", "verb", "future")


def test_arabic_nouns_have_case_number_and_owner():
    assert {"غاره", "غارتين", "غارات", "غارته"} <= spellings("ar", "غارة", "noun", "noun")
    assert {"هجوم", "هجوما", "هجومها"} <= spellings("ar", "هجوم", "noun", "noun")
