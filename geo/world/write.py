"""Writes an index from rows, in memory that does not grow with their number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.names import deletions, fold, is_arabic, skeleton, without_article
from geo.world.layout import BITMAP_BITS, FUZZY_PREFIX, SCHEMA, Paths, Row, bit_of, hash_of

__all__ = ["Frequencies", "write_index"]

Frequencies = Mapping[str, Mapping[str, float]]
"""How often words occur, by language code and folded word, on the Zipf scale."""

_BATCH = 20_000
_MOST_FUZZY_KEYS = 2_000_000
"""Above this many names the postings of one-edit and cross-script look-up would outgrow memory, and are left empty."""
_ARTICLE_RANK = 100


def write_index(folder: Path, rows: Iterable[Row], frequencies: Frequencies) -> int:
    """Write the index of `rows` into `folder`, which must exist, and return how many places it holds."""
    paths = Paths.in_folder(folder)
    database = sqlite3.connect(paths.database)
    try:
        # The folder is thrown away when this fails, so a journal would protect nothing.
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        count = _write_places(database, rows)
        _write_names(database)
        _write_words(database, frequencies)
        _write_arrays(paths, database)
        database.commit()
        database.execute("VACUUM")
    finally:
        database.close()
    return count


def _write_places(database: sqlite3.Connection, rows: Iterable[Row]) -> int:
    places: list[tuple[object, ...]] = []
    names: list[tuple[object, ...]] = []
    count = 0

    def flush() -> None:
        database.executemany("INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", places)
        database.executemany("INSERT INTO spelled VALUES (?,?,?,?)", names)
        places.clear()
        names.clear()

    for count, row in enumerate(rows, 1):
        places.append(_columns(count, row))
        names.extend(_spelled(count, row))
        if len(places) >= _BATCH:
            flush()
    flush()
    return count


def _columns(number: int, row: Row) -> tuple[object, ...]:
    arabic = next((n for n in row.names if is_arabic(n)), None)
    head = (number, row.id, row.geonameid, row.names[0], arabic, row.kind, row.country, row.admin1)
    return (*head, row.lon, row.lat, row.precision_km, row.population, row.source, row.licence)


def _spelled(number: int, row: Row) -> Iterator[tuple[object, ...]]:
    seen: set[str] = set()
    for rank, name in enumerate(row.names):
        key = fold(name)
        for spelled, cost in ((key, rank), (without_article(key), rank + _ARTICLE_RANK)):
            if len(spelled) >= 2 and spelled not in seen:
                seen.add(spelled)
                yield spelled, number, name, cost


def _write_names(database: sqlite3.Connection) -> None:
    database.execute("INSERT INTO keys (key) SELECT DISTINCT key FROM spelled ORDER BY key")
    database.execute(
        "INSERT OR IGNORE INTO names SELECT k.number, s.place, s.spelling, s.rank "
        "FROM spelled s JOIN keys k ON k.key = s.key ORDER BY k.number, s.place, s.rank"
    )
    database.execute("DROP TABLE spelled")
    database.execute("CREATE INDEX place_ids ON places (id)")


def _write_words(database: sqlite3.Connection, frequencies: Frequencies) -> None:
    english, arabic = (frequencies.get(code, {}) for code in ("en", "ar"))
    words = sorted({*english, *arabic})
    database.executemany("INSERT INTO words VALUES (?,?,?)", ((word, english.get(word), arabic.get(word)) for word in words))


def _write_arrays(paths: Paths, database: sqlite3.Connection) -> None:
    bits = np.zeros(BITMAP_BITS // 8, dtype=np.uint8)
    (total,) = database.execute("SELECT count(*) FROM keys").fetchone()
    deletes: list[npt.NDArray[np.uint32]] = []
    skeletons: list[npt.NDArray[np.uint32]] = []
    for batch in _batches(database.execute("SELECT number, key FROM keys ORDER BY number")):
        _mark(bits, [key for _, key in batch])
        if total <= _MOST_FUZZY_KEYS:
            deletes.append(_pairs((cut, n) for n, key in batch if len(key) >= 4 for cut in deletions(key[:FUZZY_PREFIX])))
            skeletons.append(_pairs((sound, n) for n, key in batch if len(sound := skeleton(key)) >= 3))
    np.save(paths.bitmap, bits)
    np.save(paths.deletes, _sorted(deletes))
    np.save(paths.skeletons, _sorted(skeletons))


def _batches(rows: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    batch: list[tuple[int, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _mark(bits: npt.NDArray[np.uint8], keys: list[str]) -> None:
    """Set the bits of the keys, and of the beginnings of those of several words, each with a space behind."""
    beginnings = {" ".join(parts[:i]) + " " for key in keys if " " in key for parts in [key.split(" ")] for i in range(1, len(parts))}
    positions = np.array([bit_of(text) for text in (*keys, *beginnings)], dtype=np.int64)
    np.bitwise_or.at(bits, positions >> 3, (1 << (positions & 7)).astype(np.uint8))


def _pairs(pairs: Iterable[tuple[str, int]]) -> npt.NDArray[np.uint32]:
    return np.array([(hash_of(text), number) for text, number in pairs], dtype=np.uint32).reshape(-1, 2)


def _sorted(parts: list[npt.NDArray[np.uint32]]) -> npt.NDArray[np.uint32]:
    """Return `(hash, key number)` pairs sorted, to be searched by bisection."""
    array = np.concatenate(parts) if parts else np.empty((0, 2), dtype=np.uint32)
    order = np.lexsort((array[:, 1], array[:, 0]))
    return array[order]
