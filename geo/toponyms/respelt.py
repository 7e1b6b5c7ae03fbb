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
from geo.toponyms.mentions import trimmed
from geo.toponyms.scan import Scan
from geo.toponyms.spellings import Sign

__all__ = ["heard_names", "respelt_names"]

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
