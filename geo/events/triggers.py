"""Words that say that something happened: which of them count in a stretch, in which form, and what type of event they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo.events.clauses import Clauses
from geo.events.lexicon import Hit, longest
from geo.events.rules import HARM, EventRules, RefineRule, TriggerRule

__all__ = ["FINITE", "Trigger", "counted", "find_triggers", "refined"]

FINITE = frozenset({"past", "present", "state", "future"})
"""Forms that assert something by themselves; a noun or infinitive needs evidence that it took place."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger at the tokens `start` to `end` (exclusive), in one or more readings (`forms`)."""

    start: int
    end: int
    rule: TriggerRule
    forms: frozenset[str]
    type: str
    acled: str | None
    aside: str
    passive: bool

    @property
    def finite(self) -> bool:
        """Whether the trigger asserts something by itself."""
        return not FINITE.isdisjoint(self.forms) or (bool(self.forms & {"base", "ing", "participle"}) and "noun" not in self.forms)


_DAMMA = "\u064f"
"""The vowel behind the first letter of an Arabic verb that makes it passive."""
_LONG = 4
"""Words from which on a match has a gap that other words may fill."""
_OF_GROUND = frozenset({"control", "withdrawal", "movement"})
"""Types whose verbs ("left", "lost") may only begin words of harm: "left ten dead", "lost their lives"."""
_BY_ARMS = frozenset({"strike", "shelling", "shootdown"})
"""Types that no accident, fire or flood brings about: a blast or a body may be of one."""
_BACKERS = 3
"""Words that name who backs those who act, at most."""
_BECAUSE = frozenset({"shootdown", "abduction"})
"""Types whose words may tell in a second statement why something came down or somebody is missing."""
_BY, _NEXT, _SUBJECT = 4, 2, 7
"""Words between a passive and who did it, between a verb and the subject behind it, between a subject and its verb, at most."""
_BARE = frozenset({"base", "present"})
_VERBAL = frozenset({"past", "present", "future", "purpose"})


def find_triggers(clauses: Clauses, rules: EventRules) -> list[Trigger]:
    """Return the triggers of a stretch in order; words that an exception covers are none."""
    if clauses.of("foreign"):
        return []
    accident = bool(clauses.of("mishap")) and not _is_armed(clauses)
    # A preposition or article before it makes a word a noun, whatever verb is spelled the same.
    joiners = {"", *rules.peel.conjunctions}
    named = {i for m in clauses.mentions for i in range(m.start, m.end)}
    named |= {h.end for h in clauses.of("class") if h.entry.record == "site" and not h.aside.endswith(rules.peel.article or "-")}
    inside = {m.start for m in clauses.mentions if m.end - m.start > 1}
    helpers = _helpers(clauses)
    named |= {i for h in clauses.of("actor") if not h.entry.record.nation for i in range(h.start, h.end)}
    hits = [
        h
        for h in clauses.of("trigger")
        if not (accident and h.entry.record.type not in _BY_ARMS)
        and not _is_noun(clauses, h, rules.subject_first)
        and not (h.entry.form == "ing" and h.end - h.start == 1 and _is_one(clauses, h.start))
        and (h.entry.form not in _VERBAL or h.aside in joiners)
        and not named.issuperset(range(h.start, h.end))
        and not (h.start in inside and h.entry.form in _VERBAL)
        and not (h.start in helpers and h.end - h.start > 1 and h.entry.form in _VERBAL)
        and not _is_name(clauses, h)
        and not _is_stretched(clauses, h, rules.peel.conjunctions)
    ]
    hits = _nearest(hits, clauses)
    readings: dict[tuple[int, int, str], set[str]] = {}
    for hit in hits:
        readings.setdefault((hit.start, hit.end, hit.entry.record.type), set()).add(hit.entry.form)
    found: list[Trigger] = []
    for hit in _chosen(clauses.of("exception"), hits):
        if hit.entry.kind != "trigger":
            continue
        rule: TriggerRule = hit.entry.record
        forms = frozenset(readings[hit.start, hit.end, rule.type])
        if "noun" in forms and not rules.subject_first and clauses.has("nominal", hit.start - 1, hit.start):
            forms -= _VERBAL  # "to cut the road" is no verb, be it spelled like one
        if "noun" in forms and any(h.end == hit.start for h in clauses.of("passive")) and not rules.subject_first:
            forms |= {"past"}  # "was done" with a verbal noun is a verb
        passive = rule.passive or (not rule.agent_after and _is_passive(clauses, hit, forms))
        found.append(Trigger(hit.start, hit.end, rule, forms, rule.type, rule.acled, hit.aside, passive))
    return [t for t in found if not _of_nature(t, clauses, rules.subject_first)] if clauses.starts("calamity") else found


def _of_nature(trigger: Trigger, clauses: Clauses, subject_first: bool) -> bool:
    """Return whether what strikes is no side of a war: "hail battered the camp", "the coast was hit by a cyclone", "debts killed the club".

    Whoever is armed, and any blast or attack that stands before, may be the one who strikes.
    """
    if not trigger.finite:
        return False
    named = {i for m in clauses.mentions for i in range(m.start, m.end)}
    forces = clauses.starts("calamity") - named
    part = clauses.soft[trigger.start]
    if subject_first and trigger.passive:
        return any(trigger.end < i <= trigger.end + _BY for i in forces) and clauses.has("by", trigger.end - 1, trigger.end + _BY)
    behind = [] if subject_first else [i for i in forces if trigger.start < i <= trigger.start + _NEXT]
    if behind:
        return not any(trigger.start < i < behind[0] for i in clauses.starts("arms", "military", "troops", "aircraft"))
    before = [i for i in forces if clauses.soft[i] == part and 0 < trigger.start - i <= _SUBJECT]
    first = clauses.soft.index(part)
    others = clauses.starts("arms", "rebel_force", "military", "troops") | {h.start for h in (*clauses.of("trigger"), *clauses.of("actor"))}
    return bool(before) and not any(first <= i < trigger.start for i in others - set(before))


def _is_armed(clauses: Clauses) -> bool:
    """Return whether a stretch names an armed party that is no state: what strikes there is no accident."""
    return any(h.entry.record.party and not h.entry.record.nation for h in clauses.of("actor"))


def counted(at: int) -> Trigger:
    """Return what a count at token `at` tells where no word beside it does: that people came to harm."""
    return Trigger(at, at + 1, HARM, frozenset({"past"}), HARM.type, HARM.acled, "", True)


def _is_stretched(clauses: Clauses, hit: Hit, conjunctions: Sequence[str]) -> bool:
    """Return whether words that belong together stand in two statements: a clause, a saying, an "after", an "and did" between."""
    inside = range(hit.start + 1, hit.end - 1)
    instants = clauses.starts("instant") - {i + 1 for i in clauses.starts("afar")}
    if hit.entry.record.type in _BECAUSE and not instants.isdisjoint(inside):
        return False  # "crashed after a missile hit it", "vanished after gunmen stopped them": what it came after is why
    if clauses.hard[hit.start] != clauses.hard[hit.end - 1] or not instants.isdisjoint(inside):
        return True
    if clauses.subject_first and hit.entry.form == "noun" and clauses.soft[hit.start] != clauses.soft[hit.end - 1]:
        return True  # "troops, backed by air strikes, entered X on": no strikes on X
    later = (h for h in clauses.of("trigger") if h.start in inside and h.end >= hit.end - 1)
    if any(h.entry.form == "past" and h.aside in conjunctions for h in later):
        return True
    last = clauses.tokens[hit.end - 1]
    if inside and hit.start in clauses.starts("troops") and any(a in conjunctions and a for a in last.forms.values()):
        return True  # "the forces ..., and reached": of somebody else
    if (
        len(inside) > 1
        and hit.start in clauses.starts("troops", "does")
        and clauses.soft[hit.start] == clauses.soft[hit.end - 2] != clauses.soft[hit.end - 1]
    ):
        return True  # "a convoy near X, leaving no casualties": what came of something else
    apart = inside and hit.start not in clauses.starts("troops") and clauses.soft[hit.start] != clauses.soft[hit.end - 1]
    if apart and hit.entry.record.type == "movement" and hit.entry.form in _VERBAL:
        return True  # "were brought down, the army said": no army was brought
    begun = {h.start for h in clauses.of("trigger")}
    return any(s.start in inside and s.start not in begun for s in clauses.of("say"))


def _nearest(hits: Sequence[Hit], clauses: Clauses) -> list[Hit]:
    """Return the hits without those that a nearer first word makes needless: the troops, and not the army, "had left"."""
    last: dict[tuple[int, str, int], int] = {}
    troops = clauses.starts("troops")
    for hit in (h for h in hits if h.start in troops):
        key = hit.end, hit.entry.form, id(hit.entry.record)
        last[key] = max(hit.start, last.get(key, 0))
    return [h for h in hits if h.end - h.start < _LONG or h.start not in troops or h.start == last[h.end, h.entry.form, id(h.entry.record)]]


def _is_noun(clauses: Clauses, hit: Hit, subject_first: bool) -> bool:
    """Return whether an uninflected verb is a noun by the word before it: "a bomb", "of attack"."""
    verbs = _BARE if subject_first else _VERBAL if hit.end - hit.start == 1 else ()
    return hit.entry.form in verbs and clauses.has("nominal", hit.start - 1, hit.start)


def _helpers(clauses: Clauses) -> frozenset[int]:
    """Return the tokens of those who only stand behind who acts: "troops backed by drones killed"."""
    return frozenset(i for h in clauses.of("backing") for i in range(h.end, h.end + _BACKERS))


def _is_one(clauses: Clauses, at: int) -> bool:
    """Return whether the word before a form that may be a verb's makes it a thing that is counted: "a bombing", "market bombing"."""
    return clauses.has("indefinite", at - 1, at) or clauses.has("building", at - 1, at) or clauses.has("singular", at - 1, at)


def _is_name(clauses: Clauses, hit: Hit) -> bool:
    """Return whether a word with a capital within a sentence is a name ("Shell") and no make of weapon, in a script that has capitals."""
    token = clauses.tokens[hit.start]
    if hit.start == 0 or not token.text[0].isupper() or token.text.isupper() or clauses.has("make", hit.start, hit.start + 1):
        return False
    return clauses.tokens[hit.start - 1].text[0].islower() and token.gap.isspace()


def _chosen(exceptions: Sequence[Hit], hits: Sequence[Hit]) -> list[Hit]:
    """Return the longest hits; a general word ("left ... dead") hides no specific one inside it, save one that only begins it ("left")."""
    general = [h for h in hits if h.entry.record.generic and h.end - h.start > 1]
    wider = {(h.start, i) for h in general for i in range(h.start + 1, h.end)}
    begun = {h.start + 1 for h in general if h.entry.record.generic > 1}
    specific = (h for h in hits if not h.entry.record.generic and (h.start, h.end) not in wider)
    told = [h for h in specific if h.entry.record.type not in _OF_GROUND or h.end not in begun]
    verbs = [h for h in told if h.entry.form in FINITE and h.end - h.start > 1]
    told = [h for h in told if h.entry.form != "noun" or not any(v.start < h.start < v.end for v in verbs)]
    kept = longest([*exceptions, *told])  # the object of a verb is no noun of its own: "broke an attack on X"
    covered = {i for h in kept for i in range(h.start, h.end)}
    general = [h for h in hits if h.entry.record.generic and h.start not in covered]
    return sorted([*kept, *longest(general)], key=lambda h: h.start)


def _is_passive(clauses: Clauses, hit: Hit, forms: Iterable[str]) -> bool:
    if "past" not in forms and "participle" not in forms:
        return False
    if clauses.tokens[hit.start].text[len(hit.aside) :][1:2] == _DAMMA and "past" in forms:
        return True  # written with its vowel: «أُسقطت», «وقُتل»
    words = clauses.of("passive")
    return any(h.start == hit.start or hit.start - 2 <= h.end <= hit.start for h in words if h.start >= hit.start - 4)


def refined(
    trigger: Trigger, clauses: Clauses, rules: EventRules, kinds: Iterable[str], sides: Sequence[str], asserted: bool = True
) -> Trigger:
    """Return `trigger` with the type and ACLED sub-event that the words of its clause, its places and its actors call for.

    Parameters
    ----------
    kinds
        Kinds of the places of the event.
    sides
        What the first actor is: `state` or `nonstate`, and `air` where it fights from the air.
    asserted
        Whether the text says that it took place.
    """
    start, end = _clause_of(clauses, trigger)
    end = _predicate_end(clauses, trigger, end, rules)
    if not rules.subject_first and trigger.finite and trigger.aside in rules.peel.conjunctions and trigger.aside:
        start = trigger.start  # a verb that "and" joins begins a statement of its own
    found = set(kinds)
    for rule in rules.refine:
        if rule.types and trigger.type not in rule.types:
            continue
        if (rule.place and rule.place.isdisjoint(found)) or (rule.side and rule.side not in sides):
            continue
        if (rule.unreal and asserted) or (not rule.words and not rule.side and not trigger.rule.refine):
            continue
        if rule.words and not (trigger.rule.refine and _told(rule, trigger, clauses, rules.subject_first, start, end)):
            continue
        if rule.inside and not clauses.has(rule.inside, trigger.start, trigger.end):
            continue
        if rule.unless and clauses.has(rule.unless, trigger.start if trigger.finite and not trigger.passive else start, end):
            continue
        return replace(trigger, type=rule.type or trigger.type, acled=rule.acled or trigger.acled)
    return trigger


def _told(rule: RefineRule, trigger: Trigger, clauses: Clauses, subject_first: bool, start: int, end: int) -> bool:
    """Return whether the clause from `start` to `end` holds the words of a rule, for one that is `aimed` among those acted upon.

    Where unarmed people are named first, they are the aim: "killed four villagers and a soldier" is no fight.
    """
    if not rule.aimed:
        named = {i for m in clauses.mentions if m.resolution and m.resolution.toponym.role == "place" for i in range(m.start, m.end)}
        idle = named | _helpers(clauses)  # "Balad air base" is no means, nor are drones that only back those who shoot
        return any(start <= i < end and i not in idle for i in clauses.starts(rule.words))
    first, last = _object(trigger, clauses, subject_first, start, end)
    last = min((i for i in clauses.starts("agency") if first < i < last), default=last)
    found = min((i for i in clauses.starts(rule.words) if first <= i < last), default=None)
    return found is not None and not clauses.has("civilians", first, found)


def _object(trigger: Trigger, clauses: Clauses, subject_first: bool, start: int, end: int) -> tuple[int, int]:
    """Return the tokens of a clause among which those stand who are acted upon."""
    if not trigger.finite:
        return start, end
    if subject_first and trigger.passive:
        return start, trigger.start
    number = clauses.soft[trigger.end - 1]
    first = trigger.start if subject_first else trigger.end
    if not subject_first and not trigger.passive:
        first = _past_subject(clauses, first, end)
    return first, next((i for i in range(trigger.end, end) if clauses.soft[i] != number), end)


def _past_subject(clauses: Clauses, first: int, end: int) -> int:
    """Return where who acts ends behind a verb that comes first: "killed the Israeli forces five people"."""
    parties = {i for h in clauses.of("actor") for i in range(h.start, h.end)}
    forces = clauses.starts("rebel_force", "state_force")
    while first < end and (first in parties or first in forces):
        first += 1
    return first


def _predicate_end(clauses: Clauses, trigger: Trigger, end: int, rules: EventRules) -> int:
    """Return where the words of a finite verb end in its clause: before a verb that "and" joins to it, where verbs come first."""
    if rules.subject_first or not trigger.finite:
        return end
    joined = (h.start for h in clauses.of("trigger") if h.entry.form in _VERBAL and h.aside in rules.peel.conjunctions and h.aside)
    return min((i for i in joined if trigger.end < i < end), default=end)


def _clause_of(clauses: Clauses, trigger: Trigger) -> tuple[int, int]:
    number = clauses.hard[trigger.start]
    start = end = trigger.start
    while start > 0 and clauses.hard[start - 1] == number:
        start -= 1
    while end < len(clauses.hard) and clauses.hard[end] == number:
        end += 1
    return start, end
