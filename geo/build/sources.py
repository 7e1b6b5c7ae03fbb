"""Sources, licences, parties and the period: the tables that the others point into."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from geo.build.rows import Faults, Row, read_table
from geo.model import Actor, Source

__all__ = ["Licence", "attribution", "check_sides", "published_bounds", "read_actors", "read_licences", "read_period", "read_sources"]

SOURCE_COLUMNS = ("id", "publisher", "title", "published", "url", "accessed", "reliability", "side", "reference")
ACTOR_COLUMNS = ("id", "name_en", "other_en", "name_ar", "other_ar", "kind", "side", "country", "source_id")
LICENCE_COLUMNS = ("source_id", "licence", "attribution", "url")
PERIOD_COLUMNS = ("id", "name_en", "name_ar", "first", "last")

RELIABILITIES = ("A", "B", "C", "D", "E", "F")
"""The letters of the NATO Admiralty scale (AJP-2.1): A reliable to E unreliable, F cannot be judged."""

_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Licence:
    """The terms under which records of one source are passed on, and the line that credits it."""

    source_id: str
    licence: str
    attribution: str
    url: str


def published_bounds(published: str) -> tuple[date, date] | None:
    """Return the first and last day that `2020-06-04`, `2020-06` or `2020` may mean, or None when it is none of these."""
    found = _PUBLISHED.fullmatch(published)
    if not found:
        return None
    year, month, day = (int(g) if g else 0 for g in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    return first, date(year, last_month, day or calendar.monthrange(year, last_month)[1])


def read_sources(folder: Path, faults: Faults) -> dict[str, Source]:
    """Return the sources by id."""
    sources = {}
    for row in read_table(folder / "sources.csv", SOURCE_COLUMNS, faults):
        row.required("publisher")
        row.required("reference")
        row.one_of("reliability", RELIABILITIES)
        if row.text("published") and published_bounds(row.text("published")) is None:
            row.fault(f"published is {row.text('published')!r}", "YYYY, YYYY-MM or YYYY-MM-DD")
        row.day("accessed")
        _check_url(row)
        sources[row.text("id")] = Source(**row.cells)
    return sources


def _check_url(row: Row) -> None:
    url = row.text("url")
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or "." not in parts.netloc or re.search(r"[\s<>\"'`]", url)):
        row.fault(f"url is {url!r}", "a complete http(s) address, or nothing where none is known")


def read_actors(folder: Path, sources: Collection[str], faults: Faults) -> dict[str, Actor]:
    """Return the parties by id."""
    rows = read_table(folder / "actors.csv", ACTOR_COLUMNS, faults)
    ids = {row.text("id") for row in rows}
    actors = {}
    for row in rows:
        names = {code: (row.required(f"name_{code}"), *row.items(f"other_{code}")) for code in ("en", "ar")}
        row.known("source_id", sources, "source")
        row.known("side", ids, "party", optional=True)
        actors[row.text("id")] = Actor(
            row.text("id"), names, row.required("kind"), row.text("side"), row.text("country") or None, row.text("source_id")
        )
    return actors


def check_sides(folder: Path, actors: Collection[str], faults: Faults) -> None:
    """Note every source whose side is no party."""
    for row in read_table(folder / "sources.csv", SOURCE_COLUMNS, Faults()):
        if row.text("side") and row.text("side") not in actors:
            faults.note(row.where, f"side is {row.text('side')!r}", "the id of a party of the seeds")


def read_licences(folder: Path, sources: Collection[str], faults: Faults) -> dict[str, Licence]:
    """Return the licences of bulk sources by source id."""
    licences = {}
    for row in read_table(folder / "licences.csv", LICENCE_COLUMNS, faults):
        row.known("source_id", sources, "source")
        licences[row.text("source_id")] = Licence(
            row.required("source_id"), row.required("licence"), row.required("attribution"), row.text("url")
        )
    return licences


def read_period(folder: Path, faults: Faults) -> tuple[date, date] | None:
    """Return the first and last day that the seeds cover."""
    days: list[tuple[date, date]] = []
    for row in read_table(folder / "period.csv", PERIOD_COLUMNS, faults):
        first, last = row.required_day("first"), row.required_day("last")
        if first and last and first > last:
            row.fault(f"first is {first}, last is {last}", "first no later than last")
        elif first and last:
            days.append((first, last))
    return (min(d for d, _ in days), max(d for _, d in days)) if days else None


def attribution(licences: Mapping[str, Licence], used: Iterable[str]) -> list[dict[str, str]]:
    """Return the credit lines of the bulk sources that are in use, sorted by source."""
    return [
        {"source_id": i, "licence": licences[i].licence, "text": licences[i].attribution, "url": licences[i].url}
        for i in sorted(set(used) & set(licences))
    ]
