"""Names that no gazetteer holds and that the text plainly uses as places: "the village of X"."""

from __future__ import annotations

from geo.languages import Rules
from geo.model import Toponym
from geo.names import fold, is_arabic, without_article
from geo.toponyms.features import Feature
from geo.toponyms.mentions import clitic_offset, trimmed, variants
from geo.toponyms.scan import Scan

__all__ = ["unknown_again", "unknown_at", "unknown_before", "unknown_names"]

_WAW = "\N{ARABIC LETTER WAW}"
_MIN_LETTERS = 3
_MAX_WORDS = 3
_RARE = 3.0
"""Zipf frequency from which a word is no unknown name behind a feature word that often stands before ordinary ones."""


def unknown_names(scan: Scan, taken: set[int]) -> list[Toponym]:
    """Return the unknown names that a feature word introduces, among the words whose index is not in `taken`."""
    found: list[Toponym] = []
    misread = scan.rules.derived(_misread)
    for i in [i for i, spelling in enumerate(scan.spellings) if spelling.opening]:
        if i in taken or scan.words[i].text in misread:
            continue
        for stem in scan.spellings[i].opening:
            hit = scan.features.at(scan.features.before, [stem, *scan.keys[i + 1 : i + scan.features.longest]], 0)
            if hit is None or not hit.feature.unknown or _ordinary(scan, i + hit.words, hit.feature):
                continue
            made = unknown_at(scan, i + hit.words, taken, hit.feature.kinds, definite=hit.feature.definite)
            if made is not None and not hit.many and scan.introduces(i + hit.words - 1):
                found.append(made)
            break
    return found


def _ordinary(scan: Scan, at: int, feature: Feature) -> bool:
    """Return whether an Arabic word is too common to be a name that no gazetteer holds."""
    key = scan.key_at(at)
    if not feature.rare or not is_arabic(key) or key in scan.features.openers or not scan.spaced(at - 1):
        return False
    return (scan.lexicon.gazetteer.frequency(key, scan.rules.code) or 0.0) >= _RARE


def unknown_at(scan: Scan, at: int, taken: set[int], kinds: tuple[str, ...], *, definite: bool = False) -> Toponym | None:
    """Return a toponym without candidates for the name that begins at word `at`, or None where no name can begin there.

    With `definite`, an Arabic name must have the article, open like a name of two words or stand in quotation marks.
    """
    if at in taken or not _may_open(scan, at):
        return None
    key = scan.keys[at]
    definite = definite and scan.spaced(at - 1)
    if definite and is_arabic(key) and without_article(key) == key and key not in scan.features.openers:
        return None
    last = at
    while last + 1 < len(scan.words) and last + 1 - at < _MAX_WORDS and scan.joined(last) and last + 1 not in taken:
        runs_on = scan.cased and not is_arabic(scan.keys[last + 1]) and scan.capital(last + 1)
        if not runs_on and not (scan.keys[last] in scan.features.openers and len(scan.keys[last + 1]) >= 2):
            break
        last += 1
    start, end = trimmed(scan.text, scan.words[at].start, scan.words[last].end)
    return Toponym(start, end, scan.text[start:end], "place", kinds, ())


def unknown_before(scan: Scan, at: int, taken: set[int]) -> Toponym | None:
    """Return a toponym for the unknown name that ends with word `at`, which a distance expression behind it places.

    The name must have a capital inside a sentence, stand before a bracket or behind a preposition of place: "in X, 20 km north of Y".
    """
    if not 0 <= at < len(scan.words) or at in taken:
        return None
    first = at
    while first > 0 and first - 1 not in taken and at - first + 1 < _MAX_WORDS and scan.joined(first - 1) and _runs(scan, first - 1):
        first -= 1
    locative = scan.rules.derived(_locative)
    key, letters = scan.keys[first], 0
    if is_arabic(key):
        stems = [(stem, n) for stem, n in variants(key) if without_article(stem) != stem]
        key, letters = stems[0] if stems else (key, 0)
    before = {scan.key_at(first - 1), scan.bare_key(first - 1), scan.key_at(first - 1)[1:]}
    named = scan.cased and not is_arabic(key) and scan.spaced(first - 1)
    placed = named or letters or before & (locative | scan.features.before.keys()) or "(" in scan.gap(at)
    if not placed or not _may_open(scan, at) or {scan.keys[at], scan.bare_key(at)} & locative:
        return None
    begin = scan.words[first].start + (clitic_offset(scan.words[first].text, letters) if letters else 0)
    start, end = trimmed(scan.text, begin, scan.words[at].end)
    return Toponym(start, end, scan.text[start:end], "place", (), ())


def unknown_again(scan: Scan, toponyms: list[Toponym]) -> list[Toponym]:
    """Return the further mentions of unknown names among `toponyms`: with a capital, or behind a preposition of place."""
    names = {fold(t.text) for t in toponyms if not t.candidates and t.role == "place"}
    firsts = {name.partition(" ")[0] for name in names}
    locative = scan.rules.derived(_locative)
    found: list[Toponym] = []
    for i, key in enumerate(scan.keys if names else ()):
        for stem, letters in [(key, 0), *(variants(key) if is_arabic(key) else ())]:
            size = 0 if stem not in firsts else _size(scan, i, stem, names)
            placed = letters or {scan.key_at(i - 1), scan.bare_key(i - 1)} & locative
            if not size or not scan.capital(i) or (is_arabic(key) and not placed):
                continue
            start = scan.words[i].start + (clitic_offset(scan.words[i].text, letters) if letters else 0)
            start, end = trimmed(scan.text, start, scan.words[i + size - 1].end)
            found.append(Toponym(start, end, scan.text[start:end], "place", (), ()))
            break
    return found


def _size(scan: Scan, i: int, stem: str, names: set[str]) -> int:
    """Return how many words of one of `names` stand from word `i` on, which reads `stem` without its clitics."""
    return next((n for n in range(min(_MAX_WORDS, len(scan.keys) - i), 0, -1) if " ".join([stem, *scan.keys[i + 1 : i + n]]) in names), 0)


def _runs(scan: Scan, i: int) -> bool:
    if is_arabic(scan.keys[i]):
        return scan.keys[i] in scan.features.openers
    return scan.cased and scan.capital(i) and scan.keys[i].isalpha()


def _locative(rules: Rules) -> frozenset[str]:
    return rules.folded("relations", "locative")


def _may_open(scan: Scan, at: int) -> bool:
    if at >= len(scan.words):
        return False
    key = scan.keys[at]
    never = scan.rules.derived(_not_names)
    short = len(key) < _MIN_LETTERS and key not in scan.features.openers
    if short or not key or not key[0].isalpha() or not scan.capital(at) or never.intersection((key, scan.bare_key(at))):
        return False
    if is_arabic(key):
        adjective = key.endswith(scan.rules.derived(_endings)) and without_article(key) == key
        joined = key.startswith(_WAW) and len(key) > _MIN_LETTERS + 1
        if joined or adjective or key in scan.features.parts or scan.bare_key(at) in scan.features.firsts:
            return False
        gazetteer = scan.lexicon.gazetteer
        return not any(gazetteer.has_demonym(form) for form in (key, key.removesuffix("\N{ARABIC LETTER HEH}")))
    return scan.cased


def _misread(rules: Rules) -> frozenset[str]:
    """Return the spellings, as written, that folding makes a feature word of."""
    return frozenset(rules.strings("guards", "spellings"))


def _endings(rules: Rules) -> tuple[str, ...]:
    return tuple(fold(ending) for ending in rules.strings("guards", "not_name_endings"))


def _not_names(rules: Rules) -> frozenset[str]:
    return rules.folded("guards", "not_names")
