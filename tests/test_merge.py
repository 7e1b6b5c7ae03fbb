"""Reports of one event: joined where nothing speaks against it, apart where something does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.merge import merge, same_event
from geo.model import Casualties, Citation, Document, Event, EventPlace, Reading, When

DAY = date(2020, 6, 6)
SIRTE = EventPlace("at", "sirte", "Sirte", 16.59, 31.2, "settlement", 5.0)
TRIPOLI = EventPlace("at", "tripoli", "Tripoli", 13.19, 32.89, "settlement", 5.0)
LIBYA = EventPlace("at", "country-ly", "Libya", 17.0, 27.0, "country", 500.0)


def on(day, days=0):
    return When(day, day + timedelta(days=days), "day" if days == 0 else "month")


def told(name, published=DAY, publisher=None, **changes):
    base = {"status": "happened", "when": on(DAY), "places": (SIRTE,), "actors": ("LNA",), "score": 0.8}
    event = Event(id=f"e-{name}", **{"type": "strike", "citations": (Citation(0, 5),), "origin": "machine"} | base | changes)
    return Reading(Document(name, "Words of a report", published, publisher=publisher or name), "en", (), (event,))


def both(**changes):
    return merge([told("a"), told("b", **changes)])


def test_two_reports_of_one_strike_are_one_event_with_two_claims():
    (event,) = both()
    assert [(c.document, c.start, c.text) for c in event.claims] == [("a", 0, "Words"), ("b", 0, "Words")]
    assert (event.places, event.when, event.status, event.actors) == ((SIRTE,), on(DAY), "happened", ("LNA",))


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "shelling"},
        {"when": on(DAY + timedelta(days=1))},
        {"when": None},
        {"actors": ()},
        {"actors": ("LNA", "Wagner")},
        {"status": "claimed"},
        {"places": (replace(SIRTE, id="sirte-port", lon=16.6),)},
    ],
)
def test_what_can_be_the_same_is_joined(changes):
    assert len(both(**changes)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "withdrawal"},
        {"when": on(DAY + timedelta(days=2))},
        {"when": on(date(2020, 6, 1), 29)},
        {"places": (TRIPOLI,)},
        {"places": ()},
        {"actors": ("GNA",)},
        {"status": "planned"},
        {"status": "background", "when": None},
        {"when": None, "published": None},
        {"when": None, "published": DAY + timedelta(days=9)},
    ],
)
def test_what_cannot_be_the_same_stays_apart(changes):
    assert len(both(**changes)) == 2


@pytest.mark.parametrize("wide", [LIBYA, EventPlace("at", "region-west", "West", 12.5, 32.0, "region", 180.0)])
def test_a_country_or_a_wide_region_is_no_place_to_meet(wide):
    assert len(merge([told("a", places=(wide,)), told("b", places=(wide,))])) == 2


def test_one_document_is_not_merged_with_itself():
    (event,) = told("a").events
    twice = replace(told("a"), events=(event, replace(event, id="e-2")))
    assert len(merge([twice])) == 2


def test_different_ways_are_different_movements():
    here, there = (replace(p, role="to") for p in (SIRTE, TRIPOLI))
    origin = replace(SIRTE, role="from", id="misrata", lon=15.1, lat=32.4)
    events = merge([told("a", type="movement", places=(origin, here)), told("b", type="movement", places=(origin, there))])
    assert len(events) == 2


def test_tolls_that_disagree_stay_as_claims_beside_their_hull():
    (event,) = merge([told("a", killed=Casualties(5, 5)), told("b", killed=Casualties(9, None))])
    assert event.killed == Casualties(5, None)
    assert [c.killed for c in event.claims] == [Casualties(5, 5), Casualties(9, None)]


def test_sides_that_blame_each_other_for_one_toll_are_rival_claims():
    (event,) = merge([told("a", killed=Casualties(7, 7)), told("b", actors=("GNA",), killed=Casualties(7, 9))])
    assert event.actors == ()
    assert [c.actors for c in event.claims] == [("LNA",), ("GNA",)]


def test_a_denial_answers_a_claim_and_leaves_it_a_claim():
    (event,) = both(status="denied", when=None, published=DAY + timedelta(days=5))
    assert event.status == "claimed"
    assert [c.status for c in event.claims] == ["happened", "denied"]


def test_a_chain_of_neighbours_is_not_one_event():
    readings = [told(str(i), published=DAY + timedelta(days=i), when=on(DAY + timedelta(days=i))) for i in range(3)]
    assert [len(e.claims) for e in merge(readings)] == [2, 1]


def test_an_id_stays_when_later_reports_join():
    assert both()[0].id == merge([told("a"), told("b"), told("c")])[0].id


def test_a_source_counts_once_for_the_score():
    one, two = merge([told("a", publisher="X"), told("b", publisher="X")])[0], both()[0]
    assert (one.score, two.score) == (0.8, 0.96)


def test_same_event_tells_pairs():
    (a, b), (c, d) = (
        ((r.events[0], r.document) for r in (told("a"), told("b"))),
        ((r.events[0], r.document) for r in (told("c"), told("d"))),
    )
    assert same_event(a, b)
    assert not same_event((replace(c[0], type="base"), c[1]), d)


@given(st.permutations(range(6)))
def test_the_order_of_reports_does_not_matter(order):
    readings = [told(str(i), when=on(DAY + timedelta(days=i // 2)), actors=("LNA",) if i % 3 else ()) for i in range(6)]
    assert merge([readings[i] for i in order]) == merge(readings)


def test_a_telling_joins_another_before_it_joins_a_denial_alone():
    readings = [
        told("a", actors=()),
        told("b", DAY + timedelta(days=1), killed=Casualties(9, 9), actors=("LNA",)),
        told("c", DAY + timedelta(days=1), status="denied", actors=("Russia",), targets=()),
        told("d", DAY + timedelta(days=2), actors=()),
    ]
    together = [{c.document for c in e.claims} for e in merge(readings)]
    assert any({"a", "d"} <= documents for documents in together)
