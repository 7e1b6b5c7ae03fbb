"""Scores of events against labels, on reports of a line each."""

from __future__ import annotations

import json
from datetime import date

import pytest

from geo.errors import InputError
from geo.evaluate import evaluate, read_gold, table
from geo.model import Casualties, Citation, Event, EventPlace, Reading, When

TEXT = "Jets hit Sirte. Troops left Tripoli."
STRIKE = {
    "type": "strike", "status": "happened", "place_en": "Sirte", "lat": 31.2, "lon": 16.59, "start": 0, "sentence": "Jets hit Sirte.",
    "date": "2020-06-06", "actors": ["LNA"], "killed_min": 3, "killed_max": None,
}  # fmt: skip
SIRTE = EventPlace("at", "sirte", "Sirte", 16.6, 31.21, "settlement", 5.0)
BENGHAZI = EventPlace("at", "benghazi", "Benghazi", 20.07, 32.11, "settlement", 5.0)
DAY = When(date(2020, 6, 6), date(2020, 6, 6), "day")


def read_event(**changes):
    base = {"places": (SIRTE,), "when": DAY, "actors": ("lna",), "killed": Casualties(3, None), "citations": (Citation(0, 15),)}
    return Event(**{"id": "e", "type": "strike", "status": "happened"} | base | changes)


def folder(tmp_path, *events, **more):
    (tmp_path / "gold.jsonl").write_text(
        json.dumps({"id": "1", "published": "2020-06-07", "events": list(events), **more}), encoding="utf-8"
    )
    (tmp_path / "1.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def scored(tmp_path, gold, *found, **more):
    return evaluate(read_gold(folder(tmp_path, *gold, **more)), lambda d: Reading(d, "en", (), found))


def test_a_right_event_is_right_in_every_part(tmp_path):
    counts = scored(tmp_path, [STRIKE], read_event()).counts
    assert [counts[k] for k in ("found", "placed", "status", "date", "toll", "actors")] == [1] * 6


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"places": (BENGHAZI,)}, "placed"),
        ({"places": ()}, "placed"),
        ({"status": "claimed"}, "status"),
        ({"when": None}, "date"),
        ({"killed": None}, "toll"),
        ({"killed": Casualties(3, 3)}, "toll"),
        ({"actors": ("GNA",)}, "actors"),
    ],
)
def test_a_wrong_part_is_wrong_alone(tmp_path, changes, part):
    counts = scored(tmp_path, [STRIKE], read_event(**changes)).counts
    assert [k for k in ("found", "placed", "status", "date", "toll", "actors") if not counts[k]] == [part]


def test_another_type_is_not_found(tmp_path):
    score = scored(tmp_path, [STRIKE], read_event(type="clash"))
    assert score.counts["found"] == 0
    assert (score.missed, score.invented) == (["1: happened strike at Sirte"], ["1: happened clash at Sirte"])


def test_each_place_read_counts_and_each_label_is_matched_once(tmp_path):
    counts = scored(tmp_path, [STRIKE], read_event(places=(SIRTE, BENGHAZI)), read_event()).counts
    assert (counts["read"], counts["found"]) == (3, 1)


def test_an_optional_event_is_neither_asked_for_nor_punished(tmp_path):
    for found in ((), (read_event(),)):
        counts = scored(tmp_path, [{**STRIKE, "note": "optional: told twice"}], *found).counts
        assert (counts["gold"], counts["read"], counts["found"]) == (0, 0, 0)


def test_a_region_and_a_country_agree_more_widely(tmp_path):
    wide = {**STRIKE, "place_en": "Libya", "lat": 27.0, "lon": 17.0}
    country = EventPlace("at", "country-ly", "Libya", 17.0, 27.0, "country", 500.0)
    for place, right in ((country, 1), (SIRTE, 0)):
        score = scored(tmp_path, [wide], read_event(places=(place,)), places=[{"name_en": "Libya", "kind": "country", "country": "LY"}])
        assert score.counts["placed"] == right


def test_what_is_made_up_where_nothing_happened_is_counted(tmp_path):
    score = scored(tmp_path, [], read_event(), read_event(status="planned"), hard_negative="a plan")
    assert (score.share("false_on_hard", "hard"), score.share("false_facts_on_hard", "hard")) == (2.0, 1.0)


def test_the_table_tells_figures_and_no_share_of_nothing(tmp_path):
    lines = table(scored(tmp_path, [{**STRIKE, "date": None}], read_event()))
    assert "type and place                P 1.000  R 1.000  F1 1.000" in lines
    assert "date right, of matched        0/0  -" in lines


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": "1"}', '{"id": "2", "events": []}', '{"id": "1", "events": [{"type": "x", "status": "y"}]}']
)
def test_a_bad_line_is_named(tmp_path, line):
    folder(tmp_path)
    (tmp_path / "gold.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1|2\.txt"):
        read_gold(tmp_path)


def test_no_gold_is_an_error(tmp_path):
    with pytest.raises(InputError, match=r"gold\.jsonl"):
        read_gold(tmp_path)
