"""The words that dates of a language are written with, folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.languages import Rules
from geo.memo import Recent
from geo.names import fold

__all__ = ["Vocabulary", "vocabulary"]

_REMEMBERED = 8000
"""Words whose readings are remembered, at most."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tables of a language, folded: phrases as tuples of keys."""

    months: Mapping[tuple[str, ...], int]
    hijri: Mapping[tuple[str, ...], int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    dual: Mapping[str, str]
    parts: Mapping[tuple[str, ...], str]
    relative: Mapping[tuple[str, ...], Mapping[str, Any]]
    ordinals: Mapping[tuple[str, ...], int]
    seasons: Mapping[str, Sequence[int]]
    sets: Mapping[str, frozenset[str]]
    prefixes: tuple[str, ...]
    day_first: bool
    heads: frozenset[str]
    known: Recent[tuple[str, tuple[str, ...], bool]]

    def keys_of(self, word: str) -> tuple[str, tuple[str, ...], bool]:
        """Return the folded word, its readings without attached letters, and whether a date can begin with it."""
        found = self.known.recall(word)
        if found is None:
            key = fold(word)
            keys = (key, *(key[len(p) :] for p in self.prefixes if key.startswith(p) and len(key) > len(p) + 2))
            found = key, keys, key[:1].isdecimal() or not self.heads.isdisjoint(keys)
            self.known.keep(word, found)
        return found


_SETS = (
    "ambiguous_months", "month_words", "between", "last", "this", "next", "last_before", "this_before", "next_before",
    "ago_before", "ago_after", "year_words", "ordinal", "range_words", "ahead", "night", "same", "later", "later_before",
)  # fmt: skip


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split())


def _by_number(table: Mapping[str, list[str]]) -> dict[tuple[str, ...], int]:
    return {_phrase(name): int(number) for number, names in table.items() for name in names}


def vocabulary(rules: Rules) -> Vocabulary:
    """Return the tables of a language, from its `months.toml` and `dates.toml`."""
    dates, months = rules.table("dates"), rules.table("months")
    one = {name: {k[0]: v for k, v in _by_number(dates[name]).items()} for name in ("weekdays", "numbers")}
    units = {name: {fold(w): unit for unit, ws in dates[name].items() for w in ws} for name in ("units", "dual")}
    named, hijri = _by_number(months["gregorian"]), _by_number(months["hijri"])
    relative = {_phrase(w): entry for entry in dates["relative"] for w in entry["words"]}
    seasons = {fold(w): record["months"] for record in dates.get("seasons", ()) for w in record["words"]}
    phrases = (phrase[0] for phrase in (*named, *hijri, *relative) if phrase)
    return Vocabulary(
        months=named,
        hijri=hijri,
        weekdays=one["weekdays"],
        numbers=one["numbers"],
        units=units["units"],
        dual=units["dual"],
        parts={_phrase(w): part for part, ws in dates["parts"].items() for w in ws},
        relative=relative,
        ordinals=_by_number(dates.get("ordinals", {})),
        seasons=seasons,
        sets={name: frozenset(fold(w) for w in dates.get(name, ())) for name in _SETS},
        prefixes=tuple(fold(p) for p in dates["prefixes"]),
        day_first=bool(dates["day_first"]),
        heads=frozenset([*phrases, *one["weekdays"], *units["units"], *units["dual"], *seasons]),
        known=Recent(_REMEMBERED),
    )
