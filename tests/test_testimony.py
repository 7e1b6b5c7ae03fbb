"""Events as evidence: claims of control, holds that end, and fights that say where the line is, each for its day and as it was known."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
import shapely

from geo.cli import main
from geo.control import control_on
from geo.frontline import Reach, Theatre, derive, front_features
from geo.model import Claim, ControlClaim, Event, EventPlace, Place, When
from geo.testimony import beside, claims_of_events
from geo.testimony import testimony_of as what_is_told

DAY = date(2020, 6, 5)
PLACES = {n: Place(n, {"en": (n,)}, "town", lon, 30.0, None, "LY", "s", "") for n, lon in (("a", 12.0), ("b", 14.0), ("c", 15.0))}
LAND = shapely.box(11, 29, 16, 31)
HELD = [
    ControlClaim(f"c-{n}", n, h, date(2020, 1, 1), None, "day", ("s1",), date(2020, 1, 2)) for n, h in (("a", "A"), ("b", "B"), ("c", "B"))
]


def at(place_id, role="at", **fields):
    return replace(EventPlace(role, place_id, place_id, PLACES[place_id].lon, 30.0, "settlement", 5.0), **fields)


def event(kind, *places, actors=("A",), **fields):
    told = Event("e", kind, "happened", When(DAY, DAY, "day"), places, actors, claims=(Claim("s2", "happened", DAY + timedelta(1)),))
    return replace(told, **fields)


def told_by(*events, **options):
    return what_is_told(events, PLACES, {"Friend": "A"}, ("A", "B"), **options)


def line_between(*events, day=DAY, **options):
    """The longitude at which the line crosses the parallel of the places, and the features of the front."""
    told = told_by(*events, **options)
    states = told.weighed(control_on(told.added_to(HELD), day), PLACES, day)
    front = derive(states, PLACES, LAND, day, reach=Reach(10_000))
    crossed = shapely.union_all([x.geometry for x in front.lines]).intersection(shapely.LineString([(12, 30.001), (14, 30.001)]))
    return shapely.get_coordinates(crossed)[0, 0], front_features(front, PLACES)


@pytest.mark.parametrize(("status", "precision"), [("happened", "day"), ("claimed", "claimed")])
def test_a_capture_is_a_claim_from_its_day_on(status, precision):
    (claim,) = claims_of_events([event("control", at("b"), actors=("Friend",), status=status)], PLACES, {"Friend": "A"}, ("A", "B"))
    assert (claim.place_id, claim.holder, claim.valid_from, claim.precision) == ("b", "A", DAY, precision)
    assert (claim.source_ids, claim.reported) == (("s2",), DAY + timedelta(1))


def test_what_only_a_party_claims_counts_half():
    seen = [replace(c, last_attested=DAY) for c in HELD]
    for status, holder in (("happened", "contested"), ("claimed", "B")):
        told = told_by(event("control", at("b"), status=status))
        assert control_on(told.added_to(seen), DAY)["b"].holder == holder
    assert control_on(told_by(event("control", at("b"), status="claimed")).added_to(HELD), DAY)["b"].partisan


@pytest.mark.parametrize(
    "fields",
    [
        *({"status": s} for s in ("planned", "threatened", "hypothetical", "denied", "background")),
        *({"origin": "machine"}, {"when": None}, {"claims": ()}),
    ],
)
def test_what_did_not_happen_or_nobody_answers_for_says_nothing(fields):
    told = told_by(*(replace(event(kind, at("b")), **fields) for kind in ("control", "withdrawal", "clash")))
    assert (told.claims, told.left, told.fights) == ((), (), ())


def test_unreviewed_events_speak_only_where_asked_and_are_named():
    told = told_by(event("control", at("b"), origin="machine"), unreviewed=True)
    assert (len(told.claims), told.unreviewed) == (1, ("e",))


def test_a_report_of_later_is_not_known_yet():
    assert told_by(event("control", at("b")), known_by=DAY).claims == ()
    assert len(told_by(event("control", at("b")), known_by=DAY + timedelta(1)).claims) == 1


@pytest.mark.parametrize(("attested", "held"), [(None, False), (DAY + timedelta(2), True)])
def test_a_withdrawal_ends_the_hold_of_who_left_and_gives_the_place_to_nobody(attested, held):
    claims = [replace(c, last_attested=attested) for c in HELD]
    left = event("withdrawal", at("b", "from"), at("c", "to"), actors=("B",))
    states = control_on(told_by(left).added_to(claims), DAY + timedelta(3))
    assert ("b" in states) is held
    assert states["c"].holder == "B"
    assert "b" in control_on(told_by(replace(left, actors=("Guest",))).added_to(claims), DAY + timedelta(3))


def test_a_fight_draws_the_line_near_to_its_place_and_is_forgotten():
    plain, features = line_between()
    fought, told = line_between(event("clash", at("b")))
    assert plain + 0.1 < fought < 14
    evidence = [e for f in told if f["properties"]["layer"] == "front" for e in f["properties"]["evidence"]]
    assert {tuple(e.get("event_ids", ())) for e in evidence if e["place_id"] == "b"} == {("e",)}
    assert plain < line_between(event("clash", at("b")), day=DAY + timedelta(20))[0] < fought
    late = DAY + timedelta(60)
    assert json.dumps(line_between(event("clash", at("b")), day=late)[1]) == json.dumps(line_between(day=late)[1])
    assert line_between(event("front", at("b")), day=late)[0] > plain
    assert line_between(event("clash", at("b")), day=DAY - timedelta(1))[0] == plain
    assert features != told


def test_fights_of_the_day_before_leave_nothing_behind():
    theatre, states = Theatre(LAND, Reach(10_000)), control_on(HELD, DAY)
    fought, beside, further = (
        told_by(event("clash", place)).weighed(states, PLACES, DAY)
        for place in (at("b"), at("b", id=None, lon=13.6), at("b", id=None, lon=13.4))
    )
    for now in (states, fought, states, beside, further, fought, beside, states):
        told = front_features(theatre.front(now, PLACES, DAY), PLACES)
        assert told == front_features(derive(now, PLACES, LAND, DAY, reach=Reach(10_000)), PLACES)


def test_where_fights_speak_a_front_holds_for_its_day():
    told = told_by(event("clash", at("b")))
    assert told.valid((None, None), DAY) == (DAY, DAY + timedelta(1))
    assert told.valid((DAY, None), DAY + timedelta(300)) == (DAY, None)


@pytest.mark.parametrize(
    ("place", "worth", "spot"),
    [
        (at("b"), 1.0, None),
        (at("b", id=None, lon=14.3, precision="computed", radius_km=10.0), 0.25, (14.3, 30.0)),
        (at("b", id=None, lon=14.3, precision="computed", radius_km=40.0), 0.0, None),
        (at("b", id="village", lon=13.6, radius_km=2.0), 1.0, (13.6, 30.0)),
        (at("b", id="far", lat=32.0), 0.0, None),
        (at("b", id=None, precision="region", radius_km=400.0), 0.0, None),
        (at("b", role="from"), 0.0, None),
        (at("b", id=None, lon=None, lat=None), 0.0, None),
    ],
)
def test_a_place_that_nobody_holds_speaks_for_its_spot_as_far_as_that_is_sure(place, worth, spot):
    states = told_by(event("front", place)).weighed(control_on(HELD, DAY), PLACES, DAY)
    assert (states["b"].fought, states["b"].fought_at) == (worth, spot)


def test_of_several_fights_near_a_place_the_weightiest_says_where_and_all_are_named():
    sure, vague = at("b", id="v", lon=13.7), at("b", id=None, lon=13.6, precision="computed", radius_km=8.0)
    told = told_by(event("clash", vague, id="e1"), event("clash", sure, id="e2"), event("clash", vague, sure, id="e3"))
    state = told.weighed(control_on(HELD, DAY), PLACES, DAY)["b"]
    assert (state.fought, state.fought_at, state.event_ids) == (1.0, (13.7, 30.0), ("e1", "e2", "e3"))


@pytest.mark.parametrize("lon", [12.5, 13.5])
def test_a_fight_where_nobody_holds_draws_the_line_to_its_spot(lon):
    plain = line_between()[0]
    sure, vague = (line_between(event("clash", at("b", id=None, lon=lon, radius_km=r, precision="computed")))[0] for r in (3.0, 9.0))
    assert abs(sure - lon) < abs(plain - lon) / 3
    assert abs(sure - lon) < abs(vague - lon) < abs(plain - lon)


READING = {"id": "doc", "published": "2020-06-06", "toponyms": []}


def read_event(kind, **fields):
    place = {"role": "at", "id": "b", "name": "b", "lon": 14.0, "lat": 30.0, "precision": "settlement", "radius_km": 5.0}
    day = {"start": "2020-06-05", "end": "2020-06-05", "precision": "day"}
    given = {"id": "m", "type": kind, "status": "happened", "date": day, "places": [place], "actors": ["A"], "targets": []}
    return given | {"killed": None, "injured": None, "acled": None, "ucdp": None, "citations": [], "score": 0.9} | fields


@pytest.fixture
def files(tmp_path):
    (tmp_path / "places.csv").write_text("id,name,lon,lat\n" + "".join(f"{p.id},{p.id},{p.lon},{p.lat}\n" for p in PLACES.values()))
    rows = "".join(f"{c.place_id},{c.holder},2020-01-01,,day,s1\n" for c in HELD)
    (tmp_path / "control.csv").write_text("place_id,holder,from_date,to_date,precision,source\n" + rows)
    (tmp_path / "land.geojson").write_text(shapely.to_geojson(LAND))
    return tmp_path


def front_with(folder, name, *events, more=()):
    if events:
        (folder / "events.jsonl").write_text(json.dumps(READING | {"events": events}) + "\n")
        more = ("--events", str(folder / "events.jsonl"), *more)
    given = [x for kind in ("places", "control") for x in (f"--{kind}", str(folder / f"{kind}.csv"))]
    out = folder / name
    status = main(["front", *given, "--land", str(folder / "land.geojson"), "--as-of", "2020-06-08", "--output", str(out), *more])
    assert status == 0
    return out.read_text()


def test_the_command_hears_what_was_accepted_and_says_so_where_it_was_not(files):
    plain = front_with(files, "plain.geojson")
    assert front_with(files, "machine.geojson", read_event("clash")) == plain
    accepted = front_with(files, "accepted.geojson", read_event("clash", review=[{"verdict": "right"}]))
    assert accepted != plain
    assert "unreviewed" not in accepted
    asked = json.loads(front_with(files, "asked.geojson", read_event("clash"), more=("--unreviewed",)))
    assert {tuple(f["properties"]["unreviewed_events"]) for f in asked["features"]} == {("m",)}


@pytest.mark.parametrize(
    ("more", "said"), [(["--unreviewed"], "--events"), (["--without-events", "--control", "x.csv"], "--without-events")]
)
def test_a_wrong_call_is_refused_in_a_sentence(more, said, capsys, tmp_path):
    assert main(["front", "--as-of", "2020-06-08", "--output", str(tmp_path / "f.geojson"), *more]) == 2
    assert said in capsys.readouterr().err


def test_the_projects_own_events_are_left_out_where_asked(capsys):
    said = []
    for more in ([], ["--without-events"]):
        assert main(["explain", "16.3,31.1", "--as-of", "2020-06-15", *more]) == 0
        said.append(capsys.readouterr().out)
    assert ["front at Sirte" in text for text in said] == [True, False]


def test_an_event_that_is_none_is_named(files, capsys):
    (files / "bad.jsonl").write_text(json.dumps(READING | {"events": [{"id": "m"}]}) + "\n")
    call = ["front", "--as-of", "2020-06-08", "--output", str(files / "f.geojson"), "--events", str(files / "bad.jsonl")]
    assert main(call) == 2
    assert "bad.jsonl" in capsys.readouterr().err


def states_with(*events, claims, day=DAY + timedelta(20), known_by=None):
    told = told_by(*events, known_by=known_by)
    return told.weighed(control_on(told.added_to(claims), day, known_by), PLACES, day)


def taken(days, until=None, holder="A", reported=DAY):
    first = DAY + timedelta(days)
    return ControlClaim(f"{holder}{days}", "b", holder, first, until, "day", ("s1",), reported, reported)


def test_a_capture_that_is_in_the_table_already_is_not_told_twice():
    told = told_by(event("control", at("b")))
    for row in (taken(-2), taken(0), taken(3)):
        assert told.added_to([row]) == [row]
    for rows in ([taken(-9)], [taken(0, holder="B")], [taken(-2), taken(-1, holder="B")]):
        assert len(told.added_to(rows)) == len(rows) + 1


def test_a_capture_known_before_its_row_was_reported_ends_with_the_row():
    late, end = DAY + timedelta(9), DAY + timedelta(12)
    rows = [taken(0, end, reported=late)]
    (_, claim) = told_by(event("control", at("b"))).added_to(rows)
    assert (claim.holder, claim.valid_to) == ("A", end)
    known = states_with(event("control", at("b")), claims=rows, day=DAY + timedelta(5), known_by=DAY + timedelta(5))
    assert known["b"].holder == "A"
    assert "b" not in states_with(event("control", at("b")), claims=rows)


def test_an_old_capture_told_late_does_not_contest_what_came_after_it():
    late = (Claim("s3", "happened", DAY + timedelta(60)),)
    assert states_with(event("control", at("b"), claims=late), claims=[taken(10, holder="B")])["b"].holder == "B"


@pytest.mark.parametrize(
    ("actors", "targets", "speaks"),
    [
        (("A", "B"), (), True),
        (("Friend",), ("B",), True),
        (("B",), (), True),
        (("A",), (), True),
        (("Nobody knows",), ("B",), True),
        (("Raiders",), ("B",), False),
        (("Raiders",), (), False),
        (("B",), ("B",), False),
        (("Raiders",), ("A",), False),
    ],
)
def test_a_fight_speaks_for_a_line_only_between_who_may_have_one(actors, targets, speaks):
    fight = event("clash", at("b"), actors=actors, targets=targets)
    told = what_is_told([fight], PLACES, {"Friend": "A"}, ("A", "B", "Raiders"))
    assert bool(told.weighed(control_on(HELD, DAY), PLACES, DAY)["b"].fought) is speaks


def test_two_testimonies_speak_together_and_no_event_twice():
    one, two = told_by(event("clash", at("b"))), told_by(event("clash", at("b")), event("control", at("c"), id="f"))
    both = one.joined(two)
    assert ([e.id for e in both.fights], [c.place_id for c in both.claims], both.sides) == (["e"], ["c"], two.sides)


@pytest.mark.parametrize(("direction", "lon"), [("e", 12.0415), ("w", 11.9585)])
def test_a_fight_on_one_side_of_a_place_is_beside_it(direction, lon):
    states = told_by(event("clash", at("a", direction=direction))).weighed(control_on(HELD, DAY), PLACES, DAY)
    assert states["a"].fought_at == pytest.approx((lon, 30.0), abs=1e-3)


def test_a_side_is_no_further_off_than_half_the_way_to_the_next_place():
    near = {**PLACES, "d": replace(PLACES["a"], id="d", lon=12.01)}
    assert beside(at("a", direction="w"), ["a", "d"], near) == pytest.approx((11.995, 30.0), abs=1e-4)


@pytest.mark.parametrize("kind", ["control", "withdrawal"])
def test_what_was_taken_or_left_beside_a_place_says_nothing_of_the_place(kind):
    told = told_by(event(kind, at("b", direction="w"), actors=("A",)), event(kind, at("a", direction="w"), actors=("A",)))
    assert told.added_to(HELD) == HELD
