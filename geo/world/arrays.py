"""Arrays of an index on disk, read where they lie. They are small tables to bisect, for which numpy need not be loaded."""

from __future__ import annotations

import ast
import mmap
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

__all__ = ["mapped", "numbers_of"]

_MAGIC = b"\x93NUMPY"
_TYPES: dict[str, Literal["B", "I"]] = {"|u1": "B", "<u4": "I"}


def mapped(path: Path) -> memoryview[int]:
    """Return the numbers of a `.npy` file of bytes or 32-bit integers, row after row (format 1.0 of numpy.lib.format).

    Raises
    ------
    OSError
        When the file cannot be read.
    ValueError
        When it is not such a file, or not whole.
    """
    with path.open("rb") as file:
        head = file.read(10)
        size = int.from_bytes(head[8:10], "little")
        if head[:6] != _MAGIC or head[6:8] != b"\x01\x00":
            raise ValueError(f"{path.name} is no array")
        header = ast.literal_eval(file.read(size).decode("latin-1"))
        kind, count = _TYPES.get(header["descr"]), 1
        for side in header["shape"]:
            count *= side
        if kind is None or header["fortran_order"]:
            raise ValueError(f"{path.name} holds no whole numbers")
        if not count:
            return memoryview(b"")
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    data = whole[10 + size :].cast(kind)
    if len(data) != count:
        raise ValueError(f"{path.name} is cut off")
    return data


def numbers_of(postings: memoryview[int], wanted: int) -> Iterator[int]:
    """Yield what stands beside `wanted` in sorted pairs, in order."""
    pairs = range(len(postings) // 2)
    for i in range(bisect_left(pairs, wanted, key=lambda at: postings[2 * at]), len(pairs)):
        if postings[2 * i] != wanted:
            return
        yield postings[2 * i + 1]
