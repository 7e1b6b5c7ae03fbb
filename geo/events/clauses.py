"""A stretch of a sentence, analysed: tokens, the patterns found in it, where clauses end, its dates and places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, cast

from geo.dates import find_dates
from geo.events.lexicon import Glimpse, Hit, longest, tells
from geo.events.rules import EventRules
from geo.events.tokens import Token
from geo.languages import Rules
from geo.model import Resolution, When
from geo.text import Sentence, Word

__all__ = ["Clauses", "Mention", "analyse", "glance", "mentions_in", "pieces", "recalled", "standing"]

_SOFT = frozenset('\u060c,\u2013\u2014()[]\u00ab\u00bb\u201c\u201d"-')
_QUOTES = frozenset('\u00ab\u00bb\u201c\u201d"')
_NAME = 3
"""Words within quotation marks up to which they set off a name."""
_COMMAS = frozenset("\u060c,")
_HARD = frozenset(";\u061b")
_HYPHEN = "-"
_JOINING = frozenset({"and", "or", "but", "\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}"})
_ASIDE = 12
"""Words of what is said aside between two commas, at most."""
_LONGEST = 120
"""Words of the longest stretch that is read as one: what is longer is no sentence, and work within one is not linear."""


_OF_SPEECH = frozenset({"boundary", "cue", "say", "stance", "support", "exception", "foreign", "result"})
"""Kinds of patterns that the name of a place is none of, be it spelled like one. What a refinery is called may say what burned there."""
_START, _END, _GAP, _STANDING = map(attrgetter, ("start", "end", "gap", "standing"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A place mentioned at the tokens `start` to `end` (exclusive), or what stands for one or for a pair (`resolution` None)."""

    start: int
    end: int
    resolution: Resolution | None
    kinds: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    pair: bool = False


@dataclass(frozen=True, slots=True)
class Clauses:
    """An analysed stretch. `soft[i]` and `hard[i]` number the clause of token i, cut at commas or only at stronger boundaries."""

    tokens: Sequence[Token]
    hits: dict[str, list[Hit]]
    soft: Sequence[int]
    hard: Sequence[int]
    dates: Sequence[tuple[int, int, When]]
    mentions: Sequence[Mention]
    classes: Mapping[str, frozenset[int]]
    published: date | None = None
    subject_first: bool = False
    asides: frozenset[int] = frozenset()

    @property
    def start(self) -> int:
        """Offset of the first word."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset after the last word."""
        return self.tokens[-1].end

    def own(self, start: int, end: int, noun: bool = False) -> frozenset[int]:
        """Return the numbers (`hard`) of the clauses of the tokens `start` to `end`, and of a clause that begins right after them.

        After a noun an adjective may stand before the relative clause: "the Israeli raids that hit".
        """
        last = end + 1 if noun and self.has("relative", end + 1, end + 2) else end
        if not noun and last < len(self.hard) and self.has("apart", last, last + 1):
            last = end - 1  # "would be bombed until it looked like X"
        return frozenset({self.hard[start], self.hard[end - 1], self.hard[min(last, len(self.hard) - 1)]})

    def of(self, kind: str) -> list[Hit]:
        """Return the hits of one kind."""
        return self.hits.get(kind, [])

    def has(self, name: str, start: int, end: int) -> bool:
        """Return whether a word of the class `name` begins within the tokens `start` to `end`."""
        found = self.classes.get(name)
        return found is not None and any(i in found for i in range(max(start, 0), end))

    def words(self, start: int, *names: str) -> list[Hit]:
        """Return the hits of the classes `names` that begin at the token `start`."""
        if not any(start in self.classes.get(name, ()) for name in names):
            return []
        return [h for h in self.of("class") if h.start == start and h.entry.record in names]

    def starts(self, *names: str) -> frozenset[int]:
        """Return the tokens at which a word of one of the classes `names` begins."""
        return frozenset().union(*(self.classes.get(name, frozenset()) for name in names))


def pieces(sentence: Sentence) -> Iterator[Sequence[Word]]:
    """Yield the words of a sentence, in stretches of bounded length where it has no end."""
    for i in range(0, len(sentence.words), _LONGEST):
        yield sentence.words[i : i + _LONGEST]


def glance(words: Sequence[Word], compiled: EventRules) -> tuple[Sequence[Glimpse], bool]:
    """Return `words` at a glance and whether there is a trigger among them: most stretches of most texts hold none."""
    seen = list(map(compiled.words.__getitem__, [word.text for word in words]))
    return seen, tells(seen)


def standing(seen: Sequence[Glimpse]) -> bool:
    """Return whether a word that can stand for a place is among some."""
    return True in map(_STANDING, seen)


def recalled(words: Sequence[Word], seen: Sequence[Glimpse], compiled: EventRules, resolutions: Sequence[Resolution]) -> Clauses | None:
    """Return an analysis of `words` that knows the places and what stands for one, and nothing else; None where there is neither."""
    stands = standing(seen)
    if not (stands or resolutions):
        return None
    hits = {"anaphor": compiled.lexicon.scan(seen, "anaphor")} if stands else {}
    tokens = cast(Sequence[Token], words)  # nothing but offsets is asked of them
    return Clauses(tokens, hits, (), (), (), mentions_in(words, resolutions), {})


def analyse(
    text: str,
    words: Sequence[Word],
    tokens: Sequence[Token],
    rules: Rules,
    compiled: EventRules,
    resolutions: Sequence[Resolution],
    published: date | None,
    anchors: tuple[date | None, date | None] = (None, None),
) -> Clauses:
    """Return the analysis of `words`, whose tokens are `tokens`; `resolutions` are those that lie within them, in order.

    `anchors` are the day that the text named last, and the last day of the day, month or year that it named last.
    """
    hits: dict[str, list[Hit]] = {}
    for hit in compiled.lexicon.scan(tokens):
        hits.setdefault(hit.entry.kind, []).append(hit)
    hits["trigger"] = [h for h in hits.get("trigger", ()) if not _cut(h, tokens)]
    asides = _asides(tokens, hits.get("class", ()))
    if asides:
        hits["toll"] = [*hits.get("toll", ()), *_over(asides, tokens, compiled)]
    hits["actor"] = longest(hits.get("actor", ()))
    placed = {i for m in mentions_in(tokens, resolutions) for i in range(m.start, m.end)}
    parties = {i for h in hits["actor"] if not h.entry.record.nation for i in range(h.start, h.end)}
    for kind in _OF_SPEECH & hits.keys():
        hits[kind] = [h for h in hits[kind] if not placed.issuperset(range(h.start, h.end))]
    hits["cue"] = [h for h in hits.get("cue", ()) if not parties.issuperset(range(h.start, h.end))]  # the Rapid Support Forces plan nothing
    relatives = {h.start for h in hits.get("class", ()) if h.entry.record == "parted"}
    soft, hard = _clauses(tokens, hits.get("boundary", ()), relatives)
    dates = [_on_tokens(tokens, *found) for found in find_dates(text, tokens[0].start, tokens[-1].end, rules, published, words, *anchors)]
    named = {i for h in hits["actor"] for i in range(h.start, h.end)}
    heads = {h.end for h in hits.get("class", ()) if h.entry.record == "dated_name"}
    dates = [d for d in dates if not named.issuperset(range(d[0], d[1])) and not (d[0] in heads and d[2].precision == "day")]
    # the movement of 23 March is no date, nor is a quarter named after a day
    dated = {i for start, end, _ in dates for i in range(start, end)}
    known = (m for m in mentions_in(tokens, resolutions) if not dated.issuperset(range(m.start, m.end)))  # "March" the month is no town
    mentions = [m for m in known if not _in_party(m, hits["actor"])]
    classes: dict[str, set[int]] = {}
    for hit in hits.get("class", ()):
        classes.setdefault(hit.entry.record, set()).add(hit.start)
    found = {name: frozenset(at) for name, at in classes.items()}
    return Clauses(tokens, hits, soft, hard, dates, mentions, found, published, compiled.subject_first, asides)


def _cut(hit: Hit, tokens: Sequence[Token]) -> bool:
    """Return whether a lone comma parts the words of a hit: in "after the shelling, the army launched raids" nobody launched shelling.

    Two commas set something aside: "pushed, late on Sunday, into the town".
    """
    return sum(not _COMMAS.isdisjoint(token.gap) for token in tokens[hit.start + 1 : hit.end]) % 2 == 1


def _asides(tokens: Sequence[Token], classes: Sequence[Hit]) -> frozenset[int]:
    """Return the tokens between two commas that only tell who some of those counted are: "five people, among them a child, died"."""
    found: set[int] = set()
    for start in {h.start for h in classes if h.entry.record == "aside" and not _COMMAS.isdisjoint(tokens[h.start].gap)}:
        end = next((i for i in range(start + 1, min(start + _ASIDE, len(tokens))) if not _COMMAS.isdisjoint(tokens[i].gap)), None)
        if end is not None:
            found.update(range(start, end))
    return frozenset(found)


def _over(asides: frozenset[int], tokens: Sequence[Token], compiled: EventRules) -> list[Hit]:
    """Return the counts of people that reach over what is said aside."""
    kept = [i for i in range(len(tokens)) if i not in asides]
    hits = compiled.lexicon.scan([tokens[i] for i in kept], "toll")
    return [h._replace(start=kept[h.start], end=kept[h.end - 1] + 1) for h in hits if kept[h.end - 1] - kept[h.start] >= h.end - h.start]


def _clauses(tokens: Sequence[Token], boundaries: Sequence[Hit], relatives: Collection[int] = ()) -> tuple[list[int], list[int]]:
    cuts = {hit.start for hit in boundaries}
    signs = list(map(_signs, map(_GAP, tokens)))
    quoted = _names_in_quotes(signs)
    weak = strong = here = 0
    soft, hard = [0], [0]
    resumed = _resumed(tokens, cuts, relatives)
    for i, gap in enumerate(signs[1:], 1):
        cut = gap.hard or i in cuts
        strong += cut
        weak += cut or i in resumed or (gap.unquoted if i in quoted else gap.soft)
        here = hard[resumed[i] - 1] if i in resumed else strong if cut else here
        hard.append(here)
        soft.append(weak)
    return soft, hard


def _resumed(tokens: Sequence[Token], cuts: Collection[int], relatives: Collection[int]) -> dict[int, int]:
    """Return where a statement goes on behind a relative clause between two commas, with the first word of that clause.

    "The village of X, where troops are deployed, came under fire": what has been set aside parts neither verb nor place from it.
    """
    found: dict[int, int] = {}
    commas = [i for i, token in enumerate(tokens) if not _COMMAS.isdisjoint(token.gap)]
    for start in (i for i in commas if i in relatives):
        end = next((i for i in commas if start < i < start + _ASIDE), None)
        if end is None or end in cuts or any(_signs(t.gap).hard for t in tokens[start : end + 1]) or _joins(tokens[end]):
            continue
        found[end] = start
    return found


def _joins(token: Token) -> bool:
    """Return whether a word, or a letter written onto it, joins it to what stands before: the comma is one of a list."""
    return token.key in _JOINING or any(aside[:1] in _JOINING for aside in token.forms.values() if aside)


class _Signs(NamedTuple):
    """Whether a gap between words ends a clause, a part of one, such a part with quotation marks left out, and whether it has any."""

    hard: bool
    soft: bool
    unquoted: bool
    quotes: bool


@lru_cache(maxsize=1024)
def _signs(gap: str) -> _Signs:
    signs = frozenset(gap) if gap != _HYPHEN else frozenset()  # "Kurdish-led": one word
    return _Signs(
        not _HARD.isdisjoint(gap), not _SOFT.isdisjoint(signs), not _SOFT.isdisjoint(signs - _QUOTES), not _QUOTES.isdisjoint(gap)
    )


def _names_in_quotes(gaps: Sequence[_Signs]) -> frozenset[int]:
    """Return the tokens before and after which quotation marks only set off a name or a word, not speech."""
    found: set[int] = set()
    opened: int | None = None
    for i in [i for i, gap in enumerate(gaps) if gap.quotes]:
        if opened is not None and i - opened <= _NAME:
            found |= {opened, i}
        opened = i
    return frozenset(found)


def _on_tokens(tokens: Sequence[Token], start: int, end: int, when: When) -> tuple[int, int, When]:
    return bisect_right(tokens, start, key=_END), bisect_left(tokens, end, key=_START), when


def _in_party(mention: Mention, parties: Sequence[Hit]) -> bool:
    """Return whether a place's name is only part of the name of a party that is no nation: nothing happens at "Hamas"."""
    return any(h.start <= mention.start and mention.end <= h.end for h in parties if not h.entry.record.nation)


def mentions_in(words: Sequence[Word] | Sequence[Token], resolutions: Sequence[Resolution]) -> list[Mention]:
    """Return the places that `resolutions` name among some words, those that cover no word left out."""
    return [m for r in resolutions if (m := _mention(words, r)) is not None]


def _mention(words: Sequence[Word] | Sequence[Token], resolution: Resolution) -> Mention | None:
    toponym = resolution.toponym
    first, after = bisect_right(words, toponym.start, key=_END), bisect_left(words, toponym.end, key=_START)
    return Mention(first, after, resolution) if first < after else None
