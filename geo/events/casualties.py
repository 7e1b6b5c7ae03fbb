"""How many were killed and injured, as ranges: digits, number words, duals, "dozens", "at least" and "up to"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geo.events.clauses import Clauses
from geo.events.lexicon import Hit, longest
from geo.events.rules import EventRules, TollRule
from geo.model import Casualties

__all__ = ["Toll", "tolls"]

_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Toll:
    """A count of people at a token: `who` is killed or injured."""

    at: int
    who: str
    count: Casualties


def tolls(clauses: Clauses, rules: EventRules) -> list[Toll]:
    """Return the counts of killed and injured people in a stretch, in order. No number, no count."""
    found: list[Toll] = []
    for hit in longest(clauses.of("toll")):
        rule: TollRule = hit.entry.record
        counted = _fixed(rule) or _counted(clauses, hit, rules)
        if counted is None:
            continue
        for who in ("killed", "injured") if rule.who == "both" else (rule.who,):
            # "killed or wounded": the sum bounds each part from above and neither from below.
            count = Casualties(0, counted.max) if rule.who == "both" else counted
            found.append(Toll(hit.start, who, count))
    return found


def _fixed(rule: TollRule) -> Casualties | None:
    return None if rule.count is None else Casualties(rule.count, rule.count)


def _counted(clauses: Clauses, hit: Hit, rules: EventRules) -> Casualties | None:
    for i in range(hit.start, hit.end):
        value = _number(clauses, i, rules)
        if value is not None:
            if clauses.soft[i] != clauses.soft[hit.start]:
                return None  # "were killed, two sources said": a number after a comma counts somebody else
            return _range(clauses, i, value, rules) or _bounded(clauses, i, value, _is_vague(clauses, i, rules))
    return None


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
    return _compound(clauses, i, value, rules)


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
