"""From text to raw mentions: the longest names of the gazetteer at each word, attached clitics set aside, feature words read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from geo.languages import Rules
from geo.names import fold, is_arabic, without_article
from geo.text import Word, tokens_of
from geo.toponyms.features import Feature, Features, Hit, load_features
from geo.toponyms.lexicon import Lexicon
from geo.toponyms.mentions import Mention, clitic_offset, trimmed, variants
from geo.toponyms.spellings import Sign, Spelling, is_article, spellings_of, without_joiner

__all__ = ["Scan"]

_JOIN = re.compile("[ \t\u00a0\u200b-\u200f\u202a-\u202e]{1,4}|[-\u2010-\u2013']|\\. ?")
_LIST = re.compile("[ \t\u00a0]*[,\u060c/][ \t\u00a0]*|[ \t\u00a0]+(?:[-\u2013][ \t\u00a0]+)?")
_BLANK = re.compile("[ \t\u00a0\u200b-\u200f\u202a-\u202e]*")
_OPENING = re.compile('[ \t\u00a0\u200b-\u200f\u202a-\u202e]*[\u00ab\u201c"]?[ \t\u00a0]?')
_TELLING = ~(Sign.SMALL | Sign.ARABIC | Sign.BEGINS)
"""The signs that few words have."""
_SPACED_ARTICLES = frozenset({"al", "el"})
_WAW = "\N{ARABIC LETTER WAW}"
_CAPITAL = re.compile("[A-Z]")
_END = "\n"
"""What stands before the first word and behind the last one: no name goes on there."""
MAX_NAME_WORDS = 8
_LISTED = 2
"""Words from a name in a list to the next one, at most."""


def _ands(rules: Rules) -> frozenset[str]:
    return rules.folded("clitics", "and")


def _never(rules: Rules) -> frozenset[str]:
    return rules.folded("clitics", "never")


class _Gap(NamedTuple):
    """What the text between two words lets them be to each other."""

    joined: bool
    dotted: bool
    spaced: bool
    introduces: bool
    listed: bool
    breaks: bool


@lru_cache(maxsize=1024)
def _gap(between: str) -> _Gap:
    join = _JOIN.fullmatch(between)
    dotted = join is not None and between.startswith(".")
    spaced, opening, listed = (pattern.fullmatch(between) is not None for pattern in (_BLANK, _OPENING, _LIST))
    return _Gap(join is not None and not dotted, dotted, spaced, opening, listed, "\n" in between)


_LETTERS = itemgetter(1)


@dataclass
class Scan:
    """The words of one text with their folded keys, and the mentions found in it so far.

    `spellings` holds what each word can be at all, `signs` the bits of that by which words are looked for.
    """

    text: str
    rules: Rules
    lexicon: Lexicon
    words: list[Word] = field(init=False)
    keys: list[str] = field(init=False)
    spellings: list[Spelling] = field(init=False)
    signs: list[int] = field(init=False)
    features: Features = field(init=False)
    cased: bool = field(init=False)
    never: frozenset[str] = field(init=False)
    ands: frozenset[str] = field(init=False)
    _gaps: list[_Gap] = field(init=False)
    _telling: list[tuple[int, int]] = field(init=False)
    _last: int = field(init=False)

    def __post_init__(self) -> None:
        self.features = load_features(self.rules)
        self.ands, self.never = self.rules.derived(_ands), self.rules.derived(_never)
        self.cased = _CAPITAL.search(self.text) is not None
        tokens = tokens_of(self.text)
        self.words = list(tokens.words)
        self.spellings = list(map(spellings_of(self.lexicon, self.rules).__getitem__, tokens.texts))
        self.keys = [spelling.key for spelling in self.spellings]
        self.signs = [spelling.signs for spelling in self.spellings]
        self._telling = [(i, signs) for i, signs in enumerate(self.signs) if signs & _TELLING]
        gaps = list(tokens.gaps)
        for i in self.marked(Sign.CUT):
            start, end, text = self.words[i]
            cut = self.spellings[i].cut
            self.words[i] = Word(start, end - cut, text[:-cut])
            gaps[i] = text[-cut:] + gaps[i]
        self._gaps = list(map(_gap, gaps[:-1]))
        self._last = len(self.words) - 1

    def marked(self, sign: int) -> list[int]:
        """Return the indexes of the words that have a sign, or one of several; none of `SMALL`, `ARABIC` and `BEGINS`."""
        return [i for i, signs in self._telling if signs & sign]

    def line_heads(self) -> list[int]:
        """Return the indexes of the words that begin a line."""
        heads = [i for i, gap in enumerate(self._gaps, 1) if gap.breaks] if "\n" in self.text else []
        return [0, *heads] if self.words else []

    def gap(self, i: int) -> str:
        """Return what stands between word `i` and the next one."""
        if i < 0 or i + 1 >= len(self.words):
            return _END
        return self.text[self.words[i].end : self.words[i + 1].start]

    def joined(self, i: int) -> bool:
        """Return whether word `i` and the next one can be parts of one name."""
        if not 0 <= i < self._last:
            return False
        gap = self._gaps[i]
        return gap.joined or (gap.dotted and len(self.words[i].text) <= 2)

    def key_at(self, i: int) -> str:
        """Return the folded word `i`, or "" outside of the text."""
        return self.keys[i] if 0 <= i <= self._last else ""

    def bare_key(self, i: int) -> str:
        """Return the folded word `i` without a joining waw or fa that is written onto it."""
        return without_joiner(self.key_at(i))

    def spaced(self, i: int) -> bool:
        """Return whether only blanks stand between word `i` and the next one."""
        return 0 <= i < self._last and self._gaps[i].spaced

    def breaks(self, i: int) -> bool:
        """Return whether a line ends between word `i` and the next one."""
        return not 0 <= i < self._last or self._gaps[i].breaks

    def introduces(self, i: int) -> bool:
        """Return whether word `i`, a feature word, and the next one belong together: blanks and an opening quotation mark."""
        return 0 <= i < self._last and self._gaps[i].introduces

    def listed(self, i: int) -> bool:
        """Return whether word `i` and the next one may be neighbours in a list."""
        return 0 <= i < self._last and self._gaps[i].listed

    def capital(self, i: int) -> bool:
        """Return whether word `i` is written like a name: with a capital, or in a script or text that has none."""
        return not self.cased or not self.signs[i] & Sign.SMALL

    def mentions(self) -> list[Mention]:
        """Return the mentions in order, none overlapping another: the longest at each word."""
        found: list[Mention] = []
        after, listed = 0, -1
        begun = [spelling.stems != () or spelling.signs & Sign.ABBREVIATES for spelling in self.spellings]
        for i in self._beginnings():
            begins = begun[i]
            if i < after or not (begins or i <= listed):
                continue
            spelling = self.spellings[i]
            mention = self._begun(i, spelling) if begins else None
            mention = mention or self._listed(i, found)
            if mention is not None:
                found.append(mention)
                after = mention.last + 1
                listed = mention.last + _LISTED if mention.kinds else -1
        return [self._surrounded(mention) for mention in self._lists(found)]

    def _begun(self, i: int, spelling: Spelling) -> Mention | None:
        """Return the mention at a word with which a name, a feature phrase or an abbreviation can begin, or None."""
        mention = self._abbreviated(i) if spelling.signs & Sign.ABBREVIATES else None
        if mention is not None or spelling.stems == ():
            return mention
        return (self._part(i) or self._mention(i)) if spelling.signs & Sign.OPENS else self._bare(i)

    def _beginnings(self) -> Sequence[int]:
        """Return where a mention may begin: at all but small words that neither open a feature phrase nor are articles."""
        if not self.cased:
            return range(len(self.words))
        return [i for i, signs in enumerate(self.signs) if signs & Sign.BEGINS or not signs & Sign.SMALL]

    def _abbreviated(self, i: int) -> Mention | None:
        """Return a mention of a place by an abbreviation: "Bakersfield, Calif." and "N.M.", the last stop included."""
        for size in (2, 1):
            full = self.lexicon.short.get(" ".join(self.keys[i : i + size])) if i + size <= len(self.words) else None
            if full is None or not self.words[i].text[0].isupper():
                continue
            end = self.words[i + size - 1].end
            if self.text[end : end + 1] == "." and (size > 1 or "," in self.gap(i - 1)):
                return Mention(i, i + size - 1, self.words[i].start, end + 1, full, kinds=("region",), name_first=i)
        return None

    def _stemmed(self, i: int) -> tuple[tuple[str, int], ...]:
        spelling = self.spellings[i]
        if spelling.stems is None:
            key = spelling.key
            stems = [(key, 0), *(variants(key) if is_arabic(key) and key not in self.never else ())]
            stems.sort(key=_LETTERS)  # a name that takes in more of the word is the likelier: "and Kursk" is not "and like Warsak"
            spelling.stems = tuple((s, n) for s, n in stems if self.lexicon.limit(s) or self._opens(s) or is_article(s))
        return spelling.stems

    def _opens(self, stem: str) -> bool:
        return stem in self.features.firsts

    def _name(self, i: int, stem: str, *, cores: bool = False) -> tuple[str, int] | None:
        """Return `(key, words)` of the longest name that begins with `stem` at word `i`."""
        phrases = self.lexicon.phrases
        first = phrases[stem]
        if not first.grows or not self.joined(i):  # as nearly always
            return (stem, 1) if (first.name or (cores and first.core)) and self._written(i, 1, stem) else None
        most = min(MAX_NAME_WORDS if is_article(stem) else self.lexicon.limit(stem), MAX_NAME_WORDS, len(self.words) - i)
        known: list[str] = []
        key, size = stem, 1
        while True:
            phrase = phrases[key]
            known.append(key if phrase.name or (cores and phrase.core) else "")
            if size >= most or not phrase.grows or not self.joined(i + size - 1):
                break
            key = f"{key} {self.keys[i + size]}"
            size += 1
        for size in range(len(known), 0, -1):
            if known[size - 1] and self._written(i, size, known[size - 1]):
                return known[size - 1], size
        return None

    def _written(self, i: int, size: int, key: str) -> bool:
        """Return whether the words are written like the name: capitals, and an article that belongs to it."""
        if is_arabic(key):
            return True
        if key in self.lexicon.upper:
            return all(word.text.isupper() for word in self.words[i : i + size])
        first = key.partition(" ")[0]
        if size == 1 or not is_article(first):
            return self.capital(i)
        attached = not self.gap(i).isspace()
        listed = self.lexicon.has(key) and self.capital(i)
        return (attached or listed or first in _SPACED_ARTICLES) and self.capital(i + 1)

    def _bare(self, i: int) -> Mention | None:
        """Return the mention at a word that opens no feature phrase: the longest name of any of its readings."""
        best: tuple[int, str, int] | None = None
        for stem, letters in self._stemmed(i):
            name = self._name(i, stem)
            if name is not None and (best is None or name[1] > best[0]):
                best = name[1], name[0], letters
        return None if best is None else self._made(i, i, *best)

    def _mention(self, i: int) -> Mention | None:
        best: Mention | None = None
        for stem, letters in self._stemmed(i):
            for mention in self._readings(i, stem, letters):
                if best is None or mention.last > best.last or (mention.last == best.last and self._apart(mention)):
                    best = mention
        return best

    def _apart(self, mention: Mention) -> bool:
        """Return whether a feature word stands before the name and apart from it, and fits it: "the city of X"."""
        return (
            mention.first < mention.name_first
            and self.words[mention.name_first].start == mention.start
            and self._of_kind(mention, mention.kinds)
        )

    def _listed(self, i: int, found: list[Mention]) -> Mention | None:
        """Return a name that needs the feature word which the name before it in a list has: "the camps of X and Y"."""
        if not found or not found[-1].kinds or i - found[-1].last > _LISTED:
            return None
        stems = [(self.keys[i], 0), *(variants(self.keys[i]) if is_arabic(self.keys[i]) else ())]
        for stem, letters in stems:
            name = self._name(i, stem, cores=True)
            if name is None:
                continue
            made = replace(self._made(i, i, name[1], name[0], letters), kinds=found[-1].kinds)
            if self.coordinated(found[-1], made) and self._of_kind(made, made.kinds):
                return made
        return None

    def _readings(self, i: int, stem: str, letters: int) -> Iterator[Mention]:
        direct = self._name(i, stem)
        hit = self._feature(i, stem)
        if direct is not None:
            made = self._made(i, i, direct[1], direct[0], letters)
            opened = hit is not None and hit.words < direct[1] and self._of_kind(made, hit.feature.kinds)
            yield replace(made, kinds=hit.feature.kinds) if opened and hit is not None else made
        if hit is not None:
            yield from self._with_feature(i, letters, hit)

    def _feature(self, i: int, stem: str) -> Hit | None:
        if not self._opens(stem):
            return None
        return self.features.at(self.features.before, [stem, *self.keys[i + 1 : i + self.features.longest]], 0)

    def _with_feature(self, i: int, letters: int, hit: Hit) -> Iterator[Mention]:
        at = i + hit.words
        if at >= len(self.words) or not self.introduces(at - 1):
            return
        if self.lexicon.gazetteer.has_demonym(without_article(self.keys[at])) and self.spaced(at):
            at += 1  # "the Libyan capital Tripoli" has the nationality between the two
        if at >= len(self.words):
            return
        name = self._name(at, self.keys[at], cores=True)
        if name is None:
            return
        made = self._made(at, at, name[1], name[0], 0)
        kinds = self._refined(made.last, hit.feature)
        inside = hit.feature.named and not hit.many and at == i + hit.words and self._of_kind(made, kinds[0])
        if inside:
            start = self.words[i].start + clitic_offset(self.words[i].text, letters)
            end = self.words[kinds[1]].end
            yield replace(made, first=i, start=start, end=end, last=kinds[1], kinds=kinds[0], letters=letters)
        else:
            yield replace(made, first=i, kinds=kinds[0], last=kinds[1] if hit.feature.named else made.last, listed=hit.many)

    def _of_kind(self, mention: Mention, kinds: tuple[str, ...]) -> bool:
        surface = self.text[mention.start : mention.end]
        return any(match.place.kind in kinds for match in self.lexicon.candidates(surface, kinds))

    def _refined(self, last: int, feature: Feature) -> tuple[tuple[str, ...], int]:
        """Return the kinds a feature allows with the word that closes the name, and the index of the last word."""
        for phrase in feature.trailing:
            size = phrase.count(" ") + 1
            if " ".join(self.keys[last + 1 : last + 1 + size]) == phrase and self.spaced(last):
                kinds = next((self.features.refine[w] for w in phrase.split(" ") if w in self.features.refine), feature.kinds)
                return kinds, last + size
        return feature.kinds, last

    def _made(self, first: int, at: int, size: int, key: str, letters: int) -> Mention:
        word = self.words[at]
        start = word.start + (clitic_offset(word.text, letters) if letters else 0)
        end = self.words[at + size - 1].end
        if size > 1 and len(self.words[at + size - 1].text) == 1 and self.text[end : end + 1] == ".":
            end += 1  # the point of "U.S." is part of the name
        clitic = fold(word.text)[:letters] if letters else ""
        return Mention(first, at + size - 1, *trimmed(self.text, start, end), key, letters, clitic, name_first=at)

    def _part(self, i: int) -> Mention | None:
        """Return a mention of a part of a country by compass, where the gazetteer has that part as a region."""
        for stem, letters in self._stemmed(i):
            for size in (2, 1):
                phrase = " ".join([stem, *self.keys[i + 1 : i + size]])
                point = self.features.parts.get(phrase)
                at = i + size
                if point is None or at >= len(self.words) or not self.spaced(at - 1) or not self.capital(at):
                    continue
                country = self._country(self.keys[at])
                if country and (point, country) in self.lexicon.parts:
                    made = self._made(i, i, size + 1, phrase, letters)
                    return replace(made, part=(point, country))
        return None

    def _country(self, key: str) -> str | None:
        gazetteer = self.lexicon.gazetteer
        places = gazetteer.demonym(key) or gazetteer.demonym(without_article(key))
        if not places and self.lexicon.has(key):
            places = [match.place for match in gazetteer.named(key) if match.place.kind == "country"]
        return places[0].country if places else None

    def _lists(self, found: list[Mention]) -> list[Mention]:
        """Return the mentions, the kinds of a word such as "the towns of" handed on along the list that it opens."""
        out: list[Mention] = []
        for mention in found:
            before = out[-1] if out else None
            if before is not None and before.listed and not mention.kinds and self.coordinated(before, mention):
                out.append(replace(mention, kinds=before.kinds, listed=True))
            else:
                out.append(mention)
        return out

    def coordinated(self, a: Mention, b: Mention) -> bool:
        """Return whether mention `b` follows `a` in a list: a comma, or a word for "and", and nothing else between them."""
        between = b.first - a.last - 1
        if between == 0:
            attached = b.clitic.startswith(_WAW)
            return self.listed(a.last) and (attached or not self.spaced(a.last))
        return between == 1 and self.key_at(a.last + 1) in self.ands and self.listed(a.last) and self.listed(a.last + 1)

    def _surrounded(self, mention: Mention) -> Mention:
        """Return the mention with the feature word that stands behind it, where one does."""
        at = mention.last + 1
        if mention.part or at >= len(self.words) or not self.joined(mention.last):
            return mention
        hit = self.features.at(self.features.after, self.keys, at)
        if hit is None:
            return mention
        kinds = hit.feature.kinds
        last = at + hit.words - 1
        natural = "river" in kinds or "mountain" in kinds or "valley" in kinds
        if hit.feature.named and (self._of_kind(mention, kinds) or (natural and self.capital(at) and not is_arabic(mention.key))):
            return replace(mention, end=self.words[last].end, last=last, kinds=kinds)
        return replace(mention, kinds=mention.kinds or kinds)
