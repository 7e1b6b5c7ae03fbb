"""A stretch of a sentence, analysed: tokens, the patterns found in it, where clauses end, its dates and places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geo.dates import find_dates
from geo.events.lexicon import Hit, longest
from geo.events.rules import EventRules
from geo.events.tokens import Token, spelled, tokenise
from geo.languages import Rules
from geo.model import Resolution, When
from geo.text import Sentence, Word

__all__ = ["Clauses", "Mention", "analyse", "glance", "pieces", "recalled"]

_SOFT = frozenset('\u060c,\u2013\u2014()[]\u00ab\u00bb\u201c\u201d"-')
_QUOTES = frozenset('\u00ab\u00bb\u201c\u201d"')
_NAME = 3
"""Words within quotation marks up to which they set off a name."""
_HARD = frozenset(";\u061b")
_HYPHEN = "-"
_LONGEST = 120
"""Words of the longest stretch that is read as one: what is longer is no sentence, and work within one is not linear."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place mentioned at the tokens `start` to `end` (exclusive), or a pronoun or noun that stands for one (`resolution` None)."""

    start: int
    end: int
    resolution: Resolution | None
    kinds: tuple[str, ...] = ()


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

    @property
    def start(self) -> int:
        """Offset of the first word."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset after the last word."""
        return self.tokens[-1].end

    def own(self, start: int, end: int) -> frozenset[int]:
        """Return the numbers (`hard`) of the clauses of the tokens `start` to `end`, and of a clause that begins right after them."""
        last = self.hard[end] if end < len(self.hard) else self.hard[-1]
        return frozenset({self.hard[start], self.hard[end - 1], last})

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


def glance(text: str, words: Sequence[Word], compiled: EventRules, resolutions: Sequence[Resolution]) -> tuple[Sequence[Token], bool]:
    """Return the tokens of `words`, none where nothing in them is of use, and whether there is a trigger among them.

    Most stretches of most texts hold none, and need no analysis.
    """
    lexicon = compiled.lexicon
    spellings = [spelled(word.text, compiled.peel) for word in words]
    telling = any(lexicon.opening(*spelling, "trigger") for spelling in spellings)
    if not (telling or resolutions or any(lexicon.opening(*spelling, "anaphor") for spelling in spellings)):
        return (), False
    tokens = tokenise(text, words, compiled.peel)
    return tokens, telling and bool(lexicon.scan(tokens, "trigger"))


def recalled(tokens: Sequence[Token], compiled: EventRules, resolutions: Sequence[Resolution]) -> Clauses:
    """Return an analysis of `tokens` that knows the places and what stands for one, and nothing else."""
    return Clauses(tokens, {"anaphor": compiled.lexicon.scan(tokens, "anaphor")}, (), (), (), _mentions(tokens, resolutions), {})


def analyse(
    text: str,
    words: Sequence[Word],
    tokens: Sequence[Token],
    rules: Rules,
    compiled: EventRules,
    resolutions: Sequence[Resolution],
    published: date | None,
) -> Clauses:
    """Return the analysis of `words`, whose tokens are `tokens`; `resolutions` are those that lie within them, in order."""
    hits: dict[str, list[Hit]] = {}
    for hit in compiled.lexicon.scan(tokens):
        hits.setdefault(hit.entry.kind, []).append(hit)
    hits["actor"] = longest(hits.get("actor", ()))
    soft, hard = _clauses(tokens, hits.get("boundary", ()))
    dates = [_on_tokens(tokens, *found) for found in find_dates(text, tokens[0].start, tokens[-1].end, rules, published, words)]
    mentions = [m for m in _mentions(tokens, resolutions) if not _in_party(m, hits["actor"])]
    classes: dict[str, set[int]] = {}
    for hit in hits.get("class", ()):
        classes.setdefault(hit.entry.record, set()).add(hit.start)
    return Clauses(tokens, hits, soft, hard, dates, mentions, {name: frozenset(at) for name, at in classes.items()}, published)


def _clauses(tokens: Sequence[Token], boundaries: Sequence[Hit]) -> tuple[list[int], list[int]]:
    cuts = {hit.start for hit in boundaries}
    quoted = _names_in_quotes(tokens)
    soft, hard = [0], [0]
    for i, token in enumerate(tokens[1:], 1):
        strong = i in cuts or not _HARD.isdisjoint(token.gap)
        hard.append(hard[-1] + strong)
        signs = set(token.gap) - _QUOTES if i in quoted else set(token.gap)
        if token.gap == _HYPHEN:  # "Kurdish-led": one word
            signs = set()
        soft.append(soft[-1] + (strong or not _SOFT.isdisjoint(signs)))
    return soft, hard


def _names_in_quotes(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the tokens before and after which quotation marks only set off a name or a word, not speech."""
    found: set[int] = set()
    opened: int | None = None
    for i, token in enumerate(tokens):
        if _QUOTES.isdisjoint(token.gap):
            continue
        if opened is not None and i - opened <= _NAME:
            found |= {opened, i}
        opened = i
    return frozenset(found)


def _on_tokens(tokens: Sequence[Token], start: int, end: int, when: When) -> tuple[int, int, When]:
    inside = [i for i, t in enumerate(tokens) if t.start < end and start < t.end]
    return inside[0], inside[-1] + 1, when


def _in_party(mention: Mention, parties: Sequence[Hit]) -> bool:
    """Return whether a place's name is only part of the name of a party that is no nation: nothing happens at "Hamas"."""
    return any(h.start <= mention.start and mention.end <= h.end for h in parties if not h.entry.record.nation)


def _mentions(tokens: Sequence[Token], resolutions: Sequence[Resolution]) -> list[Mention]:
    return [m for r in resolutions if (m := _mention(tokens, r)) is not None]


def _mention(tokens: Sequence[Token], resolution: Resolution) -> Mention | None:
    toponym = resolution.toponym
    inside = [i for i, t in enumerate(tokens) if t.start < toponym.end and toponym.start < t.end]
    if not inside:
        return None
    return Mention(inside[0], inside[-1] + 1, resolution)
