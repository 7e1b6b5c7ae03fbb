"""Where an event took place: the mentions that belong to a trigger, with the role that prepositions and the event's type give."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo.events.clauses import Clauses, Mention
from geo.events.lexicon import longest
from geo.events.rules import CREDIT, EventRules
from geo.events.triggers import Trigger
from geo.model import EventPlace, Place, PlaceRole, Precision, Resolution
from geo.names import fold

__all__ = ["Memory", "PlacedMention", "event_place", "placed_mentions", "places_of", "remember"]

_WALK = 6
"""Words between a preposition and the place that it governs, at most."""
_REACH = 25
_STRICT = 12
_OBJECT = 5
_LIST = 7
"""Words between two places of one list, at most: "six in X and one in the village of Y"."""
_REMEMBERED = 60
_LISTED = ("\u060c", ",", " - ", " \u2013 ")
_JOINERS = ("\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}")
_TOWNS = frozenset({"city", "town", "village"})
_DISTRICTS = ("district", "region")
_POSSESSIVE = ("'s", "\u2019s", "s'", "s\u2019")
_SITE = 4
"""Words between a country and the site that it owns, at most, and one."""
_NAMED = 2
"""Words between the word for a province and its name, at most, and one."""
_NEXT, _SPEAKER = 3, 5
"""Words between two places that belong together, and between a verb of saying and where the speaker is, at most."""
_HOLDS = 5
"""Words between a place and the district or province that it is said to lie in, at most."""
_PRECISION: Mapping[str, Precision] = {
    **dict.fromkeys(("city", "town", "village", "oil_field"), "settlement"),
    **dict.fromkeys(("region", "valley", "mountain", "river", "sea", "continent"), "region"),
    "district": "district",
    "country": "country",
}
_RADIUS_KM: Mapping[str, float] = {"exact": 2.0, "settlement": 5.0, "district": 50.0, "region": 100.0, "country": 500.0}
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
_ROUTE = "route"
_USUAL = {"route": "at", "object": "at", "to": "at", "between": "at", "on": "at", "of": "at", "from": "", "topic": ""}
"""What a role becomes by type of event; "" drops the place: "forces from X attacked Y" did not happen at X."""


@dataclass(frozen=True, slots=True)
class PlacedMention:
    """A mention that has a place: the preposition's role, whether it is only what another place is measured from, and its list.

    `speaker` tells those that only say where somebody spoke who is not from the place itself, `part` those that begin the names
    of what was told as a whole before: "six towns in X, among them Y and Z".
    """

    start: int
    end: int
    resolution: Resolution
    role: str
    anchor: bool
    joined: bool
    origin: bool
    headed: bool = False
    governor: int = -1
    speaker: bool = False
    part: bool = False

    @property
    def country(self) -> bool:
        """Whether the place is a whole country or more."""
        return _is_country(self.resolution.place)


class Memory:
    """The places that a document has mentioned so far, and where its last event was, for "the city" and "there"."""

    def __init__(self) -> None:
        self._seen: list[Resolution] = []
        self._parties: set[int] = set()
        self.scene: Sequence[tuple[str, PlacedMention]] = ()

    def add(self, resolution: Resolution) -> None:
        """Remember a mention."""
        if resolution.toponym.role in ("place", "metonym"):
            self._seen.append(resolution)

    def forget(self, resolution: Resolution) -> None:
        """Take a mention for that of a government, which no "the city" means: "Yerevan maintains that the city …"."""
        self._parties.add(resolution.toponym.start)

    def last(self, kinds: Sequence[str], before: int, stretch: int) -> Resolution | None:
        """Return the place that a word at offset `before`, in the stretch that begins at `stretch`, may stand for.

        That is the last one of one of `kinds` (any kind where empty) in the stretch, else that of the last event, else the last
        one before; a town that the gazetteer knows as a district only is "the city" where nothing better is named.
        """
        seen = [r for r in self._seen[: -_REMEMBERED - 1 : -1] if r.toponym.start < before and r.toponym.start not in self._parties]
        scene = [m.resolution for _, m in sorted(self.scene, key=lambda pair: pair[0] == "from")]
        here = [r for r in seen if r.toponym.start >= stretch]
        for wanted in (kinds, _DISTRICTS if _TOWNS.intersection(kinds) else ()):
            for resolution in (*here, *scene, *seen) if wanted or not kinds else ():
                if not wanted or not _kinds(resolution).isdisjoint(wanted):
                    return resolution
        return None


def _kinds(resolution: Resolution) -> frozenset[str]:
    """Return the kinds that a place can be: its own, or those that the words beside a name without a place say, a settlement else."""
    if resolution.place is not None:
        return frozenset((resolution.place.kind,))
    return frozenset(resolution.toponym.kinds) or _TOWNS


def remember(clauses: Clauses, memory: Memory) -> Iterator[tuple[Mention, Resolution]]:
    """Yield the mentions of a stretch that name a place or stand for one, in order, and add each to `memory` after its turn."""
    for mention in sorted([*clauses.mentions, *_anaphors(clauses)], key=lambda m: m.start):
        resolution = mention.resolution
        if resolution is None:
            resolution = memory.last(mention.kinds, clauses.tokens[mention.start].start, clauses.start)
        if resolution is not None and resolution.toponym.role not in ("name", "demonym", "dateline"):
            yield mention, resolution
            memory.add(resolution)


def placed_mentions(clauses: Clauses, rules: EventRules, memory: Memory) -> list[PlacedMention]:
    """Return the mentions of a stretch that can be where something happened, in order, and add them to `memory`."""
    found: list[PlacedMention] = []
    for mention, remembered in remember(clauses, memory):
        resolution = _left(mention, found, clauses) or remembered
        if mention.resolution is None and found and found[-1].origin and resolution is found[-1].resolution:
            continue  # "troops flown in from X to retake the city": of another one
        role, anchor, at = _role(mention, clauses, rules)
        joined = bool(found) and (
            _joined(clauses, rules, found[-1].end, mention.start) or _again(found[-1], role, at, mention, clauses, rules)
        )
        if role == "to" and found and found[-1].role == _ROUTE and mention.start - found[-1].end <= _NEXT:
            role, joined = _ROUTE, True  # "the road from X to Y"
        if joined and role == "object":
            role, anchor = found[-1].role, found[-1].anchor
        if role in ("object", "between", "of") and (resolution.toponym.role == "metonym" or _is_country(resolution.place)):
            if not anchor or resolution.toponym.role == "metonym" or found:
                continue
            role, anchor = "at", False  # "north of Iraq", of the country itself
        if _is_party(mention, role, clauses, rules):
            memory.forget(resolution)
            continue
        measured = bool(found) and anchor and not joined and _measures(found[-1], mention, clauses)
        if measured or _is_known(mention, resolution, found, clauses, rules):
            continue
        origin = role == "from" and (clauses.has("people", max(at - 2, 0), at) or clauses.has("sent", max(at - 2, 0), at))
        headed = clauses.has("locus", mention.start - 1, mention.start) or anchor
        speaker = _is_of_speaker(mention, clauses, rules)
        part = clauses.has("such", mention.start - 2, mention.start)
        found.append(PlacedMention(mention.start, mention.end, resolution, role, anchor, joined, origin, headed, at, speaker, part))
    return found


def _is_known(mention: Mention, resolution: Resolution, found: Sequence[PlacedMention], clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a mention only says whose another place is, or in what it lies."""
    if _is_owner(mention, clauses) or _is_told_again(mention, found, clauses) or _is_wider(mention, clauses, rules):
        return True
    return bool(found) and _holds(found[-1], mention, resolution, clauses)


def _left(mention: Mention, found: Sequence[PlacedMention], clauses: Clauses) -> Resolution | None:
    """Return the place that "the city" means after somebody left it for another one: the one that was left."""
    if mention.resolution is not None or len(found) < 2 or (found[-2].role, found[-1].role) != ("from", "to"):
        return None
    gone = any(h.entry.record.type == "withdrawal" and h.start < found[-2].start for h in clauses.of("trigger"))
    return found[-2].resolution if gone and not _kinds(found[-2].resolution).isdisjoint(mention.kinds) else None


def _is_owner(mention: Mention, clauses: Clauses) -> bool:
    """Return whether a mention only says whose the place right after it is: "Saudi Arabia's Abqaiq plant"."""
    owner = clauses.tokens[mention.end - 1].text.endswith(_POSSESSIVE)
    if mention.resolution is None or not _is_country(mention.resolution.place):
        return False
    site = clauses.has("facility", mention.end, mention.end + _SITE)  # "Libya's biggest export terminal" is nowhere named
    return owner and (site or any(0 <= m.start - mention.end <= 1 for m in clauses.mentions))


def _is_told_again(mention: Mention, found: Sequence[PlacedMention], clauses: Clauses) -> bool:
    """Return whether a mention only says whose the place right before it is: "Mitiga, Tripoli's only airport"."""
    owner = clauses.tokens[mention.end - 1].text.endswith(_POSSESSIVE)
    return owner and bool(found) and mention.start == found[-1].end and clauses.soft[mention.start] != clauses.soft[found[-1].start]


def _measures(named: PlacedMention, mention: Mention, clauses: Clauses) -> bool:
    """Return whether a mention is only what the place named right before it is measured from: "X, 100 km east of Y"."""
    between = range(named.end, mention.start)
    return len(between) <= _HOLDS and all(clauses.words(i, "direction", "locus") or clauses.tokens[i].key.isdigit() for i in between)


def _is_wider(mention: Mention, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a mention only says in which town a place named right after it lies: "the Beirut suburb of X"."""
    after = next((m.start for m in clauses.mentions if m.start > mention.end), None)
    if after is None or after - mention.end > _NEXT or clauses.soft[mention.start] != clauses.soft[after]:
        return False
    between = range(mention.end, after)
    words = all(clauses.words(i, "locus") for i in between)
    return words and len(between) > 1 and _governs(after - 1, clauses, rules) == "of" and _governs(mention.end, clauses, rules) is None


def _is_of_speaker(mention: Mention, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a mention belongs to those who say, claim or condemn something, and who do not speak as people of the place."""
    if clauses.has("outside", mention.start - _SPEAKER, mention.start):
        return False
    owners = (h for h in clauses.of("trigger") if h.entry.record.generic == CREDIT)
    verbs = [*clauses.of("stance"), *owners]
    nation = any(h.start == mention.start and h.entry.record.nation for h in clauses.of("actor"))
    if nation or (mention.resolution is not None and _is_country(mention.resolution.place)):
        verbs += clauses.of("say")  # others who speak in a town or a province speak of it
    verbs = [h for h in verbs if clauses.soft[h.start] == clauses.soft[mention.start]]
    if rules.subject_first:
        return any(0 <= h.start - mention.end <= 1 for h in verbs) and _governs(mention.start - 1, clauses, rules) in ("at", "of")
    begun = [h.start for h in clauses.of("trigger") if h.entry.record.generic != CREDIT]
    return any(
        0 <= mention.start - h.end <= _SPEAKER
        and not clauses.has("that", h.end, mention.start)
        and not any(h.start <= at < mention.start for at in begun)
        for h in verbs
    )


def _governs(at: int, clauses: Clauses, rules: EventRules) -> str | None:
    """Return the role that the word at token `at` gives to the place after it, None where it is no preposition of place."""
    return next((rules.roles[f] for f in clauses.tokens[at].forms if f in rules.roles), None) if at >= 0 else None


def _is_party(mention: Mention, role: str, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a place stands for its government or for those whom somebody serves: "Ankara denied", "loyal to Tripoli"."""
    if clauses.has("belonging", mention.start - 2, mention.start):
        return True
    nation = any(h.start == mention.start and h.entry.record.nation for h in clauses.of("actor"))
    if nation and clauses.tokens[mention.end - 1].text.endswith(_POSSESSIVE) and clauses.has("agent", mention.end, mention.end + 2):
        return True  # "Moscow's defence ministry"
    if not nation or role not in ("object", "on", "topic"):
        return False
    if clauses.tokens[mention.end - 1].text.endswith(_POSSESSIVE) and clauses.has("agent", mention.end, mention.end + 2):
        return True  # "Moscow's defence ministry"
    if mention.start and any(rules.actor_roles.get(f) == "agent" for f in clauses.tokens[mention.start - 1].forms):
        return True  # "launched by Kyiv"
    speech = [*clauses.of("say"), *clauses.of("stance")]
    if role != "object":  # "blamed on Russia"
        return any(1 <= mention.start - h.end <= 2 for h in clauses.of("stance"))
    return any(0 <= mention.start - h.end <= 1 or 0 <= h.start - mention.end <= 1 for h in speech)


def _holds(finer: PlacedMention, mention: Mention, resolution: Resolution, clauses: Clauses) -> bool:
    """Return whether a mention only says in which province or district the place right before it lies."""
    if mention.start - finer.end > _HOLDS or clauses.hard[finer.start] != clauses.hard[mention.start]:
        return False
    if any(finer.end <= h.start < mention.start for h in clauses.of("trigger")):
        return False  # "a raid on X, and one on the district of Y"
    place, inner = resolution.place, finer.resolution.place
    if place is None or clauses.has("and", finer.end, mention.start) or _begins_anew(finer.end, mention.start, clauses):
        return False
    if inner is None:
        return finer.resolution.toponym.end < resolution.toponym.start and clauses.soft[finer.start] == clauses.soft[mention.start]
    if place.country != inner.country:
        return False
    if clauses.has("within", finer.end, finer.end + 1) and mention.start - finer.end <= _NAMED:
        return True  # "in X in Y"
    owned = any(mention.end < m.start <= mention.end + _NAMED for m in clauses.mentions)  # the word there is that of the next name
    behind = clauses.has("province", mention.end, mention.end + 1) and not owned
    named = behind or clauses.has("province", mention.start - 2, mention.start)
    return named or (place.kind in _DISTRICTS and inner.kind not in _DISTRICTS)


def _begins_anew(start: int, end: int, clauses: Clauses) -> bool:
    """Return whether a word that joins is written onto one of the tokens from `start` to `end`."""
    return any(aside[:1] in _JOINERS and aside for t in clauses.tokens[start : end + 1] for aside in t.forms.values())


def _anaphors(clauses: Clauses) -> list[Mention]:
    taken = [(m.start, m.end) for m in clauses.mentions]
    hits = longest(clauses.of("anaphor"))
    free = [h for h in hits if not any(h.start < end and start <= h.end + 1 for start, end in taken)]
    return [Mention(h.start, h.end, None, h.entry.record) for h in free]


def _is_country(place: Place | None) -> bool:
    return place is not None and place.kind in ("country", "continent")


def _role(mention: Mention, clauses: Clauses, rules: EventRules) -> tuple[str, bool, int]:
    """Return the role that governs a mention, whether it is an anchor, and the token of the preposition."""
    anchor = False
    written = _attached(mention, clauses, rules)
    if written is not None:
        return written, False, mention.start
    for i in range(mention.start - 1, max(mention.start - 1 - _WALK, -1), -1):
        token = clauses.tokens[i]
        role = next((rules.roles[f] for f in token.forms if f in rules.roles), None)
        if role is not None:
            if role == "of" and clauses.has("settled", i - 1, i):
                continue  # "from the town of X"
            return _met(role, i, anchor, clauses, rules)
        named = clauses.words(i, "locus", "direction") or (i > 0 and clauses.words(i, "and") and clauses.words(i - 1, "part"))
        if not named or clauses.soft[i] != clauses.soft[mention.start]:
            break
        anchor = anchor or any(h.entry.record == "direction" for h in named)
        written = next((r for h in named if (r := _prefix_role(h.aside, rules))), None)
        if written is not None:
            return written, anchor, i
    return "object", anchor, mention.start


def _met(role: str, i: int, anchor: bool, clauses: Clauses, rules: EventRules) -> tuple[str, bool, int]:
    """Return the role that a preposition at token `i`, whose own is `role`, gives together with the words before it."""
    outer = _outer(i, clauses, rules) if role == "at" else None
    before = {rules.roles[f] for f in clauses.tokens[i - 1].forms if f in rules.roles} if i else set()
    if role == "from" and "near" in before:
        return "near", anchor, i - 1  # "in the nearness of"
    if role in ("on", "at", "near", "of") and "from" in before:
        return "from", anchor, i - 1  # "fired from over the heights"
    if role in ("from", "between") and clauses.has("road", i - 2, i):
        return _ROUTE, anchor, i
    if role == "from" and clauses.has("partitive", max(i - 3, 0), i):
        return "at", anchor, i  # "the Palestinian side of the crossing" is the crossing
    return outer or (role, anchor, i)


def _outer(i: int, clauses: Clauses, rules: EventRules) -> tuple[str, bool, int] | None:
    """Return the role of a whole phrase such as "from a base in X", when the preposition at token `i` stands inside one."""
    places = clauses.starts("locus")
    at = i - 1
    while at > max(i - 4, 0) and at in places:
        at -= 1
    if at == i - 1 or at < 0:
        return None
    role = next((rules.roles[f] for f in clauses.tokens[at].forms if f in rules.roles), None)
    return (role, False, at) if role in ("from", "to") else None


def _attached(mention: Mention, clauses: Clauses, rules: EventRules) -> str | None:
    token = clauses.tokens[mention.start]
    if mention.resolution is None:
        own = next((h for h in clauses.of("anaphor") if h.start == mention.start and h.end == mention.end), None)
        if own is None:
            return None
        return own.entry.form or _prefix_role(own.aside, rules)
    return _prefix_role(fold(token.text[: max(mention.resolution.toponym.start - token.start, 0)]), rules)


def _prefix_role(aside: str, rules: EventRules) -> str | None:
    for letters, role in rules.attached_roles.items():
        if aside in (letters, *(c + letters for c in rules.peel.conjunctions)) or aside.endswith(letters + rules.peel.article):
            return role
    return None


def _again(before: PlacedMention, role: str, at: int, mention: Mention, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a preposition that places as the one before does joins two mentions: "in X and in Y", "in X and on the edge of Y"."""
    if role not in ("at", "near") or before.role not in ("at", "near") or not before.end <= at < mention.start:
        return False
    between = [i for i in range(before.end, at) if not _counted(i, clauses)]
    if len(between) < at - before.end and clauses.soft[mention.start] - clauses.soft[before.start] <= 1:
        return all(clauses.has("and", i, i + 1) for i in between)  # "five in X, two more in Y and one in Z"
    if clauses.has("and", before.end, at):
        return at - before.end == 1
    return at == before.end and clauses.tokens[at].key.startswith(tuple(c for c in rules.peel.conjunctions if c))


def _counted(i: int, clauses: Clauses) -> bool:
    """Return whether a word is a number, or says of how many it is one: "two more", "another three", "one each"."""
    return clauses.tokens[i].key.isdecimal() or clauses.has("number", i, i + 1) or clauses.has("counted", i, i + 1)


def _joined(clauses: Clauses, rules: EventRules, end: int, start: int) -> bool:
    """Return whether only words of joining or naming stand between two mentions: a list."""
    allowed = clauses.starts("and", "locus")
    if end >= len(clauses.tokens) or start - end > 3 or not all(i in allowed for i in range(end, start)):
        return False
    joiners = clauses.starts("and")
    if not joiners.isdisjoint(range(end, start)) or any(g in clauses.tokens[end].gap for g in _LISTED):
        return True
    return any(clauses.tokens[end].key.startswith(c) for c in rules.peel.conjunctions)


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
    after = [m for m in after if not _of_thought(m, trigger, clauses)]
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
    before = [
        m for m in same if left <= m.start < trigger.start and not m.speaker and m.start not in taken and _fronted(trigger, m, clauses)
    ]
    fronted = [(role, m) for role, m in _chosen(trigger, before[::-1], fronted=True) if role not in given]
    return _finest([*chosen, *_with_list(fronted, before)])


def _of_thought(mention: PlacedMention, trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether a place belongs to what is feared or said behind a comma: "rolled to the border, raising fears that X is next"."""
    if mention.start <= trigger.end or clauses.soft[mention.start] == clauses.soft[trigger.end - 1]:
        return False
    thoughts = (h.end for h in (*clauses.of("say"), *clauses.of("stance")) if h.start >= trigger.end)
    begun = [*thoughts, *(i + 1 for i in clauses.starts("thought") if i >= trigger.end)]
    return any(clauses.has("that", at, at + 1) and at < mention.start for at in begun)


def _with_list(chosen: Sequence[tuple[str, PlacedMention]], before: Sequence[PlacedMention]) -> Iterator[tuple[str, PlacedMention]]:
    """Yield places before a trigger with those of the list that each of them ends: "X, Y and Z fell"."""
    for role, mention in chosen:
        yield role, mention
        at = before.index(mention)
        while before[at].joined and at > 0 and before[at].start - before[at - 1].end <= _NEXT:
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
        listed = mention.joined and last is not None and 0 <= mention.start - last[1] <= _LIST
        far = mention.role == "object" and not (listed or fronted or mention.headed) and mention.start - trigger.end > _OBJECT
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
    return outer is not None and inner is not None and _is_country(outer) and not _is_country(inner) and inner.country == outer.country


def _finest(chosen: list[tuple[str, PlacedMention]]) -> list[tuple[str, PlacedMention]]:
    """Drop a country where a place within it is given too."""
    inside = {m.resolution.place.country for _, m in chosen if m.resolution.place and not _is_country(m.resolution.place)}
    return [
        (r, m) for r, m in chosen if not (_is_country(m.resolution.place) and m.resolution.place and m.resolution.place.country in inside)
    ]


def event_place(role: str, resolution: Resolution) -> EventPlace:
    """Return a resolution as the place of an event; a name that was not resolved keeps its words and has no position."""
    place = resolution.place
    roles: Mapping[str, PlaceRole] = {"at": "at", "from": "from", "to": "to", "near": "near"}
    if place is None and resolution.lon is None:
        return EventPlace(roles[role], None, resolution.toponym.text, None, None, "region", None)
    if place is None or (resolution.lon is not None and (resolution.lon, resolution.lat) != (place.lon, place.lat)):
        name = place.name if place is not None else resolution.toponym.text
        return EventPlace(roles[role], place.id if place else None, name, resolution.lon, resolution.lat, "computed", resolution.radius_km)
    precision = _PRECISION.get(place.kind, "exact")
    radius = resolution.radius_km or max(_RADIUS_KM[precision], place.precision_km or 0.0)
    return EventPlace(roles[role], place.id, place.name, place.lon, place.lat, precision, radius)
