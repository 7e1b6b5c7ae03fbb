from datetime import date, timedelta

import pytest
import shapely

from geo.daily import Days, precompute
from geo.errors import InputError
from geo.frontline import Theatre, front_features
from geo.model import ControlClaim, Place

START = date(2020, 6, 1)
LAND = shapely.box(10, 28, 16, 33)
AT = [(10.2 + 5.5 * (n * 0.618 % 1), 28.2 + n * 0.115) for n in range(40)]
PLACES = {f"p{n}": Place(f"p{n}", {"en": (f"P{n}",)}, "town", *at, None, "LY", "s", "") for n, at in enumerate(AT)}


def claims():
    for n, (name, place) in enumerate(PLACES.items()):
        turn = START + timedelta(n % 5) if n % 4 == 0 else None
        first, second = ("A", "B") if place.lon < 13 else ("B", "A")
        yield ControlClaim(f"{name}-1", name, first, date(2020, 1, 1), turn, "day", ("s",), last_attested=START)
        if turn:
            yield ControlClaim(f"{name}-2", name, second, turn, None, "day", ("s",), last_attested=START)


def days():
    return Days(list(claims()), PLACES, {}, Theatre(LAND), {})


def features(given, day):
    return front_features(given.on(day)[0], PLACES)


def test_a_day_is_the_same_however_it_was_reached():
    wandering = days()
    for step in (4, 0, 2, 1):
        wandering.on(START + timedelta(step))
    assert features(wandering, START + timedelta(3)) == features(days(), START + timedelta(3))


def test_silence_fades_to_unknown_ground():
    front, states = days().on(START + timedelta(3000))
    assert (front.territory, len(states)) == ((), 40)


def test_a_period_is_written_day_by_day_with_a_bar(tmp_path):
    told = []
    assert precompute(days(), START, START + timedelta(2), known_by=None, folder=tmp_path / "days", report=told.append) == 3
    assert sorted(p.name for p in (tmp_path / "days").iterdir()) == ["2020-06-01.geojson", "2020-06-02.geojson", "2020-06-03.geojson"]
    assert told[-1] == f"\r[{'#' * 30}] 2020-06-03 (3 of 3)\n"


def test_a_period_that_runs_backwards_is_refused(tmp_path):
    with pytest.raises(InputError, match="before it begins"):
        precompute(days(), START, START - timedelta(1), known_by=None, folder=tmp_path, report=print)
