"""Language rules as data: one folder a language, TOML files in it, and the one loader that reads them.

A third language is a new folder beside `ar` and `en`; nothing here names a language. Which file holds what:

- `features.toml`, `clitics.toml`, `guards.toml`, `metonyms.toml`, `relations.toml`: recognition and resolution of places;
- `parties.toml` beside the folders: what "the army" means by country, and which outlet speaks for whom, in every language;
- every other file belongs to the room that asks for it by name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from geo.errors import LanguageError
from geo.names import fold

__all__ = ["Rules", "known_languages", "load_rules", "load_shared"]

_HERE = Path(__file__).parent
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Rules:
    """The rules of one language: `code`, and its tables by the name of their file without `.toml`.

    Tables are read when first asked for and kept. Two objects are equal only when they are the same one, so that a `Rules`
    can be the key of a cache.
    """

    code: str
    folder: Path
    _tables: dict[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    _derived: dict[Callable[[Rules], Any], Any] = field(default_factory=dict, repr=False)

    def table(self, name: str) -> Mapping[str, Any]:
        """Return the parsed file `name`.toml of this language.

        Raises
        ------
        LanguageError
            When the file is missing or is no TOML; names the file.
        """
        if name not in self._tables:
            self._tables[name] = MappingProxyType(_parse(self.folder / f"{name}.toml"))
        return self._tables[name]

    def value(self, name: str, *keys: str) -> Any:
        """Return what stands in file `name` under the nested `keys`.

        Raises
        ------
        LanguageError
            When a key is missing; names the file and the key.
        """
        here: Any = self.table(name)
        for depth, key in enumerate(keys):
            if not isinstance(here, Mapping) or key not in here:
                raise LanguageError(f"{self._where(name)}: the key {'.'.join(keys[: depth + 1])!r} is missing.")
            here = here[key]
        return here

    def strings(self, name: str, *keys: str) -> tuple[str, ...]:
        """Return the list of texts in file `name` under `keys`.

        Raises
        ------
        LanguageError
            When the key is missing, or its value is not a list of texts; names the file and the key.
        """
        found = self.value(name, *keys)
        if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
            raise LanguageError(f"{self._where(name)}: {'.'.join(keys)!r} must be a list of texts, not {_shown(found)}.")
        return tuple(found)

    def optional(self, name: str, key: str) -> tuple[str, ...]:
        """Return the list of texts in file `name` under `key`, empty where a language has none; errors as `strings`."""
        return self.strings(name, key) if key in self.table(name) else ()

    def folded(self, name: str, *keys: str) -> frozenset[str]:
        """Return the folded keys of the texts in file `name` under `keys`; errors as `strings`."""
        return frozenset(fold(text) for text in self.strings(name, *keys))

    def lists(self, name: str, *keys: str) -> dict[str, tuple[str, ...]]:
        """Return a table of lists of texts, in the order of the file; errors as `strings`."""
        found = self.value(name, *keys) if keys else self.table(name)
        if not isinstance(found, Mapping):
            raise LanguageError(f"{self._where(name)}: {'.'.join(keys)!r} must be a table, not {_shown(found)}.")
        return {key: self.strings(name, *keys, key) for key in found}

    def derived(self, build: Callable[[Rules], T]) -> T:
        """Return `build(self)`, computed once: for indexes and patterns made from the tables."""
        if build not in self._derived:
            self._derived[build] = build(self)
        made: T = self._derived[build]
        return made

    def _where(self, name: str) -> str:
        return f"{self.code}/{name}.toml"


@lru_cache(maxsize=1)
def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that have rules, in alphabetical order."""
    return tuple(sorted(path.name for path in _HERE.iterdir() if any(path.glob("*.toml"))))


@lru_cache(maxsize=32)
def load_rules(code: str) -> Rules:
    """Return the rules of a language, the same object at every call.

    Parameters
    ----------
    code
        ISO 639-1 code, the name of a folder here.

    Raises
    ------
    LanguageError
        When there are no rules for `code`; lists the languages that have some.
    """
    known = known_languages()
    if code not in known:
        raise LanguageError(f"No rules for the language {code!r}; known languages are {', '.join(known)}.")
    return Rules(code, _HERE / code)


@lru_cache(maxsize=8)
def load_shared(name: str) -> Mapping[str, Any]:
    """Return the parsed file `name`.toml that all languages share.

    Raises
    ------
    LanguageError
        When the file is missing or is no TOML; names the file.
    """
    return MappingProxyType(_parse(_HERE / f"{name}.toml"))


def _parse(path: Path) -> dict[str, Any]:
    where = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise LanguageError(f"{where}: this file of language rules is missing.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LanguageError(f"{where}: not a TOML file: {error}.") from error
    except UnicodeDecodeError as error:
        raise LanguageError(f"{where}: not UTF-8 text: {error.reason} at byte {error.start}.") from error


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
