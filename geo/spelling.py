"""Whether two keys are one foreign name: written by ear in two ways, or in two scripts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from geo.names import is_arabic, skeleton, without_article

__all__ = ["respelt", "sounds_alike"]

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


_SOUNDS = (
    ("shch", "S"), ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("kh", "x"), ("gh", "g"), ("zh", "j"), ("sh", "S"), ("ch", "C"),
    ("ts", "C"), ("tz", "C"), ("th", "t"), ("dh", "d"), ("dj", "j"), ("ph", "f"), ("ou", "w"), ("oo", "w"), ("ck", "k"), ("ks", "x"),
    ("q", "k"), ("c", "k"), ("v", "f"), ("p", "b"), ("g", "j"), ("o", "w"), ("u", "w"), ("i", "y"), ("e", "y"), ("a", "A"),
)  # fmt: skip
_ARABIC_SOUNDS = {
    ord(unicodedata.lookup(f"ARABIC LETTER {letter}")): sound
    for sound, letters in (
        ("b", "BEH"), ("t", "TEH|THEH|TAH"), ("j", "JEEM|GHAIN"), ("h", "HAH|HEH"), ("x", "KHAH"), ("d", "DAL|THAL|DAD"), ("r", "REH"),
        ("z", "ZAIN|ZAH"), ("s", "SEEN|SAD"), ("S", "SHEEN"), ("-", "AIN"), ("f", "FEH"), ("k", "QAF|KAF"), ("l", "LAM"), ("m", "MEEM"),
        ("n", "NOON"), ("w", "WAW"), ("y", "YEH"), ("A", "ALEF|ALEF WITH HAMZA ABOVE"),
    )
    for letter in letters.split("|")
}  # fmt: skip
_WEAK = re.compile("[wyAh -]")
_MOST_VOWELS = 2


def sounds_alike(arabic: str, latin: str) -> bool:
    """Return whether a folded Arabic key and a romanised one may be one name: the same consonants, and long vowels that agree.

    Finer than a skeleton, which takes sh for s and kh for k: those are told apart in both scripts.
    """
    a, b = _heard(arabic), _heard(latin)
    if a is None or b is None or a[0] != b[0]:
        return False
    # Short vowels are not written in Arabic, so only those that it writes must be in the other.
    return Levenshtein.distance(a[1], b[1], weights=(0, 1, 1)) < _MOST_VOWELS


@lru_cache(maxsize=1024)
def _heard(key: str) -> tuple[str, str] | None:
    """Return the consonants and the vowels of a folded key as sounds of both scripts, or None where a letter has no sound."""
    sounds = without_article(key)
    if is_arabic(key):
        sounds = sounds.replace("تش", "C").replace("تس", "C").translate(_ARABIC_SOUNDS)
        return None if is_arabic(sounds) else (_bare(sounds), _vowels(sounds))
    for spelling, sound in _SOUNDS:
        sounds = sounds.replace(spelling, sound)
    return _bare(sounds), _vowels(sounds)


def _bare(sounds: str) -> str:
    return re.sub(r"(.)\1+", r"\1", _WEAK.sub("", sounds))


def _vowels(sounds: str) -> str:
    return "".join(letter for letter in sounds if letter in "wyA")
