"""The names of a gazetteer as running text writes them: which keys to look for, and how long a name may grow.

Look-up in text is stricter than look-up of a name that somebody typed: an Arabic name that has the article is not looked for
without it (many are ordinary words then), codes of airports are left out, and nothing is one edit away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from geo.gazetteer import Gazetteer
from geo.languages import Rules
from geo.memo import Memo, Ration, Recent
from geo.model import Match, Place, Reason
from geo.names import fold, is_arabic, without_article
from geo.toponyms.features import Features, load_features

__all__ = ["ENDING", "Lexicon", "Phrase", "demonym_forms", "lexicon_of"]

SETTLEMENTS = frozenset({"city", "town", "village", "quarter"})
_BARE_CORES = frozenset({"airbase", "naval_base", "oil_field", "oil_terminal"})
"""Kinds that reports often name without their feature word: "Watiya" for the air base of al-Watiya."""
_ORDINARY = 4.5
"""Zipf frequency from which a word is no bare name of a base or a field: "many" is not the air base of that name."""
_CORE_SCORE = 0.9
_MIN_CORE = 3
_MIN_BASE = 3
ENDING = 4
"""Letters at the end of a key by which most words that are no names are told."""
_MAX_CODE = 4
_WORLD_WORDS = 4
_MOST_PHRASES = Ration(15_000)
_MOST_STEMS = 4000
_MOST_ALIKE = 1000
_MOST_NAMES = Ration(1500)
"""Names whose places are remembered, at most; a name has five places on average, each of a kilobyte."""


class Phrase(NamedTuple):
    """What folded words in a row are: a name, a name without its feature word, and whether a longer name may begin with them."""

    name: bool
    core: bool
    grows: bool


_PHRASES = {told: Phrase(*told) for told in product((False, True), repeat=3)}
"""One object for each, as tens of thousands are remembered."""


@dataclass(slots=True, eq=False)
class Lexicon:
    """The keys of names in text. `longest` gives for a first word how many words a name that begins with it may have.

    `cores` holds places under their name without its feature word, `joined` under a spelling with two words written as one,
    `parts` the region that is a part of a country by compass point and country code. `upper` are keys written in capitals
    only, `pairs` demonyms of two words, `beginnings` the words with which longer keys begin, `endings` the last `ENDING` letters of
    keys. `phrases` and `limits` remember what words in a row are, and how long a name may be that begins with a word; `respelt`
    and `transliterated` which names it writes by ear, or in the letters of the other script.
    """

    gazetteer: Gazetteer
    longest: Mapping[str, int]
    keys: frozenset[str]
    upper: frozenset[str]
    cores: Mapping[str, tuple[Match, ...]]
    joined: Mapping[str, str]
    parts: Mapping[tuple[str, str], Place]
    short: Mapping[str, str]
    pairs: frozenset[str]
    beginnings: frozenset[str]
    phrases: Memo[Phrase] = field(init=False, repr=False)
    limits: Memo[int] = field(init=False, repr=False)
    respelt: Memo[list[Match]] = field(init=False, repr=False)
    transliterated: Memo[list[Match]] = field(init=False, repr=False)
    endings: frozenset[str] = field(init=False, repr=False)
    _behind: Memo[bool] = field(init=False, repr=False)
    _candidates: Recent[tuple[Match, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._behind = Memo(self.gazetteer.behind, _MOST_STEMS)
        self._candidates = Recent(_MOST_NAMES)
        self.endings = frozenset(key[-ENDING:] for key in self.keys)
        self.phrases = Memo(self._phrase, _MOST_PHRASES)
        self.limits = Memo(self._limit, _MOST_STEMS)
        self.respelt = Memo(self.gazetteer.respelt, _MOST_ALIKE)
        self.transliterated = Memo(self.gazetteer.transliterated, _MOST_ALIKE)

    def has(self, key: str) -> bool:
        """Return whether a folded key is looked for in running text without a feature word."""
        return key in self.keys or key in self.joined or (len(key) >= _MIN_CORE and self._behind[key])

    def limit(self, stem: str) -> int:
        """Return how many words a name that begins with `stem` may have; 0 where none does."""
        return self.limits[stem]

    def _limit(self, stem: str) -> int:
        own = self.longest.get(stem, 0)
        if own < _WORLD_WORDS and self.gazetteer.opens(stem):
            own = _WORLD_WORDS
        return own or int(len(stem) >= _MIN_CORE and self._behind[stem])

    def _phrase(self, key: str) -> Phrase:
        """Read words in a row as written and, in Latin letters, without the articles among them."""
        name, core, grows = self.has(key), key in self.cores, self._opens(key)
        if not is_arabic(key):
            bare = without_article(key)
            if bare != key:
                name, core = name or self.has(bare), core or bare in self.cores
            kept = without_article(f"{key} x").removesuffix("x").rstrip(" ")
            grows = grows or not kept or (kept != key and self._opens(kept))
        return _PHRASES[name, core, grows]

    def _opens(self, key: str) -> bool:
        return key in self.beginnings or self.gazetteer.opens(key)

    def candidates(self, surface: str, kinds: tuple[str, ...] = ()) -> tuple[Match, ...]:
        """Return the places that `surface` may mean, those known by it without their feature word included."""
        asked = "\n".join((surface, *kinds))
        known = self._candidates.recall(asked)
        if known is None:
            known = self._looked_up(surface, kinds)
            self._candidates.keep(asked, known)
        return known

    def _looked_up(self, surface: str, kinds: tuple[str, ...]) -> tuple[Match, ...]:
        key = fold(surface)
        named = self.gazetteer.named(self.joined.get(key, surface))
        if not kinds and is_arabic(key):
            named = [match for match in named if _same_article(match, key)] or named
        direct = {match.place.id for match in named}
        settled = any(match.place.kind in SETTLEMENTS for match in named)
        cores = [
            match
            for match in self.cores.get(key, ())
            if match.place.id not in direct and (match.place.kind in kinds if kinds else not settled and match.place.kind in _BARE_CORES)
        ]
        return (*named, *cores)


def _same_article(match: Match, key: str) -> bool:
    """Return whether an Arabic name has the article where the text has it: without it the word is another."""
    name = fold(match.matched)
    return not is_arabic(name) or (without_article(name) == name) == (without_article(key) == key)


class _Builder:
    def __init__(self, gazetteer: Gazetteer, rules: Rules) -> None:
        self.gazetteer = gazetteer
        self.features: Features = load_features(rules)
        self.joiners = rules.folded("clitics", "joined")
        self.common = rules.folded("guards", "common") | rules.folded("guards", "frequent")
        self.longest: dict[str, int] = {}
        self.beginnings: set[str] = set()
        self.keys: dict[str, bool] = {}
        self.cores: dict[str, dict[str, Match]] = {}
        self.joined: dict[str, str] = {}
        self.parts: dict[tuple[str, str], Place] = {}
        for place in gazetteer:
            for name in dict.fromkeys(name for names in place.names.values() for name in names):
                self._add(place, name, fold(name))

    def _add(self, place: Place, name: str, key: str) -> None:
        code = name.isascii() and name.isupper() and len(name.replace(".", "")) <= _MAX_CODE
        if not key or (code and place.kind != "country"):
            return
        self._key(key, code)
        if not is_arabic(key):
            self._key(without_article(key), code)
        first, _, rest = key.partition(" ")
        if rest and first in self.joiners:
            self.joined[first + rest] = key
            self._grow(first + rest)
        self._core(place, name, key)
        if place.kind == "region" and place.country:
            self._part(place, key)

    def _key(self, key: str, code: bool) -> None:
        self.keys[key] = self.keys.get(key, True) and code
        self._grow(key)

    def _grow(self, key: str) -> None:
        words = key.split(" ")
        self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))
        self.beginnings.update(" ".join(words[:size]) for size in range(1, len(words)))

    def _core(self, place: Place, name: str, key: str) -> None:
        found = self.features.core(key)
        if found is None or place.kind not in found[1] or sum(map(str.isalpha, found[0])) < _MIN_CORE:
            return
        match = Match(place, name, "folded", _CORE_SCORE, (Reason.of("core", name=name),))
        for core in {found[0]} if is_arabic(key) else {found[0], without_article(found[0])}:
            self.cores.setdefault(core, {}).setdefault(place.id, match)
            self._grow(core)
            if place.kind in _BARE_CORES and core not in self.common and not self._ordinary(core):
                self._key(core, False)

    def _ordinary(self, core: str) -> bool:
        return (self.gazetteer.frequency(core, "ar" if is_arabic(core) else "en") or 0.0) >= _ORDINARY

    def _part(self, place: Place, key: str) -> None:
        for phrase, point in self.features.parts.items():
            if key.startswith(phrase + " "):
                rest = key[len(phrase) + 1 :]
                of = {m.place.country for m in self.gazetteer.named(rest) if m.place.kind == "country"}
                of |= {p.country for p in self.gazetteer.demonym(rest) or self.gazetteer.demonym(without_article(rest))}
                if place.country in of:
                    self.parts[point, str(place.country)] = place


@lru_cache(maxsize=8)
def lexicon_of(gazetteer: Gazetteer, rules: Rules) -> Lexicon:
    """Return the lexicon of a gazetteer for text in the language of `rules`; built once for the pair."""
    built = _Builder(gazetteer, rules)
    return Lexicon(
        gazetteer,
        built.longest,
        frozenset(built.keys),
        frozenset(key for key, code in built.keys.items() if code),
        {core: tuple(matches.values()) for core, matches in built.cores.items()},
        built.joined,
        built.parts,
        {fold(short): fold(full) for short, full in rules.table("abbreviations").get("places", {}).items()},
        frozenset(key for place in gazetteer for names in place.demonyms.values() for key in map(fold, names) if key.count(" ") == 1),
        frozenset(built.beginnings),
    )


@lru_cache(maxsize=8)
def demonym_forms(gazetteer: Gazetteer, rules: Rules) -> dict[str, str]:
    """Return the demonyms of a gazetteer by every form that the language gives them, the demonym itself and longer endings first."""
    bases = gazetteer.demonyms()
    forms = {base: base for base in bases}
    for ending in sorted(rules.folded("clitics", "demonym", "endings"), key=lambda ending: (-len(ending), ending)):
        for base in bases:
            if len(base) >= _MIN_BASE:
                forms.setdefault(base + ending, base)
    return forms
