"""Whether the text asserts an event, and how: the cues of negation, intention, threat, condition, belief, source and recall."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events.clauses import Clauses
from geo.events.lexicon import Hit
from geo.events.rules import VOID, CueRule
from geo.events.triggers import Trigger

__all__ = ["claimant", "goes_on", "inverted", "is_tag", "status_of", "teller", "witnessed"]

_STRENGTH = (VOID, "denied", "threatened", "planned", "hypothetical", "background", "claimed")
"""Of several cues the first in this order decides: what is not asserted never becomes a fact through another cue."""
_UNREAL = frozenset({"denied", "threatened", "planned", "hypothetical"})
_BARE = frozenset({"base"})
"""The only form of a verb that another verb governs: "would see one side withdraw and the other deploy"."""
_FRESH = 7
"""Days before publication within which something is news."""
_TAG = 12
"""Words of the longest "…, the ministry said on Sunday"."""
_NAME = 6
"""Words of a speaker's name between the office and the verb of saying, at most: "the governor, Oleh Syniehubov, said"."""
_ASIDE = 8
"""Words between a speaker and its verb where something is said aside between commas, at most."""
_SPEAKER = 5
"""Words between a verb of saying and its speaker, at most."""


def status_of(trigger: Trigger, clauses: Clauses, before: Sequence[tuple[Trigger, str]] = ()) -> str:
    """Return the status of a trigger by the cues that reach it, or `void` where it is no event at all.

    Parameters
    ----------
    before
        The earlier triggers of the stretch with their status: a verbal noun or infinitive that is joined to one shares its fate.
    """
    reaching = [hit for hit in clauses.of("cue") if _reaches(hit, trigger, clauses)]
    realised = [hit for hit in reaching if hit.entry.record.status == "happened"]
    found = {hit.entry.record.status for hit in reaching if not any(r.start <= hit.start and hit.end <= r.end for r in realised)}
    found -= frozenset({"happened"}).union(*(hit.entry.record.rules_out for hit in reaching))
    if "future" in trigger.forms:
        found.add("planned")
    if "purpose" in trigger.forms and not found:
        found.add("hypothetical")
    if not found and (shared := _joined(trigger, clauses, before)):
        found.add(shared)
    return next((status for status in _STRENGTH if status in found), "happened")


def _reaches(hit: Hit, trigger: Trigger, clauses: Clauses) -> bool:
    cue: CueRule = hit.entry.record
    if cue.forms and cue.forms.isdisjoint(trigger.forms):
        return False
    if (cue.unless_said and clauses.of("say")) or (cue.undated and clauses.published):
        return False
    if (cue.types and trigger.type not in cue.types) or (cue.unless_fresh and _fresh(trigger, clauses)):
        return False
    if cue.aside is not None and not any(a == hit.aside[-len(a) :] for a in cue.aside):
        return False
    if cue.whole and (hit.start >= trigger.end or hit.end <= trigger.start):
        return hit.start - trigger.end < cue.before if hit.start >= trigger.end else trigger.start - hit.end < cue.after
    if hit.start >= trigger.end:
        return hit.start - trigger.end < cue.before and _same_clause(clauses, trigger.end - 1, hit.start, cue.across)
    if hit.end <= trigger.start:
        return trigger.start - hit.end < cue.after and _same_clause(clauses, hit.end - 1, trigger.start, cue.across)
    inside = hit.start < trigger.end - 1 and cue.status in (*_UNREAL, "happened")  # "talks that will be held"
    return cue.after > 0 and (hit.start <= trigger.start or inside)


def _fresh(trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether the clause of a trigger gives a day shortly before publication: then it is news, whatever its form."""
    own = clauses.own(trigger.start, trigger.end)
    days = [when for start, _, when in clauses.dates if clauses.hard[start] in own]
    return clauses.published is not None and any(0 <= (clauses.published - when.end).days <= _FRESH for when in days)


def _same_clause(clauses: Clauses, a: int, b: int, across: bool) -> bool:
    numbers = clauses.hard if across else clauses.soft
    return numbers[a] == numbers[b]


def _joined(trigger: Trigger, clauses: Clauses, before: Sequence[tuple[Trigger, str]]) -> str | None:
    if (trigger.finite and trigger.forms != _BARE) or not before:
        return None
    earlier, status = before[-1]
    near = trigger.start - earlier.end <= 8 and clauses.hard[earlier.start] == clauses.hard[trigger.start]
    if not near or (earlier.finite and earlier.forms != _BARE) or status in ("happened", "claimed", "background"):
        return None
    between = clauses.tokens[earlier.end : trigger.start + 1]
    joined = clauses.has("and", earlier.end, trigger.start)
    return status if joined or bool(trigger.aside) or any("\u060c" in t.gap or "," in t.gap for t in between) else None


def claimant(clauses: Clauses, actors: Sequence[Hit], start: int, end: int) -> str | None:
    """Return the party that is the source of what stands at the tokens `start` to `end`, "" for an unnamed force, None where none is given.

    A verb of saying with a party of the war as its speaker makes everything after it in the sentence that party's claim.
    """
    if witnessed(clauses, start, end):
        return None
    sides = [h for h in clauses.of("class") if h.entry.record == "side"]
    for say in clauses.of("say"):
        if say.start >= end and "source" not in say.entry.form and (say.aside or clauses.has("that", say.end, say.end + 1)):
            continue  # «وأقر», "announced that": begins a statement of its own
        if say.start >= end and "source" not in say.entry.form and say.start - end > 2 * _SPEAKER and not is_tag(say, clauses):
            continue
        spoken = [say, *_carried(say, clauses)]
        for hit in actors:
            party: str = hit.entry.record.id
            outside = hit.end <= start or hit.start >= end
            told = say.start < start or "source" in say.entry.form or hit.start > end
            by = any(_beside(hit, s, clauses) for s in spoken)
            if hit.entry.record.party and hit.entry.form != "leaders" and outside and told and by:
                return party
        if any(h.end <= start or h.start >= end for h in sides if _speaks(h, say, clauses)):
            return ""
    return None


def teller(clauses: Clauses, actors: Sequence[Hit]) -> str | None:
    """Return the party that a stretch has speaking, "" for an unnamed force, None where nobody or somebody outside the war speaks."""
    for say in clauses.of("say"):
        if clauses.has("outside", say.start - 2, _speech(say, clauses)):
            return None
        for hit in actors:
            party: str = hit.entry.record.id
            if hit.entry.record.party and hit.entry.form != "leaders" and _beside(hit, say, clauses):
                return party
        if any(_speaks(h, say, clauses) for h in clauses.of("class") if h.entry.record == "side"):
            return ""
    return None


def goes_on(clauses: Clauses) -> bool:
    """Return whether a stretch opens with somebody who goes on speaking and is not named again, verb first: «وأضاف أن»."""
    return not clauses.subject_first and any(s.start <= 1 and clauses.has("that", s.end, s.end + 2) for s in clauses.of("say"))


def is_tag(say: Hit, clauses: Clauses) -> bool:
    """Return whether a verb of saying stands with its speaker alone between commas: it is the source of all before it."""
    if say.aside or clauses.has("and", say.start - 1, say.start):
        return False
    return clauses.soft.count(clauses.soft[say.start]) <= _TAG


def _carried(say: Hit, clauses: Clauses) -> list[Hit]:
    """Return the verb before "and said" or «وقال إن»: both have one speaker."""
    unsaid = bool(say.aside) and clauses.has("that", say.end, say.end + 1)
    if not unsaid and not clauses.has("and", say.start - 1, say.start):
        return []
    before = [h for kind in ("say", "stance") for h in clauses.of(kind) if h.end < say.start]
    return sorted(before, key=lambda h: h.end)[-1:]


def witnessed(clauses: Clauses, start: int, end: int) -> bool:
    """Return whether somebody outside the war ("residents reported") speaks in the clause of the tokens `start` to `end`."""
    own = clauses.hard[start]
    says = (s for s in clauses.of("say") if clauses.hard[s.start] == own and (s.end <= start or s.start >= end))
    return any(_by_outsider(s, clauses) for s in says)


def _by_outsider(say: Hit, clauses: Clauses) -> bool:
    """Return whether somebody outside the war is among the speakers beside a verb of saying: "residents and a security source said"."""
    if clauses.has("outside", say.start - 2, _speech(say, clauses)):
        return True
    if not clauses.subject_first:
        return False
    wide = (i for i in clauses.starts("outside") if 0 < say.start - i <= _TAG and clauses.soft[i] == clauses.soft[say.start])
    return any(not any(i < h.start < say.start for h in clauses.of("trigger")) for i in wide)


def _speech(say: Hit, clauses: Clauses) -> int:
    """Return the token up to which the speaker of a verb of saying is looked for: where what is said begins, or a few words on."""
    last = min(say.end + _SPEAKER, len(clauses.tokens))
    if not clauses.subject_first and last > say.end and clauses.soft[say.end] != clauses.soft[say.end - 1]:
        last = say.end  # whoever speaks stands before
    begun = (i for i in clauses.starts("that") if say.end <= i < last)
    return min(begun, default=last if clauses.subject_first is False else say.end + 2)


def _speaks(hit: Hit, say: Hit, clauses: Clauses) -> bool:
    """Return whether an unnamed force ("the army") stands right beside a verb of saying."""
    plain = clauses.starts("locus", "direction")
    between = range(hit.end, say.start)
    named = 0 < len(between) <= _NAME and all(i in plain or clauses.tokens[i].text[:1].isupper() for i in between)
    near = 0 <= hit.start - say.end <= 1 or 0 <= say.start - hit.end <= 1 or named
    return near and not clauses.has("that", min(say.end, hit.end), max(say.start, hit.start))


def inverted(say: Hit, clauses: Clauses) -> bool:
    """Return whether the speaker stands after a verb of saying: where verbs come first, and after speech ("..., said the army")."""
    if "source" in say.entry.form or not clauses.subject_first:
        return True
    return say.start == 0 or clauses.soft[say.start] != clauses.soft[say.start - 1]


def _beside(hit: Hit, say: Hit, clauses: Clauses) -> bool:
    """Return whether a party stands before or after a verb of saying as its speaker, not in what is said."""
    if hit.start >= say.end:
        if "source" in say.entry.form and clauses.hard[hit.start] != clauses.hard[say.start]:
            return False
        begun = clauses.has("that", say.end, hit.start) or (not clauses.subject_first and _begun(say.end, hit.start, clauses))
        return hit.start - say.end <= _SPEAKER and not begun and inverted(say, clauses)
    apart = clauses.soft[say.start] - clauses.soft[hit.start]
    near = (apart == 0 and say.start - hit.end <= _SPEAKER) or (
        apart == 2 and say.start - hit.end <= _ASIDE
    )  # "the command, in a statement, said"
    return "source" not in say.entry.form and say.start >= hit.end and near


def _begun(start: int, end: int, clauses: Clauses) -> bool:
    """Return whether what is said has begun with a verbal noun between two tokens: "reported the approach of the army"."""
    return any(start <= h.start < end and h.entry.form == "noun" for h in clauses.of("trigger"))
