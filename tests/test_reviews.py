"""Decisions of reviewers: made, kept, applied on top, found again after better rules, never lost."""

from __future__ import annotations

import copy
import json
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.reviews import Reviews, applied, decide, decisions_from, decisions_text, is_accepted, reading_with, readings_in

PLACE = {"role": "at", "id": "sirte", "name": "Sirte", "lon": 16.6, "lat": 31.2, "precision": "settlement", "radius_km": 5.0}
OTHER = {**PLACE, "id": "tripoli", "name": "Tripoli"}


def event(id_="e-1", start=0, end=40, type_="strike", places=(PLACE,), **more):
    base = {"status": "happened", "date": None, "actors": [], "targets": [], "killed": None, "injured": None, "acled": {}, "score": 0.5}
    return {"id": id_, "type": type_, "places": list(places), "citations": [{"start": start, "end": end}], **base, **more}


def reading(*events):
    return {"id": "doc", "events": list(events)}


def after(before, *verdicts, read_again=None):
    decisions = [decide(before, e, v, "Huda", value=x) for e, v, x in verdicts]
    return applied(read_again or before, decisions)


def test_right_is_certain_and_signed():
    result, lost = after(reading(event()), ("e-1", "right", None))
    assert (result["events"][0]["score"], result["events"][0]["review"][0]["author"], lost) == (1.0, "Huda", [])


def test_wrong_is_gone():
    assert after(reading(event(), event("e-2", 50, 90)), ("e-1", "wrong", None))[0]["events"] == [event("e-2", 50, 90)]


@pytest.mark.parametrize(
    ("verdict", "value", "expected"),
    [
        ("type", "shelling", "shelling"),
        ("status", "denied", "denied"),
        ("date", "2020-06-06", {"start": "2020-06-06", "end": "2020-06-06", "precision": "day"}),
        ("date", "2020-06-01/2020-06-30", {"start": "2020-06-01", "end": "2020-06-30", "precision": "month"}),
    ],
)
def test_another_answer_takes_the_place_of_the_machines(verdict, value, expected):
    assert after(reading(event()), ("e-1", verdict, value))[0]["events"][0][verdict] == expected


def test_another_place_keeps_its_role():
    place = after(reading(event()), ("e-1", "place", {"id": "tripoli", "name": "Tripoli", "lon": 13.2, "lat": 32.9}))[0]["events"][0][
        "places"
    ]
    assert [(p["role"], p["id"], p["radius_km"]) for p in place] == [("at", "tripoli", None)]


def test_split_gives_an_event_a_place_and_shares_out_no_toll():
    parts = after(reading(event(places=(PLACE, OTHER), killed={"min": 4, "max": 4})), ("e-1", "split", None))[0]["events"]
    assert [(p["id"], [q["id"] for q in p["places"]], p["killed"]) for p in parts] == [
        ("e-1-1", ["sirte"], None),
        ("e-1-2", ["tripoli"], None),
    ]


BOTH = reading(event(places=(PLACE, OTHER)))
SPLIT = ("e-1", "split", None)


def test_a_decision_about_a_part_leaves_the_other_part_alone():
    result, lost = after(BOTH, SPLIT, ("e-1-2", "wrong", None), ("e-1-1", "type", "shelling"), ("e-1-1", "right", None))
    (left,) = result["events"]
    assert (left["id"], left["type"], left["score"], lost) == ("e-1-1", "shelling", 1.0, [])
    parts = after(BOTH, SPLIT, ("e-1-2", "right", None))[0]["events"]
    assert [is_accepted(p) for p in parts] == [False, True]


def test_a_part_whose_place_was_corrected_is_still_that_part():
    elsewhere = {"id": "jufra", "name": "Jufra", "lon": 16.0, "lat": 29.2}
    parts = after(BOTH, SPLIT, ("e-1-2", "place", elsewhere), ("e-1-2", "right", None))[0]["events"]
    assert [(p["places"][0]["id"], is_accepted(p)) for p in parts] == [("sirte", False), ("jufra", True)]


def test_what_is_decided_about_a_part_is_taken_back_by_itself_or_with_the_whole():
    part = after(BOTH, SPLIT, ("e-1-2", "wrong", None), ("e-1-2", "undo", None))[0]["events"]
    assert [p["id"] for p in part] == ["e-1-1", "e-1-2"]
    whole = after(BOTH, SPLIT, ("e-1-2", "wrong", None), ("e-1", "undo", None))[0]["events"]
    assert [p["id"] for p in whole] == ["e-1"]


def test_a_part_finds_its_event_where_other_rules_read_two():
    again = reading(event("e-7", places=(PLACE,)), event("e-8", places=(OTHER,)))
    result, lost = after(BOTH, ("e-1-2", "wrong", None), read_again=again)
    assert ([e["id"] for e in result["events"]], lost) == (["e-7"], [])


def test_a_decision_about_a_part_of_what_was_not_split_is_told():
    result, (lost,) = after(BOTH, ("e-1-2", "wrong", None))
    assert (len(result["events"]), lost.anchor.part) == (1, "tripoli")


@pytest.mark.parametrize(("verdict", "value"), [("split", None), ("merge", "e-1")])
def test_a_part_is_neither_split_nor_merged(verdict, value):
    with pytest.raises(InputError, match="is a part of an event"):
        decide(BOTH, "e-1-2", verdict, "Huda", value=value)


def test_decisions_made_before_there_were_parts_are_read(tmp_path):
    old = json.loads(decisions_text([decide(BOTH, "e-1", "right", "Huda")]))
    del old["anchor"]["part"]
    assert decisions_from(json.dumps(old), "old")[0].anchor.part is None


def test_merge_joins_citations_and_fills_what_is_missing():
    both = reading(event(), event("e-2", 50, 90, killed={"min": 4, "max": 4}))
    (one,) = after(both, ("e-1", "merge", "e-2"))[0]["events"]
    assert (len(one["citations"]), one["killed"]) == (2, {"min": 4, "max": 4})


def test_the_latest_decision_of_a_kind_counts():
    first, last = (decide(reading(event()), "e-1", v, "Huda") for v in ("wrong", "right"))
    (kept,) = applied(reading(event()), [last, first])[0]["events"]
    assert [m["verdict"] for m in kept["review"]] == ["right"]


def test_the_machines_answer_is_left_as_it_was():
    before = reading(event())
    untouched = copy.deepcopy(before)
    after(before, ("e-1", "type", "clash"), ("e-1", "wrong", None))
    assert before == untouched


@pytest.mark.parametrize(
    "again",
    [
        event("e-9"),
        event("e-9", 0, 35),
        event("e-9", type_="shelling"),
        event("e-9", places=(OTHER,)),
    ],
)
def test_a_decision_finds_its_event_after_better_rules(again):
    result, lost = after(reading(event()), ("e-1", "wrong", None), read_again=reading(again, event("e-5", 60, 90)))
    assert ([e["id"] for e in result["events"]], lost) == (["e-5"], [])


@pytest.mark.parametrize("again", [event("e-9", 41, 80), event("e-9", 39, 80), event("e-9", type_="base", places=(OTHER,))])
def test_a_decision_that_finds_nothing_is_told(again):
    result, lost = after(reading(event()), ("e-1", "wrong", None), read_again=reading(again))
    assert ([e["id"] for e in result["events"]], [d.verdict for d in lost]) == (["e-9"], ["wrong"])


def test_decisions_about_other_documents_do_nothing():
    decision = decide(reading(event()), "e-1", "wrong", "Huda")
    assert applied({"id": "other", "events": [event()]}, [decision]) == ({"id": "other", "events": [event()]}, [])


@pytest.mark.parametrize(
    ("event_id", "verdict", "value", "author"),
    [
        ("e-7", "right", None, "Huda"),
        ("e-1", "maybe", None, "Huda"),
        ("e-1", "type", "battle", "Huda"),
        ("e-1", "status", None, "Huda"),
        ("e-1", "date", "June", "Huda"),
        ("e-1", "date", "2020-06-06/2020-06-01", "Huda"),
        ("e-1", "place", "Sirte", "Huda"),
        ("e-1", "merge", "e-7", "Huda"),
        ("e-1", "right", None, " "),
    ],
)
def test_what_is_no_decision_is_refused(event_id, verdict, value, author):
    with pytest.raises(InputError):
        decide(reading(event()), event_id, verdict, author, value=value)


def test_decisions_are_kept_once_and_travel(tmp_path):
    mine, theirs = Reviews(tmp_path / "mine" / "r.jsonl"), Reviews(tmp_path / "theirs.jsonl")
    both = reading(event(), event("e-2", 50, 90))
    made = [decide(both, "e-1", "merge", "هدى", value="e-2"), decide(both, "e-2", "date", "Ali", value="2020-06-06", note="a\u2028b")]
    assert (mine.add(made), mine.add(made)) == (2, 0)
    mine.export(tmp_path / "out.jsonl")
    assert (theirs.load(tmp_path / "out.jsonl"), theirs.all()) == (2, mine.all())
    assert {d.id for d in mine.all()} == {d.id for d in made}


@pytest.mark.parametrize("line", ["{", "{}", '"x"', '{"id": 1, "anchor": {}}'])
def test_a_bad_file_is_named_and_nothing_of_it_taken(tmp_path, line):
    reviews = Reviews(tmp_path / "r.jsonl")
    reviews.add([decide(reading(event()), "e-1", "right", "Huda")])
    bad = tmp_path / "bad.jsonl"
    bad.write_text((tmp_path / "r.jsonl").read_text(encoding="utf-8").replace("right", "wrong") + line, encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.jsonl, line 2"):
        reviews.load(bad)
    assert [d.verdict for d in reviews.all()] == ["right"]


@given(st.permutations(["type", "status", "right"]))
def test_the_order_in_which_decisions_are_kept_does_not_matter(order):
    values = {"type": "clash", "status": "denied", "right": None}
    made = {v: replace(decide(reading(event()), "e-1", v, "Huda", value=values[v]), at="2020-06-06T00:00:00+00:00") for v in values}
    assert applied(reading(event()), [made[v] for v in order])[0] == applied(reading(event()), made.values())[0]


def test_readings_are_found_by_their_events(tmp_path):
    path = tmp_path / "read.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in (reading(), reading(event()))), encoding="utf-8")
    assert reading_with(readings_in(path), "e-1", "read.jsonl") == reading(event())
    with pytest.raises(InputError, match=r"e-7"):
        reading_with(readings_in(path), "e-7", "read.jsonl")


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"id": "a", "events": [{"id": "e"}]}', '{"id": "a", "events": [1]}'])
def test_what_is_no_reading_is_named(tmp_path, line):
    (tmp_path / "read.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1"):
        readings_in(tmp_path / "read.jsonl")


def test_reviewers_who_decide_at_once_lose_nothing(tmp_path):
    made = [[decide(reading(event()), "e-1", "right", f"Reader {n}") for _ in range(5)] for n in range(6)]
    writers = [threading.Thread(target=lambda mine=mine: [Reviews(tmp_path / "r.jsonl").add([d]) for d in mine]) for mine in made]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {d.id for d in Reviews(tmp_path / "r.jsonl").all()} == {d.id for mine in made for d in mine}


def test_undo_brings_the_machines_answer_back_and_keeps_the_records(tmp_path):
    base = reading(event())
    decisions = [decide(base, "e-1", v, "Huda", value=x) for v, x in (("type", "clash"), ("wrong", None), ("undo", None))]
    assert applied(base, decisions) == (base, [])
    Reviews(tmp_path / "r.jsonl").add(decisions)
    assert len(Reviews(tmp_path / "r.jsonl").all()) == 3
