"""The tables of `seeds/` as rows whose cells are read by type, every fault noted with its file and line."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

__all__ = ["Faults", "Row", "read_table"]


@dataclass(slots=True)
class Faults:
    """Every breach found so far, in the order found."""

    breaches: list[str] = field(default_factory=list)

    def note(self, where: str, came: str, expected: str) -> None:
        """Note one breach: where, what came, what was expected."""
        self.breaches.append(f"{where}: {came}; expected {expected}.")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. A cell that cannot be read is noted in `faults` and given as None or empty."""

    where: str
    cells: dict[str, str]
    faults: Faults

    def fault(self, came: str, expected: str) -> None:
        """Note a breach in this row."""
        self.faults.note(self.where, came, expected)

    def text(self, column: str) -> str:
        """Return the cell without surrounding space; it may be empty."""
        return self.cells[column]

    def required(self, column: str) -> str:
        """Return the cell; an empty one is a breach."""
        if not self.cells[column]:
            self.fault(f"{column} is empty", "a value")
        return self.cells[column]

    def items(self, column: str) -> tuple[str, ...]:
        """Return the values of a cell, which `|` separates; one that stands twice is a breach."""
        values = tuple(v.strip() for v in self.cells[column].split("|") if v.strip())
        twice = sorted({v for v in values if values.count(v) > 1})
        if twice:
            self.fault(f"{column} holds {twice[0]!r} twice", "each value once")
        return values

    def one_of(self, column: str, allowed: Collection[str], *, optional: bool = False) -> str:
        """Return the cell; one outside `allowed` is a breach."""
        value = self.cells[column]
        if value not in allowed and not (optional and not value):
            self.fault(f"{column} is {value!r}", "one of " + ", ".join(sorted(allowed)))
        return value

    def known(self, column: str, ids: Collection[str], noun: str, *, optional: bool = False) -> str:
        """Return the cell; an id that no `noun` has is a breach."""
        value = self.cells[column]
        if value not in ids and not (optional and not value):
            self.fault(f"{column} is {value!r}", f"the id of a {noun} of the seeds")
        return value

    def all_known(self, column: str, ids: Collection[str], noun: str) -> tuple[str, ...]:
        """Return the values of a cell; an id that no `noun` has is a breach."""
        values = self.items(column)
        for value in values:
            if value not in ids:
                self.fault(f"{column} holds {value!r}", f"the id of a {noun} of the seeds")
        return values

    def number(self, column: str, low: float, high: float) -> float | None:
        """Return the cell as a number within `[low, high]`, or None where it is empty or a breach."""
        value = self.cells[column]
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not low <= number <= high:
            self.fault(f"{column} is {value!r}", f"a number from {low:g} to {high:g}")
            return None
        return number

    def whole(self, column: str) -> int | None:
        """Return the cell as a whole number of at least 0, or None where it is empty or a breach."""
        value = self.cells[column]
        if value and not (value.isascii() and value.isdigit()):
            self.fault(f"{column} is {value!r}", "a whole number of at least 0")
            return None
        return int(value) if value else None

    def day(self, column: str) -> date | None:
        """Return the cell as a date, or None where it is empty or a breach."""
        value = self.cells[column]
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(f"{column} is {value!r}", "a date, YYYY-MM-DD")
            return None

    def required_day(self, column: str) -> date | None:
        """Return the cell as a date; an empty one is a breach."""
        return self.day(column) if self.required(column) else None


def read_table(path: Path, columns: Sequence[str], faults: Faults) -> list[Row]:
    """Return the rows of a CSV file that has exactly these columns; anything else about it is a breach."""
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        faults.note(name, "it is missing" if isinstance(error, FileNotFoundError) else "it is not UTF-8", "a table in UTF-8")
        return []
    lines = _numbered(text)
    try:
        return _rows(name, lines, columns, faults)
    except csv.Error as error:
        faults.note(name, f"broken CSV ({error})", "cells quoted as RFC 4180 says")
        return []


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each line of CSV with the number of the line that ends it."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for cells in reader:
        yield reader.line_num, cells


def _rows(name: str, lines: Iterator[tuple[int, list[str]]], columns: Sequence[str], faults: Faults) -> list[Row]:
    _, header = next(lines, (0, []))
    if header != list(columns):
        faults.note(f"{name}:1", f"the columns are {', '.join(header) or 'missing'}", ", ".join(columns))
        return []
    rows = []
    for number, cells in lines:
        where = f"{name}:{number}"
        if len(cells) != len(columns):
            faults.note(where, f"{len(cells)} cells", f"{len(columns)} cells")
            continue
        rows.append(Row(where, {c: v.strip() for c, v in zip(columns, cells, strict=True)}, faults))
    _check_ids(rows, faults)
    return rows


def _check_ids(rows: Sequence[Row], faults: Faults) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        ident = row.cells.get("id")
        if ident is None:
            continue
        if not row.required("id"):
            continue
        if ident in seen:
            faults.note(row.where, f"id {ident!r} is used again", f"an id of its own (it stands at {seen[ident]} too)")
        seen.setdefault(ident, row.where)
