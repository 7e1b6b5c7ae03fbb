"""What keeps a word that looks like a place from being taken for one: ordinary words, persons, organisations, outlets."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from geo.languages import Rules
from geo.model import Match
from geo.names import fold, is_arabic, without_article
from geo.toponyms.doubt import MILD, NEVER, STRONG, SURE, attribute, doubt, part_of_word
from geo.toponyms.mentions import Mention
from geo.toponyms.scan import Scan
from geo.toponyms.spellings import is_article

__all__ = ["Found", "Guards", "another", "credible", "guards_of", "is_grammar", "is_name"]

_NEAR_WORDS = 12
_ROUNDS = 2
"""How often doubtful names are weighed: what the first round keeps speaks for its neighbours in the second."""
_RUN_WORDS = 4
_FEW = 15_000
"""People up to which a place is so small that its name may as well be half of another."""
_TITLE_GAP = re.compile(r"\.?[ \t\u00a0]{1,3}|-")
_NATURAL = frozenset({"river", "mountain", "sea", "valley", "bridge"})
_BEH = "\N{ARABIC LETTER BEH}"
_OPEN_QUOTES = ('"', "\u00ab", "\u201c", "\u201d")
_CLOSE_QUOTES = ('"', "\u00bb", "\u201d", "\u201c")
_MONEY = ("$", "\u20ac", "\u00a3")
_ARTICLES, _FAMILY = (
    frozenset({"\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"}),
    "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}\N{ARABIC LETTER LAM}",
)
_GRAMMAR = 5.3
"""Zipf frequency from which a word with a capital is a word of grammar, where it is no given name."""
_DASHES = ("-", "\u2013", "\u2014", "\u0640", ":", "(", ")")


@dataclass(frozen=True, slots=True)
class Found:
    """A mention with the places it may mean."""

    mention: Mention
    matches: tuple[Match, ...]

    @property
    def countries(self) -> frozenset[str]:
        """The countries of the places."""
        return frozenset(m.place.country for m in self.matches if m.place.country)


@dataclass(frozen=True, slots=True)
class Guards:
    """The word lists of `guards.toml` and the prepositions of place of `relations.toml`, folded."""

    common: frozenset[str]
    frequent: frozenset[str]
    wary: frozenset[str]
    wary_letters: int
    locative: frozenset[str]
    organisations: frozenset[str]
    organisation_ends: frozenset[str]
    organisation_of: frozenset[str]
    titles: frozenset[str]
    given: frozenset[str]
    also_given: frozenset[str]
    of: frozenset[str]
    articles: frozenset[str]
    phrases: frozenset[str]
    phrase_firsts: frozenset[str]
    persons: frozenset[str]
    spellings: frozenset[str]
    opens: frozenset[str]
    opens_wholes: frozenset[str]
    closes: frozenset[str]
    closes_quarters: frozenset[str]
    units: Mapping[str, frozenset[str]]
    not_names: frozenset[str]
    agencies: frozenset[str]


def guards_of(rules: Rules) -> Guards:
    """Return the guards of a language."""
    return rules.derived(_build)


def _build(rules: Rules) -> Guards:
    def optional(key: str) -> frozenset[str]:
        return frozenset(map(fold, rules.optional("guards", key)))

    return Guards(
        rules.folded("guards", "common"),
        rules.folded("guards", "frequent"),
        rules.folded("clitics", "wary") if rules.value("clitics", "wary") else frozenset(),
        int(rules.value("clitics", "wary_letters")),
        rules.folded("relations", "locative"),
        rules.folded("guards", "organisations"),
        rules.folded("guards", "organisation_ends"),
        optional("organisation_of"),
        rules.folded("guards", "titles"),
        rules.folded("guards", "given_names"),
        optional("also_given"),
        optional("of"),
        rules.folded("relations", "articles"),
        rules.folded("guards", "phrases"),
        frozenset(phrase.partition(" ")[0] for phrase in rules.folded("guards", "phrases")),
        frozenset(rules.strings("guards", "given_names")),
        frozenset(rules.strings("guards", "spellings")),
        rules.folded("guards", "openers", "always"),
        rules.folded("guards", "openers", "wholes"),
        rules.folded("guards", "closers"),
        optional("quarter_closers"),
        {fold(word): frozenset(codes) for word, codes in rules.table("guards").get("units", {}).items()},
        rules.folded("guards", "not_names"),
        rules.folded("guards", "agencies"),
    )


def credible(scan: Scan, found: list[Found], country: str | None) -> list[Found]:
    """Return the mentions without those that are ordinary words as far as their surroundings show.

    A name that is an ordinary word too is kept behind a feature word, in a list with a known place, or where the text
    elsewhere says so; a preposition of place, a known place near by or one of the same country anywhere in the text is enough
    for those that are less common as words. What is kept so speaks for its neighbours in turn. A name that the text somewhere
    writes behind a given name is a person's throughout.
    """
    guards = guards_of(scan.rules)
    found = [f for f in found if not _phrased(scan, guards, f.mention)]
    doubts = [_doubt(scan, guards, f) for f in found]
    surnames = _surnames(scan, guards, found, doubts)
    doubts = [NEVER if level >= MILD and f.mention.key in surnames else level for f, level in zip(found, doubts, strict=True)]
    sure = [f for f, level in zip(found, doubts, strict=True) if level == SURE]
    kept: dict[int, Found] = {}
    for _ in range(_ROUNDS):
        context = _Context(sure, country)
        kept = {
            at: one
            for at, (one, level) in enumerate(zip(found, doubts, strict=True))
            if level == SURE or (level < NEVER and _evident(scan, guards, found, at, level, context))
        }
        if len(kept) == len(sure):
            break  # no doubtful name was kept that could speak for another
        sure = list(kept.values())
    said = {f.mention.key for at, f in kept.items() if doubts[at] or not f.mention.letters}
    return [f for at, f in enumerate(found) if at in kept or f.mention.key in said]


def _surnames(scan: Scan, guards: Guards, found: list[Found], doubts: list[int]) -> set[str]:
    """Return the keys of doubtful names that follow another capitalised word somewhere, as family names do."""
    sure = (f.mention for f, level in zip(found, doubts, strict=True) if level == SURE)
    taken = {i for mention in sure for i in range(mention.first, mention.last + 1)}
    return {
        f.mention.key
        for f, level in zip(found, doubts, strict=True)
        if level >= MILD
        and (f.mention.first == f.mention.last or (f.mention.last == f.mention.first + 1 and is_article(scan.keys[f.mention.first])))
        and f.mention.first - 1 not in taken
        and _behind_a_name(scan, guards, f.mention)
    }


def _behind_a_name(scan: Scan, guards: Guards, mention: Mention) -> bool:
    before = mention.first - 1
    if not scan.cased or before < 0 or not scan.joined(before) or is_arabic(mention.key):
        return False
    word, key = scan.words[before].text, scan.keys[before]
    opens = key in guards.opens or key in guards.opens_wholes or key in guards.locative or key in guards.articles
    if not scan.joined(before - 1) and key not in guards.given and is_grammar(scan, before):
        return False  # a capital only because a sentence begins: "Should Minova fall"
    return word[0].isupper() and word.isalpha() and not (len(word) > 1 and word.isupper()) and not opens and key not in scan.features.firsts


def _phrased(scan: Scan, guards: Guards, mention: Mention) -> bool:
    """Return whether the mention lies in a phrase that means something else."""
    if scan.text[mention.start : mention.end] in guards.spellings or scan.text[mention.end : mention.end + 1] in _MONEY:
        return True
    words = [scan.bare_key(mention.first - 1), *scan.keys[mention.first : mention.last + 3]]
    if guards.phrase_firsts.isdisjoint(words[:2]):
        return False
    return any(" ".join(words[i:j]) in guards.phrases for i in (0, 1) for j in range(i + 2, len(words) + 1))


def _doubt(scan: Scan, guards: Guards, found: Found) -> int:
    """Return SURE, MILD or STRONG, or NEVER for a name of another tier that is always a word."""
    mention = found.mention
    foreign = bool(found.matches) and all(match.place.tier != "project" for match in found.matches)
    if mention.part or (mention.kinds and not (foreign and is_arabic(mention.key))):
        return SURE
    if mention.kinds:
        word = mention.key in guards.not_names or mention.key in scan.features.firsts
        return NEVER if word or attribute(scan, mention) else SURE
    if foreign:
        return doubt(scan, mention, [match.place for match in found.matches])
    if part_of_word(scan, mention):
        return NEVER
    keys = {mention.key, without_article(mention.key)} if mention.key.isascii() else {mention.key}
    short = len(mention.key) <= guards.wary_letters and mention.clitic[-1:] in guards.wary and mention.letters > 0
    if keys & guards.frequent or short:
        return STRONG
    return MILD if keys & guards.common else SURE


def _kinds(found: Found) -> set[str]:
    return {match.place.kind for match in found.matches}


class _Context:
    """The sure places of a text: in which countries they can only lie, and which of them stand near a mention."""

    def __init__(self, sure: list[Found], country: str | None) -> None:
        self.country = country
        self.sure = sure
        self.starts = [f.mention.first for f in sure]
        self.homes = frozenset[str]().union(*(countries for f in sure if len(countries := f.countries) == 1))

    def near(self, scan: Scan, one: Found) -> bool:
        """Return whether a sure place of one of the countries that the name may lie in stands near, in the same line."""
        here = one.mention
        low = bisect.bisect_left(self.starts, here.first - _NEAR_WORDS)
        high = bisect.bisect_right(self.starts, here.last + _NEAR_WORDS)
        for other in self.sure[low:high]:
            a, b = sorted((other.mention, here), key=lambda m: m.start)
            if other.countries & one.countries and "\n" not in scan.text[a.end : b.start]:
                return True
        return self.country in one.countries if self.country else False


def _list_of(scan: Scan, found: list[Found], at: int) -> Iterator[Found]:
    """Yield the other members of the list that a mention stands in."""
    for step in (-1, 1):
        here = at
        while 0 <= here + step < len(found):
            first, second = sorted((here, here + step))
            if not scan.coordinated(found[first].mention, found[second].mention):
                break
            here += step
            yield found[here]


def _alike(one: Found, other: Found) -> bool:
    return bool(one.countries & other.countries) or _kinds(one) & _kinds(other) == {"country"}


def _evident(scan: Scan, guards: Guards, found: list[Found], at: int, level: int, context: _Context) -> bool:
    one = found[at]
    near = context.near(scan, one)
    for other in _list_of(scan, found, at):
        doubt = _doubt(scan, guards, other)
        told = doubt == SURE or (doubt <= level and (near or level == MILD) and _placed(scan, guards, other.mention))
        if told and _alike(other, one):
            return True
    placed = _placed(scan, guards, one.mention)
    home = bool(context.homes & one.countries)
    return (placed and (near or home)) if level == STRONG else (placed or near or home)


def _placed(scan: Scan, guards: Guards, mention: Mention) -> bool:
    """Return whether a preposition of place stands before a mention."""
    before = mention.first - (2 if scan.key_at(mention.first - 1) in guards.articles else 1)
    return bool({scan.key_at(before), scan.bare_key(before)} & guards.locative) or mention.clitic.endswith(_BEH)


def another(scan: Scan, found: Found) -> Mention | None:
    """Return the mention of another place that a word beside the name makes of it ("New X", "X Beach", "X River"), or None."""
    mention = found.mention
    if _NATURAL.intersection(mention.kinds) and not _kinds(found).intersection(mention.kinds):
        return mention
    if _opened(scan, found):
        return replace(mention, first=mention.first - 1, name_first=mention.first - 1, start=scan.words[mention.first - 1].start)
    after = mention.last + 1
    guards = guards_of(scan.rules)
    closers = guards.closes | guards.closes_quarters if mention.kinds == ("quarter",) else guards.closes
    unit = guards.units.get(scan.key_at(after), frozenset()) & found.countries
    closed = scan.joined(mention.last) and scan.key_at(after) in closers and not unit
    grown = closed and (is_arabic(mention.key) or (scan.cased and not mention.kinds))
    if (grown or _runs_on(scan, found)) and scan.capital(after):
        return replace(mention, last=after, end=scan.words[after].end)
    return None


def _runs_on(scan: Scan, found: Found) -> bool:
    """Return whether a name behind a feature word is only the first half of one that is not known: "the village of Bulo X"."""
    mention, after = found.mention, found.mention.last + 1
    if not (scan.cased and mention.kinds and mention.first < mention.name_first == mention.last) or not scan.spaced(mention.last):
        return False
    small = all(m.place.tier != "project" and (m.place.population or 0) < _FEW for m in found.matches)
    return (
        small
        and after < len(scan.words)
        and scan.capital(after)
        and scan.words[after].text.isalpha()
        and not scan.lexicon.limit(scan.keys[after])
    )


def _opened(scan: Scan, found: Found) -> bool:
    before = found.mention.first - 1
    if not scan.cased or found.mention.part or not scan.joined(before) or not scan.words[before].text[0].isupper():
        return False
    if before == 0 or not scan.joined(before - 1):
        return False
    guards = guards_of(scan.rules)
    wholes = _kinds(found) <= {"country", "continent", "region", "sea"}
    return scan.keys[before] in guards.opens or (wholes and scan.keys[before] in guards.opens_wholes)


def is_grammar(scan: Scan, i: int) -> bool:
    """Return whether word `i` is so common that it is a word of grammar, be it written with a capital."""
    return (scan.lexicon.gazetteer.frequency(scan.keys[i], scan.rules.code) or 0.0) >= _GRAMMAR


def is_name(scan: Scan, mention: Mention) -> bool:
    """Return whether the words around a mention make it a part of the name of a person, an organisation or an outlet."""
    if mention.kinds or mention.part:
        return False
    guards = guards_of(scan.rules)
    return _person(scan, guards, mention) or _organisation(scan, guards, mention) or _outlet(scan, guards, mention)


def _outlet(scan: Scan, guards: Guards, mention: Mention) -> bool:
    """Return whether a name that is an agency's or a paper's too stands in quotation marks or behind the dash of a dateline."""
    if mention.key not in guards.agencies or mention.letters:
        return False
    before = scan.text[max(0, mention.start - 3) : mention.start].strip(" \t\u00a0")
    after = scan.text[mention.end : mention.end + 3].strip(" \t\u00a0")
    return (before[-1:] in _OPEN_QUOTES and after[:1] in _CLOSE_QUOTES) or (before[-1:] in _DASHES and after[:1] in _DASHES)


def _person(scan: Scan, guards: Guards, mention: Mention) -> bool:
    before = mention.first - 1
    if mention.letters == 0 and _TITLE_GAP.fullmatch(scan.gap(before)) and scan.capital(before):
        titled = _titled(scan, guards, before)
        if titled or _given(scan, guards, before):
            return True
    after = mention.last + 1
    if {mention.key, without_article(mention.key)} & guards.also_given and scan.spaced(mention.last):
        return scan.cased and scan.capital(after) and not scan.words[after].text.isupper() and scan.words[after].text.isalpha()
    return False


def _titled(scan: Scan, guards: Guards, i: int) -> bool:
    """Return whether word `i` is a title; two letters that folding makes of an article only if spelled as the title."""
    keys = {scan.key_at(i), scan.bare_key(i)} & guards.titles
    return bool(keys) and (not keys <= _ARTICLES or scan.words[i].text.endswith(_FAMILY))


def _given(scan: Scan, guards: Guards, i: int) -> bool:
    """Return whether word `i` is a given name; where folding makes it a preposition, only if spelled as the name."""
    key = scan.key_at(i)
    return key in guards.given and (key not in guards.locative or scan.words[i].text in guards.persons)


def _organisation(scan: Scan, guards: Guards, mention: Mention) -> bool:
    before, after = mention.first - 1, mention.last + 1
    heads = {scan.key_at(before), scan.bare_key(before)} if is_arabic(mention.key) else {scan.key_at(before)}
    if mention.letters == 0 and scan.joined(before) and scan.capital(before) and heads & guards.organisations:
        return True
    for step in range(_RUN_WORDS):
        if not scan.joined(after + step - 1) or not scan.capital(after + step):
            return _of(scan, guards, mention)
        if scan.key_at(after + step) in guards.organisation_ends:
            return step == 0 or not is_arabic(mention.key)
    return _of(scan, guards, mention)


def _of(scan: Scan, guards: Guards, mention: Mention) -> bool:
    at = mention.first - 1
    if scan.key_at(at) not in guards.of or not scan.spaced(at) or not scan.spaced(at - 1):
        return False
    return scan.key_at(at - 1) in guards.organisation_of and scan.capital(at - 1)
