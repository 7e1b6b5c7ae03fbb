"""UCDP's type of violence: who fights whom (UCDP Georeferenced Event Dataset codebook 23.1, "type_of_violence").

1 is state-based: armed force between two organised parties of which one at least is a government. 2 is non-state: between two
organised groups neither of which is one. 3 is one-sided: a government or an organised group against civilians. The codebook counts
events with at least one death; here the type says who is on the two sides, and the toll is a matter of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from geo.events.clauses import Clauses
from geo.events.triggers import Trigger
from geo.languages import Rules

__all__ = ["ARMED", "STATE", "aimed_at_civilians", "characters", "type_of_violence"]

STATE, ARMED = "state", "armed"

_FORCE = frozenset({"strike", "shelling", "clash", "violence", "shootdown"})
"""Types that are the use of armed force in themselves; a place can be taken, and a line pushed, without a shot."""
_OBJECT = 4
"""Words after an attack, or before one in the passive, within which its victims stand."""


def characters(rules: Rules) -> Mapping[str, str]:
    """Return whether a party that the rules of a language know is a government or an armed group; what is neither is left out."""
    table = rules.table("actors")
    found = {a["id"]: STATE if a.get("state") else ARMED for a in table["actor"] if a.get("party", True)}
    return MappingProxyType({**found, **{n["id"]: STATE for n in table["nation"]}})


def type_of_violence(
    type_: str, actors: Iterable[str], targets: Iterable[str], character: Mapping[str, str], *, civilians: bool = False
) -> int | None:
    """Return 1, 2 or 3, or None where the event is no use of armed force or does not show both sides.

    Parameters
    ----------
    type_
        Type of the event.
    actors, targets
        Ids of the parties; those of a clash may all stand among the actors.
    character
        `STATE` or `ARMED` by id; a party that is missing here shows nothing.
    civilians
        Whether the event is aimed at civilians. A party among the targets counts before them.
    """
    if type_ not in _FORCE:
        return None
    acting, hit = ([character.get(i) for i in ids] for ids in (actors, targets))
    if civilians and acting and not hit:
        return None if None in acting else 3
    sides = [*acting, *hit]
    if type_ == "clash":
        # Both sides of a fight are organised, also one that is not named.
        return 1 if STATE in sides else 2 if len(sides) > 1 and None not in sides else None
    if not acting or not hit or None in sides:
        return None
    return 1 if STATE in sides else 2


def aimed_at_civilians(trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether the text makes civilians what an attack is directed at.

    They are the object of a word for violence; of a strike or of shelling only right beside it, for those who die of one were not
    therefore its aim.
    """
    reach = _OBJECT if trigger.type == "violence" else 2 if trigger.type in ("strike", "shelling") else 0
    after = clauses.has("civilians", trigger.start, min(trigger.end + reach, len(clauses.tokens)))
    before = trigger.passive and trigger.type == "violence" and clauses.has("civilians", trigger.start - reach, trigger.start)
    return reach > 0 and (after or before)
