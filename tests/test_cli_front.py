import json

import pytest

from geo.cli import main


def test_explain_says_who_holds_a_point(capsys):
    assert main(["explain", "13.19,32.89", "--as-of", "2020-05-01"]) == 0
    assert capsys.readouterr().out.startswith("GNA holds 13.1900,32.8900 on 2020-05-01")


def test_explain_of_silent_ground(capsys):
    assert main(["explain", "9.5,30.13", "--as-of", "2020-05-01"]) == 0
    assert "Nobody is known to hold" in capsys.readouterr().out


def test_diff_lists_what_changed_hands(capsys):
    assert main(["diff", "--from", "2020-05-17", "--to", "2020-05-19", "--output", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert ("watiya", "LNA", "GNA") in {(p["place_id"], p["from"], p["to"]) for p in found["places"]}
    assert any(g["from"] == "LNA" and g["to"] == "GNA" for g in found["ground"])


def test_what_was_not_yet_reported_has_not_changed_hands(capsys):
    assert main(["diff", "--from", "2020-05-17", "--to", "2020-05-19", "--known-by", "2020-05-01", "--output", "json"]) == 0
    assert "watiya" not in {p["place_id"] for p in json.loads(capsys.readouterr().out)["places"]}


def test_days_the_wrong_way_round_are_told(capsys):
    assert main(["diff", "--from", "2020-05-19", "--to", "2020-05-17"]) == 2
    assert "expected the earlier day first" in capsys.readouterr().err


def test_nothing_that_changed_is_said(capsys):
    assert main(["diff", "--from", "2020-05-17", "--to", "2020-05-17"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "Nothing is known to have changed hands" in told.err


def test_compare_says_how_far_a_drawn_line_is(tmp_path, capsys):
    line = tmp_path / "line.geojson"
    line.write_text('{"type":"LineString","coordinates":[[16.5,31.2],[16.5,30.2]]}', encoding="utf-8")
    assert main(["compare", str(line), "--source", "A newspaper", "--as-of", "2020-07-23"]) == 0
    assert capsys.readouterr().out.startswith("A newspaper, 2020-07-23: 111 km of line")
    assert main(["compare", str(line), "--source", "A newspaper", "--as-of", "2010-01-01"]) == 1


def test_precompute_writes_a_file_a_day(tmp_path, capsys):
    assert main(["precompute", "--from", "2020-05-17", "--to", "2020-05-18", "--output", str(tmp_path)]) == 0
    assert "2020-05-18 (2 of 2)" in capsys.readouterr().err
    assert {f["properties"]["layer"] for f in json.loads((tmp_path / "2020-05-18.geojson").read_text(encoding="utf-8"))["features"]} > {
        "front"
    }


@pytest.mark.parametrize(
    "call", [["explain", "x", "--as-of", "2020-05-01"], ["explain", "200,95", "--as-of", "2020-05-01"], ["diff", "--from", "2020-13-01"]]
)
def test_a_wrong_call_is_one_sentence(call, capsys):
    with pytest.raises(SystemExit) as left:
        main(call)
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
