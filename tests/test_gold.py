"""The gold reports are well formed: whatever is measured on them rests on that."""

import json
from datetime import date
from pathlib import Path

import pytest

from geo import model

GOLD = Path(__file__).parent / "gold"
HALVES = ("seen", "unseen")
TYPES, STATUSES = set(model.EVENT_TYPES), set(model.STATUSES)


def reports(half):
    lines = (GOLD / half / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def text_of(half, report):
    return (GOLD / half / f"{report['id']}.txt").read_bytes().decode("utf-8")


EVERY = [pytest.param(half, report, id=f"{half}-{report['id']}") for half in HALVES for report in reports(half)]


@pytest.mark.parametrize(("half", "report"), EVERY)
def test_offsets_give_back_the_words(half, report):
    text = text_of(half, report)
    for words, start in [(p["surface"], p["start"]) for p in report["places"]] + [(e["sentence"], e["start"]) for e in report["events"]]:
        assert text[start : start + len(words)] == words


@pytest.mark.parametrize(("half", "report"), EVERY)
def test_events_use_the_codebook(half, report):
    for event in report["events"]:
        assert event["type"] in TYPES
        assert event["status"] in STATUSES
        assert (event["lat"] is None) == (event["lon"] is None)
        assert event["place_en"] is not None or event["lat"] is None
        assert event["place_en"] in {None} | {place["name_en"] for place in report["places"]}


@pytest.mark.parametrize(("half", "report"), EVERY)
def test_positions_are_on_the_globe(half, report):
    for spot in [spot for spot in report["places"] + report["events"] if spot["lat"] is not None]:
        assert -90 <= spot["lat"] <= 90
        assert -180 <= spot["lon"] <= 180
        assert (spot["lat"], spot["lon"]) != (0, 0)


@pytest.mark.parametrize(("half", "report"), EVERY)
def test_dates_are_dates_and_what_happened_is_not_in_the_future(half, report):
    assert date.fromisoformat(report["published"])
    for event in report["events"]:
        if event["date"] is not None:
            assert date.fromisoformat((event["date"] + "-01-01")[:10])
            assert event["status"] == "planned" or event["date"] <= report["published"]


@pytest.mark.parametrize(("half", "report"), EVERY)
def test_tolls_are_ranges(half, report):
    for event in report["events"]:
        for kind in ("killed", "injured"):
            low, high = event[f"{kind}_min"], event[f"{kind}_max"]
            assert low is None or high is None or 0 <= low <= high


def test_ids_are_unique_and_each_text_has_its_record():
    ids = [report["id"] for half in HALVES for report in reports(half)]
    assert len(ids) == len(set(ids))
    files = sorted(path.stem for half in HALVES for path in (GOLD / half).glob("*.txt"))
    assert files == sorted(ids)


@pytest.mark.parametrize("half", HALVES)
def test_each_half_has_both_languages_every_type_and_hard_negatives(half):
    of_half = reports(half)
    hard = [report for report in of_half if "hard_negative" in report]
    assert len(of_half) >= 30
    assert len(hard) >= 5
    assert {report["language"] for report in hard} == {report["language"] for report in of_half} == {"ar", "en"}
    assert {event["type"] for report in of_half for event in report["events"]} == TYPES
    assert {event["status"] for report in of_half for event in report["events"]} == STATUSES
