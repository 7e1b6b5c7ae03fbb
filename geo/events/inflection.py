"""All spellings of a word in a rule file, from the table `inflect` of a language's `morphology.toml`.

A rule writes a verb as its principal parts with `/` between (the names of the parts stand in `verb_parts`), a noun as one word.
An `inflect` entry makes one form: `of` is verb or noun, `part` the principal part that it starts from, `form` what it is called.
It has either `templates` (each `{}` is replaced by the part; every result counts, with each of `suffixes` after it) or `rewrite`
(pairs of regular expression and replacement; the first that fits counts). `only` is an expression that the part must fit, `stem`
changes it before the templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from geo.names import fold

__all__ = ["inflected"]


def inflected(word: str, of: str, morphology: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield `(form, folded spelling)` for each spelling of `word`, a verb or a noun (`of`)."""
    names = list(morphology.get("verb_parts", ["base"])) if of == "verb" else ["base"]
    parts = dict(zip(names, word.split("/"), strict=False))
    for rule in morphology.get("inflect", ()):
        if rule["of"] != of:
            continue
        given = parts.get(rule["form"]) if rule["form"] in names else None
        if given is not None and rule["part"] != rule["form"]:
            yield rule["form"], fold(given)
            continue
        base = parts.get(rule["part"])
        if base is None:
            continue
        for spelling in _spellings(base, rule):
            yield rule["form"], fold(spelling)


def _spellings(base: str, rule: Mapping[str, Any]) -> Iterator[str]:
    if "rewrite" in rule:
        fitting = next(((p, r) for p, r in rule["rewrite"] if re.search(p, base)), None)
        yield re.sub(fitting[0], fitting[1], base, count=1) if fitting else base
        return
    if "only" in rule and not re.search(rule["only"], base):
        return
    for pattern, replacement in rule.get("stem", ()):
        base = re.sub(pattern, replacement, base)
    for template in rule["templates"]:
        for suffix in rule.get("suffixes", ("",)):
            yield template.replace("{}", base) + suffix
