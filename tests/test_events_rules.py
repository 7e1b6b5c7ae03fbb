from __future__ import annotations

import pytest
from events_reading import resolutions

from geo.errors import LanguageError
from geo.events import find_events
from geo.events.rules import compile_rules
from geo.languages import Rules, known_languages, load_rules
from geo.model import Document
from geo.text import sentences

# A language that nobody speaks: "zok" = they shelled, "ni" = not, "ta" = in, "Brum" = the Brum.
INVENTED = {
    "morphology": 'word_order = "subject-verb"\nverb_parts = ["base"]\n'
    '[[inflect]]\nof = "verb"\npart = "base"\nform = "past"\nrewrite = [["$", ""]]\n'
    '[[inflect]]\nof = "noun"\npart = "base"\nform = "noun"\nrewrite = [["$", ""]]\n',
    "classes": 'and = ["e"]\nlocus = ["urb"]\n',
    "triggers": '[[trigger]]\ntype = "shelling"\nverbs = ["zok"]\n',
    "modality": '[[cue]]\nstatus = "denied"\npatterns = ["ni"]\nafter = 2\n[say]\nverbs = ["dik"]\n',
    "exceptions": 'phrases = ["zok bol"]\n',
    "clauses": "boundaries = []\n",
    "prepositions": '[place]\nat = ["ta"]\n[actor]\n',
    "anaphora": "anaphor = []\n",
    "casualties": '[numbers]\n3 = ["tri"]\n[vague]\n[[toll]]\nwho = "killed"\npatterns = ["# mor"]\n',
    "actors": 'nation = []\n[[actor]]\nid = "Brum"\nnames = ["brum"]\n',
    "frames": "",
    "months": "[gregorian]\n[hijri]\n",
}


def language(folder, **changed):
    dates = (load_rules("en").folder / "dates.toml").read_text(encoding="utf-8")
    for name, text in {**INVENTED, "dates": dates, **changed}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return Rules("xx", folder)


def read(rules, text):
    return find_events(Document("d", text, language="xx"), "xx", rules, sentences(text), resolutions(text))


def test_a_third_language_is_a_folder(tmp_path):
    (event,) = read(language(tmp_path), "Brum zok ta urb Sirte, tri mor.")
    assert (event.type, event.status, event.actors) == ("shelling", "happened", ("Brum",))
    assert (event.places[0].id, event.places[0].role, event.killed.min) == ("sirte", "at", 3)


def test_its_negation_and_exceptions_hold(tmp_path):
    rules = language(tmp_path)
    assert [e.status for e in read(rules, "Brum ni zok ta Sirte.")] == ["denied"]
    assert read(rules, "Brum zok bol ta Sirte.") == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("triggers", '[[trigger]]\ntype = "party"\nverbs = ["zok"]\n', "party"),
        ("modality", '[[cue]]\nstatus = "maybe"\npatterns = ["ni"]\n[say]\n', "maybe"),
        ("triggers", '[[trigger]]\ntype = "clash"\nphrases = ["a <crew>"]\n', "crew"),
    ],
)
def test_a_fault_in_a_rule_file_is_named(tmp_path, name, text, said):
    with pytest.raises(LanguageError, match=said):
        compile_rules(language(tmp_path, **{name: text}))


@pytest.mark.parametrize("code", known_languages())
def test_the_rules_of_every_language_compile(code):
    assert compile_rules(load_rules(code)).code == code
