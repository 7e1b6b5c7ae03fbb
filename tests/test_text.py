"""Words and sentences with offsets into the text as given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import detect_language, sentences, words

ANY_TEXT = st.text(max_size=200)


@given(ANY_TEXT)
def test_offsets_reproduce_every_word(text):
    assert all(text[w.start : w.end] == w.text for w in words(text))


@given(ANY_TEXT)
def test_each_word_is_in_exactly_one_sentence(text):
    inside = [w for s in sentences(text) for w in s.words]
    assert inside == words(text)
    assert all(s.start <= w.start and w.end <= s.end for s in sentences(text) for w in s.words)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He left. She stayed.", 2),
        ("Gen. Haftar left. Mr. Sarraj stayed.", 2),
        ("سقطت سرت. انسحبت القوات؟ نعم!", 3),
        ("A title without a full stop\nA second line", 2),
        ("The U.S. struck at 3.30 p.m. on Monday.", 1),
        ("He spoke at 5 p.m. in Sirte. She left.", 2),
        ("J. Smith left the U.S. He returned.", 2),
        ("", 0),
        (" \n\n ", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, count):
    assert len(sentences(text, {"gen", "mr"})) == count


def test_marks_inside_a_word_belong_to_it():
    assert [w.text for w in words("ســرت\u200f وقَاعِدة N'Djamena's 1,500 km")] == ["ســرت\u200f", "وقَاعِدة", "N'Djamena's", "1,500", "km"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("قصف على سرت", "ar"),
        ("Strike on Sirte", "en"),
        ("قال (AFRICOM) إن الطائرات وصلت", "ar"),
        ("The word سرت is Arabic for it", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_the_one_of_most_letters(text, language):
    assert detect_language(text) == language
