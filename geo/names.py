"""How two spellings of one name become one key: folding of Arabic and Latin spellings, articles and attached clitics.

`fold` is pure and idempotent. Its rules, in order: compatibility decomposition; letters that no decomposition touches; removal
of combining marks (harakat, the hamza seats and madda, Latin accents), tatweel and invisible characters; case; apostrophes
and the letters ayn and hamza of romanisations dropped; every other sign becomes a space.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["clitic_variants", "deletions", "fold", "is_arabic", "one_edit", "skeleton", "without_article"]

_ALEF = "\N{ARABIC LETTER ALEF}"
_LAM = "\N{ARABIC LETTER LAM}"
_WAW = "\N{ARABIC LETTER WAW}"
_FEH = "\N{ARABIC LETTER FEH}"
_BEH = "\N{ARABIC LETTER BEH}"
_KAF = "\N{ARABIC LETTER KAF}"
_YEH = "\N{ARABIC LETTER YEH}"
_HEH = "\N{ARABIC LETTER HEH}"
_ARTICLE = _ALEF + _LAM


def _letters(names: str) -> list[str]:
    return [unicodedata.lookup(f"ARABIC LETTER {name}") for name in names.split()]


_LETTERS = str.maketrans(
    {
        "\N{ARABIC LETTER ALEF MAKSURA}": _YEH,
        "\N{ARABIC LETTER FARSI YEH}": _YEH,
        "\N{ARABIC LETTER TEH MARBUTA}": _HEH,
        "\N{ARABIC LETTER ALEF WASLA}": _ALEF,
        "\N{ARABIC LETTER KEHEH}": _KAF,
        "\N{ARABIC LETTER HEH GOAL}": _HEH,
        "\N{ARABIC LETTER HEH DOACHASHMEE}": _HEH,
        "\N{ARABIC LETTER VEH}": _FEH,
        "\N{ARABIC LETTER PEH}": _BEH,
        "\N{ARABIC LETTER GAF}": _KAF,
        "\N{ARABIC TATWEEL}": None,
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
        "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
        "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
        "\N{LATIN SMALL LETTER AE}": "ae",
        "\N{LATIN SMALL LIGATURE OE}": "oe",
        # Signs that romanisations write for ayn and hamza, and the quotation marks that stand in for them.
        "'": None,
        "`": None,
        "\N{ACUTE ACCENT}": None,
        "\N{LEFT SINGLE QUOTATION MARK}": None,
        "\N{RIGHT SINGLE QUOTATION MARK}": None,
        "\N{MODIFIER LETTER APOSTROPHE}": None,
        "\N{MODIFIER LETTER TURNED COMMA}": None,
        "\N{MODIFIER LETTER LEFT HALF RING}": None,
        "\N{MODIFIER LETTER RIGHT HALF RING}": None,
        "\N{ARABIC LETTER HAMZA}": None,
    }
)
_DROPPED = re.compile("[\u00ad\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SIGNS = re.compile(r"[\W_]+")
_ARABIC = re.compile("[\u0621-\u064a]")
_PLAIN_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_ROMAN_ARTICLES = frozenset(["al", "el", "ar", "as", "ash", "at", "az", "an", "ad", "ed", "ez", "es", "ath", "adh", "the"])
# "Wa" and "fa" join; "bi", "li" and "ka" are prepositions that follow them. Longest first, so that stacks come off whole.
_CLITICS = tuple(
    sorted(
        {_WAW, _FEH, _BEH, _LAM, _KAF, *(j + p for j in (_WAW, _FEH) for p in (_BEH, _LAM, _KAF))},
        key=len,
        reverse=True,
    )
)
_ARABIC_SOUNDS = str.maketrans(
    {
        **dict.fromkeys(_letters("BEH PEH"), "b"),
        **dict.fromkeys(_letters("TEH THEH TAH"), "t"),
        **dict.fromkeys(_letters("JEEM GHAIN"), "g"),
        **dict.fromkeys(_letters("KHAH QAF KAF"), "k"),
        **dict.fromkeys(_letters("DAL THAL DAD"), "d"),
        **dict.fromkeys(_letters("ZAIN ZAH"), "z"),
        **dict.fromkeys(_letters("SEEN SHEEN SAD"), "s"),
        **dict.fromkeys(_letters("REH"), "r"),
        **dict.fromkeys(_letters("FEH"), "f"),
        **dict.fromkeys(_letters("LAM"), "l"),
        **dict.fromkeys(_letters("MEEM"), "m"),
        **dict.fromkeys(_letters("NOON"), "n"),
        **dict.fromkeys(_letters("HAH HEH AIN ALEF WAW YEH"), None),
    }
)
_LATIN_SOUNDS = (
    ("tch", "s"), ("sch", "s"), ("kh", "k"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("dj", "g"),
    ("ck", "k"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("x", "ks"), ("q", "k"), ("c", "k"), ("j", "g"), ("v", "f"), ("p", "b"),
)  # fmt: skip
_SILENT = re.compile("[aeiouwyh ]")
_DOUBLED = re.compile(r"(.)\1+")
_MIN_STEM = 3
"""A stem shorter than this is no name: the letter taken for a clitic was part of it."""


def is_arabic(text: str) -> bool:
    """Return whether `text` has a letter of the Arabic alphabet."""
    return not text.isascii() and _ARABIC.search(text) is not None


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """Return the key under which all spellings of `name` meet; `fold(fold(x)) == fold(x)`."""
    if name.isascii() and name.isalpha():
        return name.lower()
    return name.translate(_PLAIN) if _PLAIN_ARABIC.fullmatch(name) else _folded(name)


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.casefold())
    text = unicodedata.normalize("NFKD", _DROPPED.sub("", text).translate(_LETTERS).casefold())
    return _SIGNS.sub(" ", _DROPPED.sub("", text).translate(_LETTERS)).strip()


_PLAIN = {ord(letter): _folded(letter) for letter in map(chr, (*range(0x621, 0x63B), *range(0x641, 0x64B)))}
"""What folding makes of each letter of the Arabic alphabet: in a word of nothing else they do not touch each other."""


def without_article(key: str) -> str:
    """Return a folded key without its articles (Arabic `al-` before any word, romanised ones before another word)."""
    if " " not in key:
        return key[2:] if key.startswith(_ARTICLE) and len(key) >= 2 + _MIN_STEM else key
    parts = key.split(" ")
    kept = [p for i, p in enumerate(parts) if not (p in _ROMAN_ARTICLES and i + 1 < len(parts))]
    bare = [p[2:] if p.startswith(_ARTICLE) and len(p) >= 2 + _MIN_STEM else p for p in kept]
    return " ".join(bare)


def clitic_variants(key: str) -> list[tuple[str, int]]:
    """Return `(stem, letters)` for each way to read leading letters of a folded Arabic key as attached clitics.

    `letters` counts the letters that are set aside before the stem. The assimilated article after `li` (two lams) is given
    back as the full article, with one letter set aside: the lam that remains belongs to the name.
    """
    first, _, rest = key.partition(" ")
    found: list[tuple[str, int]] = []
    for clitic in _CLITICS if first[:1] in _CLITICS else ():
        stem = first[len(clitic) :]
        if not first.startswith(clitic) or len(stem) < _MIN_STEM - 1:
            continue
        if clitic.endswith(_LAM) and stem.startswith(_LAM) and len(stem) > _MIN_STEM:
            found.append((_join(_ALEF + stem, rest), len(clitic)))
        if len(stem) >= _MIN_STEM or (clitic in (_WAW, _BEH, _LAM) and len(stem) == _MIN_STEM - 1 and rest):
            found.append((_join(stem, rest), len(clitic)))
    return found


def _join(first: str, rest: str) -> str:
    return f"{first} {rest}" if rest else first


@lru_cache(maxsize=4096)
def skeleton(key: str) -> str:
    """Return the consonants of a folded key as classes of sound that Arabic and romanised spellings share.

    Vowels, semi-vowels and aspirates are left out and doubled letters written once, so that `sabratha` and its Arabic
    spelling give the same string; so do many other names, which is why a match of skeletons is only a proposal.
    """
    text = without_article(key)
    if is_arabic(text):
        text = text.translate(_ARABIC_SOUNDS)
    else:
        for spelling, sound in _LATIN_SOUNDS:
            text = text.replace(spelling, sound)
    return _DOUBLED.sub(r"\1", _SILENT.sub("", text))


def deletions(key: str) -> set[str]:
    """Return `key` and every string that one deletion makes of it: the entries of a symmetric-delete index."""
    return {key} | {key[:i] + key[i + 1 :] for i in range(len(key))}


def one_edit(a: str, b: str) -> bool:
    """Return whether `a` and `b` differ by at most one insertion, deletion, substitution or swap of neighbours."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        swapped = a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :]
        return a[i + 1 :] == b[i + 1 :] or swapped
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[i + 1 :] == shorter[i:]
