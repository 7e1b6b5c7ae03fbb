"""What a passage is about where it tells no news of a war: drills, courts, memories, scenarios, films, matches, disasters, crimes, errors.

A sentence alone may read like news ("paratroopers seized the airfield"); that it is of a drill stands in another one. What frames a
passage, how far it reaches and what stands all the same is told in `frames.toml`; docs/events.md describes its fields.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from geo.events.draft import VIOLENT, Draft
from geo.events.lexicon import Hit
from geo.events.rules import VOID, EventRules, FrameRule
from geo.events.tokens import Read
from geo.text import Sentence

__all__ = ["framed"]

_LEAD = 2
"""Sentences that say what a text is about."""
_ON = 2
"""Sentences after its own over which a passing frame still holds."""
_TEXT = 12
"""Sentences over which a text is taken to keep to its matter: pages of many news hold more."""
_NEWS = 45
"""Days before publication within which a day is one of news."""
_OLD = 2
"""Years before publication from which on a year is one of the past, whatever the month."""
_YEAR = re.compile(r"(?<![\w.,-])(1[5-9]\d\d|20\d\d)(?![\w.,-]*\d)")
_OPENING = 4
"""Words at the head of a sentence among which a year dates all of it."""
_FACTS = ("happened", "claimed")


@dataclass(frozen=True, slots=True)
class _Open:
    """A frame that is open over the sentences `first` to `last`, by words at the offset `at` of sentence `sentence`."""

    rule: FrameRule
    first: int
    last: int
    sentence: int
    at: int


def framed(
    drafts: Sequence[Draft],
    text: str,
    sentences: Sequence[Sentence],
    names: Sequence[tuple[int, int]],
    rules: EventRules,
    published: date | None,
) -> list[Draft]:
    """Return the drafts with the status that the passage around them gives them, without those that are no event in it.

    `names` are the spans of the names of places, in order: what such a name says is not what a passage is about.
    Only facts change: what is planned, feared or denied stays so. A text without facts is not looked at.
    """
    if not any(_fact(d) for d in drafts):
        return list(drafts)
    scanned = [[rules.words[word.text] for word in s.words] for s in sentences]
    hits = [[h for h in rules.frames.scan(words) if not _named(h, s, names)] for s, words in zip(sentences, scanned, strict=True)]
    breaks = [n for n, found in enumerate(hits) if any(h.start == 0 and h.entry.kind == "break" for h in found)]
    kept = list(drafts)
    for frame in _opened(scanned, hits, sentences, breaks, drafts, published):
        kept = [d for d in kept if not _changed(d, frame, published)]
    _age(kept, text, sentences, published)
    _loose(kept, len(sentences), published)
    return kept


def _named(hit: Hit, sentence: Sentence, names: Sequence[tuple[int, int]]) -> bool:
    """Return whether the words of a hit are part of the name of a place: "Dollar quarter" is no matter of currencies."""
    start, end = sentence.words[hit.start].start, sentence.words[hit.end - 1].end
    at = bisect_right(names, start, key=itemgetter(0)) - 1
    return at >= 0 and names[at][0] <= start and end <= names[at][1]


def _fact(draft: Draft) -> bool:
    return draft.status in _FACTS


def _opened(
    words: Sequence[Sequence[Read]],
    hits: Sequence[Sequence[Hit]],
    sentences: Sequence[Sentence],
    breaks: Sequence[int],
    drafts: Sequence[Draft],
    published: date | None,
) -> Iterator[_Open]:
    """Yield the frames of a text in order; what the lead tells as news is not undone by a frame that opens beside or after it."""
    seen: dict[int, set[str]] = {}
    for number, found in enumerate(hits):
        for hit in found:
            if hit.entry.kind == "break":
                continue
            rule: FrameRule = hit.entry.record
            told = seen.setdefault(id(rule), set())
            told.add(words[number][hit.start].key)
            if len(told) < rule.enough or (rule.reach == "label" and (number, hit.start) != (0, 0)):
                continue
            at = sentences[number].words[hit.start].start
            frame = _bounded(rule, number, at, breaks, drafts, published)
            if frame is not None:
                yield frame


def _bounded(rule: FrameRule, number: int, at: int, breaks: Sequence[int], drafts: Sequence[Draft], published: date | None) -> _Open | None:
    """Return a frame with the sentences that it holds, or None where it does not open: news told before forbids all but a passing one."""
    wide = rule.reach not in ("on", "back")
    late = rule.reach == "lead" and number >= _LEAD
    if wide and (late or _news_before(rule, number, at, drafts, published)):
        return None
    first = number - {"text": _TEXT, "back": 1}.get(rule.reach, 0)
    last = number + (_TEXT if wide else 0 if rule.reach == "back" else _ON)
    part = bisect_right(breaks, number)
    before, after = (breaks[part - 1] if part else 0), (breaks[part] - 1 if part < len(breaks) else last)
    if "fresh" in rule.spares:
        after = min([after, *(d.sentence - 1 for d in drafts if d.sentence > number and _fact(d) and _fresh(d, published))])
    return _Open(rule, max(first, before), min(last, after), number, at)


def _news_before(rule: FrameRule, number: int, at: int, drafts: Sequence[Draft], published: date | None) -> bool:
    """Return whether the text has told something, up to where a frame would open, that the frame lets stand.

    What strikes without anybody's will, contests and crimes are not what a text is about that tells of armed sides anywhere.
    """
    frame = _Open(rule, number, number, number, at)
    spared = [d for d in drafts if _fact(d) and _spared(d, frame, published)]
    far = "party" in rule.spares
    return any(d.sentence <= number or (far and _of_these_days(d, published)) for d in spared)


def _changed(draft: Draft, frame: _Open, published: date | None) -> bool:
    """Give a fact the status of a frame that holds it, and return whether it is no event there."""
    rule = frame.rule
    told = draft.asserted if rule.status == VOID else _fact(draft)
    if not told or not frame.first <= draft.sentence <= frame.last:
        return False
    if (rule.types and draft.type not in rule.types) or _spared(draft, frame, published):
        return False
    if rule.status != VOID:
        draft.status = rule.status
    return rule.status == VOID


def _spared(draft: Draft, frame: _Open, published: date | None) -> bool:
    spares = frame.rule.spares
    return (
        ("fresh" in spares and _fresh(draft, published))
        or ("toll" in spares and draft.killed is not None)
        or ("party" in spares and bool(draft.actors) and draft.type in VIOLENT)
        or ("armed" in spares and draft.armed and draft.type in VIOLENT)
        or ("before" in spares and draft.sentence == frame.sentence and draft.at < frame.at)
    )


def _fresh(draft: Draft, published: date | None) -> bool:
    """Return whether a draft gives a day or month of its own that is news at publication, or any where the text has no date."""
    if not draft.dated or draft.when is None:
        return False
    return published is None or (published - draft.when.end).days <= _NEWS


def _of_armed_sides(draft: Draft) -> bool:
    """Return whether a draft of armed people opens a text, told with where or how many, or is of a known party at its place."""
    counted = draft.killed is not None or draft.injured is not None
    placed = bool(draft.places) and draft.trigger.finite
    return draft.armed and ((draft.sentence == 0 and (counted or placed)) or (bool(draft.actors) and placed and draft.own_place))


def _of_these_days(draft: Draft, published: date | None) -> bool:
    """Return whether a draft has a day or month of the last weeks, be it that of another clause of its sentence."""
    return draft.when is not None and published is not None and (published - draft.when.end).days <= _NEWS


def _age(drafts: Iterable[Draft], text: str, sentences: Sequence[Sentence], published: date | None) -> None:
    """Make recollections of facts without a day that stand behind a year long past, where the text has told no news before."""
    if published is None:
        return
    news = min((d.sentence for d in drafts if _fact(d) and _fresh(d, published)), default=len(sentences))
    for draft in drafts:
        if not _fact(draft) or draft.dated or draft.sentence >= news:
            continue
        own = _year_of(text, sentences[draft.sentence], published, draft.at)
        earlier = range(max(draft.sentence - _ON, 0), draft.sentence)
        if own or any(_year_of(text, sentences[n], published, None) for n in earlier):
            draft.status = "background"


def _loose(drafts: Iterable[Draft], size: int, published: date | None) -> None:
    """Make recollections of facts that nothing ties to these days: no day, toll or party, in a text that tells nothing of these days.

    A text of one or two sentences is a message of the moment, and needs no day; nor does one that opens with what armed people did,
    or says which party did it and where.
    """
    if published is None or size <= _LEAD:
        return
    told = [d for d in drafts if _fact(d)]
    if any(_of_these_days(d, published) or _of_armed_sides(d) for d in told):
        return
    for draft in told:
        tied = draft.dated or draft.killed or draft.injured or draft.actors or draft.targets
        if not tied:
            draft.status = "background"


def _year_of(text: str, sentence: Sentence, published: date, before: int | None) -> bool:
    """Return whether a year long past dates a sentence: at its head, or (with `before` None) anywhere in it and no later year."""
    end = sentence.end if before is None else min(before, sentence.words[min(_OPENING, len(sentence.words) - 1)].end)
    years = [int(m.group(1)) for m in _YEAR.finditer(text, sentence.start, max(end, sentence.start))]
    return bool(years) and max(years) <= published.year - _OLD
