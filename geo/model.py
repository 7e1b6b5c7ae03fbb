"""The nouns of the project, as frozen records: what the text wing writes and the map wing draws.

Positions are longitude and latitude in degrees, EPSG:4326, and `None` where unknown. Distances carry their unit in their name.
Dates are `datetime.date`; intervals of control are half-open, `[valid_from, valid_to)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

__all__ = [
    "ACLED_TYPES",
    "ASSERTED",
    "EVENT_TYPES",
    "PLACE_KINDS",
    "SORTS",
    "STATUSES",
    "Actor",
    "Candidate",
    "Casualties",
    "Citation",
    "Claim",
    "ControlClaim",
    "Document",
    "Event",
    "EventPlace",
    "Match",
    "Origin",
    "Place",
    "Reading",
    "Reason",
    "Report",
    "Resolution",
    "Source",
    "Toponym",
    "When",
]

EVENT_TYPES = (
    "strike",
    "shelling",
    "clash",
    "advance",
    "control",
    "withdrawal",
    "movement",
    "base",
    "front",
    "shootdown",
    "abduction",
    "violence",
    "ceasefire",
    "diplomacy",
)
"""Types of event, in the order in which legends list them."""

STATUSES = ("happened", "claimed", "background", "planned", "threatened", "hypothetical", "denied")
"""What the text says of an event's reality; only the first three assert it."""

ASSERTED = frozenset({"happened", "claimed", "background"})
"""Statuses under which a text asserts that the event took place."""

ACLED_TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "strike": ("Explosions/Remote violence", "Air/drone strike"),
        "shelling": ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
        "clash": ("Battles", "Armed clash"),
        "advance": ("Battles", "Armed clash"),
        "control": ("Battles", "Non-state actor overtakes territory"),
        "withdrawal": ("Strategic developments", "Non-violent transfer of territory"),
        "movement": ("Strategic developments", "Other"),
        "base": ("Strategic developments", "Headquarters or base established"),
        "front": ("Strategic developments", "Other"),
        "shootdown": ("Strategic developments", "Disrupted weapons use"),
        "abduction": ("Violence against civilians", "Abduction/forced disappearance"),
        "violence": ("Violence against civilians", "Attack"),
        "ceasefire": ("Strategic developments", "Agreement"),
        "diplomacy": ("Strategic developments", "Other"),
    }
)
"""Default `event_type` and `sub_event_type` of the ACLED codebook for each type; a rule may name a nearer one."""

PLACE_KINDS = (
    "country",
    "region",
    "district",
    "city",
    "town",
    "village",
    "quarter",
    "airbase",
    "airport",
    "naval_base",
    "camp",
    "port",
    "oil_terminal",
    "oil_field",
    "crossroads",
    "valley",
    "mountain",
    "river",
    "bridge",
    "border_crossing",
    "sea",
    "continent",
    "landmark",
)
"""Kinds of place. `district` is an administrative unit (in Libya a shabiya), `quarter` a part of a town."""

SORTS = {
    **dict.fromkeys(("city", "town", "village", "quarter"), "settlement"),
    **dict.fromkeys(("region", "district"), "unit"),
    **dict.fromkeys(("airport", "airbase"), "airfield"),
}
"""Kinds under which two gazetteers may know one and the same place; a kind that is not here is a sort of its own."""

PlaceRole = Literal["at", "from", "to", "near"]
ToponymRole = Literal["place", "metonym", "dateline", "demonym", "name"]
Origin = Literal["curated", "machine", "reviewed"]
Precision = Literal["exact", "settlement", "district", "region", "country", "computed"]


@dataclass(frozen=True, slots=True)
class Place:
    """A gazetteer record.

    `names` maps a language code to the spellings of the name in it, the preferred one first. `precision_km` is the stated
    error of the position. `admin` is the id of the district that the place lies in; `tier` says which gazetteer it is from.
    """

    id: str
    names: Mapping[str, tuple[str, ...]]
    kind: str
    lon: float | None
    lat: float | None
    precision_km: float | None
    country: str | None
    source_id: str
    licence: str
    admin: str | None = None
    population: int | None = None
    geonameid: int | None = None
    demonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tier: str = "project"

    @property
    def name(self) -> str:
        """The name in English, or in the first language that has one."""
        return self.label("en")

    def label(self, language: str) -> str:
        """Return the preferred name in `language`, falling back to any other one, then to the id."""
        for code in (language, "en", *self.names):
            if self.names.get(code):
                return self.names[code][0]
        return self.id


class Reason(NamedTuple):
    """Why a place was proposed or taken: the key of a sentence of `reasons.toml` of a language, and what fills it."""

    key: str
    filled: Mapping[str, Any]

    @staticmethod
    def of(key: str, **filled: Any) -> Reason:
        """Return the reason with its filling: texts, numbers, places; `kind` is one of `PLACE_KINDS`, `country` a code."""
        return Reason(key, filled)


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a name may mean: which of its names matched, how, how well (`score`, 0 to 1) and why."""

    place: Place
    matched: str
    method: Literal["exact", "folded", "fuzzy", "distance"]
    score: float
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that a toponym might mean, with its share of the belief (0 to 1)."""

    place: Place
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class Toponym:
    """The words of a text that name a place: `text == document[start:end]`, attached clitics left outside.

    `role` is place, metonym, dateline, demonym or name. `kinds` restricts what the place may be, where a feature word such as
    "air base" says so; `feature_text` is that word. `candidates` are what the gazetteer holds under the name.
    """

    start: int
    end: int
    text: str
    role: ToponymRole = "place"
    kinds: tuple[str, ...] = ()
    candidates: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place chosen for a toponym, or None; with score (0 to 1), the reasons, and the rivals."""

    toponym: Toponym
    place: Place | None
    score: float
    matched: str | None
    why: tuple[Reason, ...]
    candidates: tuple[Candidate, ...] = ()
    lon: float | None = None
    lat: float | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class When:
    """An interval of days, both ends inclusive, and how precisely it is known: day, week, month or year."""

    start: date
    end: date
    precision: Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Casualties:
    """A range of people; an open end is None. "More than 60" is `Casualties(60, None)`."""

    min: int | None
    max: int | None

    @staticmethod
    def hull(ranges: Iterable[Casualties | None]) -> Casualties | None:
        """Return the range from the least to the most of what was said, open above where any is; None when nothing was."""
        said = [r for r in ranges if r is not None]
        lows = [r.min for r in said if r.min is not None]
        highs = [r.max for r in said if r.max is not None]
        return Casualties(min(lows, default=None), max(highs) if len(highs) == len(said) else None) if said else None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a text says so: code-point offsets into the document, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A place of an event with its role; `lon` and `lat` are None where the place has no known position.

    `direction` is the compass point (`n` to `nw`) on whose side of the place it was, where the text names one without a distance.
    """

    role: PlaceRole
    id: str | None
    name: str
    lon: float | None
    lat: float | None
    precision: Precision
    radius_km: float | None
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of an event."""

    source_id: str
    status: str
    reported: date | None
    killed: Casualties | None = None
    injured: Casualties | None = None
    actors: tuple[str, ...] = ()
    document: str | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or that a text says might, with its places, parties, toll and claims or citations.

    `assumed` tells what a reader took a common name for and why ("army: SAF, of SD"), where it did.
    `origin` is `curated` for a record of the seeds, `machine` for one that was read from a text and not reviewed, and `reviewed` for
    one that was read and that a reviewer accepted. `ucdp` is UCDP's `type_of_violence`, None where it does not apply or is not shown.
    """

    id: str
    type: str
    status: str
    when: When | None
    places: tuple[EventPlace, ...]
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    killed: Casualties | None = None
    injured: Casualties | None = None
    acled: tuple[str, str] | None = None
    citations: tuple[Citation, ...] = ()
    claims: tuple[Claim, ...] = ()
    summary: Mapping[str, str] = field(default_factory=dict)
    score: float = 1.0
    origin: Origin = "curated"
    ucdp: int | None = None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlClaim:
    """A claim that `holder` holds a place over `[valid_from, valid_to)`; `holder` may be `contested`.

    `precision` is day, month, approx (the holder is attested, the day inferred) or claimed (a party says so of itself). `reported` is the
    day of the earliest source, `last_attested` of the latest, `recorded` the day the claim entered the store; each None where unknown.
    """

    id: str
    place_id: str
    holder: str
    valid_from: date
    valid_to: date | None
    precision: str
    source_ids: tuple[str, ...]
    reported: date | None = None
    last_attested: date | None = None
    recorded: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's item. Empty fields are unknown; an address is never guessed.

    `published` is an ISO date as precise as known (`2020-06-04`, `2020-06` or `2020`); `reliability` a letter of the NATO
    Admiralty scale from A to F (F: cannot be judged); `side` the party the publisher speaks for, or "". `reference` is what
    was noted of the item where it was first cited, for items of which neither title nor address is known.
    """

    id: str
    publisher: str
    title: str
    published: str
    url: str
    accessed: str
    reliability: str
    side: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A party that events and control name: `names` by language, preferred first; `side` the party it stands with, or ""."""

    id: str
    names: Mapping[str, tuple[str, ...]]
    kind: str
    side: str
    country: str | None
    source_id: str


@dataclass(frozen=True, slots=True)
class Report:
    """A short report in the project's own words that restates another publisher's item.

    `after` holds the publisher, title and publication date of that item, for the line "summary after ...".
    """

    id: str
    language: str
    title: str
    text: str
    source_id: str
    published: date
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read. `country` is an ISO 3166 alpha-2 hint; `spans` gives the toponyms instead of looking for them."""

    id: str
    text: str
    published: date | None = None
    language: str = "auto"
    publisher: str | None = None
    url: str | None = None
    country: str | None = None
    spans: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one document: its language, every toponym with its resolution, and the events."""

    document: Document
    language: str
    resolutions: tuple[Resolution, ...]
    events: tuple[Event, ...]
