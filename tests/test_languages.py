"""The loader of language rules."""

from pathlib import Path

import pytest

from geo.errors import LanguageError
from geo.languages import Rules, known_languages, load_rules


def rules_with(folder: Path, text: str | bytes) -> Rules:
    (folder / "things.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return Rules("qq", folder)


def test_arabic_and_english_are_known():
    assert {"ar", "en"} <= set(known_languages())


def test_same_object_at_every_call():
    assert load_rules("ar") is load_rules("ar")


@pytest.mark.parametrize("code", ["xx", "", "../ar", "AR"])
def test_unknown_language_lists_the_known(code):
    with pytest.raises(LanguageError, match="known languages are ar, en"):
        load_rules(code)


@pytest.mark.parametrize("code", known_languages())
def test_every_file_of_a_language_parses(code):
    rules = load_rules(code)
    for path in rules.folder.glob("*.toml"):
        assert rules.table(path.stem), path


@pytest.mark.parametrize("code", known_languages())
def test_languages_have_the_files_for_places(code):
    rules = load_rules(code)
    for name in ("features", "clitics", "guards", "metonyms", "relations"):
        assert rules.table(name)


def test_missing_file_is_named():
    with pytest.raises(LanguageError, match=r"en/absent\.toml"):
        load_rules("en").table("absent")


def test_malformed_file_is_named(tmp_path):
    with pytest.raises(LanguageError, match=r"things\.toml: not a TOML file"):
        rules_with(tmp_path, "words = [").table("things")


def test_file_that_is_not_utf8_is_named(tmp_path):
    with pytest.raises(LanguageError, match=r"things\.toml: not UTF-8"):
        rules_with(tmp_path, b'word = "\xff"').table("things")


def test_missing_key_is_named_with_its_path(tmp_path):
    rules = rules_with(tmp_path, '[outer]\nwords = ["a"]')
    with pytest.raises(LanguageError, match=r"things\.toml: the key 'outer\.other'"):
        rules.strings("things", "outer", "other")


@pytest.mark.parametrize("value", ["3", '"word"', "[1, 2]", '["a", ""]', "{ a = 1 }"])
def test_strings_refuse_what_is_no_list_of_texts(tmp_path, value):
    with pytest.raises(LanguageError, match="must be a list of texts"):
        rules_with(tmp_path, f"words = {value}").strings("things", "words")


def test_lists_refuse_what_is_no_table(tmp_path):
    with pytest.raises(LanguageError, match="must be a table"):
        rules_with(tmp_path, 'words = ["a"]').lists("things", "words")


def test_strings_lists_and_folded(tmp_path):
    rules = rules_with(tmp_path, '[kinds]\ncity = ["Town Of", "al-Bayda"]')
    assert rules.lists("things", "kinds") == {"city": ("Town Of", "al-Bayda")}
    assert rules.strings("things", "kinds", "city") == ("Town Of", "al-Bayda")
    assert rules.folded("things", "kinds", "city") == {"town of", "al bayda"}


def test_derived_is_built_once(tmp_path):
    rules, calls = rules_with(tmp_path, "a = 1"), []

    def build(given: Rules) -> int:
        calls.append(given)
        return len(calls)

    assert rules.derived(build) == rules.derived(build) == 1
