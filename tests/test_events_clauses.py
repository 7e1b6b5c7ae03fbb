from __future__ import annotations

from events_reading import resolutions

from geo.events.clauses import analyse, glance, pieces, recalled
from geo.events.rules import compile_rules
from geo.events.tokens import tokenise
from geo.languages import load_rules
from geo.text import sentences


def analysed(code, text):
    rules = load_rules(code)
    (sentence,) = sentences(text)
    compiled = rules.derived(compile_rules)
    tokens = tokenise(text, sentence.words, compiled.peel)
    return analyse(text, sentence.words, tokens, rules, compiled, resolutions(text), None)


def glanced(text):
    (sentence,) = sentences(text)
    return sentence.words, *glance(sentence.words, load_rules("en").derived(compile_rules))


def remembered(text):
    words, seen, _ = glanced(text)
    return recalled(words, seen, load_rules("en").derived(compile_rules), resolutions(text))


def test_a_glance_tells_triggers():
    assert not glanced("Prices in Sirte")[2]
    assert glanced("Warplanes bombed it")[2]


def test_what_names_no_place_is_not_recalled_and_a_place_is():
    assert remembered("Cheap bread") is None
    (mention,) = remembered("Prices in Sirte").mentions
    assert (mention.start, mention.end) == (2, 3)


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
