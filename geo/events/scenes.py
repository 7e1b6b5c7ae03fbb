"""Where an event took place: which of the places mentioned belong to a trigger, and in what role by the event's type."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from geo.events.clauses import Clauses
from geo.events.memory import PlacedMention, is_country
from geo.events.places import NEXT
from geo.events.triggers import Trigger
from geo.model import EventPlace, PlaceRole, Precision, Resolution

__all__ = ["event_place", "places_of"]

_REACH = 25
_STRICT = 12
_OBJECT = 5
_WARD = 3
"""Words between the word for a hospital and where it is, at most, and one."""
_LIST = 7
"""Words between two places of one list, at most: "six in X and one in the village of Y"."""
_PRECISION: Mapping[str, Precision] = {
    **dict.fromkeys(("city", "town", "village", "oil_field"), "settlement"),
    **dict.fromkeys(("region", "valley", "mountain", "river", "sea", "continent"), "region"),
    "district": "district",
    "country": "country",
}
_RADIUS_KM: Mapping[str, float] = {"exact": 2.0, "settlement": 5.0, "district": 50.0, "region": 100.0, "country": 500.0}
_SIDE_KM = 10.0
"""How far off "west of X" may be, as where such words place a name that no gazetteer holds (`resolve/beside.py`)."""
_ROLES: Mapping[str, Mapping[str, str]] = {
    "movement": {"object": "to", "to": "to", "from": "from"},
    "withdrawal": {"object": "from", "to": "to", "from": "from"},
    "strike": {"from": "from", "topic": "near"},
    "shelling": {"from": "from", "topic": "near"},
    "diplomacy": {"between": "", "on": "", "of": ""},
    "ceasefire": {"between": ""},
    "clash": {"topic": "near"},
    "abduction": {"to": ""},
    "violence": {"topic": "near"},
}
_USUAL = {"route": "at", "object": "at", "to": "at", "between": "at", "on": "at", "of": "at", "from": "", "topic": ""}
"""What a role becomes by type of event; "" drops the place: "forces from X attacked Y" did not happen at X."""


def places_of(
    trigger: Trigger, mentions: Sequence[PlacedMention], clauses: Clauses, window: tuple[int, int], taken: Collection[int] = ()
) -> list[tuple[str, PlacedMention]]:
    """Return the places of a trigger as `(role, mention)`.

    Parameters
    ----------
    window
        Tokens between which places belong to this trigger: the next trigger before and after it.
    taken
        Starts of mentions that an earlier trigger has taken: they are not looked back to.
    """
    left, right = window
    reach = _STRICT if trigger.rule.strict else _REACH
    own = clauses.own(trigger.start, trigger.end, not trigger.finite)
    same = [m for m in mentions if clauses.hard[m.start] in own]
    after = [m for m in same if trigger.start <= m.start < right and m.start - trigger.end < reach]
    after = [m for m in after if not (_of_thought(m, trigger, clauses) or _opens_clause(m, trigger, clauses))]
    if trigger.rule.generic > 1:
        same = [m for m in same if not _of_care(m, trigger, clauses)]
        inside = [m for m in after if m in same]
        if after and not inside:
            return []  # who is counted at a hospital alone came to harm where the text was before
        after = inside
    after = after or _past_relatives(trigger, mentions, clauses, right, reach)
    head = next((m for m in same if left <= m.start < min(trigger.start, 4) and m.role == "at" and m.start not in taken), None)
    if trigger.rule.strict and head:
        after = [m for m in after if not clauses.has("that", trigger.end, m.start)]
    if trigger.rule.strict and head and not any(clauses.soft[m.start] == clauses.soft[trigger.start] for m in after):
        after = [head]
    chosen = _chosen(trigger, after)
    if any(role in ("at", "near", "to") for role, _ in chosen) or (chosen and trigger.type in ("movement", "withdrawal")):
        return _finest(chosen)
    given = {role for role, _ in chosen}
    before = [m for m in same if left <= m.start < trigger.start and not m.aside and m.start not in taken and _fronted(trigger, m, clauses)]
    fronted = [(role, m) for role, m in _chosen(trigger, before[::-1], fronted=True) if role not in given]
    return _finest([*chosen, *_with_list(fronted, before)])


def _opens_clause(mention: PlacedMention, trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether a place without a preposition behind a comma is the subject of what follows: "if X falls, Y will be left"."""
    bare = clauses.subject_first and mention.role == "object" and not (mention.joined or mention.headed or mention.part)
    return bare and mention.start >= trigger.end and clauses.soft[mention.start] != clauses.soft[trigger.end - 1]


def _of_thought(mention: PlacedMention, trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether a place belongs to what is feared or said behind a comma: "rolled to the border, raising fears that X is next"."""
    if mention.start <= trigger.end or clauses.soft[mention.start] == clauses.soft[trigger.end - 1]:
        return False
    thoughts = (h.end for h in (*clauses.of("say"), *clauses.of("stance")) if h.start >= trigger.end)
    begun = [*thoughts, *(i + 1 for i in clauses.starts("thought") if i >= trigger.end)]
    return any(clauses.has("that", at, at + 1) and at < mention.start for at in begun)


def _of_care(mention: PlacedMention, trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether a place is only that of the hospital that took people in: "two died at a hospital in Goma"."""
    if clauses.has("ward", mention.start - _WARD, mention.start) or clauses.has("ward", mention.end, mention.end + 1):
        return True
    parted = any(trigger.end <= h.start < mention.start for h in clauses.of("trigger"))
    return not parted and clauses.has("ward", trigger.end, mention.start)


def _with_list(chosen: Sequence[tuple[str, PlacedMention]], before: Sequence[PlacedMention]) -> Iterator[tuple[str, PlacedMention]]:
    """Yield places before a trigger with those of the list that each of them ends: "X, Y and Z fell"."""
    for role, mention in chosen:
        yield role, mention
        at = before.index(mention)
        while before[at].joined and at > 0 and before[at].start - before[at - 1].end <= NEXT:
            at -= 1
            yield role, before[at]


def _past_relatives(trigger: Trigger, mentions: Sequence[PlacedMention], clauses: Clauses, right: int, reach: int) -> list[PlacedMention]:
    """Return the places behind a relative clause that parts what happened from them, verb first: "hit, a raid that nobody owned to, X"."""
    if clauses.subject_first:
        return []
    first = clauses.hard[trigger.end - 1]
    near = (m for m in mentions if trigger.end <= m.start < right and m.start - trigger.end < reach)
    told = clauses.starts("relative")
    return [m for m in near if all(clauses.hard.index(n) in told for n in range(first + 1, clauses.hard[m.start] + 1))]


def _fronted(trigger: Trigger, mention: PlacedMention, clauses: Clauses) -> bool:
    """Return whether a place before the trigger may be its own: anywhere in the clause, or at its head for a strict trigger."""
    if mention.start < 4 or clauses.hard[mention.start - 3] != clauses.hard[mention.start]:
        return True
    return not trigger.rule.strict and (trigger.finite or clauses.soft[mention.start] == clauses.soft[trigger.start])


def _chosen(trigger: Trigger, mentions: Sequence[PlacedMention], fronted: bool = False) -> list[tuple[str, PlacedMention]]:
    """Return the first mention of each role, with the list that it begins; places within a country take its place."""
    table = {**_USUAL, **_ROLES.get(trigger.type, {}), **trigger.rule.roles}
    found: dict[str, list[tuple[str, PlacedMention]]] = {}
    last: tuple[str, int] | None = None
    for mention in mentions:
        role = table.get(mention.role, mention.role)
        held = trigger.start <= mention.governor < trigger.end
        if not role and held:
            role = "at"  # "ousted them from", "closed in from": the preposition belongs to the words of the trigger
        pair = last is not None and mention.end == last[1]  # two places that one word stands for
        listed = mention.joined and last is not None and (pair or 0 <= mention.start - last[1] <= _LIST)
        named = mention.part and bool(found)  # "six towns, among them X"
        far = mention.role == "object" and not (listed or fronted or named or mention.headed) and mention.start - trigger.end > _OBJECT
        origin = mention.origin and not held and trigger.type not in ("movement", "withdrawal") and "from" not in trigger.rule.roles
        if not role or far or origin:
            continue
        slot = "at" if role == "near" else role
        if mention.part and found and not fronted:
            slot, role, found = last[0] if last else slot, last[0] if last else role, {}
        so_far = found.setdefault(slot, [])
        role = "near" if mention.anchor and role == "at" else role
        if (
            (so_far and _within(mention, so_far[0][1]) and not mention.anchor)
            or not so_far
            or (listed and last is not None and slot == last[0])
        ):
            so_far.append((role, mention))
            last = slot, mention.end
        else:  # what is listed with a town that is not the event's is none either
            last = (slot, mention.end) if mention.country else None
    return [pair for pairs in found.values() for pair in pairs]


def _within(mention: PlacedMention, country: PlacedMention) -> bool:
    inner, outer = mention.resolution.place, country.resolution.place
    return outer is not None and inner is not None and is_country(outer) and not is_country(inner) and inner.country == outer.country


def _finest(chosen: list[tuple[str, PlacedMention]]) -> list[tuple[str, PlacedMention]]:
    """Drop a country where a place within it is given too."""
    inside = {m.resolution.place.country for _, m in chosen if m.resolution.place and not is_country(m.resolution.place)}
    return [
        (r, m) for r, m in chosen if not (is_country(m.resolution.place) and m.resolution.place and m.resolution.place.country in inside)
    ]


def event_place(role: str, resolution: Resolution, side: str | None = None) -> EventPlace:
    """Return a resolution as the place of an event; a name that was not resolved keeps its words and has no position.

    `side` is the compass point that the text names of the place, which leaves open how far off it was; where it gives a distance too, the
    position has both.
    """
    place = resolution.place
    roles: Mapping[str, PlaceRole] = {"at": "at", "from": "from", "to": "to", "near": "near"}
    if place is None and resolution.lon is None:
        return EventPlace(roles[role], None, resolution.toponym.text, None, None, "region", None)
    if place is None or (resolution.lon is not None and (resolution.lon, resolution.lat) != (place.lon, place.lat)):
        name = place.name if place is not None else resolution.toponym.text
        return EventPlace(roles[role], place.id if place else None, name, resolution.lon, resolution.lat, "computed", resolution.radius_km)
    precision = _PRECISION.get(place.kind, "exact")
    radius = resolution.radius_km or max(_RADIUS_KM[precision], place.precision_km or 0.0)
    radius = max(radius, _SIDE_KM) if side else radius
    return EventPlace(roles[role], place.id, place.name, place.lon, place.lat, precision, radius, side)
