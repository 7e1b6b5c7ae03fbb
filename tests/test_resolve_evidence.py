"""The pieces of evidence for and against a place."""

from geo.model import Match
from geo.resolve.evidence import prior, spelling, theatre_of
from tests.places import place

LIBYAN, LEBANESE = place("l", "Here"), place("b", "There", country="LB", at=(35.8, 34.4))


def test_more_people_weigh_more_and_countries_most():
    weights = [prior(place("x", "X", population=n)).weight for n in (100, 10_000, 1_000_000)]
    assert weights == sorted(weights)
    assert prior(place("c", "C", kind="country")).weight > max(weights)


def test_district_steps_behind_the_settlement_it_is_named_for():
    district, city = place("d", "X", kind="district", population=100_000), place("c", "X", kind="city", population=90_000)
    rivals = [Match(p, p.name, "exact", 1.0, ()) for p in (district, city)]
    assert prior(district, rivals).weight < prior(district).weight < prior(city, rivals).weight


def test_exact_spelling_of_the_first_name_weighs_most():
    one = place("x", "Alpha", ar=["ألفا"])
    weights = [
        spelling(Match(one, name, method, score, ())).weight
        for name, method, score in (("Alpha", "exact", 1.0), ("Alpha", "folded", 0.97), ("Alfa", "fuzzy", 0.75))
    ]
    assert weights == sorted(weights, reverse=True)


def believed(**names):
    """Return a theatre in which each name surely means its place."""
    return theatre_of({name: [(meant, 1.0)] for name, meant in names.items()}, {}, None)


def weight(theatre, meant, key):
    return sum(e.weight for e in theatre.of(meant, key))


def test_a_name_does_not_speak_for_itself():
    theatre = believed(here=LIBYAN, there=LEBANESE)
    assert theatre.countries == {"LY": 1.0, "LB": 1.0}
    assert weight(theatre, LIBYAN, "other") > weight(theatre, LIBYAN, "here")


def test_a_name_counts_as_much_as_it_is_believed_and_weighs():
    theatre = theatre_of({"here": [(LIBYAN, 0.6), (LEBANESE, 0.3)]}, {"here": 0.5}, None)
    assert theatre.countries == {"LY": 0.3, "LB": 0.15}


def test_more_names_of_a_country_speak_louder_for_it():
    few, many = believed(a=LIBYAN, z=LEBANESE), believed(a=LIBYAN, b=LIBYAN, c=LIBYAN, z=LEBANESE)
    assert weight(many, LIBYAN, "x") > weight(few, LIBYAN, "x") > 0 > weight(many, place("e", "E", country="EG"), "x")


def test_a_first_level_unit_speaks_for_its_own():
    theatre = believed(a=place("a", "A", admin="ly-1"), b=place("b", "B", admin="ly-1"))
    assert weight(theatre, place("x", "X", admin="ly-1"), "x") > weight(theatre, place("y", "Y", admin="ly-2"), "y")


def test_a_small_place_alone_in_its_country_is_doubted_and_a_known_one_less():
    theatre = believed(a=LEBANESE, b=LEBANESE, c=LEBANESE)
    assert weight(theatre, LIBYAN, "here") < weight(theatre, place("big", "Big", population=900_000), "big") - 1


def test_hint_speaks_for_its_country():
    theatre = theatre_of({}, {}, "LY")
    assert weight(theatre, LIBYAN, "x") > 0 > weight(theatre, LEBANESE, "x")


def test_nearness_falls_with_distance_and_needs_positions():
    theatre = believed(here=LIBYAN)
    near, far = place("n", "N", at=(10.2, 30.0)), place("f", "F", at=(20.0, 30.0))
    assert theatre.nearness(near, "n").weight > theatre.nearness(far, "f").weight > 0
    assert theatre.nearness(place("u", "U", at=(None, None)), "u").weight == 0
    assert theatre.nearness(LIBYAN, "here").weight == 0


def test_only_sure_places_are_what_others_are_near_to():
    assert theatre_of({"here": [(LIBYAN, 0.4)]}, {}, None).anchors == ()
