from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import shapely

from geo.control import HalfLife, control_on, faded, steady_interval
from geo.daily import Days
from geo.errors import ExportError, InputError
from geo.export import Pages, front_command, write_features
from geo.frontline import Featured, Reach, Theatre, front_features
from geo.model import Claim, ControlClaim, Event, EventPlace, Place, Source, When
from geo.palette import CONTESTED
from geo.precompute import RECORD, precompute
from geo.tables import read_control, read_land, read_places
from geo.testimony import Testimony as Heard
from geo.timeline import Records, Timeline

START = date(2020, 6, 1)
LAND = shapely.box(10, 28, 16, 33)
COAST = shapely.Polygon([(10, 28), (16, 28), (16, 33), (14, 32), (13, 30), (12, 33), (10, 33)], [[(11, 29), (12, 29), (12, 30)]])
HALF_LIFE = HalfLife({}, otherwise=4)
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
    return Days(Records(list(claims()), PLACES, {}, {}), Theatre(LAND))


def told(given, day, known_by=None):
    """A day as the bytes that are written, which need no mending."""
    features = front_features(given.on(day, known_by)[0], given.places)
    text = write_features(features, tidy=True)
    assert text == write_features(features)
    return text


def random_days(seed):
    """Claims of forty to three hundred places, three holders, contests, late reports, places nobody speaks for on some days."""
    rng = np.random.default_rng(seed)
    count = int(rng.choice([40, 120, 300]))
    at = rng.uniform((10, 28), (16, 33), (count, 2)).round(4)
    kinds = rng.choice(["town", "city", "crossroads"], count)
    places = {f"p{n}": Place(f"p{n}", {"en": (f"P{n}",)}, kinds[n], *xy, None, "LY", "s", "") for n, xy in enumerate(at.tolist())}
    table = []
    for n, (name, place) in enumerate(places.items()):
        turns = sorted(START + timedelta(int(d)) for d in rng.integers(0, 12, rng.integers(0, 3)))
        since, holder = date(2020, 1, 1), "A" if place.lon + np.sin(place.lat) < 13 else "B"
        for end in [*turns, None]:
            sources = ("s", "t") if n % 6 == 0 else ("s",)
            reported = since + timedelta(int(rng.integers(0, 4)))
            table.append(ControlClaim(f"{name}-{since}-{holder}", name, holder, since, end, "day", sources, reported, last_attested=START))
            since, holder = end, str(rng.choice(["A", "B", "A", "B", "C", CONTESTED]))
    reach = Reach(float(rng.choice([75, 250])))
    return table, places, lambda: Days(Records(table, places, {}, {}, HALF_LIFE), Theatre(COAST, reach))


@pytest.mark.parametrize("seed", range(8))
def test_a_day_is_the_same_however_it_was_reached(seed):
    rng = np.random.default_rng(100 + seed)
    table, places, make = random_days(seed)
    wandering = make()
    for step in rng.integers(0, 14, 6).tolist():
        day, known_by = START + timedelta(step), START + timedelta(5) if rng.random() < 0.3 else None
        assert told(wandering, day, known_by) == told(make(), day, known_by)
        states = control_on(table, day, known_by)
        live, _ = faded(states, places, day, HALF_LIFE)
        found = Timeline(Records(table, places, {}, {}, HALF_LIFE)).on(day, known_by)
        assert (found.states, found.live, found.valid) == (states, live, steady_interval(table, day))


def fight(number, place, day):
    at = EventPlace("at", place.id, place.name, place.lon, place.lat, "settlement", 5.0)
    return Event(f"e{number}", "clash", "happened", When(day, day, "day"), (at,), ("A",), claims=(Claim("s", "happened", day),))


@pytest.mark.parametrize("seed", range(4))
def test_pages_are_written_as_each_is_alone(seed):
    _, places, make = random_days(seed)
    beside = [replace(p, id=f"beside {p.id}", lon=p.lon + 0.1) for p in list(places.values())[3:5]]
    fights = Heard(fights=tuple(fight(n, p, START + timedelta(5 + n)) for n, p in enumerate([*list(places.values())[:3], *beside])))
    wandering, featured, pages = make().plus(fights, {}), Featured(places), Pages()
    for step in (0, 1, 2, 2, 5, 6, 7, 0, 30, 31, 8):
        day, known_by = START + timedelta(step), START if step == 2 else None
        alone = write_features(front_features(make().plus(fights, {}).on(day, known_by)[0], places))
        assert pages.text(featured.told(wandering.on(day, known_by)[0]), day) == alone


def test_names_that_are_no_text_are_written_as_they_are_alone():
    places = {i: replace(p, names={"en": (f'{i} \ud800 é "',)}) for i, p in PLACES.items()}
    front = Days(Records(list(claims()), places, {}, {}), Theatre(LAND)).on(START)[0]
    text = Pages().text(Featured(places).told(front), START)
    assert text == write_features(front_features(front, places))
    assert "p1 \ufffd é" in text


def test_what_is_told_of_a_line_is_kept_until_anything_of_it_is_another():
    featured, front = Featured(PLACES), days().on(START)[0]
    line = front.lines[0]
    disputed = replace(line.sides[0][0], holder="C")
    first = featured.told(front)
    for other in (
        replace(line, uncertainty_km=99.0),
        replace(line, contested=True),
        replace(line, geometry=shapely.reverse(line.geometry)),
        replace(line, sides=line.sides[::-1]),
        replace(line, disputed=(disputed,)),
    ):
        changed = replace(front, lines=(other, *front.lines[1:]))
        told = featured.told(changed)
        assert told[-1] is first[-1]
        assert Pages().text(told, START) == write_features(front_features(changed, PLACES))
        assert featured.told(replace(front, known_by=START))[-1] is not first[-1]
        first = featured.told(front)


def test_precomputed_files_are_those_of_the_front_command(tmp_path):
    files = {
        "places.csv": ["id,name,lon,lat,kind", *(f"{n},{p.name},{p.lon},{p.lat},town" for n, p in PLACES.items())],
        "control.csv": [
            "place_id,holder,from_date,to_date,precision,source",
            *(f"{c.place_id},{c.holder},{c.valid_from},{c.valid_to or ''},day,s" for c in claims()),
        ],
        "land.geojson": [shapely.to_geojson(LAND)],
    }
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    given = [tmp_path / name for name in files]
    known = {p.id: p for p in read_places(given[0])}
    told = Days(Records(read_control(given[1], known), known, {}, {}), Theatre(read_land(given[2])))
    precompute(told, START, START + timedelta(4), known_by=None, folder=tmp_path / "days", report=str)
    for path in sorted((tmp_path / "days").glob("*.geojson")):
        front_command(*given, as_of=date.fromisoformat(path.stem), known_by=None, output=tmp_path / "one", data_dir=tmp_path)
        assert path.read_bytes() == (tmp_path / "one").read_bytes()


@pytest.mark.parametrize("half_life", [HALF_LIFE, HalfLife(), HalfLife({}, 3, 0.7), HalfLife({}, 10, 1.0), HalfLife({}, 10, 0.0)])
def test_patience_ends_on_the_day_on_which_a_state_fades(half_life):
    patience = half_life.patience("town")
    silent = {n: half_life.worth("town", n) < half_life.least for n in range(3000)}
    assert [n for n, fades in silent.items() if fades][:1] == ([] if patience is None else [patience])


def test_silence_fades_to_unknown_ground():
    front, states = days().on(START + timedelta(3000))
    assert (front.territory, len(states)) == ((), 40)


def test_a_period_is_written_day_by_day_with_a_bar(tmp_path):
    told = []
    assert precompute(days(), START, START + timedelta(2), known_by=None, folder=tmp_path / "days", report=told.append) == 3
    files = [f"2020-06-0{n}.geojson" for n in (1, 2, 3)]
    assert sorted(p.name for p in (tmp_path / "days").iterdir()) == [*files, RECORD]
    assert told[-1] == f"\r[{'#' * 30}] 2020-06-03 (3 of 3)\n"


def test_a_period_that_runs_backwards_is_refused(tmp_path):
    with pytest.raises(InputError, match="before it begins"):
        precompute(days(), START, START - timedelta(1), known_by=None, folder=tmp_path, report=print)


def written(folder):
    return {p.name: p.read_bytes() for p in folder.glob("*.geojson")}


def test_several_processes_write_the_same_files(tmp_path):
    told = []
    for folder, processes in (("one", 1), ("two", 2)):
        end = START + timedelta(17)
        assert precompute(days(), START, end, known_by=None, folder=tmp_path / folder, report=told.append, processes=processes) == 18
    assert written(tmp_path / "one") == written(tmp_path / "two")
    assert told[-1].endswith("(18 of 18)\n")


def resumed(given, folder, report=str):
    return precompute(given, START, START + timedelta(2), known_by=None, folder=folder, report=report, resume=True)


def test_what_is_there_from_the_same_data_is_left_alone_on_request(tmp_path):
    assert resumed(days(), tmp_path) == 3
    (tmp_path / "2020-06-02.geojson").write_text("kept", encoding="utf-8")
    (tmp_path / "2020-06-03.geojson").unlink()
    told = []
    assert resumed(days(), tmp_path, told.append) == 1
    assert (tmp_path / "2020-06-02.geojson").read_text(encoding="utf-8") == "kept"
    assert told == [f"\r[{'#' * 30}] 2020-06-03 (3 of 3)\n"]
    assert resumed(days(), tmp_path) == 0


HEARD = Heard(fights=(fight(1, PLACES["p1"], START),))
MOVED = {**PLACES, "p9": replace(PLACES["p9"], lon=10.5)}
OTHER_DATA = {
    "a claim less": lambda: Days(Records(list(claims())[1:], PLACES, {}, {}), Theatre(LAND)),
    "another place": lambda: Days(Records(list(claims()), MOVED, {}, {}), Theatre(LAND)),
    "another land": lambda: Days(Records(list(claims()), PLACES, {}, {}), Theatre(COAST)),
    "another reach": lambda: Days(Records(list(claims()), PLACES, {}, {}), Theatre(LAND, Reach(60))),
    "a source": lambda: Days(Records(list(claims()), PLACES, {"s": Source("s", "P", "", "2020", "", "", "A", "A")}, {}), Theatre(LAND)),
    "an ally": lambda: Days(Records(list(claims()), PLACES, {}, {"C": "A"}), Theatre(LAND)),
    "a half-life": lambda: Days(Records(list(claims()), PLACES, {}, {}, HALF_LIFE), Theatre(LAND)),
    "an event": lambda: days().plus(HEARD, {}),
}


@pytest.mark.parametrize("name", OTHER_DATA)
def test_what_is_there_from_other_data_is_derived_anew(tmp_path, name):
    resumed(days(), tmp_path / "one")
    resumed(OTHER_DATA[name](), tmp_path / "two")
    assert resumed(OTHER_DATA[name](), tmp_path / "one") == 3
    assert written(tmp_path / "one") == written(tmp_path / "two")


def test_a_file_of_unknown_origin_is_derived_anew_whatever_the_record_is(tmp_path):
    for record in (None, b"", b"\xff\x00", b"2020-06-01\n2020-06-01\tno digest\n"):
        if record is not None:
            (tmp_path / RECORD).write_bytes(record)
        (tmp_path / "2020-06-01.geojson").write_text("of old", encoding="utf-8")
        assert precompute(days(), START, START, known_by=None, folder=tmp_path, report=str, resume=True) == 1
        assert "FeatureCollection" in (tmp_path / "2020-06-01.geojson").read_text(encoding="utf-8")


def test_days_as_known_by_another_day_are_derived_anew(tmp_path):
    resumed(days(), tmp_path)
    assert precompute(days(), START, START, known_by=START, folder=tmp_path, report=str, resume=True) == 1
    assert resumed(days(), tmp_path) == 1


def test_a_run_that_breaks_off_says_nothing_of_the_days_it_did_not_write(tmp_path):
    resumed(days(), tmp_path)
    (tmp_path / "2020-06-02.geojson").unlink()
    (tmp_path / "2020-06-02.geojson").mkdir()
    other = OTHER_DATA["a half-life"]
    with pytest.raises(ExportError):
        resumed(other(), tmp_path)
    (tmp_path / "2020-06-02.geojson").rmdir()
    assert [line.partition("\t")[0] for line in (tmp_path / RECORD).read_text(encoding="utf-8").splitlines()] == ["2020-06-01"]
    assert resumed(other(), tmp_path) == 2


def test_a_file_that_cannot_be_written_is_told_from_any_process(tmp_path):
    (tmp_path / "2020-06-12.geojson").mkdir()
    with pytest.raises(ExportError, match=r"2020-06-12.geojson: cannot be written"):
        precompute(days(), START, START + timedelta(17), known_by=None, folder=tmp_path, report=str, processes=2)


def test_days_with_testimony_leave_the_days_themselves_as_they_are():
    plain, day = days(), START + timedelta(2)
    before = told(plain, day)
    news = ControlClaim("t", "p1", "C", START, None, "day", ("report",), day, day)
    plus = plain.plus(Heard(claims=(news,)), {"report": Source("report", "The Paper", "", "2020-06-01", "", "", "", "")})
    assert plus.on(day)[1]["p1"].source_ids != plain.on(day)[1]["p1"].source_ids
    assert plus.sources["report"].publisher == "The Paper"
    assert told(plus, day) != before
    assert told(plain, day) == before


def test_what_events_tell_is_asked_for_once_for_a_day_of_knowledge_and_not_kept_for_ever():
    asked = []

    def telling(known_by):
        asked.append(known_by)
        late = known_by is None or known_by > START
        return Heard(fights=(fight(1, PLACES["p1"], START),) if late else ())

    given = Days(Records(list(claims()), PLACES, {}, {}), Theatre(LAND), telling)
    day, know = START + timedelta(2), [START + timedelta(n) for n in range(7)]
    assert told(given, day) != told(days(), day)
    assert told(given, day, START) == told(days(), day, START)
    assert list(given.fights()) == ["e1"]
    assert given.fights(START) == {}
    assert asked == [None, START]
    for known_by in (*know, know[0]):
        given.on(day, known_by)
    assert asked == [None, *know, know[0]]
    more = given.plus(Heard(fights=(fight(2, PLACES["p2"], START),)), {})
    assert (sorted(more.fights()), sorted(given.fights())) == (["e1", "e2"], ["e1"])
