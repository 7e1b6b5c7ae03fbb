"""Areas, validity and the projection, against known figures."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.geometry import (
    area_km2,
    polygonal,
    projector,
    split_at_antimeridian,
    valid_polygons,
)

LON, LAT = st.floats(-180, 180), st.floats(-85, 85)


@given(LON, LAT)
def test_projection_there_and_back_gives_the_position_again(lon, lat):
    there, back = projector(lon, lat)
    point = shapely.Point(lon, lat).buffer(0.5)
    assert back(there(point)).hausdorff_distance(point) < 1e-6 or abs(lon) > 179


def test_area_of_a_degree_square_at_the_equator():
    assert area_km2(shapely.box(0, 0, 1, 1)) == pytest.approx(12_309, rel=0.001)


def test_only_polygons_are_kept_and_wound_counter_clockwise():
    mixed = shapely.GeometryCollection([shapely.Point(0, 0), shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])])
    kept = valid_polygons(mixed)
    assert kept.geom_type == "Polygon"
    assert kept.exterior.is_ccw
    assert polygonal(shapely.Point(1, 1)).is_empty


@pytest.mark.parametrize(
    ("wkt", "parts"),
    [
        ("POLYGON ((170 0, 190 0, 190 10, 170 10, 170 0))", [(-180, -170), (170, 180)]),
        ("POLYGON ((170 0, -170 0, -170 10, 170 10, 170 0))", [(-180, -170), (170, 180)]),
        ("LINESTRING (170 0, -170 0)", [(-180, -170), (170, 180)]),
        ("POINT (190 1)", [(-170, -170)]),
        ("POLYGON ((-180 -60, 180 -60, 180 60, -180 60, -180 -60))", [(-180, 180)]),
        ("LINESTRING (10 0, 20 0)", [(10, 20)]),
    ],
)
def test_what_crosses_the_antimeridian_is_cut_there(wkt, parts):
    cut = split_at_antimeridian(shapely.from_wkt(wkt))
    assert sorted((p.bounds[0], p.bounds[2]) for p in shapely.get_parts(cut)) == parts
