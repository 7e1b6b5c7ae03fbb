"""One pass over the words of a stretch of text for what says a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from geo.dates.spans import ago, hijri_day, hijri_year, month_span, narrowed, one_day, shifted, unit_span
from geo.dates.vocabulary import DateWord, Vocabulary
from geo.model import When
from geo.names import fold
from geo.text import Word

__all__ = ["Found", "Scan"]

Found = tuple[int, int, When]
"""Where a date begins and ends in the text, and what it says."""
_NUMERIC = re.compile(r"(?<![\d/.-])(?:(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))(?![\d/-])")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?$")
_YEAR = re.compile(r"\d{4}$")
_RANGE = re.compile("[-\u2013\u2014]")
_WEEKISH = 3
"""Days from which on a stretch up to the publication is as coarse as a week."""
_BESIDE = 3
"""Words between a part of a day ("at dawn") and the day that it belongs to, at most, and one."""
_TEN = 10
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_HIJRI_YEARS = range(1200, 1600)


class Scan:
    """One pass over the words of a stretch of text."""

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        table: Vocabulary,
        published: date | None,
        words: Sequence[Word],
        read: Sequence[DateWord],
        anchors: tuple[date | None, date | None],
    ) -> None:
        self.text, self.table, self.published, self.anchor = text, table, published, anchors[0]
        self.era, self.here = anchors[1] or anchors[0], False
        self.offset = start
        self.piece = text[start:end]
        self.words, self.read = words, read

    def all(self) -> Iterator[Found]:
        """Yield every date that the words may say, those that overlap too, by where they stand."""
        if any(word.digits for word in self.read):
            yield from self._numeric()
        readings = {
            "month": self._month,
            "relative": self._relative,
            "weekday": self._weekday,
            "unit": self._unit,
            "ago": self._ago,
            "past": self._past,
            "season": self._season,
            "year": self._year,
        }
        for i, name in [(i, name) for i, word in enumerate(self.read) for name in word.begins]:
            found = readings[name](i)
            if found is not None:
                first, last, when = found
                if not self._in(last, "forward"):
                    self._count_from(when)
                yield self.words[first].start, self.words[last].end, when

    def _count_from(self, when: When) -> None:
        """Let what follows be counted from a date: "on Friday …, the day before", "in August 2014 … in January of that year"."""
        self.era = when.end
        if when.precision == "day":
            self.anchor, self.here = when.end, True

    def _in(self, i: int, name: str) -> bool:
        return 0 <= i < len(self.read) and not self.table.sets[name].isdisjoint(self.read[i].keys)

    def _value(self, i: int, table: Mapping[str, Any]) -> Any:
        if not 0 <= i < len(self.read):
            return None
        return next((table[k] for k in self.read[i].keys if k in table), None)

    def _at(self, i: int, table: Mapping[tuple[str, ...], Any]) -> tuple[int, Any] | None:
        """Return how many words from `i` are the longest phrase of `table`, and its value."""
        rest = tuple(word.key for word in self.read[i + 1 : i + 5])
        for size in range(len(rest) + 1, 0, -1):
            for key in self.read[i].keys:
                if (key, *rest[: size - 1]) in table:
                    return size, table[(key, *rest[: size - 1])]
        return None

    def _day_number(self, i: int) -> int | None:
        match = _DAY.match(self.read[i].key) if 0 <= i < len(self.read) else None
        day = int(match.group(1)) if match else 0
        return day if 1 <= day <= 31 else None

    def _year_number(self, i: int) -> int | None:
        if not (0 <= i < len(self.read) and _YEAR.match(self.read[i].key)):
            return None
        year = int(self.read[i].key)
        return year if _FIRST_YEAR <= year <= _LAST_YEAR or year in _HIJRI_YEARS else None

    def _numeric(self) -> Iterator[Found]:
        for m in _NUMERIC.finditer(self.piece):
            year, month, day = (int(g) for g in (m.groups()[:3] if m.group(1) else (m.group(6), m.group(5), m.group(4))))
            if not m.group(1) and (month > 12 or not self.table.day_first):
                month, day = day, month
            when = one_day(year, month, day)
            if when is not None:
                yield m.start() + self.offset, m.end() + self.offset, when

    def _month(self, i: int) -> tuple[int, int, When] | None:
        named = self._at(i, self.table.months)
        if named is None:
            return self._hijri(i)
        size, month = named
        last = i + size - 1
        while (again := self._at(last + 1, self.table.months) if last + 1 < len(self.read) else None) and again[1] == month:
            last += again[0]
        first, days = self._days_before(i)
        if days is None:
            last, days = self._days_after(last)
        year, last = self._year_after(last, month, first, days)
        if year is None or (days is None and not self._is_month(i, last, size)):
            return None
        if days is None:
            return self._part(first, last, month_span(year, month))
        begin, finish = one_day(year, month, days[0]), one_day(year, month, days[1])
        if begin is None or finish is None or begin.start > finish.end:
            return None
        return first, last, When(begin.start, finish.end, "day")

    def _is_month(self, i: int, last: int, size: int) -> bool:
        if size > 1 or last > i or self.read[i].key not in self.table.sets["ambiguous_months"]:
            return True
        return self._in(i - 1, "month_words") and not self.text[self.words[i].start].islower()

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
        return self.text[self.words[i - 1].end : self.words[i].start].strip() if i > 0 else ""

    def _days_after(self, last: int) -> tuple[int, tuple[int, int] | None]:
        """Return the days after a month ("June 3", "June 3-5", "June 3 to 5") and the last word of them."""
        day = self._day_number(last + 1)
        if day is None:
            return last, None
        at = last + 2
        joined = at < len(self.read) and bool(_RANGE.fullmatch(self._gap(at)))
        if not joined and self._in(at, "range_words"):
            joined, at = True, at + 1
        later = self._day_number(at) if joined else None
        if later is not None and later > day and self._at_month(at + 1) is None:
            return at, (day, later)
        return last + 1 + self._in(last + 2, "ordinal"), (day, day)

    def _at_month(self, i: int) -> int | None:
        found = self._at(i, self.table.months) if i < len(self.read) else None
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
        if (told := self._year_of(last, this)) is not None:
            return told, last + 3
        past = this if month <= self.published.month else this - 1
        if self._in(last + 1, "next") or self._in(first - 1, "next_before"):
            return (this if month > self.published.month else this + 1), last + self._in(last + 1, "next")
        if self._in(last + 1, "last") or self._in(first - 1, "last_before"):
            gone = (month, days[0] if days else 31) < (self.published.month, self.published.day)
            return (this if gone else this - 1), last + self._in(last + 1, "last")
        if any(self._in(j, "ahead") for j in range(first - 1, max(first - 5, -1), -1)):
            return (this if month >= self.published.month else this + 1), last
        return past, last + self._in(last + 1, "this")

    def _year_of(self, last: int, this: int) -> int | None:
        """Return the year that "of last year" or "of that year" behind a month means, None where nothing of the kind stands there."""
        if not self._in(last + 1, "between") or self._value(last + 3, self.table.units) != "year":
            return None
        if self._in(last + 2, "that_before"):
            return self.era.year if self.era is not None else None
        return this - 1 if self._in(last + 2, "last_before") else this if self._in(last + 2, "this_before") else None

    def _hijri(self, i: int) -> tuple[int, int, When] | None:
        named = self._at(i, self.table.hijri)
        if named is None:
            return None
        last = i + named[0] - 1
        year = self._year_number(last + 1)
        first, days = self._days_before(i)
        if year is None and days is not None and self.published is not None:
            year = hijri_year(self.published, named[1], days[0])
        elif year in _HIJRI_YEARS:
            last += 1
        if year not in _HIJRI_YEARS or year is None:
            return None
        begin = hijri_day(year, named[1], days[0] if days else 1)
        if days:
            return first, last, When(begin - timedelta(days=2), begin + timedelta(days=2), "week")
        return i, last, When(begin, begin + timedelta(days=29), "month")

    def _relative(self, i: int) -> tuple[int, int, When] | None:
        found = self._at(i, self.table.relative)
        if found is None:
            return None
        size, entry = found
        base = self._base(entry)
        if base is None:
            return None
        following = self.read[i + size].key if i + size < len(self.read) else ""
        if following in {fold(w) for w in entry.get("not_before", ())} or (entry.get("part_of_day") and self._beside_day(i, i + size)):
            return None
        if "weekend" in entry:
            last = shifted(base, -((base.weekday() - entry["weekend"][1]) % 7))
            return i, i + size - 1, When(shifted(last, -1), last, "day")
        return i, i + size - 1, When(shifted(base, entry["from"]), shifted(base, entry["to"]), entry.get("precision", "day"))

    def _base(self, entry: Mapping[str, Any]) -> date | None:
        """Return the day from which the words of an entry count; none where a month or year has been named since."""
        if not entry.get("anchored"):
            return self.published
        if entry.get("else_published"):
            return (self.anchor or self.published) if self.era == self.anchor else None
        return self.anchor

    def _beside_day(self, first: int, after: int) -> bool:
        """Return whether a day is named right beside the words from `first` up to `after`, whose own day they then leave to it."""
        near = (*range(max(first - _BESIDE, 0), first), *range(after, min(after + _BESIDE, len(self.read))))
        return any(self._value(i, self.table.weekdays) is not None or self._named_day(i) for i in near)

    def _named_day(self, i: int) -> bool:
        found = self._at(i, self.table.relative)
        return self._at(i, self.table.months) is not None or (found is not None and not found[1].get("part_of_day"))

    def _weekday(self, i: int) -> tuple[int, int, When] | None:
        number = self._value(i, self.table.weekdays)
        if number is None or self.published is None:
            return None
        back = (self.published.weekday() - number) % 7
        if self._in(i + 1, "next") or self._in(i - 1, "next_before"):
            back -= 7
        elif back == 0 and (self._in(i + 1, "last") or self._in(i - 1, "last_before")):
            back = 7
        day = shifted(self.published, -back)
        if (last := self._night(i, number)) is None and self._is_midnight(i):
            day = shifted(day, 1)
        if last is not None:
            day = shifted(day, 1) if day < self.published else shifted(day, -6)
            return i, last, When(day, day, "day")
        qualified = any(self._in(i + 1, name) for name in ("last", "next"))
        return i, i + qualified, When(day, day, "day")

    def _is_midnight(self, i: int) -> bool:
        """Return whether a day stands behind "midnight on": the end of it, which counts as the next one."""
        return self._at_end(i, self.table.midnights)

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
        if self._in(i + 1, "same") and self.era is not None:
            return self._day_of(i, i + 1, unit_span(self.era, unit, 0), unit)
        for step, after, before in ((-1, "last", "last_before"), (0, "this", "this_before"), (1, "next", "next_before")):
            if self._in(i + 1, after):
                return self._day_of(i, i + 1, unit_span(self.published, unit, step), unit)
            if self._in(i - 1, before):
                return self._part(i - 1, i, unit_span(self.published, unit, step))
        part = self._part(i, i, unit_span(self.published, unit, 0)) if self._in(i, "definite_units") else (i, i, None)
        return part if part[0] < i and part[2] is not None else None  # "at the end of the month"

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
        unit = dual or self._value(i, self.table.units)
        first, number = (i, 2) if dual else self._number_before(i - 1)
        if unit is None or number is None or unit == "year":
            return None
        last = i
        if self._in(i + 1, "last"):
            last = i + 1
        elif not dual and self._in(first - 1, "last_before"):
            first -= 1
        else:
            return None
        days = number * {"day": 1, "week": 7, "month": 30}[unit]
        return (
            first,
            last,
            When(shifted(self.published, -days), self.published, "day" if days < _WEEKISH else "week" if days < 32 else "month"),
        )

    def _season(self, i: int) -> tuple[int, int, When] | None:
        months = self._value(i, self.table.seasons)
        if months is None:
            return None
        at = i + 1 + self._in(i + 1, "year_words")
        year = self._year_number(at)
        if year is not None:
            return i, at, self._season_of(year, months)
        if self.published is None or not self._is_season(i):
            return None
        year = self.published.year - (date(self.published.year, months[0], 1) > self.published)
        return i, i + any(self._in(i + 1, name) for name in ("last", "this")), self._season_of(year, months)

    def _season_of(self, year: int, months: Sequence[int]) -> When:
        return When(date(year, months[0], 1), month_span(year + (months[1] < months[0]), months[1]).end, "month")

    def _is_season(self, i: int) -> bool:
        """Return whether a season without its year is the last one: "in the spring", "this summer"."""
        beside = any(self._in(i + 1, name) for name in ("last", "this")) or any(self._in(i - 1, n) for n in ("last_before", "this_before"))
        return beside or self._at_end(i, self.table.season_before)

    def _at_end(self, i: int, table: Mapping[tuple[str, ...], Any]) -> bool:
        """Return whether a phrase of a table ends right before word `i`."""
        return any((found := self._at(i - size, table)) is not None and found[0] == size for size in (1, 2, 3) if i >= size)

    def _ago(self, i: int) -> tuple[int, int, When] | None:
        """Read "two days ago": a number and a unit, or a unit in the dual, with the word for "ago" before or after."""
        dual = self._value(i, self.table.dual)
        unit = dual or self._value(i, self.table.units)
        if unit is None or self.published is None:
            return None
        first, number = (i, 2) if dual else self._number_before(i - 1)
        begin = first
        while self._in(begin - 1, "about"):
            begin -= 1
        if self._in(begin - 1, "ago_before"):
            if number is None and self._in(i, "plural"):
                return self._some(begin - 1, i, unit, self.published)
            return begin - 1, i, ago(self.published, unit, number or 1)
        if number is None and self._in(i, "plural"):
            return self._some(i, i + 1, unit, self.published) if self._in(i + 1, "ago_after") else None
        if number is None and not self._in(i - 1, "behind_before"):
            return None
        return self._counted(begin, i, unit, number or 1)

    def _some(self, first: int, last: int, unit: str, published: date) -> tuple[int, int, When] | None:
        """Return "some days ago" as the week before; some weeks or years ago say nothing."""
        if unit != "day":
            return None
        return first, last, When(shifted(published, -7), shifted(published, -1), "week")

    def _counted(self, first: int, i: int, unit: str, number: int) -> tuple[int, int, When] | None:
        """Return a number of units before the publication ("ago"), or before or after the day that was named last."""
        published = self.published
        if published is None:
            return None
        if self._in(i + 1, "ago_after"):
            base = self.anchor if self.anchor is not None and self._in(i + 1, "later_before") else published
            return first, i + 1, ago(base, unit, number)
        if self.anchor is not None and self._in(i + 1, "later"):
            return first, i + 1, ago(self.anchor, unit, -number)
        if self._in(i + 1, "behind"):
            return self._behind(first, i, unit, number)
        return None

    def _behind(self, first: int, i: int, unit: str, number: int) -> tuple[int, int, When] | None:
        """Read "on Monday, two days after the raid", «بعد ستة أيام على», "three years after": the day of the raid.

        It is counted from a day that the words have named, and from the publication where they only say how long it has been.
        """
        elapsed = self._in(first - 1, "elapsed")
        begin = first - elapsed
        led = self._in(begin - 1, "behind_before")
        if self.table.sets["behind_before"] and not led:
            return None
        if self.anchor is not None and (self.here or not led):
            return begin - led, i + 1, ago(self.anchor, unit, number)
        if self.published is not None and (elapsed or (unit == "year" and not led)):
            return begin - led, i + 1, ago(self.published, unit, number)
        return None

    def _number_before(self, last: int) -> tuple[int, int | None]:
        """Return the first word of the number that ends at word `last`, and its value: "11", "eleven", «أحد عشر», «خمسة وعشرين»."""
        if last < 0:
            return last + 1, None
        key = self.read[last].key
        if key.isdecimal() and len(key) <= 2:
            return last, int(key)
        for first in (last - 1, last):
            found = self._at(first, self.table.numbers) if first >= 0 else None
            if found is not None and found[0] == last - first + 1:
                break
        else:
            return last + 1, None
        number: int = found[1]
        before = self._at(first - 1, self.table.numbers) if first > 0 else None
        if before is not None and before[0] == 1 and min(before[1], number) < _TEN and max(before[1], number) > _TEN * 2 - 1:
            return first - 1, number + before[1]
        return first, number

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
                return at, last, narrowed(when, found[1])
        return first, last, when
