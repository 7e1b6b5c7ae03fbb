from __future__ import annotations

import pytest

from geo.errors import LanguageError
from geo.events.lexicon import Entry, Lexicon, longest
from geo.events.tokens import peel_of, tokenise
from geo.text import words

CLASSES = {"number": frozenset({"two"}), "soft_fruit": frozenset({"plum", "plums"})}


def found(pattern, text):
    lexicon = Lexicon(CLASSES)
    lexicon.add(pattern, Entry("k", "", pattern))
    tokens = tokenise(text, words(text), peel_of({}))
    return [" ".join(t.text for t in tokens[h.start : h.end]) for h in lexicon.scan(tokens)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("eat apples", "They eat apples", ["eat apples"]),
        ("eat|like apples", "I like apples", ["like apples"]),
        ("eat apples|ripe_plums", "I eat ripe plums", ["eat ripe plums"]),
        ("eat green? apples", "eat apples", ["eat apples"]),
        ("eat # apples", "eat 12 apples", ["eat 12 apples"]),
        ("eat # apples", "eat two apples", ["eat two apples"]),
        ("eat <soft-fruit>", "eat plums", ["eat plums"]),
        ("eat .. apples", "eat a big red apples", ["eat a big red apples"]),
        ("eat .. apples", "eat one of the big red apples", []),
        ("eat .... apples", "eat one of the big red apples", ["eat one of the big red apples"]),
        ("eat apples", "eat", []),
    ],
)
def test_patterns(pattern, text, expected):
    assert found(pattern, text) == expected


@pytest.mark.parametrize("pattern", ["", ".. apples", "<nothing>", "a? b? c? d? e?"])
def test_a_bad_pattern_is_refused(pattern):
    with pytest.raises(LanguageError):
        Lexicon(CLASSES).add(pattern, Entry("k", "", None))


def test_the_longest_hit_wins():
    lexicon = Lexicon(CLASSES)
    for pattern in ("peace", "peace deal", "deal with it"):
        lexicon.add(pattern, Entry("k", "", pattern))
    text = "a peace deal with it"
    hits = longest(lexicon.scan(tokenise(text, words(text), peel_of({}))))
    assert [h.entry.record for h in hits] == ["peace", "deal with it"]
