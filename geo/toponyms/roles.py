"""How a mention is meant: a place, the line of where a report was filed, or a government called by its capital or country."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.languages import Rules
from geo.model import Match, ToponymRole
from geo.names import fold, is_arabic, without_article
from geo.toponyms.guards import is_name
from geo.toponyms.mentions import Mention
from geo.toponyms.scan import Scan
from geo.toponyms.sport import is_team

__all__ = ["role_of"]

_DATELINE_CHARS = 60
_DEALING_WORDS = 8
_HEAD = re.compile(r"[^\W\d_][\w .'-]{1,24},[ \t\u00a0]*")
_DASH = re.compile("[-\u2010-\u2015:]")


@dataclass(frozen=True, slots=True)
class _Metonyms:
    capitals: frozenset[str]
    verbs: frozenset[str]
    nouns: frozenset[str]
    between: frozenset[str]
    dealings: frozenset[str]
    place_words: frozenset[str]


def _metonyms(rules: Rules) -> _Metonyms:
    names = ("capitals", "verbs", "nouns", "between", "dealings", "place_words")
    return _Metonyms(*(rules.folded("metonyms", name) for name in names))


def _dateline_pattern(rules: Rules) -> re.Pattern[str]:
    agencies = "|".join(sorted((re.escape(a) for a in rules.strings("guards", "agencies")), key=len, reverse=True))
    blank = "[ \t\u00a0\u200e\u200f]*"
    dash = "(?:--?|[\u2010-\u2015])"
    within = f"(?:,{blank}[^\\n,()-]{{2,24}})?"
    signed = f'{within}{blank}(?:[-\u2010-\u2015/,\u060c:]|\\(){blank}["\u00ab\u201c]?(?:{agencies})\\b'
    ruled = f"{within}{blank}{dash}{blank}(?=\\S)"
    return re.compile(f"{signed}|{ruled}")


def role_of(scan: Scan, mention: Mention, matches: tuple[Match, ...], sport: Sequence[int] | None = None) -> ToponymRole:
    """Return the role of a mention that may mean the places of `matches`; `sport` are the indexes of words of sport."""
    if _dateline(scan, mention):
        return "dateline"
    if is_name(scan, mention) or (sport is not None and is_team(scan, mention, {match.place.kind for match in matches}, sport)):
        return "name"
    if _adjective(scan, mention, matches):
        return "demonym"
    return "metonym" if _metonym(scan, mention, matches) else "place"


def _adjective(scan: Scan, mention: Mention, matches: tuple[Match, ...]) -> bool:
    """Return whether a country that is called by an adjective describes the definite Arabic noun before it: "the Saudi capital"."""
    key, before = mention.key, scan.key_at(mention.first - 1)
    if mention.letters or mention.kinds or not is_arabic(key) or not scan.spaced(mention.first - 1):
        return False
    described = without_article(before) != before and without_article(key) != key
    return described and scan.lexicon.gazetteer.has_demonym(without_article(key)) and any(m.place.kind == "country" for m in matches)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", max(0, at - _DATELINE_CHARS), at) + 1


def _dateline(scan: Scan, mention: Mention) -> bool:
    """Return whether the mention opens a line, alone or behind the town it lies about, and an agency or a dash follows it."""
    before = scan.text[_line_start(scan.text, mention.start) : mention.start]
    second = _HEAD.fullmatch(before) is not None
    if mention.letters or (mention.start > 0 and len(before) > _DATELINE_CHARS) or (not second and before.strip(" \t\u00a0\u200e\u200f")):
        return False
    found = scan.rules.derived(_dateline_pattern).match(scan.text, mention.end)
    if found is None:
        return False
    signed = not _DASH.match(found.group()[-1:].strip() or found.group().strip()[-1:])
    shouted = scan.text[mention.start : mention.end].isupper()
    return signed or ((shouted or is_arabic(mention.key)) and not second)


def _metonym(scan: Scan, mention: Mention, matches: tuple[Match, ...]) -> bool:
    rules = scan.rules.derived(_metonyms)
    if mention.kinds or mention.part or not any(_may_act(rules, mention, match) for match in matches):
        return False
    before, after = scan.key_at(mention.first - 1), scan.key_at(mention.last + 1)
    if before in rules.place_words or scan.bare_key(mention.first - 1) in rules.place_words:
        return False
    acts = scan.spaced(mention.last) and after in rules.verbs
    if mention.letters == 0 and scan.spaced(mention.first - 1):
        acts = acts or bool({before, scan.bare_key(mention.first - 1)} & (rules.verbs | rules.nouns) and is_arabic(mention.key))
    return acts or _deals(scan, rules, mention)


def _may_act(rules: _Metonyms, mention: Mention, match: Match) -> bool:
    return match.place.kind == "country" or mention.key in rules.capitals or fold(match.place.name) in rules.capitals


def _deals(scan: Scan, rules: _Metonyms, mention: Mention) -> bool:
    """Return whether the mention is one of the two sides of an agreement or a quarrel: "the deal between X and Y"."""
    window = range(mention.first - 1, max(-1, mention.first - 1 - _DEALING_WORDS), -1)
    side = False
    for i in window:
        if "\n" in scan.gap(i) or "." in scan.gap(i):
            return False
        key = scan.key_at(i)
        if key in rules.between and mention.first - i <= 4:
            side = True
        elif side and (key in rules.dealings or scan.bare_key(i) in rules.dealings):
            return True
    return False
