"""Words and sentences of a text with their offsets, and which language it is in. Offsets index the text as given."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, repeat
from typing import NamedTuple

__all__ = ["Sentence", "Tokens", "Word", "detect_language", "sentences", "tokens_of", "words"]

_ARABIC_SCRIPT = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
# Joiners, marks of direction and soft hyphens stand inside words in text copied from the web and belong to them.
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640"
_NUMBER = r"\d+(?:[.,\u066b\u066c]\d+)*"
_LETTERS = rf"[^\W\d_]+(?:(?:[{_INVISIBLE}{_MARKS}]+|['\u2019\u02bc\u2018](?=[^\W\d_]))[^\W\d_]*)*"
_WORD = re.compile(f"({_NUMBER}|{_LETTERS})")
_ARABIC_LETTERS = re.compile(f"[{_ARABIC_SCRIPT}]+")
_LATIN_LETTERS = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_SENTENCE_END = re.compile(r"[.!?\u061f\u06d4\u2026]+[\"'\u201d\u2019\u00bb)\]]*(?=\s|$)|\n+|\r+")
_WORD_BEFORE = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]+$")
_LONGEST_WORD = 24


class Word(NamedTuple):
    """A word or number: `text == document[start:end]`."""

    start: int
    end: int
    text: str


class Tokens(NamedTuple):
    """The words of a text side by side: as records, as bare strings, where each begins, and what stands after each.

    `gaps[i]` is the text between word i and the next one, or the end.
    """

    words: tuple[Word, ...]
    texts: tuple[str, ...]
    starts: tuple[int, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, trimmed of white space: offsets into the document and the words inside."""

    start: int
    end: int
    words: tuple[Word, ...]


def detect_language(text: str) -> str:
    """Return `ar` when at least a third of the letters are Arabic script, else `en`."""
    if text.isascii():
        return "en"
    arabic = sum(map(len, _ARABIC_LETTERS.findall(text)))
    if arabic * 3 >= len(text):
        return "ar"  # whatever the rest is
    latin = sum(map(len, _LATIN_LETTERS.findall(text)))
    return "ar" if arabic and arabic * 2 >= latin else "en"


def words(text: str) -> list[Word]:
    """Return the words and numbers of `text` in order, in time linear in its length."""
    return list(tokens_of(text).words)


@lru_cache(maxsize=4)
def tokens_of(text: str) -> Tokens:
    """Return the words and numbers of `text` and what stands between them; kept for a few texts, as several rooms ask in turn."""
    pieces = _WORD.split(text)
    bounds = list(accumulate(map(len, pieces)))
    starts, texts = bounds[0:-1:2], pieces[1::2]
    # Records made by iterators alone: this runs for every word of every text.
    made = map(tuple.__new__, repeat(Word), zip(starts, bounds[1::2], texts, strict=True))
    return Tokens(tuple(made), tuple(texts), tuple(starts), tuple(pieces[2::2]))


def sentences(text: str, abbreviations: Collection[str] = ()) -> list[Sentence]:
    """Return the sentences of `text` in order; none is empty, and every word is in exactly one of them.

    A full stop ends no sentence after one of `abbreviations` (lower case, without the stop), after a single letter or
    letters with stops between them, or before a small letter.
    """
    found: list[Sentence] = []
    tokens = tokens_of(text)
    at, begin = 0, 0
    ends = [m for m in _SENTENCE_END.finditer(text) if not _is_abbreviation(text, m, abbreviations)]
    for end in [m.end() for m in ends] + [len(text)]:
        after = bisect_left(tokens.starts, end, at)
        if after > at:
            piece = text[begin:end]
            start = begin + len(piece) - len(piece.lstrip())
            found.append(Sentence(start, begin + len(piece.rstrip()), tokens.words[at:after]))
        at, begin = after, end
    return found


def _is_abbreviation(text: str, end: re.Match[str], abbreviations: Collection[str]) -> bool:
    if end.group() != ".":
        return False
    following = text[end.end() : end.end() + 2].lstrip()
    if following[:1].islower():
        return True
    piece = text[max(0, end.start() - _LONGEST_WORD) : end.start()]
    if not abbreviations and "." not in piece and piece[-2:].isalpha() and len(piece) > 1:
        return False  # as nearly always: a word of several letters
    before = _WORD_BEFORE.search(piece)
    if before is None:
        return False
    word = before.group()
    is_initial = len(word) == 1 and word.isupper() and text[end.end() : end.end() + 1] == " "
    return is_initial or ("." in word and not following[:1].isupper()) or word.lower() in abbreviations
