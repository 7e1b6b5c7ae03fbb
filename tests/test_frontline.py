import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geo.control import control_on
from geo.errors import FrontError
from geo.frontline import Reach, derive, front_features, speaks_for_ground
from geo.frontline.field import error_rate, mistaken
from geo.frontline.lines import segments
from geo.frontline.mesh import frame_of, march
from geo.geometry import area_km2
from geo.model import ControlClaim, Place
from geo.tables import read_control, read_places

DAY = date(2020, 6, 1)
LAND = shapely.box(10, 28, 16, 33)
FACTS = Path(__file__).parents[1].parent / "shared" / "facts"


def place(name, lon, lat, kind="town", precision_km=None):
    return Place(name, {"en": (name.title(),)}, kind, lon, lat, precision_km, "LY", "s", "")


def front_of(held, land=LAND, reach=None, **places):
    """A front of places given as `name=(lon, lat)` and holders as `{name: holder}`."""
    known = {name: place(name, *at) if isinstance(at, tuple) else at for name, at in places.items()}
    claims = [ControlClaim(f"c-{n}", n, h, date(2020, 1, 1), None, "day", (f"s-{n}",), last_attested=DAY) for n, h in held.items()]
    front = derive(control_on(claims, DAY), known, land, DAY, reach=reach or Reach(unknown_km=10_000))
    return front, front_features(front, known)


def ground(front, holder):
    return shapely.union_all([a.geometry for a in front.territory if a.holder == holder])


def test_the_line_between_two_places_runs_midway():
    front, _ = front_of({"a": "A", "b": "B"}, a=(12, 30), b=(14, 30))
    line = shapely.union_all([x.geometry for x in front.lines])
    assert line.length == pytest.approx(5, abs=0.1)
    assert np.allclose(shapely.get_coordinates(line)[:, 0], 13, atol=0.1)
    assert ground(front, "A").contains(shapely.Point(11, 31))
    assert ground(front, "B").contains(shapely.Point(15, 31))


def test_each_segment_names_the_places_on_its_two_sides():
    _, features = front_of({"a": "A", "b": "B", "c": "B"}, a=(12, 30), b=(14, 31), c=(14, 29))
    lines = [f["properties"] for f in features if f["properties"]["layer"] == "front"]
    assert lines
    for line in lines:
        assert line["between"] == ["A", "B"]
        assert {e["side"] for e in line["evidence"]} == {"A", "B"}
        assert set(line["source_ids"]) == {s for e in line["evidence"] for s in e["source_ids"]}
        assert (line["valid_from"], line["valid_to"]) == ("2020-01-01", None)
        assert line["uncertainty_km"] > 0


def test_the_corridor_holds_the_line_and_widens_with_distance():
    land = shapely.box(11, 29.8, 15, 31.2)
    front, _ = front_of({"a": "A", "b": "B"}, land=land, a=(12, 30), b=(14, 30))
    near, _ = front_of({"a": "A", "b": "B", "c": "A", "d": "B"}, land=land, a=(12.9, 30), b=(13.1, 30), c=(12.9, 31), d=(13.1, 31))
    beside = shapely.Point(12.5, 30)
    line = shapely.union_all([x.geometry for x in front.lines])
    assert front.corridor[0].geometry.buffer(0.001).contains(line)
    assert front.corridor[0].geometry.contains(beside)
    assert not near.corridor[0].geometry.contains(beside)


def test_ground_far_from_any_claim_is_unknown():
    front, features = front_of({"a": "A", "b": "B"}, reach=Reach(unknown_km=75), a=(12, 30), b=(12.5, 30))
    assert front.unknown[0].geometry.contains(shapely.Point(15, 32))
    assert not front.unknown[0].geometry.intersects(shapely.Point(12.2, 30.2))
    assert {f["properties"]["layer"] for f in features} == {"territory", "unknown", "corridor", "front"}


def test_through_contested_ground_the_line_runs_midway():
    front, _ = front_of({"a": "A", "b": "B", "c": "contested"}, reach=Reach(10_000, contested_km=30), a=(12, 30), b=(14, 30), c=(13, 30))
    through = [x for x in front.lines if x.contested]
    assert through
    assert all(x.between == ("A", "B") and [s.place_id for s in x.disputed] == ["c"] for x in through)
    assert all(ground(front, "contested").buffer(0.001).contains(x.geometry) for x in through)
    assert [x for x in front.lines if not x.contested]


def test_three_holders_meet_in_a_point():
    front, _ = front_of({"a": "A", "b": "B", "c": "C"}, a=(12, 29.5), b=(14, 29.5), c=(13, 31.5))
    assert {x.between for x in front.lines} == {("A", "B"), ("A", "C"), ("B", "C")}
    assert {a.holder for a in front.territory} == {"A", "B", "C"}


def test_a_third_holder_with_one_place_among_many_holds_its_town_alone():
    rng = np.random.default_rng(6)
    at = {f"p{n}": tuple(xy) for n, xy in enumerate(rng.uniform((11, 29), (15, 32), (60, 2)).round(4).tolist())} | {"own": (13.02, 30.5)}
    front, _ = front_of({n: "C" if n == "own" else "AB"[x > 13] for n, (x, _) in at.items()}, **at)
    town = ground(front, "C")
    assert town.contains(shapely.Point(13.02, 30.5))
    assert 1 < area_km2(town) < 20


def test_a_pocket_stays():
    ring = {f"b{k}": (13 + np.cos(k), 30.5 + np.sin(k)) for k in range(6)}
    front, _ = front_of({"a": "A"} | dict.fromkeys(ring, "B"), a=(13, 30.5), **ring)
    assert ground(front, "A").contains(shapely.Point(13, 30.5))
    assert not ground(front, "A").intersects(LAND.boundary)


def test_one_holder_only_has_ground_and_no_line():
    front, _ = front_of({"a": "A", "b": "A"}, a=(12, 30), b=(14, 30))
    assert [a.holder for a in front.territory] == ["A"]
    assert front.lines == front.corridor == ()


def test_only_contested_places_make_contested_ground():
    front, _ = front_of({"a": "contested"}, a=(12, 30))
    assert [a.holder for a in front.territory] == ["contested"]


def test_without_a_live_claim_all_is_unknown():
    front, _ = front_of({}, a=(12, 30))
    assert front.territory == front.lines == ()
    assert front.unknown[0].geometry.symmetric_difference(LAND).area < 1e-5


def test_two_holders_at_one_position_contest_it():
    front, _ = front_of({"a": "A", "b": "B", "c": "B"}, a=(12, 30), b=(12, 30), c=(14, 30))
    assert ground(front, "contested").contains(shapely.Point(12, 30))


def test_two_places_of_one_holder_at_one_position_count_once():
    front, _ = front_of({"a": "A", "b": "A", "c": "B"}, a=(12, 30), b=(12, 30), c=(14, 30))
    assert {s.place_id for x in front.lines for s in x.sides[0]} == {"a", "b"}


def test_a_place_at_sea_speaks_for_the_land_near_it():
    front, _ = front_of({"a": "A", "b": "B"}, a=(12, 33.2), b=(14, 30))
    assert ground(front, "A").contains(shapely.Point(12, 32.9))


@pytest.mark.parametrize(
    ("odd", "speaks"),
    [
        (place("x", 12, 30, "region"), False),
        (place("x", 12, 30, "country"), False),
        (place("x", 12, 30, "district", 60.0), False),
        (place("x", 12, 30, "district", 2.0), True),
        (place("x", 12, 30, "oil_field", 30.0), True),
        (place("x", None, None), False),
    ],
)
def test_only_points_speak_for_ground(odd, speaks):
    assert speaks_for_ground(odd) is speaks
    front, _ = front_of({"x": "A"}, x=odd)
    assert bool(front.territory) is speaks


def test_control_of_no_known_place_is_refused():
    with pytest.raises(FrontError, match="'a', which is not among the places"):
        front_of({"a": "A"})


@pytest.mark.parametrize(
    ("land", "said"),
    [
        (shapely.Polygon(), "no polygon"),
        (shapely.LineString([(0, 0), (1, 1)]), "no polygon"),
        (shapely.box(-180, -90, 180, -60), "pole"),
        (shapely.box(-150, -60, 150, 60), "cut it to the theatre"),
    ],
)
def test_land_that_no_plane_can_hold_is_refused(land, said):
    with pytest.raises(FrontError, match=said):
        front_of({"a": "A"}, land=land, a=(12, 30))


@pytest.mark.parametrize(
    "land", [shapely.box(176, -20, 184, -14), shapely.MultiPolygon([shapely.box(176, -20, 180, -14), shapely.box(-180, -20, -176, -14)])]
)
def test_a_theatre_across_the_antimeridian(land):
    front, features = front_of({"a": "A", "b": "B"}, land=land, a=(179, -17), b=(-179, -17))
    for feature in features:
        for part in shapely.get_parts(shapely.geometry.shape(feature["geometry"])):
            assert -180 <= part.bounds[0] <= part.bounds[2] <= 180
            assert part.bounds[2] - part.bounds[0] < 20
    assert ground(front, "A").contains(shapely.Point(177, -17))
    assert ground(front, "B").contains(shapely.Point(-177, -17))
    assert sum(area_km2(a.geometry) for a in front.territory) == pytest.approx(
        area_km2(shapely.box(-4, -20, 4, -14).segmentize(0.1)), rel=1e-3
    )


ODD = {f"odd{n}": at for n, at in enumerate([(12.2, 30.5), (12.15, 30.2), (12.25, 30.8), (12.85, 30.3), (12.8, 30.7)])}


def crowd(wrong, sources):
    """A hundred places held by A and B, and five among them, of which those in `wrong` are said to be of the other side."""
    rng = np.random.default_rng(5)
    at = {f"p{n}": tuple(xy) for n, xy in enumerate(rng.uniform((12, 30), (13, 31), (100, 2)).round(4).tolist())} | ODD
    known = {name: place(name, *xy) for name, xy in at.items()}
    held = {name: "AB"[(xy[0] > 12.5) ^ (name in wrong)] for name, xy in at.items()}
    claims = [ControlClaim(f"c-{n}", n, h, date(2020, 1, 1), None, "day", sources if n in wrong else ("s",)) for n, h in held.items()]
    return derive(control_on(claims, DAY), known, LAND, DAY)


@pytest.mark.parametrize("wrong", [("odd0",), tuple(ODD)])
def test_reports_of_one_source_against_all_around_are_outvoted_and_listed(wrong):
    front = crowd(wrong, ("s",))
    assert {s.place_id for s in front.doubted} == set(wrong)
    assert ground(front, "A").contains(shapely.Point(12.2, 30.5))


@pytest.mark.parametrize(("wrong", "sources"), [((), ("s",)), (ODD, ("s", "t"))])
def test_two_sources_hold_a_pocket_and_agreement_needs_none(wrong, sources):
    front = crowd(wrong, sources)
    assert front.doubted == ()
    assert ground(front, "B" if wrong else "A").contains(shapely.Point(12.2, 30.5))


def test_places_that_are_as_odd_as_a_front_makes_them_are_not_outvoted():
    rng = np.random.default_rng(8)
    table = [
        ((float(x), float(y)), "A" if x + 0.2 * np.sin(5 * y) + 0.1 * np.sin(17 * y) < 13 else "B")
        for x, y in rng.uniform((12, 30), (14, 32), (300, 2)).round(4)
    ]
    assert of_table(table)[0].doubted == ()


def test_a_lone_report_deep_in_foreign_ground_is_outvoted_among_hundreds_and_one_beside_the_line_is_not():
    rng = np.random.default_rng(3)
    at = [(float(x), float(y)) for x, y in rng.uniform((12, 30), (14, 32), (300, 2)).round(4)]
    deep, beside = (min(range(300), key=lambda n: abs(at[n][0] - x) + abs(at[n][1] - 31)) for x in (12.4, 12.97))
    for wrong, outvoted in ((deep, [f"p{deep}"]), (beside, [])):
        table = [(xy, "AB"[(xy[0] > 13) ^ (n == wrong)]) for n, xy in enumerate(at)]
        assert [s.place_id for s in of_table(table)[0].doubted] == outvoted


def test_how_many_reports_are_wrong_is_told_from_how_odd_places_are():
    agreed, deep = np.full((1, 200), 0.999), 1e-5
    one, ten = agreed.copy(), agreed.copy()
    one[0, 0], ten[0, :10] = deep, deep
    assert error_rate(agreed) == 0
    assert 0 < error_rate(one)[0] < error_rate(ten)[0] == 0.05
    assert mistaken(np.array([deep, deep, 0.4]), np.array([0.01, 0.0, 0.01])).tolist() == [True, False, False]


POSITIONS = st.tuples(st.integers(100, 160).map(lambda x: x / 10), st.integers(280, 330).map(lambda y: y / 10))
TABLES = st.lists(st.tuples(POSITIONS, st.sampled_from(["A", "B", "C", "contested"])), max_size=14)
COAST = shapely.Polygon([(10, 28), (16, 28), (16, 33), (14, 32), (13, 30), (12, 33), (10, 33)], [[(11, 29), (12, 29), (12, 30)]])


def of_table(table, **options):
    names = [f"p{n}" for n in range(len(table))]
    return front_of(
        {n: h for n, (_, h) in zip(names, table, strict=True)}, **options, **{n: at for n, (at, _) in zip(names, table, strict=True)}
    )


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example([((10.0, 28.0), "B"), ((10.0, 30.1), "contested"), ((11.9, 31.4), "A")], 75.0)
@given(TABLES, st.sampled_from([75.0, 250.0]))
def test_areas_and_unknown_ground_cover_the_land_exactly_once(table, unknown_km):
    front, features = of_table(table, land=COAST, reach=Reach(unknown_km))
    areas = [a.geometry for a in front.territory + front.unknown]
    assert all(shapely.geometry.shape(f["geometry"]).is_valid for f in features)
    assert shapely.union_all(areas).symmetric_difference(COAST).area < 1e-4 * COAST.area
    assert sum(a.area for a in areas) == pytest.approx(COAST.area, rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(TABLES, st.randoms())
def test_the_same_table_gives_the_same_bytes_in_any_order(table, random):
    named = [(f"p{n}", *row) for n, row in enumerate(table)]
    shuffled = list(named)
    random.shuffle(shuffled)
    texts = {json.dumps(front_of({n: h for n, _, h in rows}, land=COAST, **{n: at for n, at, _ in rows})[1]) for rows in (named, shuffled)}
    assert len(texts) == 1


def test_lines_are_the_border_between_the_areas():
    rng = np.random.default_rng(4)
    table = [
        ((float(x), float(y)), "A" if x + 0.4 * np.sin(3 * y) < 13 else "B") for x, y in rng.uniform((10, 28), (16, 33), (60, 2)).round(4)
    ]
    front, _ = of_table(table)
    drawn = shapely.union_all([x.geometry for x in front.lines])
    border = shapely.intersection(ground(front, "A").buffer(1e-4), ground(front, "B").buffer(1e-4))
    assert border.buffer(1e-3).contains(drawn)
    assert drawn.length == pytest.approx(border.length / 2, rel=0.02)


def test_every_step_of_a_mesh_is_in_one_segment_of_few_places():
    rng = np.random.default_rng(7)
    points, box = rng.uniform(0, 1e5, (80, 2)), shapely.box(0, 0, 1e5, 1e5)
    mesh = march(points, ["A" if x < y else "B" for x, y in points], box)
    inside = shapely.union_all([shapely.intersection(shapely.linestrings(c.xy), box) for c in mesh.chains])
    found = segments(mesh.chains, frame_of(box))
    assert sum(shapely.intersection(shapely.linestrings(s.xy), box).length for s in found) == pytest.approx(inside.length)
    assert all(1 <= len(side) <= 3 for s in found for side in s.sides)


def test_one_claim_far_away_changes_nothing_here():
    rng = np.random.default_rng(2)
    table = [((float(x), float(y)), "A" if x < 12 else "B") for x, y in rng.uniform((10, 28), (14, 33), (80, 2)).round(4)]
    here = shapely.box(10, 28, 13.5, 33)
    before, after = (ground(of_table(rows)[0], "A") for rows in (table, [*table, ((15.9, 30.0), "B")]))
    assert before.symmetric_difference(after).intersection(here).area < 1e-6


@pytest.fixture(scope="module")
def libya(tmp_path_factory):
    if not FACTS.exists():
        pytest.skip("the facts are not here")
    copy = tmp_path_factory.mktemp("facts") / "places.csv"
    text = (FACTS / "places.csv").read_text(encoding="utf-8")
    copy.write_text(text.replace("id,name_en,", "id,name,", 1), encoding="utf-8")
    places = {p.id: p for p in read_places(copy)}
    return places, read_control(FACTS / "control.csv", places)


@pytest.mark.parametrize("day", [date(2019, 6, 1), date(2020, 5, 1), date(2020, 7, 23)])
def test_ground_that_nobody_reports_from_is_unknown(libya, day):
    places, claims = libya
    front = derive(control_on(claims, day), places, shapely.box(9, 20, 26, 33.5), day)
    unknown = front.unknown[0].geometry
    silent = [places[n] for n in ("ghadames", "dirj", "sinawin", "wafa-field", "hamada-valve")]
    assert all(unknown.contains(shapely.Point(p.lon, p.lat)) for p in silent)
    assert all(not unknown.contains(shapely.Point(places[n].lon, places[n].lat)) for n in ("tripoli", "sirte", "benghazi"))


def test_no_line_may_run_through_places_that_are_far_from_any_rival(libya):
    places, claims = libya
    day = date(2020, 6, 15)
    front = derive(control_on(claims, day), places, shapely.box(9, 20, 26, 33.5), day)
    ground = shapely.union_all([line.geometry for line in front.corridor])
    assert not any(ground.contains(shapely.Point(places[n].lon, places[n].lat)) for n in ("misrata", "tripoli", "benghazi", "ajdabiya"))
    assert ground.contains(shapely.Point(16.2, 31.15))


def test_watiya_is_a_pocket_of_its_own(libya):
    places, claims = libya
    day = date(2020, 5, 1)
    front = derive(control_on(claims, day), places, shapely.box(9, 20, 26, 33.5), day)
    at = shapely.Point(places["watiya"].lon, places["watiya"].lat)
    assert [a.holder for a in front.territory if a.geometry.contains(at)] == ["LNA"]
