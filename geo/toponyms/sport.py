"""Teams that are called by their city or country: "Xville beat Ytown 2-1" names no place.

A team is told by two things together: words about it speak of sport, and it stands where a team stands (behind "the players of", beside a
verb of winning, facing an opponent, before a score). What stands behind a preposition of place is the city, in a report of a match too.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.languages import Rules
from geo.names import is_arabic
from geo.toponyms.mentions import Mention, variants
from geo.toponyms.scan import Scan
from geo.toponyms.spellings import Sign

__all__ = ["SportRules", "is_team", "sport_at", "sport_rules"]

_REACH = 30
"""Words on either side within which two words of sport make a text about sport."""
_ENOUGH = 2
_GAME_REACH = 8
_LAM, _BEH = "\N{ARABIC LETTER LAM}", "\N{ARABIC LETTER BEH}"
_SETTLED = frozenset({"city", "town", "village", "quarter"})


@dataclass(frozen=True, slots=True)
class SportRules:
    """The word lists of `sport.toml`, folded, and the pattern of a score behind a name."""

    words: frozenset[str]
    heads: frozenset[str]
    verbs: frozenset[str]
    games: frozenset[str]
    opponents: frozenset[str]
    placed: frozenset[str]
    score: re.Pattern[str]


def sport_rules(rules: Rules) -> SportRules:
    """Return the words of sport of a language."""
    return rules.derived(_build)


def _build(rules: Rules) -> SportRules:
    nil = "|".join(map(re.escape, rules.strings("sport", "nil")))
    one = rf"(?:\d{{1,3}}|{nil})"
    score = re.compile(rf"[ \t\u00a0]*(?:\([^()\n]{{2,24}}\)[ \t\u00a0]*)?{one}[ \t\u00a0]*[-/\u2013][ \t\u00a0]*{one}\b")
    words, heads, verbs, games, opponents, placed = (
        rules.folded("sport", name) for name in ("words", "heads", "verbs", "games", "opponents", "placed")
    )
    return SportRules(words, heads, verbs, games, opponents, placed, score)


def sport_at(scan: Scan) -> Sequence[int]:
    """Return the indexes of the words of sport in a text, in order."""
    return scan.marked(Sign.SPORT)


def is_team(scan: Scan, mention: Mention, kinds: set[str], sport: Sequence[int]) -> bool:
    """Return whether a mention of places of these kinds stands for a team, in a text whose words of sport are at `sport`."""
    rules = sport_rules(scan.rules)
    if mention.kinds or mention.part or "country" in kinds or not kinds & _SETTLED:
        return False
    scored = rules.score.match(scan.text, mention.end) is not None
    if not _about_sport(scan, mention, sport, _ENOUGH - scored):
        return False
    before = _forms(scan, mention.first - 1)
    if scored or (before & rules.heads and scan.spaced(mention.first - 1)):
        return True
    after = scan.key_at(mention.last + 1) if scan.joined(mention.last) else ""
    if before & rules.placed or mention.clitic.endswith(_BEH):
        return False
    return bool(before & rules.verbs) or after in rules.verbs or _opponent(scan, rules, mention, before)


def _forms(scan: Scan, i: int) -> set[str]:
    """Return word `i` as written and without the letters that are attached to it."""
    return _read(scan.key_at(i))


def _read(key: str) -> set[str]:
    return {key, *(stem for stem, _ in variants(key))} if is_arabic(key) else {key}


def _about_sport(scan: Scan, mention: Mention, sport: Sequence[int], enough: int) -> bool:
    low = bisect.bisect_left(sport, mention.first - _REACH)
    high = bisect.bisect_right(sport, mention.last + _REACH)
    return sum(not _parted(scan, i, mention) for i in sport[low:high]) >= enough


def _parted(scan: Scan, i: int, mention: Mention) -> bool:
    start, end = sorted((scan.words[i].start, mention.start))
    return "\n" in scan.text[start:end]


def _opponent(scan: Scan, rules: SportRules, mention: Mention, before: set[str]) -> bool:
    """Return whether a mention is whom somebody plays: a preposition before it, and a word of the game before that."""
    if not before & rules.opponents and not mention.clitic.endswith(_LAM):
        return False
    window = range(mention.first - 1, max(-1, mention.first - 1 - _GAME_REACH), -1)
    return any(not rules.games.isdisjoint(_forms(scan, i)) for i in window)
