"""What is remembered by text, and what is forgotten."""

from hypothesis import given
from hypothesis import strategies as st

from geo.memo import Memo, Recent


@given(st.lists(st.text(max_size=2)), st.integers(1, 5))
def test_answers_are_those_of_the_function_and_bounded(asked, most):
    memo = Memo(str.upper, most)
    for text in asked:
        assert memo[text] == text.upper()
        assert len(memo) <= most


def test_what_is_asked_for_again_is_not_worked_out_again():
    worked = []
    memo = Memo(lambda text: worked.append(text) or len(text), 3)
    for text in ["common", *"abc", "common", *"defg", "common"]:
        assert memo[text] == len(text)
    assert worked.count("common") == 1
    assert memo["a"] == 1
    assert worked.count("a") == 2


def test_long_texts_are_answered_and_not_kept():
    memo = Memo(len, 3)
    assert memo["x" * 1000] == 1000
    assert not memo


def test_an_answer_is_recalled_until_twice_as_many_others_came():
    recent = Recent(2)
    recent.keep("a", 1)
    assert (recent.recall("a"), recent.recall("b")) == (1, None)
    for text in "bcde":
        recent.keep(text, 0)
    assert recent.recall("a") is None
