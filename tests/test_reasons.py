"""Reasons in words: every reason that the code gives has a sentence in each language, and reads as one."""

import re
import tomllib
from pathlib import Path

import pytest

from geo.languages import known_languages
from geo.model import PLACE_KINDS, Candidate, Reason
from geo.reasons import in_words
from tests.places import place, project, resolutions

PACKAGE = Path(__file__).parents[1] / "geo"
CODE = "\n".join(path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py")))
KEYS = (
    set(re.findall(r'Reason\.of\(\s*"(\w+)"', CODE))
    | set(re.findall(r'"(computed_\w+)"', CODE))
    | {"exact", "folded", "one_letter", "by_ear", "same_sounds", "same_consonants"}
)
SYRIA = place("country-sy", "Syria", kind="country", country="SY", ar=["سوريا"])
FILLING = {
    "name": "X",
    "n": 2,
    "place": SYRIA,
    "kind": "airbase",
    "country": "SY",
    "word": "w",
    "km": 12.4,
    "people": 1_200_000,
    "point": "ne",
    "rivals": [Candidate(SYRIA, "Syria", 0.25)],
}


def sentences(code):
    return tomllib.loads((PACKAGE / "languages" / code / "reasons.toml").read_text("utf-8"))


@pytest.mark.parametrize("code", known_languages())
def test_each_language_says_each_reason_and_no_other(code):
    assert set(sentences(code)["sentences"]) == KEYS
    for key in KEYS:
        said = in_words([Reason(key, FILLING)], code, {"SY": "Suriya"}.__getitem__)
        assert said
        assert not set("{}") & set(said)


def test_every_kind_of_place_and_every_point_has_a_word_in_arabic():
    words = sentences("ar")
    assert set(words["kinds"]) == set(PLACE_KINDS)
    assert set(words["points"]) == {"n", "ne", "e", "se", "s", "sw", "w", "nw"}


def test_a_reason_is_said_once_and_names_places_in_the_language_asked_for():
    twice = [Reason.of("within", place=SYRIA), Reason.of("within", place=SYRIA)]
    assert in_words(twice) == "the text puts it in Syria"
    assert in_words(twice, "ar") == "النص يجعله في سوريا"


def test_the_reason_of_a_reading_is_told_in_the_language_of_who_reads_it():
    (found,) = resolutions("قصفت طائرات مدينة سرت", project())
    assert in_words(found.why).startswith("its name 'سرت' is written so; the words beside it say city")
    assert in_words(found.why, "ar").startswith("اسمه «سرت» مكتوب هكذا؛ ")
    assert not re.search("[A-Za-z]", in_words(found.why, "ar"))
