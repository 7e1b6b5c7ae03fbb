"""What the compiler writes and the index reads: files, tables, hashes. A change here is a new version of the index."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["BITMAP_BITS", "FORMAT", "FUZZY_PREFIX", "LICENCES", "SCHEMA", "Paths", "Row", "bit_of", "hash_of"]

FORMAT = 6
"""Raised with every change of the files' layout."""

BITMAP_BITS = 1 << 26
"""Bits of the set that says "this key is no name" without asking the disk; at 1.2 million keys 2 % of the answers err."""

FUZZY_PREFIX = 8
"""Letters of a key whose deletions are indexed; what follows is compared by the exact edit test."""

LICENCES = {"geonames": "CC BY 4.0", "ourairports": "Public domain"}
"""Licences of the sources that the world tier is compiled from."""

SCHEMA = """
CREATE TABLE places (place INTEGER PRIMARY KEY, id TEXT, geonameid INTEGER, name TEXT, name_ar TEXT, kind TEXT, country TEXT,
  admin1 TEXT, lon REAL, lat REAL, precision_km REAL, population INTEGER, source TEXT, licence TEXT);
CREATE TABLE keys (number INTEGER PRIMARY KEY, key TEXT UNIQUE);
CREATE TABLE words (word TEXT PRIMARY KEY, en REAL, ar REAL) WITHOUT ROWID;
CREATE TABLE names (key INTEGER, place INTEGER, spelling TEXT, rank INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE spelled (key TEXT, place INTEGER, spelling TEXT, rank INTEGER);
"""


@dataclass(slots=True)
class Row:
    """A place on its way into an index; `names` begins with the preferred one, `admin1` is GeoNames' code such as `LY.70`."""

    id: str
    kind: str
    country: str | None
    admin1: str
    lon: float | None
    lat: float | None
    precision_km: float
    population: int
    source: str
    licence: str
    names: list[str] = field(default_factory=list)
    geonameid: int | None = None


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one index."""

    database: Path
    bitmap: Path
    deletes: Path
    skeletons: Path
    faults: Path

    @classmethod
    def in_folder(cls, folder: Path) -> Paths:
        """Return the paths inside `folder`."""
        return cls(folder / "places.sqlite", folder / "keys.npy", folder / "deletes.npy", folder / "skeletons.npy", folder / "faults.txt")


def hash_of(text: str) -> int:
    """Return a 32-bit hash of a string that is the same in every process (CRC-32 of its UTF-8)."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def bit_of(key: str) -> int:
    """Return the position of a key in the bitmap."""
    return hash_of(key) & (BITMAP_BITS - 1)
