"""The events of a document: every stretch of text is analysed, its triggers become drafts, and drafts that tell of one event join."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from geo.errors import LanguageError
from geo.events.belief import stands, tells_again, tells_of
from geo.events.clauses import Clauses, analyse, glance, mentions_in, pieces, recalled, standing
from geo.events.days import is_of_next
from geo.events.draft import HARMLESS, VIOLENT, Draft, absorb, aim, finished, fought, merge_within, repel, settle
from geo.events.frames import framed
from geo.events.lexicon import Glimpse, longest
from geo.events.memory import CAPITAL, Memory, remember
from geo.events.parties import meant, outlet_of
from geo.events.places import placed_mentions
from geo.events.rules import COMMON, HARM, EventRules, compile_rules
from geo.events.stretch import Said, Stretch, is_group
from geo.events.tokens import tokenise, with_gaps
from geo.events.ucdp import characters
from geo.languages import Rules
from geo.model import Citation, Document, Event, Resolution
from geo.text import Sentence, Word
from geo.text import words as words_of

__all__ = ["find_events"]

_WHOLE = 220
"""A sentence up to this many characters is cited whole; of a longer one, the clause."""
_QUESTION = ("?", "\u061f")
"""Marks that end a question, which asserts nothing."""
_BACK = 3
"""Sentences in which "the attack" finds the attack that it speaks of."""
_SCENE = 2
"""Sentences over which the place of the last event is still where things happen."""


def find_events(
    document: Document, language: str, rules: Rules, sentences: Sequence[Sentence], resolutions: Sequence[Resolution]
) -> list[Event]:
    """Return the events that a document tells of, in the order of the text, each cited.

    Parameters
    ----------
    language
        Language of the text, an ISO 639-1 code.
    rules
        Rules of that language.
    sentences, resolutions
        Sentences of the text and the places found in it, both in order.

    Raises
    ------
    LanguageError
        When the event rules of the language are missing or malformed, or `rules` are those of another language.
    """
    if rules.code != language:
        raise LanguageError(f"{document.id}: the rules given are for {rules.code!r}, the text is in {language!r}.")
    pages = _Pages(document, rules, rules.derived(compile_rules), sorted(resolutions, key=lambda r: r.toponym.start))
    for number, sentence in enumerate(sentences):
        pages.read(sentence, number)
    character = rules.derived(characters)
    names = [(r.toponym.start, r.toponym.end) for r in pages.resolutions if r.toponym.role == "place"]
    told = framed(pages.drafts, document.text, sentences, names, pages.compiled, document.published)
    return [finished(d, document.id, character) for d in told]


def _capitals(rules: Rules) -> frozenset[str]:
    """Return the folded names of capitals, where a word of the language stands for one."""
    asked = any(CAPITAL in record["kinds"] for record in rules.table("anaphora")["anaphor"])
    return rules.folded("metonyms", "capitals") if asked else frozenset()


@dataclass
class _Pages:
    """A document while it is read: its places so far and the events so far."""

    document: Document
    rules: Rules
    compiled: EventRules
    resolutions: Sequence[Resolution]
    memory: Memory = field(default_factory=Memory)
    drafts: list[Draft] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.memory.capitals = self.rules.derived(_capitals)
        self._scene_at = 0
        self._said = Said()
        self._everybody: frozenset[str] | None = None
        self._warlike = False
        self._day: date | None = None
        self._era: date | None = None
        self._told: dict[tuple[str, frozenset[tuple[str, str]]], Draft] = {}
        self._country: str | None = None
        self._uncounted: Draft | None = None
        self._speaker: str | None = None
        self.outlet = outlet_of(self.document)
        self._starts = [r.toponym.start for r in self.resolutions]

    def read(self, sentence: Sentence, number: int) -> None:
        for words in pieces(sentence):
            first, last = bisect_left(self._starts, words[0].start), bisect_left(self._starts, words[-1].end)
            inside = self.resolutions[first:last]
            seen, telling = glance(words, self.compiled)
            if not telling:
                self._speaker = None
                self._remember(words, seen, inside)
                continue
            tokens = with_gaps(self.document.text, words, seen)
            said = self.document.published, (self._day, self._era)
            clauses = analyse(self.document.text, words, tokens, self.rules, self.compiled, inside, *said)
            asked = self.document.text[sentence.start : sentence.end].endswith(_QUESTION)
            mentions = placed_mentions(clauses, self.compiled, self.memory)
            scene = self.memory.scene if number - self._scene_at <= _SCENE else ()
            known = self._said, self._theatre(), self.outlet, self._warlike, self._speaker, self._named_anywhere
            stretch = Stretch(clauses, self.compiled, mentions, number, asked, scene, *known)
            self._date_again(clauses, number)
            self._add(list(stretch.drafts()), sentence)
            self._speaker = stretch.speaker()
            self._warlike = self._warlike or stretch.at_war()
            named = [d for d in clauses.dates if not is_of_next(clauses, d)]
            self._day = next((w.end for _, _, w in reversed(named) if w.precision == "day"), self._day)
            self._era = named[-1][2].end if named else self._era
            self._name(clauses)

    def _named_anywhere(self) -> frozenset[str]:
        """Return the parties that the text names, the names that several armies share as what they mean where the text plays."""
        if self._everybody is None:
            tokens = tokenise(self.document.text, words_of(self.document.text), self.compiled.peel)
            ids = {h.entry.record.id for h in longest(self.compiled.lexicon.scan(tokens, "actor"))}
            told = (
                meant(i.removeprefix(COMMON), self._theatre(), self.document.published, self.outlet) for i in ids if i.startswith(COMMON)
            )
            self._everybody = frozenset({i for i in ids if not i.startswith(COMMON)}.union(p for p in told if p))
        return self._everybody

    def _name(self, clauses: Clauses) -> None:
        """Keep the parties that a stretch named, and who acted in the attack that it told last."""
        hits = clauses.of("actor")
        group = next((h.entry.record.id for h in reversed(hits) if is_group(h)), self._said.group)
        parties = self._said.parties.union(h.entry.record.id for h in hits if not h.entry.record.common)
        attacker = next((d.actors[0] for d in reversed(self.drafts) if d.type in VIOLENT and d.asserted and d.actors), None)
        self._said = Said(parties, group, attacker)

    def _remember(self, words: Sequence[Word], seen: Sequence[Glimpse], inside: Sequence[Resolution]) -> None:
        """Remember the places that a stretch without events names or stands for."""
        places = recalled(words, seen, self.compiled, inside) if standing(seen) else None
        if places is not None:
            deque(remember(places, self.memory), maxlen=0)
        else:
            for mention in mentions_in(words, inside):
                self.memory.add(mention.resolution)

    def _theatre(self) -> str | None:
        """Return the country that most of the document's places lie in, for what is told without a place."""
        if self._country is None:
            named = Counter(r.place.country for r in self.resolutions if r.place and r.place.country and r.toponym.role == "place")
            self._country = named.most_common(1)[0][0] if named else ""
        return self._country or self.document.country

    def _add(self, found: list[Draft], sentence: Sentence) -> None:
        for draft in settle(merge_within(fought(repel(absorb(aim(found)))))):
            if sentence.end - sentence.start <= _WHOLE:
                draft.start, draft.end = sentence.start, sentence.end
            earlier = self._spoken_of(draft)
            if earlier is not None:
                earlier.take(draft)
                earlier.more.append(Citation(draft.start, draft.end))
            elif stands(draft):
                self._of_attack(draft)
                self._count_in(draft)
                self.drafts.append(draft)
                if draft.asserted and draft.places:
                    self._told[draft.type, draft.spots()] = draft
                if any(m.resolution.toponym.start >= sentence.start for _, m in draft.scene):
                    self.memory.scene, self._scene_at = draft.scene, draft.sentence
                    self.memory.left = draft.type == "withdrawal"
            elif draft.asserted and draft.trigger.rule.generic > 1 and draft.killed is not None:
                self._uncounted = draft

    def _count_in(self, draft: Draft) -> None:
        """Give a fight the count that only the sentence before it tells: "47 bodies were received. Fighting was fiercest in X"."""
        told = self._uncounted
        lone = draft.type in VIOLENT and draft.asserted and draft.killed is None and draft.trigger.rule.generic < 2
        if told is not None and lone and draft.sentence - told.sentence == 1:
            draft.killed, draft.injured, self._uncounted = told.killed, draft.injured or told.injured, None

    def _date_again(self, clauses: Clauses, number: int) -> None:
        """Give the day of a sentence such as "the attack took place on Monday" to the attack told before, where that has none."""
        for hit in clauses.of("retold"):
            days = [when for at, _, when in clauses.dates if clauses.hard[at] == clauses.hard[hit.start]]
            near = (d for d in reversed(self.drafts) if d.type in VIOLENT and d.asserted and 0 < number - d.sentence <= _BACK)
            told = next(near, None)
            if days and told is not None and told.when is None:
                told.when = days[0]

    def _of_attack(self, draft: Draft) -> None:
        """Give people who are counted without a day or a doer of their own those of the attack that the sentences before tell."""
        if draft.trigger.rule.generic < 2 or draft.status not in ("happened", "claimed"):
            return
        near = [d for d in reversed(self.drafts) if d.type in VIOLENT and d.asserted and draft.sentence - d.sentence <= _SCENE]
        draft.when = draft.when or next((d.when for d in near if d.when is not None and d.when.precision == "day"), None)
        if near and near[0].type != "clash" and not (draft.actors or draft.targets or draft.dated):
            draft.actors = list(near[0].actors)

    def _spoken_of(self, draft: Draft) -> Draft | None:
        """Return the event that a definite noun without a place of its own ("the shelling") refers back to."""
        if not draft.asserted:
            return None
        if draft.own_place and draft.trigger.rule.generic > 1 and (host := self._harmed_at(draft)) is not None:
            return host
        if draft.own_place:
            again = self._told.get((draft.type, draft.spots()))
            return again if again is not None and tells_again(draft, again) else None
        group = VIOLENT if draft.type in VIOLENT else {draft.type}
        near = [d for d in reversed(self.drafts) if d.type in group and d.asserted and 0 < draft.sentence - d.sentence <= _BACK]
        near.sort(key=lambda d: d.type in HARMLESS and draft.trigger.rule.generic > 1)
        return next((d for d in near if tells_of(draft, d)), None)

    def _harmed_at(self, draft: Draft) -> Draft | None:
        """Return the attack told just before at the place where people came to harm: what is counted there came of it.

        A count alone is of the attack before wherever it was made: "13 bodies reached the hospital of X".
        """
        names = {p.id or p.name for p in draft.places}
        near = (d for d in reversed(self.drafts) if d.type in VIOLENT and d.asserted and d.killed is None and d.own_place)
        alone = draft.trigger.rule is HARM
        return next((d for d in near if tells_of(draft, d) and (alone or not names.isdisjoint(p.id or p.name for p in d.places))), None)
