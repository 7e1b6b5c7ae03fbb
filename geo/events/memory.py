"""The places that a text has mentioned so far, and what "the city", "the two towns" and "there" mean by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from geo.events.clauses import Clauses, Mention
from geo.events.lexicon import longest
from geo.model import Place, Resolution
from geo.names import fold

__all__ = ["CAPITAL", "DISTRICTS", "Memory", "PlacedMention", "is_country", "kinds_of", "remember"]

_REMEMBERED = 60
CAPITAL, _PAIR = "capital", 2
_TOWNS = frozenset({"city", "town", "village"})
DISTRICTS = ("district", "region")


@dataclass(frozen=True, slots=True)
class PlacedMention:
    """A mention that has a place: the preposition's role, whether it is only what another place is measured from, and its list.

    `aside` tells those that only say where somebody spoke or a road leads, `part` those that begin the names
    of what was told as a whole before: "six towns in X, among them Y and Z". `side` is the compass point named of the place: "west of X".
    """

    start: int
    end: int
    resolution: Resolution
    role: str
    anchor: bool
    joined: bool
    origin: bool
    headed: bool = False
    governor: int = -1
    aside: bool = False
    part: bool = False
    side: str | None = None

    @property
    def country(self) -> bool:
        """Whether the place is a whole country or more."""
        return is_country(self.resolution.place)


class Memory:
    """The places that a document has mentioned so far, and where its last event was, for "the city" and "there".

    `capitals` are the folded names that "the capital" can mean; `left` says that the last event was a withdrawal.
    """

    def __init__(self, capitals: frozenset[str] = frozenset()) -> None:
        self.capitals = capitals
        self._seen: list[Resolution] = []
        self._parties: set[int] = set()
        self.scene: Sequence[tuple[str, PlacedMention]] = ()
        self.left = False

    def add(self, resolution: Resolution | None) -> None:
        """Remember a mention."""
        if resolution is not None and resolution.toponym.role in ("place", "metonym"):
            self._seen.append(resolution)

    def forget(self, resolution: Resolution) -> None:
        """Take a mention for that of a government, which no "the city" means: "Yerevan maintains that the city …"."""
        self._parties.add(resolution.toponym.start)

    def last(self, kinds: Sequence[str], before: int, stretch: int, but: Resolution | None = None) -> Resolution | None:
        """Return the place that a word at offset `before`, in the stretch that begins at `stretch`, may stand for.

        That is the last one of one of `kinds` (any kind where empty) in the stretch, else that of the last event, else the last
        one before; a town that the gazetteer knows as a district only is "the city" where nothing better is named, and who withdrew
        from one place to another left "the city". The place of `but` is not meant.
        """
        seen = [r for r in self._seen[: -_REMEMBERED - 1 : -1] if r.toponym.start < before and r.toponym.start not in self._parties]
        scene = [m.resolution for _, m in sorted(self.scene, key=lambda pair: pair[0] == ("to" if self.left else "from"))]
        seen, scene = ([r for r in rs if but is None or r.toponym.text != but.toponym.text] for rs in (seen, scene))
        here = [r for r in seen if r.toponym.start >= stretch]
        for wanted in (kinds, DISTRICTS if _TOWNS.intersection(kinds) else ()):
            for resolution in (*here, *scene, *seen) if wanted or not kinds else ():
                if not wanted or not self.kinds(resolution).isdisjoint(wanted):
                    return resolution
        return None

    def pair(self, kinds: Sequence[str], before: int) -> list[Resolution]:
        """Return the two places that a word such as "the two towns" at offset `before` may stand for; none where they are not two.

        That is the two of the last event, or the two of one of `kinds` that were named last.
        """
        scene = {m.resolution.toponym.text: m.resolution for _, m in self.scene}
        if len(scene) == _PAIR:
            return list(scene.values())
        seen = (r for r in reversed(self._seen) if r.toponym.start < before and not self.kinds(r).isdisjoint(kinds))
        last = {r.toponym.text: r for r in islice(seen, _REMEMBERED)}
        return [*last.values()][:_PAIR][::-1] if len(last) >= _PAIR else []

    def kinds(self, resolution: Resolution) -> frozenset[str]:
        """Return the kinds that a place can be, `capital` among them where it has the name of one."""
        named = fold(resolution.toponym.text) in self.capitals
        return kinds_of(resolution) | {CAPITAL} if named else kinds_of(resolution)


def kinds_of(resolution: Resolution) -> frozenset[str]:
    """Return the kinds that a place can be: its own, or those that the words beside a name without a place say, a settlement else."""
    if resolution.place is not None:
        return frozenset((resolution.place.kind,))
    return frozenset(resolution.toponym.kinds) or _TOWNS


def remember(clauses: Clauses, memory: Memory) -> Iterator[tuple[Mention, Resolution]]:
    """Yield the mentions of a stretch that name a place or stand for one, in order, and add each to `memory` after its turn."""
    for mention in sorted([*clauses.mentions, *_anaphors(clauses)], key=lambda m: m.start):
        for resolution in _meant(mention, clauses, memory):
            if resolution.toponym.role not in ("name", "demonym", "dateline"):
                yield mention, resolution
                memory.add(resolution)


def _meant(mention: Mention, clauses: Clauses, memory: Memory) -> list[Resolution]:
    """Return the place that a mention names, or the one or two that it stands for as far as the text has named them."""
    if mention.resolution is not None:
        return [mention.resolution]
    at = clauses.tokens[mention.start].start
    if mention.pair:
        return memory.pair(mention.kinds, at)
    found = (mention.first and memory.last(mention.first, at, clauses.start)) or memory.last(mention.kinds, at, clauses.start)
    return [found] if found else []


def _anaphors(clauses: Clauses) -> list[Mention]:
    taken = [(m.start, m.end) for m in clauses.mentions]
    hits = longest(clauses.of("anaphor"))
    free = [h for h in hits if not any(h.start < end and start <= h.end + 1 for start, end in taken)]
    return [Mention(h.start, h.end, None, h.entry.record.kinds, h.entry.record.first, h.entry.record.pair) for h in free]


def is_country(place: Place | None) -> bool:
    """Return whether a place is one and a country."""
    return place is not None and place.kind in ("country", "continent")
