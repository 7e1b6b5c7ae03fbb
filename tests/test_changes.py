from datetime import date

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.changes import changed_ground, changed_places, changes_to_json
from geo.control import control_on
from geo.frontline import Reach, derive
from geo.geometry import area_km2
from geo.model import ControlClaim, Place

DAY = date(2020, 6, 1)
LAND = shapely.box(10, 28, 16, 33)
AT = [(11, 29), (12, 31), (13, 29.5), (14, 31.5), (15, 30)]
PLACES = {f"p{n}": Place(f"p{n}", {"en": (f"P{n}",)}, "town", *at, None, "LY", "s", "") for n, at in enumerate(AT)}


def day_of(holders):
    claims = [ControlClaim(f"c{n}", f"p{n}", h, DAY, None, "day", (f"s{n}-{h}",)) for n, h in enumerate(holders)]
    states = control_on(claims, DAY)
    return states, derive(states, PLACES, LAND, DAY, reach=Reach(10_000))


def test_the_same_day_changes_nothing():
    states, front = day_of("AABBB")
    assert changed_places(states, states) == changed_ground(front, front) == []


def test_a_place_that_changed_hands_is_named_with_its_sources():
    (old, before), (new, after) = day_of("AABBB"), day_of("AAABB")
    found = changes_to_json(changed_places(old, new), changed_ground(before, after), PLACES)
    assert [(p["name"], p["from"], p["to"], p["source_ids"]) for p in found["places"]] == [("P2", "B", "A", ["s2-A"])]
    assert found["ground"][0]["from"] == "B"
    assert found["ground"][0]["area_km2"] > 1000


def test_a_place_of_which_nothing_is_said_any_more_is_a_change():
    states, _ = day_of("AABBB")
    (change,) = changed_places(states, {k: s for k, s in states.items() if k != "p0"})
    assert (change.place_id, change.after, change.source_ids) == ("p0", None, ("s0-A",))


@settings(max_examples=15, deadline=None)
@given(st.text("AB", min_size=5, max_size=5), st.text("AB", min_size=5, max_size=5))
def test_what_one_side_gains_the_areas_bear_out(one, two):
    (_, before), (_, after) = day_of(one), day_of(two)
    size = [sum(area_km2(a.geometry) for a in f.territory if a.holder == "A") for f in (before, after)]
    net = sum(g.km2 * ((g.after == "A") - (g.before == "A")) for g in changed_ground(before, after))
    assert net == pytest.approx(size[1] - size[0], abs=5.0)
