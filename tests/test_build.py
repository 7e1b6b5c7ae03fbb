"""The build: every breach at once, the same bytes each time, data that are fresh, files that are whole or untouched."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo import build
from geo.build.claims import reporting_days
from geo.build.sources import published_bounds
from geo.errors import BuildError
from geo.model import Source
from geo.records import read_collection

ROOT = Path(__file__).parents[1]
SEEDS, DATA = ROOT / "seeds", ROOT / "data"


@pytest.fixture
def seeds(tmp_path):
    """A copy of the seeds to break, its land cut down to Libya so that a build is quick."""
    folder = Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
    land = folder / "geography" / "land.geojson"
    features = [f for f in json.loads(land.read_text(encoding="utf-8"))["features"] if f["properties"]["country"] == "LY"]
    land.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return folder


def edit(seeds, table, ident, **cells):
    """Change cells of the row of a table whose first column is `ident`."""
    path = seeds / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    (row,) = [r for r in rows if next(iter(r.values())) == ident][:1]
    row.update(cells)
    write(path, rows)


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def breaches(seeds):
    with pytest.raises(BuildError) as caught:
        build.compiled(seeds)
    return caught.value.breaches


def test_data_are_what_the_seeds_give():
    assert "is what" in build.run(SEEDS, DATA, check=True)[0]


def test_the_same_seeds_give_the_same_bytes_under_another_hash_seed(tmp_path):
    script = "import sys; from pathlib import Path; from geo.build import build; build(Path(sys.argv[1]), Path(sys.argv[2]))"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", script, SEEDS, tmp_path / seed], check=True, env=environment)
    names = sorted(p.name for p in (tmp_path / "1").iterdir())
    assert names == sorted(p.name for p in DATA.iterdir() if p.suffix in {".geojson", ".jsonl", ".json"})
    assert all((tmp_path / "1" / n).read_bytes() == (tmp_path / "2" / n).read_bytes() == (DATA / n).read_bytes() for n in names)


def test_a_changed_seed_makes_data_stale(seeds):
    edit(seeds, "places", "sirte", population="106706")
    with pytest.raises(BuildError, match=r"data/places\.geojson is stale: run python -m geo build"):
        build.run(seeds, DATA, check=True)


def test_a_missing_file_of_data_is_stale(tmp_path):
    with pytest.raises(BuildError) as caught:
        build.run(SEEDS, tmp_path, check=True)
    assert len(caught.value.breaches) == 11


def test_a_build_writes_every_file_and_says_so(seeds, tmp_path):
    lines = build.run(seeds, tmp_path / "data", check=False)
    assert len(lines) == 11 and build.run(seeds, tmp_path / "data", check=True)


# -- breaches ----------------------------------------------------------------------------------------------------------

FAULTS = [
    ("sources", "geonames", {"published": "June 2020"}, "'June 2020'; expected YYYY"),
    ("sources", "geonames", {"url": "reuters.com idUSL8N2DH1OP"}, "a complete http"),
    ("sources", "geonames", {"url": "javascript:alert(1)"}, "a complete http"),
    ("sources", "geonames", {"reliability": "G"}, "one of A, B, C, D, E, F"),
    ("sources", "geonames", {"side": "Atlantis"}, "the id of a party"),
    ("places", "sirte", {"kind": "hamlet"}, "kind is 'hamlet'"),
    ("places", "sirte", {"source_id": "hearsay"}, "the id of a source"),
    ("places", "sirte", {"licence": ""}, "licence is empty"),
    ("places", "sirte", {"licence": "MIT"}, "'CC BY 4.0', the licence of 'geonames'"),
    ("places", "sirte", {"lon": "16.6E"}, "a number from -180 to 180"),
    ("places", "sirte", {"lat": "nan"}, "a number from -90 to 90"),
    ("places", "sirte", {"lat": ""}, "both, or neither"),
    ("places", "sirte", {"lon": "18.0", "lat": "32.5"}, "km outside LY"),
    ("places", "sirte", {"precision_km": ""}, "stated error"),
    ("places", "sirte", {"name_ar": "\u064e\u0640"}, "folds to nothing"),
    ("places", "sirte", {"name_ar": "Sirte", "other_ar": ""}, "Arabic letters in Arabic names alone"),
    ("places", "sirte", {"other_en": "Surt|Surt"}, "'Surt' twice"),
    ("places", "sirte", {"admin": "shabiya-atlantis"}, "the id of a district"),
    ("places", "sirte", {"country": "ZZ"}, "alpha-2"),
    ("places", "sirte", {"population": "about 100"}, "a whole number"),
    ("places", "sirte", {"id": "tripoli"}, "'tripoli' is used again"),
    ("countries", "country-ly", {"source_id": ""}, "source_id is empty"),
    ("control", "sirte-lna-2020-01-06", {"place_id": "atlantis"}, "the id of a place"),
    ("control", "sirte-lna-2020-01-06", {"holder": "Rome"}, "holder is 'Rome'"),
    ("control", "sirte-lna-2020-01-06", {"source_ids": ""}, "at least one source"),
    ("control", "sirte-lna-2020-01-06", {"source_ids": "hearsay"}, "the id of a source"),
    ("control", "sirte-lna-2020-01-06", {"valid_from": "2020-13-01"}, "a date, YYYY-MM-DD"),
    ("control", "sirte-lna-2020-01-06", {"valid_to": "2020-01-06"}, "valid_from before valid_to"),
    ("control", "sirte-lna-2020-01-06", {"valid_from": "2020-01-05"}, "overlaps 'sirte-gna-2019-04-04'"),
    ("control", "sirte-lna-2020-01-06", {"rival_of": "nothing"}, "another claim on the same place"),
    ("control", "asabiah-gna-2020-05-19-rival", {"rival_of": ""}, "overlaps"),
    ("events", "2020-06-06-strike-gate-30", {"type": "boom"}, "type is 'boom'"),
    ("events", "2020-06-06-strike-gate-30", {"status": "maybe"}, "status is 'maybe'"),
    ("events", "2020-06-06-strike-gate-30", {"start": "2020-06-31"}, "a date, YYYY-MM-DD"),
    ("events", "2020-06-06-strike-gate-30", {"end": "2020-06-05"}, "start no later than end"),
    ("events", "2020-06-06-strike-gate-30", {"places": "at:atlantis"}, "role:place"),
    ("events", "2020-06-06-strike-gate-30", {"places": "beside:sirte"}, "role:place"),
    ("events", "2020-06-06-strike-gate-30", {"places": ""}, "at least one role:place"),
    ("events", "2020-06-06-strike-gate-30", {"actors": "Rome"}, "the id of a party"),
    ("events", "2020-06-06-strike-gate-30", {"killed_min": "9", "killed_max": "8"}, "the least no greater than the most"),
    ("events", "2020-06-06-strike-gate-30", {"summary_ar": ""}, "summary_ar is empty"),
    ("events", "2020-06-06-strike-gate-30", {"id": "renamed"}, "has no claim"),
    ("claims", "2020-06-06-strike-gate-30", {"source_id": "hearsay"}, "the id of a source"),
    ("roads", "coastal-road", {"places": "ras-ajdir|atlantis"}, "the id of a place"),
    ("roads", "coastal-road", {"places": "ras-ajdir"}, "at least two places"),
    ("actors", "GNA", {"side": "Rome"}, "the id of a party"),
    ("period", "libya-2019-20", {"first": "2021-01-01"}, "first no later than last"),
]


@pytest.mark.parametrize(
    ("table", "ident", "cells", "expected"), FAULTS, ids=[f"{t}-{'-'.join(c)}-{n}" for n, (t, _, c, _) in enumerate(FAULTS)]
)
def test_a_breach_names_file_and_line_and_what_was_expected(seeds, table, ident, cells, expected):
    edit(seeds, table, ident, **cells)
    found = breaches(seeds)
    assert any(b.startswith(f"seeds/{table}.csv:") and expected in b for b in found), found


def test_all_breaches_are_reported_at_once(seeds):
    edit(seeds, "places", "sirte", kind="hamlet", licence="")
    edit(seeds, "control", "sirte-lna-2020-01-06", valid_from="soon")
    edit(seeds, "events", "2020-06-06-strike-gate-30", status="maybe")
    found = "\n".join(breaches(seeds))
    assert all(part in found for part in ("'hamlet'", "licence is empty", "'soon'", "'maybe'"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the columns are missing"),
        (b"id,name\n", "the columns are id, name"),
        (b"\xff\xfe\x00", "it is not UTF-8"),
        (b'id,place_id\n"open', "broken CSV|the columns are"),
    ],
)
def test_a_file_that_is_no_table_is_named(seeds, content, expected):
    (seeds / "control.csv").write_bytes(content)
    assert any("seeds/control.csv" in b and any(e in b for e in expected.split("|")) for b in breaches(seeds))


def test_a_line_with_a_cell_too_many_is_named(seeds):
    path = seeds / "roads.csv"
    path.write_text(path.read_text(encoding="utf-8") + "a,b,c,d,e,f,g\n", encoding="utf-8")
    assert any("7 cells; expected 6 cells" in b for b in breaches(seeds))


def test_a_missing_table_is_named(seeds):
    (seeds / "sources.csv").unlink()
    assert "seeds/sources.csv: it is missing; expected a table in UTF-8." in breaches(seeds)


@pytest.mark.parametrize(
    ("content", "expected"),
    [("", "cannot be read"), ('{"features": [{"properties": {}}]}', "cannot be read"), ('{"type": "Feature"}', "cannot be read")],
)
def test_an_outline_that_is_none_is_named(seeds, content, expected):
    (seeds / "geography" / "districts.geojson").write_text(content, encoding="utf-8")
    assert any("districts.geojson" in b and expected in b for b in breaches(seeds))


def test_an_invalid_polygon_is_named(seeds):
    bow = '{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}'
    text = '{"features":[{"type":"Feature","properties":{"id":"shabiya-sirte"},"geometry":' + bow + "}]}"
    (seeds / "geography" / "districts.geojson").write_text(text, encoding="utf-8")
    assert any("Self-intersection" in b for b in breaches(seeds))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("language: ", "tongue: ", "header"),
        ("language: ar", "language: fr", "one of ar, en"),
        ("source_id: al", "source_id: xl", "a source"),
    ],
)
def test_a_report_with_a_bad_header_is_named(seeds, old, new, expected):
    path = seeds / "reports" / "ar-turkish-bases.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any("ar-turkish-bases.txt" in b and expected in b for b in breaches(seeds))


def test_seeds_that_break_a_rule_leave_data_alone(seeds, tmp_path):
    edit(seeds, "places", "sirte", kind="hamlet")
    with pytest.raises(BuildError):
        build.build(seeds, tmp_path / "data")
    assert not (tmp_path / "data").exists()


# -- days --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [("2020-06-04", "2020-06-04", "2020-06-04"), ("2020-02", "2020-02-01", "2020-02-29"), ("2019", "2019-01-01", "2019-12-31")],
)
def test_a_publication_date_is_as_wide_as_it_is_vague(published, first, last):
    assert published_bounds(published) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("published", ["", "2020-6-4", "2020-13", "2020-02-30", "0000", "٢٠٢٠", "2020-06-04T00:00"])
def test_what_is_no_publication_date_has_no_bounds(published):
    assert published_bounds(published) is None


def reported(*published, start="2020-01-01", end=None, opening="2019-04-04"):
    sources = [Source(str(n), "p", "t", p, "", "", "F", "") for n, p in enumerate(published)]
    return reporting_days(date.fromisoformat(start), end and date.fromisoformat(end), date.fromisoformat(opening), sources)


def test_a_month_is_not_known_before_its_last_day_nor_attested_after_its_first():
    assert reported("2020-06") == (date(2020, 6, 30), date(2020, 6, 1))


def test_a_source_older_than_the_claim_did_not_report_it():
    assert reported("2019-12-30", "2020-01-03") == (date(2020, 1, 3), date(2020, 1, 3))


def test_a_claim_older_than_the_period_may_have_been_reported_before_it():
    assert reported("2018-06-28", "2020-07-27", start="2019-04-04") == (date(2018, 6, 28), date(2020, 7, 27))


def test_a_claim_is_not_attested_after_its_end():
    assert reported("2020-01-02", "2020-09-01", end="2020-03-01")[1] == date(2020, 3, 1)


def test_sources_without_a_date_give_no_days():
    assert reported("", "") == (None, None)


# -- writing -----------------------------------------------------------------------------------------------------------


def test_a_write_that_fails_leaves_the_old_text(tmp_path):
    target = tmp_path / "places.geojson"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        build.write_atomic(target, "new \ud800")
    assert target.read_text(encoding="utf-8") == "old" and [p.name for p in tmp_path.iterdir()] == ["places.geojson"]


def test_a_build_that_is_killed_leaves_whole_files(tmp_path):
    target = tmp_path / "file"
    texts = {mark * 2_000_000 for mark in "ab"}
    target.write_text("a" * 2_000_000, encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from geo.build import write_atomic\n"
        "while True:\n for mark in 'ba': write_atomic(Path(sys.argv[1]), mark * 2_000_000)"
    )
    for wait in (0, 0.01, 0.05, 0.2):
        file = target.stat().st_ino
        process = subprocess.Popen([sys.executable, "-c", script, target], env={**os.environ, "PYTHONPATH": str(ROOT)})
        # However long it takes to start: it is killed in the midst of writing.
        while process.poll() is None and target.stat().st_ino == file:
            time.sleep(0.01)
        assert process.poll() is None
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert target.read_text(encoding="utf-8") in texts


# -- the ground --------------------------------------------------------------------------------------------------------

GROUND = [f for name in ("land", "districts") for f in read_collection(DATA / f"{name}.geojson")]


@pytest.mark.parametrize("feature", GROUND, ids=lambda f: str(f["properties"].get("id") or f["properties"]["name_en"]))
def test_an_outline_is_valid_and_wound_as_rfc_7946_asks(feature):
    shape = shapely.geometry.shape(feature["geometry"])
    assert shape.is_valid and not shape.is_empty
    assert all(p.exterior.is_ccw and not any(i.is_ccw for i in p.interiors) for p in shapely.get_parts(shape))


@pytest.mark.parametrize(
    "ident", ["moscow", "berlin", "ankara", "doha", "abu-dhabi", "khartoum", "london", "paris", "rome", "rabat", "sirte"]
)
def test_the_land_reaches_as_far_as_the_events(ident):
    (place,) = [f for f in read_collection(DATA / "places.geojson") if f["id"] == ident]
    shapes = [shapely.geometry.shape(f["geometry"]) for f in GROUND if f["properties"].get("country") == place["properties"]["country"]]
    assert min(s.distance(shapely.geometry.shape(place["geometry"])) for s in shapes) < 0.1


def test_the_land_stays_small_enough_to_send():
    assert (DATA / "land.geojson").stat().st_size < 600_000


def test_every_road_runs_through_its_places():
    places = {f["id"]: f["geometry"]["coordinates"] for f in read_collection(DATA / "places.geojson") if f["geometry"]}
    roads = read_collection(DATA / "roads.geojson")
    assert len(roads) >= 10
    assert all(r["geometry"]["coordinates"] == [places[i] for i in r["properties"]["places"]] for r in roads)


# -- what was taken over -----------------------------------------------------------------------------------------------

FACTS = ROOT.parent / "shared" / "facts"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not FACTS.is_dir(), reason="the compiled facts are not beside the project")
def test_no_fact_was_lost_on_the_way():
    assert {r["id"] for r in rows_of(FACTS / "places.csv")} <= {r["id"] for r in rows_of(SEEDS / "places.csv")}
    taken = {(r["place_id"], r["holder"], r["valid_from"], r["valid_to"], r["precision"]) for r in rows_of(SEEDS / "control.csv")}
    facts = [tuple(r[c] for c in ("place_id", "holder", "from_date", "to_date", "precision")) for r in rows_of(FACTS / "control.csv")]
    assert len(facts) == 353 and set(facts) <= taken
    days = {r["id"][:10] for r in rows_of(SEEDS / "events.csv")}
    assert {r["date"] for r in rows_of(FACTS / "events.csv")} <= days and len(rows_of(SEEDS / "events.csv")) >= 100


@pytest.mark.skipif(not FACTS.is_dir(), reason="the compiled facts are not beside the project")
def test_every_cited_item_became_a_source():
    cited = {item.strip() for name in ("control", "events") for r in rows_of(FACTS / f"{name}.csv") for item in r["source"].split(" ; ")}
    held = {r["reference"] for r in rows_of(SEEDS / "sources.csv")}
    assert {item for item in cited if item not in held and "tellerreport" not in item} == set()
