"""Date expressions of a text as intervals of days: month names of every tradition, and words that count from the publication.

What cannot be placed on a calendar with reason gives nothing: no expression is guessed, and no text raises. The words stand in
`months.toml` and `dates.toml` of a language. Hijri dates follow the tabular calendar (civil epoch, 16 July 622 Julian; leap years
2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of 30), which is within a day or two of the observed one: they come out as a week.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from geo.languages import Rules
from geo.memo import Recent
from geo.model import When
from geo.names import fold
from geo.text import Word, words

__all__ = ["find_dates"]

Found = tuple[int, int, When]
Precision = Literal["day", "week", "month", "year"]
_NUMERIC = re.compile(r"(?<![\d/.-])(?:(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))(?![\d/-])")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?$")
_YEAR = re.compile(r"\d{4}$")
_RANGE = re.compile("[-\u2013\u2014]")
_WEEKISH = 3
"""Days from which on a stretch up to the publication is as coarse as a week."""
_REMEMBERED = 8000
"""Words whose readings are remembered, at most."""
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_HIJRI_YEARS = range(1200, 1600)
_HIJRI_EPOCH = date(622, 7, 19)
"""Day 1 of the tabular calendar in the proleptic Gregorian calendar."""


class _Token(NamedTuple):
    start: int
    end: int
    key: str
    keys: tuple[str, ...]
    heads: bool


@dataclass(frozen=True, slots=True)
class _Words:
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


def _words(rules: Rules) -> _Words:
    dates, months = rules.table("dates"), rules.table("months")
    one = {name: {k[0]: v for k, v in _by_number(dates[name]).items()} for name in ("weekdays", "numbers")}
    units = {name: {fold(w): unit for unit, ws in dates[name].items() for w in ws} for name in ("units", "dual")}
    named, hijri = _by_number(months["gregorian"]), _by_number(months["hijri"])
    relative = {_phrase(w): entry for entry in dates["relative"] for w in entry["words"]}
    seasons = {fold(w): record["months"] for record in dates.get("seasons", ()) for w in record["words"]}
    phrases = (phrase[0] for phrase in (*named, *hijri, *relative) if phrase)
    return _Words(
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


def find_dates(
    text: str,
    start: int,
    end: int,
    rules: Rules,
    published: date | None = None,
    inside: Sequence[Word] | None = None,
    anchor: date | None = None,
) -> list[Found]:
    """Return the dates written in `text[start:end]` as `(start, end, When)` in order, none overlapping another.

    Parameters
    ----------
    text, start, end
        The text, and the part of it to look at, in code points.
    rules
        Rules of the text's language; `months.toml` and `dates.toml` are used.
    published
        Day from which "yesterday" and months without a year are counted; without it such words give nothing.
    inside
        The words of that part, where they are known already.
    anchor
        The day that the text named last, from which "the following day" and "two weeks earlier" are counted; without it
        such words give nothing, or count from the publication.
    """
    table = rules.derived(_words)
    if inside is None:
        inside = [Word(w.start + start, w.end + start, w.text) for w in words(text[start:end])]
    if not any(table.keys_of(w.text)[2] for w in inside):
        return []
    scan = _Scan(text, start, end, table, published, inside, anchor)
    found = sorted(scan.all(), key=lambda f: (f[0], -f[1]))
    kept: list[Found] = []
    for one in found:
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
        elif one[1] - one[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = one
    return kept


class _Scan:
    """One pass over the words of a stretch of text."""

    def __init__(
        self, text: str, start: int, end: int, table: _Words, published: date | None, inside: Sequence[Word], anchor: date | None
    ) -> None:
        self.text, self.table, self.published, self.anchor = text, table, published, anchor
        self.offset = start
        self.piece = text[start:end]
        self.tokens = [_Token(w.start, w.end, *table.keys_of(w.text)) for w in inside]

    def all(self) -> Iterator[Found]:
        yield from self._numeric()
        for i, token in enumerate(self.tokens):
            if not token.heads:
                continue
            readings = (self._month, self._relative, self._weekday, self._unit, self._ago, self._past, self._season, self._year)
            for found in (read(i) for read in readings):
                if found is not None:
                    first, last, when = found
                    yield self.tokens[first].start, self.tokens[last].end, when

    def _in(self, i: int, name: str) -> bool:
        return 0 <= i < len(self.tokens) and any(k in self.table.sets[name] for k in self.tokens[i].keys)

    def _value(self, i: int, table: Mapping[str, Any]) -> Any:
        if not 0 <= i < len(self.tokens):
            return None
        return next((table[k] for k in self.tokens[i].keys if k in table), None)

    def _at(self, i: int, table: Mapping[tuple[str, ...], Any]) -> tuple[int, Any] | None:
        """Return how many words from `i` are the longest phrase of `table`, and its value."""
        rest = tuple(t.key for t in self.tokens[i + 1 : i + 5])
        for size in range(len(rest) + 1, 0, -1):
            for key in self.tokens[i].keys:
                if (key, *rest[: size - 1]) in table:
                    return size, table[(key, *rest[: size - 1])]
        return None

    def _day_number(self, i: int) -> int | None:
        match = _DAY.match(self.tokens[i].key) if 0 <= i < len(self.tokens) else None
        day = int(match.group(1)) if match else 0
        return day if 1 <= day <= 31 else None

    def _year_number(self, i: int) -> int | None:
        if not (0 <= i < len(self.tokens) and _YEAR.match(self.tokens[i].key)):
            return None
        year = int(self.tokens[i].key)
        return year if _FIRST_YEAR <= year <= _LAST_YEAR or year in _HIJRI_YEARS else None

    def _numeric(self) -> Iterator[Found]:
        for m in _NUMERIC.finditer(self.piece):
            year, month, day = (int(g) for g in (m.groups()[:3] if m.group(1) else (m.group(6), m.group(5), m.group(4))))
            if not m.group(1) and (month > 12 or not self.table.day_first):
                month, day = day, month
            when = _day(year, month, day)
            if when is not None:
                yield m.start() + self.offset, m.end() + self.offset, when

    def _month(self, i: int) -> tuple[int, int, When] | None:
        named = self._at(i, self.table.months)
        if named is None:
            return self._hijri(i)
        size, month = named
        last = i + size - 1
        while (again := self._at(last + 1, self.table.months) if last + 1 < len(self.tokens) else None) and again[1] == month:
            last += again[0]
        first, days = self._days_before(i)
        if days is None:
            last, days = self._days_after(last)
        year, last = self._year_after(last, month, first, days)
        if year is None or (days is None and not self._is_month(i, last, size)):
            return None
        if days is None:
            return self._part(first, last, _month_span(year, month))
        begin, finish = _day(year, month, days[0]), _day(year, month, days[1])
        if begin is None or finish is None or begin.start > finish.end:
            return None
        return first, last, When(begin.start, finish.end, "day")

    def _is_month(self, i: int, last: int, size: int) -> bool:
        if size > 1 or last > i or self.tokens[i].key not in self.table.sets["ambiguous_months"]:
            return True
        return self._in(i - 1, "month_words") and not self.text[self.tokens[i].start].islower()

    def _days_before(self, i: int) -> tuple[int, tuple[int, int] | None]:
        """Return the first word and the days of "the fifth of", "3 to 5", "3 and 5" before the month at word `i`."""
        before = i - 1
        for _ in range(2):
            before -= self._in(before, "between")
        first, day = self._ordinal_before(before)
        if day is None:
            return i, None
        at = first - 1
        if _RANGE.fullmatch(self._gap(first)):
            earlier = self._day_number(at)
        else:
            at -= self._in(at, "range_words")
            earlier = self._day_number(at) if at < first - 1 else None
        return (at, (earlier, day)) if earlier is not None and earlier < day else (first, (day, day))

    def _ordinal_before(self, last: int) -> tuple[int, int | None]:
        """Return the first word and the day of a number, or of an ordinal of one to three words, that ends at word `last`."""
        if (day := self._day_number(last)) is not None:
            return last, day
        for size in (3, 2, 1):
            at = last - size + 1
            found = self._at(at, self.table.ordinals) if at >= 0 and self.table.ordinals else None
            if found is not None and found[0] == size:
                return at, found[1]
        return last, None

    def _gap(self, i: int) -> str:
        """Return what stands between word `i` and the one before it."""
        return self.text[self.tokens[i - 1].end : self.tokens[i].start].strip() if i > 0 else ""

    def _days_after(self, last: int) -> tuple[int, tuple[int, int] | None]:
        """Return the days after a month ("June 3", "June 3-5", "June 3 to 5") and the last word of them."""
        day = self._day_number(last + 1)
        if day is None:
            return last, None
        at = last + 2
        joined = at < len(self.tokens) and bool(_RANGE.fullmatch(self._gap(at)))
        if not joined and self._in(at, "range_words"):
            joined, at = True, at + 1
        later = self._day_number(at) if joined else None
        if later is not None and later > day and self._at_month(at + 1) is None:
            return at, (day, later)
        return last + 1 + self._in(last + 2, "ordinal"), (day, day)

    def _at_month(self, i: int) -> int | None:
        found = self._at(i, self.table.months) if i < len(self.tokens) else None
        return found[1] if found else None

    def _year_after(self, last: int, month: int, first: int, days: tuple[int, int] | None) -> tuple[int | None, int]:
        """Return the year of a month and the last word that says so: given, said relatively, or the last one before publication."""
        for at in (last + 1, last + 2):
            year = self._year_number(at)
            if year is not None and (at == last + 1 or self._in(last + 1, "year_words")):
                return year, at
        if self.published is None:
            return None, last
        this = self.published.year
        past = this if month <= self.published.month else this - 1
        if self._in(last + 1, "next") or self._in(first - 1, "next_before"):
            return (this if month > self.published.month else this + 1), last + self._in(last + 1, "next")
        if self._in(last + 1, "last") or self._in(first - 1, "last_before"):
            gone = (month, days[0] if days else 31) < (self.published.month, self.published.day)
            return (this if gone else this - 1), last + self._in(last + 1, "last")
        if any(self._in(j, "ahead") for j in range(first - 1, max(first - 5, -1), -1)):
            return (this if month >= self.published.month else this + 1), last
        return past, last + self._in(last + 1, "this")

    def _hijri(self, i: int) -> tuple[int, int, When] | None:
        named = self._at(i, self.table.hijri)
        if named is None:
            return None
        last = i + named[0] - 1
        year = self._year_number(last + 1)
        first, days = self._days_before(i)
        if year is None and days is not None and self.published is not None:
            year = _hijri_year(self.published, named[1], days[0])
        elif year in _HIJRI_YEARS:
            last += 1
        if year not in _HIJRI_YEARS or year is None:
            return None
        begin = _hijri_day(year, named[1], days[0] if days else 1)
        if days:
            return first, last, When(begin - timedelta(days=2), begin + timedelta(days=2), "week")
        return i, last, When(begin, begin + timedelta(days=29), "month")

    def _relative(self, i: int) -> tuple[int, int, When] | None:
        found = self._at(i, self.table.relative)
        if found is None:
            return None
        size, entry = found
        base = self.anchor if entry.get("anchored") else self.published
        if base is None:
            return None
        following = self.tokens[i + size].key if i + size < len(self.tokens) else ""
        if following in {fold(w) for w in entry.get("not_before", ())}:
            return None
        if "weekend" in entry:
            last = _shift(base, -((base.weekday() - entry["weekend"][1]) % 7))
            return i, i + size - 1, When(_shift(last, -1), last, "day")
        return i, i + size - 1, When(_shift(base, entry["from"]), _shift(base, entry["to"]), entry.get("precision", "day"))

    def _weekday(self, i: int) -> tuple[int, int, When] | None:
        number = self._value(i, self.table.weekdays)
        if number is None or self.published is None:
            return None
        back = (self.published.weekday() - number) % 7
        if self._in(i + 1, "next") or self._in(i - 1, "next_before"):
            back -= 7
        elif back == 0 and (self._in(i + 1, "last") or self._in(i - 1, "last_before")):
            back = 7
        day = _shift(self.published, -back)
        if (last := self._night(i, number)) is not None:
            day = _shift(day, 1) if day < self.published else _shift(day, -6)
            return i, last, When(day, day, "day")
        qualified = any(self._in(i + 1, name) for name in ("last", "next"))
        return i, i + qualified, When(day, day, "day")

    def _night(self, i: int, number: int) -> int | None:
        """Return the last word of a night told by the days on both sides ("the night of Friday to Saturday"): it counts as the second."""
        at = i + 1 + self._in(i + 1, "range_words")
        if self._value(at, self.table.weekdays) != (number + 1) % 7:
            return None
        return at if self._in(i - 1, "night") or self._in(at + 1, "night") else None

    def _unit(self, i: int) -> tuple[int, int, When] | None:
        """Read "last month", "this year": a unit with a word for last, this or next beside it."""
        unit = self._value(i, self.table.units)
        if unit is None or unit == "day" or self.published is None:
            return None
        if self._in(i + 1, "same") and self.anchor is not None:
            return self._day_of(i, i + 1, _unit_span(self.anchor, unit, 0), unit)
        for step, after, before in ((-1, "last", "last_before"), (0, "this", "this_before"), (1, "next", "next_before")):
            if self._in(i + 1, after):
                return self._day_of(i, i + 1, _unit_span(self.published, unit, step), unit)
            if self._in(i - 1, before):
                return self._part(i - 1, i, _unit_span(self.published, unit, step))
        return None

    def _day_of(self, first: int, last: int, when: When, unit: str) -> tuple[int, int, When]:
        """Return the day that is named of a month ("the tenth of this month"), else the unit with its part."""
        begin, days = self._days_before(first) if unit == "month" else (first, None)
        if days is None or days[1] > when.end.day:
            return self._part(first, last, when)
        return begin, last, When(when.start.replace(day=days[0]), when.start.replace(day=days[1]), "day")

    def _past(self, i: int) -> tuple[int, int, When] | None:
        """Read "the past three days": a number of units up to the publication."""
        if self.published is None:
            return None
        dual = self._value(i, self.table.dual)
        unit, number, first, last = dual or self._value(i, self.table.units), 2 if dual else self._number(i - 1), i, i
        if unit is None or number is None or unit == "year":
            return None
        if self._in(i + 1, "last"):
            first, last = (i if dual else i - 1), i + 1
        elif not dual and self._in(i - 2, "last_before"):
            first = i - 2
        else:
            return None
        days = number * {"day": 1, "week": 7, "month": 30}[unit]
        return (
            first,
            last,
            When(_shift(self.published, -days), self.published, "day" if days < _WEEKISH else "week" if days < 32 else "month"),
        )

    def _season(self, i: int) -> tuple[int, int, When] | None:
        months = self._value(i, self.table.seasons)
        if months is None:
            return None
        at = i + 1 + self._in(i + 1, "year_words")
        year = self._year_number(at)
        if year is None:
            return None
        begin = date(year, months[0], 1)
        until = _month_span(year + (months[1] < months[0]), months[1]).end
        return i, at, When(begin, until, "month")

    def _ago(self, i: int) -> tuple[int, int, When] | None:
        """Read "two days ago": a number and a unit, or a unit in the dual, with the word for "ago" before or after."""
        unit, number, first = self._value(i, self.table.dual), 2, i
        if unit is None:
            unit, number = self._value(i, self.table.units), 1
            counted = self._number(i - 1)
            if counted is not None:
                number, first = counted, i - 1
        if unit is None or self.published is None:
            return None
        if self._in(first - 1, "ago_before"):
            return first - 1, i, _ago(self.published, unit, number)
        if self._in(i + 1, "ago_after") and first < i:
            base = self.anchor if self.anchor is not None and self._in(i + 1, "later_before") else self.published
            return first, i + 1, _ago(base, unit, number)
        if self.anchor is not None and first < i and self._in(i + 1, "later"):
            return first, i + 1, _ago(self.anchor, unit, -number)
        return None

    def _number(self, i: int) -> int | None:
        if not 0 <= i < len(self.tokens):
            return None
        key = self.tokens[i].key
        if key.isdecimal() and len(key) <= 2:
            return int(key)
        number: int | None = self._value(i, self.table.numbers)
        return number

    def _year(self, i: int) -> tuple[int, int, When] | None:
        year = self._year_number(i)
        if year is None or year in _HIJRI_YEARS or not self._in(i - 1, "year_words"):
            return None
        return self._part(i - 1, i, When(date(year, 1, 1), date(year, 12, 31), "year"))

    def _part(self, first: int, last: int, when: When) -> tuple[int, int, When]:
        """Narrow a month or year to its beginning, middle or end when such a word stands before it."""
        for size in (1, 2, 3):
            at = first - size
            found = self._at(at, self.table.parts) if at >= 0 else None
            if found is not None and at + found[0] <= first and size - found[0] <= 1:
                return at, last, _narrow(when, found[1])
        return first, last, when


def _narrow(when: When, part: str) -> When:
    third = ("early", "middle", "late").index(part)
    days = (when.end - when.start).days + 1
    begin = when.start + timedelta(days=days * third // 3)
    finish = when.start + timedelta(days=days * (third + 1) // 3 - 1)
    finer: dict[str, Precision] = {"year": "month", "month": "week"}
    return When(begin, finish, finer.get(when.precision, when.precision))


def _day(year: int, month: int, day: int) -> When | None:
    try:
        one = date(year, month, day)
    except ValueError:
        return None
    return When(one, one, "day")


def _shift(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _month_span(year: int, month: int) -> When:
    year = min(max(year, date.min.year), date.max.year)
    return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def _unit_span(published: date, unit: str, step: int) -> When:
    if unit == "year":
        year = min(max(published.year + step, 1), 9998)
        return When(date(year, 1, 1), date(year, 12, 31), "year")
    if unit == "month":
        months = min(max(published.year * 12 + published.month - 1 + step, 12), 9998 * 12)
        return _month_span(months // 12, months % 12 + 1)
    monday = _shift(published, -published.weekday() + 7 * step)
    return When(monday, _shift(monday, 6), "week")


def _ago(published: date, unit: str, number: int) -> When:
    if unit == "day":
        day = _shift(published, -number)
        return When(day, day, "day")
    if unit == "week":
        middle = _shift(published, -7 * number)
        return When(_shift(middle, -3), _shift(middle, 3), "week")
    return _unit_span(published, unit, -number)


def _hijri_year(published: date, month: int, day: int) -> int:
    """Return the latest year of the tabular calendar in which a day of a month is not after the publication."""
    year = (published - _HIJRI_EPOCH).days * 30 // 10631 + 2
    while _hijri_day(year, month, day) > published:
        year -= 1
    return year


def _hijri_day(year: int, month: int, day: int) -> date:
    """Return the Gregorian day of a day of the tabular Islamic calendar (Reingold and Dershowitz, Calendrical Calculations)."""
    days = day + 29 * (month - 1) + month // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return _HIJRI_EPOCH + timedelta(days=days - 1)
