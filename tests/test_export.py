import json
from datetime import date
from pathlib import Path

import geopandas
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExportError, FrontError, InputError
from geo.export import EXPORTERS, export_command, front_command, to_geojson, write_features
from geo.geometry import area_km2
from geo.layers import Layer

ROOT = Path(__file__).parents[1]
DAY = date(2020, 6, 15)
TEXT = st.text(max_size=40) | st.sampled_from(["سرت \u200f\u202bx", 'quote " and \\', "line\nbreak", "</script>", "\ud800", "\0", "=1+1"])


def degrees(least, most):
    """Degrees to a tenth of a millimetre: numbers whose squares vanish make GEOS warn, and are nobody's position."""
    return st.floats(least, most).map(lambda number: round(number, 9))


LON, LAT = degrees(-180, 180), degrees(-85, 85)


def feature(geometry, ident="f1", **properties):
    shown = shapely.geometry.mapping(geometry) if isinstance(geometry, shapely.Geometry) else geometry
    return {"type": "Feature", "id": ident, "geometry": shown, "properties": {"style": "place", "source_ids": ["s"], **properties}}


def layer(*features, **more):
    return Layer("places", "places", {"en": "Places", "ar": "الأماكن"}, "place", list(features), ("GeoNames (CC BY 4.0)",), **more)


def read(text):
    def refuse(word):
        raise AssertionError(word)

    return json.loads(text, parse_constant=refuse)["features"]


def exported(geometry, **properties):
    (found,) = read(to_geojson([layer(feature(geometry, **properties))]))
    return found


GEOMETRIES = st.one_of(
    st.builds(shapely.Point, LON, LAT),
    st.lists(st.tuples(degrees(-80, 80), LAT), min_size=2, max_size=5, unique=True).map(shapely.LineString),
    st.tuples(st.floats(-170, 170), st.floats(-80, 80), st.floats(0.01, 5)).map(lambda t: shapely.Point(t[:2]).buffer(t[2], quad_segs=3)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(GEOMETRIES, TEXT, TEXT, st.dates()), max_size=4))
def test_what_is_written_is_read_back_equal(rows):
    features = [
        feature(g, f"id-{n}", name=name, name_ar=arabic, valid_from=day.isoformat()) for n, (g, name, arabic, day) in enumerate(rows)
    ]
    text = to_geojson([layer(*features)])
    back = {f["id"]: f for f in read(text.encode("utf-8").decode("utf-8"))}
    assert set(back) == {f["id"] for f in features}
    for (geometry, name, arabic, day), given_one in zip(rows, features, strict=True):
        found = back[given_one["id"]]
        assert found["properties"]["name"] == "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in name)
        assert found["properties"]["name_ar"] == "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in arabic)
        assert found["properties"]["valid_from"] == day.isoformat()
        assert shapely.hausdorff_distance(shapely.geometry.shape(found["geometry"]), geometry) < 2e-6


def test_exporting_twice_is_exporting_once():
    once = to_geojson([layer(feature(shapely.box(1, 2, 3, 4), name="\u202eسرت"))])
    assert write_features(read(once)) == once


def test_geopandas_reads_it(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text(
        to_geojson([layer(feature(shapely.Point(16.589, 31.205), "sirte", name="سرت"), feature(shapely.box(1, 2, 3, 4), "box"))]),
        encoding="utf-8",
    )
    frame = geopandas.read_file(path).set_index("id")
    assert frame.crs == "EPSG:4326"
    assert frame.loc["sirte", "name"] == "سرت"
    assert frame.loc["sirte"].geometry.equals(shapely.Point(16.589, 31.205))


def test_no_crs_member_and_layers_in_one_order():
    features = [feature(shapely.Point(n, n), f"id-{n}") for n in range(5)]
    text = to_geojson([layer(*features)])
    assert "crs" not in json.loads(text)
    assert to_geojson([layer(*reversed(features))]) == text


def test_decimals_and_winding():
    found = exported(shapely.Polygon([(0, 0), (0, 1.123456789), (1, 1), (1, 0)], [[(0.2, 0.2), (0.8, 0.2), (0.5, 0.5)]]))["geometry"]
    ring, hole = found["coordinates"]
    assert shapely.LinearRing(ring).is_ccw
    assert not shapely.LinearRing(hole).is_ccw
    assert all(len(str(x).partition(".")[2]) <= 6 for xy in ring for x in xy)


@settings(max_examples=200, deadline=None)
@given(st.floats(170, 179.9), st.floats(-60, 60), st.floats(0.2, 15), st.floats(0.1, 10), st.booleans())
def test_ground_across_the_antimeridian_is_split(west, south, wide, high, jump):
    ring = [(x - 360 if jump and x > 180 else x, y) for x, y in shapely.box(west, south, west + wide, south + high).exterior.coords]
    geometry = shapely.geometry.shape(exported({"type": "Polygon", "coordinates": [ring]})["geometry"])
    for part in shapely.get_parts(geometry):
        assert -180 <= part.bounds[0] <= part.bounds[2] <= 180
        assert part.bounds[2] - part.bounds[0] < 30
    dense = shapely.segmentize(shapely.box(0, south, wide, south + high), 0.1)
    assert geometry.area == pytest.approx(dense.area, rel=1e-3)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=8))
def test_broken_polygons_come_out_valid_or_not_at_all(corners):
    geometry = exported({"type": "Polygon", "coordinates": [[*corners, corners[0]]]})["geometry"]
    assert geometry is None or shapely.geometry.shape(geometry).is_valid


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_has_no_way_to_write(bad):
    found = exported(shapely.Point(1, 2), radius_km=bad, claims=[{"killed": bad}])
    assert found["properties"]["radius_km"] is None
    assert found["properties"]["claims"] == [{"killed": None}]
    assert exported({"type": "Point", "coordinates": [bad, 2.0]})["geometry"] is None


def test_properties_are_flat_and_keep_the_evidence():
    source = {"id": "s", "publisher": "Reuters", "title": "A title", "published": "2020-06-04", "url": ""}
    given_ones = {
        "killed": {"min": 36, "max": None},
        "injured": None,
        "actors": ["GNA", "LNA"],
        "between": ["GNA", "LNA"],
        "sources": [source, {"id": "bare"}],
        "claims": [{"source_id": "s", "status": "claimed"}],
        "control": {"holder": "LNA", "claims_for": [{"id": "c"}]},
        "licence": "CC BY 4.0",
    }
    found = exported(shapely.Point(1, 2), **given_ones)["properties"]
    assert (found["killed_min"], found["killed_max"]) == (36, None)
    assert "injured" not in found
    assert found["actors"] == "GNA | LNA"
    assert found["between"] == ["GNA", "LNA"]
    assert found["source"] == "Reuters, 'A title', 2020-06-04 | bare"
    assert (found["control_holder"], found["control_claims_for"]) == ("LNA", [{"id": "c"}])
    assert found["claims"] == given_ones["claims"]
    assert (found["layer"], found["attribution"], found["licence"]) == ("places", "GeoNames (CC BY 4.0)", "CC BY 4.0")


def test_what_has_no_position_is_exported_without_one():
    assert [f["geometry"] for f in read(to_geojson([layer(unplaced=[feature(None)])]))] == [None]


# -- the commands ------------------------------------------------------------------------------------------------------


COLUMNS = "place_id,holder,from_date,to_date,precision,source"


@pytest.fixture
def files(tmp_path):
    texts = {
        "places.csv": "id,name,lon,lat\na,A,12.5,30\nb,B,13.5,30\n",
        "control.csv": f"{COLUMNS}\na,GNA,2020-01-01,,day,Reuters ; AP\nb,LNA,2020-01-01,,day,AFP\n",
        "land.geojson": json.dumps(shapely.geometry.mapping(shapely.box(11.5, 29.5, 15.5, 30.5))),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def front(folder, *names, day=DAY, known_by=None):
    places, control, land = (folder / n if n else None for n in names)
    out = folder / "out.geojson"
    said = front_command(places, control, land, as_of=day, known_by=known_by, output=out, data_dir=ROOT / "data")
    return said, read(out.read_text(encoding="utf-8"))


FILES = ("places.csv", "control.csv", "land.geojson")


def test_front_of_three_files(files):
    (said,), features = front(files, *FILES)
    assert "2 territory" in said
    assert {f["properties"]["layer"] for f in features} == {"territory", "unknown", "corridor", "front"}
    line = next(f["properties"] for f in features if f["properties"]["layer"] == "front")
    assert line["source_ids"] == ["AFP", "AP", "Reuters"]
    assert next(f["properties"]["coverage"] for f in features if f["properties"]["layer"] == "corridor") == 0.9


def test_front_of_the_projects_own_data(tmp_path):
    _, features = front(tmp_path, None, None, None)
    holders = {f["properties"].get("holder") for f in features}
    assert {"GNA", "LNA", "contested"} <= holders
    libya = sum(area_km2(shapely.geometry.shape(f["geometry"])) for f in features if f["properties"]["layer"] in ("territory", "unknown"))
    assert libya == pytest.approx(1_624_000, rel=0.01)


def test_some_files_and_not_all(files):
    with pytest.raises(InputError, match="all three"):
        front(files, "places.csv", None, "land.geojson")


def test_land_of_the_whole_world_is_refused_with_its_name(files):
    (files / "land.geojson").write_text(json.dumps(shapely.geometry.mapping(shapely.box(-170, -80, 170, 80))))
    with pytest.raises(FrontError, match=r"land.geojson.*cut it to the theatre"):
        front(files, *FILES)


def test_known_by_a_day_before_any_report(files):
    (files / "control.csv").write_text(f"{COLUMNS},reported\na,GNA,2020-01-01,,day,AP,2020-05-01\n")
    assert {f["properties"]["layer"] for f in front(files, *FILES, known_by=date(2020, 2, 1))[1]} == {"unknown"}
    assert "territory" in {f["properties"]["layer"] for f in front(files, *FILES, known_by=date(2020, 6, 1))[1]}


def export(tmp_path, file_format="geojson", **filters):
    out = tmp_path / "x.geojson"
    export_command(file_format, as_of=DAY, known_by=None, output=out, data_dir=ROOT / "data", **filters)
    return read(out.read_text(encoding="utf-8"))


def test_export_writes_the_layers_asked_for(tmp_path):
    features = export(tmp_path, layers="event-strike,front", statuses="happened,claimed")
    assert {f["properties"]["layer"] for f in features} == {"event-strike", "front"}
    assert all(f["properties"]["source"] and f["properties"]["licence"] for f in features)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"file_format": "doc"}, "'doc' is not one that can be written; expected geojson"),
        ({"layers": "front,nothing"}, "'nothing' is none of the layers"),
        ({"types": "tea"}, "'tea' is none of the types"),
        ({"actors": "Nobody"}, "'Nobody' is none of the actors"),
    ],
)
def test_wrong_choices_get_one_sentence(tmp_path, options, said):
    with pytest.raises(ExportError, match=said):
        export(tmp_path, **options)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ExportError, match="cannot be written"):
        export(tmp_path / "absent")


def test_formats():
    assert list(EXPORTERS) == ["geojson"]


def test_a_kind_of_layer_names_all_its_layers(tmp_path):
    path = tmp_path / "view.geojson"
    export_command("geojson", as_of=DAY, known_by=None, output=path, data_dir=ROOT / "data", layers="territory,front")
    features = read(path.read_text(encoding="utf-8"))
    assert {f["properties"]["layer"] for f in features} == {"front", "territory"}
    assert {"GNA", "LNA"} <= {f["properties"].get("holder") for f in features}
