from __future__ import annotations

from events_reading import brief, events


def test_killed_joins_the_attack_that_killed():
    (event,) = events("en", "Five soldiers were killed when warplanes bombed Sirte.")
    assert (event.type, event.killed.min) == ("strike", 5)


def test_general_and_specific_words_of_one_attack_are_one_event():
    assert brief("ar", "استهدف قصف عنيف طرابلس وقتل مدنيان.") == [("shelling", "happened", ("tripoli",))]


def test_two_places_stay_two_events():
    found = brief("en", "Warplanes bombed Sirte while artillery shelled Misrata.")
    assert found == [("strike", "happened", ("sirte",)), ("shelling", "happened", ("misrata",))]


def test_a_denied_killing_joins_no_real_attack():
    found = events("en", "Warplanes bombed Sirte, but no civilians were killed.")
    assert [(e.type, e.status, e.killed) for e in found] == [("strike", "happened", None)]


def test_the_front_is_where_they_withdraw_from():
    (event,) = events("en", "The LNA withdrew from front lines around Tripoli.")
    assert (event.type, event.places[0].id) == ("withdrawal", "tripoli")


def test_the_score_falls_with_the_certainty_of_the_place():
    sure = events("en", "Haftar's forces shelled Tripoli.")[0].score
    inherited = events("en", "Haftar's forces shelled Tripoli. They shot down a drone.")[1].score
    nowhere = events("en", "Haftar's forces shelled the enemy.")[0].score
    assert nowhere < inherited < sure


def test_an_attempt_that_was_met_is_the_fight():
    assert brief("ar", "دارت اشتباكات مع مسلحين حاولوا التسلل إلى سرت.") == [("clash", "happened", ("sirte",))]


def test_an_attempt_that_cost_lives_is_a_fight():
    (event,) = events("ar", "حاول مسلحون اقتحام سرت فقتل أربعة منهم.")
    assert (event.type, event.killed.min) == ("clash", 4)


def test_attackers_who_run_leave_no_ground():
    assert brief("ar", "هاجم مسلحون حاجزا للجيش في سرت، ولاذ المهاجمون بالفرار.") == [("clash", "happened", ("sirte",))]
