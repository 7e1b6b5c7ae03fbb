"""Which day a trigger has: the one in its clause, not that of the statement about it."""

from __future__ import annotations

from geo.events.clauses import Clauses
from geo.events.lexicon import Hit
from geo.events.triggers import Trigger
from geo.model import When

__all__ = ["dated_within", "day_near", "day_of", "is_of_next", "is_to_come"]

_SPEECH = 7
"""Words between a verb of saying with its speaker behind it and the day on which it was said, at most."""


def day_of(clauses: Clauses, trigger: Trigger) -> When | None:
    """Return the day of a trigger: that of its clause, else the last one named before it, else the first of the stretch."""
    near = day_near(clauses, trigger)
    if near is not None:
        return near
    dates = _days(clauses, trigger)
    before = [d for d in dates if d[0] < trigger.start]
    return before[-1][2] if before else (dates[0][2] if dates else None)


def day_near(clauses: Clauses, trigger: Trigger) -> When | None:
    """Return the day that stands nearest to a trigger in its clause, None where there is none."""
    own = clauses.own(trigger.start, trigger.end, not trigger.finite)
    dates = _days(clauses, trigger)
    near = [d for d in dates if clauses.hard[d[0]] in own or clauses.hard[d[1] - 1] in own]
    if not near:  # "in the summer of 2014, when a battle …"
        first = clauses.hard.index(clauses.hard[trigger.start])
        near = [d for d in dates if d[1] == first and clauses.has("when", first, first + 1)]
    return min(near, key=lambda d: min(abs(d[0] - trigger.end), abs(trigger.start - d[1])), default=(0, 0, None))[2]


def dated_within(clauses: Clauses, trigger: Trigger) -> bool:
    """Return whether the clause of a trigger gives its day; one with "since" before it only begins what goes on."""
    when = day_near(clauses, trigger)
    starts = [d[0] for d in clauses.dates if d[2] == when]
    return when is not None and not any(clauses.has("since", at - 4, at + 1) for at in starts)


def is_to_come(clauses: Clauses, trigger: Trigger) -> bool:
    """Return whether the day beside a trigger lies after publication."""
    soft, published = clauses.soft, clauses.published
    days = [when for at, _, when in clauses.dates if soft[at] == soft[trigger.start]]
    return published is not None and bool(days) and all(when.start > published for when in days)


def _days(clauses: Clauses, trigger: Trigger) -> list[tuple[int, int, When]]:
    """Return the dates that can be a trigger's: not that of a statement named after it ("..., he said on Thursday")."""
    says = clauses.of("say")
    late = [s.end for s in says if s.start >= trigger.end]
    found = [d for d in clauses.dates if not any(0 <= d[0] - end <= _said_within(clauses, end, d[0]) for end in late)]
    found = [d for d in found if not is_of_next(clauses, d) or _is_next(clauses, d, trigger)]
    said = [d for d in found if any(_dates_speech(clauses, d, s, trigger) for s in says)]
    return [d for d in found if d not in said] or found


def is_of_next(clauses: Clauses, dated: tuple[int, int, When]) -> bool:
    """Return whether a date is the day of what follows it alone: "two days after the raid", «غداة»."""
    return clauses.has("forward", dated[1] - 1, dated[1])


def _is_next(clauses: Clauses, dated: tuple[int, int, When], trigger: Trigger) -> bool:
    """Return whether a trigger is the first after a date."""
    between = (h for h in clauses.of("trigger") if dated[1] <= h.start and h.end <= trigger.start)
    return dated[1] <= trigger.start and next(between, None) is None


def _said_within(clauses: Clauses, end: int, at: int) -> int:
    """Return how many words may stand between a verb of saying behind an event and its day: more where verbs come first."""
    return _SPEECH if not clauses.subject_first and clauses.soft[end - 1] == clauses.soft[at] else 2


def _dates_speech(clauses: Clauses, dated: tuple[int, int, When], say: Hit, trigger: Trigger) -> bool:
    """Return whether a day stands between a verb of saying and what is said: "said on Tuesday that ... in late January"."""
    return say.end <= dated[0] < trigger.start and clauses.has("that", dated[1], min(dated[1] + 2, trigger.start))
