"""Triggers beside each other: which tell of one thing, and between which words each looks for what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geo.events.draft import VIOLENT
from geo.events.triggers import Trigger

__all__ = ["together", "window", "without_aims"]

_SUBJECT = 1
"""Words between a noun for an attack and its verb, at most."""
_BY = 4
"""Words between a verb in the passive and the noun for what did it, at most: "killed by a roadside bomb"."""
_OBJECT = 2
"""Words between a verb and its object, at most."""


def without_aims(triggers: Sequence[Trigger]) -> list[Trigger]:
    """Return the triggers without nouns of forces on the move that a verb right before them attacks: "hit a convoy of"."""
    aims = {
        b.start
        for a, b in pairwise(triggers)
        if a.finite and a.type in VIOLENT and b.type == "movement" and not b.finite and b.start - a.end <= _OBJECT
    }
    return [t for t in triggers if t.start not in aims]


def together(triggers: Sequence[Trigger], i: int, own: tuple[int, int], size: int, subject_first: bool) -> tuple[int, int]:
    """Return the window of a trigger, over that of its own verb or subject: "shelling hit X", "three raids targeted X".

    A noun for an attack and a general verb beside it tell one thing; what follows both is the place of both, and so is what stands
    before a passive verb, where subjects come first: "the mayor of X was killed by a car bomb".
    """
    done = subject_first and i > 0 and triggers[i - 1].passive and triggers[i - 1].rule.generic and "noun" in triggers[i].forms
    if done and 0 < triggers[i].start - triggers[i - 1].end <= _BY:
        return window(triggers, i - 1, size)[0], own[1]
    if i + 1 == len(triggers):
        return own
    a, b = triggers[i], triggers[i + 1]
    nouns = [t for t in (a, b) if "noun" in t.forms and t.type in VIOLENT and not t.rule.generic]
    verbs = [t for t in (a, b) if t.finite and t.rule.generic == 1]
    if not (nouns and verbs) or not 0 <= b.start - a.end <= _SUBJECT:
        return own
    return own[0], window(triggers, i + 1, size)[1]


def window(triggers: Sequence[Trigger], i: int, size: int) -> tuple[int, int]:
    """Return the tokens between the triggers before and after trigger `i`; one that spans it does not count."""
    before, after = i - 1, i + 1
    while before >= 0 and triggers[before].end > triggers[i].start:
        before -= 1
    while after < len(triggers) and triggers[after].start < triggers[i].end:
        after += 1
    return (triggers[before].end if before >= 0 else 0), (triggers[after].start if after < len(triggers) else size)
