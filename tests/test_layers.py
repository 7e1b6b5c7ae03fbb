from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo.daily import Days
from geo.export import front_command, to_geojson, write_features
from geo.geometry import area_km2
from geo.layers import GROUPS, Names, build_layers, catalogue, event_features, names_of
from geo.layers.ground import front_of_day, styled
from geo.model import Casualties, Claim, ControlClaim, Event, EventPlace, Place, Source, When
from geo.palette import Palette
from geo.store import Store
from geo.testimony import Told
from geo.view import View

DATA = Path(__file__).parents[1] / "data"

DAY = date(2020, 6, 15)
LAND = {
    "type": "Feature",
    "properties": {"country": "LY", "name_en": "Libya", "name_ar": "ليبيا", "source_id": "natural-earth"},
    "geometry": shapely.geometry.mapping(shapely.box(10, 28, 20, 33)),
}
SOURCES = {s: Source(s, s.title(), "A title", "2020-06-07", "", "", "B", "") for s in ("reuters", "anadolu")}


def place(name, lon, lat, kind="town"):
    return Place(name, {"en": (name.title(),), "ar": (f"{name}-ar",)}, kind, lon, lat, 2.0, "LY", "geonames", "CC BY 4.0")


PLACES = {
    p.id: p
    for p in (
        place("washka", 15.6, 31.5),
        place("sirte", 16.6, 31.2, "city"),
        place("jufra", 16, 29.2, "airbase"),
        place("lost", None, None),
    )
}


def spot(name, role="at", precision="settlement", radius=5.0, lon=None, lat=None):
    at = PLACES.get(name)
    return EventPlace(role, name, name, lon if at is None else at.lon, lat if at is None else at.lat, precision, radius)


def event(*places, kind="strike", status="happened", when=DAY, **more):
    claims = (Claim("reuters", status, DAY, killed=Casualties(36, None)), Claim("anadolu", status, DAY, killed=Casualties(60, None)))
    return Event(
        "e1", kind, status, When(when, when, "day"), places, ("GNA",), claims=claims, summary={"en": "A raid", "ar": "غارة"}, **more
    )


class Data:
    """A store of literals."""

    def __init__(self, events=()):
        self._events = list(events)

    def places(self):
        return list(PLACES.values())

    def sources(self):
        return dict(SOURCES)

    def actors(self):
        return []

    def holders(self):
        return ["GNA", "LNA", "contested"]

    def control_claims(self):
        held = {"washka": "GNA", "sirte": "LNA", "jufra": "LNA"}
        return [ControlClaim(f"c-{p}", p, h, date(2020, 1, 6), None, "day", ("reuters",), DAY) for p, h in held.items()]

    def events(self, *, start, end, types, actors, statuses, known_by):
        asked = (types, statuses)
        return [
            e
            for e in self._events
            if start <= e.when.start <= end and all(not a or v in a for a, v in zip(asked, (e.type, e.status), strict=True))
        ]

    def ground(self, name):
        return [LAND] if name == "land" else []

    def manifest(self):
        return {"attribution": [{"source_id": "geonames", "licence": "CC BY 4.0", "text": "GeoNames (CC BY 4.0)"}]}


NAMES = Names(PLACES, SOURCES, {})


def layers_of(*events, **view):
    return {layer.id: layer for layer in build_layers(Data(events), View(DAY, **view))}


def test_every_layer_that_is_on_is_there_even_if_empty():
    infos = catalogue(Data().holders())
    assert set(layers_of()) == {i.id for i in infos if i.on}
    assert {i.group for i in infos} == set(GROUPS)
    assert all(i.title["en"] and i.title["ar"] for i in infos)


def test_only_chosen_layers_are_built_and_the_line_lies_over_the_ground():
    assert list(layers_of(layers=("front", "countries", "territory-gna"))) == ["countries", "territory-gna", "front"]
    assert layers_of(layers=()) == {}


def test_the_front_of_the_day_carries_its_sources():
    layers = layers_of()
    (area,) = layers["territory-lna"].features
    (line, *_) = layers["front"].features
    assert area["properties"]["style"] == "holder:LNA"
    assert line["properties"]["between"] == ["GNA", "LNA"]
    assert {e["place_id"] for e in line["properties"]["evidence"]} >= {"washka", "sirte"}
    assert line["properties"]["sources"][0] == {
        "id": "reuters",
        "publisher": "Reuters",
        "title": "A title",
        "published": "2020-06-07",
        "url": "",
        "reliability": "B",
        "side": "",
    }


def test_before_the_first_claim_nothing_is_known():
    layers = {x.id: x for x in build_layers(Data(), View(date(2019, 5, 1)))}
    assert not layers["front"].features
    assert area_km2(shapely.geometry.shape(layers["unknown"].features[0]["geometry"])) == pytest.approx(
        area_km2(shapely.geometry.shape(LAND["geometry"]).segmentize(0.1)), rel=1e-3
    )


def test_an_event_at_a_town_is_a_point_with_all_a_reader_needs():
    (feature,) = layers_of(event(spot("sirte")))["event-strike"].features
    given = feature["properties"]
    assert feature["geometry"] == {"type": "Point", "coordinates": (16.6, 31.2)}
    assert feature["id"] == given["event_id"] == "e1"
    assert (given["name_en"], given["name_ar"]) == ("Sirte", "sirte-ar")
    assert (given["precision"], given["radius_km"], given["is_point"]) == ("settlement", 5.0, True)
    assert [c["killed"] for c in given["claims"]] == [{"min": 36, "max": None}, {"min": 60, "max": None}]
    assert given["source_ids"] == ["reuters", "anadolu"]
    assert (given["date_start"], given["date_precision"]) == ("2020-06-15", "day")


@pytest.mark.parametrize(("precision", "radius"), [("country", 700.0), ("region", 150.0), ("district", 60.0)])
def test_what_is_known_to_a_region_is_never_a_dot(precision, radius):
    (feature,), unplaced = event_features(event(spot("x", precision=precision, radius=radius, lon=17.0, lat=27.0)), NAMES)
    assert not unplaced
    assert feature["geometry"]["type"] == "Polygon"
    assert area_km2(shapely.geometry.shape(feature["geometry"])) == pytest.approx(3.1416 * radius**2, rel=0.01)
    assert feature["properties"]["style"] == "event:strike:happened:area"
    assert feature["properties"]["is_point"] is False


def test_places_of_both_kinds_are_drawn_apart():
    features, _ = event_features(event(spot("sirte"), spot("x", precision="region", radius=100.0, lon=17.0, lat=27.0)), NAMES)
    assert [(f["id"], f["geometry"]["type"]) for f in features] == [("e1", "Point"), ("e1:area", "Polygon")]


def test_a_movement_is_an_arrow_where_both_ends_are_placed():
    (arrow,), _ = event_features(event(spot("washka", "from"), spot("sirte", "to"), kind="movement", status="planned"), NAMES)
    assert arrow["geometry"]["coordinates"] == ((15.6, 31.5), (16.6, 31.2))
    assert arrow["properties"]["direction"] == "from-to"
    assert arrow["properties"]["style"] == "event:movement:planned:arrow"
    (point,), _ = event_features(event(spot("lost", "from"), spot("sirte", "to"), kind="movement"), NAMES)
    assert point["geometry"]["type"] == "Point"


def test_an_arrow_across_the_antimeridian_goes_the_short_way():
    (arrow,), _ = event_features(
        event(spot("a", "from", lon=179.0, lat=-17.0), spot("b", "to", lon=-179.0, lat=-17.0), kind="movement"), NAMES
    )
    assert arrow["geometry"]["type"] == "MultiLineString"


def test_an_event_without_a_position_is_listed_and_not_drawn():
    layer = layers_of(event(spot("lost")))["event-strike"]
    assert layer.features == []
    assert [(f["id"], f["geometry"]) for f in layer.unplaced] == [("e1", None)]


def test_filters_and_window():
    early = replace(event(spot("sirte"), when=date(2020, 5, 1)), id="early")
    assert not layers_of(early)["event-strike"].features
    assert layers_of(early, window_days=60)["event-strike"].features
    assert not layers_of(event(spot("sirte")), types=("clash",))["event-strike"].features
    assert not layers_of(event(spot("sirte")), statuses=("planned",))["event-strike"].features


def test_what_a_machine_read_is_a_layer_of_its_own_and_moves_no_front():
    read = event(spot("washka"), kind="control", origin="machine")
    with_it = layers_of(read, layers=("read", "event-control", "front"))
    assert [f["id"] for f in with_it["read"].features] == ["e1"]
    assert not with_it["event-control"].features
    assert with_it["front"] == layers_of(layers=("front",))["front"]
    assert "read" not in layers_of(read)


def test_places_say_who_holds_them_and_on_whose_word():
    layer = layers_of()["places"]
    sirte = next(f["properties"] for f in layer.features if f["id"] == "sirte")
    assert sirte["control"]["holder"] == "LNA"
    assert sirte["control"]["claims_for"][0]["source_ids"] == ["reuters"]
    assert [f["id"] for f in layer.unplaced] == ["lost"]
    assert layer.attribution == ("GeoNames (CC BY 4.0)",)


def test_the_same_view_gives_the_same_layers():
    assert layers_of(event(spot("sirte"))) == layers_of(event(spot("sirte")))


@pytest.fixture(scope="module")
def store():
    return Store.open(DATA)


@pytest.mark.parametrize("day", [date(2019, 4, 4), date(2020, 1, 6), date(2020, 6, 15), date(2020, 10, 23)])
def test_everything_in_the_data_can_be_drawn_and_has_a_source(store, day):
    palette = Palette(tuple(store.holders()))
    infos = catalogue(store.holders())
    layers = build_layers(store, View(day, window_days=1000, layers=tuple(i.id for i in infos)))
    features = [f for layer in layers for f in layer.features]
    assert len({layer.id for layer in layers}) == len(layers) == len(infos)
    assert all(palette.style(f["properties"]["style"]) for f in features)
    assert all(f["geometry"] for f in features)
    assert not [f["id"] for f in features if not f["properties"]["source_ids"] and f["properties"].get("layer") != "unknown"]


def test_the_line_of_libya_follows_the_day(store):
    def holders_at(day, lon, lat):
        layers = build_layers(store, View(day, layers=("territory-gna", "territory-lna", "contested")))
        at = shapely.Point(lon, lat)
        return [x.id for x in layers for f in x.features if shapely.geometry.shape(f["geometry"]).contains(at)]

    assert holders_at(date(2019, 12, 1), 16.589, 31.205) == ["territory-gna"]
    assert holders_at(date(2020, 3, 1), 16.589, 31.205) == ["territory-lna"]
    assert holders_at(date(2020, 7, 1), 13.633, 32.434) == ["territory-gna"]


def test_layers_are_the_same_whatever_days_were_shown_before(store):
    days = Days.open(DATA)
    for day in (date(2020, 4, 1), date(2020, 6, 6), date(2020, 5, 20)):
        view = View(day)
        assert to_geojson(build_layers(store, view, days.on)) == to_geojson(build_layers(store, view))


@pytest.mark.parametrize(
    ("day", "known_by", "heard"),
    [
        (date(2019, 6, 1), None, False),
        (date(2020, 5, 1), None, True),
        (date(2020, 4, 20), date(2020, 4, 13), True),
        (date(2020, 4, 20), date(2020, 3, 25), False),
        (date(2020, 7, 23), None, True),
    ],
)
def test_curated_events_speak_alike_on_the_map_in_files_and_day_after_day(store, tmp_path, day, known_by, heard):
    def written(name, told):
        front_command(None, None, None, as_of=day, known_by=known_by, output=tmp_path / name, data_dir=DATA, told=told)
        return (tmp_path / name).read_text(encoding="utf-8")

    file = written("front.geojson", Told())
    days = Days.open(DATA)
    days.on(date(2020, 4, 18))
    assert write_features(styled(days.on(day, known_by)[0], names_of(store))) == file
    on = tuple(i.id for i in catalogue(store.holders()) if i.group == "front")
    for fronts in (None, days.on):
        layers = build_layers(store, View(day, known_by=known_by, layers=on, types=("shelling",)), fronts)
        drawn = {f["id"]: f for layer in layers for f in layer.features}
        order = [f["id"] for f in styled(days.on(day, known_by)[0], names_of(store))]
        assert sorted(drawn) == sorted(order)
        assert write_features([drawn[i] for i in order]) == file
    assert ("event_ids" in file) is heard
    assert written("plain.geojson", Told(curated=False)) != file
    assert days.fights(known_by).keys() >= {
        i for f in drawn.values() for e in f["properties"].get("evidence", ()) for i in e.get("event_ids", ())
    }


@pytest.mark.parametrize("day", [date(2019, 6, 1), date(2020, 1, 15), date(2020, 5, 1), date(2020, 6, 15), date(2020, 7, 23)])
def test_events_contest_no_ground_that_control_does_not(store, day):
    days, names = Days.open(DATA), names_of(store)
    told, _ = days.on(day)
    plain, states = front_of_day(store.control_claims(), names, store.ground("land"), day, None)
    heard = days.on(day)[1]
    assert {i: s.holder for i, s in heard.items() if i in states} == {i: s.holder for i, s in states.items()}
    silent = [
        shapely.Point(names.places[n].lon, names.places[n].lat) for n in ("ghadames", "dirj", "sinawin", "wafa-field", "hamada-valve")
    ]
    assert all(told.unknown[0].geometry.contains(p) for p in silent)
    contested = [shapely.union_all([a.geometry for a in f.territory if a.holder == "contested"]) for f in (told, plain)]
    assert contested[0].symmetric_difference(contested[1]).area < 1e-9
    if day == date(2020, 5, 1):
        at = shapely.Point(names.places["watiya"].lon, names.places["watiya"].lat)
        assert [a.holder for a in told.territory if a.geometry.contains(at)] == ["LNA"]
