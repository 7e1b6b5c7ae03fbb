"""How far a name of the world may be an ordinary word or a person in a text: by how often it is one, and by how many live there.

The world holds a town for almost every word. What tells them apart without reading is that a name which is a word too occurs as
often as the word does, and that Arabic nouns and adjectives are as common with the article as without it, and names are not.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

from geo.gazetteer import Gazetteer
from geo.languages import Rules
from geo.model import Place
from geo.names import is_arabic, without_article
from geo.toponyms.mentions import Mention
from geo.toponyms.scan import Scan

__all__ = ["MILD", "NEVER", "STRONG", "SURE", "attribute", "doubt", "part_of_word"]

SURE, MILD, STRONG, NEVER = 0, 1, 2, 3
"""A sure name; an ordinary word too; mostly one; never a name without a feature word."""

_SETTLED = frozenset({"city", "town", "village", "country"})
_UNIT_PEOPLE = 50_000
_SIZES = (15_000, 100_000, 500_000)
"""Steps of population, from a village to a city that the world knows; the tables below have a column for each size."""

_WORDLIKE = (3.0, 3.6, 4.4, 5.4)
"""Zipf frequencies from which a name counts as a word."""
_WORDLIKE_WHOLE = (2.5, 2.5, 3.0, 4.0)
"""The same for a word whose first letters would be clitics before the name, where it is not much rarer than the name alone."""
_WHOLE_GAP = 0.3
_ALWAYS = 5.6
"""Words this common are never names that only the world knows: prepositions, pronouns, numbers."""
_ALWAYS_SMALL = 5.0
"""The same in English for the name of a place where fewer than 100,000 live: "Bank", "Republic"."""
_IN_ARABIC = (STRONG, MILD, SURE, SURE)
_IN_CAPITALS = (MILD, MILD, SURE, SURE)
_PHRASE_PEOPLE, _PHRASE_LETTERS = 5000, 8
_NOUN, _NOUN_GAP = 3.0, 1.0
_RARE, _RARE_OTHER = 3.0, 1.5
"""Zipf frequencies up to which an Arabic word is hardly anything but a name, and its form with or without the article unheard of."""
_TABLES = "jabha-gazetteer"
"""Source of what `seeds/theatres/` adds to the world: villages that reports of a war name."""
_FAMOUS = 4.5
"""Zipf frequency up to which a name of a town that is no noun may be common because of the town."""
_TEH_MARBUTA = "\N{ARABIC LETTER HEH}"
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"


def doubt(scan: Scan, mention: Mention, places: Sequence[Place]) -> int:
    """Return the doubt about a name that only the tiers beside the project's own places hold.

    The more people live there, the more often the name may occur as a word before it is taken for one (after the Zipf
    thresholds of the gazetteer's frequency table); letters taken for clitics count against it where the whole is a word.
    """
    arabic = is_arabic(mention.key)
    people = max(_people(place, arabic) for place in places)
    key = mention.key if arabic else without_article(mention.key)
    if " " in key:
        return SURE if people >= _PHRASE_PEOPLE or len(mention.key) > _PHRASE_LETTERS else MILD
    gazetteer, language = scan.lexicon.gazetteer, scan.rules.code
    size = bisect.bisect_right(_SIZES, people)
    zipf = gazetteer.frequency(key, language) or 0.0
    whole = max(_wholes(scan, mention, language), default=0.0)
    if mention.letters and whole >= max(_WORDLIKE_WHOLE[size], zipf - _WHOLE_GAP):
        return NEVER
    if zipf >= (_ALWAYS if arabic or size > 1 else _ALWAYS_SMALL):
        return NEVER
    if not arabic:
        return STRONG if zipf >= _WORDLIKE[size] else _IN_CAPITALS[size]
    return NEVER if _described(scan, mention) else _doubt_of_arabic(scan, mention.key, zipf, size, places)


def _doubt_of_arabic(scan: Scan, key: str, zipf: float, size: int, places: Sequence[Place]) -> int:
    """Return the doubt about one Arabic word of a frequency that names places, the largest of which has the size of that step."""
    gazetteer = scan.lexicon.gazetteer
    if _noun(gazetteer, key, zipf):
        return STRONG if key.startswith(_ARTICLE) and (size or zipf < _WORDLIKE[1]) else NEVER
    if zipf >= _WORDLIKE[size]:
        return MILD if size and zipf < _FAMOUS and _proper(scan, key, places) else STRONG
    if size == 0 and _rare(gazetteer, key, zipf) and _vouched(scan, places):
        return MILD
    return _IN_ARABIC[size]


def attribute(scan: Scan, mention: Mention) -> bool:
    """Return whether an Arabic word without the article is an adjective of the feature word before it: "a developed city"."""
    key = mention.key
    if " " in key or key.startswith(_ARTICLE) or not key.endswith(_TEH_MARBUTA):
        return False
    return _noun(scan.lexicon.gazetteer, key, scan.lexicon.gazetteer.frequency(key, "ar") or 0.0)


def part_of_word(scan: Scan, mention: Mention) -> bool:
    """Return whether the letters set aside as clitics belong to a word that is more common than the name: "early" is not "in Accra"."""
    if not mention.letters or " " in mention.key:
        return False
    whole = max(_wholes(scan, mention, scan.rules.code), default=0.0)
    return whole >= _NOUN and whole > (scan.lexicon.gazetteer.frequency(mention.key, scan.rules.code) or 0.0)


def _wholes(scan: Scan, mention: Mention, language: str) -> Iterator[float]:
    """Yield how often the word occurs with all of the letters that were set aside as clitics, and with all but the first of them."""
    key = scan.keys[mention.name_first]
    for cut in range(mention.letters):
        yield scan.lexicon.gazetteer.frequency(key[cut:], language) or 0.0


def _described(scan: Scan, mention: Mention) -> bool:
    """Return whether a masculine nationality stands right before an Arabic name: "the Russian X" is a person."""
    before = mention.first - 1
    key = scan.bare_key(before)
    if mention.letters or before < 0 or not scan.spaced(before) or not key.startswith(_ARTICLE):
        return False
    return scan.lexicon.gazetteer.has_demonym(without_article(key)) and not key.endswith(_TEH_MARBUTA)


def _noun(gazetteer: Gazetteer, key: str, zipf: float) -> bool:
    """Return whether an Arabic word is as common with the article as without it: so are nouns and adjectives, not names."""
    return _other_form(gazetteer, key) >= max(_NOUN, zipf - _NOUN_GAP)


def _rare(gazetteer: Gazetteer, key: str, zipf: float) -> bool:
    """Return whether an Arabic word is hardly ever written, and never in its other form: most such words are names."""
    return zipf < _RARE and _other_form(gazetteer, key) < _RARE_OTHER


def _vouched(scan: Scan, places: Sequence[Place]) -> bool:
    """Return whether one of the places lies where Arabic names are at home, or is a place of a war that the project's tables put there."""
    homelands = scan.rules.derived(_homelands)
    return any(p.country in homelands or p.source_id == _TABLES for p in places)


def _proper(scan: Scan, key: str, places: Sequence[Place]) -> bool:
    """Return whether a name that is vouched for is never written in its other form, with or without the article, as no noun is."""
    return _vouched(scan, places) and _other_form(scan.lexicon.gazetteer, key) < _RARE_OTHER


def _homelands(rules: Rules) -> frozenset[str]:
    """Return the codes of the countries whose places have names of their own in the script of a language."""
    return frozenset(rules.optional("guards", "homelands"))


def _other_form(gazetteer: Gazetteer, key: str) -> float:
    """Return how often an Arabic word is written with the article where it has none, and without where it has one."""
    other = without_article(key) if key.startswith(_ARTICLE) else _ARTICLE + key
    return gazetteer.frequency(other, "ar") or 0.0


def _people(place: Place, arabic: bool) -> int:
    """Return the people who speak for a name; in Arabic the name of a unit is often an adjective, so its people speak little."""
    people = place.population or 0
    return people if place.kind in _SETTLED or not arabic else min(people, _UNIT_PEOPLE)
