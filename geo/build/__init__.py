"""`seeds/` compiled to `data/`: every rule checked, every breach reported at once, every file written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geo.build import claims, geography, places, reports, sources, theatres
from geo.build.rows import Faults
from geo.build.sources import Licence
from geo.errors import BuildError
from geo.model import Actor, ControlClaim, Event, Place, Report, Source
from geo.records import compact, feature_collection, json_lines, place_to_feature

__all__ = ["build", "check", "compiled", "run", "write_atomic"]

FORMAT = 1
"""Version of the layout of `data/`; raised when a reader of the old one would misread the new."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Seeds:
    """Everything that the seeds hold, read and checked."""

    period: tuple[date, date] | None
    sources: dict[str, Source]
    licences: dict[str, Licence]
    actors: dict[str, Actor]
    places: dict[str, Place]
    control: list[ControlClaim]
    events: list[Event]
    reports: list[Report]
    theatres: list[Json]
    land: list[Json]
    districts: list[Json]
    roads: list[Json]


def run(seeds_dir: Path, data_dir: Path, *, check: bool) -> list[str]:
    """Return the lines to print after a build, or after a check that `data/` is what the seeds give.

    Raises
    ------
    BuildError
        When the seeds break a rule (all breaches), or, under `check`, when a file of `data/` is stale.
    """
    return _check(seeds_dir, data_dir) if check else build(seeds_dir, data_dir)


def build(seeds_dir: Path, data_dir: Path) -> list[str]:
    """Compile the seeds, write `data/` file by file, and return one line a file; BuildError leaves `data/` as it was."""
    outputs = compiled(seeds_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    for name, text in outputs.items():
        write_atomic(data_dir / name, text)
    return [f"{data_dir.name}/{name}: {len(text.encode()):,} bytes" for name, text in outputs.items()]


def check(seeds_dir: Path, data_dir: Path) -> list[str]:
    """Return a line that says `data/` is fresh; BuildError names every file that is not what the seeds give."""
    outputs = compiled(seeds_dir)
    stale = [name for name, text in outputs.items() if _read(data_dir / name) != text.encode()]
    if stale:
        raise BuildError([f"{data_dir.name}/{name} is stale: run python -m geo build." for name in stale])
    return [f"{data_dir.name}/ is what {seeds_dir.name}/ give ({len(outputs)} files)."]


_check = check  # `run` has a parameter of that name, as the command line does.


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def compiled(seeds_dir: Path) -> dict[str, str]:
    """Return the text of every file of `data/` by name; the same seeds give the same bytes.

    Raises
    ------
    BuildError
        When the seeds break a rule; it carries every breach found.
    """
    faults = Faults()
    seeds = _read_seeds(seeds_dir, faults)
    if faults.breaches:
        raise BuildError(faults.breaches)
    outputs = {
        "places.geojson": feature_collection(place_to_feature(p) for _, p in sorted(seeds.places.items())),
        "theatres.geojson": feature_collection(seeds.theatres),
        "land.geojson": feature_collection(seeds.land),
        "districts.geojson": feature_collection(seeds.districts),
        "roads.geojson": feature_collection(seeds.roads),
        "sources.jsonl": json_lines(s for _, s in sorted(seeds.sources.items())),
        "actors.jsonl": json_lines(a for _, a in sorted(seeds.actors.items())),
        "control.jsonl": json_lines(seeds.control),
        "events.jsonl": json_lines(seeds.events),
        "reports.jsonl": json_lines(seeds.reports),
    }
    return outputs | {"manifest.json": compact(_manifest(seeds_dir, seeds, outputs)) + "\n"}


def _read_seeds(folder: Path, faults: Faults) -> _Seeds:
    period = sources.read_period(folder, faults)
    found = sources.read_sources(folder, faults)
    licences = sources.read_licences(folder, found, faults)
    actors = sources.read_actors(folder, found, faults)
    sources.check_sides(folder, actors, faults)
    ground = geography.read_features(folder / "geography" / "land.geojson", faults)
    districts = geography.read_features(folder / "geography" / "districts.geojson", faults)
    units = geography.read_features(folder / "geography" / theatres.UNIT_OUTLINES, faults)
    outlines = geography.outlines(ground)
    gazetteer = places.read_places(folder, found, licences, outlines, faults)
    return _Seeds(
        period=period,
        sources=found,
        licences=licences,
        actors=actors,
        places=gazetteer,
        control=claims.read_control(folder, gazetteer, found, actors, period[0] if period else None, faults),
        events=claims.read_events(folder, gazetteer, found, actors, faults),
        reports=reports.read_reports(folder, found, faults),
        theatres=theatres.read_theatres(folder, gazetteer, outlines, units, faults),
        land=geography.land(ground, gazetteer, faults),
        districts=geography.districts(districts, gazetteer, faults),
        roads=geography.roads(folder, gazetteer, found, faults),
    )


def _manifest(folder: Path, seeds: _Seeds, outputs: Mapping[str, str]) -> Json:
    files = sorted(p for p in folder.rglob("*") if p.suffix in {".csv", ".geojson", ".txt"})
    hashes = {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    used = {p.source_id for p in seeds.places.values()} | {"natural-earth", "cldr-territories"}
    return {
        "format": FORMAT,
        "as_of": {"first": seeds.period[0].isoformat(), "last": seeds.period[1].isoformat()} if seeds.period else None,
        "counts": {
            name: text.count("\n") - (3 if name.endswith(".geojson") else 0) + name.endswith(".geojson") for name, text in outputs.items()
        },
        "attribution": sources.attribution(seeds.licences, used),
        "seeds": hashes,
        "version": hashlib.sha256("".join(hashes.values()).encode()).hexdigest()[:12],
    }


def write_atomic(path: Path, text: str) -> None:
    """Write a file so that at any moment it holds its old text or the whole of the new one.

    The text goes to a file in the same folder, is flushed to the disk, and takes the old one's place in one step.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
