"""How many were killed and injured, as ranges: digits, number words, duals, "dozens", "at least" and "up to"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

from geo.events.clauses import Clauses
from geo.events.lexicon import Hit, longest
from geo.events.numerals import SCALES, is_vague, number, number_start, plain, two_words
from geo.events.rules import EventRules, TollRule
from geo.events.victims import People, beside, people
from geo.model import Casualties

__all__ = ["Toll", "share", "share_of_whole", "tolls", "total"]

_QUOTES = '"\u201c\u201d\u00ab\u00bb'
_DASHES = ("-", "\u2013")
_WIDEST = 4
"""How many times its lower bound the upper one of a range is, at most."""
_YEAR_DIGITS, _LAST_YEAR = 4, 2100
_APART = 6
"""Words between a number and a part of it that is told behind a comma, at most."""
_AMONG = 4
"""Words between some of those counted and "among", at most."""
_SUMMED = 6
"""Words between "the toll rose to" and its number, at most."""
_PLACED = 6
"""Words between people who are counted and where they came to harm, at most."""
_NEXT = 2
"""Words between two numbers of one count, at most: "five and six"."""


@dataclass(frozen=True, slots=True)
class Toll:
    """A count of people at a token: `who` is killed or injured; `again` says that it tells anew of those counted before it."""

    at: int
    who: str
    count: Casualties
    again: bool = False


def tolls(clauses: Clauses, rules: EventRules) -> list[Toll]:
    """Return the counts of killed and injured people in a stretch, in order. No number, no count."""
    hits = clauses.of("toll")
    counting = [(at, h) for h in hits if h.entry.record.count is None and (at := _number_at(clauses, h, rules)) is not None]
    hurt = {at for at, h in counting if h.entry.record.who == "injured"}
    counting = [
        (whole, h)
        for at, h in counting
        if (whole := _of_whole(clauses, at, rules, () if h.entry.record.who == "injured" else hurt)) is not None
    ]
    nearest: dict[int, tuple[bool, int, int, Hit]] = {}
    for at, hit in (
        c for c in counting if not _of_the_next(clauses, *c) and not _after_one(clauses, *c)
    ):  # of several patterns about one number, "killed or wounded" and then the shortest says who
        rank = (hit.entry.record.who != "both" and not hit.entry.record.more, hit.end - hit.start, -hit.start if hit.start < at else 0, hit)
        if at not in nearest or rank[:3] < nearest[at][:3]:
            nearest[at] = rank
    taken = {i for at, (*_, h) in nearest.items() for i in (*range(h.start, h.end), at)}
    said = (h for h in hits if h.entry.record.count is not None and not clauses.has("and", max(h.end - 2, h.start + 2), h.end - 1))
    fixed = [h for h in longest(said) if taken.isdisjoint(range(h.start, h.end))]  # not "a soldier and wounded two"
    numbers: list[tuple[int | None, Hit]] = [*((at, h) for at, (*_, h) in nearest.items()), *((None, h) for h in fixed)]
    told = sorted(numbers, key=lambda n: n[1].start)
    counts = [(at, h, t) for at, h in told for t in _read(clauses, h, at, rules)]
    found = _with_lists(counts, clauses, rules)
    return [replace(t, again=_is_again(t, found[:i], clauses, rules)) for i, t in enumerate(found)]


def _is_again(toll: Toll, before: Sequence[Toll], clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a count is no addition to one before it: a sum, an earlier figure, another teller's, or parts of it."""
    last = next((t for t in reversed(before) if t.who == toll.who), None)
    if last is None:
        return False
    if clauses.has("total", toll.at - _SUMMED, toll.at + 1) or clauses.has("former", last.at, toll.at):
        return True
    if _placed(last.at, toll.at, clauses, rules) and _placed(toll.at, min(toll.at + _PLACED, len(clauses.tokens)), clauses, rules):
        return True  # "nine dead in X, five in Y": those of Y are none of X's
    says = max((s for s in clauses.of("say") if last.at < s.start < toll.at), key=lambda s: s.start, default=None)
    if says is not None and clauses.has("that", says.end, toll.at) and not clauses.has("adding", says.start, says.end):
        return True
    return clauses.has("among", last.at, toll.at) and clauses.hard[last.at] == clauses.hard[toll.at]


def _placed(start: int, end: int, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a preposition of place stands between two tokens, in the part of the clause of the first."""
    part = (i for i in range(start + 1, end) if clauses.soft[i] == clauses.soft[start])
    known = {m.start for m in clauses.mentions}
    return any(rules.roles.get(f) == "at" for i in part for f in clauses.tokens[i].forms if not known.isdisjoint(range(i + 1, i + 4)))


def share(clauses: Clauses, start: int, end: int, rules: EventRules) -> Casualties | None:
    """Return the count among the tokens from `start` up to `end`, those between two places of a list: "five in X, two more in Y"."""
    at = next((i for i in range(start, end) if plain(clauses, i, rules) is not None and _counts_people(clauses, i, rules)), None)
    return None if at is None else _counted(clauses, at, rules)


def share_of_whole(clauses: Clauses, start: int, end: int, rules: EventRules) -> Casualties | None:
    """Return the last count among the tokens from `start` up to `end` that is told as a part: "five, two of them in X, one in Y"."""
    told = (i for i in range(end - 1, start, -1) if plain(clauses, i, rules) is not None and _counts_people(clauses, i, rules))
    at = next(told, None)
    return _counted(clauses, at, rules) if at is not None and clauses.has("among", at - 2, at + 3) else None


def _of_whole(clauses: Clauses, at: int, rules: EventRules, hurt: Collection[int]) -> int | None:
    """Return the token of the number of all of whom the number at `at` is told as a part: "fourteen, among them three children, …".

    Of those who were `hurt`, the numbers of whom are given, some may have died: these are a count of their own.
    """
    larger = _larger(clauses, at, rules)
    if larger is not None:
        return larger
    after = clauses.has("among", at - 2, at)
    if not after and not (clauses.has("among", at + 1, at + 2) and clauses.soft[at] == clauses.soft[at + 1]):
        return at
    told = range(at - 2, max(at - 2 - _APART, -1), -1)
    whole = next((i for i in told if number(clauses, i, rules) is not None and _counts_people(clauses, i, rules)), None)
    if whole is None:
        return None if after else at  # "five of them" alone is a count
    first = number_start(clauses, whole, rules)
    return at if first in hurt else first


def _larger(clauses: Clauses, at: int, rules: EventRules) -> int | None:
    """Return the number of all where the clause tells first who some of them were: "six children were among 20 people killed"."""
    value = number(clauses, at, rules) or 0
    low, high = (at + 1, at + _AMONG) if not clauses.has("among", at - 1, at) else (at - 1, at)
    for i in (i for i in range(low, min(high, len(clauses.tokens) - 1)) if clauses.has("among", i, i + 1)):
        whole = number(clauses, i + 1, rules)
        if (
            whole is not None
            and (whole > value or i + 1 == at)
            and clauses.soft[i] == clauses.soft[at]
            and "," not in clauses.tokens[i].gap
        ):
            told = [n for n in range(max(i - _AMONG, 0), i) if plain(clauses, n, rules) is not None]
            return i + 1 if told and (number(clauses, told[0], rules) or 0) < whole else None
    return None


def _of_the_next(clauses: Clauses, at: int, hit: Hit) -> bool:
    """Return whether "and" parts a number from the word before it: in "were killed and four wounded" four were not killed."""
    return hit.start < at - 1 and clauses.has("and", at - 1, at) and not clauses.has("suicide", at - 2, at - 1)


def _after_one(clauses: Clauses, at: int, hit: Hit) -> bool:
    """Return whether a number is joined to somebody counted without one: "killed a commander and four others"."""
    if not clauses.has("and", at - 1, at):
        return False
    one = (h for h in clauses.of("toll") if h.entry.record.count is not None and h.entry.record.who == hit.entry.record.who)
    return any(hit.start <= h.start and h.end == at - 1 for h in one)


def _with_lists(counts: Sequence[tuple[int | None, Hit, Toll]], clauses: Clauses, rules: EventRules) -> list[Toll]:
    """Return the counts with those added that a list names beside them: "a man, his wife and three of their children"."""
    groups = people(clauses, rules) if counts else []
    owners = [_own(groups, at, h) for at, h, _ in counts]
    found: list[Toll] = []
    told: dict[str, set[People]] = {}
    for n, ((_, hit, toll), mine) in enumerate(zip(counts, owners, strict=True)):
        done = told.setdefault(toll.who, set())
        if mine is None or hit.entry.record.who == "both":
            found.append(toll)
            continue
        if groups[mine] in done:
            continue  # told as one of a list before
        others = {groups[o] for m, o in enumerate(owners) if m != n and o is not None and counts[m][2].who != toll.who}
        added = [g for g in beside(groups, mine, clauses, rules) if g not in done and g not in others]
        done.update(added, [groups[mine]])
        found.append(replace(toll, count=_with_list(toll.count, hit, groups[mine], added, clauses, rules)))
    return found


def _own(groups: Sequence[People], at: int | None, hit: Hit) -> int | None:
    """Return which of those who are told a count is about: the one with its number, or the last that its words name."""
    if at is not None:
        return next((i for i, g in enumerate(groups) if g.start <= at < g.end), None)
    inside = [i for i, g in enumerate(groups) if g.start < hit.end and hit.start < g.end]
    return inside[0] if inside else None


def _with_list(count: Casualties, hit: Hit, own: People, added: Sequence[People], clauses: Clauses, rules: EventRules) -> Casualties:
    """Return a count with all of its list, unless its words tell of as many by themselves."""
    several = hit.entry.record.more or (hit.entry.record.count or 0) > own.count
    counts = [Casualties(g.count, g.count) if g.at is None else _counted(clauses, g.at, rules) for g in added]
    if not several:
        return reduce(total, (c for c in counts if c), count)
    listed = own.count + sum(g.count for g in added)
    return Casualties(listed, listed) if listed > (count.min or 0) else count


def _sum(count: Casualties, more: int) -> Casualties:
    return total(count, Casualties(more, more)) if more else count


def total(one: Casualties, other: Casualties) -> Casualties:
    """Return the sum of two counts: "up to 50" and 4 are 4 to 54, "at least five" and 4 at least 9."""
    most = None if one.max is None or other.max is None else one.max + other.max
    return Casualties(sum(n for n in (one.min, other.min) if n is not None), most)


def _read(clauses: Clauses, hit: Hit, at: int | None, rules: EventRules) -> list[Toll]:
    rule: TollRule = hit.entry.record
    counted = _fixed(clauses, hit, rules) if at is None else _counted(clauses, at, rules)
    if counted is None:
        return []
    counted = _sum(counted, 0 if clauses.has("harmed", hit.start - 1, hit.start) else rule.more)
    # "killed or wounded": the sum bounds each part from above and neither from below.
    both = rule.who == "both"
    count = Casualties(0, counted.max) if both else counted
    return [Toll(hit.start, who, count) for who in (("killed", "injured") if both else (rule.who,))]


def _number_at(clauses: Clauses, hit: Hit, rules: EventRules) -> int | None:
    """Return the token of the number in a hit; none where a comma parts it from the word before, for then it counts somebody else."""
    for i in range(hit.start, hit.end):
        if number(clauses, i, rules) is not None and _counts_people(clauses, i, rules):
            apart = _parted(clauses, hit.start, i) and not clauses.has("numbering", i - 1, i + 2)
            apart = apart or _another(clauses, i, hit.end, rules)
            first = number_start(clauses, i, rules)
            several = first < i or two_words(clauses, i) in rules.numbers  # «أحد عشر» is no "one of them and ten"
            return None if apart or (hit.entry.record.more and several) else first
    return None


def _counts_people(clauses: Clauses, i: int, rules: EventRules) -> bool:
    """Return whether a number is none of a date, no year of its own, and none of kilometres, years or houses."""
    if _is_year(clauses, i) or _is_model(clauses, i) or _is_age(clauses, i, rules) or _is_former(clauses, i, rules):
        return False
    return not clauses.has("unit", i + 1, i + 2) and not any(start <= i < end for start, end, _ in clauses.dates)


def _is_age(clauses: Clauses, i: int, rules: EventRules) -> bool:
    """Return whether a number with an article behind "in" is somebody's age: «في العشرين من عمرها»."""
    article, key = rules.peel.article, clauses.tokens[i].key
    return bool(article) and key.startswith(article) and i > 0 and rules.roles.get(clauses.tokens[i - 1].key) == "at"


def _is_former(clauses: Clauses, i: int, rules: EventRules) -> bool:
    """Return whether a number is the one that a sum has risen from: "rose from nine to 14"."""
    first = number_start(clauses, i, rules)
    return _from(clauses, first - 1, rules) and clauses.has("upto", i + 1, i + 4)


def _is_model(clauses: Clauses, i: int) -> bool:
    """Return whether a number is part of the name of a weapon or a formation: "a Mi-17 helicopter"."""
    named = i > 0 and clauses.tokens[i].gap == "-" and clauses.tokens[i].key.isdecimal()
    return named and clauses.tokens[i - 1].text[:1].isupper() and not clauses.has("number", i - 1, i)


def _is_year(clauses: Clauses, i: int) -> bool:
    """Return whether a number reads as a year and counts nobody: "the massacre of 1099"."""
    key = clauses.tokens[i].key
    if len(key) != _YEAR_DIGITS or not key.isdecimal() or int(key) > _LAST_YEAR or "," in clauses.tokens[i].text:
        return False
    return int(key) >= SCALES[1] and not clauses.has("person", i + 1, i + 3)


def _fixed(clauses: Clauses, hit: Hit, rules: EventRules) -> Casualties | None:
    count: int | None = hit.entry.record.count
    return None if count is None else _bounded(clauses, hit.end - 1, count, False, rules)


def _counted(clauses: Clauses, at: int, rules: EventRules) -> Casualties | None:
    value = number(clauses, at, rules)
    if value is None:
        return None
    bounded = _bounded(clauses, at - (two_words(clauses, at) in rules.numbers), value, is_vague(clauses, at, rules), rules)
    return _range(clauses, at, value, rules) or bounded


def _another(clauses: Clauses, at: int, end: int, rules: EventRules) -> bool:
    """Return whether a second count stands between a number and the word it seems to count: "59, with 175 wounded"."""
    numbers = [i for i in range(at, end) if i not in clauses.asides and plain(clauses, i, rules) is not None]
    named = clauses.starts("harmed")  # "320 foreigners and nine wounded": the second number counts by itself
    return any(
        b - a > 1 and (not clauses.has("and", a + 1, b) or (b - a > _NEXT and b + 1 in named)) and not _ranged(clauses, a, b)
        for a, b in pairwise(numbers)
    )


def _ranged(clauses: Clauses, a: int, b: int) -> bool:
    return any(a - 2 <= h.start <= b for h in clauses.of("between"))


def _range(clauses: Clauses, at: int, value: int, rules: EventRules) -> Casualties | None:
    """Return the range of "between 15 and 20" (told from either number), "15 to 20" and "15-20", or None where there is none."""
    other = _linked(clauses, at, rules)
    if other is not None and min(value, other) * _WIDEST >= max(value, other) != min(value, other):
        return Casualties(min(value, other), max(value, other))
    for opened in (h.end for h in clauses.of("between") if 0 <= at - h.end <= 2):
        digits = [n for i in range(opened, min(opened + 3, len(clauses.tokens))) if (n := plain(clauses, i, rules)) is not None]
        if len(digits) == 2 and digits[0] < digits[1] and value in (*digits, sum(digits)):
            return Casualties(digits[0], digits[1])
    return None


def _parted(clauses: Clauses, start: int, i: int) -> bool:
    """Return whether more than a quotation mark parts two tokens: «killing "over a dozen"»."""
    low, high = min(start, i), max(start, i)
    quotes = frozenset(_QUOTES)
    return clauses.soft[low] != clauses.soft[high] and any(
        frozenset(clauses.tokens[n].gap.strip()) - quotes for n in range(low + 1, high + 1) if clauses.soft[n] != clauses.soft[n - 1]
    )


def _from(clauses: Clauses, i: int, rules: EventRules) -> bool:
    return i >= 0 and rules.roles.get(clauses.tokens[i].key) == "from" and clauses.has("total", 0, i + 1)


def _linked(clauses: Clauses, at: int, rules: EventRules) -> int | None:
    """Return the number that "to" or a dash joins to the one at `at`, on either side; "rose from nine to 14" is no range."""
    for first, step in ((at, 1), (at - 1, -1)):
        after = first + (step > 0)
        word = clauses.has("upto", after, after + 1) if step > 0 else clauses.has("upto", first, first + 1)
        dashed = clauses.tokens[min(at + (step > 0), len(clauses.tokens) - 1)].gap.strip() in _DASHES
        there = at + step * (2 if word else 1)
        low = min(at, there)
        if (
            (word or dashed)
            and 0 <= there < len(clauses.tokens)
            and not clauses.has("former", low - 1, low)
            and not _from(clauses, low - 1, rules)
        ):
            found = plain(clauses, there, rules)
            if found is not None and (found < (plain(clauses, at, rules) or 0)) == (step < 0):
                return found
    return None


def _bounded(clauses: Clauses, at: int, value: int, vague: bool, rules: EventRules) -> Casualties:
    def says(kind: str) -> bool:
        behind = (h for h in clauses.of(kind) if at < h.start <= at + 2)  # "or more", but not "46 dead over two days"
        before = any(h.end == at - clauses.has("indefinite", at - 1, at) for h in clauses.of(kind))  # "over a dozen"
        return before or any(h.end - h.start > 1 or clauses.tokens[h.start].key not in rules.roles for h in behind)

    if vague or says("least"):
        return Casualties(value, None)
    if says("most"):
        return Casualties(None, value)
    return Casualties(value, value)
