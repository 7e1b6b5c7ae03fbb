"""The command line as other programs call it: exit statuses, one sentence for bad input, JSON out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REPORT = "قصف طيران مسير قاعدة الجفرة الجوية أمس، وقتل تسعة مقاتلين."


def geo(*arguments, stdin=b"", timeout=120):
    command = [sys.executable, "-W", "error", "-m", "geo", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, timeout=timeout, check=False)


def lines(result):
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


def complaint(result):
    """The one sentence on standard error."""
    text = result.stderr.decode()
    assert "Traceback" not in text
    assert text.count("\n") == 1
    return text.strip()


@pytest.mark.parametrize("command", ["", "read", "resolve", "front", "export", "build"])
def test_every_command_explains_itself(command):
    result = geo(*command.split(), "--help")
    assert result.returncode == 0
    assert b"usage" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        (),
        ("read", "--input", "xml"),
        ("read", "--published", "June"),
        ("read", "--country", "Libya"),
        ("resolve",),
        ("resolve", "Sirte", "--near", "200,10"),
        ("resolve", "Sirte", "--kind", "planet"),
        ("front", "--as-of", "2020-13-01", "--output", "x.geojson"),
        ("export", "--format", "geojson", "--as-of", "2020-06-06"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_status_2(arguments):
    result = geo(*arguments)
    assert result.returncode == 2
    assert "--help" in complaint(result)


def test_read_answers_a_line_a_document_in_order():
    documents = [{"id": f"d{i}", "text": REPORT, "published": "2020-06-10"} for i in range(3)]
    result = geo("read", "--input", "jsonl", stdin="\n".join(map(json.dumps, documents)).encode())
    assert (result.returncode, result.stderr) == (0, b"")
    answers = lines(result)
    assert [a["id"] for a in answers] == ["d0", "d1", "d2"]
    assert answers[0]["toponyms"][0]["place"]["id"] == "jufra-airbase"
    assert all(REPORT[t["start"] : t["end"]] == t["text"] for t in answers[0]["toponyms"])


def test_read_names_a_bad_line_and_reads_the_others():
    result = geo("read", "--input", "jsonl", stdin=b'{"id": "a", "text": "Sirte"}\n{"id": 1\n{"id": "b", "text": "Misrata"}\n')
    assert result.returncode == 2
    assert [a["id"] for a in lines(result)] == ["a", "b"]
    assert complaint(result).startswith("standard input, line 2")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "is empty"),
        ("picture.png", b"\x89PNG\r\n\0", "not UTF-8"),
        ("zeros.txt", b"a\0b", "NUL"),
        ("missing.txt", None, "cannot be read"),
    ],
)
def test_read_refuses_what_is_no_report(tmp_path, name, content, words):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    result = geo("read", path)
    assert result.returncode == 2
    assert name in complaint(result)
    assert words in complaint(result)


def test_read_writes_geojson(tmp_path):
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    result = geo("read", report, "--published", "2020-06-10", "--output", "geojson")
    (collection,) = lines(result)
    assert collection["type"] == "FeatureCollection"
    assert {f["properties"]["type"] for f in collection["features"]} == {"strike"}


@pytest.mark.parametrize("output", ["jsonl", "geojson"])
def test_read_merges_reports_of_one_event(output):
    documents = [{"id": f"d{i}", "text": REPORT, "published": "2020-06-10"} for i in range(2)]
    (found,) = lines(geo("read", "--input", "jsonl", "--merge", "--output", output, stdin="\n".join(map(json.dumps, documents)).encode()))
    event = found if output == "jsonl" else found["features"][0]["properties"]
    assert [c["document"] for c in event["claims"]] == ["d0", "d1"]


def test_evaluate_prints_a_table_and_refuses_what_is_no_gold(tmp_path):
    gold = {"id": "1", "published": "2020-06-10", "events": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    assert "1.txt" in complaint(geo("evaluate", tmp_path))
    (tmp_path / "1.txt").write_text(REPORT, encoding="utf-8")
    result = geo("evaluate", tmp_path, "--errors")
    assert result.returncode == 0
    assert result.stdout.decode().startswith("1 reports, 0 events labelled, 1 read")


def test_a_review_is_made_listed_handed_on_and_applied(tmp_path, monkeypatch):
    monkeypatch.setenv("JABHA_HOME", str(tmp_path / "home"))
    readings = tmp_path / "read.jsonl"
    readings.write_bytes(geo("read", "--input", "jsonl", stdin=json.dumps({"id": "a", "text": REPORT}).encode()).stdout)
    event = json.loads(readings.read_text(encoding="utf-8"))["events"][0]["id"]
    assert geo("review", "add", readings, event, "place", "--value", "Tripoli", "--author", "Huda").returncode == 0
    assert complaint(geo("review", "add", readings, event, "maybe", "--author", "Huda")).startswith("'maybe' is no verdict")
    assert b"Huda" in geo("review", "list").stdout
    assert geo("review", "export", tmp_path / "out.jsonl").returncode == 0
    assert geo("review", "import", tmp_path / "out.jsonl").stdout.decode().strip() == "0 new decisions"
    (result,) = lines(geo("review", "apply", readings))
    assert [p["id"] for p in result["events"][0]["places"]] == ["tripoli"]


def test_no_text_is_sent_to_a_model_without_leave(monkeypatch):
    monkeypatch.setenv("JABHA_MODEL_URL", "https://example.org/v1")
    monkeypatch.setenv("JABHA_MODEL", "small")
    result = geo("read", "--extractor", "model", stdin=REPORT.encode())
    assert result.returncode == 2
    assert "example.org" in complaint(result)


def test_read_survives_a_lone_surrogate():
    result = geo("read", "--input", "jsonl", stdin=b'{"id": "a", "text": "Sirte \\ud800"}')
    assert result.returncode == 0
    assert lines(result)[0]["toponyms"][0]["text"] == "Sirte"


def test_resolve_prints_json_and_says_when_nothing_is_found():
    found = geo("resolve", "سرت", "طرابلس", "--output", "json")
    assert found.returncode == 0
    assert [a["matches"][0]["id"] for a in lines(found)] == ["sirte", "tripoli"]
    nothing = geo("resolve", "Qzwvxhk", "--output", "json")
    assert (nothing.returncode, lines(nothing)) == (1, [{"name": "Qzwvxhk", "matches": []}])


def test_resolve_takes_a_country_and_a_negative_longitude():
    (answer,) = lines(geo("resolve", "Tripoli", "--country", "LB", "--near", "-5.0,30", "--output", "json"))
    assert {m["country"] for m in answer["matches"]} == {"LB"}


def test_front_and_export_write_geojson_with_sources(tmp_path):
    for command in (("front",), ("export", "--format", "geojson")):
        path = tmp_path / f"{command[0]}.geojson"
        result = geo(*command, "--as-of", "2020-06-10", "--output", path)
        assert (result.returncode, result.stderr) == (0, b"")
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        assert {f["properties"]["layer"] for f in features} >= {"territory", "front"}
        assert all(f["properties"]["source_ids"] for f in features if f["properties"]["layer"] in ("territory", "front"))


@pytest.mark.parametrize(
    ("control", "words"),
    [
        ("", "control.csv"),
        ("place,holder\na,b\n", "control.csv"),
        ("place_id,holder,from_date,to_date,precision,source\na,GNA,yesterday,,day,x\n", "line 2"),
        ("place_id,holder,from_date,to_date,precision,source\nz,GNA,2020-01-01,,day,x\n", "'z'"),
        ("place_id,holder,from_date,to_date,precision,source\na,GNA,2020-02-01,2020-01-01,day,x\n", "line 2"),
    ],
)
def test_front_names_what_is_wrong_with_its_files(tmp_path, control, words):
    (tmp_path / "places.csv").write_text("id,name,lon,lat\na,A,15,30\nb,B,16,30\n")
    (tmp_path / "control.csv").write_text(control)
    land = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Polygon", "coordinates": [[[14, 29], [17, 29], [17, 31], [14, 31], [14, 29]]]},
    }
    (tmp_path / "land.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [land]}))
    files = ("--places", tmp_path / "places.csv", "--control", tmp_path / "control.csv", "--land", tmp_path / "land.geojson")
    result = geo("front", *files, "--as-of", "2020-06-10", "--output", tmp_path / "out.geojson")
    assert result.returncode == 2
    assert words in complaint(result)
    assert not (tmp_path / "out.geojson").exists()


def test_export_refuses_an_unknown_format(tmp_path):
    result = geo("export", "--format", "docx", "--as-of", "2020-06-10", "--output", tmp_path / "x.docx")
    assert result.returncode == 2
    assert "'docx'" in complaint(result)
    assert "geojson" in complaint(result)


def test_build_says_that_the_data_are_fresh():
    result = geo("build", "--check")
    assert (result.returncode, result.stderr) == (0, b"")


def test_missing_data_are_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("JABHA_DATA", str(tmp_path))
    result = geo("resolve", "Sirte")
    assert result.returncode == 2
    assert "python -m geo build" in complaint(result)


def test_without_the_world_the_projects_own_places_are_looked_for_and_that_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JABHA_CACHE", str(tmp_path / "file" / "cache"))
    result = geo("resolve", "Sirte", "--output", "json")
    assert (result.returncode, lines(result)[0]["matches"][0]["id"]) == (0, "sirte")
    assert "not looked for" in result.stderr.decode()
