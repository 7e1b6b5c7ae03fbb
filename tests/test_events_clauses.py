from __future__ import annotations

from events_reading import resolutions

from geo.events.clauses import analyse, pieces
from geo.events.rules import compile_rules
from geo.languages import load_rules
from geo.text import sentences


def analysed(code, text):
    rules = load_rules(code)
    (sentence,) = sentences(text)
    return analyse(text, sentence.words, rules, rules.derived(compile_rules), resolutions(text), None)


def test_commas_end_soft_clauses_and_joining_words_hard_ones():
    clauses = analysed("en", "Troops left, fighters came, but nobody stayed")
    assert [clauses.soft[i] for i in (0, 2, 4)] == [0, 1, 2]
    assert [clauses.hard[i] for i in (0, 2, 4)] == [0, 0, 1]


def test_arabic_relative_pronouns_begin_a_clause():
    clauses = analysed("ar", "القاعدة التي قصفت")
    assert clauses.hard[0] != clauses.hard[1] == clauses.hard[2]


def test_a_relative_clause_right_after_is_its_nouns_own():
    clauses = analysed("en", "the attack which killed ten")
    assert clauses.own(1, 2) == {clauses.hard[1], clauses.hard[2]}


def test_mentions_stand_on_tokens():
    clauses = analysed("ar", "قصفت القوات بسرت")
    (mention,) = clauses.mentions
    assert (mention.start, mention.end) == (2, 3)


def test_an_endless_sentence_is_read_in_stretches():
    (sentence,) = sentences("word " * 500)
    found = list(pieces(sentence))
    assert max(map(len, found)) <= 120
    assert sum(map(len, found)) == 500
