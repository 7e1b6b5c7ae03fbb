"""Words of a sentence as rules see them: folded, with every way to set attached letters aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple, Protocol

from geo.names import fold
from geo.text import Word

__all__ = ["Peel", "Read", "Token", "peel_of", "spelled", "tokenise", "with_gaps"]


@dataclass(frozen=True, slots=True, eq=False)
class Peel:
    """What a language attaches before a word: conjunctions, prepositions, the article, and how they melt together.

    `begins` is all that a word can begin with which has any of these.
    Compared by identity, so that it is a cheap key for what was read with it.
    """

    conjunctions: tuple[str, ...]
    prepositions: tuple[str, ...]
    article: str
    melted: tuple[tuple[str, str, str], ...]
    shortest: int
    begins: tuple[str, ...]


class Read(Protocol):
    """A word as rules read it: folded, and each reading of it with the letters set aside before it."""

    @property
    def key(self) -> str:
        """The folded word."""

    @property
    def forms(self) -> Mapping[str, str]:
        """The letters set aside before it, by reading."""


class Token(NamedTuple):
    """A word of a sentence.

    `key` is the folded word, `forms` maps each reading of it to the letters set aside before it, `gap` is what stands between
    the word before and this one.
    """

    start: int
    end: int
    text: str
    key: str
    forms: Mapping[str, str]
    gap: str


def peel_of(table: Mapping[str, Any]) -> Peel:
    """Return the attached letters that the table `attached` of `morphology.toml` lists."""
    attached = table.get("attached", {})
    conjunctions, prepositions = (tuple(fold(x) for x in attached.get(name, ())) for name in ("conjunctions", "prepositions"))
    article = fold(attached.get("article", ""))
    melted = tuple((fold(a), fold(b), fold(c)) for a, b, c in attached.get("melted", ()))
    begins = tuple(x for x in (*conjunctions, *prepositions, article, *(written for written, _, _ in melted)) if x)
    return Peel(conjunctions, prepositions, article, melted, int(attached.get("shortest", 3)), begins)


def tokenise(text: str, words: Sequence[Word], peel: Peel) -> list[Token]:
    """Return the words as tokens with offsets into `text`."""
    return with_gaps(text, words, [_Spelled(*spelled(word.text, peel)) for word in words])


class _Spelled(NamedTuple):
    key: str
    forms: Mapping[str, str]


def with_gaps(text: str, words: Sequence[Word], read: Sequence[Read]) -> list[Token]:
    """Return the words as tokens with offsets into `text`, from how each of them is read."""
    if not words:
        return []
    ends = [words[0].start, *(word.end for word in words)]
    pairs = zip(words, read, ends[:-1], strict=True)
    made = [(start, end, written, one.key, one.forms, text[last:start]) for (start, end, written), one, last in pairs]
    return list(map(tuple.__new__, repeat(Token), made))  # by iterators alone: this runs for every word that may tell of an event


@lru_cache(maxsize=4096)
def spelled(word: str, peel: Peel) -> tuple[str, Mapping[str, str]]:
    """Return the folded word, a possessive ending set aside, and each reading of it with the letters set aside before it."""
    key = _key(word)
    forms = {key: ""}
    if not key.startswith(peel.begins):
        return key, forms
    for joined in ("", *peel.conjunctions):
        if key.startswith(joined) and len(key) - len(joined) >= peel.shortest:
            _without(key[len(joined) :], joined, peel, forms)
    return key, forms


def _key(word: str) -> str:
    for possessive in ("'s", "\u2019s"):
        if word.endswith(possessive) and word.isascii() | (possessive[0] == "\u2019"):
            return fold(word[:-2])
    key = fold(word)
    return word if key == word else key  # one string in memory, not two


def _without(rest: str, aside: str, peel: Peel, forms: dict[str, str]) -> None:
    forms.setdefault(rest, aside)
    for written, preposition, back in peel.melted:
        if rest.startswith(written) and len(rest) - len(written) >= peel.shortest:
            stem = back + rest[len(written) :]
            forms.setdefault(stem, aside + preposition)
            forms.setdefault(rest[len(written) :], aside + preposition + back)
    for preposition in ("", *peel.prepositions):
        if not rest.startswith(preposition) or len(rest) - len(preposition) < peel.shortest:
            continue
        stem = rest[len(preposition) :]
        forms.setdefault(stem, aside + preposition)
        if peel.article and stem.startswith(peel.article) and len(stem) - len(peel.article) >= peel.shortest:
            forms.setdefault(stem[len(peel.article) :], aside + preposition + peel.article)
