"""An event while it is being read, and what makes two of them one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from math import exp, log

from geo.events.acled import acled_of
from geo.events.casualties import total
from geo.events.memory import PlacedMention
from geo.events.triggers import Trigger
from geo.events.ucdp import type_of_violence
from geo.model import ASSERTED, Casualties, Citation, Event, EventPlace, When

__all__ = ["HARMLESS", "VIOLENT", "Draft", "absorb", "added", "aim", "finished", "fought", "merge_within", "repel", "settle"]

VIOLENT = frozenset({"strike", "shelling", "clash", "violence", "abduction", "shootdown", "advance"})
"""Types in which force is used: what kills and wounds."""
HARMLESS = frozenset({"abduction", "shootdown"})
"""Types that a toll is least likely to be of."""
_FROM_AFAR = frozenset({"strike", "shelling"})
"""Types that harm people in several places at once."""
_FIGHTS = frozenset({"clash", "violence", "shelling", "strike"})
"""Types in which those who try to get somewhere are met."""
_BIAS, _SLOPE, _WORDS = -0.95, 0.67, 0.99
_NOUN, _USUAL = 0.9, 0.835
"""How a noun counts beside a verb, and the weight of words at which the curve was fitted: the mean of the events read."""
_LEAST, _MOST, _NOWHERE = 0.05, 0.98, 0.3
"""Bounds of the certainty of a place, and what stands for an event that has none."""
_ATTACK = "Attack"
_NEAR = 30
_AIM = 3


@dataclass(slots=True)
class Draft:
    """One event as read from one trigger; `own_place` says whether its places stand in its own clause."""

    trigger: Trigger
    type: str
    acled: str | None
    status: str
    places: list[EventPlace]
    own_place: bool
    place_score: float
    actors: list[str]
    targets: list[str]
    killed: Casualties | None
    injured: Casualties | None
    when: When | None
    start: int
    end: int
    sentence: int
    evidence: bool
    definite: bool
    dated: bool
    at_war: bool
    envoys: bool
    elsewhere: bool
    beside: bool
    at: int = 0
    armed: bool = False
    clause: int = 0
    result: bool = False
    absorbed: bool = False
    civilians: bool = False
    again: bool = False
    repels: bool = False
    tried: bool = False
    scene: Sequence[tuple[str, PlacedMention]] = ()
    assumed: tuple[str, ...] = ()
    more: list[Citation] = field(default_factory=list)

    @property
    def asserted(self) -> bool:
        """Whether the text says that it took place."""
        return self.status in ASSERTED

    def spots(self) -> frozenset[tuple[str, str]]:
        """Return the places as a set that two drafts can be compared by."""
        return frozenset((p.role, p.id or p.name) for p in self.places)

    def take(self, other: Draft) -> None:
        """Take over what `other` says and this does not."""
        if self.own_place and other.own_place and _origins(self) != _origins(other):
            self.places = list(dict.fromkeys((*self.places, *other.places)))
            self.place_score = min(self.place_score, other.place_score)
        if not self.own_place and other.own_place:
            self.places, self.own_place, self.place_score, self.scene = other.places, True, other.place_score, other.scene
        if self.again and not other.again:  # "killed five in a raid, after an earlier count of three"
            self.killed, self.injured, self.again = other.killed, other.injured or self.injured, False
            other = replace(other, killed=None, injured=None)
        more = self.sentence == other.sentence and not other.again
        self.killed, self.injured = added(self.killed, other.killed, more), added(self.injured, other.injured, more)
        self.when = self.when or other.when
        mine = (
            self.actors
            if self.actors and not self.trigger.rule.both
            else [*self.actors, *(a for a in other.actors if a not in self.targets)]
        )
        self.actors = list(dict.fromkeys(mine))
        self.targets = self.targets or [t for t in other.targets if t not in self.actors]
        self.start, self.end = (
            (min(self.start, other.start), max(self.end, other.end)) if self.sentence == other.sentence else (self.start, self.end)
        )
        self.evidence = self.evidence or (other.status == self.status and (other.evidence or other.trigger.finite))
        self.at_war = self.at_war or other.at_war
        self.absorbed = self.absorbed or other.trigger.finite
        self.civilians = self.civilians or (self.type == "violence" and other.civilians)


def _origins(draft: Draft) -> bool:
    """Return whether the places of a draft say only where something came from."""
    return bool(draft.places) and all(p.role == "from" for p in draft.places)


def added(one: Casualties | None, other: Casualties | None, more: bool = True) -> Casualties | None:
    """Return two counts as one: their sum where the second tells of `more` people, else the first that there is."""
    if one is None or other is None or not more:
        return one or other
    return total(one, other)


def _fits(a: Draft, b: Draft) -> bool:
    if a.type == "advance" and b.trigger.rule.generic == 1 and a.trigger.finite and b.trigger.finite and a.at != b.at:
        return False  # "besieged the hospital, and opened fire on"
    if a.status == "background" != b.status and a.clause != b.clause:
        return False  # what is told now is not of what went before it: "killed ten in retaliation for a raid"
    apart = a.own_place and b.own_place and a.spots().isdisjoint(b.spots()) and not _in_country(a, b) and not _in_country(b, a)
    return a.asserted == b.asserted and not apart


def _in_country(inner: Draft, outer: Draft) -> bool:
    """Return whether a draft only names the country that the place of another lies in: "killed the leader in Iraq, in a raid in Hamrin"."""
    wide = {m.resolution.place.country for _, m in outer.scene if m.resolution.place and m.resolution.place.kind == "country"}
    fine = {m.resolution.place.country for _, m in inner.scene if m.resolution.place and m.resolution.place.kind != "country"}
    return bool(wide) and len(wide) == len(outer.scene) and wide == fine


def _within(harm: Draft, attack: Draft) -> bool:
    """Return whether an attack is only named as that in which people came to harm: "after the death of ten in a raid"."""
    return not attack.trigger.finite and attack.clause == harm.clause and attack.trigger.start > harm.trigger.start


def _makes_news(harm: Draft, attack: Draft) -> bool:
    """Return whether a verb tells what came of an attack that is only named: "security forces killed 58 in the clash"."""
    told = harm.trigger.finite and harm.status in ("happened", "claimed") and bool(harm.killed or harm.injured)
    return told and attack.status == "background" and attack.definite and not attack.trigger.finite and harm.clause == attack.clause


def _apart(host: Draft, draft: Draft) -> tuple[bool, bool, int]:
    """Return how far a general word stands from an event that it may tell of.

    What came of something ("which left ten dead") is told after it; anything else is nearest within its own clause.
    """
    before = host.trigger.start <= draft.trigger.start
    return draft.result and not before, not draft.result and host.clause != draft.clause, abs(host.trigger.start - draft.trigger.start)


def _level(draft: Draft, drafts: Sequence[Draft]) -> int:
    """Return how general the words of a draft are.

    A killing is the harm of the attack that its clause names after it: "massacred ten in a raid".
    """
    level = draft.trigger.rule.generic
    if level or draft.acled != _ATTACK or not draft.trigger.finite:
        return level
    return int(any(d.type in _FROM_AFAR and not d.trigger.rule.generic and _within(draft, d) for d in drafts))


def _harmed_alike(one: Draft, other: Draft) -> bool:
    """Return whether two words of harm of one clause tell of one attack: "a woman was killed and four were wounded by shells"."""
    levels = one.trigger.rule.generic > 1 and other.trigger.rule.generic > 1
    return levels and one.clause == other.clause and (one.killed is None or other.killed is None) and one.status == other.status


def absorb(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of a stretch with general words joined to the event that they tell of.

    "Killed" (level 2) joins an attack (level 1) or anything more specific (0); "attack" joins what is more specific.
    """
    kept: list[Draft] = []
    for level, draft in sorted(((_level(d, drafts), d) for d in drafts), key=lambda pair: pair[0]):
        alone = "war" in draft.trigger.rule.needs and not draft.at_war
        finer = [d for d in kept if d.type in VIOLENT and not alone and (d.trigger.rule.generic < level or _harmed_alike(d, draft))]
        near = [s for s in finer if _fits(s, draft) and abs(s.trigger.start - draft.trigger.start) <= _NEAR]
        host = min(near, key=lambda s: _apart(s, draft), default=None)
        if host is None:
            kept.append(draft)
        else:
            if draft.status == "background" and _within(draft, host):
                host.status = draft.status
            if _makes_news(draft, host):
                host.status = draft.status
            if host.type == "violence" and (
                draft.type in _FROM_AFAR or (draft.type == "clash" and host.acled == _ATTACK and host.trigger.rule.generic)
            ):
                host.type, host.acled = draft.type, draft.acled  # by what it did it with, or to whom
            host.take(draft)
    return sorted(map(_of_kind(kept), kept), key=lambda d: d.trigger.start)


def _of_kind(drafts: Sequence[Draft]) -> Callable[[Draft], Draft]:
    """Return what gives people who came to harm elsewhere the type of the attack of their sentence, where it tells of one type only."""
    attacks = {(d.type, d.acled) for d in drafts if not d.trigger.rule.generic and d.type in _FROM_AFAR and d.asserted}

    def typed(draft: Draft) -> Draft:
        harmed = draft.trigger.rule.generic > 1 and draft.type == "violence" and (draft.killed or draft.injured)
        if harmed and len(attacks) == 1 and draft.asserted and not draft.actors:
            draft.type, draft.acled = next(iter(attacks))
        return draft

    return typed


def aim(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with the aim or the ground of an operation joined to it.

    "An offensive to capture X" is an offensive at X, "a withdrawal from the front lines at X" a withdrawal at X.
    """
    kept: list[Draft] = []
    for draft in drafts:
        last = kept[-1] if kept else None
        aimed = last is not None and last.type == "advance" and draft.type == "control" and draft.status in ("hypothetical", "planned")
        aimed = aimed or (draft.type == "front" and "state" in draft.trigger.forms)
        if last is not None and aimed and 0 <= draft.trigger.start - last.trigger.end <= _AIM and not last.own_place:
            last.take(draft)
        else:
            kept.append(draft)
    return kept


def repel(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of a stretch with an attack that was repelled as the fight that it was: "an incursion at X was seen off"."""
    kept: list[Draft] = []
    for draft in drafts:
        host = next((k for k in reversed(kept) if k.type == "advance" and k.asserted), None)
        if draft.repels and host is not None and not draft.own_place:
            host.type, host.acled, host.absorbed = draft.type, draft.acled, True
            host.take(draft)
        else:
            kept.append(draft)
    return kept


def fought(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of a stretch with an advance that was only tried as the fight that it was: "shot three who tried to get into X".

    One that cost lives is a fight by itself; other attempts stay as they are.
    """
    kept = list(drafts)
    for draft in [d for d in drafts if d.tried and d.asserted]:
        near = (d for d in kept if d.type in _FIGHTS and d.asserted and abs(d.clause - draft.clause) <= 1)
        host = next(near, None)
        if host is not None:
            host.take(draft)
            kept.remove(draft)
        elif draft.absorbed and (draft.killed or draft.injured):
            draft.type, draft.acled = "clash", None
    return kept


def settle(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of a stretch without advances to a place that the same stretch says was taken: "entered and took control of X"."""
    taken = [d for d in drafts if d.type == "control" and d.asserted and d.own_place]
    kept: list[Draft] = []
    for draft in drafts:
        same = [t for t in taken if draft.type == "advance" and draft.status == t.status and draft.spots() == t.spots()]
        if not same:
            kept.append(draft)
            continue
        same[0].actors = list(dict.fromkeys([*same[0].actors, *draft.actors]))
        same[0].targets = [t for t in same[0].targets if t not in draft.actors]
        same[0].take(draft)
    return kept


def merge_within(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of a stretch with those of one type and status joined that name one place or only one of them a place."""
    kept: list[Draft] = []
    for draft in drafts:
        same = [k for k in kept if k.type == draft.type and k.status == draft.status and _mergeable(k, draft)]
        if same:
            same[-1].take(draft)
            same[-1].acled = same[-1].acled or draft.acled
        else:
            kept.append(draft)
    return kept


def _mergeable(a: Draft, b: Draft) -> bool:
    apart = a.type in VIOLENT and _origins(a) != _origins(b)  # fired from one place, and at another
    return not (a.own_place and b.own_place) or a.spots() == b.spots() or apart


def finished(draft: Draft, document: str, character: Mapping[str, str]) -> Event:
    """Return the draft as a record; `character` as `ucdp.characters` gives it.

    Its id depends on the document, the citation, the type and the places, and on nothing else.
    """
    citations = (Citation(draft.start, draft.end), *draft.more)
    key = f"{document}|{draft.start}-{draft.end}|{draft.type}|{sorted(draft.spots())}|{draft.trigger.start}"
    return Event(
        id=f"e-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}",
        type=draft.type,
        status=draft.status,
        when=draft.when,
        places=tuple(draft.places),
        actors=tuple(draft.actors),
        targets=tuple(draft.targets),
        killed=draft.killed,
        injured=draft.injured,
        acled=acled_of(draft.type, draft.acled),
        citations=citations,
        assumed=draft.assumed,
        score=_score(draft),
        origin="machine",
        ucdp=type_of_violence(draft.type, draft.actors, draft.targets, character, civilians=draft.civilians),
    )


def _score(draft: Draft) -> float:
    """Return the probability that type, place and class of status are right, by a logistic curve.

    The curve, over the certainty of the place and the weight of the words, has three constants, fitted to the 180 events that are read in
    60 labelled reports that no rule for types and places was mended by (docs/accuracy.md).
    """
    place = min(max(draft.place_score, _LEAST), _MOST) if draft.places else _NOWHERE
    words = draft.trigger.rule.weight * (1.0 if draft.trigger.finite else _NOUN)
    return round(1 / (1 + exp(-(_BIAS + _SLOPE * log(place / (1 - place)) + _WORDS * log(words / _USUAL)))), 3)
