"""Decisions in the page, without Streamlit: where they are kept, what comes of them, what is drawn and handed on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hostile import STRINGS

from geo.errors import InputError
from geo.export import to_geojson
from geo.layers import Names
from geo.model import Citation, Document, Event, EventPlace, Match, Place, Reading, When
from geo.reader import event_from_json, event_to_json
from geo.reviews import REVIEWS_FILE, Reviews, decide, decisions_from, decisions_text
from geo.settings import Settings
from geo.ui.evidence import Context
from geo.ui.reading import event_layers, reading_layers
from geo.ui.report_layer import on_map
from geo.ui.reviewing import decided, decision_words, document_of, keep, kept, place_value, reading_text, reviewed, value_given, whole_of
from geo.ui.wording import load_words

EN = load_words("en")
SIRTE = EventPlace("at", "sirte", "Sirte", 16.6, 31.2, "settlement", 5.0)
JUFRA = EventPlace("to", "jufra", "al-Jufra", 16.0, 29.2, "settlement", 5.0)
NAMES = Names({}, {}, {})


def event(ident="e-1", start=0, places=(SIRTE,), **fields):
    day = date(2020, 6, 6)
    given = {"type": "strike", "status": "happened", "when": When(day, day, "day"), "citations": (Citation(start, start + 20),)}
    return Event(**{"id": ident, "places": places, "origin": "machine", "acled": ("A", "B"), "ucdp": 1, **given, **fields})


READING = Reading(Document("doc", "x" * 90), "en", (), (event(), event("e-2", 40, (SIRTE, JUFRA), when=None)))


def seen(*made, reading=READING):
    decisions = [d for args in made for d in decided(reading, *args, accept=False)]
    return reviewed(reading, decisions)


def ids(events):
    return [e.id for e in events]


def test_nothing_is_accepted_that_nobody_decided():
    found = reviewed(READING, [])
    assert (ids(found.events(accepted=False)), found.events(accepted=True)) == (["e-1", "e-2"], [])
    assert all(e.origin == "machine" for e in found.events(accepted=False))


def test_right_makes_an_event_reviewed_and_wrong_takes_it_out():
    found = seen(("e-1", "right", "Huda", None), ("e-2", "wrong", "Huda", None))
    (accepted,) = found.events(accepted=True)
    assert (accepted.id, accepted.origin, found.events(accepted=False)) == ("e-1", "reviewed", [])


def test_a_correction_alone_accepts_nothing_and_with_right_it_does():
    assert ids(seen(("e-1", "type", "Huda", "shelling")).events(accepted=True)) == []
    found = reviewed(READING, decided(READING, "e-1", "type", "Huda", "shelling", accept=True))
    assert [(e.type, e.acled, e.ucdp) for e in found.events(accepted=True)] == [("shelling", None, None)]
    assert found.judged[0].machine["type"] == "strike"


def test_a_split_gives_each_place_an_event_and_a_merge_names_the_other():
    assert ids(seen(("e-2", "split", "Huda", None)).events(accepted=False)) == ["e-1", "e-2-1", "e-2-2"]
    merged = seen(("e-1", "merge", "Huda", "e-2"))
    assert (merged.judged[1].joined, merged.judged[1].outcome, ids(merged.events(accepted=False))) == ("e-1", (), ["e-1"])


def test_of_a_split_one_part_may_be_accepted_and_the_other_not():
    found = seen(("e-2", "split", "Huda", None), ("e-2-1", "right", "Huda", None))
    assert (ids(found.events(accepted=True)), ids(found.events(accepted=False))) == (["e-2-1"], ["e-1", "e-2-2"])
    assert (whole_of("e-2-1", READING), whole_of("e-2", READING)) == ("e-2", "e-2")


def test_what_is_taken_back_is_as_the_machine_read_it():
    found = seen(("e-1", "wrong", "Huda", None), ("e-1", "undo", "Huda", None))
    assert ids(found.events(accepted=False)) == ["e-1", "e-2"]
    again = seen(("e-1", "wrong", "Huda", None), ("e-1", "undo", "Huda", None), ("e-1", "right", "Huda", None))
    assert ids(again.events(accepted=True)) == ["e-1"]


def test_a_decision_finds_its_event_when_the_text_is_read_again_with_other_rules():
    made = decided(READING, "e-1", "right", "Huda", None, accept=False)
    again = replace(READING, events=(event("e-9", type="shelling"),))
    assert ids(reviewed(again, made).events(accepted=True)) == ["e-9"]
    lost = reviewed(replace(READING, events=()), made).lost
    assert [d.verdict for d in lost] == ["right"]


@pytest.mark.parametrize("when", [None, When(date(2020, 6, 1), date(2020, 6, 30), "month")])
def test_an_event_comes_back_from_its_json(when):
    given = event(when=when, actors=("GNA",), score=0.5)
    assert event_from_json(json.loads(json.dumps(event_to_json(given)))) == given


# -- where decisions are kept ------------------------------------------------------------------------------------------


def test_a_session_keeps_its_own_and_no_other_session_sees_it(tmp_path):
    mine, other, settings = {}, {}, Settings(home_dir=tmp_path)
    assert keep(mine, settings, decided(READING, "e-1", "right", "Huda", None, accept=False)) == 1
    assert (len(kept(mine, settings)), kept(other, settings), list(tmp_path.iterdir())) == (1, [], [])


def test_a_shared_file_is_that_of_the_command_line(tmp_path):
    mine, other, settings = {}, {}, Settings(home_dir=tmp_path, reviews="file")
    made = decided(READING, "e-1", "right", "Huda", None, accept=False)
    assert (keep(mine, settings, made), keep(mine, settings, made)) == (1, 0)
    assert kept(other, settings) == made == Reviews(tmp_path / REVIEWS_FILE).all()


def test_decisions_that_are_handed_on_are_the_same_when_they_come_back():
    made = decided(READING, "e-1", "type", "Huda", "shelling", accept=True, note="saw it")
    assert decisions_from(decisions_text(made), "file") == made
    assert keep({}, Settings(), decisions_from(decisions_text([*made, *made]), "file")) == 2


def test_a_shared_file_that_is_broken_is_told_and_not_written_over(tmp_path):
    file = tmp_path / REVIEWS_FILE
    file.write_text("{}\n")
    settings = Settings(home_dir=tmp_path, reviews="file")
    with pytest.raises(InputError, match="line 1"):
        keep({}, settings, decided(READING, "e-1", "right", "Huda", None, accept=False))
    assert file.read_text() == "{}\n"


def test_the_same_text_is_the_same_document_however_its_lines_end():
    a, b = document_of("قصف سرت\r\n", None, " "), document_of(" قصف سرت\n", date(2020, 6, 6), "X")
    assert (a.id, a.text, a.publisher, b.publisher) == (b.id, b.text, None, "X")
    assert a.id != document_of("قصف سرت.", None, "").id


# -- values ------------------------------------------------------------------------------------------------------------


def test_a_place_of_the_gazetteer_carries_how_precisely_it_is_known():
    def value(**fields):
        base = {"id": "p", "names": {"en": ("P",)}, "kind": "town", "lon": 1.0, "lat": 2.0, "precision_km": None, "country": "LY"}
        return place_value(Match(Place(**{**base, **fields}, source_id="s", licence="l"), "P", "exact", 1.0, ()))

    assert (value()["precision"], value()["radius_km"]) == ("settlement", 5.0)
    assert (value(kind="country")["precision"], value(kind="country")["radius_km"]) == ("country", 400.0)
    assert value(lon=None, lat=None)["radius_km"] is None


def test_what_is_not_chosen_is_no_value():
    assert [value_given(v) for v in ("date", "place", "type")] == [None, None, None]
    assert value_given("date", start=date(2020, 6, 6)) == "2020-06-06"
    assert value_given("date", start=date(2020, 6, 6), end=date(2020, 6, 7)) == "2020-06-06/2020-06-07"


@pytest.mark.parametrize(
    ("field", "value"),
    [("lon", "16"), ("lon", 1e9), ("lat", True), ("radius_km", -1), ("precision", "exactly"), ("id", 3), ("name", "")],
)
def test_a_place_that_is_none_is_refused_when_it_is_taken_over(field, value):
    good = {"id": "p", "name": "P", "lon": 1.0, "lat": 2.0, "precision": "settlement", "radius_km": 5.0}
    line = json.loads(decisions_text(decided(READING, "e-1", "place", "Huda", good, accept=False)))
    line["value"][field] = value
    with pytest.raises(InputError, match="line 1"):
        decisions_from(json.dumps(line), "file")


@pytest.mark.parametrize("line", ['{"value": NaN}', "[]", "1", "{" * 5000, '{"anchor": {"document": 1}}'])
def test_what_is_no_decision_is_refused(line):
    with pytest.raises(InputError, match="line 1"):
        decisions_from(line, "file")


@pytest.mark.parametrize(("field", "value"), [("author", {}), ("note", 3), ("id", None), ("at", "yesterday"), ("verdict", "maybe")])
def test_a_field_of_another_kind_is_refused(field, value):
    line = json.loads(decisions_text(decided(READING, "e-1", "right", "Huda", None, accept=False)))
    with pytest.raises(InputError, match="line 1"):
        decisions_from(json.dumps({**line, field: value}), "file")


# -- what is shown -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize(
    ("verdict", "value"),
    [
        *(("right", None), ("wrong", None), ("split", None), ("undo", None), ("type", "clash"), ("status", "denied")),
        *(("date", "2020-06-06"), ("date", "2020-06-01/2020-06-03"), ("merge", "e-1"), ("place", {"name": STRINGS[0]})),
    ],
)
def test_every_decision_is_told_with_its_author_and_time(code, verdict, value):
    decision = decide(json.loads(reading_text(reviewed(READING, []))), "e-2", verdict, "Huda", value=value, note="why")
    said = decision_words(decision, Context(load_words(code), {}, {}, {}, None))
    assert all(part in said.replace("\\", "") for part in ("Huda", decision.at[:10], "why"))
    assert "{" not in said


def test_accepted_and_unreviewed_events_are_layers_of_their_own():
    layers = {layer.id: layer for layer in reading_layers(seen(("e-1", "right", "Huda", None)), NAMES)}
    assert [f["id"] for f in layers["report-accepted"].features] == ["e-1"]
    assert {f["properties"]["event_id"] for f in layers["report-open"].features} == {"e-2"}
    assert layers["report-accepted"].features[0]["properties"]["review"][0]["author"] == "Huda"


def test_what_is_downloaded_names_the_report_and_keeps_decisions_as_records():
    read = seen(("e-1", "right", "Huda", None))
    document = replace(read.reading.document, publisher="The Paper")
    on = on_map(replace(read, reading=replace(read.reading, document=document)), None, NAMES, (), load_words("en"))
    features = json.loads(to_geojson(on.layers(None, load_words("en"))))["features"]
    assert {f["properties"]["source"].split(",")[0] for f in features} == {"The Paper"}
    (accepted,) = (f["properties"]["review"] for f in features if f["properties"]["layer"] == "report-accepted")
    assert accepted[0]["author"] == "Huda"


def test_a_view_has_the_events_of_its_days_and_those_without_a_day():
    june = (date(2020, 6, 1), date(2020, 6, 30))
    may = (date(2020, 5, 1), date(2020, 5, 31))
    shown = [{f["properties"]["event_id"] for f in event_layers(reviewed(READING, []), NAMES, days)[0].features} for days in (june, may)]
    assert shown == [{"e-1", "e-2"}, {"e-2"}]


def test_a_reading_that_is_handed_on_holds_both_answers():
    plain, both = (json.loads(reading_text(s)) for s in (reviewed(READING, []), seen(("e-1", "type", "Huda", "clash"))))
    assert "reviewed" not in plain
    assert (both["events"][0]["type"], both["reviewed"][0]["type"], both["reviewed"][0]["review"][0]["author"]) == (
        "strike",
        "clash",
        "Huda",
    )
