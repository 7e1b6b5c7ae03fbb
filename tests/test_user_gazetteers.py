"""The user's gazetteers: what is imported from each format, and the sentence for each line that is not."""

import json

import pytest

from geo.errors import GazetteerError, InputError
from geo.model import Place
from geo.tiers import TieredGazetteer
from geo.user_gazetteers import Shelf
from geo.world.index import WorldIndex
from geo.world.write import write_index


def geonames(number, name, lat="32.4", lon="11.9", code="PPL", country="LY", people="900", others=""):
    cells = [
        str(number),
        name,
        name,
        others,
        lat,
        lon,
        {"P": "P", "A": "A"}.get(code[0], "S"),
        code,
        country,
        "",
        "70",
        "",
        "",
        "",
        people,
        "",
        "",
        "Africa/Tripoli",
        "2020-01-01",
    ]
    return "\t".join(cells)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "shelf")


def add(shelf, tmp_path, filename, content, **options):
    path = tmp_path / filename
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = []
    return shelf.add(path, report=said.append, **options), said


def names(shelf, name):
    return [(m.place.id, m.place.kind) for index in shelf.open_all() for m in index.named(name)]


def test_a_geonames_dump_is_imported_with_kinds_from_its_codes(shelf, tmp_path):
    dump = "\n".join(
        [
            geonames(1, "Wattiyah Field", code="AIRB"),
            geonames(2, "Wadi", code="WAD", others="Ouadi,الوادي"),
            geonames(3, "Big", people="200000"),
        ]
    )
    imported, said = add(shelf, tmp_path, "LY.txt", dump)
    assert (imported.name, imported.places, said) == ("ly", 3, [])
    assert names(shelf, "الوادي") == [("ly-2", "valley")]
    assert names(shelf, "Wattiyah Field") == [("ly-1", "airbase")]
    assert names(shelf, "Big") == [("ly-3", "city")]


def test_alternate_names_are_joined_by_id(shelf, tmp_path):
    alternates = tmp_path / "alternateNamesV2.txt"
    alternates.write_text("9\t1\tar\tالعسة\t1\n8\t1\tlink\thttps://x\n7\t1\tzh\t阿\nbroken\n", encoding="utf-8")
    _, said = add(shelf, tmp_path, "LY.txt", geonames(1, "Assah"), alternates=alternates)
    assert names(shelf, "العسة") == [("ly-1", "village")]
    assert len(said) == 1
    assert "alternateNamesV2.txt, line 4" in said[0]


def test_csv_and_geojson_have_named_columns(shelf, tmp_path):
    add(shelf, tmp_path, "a.csv", "name,id,lat,lon,name_ar,kind\nGate 50,g50,31.3,16.2,بوابة الخمسين,crossroads\n", licence="CC0")
    point = {"type": "Feature", "id": "p1", "geometry": {"type": "Point", "coordinates": [16.2, 31.3]}, "properties": {"name": "Gate 60"}}
    add(shelf, tmp_path, "b.geojson", json.dumps({"type": "FeatureCollection", "features": [point]}))
    assert names(shelf, "بوابة الخمسين") == [("a-g50", "crossroads")]
    assert names(shelf, "gate 60") == [("b-p1", "village")]
    assert shelf.info("a").licence == "CC0"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1\ttoo\tfew", "3 columns"),
        (geonames(5, "North", lat="95"), "no position"),
        (geonames(5, "East", lon="here"), "lon is 'here'"),
        (geonames(5, "Nan", lat="nan"), "lat is 'nan'"),
        (geonames(1, "Twice"), "'1' was used before"),
        (geonames(5, ""), "name is missing"),
        (geonames(5, "Land", country="LIBYA"), "'LIBYA' is no code"),
        (b"\xff\xfe\tbroken", "byte 0 is not UTF-8"),
    ],
)
def test_each_bad_line_is_named_and_loses_no_other(shelf, tmp_path, line, words):
    bad = line if isinstance(line, bytes) else line.encode()
    content = b"\n".join([geonames(1, "First").encode(), bad, geonames(9, "Last").encode()])
    imported, said = add(shelf, tmp_path, "LY.txt", content)
    assert (imported.places, imported.rejected) == (2, 1)
    assert said[0].startswith(f"{tmp_path}/LY.txt, line 2: ")
    assert words in said[0]


@pytest.mark.parametrize(
    ("filename", "content", "words"),
    [
        ("a.csv", "id,title,lon,lat\n", "column 'name' is missing"),
        ("a.csv", "", "column 'id' is missing"),
        ("a.geojson", "{}", "no GeoJSON FeatureCollection"),
        ("a.geojson", "[", "no GeoJSON FeatureCollection"),
        ("a.txt", "", "holds no place"),
        ("a.txt", "PK\x03\x04\x00\x00\n\x01", "NUL bytes"),
        ("a.csv", "PK\x03\x04\x00\x00\n\x01", "NUL bytes"),
        ("!!!.csv", "id,name,lon,lat\na,A,1,1\n", "cannot name a gazetteer"),
    ],
)
def test_a_file_that_is_no_gazetteer_is_refused_and_leaves_nothing(shelf, tmp_path, filename, content, words):
    with pytest.raises(InputError, match=words):
        add(shelf, tmp_path, filename, content)
    assert shelf.contents() == []


def test_a_new_import_takes_the_place_of_the_old_one_and_removal_ends_it(shelf, tmp_path):
    add(shelf, tmp_path, "LY.txt", geonames(1, "Old"))
    add(shelf, tmp_path, "LY.txt", geonames(1, "New"))
    assert (names(shelf, "Old"), names(shelf, "New")) == ([], [("ly-1", "village")])
    shelf.remove("ly")
    assert shelf.contents() == []
    with pytest.raises(GazetteerError, match="No gazetteer named 'ly'"):
        shelf.remove("ly")


def test_a_failed_import_keeps_the_old_one(shelf, tmp_path):
    add(shelf, tmp_path, "LY.txt", geonames(1, "Old"))
    with pytest.raises(InputError):
        add(shelf, tmp_path, "LY.txt", "nothing here")
    assert names(shelf, "Old") == [("ly-1", "village")]


def test_the_users_record_comes_before_the_projects(shelf, tmp_path):
    add(shelf, tmp_path, "mine.csv", "id,name,lon,lat,kind\ns,Sirte,16.6,31.21,city\n")
    (tmp_path / "world").mkdir()
    write_index(tmp_path / "world", [], {})
    own = Place("sirte", {"en": ("Sirte",)}, "city", 16.59, 31.2, 2, "LY", "s", "CC0")
    gazetteer = TieredGazetteer([own], WorldIndex(tmp_path / "world"), shelf.open_all())
    assert [m.place.id for m in gazetteer.named("Sirte")] == ["mine-s"]
    assert gazetteer.get("mine-s").tier == "user"
