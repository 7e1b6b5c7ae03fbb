"""People told one beside another, each with a number or one by one: "a man, his wife and three of their children"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.events.clauses import Clauses
from geo.events.numerals import number, number_start, plain, two_words
from geo.events.rules import EventRules

__all__ = ["People", "beside", "people"]

_HEAD = 4
"""Words between a number or an article and the word for the people, at most, and that word."""
_NAMED = 4
"""Words of a person's name behind an office, at most: "teacher Adam Haroun"."""
_TOLD = 4
"""Words that tell who somebody is between him and "and", at most, in a language that attaches it: «جندي من الشرطة ومدني»."""


@dataclass(frozen=True, slots=True)
class People:
    """People told at the tokens `start` to `end` (exclusive): how many, and the token of their number (None for one told without)."""

    start: int
    end: int
    count: int
    at: int | None = None


def people(clauses: Clauses, rules: EventRules) -> list[People]:
    """Return all who are told in a stretch with a number, an article or a pronoun before them, in order."""
    found: list[People] = []
    i = 0
    while i < len(clauses.tokens):
        group = _group(clauses, i, rules)
        if group is not None:
            found.append(group)
        i = i + 1 if group is None else group.end
    return found


def beside(groups: Sequence[People], at: int, clauses: Clauses, rules: EventRules) -> list[People]:
    """Return those of the list that group number `at` is one of, itself left out; those that only tell who it is are none."""
    first = last = at
    while first > 0 and _joined(groups[first - 1], groups[first], clauses, rules):
        first -= 1
    while last + 1 < len(groups) and _joined(groups[last], groups[last + 1], clauses, rules):
        last += 1
    chain = groups[first : last + 1]
    parts = chain[1:]
    told = len(parts) > 1 and chain[0].at is not None and not clauses.has("of_age", chain[0].start, chain[0].end)
    if told and _comma(clauses, parts[0].start) and sum(g.count for g in parts) == chain[0].count:
        return []  # "killed three people, a woman and two children"
    return [g for g in chain if g is not groups[at]]


def _comma(clauses: Clauses, i: int) -> bool:
    return "," in clauses.tokens[i].gap or ":" in clauses.tokens[i].gap


def _group(clauses: Clauses, i: int, rules: EventRules) -> People | None:
    if plain(clauses, i, rules) is not None:
        return _numbered(clauses, i, rules)
    if not rules.subject_first:
        return _alone(clauses, i, rules)
    ones = clauses.starts("one")
    if i in clauses.starts("indefinite", "owner"):
        return _with_article(clauses, i, rules, ones)
    if i in ones and clauses.tokens[i].text[:1].isupper() and i + 1 < len(clauses.tokens) and clauses.tokens[i + 1].text[:1].isupper():
        return People(i, _name_end(clauses, i + 1), 1)
    return None


def _alone(clauses: Clauses, i: int, rules: EventRules) -> People | None:
    """Return one or two told by their number, where a language has no article: «جندي», «جنديان»."""
    for names, count in ((("two", "kin_two"), 2), (("one", "kin"), 1)):
        heads = clauses.starts(*names)
        if i in heads:  # «عامل مصري»: a word for people may tell whence somebody is
            end = next(n for n in range(i + 1, len(clauses.tokens) + 1) if n not in heads or _opens(clauses, n, rules))
            return People(i, end, count)
    return None


def _numbered(clauses: Clauses, i: int, rules: EventRules) -> People | None:
    first = number_start(clauses, i, rules)
    at = i if two_words(clauses, i) in rules.numbers else first
    count = number(clauses, at, rules)
    forms = clauses.tokens[first].forms
    if rules.peel.article and any(aside.endswith(rules.peel.article) for form, aside in forms.items() if form in rules.numbers):
        return None  # «الخامس والعشرين»
    if count is None or clauses.has("unit", i + 1, i + 2) or any(start <= i < end for start, end, _ in clauses.dates):
        return None
    begun = i + 1
    while begun < len(clauses.tokens) and not _comma(clauses, begun) and plain(clauses, begun, rules) is not None:
        begun += 1
    head = _head(clauses, begun, rules, clauses.starts("person", "kin", "one"))
    if head is None:
        return None
    return People(first, head, count, at)


def _with_article(clauses: Clauses, i: int, rules: EventRules, ones: frozenset[int]) -> People | None:
    if clauses.has("household", i + 1, i + 2):  # "a family of five"
        at = next((n for n in range(i + 2, min(i + 5, len(clauses.tokens))) if plain(clauses, n, rules) is not None), None)
        count = number(clauses, at, rules) if at is not None else None
        return None if at is None or count is None else People(i, at + 1, count, at)
    if i + 1 < len(clauses.tokens) and plain(clauses, i + 1, rules) is not None:
        group = _numbered(clauses, i + 1, rules)  # "their two drivers"
        return group and People(i, group.end, group.count, group.at)
    if clauses.has("couple", i + 1, i + 4):
        return People(i, i + 2, 2)
    head = _head(clauses, i + 1, rules, ones)
    if head is None:
        return None
    return People(i, _name_end(clauses, head), 1)


def _head(clauses: Clauses, begun: int, rules: EventRules, heads: frozenset[int]) -> int | None:
    """Return the token after the word for the people that stands within reach of `begun`, with those of its kind behind it."""
    stops = clauses.starts("and", "that", "relative")
    for i in range(begun, min(begun + _HEAD, len(clauses.tokens))):
        if _comma(clauses, i) or i in stops or (plain(clauses, i, rules) is not None and i not in heads):
            return None
        if i in heads:
            return next(n for n in range(i + 1, len(clauses.tokens) + 1) if n not in heads or _comma(clauses, n))
        if any(rules.roles.get(f) for f in clauses.tokens[i].forms) and rules.roles.get(clauses.tokens[i].key) != "of":
            return None
    return None


def _name_end(clauses: Clauses, i: int) -> int:
    """Return the token after the capitalised words from `i` on."""
    end = i
    while end < min(i + _NAMED, len(clauses.tokens)) and clauses.tokens[end].text[:1].isupper() and not _comma(clauses, end):
        end += 1
    return end


def _joined(one: People, other: People, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether one stands beside the other in a list: with "and", or with a comma."""
    between = range(one.end, other.start)
    if clauses.hard[one.start] != clauses.hard[other.start] and not _are_joiners(clauses, one.end, other.start):
        return False
    if rules.subject_first:
        return (bool(between) or _comma(clauses, other.start)) and _are_joiners(clauses, one.end, other.start)
    told = {h.start for kind in ("trigger", "say", "toll") for h in clauses.of(kind)}
    apart = any(i in told or _comma(clauses, i) for i in between) or _comma(clauses, other.start)
    return _opens(clauses, other.start, rules) and len(between) <= _TOLD and not apart


def _opens(clauses: Clauses, i: int, rules: EventRules) -> bool:
    """Return whether a word has "and" written onto it, or a comma before it."""
    return _comma(clauses, i) or any(clauses.tokens[i].key.startswith(c) for c in rules.peel.conjunctions)


def _are_joiners(clauses: Clauses, start: int, end: int) -> bool:
    """Return whether all words from `start` up to `end` are "and" or what stands for it: "as well as"."""
    while start < end:
        joiners = clauses.words(start, "and", "alongside")
        if not joiners:
            return False
        start = max(h.end for h in joiners)
    return True
