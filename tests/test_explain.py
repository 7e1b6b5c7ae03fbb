from dataclasses import replace
from datetime import date

import pytest
import shapely

from geo.control import control_on
from geo.explain import explain
from geo.frontline import Reach, derive
from geo.model import Claim, ControlClaim, Event, EventPlace, Place, Source, When

DAY = date(2020, 6, 1)
LAND = shapely.box(10, 28, 16, 33)
AT = {"alpha": (12, 30), "beta": (13, 30), "gamma": (12, 31)}
PLACES = {n: Place(n, {"en": (n.title(),)}, "town", *at, None, "LY", "s", "") for n, at in AT.items()}
SOURCES = {"s1": Source("s1", "Reuters", "", "", "", "", "B", "")}


def told(lon, lat, **held):
    claims = [ControlClaim(n, n, h, date(2020, 1, 1), None, "day", ("s1",), last_attested=DAY) for n, h in held.items()]
    return explain(derive(control_on(claims, DAY), PLACES, LAND, DAY, reach=Reach()), PLACES, SOURCES, lon, lat)


def test_a_held_point_names_holder_word_and_what_would_move_the_line():
    found = told(12.2, 30, alpha="A", beta="B")
    assert (found.holder, found.states[0][0].place_id, found.rivals[0][0].place_id) == ("A", "alpha", "beta")
    assert "Alpha, 19 km away, held by A since 2020-01-01 by the word of Reuters, last attested 2020-06-01" in found.text
    assert "news of Beta (B), 77 km away" in found.text


def test_it_is_surer_at_a_place_than_at_the_line():
    at_place, at_line = (told(lon, 30, alpha="A", beta="B").sure for lon in (12.01, 12.49))
    assert 0.5 <= at_line < 0.6
    assert 0.9 < at_place <= 1


def test_far_ground_is_held_by_nobody_known():
    found = told(15.9, 28.1, alpha="A", beta="B")
    assert (found.holder, found.sure) == (None, None)
    assert found.text.startswith("Nobody is known to hold 15.9000,28.1000 on 2020-06-01")


def test_one_holder_alone_has_no_line():
    found = told(12.2, 30, alpha="A")
    assert (found.line_km, found.sure) == (None, None)
    assert "no other holder is near" in found.text


@pytest.mark.parametrize(("lon", "lat", "said"), [(50, 50, "outside the ground that is mapped"), (12, 31, "is contested")])
def test_contested_and_foreign_ground_is_called_so(lon, lat, said):
    assert said in told(lon, lat, alpha="A", beta="B", gamma="contested").text


def test_the_fights_behind_the_nearest_line_are_named_with_day_and_word():
    claims = [ControlClaim(n, n, h, date(2020, 1, 1), None, "day", ("s1",), last_attested=DAY) for n, h in (("alpha", "A"), ("beta", "B"))]
    states = control_on(claims, DAY)
    states["beta"] = replace(states["beta"], fought=1.0, event_ids=("gone", "new", "old"))
    at = EventPlace("at", "beta", "beta", 13.0, 30.0, "settlement", 5.0)
    fights = {
        n: Event(n, kind, status, When(date(2020, 5, d), date(2020, 5, 30), "day"), (at,), claims=(Claim("s1", status, DAY),))
        for n, kind, status, d in (("old", "clash", "claimed", 29), ("new", "front", "happened", 30), ("else", "clash", "happened", 30))
    }
    found = explain(derive(states, PLACES, LAND, DAY, reach=Reach()), PLACES, SOURCES, 12.2, 30, fights)
    assert {e.id for e in found.fights} == {"old", "new"}
    assert "front at Beta, 2020-05-30, by the word of Reuters" in found.text
    assert "clash at Beta, 2020-05-29 to 2020-05-30, claimed, by the word of Reuters" in found.text
    assert "nearer" not in told(12.2, 30, alpha="A", beta="B").text
