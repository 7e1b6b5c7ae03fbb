"""The world index, opened: names looked up on disk, exactly, one edit away and across scripts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zlib import crc32

from geo.errors import GazetteerError
from geo.memo import Memo, Recent
from geo.model import Match, Place, Reason
from geo.names import deletions, fold, is_arabic, one_edit, skeleton, without_article
from geo.spelling import respelt, sounds_alike
from geo.world.arrays import mapped, numbers_of
from geo.world.layout import BITMAP_BITS, FUZZY_PREFIX, Paths, hash_of

__all__ = ["WorldIndex"]

_LAST_BIT = BITMAP_BITS - 1
_CACHED_KEYS = 500
_CACHED_WORDS = 10_000
_MIN_FUZZY = 5
"""Below this many letters a name one edit away is as often another name."""

_COLUMNS = (
    "p.id, p.geonameid, p.name, p.name_ar, p.kind, p.country, p.admin1, p.lon, p.lat, p.precision_km, p.population, p.source, p.licence"
)
_BY_ID = f"SELECT {_COLUMNS} FROM places p WHERE p.id = ?"
_SPELLINGS = "SELECT n.spelling FROM keys k JOIN names n ON n.key = k.number WHERE k.key = ?"
_PLACES = (
    f"SELECT n.spelling, n.rank, {_COLUMNS} "
    "FROM keys k JOIN names n ON n.key = k.number JOIN places p ON p.place = n.place WHERE k.key = ? ORDER BY p.population DESC, p.id"
)
_PLACES_OF_KEYS = (
    f"SELECT n.spelling, {_COLUMNS} "
    "FROM names n JOIN places p ON p.place = n.place WHERE n.key IN ({}) ORDER BY n.key, p.population DESC, p.id"
)
_ASKED = 500
"""Values in one question; SQLite allows some thousands."""


class WorldIndex:
    """A compiled index in a folder. Reads from disk as it is asked; safe to share between threads.

    Raises
    ------
    GazetteerError
        When the folder holds no complete index.
    """

    def __init__(self, folder: Path, tier: str = "world") -> None:
        self.tier = tier
        self._paths = Paths.in_folder(folder)
        try:
            self._bits, self._deletes, self._skeletons = map(mapped, (self._paths.bitmap, self._paths.deletes, self._paths.skeletons))
        except (OSError, ValueError, SyntaxError, KeyError) as error:
            raise GazetteerError(f"{folder}: holds no complete world index ({error}); remove the folder to have it made anew.") from None
        self._local = threading.local()
        self._cache: Recent[tuple[Match, ...]] = Recent(_CACHED_KEYS)
        self._frequencies = {language: Memo(partial(self._frequency, language), _CACHED_WORDS) for language in ("ar", "en")}

    def has_key(self, key: str) -> bool:
        """Return whether a folded key may be a name: never False for one that is, and True for one in fifty that is not."""
        # As `bit_of` has it, without its calls: this is asked of every reading of every new word.
        bit = crc32(key.encode("utf-8", "surrogatepass")) & _LAST_BIT
        return bool(self._bits[bit >> 3] >> (bit & 7) & 1)

    def has_name(self, key: str) -> bool:
        """Return whether a folded key is a name, for certain; an Arabic name needs its article."""
        if not self.has_key(key):
            return False
        arabic = is_arabic(key)
        return any(not arabic or fold(spelling) == key for (spelling,) in self._connection().execute(_SPELLINGS, (key,)))

    def opens(self, words: str) -> bool:
        """Return whether folded words may be the beginning of a longer name; errs as `has_key` does."""
        return self.has_key(words + " ")

    def named(self, name: str) -> list[Match]:
        """Return the places called `name`, by exact or folded look-up, the most populous first."""
        key = fold(name)
        found = self._of_key(key) or self._of_key(without_article(key))
        return [self._as_exact(m, name) for m in found]

    def close(self, name: str) -> list[Match]:
        """Return the places with a name one edit away from `name`; an empty list for names too short to tell."""
        key = without_article(fold(name))
        if len(key) < _MIN_FUZZY:
            return []
        numbers = {n for cut in deletions(key[:FUZZY_PREFIX]) for n in numbers_of(self._deletes, hash_of(cut))}
        near = {n: k for n, k in self._keys(numbers) if one_edit(key, k)}
        return self._proposals(near, "fuzzy", 0.7, "one_letter")

    def across_scripts(self, name: str, *, alike: bool = False) -> list[Match]:
        """Return the places whose name in the other script sounds like `name`: those that also agree in sibilants and vowels first.

        With `alike`, only these.
        """
        key = fold(name)
        sound = skeleton(key)
        if len(sound) < 3:
            return []
        arabic = is_arabic(key)
        numbers = numbers_of(self._skeletons, hash_of(sound))
        near = {n: k for n, k in self._keys(numbers) if is_arabic(k) != arabic and skeleton(k) == sound}
        close = [n for n, k in near.items() if (sounds_alike(key, k) if arabic else sounds_alike(k, key))]
        rest = [] if alike else sorted(near.keys() - close)
        found = self._proposals(close, "fuzzy", 0.65, "same_sounds")
        known = {match.place.id for match in found}
        more = self._proposals(rest, "fuzzy", 0.55, "same_consonants")
        return [*found, *(match for match in more if match.place.id not in known)]

    def respelt(self, name: str) -> list[Match]:
        """Return the places whose name in the same script is written by ear as `name` is: the same consonants, other vowels."""
        key = fold(name)
        sound = skeleton(key)
        if len(sound) < 3:
            return []
        arabic = is_arabic(key)
        numbers = numbers_of(self._skeletons, hash_of(sound))
        near = [n for n, k in self._keys(numbers) if is_arabic(k) == arabic and respelt(key, k)]
        return self._proposals(near, "fuzzy", 0.7, "by_ear")

    def place(self, place_id: str) -> Place | None:
        """Return the place with an id such as `geonames-2210554`, or None when the index holds none."""
        row = self._connection().execute(_BY_ID, (place_id,)).fetchone()
        return None if row is None else _place(row, self.tier)

    def frequency(self, key: str, language: str) -> float | None:
        """Return how often a folded word occurs in running text (Zipf scale, 0 to 8), or None where that is seldom."""
        return self._frequencies["ar" if language == "ar" else "en"][key]

    # -- reading ---------------------------------------------------------------------------------------------------------

    def _frequency(self, column: str, key: str) -> float | None:
        row = self._connection().execute(f"SELECT {column} FROM words WHERE word = ?", (key,)).fetchone()
        return None if row is None else row[0]

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(f"file:{self._paths.database}?mode=ro&immutable=1", uri=True)
            self._local.connection = connection
        return connection

    def _of_key(self, key: str) -> tuple[Match, ...]:
        if not self.has_key(key):
            return ()
        found = self._cache.recall(key)
        if found is None:
            rows = self._connection().execute(_PLACES, (key,)).fetchall()
            why = {spelling: (Reason.of("folded", name=spelling),) for spelling in {row[0] for row in rows}}
            found = tuple(_match(row, self.tier, why[row[0]]) for row in rows)
            self._cache.keep(key, found)
        return found

    @staticmethod
    def _as_exact(match: Match, name: str) -> Match:
        if match.matched != name:
            return match
        return Match(match.place, match.matched, "exact", match.score, (Reason.of("exact", name=name),))

    def _keys(self, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
        """Yield the keys with these numbers, each behind its number, in order."""
        yield from self._all("SELECT number, key FROM keys WHERE number IN ({}) ORDER BY number", sorted(numbers))

    def _all(self, sql: str, values: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """Yield what is asked of many values, in few questions: `{}` in the statement stands for them."""
        for at in range(0, len(values), _ASKED):
            asked = values[at : at + _ASKED]
            yield from self._connection().execute(sql.format(",".join("?" * len(asked))), asked)

    def _proposals(self, numbers: Iterable[int], method: Any, score: float, why: str) -> list[Match]:
        """Return the places named by the keys with these numbers, which are in order."""
        found: dict[str, Match] = {}
        for spelling, *columns in self._all(_PLACES_OF_KEYS, list(numbers)):
            if columns[0] not in found:
                place = _place(tuple(columns), self.tier)
                found[columns[0]] = Match(place, spelling, method, score, (Reason.of(why, name=spelling),))
        return sorted(found.values(), key=lambda m: (-(m.place.population or 0), m.place.id))


_SHARED: dict[Any, Any] = {}
"""One object for each code that many places have: a text holds thousands of places in memory."""
_NO_DEMONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def _place(row: tuple[Any, ...], tier: str) -> Place:
    place_id, geonameid, name, name_ar, *codes, lon, lat, precision_km, population, source, licence = row
    kind, country, admin1, source, licence = (_SHARED.setdefault(code, code) for code in (*codes, source, licence))
    return Place(
        id=place_id,
        names={"en": (name,), "ar": (name_ar,) if name_ar else ()},
        kind=kind,
        lon=lon,
        lat=lat,
        precision_km=precision_km,
        country=country,
        source_id=source,
        licence=licence,
        admin=admin1 or None,
        population=population or None,
        geonameid=geonameid,
        demonyms=_NO_DEMONYMS,
        tier=tier,
    )


def _match(row: tuple[Any, ...], tier: str, why: tuple[Reason, ...]) -> Match:
    spelling, rank, *columns = row
    score = 0.95 if rank == 0 else 0.9 if rank < 100 else 0.85
    return Match(_place(tuple(columns), tier), spelling, "folded", score, why)
