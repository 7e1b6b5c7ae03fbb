"""Gazetteers for tests of reading: the project's own, and a few literals."""

from functools import lru_cache
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.languages import load_rules
from geo.model import Document, Place, Resolution
from geo.resolve import resolve_toponyms
from geo.store import read_places
from geo.text import detect_language
from geo.toponyms import find_toponyms

DATA = Path(__file__).parents[1] / "data"


@lru_cache(maxsize=1)
def project() -> Gazetteer:
    return Gazetteer(read_places(DATA / "places.geojson"))


def place(place_id, name, *, kind="town", at=(10.0, 30.0), country="LY", ar=(), **more) -> Place:
    names = {"en": (name,), "ar": tuple(ar)}
    return Place(place_id, names, kind, at[0], at[1], 1.0, country, "test", "CC0", **more)


def toponyms(text, gazetteer=None, **more):
    language = detect_language(text)
    return find_toponyms(Document("d", text, **more), language, load_rules(language), gazetteer or project())


def resolutions(text, gazetteer=None, **more) -> list[Resolution]:
    language, gazetteer = detect_language(text), gazetteer or project()
    found = toponyms(text, gazetteer, **more)
    return resolve_toponyms(Document("d", text, **more), found, gazetteer, load_rules(language), language)


def placed(text, gazetteer=None, **more) -> dict[str, str | None]:
    """Return the id of the place by the text of each toponym that is no demonym."""
    found = resolutions(text, gazetteer, **more)
    return {r.toponym.text: r.place.id if r.place else None for r in found if r.toponym.role != "demonym"}
