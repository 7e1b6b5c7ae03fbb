"""Which mentions of parties count as parties, and the role that a preposition before one gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.events.clauses import Clauses, Mention
from geo.events.draft import VIOLENT
from geo.events.lexicon import Hit
from geo.events.memory import is_country
from geo.events.rules import COMMON, ActorRule, EventRules

__all__ = ["ADJECTIVES", "attached_role", "governor", "usable"]

_INITIALS = 2
"""Letters of initials that are another word where they are written small."""
_ARMY = COMMON + "army"
"""The common name that any force may bear: beside another one it says nothing of its own."""
_OWNED = 2
"""Words between a nation and a party of its own, at most."""
_HEAD, _DATELINE = 2, 6
"""Words before the capital of a dateline, and from there to its dash, at most."""
_DASHES = ("-", "\u2013", "\u2014", ":")
ADJECTIVES = 2
"""Words between a noun and the nation whose it is, at most, and one: "shelling" and "Russian" in «قصف مدفعي روسي»."""


def usable(clauses: Clauses, rules: EventRules) -> list[Hit]:
    """Return the mentions of parties in a stretch.

    A nation's adjective counts beside a word for forces or officials only, its name only where no place is meant.
    """
    return [h for h in clauses.of("actor") if _counts(h, clauses, rules)]


def _counts(hit: Hit, clauses: Clauses, rules: EventRules) -> bool:
    rule: ActorRule = hit.entry.record
    token = clauses.tokens[hit.start]
    if _is_backer(hit, clauses) or (hit.end - hit.start == 1 and len(token.text) <= _INITIALS and token.text.islower()):
        return False  # "informed us" is no report of the United States
    if rule.common:  # "the Turkish army" is no army of the country where it is
        others = (h for h in clauses.of("actor") if h is not hit and not _is_backer(h, clauses))
        others = (h for h in others if not clauses.has("that", h.end, hit.start))
        bound = bool(_written_on(hit, clauses, rules.peel.article))
        others = (h for h in others if (rule.id == _ARMY and not bound) or h.entry.record.nation)  # "the air force of the occupation"
        others = (h for h in others if not (h.start == hit.end and h.aside.startswith(rules.peel.conjunctions or ("\0",))))
        return not any(0 <= hit.start - h.end <= 1 or h.start == hit.end for h in others)
    if rule.nation and clauses.has("belonging", hit.start - 2, hit.start) and not clauses.has("agent", hit.start - 1, hit.start):
        return False  # "groups loyal to Iran" are not Iran
    if not rule.nation or hit.entry.form == "leaders":
        return not _is_told_by_nations(hit, clauses)
    if hit.entry.form == "adjectives":
        named = [h for h in clauses.of("actor") if not h.entry.record.nation and not h.entry.record.common]
        loose = bool(rules.peel.article) and not token.key.startswith(rules.peel.article)  # «الحوثيون طائرة أمريكية»: no name has such
        if not loose and any(0 <= hit.start - h.end <= 1 and not _is_told_by_nations(h, clauses) for h in named):
            return False  # "the Russian company Wagner" names one party
        armed = clauses.has("agent", max(hit.start - 3, 0), hit.end + 3)
        return armed or (rules.subject_first and clauses.has("object_head", hit.end, hit.end + 1)) or _describes(hit, clauses, rules)
    if _is_address(hit, clauses) or _is_dateline(hit, clauses):
        return False
    led = clauses.has("agent", max(hit.start - 3, 0), hit.start)
    return led or governor(hit, clauses, rules.roles, rules.attached_roles, rules.peel.article) in (None, "to", "between")


def _describes(hit: Hit, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a nation's adjective stands behind a noun of attack or of what was hit, adjectives last: «ضربات جوية إماراتية».

    Such adjectives have an article where their noun has one: in «تفجير السفارة الإسرائيلية» the embassy is Israeli.
    """
    if rules.subject_first or clauses.soft[hit.start] != clauses.soft[max(hit.start - 1, 0)]:
        return False
    if clauses.has("object_head", hit.start - 1, hit.start):
        return True
    article = rules.peel.article
    attacks = (h for h in clauses.of("trigger") if h.entry.form == "noun" and h.entry.record.type in VIOLENT and h.entry.record.generic < 2)
    for h in attacks:
        end = h.end if h.end <= hit.start else hit.start
        if not h.start < hit.start <= end + ADJECTIVES - 1:
            continue
        alike = {bool(article) and clauses.tokens[i].key.startswith(article) for i in range(end, hit.end)}
        known = h.aside.endswith(article) or clauses.tokens[h.start].key.startswith(article)
        if alike == {known} and not any(clauses.has(name, end, hit.start) for name in ("number", "person")):
            return True
    return False


def _is_told_by_nations(hit: Hit, clauses: Clauses) -> bool:
    """Return whether the nations of a coalition stand behind its name: «العدوان السعودي الأمريكي» are those two."""
    nations = (h for h in clauses.of("actor") if h.start == hit.end and h.entry.form == "adjectives")
    return clauses.has("aggression", hit.end - 1, hit.end) and next(nations, None) is not None


def _is_backer(hit: Hit, clauses: Clauses) -> bool:
    """Return whether a party stands behind somebody else: "backed by Russia", "Russian-backed"."""
    behind = any(0 <= hit.start - h.end <= 1 for h in clauses.of("backing"))
    if hit.entry.form == "leaders" or not clauses.has("backed", hit.end, hit.end + 1):
        return behind
    return behind or not clauses.tokens[hit.end].text[:1].isupper()  # "the Turkish Armed Forces" were armed by nobody


def _is_address(hit: Hit, clauses: Clauses) -> bool:
    """Return whether a nation's name only says where a place lies: "northern Iraq", "Saudi Arabia's Abqaiq plant", "Port Sudan"."""
    if clauses.has("direction", hit.start - 1, hit.start) or clauses.has("part", hit.start - 1, hit.start):
        return True
    places = [m for m in clauses.mentions if m.resolution is not None and m.resolution.toponym.role == "place"]
    owner = clauses.tokens[hit.end - 1].text.endswith(("'s", "\u2019s"))
    owns = owner and (any(0 <= m.start - hit.end <= 1 for m in places) or _owns_party(hit, clauses))
    inside = any(m.start <= hit.start and hit.end <= m.end and m.end - m.start > hit.end - hit.start for m in places)
    return owns or inside or _is_around(hit, places, clauses)


def _is_around(hit: Hit, places: Sequence[Mention], clauses: Clauses) -> bool:
    """Return whether a nation's name only says in which country the place right before it lies: "in Omdurman, Sudan"."""
    towns = {m.end for m in places if m.resolution is not None and not is_country(m.resolution.place)}
    return hit.start in towns and "," in clauses.tokens[hit.start].gap


def _owns_party(hit: Hit, clauses: Clauses) -> bool:
    """Return whether a party with a name of its own stands right behind a nation that is said to own it: "Sudan's paramilitary RSF"."""
    others = (h for h in clauses.of("actor") if 0 <= h.start - hit.end <= _OWNED)
    return any(not h.entry.record.nation and not h.entry.record.common for h in others)


def _is_dateline(hit: Hit, clauses: Clauses) -> bool:
    """Return whether a capital or country at the head of a stretch only says where it was written or plays: "KYIV -", «كييف (وكالة) -»."""
    after = clauses.tokens[hit.end : hit.end + _DATELINE]
    return hit.start < _HEAD and any(t.gap.strip(" ()") in _DASHES and t.gap != "-" for t in after if t.gap.strip(" ()"))


def governor(
    hit: Hit, clauses: Clauses, prepositions: Mapping[str, str], attached: Mapping[str, str], article: str, stop: int = 0
) -> str | None:
    """Return the role that a preposition before a mention gives, looking past words for forces and their parts."""
    if clauses.has("belonging", max(hit.start - 2 - clauses.has("definite", hit.start - 1, hit.start), 0), hit.start):
        return None
    if (role := attached_role(hit.aside or _written_on(hit, clauses, article), attached, article)) is not None:
        return role
    beside = next((h for h in clauses.of("actor") if h.end == hit.start), None)
    if beside is not None and hit.aside:
        return governor(beside, clauses, prepositions, attached, article, stop)
    for i in range(hit.start - 1, max(hit.start - 5, stop - 1), -1):
        token = clauses.tokens[i]
        if (found := next((prepositions[f] for f in token.forms if f in prepositions), None)) is not None:
            return None if found == "source" and clauses.has("quantity", i - 2, i) else found
        named = clauses.words(i, "agent", "object_head", "people", "definite")
        if not named or clauses.soft[i] != clauses.soft[hit.start] or clauses.has("that", i, i + 1):
            return None
        if (role := next((r for h in named if (r := attached_role(h.aside, attached, article))), None)) is not None:
            return role
    return None


def _written_on(hit: Hit, clauses: Clauses, article: str) -> str:
    """Return the preposition written onto a name that is listed with its article: «للجيش»."""
    key = clauses.tokens[hit.start].key
    if hit.entry.form != "common" or not article or key.startswith(article):
        return ""
    return next((key[0] for begun in (key[0] + article, key[0] + article[-1]) if key.startswith(begun)), "")


def attached_role(aside: str, attached: Mapping[str, str], article: str) -> str | None:
    """Return the role of the preposition that letters set aside before a word end with, None where they end with none."""
    bare = aside.removesuffix(article)
    return next((role for letters, role in attached.items() if bare.endswith(letters)), None)
