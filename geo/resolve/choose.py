"""From toponyms to places: each name gets the place that the evidence speaks for, or none, with a score and the reason.

Evidence of the whole text (which countries it names, what it calls a place elsewhere) is weighed once for each name, evidence
of the surroundings (feature words, "X, Libya", distances) for each mention; a name keeps one meaning in a text unless its
surroundings say otherwise.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.languages import Rules
from geo.model import Candidate, Document, Match, Place, Reason, Resolution, Toponym
from geo.names import fold, is_arabic, without_article
from geo.offsets import Offset, agrees, find_offsets, position_of
from geo.resolve.beside import placed_beside
from geo.resolve.calibration import calibrated, scored
from geo.resolve.evidence import NOBODY, Evidence, Theatre, fit, prior, prior_weight, spelling, theatre_of
from geo.text import tokens_of
from geo.toponyms.features import load_features

__all__ = ["resolve_toponyms"]

_WITHIN, _ELSEWHERE = 3.0, -3.0
_STATED, _NOT_STATED = 3.0, -3.0
_CONTEXT, _MOST_CONTEXT = 0.8, 1.6
_DISCOURSE = 0.5
_FAME, _UNHEARD_OF = 2.5, 50_000
"""What a capital has before its namesakes where none of them has more people than that."""
_CONTEXT_WORDS = 6
_LEAST_SHARE = 0.25
_LEAD = 1.1
_ROUNDS = 3
_UNHELD = 2.0
"""What "the village of" before a name adds to its being one that no gazetteer holds: nearly what it adds to a held place that fits."""
_SMALL = frozenset({"town", "village", "quarter", "mountain", "valley", "camp", "bridge", "oil_field", "crossroads"})
_LARGE = frozenset({"city", "region", "country"})
_UNITS = frozenset({"region", "district"})
_HELD = 0.5
"""The belief that a name so announced must have in all held places together before one of them is chosen."""
_SEATS = frozenset({"city", "town", "village"})
_SEAT_KM = 100.0
"""How far the middle of a unit may lie from the town that it is named after."""
_TWIN_KM = 10.0
"""How far apart two records of one settlement may lie."""
_COMPUTED_SCORE = 0.5
_PARENT_GAP = 24
_NAMED = 3
"""Rivals that a reason names."""
_ELSEWHERE_TOO = Reason.of("elsewhere")

_Origin = tuple[float, float, float, str] | None
_END = attrgetter("end")


@dataclass
class _Case:
    """One toponym under consideration: its key, what local evidence says of each candidate place, by id."""

    toponym: Toponym
    key: str
    local: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    _traits: list[tuple[Match, float, float]] | None = None

    @property
    def traits(self) -> list[tuple[Match, float, float]]:
        """Each candidate with what its spelling and its size weigh, whatever else the text names."""
        if self._traits is None:
            rivals = self.toponym.candidates
            self._traits = [(match, spelling(match).weight, prior_weight(match.place, rivals)) for match in rivals]
        return self._traits

    def weight(self, place_id: str) -> float:
        return sum(evidence.weight for evidence in self.local.get(place_id, ()))


def resolve_toponyms(
    document: Document, toponyms: Sequence[Toponym], gazetteer: Gazetteer, rules: Rules, language: str
) -> list[Resolution]:
    """Return one resolution for each toponym, in their order; a name that cannot be placed has `place` None and says why.

    Parameters
    ----------
    document
        The text; its `country` is a hint.
    toponyms
        What `find_toponyms` returned for it, in order of the text.
    gazetteer
        The places; used for the names without their feature words.
    rules, language
        The rules of the language of the text, and its code.

    Raises
    ------
    ValueError
        When `rules` are not of `language`.
    """
    if rules.code != language:
        raise ValueError(f"The text is in {language!r} and the rules are for {rules.code!r}.")
    if not toponyms:
        return []
    cases = [_Case(toponym, _core(toponym, rules)) for toponym in toponyms]
    capitals = rules.folded("metonyms", "capitals")
    for case in cases:
        _feature_evidence(case)
        _fame_evidence(case, capitals)
    _container_evidence(document.text, cases, gazetteer, rules)
    _context_evidence(document.text, cases, rules)
    theatre, resolved = _choose(cases, document.country)
    offsets = find_offsets(document.text, toponyms, rules)
    capital = _capital(theatre, gazetteer, rules) if any(offset.anchor < 0 for offset in offsets) else None
    if _offset_evidence(offsets, cases, _origins(offsets, resolved, capital)):
        theatre, resolved = _choose(cases, document.country)
    return placed_beside(document.text, _computed(offsets, resolved, capital), rules)


def _core(toponym: Toponym, rules: Rules) -> str:
    key = fold(toponym.text)
    found = load_features(rules).core(key)
    key = found[0] if found else key
    return key if is_arabic(key) else without_article(key)


def _feature_evidence(case: _Case) -> None:
    kinds = case.toponym.kinds
    if not kinds or not any(match.place.kind in kinds for match in case.toponym.candidates):
        return
    for match in case.toponym.candidates:
        fits = match.place.kind in kinds
        why = Reason.of("kind_beside", kind=match.place.kind) if fits else None
        case.local[match.place.id].append(Evidence(fit(match.place, kinds), why))


def _fame_evidence(case: _Case, capitals: frozenset[str]) -> None:
    """Weigh the bare name of a capital: everybody speaks of those, wherever else a text is about, and hardly of small namesakes.

    In Arabic letters only: the towns that were named after capitals, and have papers of their own, are in countries of Latin ones.
    """
    if case.key not in capitals or case.toponym.kinds or not is_arabic(case.key):
        return
    cities = [m.place for m in case.toponym.candidates if m.place.kind == "city"]
    first = max(cities, key=lambda p: p.population or 0, default=None)
    if first is None or any(m.place.kind == "country" for m in case.toponym.candidates):
        return  # one word for the capital and its country
    rivals = (m.place for m in case.toponym.candidates if m.place.country != first.country)
    if all((p.population or 0) <= _UNHEARD_OF for p in rivals):
        case.local[first.id].append(Evidence(_FAME))


def _container_evidence(text: str, cases: Sequence[_Case], gazetteer: Gazetteer, rules: Rules) -> None:
    """Weigh "X, Libya", "X in Libya" and the nationality behind or before a name."""
    inside = rules.derived(_inside)
    for case, after in pairwise(cases):
        near = after.toponym.start - case.toponym.end <= _PARENT_GAP
        if case.toponym.role == "demonym" or not near or not inside.fullmatch(text, case.toponym.end, after.toponym.start):
            continue
        _inside_of(case, [match.place for match in after.toponym.candidates], gazetteer)


def _inside(rules: Rules) -> re.Pattern[str]:
    within = "|".join(sorted((re.escape(word) for word in rules.strings("relations", "contains")), key=len, reverse=True))
    return re.compile(f"[ \t\u00a0]*(?:[,\u060c(][ \t\u00a0]*)?(?:(?:{within})[ \t\u00a0]*)?")


def _inside_of(case: _Case, holders: list[Place], gazetteer: Gazetteer) -> None:
    """Weigh the places of a name by whether they lie in what the text puts it in, one of `holders`; a unit lies in its country."""
    countries = {place.country for place in holders if place.kind == "country"}
    admins = {place.id for place in holders if place.kind == "district"} | {code for place in holders if (code := gazetteer.unit(place))}
    around = {place.country for place in holders} if all(place.kind in _UNITS for place in holders) else set()
    for match in case.toponym.candidates:
        if match.place.kind == "country":
            continue
        within = match.place.country in countries or match.place.admin in admins
        where = (
            Reason.of("within", place=holders[0])
            if match.place.admin in admins
            else Reason.of("within_country", country=match.place.country)
        )
        if within:
            case.local[match.place.id].append(Evidence(_WITHIN, where))
        elif countries or (around and match.place.country not in around):
            case.local[match.place.id].append(Evidence(_ELSEWHERE))


def _context_evidence(text: str, cases: Sequence[_Case], rules: Rules) -> None:
    """Weigh the words around bare names that two kinds of place share."""
    torn = [c for c in cases if not c.toponym.kinds and len({m.place.kind for m in c.toponym.candidates}) > 1]
    if not torn:
        return
    context = load_features(rules).context
    tokens = tokens_of(text)
    for case in torn:
        at = bisect_right(tokens.words, case.toponym.start, key=_END)
        near = tokens.texts[max(0, at - _CONTEXT_WORDS) : at + _CONTEXT_WORDS + 1]
        told = {form for word in near for form in _forms(fold(word))} & context.keys()
        for match in case.toponym.candidates if told else ():
            said = sorted(key for key in told if match.place.kind in context[key])
            if said:
                weight = min(_MOST_CONTEXT, _CONTEXT * len(said))
                why = Reason.of("speaks_for", word=said[0], kind=match.place.kind)
                case.local[match.place.id].append(Evidence(weight, why))


def _forms(key: str) -> tuple[str, ...]:
    return (key, key[1:]) if is_arabic(key) and len(key) > 3 else (key,)


def _choose(cases: Sequence[_Case], hint: str | None) -> tuple[Theatre, list[Resolution]]:
    """Return where the text is about and the resolutions, each name read in the light of what the others were taken for before."""
    together: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    weights: dict[str, float] = {}
    for case in cases:
        for place_id in case.local:
            together[case.key][place_id] += case.weight(place_id)
        if case.toponym.role != "name":
            weights[case.key] = max(weights.get(case.key, 0.0), 0.5 if case.toponym.role in {"demonym", "dateline"} else 1.0)
    firsts = _firsts(cases)
    nearby = {at: _nearby(cases[at], together[cases[at].key]) for at in dict.fromkeys(firsts)}
    theatre = theatre_of({}, {}, hint)
    for _ in range(_ROUNDS):
        view = _View(theatre)
        weighed = {at: _weighed(cases[at], view, near) for at, near in nearby.items()}
        before, theatre = theatre, theatre_of(_beliefs(cases, firsts, weighed), weights, hint, theatre)
        if theatre == before:
            break  # another round would find the same
    verdicts = {at: calibrated(_verdict(cases[at], choices, view, nearby[at])) for at, choices in weighed.items()}
    return theatre, [
        found if cases[at] is case else scored(found, case.toponym, found.score, found.candidates)
        for case, at, found in ((case, at, verdicts[at]) for case, at in zip(cases, firsts, strict=True))
    ]


_Nearby = Mapping[str, tuple[Evidence, ...]]
"""What the words around a mention, and around the others of its name, say of each place, by id."""


def _nearby(case: _Case, together: Mapping[str, float]) -> _Nearby:
    if not case.local and not together:
        return {}
    ids = (match.place.id for match in case.toponym.candidates)
    return {place_id: (*case.local.get(place_id, ()), *_elsewhere(case, place_id, together)) for place_id in ids}


class _View:
    """A round of weighing: what the theatre of the one before says of each place under each name, worked out once.

    Where two spellings fold to one name, the candidates of the first mention are the rivals for both.
    """

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self._told = bool(theatre.countries or theatre.admins or theatre.hint)
        self._tells = self._told or bool(theatre.anchors)
        self._known: dict[tuple[str, str], tuple[tuple[float, ...], Sequence[Match]]] = {}

    def weights(self, key: str, place: Place, size: float, rivals: Sequence[Match]) -> tuple[float, ...]:
        """Return what the size of a place, `size`, and the theatre weigh for it."""
        known = self._known.get((key, place.id))
        if known is None:
            weights = (size, *map(_WEIGHT, self._of(key, place, rivals))) if self._tells else (size,)
            known = self._known[key, place.id] = weights, rivals
        return known[0]

    def evidence(self, key: str, place: Place) -> tuple[Evidence, ...]:
        """Return the evidence behind the weights of a place that was weighed."""
        rivals = self._known[key, place.id][1]
        return (prior(place, rivals), *self._of(key, place, rivals))

    def _of(self, key: str, place: Place, rivals: Sequence[Match]) -> list[Evidence]:
        found = self.theatre.of(place, key) if self._told else []
        return [*found, self.theatre.nearness(place, key)] if len(rivals) > 1 and self.theatre.anchors else found


def _firsts(cases: Sequence[_Case]) -> list[int]:
    """Return for each case the first one that is weighed as it is: of the same name, where nothing local speaks for either."""
    plain: dict[tuple[object, ...], int] = {}
    return [at if case.local else plain.setdefault(_mark(case), at) for at, case in enumerate(cases)]


def _mark(case: _Case) -> tuple[object, ...]:
    """Return what decides about a mention that no words around it speak for: the name as written, and how it is meant."""
    toponym = case.toponym
    return (case.key, toponym.text, toponym.kinds, toponym.role == "name", len(toponym.candidates))


def _beliefs(
    cases: Sequence[_Case], firsts: Sequence[int], weighed: Mapping[int, Sequence[_Choice]]
) -> dict[str, list[tuple[Place, float]]]:
    """Return what each name is believed to mean, by its surest mention."""
    surest: dict[str, Sequence[_Choice]] = {}
    for at in dict.fromkeys(firsts):
        case, choices = cases[at], weighed[at]
        known = surest.get(case.key)
        if case.toponym.role != "name" and (known is None or _score(choices) > _score(known)):
            surest[case.key] = choices
    return {key: [(choice.match.place, choice.share) for choice in choices] for key, choices in surest.items()}


def _score(choices: Sequence[_Choice]) -> float:
    return choices[0].share if choices else 0.0


class _Choice(NamedTuple):
    """A place that a mention may mean, with its share of the belief."""

    match: Match
    share: float


def _weighed(case: _Case, view: _View, nearby: _Nearby) -> list[_Choice]:
    """Return the places that a mention may mean with their shares, the likeliest first; none where it names no place."""
    toponym = case.toponym
    if toponym.role == "name" or not toponym.candidates:
        return []
    weighed: list[tuple[float, str, Match]] = []
    for match, spelt, size in case.traits:
        place = match.place
        weight = sum(view.weights(case.key, place, size, toponym.candidates), spelt)
        if nearby:
            weight = sum(map(_WEIGHT, nearby[place.id]), weight)
        weighed.append((-weight, place.id, match))
    weighed.sort(key=_RANK)
    shares = [math.exp(-weight) for weight, _, _ in weighed]
    total = sum(shares) + math.exp(NOBODY + _announced(toponym))
    return [_Choice(match, round(share / total, 3)) for share, (_, _, match) in zip(shares, weighed, strict=True)]


_WEIGHT, _RANK = itemgetter(0), itemgetter(0, 1)


def _announced(toponym: Toponym) -> float:
    """Return what a feature word for a small place adds to the logit of a place that the gazetteer does not hold: it fits the word too."""
    return _UNHELD if toponym.kinds and toponym.kinds[0] not in _LARGE and not _SMALL.isdisjoint(toponym.kinds) else 0.0


def _elsewhere(case: _Case, place_id: str, together: Mapping[str, float]) -> tuple[Evidence, ...]:
    """Return what the surroundings of the name's other mentions say."""
    others = _DISCOURSE * max(-2.0, min(3.0, together.get(place_id, 0.0) - case.weight(place_id)))
    return (Evidence(others, _ELSEWHERE_TOO if others > 0 else None),) if abs(others) > 0.1 else ()


def _verdict(case: _Case, choices: Sequence[_Choice], view: _View, nearby: _Nearby) -> Resolution:
    toponym = case.toponym
    if toponym.role == "name":
        return Resolution(toponym, None, 0.0, None, (Reason.of("part_of_name"),))
    if not choices:
        return Resolution(toponym, None, 0.0, None, (Reason.of("not_held", name=toponym.text),))
    candidates = tuple(Candidate(choice.match.place, choice.match.matched, choice.share) for choice in choices)
    best, spot = candidates[0], _on_spot(choices)
    if _announced(toponym) and sum(c.score for c in candidates) < _HELD:
        return Resolution(toponym, None, best.score, None, (Reason.of("rather_not_held", rivals=candidates[:_NAMED]),), candidates)
    rival = next((c for c in candidates[1:] if not _twins(best.place, c.place)), None)
    torn = rival is not None and spot.share < _LEAD * rival.score
    if torn and best.score >= _LEAST_SHARE and (seat := _seat_of(choices[:2])) is not None:
        rest = tuple(c for c in candidates if c.place.id != seat.match.place.id)
        return _chosen(toponym, seat, rest, _evidence(case, seat.match, view, nearby))
    if spot.share < _LEAST_SHARE or torn:
        return Resolution(toponym, None, best.score, None, (Reason.of("torn", rivals=candidates[:_NAMED]),), candidates)
    return _chosen(toponym, spot, candidates[1:], _evidence(case, choices[0].match, view, nearby))


def _on_spot(choices: Sequence[_Choice]) -> _Choice:
    """Return the likeliest place with the belief in all records of it: one settlement may stand in the gazetteer twice."""
    best = choices[0]
    twins = sum(c.share for c in choices[1:] if _twins(best.match.place, c.match.place))
    return _Choice(best.match, round(min(best.share + twins, 1.0), 3))


def _twins(one: Place, other: Place) -> bool:
    """Return whether two records are of one country or settlement, whose positions or spellings differ."""
    if one.country != other.country or None in (one.country, one.lon, one.lat, other.lon, other.lat):
        return False
    if one.kind == other.kind == "country":
        return True
    settled = _SEATS.issuperset((one.kind, other.kind))
    return (
        settled and distance_km(float(one.lon or 0.0), float(one.lat or 0.0), float(other.lon or 0.0), float(other.lat or 0.0)) <= _TWIN_KM
    )


def _evidence(case: _Case, match: Match, view: _View, nearby: _Nearby) -> list[Evidence]:
    """Return all but its spelling that speaks for or against a place as the meaning of a mention."""
    return [*view.evidence(case.key, match.place), *nearby.get(match.place.id, ())]


def _chosen(toponym: Toponym, choice: _Choice, rest: tuple[Candidate, ...], evidence: Sequence[Evidence]) -> Resolution:
    match, share = choice
    told = sorted((e for e in evidence if e.why and e.weight > 0), key=lambda e: -e.weight)
    why = (*match.why, *(e.why for e in told if e.why is not None))
    place = match.place
    return Resolution(toponym, place, share, match.matched, why, rest, place.lon, place.lat, place.precision_km)


def _seat_of(choices: Sequence[_Choice]) -> _Choice | None:
    """Return the town of two that are torn between it and the unit that is named after it and holds it: the bare name is the town's."""
    towns = [c for c in choices if c.match.place.kind in _SEATS]
    units = [c for c in choices if c.match.place.kind in ("district", "region")]
    if len(towns) != 1 or len(units) != 1:
        return None
    town, unit = towns[0].match.place, units[0].match.place
    if town.country != unit.country or None in (town.lon, town.lat, unit.lon, unit.lat):
        return None
    apart = distance_km(float(town.lon or 0.0), float(town.lat or 0.0), float(unit.lon or 0.0), float(unit.lat or 0.0))
    return towns[0] if apart <= _SEAT_KM else None


def _offset_evidence(offsets: Sequence[Offset], cases: Sequence[_Case], origins: Sequence[_Origin]) -> bool:
    """Weigh the distances that the text states; return whether there was anything to weigh."""
    weighed = False
    for offset, origin in zip(offsets, origins, strict=True):
        if offset.subject is None or not offset.sure or origin is None:
            continue
        case = cases[offset.subject]
        for match in case.toponym.candidates:
            place = match.place
            if place.lon is None or place.lat is None:
                continue
            fits = agrees(offset, origin[:2], (place.lon, place.lat))
            why = Reason.of("stated", km=offset.km, name=origin[3]) if fits else None
            case.local[place.id].append(Evidence(_STATED if fits else _NOT_STATED, why))
            weighed = True
    return weighed


def _origins(offsets: Sequence[Offset], resolved: Sequence[Resolution], capital: Place | None) -> list[_Origin]:
    """Return for each offset `(lon, lat, radius in km, name)` of what it is measured from, None where that is not known."""
    found: list[_Origin] = []
    for offset in offsets:
        anchor = resolved[offset.anchor] if offset.anchor >= 0 else None
        place = anchor.place if anchor is not None else capital
        if place is not None and place.lon is not None and place.lat is not None:
            found.append((place.lon, place.lat, place.precision_km or 5.0, place.name))
        elif anchor is not None and anchor.lon is not None and anchor.lat is not None and (anchor.radius_km or 0.0) <= offset.km:
            found.append((anchor.lon, anchor.lat, anchor.radius_km or 5.0, anchor.toponym.text))
        else:
            found.append(None)
    return found


def _capital(theatre: Theatre, gazetteer: Gazetteer, rules: Rules) -> Place | None:
    """Return the city that "the capital" means: the largest one on the list of capitals, in the country the text names most."""
    country = theatre.hint or max(sorted(theatre.countries), key=lambda code: theatre.countries[code], default=None)
    cities = {match.place.id: match.place for name in rules.strings("metonyms", "capitals") for match in gazetteer.named(name)}
    return max((p for p in cities.values() if p.country == country and p.kind == "city"), key=lambda p: p.population or 0, default=None)


def _computed(offsets: Sequence[Offset], resolved: list[Resolution], capital: Place | None) -> list[Resolution]:
    """Return the resolutions, a position computed where the text places a name that has no place.

    Where it places no name ("an ambush 50 km east of X"), the resolution of X keeps its place and carries the computed position.
    Mentions of one name share the position; another is measured from it only where it lies further off than the first may err.
    """
    named: dict[str, list[int]] = defaultdict(list)
    for at, resolution in enumerate(resolved):
        if resolution.place is None and resolution.toponym.role != "name":
            named[fold(resolution.toponym.text)].append(at)
    for at, offset in enumerate(offsets):
        origin = _origins(offsets[at : at + 1], resolved, capital)[0]
        position = position_of(offset, origin[:2], origin[2]) if origin is not None else None
        if origin is None or position is None:
            continue
        lon, lat, radius = position
        subject = resolved[offset.subject] if offset.subject is not None else None
        if subject is None or (not offset.sure and subject.toponym.candidates):
            if offset.anchor >= 0:
                resolved[offset.anchor] = replace(resolved[offset.anchor], lon=lon, lat=lat, radius_km=radius)
        elif subject.place is None and subject.lon is None and subject.toponym.role != "name" and offset.subject is not None:
            why = (Reason.of("computed", km=offset.km, name=origin[3]),)
            for same in named[fold(subject.toponym.text)]:
                resolved[same] = replace(resolved[same], lon=lon, lat=lat, radius_km=radius, score=_COMPUTED_SCORE, why=why)
    return resolved
