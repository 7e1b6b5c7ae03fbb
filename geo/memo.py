"""Answers remembered by the text that they were asked of, at most so many."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["Memo"]

Answer = TypeVar("Answer")

_LONGEST = 80
"""Letters of a text up to which its answer is remembered, so that a hostile text fills no memory."""


class Memo(dict[str, Answer]):
    """A function of a text as a mapping: `memo[text]` asks `answer` the first time and remembers at most `most` answers.

    When it is full all are forgotten: words of running text are so unequal in number that the common ones are soon back.
    """

    def __init__(self, answer: Callable[[str], Answer], most: int) -> None:
        super().__init__()
        self._answer = answer
        self._most = most

    def __missing__(self, text: str) -> Answer:
        found = self._answer(text)
        if len(text) <= _LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[text] = found
        return found
