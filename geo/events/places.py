"""The places that a stretch of text mentions, each with the role that prepositions give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.events.clauses import Clauses, Mention
from geo.events.memory import DISTRICTS, Memory, PlacedMention, is_country, kinds_of, remember
from geo.events.rules import CREDIT, EventRules
from geo.events.sides import side_of
from geo.model import Resolution
from geo.names import fold

__all__ = ["NEXT", "placed_mentions"]

_WALK = 6
"""Words between a preposition and the place that it governs, at most."""
_LISTED = ("\u060c", ",", " - ", " \u2013 ")
_JOINERS = ("\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}")
_TOWNS = frozenset({"city", "town", "village"})
_POSSESSIVE = ("'s", "\u2019s", "s'", "s\u2019")
_SITE = 4
"""Words between a country and the site that it owns, at most, and one."""
_NAMED = 2
"""Words between the word for a province and its name, at most, and one."""
NEXT, _SPEAKER = 3, 5
"""Words between two places that belong together, and between a verb of saying and where the speaker is, at most."""
_HOLDS = 5
"""Words between a place and the district or province that it is said to lie in, at most."""
_JOINING = 5
"""Words from one place of a list to the next, at most: "and the regional capital"."""
_ROUTE = "route"
_ANOTHER = 6
"""Words between "and another" and the preposition of where that was, at most."""
_LEADING = 3
"""Words of a road before the preposition of where it leads, at most: "the road leading to"."""
_ROAD = 4
"""Words of a road before its other end, at most."""
_DONE = frozenset({"past", "participle"})
"""Forms of a verb that a word before them makes passive."""
_APART = "apart"
"""Role of a word that means "from" only together with "of": elsewhere it belongs to the verb before it."""
_DEALS = frozenset({"ceasefire", "diplomacy"})
"""Types whose verbs are of speech and of an event at once: "the sides in X agreed to a truce"."""
_DASHES = frozenset({"-", "\u2013", "\u2014"})
_AGAIN = frozenset({"at", "near", "on"})
"""Roles of prepositions that a list says again: "in X and in Y", "over X and one over Y"."""


def _owned(mention: Mention, clauses: Clauses, article: str) -> bool:
    """Return whether a name beside people under arms says only whose they are: «جنود X», "X state troops".

    People with an article are nobody's: «استهدفت المليشيات مطار X» has the airport as its object.
    """
    regional = clauses.has("regional", mention.end, mention.end + 1)
    beside = mention.end + regional if clauses.subject_first else mention.start - 1
    if not 0 <= beside < len(clauses.tokens) or clauses.soft[beside] != clauses.soft[mention.start]:
        return False
    token = clauses.tokens[beside]
    definite = bool(article) and (token.key.startswith(article) or any(a.endswith(article) for a in token.forms.values() if a))
    return not definite and clauses.has("people", beside, beside + 1)


def _sponsor(mention: Mention, clauses: Clauses) -> bool:
    """Return whether a name only says with whose help or under whose auspices something was done."""
    return any(h.end == mention.start for h in clauses.of("backing"))


def placed_mentions(clauses: Clauses, rules: EventRules, memory: Memory) -> list[PlacedMention]:
    """Return the mentions of a stretch that can be where something happened, in order, and add them to `memory`."""
    found: list[PlacedMention] = []
    for mention, remembered in remember(clauses, memory):
        resolution = _left(mention, found, clauses) or _other(mention, remembered, found, clauses, memory)
        if resolution is None:
            continue
        role, anchor, at = _role(mention, clauses, rules)
        joined = bool(found) and _in_list(found[-1], role, at, mention, clauses, rules)
        if role == "to" and found and found[-1].role == _ROUTE and mention.start - found[-1].end <= NEXT:
            role, joined = _ROUTE, True  # "the road from X to Y"
        if joined and role == "object":
            role, anchor = found[-1].role, found[-1].anchor
        undergoes = role == "object" and _undergoes(mention, clauses)
        if role in ("object", "between", "of") and (resolution.toponym.role == "metonym" or is_country(resolution.place)) and not undergoes:
            if not anchor or resolution.toponym.role == "metonym" or found:
                continue
            role, anchor = "at", False  # "north of Iraq", of the country itself
        whose = role in ("object", "of") and _owned(mention, clauses, rules.peel.article)
        if not undergoes and (whose or _sponsor(mention, clauses) or _is_party(mention, role, clauses, rules)):
            memory.forget(resolution)
            continue
        measured = bool(found) and anchor and not joined and _measures(found[-1], mention, clauses)
        if measured or _is_known(mention, resolution, found, clauses, rules):
            if found and mention.start - found[-1].end <= NEXT:
                found[-1] = replace(found[-1], end=_through(mention, clauses, rules))  # "in X in Y, and in Z": what is listed follows both
            continue
        origin = role == "from" and (clauses.has("people", max(at - 2, 0), at) or clauses.has("sent", max(at - 2, 0), at))
        headed = clauses.has("locus", mention.start - 1, mention.start) or anchor or _ends_road(mention, clauses)
        aside = _is_of_speaker(mention, clauses, rules) or _is_of_teller(mention, found, clauses) or _leads(role, at, clauses)
        part = clauses.has("such", mention.start - 2, mention.start)
        side = side_of(clauses.tokens, mention.start, mention.end, rules.sides)
        found.append(PlacedMention(mention.start, mention.end, resolution, role, anchor, joined, origin, headed, at, aside, part, side))
    return found


def _undergoes(mention: Mention, clauses: Clauses) -> bool:
    """Return whether what happened happened to a place right before it, in the passive: "Beirut would be bombed" means the city."""
    if not clauses.subject_first:
        return False
    done = (h for h in clauses.of("passive") if 0 <= h.start - mention.end <= 1)
    ends = {h.end for h in done}
    forms = (h for h in clauses.of("trigger") if h.entry.form in _DONE)
    return any(h.start - at in (0, 1) for h in forms for at in ends)


def _through(mention: Mention, clauses: Clauses, rules: EventRules) -> int:
    """Return the token after a mention and the points of the compass that stand behind it: «بريف X الشمالي الغربي»."""
    end = mention.end
    while not clauses.subject_first and end < len(clauses.tokens) and clauses.tokens[end].key in rules.sides.points:
        end += 1
    return end


def _is_known(mention: Mention, resolution: Resolution, found: Sequence[PlacedMention], clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a mention only says whose another place is, or in what it lies."""
    if found and _is_around(found[-1], mention, resolution, clauses, rules):
        return True
    if _is_owner(mention, clauses) or _is_told_again(mention, found, clauses) or _is_wider(mention, clauses, rules):
        return True
    return bool(found) and _holds(found[-1], mention, resolution, clauses)


def _left(mention: Mention, found: Sequence[PlacedMention], clauses: Clauses) -> Resolution | None:
    """Return the place that "the city" means after somebody left it for another one: the one that was left."""
    if mention.resolution is not None or len(found) < 2 or (found[-2].role, found[-1].role) != ("from", "to"):
        return None
    gone = any(h.entry.record.type == "withdrawal" and h.start < found[-2].start for h in clauses.of("trigger"))
    return found[-2].resolution if gone and not kinds_of(found[-2].resolution).isdisjoint(mention.kinds) else None


def _other(mention: Mention, remembered: Resolution, found: Sequence[PlacedMention], clauses: Clauses, memory: Memory) -> Resolution | None:
    """Return what a mention means, for "the city" another place than that troops came from: "flown in from X to retake the city"."""
    if mention.resolution is not None or not found or not found[-1].origin or remembered is not found[-1].resolution:
        return remembered
    return memory.last(mention.kinds, clauses.tokens[mention.start].start, clauses.start, but=remembered)


def _in_list(before: PlacedMention, role: str, at: int, mention: Mention, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a mention goes on with the list of the place before it, or is the second of a pair that one word stands for."""
    if mention.pair and before.start == mention.start:
        return True
    return _joined(clauses, rules, before.end, mention.start) or _again(before, role, at, mention, clauses, rules)


def _is_owner(mention: Mention, clauses: Clauses) -> bool:
    """Return whether a mention only says whose the place right after it is: "Saudi Arabia's Abqaiq plant"."""
    owner = clauses.tokens[mention.end - 1].text.endswith(_POSSESSIVE)
    if mention.resolution is None or not is_country(mention.resolution.place):
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
    if after is None or after - mention.end > NEXT or clauses.soft[mention.start] != clauses.soft[after]:
        return False
    between = range(mention.end, after)
    words = all(clauses.words(i, "locus") for i in between)
    return words and len(between) > 1 and _governs(after - 1, clauses, rules) == "of" and _governs(mention.end, clauses, rules) is None


def _is_of_speaker(mention: Mention, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a mention belongs to those who say, claim or condemn something, and who do not speak as people of the place."""
    if clauses.has("outside", mention.start - _SPEAKER, mention.start):
        return False
    owners = (h for h in clauses.of("trigger") if h.entry.record.generic == CREDIT)
    deals = {h.start for h in clauses.of("trigger") if h.entry.record.type in _DEALS}
    verbs = [*(h for h in clauses.of("stance") if h.start not in deals), *owners]
    nation = any(h.start == mention.start and h.entry.record.nation for h in clauses.of("actor"))
    if nation or (mention.resolution is not None and is_country(mention.resolution.place)):
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


def _is_of_teller(mention: Mention, found: Sequence[PlacedMention], clauses: Clauses) -> bool:
    """Return whether a mention behind a comma only says where somebody tells of what was before it: "…, a policeman in X said".

    The place of what is told must be named before; then it is no matter that who speaks may be of the place.
    """
    number = clauses.soft[mention.start]
    if not any(clauses.soft[m.start] < number and not m.aside for m in found) or not clauses.subject_first:
        return False
    first = clauses.soft.index(number)
    if any(clauses.soft[h.start] == number for h in clauses.of("trigger")) or clauses.has("that", first, mention.start):
        return False
    behind = (h for h in clauses.of("say") if clauses.soft[h.start] == number)
    return any(h.start >= mention.end or h.start == first for h in behind)


def _leads(role: str, at: int, clauses: Clauses) -> bool:
    """Return whether a place only says where a road leads: "the road to X"."""
    return role == "to" and clauses.has("road", at - _LEADING, at)


def _ends_road(mention: Mention, clauses: Clauses) -> bool:
    """Return whether a mention is the other end of a road or line whose first end was not recognised: "the road X - Y"."""
    dashed = clauses.tokens[mention.start].gap.strip() in _DASHES
    return dashed and clauses.has("road", mention.start - _ROAD, mention.start)


def _governs(at: int, clauses: Clauses, rules: EventRules) -> str | None:
    """Return the role that the word at token `at` gives to the place after it, None where it is no preposition of place."""
    return next((rules.roles[f] for f in clauses.tokens[at].forms if f in rules.roles), None) if at >= 0 else None


def _is_party(mention: Mention, role: str, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a place stands for its government or for those whom somebody serves: "Ankara denied", "loyal to Tripoli"."""
    run = role == "at" and clauses.has("government", mention.start - 2, mention.start - 1)  # "still run by the government in X"
    if run or clauses.has("belonging", mention.start - 2, mention.start) or _is_bank(mention, role, clauses):
        return True
    nation = any(h.start == mention.start and h.entry.record.nation for h in clauses.of("actor"))
    if nation and clauses.tokens[mention.end - 1].text.endswith(_POSSESSIVE) and clauses.has("agent", mention.end, mention.end + 2):
        return True  # "Moscow's defence ministry"
    if not nation or role not in ("object", "on", "topic"):
        return False
    if clauses.subject_first and clauses.has("relative", mention.start - 1, mention.start):
        return True  # "a deployment that Ankara has promised"
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
    if place is None or clauses.has("and", finer.end, mention.start) or _begins_anew(finer.end, mention, resolution, clauses):
        return False
    if inner is None:
        near = clauses.soft[finer.start] == clauses.soft[mention.start] or (mention.start == finer.end and place.kind in DISTRICTS)
        return finer.resolution.toponym.end < resolution.toponym.start and near  # "in X, Y territory"
    if place.country != inner.country:
        return False
    if clauses.has("within", finer.end, finer.end + 1) and mention.start - finer.end <= _NAMED:
        return True  # "in X in Y"
    owned = any(mention.end < m.start <= mention.end + _NAMED for m in clauses.mentions)  # the word there is that of the next name
    behind = clauses.has("province", mention.end, mention.end + 1) and not owned
    named = behind or clauses.has("province", mention.start - 2, mention.start)
    wider = place.kind == "region" and inner.kind == "district" and clauses.soft[finer.start] != clauses.soft[mention.start]
    return named or wider or (place.kind in DISTRICTS and inner.kind not in DISTRICTS)


def _is_around(finer: PlacedMention, mention: Mention, resolution: Resolution, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a mention right behind a place, with "in" written onto it, says in what that one lies: «في X بY»."""
    inner, place = finer.resolution.place, resolution.place
    if mention.resolution is None or mention.start != finer.end or clauses.soft[finer.start] != clauses.soft[mention.start]:
        return False
    if inner is None or place is None or inner.country != place.country or _begins_anew(finer.end, mention, resolution, clauses):
        return False
    return _attached(mention, clauses, rules) == "at"


def _begins_anew(start: int, mention: Mention, resolution: Resolution, clauses: Clauses) -> bool:
    """Return whether a word that joins is written onto one of the tokens from `start` to a mention, be its name too short to be peeled."""
    token = clauses.tokens[mention.start]
    if resolution.toponym.start > token.start and token.text[0] in _JOINERS:
        return True
    return any(aside[:1] in _JOINERS and aside for t in clauses.tokens[start : mention.start + 1] for aside in t.forms.values())


def _role(mention: Mention, clauses: Clauses, rules: EventRules) -> tuple[str, bool, int]:
    """Return the role that governs a mention, whether it is an anchor, and the token of the preposition."""
    anchor = False
    written = _attached(mention, clauses, rules)
    if written is not None:
        return written, False, mention.start
    if _beyond(mention, clauses):
        return "from", False, mention.start
    for i in range(mention.start - 1, max(mention.start - 1 - _WALK, -1), -1):
        token = clauses.tokens[i]
        role = next((rules.roles[f] for f in token.forms if f in rules.roles), None)
        if role is not None and role != _APART:
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


def _beyond(mention: Mention, clauses: Clauses) -> bool:
    """Return whether a river only parts those who act from where they do it: "guns across the X opened up".

    A town that bears the name of one has no article.
    """
    place = mention.resolution.place if mention.resolution is not None else None
    if place is None:
        return False
    if place.kind in _TOWNS and clauses.has("definite", mention.start - 1, mention.start):
        return clauses.has("far_bank", mention.start - 2, mention.start - 1)
    return place.kind == "river" and clauses.has("across", mention.start - 2, mention.start)


def _is_bank(mention: Mention, role: str, clauses: Clauses) -> bool:
    """Return whether a river that bears the name of a town is taken for it: "guns across the X"."""
    place = mention.resolution.place if mention.resolution is not None else None
    return role == "from" and place is not None and place.kind != "river" and _beyond(mention, clauses)


def _met(role: str, i: int, anchor: bool, clauses: Clauses, rules: EventRules) -> tuple[str, bool, int]:
    """Return the role that a preposition at token `i`, whose own is `role`, gives together with the words before it."""
    outer = _outer(i, clauses, rules) if role == "at" else None
    before = {rules.roles[f] for f in clauses.tokens[i - 1].forms if f in rules.roles} if i else set()
    if role == "from" and "near" in before:
        return "near", anchor, i - 1  # "in the nearness of"
    if role == "of" and _APART in before:
        return "from", anchor, i - 1  # "out of", where "carried out in" is no such thing
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
    if role not in _AGAIN or before.role not in _AGAIN or not before.end <= at < mention.start:
        return False
    if clauses.has("another", before.end, before.end + 1) and at - before.end <= _ANOTHER:
        return True  # "a raid on X, and another on a post in Y"
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
    if end >= len(clauses.tokens) or start - end > _JOINING or not all(i in allowed for i in range(end, start)):
        return False
    joiners = clauses.starts("and")
    if not joiners.isdisjoint(range(end, start)) or any(g in clauses.tokens[end].gap for g in _LISTED):
        return True
    return any(clauses.tokens[end].key.startswith(c) for c in rules.peel.conjunctions)
