"""What a written word can be at all, whatever text it stands in: read once for each spelling and remembered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from geo.languages import Rules
from geo.memo import Memo
from geo.names import fold, is_arabic, without_article
from geo.toponyms.features import load_features
from geo.toponyms.lexicon import Lexicon
from geo.toponyms.mentions import variants

__all__ = ["Spelling", "is_article", "spellings_of"]

_MOST_SPELLINGS = 15_000


@dataclass(slots=True, eq=False)
class Spelling:
    """A written word: its folded `key`, the ending that is `cut` off it, whether it is `arabic` and whether it begins `small`.

    `opening` are its readings that open a feature phrase. `begins` says whether a name may begin with it in lower case
    too, `abbreviates` whether it opens an abbreviation of a place, `pairs` whether it opens a demonym of two words. `stems`
    are its readings with which a name or a feature phrase can begin, each with the letters set aside, and `demonym` its
    reading as one; both are filled in when first asked for.
    """

    key: str
    cut: int
    small: bool
    arabic: bool
    opening: tuple[str, ...]
    begins: bool
    abbreviates: bool
    pairs: bool
    stems: tuple[tuple[str, int], ...] | None = None
    demonym: tuple[tuple[str, int], ...] | None = None


@lru_cache(maxsize=4096)
def is_article(word: str) -> bool:
    """Return whether a folded word is a romanised article."""
    return not is_arabic(word) and without_article(f"{word} x") == "x"


@lru_cache(maxsize=8)
def spellings_of(lexicon: Lexicon, rules: Rules) -> Memo[Spelling]:
    """Return the spellings of a language by the word as written, read where the names of a lexicon are looked for."""
    suffixes = rules.strings("clitics", "suffixes")
    firsts = load_features(rules).firsts
    short = {key.partition(" ")[0] for key in lexicon.short}
    pairs = {key.partition(" ")[0] for key in lexicon.pairs}

    def spell(word: str) -> Spelling:
        cut = next((len(suffix) for suffix in suffixes if word.endswith(suffix)), 0)
        cut = cut if cut < len(word) else 0
        key = fold(word[: len(word) - cut])
        arabic = is_arabic(key)
        stems = (key, *(stem for stem, _ in variants(key))) if arabic else (key,)
        begins = key in firsts or is_article(key)
        return Spelling(key, cut, word[0].islower(), arabic, tuple(s for s in stems if s in firsts), begins, key in short, key in pairs)

    return Memo(spell, _MOST_SPELLINGS)
