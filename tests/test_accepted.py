"""Accepted events as claims: only what a reviewer called right, with everything that a claim needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.accepted import claims_of_accepted
from geo.control import control_on
from geo.model import ControlClaim, Event, EventPlace, Place, When

DAY, LATER = date(2020, 6, 5), date(2020, 6, 7)
PLACE = Place("tarhuna", {"en": ("Tarhuna",)}, "city", 13.6, 32.4, None, "LY", "s", "")
AT = EventPlace("at", "tarhuna", "Tarhuna", 13.6, 32.4, "settlement", 5.0)
TAKEN = Event("e", "control", "happened", When(DAY, DAY, "day"), (AT,), ("GNA",), origin="reviewed")


def claims(*events, reported=LATER):
    return claims_of_accepted(events, {"tarhuna": PLACE}, {"SPF": "GNA"}, ("GNA", "LNA"), "s1", reported)


def test_an_accepted_capture_is_a_claim_of_its_holder_from_its_day():
    (claim,) = claims(TAKEN)
    assert (claim.place_id, claim.holder, claim.valid_from, claim.valid_to) == ("tarhuna", "GNA", DAY, None)
    assert (claim.precision, claim.source_ids, claim.reported) == ("day", ("s1",), LATER)


def test_a_party_stands_for_its_side_and_a_week_is_no_day():
    event = replace(TAKEN, actors=("SPF",), when=When(date(2020, 6, 1), DAY, "week"))
    assert [(c.holder, c.precision, c.valid_from) for c in claims(event)] == [("GNA", "approx", DAY)]


@pytest.mark.parametrize(
    "fields",
    [
        *(
            {"origin": "machine"},
            {"origin": "curated"},
            {"type": "clash"},
            {"status": "claimed"},
            {"status": "denied"},
            {"status": "planned"},
        ),
        *({"when": None}, {"actors": ()}, {"actors": ("GNA", "LNA")}, {"actors": ("Turkey",)}, {"places": ()}),
        *({"places": (replace(AT, role="near"),)}, {"places": (replace(AT, id=None),)}, {"places": (replace(AT, id="gn-1"),)}),
    ],
)
def test_what_lacks_something_or_was_not_accepted_says_nothing(fields):
    assert claims(replace(TAKEN, **fields)) == []


def test_the_claim_is_weighed_like_any_other():
    before = ControlClaim("c", "tarhuna", "LNA", date(2019, 4, 4), None, "day", ("s2",), date(2019, 4, 5), date(2020, 5, 1))
    assert control_on([before, *claims(TAKEN)], LATER)["tarhuna"].holder == "GNA"
    rival = replace(before, last_attested=date(2020, 6, 10))
    assert control_on([rival, *claims(TAKEN)], LATER)["tarhuna"].contested
    assert control_on([before, *claims(TAKEN)], LATER, known_by=DAY)["tarhuna"].holder == "LNA"


def test_ids_are_the_same_whenever_it_is_asked():
    assert claims(TAKEN) == claims(TAKEN)
