"""One analysed stretch of text, from which drafts are made trigger by trigger."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, reduce
from itertools import pairwise

from geo.events.actors import acting, parties_of, struck
from geo.events.casualties import Toll, share, share_of_whole, tolls
from geo.events.clauses import Clauses
from geo.events.days import dated_within, day_near, day_of, is_to_come
from geo.events.draft import HARMLESS, VIOLENT, Draft, added
from geo.events.lexicon import Hit
from geo.events.memory import PlacedMention
from geo.events.mentioned import usable
from geo.events.parties import OURS, Outlet, fights_in, meant, rivals_for
from geo.events.rules import COMMON, CREDIT, VOID, EventRules
from geo.events.scenes import event_place, places_of
from geo.events.status import claimant, goes_on, status_of, teller, witnessed
from geo.events.telling import announced, definite, governed, supported
from geo.events.triggers import Trigger, counted, find_triggers, refined
from geo.events.ucdp import aimed_at_civilians
from geo.events.whereabouts import Whereabouts
from geo.events.windows import together, window, without_aims
from geo.model import ASSERTED, Casualties, When

__all__ = ["Said", "Stretch", "is_group"]

_UNRESOLVED = 0.3
"""Score of a place whose name is not resolved."""
_RECENT = 45
"""Days before publication from which on a dated event is recalled, not reported: news looks back a month and a bit."""
_TALKS = frozenset({"diplomacy", "ceasefire"})
"""Types that a text recalls with their day as what its matter rests on: a date alone makes no recollection of them."""
_TO_COME = frozenset({"planned", "threatened", "hypothetical"})
"""Statuses of what has not come when the text is written."""
_GROUP, _ATTACKERS = COMMON + "group", COMMON + "attackers"
"""The common names that mean the armed group named last, and whoever attacked in what was told last."""
_HEAD = 6
"""Words at the head of a sentence among which a place is that of all that follows: "In Belgorod, fifteen people died"."""
_OF_WAR = frozenset({"airbase", "naval_base"})
"""Kinds of places that are of a war by themselves."""
_LISTED = 2
"""Places of the shortest list."""
_DOING, _DOER = 12, 6
"""Words between a verb and the verbal noun that it governs, and between a subject and a verb after it, at most."""
_STANDING = 2
"""Words of the longest name for a front by itself: "the front", "at the front"."""
_OF_TALKS = 3
"""Words between a round or session and what it was of, at most."""
_TRIED = 4
"""Words between a verb of trying and what is tried, at most: "tried, with armour, to enter"."""
_SUM = 4
"""Words between "the toll rose to" and those who are counted, at most."""
_CLAUSE = 14
"""Words after a trigger among which a place of its own may be named."""


@dataclass(frozen=True, slots=True)
class Said:
    """The parties that a text has named: all of them, the armed group named last, and who acted in the attack told last."""

    parties: frozenset[str] = frozenset()
    group: str | None = None
    attacker: str | None = None


@dataclass
class Stretch:
    """One analysed stretch, and what the text before it leaves to go by.

    `scene` are the places of the last event, `said` the parties that the text has named, `theatre` the country that most places lie in,
    `outlet` who publishes, `warlike` whether a war was told of, `told_by` the party that spoke last ("" for an unnamed force); `asked` says
    that the stretch is a question, `in_text` gives all parties that the text names anywhere. `taken` are the mentions that are places of a
    draft already.
    """

    clauses: Clauses
    compiled: EventRules
    mentions: Sequence[PlacedMention]
    number: int
    asked: bool
    scene: Sequence[tuple[str, PlacedMention]] = ()
    said: Said = Said()
    theatre: str | None = None
    outlet: Outlet | None = None
    warlike: bool = False
    told_by: str | None = None
    in_text: Callable[[], frozenset[str]] = frozenset
    taken: set[int] = field(default_factory=set)

    @cached_property
    def _where(self) -> Whereabouts:
        return Whereabouts(self.clauses, self.compiled, self.mentions, self.scene)

    @cached_property
    def _figures(self) -> frozenset[int]:
        """The tokens of words that are not meant as they stand."""
        return frozenset(i for h in self.clauses.of("exception") for i in range(h.start, h.end))

    def speaker(self) -> str | None:
        """Return the party that speaks in the stretch, or goes on speaking; "" for an unnamed force, None for anybody else."""
        speaking = teller(self.clauses, usable(self.clauses, self.compiled))
        return self.told_by if speaking is None and goes_on(self.clauses) else speaking

    def drafts(self) -> Iterator[Draft]:
        """Yield a draft for each trigger that tells of an event, in order."""
        triggers = self._without_fronts(without_aims(find_triggers(self.clauses, self.compiled)))
        actors = usable(self.clauses, self.compiled)
        counts, size = tolls(self.clauses, self.compiled), len(self.clauses.tokens)
        if counts and not any(t.type in VIOLENT for t in triggers):
            triggers = sorted([*triggers, counted(counts[0].at)], key=lambda t: t.start)
        statuses: list[tuple[Trigger, str]] = []
        for i, trigger in enumerate(triggers):
            status = status_of(trigger, self.clauses, statuses)
            if self.asked and status in ASSERTED:
                status = "hypothetical"
            if status == "happened" and statuses and self._recalled_with(trigger, statuses[-1]):
                status = "background"
            statuses.append((trigger, status))
            if status == VOID:
                continue
            near = together(triggers, i, window(triggers, i, size), size, self.compiled.subject_first)
            if status == "happened" and self._recalled(trigger, counts):
                status = "background"
            real = [t for t, s in statuses if s != VOID] + triggers[i + 1 :]
            wide = window(real, real.index(trigger), size)[0], near[1]
            yield from self._shared(self._draft(trigger, status, near, wide, actors, self._tolls(counts, triggers, i)))

    def _shared(self, draft: Draft) -> Iterator[Draft]:
        """Yield a draft, and one for each further place of its list with a count of its own: "five died in X and six in Y"."""
        if draft.killed is None or not draft.own_place or len(draft.scene) < _LISTED:
            yield draft
            return
        groups: list[tuple[Casualties | None, list[tuple[str, PlacedMention]]]] = [(draft.killed, [draft.scene[0]])]
        for (_, before), (role, mention) in pairwise(draft.scene):
            own = share(self.clauses, before.end, mention.start, self.compiled)
            if own is None:
                groups[-1][1].append((role, mention))
            else:
                groups.append((own, [(role, mention)]))
        first = share_of_whole(self.clauses, draft.trigger.start, draft.scene[0][1].start, self.compiled)
        if first is not None and len(groups) > 1:
            groups[0] = (first, groups[0][1])
        for i, (killed, scene) in enumerate(groups):
            places = [event_place(role, mention.resolution, mention.side) for role, mention in scene]
            yield replace(draft, killed=killed, places=places, scene=scene, injured=None if i else draft.injured)

    def _without_fronts(self, triggers: Sequence[Trigger]) -> list[Trigger]:
        """Return the triggers without words for a front that only say where what a verb before them tells took place."""
        hard = self.clauses.hard

        def told(front: Trigger) -> bool:
            return any(t.type != "front" and hard[t.start] == hard[front.start] and 0 <= front.start - t.end <= _CLAUSE for t in triggers)

        stands = [t for t in triggers if t.type != "front" or t.forms != {"state"} or t.end - t.start > _STANDING]
        return [t for t in triggers if t in stands or self.compiled.subject_first or not told(t)]

    def _recalled_with(self, trigger: Trigger, before: tuple[Trigger, str]) -> bool:
        """Return whether a noun only says what something that is recalled came after: "had seized the town after the army's retreat"."""
        after = any(0 <= trigger.start - h.end <= 1 for h in self.clauses.of("support_near"))
        return not trigger.finite and before[1] == "background" and after

    def _tolls(self, counts: Sequence[Toll], triggers: Sequence[Trigger], i: int) -> list[Toll]:
        """Return the counts that are nearest to trigger `i` among those of the stretch that can kill."""
        if not counts or triggers[i].type not in VIOLENT:
            return []
        able = [t for t in triggers if t.type in VIOLENT]
        able = [t for t in able if t.type not in HARMLESS] or able
        hard = self.clauses.hard

        def owner(toll: Toll) -> Trigger | None:
            first = hard.index(hard[toll.at])
            other = self.clauses.has("meanwhile", first, first + 1)
            here = [t for t in able if not other or t.type != "advance" or hard[t.start] == hard[toll.at]]
            return min(here, key=lambda t: (abs(t.start - toll.at) + (t.end > toll.at + 1), t.start), default=None)

        return [c for c in counts if owner(c) is triggers[i]]

    def _draft(
        self, trigger: Trigger, status: str, window: tuple[int, int], wide: tuple[int, int], actors: Sequence[Hit], counts: Sequence[Toll]
    ) -> Draft:
        left, right = wide
        clauses = self.clauses
        told_of = trigger.rule.generic == CREDIT  # who claims an attack says nothing of where it was
        placed = [] if told_of else places_of(trigger, self.mentions, clauses, window, self.taken)
        if trigger.rule.generic > 1:
            alone = not any(h.entry.record.type in VIOLENT and h.entry.record.generic < trigger.rule.generic for h in clauses.of("trigger"))
            near = [(role, m) for role, m in placed if m.start > trigger.start or (alone and m.start < _HEAD)]
            self.taken.update(m.start for _, m in (near if self.compiled.subject_first else placed))
            placed = near
        self.taken.update(m.start for _, m in placed)
        placed = placed or ([] if told_of else self._where.pronoun(trigger))
        placed, own = self._placed(trigger, placed)
        told, placed = (placed if own else []), [*placed, *self._where.other_end(trigger, placed)]
        agents, targets = parties_of(trigger, actors, clauses, self.compiled, left, right)
        evidence = bool(agents) or bool(counts) or supported(clauses, self.compiled, trigger) or day_near(self.clauses, trigger) is not None
        silent = trigger.passive or trigger.rule.both or trigger.rule.own_subject or trigger.rule.agent_after
        silent = silent and not (trigger.rule.agent_after and clauses.has("own", trigger.start, trigger.end))
        party = self._claimant(trigger, actors) if status in ("happened", "claimed") else None
        news = not (trigger.finite or trigger.rule.generic > 1) and announced(clauses, self.compiled, trigger)
        if party and news and not agents and party not in targets:
            agents = [party]
        evidence = evidence or (bool(party) and trigger.rule.strong)
        agents = agents or self._unsaid(trigger, status, silent, actors, targets)
        sides = self._sides(agents, actors, left, trigger.end)
        kinds = [m.resolution.place.kind for _, m in placed if m.resolution.place]
        final = refined(trigger, clauses, self.compiled, kinds, sides, status in ASSERTED)
        if status == "happened" and party is not None:
            status = "claimed"
        doers, hit, assumed = self._named(trigger, agents, targets, actors, placed)
        country = next((m.resolution.place.country for _, m in placed if m.resolution.place), None) or self.theatre
        if status == "happened" and final.type not in _TALKS and self._official([*doers, *hit], "state" in sides, country, trigger):
            status = "claimed"
        when = day_of(self.clauses, trigger)
        if status in _TO_COME and when is not None and clauses.published is not None and when.end < clauses.published:
            when = None  # the day of the plan or threat
        summed = trigger.rule.generic > 1  # "killed since 2013" counts over years what nobody tells as news
        told_late = final.type not in _TALKS and status in ("happened", "claimed") and (summed or dated_within(self.clauses, trigger))
        if told_late and _long_past(when, clauses.published):
            status = "background"
        if status in ("happened", "claimed") and is_to_come(self.clauses, trigger):
            status = "planned"
        start, end = self._span(trigger, told)
        return Draft(
            trigger, final.type, final.acled, status, list(dict.fromkeys(event_place(r, m.resolution, m.side) for r, m in placed)), own,
            min((max(m.resolution.score, _UNRESOLVED) for _, m in placed), default=1.0) * (1.0 if own else 0.7),
            doers, hit,
            _count(counts, "killed"), _count(counts, "injured"), when, start, end, self.number, evidence,
            definite(clauses, self.compiled, trigger), self._dated(trigger), self.warlike or self.at_war(trigger),
            clauses.has("envoys", 0, len(clauses.tokens)) or clauses.has("talks", trigger.start, trigger.end + _OF_TALKS),
            not own and self._where.elsewhere(trigger), own and self._where.beside(trigger, placed),
            at=clauses.tokens[trigger.start].start, armed=self._armed(), civilians=aimed_at_civilians(final, clauses),
            again=any(c.again for c in counts), repels=final.type == "clash" and clauses.has("repelled", trigger.start, trigger.end),
            tried=final.type == "advance" and clauses.has("attempted", trigger.start - _TRIED, trigger.start),
            scene=placed, assumed=assumed, clause=clauses.hard[trigger.start], result=self._is_result(trigger),
        )  # fmt: skip

    def _placed(self, trigger: Trigger, placed: list[tuple[str, PlacedMention]]) -> tuple[list[tuple[str, PlacedMention]], bool]:
        """Return where something happened and whether its own clause says so; `placed` are the places of that clause.

        Those that only say where somebody speaks or a road leads give way to what the text before says.
        """
        where = self._where
        if not placed or all(m.aside or where.is_label(m) for _, m in placed):
            other = where.earlier(trigger) or where.last(trigger) or ([] if placed else where.later(trigger))
            if other or not placed:
                return other, where.is_scene(trigger, other)
        return placed, any(not where.is_label(m) for _, m in placed)

    def _named(
        self,
        trigger: Trigger,
        agents: Sequence[str],
        targets: Sequence[str],
        actors: Sequence[Hit],
        placed: Sequence[tuple[str, PlacedMention]],
    ) -> tuple[list[str], list[str], tuple[str, ...]]:
        """Return the ids of agents and targets with common names ("the army") told by where it was and who writes, and what was assumed."""
        spot = next((m.resolution.place.country for _, m in (*placed, *(("", m) for m in self.mentions)) if m.resolution.place), None)
        spot = spot or self.theatre
        group = next((h.entry.record.id for h in reversed(actors) if h.end <= trigger.end and is_group(h)), self.said.group)
        before = {_GROUP: group, _ATTACKERS: self.said.attacker or group}
        assumed: dict[str, None] = {}
        speaking = teller(self.clauses, actors) or None

        def named(id_: str, others: Sequence[str]) -> str | None:
            if not id_.startswith(COMMON):
                return id_
            name = id_.removeprefix(COMMON)
            party = before[id_] if id_ in before else self._meant(name, spot, actors, others)
            if name == OURS and party is None:
                party = speaking
            why = "named before" if id_ in before else f"of {spot}" + (f", as {self.outlet.name} writes" if self.outlet else "")
            if party is not None:
                assumed[f"{name}: {party}, {why}"] = None
            return party

        acting = list(dict.fromkeys(n for a in agents if (n := named(a, targets))))
        hit = list(dict.fromkeys(n for t in targets if (n := named(t, agents)) and n not in acting))
        return acting, hit, tuple(assumed)

    def _meant(self, name: str, spot: str | None, actors: Sequence[Hit], others: Sequence[str]) -> str | None:
        """Return the party that a common name means where an event was or the text plays, or the only one it can mean that is named.

        It does not mean whom it fights, `others` or whose positions were hit: where two can be meant, it is the other one.
        """
        for country in dict.fromkeys((spot, self.theatre)):
            party = meant(name, country, self.clauses.published, self.outlet)
            if party is not None:
                return party
            every = rivals_for(name, country)
            rivals = every - {*others, *struck(actors, self.clauses)}
            if len(rivals) == 1 < len(every):
                return next(iter(rivals))
            named = rivals & {*self.said.parties, *(h.entry.record.id for h in actors)}
            named = named or (rivals & self.in_text() if rivals else rivals)
            if len(named) == 1:
                return next(iter(named))
        return None

    def _official(self, parties: Sequence[str], by_state: bool, country: str | None, trigger: Trigger) -> bool:
        """Return whether the document is an outlet of one of the parties of an event: what it tells as a fact is that party's claim.

        Its side is a party too where the `country` of the event is that of its army, or one in which it fights. What the outlet has from
        somebody outside the war is no claim.
        """
        if self.outlet is None or not self.outlet.official or witnessed(self.clauses, trigger.start, trigger.end):
            return False
        side = self.outlet.side
        if not side:
            return by_state or not parties
        return side in parties or meant("army", country, self.clauses.published, self.outlet) == side or fights_in(side, country)

    def _recalled(self, trigger: Trigger, counts: Sequence[Toll]) -> bool:
        """Return whether a trigger is a definite noun whose clause brings no news of it: neither a day nor a toll."""
        counted = any(self.clauses.hard[c.at] == self.clauses.hard[trigger.start] for c in counts)
        known = not trigger.finite and definite(self.clauses, self.compiled, trigger) and not governed(self.clauses, self.compiled, trigger)
        known = known and not self.clauses.has("brings", trigger.start - 2, trigger.start)  # "the week began with the recapture of"
        return known and not counted and day_near(self.clauses, trigger) is None

    def _is_result(self, trigger: Trigger) -> bool:
        """Return whether a trigger tells what came of something told before it: "leaving", "which killed"."""
        first = self.clauses.hard.index(self.clauses.hard[trigger.start])
        return "ing" in trigger.forms or any(first <= h.start <= trigger.start for h in self.clauses.of("result"))

    def _sides(self, agents: Sequence[str], actors: Sequence[Hit], left: int, end: int) -> list[str]:
        """Return what the first agent is (`state` or `nonstate`, `air` where it fights from the air), or what words for forces say."""
        first = next((h.entry.record for h in actors if agents and h.entry.record.id == agents[0]), None)
        if first is not None:
            return ["state" if first.state else "nonstate", *(["air"] if first.air else [])]
        rebels = self.clauses.has("rebel_force", left, end)
        return ["nonstate"] if rebels or not self.clauses.has("state_force", left, end) else ["state"]

    def _unsaid(self, trigger: Trigger, status: str, silent: bool, actors: Sequence[Hit], targets: Sequence[str]) -> list[str]:
        """Return who acts where the words beside a trigger do not say it: who acted last, speaks of "its" forces, or does what it names.

        `silent` says that the words of the trigger leave no room for such a subject.
        """
        held = self.clauses.has("does", trigger.start, trigger.start + 1) and not self.clauses.has("own", trigger.start - 1, trigger.start)
        silent = silent or (self.compiled.subject_first and held)
        owner = teller(self.clauses, actors) if self.clauses.has("own", trigger.start - 3, trigger.start) and trigger.finite else None
        if owner and self.compiled.subject_first and owner not in targets:
            return [owner]  # "the army said that its aircraft bombed"
        if (trigger.finite or status not in ASSERTED) and not silent:
            subject = None if self._unnamed(trigger) else acting(actors, self.clauses, self.compiled, trigger.start)
            if subject and subject not in targets:
                return [subject]
        if not self.compiled.subject_first and self.clauses.has("own", trigger.start - 2, trigger.end + 2):
            speaking = teller(self.clauses, actors)
            if speaking and speaking not in targets:
                return [speaking]
        return [] if silent or trigger.finite else self._doer(trigger, actors, targets)

    def _doer(self, trigger: Trigger, actors: Sequence[Hit], targets: Sequence[str]) -> list[str]:
        """Return the subject of a verb that governs a verbal noun, where the verb comes first: «حاولت قوات … اقتحام»."""
        clauses = self.clauses
        begun = (i for i in clauses.starts("doing") if 0 < trigger.start - i <= _DOING and clauses.hard[i] == clauses.hard[trigger.start])
        first = max(begun, default=None)
        if first is None:
            return []
        near = [h for h in actors if first - _DOER <= h.start < trigger.start and clauses.hard[h.start] == clauses.hard[trigger.start]]
        subject = acting(near, clauses, self.compiled, trigger.start)
        return [subject] if subject and subject not in targets else []

    def _claimant(self, trigger: Trigger, actors: Sequence[Hit]) -> str | None:
        """Return the party whose word a trigger is, be it that it goes on speaking; "" for an unnamed force, None for nobody's."""
        party = claimant(self.clauses, actors, trigger.start, trigger.end)
        if party is None and goes_on(self.clauses) and not witnessed(self.clauses, trigger.start, trigger.end):
            return self.told_by
        return party

    def _dated(self, trigger: Trigger) -> bool:
        """Return whether a day stands in the clause of a trigger, and is not when a sum was told: "the toll rose to 27 last night"."""
        summed = trigger.rule.generic > 1 and self.clauses.has("total", trigger.start - _SUM, trigger.end)
        return not summed and day_near(self.clauses, trigger) is not None

    def at_war(self, but: Trigger | None = None) -> bool:
        """Return whether the stretch speaks of a war: an armed party, its forces, what they use.

        Of trigger `but` only words count that are of war alone.
        """
        size = len(self.clauses.tokens)
        if but is not None and self.clauses.has("arms", but.start, but.end):
            return True
        skipped = but.start if but is not None and but.end - but.start == 1 else -1

        def has(*names: str) -> bool:
            return any(i != skipped and i not in self._figures and i < size for i in self.clauses.starts(*names))

        if any(m.resolution.place is not None and m.resolution.place.kind in _OF_WAR for m in self.mentions):
            return True
        parties = [h.entry.record for h in self.clauses.of("actor") if h.entry.record.party]
        return has("war") or any(not p.nation for p in parties) or (bool(parties) and has("troops", "military"))

    def _armed(self) -> bool:
        """Return whether the stretch speaks of armed people or their weapons, not only of a blast or a fight."""
        return bool(self.clauses.starts("arms", "rebel_force", "military") - self._figures)

    def _unnamed(self, trigger: Trigger) -> bool:
        """Return whether somebody without a party's name ("gunmen", "local fighters") stands where the subject of a verb does."""
        first, last = (trigger.start - 2, trigger.start) if self.compiled.subject_first else (trigger.end, trigger.end + 2)
        if self.clauses.has("own", first - 2, last):
            return False  # "its troops" are those of whoever was named
        if self.compiled.subject_first and any(first <= h.end <= last for h in self.clauses.of("actor")):
            return False  # "Islamic State fighters who captured"
        return self.clauses.has("rebel_force", first, last) or self.clauses.has("state_force", first, last)

    def _span(self, trigger: Trigger, placed: Sequence[tuple[str, PlacedMention]]) -> tuple[int, int]:
        """Return the offsets of the trigger's clause, wide enough to hold its places."""
        soft, tokens = self.clauses.soft, self.clauses.tokens
        number = soft[trigger.start]
        first = min([bisect_left(soft, number), trigger.start, *(m.start for _, m in placed)])
        last = max([bisect_right(soft, number) - 1, trigger.end - 1, *(m.end - 1 for _, m in placed)])
        return tokens[first].start, tokens[last].end


def is_group(hit: Hit) -> bool:
    """Return whether a party is an armed group: what "the group" and "the movement" can mean."""
    rule = hit.entry.record
    return rule.party and not (rule.nation or rule.state or rule.common)


def _long_past(when: When | None, published: date | None) -> bool:
    return when is not None and published is not None and (published - when.end).days > _RECENT


def _count(counts: Sequence[Toll], who: str) -> Casualties | None:
    mine = [c for c in counts if c.who == who]
    return reduce(added, (c.count for c in mine[:1] + [c for c in mine[1:] if not c.again]), None)
