"""Intervals of days: units of the calendar counted from a day, and the tabular Islamic calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from geo.model import When

__all__ = ["Precision", "ago", "hijri_day", "hijri_year", "month_span", "narrowed", "one_day", "shifted", "unit_span"]

Precision = Literal["day", "week", "month", "year"]
_HIJRI_EPOCH = date(622, 7, 19)
"""Day 1 of the tabular calendar in the proleptic Gregorian calendar."""


def narrowed(when: When, part: str) -> When:
    """Return the first, second or last third of an interval: `part` is early, middle or late."""
    third = ("early", "middle", "late").index(part)
    days = (when.end - when.start).days + 1
    begin = when.start + timedelta(days=days * third // 3)
    finish = when.start + timedelta(days=days * (third + 1) // 3 - 1)
    finer: dict[str, Precision] = {"year": "month", "month": "week"}
    return When(begin, finish, finer.get(when.precision, when.precision))


def one_day(year: int, month: int, day: int) -> When | None:
    """Return a day as an interval, None where the calendar has no such day."""
    try:
        one = date(year, month, day)
    except ValueError:
        return None
    return When(one, one, "day")


def shifted(day: date, days: int) -> date:
    """Return the day so many days after `day`, kept within the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def month_span(year: int, month: int) -> When:
    """Return a month as an interval."""
    year = min(max(year, date.min.year), date.max.year)
    return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def unit_span(published: date, unit: str, step: int) -> When:
    """Return the week, month or year that lies `step` of them after the one of the publication."""
    if unit == "year":
        year = min(max(published.year + step, 1), 9998)
        return When(date(year, 1, 1), date(year, 12, 31), "year")
    if unit == "month":
        months = min(max(published.year * 12 + published.month - 1 + step, 12), 9998 * 12)
        return month_span(months // 12, months % 12 + 1)
    monday = shifted(published, -published.weekday() + 7 * step)
    return When(monday, shifted(monday, 6), "week")


def ago(published: date, unit: str, number: int) -> When:
    """Return when something was a number of days, weeks, months or years ago, as finely as that says it."""
    if unit == "day":
        day = shifted(published, -number)
        return When(day, day, "day")
    if unit == "week":
        middle = shifted(published, -7 * number)
        return When(shifted(middle, -3), shifted(middle, 3), "week")
    return unit_span(published, unit, -number)


def hijri_year(published: date, month: int, day: int) -> int:
    """Return the latest year of the tabular calendar in which a day of a month is not after the publication."""
    year = (published - _HIJRI_EPOCH).days * 30 // 10631 + 2
    while hijri_day(year, month, day) > published:
        year -= 1
    return year


def hijri_day(year: int, month: int, day: int) -> date:
    """Return the Gregorian day of a day of the tabular Islamic calendar (Reingold and Dershowitz, Calendrical Calculations)."""
    days = day + 29 * (month - 1) + month // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return _HIJRI_EPOCH + timedelta(days=days - 1)
