"""Where something happened that the words of its own clause do not place: what the text before and around it leaves to go by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from geo.events.clauses import Clauses
from geo.events.memory import PlacedMention
from geo.events.rules import EventRules
from geo.events.telling import definite, supported
from geo.events.triggers import Trigger

__all__ = ["Whereabouts"]

_TAKES_PLACE = frozenset({"control", "advance", "withdrawal", "strike", "shelling"})
"""Types whose verbs have a place as their object: a name right behind one, that was not recognised, is where it was."""
_USUAL = ("at", "near", "to", "object", "of", "from")
"""Roles of the place of something else that a sentence tells, where what has none of its own may have happened too."""
_LISTED = 2
"""Places of the shortest list."""
_BEFORE = 2
"""Words between a place and the clause that tells what happened there, at most."""
_NAMING = 4
"""Words between a verb and the name of the place that is its object, at most."""
_SITE_NAME = 4
"""Words of the name of a building or street, at most, its kind at the end."""
_CLAUSE = 14
"""Words after a trigger among which a place of its own may be named."""


@dataclass
class Whereabouts:
    """The places of one analysed stretch; `scene` are those of the last event before it."""

    clauses: Clauses
    compiled: EventRules
    mentions: Sequence[PlacedMention]
    scene: Sequence[tuple[str, PlacedMention]]

    def pronoun(self, trigger: Trigger) -> list[tuple[str, PlacedMention]]:
        """Return the place that a pronoun written onto a trigger means: «اقتحامها», «قصفوها» after the name of a town or base."""
        if not any(self.clauses.words(i, "held") for i in range(trigger.start, trigger.end)):
            return []
        usual = ("at", "near", "to", "object", "topic")
        before = [m for m in self.mentions if m.end <= trigger.start and m.role in usual and not (m.origin or m.aside or m.country)]
        return [("from" if trigger.type == "withdrawal" else "at", before[-1])] if before else []

    def earlier(self, trigger: Trigger) -> list[tuple[str, PlacedMention]]:
        """Return the place that a relative clause is about, or the last one before at which something could have happened."""
        hard = self.clauses.hard
        before = [m for m in self.mentions if m.end <= trigger.start]
        if before and hard[before[-1].start] == hard[trigger.start] - 1 and 0 < hard.index(hard[trigger.start]) - before[-1].end + 1 <= 4:
            return [("at", before[-1])]
        usual = ("at", "near", "to", "object")
        likely = [m for m in before if m.role in usual and not (m.origin or m.aside or m.country or self.is_label(m))]
        return [("at", likely[-1])] if likely else []

    def later(self, trigger: Trigger) -> list[tuple[str, PlacedMention]]:
        """Return the place of what a verb without one happened after, with or during: "took the road after rebels left X"."""
        weak = "place" in trigger.rule.needs  # a place of something else is no evidence for words that need one
        if weak or not trigger.finite or trigger.rule.generic > 1 or self.elsewhere(trigger):
            return []
        after = [m for m in self.mentions if m.start >= trigger.end and not (m.origin or m.aside or m.country)]
        where = {m.resolution.toponym.text for m in after}
        return [("at", after[0])] if len(where) == 1 and after[0].role in _USUAL else []

    def other_end(self, trigger: Trigger, placed: Sequence[tuple[str, PlacedMention]]) -> list[tuple[str, PlacedMention]]:
        """Return the end of a march that is not told beside the other one: where the text is.

        Who falls back to a place leaves the one where the event before it was, and who comes from one arrives there.
        """
        roles = {role for role, _ in placed}
        told, other = ("to", "from") if trigger.type == "withdrawal" else ("from", "to")
        if trigger.type not in ("withdrawal", "movement") or roles != {told} or self.elsewhere(trigger):
            return []
        ends = {m.resolution.toponym.text for _, m in placed}
        before = [*self.earlier(trigger), *((r, m) for r, m in self.scene if r != "from")]
        return [(other, m) for _, m in before[:1] if m.resolution.toponym.text not in ends]

    def is_label(self, mention: PlacedMention) -> bool:
        """Return whether a place only heads what is told of it: "Idlib province: …"."""
        after = (t.gap for t in self.clauses.tokens[mention.end : mention.end + 2])
        return mention.start == 0 and any(":" in gap for gap in after)

    def is_scene(self, trigger: Trigger, placed: Sequence[tuple[str, PlacedMention]]) -> bool:
        """Return whether a clause that begins with "where" tells what happened at the place right before it."""
        first = self.clauses.hard.index(self.clauses.hard[trigger.start])
        return self.clauses.has("where", first, first + 1) and any(first - _BEFORE <= m.end <= first for _, m in placed)

    def last(self, trigger: Trigger) -> list[tuple[str, PlacedMention]]:
        """Return where the last event was, for something that is told without a place of its own."""
        hit = trigger.rule.strong and self._at_building(trigger) and supported(self.clauses, self.compiled, trigger)
        told = trigger.finite or definite(self.clauses, self.compiled, trigger) or hit
        if not told or trigger.rule.generic > 1 or self.elsewhere(trigger):
            return []
        scene = [("at" if role == "to" else role, m) for role, m in self.scene if role != "from" or len(self.scene) == 1]
        return scene if len(scene) < _LISTED or trigger.finite else []  # one of several places, and none says which

    @cached_property
    def _known(self) -> frozenset[int]:
        """The tokens of places, parties, days and what stands for a place."""
        hits = (*self.clauses.of("actor"), *self.clauses.of("anaphor"))
        spans = [
            *((m.start, m.end) for m in self.mentions),
            *((h.start, h.end) for h in hits),
            *((start, end) for start, end, _ in self.clauses.dates),
        ]
        return frozenset(i for start, end in spans for i in range(start, end))

    def elsewhere(self, trigger: Trigger) -> bool:
        """Return whether a clause names a place of its own that was not recognised: then nothing is known of where it was.

        A hospital, market or street by name is in the town that the text speaks of.
        """
        tokens, roles = self.clauses.tokens, self.compiled.roles
        known = self._known
        own = self.clauses.own(trigger.start, trigger.end, not trigger.finite)
        at = trigger.end
        if trigger.finite and trigger.type in _TAKES_PLACE and at < len(tokens) and at not in known and tokens[at].text[0].isupper():
            return True
        for i in range(trigger.end, min(trigger.end + _CLAUSE, len(tokens))):
            if i in known or self.clauses.hard[i] not in own or self._in_town(i):
                continue
            if any(not h.aside.endswith(self.compiled.peel.article or "-") for h in self.clauses.words(i, "site")):
                return True
            if trigger.type == "abduction" and self.clauses.has("into", max(i - 2, 0), i):
                continue
            if tokens[i].text[0].isupper() and any(f in roles for t in tokens[max(i - 2, trigger.end - 1) : i] for f in t.forms):
                return True
        return False

    def _at_building(self, trigger: Trigger) -> bool:
        """Return whether the clause of a trigger names a building or street, or another thing of its kind."""
        number = self.clauses.hard[trigger.start]
        return any(self.clauses.hard[i] == number for i in self.clauses.starts("downtown"))

    def _in_town(self, i: int) -> bool:
        """Return whether a token belongs to the name of something that stands within a town."""
        if not self.compiled.subject_first:
            return self.clauses.has("downtown", i, i + 1)
        behind = range(i, min(i + _SITE_NAME, len(self.clauses.tokens)))
        return any(self.clauses.soft[n] == self.clauses.soft[i] and self.clauses.has("downtown", n, n + 1) for n in behind)

    def beside(self, trigger: Trigger, placed: Sequence[tuple[str, PlacedMention]]) -> bool:
        """Return whether a place of its own stands right after a trigger, words such as "the town of" between, or right before it."""
        naming = self.clauses.starts("locus", "definite", "province", "site")
        for _, m in placed:
            if 0 <= m.start - trigger.end <= _NAMING and all(i in naming for i in range(trigger.end, m.start)):
                return True
            if 0 <= trigger.start - m.end <= 2:
                return True
        return False
