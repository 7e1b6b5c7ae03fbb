"""The tables of theatres: held to their rules by the build, taken into the world by the compiler."""

import csv
import re
import runpy
from pathlib import Path

import pytest
import shapely

from geo.build.geography import Outlines
from geo.build.rows import Faults
from geo.build.theatres import COLUMNS, read_theatres
from geo.model import Place
from geo.records import place_from_feature
from geo.settings import Settings
from geo.world import WorldIndex
from geo.world.layout import LICENCES, Row
from geo.world.theatres import read_table, with_theatres
from geo.world.write import write_index

UNITS = [
    {
        "properties": {"admin1": "SY.12"},
        "geometry": {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]},
    },
    {
        "properties": {"admin1": "SY.10"},
        "geometry": {"type": "Polygon", "coordinates": [[[37, 35], [38, 35], [38, 36], [37, 36], [37, 35]]]},
    },
]
SYRIA = Place("country-sy", {"en": ("Syria",)}, "country", None, None, None, "SY", "cldr-territories", "Unicode-3.0")
OWN = Place("kafr-zita", {"en": ("Kafr Zita",), "ar": ("كفرزيتا",)}, "town", 36.6, 35.37, 2.0, "SY", "geonames", "CC BY 4.0", geonameid=77)


@pytest.fixture
def build(tmp_path):
    """Read a table of one or more rows; return its features and the breaches found."""

    def run(*rows):
        folder = tmp_path / "theatres"
        folder.mkdir()
        with (folder / "syria.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(rows)
        faults = Faults()

        class Everywhere:
            @staticmethod
            def of(country, lon, lat):
                return None

        features = read_theatres(tmp_path, {p.id: p for p in (SYRIA, OWN)}, Everywhere, UNITS, faults)
        return features, faults.breaches

    return run


def row(**cells):
    return {
        **{"name_en": "Kafr Nabudah", "other_en": "Kafr Nabouda", "name_ar": "كفرنبودة", "kind": "village", "country": "SY"},
        **{"admin1": "SY.12", "lon": "36.48", "lat": "35.43", "precision_km": "4"},
        **cells,
    }


def test_a_row_is_a_place_with_its_error_source_licence_and_line(build):
    (feature,), breaches = build(row())
    assert not breaches
    place = place_from_feature(feature)
    assert (place.id, place.precision_km, place.admin) == ("jabha-sy-12-kafr-nabudah", 4.0, "SY.12")
    assert (place.source_id, place.licence, feature["properties"]["row"]) == ("jabha-gazetteer", "CC0 1.0", "theatres/syria.csv:2")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"kind": "hamlet"}, r"kind is 'hamlet'; expected one of airbase"),
        ({"country": "XX", "admin1": ""}, r"country is 'XX'; expected the alpha-2 code"),
        ({"admin1": "LY.12"}, r"admin1 is 'LY.12'; expected GeoNames' code of a first-level unit of SY"),
        ({"admin1": "SY.10"}, r"lies \d+ km outside SY.10 \(it lies in SY.12\); expected a position in its first-level unit"),
        ({"lon": "", "lat": ""}, r"lon and lat are empty; expected a position with its stated error"),
        ({"precision_km": ""}, r"precision_km is empty; expected the stated error"),
        ({"precision_km": "90"}, r"precision_km is '90'; expected a number from 0.1 to 40"),
        ({"name_ar": "Kafr"}, r"the name 'Kafr' stands under 'ar'; expected Arabic letters"),
        ({"geonameid": "77"}, r"geonameid 77 stands in places.csv as 'kafr-zita'; expected new names for it in that table"),
        (
            {"name_en": "Kfar Zita", "name_ar": "كفر زيتا", "other_ar": "كفرزيتا", "lon": "36.55"},
            r"'Kfar Zita' stands in places.csv as 'kafr-zita'",
        ),
    ],
)
def test_a_breach_names_file_line_what_came_and_what_was_expected(build, cells, said):
    _, (breach, *_) = build(row(**cells))
    assert breach.startswith("theatres/syria.csv:2: ")
    assert re.search(said, breach), breach


def test_where_land_is_disputed_the_outline_of_the_country_proves_nothing(tmp_path):
    sea = shapely.box(0, 0, 1, 1)
    land = Outlines({"UA": sea}, shapely.box(-180, -90, 180, 90))
    folder = tmp_path / "theatres"
    folder.mkdir()
    crimea = row(name_en="Perekop", country="UA", admin1="UA.11", lon="33.69", lat="46.15")
    donbas = row(name_en="Pisky", other_en="Peski", name_ar="بيسكي", country="UA", admin1="UA.05", lon="37.67", lat="48.06")
    with (folder / "ukraine.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows([crimea, donbas])
    faults = Faults()
    ukraine = Place("country-ua", {"en": ("Ukraine",)}, "country", None, None, None, "UA", "cldr-territories", "Unicode-3.0")
    read_theatres(tmp_path, {ukraine.id: ukraine}, land, [], faults)
    (breach,) = faults.breaches
    assert re.search(r"ukraine.csv:3: 'jabha-ua-05-pisky' lies \d+ km outside UA", breach)


def test_two_rows_of_one_name_and_spot_are_one_place_and_further_off_two(build):
    _, breaches = build(row(), row(name_en="Kafr Nabuda", lon="36.5"))
    (breach,) = breaches
    assert breach.startswith("theatres/syria.csv:3: 'Kafr Nabuda' stands in theatres/syria.csv:2 already, of that name (")
    assert breach.endswith("; expected each place once.")


def test_namesakes_of_one_unit_need_names_of_their_own(build):
    _, (breach,) = build(row(), row(lon="36.9", lat="35.9"))
    assert "has the id 'jabha-sy-12-kafr-nabudah' of theatres/syria.csv:2; expected a name_en of its own in its unit" in breach


def world_row(geonameid, names, lon=36.48, lat=35.44, kind="village", country="SY", precision=2.0):
    return Row(f"geonames-{geonameid}", kind, country, "SY.12", lon, lat, precision, 0, "geonames", LICENCES["geonames"], names, geonameid)


def listed(names, geonameid=None, **more):
    cells = {"kind": "village", "lon": 36.48, "lat": 35.43, "precision_km": 4.0, "country": "SY", **more}
    ident = f"geonames-{geonameid}" if geonameid else "jabha-sy-12-x"
    return "theatres/syria.csv:9", Place(
        ident, names, source_id="jabha-gazetteer", licence="CC0 1.0", admin="SY.12", geonameid=geonameid, **cells
    )


def test_a_new_place_is_found_by_every_name_and_keeps_its_own_terms(tmp_path):
    rows, faults = with_theatres([world_row(1, ["Elsewhere"])], [listed({"en": ("Tell Malah", "Tal Meleh"), "ar": ("تل ملح",)})])
    assert not faults
    write_index(tmp_path, rows, {})
    world = WorldIndex(tmp_path)
    for name in ("Tell Malah", "Tal Meleh", "تل ملح"):
        (match,) = world.named(name)
        place = match.place
        assert (place.id, place.tier, place.source_id, place.licence) == ("jabha-sy-12-x", "world", "jabha-gazetteer", "CC0 1.0")
        assert (place.lon, place.lat, place.precision_km, place.admin) == (36.48, 35.43, 4.0, "SY.12")


def test_a_geonameid_brings_names_and_leaves_the_place_where_and_what_it_is():
    nowhere = {"kind": "", "lon": None, "lat": None, "precision_km": None}
    rows, faults = with_theatres([world_row(5, ["Murak"])], [listed({"en": ("Morek",), "ar": ("مورك",)}, 5, **nowhere)])
    assert not faults
    assert [(r.id, r.kind, r.lon, r.names) for r in rows] == [("geonames-5", "village", 36.48, ["Murak", "Morek", "مورك"])]


def test_twin_towns_on_a_border_are_two_places():
    _, faults = with_theatres([world_row(5, ["Murak"], country="TR")], [listed({"en": ("Murak",)}), listed({"en": ("Y",)}, country="TR")])
    assert not faults


def test_a_unit_of_the_world_is_put_where_the_table_says():
    unit = world_row(6, ["Nihm"], lon=None, lat=None, kind="district", precision=50.0)
    rows, faults = with_theatres([unit], [listed({"en": ("Nihm",)}, 6, kind="", precision_km=15.0)])
    assert (faults, rows[0].lon, rows[0].precision_km) == ([], 36.48, 15.0)


@pytest.mark.parametrize(
    ("known", "given", "said"),
    [
        (
            world_row(5, ["Murak"]),
            listed({"en": ("Murak",)}),
            "stands in the world tier as 5 (Murak, village, 1 km off); expected that geonameid",
        ),
        (world_row(5, ["Murak"]), listed({"en": ("Morek",)}, 8), "geonameid 8 is not in the world tier; expected that of a place of SY"),
        (
            world_row(5, ["Murak"], country="IQ"),
            listed({"en": ("Morek",)}, 5),
            "geonameid 5 is a place of IQ; expected that of a place of SY",
        ),
        (
            world_row(5, ["Murak"]),
            listed({"en": ("Morek",)}, 5),
            "a position is given for geonameid 5, which has one; expected names alone",
        ),
    ],
)
def test_what_does_not_fit_the_world_is_said_of_its_line(known, given, said):
    _, (fault,) = with_theatres([known], [given])
    assert fault.startswith("theatres/syria.csv:9: ")
    assert said in fault


def test_a_namesake_of_another_sort_or_further_off_is_another_place():
    rows = [world_row(5, ["Murak"], lon=37.4), world_row(6, ["Murak Air Base"], kind="airbase")]
    taken, faults = with_theatres(rows, [listed({"en": ("Murak", "Murak Air Base")})])
    assert (len(taken), faults) == (3, [])


def test_an_airfield_has_no_geonameid_and_is_known_by_where_it_is():
    field = Row("ourairports-3", "airbase", "SY", "", 36.5, 35.43, 2.0, 0, "ourairports", LICENCES["ourairports"], ["Kshish Air Base"])
    place = listed({"en": ("Jirah air base",), "ar": ("مطار الجراح",)}, kind="airbase")
    rows, faults = with_theatres([field], [place])
    assert (faults, [(r.id, r.names) for r in rows]) == ([], [("ourairports-3", ["Kshish Air Base", "Jirah air base", "مطار الجراح"])])
    elsewhere, _ = with_theatres([field], [listed({"en": ("Another",)}, kind="airbase", lon=36.6)])
    assert len(elsewhere) == 2


def test_the_tables_that_are_shipped_are_read_and_are_places_of_the_world():
    table = read_table(Settings().data_dir / "theatres.geojson")
    assert len({where for where, _ in table}) == len(table) > 200
    assert all(place.geonameid is not None or place.id.startswith("jabha-") for _, place in table)


def test_a_proposal_is_put_into_its_row_and_what_is_no_proposal_is_left(tmp_path, capsys):
    script = runpy.run_path(str(Path(__file__).parents[1] / "scripts" / "theatres.py"))
    _, faults = with_theatres([world_row(5, ["Murak (old)"])], [listed({"en": ("Murak (old)",)}), listed({"en": ("Morek",)}, 8)])
    wanted = script["proposals"](faults)
    assert wanted == {"syria.csv": {9: ("5", False)}}
    assert "left: theatres/syria.csv:9: geonameid 8 is not in the world tier" in capsys.readouterr().out
    table = tmp_path / "syria.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([row(name_en="Kept"), row(name_en="Murak", name_ar="مورك")])
    script["adopt"](table, {3: ("5", False)})
    kept, adopted = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    assert (kept["geonameid"], kept["lon"], adopted["geonameid"], adopted["lon"], adopted["kind"]) == ("", "36.48", "5", "", "")
    assert (adopted["name_ar"], adopted["country"]) == ("مورك", "SY")
