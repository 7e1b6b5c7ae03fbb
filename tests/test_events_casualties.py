from __future__ import annotations

import pytest
from events_reading import events

TOLLS = [
    ("en", "Shells hit Tripoli, killing between 15 and 20 traders", (15, 20), None),
    ("ar", "خلف قصف طرابلس ما بين 15 و20 قتيلا", (15, 20), None),
    ("ar", "قصف جوي على سرت خلف أكثر من 60 قتيلا", (60, None), None),
    ("ar", "قتل تسعة أشخاص على الأقل وأصيب 14 آخرون في قصف على طرابلس", (9, None), (14, 14)),
    ("ar", "سقط قتيلان في قصف على طرابلس", (2, 2), None),
    ("ar", "مقتل مدني وإصابة طفلين في قصف على طرابلس", (1, 1), (2, 2)),
    ("ar", "خلف قصف طرابلس عشرات القتلى", (20, None), None),
    ("ar", "مقتل سبعة وعشرين شخصا في قصف على طرابلس", (27, 27), None),
    ("ar", "قتل ما لا يقل عن ٤٥ مهاجرا في غارة على طرابلس", (45, None), None),
    ("ar", "خلف قصف طرابلس 30 بين قتيل وجريح", (0, 30), (0, 30)),
    ("en", "An air strike on Tripoli killed at least nine people", (9, None), None),
    ("en", "An air strike on Tripoli killed up to 20 people and wounded 130", (None, 20), (130, 130)),
    ("en", "Twenty-three soldiers were killed in shelling in Tripoli", (23, 23), None),
    ("en", "Dozens of people were wounded in clashes in Tripoli", None, (24, None)),
    ("en", "More than 60 fighters died when warplanes bombed Sirte", (60, None), None),
    ("en", "A civilian was killed when Haftar's forces shelled Tripoli", (1, 1), None),
    ("en", "Haftar's forces fired 40 rockets at Tripoli", None, None),
]


@pytest.mark.parametrize(("code", "text", "killed", "injured"), TOLLS)
def test_counts(code, text, killed, injured):
    (event,) = events(code, text)
    found = [(c.min, c.max) if c else None for c in (event.killed, event.injured)]
    assert found == [killed, injured]


def test_one_toll_is_told_once():
    found = events("en", "Haftar's forces shelled Tripoli and clashed with GNA fighters in Ain Zara, killing five people.")
    assert [e.killed.min for e in found if e.killed] == [5]
