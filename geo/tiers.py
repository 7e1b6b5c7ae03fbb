"""The tiers of the gazetteer as one: the user's places before the project's, the project's before the world's."""

from __future__ import annotations

from collections.abc import Iterable

from geo.gazetteer import Gazetteer
from geo.geometry import distance_km
from geo.model import Match, Place
from geo.names import clitic_variants, fold, is_arabic
from geo.world import WorldIndex

__all__ = ["TieredGazetteer"]

_SAME_SPOT_KM = 20.0
"""A world entry this near to a project place of the same name and sort of kind is the same place."""

_SORTS = {
    **dict.fromkeys(("city", "town", "village", "quarter"), "settlement"),
    **dict.fromkeys(("region", "district"), "unit"),
    **dict.fromkeys(("airport", "airbase"), "airfield"),
}


class TieredGazetteer(Gazetteer):
    """A gazetteer that asks the world index too; where both know a place, the project's record of it is the one given."""

    def __init__(self, places: Iterable[Place], world: WorldIndex) -> None:
        super().__init__(places)
        self.world = world
        self._geonameids = {p.geonameid for p in self if p.geonameid is not None}

    def has_key(self, key: str) -> bool:
        """Return whether a folded key is a name of some place of any tier."""
        return super().has_key(key) or (self.world.has_key(key) and bool(self.world.named(key)))

    def opens(self, words: str) -> bool:
        """Return whether folded words may begin a longer name of the world tier."""
        return self.world.opens(words)

    def get(self, place_id: str) -> Place:
        """Return the place with this id from whichever tier has it; raises GazetteerError when none has."""
        known = None if place_id in self else self.world.place(place_id)
        return super().get(place_id) if known is None else known

    def named(self, name: str) -> list[Match]:
        """Return the places of all tiers called `name`, the project's first."""
        own = super().named(name)
        return [*own, *self._others(self.world.named(name), own)]

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
            for proposals in (self.world.close(name), self.world.across_scripts(name)):
                if not found:
                    found = self._kept(self._others(proposals, []), country, kinds)
        return self._nearest_first(found, near) if near else found

    def _without_clitics(self, name: str) -> list[Match]:
        own = super()._without_clitics(name)
        if own or not is_arabic(name):
            return own
        stems = (stem for stem, _ in clitic_variants(fold(name)))
        return next((found for found in map(self.world.named, stems) if found), [])

    def _others(self, found: list[Match], own: list[Match]) -> list[Match]:
        return [m for m in found if m.place.geonameid not in self._geonameids and not any(_same(m.place, o.place) for o in own)]


def _same(a: Place, b: Place) -> bool:
    if _SORTS.get(a.kind, a.kind) != _SORTS.get(b.kind, b.kind):
        return False
    if a.kind in ("region", "district") and a.country == b.country:
        return True
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return False
    return distance_km(a.lon, a.lat, b.lon, b.lat) <= _SAME_SPOT_KM
