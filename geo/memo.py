"""Answers remembered by the text that they were asked of, at most so many."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["Memo", "Recent"]

Answer = TypeVar("Answer")

_LONGEST = 80
"""Letters of a text up to which its answer is remembered, so that a hostile text fills no memory."""


class Recent(dict[str, Answer]):
    """Answers by text. When there are `most` they step back, and those not asked for until there are as many again are forgotten.

    So what is common in running text stays, at the price of one look-up a text, and at most twice `most` answers are held.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._older: dict[str, Answer] = {}

    def recall(self, text: str) -> Answer | None:
        """Return the answer that is remembered, or None."""
        found = self.get(text)
        if found is None:
            found = self._older.get(text)
            if found is not None:
                self.keep(text, found)
        return found

    def keep(self, text: str, answer: Answer) -> None:
        """Remember an answer."""
        if len(text) > _LONGEST:
            return
        if len(self) >= self._most:
            self._older = dict(self)
            self.clear()
        self[text] = answer


class Memo(Recent[Answer]):
    """A function of a text as a mapping: `memo[text]` asks `answer` where nothing is remembered."""

    def __init__(self, answer: Callable[[str], Answer], most: int) -> None:
        super().__init__(most)
        self._answer = answer

    def __missing__(self, text: str) -> Answer:
        older = self._older
        found = older[text] if text in older else self._answer(text)
        if len(self) >= self._most or len(text) > _LONGEST:
            self.keep(text, found)
        else:
            self[text] = found
        return found
