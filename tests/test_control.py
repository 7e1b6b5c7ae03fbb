from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.control import HalfLife, control_on, faded, steady_interval
from geo.errors import FrontError
from geo.model import ControlClaim, Place, Source

JAN, MAR, JUN, AUG = date(2020, 1, 1), date(2020, 3, 1), date(2020, 6, 4), date(2020, 8, 1)
SOURCES = {s: Source(s, s, "", "", "", "", "B", side) for s, side in (("gna-tv", "GNA"), ("lna-tv", "LNA"), ("reuters", ""))}


def claim(holder, start, end=None, *, sources=("reuters",), reported=None, attested=None, place="sirte"):
    return ControlClaim(f"{place}-{holder}-{start}", place, holder, start, end, "day", sources, reported, attested)


def at(claims, day, known_by=None):
    return control_on(claims, day, known_by, SOURCES).get("sirte")


def test_intervals_are_half_open():
    claims = [claim("GNA", JAN, JUN), claim("LNA", JUN)]
    assert at(claims, JUN - timedelta(1)).holder == "GNA"
    assert at(claims, JUN).holder == "LNA"
    assert at(claims, JAN - timedelta(1)) is None


def test_a_conflict_is_contested_and_keeps_both_claims():
    state = at([claim("GNA", JAN), claim("LNA", JAN)], MAR)
    assert (state.holder, state.contested) == ("contested", True)
    assert [c.holder for c in state.claims_for] == ["GNA", "LNA"]


def test_news_replaces_what_was_last_attested_before_it():
    state = at([claim("GNA", JAN, attested=MAR), claim("LNA", JUN)], AUG)
    assert (state.holder, state.since) == ("LNA", JUN)
    assert [c.holder for c in state.claims_against] == ["GNA"]


def test_what_is_attested_after_the_news_contradicts_it():
    assert at([claim("GNA", JAN, attested=AUG), claim("LNA", JUN)], AUG).contested


@pytest.mark.parametrize(
    ("gna_source", "lna_source", "holder"),
    [
        ("gna-tv", "reuters", "LNA"),
        ("gna-tv", "gna-tv", "LNA"),
        ("gna-tv", "lna-tv", "contested"),
        ("reuters", "reuters", "contested"),
        ("unheard-of", "lna-tv", "GNA"),
    ],
)
def test_a_partisan_source_counts_fully_only_against_its_own_side(gna_source, lna_source, holder):
    state = at([claim("GNA", JAN, sources=(gna_source,)), claim("LNA", JAN, sources=(lna_source,))], MAR)
    assert state.holder == holder
    assert len(state.claims_for) + len(state.claims_against) == 2


def test_a_partisan_source_alone_is_shown_as_such():
    assert at([claim("GNA", JAN, sources=("gna-tv",))], MAR).partisan
    assert not at([claim("GNA", JAN, sources=("gna-tv", "reuters"))], MAR).partisan


def test_an_ally_is_as_partisan_as_the_holder():
    claims = [claim("GNA", JAN, sources=("ankara",)), claim("LNA", JAN)]
    sources = {**SOURCES, "ankara": Source("ankara", "", "", "", "", "", "D", "Turkey")}
    assert control_on(claims, MAR, None, sources)["sirte"].contested
    assert control_on(claims, MAR, None, sources, {"Turkey": "GNA"})["sirte"].holder == "LNA"


def test_what_was_reported_later_is_not_known_yet():
    claims = [claim("GNA", JAN, JUN, reported=JAN), claim("LNA", JUN, reported=AUG)]
    assert at(claims, AUG, known_by=AUG).holder == "LNA"
    assert at(claims, AUG, known_by=JUN).holder == "GNA"
    assert at(claims, AUG, known_by=JAN - timedelta(1)) is None


def test_a_claim_without_a_date_of_report_is_marked_only_where_it_matters():
    claims = [claim("GNA", JAN)]
    assert at(claims, MAR).reported
    assert not at(claims, MAR, known_by=MAR).reported


def test_a_claim_that_runs_backwards_is_refused():
    with pytest.raises(FrontError, match="before it begins"):
        at([claim("GNA", JUN, JAN)], MAR)


def test_the_states_stay_the_same_between_two_changes():
    claims = [claim("GNA", JAN, JUN), claim("LNA", JUN), claim("GNA", MAR, place="hun")]
    assert steady_interval(claims, date(2020, 4, 1)) == (MAR, JUN)
    assert steady_interval(claims, AUG) == (JUN, None)
    assert steady_interval([], AUG) == (None, None)


DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
CLAIMS = st.builds(
    lambda place, holder, start, length, reported, attested: claim(
        holder, start, start + timedelta(length) if length else None, place=place, reported=reported, attested=attested
    ),
    st.sampled_from(["sirte", "hun"]),
    st.sampled_from(["GNA", "LNA", "contested"]),
    DAYS,
    st.integers(0, 40),
    st.none() | DAYS,
    st.none() | DAYS,
)


@given(st.lists(CLAIMS, max_size=8, unique_by=lambda c: c.id), DAYS, st.none() | DAYS, st.randoms())
def test_no_claim_is_lost_and_order_does_not_matter(claims, day, known_by, random):
    states = control_on(claims, day, known_by)
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert control_on(shuffled, day, known_by) == states
    for place in states:
        running = {c.id for c in claims if c.place_id == place and c.valid_from <= day and (c.valid_to is None or day < c.valid_to)}
        shown = {c.id for c in states[place].claims_for + states[place].claims_against}
        assert shown
        assert known_by is not None or shown == running


def test_silence_fades_a_town_sooner_than_a_city_and_an_undated_claim_never():
    kinds = {"city": "city", "town": "town", "undated": "town"}
    known = {n: Place(n, {}, k, 0.0, 0.0, None, None, "s", "") for n, k in kinds.items()}
    told = [claim("GNA", JAN, attested=None if n == "undated" else MAR, place=n) for n in kinds]
    later = MAR + timedelta(1000)
    live, silent = faded(control_on(told, later), known, later, HalfLife())
    assert (set(live), set(silent)) == ({"city", "undated"}, {"town"})
    assert HalfLife().worth("town", 240) == 0.5


def test_what_was_recorded_later_is_left_out_of_the_map_as_it_was():
    late = ControlClaim("late", "sirte", "LNA", JUN, None, "day", ("reuters",), JUN, JUN, recorded=AUG)
    told = [claim("GNA", JAN, attested=MAR), late]
    assert control_on(told, AUG, recorded_by=JUN)["sirte"].holder == "GNA"
    assert control_on(told, AUG, recorded_by=AUG)["sirte"].holder == "LNA"
