import itertools
import re

import numpy as np
import pytest

from geo.model import EVENT_TYPES, PLACE_KINDS, STATUSES
from geo.palette import Palette, event_key, holder_key

PALETTE = Palette(("GNA", "LNA", "local", "IS"))
HEX = re.compile("#[0-9a-f]{6}")

# Viénot, Brettel and Mollon 1999: what a person without long- or middle-wave cones sees, in linear RGB.
SEEN = {
    "all": np.eye(3),
    "protanope": np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]),
    "deuteranope": np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]),
}


def lab(colour, eyes):
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.clip(SEEN[eyes] @ np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eyes", SEEN)
def test_holders_differ_for_every_kind_of_eye(eyes):
    for one, other in itertools.combinations(PALETTE.holder_styles(), 2):
        apart = np.linalg.norm(lab(one.color, eyes) - lab(other.color, eyes))
        assert apart > 10, (one.key, other.key)
        assert apart > 25 or one.pattern != other.pattern, (one.key, other.key)


def test_every_type_of_event_has_a_shape_of_its_own():
    styles = PALETTE.event_styles()
    assert len({s.shape for s in styles}) == len(EVENT_TYPES)
    assert all(HEX.fullmatch(s.color) for s in styles)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_status_looks_different(event_type):
    looks = {(s.dash, s.hollow, s.opacity) for s in (PALETTE.style(event_key(event_type, status)) for status in STATUSES)}
    assert len(looks) == len(STATUSES)


@pytest.mark.parametrize("status", ["planned", "claimed", "threatened", "hypothetical", "denied"])
def test_what_did_not_surely_happen_is_hollow(status):
    happened, other = PALETTE.style(event_key("strike")), PALETTE.style(event_key("strike", status))
    assert not happened.hollow
    assert other.hollow


def test_titles_are_in_both_languages():
    keys = ["front", "front:contested", "corridor", "unknown", "road", "country", "district", *(f"place:{k}" for k in PLACE_KINDS)]
    styles = [*map(PALETTE.style, keys), *PALETTE.holder_styles(), *PALETTE.event_styles(), *PALETTE.status_styles()]
    assert all(s.title["en"] and s.title["ar"] for s in styles)


def test_unknown_holders_get_looks_of_their_own_that_stay():
    many = Palette(tuple(f"side {n}" for n in range(15)))
    looks = [(s.color, s.pattern) for s in many.holder_styles()]
    assert len(set(looks)) == len(looks)
    assert many.style(holder_key("side 3")) == Palette(tuple(f"side {n}" for n in reversed(range(15)))).style(holder_key("side 3"))


def test_forms_of_an_event():
    assert PALETTE.style(event_key("movement", "planned", "arrow")).shape == "arrow"
    area = PALETTE.style(event_key("strike", "happened", "area"))
    assert area.shape == "area"
    assert area.dash


def test_no_style_for_a_key_that_is_none():
    with pytest.raises(KeyError):
        PALETTE.style("event:tea-party")
