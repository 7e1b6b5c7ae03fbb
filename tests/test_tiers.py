"""The tiers as one gazetteer: whose record wins, and what is asked last."""

import pytest

from geo.errors import GazetteerError
from geo.model import Place
from geo.tiers import TieredGazetteer
from geo.world.index import WorldIndex
from geo.world.layout import LICENCES, Row
from geo.world.write import write_index

WORLD = [
    Row(
        "geonames-2210554", "city", "LY", "LY.1", 16.589, 31.209, 5.0, 106_705, "geonames", LICENCES["geonames"], ["Sirte", "سرت"], 2210554
    ),
    Row(
        "geonames-2210247",
        "city",
        "LY",
        "LY.2",
        13.19,
        32.89,
        5.0,
        1_150_989,
        "geonames",
        LICENCES["geonames"],
        ["Tripoli", "طرابلس"],
        2210247,
    ),
    Row(
        "geonames-266826", "city", "LB", "LB.1", 35.84, 34.43, 5.0, 229_398, "geonames", LICENCES["geonames"], ["Tripoli", "طرابلس"], 266826
    ),
    Row("geonames-709930", "town", "UA", "UA.05", 38.0, 48.6, 2.0, 77_000, "geonames", LICENCES["geonames"], ["Bakhmut"], 709930),
]
OWN = [
    Place("sirte", {"en": ("Sirte",), "ar": ("سرت",)}, "city", 16.59, 31.2, 2, "LY", "s", "CC0", geonameid=2210554),
    Place("tripoli", {"en": ("Tripoli",), "ar": ("طرابلس",)}, "city", 13.187, 32.887, 2, "LY", "s", "CC0"),
]


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    write_index(folder, WORLD, {})
    return TieredGazetteer(OWN, WorldIndex(folder))


def ids(matches):
    return [m.place.id for m in matches]


def test_a_place_of_both_tiers_is_given_once_as_the_project_has_it(gazetteer):
    assert ids(gazetteer.named("سرت")) == ["sirte"]
    assert ids(gazetteer.named("Tripoli")) == ["tripoli", "geonames-266826"]


def test_country_reaches_into_the_world(gazetteer):
    assert ids(gazetteer.lookup("طرابلس", country="LB")) == ["geonames-266826"]


@pytest.mark.parametrize(
    ("name", "found"), [("Bakhmout", ["geonames-709930"]), ("وباخموت", ["geonames-709930"]), ("Sirtte", ["sirte"]), ("Xanaduu", [])]
)
def test_edits_and_scripts_are_tried_last(gazetteer, name, found):
    assert ids(gazetteer.lookup(name)) == found
    assert gazetteer.lookup(name, fuzzy=False) == []


def test_ids_of_every_tier_lead_to_places(gazetteer):
    assert gazetteer.get("sirte").tier == "project"
    assert gazetteer.get("geonames-709930").tier == "world"
    with pytest.raises(GazetteerError, match="No place has the id"):
        gazetteer.get("geonames-5")


def test_keys_of_every_tier_are_known(gazetteer):
    assert gazetteer.has_key("bakhmut")
    assert gazetteer.has_key("سرت")
    assert not gazetteer.has_key("xanadu")
