"""Where a text says that one place lies from another: "450 km east of Tripoli", with the places on either side of it.

Reports round distances, give road distances for straight ones and name eight winds at most, so a computed position carries a
radius that grows with the distance. The words are those of `relations.toml`; distances are geodesics on the WGS 84 ellipsoid.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from geo.geodesy import bearing_deg, compass_bearing, destination, distance_km
from geo.languages import Rules
from geo.memo import Memo
from geo.model import Toponym
from geo.names import fold
from geo.text import Word, tokens_of

__all__ = ["Offset", "agrees", "find_offsets", "position_of"]

_NUMBER = re.compile(r"\d+(?:[.,\u066b\u066c]\d+)*")
_STOP = re.compile(r"[\n\r.!?\u061f;]")
_MOST_WORDS = 2000
_MAX_FILLERS = 6
_MAX_BACK = 20
"""Words between the subject of a sentence and the clause that places it, at most."""
_MAX_ASIDE = 10
_ASIDE = re.compile("[,\u060c]")
_SECTOR_DEG = 60.0
_NEAREST, _FURTHEST, _SLACK_KM = 0.55, 1.25, 10.0
"""Road distances in reports come out between these shares of the straight line, give or take the slack."""


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance expression: offsets of its words, kilometres, degrees from north or None, and indexes of toponyms.

    `anchor` is the place it is measured from, `subject` the one it places, None where no toponym is; `before` is the index of
    the word (as `geo.text.words` counts) that stands before the expression, or -1. `anchor` is -1 where the text measures from
    "the capital". An offset that is not `sure` stands behind a comma, and its subject further back is a guess.
    """

    start: int
    end: int
    km: float
    bearing: float | None
    anchor: int
    subject: int | None
    before: int
    sure: bool


@dataclass(frozen=True, slots=True)
class _Table:
    units: Mapping[str, float]
    numbers: Mapping[str, float]
    directions: Mapping[str, str]
    fillers: frozenset[str]
    clause: frozenset[str]
    gap: frozenset[str]
    from_words: frozenset[str]
    capital: frozenset[str]


def compass_words(rules: Rules) -> dict[str, str]:
    """Return the compass point (`n` to `nw`) by each folded word or two that name it."""
    return {fold(word): point for point, words in rules.lists("relations", "directions").items() for word in words}


def _table(rules: Rules) -> _Table:
    return _Table(
        {fold(unit): float(km) for unit, km in rules.value("relations", "units").items()},
        {fold(word): float(value) for word, value in rules.value("relations", "numbers").items()},
        compass_words(rules),
        rules.folded("relations", "fillers"),
        rules.folded("relations", "clause"),
        rules.folded("relations", "subject_gap"),
        rules.folded("relations", "from"),
        rules.folded("relations", "capital"),
    )


class _Reader:
    def __init__(self, text: str, keys: Sequence[str], toponyms: Sequence[Toponym], rules: Rules) -> None:
        self.text = text
        self.table = rules.derived(_table)
        self.words: Sequence[Word] = tokens_of(text).words
        self.keys = keys
        self.toponyms = toponyms
        self.owner: dict[int, int] = {}
        at = 0
        for index, toponym in enumerate(toponyms):
            while at < len(self.words) and self.words[at].end <= toponym.start:
                at += 1
            inside = at
            while inside < len(self.words) and self.words[inside].start < toponym.end:
                self.owner[inside] = index
                inside += 1

    def stops(self, i: int) -> bool:
        """Return whether a sentence may end between word `i` and the next one."""
        if i < 0 or i + 1 >= len(self.words):
            return True
        return _STOP.search(self.text, self.words[i].end, self.words[i + 1].start) is not None

    def skip(self, i: int, allowed: frozenset[str], step: int = 1) -> int:
        """Return the index of the first word from `i` on, going by `step`, that is none of `allowed`."""
        for _ in range(_MAX_FILLERS):
            if not 0 <= i < len(self.words) or self.keys[i] not in allowed or i in self.owner:
                return i
            if self.stops(i if step > 0 else i - 1):
                return i
            i += step
        return i

    def direction(self, i: int) -> tuple[str | None, int]:
        """Return the compass point named from word `i` on, and the index behind it."""
        for size in (2, 1):
            point = self.table.directions.get(" ".join(self.keys[i : i + size]))
            if point and i >= 0 and i + size <= len(self.words):
                return point, i + size
        return None, i

    def number(self, i: int) -> float | None:
        """Return the number that word `i` writes, or None."""
        if i < 0 or i >= len(self.words):
            return None
        word = self.words[i].text
        if _NUMBER.fullmatch(word):
            return _value(word)
        return self.table.numbers.get(self.keys[i])

    def place(self, i: int) -> int | None:
        """Return the index of the toponym that covers word `i` and can be measured from, or None."""
        index = self.owner.get(i)
        if index is None or self.toponyms[index].role in {"demonym", "name"}:
            return None
        return index

    def at(self, unit: int) -> Offset | None:
        """Return the expression around the unit at word `unit`, or None."""
        key = self.keys[unit]
        value = self.number(unit - 1)
        if key in self.table.numbers:
            value, first = self.table.numbers[key], unit
        elif value is None or self.stops(unit - 1):
            return None
        else:
            first = unit - 1
        km = value * self.table.units[key]
        found = self._behind(unit) or self._before(first, unit)
        if found is None or not 0 < km <= 3000:
            return None
        anchor, point, opens, last = found
        bearing = compass_bearing(point) if point else None
        subject, before, sure = self._subject(min(first, opens), anchor)
        start = self.words[min(first, opens)].start
        return Offset(start, self.words[last].end, km, bearing, anchor, subject, before, sure)

    def _behind(self, unit: int) -> tuple[int, str | None, int, int] | None:
        if self.stops(unit):
            return None
        i = self.skip(unit + 1, self.table.fillers)
        point, i = self.direction(i)
        i = self.skip(i, self.table.fillers)
        anchor = self.place(i)
        if anchor is None:
            last = next((at for at in (i, i - 1) if at < len(self.keys) and self.keys[at] in self.table.capital), None)
            return (-1, point, unit - 1, last) if point is not None and last is not None else None
        last = max(at for at in range(i, min(len(self.words), i + 8)) if self.owner.get(at) == anchor)
        if point is None and not self.stops(last):
            point, end = self.direction(self.skip(last + 1, self.table.fillers))
            last = end - 1 if point else last
        return anchor, point, unit - 1, last

    def _before(self, first: int, unit: int) -> tuple[int, str | None, int, int] | None:
        i = self.skip(first - 1, self.table.gap | self.table.fillers, -1)
        anchor = self.place(i)
        if anchor is None or any(self.stops(at) for at in range(i, first)):
            return None
        head = min(at for at in range(max(0, i - 8), i + 1) if self.owner.get(at) == anchor)
        lead = self.skip(head - 1, self.table.fillers - self.table.from_words, -1)
        if lead < 0 or self.keys[lead] not in self.table.from_words:
            return None
        opens = lead
        while opens > 0 and self.keys[opens - 1] in self.table.clause | self.table.gap and not self.stops(opens - 1):
            opens -= 1
        point, end = self.direction(self.skip(unit + 1, self.table.fillers)) if not self.stops(unit) else (None, unit + 1)
        return anchor, point, opens, end - 1 if point else unit

    def _subject(self, opens: int, anchor: int) -> tuple[int | None, int, bool]:
        """Return the toponym that an expression which opens at word `opens` places, the word before it, and whether that is sure."""
        i, said = opens - 1, opens < len(self.keys) and self.keys[opens] in self.table.clause
        for _ in range(_MAX_FILLERS):
            if i < 0 or self.stops(i):
                return None, -1, False
            if i in self.owner or self.keys[i] not in self.table.gap | self.table.clause | self.table.fillers:
                break
            said = said or self.keys[i] in self.table.clause
            i -= 1
        before, index = i, self.owner.get(i)
        sure = said or index is not None
        aside = _ASIDE.search(self.text, self.words[i].end, self.words[i + 1].start) is not None
        for _ in range(_MAX_BACK if said else _MAX_ASIDE if aside else 0):
            if index is not None and index != anchor and not self._unfit(index):
                break
            i -= 1
            if i < 0 or self.stops(i):
                return None, before, False
            index = self.owner.get(i)
        return (None if index is None or index == anchor or self._unfit(index) else index), before, sure

    def _unfit(self, index: int) -> bool:
        toponym = self.toponyms[index]
        countries = bool(toponym.candidates) and all(m.place.kind in {"country", "continent"} for m in toponym.candidates)
        return toponym.role in {"demonym", "name"} or countries


def _value(word: str) -> float:
    """Return the number that `word` writes in any digits; a comma or point before three last digits parts thousands."""
    plain = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in word)
    plain = plain.replace("\u066b", ".").replace("\u066c", ",")
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    whole, _, rest = plain.partition(".")
    return float(f"{whole[:9]}.{rest.replace('.', '')[:6] or '0'}")


def _units(rules: Rules) -> tuple[Memo[bool], frozenset[str]]:
    """Return which written words are units of distance, and common letters with which no unit begins, however it is written."""
    units = rules.derived(_table).units
    firsts = {unit[0] for unit in units}
    common = map(chr, (*range(0x30, 0x7B), *range(0x621, 0x64B)))
    return Memo(lambda word: fold(word) in units, _MOST_WORDS), frozenset(c for c in common if fold(c) and fold(c)[0] not in firsts)


@lru_cache(maxsize=2)
def _units_in(text: str, rules: Rules) -> tuple[int, ...]:
    # A text is asked twice: for the names that a distance places, and for the places that names mean.
    known, other = rules.derived(_units)
    return tuple([i for i, word in enumerate(tokens_of(text).texts) if word[0] not in other and known[word]])


def find_offsets(text: str, toponyms: Sequence[Toponym], rules: Rules) -> list[Offset]:
    """Return the distance expressions of `text` whose anchor is one of `toponyms` (in order of the text)."""
    units = _units_in(text, rules)
    if not units:
        return []
    reader = _Reader(text, tuple(map(fold, tokens_of(text).texts)), toponyms, rules)
    found = map(reader.at, units)
    return [offset for offset in found if offset is not None]


def agrees(offset: Offset, anchor: tuple[float, float], position: tuple[float, float]) -> bool:
    """Return whether `position` is where the expression puts it, seen from `anchor`; both are `(lon, lat)` in degrees."""
    distance = distance_km(*anchor, *position)
    if not _NEAREST * offset.km - _SLACK_KM <= distance <= _FURTHEST * offset.km + _SLACK_KM:
        return False
    if offset.bearing is None or distance < _SLACK_KM:
        return True
    turn = abs((bearing_deg(*anchor, *position) - offset.bearing + 180) % 360 - 180)
    return turn <= _SECTOR_DEG


def position_of(offset: Offset, anchor: tuple[float, float], anchor_km: float = 5.0) -> tuple[float, float, float] | None:
    """Return `(lon, lat, radius in km)` of the place that the expression means, or None where it names no direction.

    The radius is the error of the anchor and four tenths of the distance: half of the sector that one of eight winds names.
    """
    if offset.bearing is None:
        return None
    lon, lat = destination(*anchor, offset.bearing, offset.km)
    return lon, lat, round(anchor_km + 0.4 * offset.km, 1)
