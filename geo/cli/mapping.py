"""`front`, `explain`, `diff`, `compare`, `precompute`, `export` and `build`: from claims to maps and files."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from geo.cli.common import NOTHING_FOUND, OK, Commands, day, position, print_json
from geo.errors import BuildError, InputError
from geo.model import Claim, Event
from geo.settings import Settings

__all__ = ["add_build", "add_compare", "add_diff", "add_explain", "add_export", "add_front", "add_precompute"]


def _add_evidence(parser: argparse.ArgumentParser) -> None:
    """Add what a front is derived from: what was known by a day, and whether curated events speak."""
    parser.add_argument("--known-by", type=day, metavar="DATE", help="leave out what was reported later")
    parser.add_argument("--without-events", action="store_true", help="the project's own data: control alone")


def add_front(commands: Commands) -> None:
    """Add `front` to the subcommands."""
    parser = commands.add_parser("front", help="derive areas and front lines from control", description=_front.__doc__)
    parser.add_argument("--places", type=Path, metavar="CSV", help="id,name,lon,lat and any other columns")
    parser.add_argument("--control", type=Path, metavar="CSV", help="place_id,holder,from_date,to_date,precision,source")
    parser.add_argument("--land", type=Path, metavar="GEOJSON", help="the ground that bounds the result")
    parser.add_argument("--as-of", type=day, required=True, metavar="DATE", help="the day pictured")
    _add_evidence(parser)
    parser.add_argument("--events", type=Path, metavar="FILE", help="JSON lines of `read`: let accepted events speak")
    parser.add_argument("--unreviewed", action="store_true", help="with --events: let those speak too that nobody reviewed")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="GeoJSON to write")
    parser.set_defaults(run=_front)


def add_explain(commands: Commands) -> None:
    """Add `explain` to the subcommands."""
    parser = commands.add_parser("explain", help="say who holds a point, on whose word", description=_explain.__doc__)
    parser.add_argument("position", type=position, metavar="LON,LAT")
    parser.add_argument("--as-of", type=day, required=True, metavar="DATE", help="the day asked about")
    _add_evidence(parser)
    parser.set_defaults(run=_explain)


def add_diff(commands: Commands) -> None:
    """Add `diff` to the subcommands."""
    parser = commands.add_parser("diff", help="say what changed hands between two days", description=_diff.__doc__)
    parser.add_argument("--from", dest="start", type=day, required=True, metavar="DATE")
    parser.add_argument("--to", dest="end", type=day, required=True, metavar="DATE")
    _add_evidence(parser)
    parser.add_argument("--output", choices=("table", "json"), default="table")
    parser.set_defaults(run=_diff)


def add_compare(commands: Commands) -> None:
    """Add `compare` to the subcommands."""
    parser = commands.add_parser("compare", help="compare a line that someone drew with the derived one", description=_compare.__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="GeoJSON with lines")
    parser.add_argument("--source", required=True, metavar="NAME", help="who drew it")
    parser.add_argument("--as-of", type=day, required=True, metavar="DATE", help="the day it is drawn for")
    _add_evidence(parser)
    parser.set_defaults(run=_compare)


def add_precompute(commands: Commands) -> None:
    """Add `precompute` to the subcommands."""
    parser = commands.add_parser("precompute", help="derive the front of every day of a period", description=_precompute.__doc__)
    parser.add_argument("--from", dest="start", type=day, required=True, metavar="DATE")
    parser.add_argument("--to", dest="end", type=day, required=True, metavar="DATE", help="the last day, included")
    _add_evidence(parser)
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER", help="where a GeoJSON file a day is written")
    parser.add_argument("--resume", action="store_true", help="leave alone the days that the folder has from the same data")
    parser.set_defaults(run=_precompute)


def add_export(commands: Commands) -> None:
    """Add `export` to the subcommands."""
    parser = commands.add_parser("export", help="write the layers of a day to a file", description=_export.__doc__)
    parser.add_argument("--format", required=True, metavar="FORMAT", help="geojson")
    parser.add_argument("--as-of", type=day, required=True, metavar="DATE", help="the day pictured")
    parser.add_argument("--known-by", type=day, metavar="DATE", help="leave out what was reported later")
    parser.add_argument("--layers", metavar="LIST", help="layer ids with commas between; all where not given")
    parser.add_argument("--types", metavar="LIST", help="types of event, with commas between")
    parser.add_argument("--statuses", metavar="LIST", help="statuses, with commas between")
    parser.add_argument("--actors", metavar="LIST", help="actors, with commas between")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    parser.set_defaults(run=_export)


def add_build(commands: Commands) -> None:
    """Add `build` to the subcommands."""
    parser = commands.add_parser("build", help="compile seeds/ to data/", description=_build.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when data/ is not what seeds/ give")
    parser.set_defaults(run=_build)


def _front(args: argparse.Namespace, settings: Settings) -> int:
    """Derive territory, unknown ground, the corridor and the front lines of a day from control of places."""
    from geo.export import front_command
    from geo.testimony import Told

    if args.without_events and args.control:
        raise InputError("--without-events leaves the project's own events out of its own front; none of them speak on files of yours.")
    if args.unreviewed and not args.events:
        raise InputError("--unreviewed says which events of --events FILE speak; give that too.")
    told = Told(_events_of(args.events) if args.events else (), not args.without_events, args.unreviewed)
    files = args.places, args.control, args.land
    for line in front_command(*files, as_of=args.as_of, known_by=args.known_by, output=args.output, data_dir=settings.data_dir, told=told):
        print(line)
    return OK


def _events_of(path: Path) -> tuple[Event, ...]:
    """Return the events of a file of readings, each citing its document; those that a reviewer called right are `reviewed`."""
    from geo.reader import event_from_json
    from geo.reviews import is_accepted, readings_in

    found = []
    for number, reading in enumerate(readings_in(path), 1):
        for given in reading["events"]:
            try:
                event = event_from_json(given, "reviewed" if is_accepted(given) else "machine")
                reported = date.fromisoformat(reading["published"]) if reading.get("published") else None
            except (ValueError, KeyError, TypeError, AttributeError):
                raise InputError(f"{path}, reading {number}: an event is none; expected JSON lines as `read` prints them.") from None
            found.append(replace(event, claims=(Claim(reading["id"], event.status, reported),)))
    return tuple(found)


def _explain(args: argparse.Namespace, settings: Settings) -> int:
    """Say who holds a point on a day, how surely, on whose word, and what would change it."""
    from geo.daily import Days
    from geo.explain import explain

    days = Days.open(settings.data_dir, events=not args.without_events)
    front, _ = days.on(args.as_of, args.known_by)
    lon, lat = args.position
    print(explain(front, days.places, days.sources, lon, lat, days.fights(args.known_by)).text)
    return OK


def _diff(args: argparse.Namespace, settings: Settings) -> int:
    """Say which places and how much ground changed hands between two days, and who says so."""
    from geo.changes import changed_ground, changed_places, changes_to_json
    from geo.daily import Days

    if args.end < args.start:
        raise InputError(f"--to {args.end} is before --from {args.start}; expected the earlier day first.")
    days = Days.open(settings.data_dir, events=not args.without_events)
    (before, held), (after, now) = days.on(args.start, args.known_by), days.on(args.end, args.known_by)
    found = changes_to_json(changed_places(held, now), changed_ground(before, after), days.places)
    if args.output == "json":
        print_json(found)
        return OK
    for place in found["places"]:
        print(f"{place['name']}: {place['from'] or 'unknown'} -> {place['to'] or 'unknown'} ({', '.join(place['source_ids'])})")
    if not (found["places"] or found["ground"]):
        print(f"Nothing is known to have changed hands between {args.start} and {args.end}.", file=sys.stderr)
    for ground in found["ground"]:
        print(f"{ground['area_km2']:.0f} km2: {ground['from'] or 'unknown'} -> {ground['to'] or 'unknown'}")
    return OK


def _compare(args: argparse.Namespace, settings: Settings) -> int:
    """Say how far a line that a named source drew lies from the derived front of a day; it changes nothing."""
    from geo.compare import compare, read_drawn_line
    from geo.daily import Days

    drawn = read_drawn_line(args.file, args.source, args.as_of)
    front, _ = Days.open(settings.data_dir, events=not args.without_events).on(args.as_of, args.known_by)
    found = compare(front, drawn)
    if found is None:
        print(f"No front is derived for {args.as_of}; there is nothing to compare with.")
        return NOTHING_FOUND
    print(
        f"{drawn.source}, {args.as_of}: {found.length_km:.0f} km of line, half of it within {found.median_km:.1f} km of the derived front, "
        f"90 % within {found.p90_km:.1f} km; {found.in_corridor:.0%} lies in the corridor, {found.between_km2:.0f} km2 between the two."
    )
    return OK


def _precompute(args: argparse.Namespace, settings: Settings) -> int:
    """Derive the front of every day of a period, one GeoJSON file a day, telling how far it is on standard error."""
    from multiprocessing import cpu_count, get_all_start_methods

    from geo.daily import Days
    from geo.precompute import precompute

    count = precompute(
        Days.open(settings.data_dir, events=not args.without_events),
        args.start,
        args.end,
        known_by=args.known_by,
        folder=args.output,
        report=lambda line: print(line, end="", file=sys.stderr, flush=True),
        resume=args.resume,
        processes=cpu_count() if "fork" in get_all_start_methods() else 1,
    )
    print(f"{args.output}: {count} days")
    return OK


def _export(args: argparse.Namespace, settings: Settings) -> int:
    """Write the layers of a day, with their sources, to a file for a GIS."""
    from geo.export import export_command

    for line in export_command(
        args.format,
        as_of=args.as_of,
        known_by=args.known_by,
        layers=args.layers,
        types=args.types,
        statuses=args.statuses,
        actors=args.actors,
        output=args.output,
        data_dir=settings.data_dir,
    ):
        print(line)
    return OK


def _build(args: argparse.Namespace, settings: Settings) -> int:
    """Compile the seeds to data, or say with --check whether the data are fresh; all faults are reported at once."""
    from geo.build import run

    for line in run(settings.seeds_dir, settings.data_dir, check=args.check):
        print(line)
    if args.check:
        from geo.world import theatre_faults

        # What the tables of theatres say of the world can only be held against the world, which takes a minute to compile anew.
        if faults := theatre_faults(settings.cache_dir):
            raise BuildError(faults)
    return OK
