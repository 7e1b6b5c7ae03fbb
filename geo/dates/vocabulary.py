"""The words that dates of a language are written with, folded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from geo.languages import Rules
from geo.memo import Memo, Ration
from geo.names import fold

__all__ = ["DateWord", "Vocabulary", "vocabulary"]

_REMEMBERED = Ration(8000)
"""Words whose readings are remembered, at most."""
_YEAR = re.compile(r"\d{4}$")


class DateWord(NamedTuple):
    """A word as dates see it: folded, its readings without attached letters, and the expressions that can turn on it.

    `begins` are names of readings of `geo.dates.scan.Scan`; `digits` says whether a date in digits alone can begin with it.
    """

    key: str
    keys: tuple[str, ...]
    begins: tuple[str, ...]
    digits: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tables of a language, folded: phrases as tuples of keys."""

    months: Mapping[tuple[str, ...], int]
    hijri: Mapping[tuple[str, ...], int]
    weekdays: Mapping[str, int]
    numbers: Mapping[tuple[str, ...], int]
    units: Mapping[str, str]
    dual: Mapping[str, str]
    parts: Mapping[tuple[str, ...], str]
    relative: Mapping[tuple[str, ...], Mapping[str, Any]]
    ordinals: Mapping[tuple[str, ...], int]
    seasons: Mapping[str, Sequence[int]]
    midnights: Mapping[tuple[str, ...], bool]
    season_before: Mapping[tuple[str, ...], bool]
    sets: Mapping[str, frozenset[str]]
    day_first: bool
    words: Memo[DateWord]


_SETS = (
    "ambiguous_months", "month_words", "between", "last", "this", "next", "last_before", "this_before", "next_before",
    "ago_before", "ago_after", "year_words", "ordinal", "range_words", "ahead", "night", "same", "later", "later_before", "behind",
    "that_before", "about", "plural", "elapsed", "behind_before", "forward", "definite_units",
)  # fmt: skip


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split())


def _by_number(table: Mapping[str, list[str]]) -> dict[tuple[str, ...], int]:
    return {_phrase(name): int(number) for number, names in table.items() for name in names}


def vocabulary(rules: Rules) -> Vocabulary:
    """Return the tables of a language, from its `months.toml` and `dates.toml`."""
    dates, months = rules.table("dates"), rules.table("months")
    weekdays = {k[0]: v for k, v in _by_number(dates["weekdays"]).items()}
    units = {name: {fold(w): unit for unit, ws in dates[name].items() for w in ws} for name in ("units", "dual")}
    named, hijri = _by_number(months["gregorian"]), _by_number(months["hijri"])
    relative = {_phrase(w): entry for entry in dates["relative"] for w in entry["words"]}
    seasons = {fold(w): record["months"] for record in dates.get("seasons", ()) for w in record["words"]}
    prefixes = tuple(fold(p) for p in dates["prefixes"])
    counted = frozenset([*units["units"], *units["dual"]])
    begun = {
        "month": _firsts([*named, *hijri]),
        "relative": _firsts(relative),
        "weekday": frozenset(weekdays),
        "unit": frozenset(units["units"]),
        "ago": counted,
        "past": counted,
        "season": frozenset(seasons),
    }
    return Vocabulary(
        months=named,
        hijri=hijri,
        weekdays=weekdays,
        numbers=_by_number(dates["numbers"]),
        units=units["units"],
        dual=units["dual"],
        parts={_phrase(w): part for part, ws in dates["parts"].items() for w in ws},
        relative=relative,
        ordinals=_by_number(dates.get("ordinals", {})),
        seasons=seasons,
        midnights={_phrase(w): True for w in dates.get("midnights", ())},
        season_before={_phrase(w): True for w in dates.get("season_before", ())},
        sets={name: frozenset(fold(w) for w in dates.get(name, ())) for name in _SETS},
        day_first=bool(dates["day_first"]),
        words=Memo(_reader(prefixes, begun), _REMEMBERED),
    )


def _firsts(phrases: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(phrase[0] for phrase in phrases if phrase)


def _reader(prefixes: Sequence[str], begun: Mapping[str, frozenset[str]]) -> Callable[[str], DateWord]:
    """Return a function that reads a written word, where `begun` has the words on which each expression turns."""

    def read(word: str) -> DateWord:
        key = fold(word)
        keys = (key, *(key[len(p) :] for p in prefixes if key.startswith(p) and len(key) > len(p) + 2))
        year = ("year",) if _YEAR.match(key) else ()
        return DateWord(key, keys, (*(name for name, heads in begun.items() if not heads.isdisjoint(keys)), *year), key[:1].isdecimal())

    return read
