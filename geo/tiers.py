"""The tiers of the gazetteer as one: the user's places before the project's, the project's before the world's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.geodesy import within_km
from geo.model import SORTS, Match, Place
from geo.names import clitic_variants, fold, is_arabic
from geo.user_gazetteers import Shelf
from geo.world import WorldIndex, open_world

__all__ = ["TieredGazetteer", "open_gazetteer"]

_SAME_SPOT_KM = 20.0
"""A world entry this near to a project place of the same name and sort of kind is the same place."""


def open_gazetteer(places: Iterable[Place], cache_dir: Path, home_dir: Path) -> TieredGazetteer:
    """Return the tiers as one: what the user imported, the project's own `places`, and the world, compiled where it is missing.

    Raises
    ------
    GazetteerError
        When the world index cannot be compiled or read.
    """
    return TieredGazetteer(places, open_world(cache_dir), Shelf(home_dir / "gazetteers").open_all())


class TieredGazetteer(Gazetteer):
    """A gazetteer that asks indexes on disk too; where two tiers know a place, the record of the earlier one is given.

    `users` are asked before the project's own `places`, `world` behind them.
    """

    def __init__(self, places: Iterable[Place], world: WorldIndex, users: Sequence[WorldIndex] = ()) -> None:
        super().__init__(places)
        self.world = world
        self.users = tuple(users)
        self._indexes = (*self.users, world)
        self._geonameids = {p.geonameid for p in self if p.geonameid is not None}

    def has_key(self, key: str) -> bool:
        """Return whether a folded key is a name of some place of any tier."""
        return super().has_key(key) or any(index.has_key(key) and index.named(key) for index in self._indexes)

    def opens(self, words: str) -> bool:
        """Return whether folded words may begin a longer name of an index."""
        return self.world.opens(words) or (bool(self.users) and any(index.opens(words) for index in self.users))

    def behind(self, key: str) -> bool:
        """Return whether a folded key, as it stands, is a name in an index."""
        return self.world.has_name(key) or (bool(self.users) and any(index.has_name(key) for index in self.users))

    def frequency(self, key: str, language: str) -> float | None:
        """Return how often a key occurs as an ordinary word (Zipf scale, 0 to 8), or None where that is not known."""
        return self.world.frequency(key, language)

    def get(self, place_id: str) -> Place:
        """Return the place with this id from whichever tier has it; raises GazetteerError when none has."""
        if place_id not in self:
            for index in self._indexes:
                place = index.place(place_id)
                if place is not None:
                    return place
        return super().get(place_id)

    def named(self, name: str) -> list[Match]:
        """Return the places of all tiers called `name`: the user's, the project's, the world's."""
        mine = [m for index in self.users for m in index.named(name)]
        own = [m for m in super().named(name) if not any(_same(m.place, o.place) for o in mine)]
        return [*mine, *own, *self._others(self.world.named(name), [*mine, *own])]

    def lookup(
        self,
        name: str,
        *,
        fuzzy: bool = True,
        country: str | None = None,
        kinds: tuple[str, ...] = (),
        near: tuple[float, float] | None = None,
    ) -> list[Match]:
        """Return the places that `name` may mean, as `Gazetteer.lookup` does, then by edits and across scripts world-wide."""
        found = super().lookup(name, fuzzy=False, country=country, kinds=kinds, near=near)
        if not found and fuzzy:
            found = super().lookup(name, fuzzy=True, country=country, kinds=kinds, near=near)
            for index in self._indexes:
                found = found or self._kept(self._others(index.close(name), []), country, kinds)
            found = found or self._kept(self.respelt(name), country, kinds)
            for index in self._indexes:
                found = found or self._kept(self._others(index.across_scripts(name), []), country, kinds)
        return self._nearest_first(found, near) if near else found

    def respelt(self, name: str) -> list[Match]:
        """Return the places of all tiers whose name in the same script is written by ear as `name` is."""
        found = super().respelt(name)
        for index in self._indexes:
            found = [*found, *self._others(index.respelt(name), found)]
        return found

    def unit(self, place: Place) -> str | None:
        """Return the code of a first-level unit, from the world's record of it where its own has none."""
        if place.kind == "region" and not place.admin and place.geonameid is not None:
            known = self.world.place(f"geonames-{place.geonameid}")
            return known.admin if known is not None else None
        return super().unit(place)

    def transliterated(self, name: str) -> list[Match]:
        """Return the places of the indexes whose name in the other script sounds as `name` does, sibilants and vowels included."""
        found: list[Match] = []
        for index in self._indexes:
            found = [*found, *self._others(index.across_scripts(name, alike=True), found)]
        return found

    def _without_clitics(self, name: str) -> list[Match]:
        own = super()._without_clitics(name)
        if own or not is_arabic(name):
            return own
        stems = (stem for stem, _ in clitic_variants(fold(name)))
        return next((found for stem in stems for index in self._indexes if (found := index.named(stem))), [])

    def _others(self, found: list[Match], own: list[Match]) -> list[Match]:
        return [m for m in found if m.place.geonameid not in self._geonameids and not any(_same(m.place, o.place) for o in own)]


def _same(a: Place, b: Place) -> bool:
    if SORTS.get(a.kind, a.kind) != SORTS.get(b.kind, b.kind):
        return False
    if a.kind in ("region", "district") and a.country == b.country:
        return True
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return False
    return within_km(a.lon, a.lat, b.lon, b.lat, _SAME_SPOT_KM)
