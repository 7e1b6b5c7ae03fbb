"""How many were killed and injured, as ranges: digits, number words, duals, "dozens", "at least" and "up to"."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from geo.events.clauses import Clauses
from geo.events.lexicon import Hit, longest
from geo.events.rules import EventRules, TollRule
from geo.model import Casualties

__all__ = ["Toll", "tolls"]

_MOST = 100_000
_MORE = 3
"""Words after a count within which "and" may join another."""


@dataclass(frozen=True, slots=True)
class Toll:
    """A count of people at a token: `who` is killed or injured."""

    at: int
    who: str
    count: Casualties


def tolls(clauses: Clauses, rules: EventRules) -> list[Toll]:
    """Return the counts of killed and injured people in a stretch, in order. No number, no count."""
    hits = clauses.of("toll")
    counting = [(at, h) for h in hits if h.entry.record.count is None and (at := _number_at(clauses, h, rules)) is not None]
    nearest: dict[int, tuple[bool, int, Hit]] = {}
    for at, hit in (
        c for c in counting if not _after_one(clauses, *c)
    ):  # of several patterns about one number, "killed or wounded" and then the shortest says who
        rank = (hit.entry.record.who != "both", hit.end - hit.start, hit)
        if at not in nearest or rank[:2] < nearest[at][:2]:
            nearest[at] = rank
    taken = {i for at, (_, _, h) in nearest.items() for i in (*range(h.start, h.end), at)}
    fixed = [h for h in longest(h for h in hits if h.entry.record.count is not None) if taken.isdisjoint(range(h.start, h.end))]
    told = sorted([*(h for _, _, h in nearest.values()), *fixed], key=lambda h: h.start)
    owned = {i for h in told for i in range(h.start, h.end)}
    return [_with_more(t, h.end, clauses, rules, owned) for h in told for t in _read(clauses, h, rules)]


def _after_one(clauses: Clauses, at: int, hit: Hit) -> bool:
    """Return whether a number is joined to somebody counted without one: "killed a commander and four others"."""
    if not clauses.has("and", at - 1, at):
        return False
    one = (h for h in clauses.of("toll") if h.entry.record.count is not None and h.entry.record.who == hit.entry.record.who)
    return any(hit.start <= h.start and h.end == at - 1 for h in one)


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
    count = Casualties(*(None if n is None else n + more for n in (toll.count.min, toll.count.max)))
    return Toll(toll.at, toll.who, count)


def _begins_more(clauses: Clauses, i: int, rules: EventRules) -> bool:
    word = clauses.has("and", i - 1, i)
    before = i - 2 if word else i - 1
    joined = word or any(clauses.tokens[i].key.startswith(c) for c in rules.peel.conjunctions)
    apart = before >= 0 and _plain(clauses, before, rules) is None
    return joined and apart and _plain(clauses, i, rules) is not None and _counts_people(clauses, i)


def _read(clauses: Clauses, hit: Hit, rules: EventRules) -> list[Toll]:
    rule: TollRule = hit.entry.record
    counted = _fixed(clauses, hit) or _counted(clauses, hit, rules)
    if counted is None:
        return []
    # "killed or wounded": the sum bounds each part from above and neither from below.
    both = rule.who == "both"
    count = Casualties(0, counted.max) if both else counted
    return [Toll(hit.start, who, count) for who in (("killed", "injured") if both else (rule.who,))]


def _number_at(clauses: Clauses, hit: Hit, rules: EventRules) -> int | None:
    """Return the token of the number in a hit; none where a comma parts it from the word before, for then it counts somebody else."""
    for i in range(hit.start, hit.end):
        if _number(clauses, i, rules) is not None and _counts_people(clauses, i):
            apart = clauses.soft[i] != clauses.soft[hit.start] or _another(clauses, i, hit.end, rules)
            return None if apart else i
    return None


def _counts_people(clauses: Clauses, i: int) -> bool:
    """Return whether a number is none of a date, and none of kilometres, years or houses."""
    return not clauses.has("unit", i + 1, i + 2) and not any(start <= i < end for start, end, _ in clauses.dates)


def _fixed(clauses: Clauses, hit: Hit) -> Casualties | None:
    count: int | None = hit.entry.record.count
    return None if count is None else _bounded(clauses, hit.end - 1, count, False)


def _counted(clauses: Clauses, hit: Hit, rules: EventRules) -> Casualties | None:
    for i in range(hit.start, hit.end):
        value = _number(clauses, i, rules) if _counts_people(clauses, i) else None
        if value is not None:
            return _range(clauses, i, value, rules) or _bounded(
                clauses, i - (_two_words(clauses, i) in rules.numbers), value, _is_vague(clauses, i, rules)
            )
    return None


def _another(clauses: Clauses, at: int, end: int, rules: EventRules) -> bool:
    """Return whether a second count stands between a number and the word it seems to count: "59, with 175 wounded"."""
    numbers = [i for i in range(at, end) if _plain(clauses, i, rules) is not None]
    return any(b - a > 1 and not clauses.has("and", a + 1, b) and not _ranged(clauses, a, b) for a, b in pairwise(numbers))


def _ranged(clauses: Clauses, a: int, b: int) -> bool:
    return any(a - 2 <= h.start <= b for h in clauses.of("between"))


def _range(clauses: Clauses, at: int, value: int, rules: EventRules) -> Casualties | None:
    """Return the range of "between 15 and 20", told from either number, or None where there is none."""
    for opened in (h.end for h in clauses.of("between") if 0 <= at - h.end <= 2):
        digits = [n for i in range(opened, min(opened + 3, len(clauses.tokens))) if (n := _plain(clauses, i, rules)) is not None]
        if len(digits) == 2 and digits[0] < digits[1] and value in (*digits, sum(digits)):
            return Casualties(digits[0], digits[1])
    return None


def _plain(clauses: Clauses, i: int, rules: EventRules) -> int | None:
    token = clauses.tokens[i]
    return int(token.key) if token.key.isdecimal() and len(token.key) <= 6 else _word(token.forms, rules)


def _bounded(clauses: Clauses, at: int, value: int, vague: bool) -> Casualties:
    def says(kind: str) -> bool:
        return any(h.end == at or at < h.start <= at + 2 for h in clauses.of(kind))

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
    for token in clauses.tokens[i + 1 : i + 4]:
        more = _word(token.forms, rules)
        if more is None:
            if not any(form in rules.numbers for form in token.forms) and not _joins(token.key):
                break
            continue
        value = value * more if more in (100, 1000) and value < more else value + more
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
