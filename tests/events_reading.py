"""Reading of single sentences with literal places, for the tests of `geo.events`."""

from __future__ import annotations

from datetime import date

from geo.events import find_events
from geo.languages import load_rules
from geo.model import Document, Event, Place, Resolution, Toponym
from geo.text import sentences

PUBLISHED = date(2020, 6, 15)  # a Monday
PLACES = {
    "sirte": ("Sirte", "سرت", "city", "LY", 16.6, 31.2),
    "tripoli": ("Tripoli", "طرابلس", "city", "LY", 13.2, 32.9),
    "misrata": ("Misrata", "مصراتة", "city", "LY", 15.1, 32.4),
    "tarhuna": ("Tarhuna", "ترهونة", "city", "LY", 13.6, 32.4),
    "benghazi": ("Benghazi", "بنغازي", "city", "LY", 20.1, 32.1),
    "bani-walid": ("Bani Walid", "بني وليد", "town", "LY", 14.0, 31.8),
    "abu-qurayn": ("Abu Qurayn", "أبو قرين", "town", "LY", 15.2, 31.4),
    "jufra": ("Jufra air base", "قاعدة الجفرة", "airbase", "LY", 16.0, 29.2),
    "watiya": ("al-Watiya", "الوطية", "airbase", "LY", 11.9, 32.5),
    "ain-zara": ("Ain Zara", "عين زارة", "quarter", "LY", 13.3, 32.8),
    "mitiga": ("Mitiga airport", "مطار معيتيقة", "airport", "LY", 13.3, 32.9),
    "ankara": ("Ankara", "أنقرة", "city", "TR", 32.9, 39.9),
    "cairo": ("Cairo", "القاهرة", "city", "EG", 31.2, 30.0),
    "omdurman": ("Omdurman", "أم درمان", "city", "SD", 32.5, 15.6),
    "kharkiv": ("Kharkiv", "خاركيف", "city", "UA", 36.2, 50.0),
    "geneva": ("Geneva", "جنيف", "city", "CH", 6.1, 46.2),
    "libya": ("Libya", "ليبيا", "country", "LY", 17.0, 27.0),
}


def resolutions(text: str) -> list[Resolution]:
    """Return every mention of a known place in `text`, in order."""
    found = []
    for id_, (english, arabic, kind, country, lon, lat) in PLACES.items():
        place = Place(id_, {"en": (english,), "ar": (arabic,)}, kind, lon, lat, 1.0, country, "test", "CC0")
        for name in (english, arabic):
            at = text.find(name)
            while at >= 0:
                found.append(Resolution(Toponym(at, at + len(name), name), place, 0.9, name, ()))
                at = text.find(name, at + 1)
    return sorted(found, key=lambda r: r.toponym.start)


def events(code: str, text: str, published: date | None = PUBLISHED) -> list[Event]:
    """Return the events of `text` in the language `code`."""
    document = Document("test", text, published, code)
    return find_events(document, code, load_rules(code), sentences(text), resolutions(text))


def brief(code: str, text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return type, status and place ids of each event of `text`."""
    return [(e.type, e.status, tuple(p.id or p.name for p in e.places)) for e in events(code, text)]
