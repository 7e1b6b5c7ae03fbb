"""Whether what a trigger names is told as having taken place, and not only spoken of."""

from __future__ import annotations

from geo.events.clauses import Clauses
from geo.events.rules import EventRules
from geo.events.triggers import FINITE, Trigger

__all__ = ["announced", "definite", "governed", "supported"]

_TOLD = 8
"""Words between a verb of saying and a noun that it announces, at most."""
_HEADLINE = 14
"""Words of a headline that has no verb, at most."""
_AIMS = frozenset({"advance", "control"})
"""Types that are talked of as aims, so that a headline without who did it may only name its matter."""
_CLOSING = 3
"""Words after the last place of such a headline, at most: "from the grip of" a party."""


def definite(clauses: Clauses, rules: EventRules, trigger: Trigger) -> bool:
    """Return whether a trigger is spoken of as known: with an article, or a word such as "this" before it."""
    article = rules.peel.article
    if article and (trigger.aside.endswith(article) or clauses.tokens[trigger.start].key.startswith(article)):
        return True
    if clauses.has("indefinite", trigger.start - 1, trigger.start):
        return False  # "said that an assault"
    return clauses.has("definite", max(trigger.start - 2, 0), trigger.start)


def supported(clauses: Clauses, rules: EventRules, trigger: Trigger) -> bool:
    """Return whether the words around a noun tell it as having taken place: a verb for that, or one of saying; or it is a headline."""
    hard = clauses.hard
    told = any(0 <= trigger.start - s.end <= _TOLD and not clauses.has("that", s.end, trigger.start) for s in clauses.of("say"))
    if told:  # "announced its capture of": what is announced as a noun is said to have been done
        return True
    if _headline(clauses, rules, trigger):
        return True
    near = any(0 <= trigger.start - h.end <= 1 for h in clauses.of("support_near"))
    verbs = (h for h in clauses.of("support") if hard[h.start] == hard[trigger.start])
    return near or any(0 <= trigger.start - h.end <= 8 or 0 <= h.start - trigger.end <= 10 for h in verbs)


def _headline(clauses: Clauses, rules: EventRules, trigger: Trigger) -> bool:
    """Return whether a short sentence without a verb opens with a trigger and ends with where it was, where verbs come first."""
    size = len(clauses.tokens)
    if trigger.start or trigger.aside or size > _HEADLINE or rules.subject_first or definite(clauses, rules, trigger):
        return False
    verbal = any(h.start >= trigger.end and h.entry.form in FINITE for h in clauses.of("trigger"))
    last = max((m.end for m in clauses.mentions), default=0)
    if verbal or clauses.of("say") or not last or size - last > _CLOSING:
        return False
    if trigger.rule.type not in _AIMS:
        return True
    # "The storming of X" alone is what a text is about; "the army's storming of X" is news.
    first = min((m.start for m in clauses.mentions if m.start >= trigger.end), default=trigger.end)
    acting = any(trigger.end <= h.start < first for h in clauses.of("actor"))
    return acting or clauses.has("people", trigger.end, first) or clauses.has("troops", trigger.end, first)


def announced(clauses: Clauses, rules: EventRules, trigger: Trigger) -> bool:
    """Return whether what a noun names is announced as done: "announced its capture of", not "announced losses in a raid"."""
    if clauses.has("nominal", trigger.start - 1, trigger.start) and not definite(clauses, rules, trigger):
        return False
    says = (s for s in clauses.of("say") if "source" not in s.entry.form and clauses.hard[s.start] == clauses.hard[trigger.start])
    return any(0 <= trigger.start - s.end <= _TOLD and not clauses.has("that", s.end, trigger.start) for s in says)


def governed(clauses: Clauses, rules: EventRules, trigger: Trigger) -> bool:
    """Return whether a verb right before a definite noun tells it as news: "the shelling resumed" with the verb first."""
    return any(0 <= trigger.start - h.end <= 1 for h in clauses.of("support")) and not rules.subject_first
