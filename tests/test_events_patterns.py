"""Every pattern of the rule files can be found: written out in its first words, it is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo.events.rules import EventRules, compile_rules
from geo.languages import Rules, load_rules
from geo.text import sentences


def said(pattern: str, lexicon) -> str:
    """Return a pattern in words: the first of each choice, the first word of each class, no gap filled."""
    words = []
    for word in pattern.split():
        if word in ("..", "...."):
            continue
        plain = word.removesuffix("?").removeprefix("=").split("|")[0].removesuffix("?")
        if plain.startswith("<"):
            single = (w for w in sorted(lexicon.classes[plain.strip("<>").replace("-", "_")]) if " " not in w)
            plain = next(single)
        words.append(plain.replace("_", " ").replace("#", "5"))
    return " ".join(words)


def patterns(rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield the kind and the pattern of each entry, verbs in the first of their parts."""
    for record in rules.table("triggers")["trigger"]:
        for name in ("verbs", "nouns", "pasts", "futures", "states", "phrases"):
            for pattern in record.get(name, ()):
                first, _, rest = pattern.partition(" ")
                yield "trigger", f"{first.split('/')[0]} {rest}".strip() if name == "verbs" else pattern
    for record in rules.table("modality")["cue"]:
        yield from (("cue", pattern) for pattern in record["patterns"])
    for record in rules.table("casualties")["toll"]:
        yield from (("toll", pattern) for pattern in record.get("patterns", ()))
        for pattern in record.get("verbs", ()):
            first, _, rest = pattern.partition(" ")
            yield "toll", f"{first.split('/')[0]} {rest}".strip()
    for group in ("actor", "nation", "common"):
        for record in rules.table("actors").get(group, ()):
            yield from (("actor", pattern) for pattern in record.get("names", ()))
    yield from (("exception", pattern) for pattern in rules.table("exceptions")["phrases"])


def is_found(kind: str, pattern: str, rules: EventRules) -> bool:
    words = [rules.words[w.text] for s in sentences(said(pattern, rules.lexicon)) for w in s.words]
    return any(h.entry.kind == kind and h.start == 0 and h.end == len(words) for h in rules.lexicon.scan(words))


@pytest.mark.parametrize("code", ["ar", "en"])
def test_every_pattern_can_be_found(code):
    rules = load_rules(code)
    compiled = rules.derived(compile_rules)
    assert [f"{kind}: {pattern}" for kind, pattern in patterns(rules) if not is_found(kind, pattern, compiled)] == []
