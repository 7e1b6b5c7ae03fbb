"""Feature words: the words that say what kind of place a name is, read from `features.toml` of a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import LanguageError
from geo.languages import Rules
from geo.model import PLACE_KINDS
from geo.names import fold

__all__ = ["Feature", "Features", "Hit", "load_features"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One entry of `features.toml`: which kinds its words allow, and whether they belong to the name."""

    kinds: tuple[str, ...]
    named: bool
    unknown: bool
    trailing: tuple[str, ...]
    definite: bool = False
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A feature phrase found at a word: the feature, how many words it has, and whether it introduces a list of names."""

    feature: Feature
    words: int
    many: bool = False


@dataclass(frozen=True, slots=True)
class Features:
    """The feature words of a language, by folded phrase.

    `before` and `after` map a phrase to its feature, `trailing` holds the words that may close a name opened by a feature
    word, `refine` narrows kinds by such a word, `context` says which kind the words around a bare name speak for, `parts`
    maps a phrase to a compass point, `whole` are the words that make a bare part a place, `openers` those that open a name of
    two words, `firsts` the first words of all phrases that stand before a name. `reach` says for the first word of any phrase
    before or after a name how many words such a phrase has at most. `closers` maps a single word to its feature where that is reason enough
    to report an unknown name before it.
    """

    before: Mapping[str, Hit]
    after: Mapping[str, Hit]
    refine: Mapping[str, tuple[str, ...]]
    context: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, str]
    whole: frozenset[str]
    openers: frozenset[str]
    firsts: frozenset[str]
    longest: int
    reach: Mapping[str, int]
    closers: Mapping[str, Feature]

    def at(self, table: Mapping[str, Hit], keys: Sequence[str], first: int) -> Hit | None:
        """Return the longest phrase of `table` that begins at word `first`, or None."""
        reach = self.reach.get(keys[first], 0) if first < len(keys) else 0
        for size in range(min(reach, len(keys) - first), 0, -1):
            hit = table.get(" ".join(keys[first : first + size]))
            if hit is not None:
                return hit
        return None

    def core(self, key: str) -> tuple[str, tuple[str, ...]] | None:
        """Return a folded name without the feature words at its ends, and the kinds they allow; None when it has none."""
        parts = key.split(" ")
        kinds: tuple[str, ...] = ()
        hit = self.at(self.before, parts, 0)
        if hit is not None and len(parts) > hit.words:
            kinds = hit.feature.kinds
            parts = _without_end(parts[hit.words :], hit.feature.trailing)
        for size in range(min(self.longest, len(parts) - 1), 0, -1):
            closing = self.after.get(" ".join(parts[-size:]))
            if closing is not None:
                kinds = kinds or closing.feature.kinds
                parts = parts[:-size]
                break
        core = " ".join(parts)
        return (core, kinds) if kinds and core != key else None


def _without_end(parts: list[str], endings: tuple[str, ...]) -> list[str]:
    for ending in endings:
        size = ending.count(" ") + 1
        if len(parts) > size and " ".join(parts[-size:]) == ending:
            return parts[:-size]
    return parts


def load_features(rules: Rules) -> Features:
    """Return the feature words of a language.

    Raises
    ------
    LanguageError
        When an entry has no `before`, `after` or `many`, or names an unknown kind.
    """
    return rules.derived(_build)


def _build(rules: Rules) -> Features:
    before: dict[str, Hit] = {}
    after: dict[str, Hit] = {}
    closers: dict[str, Feature] = {}
    for entry in rules.value("features", "feature"):
        leading, closing, many = (_folded(entry, key) for key in ("before", "after", "many"))
        if not leading and not closing and not many:
            raise LanguageError(f"{rules.code}/features.toml: a feature needs 'before', 'after' or 'many'; this one has {sorted(entry)}.")
        feature = Feature(
            _kinds(rules, entry["kinds"]),
            bool(entry.get("named")),
            bool(entry.get("unknown")),
            _folded(entry, "trailing"),
            bool(entry.get("definite")),
            bool(entry.get("rare")),
        )
        before.update({phrase: Hit(feature, phrase.count(" ") + 1) for phrase in leading})
        before.update({phrase: Hit(feature, phrase.count(" ") + 1, many=True) for phrase in many})
        after.update({phrase: Hit(feature, phrase.count(" ") + 1) for phrase in closing})
        closers.update(dict.fromkeys(_folded(entry, "unknown_before"), feature))
    context = {fold(word): _kinds(rules, entry["kinds"]) for entry in rules.value("features", "context") for word in entry["words"]}
    parts = {fold(phrase): point for point, phrases in rules.lists("features", "parts").items() for phrase in phrases}
    phrases = [*before, *after]
    reach: dict[str, int] = {}
    for phrase in phrases:
        first = phrase.partition(" ")[0]
        reach[first] = max(reach.get(first, 0), phrase.count(" ") + 1)
    return Features(
        before,
        after,
        {fold(word): _kinds(rules, kinds) for word, kinds in rules.lists("features", "refine").items()},
        context,
        parts,
        rules.folded("features", "part_rules", "whole"),
        rules.folded("features", "compounds", "openers"),
        frozenset(phrase.partition(" ")[0] for phrase in (*before, *parts)),
        max(reach.values()),
        reach,
        closers,
    )


def _folded(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(sorted({fold(phrase) for phrase in entry.get(key, ())}, key=lambda phrase: (-phrase.count(" "), phrase)))


def _kinds(rules: Rules, kinds: Sequence[str]) -> tuple[str, ...]:
    unknown = [kind for kind in kinds if kind not in PLACE_KINDS]
    if unknown:
        raise LanguageError(f"{rules.code}/features.toml: unknown kind {unknown[0]!r}; known are {', '.join(PLACE_KINDS)}.")
    return tuple(kinds)
