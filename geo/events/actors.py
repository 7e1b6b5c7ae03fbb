"""Who did it, and to whom: parties by canonical id, told apart by voice, prepositions and the order of words."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events.clauses import Clauses
from geo.events.draft import VIOLENT
from geo.events.lexicon import Hit
from geo.events.mentioned import ADJECTIVES, attached_role, governor
from geo.events.rules import EventRules, compile_rules
from geo.events.status import inverted, is_tag
from geo.events.tokens import tokenise
from geo.events.triggers import Trigger
from geo.languages import Rules
from geo.names import fold
from geo.text import words

__all__ = ["acting", "known_parties", "parties_of", "party_of", "struck"]

_OBJECT_HEAD = 3
_VICTIMS = 3
_HARMED = 5
"""Words between a noun of harm and those who suffered it, at most."""
_SUBJECT = 5
"""Words between a verb that comes first and its subject, at most."""
_JOINED = 3
"""Words between two parties that act together, at most."""
_FORCE = 3
"""Words between a verb that comes first and the party whose force acts, at most."""
_TITLE = 7
"""Words of an office and a name between a party and its verb of saying, at most."""
_FAR = 10
_OF_HOLDER = 3
"""Words from the last of "under the control of" to the party that has it, at most."""
_PRESUMED = 3
"""Words between "believed to be" and a party, at most."""
_HANDS = 3
"""Words between "from" and the party from whose hands something was taken, at most."""
_MOVES = frozenset({"movement", "withdrawal", "front", "base"})
"""Types in which those who are moved act."""
_MUTUAL = frozenset({"clash", "ceasefire", "diplomacy"})
"""Types in which those between whom it is both act."""
_TAKEN = frozenset({"control", "withdrawal", "abduction"})
"""Types in which "from somebody" names the loser; in the others it names who did it."""


def party_of(name: str, rules: Rules) -> str:
    """Return the canonical id of the party that `name` stands for in a language, or the name folded where it is none."""
    compiled = rules.derived(compile_rules)
    tokens = tokenise(name, words(name), compiled.peel)
    whole = [h for h in compiled.lexicon.scan(tokens, "actor") if h.end - h.start == len(tokens)]
    found: str = whole[0].entry.record.id if whole else fold(name)
    return fold(found)


def known_parties(rules: Rules) -> frozenset[str]:
    """Return the canonical ids of the parties that the rules of a language know."""
    table = rules.table("actors")
    return frozenset(record["id"] for kind in ("actor", "nation") for record in table[kind])


def parties_of(
    trigger: Trigger, hits: Sequence[Hit], clauses: Clauses, rules: EventRules, left: int, right: int
) -> tuple[list[str], list[str]]:
    """Return the ids of those who act and of those who are acted upon.

    Parameters
    ----------
    hits
        The mentions of parties of the stretch (`usable`).
    left, right
        Tokens between which mentions belong to this trigger.
    """
    own = clauses.own(trigger.start, trigger.end, not trigger.finite)
    spoken = {h.start for h in hits if _speaks(h, clauses, trigger)}
    near = [h for h in hits if h.start not in spoken and left <= h.start < right and clauses.hard[h.start] in own]
    near = [h for h in near if not (_suffers(trigger, clauses) and _is_of_noun(h, trigger, clauses, rules))]
    if trigger.rule.both:
        struck = [h for h in near if _is_struck(h, trigger, clauses)]
        return _ids([h for h in near if h not in struck]), _ids(struck)
    sided: list[tuple[str | None, Hit]] = []
    for hit in near:
        joined = bool(sided) and _linked(sided[-1][1], hit, clauses, rules)
        sided.append((sided[-1][0] if joined else _side(hit, trigger, clauses, rules), hit))
    agents = [h.entry.record.id for side, h in sided if side == "agent"]
    targets = [h.entry.record.id for side, h in sided if side == "target"]
    bare = [h for side, h in sided if side is None]
    bare = [h for h in bare if trigger.type not in VIOLENT or not _is_of_one(h, clauses, rules)]
    subject, objects = _by_order(trigger, bare, clauses, rules)
    if _suffers(trigger, clauses):
        targets += [h.entry.record.id for h in (*subject, *objects)]
    else:
        agents += [h.entry.record.id for h in subject]
        targets += [h.entry.record.id for h in objects]
    return _unique(agents), [t for t in _unique(targets) if t not in agents]


def _suffers(trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether the subject of a trigger is who was attacked: in the passive, or "came under"."""
    return trigger.passive or clauses.has("suffering", trigger.start, trigger.end)


def _is_of_one(hit: Hit, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a nation's adjective only tells whence somebody is, adjectives last: «جنديان أميركيان»."""
    told = hit.entry.form == "adjectives" and not rules.subject_first and not hit.aside
    known = bool(rules.peel.article) and clauses.tokens[hit.start].key.startswith(rules.peel.article)
    told = told and not known and not clauses.has("people", hit.start - 1, hit.start)
    return told and hit.start - 1 in clauses.starts("one", "two")


def _is_of_noun(hit: Hit, trigger: Trigger, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a party behind a trigger tells whose another noun of attack is: "were killed in a Russian strike"."""
    if not rules.subject_first or hit.start < trigger.end:
        return False
    nouns = (h.start for h in clauses.of("trigger") if h.entry.form == "noun" and h.entry.record.type in VIOLENT and h.start >= hit.end)
    means = clauses.starts("from_air", "from_guns", "air")
    return any(at - hit.end < ADJECTIVES and all(i in means for i in range(hit.end, at)) for at in nouns)


def _is_struck(hit: Hit, trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether a party owns what the words of a trigger say was attacked: "ambushed an SDF patrol", "ambushed a column of"."""
    if trigger.finite and 0 <= hit.start - trigger.end < ADJECTIVES and trigger.end - trigger.start > 1:
        return clauses.has("object_head", trigger.end - 1, trigger.end) or clauses.has("troops", trigger.end - 1, trigger.end)
    return trigger.finite and trigger.start < hit.start and hit.end < trigger.end and clauses.has("object_head", hit.end, hit.end + 1)


def _side(hit: Hit, trigger: Trigger, clauses: Clauses, rules: EventRules) -> str | None:
    """Return "agent" or "target" as prepositions and counts tell, None where the order of words must, "" for neither."""
    stop = trigger.end if hit.start >= trigger.end else 0
    role = governor(hit, clauses, rules.actor_roles, rules.attached_actor_roles, rules.peel.article, stop)
    if role == "agent" and trigger.finite and not trigger.passive and hit.start >= trigger.end and rules.subject_first:
        return ""  # the agent of something inside the object: "downed drones launched by X"
    if _does(hit, trigger, clauses, rules):
        return "agent"
    if role != "agent" and _is_victim(hit, trigger, clauses):
        return "target"
    if role == "source" and hit.start < trigger.start and not (trigger.finite or rules.subject_first):
        return ""  # "killed men of X by a bomb": X sent no bomb
    role = _role_here(role, hit, trigger, clauses, rules)
    if role in ("agent", "along") or (role in (None, "with") and _is_mutual(role, hit, trigger, clauses, rules)):
        return "agent"
    if role == "target" or (role is None and hit.start >= trigger.end and _headed(hit, clauses)):
        return "target"
    return None if role is None else ""


def _does(hit: Hit, trigger: Trigger, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether the words of a trigger, or those around a party, say that it acts, whatever preposition stands there."""
    if _holds(hit, trigger, clauses, rules) or clauses.has("presumed", hit.start - _PRESUMED, hit.start):
        return True
    if not (trigger.finite and _suffers(trigger, clauses)):
        return trigger.passive and _tells_whose(hit, trigger, clauses, rules)
    within = rules.subject_first and trigger.start < hit.start and hit.end <= trigger.end  # "came under Russian fire"
    by = rules.actor_roles.get(clauses.tokens[trigger.end - 1].key) == "agent" and 0 <= hit.start - trigger.end < ADJECTIVES
    return within or by or _tells_whose(hit, trigger, clauses, rules)


def _role_here(role: str | None, hit: Hit, trigger: Trigger, clauses: Clauses, rules: EventRules) -> str | None:
    """Return the role that a preposition gives a party beside this trigger."""
    if role == "source":
        role = "target" if trigger.type in _TAKEN else "agent"
        role = None if role == "target" and _is_one_of(hit, clauses) else role
    elif role == "agent" and trigger.type in _TAKEN and _out_of_hands(hit, clauses, rules):
        role = "target"
    subject = trigger.finite and 0 < hit.start - trigger.end <= _FORCE
    if (role == "with" or (role == "target" and subject)) and _is_of_force(hit, clauses, rules):
        return None  # "the air force in the army" is the army's
    whose = not trigger.finite or trigger.end - trigger.start > 1
    whose = whose and not clauses.has("object_head", trigger.end - 1, hit.start)
    if role == "target" and whose and hit.start - trigger.end in (0, 1) and (hit.aside or _begins_onto(trigger, hit, clauses)):
        return "agent"  # "the shelling of the forces" with an attached preposition tells whose it is
    return role


def _is_mutual(role: str | None, hit: Hit, trigger: Trigger, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a party is one of those between whom something is, or whom somebody fought."""
    fought = not hit.aside and _fights(role, hit, trigger, clauses, rules)
    return trigger.type in _MUTUAL and (fought or _is_between(hit, clauses, rules))


def _out_of_hands(hit: Hit, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a party is who lost what was taken: "from the hands of"."""
    near = range(max(hit.start - _HANDS, 1), hit.start)
    return any(clauses.has("hands", i, i + 1) and rules.actor_roles.get(clauses.tokens[i - 1].key) == "source" for i in near)


def _tells_whose(hit: Hit, trigger: Trigger, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether an adjective behind words that end with a noun tells whose that is: «تعرضت لقصف مدفعي روسي»."""
    behind = (
        trigger.start < hit.start < trigger.end + ADJECTIVES
        and trigger.end - trigger.start > 1
        and hit.entry.form == "adjectives"
        and not rules.subject_first
    )
    heads = ("people", "object_head", "person", "troops")
    first = min(hit.start, trigger.end) - 1
    return behind and not any(clauses.has(name, first, hit.start) for name in heads)


def _is_between(hit: Hit, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a party is one of two between whom something is: "a truce between Israel and Hamas"."""
    return governor(hit, clauses, rules.roles, rules.attached_roles, rules.peel.article) == "between"


def _fights(role: str | None, hit: Hit, trigger: Trigger, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a party is whom a verb says that somebody fought: "clashed with"."""
    last = rules.actor_roles.get(clauses.tokens[trigger.end - 1].key) == "with" and 0 <= hit.start - trigger.end <= _JOINED
    return trigger.finite and clauses.has("fought", trigger.start, trigger.end) and (role == "with" or last)


def _begins_onto(trigger: Trigger, hit: Hit, clauses: Clauses) -> bool:
    """Return whether the word between a noun and a party has a preposition written onto it: "an operation of the heroes of"."""
    return hit.start > trigger.end and any(aside for aside in clauses.tokens[trigger.end].forms.values())


def _is_one_of(hit: Hit, clauses: Clauses) -> bool:
    """Return whether a party behind "of" only says of whom somebody is one, verb first: «غادر مقاتلون من»."""
    members = clauses.starts("person", "people")
    return not clauses.subject_first and hit.start - 2 in members


def _is_of_force(hit: Hit, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether an attached preposition only says to whom the force named right before a party belongs."""
    attached = attached_role(hit.aside, rules.attached_actor_roles, rules.peel.article) is not None
    return attached and clauses.has("agent", hit.start - 2, hit.start)


def _holds(hit: Hit, trigger: Trigger, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a party stands within or right behind the words that say who holds a place: "under the control of the X"."""
    held = "state" in trigger.forms or clauses.has("held_by", trigger.start, trigger.end)
    if trigger.type != "control" or not held:
        return False
    between = range(trigger.end - 1, hit.start)
    behind = len(between) <= _OF_HOLDER and any(rules.roles.get(f) == "of" for i in between for f in clauses.tokens[i].forms)
    return trigger.start < hit.start and (hit.end < trigger.end or behind)


def _is_of_downed(hit: Hit, clauses: Clauses) -> bool:
    """Return whether a nation's adjective says whose aircraft was brought down, verb first: «أسقط ثلاث طائرات تركية»."""
    if clauses.subject_first or hit.entry.form != "adjectives" or not clauses.has("aircraft", hit.start - 1, hit.start):
        return False
    return any(h.entry.record.type == "shootdown" and 0 <= hit.start - h.end <= 1 for h in clauses.of("trigger"))


def _is_victim(hit: Hit, trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether a party stands among those who are counted as killed or wounded, or right after their number."""
    if _follows_harm(hit, trigger, clauses) or _is_of_downed(hit, clauses):
        return True
    victims = clauses.starts("agent", "people", "person", "partitive", "belonging")
    for toll in clauses.of("toll"):
        if toll.start <= hit.start < toll.end:
            # "IS killed five", verb first: whoever stands between the verb and the number did it.
            first = trigger.finite and trigger.start <= toll.start < trigger.end and not _number_before(toll, hit, clauses)
            return not first or trigger.passive
        if toll.end <= hit.start <= toll.end + _VICTIMS and all(i in victims for i in range(toll.end, hit.start)):
            return clauses.soft[toll.start] == clauses.soft[hit.start]
    return False


def _follows_harm(hit: Hit, trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether a party stands right behind a noun of harm, verb first: «مقتل عناصر من» tells who died."""
    if trigger.finite or clauses.subject_first or trigger.rule.generic != 2 or not 0 <= hit.start - trigger.end <= _HARMED:
        return False
    between = range(trigger.end, hit.start)
    others = {h.start for h in clauses.of("trigger")} | clauses.starts("agency")
    return others.isdisjoint(between) and clauses.soft[hit.start] == clauses.soft[trigger.start]


def _number_before(toll: Hit, hit: Hit, clauses: Clauses) -> bool:
    return any(clauses.tokens[i].key.isdecimal() or clauses.has("number", i, i + 1) for i in range(toll.start, hit.start))


def _speaks(hit: Hit, clauses: Clauses, trigger: Trigger) -> bool:
    """Return whether a party stands right beside a verb of saying: it is the source, and acts only where nobody else does."""
    says = [s for s in clauses.of("say") if not trigger.start <= s.start < trigger.end]
    number = clauses.soft[hit.start]
    if number != clauses.soft[trigger.start] and any(clauses.soft[s.start] == number and is_tag(s, clauses) for s in says):
        return True  # "…, the British navy's trade office said"
    if any(_is_speaker(hit, say, clauses) or (0 <= hit.start - say.end <= 1 and inverted(say, clauses)) for say in says):
        return True
    behind = hit.end <= trigger.start and clauses.has("that", hit.end, trigger.start) and not clauses.subject_first
    return behind and any(0 <= hit.start - say.end <= _SUBJECT and not clauses.has("that", say.end, hit.start) for say in says)


def _is_speaker(hit: Hit, say: Hit, clauses: Clauses) -> bool:
    """Return whether a party stands before a verb of saying, with no more than an office and a name between."""
    if not 0 <= say.start - hit.end <= _TITLE:
        return False
    offices = clauses.starts("agent", "envoys", "side")
    between = range(hit.end, say.start)
    return len(between) <= 1 or all(i in offices or clauses.tokens[i].text[:1].isupper() for i in between)


def struck(hits: Sequence[Hit], clauses: Clauses) -> frozenset[str]:
    """Return the ids of the parties that own what was hit, by words such as "positions of"."""
    return frozenset(h.entry.record.id for h in hits if _headed(h, clauses))


def _headed(hit: Hit, clauses: Clauses) -> bool:
    """Return whether a word such as "positions of" makes a party the owner of what was hit."""
    return clauses.has("object_head", max(hit.start - _OBJECT_HEAD, 0), hit.start)


def _by_order(trigger: Trigger, bare: Sequence[Hit], clauses: Clauses, rules: EventRules) -> tuple[Sequence[Hit], Sequence[Hit]]:
    first = trigger.end - 1 if clauses.has("does", trigger.start, trigger.start + 1) else trigger.start
    before = [h for h in bare if h.start < first]  # "warplanes of the eastern army bombed": the words hold their subject
    after = [h for h in bare if h.start >= first and h.start - trigger.end <= _FAR]
    if rules.subject_first and not trigger.finite and _aims(trigger, clauses, rules):
        return [h for h in before[-1:] if _owns(h, trigger, clauses)], after
    if not rules.subject_first:  # the subject, then the object, then where: a party behind the place is none of them
        scenes = [m.start for m in clauses.mentions if m.start >= trigger.end and m.resolution and m.resolution.toponym.role == "place"]
        after = [h for h in after if not any(at < h.start for at in scenes)]
    if trigger.rule.agent_after or not (trigger.finite or rules.subject_first):
        subject = [h for h in after[:1] if _adjacent(clauses, trigger.end, h.start)]
        return subject, after[len(subject) :]
    within = _within(after, trigger, rules)
    if within or trigger.rule.own_subject:
        subject = within or (after[:1] if trigger.type in _MOVES else [])
        return subject, [h for h in after if h not in subject]
    if not rules.subject_first and trigger.finite and _has_pronoun(trigger, clauses):
        return after[:1], after[1:]  # «اقتحمها» has its object: who follows is the subject
    if not rules.subject_first and trigger.finite and clauses.has("self", trigger.start - 2, trigger.start):
        return [], after  # "that they killed": those who speak
    if before and (rules.subject_first or trigger.finite):
        return _with_joined(before, len(before) - 1, clauses, rules), after
    if rules.subject_first and not (trigger.passive and trigger.finite):
        return [], after  # who comes after a noun without "by" is what the attack was on
    subject = [h for h in after[:1] if h.start - trigger.end <= _SUBJECT and _is_bare(clauses, rules, trigger.end, h.start)]
    subject = _with_joined(after, 0, clauses, rules) if subject else []
    return subject, after[len(subject) :]


def _within(hits: Sequence[Hit], trigger: Trigger, rules: EventRules) -> list[Hit]:
    """Return the parties within the words of a verb that are its subject: "a convoy of the regime arrived"."""
    if not (trigger.finite and rules.subject_first) or trigger.passive:
        return []
    return [h for h in hits if h.end <= trigger.end and (trigger.type in _MOVES or h.start == trigger.start)]


def _owns(hit: Hit, trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether a party stands right before a noun, or with no more than a weapon between: "a Russian missile strike on"."""
    means = clauses.starts("from_air", "from_guns", "air", "agent")
    return 0 <= trigger.start - hit.end < ADJECTIVES and all(i in means for i in range(hit.end, trigger.start))


def _has_pronoun(trigger: Trigger, clauses: Clauses) -> bool:
    """Return whether a pronoun for a place is written onto a trigger of one word."""
    return trigger.end - trigger.start == 1 and bool(clauses.words(trigger.start, "held"))


def _aims(trigger: Trigger, clauses: Clauses, rules: EventRules) -> bool:
    """Return whether a noun's words end with a preposition of aim: in "raids on X" no X raids."""
    last = clauses.tokens[trigger.end - 1]
    return trigger.end - trigger.start > 1 and any(rules.actor_roles.get(f) == "target" for f in last.forms)


def _with_joined(hits: Sequence[Hit], at: int, clauses: Clauses, rules: EventRules) -> list[Hit]:
    """Return the mention `at` with those that "and" joins to it: "US and British jets", «مقاتلات أميركية وبريطانية»."""
    first = last = at  # "US, British and French jets": a comma joins what "and" goes on to join
    while (
        first > 0
        and rules.subject_first
        and (_linked(hits[first - 1], hits[first], clauses, rules) or (first < last and _listed(hits[first - 1], hits[first], clauses)))
    ):
        first -= 1
    while last + 1 < len(hits) and not rules.subject_first and _linked(hits[last], hits[last + 1], clauses, rules):
        last += 1
    return list(hits[first : last + 1])


def _listed(one: Hit, other: Hit, clauses: Clauses) -> bool:
    return one.end == other.start and "," in clauses.tokens[other.start].gap


def _linked(one: Hit, other: Hit, clauses: Clauses, rules: EventRules) -> bool:
    if not 0 <= other.start - one.end <= _JOINED:
        return False
    nations = one.entry.form == other.entry.form == "adjectives" and not rules.subject_first
    if nations and one.end == other.start:
        return True  # «العدوان الأمريكي السعودي»
    joiners, forces = clauses.starts("and"), clauses.starts("and", "agent", "definite")
    between = range(one.end, other.start)
    joined = not joiners.isdisjoint(between) or other.aside.startswith(rules.peel.conjunctions)
    return joined and all(i in forces for i in between)


def _is_bare(clauses: Clauses, rules: EventRules, start: int, end: int) -> bool:
    """Return whether no place stands between two tokens, and no preposition but one of origin ("dozens of")."""
    if any(start <= m.start < end for m in clauses.mentions):
        return False
    roles = (rules.roles.get(f) for i in range(start, end) for f in clauses.tokens[i].forms)
    return all(role in (None, "from") for role in roles)


def _adjacent(clauses: Clauses, end: int, start: int) -> bool:
    """Return whether only words for forces stand between a noun and the party that did it."""
    forces = clauses.starts("agent", "people", "definite")
    return all(i in forces for i in range(end, start))


def acting(hits: Sequence[Hit], clauses: Clauses, rules: EventRules, before: int) -> str | None:
    """Return the party that last acted before token `before`: the subject that a later verb leaves unsaid."""
    for hit in reversed([h for h in hits if h.end <= before]):
        if _is_of_one(hit, clauses, rules) or _headed(hit, clauses) or _is_of_downed(hit, clauses):
            continue
        if governor(hit, clauses, rules.actor_roles, rules.attached_actor_roles, rules.peel.article) is None:
            found: str = hit.entry.record.id
            return found
    return None


def _ids(hits: Sequence[Hit]) -> list[str]:
    return _unique([h.entry.record.id for h in hits])


def _unique(ids: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(ids))
