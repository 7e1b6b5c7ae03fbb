"""On which side of a place something was, where the text says so without a distance: "west of X", "the western outskirts of X"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.events.tokens import Token
from geo.languages import Rules
from geo.names import fold
from geo.offsets import compass_words

__all__ = ["Sides", "side_of", "sides_of"]

_WORDS = 5
"""Words between a direction and the name that it belongs to, at most: "west of the small town of X"."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Words of a language: the compass point by word, what joins it to a name, what only names the kind of place, and edges.

    `linked` says whether a direction that is not right before the name needs a word that links them: "west of the town of X" is beside X,
    "the western town of X" is X itself.
    """

    points: Mapping[str, str]
    links: frozenset[str]
    kinds: frozenset[str]
    edges: frozenset[str]
    owners: tuple[str, ...]
    linked: bool


def sides_of(rules: Rules) -> Sides:
    """Return the words of a language: `sides` in `prepositions.toml`, `directions` in `relations.toml`; without the former it has none."""
    if "sides" not in rules.table("prepositions"):
        return Sides({}, frozenset(), frozenset(), frozenset(), (), True)
    links, kinds, edges, owners = (rules.strings("prepositions", "sides", name) for name in ("links", "kinds", "edges", "owners"))
    adjectives = rules.lists("prepositions", "sides", "adjectives")
    points = {**compass_words(rules), **{fold(word): point for point, words in adjectives.items() for word in words}}
    return Sides(points, _folded(links), _folded(kinds), _folded(edges), owners, bool(links))


def _folded(words: Sequence[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


def side_of(tokens: Sequence[Token], start: int, end: int, sides: Sides) -> str | None:
    """Return the compass point (`n` to `nw`) named of the place at the tokens `start` to `end`, None where none is."""
    return _before(tokens, start, sides) or _behind(tokens, start, end, sides)


def _before(tokens: Sequence[Token], start: int, sides: Sides) -> str | None:
    """Return the point named before a place: "west of X", "the western edge of the town of X", "western X"."""
    at = start - 1
    while at >= max(start - _WORDS, 0) and (_is(tokens[at], sides.links) or _is(tokens[at], sides.kinds)):
        at -= 1
    if at >= 0 and _is(tokens[at], sides.edges) and (at == start - 1 or not sides.linked or _is(tokens[at + 1], sides.links)):
        return _point(tokens, at - 1, sides)
    apart = at < start - 1 and sides.linked and not _is(tokens[at + 1], sides.links)
    return None if apart else _point(tokens, at, sides)


def _behind(tokens: Sequence[Token], start: int, end: int, sides: Sides) -> str | None:
    """Return the point named behind a place and its edge: "X's western outskirts", or the edge before and the adjective behind."""
    owned = bool(sides.owners) and tokens[end - 1].text.endswith(sides.owners)
    if owned and end + 1 < len(tokens) and any(_is(t, sides.edges) for t in tokens[end + 1 : end + 3]):
        return _point(tokens, end, sides, ahead=True)
    edged = not sides.linked and start > 0 and any(_is(t, sides.edges) for t in tokens[max(start - 2, 0) : start])
    return _point(tokens, end, sides, ahead=True) if edged else None


def _point(tokens: Sequence[Token], at: int, sides: Sides, *, ahead: bool = False) -> str | None:
    """Return the point that the words ending, or with `ahead` beginning, at token `at` name: two words, else one."""
    first, last = (at, at + 1) if ahead else (at - 1, at)
    if first >= 0 and last < len(tokens):
        two = (f"{form} {tokens[last].key}" for form in tokens[first].forms)
        found = next((sides.points[words] for words in two if words in sides.points), None)
        if found:
            return found
    if not 0 <= at < len(tokens):
        return None
    return next((sides.points[form] for form in tokens[at].forms if form in sides.points), None)


def _is(token: Token, words: frozenset[str]) -> bool:
    return not words.isdisjoint(token.forms)
