"""Patterns over words, compiled from rule files and found in one pass.

A pattern is words with spaces between. `a|b` is either word, `a|b_c` either `a` or the two words `b c`, `word?` may be missing,
`<name>` is any word of a class, `#` is a number in digits or words, `..` stands for up to three words, `....` for up to eight.
Words match in every reading of a token (letters attached before it set aside); `=word` matches only the word as written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, count, repeat
from operator import attrgetter
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from geo.errors import LanguageError
from geo.events.tokens import Peel, Read, spelled
from geo.memo import Recent
from geo.names import fold

__all__ = ["Entry", "Glimpse", "Hit", "Lexicon", "glimpse", "longest", "tells"]

_GAPS = {"..": 3, "....": 8}
_WIDEST = max(_GAPS.values())
_OPTIONAL_MOST = 4
_REMEMBERED = 8000
"""Words whose patterns are remembered, at most."""
_MOST_FOLLOWING = 100
"""Next words for which it is remembered what can follow a word, at most, for each word that begins patterns."""
_LARGE = 200
"""Words of a class above which a set that holds it and others is not made anew."""
_NUMBER = "#"
_TELLING = "trigger|toll"
"""Kinds of patterns that make a stretch one to be analysed."""
_HYPHENED = re.compile(r"(?<!\S)[^\s<>=/-]+(?:[-/][^\s<>=/-]+)+(?!\S)")
_POSSESSIVE = re.compile(r"['\u2019]s(?=[\s|_?]|$)")
_NUMBERED = re.compile(r"(?<![^\s=|])(\d+)([a-z]+)(?=\s|$)")
_JOINED = re.compile(r"\S*_\S*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a pattern stands for: its `kind` (trigger, cue, actor, class, ...), the form it is in, and its record."""

    kind: str
    form: str
    record: Any


class Hit(NamedTuple):
    """A pattern found at the tokens `start` to `end` (exclusive); `aside` are the letters attached before it."""

    start: int
    end: int
    entry: Entry
    aside: str


@dataclass(frozen=True, slots=True)
class _Atom:
    words: frozenset[str]
    exact: bool = False
    gap: int = 0
    number: bool = False

    def matches(self, token: Read) -> bool:
        if self.number and token.key[:1].isdecimal():
            return True
        if self.exact:
            return token.key in self.words
        return not self.words.isdisjoint(token.forms)


_FIRST, _FIRST_EXACT = _Atom(frozenset()), _Atom(frozenset(), exact=True)


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """A pattern that a word begins: its words, and what it stands for.

    `follows` are the spellings of which the second word must have one, None where there is none or it may be a number; where that
    word stands `far` behind a gap, one of the words to come must have one. `told` is the first of `atoms` that a word with one of these
    spellings does not match for certain.
    """

    atoms: tuple[_Atom, ...]
    entry: Entry
    follows: frozenset[str] | None
    far: bool
    told: int


def _opening(atoms: tuple[_Atom, ...], entry: Entry) -> Opening:
    if len(atoms) == 1:
        return Opening(atoms, entry, None, False, 1)
    far = len(atoms) > 2 and bool(atoms[1].gap)
    second = atoms[1 + far]
    follows = None if second.number else second.words
    return Opening(atoms, entry, follows, far, 2 if follows is not None and not (far or second.exact) else 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Union:
    """Several sets as one, of which the large ones are others' too and are not copied."""

    sets: tuple[frozenset[str], ...]

    def isdisjoint(self, words: Iterable[str]) -> bool:
        """Return whether none of `words`, which can be gone through again and again, is in any of the sets."""
        return all(known.isdisjoint(words) for known in self.sets)


@dataclass(slots=True, weakref_slot=True, eq=False)
class Openings:
    """The patterns that a word can begin, in order of the rules, and the letters attached before it in the reading that begins each.

    `alone` are those of one word, as what they stand for and the letters attached before it. The others can only follow where the next
    word has a spelling of `near`, a word to come one of `far`, or anywhere: most words end here. `loose` are the positions in `every` of
    those that no next word rules out. Which of the others a word lets follow, right behind or behind a gap, is remembered by its key.
    """

    every: tuple[Opening, ...]
    asides: tuple[str, ...]
    alone: tuple[tuple[Entry, str], ...]
    near: frozenset[str] | _Union
    far: frozenset[str] | _Union
    loose: tuple[int, ...]
    unbound: bool
    _behind: dict[str, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False)
    _beyond: dict[str, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False)

    def behind(self, word: Read) -> tuple[int, ...]:
        """Return the positions of the patterns whose second word `word` can be."""
        found = self._behind.get(word.key)
        return self._let(self._behind, word, far=False) if found is None else found

    def beyond(self, word: Read) -> tuple[int, ...]:
        """Return the positions of the patterns of which `word` can be the first word behind a gap."""
        found = self._beyond.get(word.key)
        return self._let(self._beyond, word, far=True) if found is None else found

    def _let(self, known: dict[str, tuple[int, ...]], word: Read, *, far: bool) -> tuple[int, ...]:
        if len(known) >= _MOST_FOLLOWING:
            known.clear()
        found = known[word.key] = tuple(
            n for n, o in enumerate(self.every) if o.far == far and o.follows is not None and not o.follows.isdisjoint(word.forms)
        )
        return found


_NONE = Openings((), (), (), frozenset(), frozenset(), (), False)


class Lexicon:
    """All patterns of one language, indexed by their first word."""

    def __init__(self, classes: Mapping[str, frozenset[str]]) -> None:
        self.classes = classes
        self._index: dict[str, tuple[Opening, ...]] = {}
        self._sets: dict[frozenset[str], frozenset[str]] = {known: known for known in classes.values()}
        self._openings: defaultdict[str, Recent[Openings]] = defaultdict(lambda: Recent(_REMEMBERED))
        self._shared: WeakValueDictionary[tuple[tuple[Opening, ...], tuple[str, ...]], Openings] = WeakValueDictionary()
        self._asides: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._unions: WeakValueDictionary[frozenset[str], frozenset[str]] = WeakValueDictionary()
        self._atoms: dict[str, tuple[_Atom, bool]] = {}

    def add(self, pattern: str, entry: Entry, first: Iterable[str] | None = None) -> None:
        """Add a pattern; `first` gives the spellings of its first word where it is inflected.

        Raises
        ------
        LanguageError
            When the pattern is empty, names an unknown class, or begins with a gap.
        """
        pattern = _worded(pattern)
        if first is not None and pattern and " " not in pattern and pattern not in _GAPS:
            self._enter(frozenset(first), (_FIRST,), entry)
            return
        if "_" in pattern:
            for choice in _choices(pattern):
                self.add(choice, entry, first)
            return
        atoms = [self._atoms.get(word) or self._atom(word, pattern) for word in pattern.split()]
        if not atoms or atoms[0][0].gap or len([1 for _, optional in atoms if optional]) > _OPTIONAL_MOST:
            raise LanguageError(f"The pattern {pattern!r} must begin with a word and have at most {_OPTIONAL_MOST} optional words.")
        if first is not None:
            atoms[0] = (_Atom(frozenset(first)), False)
        for sequence in _without_optional(atoms):
            if sequence[-1].gap or sequence[0].gap:
                raise LanguageError(f"The pattern {pattern!r} must begin and end with a word, whatever optional words are missing.")
            self._enter(sequence[0].words, (_FIRST_EXACT if sequence[0].exact else _FIRST, *sequence[1:]), entry)

    def _enter(self, keys: Iterable[str], sequence: tuple[_Atom, ...], entry: Entry) -> None:
        # Under its first spellings, which it need not hold itself then.
        self._openings.clear()
        opening = _opening(sequence, entry)
        longer: dict[int, tuple[tuple[Opening, ...], tuple[Opening, ...]]] = {}
        for key in keys:
            known = self._index.get(key, ())
            if id(known) not in longer:
                longer[id(known)] = known, (*known, opening)  # one for all spellings that begin the same
            self._index[key] = longer[id(known)][1]

    def _atom(self, written: str, pattern: str) -> tuple[_Atom, bool]:
        if written in _GAPS:
            return self._atoms.setdefault(written, (_Atom(frozenset(), gap=_GAPS[written]), False))
        optional = written.endswith("?")
        word = written.removesuffix("?")
        exact = word.startswith("=")
        keys: set[str] = set()
        for choice in word.removeprefix("=").split("|"):
            if choice == _NUMBER:
                keys |= {_NUMBER} | self.classes.get("number", frozenset())
            elif choice.startswith("<"):
                name = choice.strip("<>").replace("-", "_")
                if name not in self.classes:
                    raise LanguageError(f"The pattern {pattern!r} names the unknown word class {choice}.")
                keys |= self.classes[name]
            else:
                keys.add(fold(choice))
        words = frozenset(keys)
        atom = _Atom(self._sets.setdefault(words, words), exact, number=_NUMBER in keys)
        return self._atoms.setdefault(written, (atom, optional))

    def scan(self, tokens: Sequence[Read], kind: str = "") -> list[Hit]:
        """Return every pattern found in `tokens`, in the order of their first word; hits may overlap.

        With `kind`, only the patterns of that kind are looked for.
        """
        found: list[Hit] = []
        stretch = _Stretch(tokens)
        known = self._openings[kind]
        for i, token in enumerate(tokens):
            openings = known.get(token.key)
            if openings is None:
                openings = self.opening(token.key, token.forms, kind)
            if openings.every:
                found.extend(stretch.begun(openings, i))
        return found

    def opening(self, key: str, forms: Mapping[str, str], kind: str = "") -> Openings:
        """Return the patterns (of `kind`, where given, or of one of several with "|" between) that a word can begin.

        They are remembered by its key, which tells its readings.
        """
        known = self._openings[kind]
        found = known.recall(key)
        if found is None:
            found = self.openings(key, forms, (kind,))[0]
            known.keep(key, found)
        return found

    def openings(self, key: str, forms: Mapping[str, str], kinds: Sequence[str]) -> list[Openings]:
        """Return the patterns of each of several kinds that a word can begin, and remember none of them."""
        if not key[:1].isdecimal() and self._index.keys().isdisjoint(forms):
            return [_NONE] * len(kinds)
        return [self._gathered(*self._look_up(key, forms, kind.split("|"))) for kind in kinds]

    def _gathered(self, every: Sequence[Opening], asides: Sequence[str]) -> Openings:
        """Return the patterns as one, the same object for the same patterns: all spellings of a verb begin what the verb begins."""
        if not every:
            return _NONE
        if len(self._asides) > _REMEMBERED:
            self._asides.clear()
        mark = tuple(every), self._asides.setdefault(tuple(asides), tuple(asides))
        found = self._shared.get(mark)
        if found is None:
            longer = [o for o in every if o.follows is not None]
            near, far = (self._union(o.follows for o in longer if o.follows is not None and o.far == far) for far in (False, True))
            alone = tuple((o.entry, aside) for o, aside in zip(every, asides, strict=True) if len(o.atoms) == 1)
            loose = tuple(n for n, o in enumerate(every) if o.follows is None)
            found = Openings(*mark, alone, near, far, loose, len(loose) > len(alone))
            self._shared[mark] = found
        return found

    def _union(self, sets: Iterable[frozenset[str]]) -> frozenset[str] | _Union:
        """Return the union of sets, the same object for the same small ones: many words are followed by the same classes of words."""
        several = frozenset(sets)
        large = tuple(words for words in several if len(words) > _LARGE)
        small = frozenset().union(*(words for words in several if len(words) <= _LARGE))
        small = self._sets.get(small) or self._unions.setdefault(small, small)
        return _Union((small, *large)) if large else small

    def _look_up(self, key: str, forms: Mapping[str, str], kinds: Sequence[str]) -> tuple[list[Opening], list[str]]:
        """Return the patterns of some kinds that a word can begin, and the letters attached before it in the reading that begins each."""
        whole = kinds == [""]
        every: list[Opening] = []
        asides: list[str] = []
        for form in (*forms, _NUMBER) if key[:1].isdecimal() else forms:
            begun = [o for o in self._index.get(form, ()) if (whole or o.entry.kind in kinds) and (form == key or not o.atoms[0].exact)]
            every += begun
            asides += repeat(forms.get(form, ""), len(begun))
        return every, asides


class _Stretch:
    """Words in a row, and all of their readings, gathered when first asked for."""

    def __init__(self, words: Sequence[Read]) -> None:
        self.words = words
        self._forms: frozenset[str] | None = None

    @property
    def forms(self) -> frozenset[str]:
        if self._forms is None:
            self._forms = frozenset().union(*map(_FORMS, self.words))
        return self._forms

    def begun(self, openings: Openings, i: int) -> Iterable[Hit]:
        """Return the patterns among `openings` that stand at word `i`."""
        after = self.words[i + 1] if i + 1 < len(self.words) else None
        near = after is not None and not openings.near.isdisjoint(after.forms)
        far = bool(openings.far) and not openings.far.isdisjoint(self.forms)
        if near or far:
            let = {*openings.loose}
            if near and after is not None:
                let.update(openings.behind(after))
            if far:
                let.update(*map(openings.beyond, self.words[i + 1 : i + 2 + _WIDEST]))
            return self._each(openings, sorted(let), i)
        if openings.unbound:
            return self._each(openings, openings.loose, i)
        return [Hit(i, i + 1, entry, aside) for entry, aside in openings.alone]

    def _each(self, openings: Openings, let: Iterable[int], i: int) -> Iterator[Hit]:
        words, every, asides = self.words, openings.every, openings.asides
        for n in let:
            begun = every[n]
            told = begun.told
            if told == len(begun.atoms):
                yield Hit(i, i + told, begun.entry, asides[n])
            elif end := _match(begun.atoms, told, words, i + told):
                yield Hit(i, end, begun.entry, asides[n])


class Glimpse(NamedTuple):
    """A word at a glance: how it is read, the triggers and counts that it can begin, and whether something that stands for a place can."""

    key: str
    forms: Mapping[str, str]
    telling: Openings
    opens: bool
    standing: bool


_OPENS, _FORMS = attrgetter("opens"), attrgetter("forms")


def glimpse(word: str, lexicon: Lexicon, peel: Peel) -> Glimpse:
    """Return a written word at a glance."""
    key, forms = spelled(word, peel)
    telling, standing = lexicon.openings(key, forms, (_TELLING, "anaphor"))
    return Glimpse(key, forms, telling, bool(telling.every), bool(standing.every))


def tells(words: Sequence[Glimpse]) -> bool:
    """Return whether a trigger, or a count of people who came to harm, stands among words in a row."""
    stretch = _Stretch(words)
    starts = list(compress(count(), map(_OPENS, words)))
    return any(words[i].telling.alone for i in starts) or any(True for i in starts for _ in stretch.begun(words[i].telling, i))


def _worded(pattern: str) -> str:
    """Return the pattern in words as a text has them.

    What a hyphen or a stroke joins are words of their own, so are a number and the letters on it ("7th"), and a possessive ending is none.
    """
    pattern = _NUMBERED.sub(r"\1 \2", _POSSESSIVE.sub("", pattern))
    return _HYPHENED.sub(lambda m: re.sub("[-/]", "_" if "|" in m.group() else " ", m.group()), pattern)


def _choices(pattern: str) -> Iterator[str]:
    """Yield the pattern once for each choice of several words in it, and once for the choices of one word."""
    before, word, after = next((pattern[: m.start()], m.group(), pattern[m.end() :]) for m in _JOINED.finditer(pattern))
    choices = word.split("|")
    single = "|".join(c for c in choices if "_" not in c)
    for choice in [*([single] if single else []), *(c.replace("_", " ") for c in choices if "_" in c)]:
        yield f"{before}{choice}{after}"


def _match(atoms: tuple[_Atom, ...], at: int, tokens: Sequence[Read], i: int) -> int:
    """Return the token after the match of `atoms[at:]` from token `i` on, or 0; the nearest match of each gap counts."""
    while at < len(atoms):
        atom = atoms[at]
        if atom.gap:
            after = atoms[at + 1]
            last = min(i + atom.gap + 1, len(tokens))
            while i < last and not after.matches(tokens[i]):
                i += 1
            if i >= last:
                return 0
            at += 1
            continue
        if i >= len(tokens) or not atom.matches(tokens[i]):
            return 0
        i += 1
        at += 1
    return i


def _without_optional(atoms: list[tuple[_Atom, bool]]) -> Iterator[tuple[_Atom, ...]]:
    at = next((i for i, (_, optional) in enumerate(atoms) if optional), None)
    if at is None:
        yield tuple(atom for atom, _ in atoms)
        return
    yield from _without_optional([*atoms[:at], (atoms[at][0], False), *atoms[at + 1 :]])
    if len(atoms) > 1:
        yield from _without_optional([*atoms[:at], *atoms[at + 1 :]])


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits that no longer hit overlaps, in order; of two of one length the earlier, then the first listed."""
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if taken.isdisjoint(range(hit.start, hit.end)):
            kept.append(hit)
            taken.update(range(hit.start, hit.end))
    return sorted(kept, key=lambda h: h.start)
