"""The page's words in a language, and dates, tolls and distances put into words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.model import Casualties, When

__all__ = ["Words", "load_words", "plural_form"]

_FOLDER = Path(__file__).with_name("words")


@dataclass(frozen=True)
class Words:
    """The words of one language; `words("day.previous")` gives one, with what stands in braces filled in."""

    code: str
    table: dict[str, Any]

    def __call__(self, key: str, **filled: object) -> str:
        """Return the words under a dotted key; where they depend on a number `n`, the form that goes with it.

        Raises
        ------
        KeyError
            When the language has no such words.
        """
        found: Any = self.table
        for part in key.split("."):
            found = found[part]
        if isinstance(found, dict):
            found = found.get(plural_form(self.code, int(str(filled["n"]))), found["other"])
        return str(found).format(**filled) if filled else str(found)

    @property
    def direction(self) -> str:
        """The direction of writing, `ltr` or `rtl`."""
        return str(self.table["direction"])

    def day(self, when: date) -> str:
        """Return a day in words."""
        return self("dates.day", day=when.day, month=self._month(when), year=when.year)

    def when(self, when: When | None) -> str:
        """Return an interval as precisely as it is known, or that no date is given."""
        if when is None:
            return self("evidence.no_date")
        if when.precision == "year":
            return str(when.start.year)
        if when.precision == "month":
            return self("dates.month", month=self._month(when.start), year=when.start.year)
        if when.precision == "week":
            return self("dates.week", start=self.day(when.start))
        if when.start == when.end:
            return self.day(when.start)
        return self("dates.span", start=self.day(when.start), end=self.day(when.end))

    def published(self, given: str) -> str:
        """Return an ISO date of any precision in words, or what was given where it is none."""
        parts = given.split("-")
        if not all(p.isdecimal() for p in parts) or len(parts) > 3:
            return given or self("evidence.no_date")
        if len(parts) == 1:
            return given
        month = date(2000, min(max(int(parts[1]), 1), 12), 1)
        if len(parts) == 2:
            return self("dates.month", month=self._month(month), year=parts[0])
        return self("dates.day", day=int(parts[2]), month=self._month(month), year=parts[0])

    def toll(self, toll: Casualties | None) -> str:
        """Return a number of people in words, "" where none is given."""
        if toll is None or (toll.min is None and toll.max is None):
            return ""
        if toll.max is None:
            return self("toll.least", n=toll.min)
        if toll.min is None:
            return self("toll.most", n=toll.max)
        return self("toll.exact", n=toll.min) if toll.min == toll.max else self("toll.range", a=toll.min, b=toll.max)

    def precision(self, precision: str, radius_km: float | None) -> str:
        """Return how precisely a position is known, with its radius in kilometres where there is one."""
        said = self(f"precision.{precision}")
        return said if not radius_km else said + self("comma") + self("precision.within", km=f"{radius_km:.0f}")

    def _month(self, when: date) -> str:
        return str(self.table["months"][when.month - 1])


def plural_form(code: str, n: int) -> str:
    """Return which form of a noun goes with a number of things: `zero`, `one`, `two`, `few`, `many` or `other`.

    The classes are those of the Unicode CLDR's plural rules for English and Arabic.
    """
    if code != "ar":
        return "one" if n == 1 else "other"
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


@lru_cache(maxsize=4)
def load_words(code: str) -> Words:
    """Return the words of a language, `en` or `ar`."""
    return Words(code, tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8")))
