"""The world index over a dozen literal places: look-up on disk, edits, scripts, and how it is set up."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GazetteerError
from geo.names import fold, is_arabic
from geo.reasons import in_words
from geo.world import setup
from geo.world.compile import _kept_names, _spellings, _unit_names
from geo.world.index import WorldIndex
from geo.world.layout import LICENCES, Row
from geo.world.write import write_index

ROWS = [
    Row(
        "geonames-703448",
        "city",
        "UA",
        "UA.12",
        30.52,
        50.45,
        5.0,
        2_952_301,
        "geonames",
        LICENCES["geonames"],
        ["Kyiv", "Kiev", "كييف"],
        703448,
    ),
    Row("geonames-709930", "town", "UA", "UA.05", 38.0, 48.6, 2.0, 77_000, "geonames", LICENCES["geonames"], ["Bakhmut"], 709930),
    Row(
        "geonames-2643743",
        "city",
        "GB",
        "GB.ENG",
        -0.13,
        51.51,
        5.0,
        8_961_989,
        "geonames",
        LICENCES["geonames"],
        ["London", "لندن"],
        2643743,
    ),
    Row("geonames-6058560", "city", "CA", "CA.08", -81.23, 42.98, 5.0, 422_324, "geonames", LICENCES["geonames"], ["London"], 6058560),
    Row(
        "geonames-95446",
        "city",
        "IQ",
        "IQ.01",
        43.78,
        33.35,
        5.0,
        190_159,
        "geonames",
        LICENCES["geonames"],
        ["Al Fallūjah", "الفلوجة"],
        95446,
    ),
    Row("ourairports-7", "airbase", "SY", "", 36.4, 34.5, 2.0, 0, "ourairports", LICENCES["ourairports"], ["Shayrat Air Base"], None),
    Row("geonames-42", "district", "AA", "AA.1", None, None, 0.0, 0, "geonames", LICENCES["geonames"], ["Placeless"], 42),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("world")
    write_index(path, ROWS, {"en": {"london": 5.3}, "ar": {"لندن": 4.8}})
    return path


@pytest.fixture(scope="module")
def world(folder):
    return WorldIndex(folder)


def ids(matches):
    return [m.place.id for m in matches]


def test_namesakes_come_most_populous_first(world):
    assert ids(world.named("london")) == ["geonames-2643743", "geonames-6058560"]


@pytest.mark.parametrize("name", ["Fallujah", "al-Fallujah", "الفلوجة", "فلوجة", "الفلوجه"])
def test_spellings_and_articles_meet(world, name):
    assert ids(world.named(name)) == ["geonames-95446"]


def test_a_place_carries_licence_tier_and_source(world):
    (kyiv,) = world.named("Kiev")
    assert (kyiv.matched, kyiv.method, kyiv.place.tier, kyiv.place.licence) == ("Kiev", "exact", "world", "CC BY 4.0")
    (base,) = world.named("Shayrat Air Base")
    assert (base.place.id, base.place.geonameid, base.place.licence) == ("ourairports-7", None, "Public domain")


def test_an_unknown_position_stays_unknown(world):
    (match,) = world.named("Placeless")
    assert (match.place.lon, match.place.lat) == (None, None)


def test_a_misspelt_name_is_proposed_and_said_to_be(world):
    (match,) = world.close("Bahkmut")
    assert (match.place.name, match.method) == ("Bakhmut", "fuzzy")
    assert "one letter away" in in_words(match.why)
    assert world.close("Kiv") == []


def test_a_name_known_in_latin_letters_is_found_from_arabic(world):
    (match,) = world.across_scripts("باخموت")
    assert match.place.name == "Bakhmut"
    assert "other script" in in_words(match.why)
    assert world.across_scripts("Bakhmut") == []


def test_ids_lead_back_to_places(world):
    assert world.place("geonames-703448").name == "Kyiv"
    assert world.place("ourairports-7").kind == "airbase"
    assert [world.place(i) for i in ("geonames-1", "sirte", "geonames-x", "geonames-" + "9" * 30)] == [None] * 4


def test_frequency_is_of_the_language_asked_for(world):
    assert world.frequency("london", "en") == 5.3
    assert world.frequency("london", "ar") is None
    assert world.frequency(fold("لندن"), "ar") == 4.8


def test_a_longer_name_is_announced_by_its_first_words(world):
    assert world.opens("shayrat")
    assert world.opens("shayrat air")


@given(st.sampled_from([name for row in ROWS for name in row.names]))
def test_the_quick_set_never_denies_a_name(world, name):
    assert world.has_key(fold(name))


@given(st.text(max_size=12))
def test_any_text_may_be_asked_for(world, text):
    for found in (world.named(text), world.close(text), world.across_scripts(text)):
        assert all(m.place.id for m in found)


def test_threads_share_an_index(world):
    found = []
    threads = [threading.Thread(target=lambda: found.extend(world.named("Kyiv") + world.close("Kyiiv"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ids(found) == ["geonames-703448"] * 16


def test_a_folder_without_an_index_is_an_error_not_an_empty_answer(tmp_path):
    with pytest.raises(GazetteerError, match="no complete world index"):
        WorldIndex(tmp_path)


def test_alternate_names_are_cleaned():
    names = ["XJQ", "KBP", "kiyebha", "Kiev", "کیف", "كييف", "Київ", "Kijev (city)", "Kijów", "كيف1"]
    assert list(_kept_names(names, "UA", 2_900_000)) == ["Kiev", "كييف", "Kijów"]
    assert list(_kept_names(["Altdorf"], "DE", 900)) == []


def test_a_unit_is_known_without_its_word_in_both_scripts():
    assert _unit_names(["Nador Province", "إقليم الناضور"]) == ["Nador Province", "إقليم الناضور", "Nador", "الناضور"]


def test_the_projects_own_spellings_are_ids_with_arabic_names():
    spellings = _spellings()
    assert all(key.isdigit() and names for key, names in spellings.items())
    assert all(is_arabic(name) for names in spellings.values() for name in names)


def test_of_two_that_need_the_index_at_once_one_compiles_it(tmp_path, monkeypatch):
    made, begun = [], threading.Event()

    def compiled(folder):
        begun.set()
        assert not second_done.wait(0.3)
        made.append(folder)
        folder.mkdir()

    second_done = threading.Event()
    monkeypatch.setattr(setup, "_compile", compiled)
    monkeypatch.setattr(setup, "WorldIndex", lambda folder: folder)
    first = threading.Thread(target=setup.open_world, args=(tmp_path,))
    first.start()
    assert begun.wait(5)
    opened = setup.open_world(tmp_path)
    second_done.set()
    first.join()
    assert made == [opened]


def test_a_cache_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(GazetteerError, match="needs a cache folder"):
        setup.open_world(tmp_path / "file" / "cache")
