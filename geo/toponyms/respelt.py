"""Names that are written in another way than any tier has them: foreign names come into a language by ear.

Only a rare word is looked for, and only where a place is named: behind a preposition of place or a feature word, or at the head of a
dateline. Its places are marked as found by a fuzzy match.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from geo.languages import Rules
from geo.model import Match, Toponym
from geo.names import fold, is_arabic, skeleton, without_article
from geo.toponyms.guards import guards_of
from geo.toponyms.mentions import trimmed
from geo.toponyms.scan import Scan
from geo.toponyms.spellings import Sign, is_article

__all__ = ["heard_names", "respelt_names", "romanised_names"]

_MAX_WORDS = 3
_MIN_LETTERS = 5
_MIN_PART = 3
_RARE = 3.0
"""Zipf frequency from which a word is an ordinary word or a name that is known as it is written."""
_LEAST_PEOPLE = 20_000
_VERY_RARE, _MIN_SOUND, _LEAST_ACROSS = 2.6, 4, 10_000
_KNOWN_KINDS = frozenset({"country", "region"})
_HEAD = re.compile("[ \t\u00a0]*(?:[-\u2013\u2014\u0640(]|$)")


def respelt_names(scan: Scan, taken: set[int], countries: Collection[str]) -> list[Toponym]:
    """Return the toponyms that are known places written in another way, among the words whose index is not in `taken`; adds to it.

    The spelling of the other script is only asked for places in `countries`, which the text names: many names sound alike.
    """
    found: list[Toponym] = []
    for i in _beginnings(scan):
        if i not in taken:
            for size in range(_MAX_WORDS, 0, -1):
                toponym = _at(scan, i, size, taken, countries)
                if toponym is not None:
                    found.append(toponym)
                    taken.update(range(i, i + size))
                    break
    return found


def romanised_names(scan: Scan, taken: set[int], countries: Collection[str]) -> list[Toponym]:
    """Return the toponyms that are known places of the countries that the text names, in Latin letters other than those on record.

    Only a whole run of words with a capital is looked for, rare ones that no person is called, behind a preposition of place or in a
    list with a known place; adds to `taken`.
    """
    native = {code for code in countries if code in scan.rules.derived(_romanised)} if scan.cased else set()
    found: list[Toponym] = []
    for i in range(1, len(scan.words)) if native else ():
        last = _run(scan, i) if _named_here(scan, i, taken) else i - 1
        if last < i or taken.issuperset(range(i, last + 1)):
            continue
        toponym = _romanised_at(scan, i, last, native)
        if toponym is not None:
            found.append(toponym)
            taken.update(range(i, last + 1))
    return found


def _named_here(scan: Scan, i: int, taken: set[int]) -> bool:
    """Return whether a name in Latin letters at word `i` stands behind a preposition of place, or in a list behind a known place."""
    before = i - 1
    if scan.signs[i] & Sign.ARABIC or not (scan.capital(i) or is_article(scan.keys[i])):
        return False
    if scan.signs[before] & Sign.LOCATIVE:
        return scan.spaced(before) and scan.keys[before] not in guards_of(scan.rules).of  # "a condemnation of X" may be of a person
    listed = before - 1 if scan.keys[before] in scan.ands else before
    return listed in taken and scan.listed(before) and scan.listed(listed) and (listed < before or not scan.spaced(before))


def _run(scan: Scan, i: int) -> int:
    """Return the last of the words with a capital, articles among them, that begin at word `i`; one before it where they are too many."""
    last = i
    while scan.joined(last) and last - i < _MAX_WORDS and (scan.capital(last + 1) or is_article(scan.keys[last + 1])):
        last += 1
    return last if last - i < _MAX_WORDS and scan.capital(last) else i - 1


def _romanised_at(scan: Scan, i: int, last: int, countries: Collection[str]) -> Toponym | None:
    guards = guards_of(scan.rules)
    parts = scan.keys[i : last + 1]
    key = " ".join(parts)
    persons = guards.given | guards.titles | guards.not_names
    if len(skeleton(key).replace(" ", "")) < _MIN_SOUND or not persons.isdisjoint(parts) or not any(_rare(scan, part) for part in parts):
        return None
    matches = tuple(m for m in scan.lexicon.respelt[key] if m.place.country in countries)
    start, end = trimmed(scan.text, scan.words[i].start, scan.words[last].end)
    return Toponym(start, end, scan.text[start:end], "place", (), matches) if matches else None


def heard_names(scan: Scan, toponyms: Sequence[Toponym], countries: Collection[str]) -> list[Toponym]:
    """Return the toponyms; a Latin one that no gazetteer holds gets the places of the countries that the text names which sound like it.

    Names of places whose own script is another one are written by ear, and in many ways: "Maarat" and "Maarrat", "Sufuhun" and "Safuhan".
    """
    native = [code for code in countries if code in scan.rules.derived(_romanised)]
    return [_heard(scan, toponym, native) for toponym in toponyms] if native else list(toponyms)


def _heard(scan: Scan, toponym: Toponym, countries: Collection[str]) -> Toponym:
    key = fold(toponym.text)
    if toponym.candidates or toponym.role != "place" or is_arabic(key) or len(skeleton(key).replace(" ", "")) < _MIN_SOUND:
        return toponym
    found = [m for m in scan.lexicon.respelt[key] if m.place.country in countries and (not toponym.kinds or m.place.kind in toponym.kinds)]
    return replace(toponym, candidates=tuple(found)) if found else toponym


def _romanised(rules: Rules) -> frozenset[str]:
    """Return the codes of the countries whose places have names of their own in another script than that of the language."""
    return frozenset(rules.optional("guards", "romanised"))


def _beginnings(scan: Scan) -> list[int]:
    """Return where such a name may begin: it is written in Arabic letters, which `_at` asks for, and stands where a place is named."""
    near = sorted({*scan.line_heads(), *(i + 1 for i in scan.marked(Sign.LEADS) if i + 1 < len(scan.words))})
    arabic = [i for i in near if scan.signs[i] & Sign.ARABIC and scan.capital(i)]
    return [i for i in arabic if len(scan.keys[i]) >= _MIN_PART and _placed(scan, i)]


def _rare(scan: Scan, key: str) -> bool:
    return (scan.lexicon.gazetteer.frequency(key, scan.rules.code) or 0.0) < _RARE


def _placed(scan: Scan, i: int) -> bool:
    if i and scan.signs[i - 1] & Sign.LEADS:
        return scan.introduces(i - 1)
    return scan.breaks(i - 1) and _HEAD.match(scan.text, scan.words[i].end) is not None


def _at(scan: Scan, i: int, size: int, taken: set[int], countries: Collection[str]) -> Toponym | None:
    last = i + size - 1
    if last >= len(scan.words) or not taken.isdisjoint(range(i, last + 1)) or not all(scan.spaced(at) for at in range(i, last)):
        return None
    parts = scan.keys[i : last + 1]
    key = " ".join(parts)
    if sum(map(len, parts)) < _MIN_LETTERS or without_article(key) != key:
        return None
    if not all(len(part) >= _MIN_PART and is_arabic(part) for part in parts) or not any(_rare(scan, part) for part in parts):
        return None
    hit = scan.features.at(scan.features.before, scan.keys, i - 1) if i else None
    kinds = hit.feature.kinds if hit is not None else ()
    matches = tuple(match for match in scan.lexicon.respelt[key] if _worth(match, kinds))
    if countries and is_arabic(key) and _foreign(scan, i, last, key):
        across = (match for match in scan.lexicon.transliterated[key] if match.place.country in countries)
        known = {match.place.id for match in matches}
        known_there = (m for m in across if (m.place.population or 0) >= _LEAST_ACROSS and (not kinds or m.place.kind in kinds))
        matches += tuple(m for m in known_there if m.place.id not in known)
    if not matches:
        return None
    start, end = trimmed(scan.text, scan.words[i].start, scan.words[last].end)
    return Toponym(start, end, scan.text[start:end], "place", kinds, matches)


def _foreign(scan: Scan, i: int, last: int, key: str) -> bool:
    """Return whether words are so rare, and their sound so long, that the other script may be asked for them."""
    rare = all((scan.lexicon.gazetteer.frequency(scan.keys[at], scan.rules.code) or 0.0) < _VERY_RARE for at in range(i, last + 1))
    return rare and len(skeleton(key)) >= _MIN_SOUND


def _worth(match: Match, kinds: tuple[str, ...]) -> bool:
    place = match.place
    if kinds:
        return place.kind in kinds
    return place.kind in _KNOWN_KINDS or (place.population or 0) >= _LEAST_PEOPLE
