"""Places by id, by name (exact, folded, one edit away), by distance, by admin unit and by kind."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from geo.errors import GazetteerError
from geo.geodesy import distance_km
from geo.model import Match, Place, Reason
from geo.names import clitic_variants, deletions, fold, is_arabic, one_edit, skeleton, without_article
from geo.spelling import respelt

if TYPE_CHECKING:
    import shapely

__all__ = ["Gazetteer"]

_MIN_FUZZY_LETTERS = 5
"""A shorter name one edit away is as often another name: Derna and Berna, Brak and Iraq."""

_KIND_PRIOR = {
    "country": 1.0,
    "city": 0.9,
    "region": 0.7,
    "town": 0.7,
    "airbase": 0.6,
    "airport": 0.6,
    "district": 0.55,
}
_OTHER_KIND = 0.5


@dataclass(frozen=True, slots=True)
class _Entry:
    place: Place
    name: str
    method: Literal["exact", "folded"]


class Gazetteer:
    """An index over places; opens no file, so that a few literals make one.

    Raises
    ------
    GazetteerError
        When two places share an id.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._places: dict[str, Place] = {}
        self._by_key: dict[str, list[_Entry]] = {}
        self._bare: dict[str, list[_Entry]] = {}
        self._demonyms: dict[str, list[Place]] = {}
        self._deletions: dict[str, set[str]] = {}
        self._sounds: dict[str, list[str]] = {}
        for place in places:
            if place.id in self._places:
                raise GazetteerError(f"Place id {place.id!r} is used twice; each place needs an id of its own.")
            self._places[place.id] = place
            self._index(place)
        self._located = [p for p in self._places.values() if p.lon is not None and p.lat is not None]

    def _index(self, place: Place) -> None:
        for names in place.names.values():
            for name in names:
                key = fold(name)
                if not key:
                    continue
                self._add(self._by_key, key, _Entry(place, name, "exact"))
                bare = without_article(key)
                if bare != key:
                    self._add(self._by_key, bare, _Entry(place, name, "folded"))
                self._add(self._bare, bare, _Entry(place, name, "folded"))
        for names in place.demonyms.values():
            for name in names:
                self._demonyms.setdefault(fold(name), []).append(place)

    @staticmethod
    def _add(index: dict[str, list[_Entry]], key: str, entry: _Entry) -> None:
        entries = index.setdefault(key, [])
        if not any(e.place.id == entry.place.id for e in entries):
            entries.append(entry)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._places

    def get(self, place_id: str) -> Place:
        """Return the place with this id.

        Raises
        ------
        GazetteerError
            When there is none; the message names the nearest known ids.
        """
        try:
            return self._places[place_id]
        except KeyError:
            near = difflib.get_close_matches(place_id, self._places, n=3)
            hint = f" Did you mean {', '.join(map(repr, near))}?" if near else ""
            raise GazetteerError(f"No place has the id {place_id!r}.{hint}") from None

    def has_key(self, key: str) -> bool:
        """Return whether a folded key, with or without its article, is a name of some place."""
        return key in self._by_key or without_article(key) in self._bare

    def behind(self, key: str) -> bool:
        """Return whether a folded key is a name in a tier beside the project's own places."""
        return False

    def opens(self, words: str) -> bool:
        """Return whether folded words may begin a longer name in a tier beside the project's own places."""
        return False

    def frequency(self, key: str, language: str) -> float | None:
        """Return how often a key occurs as an ordinary word (Zipf scale, 0 to 8), or None where that is not known."""
        return None

    def has_demonym(self, key: str) -> bool:
        """Return whether a folded key is a demonym."""
        return key in self._demonyms

    def demonyms(self) -> list[str]:
        """Return the folded demonyms of all places, in the order of the places."""
        return list(self._demonyms)

    def demonym(self, name: str) -> list[Place]:
        """Return the places whose people or things `name` describes ("Libyan")."""
        return list(self._demonyms.get(fold(name), ()))

    def named(self, name: str) -> list[Match]:
        """Return the places called `name` by exact or folded look-up, best first; clitics and edits are not tried."""
        key = fold(name)
        entries = self._by_key.get(key)
        if entries:
            return self._ranked([self._match(e, name, key) for e in entries])
        return self._ranked([self._match(e, name, key) for e in self._bare.get(without_article(key), ())])

    def lookup(
        self,
        name: str,
        *,
        fuzzy: bool = True,
        country: str | None = None,
        kinds: tuple[str, ...] = (),
        near: tuple[float, float] | None = None,
    ) -> list[Match]:
        """Return the places that `name` may mean, best first; an empty list when there is none.

        Parameters
        ----------
        name
            A name as written, in Arabic or Latin script; attached Arabic clitics are set aside where the whole is no name.
        fuzzy
            Whether names one edit away are tried when no spelling fits.
        country
            ISO 3166 alpha-2 code: places elsewhere are left out.
        kinds
            Kinds of place: others are left out.
        near
            `(lon, lat)` in degrees: nearer places rank before equals further away.
        """
        found = self.named(name) or self._without_clitics(name)
        kept = self._kept(found, country, kinds)
        if not kept and fuzzy:
            kept = self._kept(self._fuzzy(name), country, kinds)
        return self._nearest_first(kept, near) if near else kept

    @staticmethod
    def _kept(matches: list[Match], country: str | None, kinds: tuple[str, ...]) -> list[Match]:
        return [m for m in matches if (country is None or m.place.country == country) and (not kinds or m.place.kind in kinds)]

    def _match(self, entry: _Entry, name: str, key: str) -> Match:
        exact = entry.name == name
        method: Literal["exact", "folded"] = "exact" if exact else "folded"
        base = 1.0 if exact else 0.97 if fold(entry.name) == key else 0.93
        return Match(entry.place, entry.name, method, base, (Reason.of(method, name=entry.name),))

    def _without_clitics(self, name: str) -> list[Match]:
        if not is_arabic(name):
            return []
        for stem, letters in clitic_variants(fold(name)):
            found = self.named(stem)
            if found:
                after = Reason.of("attached", n=letters)
                return [replace(m, score=m.score * 0.95, method="folded", why=(*m.why, after)) for m in found]
        return []

    def _fuzzy_index(self) -> dict[str, set[str]]:
        if not self._deletions:
            for key in self._bare:
                for cut in deletions(key):
                    self._deletions.setdefault(cut, set()).add(key)
        return self._deletions

    def _fuzzy(self, name: str) -> list[Match]:
        key = without_article(fold(name))
        if len(key) < _MIN_FUZZY_LETTERS:
            return []
        index = self._fuzzy_index()
        near = {k for cut in deletions(key) for k in index.get(cut, ()) if one_edit(key, k)}
        matches = [
            Match(e.place, e.name, "fuzzy", 0.75, (Reason.of("one_letter", name=e.name),)) for k in sorted(near) for e in self._bare[k]
        ]
        return self._ranked(matches)

    def respelt(self, name: str) -> list[Match]:
        """Return the places whose name in the same script is written by ear as `name` is: the same consonants, other vowels."""
        key = fold(name)
        if not self._sounds:
            for known in self._by_key:
                self._sounds.setdefault(skeleton(known), []).append(known)
        near = [k for k in self._sounds.get(skeleton(key), ()) if is_arabic(k) == is_arabic(key) and respelt(key, k)]
        return self._ranked(
            [Match(e.place, e.name, "fuzzy", 0.7, (Reason.of("by_ear", name=e.name),)) for k in near for e in self._by_key[k]]
        )

    def unit(self, place: Place) -> str | None:
        """Return the code by which other places say that they lie in this first-level unit; None for what is no unit."""
        return place.admin if place.kind == "region" else None

    def transliterated(self, name: str) -> list[Match]:
        """Return the places of the tiers beside the project's own whose name in the other script sounds as `name` does."""
        return []

    @staticmethod
    def _ranked(matches: list[Match]) -> list[Match]:
        best: dict[str, Match] = {}
        for match in matches:
            if match.place.id not in best or best[match.place.id].score < match.score:
                best[match.place.id] = match
        return sorted(best.values(), key=_prominence)

    @staticmethod
    def _nearest_first(matches: list[Match], near: tuple[float, float]) -> list[Match]:
        def key(match: Match) -> tuple[float, tuple[float, float, str]]:
            place = match.place
            if place.lon is None or place.lat is None:
                return (float("inf"), _prominence(match))
            return (distance_km(*near, place.lon, place.lat), _prominence(match))

        return sorted(matches, key=key)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        import shapely  # noqa: PLC0415

        return shapely.STRtree(shapely.points([(p.lon, p.lat) for p in self._located]))

    def within(self, lon: float, lat: float, radius_km: float) -> list[tuple[Place, float]]:
        """Return `(place, distance in km)` for the places at most `radius_km` from a position, nearest first."""
        if not self._located:
            return []
        import shapely  # noqa: PLC0415 - reading a text asks for no neighbours, and need not wait for it

        dlat = radius_km / 110.0
        dlon = min(180.0, dlat / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + dlat)))))
        boxes = [shapely.box(lon + shift - dlon, lat - dlat, lon + shift + dlon, lat + dlat) for shift in (-360, 0, 360)]
        hits = {int(i) for b in boxes for i in self._tree.query(b)}
        found = []
        for i in hits:
            place = self._located[i]
            assert place.lon is not None and place.lat is not None
            distance = distance_km(lon, lat, place.lon, place.lat)
            if distance <= radius_km:
                found.append((place, distance))
        return sorted(found, key=lambda pair: (pair[1], pair[0].id))

    def in_admin(self, admin_id: str) -> list[Place]:
        """Return the places of a district, by its id."""
        return [p for p in self if p.admin == admin_id]


def _prominence(match: Match) -> tuple[float, float, str]:
    place = match.place
    people = math.log10(max(place.population or 1, 1)) / 10
    return (-round(match.score, 2), -(_KIND_PRIOR.get(place.kind, _OTHER_KIND) + people), place.id)
