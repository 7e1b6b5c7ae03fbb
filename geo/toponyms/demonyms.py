"""Words for the people and things of a country: "Libyan", in every ending that the language gives it."""

from __future__ import annotations

from functools import lru_cache

from geo.gazetteer import Gazetteer
from geo.languages import Rules
from geo.model import Match, Toponym
from geo.names import is_arabic, without_article
from geo.toponyms.mentions import clitic_offset, trimmed, variants
from geo.toponyms.scan import Scan

__all__ = ["demonyms_in"]

_MIN_BASE = 3


def demonyms_in(scan: Scan, taken: set[int]) -> list[Toponym]:
    """Return the demonyms among the words whose index is not in `taken`."""
    found: list[Toponym] = []
    pairs = scan.lexicon.pairs
    after = 0
    for i in scan.named:
        spelling = scan.spellings[i]
        if spelling.demonym is None:
            spelling.demonym = _read(scan, spelling.key)
        if not (spelling.demonym or spelling.pairs) or i < after or i in taken:
            continue
        pair = f"{scan.keys[i]} {scan.key_at(i + 1)}"
        if pair in pairs and scan.joined(i) and i + 1 not in taken:
            found.append(_toponym(scan, i, 2, pair, 0))
            after = i + 2
        else:
            found += [_toponym(scan, i, 1, *reading) for reading in spelling.demonym]
    return found


def _read(scan: Scan, key: str) -> tuple[tuple[str, int], ...]:
    """Return the reading of a folded word as `(demonym, letters of clitics)`, or none."""
    for stem, letters in [(key, 0), *(variants(key) if is_arabic(key) else ())]:
        base = _base(scan, stem)
        if base is not None:
            return ((base, letters),)
    return ()


def _base(scan: Scan, key: str) -> str | None:
    forms = _forms(scan.lexicon.gazetteer, scan.rules)
    return forms.get(key) or forms.get(without_article(key))


@lru_cache(maxsize=8)
def _forms(gazetteer: Gazetteer, rules: Rules) -> dict[str, str]:
    """Return the demonyms of a gazetteer by every form that the language gives them, the demonym itself and longer endings first."""
    bases = gazetteer.demonyms()
    forms = {base: base for base in bases}
    for ending in sorted(rules.folded("clitics", "demonym", "endings"), key=lambda ending: (-len(ending), ending)):
        for base in bases:
            if len(base) >= _MIN_BASE:
                forms.setdefault(base + ending, base)
    return forms


def _toponym(scan: Scan, i: int, size: int, base: str, letters: int) -> Toponym:
    word = scan.words[i]
    start = word.start + (clitic_offset(word.text, letters) if letters else 0)
    start, end = trimmed(scan.text, start, scan.words[i + size - 1].end)
    text = scan.text[start:end]
    places = scan.lexicon.gazetteer.demonym(base)
    matches = tuple(Match(place, text, "folded", 0.9, "its people and things are called so") for place in places)
    return Toponym(start, end, text, "demonym", (), matches)
