"""Date expressions of a text as intervals of days: month names of every tradition, and words that count from the publication.

What cannot be placed on a calendar with reason gives nothing: no expression is guessed, and no text raises. The words stand in
`months.toml` and `dates.toml` of a language. Hijri dates follow the tabular calendar (civil epoch, 16 July 622 Julian; leap years
2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of 30), which is within a day or two of the observed one: they come out as a week.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from geo.dates.scan import Found, Scan
from geo.dates.vocabulary import vocabulary
from geo.languages import Rules
from geo.text import Word, words

__all__ = ["find_dates"]


def find_dates(
    text: str,
    start: int,
    end: int,
    rules: Rules,
    published: date | None = None,
    inside: Sequence[Word] | None = None,
    anchor: date | None = None,
    era: date | None = None,
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
    era
        The last day of the day, month or year that the text named last, from which "of that year" and "the same month" are told.
    """
    table = rules.derived(vocabulary)
    if inside is None:
        inside = [Word(w.start + start, w.end + start, w.text) for w in words(text[start:end])]
    read = [table.words[w.text] for w in inside]
    if not [word for word in read if word.begins or word.digits]:
        return []  # as in most sentences
    scan = Scan(text, start, end, table, published, inside, read, (anchor, era))
    found = sorted(scan.all(), key=lambda f: (f[0], -f[1]))
    kept: list[Found] = []
    for one in found:
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
        elif one[1] - one[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = one
    return kept
