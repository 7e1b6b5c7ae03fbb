from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.events.tokens import peel_of, tokenise
from geo.languages import load_rules
from geo.text import words

PEEL = peel_of(load_rules("ar").table("morphology"))


def forms(text):
    return dict(tokenise(text, words(text), PEEL)[0].forms)


def test_attached_letters_are_set_aside_in_every_way():
    found = forms("وبالمدينة")
    assert {"وبالمدينه", "بالمدينه", "المدينه", "مدينه"} <= set(found)
    assert found["مدينه"] == "وبال"


def test_a_melted_article_comes_back():
    assert forms("للمدينة")["المدينه"] == "ل"


def test_short_words_are_left_whole():
    assert list(forms("ولد")) == ["ولد"]


def test_a_possessive_is_the_word():
    (token,) = tokenise("Haftar's", words("Haftar's"), peel_of({}))
    assert (token.key, token.text) == ("haftar", "Haftar's")


@given(st.text())
def test_tokens_cut_out_their_text(text):
    for token in tokenise(text, words(text), PEEL):
        assert text[token.start : token.end] == token.text
        assert token.key in token.forms
