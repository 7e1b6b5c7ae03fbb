"""Distances and bearings, against known figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geodesy import bearing_deg, compass_bearing, destination, distance_km, in_range, within_km

TRIPOLI, SIRTE = (13.187, 32.887), (16.589, 31.205)
LON, LAT = st.floats(-180, 180), st.floats(-85, 85)


def test_sirte_lies_370_km_from_tripoli_as_the_crow_flies():
    assert distance_km(*TRIPOLI, *SIRTE) == pytest.approx(371, abs=5)
    assert bearing_deg(*TRIPOLI, *SIRTE) == pytest.approx(119, abs=3)


@given(LON, LAT, st.floats(0, 360), st.floats(1, 2000))
def test_a_destination_is_as_far_as_asked(lon, lat, bearing, distance):
    assert distance_km(lon, lat, *destination(lon, lat, bearing, distance)) == pytest.approx(distance, abs=0.01)


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
