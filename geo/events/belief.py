"""Whether a draft is an event to report, and whether it is one that the text has told already."""

from __future__ import annotations

from geo.events.draft import VIOLENT, Draft
from geo.events.rules import CREDIT

__all__ = ["stands", "tells_again", "tells_of"]

_CERTAIN = 0.92
"""Weight of words from which on evidence alone makes an event, without a place, a day or a toll."""
_AFTER = 2
"""Sentences after an attack in which the people that it harmed may be counted."""


def tells_of(draft: Draft, earlier: Draft) -> bool:
    """Return whether something told without a place of its own is about an event that the text has told already."""
    level = draft.trigger.rule.generic
    if level == CREDIT:
        return True
    if draft.status == "background" != earlier.status and draft.dated:
        return False
    if level > 1:  # people who came to harm: the toll of what was told before, where that has none
        return earlier.sentence + _AFTER >= draft.sentence and (earlier.killed is None or draft.killed is None) and not draft.dated
    if not draft.trigger.finite:
        return draft.definite and (earlier.type == draft.type or bool(level))
    rivals = draft.actors and earlier.actors and set(draft.actors).isdisjoint(earlier.actors)
    harmed = draft.killed is not None and earlier.killed is None and earlier.sentence + 1 == draft.sentence
    if level and harmed and not (draft.dated or rivals):
        return True  # "two were killed when one of them hit their hut"
    return earlier.type == draft.type and not (draft.dated or draft.killed or rivals)


def tells_again(draft: Draft, earlier: Draft) -> bool:
    """Return whether a draft is the event of one type and place that the text told before: no other day, toll or doer."""
    if (draft.type not in VIOLENT and draft.type != "control") or (draft.status == "background" != earlier.status and draft.dated):
        return False
    days = not draft.dated or draft.when is None or earlier.when is None or draft.when == earlier.when
    tolls = draft.killed is None or earlier.killed is None or draft.killed == earlier.killed
    doers = not draft.actors or not earlier.actors or not set(draft.actors).isdisjoint(earlier.actors)
    return days and tolls and doers and draft.sentence != earlier.sentence


def stands(draft: Draft) -> bool:
    """Return whether a draft is an event to report: it has what its words need, and reason to be believed."""
    if draft.trigger.rule.generic == CREDIT:
        return False
    return _has_needs(draft) and (_told(draft) if draft.asserted else _spoken(draft))


def _has_needs(draft: Draft) -> bool:
    counted = draft.killed is not None or draft.injured is not None
    has = {
        "place": bool(draft.places) or counted or draft.elsewhere,
        "own_place": draft.own_place,
        "beside": draft.beside,
        "actor": bool(draft.actors or draft.targets),
        "force": bool(draft.actors or draft.targets) or draft.armed,
        "date": draft.dated,
        "war": draft.at_war or (counted and draft.absorbed) or (counted and draft.trigger.rule.generic < 2) or _is_taken(draft),
        "state": bool(draft.actors or draft.targets) or draft.at_war or draft.envoys,
        "attack": False,  # it only tells more of another event
        "ground": draft.at_war or draft.own_place or draft.dated or counted,
    }
    return all(has[need] for need in draft.trigger.rule.needs)


def _is_taken(draft: Draft) -> bool:
    """Return whether a party is said to hold a place: that is of a war, whatever else the text speaks of."""
    return draft.type == "control" and "state" in draft.trigger.forms and draft.own_place and bool(draft.actors or draft.targets)


def _told(draft: Draft) -> bool:
    """Return whether there is reason to believe that an asserted draft is told as an event, and not only named."""
    rule, finite = draft.trigger.rule, draft.trigger.finite
    if not draft.places and not (draft.dated or draft.killed or draft.injured or draft.elsewhere or finite):
        return False
    if draft.type not in VIOLENT:
        return finite or draft.evidence
    counted = draft.killed is not None or draft.injured is not None
    named = rule.generic == 1 and bool(draft.actors or (draft.trigger.passive and draft.targets))
    firm = draft.absorbed or (finite and (not rule.generic or named)) or (rule.weight >= _CERTAIN and draft.evidence)
    placed = draft.own_place and (finite or rule.strong or draft.evidence)
    return counted or firm or placed or (draft.dated and draft.evidence)


def _spoken(draft: Draft) -> bool:
    """Return whether a draft that is not asserted is worth a record: no mere harm, no borrowed place, no "what if" about a country."""
    if draft.trigger.rule.generic > 1 or (draft.places and not draft.own_place):
        return False
    if draft.status != "hypothetical":
        return True
    return any(p.precision != "country" for p in draft.places)
