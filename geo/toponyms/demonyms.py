"""Words for the people and things of a country: "Libyan", in every ending that the language gives it."""

from __future__ import annotations

from geo.model import Match, Reason, Toponym
from geo.toponyms.mentions import clitic_offset, trimmed
from geo.toponyms.scan import Scan
from geo.toponyms.spellings import Sign

__all__ = ["demonyms_in"]


def demonyms_in(scan: Scan, taken: set[int]) -> list[Toponym]:
    """Return the demonyms among the words whose index is not in `taken`."""
    found: list[Toponym] = []
    pairs = scan.lexicon.pairs
    after = 0
    for i in scan.marked(Sign.DEMONYM):
        if i < after or i in taken or not scan.capital(i):
            continue
        pair = f"{scan.keys[i]} {scan.key_at(i + 1)}"
        if pair in pairs and scan.joined(i) and i + 1 not in taken:
            found.append(_toponym(scan, i, 2, pair, 0))
            after = i + 2
        else:
            found += [_toponym(scan, i, 1, *reading) for reading in scan.spellings[i].demonym]
    return found


def _toponym(scan: Scan, i: int, size: int, base: str, letters: int) -> Toponym:
    word = scan.words[i]
    start = word.start + (clitic_offset(word.text, letters) if letters else 0)
    start, end = trimmed(scan.text, start, scan.words[i + size - 1].end)
    text = scan.text[start:end]
    places = scan.lexicon.gazetteer.demonym(base)
    matches = tuple(Match(place, text, "folded", 0.9, (Reason.of("demonym"),)) for place in places)
    return Toponym(start, end, text, "demonym", (), matches)
