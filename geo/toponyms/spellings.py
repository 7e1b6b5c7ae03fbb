"""What a written word can be at all, whatever text it stands in: read once for each spelling and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from geo.languages import Rules
from geo.memo import Memo, Ration
from geo.names import fold, is_arabic, without_article
from geo.toponyms.features import load_features
from geo.toponyms.lexicon import Lexicon, demonym_forms
from geo.toponyms.mentions import variants

__all__ = ["Sign", "Spelling", "is_article", "spellings_of", "without_joiner"]

_SPELLINGS = Ration(25_000)
"""Words whose spellings are remembered in all languages together, at most."""
_FRAGMENT = 2
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"


class Sign:
    """What a word can be, as bits of one number, so that whoever looks for a kind of word tests one number a word.

    `SMALL` is in lower case, `CUT` has an ending that is cut off, `FRAGMENT` is of a letter or two, `TORN` may be an article that was
    torn off a name. A name may begin with `BEGINS` in lower case too; `OPENS` begins a feature phrase, `ABBREVIATES` an abbreviation of
    a place, `POINT` a part of a country, `DEMONYM` is one or begins one. `LEADS` stands before places, as does `LOCATIVE`, a
    preposition; `PAIRS` is "between", `NAMING` stands before names that nobody has heard of, as do `TAKES` and `TAKES_ON` together;
    `SPORT` is a word of sport.
    """

    SMALL, ARABIC, CUT, FRAGMENT, TORN, BEGINS, OPENS, ABBREVIATES, POINT, DEMONYM = (1 << bit for bit in range(10))
    LEADS, LOCATIVE, PAIRS, NAMING, TAKES, TAKES_ON, SPORT = (1 << bit for bit in range(10, 17))


@dataclass(slots=True, eq=False)
class Spelling:
    """A written word: its folded `key`, the ending that is `cut` off it, and its `signs`.

    `opening` are its readings that open a feature phrase, `demonym` its reading as one with the letters set aside, or none. `stems`
    are its readings with which a name or a feature phrase can begin, each with the letters set aside, filled in when first asked for.
    """

    key: str
    cut: int
    signs: int
    opening: tuple[str, ...]
    demonym: tuple[tuple[str, int], ...]
    stems: tuple[tuple[str, int], ...] | None = None


@lru_cache(maxsize=4096)
def is_article(word: str) -> bool:
    """Return whether a folded word is a romanised article."""
    return not is_arabic(word) and without_article(f"{word} x") == "x"


def without_joiner(key: str) -> str:
    """Return a folded word without a joining waw or fa that is written onto it."""
    return key[1:] if len(key) > 2 and key[0] in "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}" else key


@lru_cache(maxsize=8)
def spellings_of(lexicon: Lexicon, rules: Rules) -> Memo[Spelling]:
    """Return the spellings of a language by the word as written, read where the names of a lexicon are looked for."""
    suffixes = tuple(rules.strings("clitics", "suffixes"))
    firsts = load_features(rules).firsts
    forms = demonym_forms(lexicon.gazetteer, rules)
    signs_of = _signs(lexicon, rules)

    def spell(word: str) -> Spelling:
        cut = next((len(suffix) for suffix in suffixes if word.endswith(suffix)), 0) if word.endswith(suffixes) else 0
        cut = cut if cut < len(word) else 0
        key = fold(word[: len(word) - cut])
        key = word if key == word else key  # one string in memory, not two
        arabic = is_arabic(key)
        readings = ((key, 0), *variants(key)) if arabic else ((key, 0),)
        opening = tuple(stem for stem, _ in readings if stem in firsts)
        demonym = _demonym(readings, forms)
        signs = signs_of(key, [stem for stem, _ in readings])
        signs |= Sign.SMALL * word[0].islower() | Sign.ARABIC * arabic | Sign.CUT * bool(cut) | Sign.OPENS * bool(opening)
        return Spelling(key, cut, signs | Sign.DEMONYM * bool(demonym), opening, demonym)

    return Memo(spell, _SPELLINGS)


def _demonym(readings: Iterable[tuple[str, int]], forms: dict[str, str]) -> tuple[tuple[str, int], ...]:
    """Return the first reading of a word that is a demonym as `(demonym, letters of clitics)`, or none."""
    for stem, letters in readings:
        base = forms.get(stem) or forms.get(without_article(stem))
        if base is not None:
            return ((base, letters),)
    return ()


def _signs(lexicon: Lexicon, rules: Rules) -> Callable[[str, list[str]], int]:
    """Return a function that reads the signs which word lists give: of a folded word, with its readings without clitics."""
    features = load_features(rules)
    leading = rules.folded("relations", "sure_locative") | features.before.keys()
    written = {
        Sign.BEGINS: features.firsts,
        Sign.ABBREVIATES: frozenset(key.partition(" ")[0] for key in lexicon.short),
        Sign.POINT: frozenset(features.parts),
        Sign.DEMONYM: frozenset(key.partition(" ")[0] for key in lexicon.pairs),
        Sign.LEADS: leading,
        Sign.LOCATIVE: rules.folded("relations", "locative"),
        Sign.TAKES_ON: rules.folded("relations", "takes_on"),
    }
    bare = {
        Sign.LEADS: leading,
        Sign.LOCATIVE: written[Sign.LOCATIVE],
        Sign.PAIRS: rules.folded("relations", "pairs"),
        Sign.NAMING: rules.folded("relations", "naming"),
        Sign.TAKES: rules.folded("relations", "takes"),
    }
    sport = rules.folded("sport", "words")
    as_written, joined = _by_word(written), _by_word(bare)

    def signs(key: str, stems: list[str]) -> int:
        found = as_written.get(key, 0) | joined.get(without_joiner(key), 0)
        found |= Sign.BEGINS * (key.isascii() and is_article(key)) | Sign.SPORT * (not sport.isdisjoint(stems))
        torn = len(key) <= 2 * _FRAGMENT and key.endswith(_ARTICLE)
        return found | Sign.FRAGMENT * (len(key) <= _FRAGMENT) | Sign.TORN * torn

    return signs


def _by_word(lists: dict[int, frozenset[str]]) -> dict[str, int]:
    """Return the signs of each word of some lists."""
    found: dict[str, int] = {}
    for sign, words in lists.items():
        for word in words:
            found[word] = found.get(word, 0) | sign
    return found
