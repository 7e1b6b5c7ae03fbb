"""The event rules of one language, compiled: what stands in its TOML files, as one lexicon and a few small tables.

The format of the files is described in docs/events.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from geo.errors import LanguageError
from geo.events.inflection import inflected
from geo.events.lexicon import Entry, Glimpse, Lexicon, glimpse
from geo.events.sides import Sides, sides_of
from geo.events.tokens import Peel, peel_of
from geo.languages import Rules
from geo.memo import Memo, Ration
from geo.model import EVENT_TYPES, STATUSES
from geo.names import fold

__all__ = ["HARM", "ActorRule", "CueRule", "EventRules", "FrameRule", "TollRule", "TriggerRule", "compile_rules"]

_WORDS = Ration(25_000)
_BY_NUMBER: Mapping[str, Mapping[str, str]] = {
    "sound": {"person": "many", "one": "one", "two": "two", "kin": "owned", "kin_two": "owned_two"},
    "broken": {"person": "many", "one": "one", "two": "two_any", "kin": "owned", "kin_two": "owned_two"},
}
"""The classes that words for people fill by their number, with the entries of `inflect` that make them, by how they make their plural."""
_REACHES = ("text", "lead", "on", "label", "back")
_SPARES = frozenset({"fresh", "toll", "party", "armed", "before"})
VOID = "void"
"""Status of a mention that is no event at all."""
CREDIT = 3
"""Level of words that only say who was behind an attack that the text has told."""
COMMON = "?"
"""What the ids of common names begin with, so that none is taken for a party's."""


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """A group of trigger words; see the table of fields in docs/events.md."""

    type: str
    acled: str | None
    weight: float
    generic: int
    needs: frozenset[str]
    strong: bool
    refine: bool
    passive: bool
    both: bool
    strict: bool
    own_subject: bool
    agent_after: bool
    roles: Mapping[str, str]


HARM = TriggerRule("violence", "Attack", 0.65, 2, frozenset({"war", "own_place"}), False, True, True, False, False, False, False, {})
"""What a count of people who came to harm tells by itself: it belongs to an attack told before, or happened at its own place."""


@dataclass(frozen=True, slots=True)
class RefineRule:
    """Words in the clause that make an event of one type another, or name its ACLED sub-event."""

    words: str
    types: frozenset[str]
    type: str | None
    acled: str | None
    place: frozenset[str]
    side: str | None
    unreal: bool
    unless: str | None
    aimed: bool
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class CueRule:
    """Words that change the status of triggers in their reach."""

    status: str
    after: int
    before: int
    forms: frozenset[str]
    types: frozenset[str]
    across: bool
    unless_said: bool
    undated: bool
    rules_out: frozenset[str]
    unless_fresh: bool
    whole: bool
    aside: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class ActorRule:
    """A party by its canonical id: whether it speaks for a side in the war, and whether it is a state.

    A `common` name ("the army") has no id of its own: it is the name of an entry of `parties.toml`.
    """

    id: str
    party: bool
    state: bool
    nation: bool
    common: bool = False
    air: bool = False


@dataclass(frozen=True, slots=True)
class AnaphorRule:
    """What a word that stands for a place can mean: kinds of places, and those that are looked for in the whole text before others.

    `pair` says that it stands for two of them.
    """

    kinds: tuple[str, ...]
    first: tuple[str, ...]
    pair: bool = False


@dataclass(frozen=True, slots=True)
class TollRule:
    """A pattern of casualties: who (`killed`, `injured` or `both`), the count where the words say it, how many `more` are meant."""

    who: str
    count: int | None
    more: int


@dataclass(frozen=True, slots=True)
class FrameRule:
    """What a passage may be about; see the table of fields in docs/events.md."""

    status: str
    reach: str
    spares: frozenset[str]
    types: frozenset[str]
    enough: int


@dataclass(frozen=True, slots=True)
class EventRules:
    """Everything the engine asks of a language; `words` remembers how written words look at a glance."""

    code: str
    peel: Peel
    lexicon: Lexicon
    frames: Lexicon
    subject_first: bool
    refine: tuple[RefineRule, ...]
    roles: Mapping[str, str]
    attached_roles: Mapping[str, str]
    actor_roles: Mapping[str, str]
    attached_actor_roles: Mapping[str, str]
    numbers: Mapping[str, int]
    vague: Mapping[str, int]
    sides: Sides
    words: Memo[Glimpse]


def compile_rules(rules: Rules) -> EventRules:
    """Return the compiled event rules of a language; call through `rules.derived(compile_rules)` to do it once.

    Raises
    ------
    LanguageError
        When a file is missing, names a type or status that does not exist, or holds a bad pattern.
    """
    morphology = rules.table("morphology")
    classes = _classes(rules.table("classes"), rules.table("casualties"), morphology)
    lexicon = Lexicon(classes)
    for name, keys in classes.items():
        for key in keys:
            several = " " in key
            lexicon.add(key if several or key.isalpha() else f"={key}", Entry("class", "", name), None if several else [key])
    for fill in (_triggers, _cues, _says, _actors, _tolls, _plain):
        for pattern, entry, first in fill(rules, morphology):
            lexicon.add(pattern, entry, first)
    places, tolls = rules.table("prepositions"), rules.table("casualties")
    peel = peel_of(morphology)
    return EventRules(
        code=rules.code,
        peel=peel,
        lexicon=lexicon,
        frames=_framing(rules, classes),
        subject_first=morphology.get("word_order") == "subject-verb",
        refine=tuple(_refine(rules.table("triggers").get("refine", ()))),
        roles=_by_word(places["place"], peel_of(morphology).conjunctions),
        attached_roles=_by_word(places.get("place_attached", {})),
        actor_roles=_by_word(places["actor"], peel_of(morphology).conjunctions),
        attached_actor_roles=_by_word(places.get("actor_attached", {})),
        numbers={fold(w): int(n) for n, ws in tolls["numbers"].items() for w in ws},
        vague={fold(w): int(n) for n, ws in tolls["vague"].items() for w in ws},
        sides=sides_of(rules),
        words=Memo(partial(glimpse, lexicon=lexicon, peel=peel), _WORDS),
    )


def _framing(rules: Rules, classes: Mapping[str, frozenset[str]]) -> Lexicon:
    """Return the patterns of frames, apart from the others: they are looked for in whole texts, and only where these tell facts."""
    lexicon, table = Lexicon(classes), rules.table("frames")
    for pattern in table.get("breaks", ()):
        lexicon.add(pattern, Entry("break", "", None))
    for record in table.get("frame", ()):
        status, reach, spares = record.get("status"), record.get("reach"), frozenset(record.get("spares", ()))
        if status not in (*STATUSES, VOID) or reach not in _REACHES or not spares <= _SPARES:
            raise LanguageError(f"{rules.code}/frames.toml: a frame has a status, a reach of {', '.join(_REACHES)}, and spares known.")
        rule = FrameRule(status, reach, spares, frozenset(record.get("types", ())), int(record.get("enough", 1)))
        for pattern in record["patterns"]:
            lexicon.add(pattern, Entry("frame", "", rule))
    return lexicon


Filled = Iterator[tuple[str, Entry, list[str] | None]]


def _by_word(table: Mapping[str, list[str]], joined: Iterable[str] = ("",)) -> dict[str, str]:
    """Return roles by word, and by word with each of the letters `joined` before it: short words are not taken apart in a text."""
    return {j + fold(word): role for role, words in table.items() for word in words for j in ("", *joined)}


def _classes(table: Mapping[str, Any], casualties: Mapping[str, Any], morphology: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    found = {name: frozenset(key for word in words for key in _spelled(word, morphology)) for name, words in table.items()}
    for of, people in casualties.get("people", {}).items():
        for name, how in _BY_NUMBER[of].items():
            found[name] = found.get(name, frozenset()).union(key for w in people for _, key in inflected(w, how, morphology))
    numbers = [w for part in ("numbers", "vague") for ws in casualties[part].values() for w in ws]
    found["number"] = frozenset(fold(w) for w in numbers)
    return found


def _spelled(word: str, morphology: Mapping[str, Any]) -> Iterator[str]:
    """Yield the spellings of a word of a class; one written with `=` before it has only that one."""
    if word.startswith("="):
        yield fold(word[1:])
        return
    for _, key in inflected(word, "noun", morphology):
        yield key


def _forms(
    record: Mapping[str, Any], morphology: Mapping[str, Any], plain: Mapping[str, str]
) -> Iterator[tuple[str, str, list[str] | None]]:
    """Yield `(form, pattern, spellings of the first word)` for the verbs, nouns and uninflected patterns of a record."""
    for of in ("verb", "noun"):
        for pattern in record.get(f"{of}s", ()):
            word, _, rest = (_headed(pattern, morphology) if of == "noun" else pattern).partition(" ")
            rest = _agreeing(rest, morphology) if of == "noun" else rest
            by_form: dict[str, list[str]] = {}
            for form, spelling in (pair for choice in word.split("|") for pair in _inflected(choice, of, morphology)):
                by_form.setdefault(form, []).append(spelling)
            for form, spellings in by_form.items():
                yield form, f"- {rest}".strip(), [spelling for spelling in spellings if " " not in spelling]
                yield from ((form, f"{spelling} {rest}".strip(), None) for spelling in spellings if " " in spelling)
    for field, form in plain.items():
        for pattern in record.get(field, ()):
            yield form, pattern, None


def _inflected(word: str, of: str, morphology: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield `(form, spelling)` for the forms of a word; one written with `=` before it has only that one."""
    if word.startswith("="):
        yield ("noun" if of == "noun" else "base"), fold(word[1:])
        return
    yield from inflected(word, of, morphology)


def _agreeing(rest: str, morphology: Mapping[str, Any]) -> str:
    """Return the words behind a noun with the endings that they take with it: «هجوم بري», «هجوما بريا»."""
    endings = morphology.get("agreement", ())
    if not endings:
        return rest
    only = re.compile(morphology["agrees"])

    def widened(word: str) -> str:
        choices = word.split("|")
        more = [f"{c}{e}" for c in choices if only.fullmatch(c) for e in endings]
        return "|".join([*choices, *(m for m in more if m not in choices)])

    return " ".join(w if w.startswith(("=", "<", ".", "#")) or w.endswith("?") else widened(w) for w in rest.split())


def _headed(pattern: str, morphology: Mapping[str, Any]) -> str:
    """Return a pattern of nouns with the forms of its head, where the language puts that last ("air strikes against")."""
    tails = morphology.get("noun_tails")
    words = pattern.split()
    at = len(words) - 1
    while tails and at > 0 and all(choice in tails for choice in words[at].split("|")):
        at -= 1
    choices = words[at].split("|")
    if not tails or at < 1 or not all(choice.replace("-", "").isalpha() for choice in choices):
        return pattern
    words[at] = "|".join(dict.fromkeys(spelling for choice in choices for _, spelling in inflected(choice, "noun", morphology)))
    return " ".join(words)


def _triggers(rules: Rules, morphology: Mapping[str, Any]) -> Filled:
    plain = {"phrases": "noun", "states": "state", "pasts": "past", "futures": "future"}
    for record in rules.table("triggers")["trigger"]:
        rule = _trigger(record, rules.code)
        for form, pattern, first in _forms(record, morphology, plain):
            yield pattern, Entry("trigger", form, rule), first


def _trigger(record: Mapping[str, Any], code: str) -> TriggerRule:
    if record.get("type") not in EVENT_TYPES:
        raise LanguageError(f"{code}/triggers.toml: {record.get('type')!r} is not one of the event types {', '.join(EVENT_TYPES)}.")
    return TriggerRule(
        type=record["type"],
        acled=record.get("acled"),
        weight=float(record.get("weight", 0.8)),
        generic=int(record.get("generic", 0)),
        needs=frozenset(record.get("needs", ())),
        strong=bool(record.get("strong", False)),
        refine=bool(record.get("refine", False)),
        passive=bool(record.get("passive", False)),
        both=bool(record.get("both", False)),
        strict=bool(record.get("strict", False)),
        own_subject=bool(record.get("own_subject", False)),
        agent_after=bool(record.get("agent_after", False)),
        roles=record.get("roles", {}),
    )


def _refine(records: Any) -> Iterator[RefineRule]:
    for record in records:
        types, place = frozenset(record.get("types", ())), frozenset(record.get("place", ()))
        kept = record.get("type"), record.get("acled"), place, record.get("side"), bool(record.get("unreal", False)), record.get("unless")
        yield RefineRule(record["words"], types, *kept, bool(record.get("aimed", False)), record.get("inside"))


def _cues(rules: Rules, _: Mapping[str, Any]) -> Filled:
    for record in rules.table("modality")["cue"]:
        if record.get("status") not in (*STATUSES, VOID):
            raise LanguageError(f"{rules.code}/modality.toml: {record.get('status')!r} is no status.")
        rule = CueRule(
            status=record["status"],
            after=int(record.get("after", 0)),
            before=int(record.get("before", 0)),
            forms=frozenset(record.get("forms", ())),
            types=frozenset(record.get("types", ())),
            across=bool(record.get("across", False)),
            unless_said=bool(record.get("unless_said", False)),
            undated=bool(record.get("undated", False)),
            rules_out=frozenset(record.get("rules_out", ())),
            unless_fresh=bool(record.get("unless_fresh", False)),
            whole=bool(record.get("whole", False)),
            aside=frozenset(fold(a) for a in record["aside"]) if "aside" in record else None,
        )
        for pattern in record["patterns"]:
            yield pattern, Entry("cue", "", rule), None


def _says(rules: Rules, morphology: Mapping[str, Any]) -> Filled:
    for form, pattern, first in _forms(rules.table("modality")["say"], morphology, {"phrases": "source", "pasts": "past"}):
        yield pattern, Entry("say", form, None), first


def _actors(rules: Rules, _: Mapping[str, Any]) -> Filled:
    table = rules.table("actors")
    for record in table["actor"]:
        rule = ActorRule(
            record["id"], bool(record.get("party", True)), bool(record.get("state", False)), False, air=bool(record.get("air"))
        )
        for pattern in record["names"]:
            yield pattern, Entry("actor", "name", rule), None
    for record in table.get("common", ()):
        rule = ActorRule(
            COMMON + record["id"], bool(record.get("party", True)), bool(record.get("state")), False, True, bool(record.get("air"))
        )
        for pattern in record["names"]:
            yield pattern, Entry("actor", "common", rule), None
    for record in table["nation"]:
        rule = ActorRule(record["id"], bool(record.get("party", False)), True, True, air=bool(record.get("air")))
        for form in ("names", "adjectives", "leaders"):
            for pattern in record.get(form, ()):
                yield pattern, Entry("actor", form, rule), None


def _tolls(rules: Rules, morphology: Mapping[str, Any]) -> Filled:
    for record in rules.table("casualties")["toll"]:
        rule = TollRule(record["who"], record.get("count"), int(record.get("more", 0)))
        for form, pattern, first in _forms(record, morphology, {"patterns": ""}):
            yield pattern, Entry("toll", form, rule), first


def _plain(rules: Rules, morphology: Mapping[str, Any]) -> Filled:
    for kind, name, key in (
        ("boundary", "clauses", "boundaries"),
        ("support", "modality", "support"),
        ("support_near", "modality", "support_near"),
        ("exception", "exceptions", "phrases"),
        ("foreign", "exceptions", "subjects"),
        ("mishap", "exceptions", "mishaps"),
        ("least", "casualties", "at_least"),
        ("most", "casualties", "at_most"),
        ("between", "casualties", "between"),
        ("passive", "clauses", "passive"),
        ("backing", "clauses", "backing"),
        ("result", "clauses", "results"),
        ("retold", "clauses", "retold"),
    ):
        for form, pattern, first in _forms({"phrases": rules.table(name).get(key, ())}, morphology, {"phrases": "noun"}):
            yield pattern, Entry(kind, form, None), first
    for form, pattern, first in _forms(rules.table("clauses").get("stance", {}), morphology, {}):
        yield pattern, Entry("stance", form, None), first
    for record in rules.table("anaphora")["anaphor"]:
        for pattern in record["patterns"]:
            meant = AnaphorRule(tuple(record["kinds"]), tuple(record.get("first", ())), bool(record.get("pair", False)))
            yield pattern, Entry("anaphor", record.get("role", ""), meant), None
