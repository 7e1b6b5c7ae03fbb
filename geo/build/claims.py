"""Control and events: claims with their sources, checked against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import get_args

from geo.build.rows import Faults, Row, read_table
from geo.build.sources import published_bounds
from geo.events.ucdp import ARMED, STATE, type_of_violence
from geo.model import (
    ACLED_TYPES,
    EVENT_TYPES,
    STATUSES,
    Actor,
    Casualties,
    Claim,
    ControlClaim,
    Event,
    EventPlace,
    Place,
    PlaceRole,
    Source,
    When,
)

__all__ = ["read_control", "read_events", "reporting_days"]

CONTROL_COLUMNS = ("id", "place_id", "holder", "valid_from", "valid_to", "precision", "source_ids", "rival_of", "recorded", "note")
EVENT_COLUMNS = (
    *("id", "type", "status", "start", "end", "precision", "places", "actors", "targets"),
    *("killed_min", "killed_max", "injured_min", "injured_max", "summary_en", "summary_ar"),
)
CLAIM_COLUMNS = (
    *("event_id", "source_id", "status", "reported", "killed_min", "killed_max", "injured_min", "injured_max", "actors", "note"),
)

CONTESTED = "contested"
CONTROL_PRECISIONS = ("day", "month", "approx")
DAY_PRECISIONS = ("day", "week", "month", "year")

_SITES = frozenset({"airbase", "airport", "naval_base", "camp", "port", "oil_terminal", "crossroads", "bridge", "border_crossing"})
_WIDE = {"district": "district", "region": "region", "mountain": "region", "sea": "region", "continent": "region", "country": "country"}
_CHARACTERS = {"state": STATE, "government": STATE, "armed_group": ARMED}
"""What a party of a kind of `actors.csv` is to UCDP; companies, parliaments and organisations show nothing."""
_EXTENT_KM = {"city": 5.0, "town": 2.0, "village": 1.0, "quarter": 2.0, "airbase": 3.0, "airport": 3.0, "oil_field": 10.0}
"""How far from its point a place of this kind reaches, in kilometres: the least radius of an event there."""


# -- control -----------------------------------------------------------------------------------------------------------


def reporting_days(
    valid_from: date, valid_to: date | None, opening: date | None, sources: Iterable[Source]
) -> tuple[date | None, date | None]:
    """Return the day on which a claim of control was first reported, and the last day on which a source attests it.

    A source dated to a month counts from the month's last day for the first and only up to its first day for the second, so
    that nothing is known too early or attested too late. A source older than the claim cannot have reported it, except
    where the claim stands since before `opening`, the first day of the period.
    """
    bounds = [b for s in sources if (b := published_bounds(s.published))]
    after = [b for b in bounds if b[1] >= valid_from]
    told = bounds if opening is not None and valid_from <= opening else after or bounds
    first = min((last for _, last in told), default=None)
    attested = max((first for first, _ in bounds), default=None)
    if attested is not None and valid_to is not None:
        attested = min(attested, valid_to)
    return first, attested


def read_control(
    folder: Path, places: Mapping[str, Place], sources: Mapping[str, Source], actors: Collection[str], opening: date | None, faults: Faults
) -> list[ControlClaim]:
    """Return the claims of control by place, holder and day, having noted every breach."""
    rows = read_table(folder / "control.csv", CONTROL_COLUMNS, faults)
    claims: list[tuple[Row, ControlClaim]] = []
    for row in rows:
        claim = _control_claim(row, places, sources, actors, opening)
        if claim is not None:
            claims.append((row, claim))
    _check_overlaps(claims)
    return sorted((c for _, c in claims), key=lambda c: (c.place_id, c.valid_from, c.id))


def _control_claim(
    row: Row, places: Mapping[str, Place], sources: Mapping[str, Source], actors: Collection[str], opening: date | None
) -> ControlClaim | None:
    row.known("place_id", places, "place")
    row.one_of("holder", {*actors, CONTESTED})
    row.one_of("precision", CONTROL_PRECISIONS)
    ids = row.all_known("source_ids", sources, "source")
    if not ids:
        row.fault("source_ids is empty", "at least one source")
    start, end = row.required_day("valid_from"), row.day("valid_to")
    if start is None:
        return None
    if end is not None and start >= end:
        row.fault(f"valid_from is {start}, valid_to is {end}", "valid_from before valid_to, for the interval is half-open")
    reported, attested = reporting_days(start, end, opening, [sources[i] for i in ids if i in sources])
    cells = row.cells
    return ControlClaim(
        cells["id"], cells["place_id"], cells["holder"], start, end, cells["precision"], ids, reported, attested, row.day("recorded")
    )


def _check_overlaps(claims: Sequence[tuple[Row, ControlClaim]]) -> None:
    by_id = {claim.id: claim for _, claim in claims}
    by_place: dict[str, list[tuple[Row, ControlClaim]]] = {}
    for row, claim in claims:
        rival = row.text("rival_of")
        if rival and (rival not in by_id or by_id[rival].place_id != claim.place_id):
            row.fault(f"rival_of is {rival!r}", "the id of another claim on the same place")
        if not rival:
            by_place.setdefault(claim.place_id, []).append((row, claim))
    for group in by_place.values():
        for (_, a), (row, b) in pairwise(sorted(group, key=lambda pair: pair[1].valid_from)):
            if a.valid_to is None or a.valid_to > b.valid_from:
                row.fault(f"{b.id!r} overlaps {a.id!r}", "one claim at a time for a place, or rival_of where sources disagree")


# -- events ------------------------------------------------------------------------------------------------------------


def read_events(
    folder: Path, places: Mapping[str, Place], sources: Mapping[str, Source], actors: Mapping[str, Actor], faults: Faults
) -> list[Event]:
    """Return the curated events by day, each with the claims of its sources, having noted every breach."""
    rows = read_table(folder / "events.csv", EVENT_COLUMNS, faults)
    claims = _read_claims(folder, {row.text("id") for row in rows}, sources, actors, faults)
    events = [_event(row, places, actors, claims.get(row.text("id"), [])) for row in rows]
    return sorted(events, key=lambda e: (e.when.start if e.when else date.max, e.id))


def _read_claims(
    folder: Path, events: Collection[str], sources: Mapping[str, Source], actors: Collection[str], faults: Faults
) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for row in read_table(folder / "claims.csv", CLAIM_COLUMNS, faults):
        ident, source_id = row.known("event_id", events, "event"), row.known("source_id", sources, "source")
        source = sources.get(source_id)
        bounds = published_bounds(source.published) if source else None
        claim = Claim(
            source_id=source_id,
            status=row.one_of("status", STATUSES),
            reported=row.day("reported") or (bounds[1] if bounds else None),
            killed=_range(row, "killed"),
            injured=_range(row, "injured"),
            actors=row.all_known("actors", actors, "party"),
        )
        if any(c.source_id == source_id for c in found.get(ident, [])):
            row.fault(f"{source_id!r} speaks of {ident!r} twice", "one claim of a source on an event")
        found.setdefault(ident, []).append(claim)
    return {ident: sorted(claims, key=lambda c: (c.reported or date.max, c.source_id)) for ident, claims in found.items()}


def _event(row: Row, places: Mapping[str, Place], actors: Mapping[str, Actor], claims: Sequence[Claim]) -> Event:
    if not claims:
        row.fault(f"{row.text('id')!r} has no claim", "at least one line of claims.csv, which says who reports it")
    kind = row.one_of("type", EVENT_TYPES)
    by, against = (row.all_known(name, actors, "party") for name in ("actors", "targets"))
    character = {a.id: _CHARACTERS[a.kind] for a in actors.values() if a.kind in _CHARACTERS}
    return Event(
        id=row.text("id"),
        type=kind,
        status=row.one_of("status", STATUSES),
        when=_when(row),
        places=tuple(_event_places(row, places)),
        actors=by,
        targets=against,
        killed=Casualties.hull([_range(row, "killed"), *(c.killed for c in claims)]),
        injured=Casualties.hull([_range(row, "injured"), *(c.injured for c in claims)]),
        acled=ACLED_TYPES.get(kind),
        ucdp=type_of_violence(kind, by, against, character),
        claims=tuple(claims),
        summary={code: row.required(f"summary_{code}") for code in ("en", "ar")},
    )


def _when(row: Row) -> When | None:
    start, end = row.day("start"), row.day("end") or row.day("start")
    precision = row.one_of("precision", DAY_PRECISIONS, optional=not row.text("start"))
    if start is None or end is None:
        return None
    if start > end:
        row.fault(f"start is {start}, end is {end}", "start no later than end")
    return When(start, end, precision or "day")  # type: ignore[arg-type]


def _event_places(row: Row, places: Mapping[str, Place]) -> Iterable[EventPlace]:
    if not row.items("places"):
        row.fault("places is empty", "at least one role:place")
    for item in row.items("places"):
        role, _, ident = item.partition(":")
        if role not in get_args(PlaceRole) or ident not in places:
            row.fault(f"places holds {item!r}", f"role:place with a role of {', '.join(get_args(PlaceRole))} and a place of the seeds")
            continue
        place = places[ident]
        precision = "exact" if place.kind in _SITES and (place.precision_km or 99) <= 3 else _WIDE.get(place.kind, "settlement")
        radius = max(place.precision_km or 0.0, _EXTENT_KM.get(place.kind, 1.0)) if place.lon is not None else None
        yield EventPlace(role, ident, place.name, place.lon, place.lat, precision, radius)  # type: ignore[arg-type]


def _range(row: Row, noun: str) -> Casualties | None:
    low, high = row.whole(f"{noun}_min"), row.whole(f"{noun}_max")
    if low is not None and high is not None and low > high:
        row.fault(f"{noun}_min is {low}, {noun}_max is {high}", "the least no greater than the most")
    return None if low is None and high is None else Casualties(low, high)
