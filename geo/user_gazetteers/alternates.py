"""Alternate names by GeoNames id, out of `alternateNamesV2.txt`, kept on disk while a gazetteer is imported."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["Alternates"]

_COLUMNS = 4
# Pseudo-languages of GeoNames: links, postal codes, airport codes and the like are no names.
_NOT_NAMES = frozenset({"link", "post", "iata", "icao", "faac", "wkdt", "unlc", "phon", "piny", "tcid", "abbr", "fr_1793"})
_SCRIPTS = re.compile("[A-Za-z\u00c0-\u024f\u0600-\u06ff]")
_LANGUAGES = frozenset({"", "ar", "en", "fr", "de", "es", "it", "tr"})
_BATCH = 50_000


class Alternates:
    """The names of a file of alternate names in Arabic and Latin script; `close` it, or use it in a `with` statement."""

    def __init__(self, path: Path, folder: Path, reject: Callable[[str], None]) -> None:
        self._file = folder / "alternates.sqlite"
        self._database = sqlite3.connect(self._file)
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE names (id INTEGER, name TEXT);")
        batch: list[tuple[int, str]] = []
        for pair in _pairs(path, reject):
            batch.append(pair)
            if len(batch) >= _BATCH:
                self._database.executemany("INSERT INTO names VALUES (?,?)", batch)
                batch.clear()
        self._database.executemany("INSERT INTO names VALUES (?,?)", batch)
        self._database.execute("CREATE INDEX by_id ON names (id)")

    def __enter__(self) -> Alternates:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was kept on disk."""
        self._database.close()
        self._file.unlink(missing_ok=True)

    def of(self, geonameid: int) -> list[str]:
        """Return the alternate names of a place, in the order of the file."""
        return [name for (name,) in self._database.execute("SELECT name FROM names WHERE id = ? ORDER BY rowid", (geonameid,))]


def _pairs(path: Path, reject: Callable[[str], None]) -> Iterator[tuple[int, str]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            cells = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
            if len(cells) < _COLUMNS or not cells[1].isascii() or not cells[1].isdigit():
                reject(f"{path}, line {number}: is no alternate name; expected an id, a GeoNames id, a language and a name.")
            elif cells[2] not in _NOT_NAMES and cells[2] in _LANGUAGES and _SCRIPTS.search(cells[3]) and "\ufffd" not in cells[3]:
                yield int(cells[1]), cells[3]
