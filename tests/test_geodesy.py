"""Distances and bearings, against known figures."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Geod

from geo.geodesy import bearing_deg, compass_bearing, destination, distance_km, in_range, nearest_km, spot, within_km

TRIPOLI, SIRTE = (13.187, 32.887), (16.589, 31.205)
LON, LAT = st.floats(-180, 180), st.floats(-85, 85)


def test_sirte_lies_370_km_from_tripoli_as_the_crow_flies():
    assert distance_km(*TRIPOLI, *SIRTE) == pytest.approx(371, abs=5)
    assert bearing_deg(*TRIPOLI, *SIRTE) == pytest.approx(119, abs=3)


@given(LON, LAT, st.floats(0, 360), st.floats(1, 2000))
def test_a_destination_is_as_far_as_asked(lon, lat, bearing, distance):
    assert distance_km(lon, lat, *destination(lon, lat, bearing, distance)) == pytest.approx(distance, abs=0.01)


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
@example(0, 0, 180, 0)
@example(0, 0, 179.9, 0.1)
@example(0, 90, 0, -90)
@example(12.5, 30, 12.5, 30)
@example(0, 0, 1, 0)
def test_a_distance_is_what_proj_says_to_a_millimetre(lon_a, lat_a, lon_b, lat_b):
    told = Geod(ellps="WGS84").inv(lon_a, lat_a, lon_b, lat_b)[2] / 1000
    assert distance_km(lon_a, lat_a, lon_b, lat_b) == pytest.approx(told, abs=1e-6)


@given(LON, LAT, st.lists(st.tuples(LON, LAT), max_size=8), st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), max_size=8))
def test_the_nearest_is_as_far_as_the_least_distance(lon, lat, far, near):
    others = [*far, *((lon + east, lat + north) for east, north in near)]
    told = min((distance_km(lon, lat, *other) for other in others), default=math.inf)
    assert nearest_km(spot(lon, lat), [spot(*other) for other in others]) == told


@pytest.mark.parametrize(("point", "degrees"), [("n", 0), ("e", 90), ("sw", 225), ("nnw", 337.5)])
def test_compass_points(point, degrees):
    assert compass_bearing(point) == degrees


def test_an_unknown_compass_point_is_refused():
    with pytest.raises(KeyError, match="up"):
        compass_bearing("up")


@pytest.mark.parametrize(
    ("lon", "lat", "fine"),
    [(0, 0, True), (180, 90, True), (181, 0, False), (0, -91, False), (float("nan"), 0, False), (0, float("inf"), False)],
)
def test_only_possible_positions_are_in_range(lon, lat, fine):
    assert in_range(lon, lat) is fine


@given(LON, LAT, st.floats(0, 360), st.floats(0.01, 2000), st.sampled_from([0.9, 0.995, 1.0, 1.005, 1.1]))
def test_within_reach_is_what_the_distance_says(lon, lat, bearing, reach, share):
    there = destination(lon, lat, bearing, reach * share)
    assert within_km(lon, lat, *there, reach) == (distance_km(lon, lat, *there) <= reach)
