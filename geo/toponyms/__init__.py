"""From text to toponyms: every mention of a place with its offsets, its role and the places that it may mean.

`scan` finds names in the text, `guards` keeps ordinary words and names of other things out, `roles` says how a name is meant,
`demonyms` and `unknown` add what no name of the gazetteer covers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geo.gazetteer import Gazetteer
from geo.languages import Rules
from geo.model import Document, Match, Reason, Toponym
from geo.names import fold
from geo.offsets import find_offsets
from geo.toponyms.broken import broken_mentions
from geo.toponyms.demonyms import demonyms_in
from geo.toponyms.guards import Found, another, credible
from geo.toponyms.lexicon import lexicon_of
from geo.toponyms.mentions import Mention
from geo.toponyms.respelt import heard_names, respelt_names, romanised_names
from geo.toponyms.roles import role_of
from geo.toponyms.scan import Scan
from geo.toponyms.sport import sport_at
from geo.toponyms.unknown import unknown_again, unknown_before, unknown_behind, unknown_held, unknown_listed, unknown_names, unknown_near
from geo.toponyms.wholes import bare_parts

__all__ = ["find_toponyms", "given_toponyms"]


def find_toponyms(document: Document, language: str, rules: Rules, gazetteer: Gazetteer) -> list[Toponym]:
    """Return the toponyms of a text in order, none overlapping another.

    Parameters
    ----------
    document
        The text; its `country`, where given, speaks for places there that are ordinary words too.
    language
        The code of the language of the text; rules of another language are refused.
    rules
        The rules of that language.
    gazetteer
        The places to look for.

    Raises
    ------
    ValueError
        When `rules` are not of `language`.
    """
    if rules.code != language:
        raise ValueError(f"The text is in {language!r} and the rules are for {rules.code!r}.")
    scan = Scan(document.text, rules, lexicon_of(gazetteer, rules))
    mentions = scan.mentions()
    broken = broken_mentions(scan, mentions)
    whole = sorted([*mentions, *broken], key=lambda mention: mention.first) if broken else mentions
    found = [Found(mention, _matches(scan, mention)) for mention in whole]
    kept = [_renamed(scan, f) for f in credible(scan, [f for f in found if f.matches], document.country)]
    sport = sport_at(scan)
    toponyms = [_toponym(scan, f, sport) for f in kept]
    taken = {i for f in kept for i in range(f.mention.first, f.mention.last + 1)}
    demonyms = demonyms_in(scan, taken)
    countries = Counter(m.place.country for t in (*toponyms, *demonyms) for m in t.candidates if m.place.country)
    toponyms += bare_parts(scan, taken, document.country or next((c for c, _ in countries.most_common(1)), None))
    toponyms += (
        demonyms
        + respelt_names(scan, taken, countries)
        + romanised_names(scan, taken, countries)
        + unknown_names(scan, taken)
        + unknown_behind(scan, taken)
        + unknown_listed(scan, taken)
        + unknown_near(scan, taken)
        + unknown_held(scan, taken)
    )
    toponyms = _apart(toponyms)
    offsets = find_offsets(document.text, toponyms, rules)
    placed = [unknown_before(scan, offset.before, taken) for offset in offsets if offset.subject is None or not offset.sure]
    toponyms = heard_names(scan, _apart([*toponyms, *(t for t in placed if t is not None)]), countries)
    return _apart([*toponyms, *unknown_again(scan, toponyms)])


def given_toponyms(document: Document, rules: Rules, gazetteer: Gazetteer) -> list[Toponym]:
    """Return a toponym for each of the spans that the document brings, in the order given.

    Roles other than `place` are read from the surroundings where the span is one that a search would find too.
    """
    found = {(t.start, t.end): t for t in find_toponyms(document, rules.code, rules, gazetteer)}
    lexicon = lexicon_of(gazetteer, rules)
    out: list[Toponym] = []
    for start, end in document.spans or ():
        text = document.text[start:end]
        near = found.get((start, end)) or next((t for t in found.values() if t.start < end and start < t.end and t.candidates), None)
        matches = near.candidates if near is not None and (near.start, near.end) == (start, end) else ()
        matches = (
            matches or _described(text, gazetteer) or lexicon.candidates(text, near.kinds if near else ()) or tuple(gazetteer.lookup(text))
        )
        if not matches and near is not None:
            matches = near.candidates
        role = near.role if near is not None and near.role != "name" else "place"
        out.append(Toponym(start, end, text, role, near.kinds if near else (), matches))
    return out


def _described(text: str, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """Return the places that a span describes, where it is a demonym."""
    places = gazetteer.demonym(text)
    return tuple(Match(place, text, "folded", 0.95, (Reason.of("describes", name=text, place=place),)) for place in places)


def _renamed(scan: Scan, found: Found) -> Found:
    """Return a mention that a word beside it makes another place of with that word, and without candidates."""
    mention = another(scan, found)
    return found if mention is None else Found(mention, ())


def _matches(scan: Scan, mention: Mention) -> tuple[Match, ...]:
    surface = scan.text[mention.start : mention.end]
    if mention.part is not None:
        place = scan.lexicon.parts[mention.part]
        return (Match(place, surface, "folded", 0.95, (Reason.of("part_of_country", name=surface),)),)
    name = mention.key if fold(surface) != mention.key else surface
    return (*_whole(scan, mention), *scan.lexicon.candidates(name, mention.kinds))


def _whole(scan: Scan, mention: Mention) -> tuple[Match, ...]:
    """Return the places that are known by a name together with the feature word before it alone: «مديرية القاهرة» in Taiz."""
    if mention.first >= mention.name_first or mention.start < scan.words[mention.name_first].start:
        return ()
    words = scan.keys[mention.first + 1 : mention.last + 1]
    bare = {match.place.id for match in scan.lexicon.candidates(mention.key, mention.kinds)}
    for stem in scan.spellings[mention.first].opening:
        found = [m for m in scan.lexicon.gazetteer.named(" ".join([stem, *words])) if m.place.id not in bare]
        if found:
            return tuple(m for m in found if m.place.kind in mention.kinds)
    return ()


def _toponym(scan: Scan, found: Found, sport: Sequence[int]) -> Toponym:
    mention = found.mention
    text = scan.text[mention.start : mention.end]
    countries = bool(found.matches) and all(match.place.kind == "country" for match in found.matches)
    kinds = () if countries else mention.kinds
    return Toponym(mention.start, mention.end, text, role_of(scan, mention, found.matches, sport), kinds, found.matches)


def _apart(toponyms: list[Toponym]) -> list[Toponym]:
    """Return the toponyms in order of the text; of two that overlap the one found first by name stays."""
    out: list[Toponym] = []
    for toponym in sorted(toponyms, key=lambda t: (t.start, -t.end)):
        if out and toponym.start < out[-1].end:
            if not out[-1].candidates and toponym.candidates:
                out[-1] = replace(toponym)
            continue
        out.append(toponym)
    return out
