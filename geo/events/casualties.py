"""How many were killed and injured, as ranges: digits, number words, duals, "dozens", "at least" and "up to"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from geo.events.clauses import Clauses
from geo.events.lexicon import Hit, longest
from geo.events.rules import EventRules, TollRule
from geo.model import Casualties

__all__ = ["Toll", "share", "share_of_whole", "tolls", "total"]

_MOST = 100_000
_DASHES = ("-", "\u2013")
_WIDEST = 4
"""How many times its lower bound the upper one of a range is, at most."""
_SCALES = (12, 100, 1000)
"""Words that multiply the number before them: "two dozen"."""
_TEEN, _TENS = 10, 20
"""Numbers that a smaller one is joined to from before, where ones come first: «ثلاثة عشر», «واحد وثلاثين»."""
_YEAR_DIGITS, _LAST_YEAR = 4, 2100
_APART = 6
"""Words between a number and a part of it that is told behind a comma, at most."""
_PARTS = 6
"""Words of a number after its first, at most."""
_SUMMED = 6
"""Words between "the toll rose to" and its number, at most."""
_PLACED = 6
"""Words between people who are counted and where they came to harm, at most."""
_NEXT = 2
"""Words between two numbers of one count, at most: "five and six"."""
_MORE = 3
"""Words after a count within which "and" may join another."""


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
    said = (h for h in hits if h.entry.record.count is not None and not clauses.has("and", h.end - 2, h.end - 1))
    fixed = [h for h in longest(said) if taken.isdisjoint(range(h.start, h.end))]  # not "a soldier and wounded two"
    numbers: list[tuple[int | None, Hit]] = [*((at, h) for at, (*_, h) in nearest.items()), *((None, h) for h in fixed)]
    told = sorted(numbers, key=lambda n: n[1].start)
    owned = {i for _, h in told for i in range(h.start, h.end)}
    counts = [(at, t, h.end) for at, h in told for t in _read(clauses, h, at, rules)]
    found = [_with_more(_with_before(t, at, clauses, rules, owned), end, clauses, rules, owned) for at, t, end in counts]
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
    at = next((i for i in range(start, end) if _plain(clauses, i, rules) is not None and _counts_people(clauses, i)), None)
    return None if at is None else _counted(clauses, at, rules)


def share_of_whole(clauses: Clauses, start: int, end: int, rules: EventRules) -> Casualties | None:
    """Return the last count among the tokens from `start` up to `end` that is told as a part: "five, two of them in X, one in Y"."""
    told = (i for i in range(end - 1, start, -1) if _plain(clauses, i, rules) is not None and _counts_people(clauses, i))
    at = next(told, None)
    return _counted(clauses, at, rules) if at is not None and clauses.has("among", at - 2, at + 3) else None


def _of_whole(clauses: Clauses, at: int, rules: EventRules, hurt: Collection[int]) -> int | None:
    """Return the token of the number of all of whom the number at `at` is told as a part: "fourteen, among them three children, …".

    Of those who were `hurt`, the numbers of whom are given, some may have died: these are a count of their own.
    """
    after = clauses.has("among", at - 2, at)
    if not after and not (clauses.has("among", at + 1, at + 2) and clauses.soft[at] == clauses.soft[at + 1]):
        return at
    told = range(at - 2, max(at - 2 - _APART, -1), -1)
    whole = next((i for i in told if _number(clauses, i, rules) is not None and _counts_people(clauses, i)), None)
    if whole is None:
        return None if after else at  # "five of them" alone is a count
    first = _number_start(clauses, whole, rules)
    return at if first in hurt else first


def _of_the_next(clauses: Clauses, at: int, hit: Hit) -> bool:
    """Return whether "and" parts a number from the word before it: in "were killed and four wounded" four were not killed."""
    return hit.start < at - 1 and clauses.has("and", at - 1, at) and not clauses.has("suicide", at - 2, at - 1)


def _after_one(clauses: Clauses, at: int, hit: Hit) -> bool:
    """Return whether a number is joined to somebody counted without one: "killed a commander and four others"."""
    if not clauses.has("and", at - 1, at):
        return False
    one = (h for h in clauses.of("toll") if h.entry.record.count is not None and h.entry.record.who == hit.entry.record.who)
    return any(hit.start <= h.start and h.end == at - 1 for h in one)


def _with_before(toll: Toll, at: int | None, clauses: Clauses, rules: EventRules, owned: Collection[int]) -> Toll:
    """Return a toll with those added that "and" joins to it from before: "eight soldiers and 15 militants were killed"."""
    if at is None or not clauses.has("and", at - 1, at) or at - 1 in owned or clauses.has("harmed", at + 1, at + 2):
        return toll  # "320 foreigners and nine wounded left"
    persons = clauses.starts("person")
    first = next((i for i in range(at - 2, max(at - 2 - _MORE, -1), -1) if _plain(clauses, i, rules) is not None), None)
    if first is None or first in owned or not _counts_people(clauses, first) or persons.isdisjoint(range(first + 1, at - 1)):
        return toll
    if clauses.soft[first] != clauses.soft[at] or not all(i in persons or i == at - 1 for i in range(at - 2, at)):
        return toll
    start = _number_start(clauses, first, rules)
    return Toll(toll.at, toll.who, _sum(toll.count, _number(clauses, start, rules) or 0))


def _sum(count: Casualties, more: int) -> Casualties:
    return total(count, Casualties(more, more)) if more else count


def total(one: Casualties, other: Casualties) -> Casualties:
    """Return the sum of two counts: "up to 50" and 4 are 4 to 54, "at least five" and 4 at least 9."""
    most = None if one.max is None or other.max is None else one.max + other.max
    return Casualties(sum(n for n in (one.min, other.min) if n is not None), most)


def _with_more(toll: Toll, end: int, clauses: Clauses, rules: EventRules, owned: Collection[int]) -> Toll:
    """Return a toll with those added that "and" joins to it: "killed a commander and nine others", but not "including nine children"."""
    persons = clauses.starts("person")
    at = next((i for i in range(end, min(end + _MORE, len(clauses.tokens))) if _begins_more(clauses, i, rules)), None)
    if at is None or at in owned or not persons.intersection(range(at + 1, at + 4)):
        return toll
    between = [i for i in range(end, at) if i not in persons and not clauses.has("and", i, i + 1)]
    if between or clauses.soft[at] != clauses.soft[end - 1]:
        return toll
    more = _number(clauses, at, rules) or 0
    return Toll(toll.at, toll.who, _sum(toll.count, more))


def _begins_more(clauses: Clauses, i: int, rules: EventRules) -> bool:
    word = clauses.has("and", i - 1, i)
    before = i - 2 if word else i - 1
    joined = word or any(clauses.tokens[i].key.startswith(c) for c in rules.peel.conjunctions)
    apart = before >= 0 and _plain(clauses, before, rules) is None
    return joined and apart and _plain(clauses, i, rules) is not None and _counts_people(clauses, i)


def _read(clauses: Clauses, hit: Hit, at: int | None, rules: EventRules) -> list[Toll]:
    rule: TollRule = hit.entry.record
    counted = _fixed(clauses, hit, rules) if at is None else _counted(clauses, at, rules)
    if counted is None:
        return []
    counted = _sum(counted, rule.more)
    # "killed or wounded": the sum bounds each part from above and neither from below.
    both = rule.who == "both"
    count = Casualties(0, counted.max) if both else counted
    return [Toll(hit.start, who, count) for who in (("killed", "injured") if both else (rule.who,))]


def _number_at(clauses: Clauses, hit: Hit, rules: EventRules) -> int | None:
    """Return the token of the number in a hit; none where a comma parts it from the word before, for then it counts somebody else."""
    for i in range(hit.start, hit.end):
        if _number(clauses, i, rules) is not None and _counts_people(clauses, i):
            apart = clauses.soft[i] != clauses.soft[hit.start] and not clauses.has("numbering", i - 1, i + 2)
            apart = apart or _another(clauses, i, hit.end, rules)
            first = _number_start(clauses, i, rules)
            several = first < i or _two_words(clauses, i) in rules.numbers  # «أحد عشر» is no "one of them and ten"
            return None if apart or (hit.entry.record.more and several) else first
    return None


def _number_start(clauses: Clauses, i: int, rules: EventRules) -> int:
    """Return the first word of the number that the word at token `i` is part of: "one hundred and twenty-one"."""
    while i > 0 and _word(clauses.tokens[i].forms, rules) is not None:
        back = i - 2 if clauses.has("and", i - 1, i) and _scale(clauses, i - 2, rules) else i - 1
        before, gap = _word(clauses.tokens[max(back, 0)].forms, rules), clauses.tokens[i].gap
        mine = _word(clauses.tokens[i].forms, rules) or 0
        joins = back < i - 1 or gap == "-" or mine in _SCALES or _scale(clauses, back, rules)
        joins = joins or (mine == _TEEN and 0 < (before or 0) < _TEEN and not gap.strip())
        joins = joins or (mine >= _TENS > (before or 0) and any(clauses.tokens[i].key.startswith(c) for c in rules.peel.conjunctions))
        if back < 0 or before is None or not joins or clauses.tokens[back].key.isdecimal():
            break
        i = back
    return i


def _scale(clauses: Clauses, i: int, rules: EventRules) -> bool:
    return i >= 0 and _word(clauses.tokens[i].forms, rules) in _SCALES


def _counts_people(clauses: Clauses, i: int) -> bool:
    """Return whether a number is none of a date, no year of its own, and none of kilometres, years or houses."""
    if _is_year(clauses, i) or _is_model(clauses, i):
        return False
    return not clauses.has("unit", i + 1, i + 2) and not any(start <= i < end for start, end, _ in clauses.dates)


def _is_model(clauses: Clauses, i: int) -> bool:
    """Return whether a number is part of the name of a weapon or a formation: "a Mi-17 helicopter"."""
    named = i > 0 and clauses.tokens[i].gap == "-" and clauses.tokens[i].key.isdecimal()
    return named and clauses.tokens[i - 1].text[:1].isupper() and not clauses.has("number", i - 1, i)


def _is_year(clauses: Clauses, i: int) -> bool:
    """Return whether a number reads as a year and counts nobody: "the massacre of 1099"."""
    key = clauses.tokens[i].key
    if len(key) != _YEAR_DIGITS or not key.isdecimal() or int(key) > _LAST_YEAR or "," in clauses.tokens[i].text:
        return False
    return int(key) >= _SCALES[1] and not clauses.has("person", i + 1, i + 3)


def _fixed(clauses: Clauses, hit: Hit, rules: EventRules) -> Casualties | None:
    count: int | None = hit.entry.record.count
    return None if count is None else _bounded(clauses, hit.end - 1, count + _others(clauses, hit), False, rules)


def _others(clauses: Clauses, hit: Hit) -> int:
    """Return how many more are named one by one behind somebody told without a number: "killed a nurse, her mother and a neighbour"."""
    ones, heads, joins = clauses.starts("one"), clauses.starts("indefinite", "owner"), clauses.starts("and")
    found, at = 0, hit.end
    while at + 1 < len(clauses.tokens) and hit.end - 1 in ones:
        head = at + 1 if at in joins else at
        if head == at and "," not in clauses.tokens[at].gap:
            break
        last = next((i for i in range(head + 1, min(head + 4, len(clauses.tokens))) if i in ones), None)
        if head not in heads or last is None:
            break
        found, at = found + 1, last + 1
    return found


def _counted(clauses: Clauses, at: int, rules: EventRules) -> Casualties | None:
    value = _number(clauses, at, rules)
    if value is None:
        return None
    bounded = _bounded(clauses, at - (_two_words(clauses, at) in rules.numbers), value, _is_vague(clauses, at, rules), rules)
    return _range(clauses, at, value, rules) or bounded


def _another(clauses: Clauses, at: int, end: int, rules: EventRules) -> bool:
    """Return whether a second count stands between a number and the word it seems to count: "59, with 175 wounded"."""
    numbers = [i for i in range(at, end) if i not in clauses.asides and _plain(clauses, i, rules) is not None]
    named = clauses.starts("harmed")  # "320 foreigners and nine wounded": the second number counts by itself
    return any(
        b - a > 1 and (not clauses.has("and", a + 1, b) or (b - a > _NEXT and b + 1 in named)) and not _ranged(clauses, a, b)
        for a, b in pairwise(numbers)
    )


def _ranged(clauses: Clauses, a: int, b: int) -> bool:
    return any(a - 2 <= h.start <= b for h in clauses.of("between"))


def _range(clauses: Clauses, at: int, value: int, rules: EventRules) -> Casualties | None:
    """Return the range of "between 15 and 20" (told from either number), "15 to 20" and "15-20", or None where there is none."""
    after = at + 1
    if after + 1 < len(clauses.tokens) and clauses.has("upto", after, after + 1):
        after += 1
    elif after >= len(clauses.tokens) or clauses.tokens[after].gap.strip() not in _DASHES:
        after = len(clauses.tokens)
    if after < len(clauses.tokens) and (last := _plain(clauses, after, rules)) is not None and value < last <= value * _WIDEST:
        return Casualties(value, last)
    for opened in (h.end for h in clauses.of("between") if 0 <= at - h.end <= 2):
        digits = [n for i in range(opened, min(opened + 3, len(clauses.tokens))) if (n := _plain(clauses, i, rules)) is not None]
        if len(digits) == 2 and digits[0] < digits[1] and value in (*digits, sum(digits)):
            return Casualties(digits[0], digits[1])
    return None


def _plain(clauses: Clauses, i: int, rules: EventRules) -> int | None:
    token = clauses.tokens[i]
    return int(token.key) if token.key.isdecimal() and len(token.key) <= 6 else _word(token.forms, rules)


def _bounded(clauses: Clauses, at: int, value: int, vague: bool, rules: EventRules) -> Casualties:
    def says(kind: str) -> bool:
        behind = (h for h in clauses.of(kind) if at < h.start <= at + 2)  # "or more", but not "46 dead over two days"
        before = any(h.end == at for h in clauses.of(kind))
        return before or any(h.end - h.start > 1 or clauses.tokens[h.start].key not in rules.roles for h in behind)

    if vague or says("least"):
        return Casualties(value, None)
    if says("most"):
        return Casualties(None, value)
    return Casualties(value, value)


def _is_vague(clauses: Clauses, i: int, rules: EventRules) -> bool:
    return any(form in rules.vague for form in clauses.tokens[i].forms)


def _number(clauses: Clauses, i: int, rules: EventRules) -> int | None:
    token = clauses.tokens[i]
    digits = token.key.replace(" ", "").replace(",", "")
    if digits.isdecimal():
        return int(digits) if len(digits) <= 6 and int(digits) <= _MOST else None
    value = _word(token.forms, rules)
    if value is None:
        return None
    if (joined := _two_words(clauses, i)) in rules.numbers:
        return rules.numbers[joined]
    return _compound(clauses, i, value, rules)


def _two_words(clauses: Clauses, i: int) -> str:
    """Return the word at token `i` with the one before it: a number may be written as two, such as «أحد عشر»."""
    return f"{clauses.tokens[i - 1].key} {clauses.tokens[i].key}" if i > 0 else ""


def _compound(clauses: Clauses, i: int, value: int, rules: EventRules) -> int:
    """Add what follows: "twenty" and "three", «ثلاثة» and «عشرون», "two" hundreds."""
    for token in clauses.tokens[i + 1 : i + 1 + _PARTS]:
        more = _word(token.forms, rules)
        if "," in token.gap:
            break  # "another three, one of them seriously"
        if more is None:
            if not any(form in rules.numbers for form in token.forms) and not _joins(token.key):
                break
            continue
        value = value * more if more in _SCALES and value < more else value + more
    return min(value, _MOST)


def _joins(key: str) -> bool:
    return key == "and"


def _word(forms: Iterable[str], rules: EventRules) -> int | None:
    for form in forms:
        if form in rules.numbers:
            return rules.numbers[form]
        if form in rules.vague:
            return rules.vague[form]
    return None
