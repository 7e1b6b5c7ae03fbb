"""Decisions kept: as JSON lines in one file of a user or of a group, which is whole at any moment, and which travels."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from geo.build import write_atomic
from geo.errors import InputError
from geo.reviews.records import Decision, anchor_from, checked, date_value, lines_of, text_of

__all__ = ["REVIEWS_FILE", "Reviews", "decisions_from", "decisions_text", "together"]

REVIEWS_FILE = "reviews.jsonl"
"""Name of the file of decisions in the user's folder."""

_MOST_DECISIONS = 20_000
_LONGEST = 2_000


def decisions_text(decisions: Iterable[Decision]) -> str:
    """Return decisions as JSON lines that `decisions_from` reads, oldest first."""
    return "".join(json.dumps(asdict(d), ensure_ascii=True) + "\n" for d in sorted(decisions, key=lambda d: (d.at, d.id)))


def decisions_from(text: str, where: str) -> list[Decision]:
    """Return the decisions of JSON lines.

    Raises
    ------
    InputError
        When a line is no decision, names the line of `where`; or when there are more than anybody makes.
    """
    lines = lines_of(text)
    if len(lines) > _MOST_DECISIONS:
        raise InputError(f"{where}: has {len(lines)} lines; expected at most {_MOST_DECISIONS} decisions.")
    return [_decision(line, f"{where}, line {n}") for n, line in lines]


def together(decisions: Iterable[Decision], more: Iterable[Decision]) -> list[Decision]:
    """Return both, each decision once by its id, the first of two that share one."""
    kept: dict[str, Decision] = {}
    for decision in (*decisions, *more):
        kept.setdefault(decision.id, decision)
    return list(kept.values())


class Reviews:
    """The decisions of a user or of a group, in one file of JSON lines that is always whole; several may add to it at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[Decision]:
        """Return every decision ever made, oldest first; none where no file is.

        Raises
        ------
        InputError
            When a line of the file is no decision; names the file and the line.
        """
        return self._read(self._path) if self._path.exists() else []

    def add(self, decisions: Iterable[Decision]) -> int:
        """Keep decisions, each once by its id, and return how many are new; the file is replaced whole or not at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with _held(self._path.with_name(f"{self._path.name}.lock")):
            before = self.all()
            kept = together(before, decisions)
            if len(kept) > len(before):
                write_atomic(self._path, decisions_text(kept))
        return len(kept) - len(before)

    def export(self, path: Path) -> None:
        """Write every decision to a file that `load` reads."""
        write_atomic(path, decisions_text(self.all()))

    def load(self, path: Path) -> int:
        """Take over the decisions of a file, all or none, and return how many are new; errors as `all`."""
        return self.add(self._read(path))

    def _read(self, path: Path) -> list[Decision]:
        return decisions_from(text_of(path), path.name)


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Hold a lock file while reading and writing again, so that of two who decide at once neither loses what the other decided."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _decision(line: str, where: str) -> Decision:
    try:
        record = json.loads(line)
        decision = Decision(**{**record, "anchor": anchor_from(record["anchor"])})
        datetime.fromisoformat(decision.at)
        for name in ("id", "verdict", "author", "note"):
            if not isinstance(getattr(decision, name), str) or len(getattr(decision, name)) > _LONGEST:
                raise ValueError(f"{name} is no text")
        return replace(decision, value=_given(decision.verdict, decision.value))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{where}: is no decision ({error}); expected an object as `review export` writes it.") from None


def _given(verdict: str, value: Any) -> Any:
    """Return the value of a decision that was read from a file, with nothing in it but what belongs there."""
    if verdict == "merge":
        return asdict(anchor_from(value))
    if verdict == "date":
        return date_value(f"{value['start']}/{value['end']}")
    return checked(verdict, value)
