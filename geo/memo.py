"""Answers remembered by the text that they were asked of, at most so many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import ref

__all__ = ["Memo", "Ration", "Recent"]

Answer = TypeVar("Answer")

_LONGEST = 80
"""Letters of a text up to which its answer is remembered, so that a hostile text fills no memory."""


class Ration:
    """How many answers several memories may take in together before all of them step back: those of two languages, say."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._taken = 0
        self._sharing: list[ref[Recent[Any]]] = []

    def share(self, memory: Recent[Any]) -> None:
        """Let a memory take from the ration too, for as long as it is there."""
        self._sharing = [*(r for r in self._sharing if r() is not None), ref(memory)]

    def take(self) -> None:
        """Take one answer from the ration; where none is left, let all memories step back first."""
        if self._taken >= self.most:
            self._taken = 0
            for memory in [r() for r in self._sharing]:
                if memory is not None:
                    memory.step_back()
        self._taken += 1


class Recent(dict[str, Answer]):
    """Answers by text. When there are `most` they step back, and those not asked for until there are as many again are forgotten.

    So what is common in running text stays, at the price of one look-up a text, and at most twice `most` answers are held, whether
    by one memory or by all that share a ration.
    """

    def __init__(self, most: int | Ration) -> None:
        super().__init__()
        self._ration = most if isinstance(most, Ration) else Ration(most)
        self._ration.share(self)
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
        if len(text) <= _LONGEST:
            self._ration.take()
            self[text] = answer

    def step_back(self) -> None:
        """Forget what was not asked for since the answers stepped back before."""
        self._older = dict(self)
        self.clear()


class Memo(Recent[Answer]):
    """A function of a text as a mapping: `memo[text]` asks `answer` where nothing is remembered."""

    def __init__(self, answer: Callable[[str], Answer], most: int | Ration) -> None:
        super().__init__(most)
        self._answer = answer

    def __missing__(self, text: str) -> Answer:
        older = self._older
        found = older[text] if text in older else self._answer(text)
        self.keep(text, found)
        return found
