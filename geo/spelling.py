"""Whether two keys are one foreign name written by ear in two ways."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from geo.names import skeleton

__all__ = ["respelt"]

_LONG_NAME = 7
_GUTTURALS = frozenset("\N{ARABIC LETTER HAH}\N{ARABIC LETTER HEH}\N{ARABIC LETTER AIN}")
"""Consonants that a skeleton leaves out and an Arabic spelling does not."""


def respelt(a: str, b: str) -> bool:
    """Return whether two folded keys of one script may be two ways to write one foreign name: the same consonants, nearly the same letters.

    Foreign names are written by ear, so that long vowels come and go and one sound has several letters; words may be run together.
    """
    a, b = a.replace(" ", ""), b.replace(" ", "")
    if _gutturals(a) != _gutturals(b) or skeleton(a) != skeleton(b):
        return False
    most = 1 if min(len(a), len(b)) < _LONG_NAME else 2
    return Levenshtein.distance(a, b, score_cutoff=most) <= most


def _gutturals(key: str) -> list[str]:
    return [letter for letter in key[:-1] if letter in _GUTTURALS]
