"""The pieces of evidence for and against a place."""

from geo.model import Match, Toponym
from geo.resolve.evidence import prior, spelling, theatre_of
from tests.places import place


def toponym(*places, role="place"):
    return Toponym(0, 1, "x", role, (), tuple(Match(p, p.name, "exact", 1.0, "") for p in places))


LIBYAN, LEBANESE = place("l", "Here"), place("b", "There", country="LB", at=(35.8, 34.4))


def test_more_people_weigh_more_and_countries_most():
    weights = [prior(place("x", "X", population=n)).weight for n in (100, 10_000, 1_000_000)]
    assert weights == sorted(weights)
    assert prior(place("c", "C", kind="country")).weight > max(weights)


def test_district_steps_behind_the_settlement_it_is_named_for():
    district, city = place("d", "X", kind="district", population=100_000), place("c", "X", kind="city", population=90_000)
    rivals = toponym(district, city).candidates
    assert prior(district, rivals).weight < prior(district).weight < prior(city, rivals).weight


def test_exact_spelling_of_the_first_name_weighs_most():
    one = place("x", "Alpha", ar=["ألفا"])
    weights = [
        spelling(Match(one, name, method, score, "")).weight
        for name, method, score in (("Alpha", "exact", 1.0), ("Alpha", "folded", 0.97), ("Alfa", "fuzzy", 0.75))
    ]
    assert weights == sorted(weights, reverse=True)


def test_votes_count_names_once_and_not_for_themselves():
    theatre = theatre_of([("here", toponym(LIBYAN)), ("here", toponym(LIBYAN)), ("there", toponym(LEBANESE))], None)
    assert theatre.votes == {"LY": 1.0, "LB": 1.0}
    assert sum(e.weight for e in theatre.of(LIBYAN, "other")) > 0
    assert sum(e.weight for e in theatre.of(LIBYAN, "here")) == 0


def test_a_small_place_alone_in_its_country_is_doubted():
    others = [(str(i), toponym(place(str(i), str(i), country="LB"))) for i in range(3)]
    theatre = theatre_of([*others, ("here", toponym(LIBYAN))], None)
    assert sum(e.weight for e in theatre.of(LIBYAN, "here")) < -2
    assert sum(e.weight for e in theatre.of(place("big", "Big", population=900_000), "big")) > -1


def test_names_and_datelines_do_not_vote():
    assert theatre_of([("a", toponym(LIBYAN, role="name")), ("b", toponym(LIBYAN, role="dateline"))], None).votes == {}


def test_hint_speaks_for_its_country():
    theatre = theatre_of([], "LY")
    assert sum(e.weight for e in theatre.of(LIBYAN, "x")) > 0 > sum(e.weight for e in theatre.of(LEBANESE, "x"))


def test_nearness_falls_with_distance_and_needs_positions():
    theatre = theatre_of([("here", toponym(LIBYAN))], None)
    near, far = place("n", "N", at=(10.2, 30.0)), place("f", "F", at=(20.0, 30.0))
    assert theatre.nearness(near, "n").weight > theatre.nearness(far, "f").weight > 0
    assert theatre.nearness(place("u", "U", at=(None, None)), "u").weight == 0
    assert theatre.nearness(LIBYAN, "here").weight == 0
