"""What the compiler writes and the index reads: files, tables, hashes. A change here is a new version of the index."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BITMAP_BITS", "FORMAT", "FUZZY_PREFIX", "SCHEMA", "Paths", "bit_of", "hash_of"]

FORMAT = 1
"""Raised with every change of the files' layout."""

BITMAP_BITS = 1 << 26
"""Bits of the set that says "this key is no name" without asking the disk; at 1.2 million keys 2 % of the answers err."""

FUZZY_PREFIX = 8
"""Letters of a key whose deletions are indexed; what follows is compared by the exact edit test."""

SCHEMA = """
CREATE TABLE places (place INTEGER PRIMARY KEY, id INTEGER, name TEXT, name_ar TEXT, kind TEXT, country TEXT, admin1 TEXT,
  lon REAL, lat REAL, precision_km REAL, population INTEGER);
CREATE INDEX place_ids ON places (id);
CREATE TABLE names (key INTEGER, place INTEGER, spelling TEXT, rank INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE keys (number INTEGER PRIMARY KEY, key TEXT UNIQUE, zipf_en REAL, zipf_ar REAL);
"""


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one index."""

    database: Path
    bitmap: Path
    deletes: Path
    skeletons: Path

    @classmethod
    def in_folder(cls, folder: Path) -> Paths:
        """Return the paths inside `folder`."""
        return cls(folder / "world.sqlite", folder / "keys.npy", folder / "deletes.npy", folder / "skeletons.npy")


def hash_of(text: str) -> int:
    """Return a 32-bit hash of a string that is the same in every process (CRC-32 of its UTF-8)."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def bit_of(key: str) -> int:
    """Return the position of a key in the bitmap."""
    return hash_of(key) & (BITMAP_BITS - 1)
