"""Numbers as written: digits, words, and words that are joined to one number."""

from __future__ import annotations

from collections.abc import Iterable

from geo.events.clauses import Clauses
from geo.events.rules import EventRules

__all__ = ["is_vague", "number", "number_start", "plain", "two_words"]

MOST = 100_000
SCALES = (12, 100, 1000)
"""Words that multiply the number before them: "two dozen"."""
_TEEN, _TENS = 10, 20
"""Numbers that a smaller one is joined to from before, where ones come first: «ثلاثة عشر», «واحد وثلاثين»."""
_PARTS = 6
"""Words of a number after its first, at most."""


def plain(clauses: Clauses, i: int, rules: EventRules) -> int | None:
    """Return what the word at token `i` counts by itself, None where it is no number."""
    token = clauses.tokens[i]
    return int(token.key) if token.key.isdecimal() and len(token.key) <= 6 else _word(token.forms, rules)


def number(clauses: Clauses, i: int, rules: EventRules) -> int | None:
    """Return the number that begins at token `i`, all of its words together, None where there is none or one too large for a toll."""
    token = clauses.tokens[i]
    digits = token.key.replace(" ", "").replace(",", "")
    if digits.isdecimal():
        return int(digits) if len(digits) <= 6 and int(digits) <= MOST else None
    value = _word(token.forms, rules)
    if value is None:
        return None
    if (joined := two_words(clauses, i)) in rules.numbers:
        return rules.numbers[joined]
    return _compound(clauses, i, value, rules)


def number_start(clauses: Clauses, i: int, rules: EventRules) -> int:
    """Return the first word of the number that the word at token `i` is part of: "one hundred and twenty-one"."""
    while i > 0 and _word(clauses.tokens[i].forms, rules) is not None:
        back = i - 2 if clauses.has("and", i - 1, i) and _scale(clauses, i - 2, rules) else i - 1
        before, gap = _word(clauses.tokens[max(back, 0)].forms, rules), clauses.tokens[i].gap
        mine = _word(clauses.tokens[i].forms, rules) or 0
        joins = back < i - 1 or gap == "-" or mine in SCALES or _scale(clauses, back, rules)
        joins = joins or (mine == _TEEN and 0 < (before or 0) < _TEEN and not gap.strip())
        joins = joins or (mine >= _TENS > (before or 0) and any(clauses.tokens[i].key.startswith(c) for c in rules.peel.conjunctions))
        if back < 0 or before is None or not joins or clauses.tokens[back].key.isdecimal():
            break
        i = back
    return i


def two_words(clauses: Clauses, i: int) -> str:
    """Return the word at token `i` with the one or two before it: a number may be written so, such as «أحد عشر», "half a dozen"."""
    if i > 1 and clauses.has("half", i - 2, i - 1):
        return " ".join(token.key for token in clauses.tokens[i - 2 : i + 1])
    return f"{clauses.tokens[i - 1].key} {clauses.tokens[i].key}" if i > 0 else ""


def is_vague(clauses: Clauses, i: int, rules: EventRules) -> bool:
    """Return whether the word at token `i` only says about how many there are: "dozens"."""
    return any(form in rules.vague for form in clauses.tokens[i].forms)


def _scale(clauses: Clauses, i: int, rules: EventRules) -> bool:
    return i >= 0 and _word(clauses.tokens[i].forms, rules) in SCALES


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
        value = value * more if more in SCALES and value < more else value + more
    return min(value, MOST)


def _joins(key: str) -> bool:
    return key == "and"


def _word(forms: Iterable[str], rules: EventRules) -> int | None:
    for form in forms:
        if form in rules.numbers:
            return rules.numbers[form]
        if form in rules.vague:
            return rules.vague[form]
    return None
