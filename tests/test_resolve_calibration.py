"""Scores as probabilities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import Candidate, Resolution, Toponym
from geo.resolve.calibration import calibrated
from tests.places import place

NAME = Toponym(0, 1, "X")
SOMEWHERE = place("x", "X")


def resolution(share, *rivals, meant=SOMEWHERE):
    return Resolution(NAME, meant, share, "X", (), tuple(Candidate(place(str(i), "X"), "X", s) for i, s in enumerate(rivals)))


@given(st.floats(0, 1), st.floats(0, 1))
def test_scores_are_probabilities_in_the_order_of_the_shares(a, b):
    low, high = sorted((a, b))
    assert 0 < calibrated(resolution(low)).score <= calibrated(resolution(high)).score < 1


@given(st.floats(0.2, 0.9))
def test_the_rivals_share_what_is_left(share):
    found = calibrated(resolution(share, (1 - share) * 0.6, (1 - share) * 0.4))
    assert sum(c.score for c in found.candidates) == pytest.approx(1 - found.score, abs=0.01)


def test_a_name_without_a_place_stays_as_it_is():
    nothing = resolution(0.3, meant=None)
    assert calibrated(nothing) is nothing
