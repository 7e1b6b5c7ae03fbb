import json
from datetime import date

import pytest
import shapely

from geo.compare import DrawnLine, compare, read_drawn_line
from geo.control import control_on
from geo.errors import InputError
from geo.frontline import Reach, derive
from geo.model import ControlClaim, Place

DAY = date(2020, 6, 1)
PLACES = {n: Place(n, {"en": (n,)}, "town", lon, 30.0, None, "LY", "s", "") for n, lon in (("a", 12.0), ("b", 14.0))}


def front(**held):
    claims = [ControlClaim(n, n, h, DAY, None, "day", ("s",)) for n, h in held.items()]
    return derive(control_on(claims, DAY), PLACES, shapely.box(11, 29, 15, 31), DAY, reach=Reach(10_000))


def drawn(*positions):
    return DrawnLine("A newspaper", DAY, shapely.MultiLineString([positions]))


def test_a_line_drawn_where_ours_runs_is_no_distance_away():
    found = compare(front(a="A", b="B"), drawn((13, 29.2), (13, 30.8)))
    assert (found.median_km, found.in_corridor) == (pytest.approx(0, abs=0.2), 1.0)
    assert found.length_km == pytest.approx(177, abs=1)


def test_a_line_beside_ours_is_that_far_off_and_what_lies_between_is_counted():
    found = compare(front(a="A", b="B"), drawn((12.9, 29.5), (13.2, 29.5), (13.2, 30.5), (12.9, 30.5)))
    assert found.median_km == pytest.approx(19.3, abs=0.5)
    assert found.between_km2 == pytest.approx(111 * 19.3, rel=0.02)


def test_without_a_line_there_is_nothing_to_compare():
    assert compare(front(a="A"), drawn((13, 29), (13, 31))) is None


def test_a_drawn_line_keeps_its_source_and_day(tmp_path):
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": [[13, 29], [13, 31]]}}
    (tmp_path / "line.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    found = read_drawn_line(tmp_path / "line.geojson", "A newspaper", DAY)
    assert (found.source, found.day, found.geometry.length) == ("A newspaper", DAY, 2.0)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"type":"Point","coordinates":[1,2]}', '{"type":"LineString","coordinates":[[0,0],[999,0]]}']
)
def test_what_is_no_line_is_refused_with_the_file(tmp_path, text):
    (tmp_path / "odd.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"odd\.geojson.*expected a GeoJSON file with lines"):
        read_drawn_line(tmp_path / "odd.geojson", "x")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.geojson: cannot be read"):
        read_drawn_line(tmp_path / "none.geojson", "x")
