"""Distance expressions: what they measure from, what they place, and how far off that may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geodesy import bearing_deg, distance_km
from geo.languages import load_rules
from geo.offsets import Offset, agrees, find_offsets, position_of
from geo.text import detect_language
from tests.places import toponyms


def offsets(text):
    found = toponyms(text)
    shown = find_offsets(text, found, load_rules(detect_language(text)))
    name = {None: None, -1: "the capital"} | {i: t.text for i, t in enumerate(found)}
    return [(o.km, o.bearing, name[o.anchor], name[o.subject]) for o in shown]


def offset(km, bearing):
    return Offset(0, 1, km, bearing, 0, None, -1, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an ambush 450 km east of Tripoli", (450, 90, "Tripoli", None)),
        ("Sirte, 450 kilometres east of the capital Tripoli, fell", (450, 90, "Tripoli", "Sirte")),
        ("Bani Walid lies about 150 km southeast of Tripoli", (150, 135, "Tripoli", "Bani Walid")),
        ("a convoy 1,200 km south of Tripoli", (1200, 180, "Tripoli", None)),
        ("a convoy thirty miles north west of Sirte", (48.27, 315, "Sirte", None)),
        ("a camp 40 km from Tripoli", (40, None, "Tripoli", None)),
        ("a camp 40 km south of the capital", (40, 180, "the capital", None)),
        ("انفجار على بعد 50 كلم جنوب غربي سرت", (50, 225, "سرت", None)),
        ("في ترهونة (65 كلم جنوب شرق طرابلس) أمس", (65, 135, "طرابلس", "ترهونة")),
        ("وتقع سرت على الساحل وتبعد عن العاصمة طرابلس 450 كلم شرقا", (450, 90, "طرابلس", "سرت")),
        ("على بعد \u0661\u0662\u0660 كيلومترا إلى الشرق من مصراتة", (120, 90, "مصراتة", None)),
        ("قرب بني وليد التي تبعد مئة كيلومتر عن طرابلس", (100, None, "طرابلس", "بني وليد")),
    ],
)
def test_expressions(text, expected):
    (found,) = offsets(text)
    assert found == (pytest.approx(expected[0]), *expected[1:])


@pytest.mark.parametrize(
    "text", ["They drove 50 km. Tripoli was quiet", "50 km of road", "about 50 places in Tripoli", "قطعوا 50 كلم أمس", "km east of Tripoli"]
)
def test_what_measures_from_no_place_is_left(text):
    assert offsets(text) == []


@given(st.floats(-170, 170), st.floats(-60, 60), st.floats(0, 359), st.floats(20, 1500))
def test_position_is_where_the_words_say(lon, lat, bearing, km):
    there = position_of(offset(km, bearing), (lon, lat))
    assert distance_km(lon, lat, *there[:2]) == pytest.approx(km, rel=1e-6)
    assert abs((bearing_deg(lon, lat, *there[:2]) - bearing + 180) % 360 - 180) < 1e-6
    assert there[2] > 0.38 * km
    assert agrees(offset(km, bearing), (lon, lat), there[:2])


def test_no_direction_gives_no_position():
    assert position_of(offset(40, None), (13.0, 32.0)) is None


@pytest.mark.parametrize(("to", "fits"), [((14.0, 32.0), True), ((12.0, 32.0), False), ((16.0, 32.0), False), ((13.2, 32.0), False)])
def test_agreement_allows_for_road_distances(to, fits):
    assert agrees(offset(110, 90), (13.0, 32.0), to) is fits


@given(st.text(max_size=40), st.sampled_from(["km", "كلم", "miles"]), st.text(st.characters(categories=["Nd"]), max_size=30))
def test_any_number_is_read_or_left(before, unit, number):
    text = f"{before} {number} {unit} east of Tripoli"
    for found in find_offsets(text, toponyms(text), load_rules(detect_language(text))):
        assert 0 < found.km <= 3000
        assert 0 <= found.start < found.end <= len(text)
