"""Names with a space inside, as scanning and faulty text give them: a word of one or two letters that completes its neighbour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geo.languages import Rules
from geo.toponyms.lexicon import ENDING
from geo.toponyms.mentions import Mention, clitic_offset, trimmed, variants
from geo.toponyms.scan import Scan
from geo.toponyms.spellings import Sign

__all__ = ["broken_mentions"]

_MIN_NAME = 5
_WORD = 5.8
"""Zipf frequency from which two letters are a word of their own: a preposition, a particle, a pronoun."""


def broken_mentions(scan: Scan, mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions of names of the project's own places that are cut in two by a space, outside of the `mentions` found whole."""
    taken = {i for mention in mentions for i in range(mention.first, mention.last + 1)}
    found: list[Mention] = []
    endings = scan.lexicon.endings
    for i in _fragments(scan):
        # Clitics are set aside before a name: its ending stays.
        if (scan.keys[i] + scan.keys[i + 1])[-ENDING:] not in endings or i in taken or i + 1 in taken or not _may_join(scan, i):
            continue
        mention = next(_readings(scan, i), None)
        if mention is not None:
            found.append(mention)
            taken.update((i, i + 1))
    return found


def _fragments(scan: Scan) -> list[int]:
    """Return the Arabic words that are a fragment, or stand before one, as one half of a broken name is."""
    signs, last = scan.signs, len(scan.signs) - 1
    near = {*scan.marked(Sign.FRAGMENT | Sign.TORN), *(i - 1 for i in scan.marked(Sign.FRAGMENT))}
    return sorted(i for i in near if 0 <= i < last and signs[i] & signs[i + 1] & Sign.ARABIC)


def _may_join(scan: Scan, i: int) -> bool:
    a, b = scan.keys[i], scan.keys[i + 1]
    if len(a) + len(b) < _MIN_NAME or not scan.spaced(i):
        return False
    return bool(scan.signs[i] & Sign.TORN or scan.signs[i + 1] & Sign.FRAGMENT) or not _word(scan, a)


def _word(scan: Scan, key: str) -> bool:
    return key in scan.rules.derived(_particles) or (scan.lexicon.gazetteer.frequency(key, scan.rules.code) or 0.0) >= _WORD


def _particles(rules: Rules) -> frozenset[str]:
    return rules.folded("clitics", "particles")


def _readings(scan: Scan, i: int) -> Iterator[Mention]:
    whole = scan.keys[i] + scan.keys[i + 1]
    for stem, letters in [(whole, 0), *variants(whole)]:
        if len(stem) < _MIN_NAME or letters >= len(scan.keys[i]) or stem not in scan.lexicon.keys:
            continue
        word, last = scan.words[i], scan.words[i + 1]
        start = word.start + (clitic_offset(word.text, letters) if letters else 0)
        yield Mention(i, i + 1, *trimmed(scan.text, start, last.end), stem, letters, scan.keys[i][:letters], name_first=i)
