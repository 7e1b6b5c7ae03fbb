"""The command line: a skin over the library that parses arguments, prints, and turns errors into exit statuses."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from geo import __version__
from geo.documents import Defaults, country_code, document_from_text, documents_from_jsonl, parse_date
from geo.errors import BuildError, GeocodeError, GeoError, InputError, exit_status
from geo.model import PLACE_KINDS, Document, Match, Reading
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.reviews import Reviews
    from geo.user_gazetteers import Shelf

__all__ = ["main"]

OK, NOTHING_FOUND, WRONG_CALL, INTERRUPTED = 0, 1, 2, 130


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_CALL, f"{self.prog}: {message}; see {self.prog} --help.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit status: 0 done, 1 nothing found or stale data, 2 wrong call or unreadable input."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        args = _parser().parse_args(_joined(list(sys.argv[1:] if arguments is None else arguments)))
        status: int = args.run(args, Settings.from_env())
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader of the output left; what remains to be flushed at exit has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except (GeoError, OSError) as error:
        return _complain(error)


def _joined(arguments: list[str]) -> list[str]:
    """Join an option to a value such as `-5.0,30` or `-`, which the parser would take for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] == "--near" and argument[:1] == "-":
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _complain(error: Exception) -> int:
    if isinstance(error, BuildError):
        lines = error.breaches
    elif isinstance(error, OSError):
        lines = [f"{error.filename or 'file'}: cannot be read or written ({error.strerror or error})."]
    else:
        lines = [str(error)]
    for line in lines:
        print(line, file=sys.stderr)
    status = exit_status(error)
    return WRONG_CALL if status is None else status


# -- arguments ---------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="geo", description="Jabha: war reporting, Arabic first, turned into a sourced, layered map.")
    parser.add_argument("--version", action="version", version=f"jabha {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for add in (
        _add_read,
        _add_resolve,
        _add_front,
        _add_explain,
        _add_diff,
        _add_compare,
        _add_precompute,
        _add_export,
        _add_gazetteer,
        _add_geocode,
        _add_evaluate,
        _add_review,
        _add_build,
    ):
        add(commands)
    return parser


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def _add_read(commands: _Commands) -> None:
    parser = commands.add_parser("read", help="find the places and events of reports", description=_read.__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="reports in UTF-8; - or none is standard input")
    parser.add_argument("--input", choices=("text", "jsonl"), default="text", help="a document a file, or a JSON document a line")
    parser.add_argument("--published", type=_day, metavar="DATE", help="when the report came out; relative dates are told from it")
    parser.add_argument("--language", choices=("auto", "ar", "en"), default="auto")
    parser.add_argument("--country", type=_country, metavar="XX", help="ISO 3166 code: where the report is from or about")
    parser.add_argument("--merge", action="store_true", help="events instead of documents: reports of one event become one, with claims")
    parser.add_argument("--extractor", choices=("rules", "model"), default="rules", help="who reads events: the rules, or a language model")
    parser.add_argument("--send-to", default="", metavar="HOST", help="allow the text to be sent to this host of a language model")
    parser.add_argument("--output", choices=("jsonl", "geojson"), default="jsonl")
    parser.set_defaults(run=_read)


def _add_resolve(commands: _Commands) -> None:
    parser = commands.add_parser("resolve", help="find the places that a name may mean", description=_resolve.__doc__)
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--country", type=_country, metavar="XX", help="ISO 3166 code: places of this country alone")
    parser.add_argument("--near", type=_position, metavar="LON,LAT", help="nearer places first")
    parser.add_argument("--kind", choices=PLACE_KINDS, metavar="KIND", help=f"one of {', '.join(PLACE_KINDS)}")
    parser.add_argument("--output", choices=("table", "json"), default="table")
    parser.set_defaults(run=_resolve)


def _add_front(commands: _Commands) -> None:
    parser = commands.add_parser("front", help="derive areas and front lines from control", description=_front.__doc__)
    parser.add_argument("--places", type=Path, metavar="CSV", help="id,name,lon,lat and any other columns")
    parser.add_argument("--control", type=Path, metavar="CSV", help="place_id,holder,from_date,to_date,precision,source")
    parser.add_argument("--land", type=Path, metavar="GEOJSON", help="the ground that bounds the result")
    parser.add_argument("--as-of", type=_day, required=True, metavar="DATE", help="the day pictured")
    parser.add_argument("--known-by", type=_day, metavar="DATE", help="leave out what was reported later")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="GeoJSON to write")
    parser.set_defaults(run=_front)


def _add_explain(commands: _Commands) -> None:
    parser = commands.add_parser("explain", help="say who holds a point, on whose word", description=_explain.__doc__)
    parser.add_argument("position", type=_position, metavar="LON,LAT")
    parser.add_argument("--as-of", type=_day, required=True, metavar="DATE", help="the day asked about")
    parser.add_argument("--known-by", type=_day, metavar="DATE", help="leave out what was reported later")
    parser.set_defaults(run=_explain)


def _add_diff(commands: _Commands) -> None:
    parser = commands.add_parser("diff", help="say what changed hands between two days", description=_diff.__doc__)
    parser.add_argument("--from", dest="start", type=_day, required=True, metavar="DATE")
    parser.add_argument("--to", dest="end", type=_day, required=True, metavar="DATE")
    parser.add_argument("--known-by", type=_day, metavar="DATE", help="leave out what was reported later")
    parser.add_argument("--output", choices=("table", "json"), default="table")
    parser.set_defaults(run=_diff)


def _add_compare(commands: _Commands) -> None:
    parser = commands.add_parser("compare", help="compare a line that someone drew with the derived one", description=_compare.__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="GeoJSON with lines")
    parser.add_argument("--source", required=True, metavar="NAME", help="who drew it")
    parser.add_argument("--as-of", type=_day, required=True, metavar="DATE", help="the day it is drawn for")
    parser.add_argument("--known-by", type=_day, metavar="DATE", help="leave out what was reported later")
    parser.set_defaults(run=_compare)


def _add_precompute(commands: _Commands) -> None:
    parser = commands.add_parser("precompute", help="derive the front of every day of a period", description=_precompute.__doc__)
    parser.add_argument("--from", dest="start", type=_day, required=True, metavar="DATE")
    parser.add_argument("--to", dest="end", type=_day, required=True, metavar="DATE", help="the last day, included")
    parser.add_argument("--known-by", type=_day, metavar="DATE", help="leave out what was reported later")
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER", help="where a GeoJSON file a day is written")
    parser.set_defaults(run=_precompute)


def _add_export(commands: _Commands) -> None:
    parser = commands.add_parser("export", help="write the layers of a day to a file", description=_export.__doc__)
    parser.add_argument("--format", required=True, metavar="FORMAT", help="geojson")
    parser.add_argument("--as-of", type=_day, required=True, metavar="DATE", help="the day pictured")
    parser.add_argument("--known-by", type=_day, metavar="DATE", help="leave out what was reported later")
    parser.add_argument("--layers", metavar="LIST", help="layer ids with commas between; all where not given")
    parser.add_argument("--types", metavar="LIST", help="types of event, with commas between")
    parser.add_argument("--statuses", metavar="LIST", help="statuses, with commas between")
    parser.add_argument("--actors", metavar="LIST", help="actors, with commas between")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    parser.set_defaults(run=_export)


def _add_gazetteer(commands: _Commands) -> None:
    parser = commands.add_parser("gazetteer", help="import places of your own, and manage them", description=_gazetteer_import.__doc__)
    actions = parser.add_subparsers(metavar="ACTION", required=True, parser_class=_Parser)
    add = actions.add_parser("import", help="import a GeoNames dump, CSV or GeoJSON", description=_gazetteer_import.__doc__)
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--name", help="what to call it; the file's name where not given")
    add.add_argument("--alternates", type=Path, metavar="FILE", help="alternateNamesV2.txt of GeoNames, joined by id")
    add.add_argument("--licence", default="", help="licence of the data, kept with every place")
    add.set_defaults(run=_gazetteer_import)
    actions.add_parser("list", help="list the imported gazetteers").set_defaults(run=_gazetteer_list)
    for name, run in (("info", _gazetteer_info), ("remove", _gazetteer_remove)):
        action = actions.add_parser(name, help=run.__doc__, description=run.__doc__)
        action.add_argument("name")
        action.set_defaults(run=run)


def _add_geocode(commands: _Commands) -> None:
    parser = commands.add_parser(
        "geocode", help="ask an online service about a name, where that is turned on", description=_geocode.__doc__
    )
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--save", action="store_true", help="keep the first answer in the user's gazetteer `geocoded`")
    parser.set_defaults(run=_geocode)


def _add_evaluate(commands: _Commands) -> None:
    parser = commands.add_parser("evaluate", help="hold the events that are read against labelled reports", description=_evaluate.__doc__)
    parser.add_argument("gold", type=Path, metavar="FOLDER", help="gold.jsonl with a text for each id")
    parser.add_argument("--errors", action="store_true", help="list what was missed and what was made up")
    parser.set_defaults(run=_evaluate)


def _add_review(commands: _Commands) -> None:
    parser = commands.add_parser(
        "review", help="decide about events that were read, and apply what was decided", description=_review_add.__doc__
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True, parser_class=_Parser)
    add = actions.add_parser("add", help="decide about one event", description=_review_add.__doc__)
    add.add_argument("readings", type=Path, metavar="FILE", help="JSON lines as `read` prints them")
    add.add_argument("event", metavar="EVENT", help="id of the event")
    add.add_argument("verdict", metavar="VERDICT", help="right, wrong, place, type, status, date, merge or split")
    add.add_argument("--value", help="the other type, status or date, the name of the place, or the id of the event to merge with")
    add.add_argument("--author", required=True, help="who decides")
    add.add_argument("--note", default="", help="why")
    add.set_defaults(run=_review_add)
    actions.add_parser("list", help="list every decision").set_defaults(run=_review_list)
    for name, run in (("apply", _review_apply), ("export", _review_export), ("import", _review_import)):
        action = actions.add_parser(name, help=run.__doc__, description=run.__doc__)
        action.add_argument("file", type=Path, metavar="FILE")
        action.set_defaults(run=run)


def _add_build(commands: _Commands) -> None:
    parser = commands.add_parser("build", help="compile seeds/ to data/", description=_build.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when data/ is not what seeds/ give")
    parser.set_defaults(run=_build)


def _day(text: str) -> date:
    try:
        return parse_date(text, "date")
    except InputError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; expected YYYY-MM-DD") from None


def _country(text: str) -> str | None:
    try:
        return country_code(text, "country")
    except InputError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a country code; expected two letters such as LY") from None


def _position(text: str) -> tuple[float, float]:
    from geo.geometry import in_range

    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not LON,LAT such as 13.19,32.89") from None
    if not in_range(lon, lat):
        raise argparse.ArgumentTypeError(f"{text!r} is no position: longitude is within 180, latitude within 90 degrees")
    return lon, lat


# -- subcommands -------------------------------------------------------------------------------------------------------


def _gazetteer(settings: Settings) -> Gazetteer:
    from geo.store import read_places
    from geo.tiers import open_gazetteer
    from geo.world import is_compiled

    if not is_compiled(settings.cache_dir):
        print("Compiling the world gazetteer (about a minute, once)", file=sys.stderr)
    return open_gazetteer(read_places(settings.data_dir / "places.geojson"), settings.cache_dir, settings.home_dir)


def _read(args: argparse.Namespace, settings: Settings) -> int:
    """Find the place names and the events of reports in Arabic or English; one JSON object a document."""
    from geo.reader import to_features, to_json

    extract = _extractor(args, settings)
    readings = []
    status = OK
    for document in _documents(args):
        if isinstance(document, InputError):
            print(document, file=sys.stderr)
            status = WRONG_CALL
            continue
        reading = extract(document)
        if args.output == "jsonl" and not args.merge:
            _print_json(to_json(reading))
        else:
            readings.append(reading)
    if args.merge:
        _print_merged(readings, args.output)
    elif args.output == "geojson":
        _print_json({"type": "FeatureCollection", "features": [f for r in readings for f in to_features(r)]})
    return status


def _extractor(args: argparse.Namespace, settings: Settings) -> Callable[[Document], Reading]:
    """Return what reads a document: the rules, or a language model whose refused events are told on standard error."""
    if args.extractor == "rules":
        from geo.reader import read

        gazetteer = _gazetteer(settings)
        return lambda document: read(document, gazetteer)
    from geo.extract import ChatModel, read_with_model

    model = ChatModel(settings.model_url, settings.model, settings.model_key, send_to=args.send_to)
    places = _gazetteer(settings)

    def by_model(document: Document) -> Reading:
        reading, refused = read_with_model(document, places, model)
        for one in refused:
            print(f"{document.id}: refused an event of the model that {one.reason}: {one.quote[:80]!r}", file=sys.stderr)
        return reading

    return by_model


def _print_merged(readings: Sequence[Reading], output: str) -> None:
    from geo.merge import merge
    from geo.reader import event_features, merged_to_json

    events = [merged_to_json(event) for event in merge(readings)]
    if output == "geojson":
        _print_json({"type": "FeatureCollection", "features": [f for e in events for f in event_features(e)]})
    else:
        for event in events:
            _print_json(event)


def _evaluate(args: argparse.Namespace, settings: Settings) -> int:
    """Read labelled reports and tell how many of their events were found, where, with which status, day, toll and parties."""
    from geo.evaluate import evaluate, read_gold, table
    from geo.events.actors import party_of
    from geo.languages import load_rules
    from geo.reader import read

    gold = read_gold(args.gold)
    gazetteer = _gazetteer(settings)
    english = load_rules("en")
    score = evaluate(gold, lambda document: read(document, gazetteer), lambda name: party_of(name, english))
    listed = [*(f"missed   {m}" for m in score.missed), *(f"made up  {i}" for i in score.invented)] if args.errors else []
    print("\n".join([*table(score), *listed]))
    return OK


def _reviews(settings: Settings) -> Reviews:
    from geo.reviews import Reviews

    return Reviews(settings.home_dir / "reviews.jsonl")


def _review_add(args: argparse.Namespace, settings: Settings) -> int:
    """Keep a decision about one event, with its author and the time; the machine's answer stays as it is."""
    from geo.reviews import decide, reading_with, readings_in

    value = _place_value(args.value, settings) if args.verdict == "place" else args.value
    reading = reading_with(readings_in(args.readings), args.event, str(args.readings))
    decision = decide(reading, args.event, args.verdict, args.author, value=value, note=args.note)
    _reviews(settings).add([decision])
    print(decision.id)
    return OK


def _place_value(name: str | None, settings: Settings) -> dict[str, object]:
    from geo.languages import load_rules
    from geo.resolve import resolve_name

    matches = resolve_name(name, _gazetteer(settings), {code: load_rules(code) for code in ("ar", "en")}) if name else []
    if not matches:
        raise InputError(f"--value {name!r} is no known place; expected a name that `resolve` finds.")
    place = matches[0].place
    return {"id": place.id, "name": place.name, "lon": place.lon, "lat": place.lat}


def _review_list(_: argparse.Namespace, settings: Settings) -> int:
    for d in _reviews(settings).all():
        print(f"{d.id}  {d.at}  {d.author}  {d.anchor.document} {d.anchor.event}  {d.verdict}  {d.note}".rstrip())
    return OK


def _review_apply(args: argparse.Namespace, settings: Settings) -> int:
    """Print readings with every decision applied; a decision that finds no event is told on standard error."""
    from geo.reviews import applied, readings_in

    decisions = _reviews(settings).all()
    for reading in readings_in(args.file):
        result, lost = applied(reading, decisions)
        _print_json(result)
        for d in lost:
            print(f"{d.id}: {d.anchor.document} has no event left that this decision ({d.verdict}) was about.", file=sys.stderr)
    return OK


def _review_export(args: argparse.Namespace, settings: Settings) -> int:
    """Write every decision to a file, to hand on."""
    _reviews(settings).export(args.file)
    return OK


def _review_import(args: argparse.Namespace, settings: Settings) -> int:
    """Take over the decisions of a file, each once."""
    print(f"{_reviews(settings).load(args.file)} new decisions")
    return OK


def _documents(args: argparse.Namespace) -> Iterator[Document | InputError]:
    defaults = Defaults(args.published, args.language, args.country)
    for name in args.files or ["-"]:
        shown = "standard input" if name == "-" else name
        try:
            if args.input == "jsonl":
                yield from _lines(name, shown, defaults)
            else:
                data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
                yield document_from_text(data, shown, defaults)
        except InputError as error:
            yield error
        except OSError as error:
            yield InputError(f"{shown}: cannot be read ({error.strerror}); expected a text file.")


def _lines(name: str, shown: str, defaults: Defaults) -> Iterator[Document | InputError]:
    if name == "-":
        yield from documents_from_jsonl(sys.stdin.buffer, shown, defaults)
        return
    with Path(name).open("rb") as lines:
        yield from documents_from_jsonl(lines, shown, defaults)


def _resolve(args: argparse.Namespace, settings: Settings) -> int:
    """Find the places that each name may mean, best first, with the name that matched and why."""
    from geo.languages import load_rules
    from geo.resolve import resolve_name

    gazetteer = _gazetteer(settings)
    rules = {code: load_rules(code) for code in ("ar", "en")}
    kinds = (args.kind,) if args.kind else ()
    status = OK
    for name in args.names:
        matches = resolve_name(name, gazetteer, rules, country=args.country, kinds=kinds, near=args.near)
        status = status if matches else NOTHING_FOUND
        if args.output == "json":
            _print_json({"name": name, "matches": [_match(m) for m in matches]})
        else:
            _print_table(name, matches)
    return status


def _match(match: Match) -> dict[str, object]:
    place = match.place
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "lon": place.lon,
        "lat": place.lat,
        "geonameid": place.geonameid,
        "matched": match.matched,
        "score": round(match.score, 3),
        "reason": match.reason,
    }


def _print_table(name: str, matches: Sequence[Match]) -> None:
    print(name if matches else f"{name}: no place of this name is known")
    for match in matches:
        place = match.place
        position = f"{place.lon:.4f},{place.lat:.4f}" if place.lon is not None and place.lat is not None else "no position"
        print(f"  {match.score:.2f}  {place.id:<24} {place.name} ({place.kind}, {place.country or '-'}) {position}: {match.reason}")


def _front(args: argparse.Namespace, settings: Settings) -> int:
    """Derive territory, unknown ground, the corridor and the front lines of a day from control of places."""
    from geo.export import front_command

    for line in front_command(
        args.places, args.control, args.land, as_of=args.as_of, known_by=args.known_by, output=args.output, data_dir=settings.data_dir
    ):
        print(line)
    return OK


def _explain(args: argparse.Namespace, settings: Settings) -> int:
    """Say who holds a point on a day, how surely, on whose word, and what would change it."""
    from geo.daily import Days
    from geo.explain import explain

    days = Days.open(settings.data_dir)
    front, _ = days.on(args.as_of, args.known_by)
    print(explain(front, days.places, days.sources, *args.position).text)
    return OK


def _diff(args: argparse.Namespace, settings: Settings) -> int:
    """Say which places and how much ground changed hands between two days, and who says so."""
    from geo.changes import changed_ground, changed_places, changes_to_json
    from geo.daily import Days

    days = Days.open(settings.data_dir)
    (before, held), (after, now) = days.on(args.start, args.known_by), days.on(args.end, args.known_by)
    found = changes_to_json(changed_places(held, now), changed_ground(before, after), days.places)
    if args.output == "json":
        _print_json(found)
        return OK
    for place in found["places"]:
        print(f"{place['name']}: {place['from'] or 'unknown'} -> {place['to'] or 'unknown'} ({', '.join(place['source_ids'])})")
    for ground in found["ground"]:
        print(f"{ground['area_km2']:.0f} km2: {ground['from'] or 'unknown'} -> {ground['to'] or 'unknown'}")
    return OK


def _compare(args: argparse.Namespace, settings: Settings) -> int:
    """Say how far a line that a named source drew lies from the derived front of a day; it changes nothing."""
    from geo.compare import compare, read_drawn_line
    from geo.daily import Days

    drawn = read_drawn_line(args.file, args.source, args.as_of)
    front, _ = Days.open(settings.data_dir).on(args.as_of, args.known_by)
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
    from geo.daily import Days, precompute

    count = precompute(
        Days.open(settings.data_dir),
        args.start,
        args.end,
        known_by=args.known_by,
        folder=args.output,
        report=lambda line: print(line, end="", file=sys.stderr, flush=True),
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


def _shelf(settings: Settings) -> Shelf:
    from geo.user_gazetteers import Shelf

    return Shelf(settings.home_dir / "gazetteers")


def _gazetteer_import(args: argparse.Namespace, settings: Settings) -> int:
    """Import places of your own; they come before all others in `read`, `resolve` and the app."""
    imported = _shelf(settings).add(
        args.file, name=args.name, licence=args.licence, alternates=args.alternates, report=lambda line: print(line, file=sys.stderr)
    )
    print(f"{imported.name}: {imported.places} places imported, {imported.rejected} lines left out")
    return WRONG_CALL if imported.rejected else OK


def _gazetteer_list(_: argparse.Namespace, settings: Settings) -> int:
    """List the imported gazetteers."""
    for imported in _shelf(settings).contents():
        print(f"{imported.name}: {imported.places} places from {imported.file}, imported {imported.imported}")
    return OK


def _gazetteer_info(args: argparse.Namespace, settings: Settings) -> int:
    """Print what is known of an imported gazetteer."""
    _print_json(asdict(_shelf(settings).info(args.name)))
    return OK


def _gazetteer_remove(args: argparse.Namespace, settings: Settings) -> int:
    """Remove an imported gazetteer."""
    _shelf(settings).remove(args.name)
    return OK


def _geocode(args: argparse.Namespace, settings: Settings) -> int:
    """Ask Nominatim or Photon about names: off until JABHA_GEOCODER names the service and JABHA_USER_AGENT names you."""
    from geo.geocode import Cache, Limiter, Service, save_answers

    if not settings.geocoder:
        raise GeocodeError("Asking a service on the internet is off; set JABHA_GEOCODER to nominatim or photon to turn it on.")
    cache = Cache(settings.cache_dir / "geocode.sqlite")
    service = Service(settings.geocoder, user_agent=settings.user_agent, cache=cache, limiter=Limiter())
    found = {name: service.ask(name) for name in args.names}
    for name, answers in found.items():
        _print_json({"name": name, "answers": [asdict(answer) for answer in answers]})
    best = [answers[0] for answers in found.values() if answers]
    if args.save and best:
        path = settings.home_dir / "geocoded.csv"
        save_answers(best, path)
        _shelf(settings).add(path, name="geocoded", licence="ODbL 1.0", report=lambda line: print(line, file=sys.stderr))
    return OK if all(found.values()) else NOTHING_FOUND


def _build(args: argparse.Namespace, settings: Settings) -> int:
    """Compile the seeds to data, or say with --check whether the data are fresh; all faults are reported at once."""
    from geo.build import run

    for line in run(settings.seeds_dir, settings.data_dir, check=args.check):
        print(line)
    return OK


def _print_json(value: object) -> None:
    # Lone surrogates have no UTF-8; escaped, the line is JSON all the same.
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(value, allow_nan=False)
    print(line, flush=True)
