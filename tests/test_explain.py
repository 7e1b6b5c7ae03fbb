from datetime import date

import pytest
import shapely

from geo.control import control_on
from geo.explain import explain
from geo.frontline import Reach, derive
from geo.model import ControlClaim, Place, Source

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
