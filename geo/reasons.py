"""Reasons put into words: why a place was proposed, chosen or not chosen, in the language of who reads it.

The sentences are `languages/<code>/reasons.toml`: one a key, with what fills it in braces; tables for kinds of place and compass points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from geo.languages import Rules, load_rules
from geo.model import Candidate, Place, Reason

__all__ = ["in_words"]


def in_words(reasons: Iterable[Reason], code: str = "en", country: Callable[[str], str] = str) -> str:
    """Return reasons as one line, the weightiest first, each said once.

    Parameters
    ----------
    reasons
        `why` of a match or a resolution.
    code
        The language of the words, and of the names of places where they have one in it.
    country
        Gives the name of a country for its ISO 3166 code; without it the code stands.

    Raises
    ------
    LanguageError
        When the language has no words for a reason; names the file and the key.
    """
    rules = load_rules(code)
    words = rules.derived(_words)
    return words.between.join(dict.fromkeys(_said(rules, words, reason, country) for reason in reasons))


class _Words(NamedTuple):
    """The sentences of a language by key, what joins them, and kinds of place with their article."""

    sentences: Mapping[str, str]
    between: str
    a_kinds: Mapping[str, str]


def _words(rules: Rules) -> _Words:
    sentences = {key: str(value) for key, value in rules.value("reasons", "sentences").items()}
    return _Words(sentences, str(rules.value("reasons", "between")), rules.value("reasons", "a_kinds"))


def _said(rules: Rules, words: _Words, reason: Reason, country: Callable[[str], str]) -> str:
    filled = {name: _shown(rules, name, value, country) for name, value in reason.filled.items()}
    if "kind" in reason.filled:
        filled["a_kind"] = words.a_kinds.get(reason.filled["kind"], filled["kind"])
    sentence = words.sentences.get(reason.key) or str(rules.value("reasons", "sentences", reason.key))
    return sentence.format(**filled)


_TABLES: Mapping[str, str] = {"kind": "kinds", "point": "points"}


def _shown(rules: Rules, name: str, value: Any, country: Callable[[str], str]) -> Any:
    """Return what fills a sentence, in words: numbers stay numbers, for the sentence says how to write them."""
    if isinstance(value, Place):
        return value.label(rules.code)
    if name == "rivals":
        return _listed(rules, value, country)
    if name in _TABLES:
        return _word(rules, _TABLES[name], value)
    return country(value) if name == "country" else value


def _word(rules: Rules, table: str, key: str) -> str:
    """Return a word of a table; a key that it lacks stands for itself."""
    return str(rules.value("reasons", table).get(key, key.replace("_", " ")))


def _listed(rules: Rules, rivals: Sequence[Candidate], country: Callable[[str], str]) -> str:
    comma = str(rules.value("reasons", "comma"))
    named = []
    for rival in rivals:
        place = rival.place
        where = country(place.country) if place.country else _word(rules, "kinds", place.kind)
        named.append(f"{place.label(rules.code)} ({where}) {rival.score:.2f}")
    return comma.join(named)
