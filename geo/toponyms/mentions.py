"""A stretch of words that a name covers, and where in a word the name begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from geo.names import clitic_variants, fold

__all__ = ["Mention", "clitic_offset", "trimmed", "variants"]

_INVISIBLE = "\u00ad\u2060\u2061\u2062\u2063\u2064\u2065\u2066\u2067\u2068\u2069\ufeff" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F)))
)
_MARKS = "\N{ARABIC TATWEEL}" + "".join(map(chr, range(0x064B, 0x0660)))


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of words that a name covers, before it is known what it means.

    `first` and `last` are indexes of words; `start` and `end` offsets of the span, clitics left out; `key` the folded name;
    `letters` how many letters were set aside as clitics, and `clitic` which; `kinds` what a feature word beside it allows.
    `name_first` is the word at which the name itself begins, behind a feature word; `listed` whether the feature word introduces a
    list; `part` the compass point and country code of a part of a country.
    """

    first: int
    last: int
    start: int
    end: int
    key: str
    letters: int = 0
    clitic: str = ""
    kinds: tuple[str, ...] = ()
    name_first: int = -1
    listed: bool = False
    part: tuple[str, str] | None = None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets without invisible characters at either end."""
    piece = text[start:end]
    kept = piece.lstrip(_INVISIBLE + _MARKS) or piece
    return start + len(piece) - len(kept), start + len(piece) - len(kept) + len(kept.rstrip(_INVISIBLE) or kept)


def clitic_offset(word: str, letters: int) -> int:
    """Return where the name begins in `word` when its first `letters` letters of the folded form are clitics.

    Vowel signs, tatweel and invisible characters behind a clitic belong to it.
    """
    seen = 0
    for at, char in enumerate(word):
        size = len(fold(char))
        if size and seen >= letters:
            return at
        seen += size
    return 0


_MORE = " x"


@lru_cache(maxsize=4096)
def variants(key: str) -> tuple[tuple[str, int], ...]:
    """Return the readings of a folded Arabic word with attached clitics, as `geo.names.clitic_variants` gives them.

    The word is read as the first of several, so that stems of two letters are among them, which are no names alone.
    """
    return tuple((stem.removesuffix(_MORE), letters) for stem, letters in clitic_variants(key + _MORE))
