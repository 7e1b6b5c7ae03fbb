import json
from datetime import date

import pytest

from geo.errors import InputError
from geo.tables import read_control, read_land, read_places

PLACES = "id,name,lon,lat,kind\nsirte,Sirte,16.589,31.205,city\nnowhere,Nowhere,,,town\n"
CONTROL = "place_id,holder,from_date,to_date,precision,source\n"
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


@pytest.fixture
def write(tmp_path):
    def to(content, name="given.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to


def test_places_with_and_without_position(write):
    sirte, nowhere = read_places(write("\ufeff" + PLACES))
    assert (sirte.id, sirte.name, sirte.lon, sirte.lat, sirte.kind) == ("sirte", "Sirte", 16.589, 31.205, "city")
    assert (nowhere.lon, nowhere.lat) == (None, None)


def test_further_columns_and_arabic_names(write):
    (place,) = read_places(write('note,lat,lon,name_ar,name,id\n"a, b",31,16,سرت,Sirte,s\n'))
    assert place.label("ar") == "سرت"
    assert (place.lon, place.lat) == (16.0, 31.0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        (b"\xff\xfe\x00\x01", "not a text in UTF-8"),
        ("a\0b,c\n", "a binary file"),
        ("id,name,lon\n1,2,3\n", "the column lat"),
        ("id,name,lon,lat\n", "no row after the header"),
        (PLACES + ",Nameless,1,1,town\n", "line 4: the id is empty"),
        (PLACES + "sirte,Again,1,1,town\n", "line 4: the id 'sirte' is already that of line 2"),
        (PLACES + "x,X,181,0,town\n", "line 4: lon '181', lat '0' is no position"),
        (PLACES + "x,X,nan,0,town\n", "line 4"),
        (PLACES + "x,X,12,,town\n", "line 4"),
        (PLACES + "x,X\n", "line 4: the row has fewer cells"),
        ('id,name,lon,lat\nx,"X,1,2\n', "not a row of a CSV"),
    ],
)
def test_bad_places_get_one_sentence_that_names_the_line(write, content, said):
    path = write(content)
    with pytest.raises(InputError) as caught:
        read_places(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"absent.csv: cannot be read"):
        read_places(tmp_path / "absent.csv")


def test_control_with_sources_and_days(write):
    rows = CONTROL.strip() + ",reported,last_attested\nsirte,GNA,2019-04-04,2020-01-06,day,A ; B ; A,2019-05-01,2020-01-01\n"
    (claim,) = read_control(write(rows))
    assert (claim.holder, claim.valid_from, claim.valid_to) == ("GNA", date(2019, 4, 4), date(2020, 1, 6))
    assert claim.source_ids == ("A", "B")
    assert (claim.reported, claim.last_attested) == (date(2019, 5, 1), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("hun,GNA,2020-01-01,,day,s", "line 2: the place 'hun' is not among the places"),
        ("sirte,,2020-01-01,,day,s", "line 2: the holder is empty"),
        ("sirte,GNA,,,day,s", "line 2: from_date is empty"),
        ("sirte,GNA,4 June,,day,s", "line 2: from_date '4 June' is not a date"),
        ("sirte,GNA,2020-06-04,2020-01-01,day,s", "line 2: to_date 2020-01-01 is not after from_date 2020-06-04"),
        ("sirte,GNA,2020-06-04,2020-06-04,day,s", "half-open"),
    ],
)
def test_bad_control_names_line_and_cell(write, row, said):
    places = {p.id: p for p in read_places(write(PLACES, "places.csv"))}
    with pytest.raises(InputError) as caught:
        read_control(write(CONTROL + row + "\n"), places)
    assert said in str(caught.value)


@pytest.mark.parametrize("wrap", [lambda g: g, lambda g: {"type": "Feature", "properties": {}, "geometry": g}])
def test_land_from_a_geometry_or_a_feature(write, wrap):
    assert read_land(write(json.dumps(wrap(SQUARE)))).area == pytest.approx(1)


def test_a_bow_tie_is_made_valid_and_points_are_left_out(write):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    shapes = [bow, {"type": "Point", "coordinates": [5, 5]}, None]
    land = read_land(write(json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": g} for g in shapes]})))
    assert land.is_valid
    assert land.area == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "list at the top"),
        ('{"type":"FeatureCollection"}', "no list of features"),
        ('{"type":"FeatureCollection","features":[]}', "holds no polygon"),
        ('{"type":"Point","coordinates":[1,2]}', "holds no polygon"),
        ('{"type":"Polygon","coordinates":"x"}', "cannot be read"),
        ('{"type":"Polygon","coordinates":[[[0,0],[1e999,0],[1,1],[0,0]]]}', "outside longitude"),
        ('{"type":"Heap"}', "cannot be read"),
        ('{"type":"Polygon","coordinates":[[[500000,4000000],[500100,4000000],[500100,4000100],[500000,4000000]]]}', "outside longitude"),
        ('{"type":"Polygon","coordinates":[[[NaN,0],[1,0],[1,1],[NaN,0]]]}', "cannot be read"),
    ],
)
def test_bad_land_gets_one_sentence(write, content, said):
    with pytest.raises(InputError) as caught:
        read_land(write(content, "land.geojson"))
    assert said in str(caught.value)
