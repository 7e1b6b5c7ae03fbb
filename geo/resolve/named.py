"""A name typed by itself: the places that it may mean, in order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.languages import Rules
from geo.model import Match, Reason
from geo.names import fold
from geo.resolve.evidence import fit, prior, spelling
from geo.toponyms.features import load_features
from geo.toponyms.lexicon import lexicon_of

__all__ = ["resolve_name"]


def resolve_name(
    name: str,
    gazetteer: Gazetteer,
    rules_by_language: Mapping[str, Rules],
    *,
    country: str | None = None,
    kinds: tuple[str, ...] = (),
    near: tuple[float, float] | None = None,
) -> list[Match]:
    """Return the places that a name typed by itself may mean, best first; an empty list when there is none.

    Parameters
    ----------
    name
        A name as written, with or without the word for its kind ("city of", "air base"), which then decides the kind.
    gazetteer
        The places.
    rules_by_language
        The rules whose feature words are tried.
    country
        ISO 3166 alpha-2 code: places elsewhere are left out.
    kinds
        Kinds of place: others are left out.
    near
        `(lon, lat)` in degrees: nearer places rank before equals further away.
    """
    found: dict[str, Match] = {}
    said: tuple[str, ...] = ()
    for match in gazetteer.lookup(name, fuzzy=False):
        found[match.place.id] = match
    for rules in rules_by_language.values():
        peeled = load_features(rules).core(fold(name))
        if peeled is None:
            continue
        said = said or peeled[1]
        for match in (*lexicon_of(gazetteer, rules).candidates(peeled[0], peeled[1]), *gazetteer.lookup(peeled[0], fuzzy=False)):
            if match.place.kind in peeled[1] and match.place.id not in found:
                why = (*match.why, Reason.of("kind_beside_name", kind=match.place.kind))
                found[match.place.id] = replace(match, method="folded", score=min(match.score, 0.95), why=why)
    kept = [m for m in found.values() if (country is None or m.place.country == country) and (not kinds or m.place.kind in kinds)]
    if not kept:
        return gazetteer.lookup(name, country=country, kinds=kinds, near=near) or _fuzzy_core(name, gazetteer, rules_by_language, country)
    return sorted(kept, key=lambda m: (-_standing(m, kept, said, near), m.place.id))


def _fuzzy_core(name: str, gazetteer: Gazetteer, rules_by_language: Mapping[str, Rules], country: str | None) -> list[Match]:
    """Return what one edit finds for the name without its feature words, of the kinds that these say."""
    for rules in rules_by_language.values():
        peeled = load_features(rules).core(fold(name))
        found = gazetteer.lookup(peeled[0], country=country, kinds=peeled[1]) if peeled is not None else []
        if found:
            return found
    return []


def _standing(match: Match, rivals: list[Match], said: tuple[str, ...], near: tuple[float, float] | None) -> float:
    place = match.place
    weight = spelling(match).weight + prior(place, rivals if place.tier == "world" else ()).weight + (fit(place, said) if said else 0.0)
    if near is not None and place.lon is not None and place.lat is not None:
        weight += 3.0 * math.exp(-distance_km(*near, place.lon, place.lat) / 300.0)
    return weight
