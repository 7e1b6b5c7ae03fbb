"""Bare parts of a country, "the whole west", where the text has said which country it is about."""

from __future__ import annotations

from geo.model import Match, Reason, Toponym
from geo.toponyms.mentions import trimmed
from geo.toponyms.scan import Scan
from geo.toponyms.spellings import Sign

__all__ = ["bare_parts"]


def bare_parts(scan: Scan, taken: set[int], country: str | None) -> list[Toponym]:
    """Return the parts of `country` that the text names by compass alone, behind a word such as "whole"."""
    if country is None:
        return []
    found: list[Toponym] = []
    for i in (i - 1 for i in scan.marked(Sign.POINT) if i):
        place = scan.lexicon.parts.get((scan.features.parts[scan.keys[i + 1]], country))
        if place is None or i in taken or i + 1 in taken or not scan.spaced(i):
            continue
        if scan.keys[i] not in scan.features.whole and scan.bare_key(i) not in scan.features.whole:
            continue
        start, end = trimmed(scan.text, scan.words[i].start, scan.words[i + 1].end)
        text = scan.text[start:end]
        found.append(Toponym(start, end, text, "place", ("region",), (Match(place, text, "folded", 0.9, (Reason.of("country_of_text"),)),)))
    return found
