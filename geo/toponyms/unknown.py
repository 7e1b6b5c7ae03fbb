"""Names that no gazetteer holds and that the text plainly uses as places: "the village of X"."""

from __future__ import annotations

from dataclasses import replace

from geo.languages import Rules
from geo.model import Toponym
from geo.names import fold, is_arabic, without_article
from geo.toponyms.features import Feature
from geo.toponyms.guards import guards_of, is_grammar
from geo.toponyms.mentions import clitic_offset, trimmed, variants
from geo.toponyms.scan import Scan
from geo.toponyms.spellings import Sign, is_article

__all__ = [
    "unknown_again",
    "unknown_at",
    "unknown_before",
    "unknown_behind",
    "unknown_held",
    "unknown_listed",
    "unknown_names",
    "unknown_near",
]

_WAW, _BEH = "\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER BEH}"
_MIN_LETTERS = 3
_MAX_WORDS = 3
_MIN_LISTED = 4
_UNHEARD = 2.5
"""Zipf frequency from which a word is no unknown name in a list that nothing but "between" announces, nor the first of any."""
_KNOWN_NAME = 3.6
"""Zipf frequency up to which a word that is never written with the article is taken for a name."""
_SUBJECT = 5
"""Words from "took" to "control of", at most: who took it."""
_NEVER_HEARD = 1.0
"""Zipf frequency from which a word is known: it stands in the frequency table at all."""
_RARE = 3.0
"""Zipf frequency from which a word is no unknown name behind a feature word that often stands before ordinary ones."""


def unknown_names(scan: Scan, taken: set[int]) -> list[Toponym]:
    """Return the unknown names that a feature word introduces, among the words whose index is not in `taken`."""
    found: list[Toponym] = []
    misread = scan.rules.derived(_misread)
    for i in scan.marked(Sign.OPENS):
        if i in taken or scan.words[i].text in misread:
            continue
        for stem in scan.spellings[i].opening:
            hit = scan.features.at(scan.features.before, [stem, *scan.keys[i + 1 : i + scan.features.longest]], 0)
            if hit is None or not hit.feature.unknown or _ordinary(scan, i + hit.words, hit.feature) or _relates(scan, i + hit.words):
                continue
            made = unknown_at(scan, i + hit.words, taken, hit.feature.kinds, definite=hit.feature.definite)
            if made is not None and not hit.many and scan.introduces(i + hit.words - 1):
                found.append(made)
            break
    return found


def unknown_behind(scan: Scan, taken: set[int]) -> list[Toponym]:
    """Return the unknown names before words such as "neighbourhood", in a language that writes names with a capital."""
    closers = scan.features.closers
    found: list[Toponym] = []
    for i in [i for i, key in enumerate(scan.keys) if key in closers] if scan.cased and closers else ():
        first = i if scan.capital(i) else _first_before(scan, i, taken)
        if first < i and not _worded(scan, first, i):
            start, end = trimmed(scan.text, scan.words[first].start, scan.words[i - 1].end)
            found.append(Toponym(start, end, scan.text[start:end], "place", closers[scan.keys[i]].kinds, ()))
    return found


def _first_before(scan: Scan, at: int, taken: set[int]) -> int:
    """Return the first of the words with a capital that run up to word `at`, words of grammar left out; `at` where there are none."""
    first = at
    while first and first - 1 not in taken and scan.joined(first - 1) and _runs(scan, first - 1) and not is_grammar(scan, first - 1):
        first -= 1
    return first if at - first <= _MAX_WORDS else at


def _worded(scan: Scan, first: int, last: int) -> bool:
    """Return whether ordinary words alone stand from word `first` up to word `last`: "the Fourth Quarter"."""
    frequency = scan.lexicon.gazetteer.frequency
    return min(frequency(scan.keys[i], scan.rules.code) or 0.0 for i in range(first, last)) >= _KNOWN_NAME or not _may_open(scan, first)


def _ordinary(scan: Scan, at: int, feature: Feature) -> bool:
    """Return whether an Arabic word is too common to be a name that no gazetteer holds."""
    key = scan.key_at(at)
    if not feature.rare or not is_arabic(key) or key in scan.features.openers or not scan.spaced(at - 1):
        return False
    frequency = scan.lexicon.gazetteer.frequency
    common = frequency(key, scan.rules.code) or 0.0
    verb = key.endswith(scan.rules.derived(_verb_endings)) or key.startswith(scan.rules.derived(_verb_openings))
    if (
        common < _KNOWN_NAME
        and not verb
        and without_article(key) == key
        and not frequency("\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}" + key, "ar")
    ):
        return False  # a word that never has the article is a name
    return common >= _RARE


def _relates(scan: Scan, at: int) -> bool:
    """Return whether a word is a verb with a pronoun for what stands before it: «a town [that gunmen] attacked-it»."""
    key = scan.key_at(at)
    ending = next((e for e in scan.rules.derived(_pronouns) if key.endswith(e)), None)
    if ending is None or not is_arabic(key) or without_article(key) != key:
        return False
    return bool(scan.lexicon.gazetteer.frequency(key.removesuffix(ending), scan.rules.code))


def unknown_at(scan: Scan, at: int, taken: set[int], kinds: tuple[str, ...], *, definite: bool = False) -> Toponym | None:
    """Return a toponym without candidates for the name that begins at word `at`, or None where no name can begin there.

    With `definite`, an Arabic name must have the article, open like a name of two words or stand in quotation marks.
    """
    if is_article(scan.key_at(at)) and scan.cased and scan.joined(at) and at not in taken:
        bare = unknown_at(scan, at + 1, taken, kinds)
        return bare and replace(bare, start=scan.words[at].start, text=scan.text[scan.words[at].start : bare.end])
    if at in taken or not _may_open(scan, at):
        return None
    key = scan.keys[at]
    definite = definite and scan.spaced(at - 1)
    if definite and is_arabic(key) and without_article(key) == key and key not in scan.features.openers:
        return None
    last = _last(scan, at, 0, taken)
    if last == at and is_arabic(key) and key in scan.features.openers:
        return None
    start, end = trimmed(scan.text, scan.words[at].start, scan.words[last].end)
    return Toponym(start, end, scan.text[start:end], "place", kinds, ())


def unknown_listed(scan: Scan, taken: set[int]) -> list[Toponym]:
    """Return the unknown names in lists of places that a word announces: "the towns of X, Y and Z", "between X and Y".

    `taken` has the words of known names and is left as it is.
    """
    found: list[Toponym] = []
    openings = scan.marked(Sign.OPENS | Sign.PAIRS)
    counted = bool(openings) and _counted(scan)
    for i in openings:
        if scan.signs[i] & Sign.PAIRS and i + 1 in taken:
            found += _members(scan, i + 1, taken, _UNHEARD, ())
        for stem in scan.spellings[i].opening if i + 1 < len(scan.words) else ():
            hit = scan.features.at(scan.features.before, [stem, *scan.keys[i + 1 : i + scan.features.longest]], 0)
            if hit is not None and hit.feature.unknown and (hit.many or counted) and scan.introduces(i + hit.words - 1):
                rare = _UNHEARD if hit.many else _NEVER_HEARD
                found += _members(
                    scan, i + hit.words, taken, _RARE if hit.many else _NEVER_HEARD, hit.feature.kinds if hit.many else (), rare
                )
                break
    return found


def _members(scan: Scan, at: int, taken: set[int], rare: float, kinds: tuple[str, ...], first_rare: float = _NEVER_HEARD) -> list[Toponym]:
    """Return the unknown members of the list that begins at word `at`, up to the first word that is no member.

    A member is rarer as a word than `rare`, the first of the list, which nothing but the word before it announces, than `first_rare`.
    """
    found: list[Toponym] = []
    if at not in taken:
        first = _member(scan, at, 0, taken, first_rare, kinds) if _counted(scan) else None
        if first is None:
            return []
        found, at = [first[0]], first[1]
    while at < len(scan.words):
        if at in taken:
            at += 1
            continue
        step = _step(scan, at)
        if step is None or at + step[0] in taken:
            at = len(scan.words) if step is None else at + step[0]
            continue
        made = _member(scan, at + step[0], step[1], taken, rare, kinds)
        if made is None:
            break
        found.append(made[0])
        at = made[1]
    return found


def _step(scan: Scan, at: int) -> tuple[int, int] | None:
    """Return how many words of joining stand at word `at` of a list, and how many letters of its next member join it; None at its end."""
    key = scan.keys[at]
    joined = is_arabic(key) and key.startswith(_WAW) and (len(key) > _MIN_LISTED or key[1:] in scan.features.openers)
    if key in scan.ands and scan.listed(at - 1):
        return 1, 0
    if not scan.listed(at - 1) or joined != scan.spaced(at - 1):
        return None  # a comma and "and" together begin a clause
    return 0, int(joined)


def _member(scan: Scan, at: int, letters: int, taken: set[int], rare: float, kinds: tuple[str, ...]) -> tuple[Toponym, int] | None:
    """Return the unknown name at word `at`, `letters` of which are no part of it, and the word after it; None where there is none."""
    if at >= len(scan.words) or at in taken or not scan.capital(at) or not _may_be_listed(scan, at, letters, rare):
        return None
    last = _last(scan, at, letters, taken)
    if last == at and scan.keys[at][letters:] in scan.features.openers:
        return None
    begin = scan.words[at].start + (clitic_offset(scan.words[at].text, letters) if letters else 0)
    start, end = trimmed(scan.text, begin, scan.words[last].end)
    known = scan.lexicon.candidates(scan.text[start:end], kinds) if kinds else ()  # one that is a word too, and was set aside as one
    fitting = tuple(match for match in known if match.place.kind in kinds)
    return Toponym(start, end, scan.text[start:end], "place", kinds, fitting), last + 1


def _may_be_listed(scan: Scan, at: int, letters: int, rare: float) -> bool:
    """Return whether word `at` without its first `letters` letters can be a name: no verb, and no word that is often written."""
    key = scan.keys[at][letters:]
    if key in scan.features.openers:
        return True
    if len(key) < _MIN_LISTED or key in scan.rules.derived(_not_names):
        return False
    if not is_arabic(key):
        return scan.cased
    frequency = scan.lexicon.gazetteer.frequency
    verb = without_article(key) == key and key.endswith(scan.rules.derived(_verb_endings))
    defined = {stem for stem, _ in variants(key) if without_article(stem) != stem}  # "so the airport" is no name
    return not verb and max(frequency(k, scan.rules.code) or 0.0 for k in {key, scan.keys[at], *defined}) < rare


def _last(scan: Scan, at: int, letters: int, taken: set[int]) -> int:
    """Return the last word of the unknown name that begins at word `at`, behind `letters` letters that join it to a list."""
    last, arabic = at, is_arabic(scan.keys[at])
    while last + 1 < len(scan.words) and last + 1 - at < _MAX_WORDS and scan.joined(last) and last + 1 not in taken:
        key, after = scan.keys[last][letters if last == at else 0 :], scan.keys[last + 1]
        runs_on = scan.cased and not is_arabic(after) and scan.capital(last + 1)
        if not arabic and _goes_on(scan, last + 1, at):
            last += 2
            continue
        closed = arabic and after in guards_of(scan.rules).closes
        if (
            not runs_on
            and not closed
            and not (key in scan.features.openers and len(after) >= 2 and after not in scan.rules.derived(_not_names))
        ):
            break
        last += 1
    return last


def _goes_on(scan: Scan, article: int, at: int) -> bool:
    """Return whether an article and a word with a capital go on with the name that begins at word `at`: "Maarat al-Numan"."""
    after = article + 1
    inside = after < len(scan.words) and after - at < _MAX_WORDS
    return inside and scan.cased and is_article(scan.keys[article]) and scan.joined(article) and scan.capital(after)


def unknown_near(scan: Scan, taken: set[int]) -> list[Toponym]:
    """Return the names that nobody has heard of where hardly anything but a place is named.

    That is behind "on the edge of" and "took control of", in a list with a known place, and before "in the province of".
    """
    found: list[Toponym] = []
    leads = scan.marked(Sign.NAMING | Sign.TAKES_ON | Sign.LOCATIVE)
    if not leads or not _counted(scan):
        return found
    for i in (lead + 1 for lead in leads if lead + 1 < len(scan.words)):
        known = i in taken
        if not scan.spaced(i - 1) or not _announced(scan, i, known):
            continue
        if known or (scan.keys[i] not in scan.features.openers and _may_open(scan, i)):
            shop = not is_arabic(scan.keys[i]) and scan.joined(i) and scan.capital(i + 1) if i + 1 < len(scan.words) else False
            found += [] if shop else _members(scan, i, taken, _NEVER_HEARD, ())  # "near Zafrun Hardware" is a shop
    return found


def unknown_held(scan: Scan, taken: set[int]) -> list[Toponym]:
    """Return the names behind a preposition of place and before the unit that holds them: "at X, Y territory", "in X in Y district".

    In a language that writes names with a capital and the word for a unit behind its name.
    """
    holders = scan.rules.folded("relations", "holders") if scan.cased else frozenset()
    found: list[Toponym] = []
    for at in [i for i, key in enumerate(scan.keys) if i in taken and key in holders]:
        last = _before_unit(scan, at, taken)
        if last is None or last in taken or not (scan.capital(last) and scan.keys[last].isalpha()):
            continue
        first = _first_before(scan, last, taken)
        placed = first > 0 and scan.signs[first - 1] & Sign.LOCATIVE and scan.spaced(first - 1)
        if placed and _may_open(scan, first) and not _worded(scan, first, last + 1):
            start, end = trimmed(scan.text, scan.words[first].start, scan.words[last].end)
            found.append(Toponym(start, end, scan.text[start:end], "place", (), ()))
    return found


def _before_unit(scan: Scan, at: int, taken: set[int]) -> int | None:
    """Return the word right before the name of a unit that ends with word `at` and a comma or "in"; None where neither stands there."""
    first = at
    while first and first - 1 in taken and scan.joined(first - 1):
        first -= 1
    if scan.key_at(first - 1) in scan.rules.folded("relations", "contains"):
        return first - 2 if scan.spaced(first - 2) else None
    return first - 1 if scan.listed(first - 1) and not scan.spaced(first - 1) else None


def _announced(scan: Scan, i: int, known: bool) -> bool:
    """Return whether the word before word `i`, or those around it where it is not known, say that it names a place."""
    signs = scan.signs[i - 1]
    taking = signs & Sign.TAKES_ON and any(scan.signs[j] & Sign.TAKES for j in range(max(i - 1 - _SUBJECT, 0), i - 1))
    return bool(signs & Sign.NAMING or taking) or (not known and bool(scan.signs[i] & Sign.ARABIC) and _contained(scan, i))


def _counted(scan: Scan) -> bool:
    """Return whether it is known how often words occur: without that every word would be one that nobody has heard of."""
    return any(scan.lexicon.gazetteer.frequency(word, scan.rules.code) for word in scan.rules.derived(_locative))


def _contained(scan: Scan, at: int) -> bool:
    """Return whether words that say in which province it lies follow word `at`, behind a preposition of place."""
    if not scan.signs[at - 1] & Sign.LOCATIVE or not scan.spaced(at):
        return False
    contains, holders = scan.rules.derived(_containing)
    after = scan.key_at(at + 1)
    return after[1:] in holders if after[:1] == _BEH else after in contains and scan.key_at(at + 2) in holders


def unknown_before(scan: Scan, at: int, taken: set[int]) -> Toponym | None:
    """Return a toponym for the unknown name that ends with word `at`, which a distance expression behind it places.

    The name must have a capital inside a sentence, stand before a bracket or behind a preposition of place: "in X, 20 km north of Y".
    """
    if not 0 <= at < len(scan.words) or at in taken:
        return None
    first = at
    while first > 0 and first - 1 not in taken and at - first + 1 < _MAX_WORDS and scan.joined(first - 1) and _runs(scan, first - 1):
        first -= 1
    locative = scan.rules.derived(_locative)
    key, letters = scan.keys[first], 0
    if is_arabic(key):
        stems = [(stem, n) for stem, n in variants(key) if without_article(stem) != stem]
        key, letters = stems[0] if stems else (key, 0)
    before = {scan.key_at(first - 1), scan.bare_key(first - 1), scan.key_at(first - 1)[1:]}
    named = scan.cased and not is_arabic(key) and scan.spaced(first - 1)
    placed = named or letters or before & (locative | scan.features.before.keys()) or "(" in scan.gap(at)
    if not placed or not _may_open(scan, at) or {scan.keys[at], scan.bare_key(at)} & locative:
        return None
    begin = scan.words[first].start + (clitic_offset(scan.words[first].text, letters) if letters else 0)
    start, end = trimmed(scan.text, begin, scan.words[at].end)
    return Toponym(start, end, scan.text[start:end], "place", (), ())


def unknown_again(scan: Scan, toponyms: list[Toponym]) -> list[Toponym]:
    """Return the further mentions of unknown names among `toponyms`: with a capital, or behind a preposition of place."""
    names = {fold(t.text) for t in toponyms if not t.candidates and t.role == "place"}
    firsts = {name.partition(" ")[0] for name in names}
    locative = scan.rules.derived(_locative)
    found: list[Toponym] = []
    for i, key in enumerate(scan.keys if names else ()):
        for stem, letters in [(key, 0), *(variants(key) if is_arabic(key) else ())]:
            size = 0 if stem not in firsts else _size(scan, i, stem, names)
            placed = letters or {scan.key_at(i - 1), scan.bare_key(i - 1)} & locative
            if not size or not scan.capital(i) or (is_arabic(key) and not placed):
                continue
            start = scan.words[i].start + (clitic_offset(scan.words[i].text, letters) if letters else 0)
            start, end = trimmed(scan.text, start, scan.words[i + size - 1].end)
            found.append(Toponym(start, end, scan.text[start:end], "place", (), ()))
            break
    return found


def _size(scan: Scan, i: int, stem: str, names: set[str]) -> int:
    """Return how many words of one of `names` stand from word `i` on, which reads `stem` without its clitics."""
    return next((n for n in range(min(_MAX_WORDS, len(scan.keys) - i), 0, -1) if " ".join([stem, *scan.keys[i + 1 : i + n]]) in names), 0)


def _runs(scan: Scan, i: int) -> bool:
    if is_arabic(scan.keys[i]):
        return scan.keys[i] in scan.features.openers
    return scan.cased and scan.capital(i) and scan.keys[i].isalpha()


def _locative(rules: Rules) -> frozenset[str]:
    return rules.folded("relations", "locative")


def _may_open(scan: Scan, at: int) -> bool:
    if at >= len(scan.words):
        return False
    key = scan.keys[at]
    arabic, forms = scan.signs[at] & Sign.ARABIC, (key, scan.bare_key(at))
    short = len(key) < _MIN_LETTERS and key not in scan.features.openers
    if short or not key or not key[0].isalpha() or not scan.capital(at) or not scan.rules.derived(_not_names).isdisjoint(forms):
        return False
    if arabic:
        if scan.signs[at] & Sign.LOCATIVE:
            return False
        adjective = key.endswith(scan.rules.derived(_endings)) and without_article(key) == key
        joined = key.startswith(_WAW) and len(key) > _MIN_LETTERS + 1
        if joined or adjective or key in scan.features.parts or scan.bare_key(at) in scan.features.firsts:
            return False
        gazetteer = scan.lexicon.gazetteer
        return not any(gazetteer.has_demonym(form) for form in (key, key.removesuffix("\N{ARABIC LETTER HEH}")))
    return scan.cased


def _containing(rules: Rules) -> tuple[frozenset[str], frozenset[str]]:
    return rules.folded("relations", "contains"), rules.folded("relations", "holders")


def _verb_endings(rules: Rules) -> tuple[str, ...]:
    """Return the endings of verbs, which follow places too: "and killed them"."""
    return tuple(fold(ending) for ending in rules.strings("guards", "verb_endings"))


def _pronouns(rules: Rules) -> tuple[str, ...]:
    """Return the pronouns that are written onto a verb."""
    return tuple(fold(ending) for ending in rules.strings("guards", "pronoun_endings"))


def _verb_openings(rules: Rules) -> tuple[str, ...]:
    return tuple(fold(opening) for opening in rules.strings("guards", "verb_openings"))


def _misread(rules: Rules) -> frozenset[str]:
    """Return the spellings, as written, that folding makes a feature word of."""
    return frozenset(rules.strings("guards", "spellings"))


def _endings(rules: Rules) -> tuple[str, ...]:
    return tuple(fold(ending) for ending in rules.strings("guards", "not_name_endings"))


def _not_names(rules: Rules) -> frozenset[str]:
    return rules.folded("guards", "not_names")
