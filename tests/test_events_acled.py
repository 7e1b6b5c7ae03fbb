from __future__ import annotations

import pytest
from events_reading import events

from geo.events.acled import SUB_EVENTS, acled_of
from geo.events.rules import TriggerRule, compile_rules
from geo.languages import known_languages, load_rules
from geo.model import ACLED_TYPES, EVENT_TYPES


def test_every_default_is_a_pair_of_the_codebook():
    assert set(ACLED_TYPES) == set(EVENT_TYPES)
    assert all(acled_of(type_, None)[0] == SUB_EVENTS[acled_of(type_, None)[1]] for type_ in EVENT_TYPES)


@pytest.mark.parametrize("code", known_languages())
def test_rules_name_only_sub_events_of_the_codebook(code):
    compiled = load_rules(code).derived(compile_rules)
    named = {r.acled for r in compiled.refine if r.acled}
    records = (opening.entry.record for openings in compiled.lexicon._index.values() for opening in openings)
    named |= {r.acled for r in records if isinstance(r, TriggerRule)} - {None}
    assert named <= set(SUB_EVENTS)


@pytest.mark.parametrize(
    ("code", "text", "type_", "sub"),
    [
        ("en", "A suicide bomber killed ten people in Benghazi", "violence", "Suicide bomb"),
        ("en", "A roadside bomb hit a convoy near Sirte", "violence", "Remote explosive/landmine/IED"),
        ("en", "Militants hurled a grenade at a house in Benghazi", "violence", "Grenade"),
        ("en", "The army recaptured Omdurman", "control", "Government regains territory"),
        ("en", "Rebels seized Sirte", "control", "Non-state actor overtakes territory"),
        ("en", "Drones struck Misrata", "strike", "Air/drone strike"),
        ("ar", "قتل عشرة أشخاص في هجوم انتحاري في بنغازي", "violence", "Suicide bomb"),
        ("ar", "قصفت طائرات سرت", "strike", "Air/drone strike"),
        ("ar", "قصفت قوات حفتر طرابلس بالمدفعية", "shelling", "Shelling/artillery/missile attack"),
        ("ar", "استعادت قوات الوفاق ترهونة", "control", "Government regains territory"),
    ],
)
def test_means_and_sides_decide_the_sub_event(code, text, type_, sub):
    (event,) = events(code, text)
    assert (event.type, event.acled) == (type_, (SUB_EVENTS[sub], sub))


@pytest.mark.parametrize("code", known_languages())
def test_all_but_two_sub_events_of_armed_events_can_come_out_of_a_text(code):
    rules = load_rules(code)
    named = {r["acled"] for name in ("trigger", "refine") for r in rules.table("triggers")[name] if "acled" in r}
    assert set(SUB_EVENTS) - named - {sub for _, sub in ACLED_TYPES.values()} == {"Arrests", "Looting/property destruction"}
