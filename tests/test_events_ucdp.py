"""UCDP's type of violence: both sides shown, or nothing said."""

from __future__ import annotations

import pytest
from events_reading import events

from geo.events.ucdp import ARMED, STATE, characters, type_of_violence
from geo.languages import known_languages, load_rules
from geo.model import EVENT_TYPES

WHO = {"GNA": STATE, "Russia": STATE, "LNA": ARMED, "IS": ARMED}


@pytest.mark.parametrize(
    ("type_", "actors", "targets", "civilians", "expected"),
    [
        ("strike", ["Russia"], ["LNA"], False, 1),
        ("strike", ["LNA"], ["GNA"], False, 1),
        ("shelling", ["LNA"], ["IS"], False, 2),
        ("clash", ["LNA", "GNA"], [], False, 1),
        ("clash", ["LNA", "IS"], [], False, 2),
        ("clash", ["GNA"], [], False, 1),
        ("clash", ["LNA"], [], False, None),
        ("violence", ["IS"], [], True, 3),
        ("violence", ["GNA"], [], True, 3),
        ("violence", [], [], True, None),
        ("violence", ["gunmen"], [], True, None),
        ("strike", ["GNA"], ["LNA"], True, 1),
        ("strike", ["GNA"], [], False, None),
        ("strike", ["GNA"], ["UN"], False, None),
        ("clash", ["LNA", "UN"], [], False, None),
    ],
)
def test_both_sides_decide(type_, actors, targets, civilians, expected):
    assert type_of_violence(type_, actors, targets, WHO, civilians=civilians) == expected


@pytest.mark.parametrize("type_", sorted(set(EVENT_TYPES) - {"strike", "shelling", "clash", "violence", "shootdown"}))
def test_what_is_no_use_of_force_has_none(type_):
    assert type_of_violence(type_, ["GNA"], ["LNA"], WHO) is None


@pytest.mark.parametrize("code", known_languages())
def test_states_and_groups_are_told_apart_in_every_language(code):
    found = characters(load_rules(code))
    assert (found["GNA"], found["Turkey"], found["Saudi-led coalition"], found["LNA"], found["IS"]) == (STATE, STATE, STATE, ARMED, ARMED)
    assert "UN" not in found


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "Turkish drones struck Haftar's positions in Tarhuna", 1),
        ("en", "The LNA and Islamic State fighters clashed near Sirte", 2),
        ("en", "Islamic State killed five civilians in Sirte", 3),
        ("en", "Five villagers were killed by Islamic State in Sirte", 3),
        ("en", "Gunmen killed five civilians in Sirte", None),
        ("en", "An air strike hit Sirte", None),
        ("en", "Haftar forces shelled Tripoli, killing five civilians", None),
        ("en", "The LNA captured Tarhuna", None),
        ("ar", "قصفت طائرات تركية مواقع قوات حفتر في ترهونة", 1),
        ("ar", "قتل تنظيم الدولة خمسة مدنيين في سرت", 3),
        ("ar", "قتل مسلحون خمسة مدنيين في سرت", None),
        ("ar", "سيطرت قوات الوفاق على ترهونة", None),
    ],
)
def test_a_sentence_shows_the_type_or_nothing(code, text, expected):
    (event,) = events(code, text)
    assert event.ucdp == expected
