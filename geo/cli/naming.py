"""`resolve`, `gazetteer` and `geocode`: names of places."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli.common import NOTHING_FOUND, OK, WRONG_CALL, Commands, Parser, country, open_tiers, position, print_json, shelf
from geo.errors import GeocodeError
from geo.model import PLACE_KINDS, Match
from geo.reasons import in_words
from geo.settings import Settings

if TYPE_CHECKING:
    pass

__all__ = ["add_gazetteer", "add_geocode", "add_resolve"]


def add_resolve(commands: Commands) -> None:
    """Add `resolve` to the subcommands."""
    parser = commands.add_parser("resolve", help="find the places that a name may mean", description=_resolve.__doc__)
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--country", type=country, metavar="XX", help="ISO 3166 code: places of this country alone")
    parser.add_argument("--near", type=position, metavar="LON,LAT", help="nearer places first")
    parser.add_argument("--kind", choices=PLACE_KINDS, metavar="KIND", help=f"one of {', '.join(PLACE_KINDS)}")
    parser.add_argument("--output", choices=("table", "json"), default="table")
    parser.set_defaults(run=_resolve)


def _resolve(args: argparse.Namespace, settings: Settings) -> int:
    """Find the places that each name may mean, best first, with the name that matched and why."""
    from geo.languages import load_rules
    from geo.resolve import resolve_name

    gazetteer = open_tiers(settings)
    rules = {code: load_rules(code) for code in ("ar", "en")}
    kinds = (args.kind,) if args.kind else ()
    status = OK
    for name in args.names:
        matches = resolve_name(name, gazetteer, rules, country=args.country, kinds=kinds, near=args.near)
        status = status if matches else NOTHING_FOUND
        if args.output == "json":
            print_json({"name": name, "matches": [_match(m) for m in matches]})
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
        "reason": in_words(match.why),
    }


def _print_table(name: str, matches: Sequence[Match]) -> None:
    print(name if matches else f"{name.strip() or 'An empty name'}: no place of this name is known")
    for match in matches:
        place = match.place
        position = f"{place.lon:.4f},{place.lat:.4f}" if place.lon is not None and place.lat is not None else "no position"
        print(f"  {match.score:.2f}  {place.id:<24} {place.name} ({place.kind}, {place.country or '-'}) {position}: {in_words(match.why)}")


def add_gazetteer(commands: Commands) -> None:
    """Add `gazetteer` to the subcommands."""
    parser = commands.add_parser("gazetteer", help="import places of your own, and manage them", description=_gazetteer_import.__doc__)
    actions = parser.add_subparsers(metavar="ACTION", required=True, parser_class=Parser)
    add = actions.add_parser("import", help="import a GeoNames dump, CSV or GeoJSON", description=_gazetteer_import.__doc__)
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--name", help="what to call it; the file's name where not given")
    add.add_argument("--alternates", type=Path, metavar="FILE", help="alternateNamesV2.txt of GeoNames, joined by id")
    add.add_argument("--licence", default="", help="licence of the data, kept with every place")
    add.set_defaults(run=_gazetteer_import)
    actions.add_parser("list", help="list the imported gazetteers").set_defaults(run=_gazetteer_list)
    for name, run, said in (
        ("info", _gazetteer_info, "print what is known of an imported gazetteer"),
        ("remove", _gazetteer_remove, "remove an imported gazetteer"),
    ):
        action = actions.add_parser(name, help=said, description=run.__doc__)
        action.add_argument("name")
        action.set_defaults(run=run)


def _gazetteer_import(args: argparse.Namespace, settings: Settings) -> int:
    """Import places of your own; they come before all others in `read`, `resolve` and the app."""
    imported = shelf(settings).add(
        args.file, name=args.name, licence=args.licence, alternates=args.alternates, report=lambda line: print(line, file=sys.stderr)
    )
    print(f"{imported.name}: {imported.places} places imported, {imported.rejected} lines left out")
    return WRONG_CALL if imported.rejected else OK


def _gazetteer_list(_: argparse.Namespace, settings: Settings) -> int:
    """List the imported gazetteers."""
    for imported in shelf(settings).contents():
        print(f"{imported.name}: {imported.places} places from {imported.file}, imported {imported.imported}")
    return OK


def _gazetteer_info(args: argparse.Namespace, settings: Settings) -> int:
    """Print what is known of an imported gazetteer."""
    print_json(asdict(shelf(settings).info(args.name)))
    return OK


def _gazetteer_remove(args: argparse.Namespace, settings: Settings) -> int:
    """Remove an imported gazetteer."""
    shelf(settings).remove(args.name)
    return OK


def add_geocode(commands: Commands) -> None:
    """Add `geocode` to the subcommands."""
    parser = commands.add_parser(
        "geocode", help="ask an online service about a name, where that is turned on", description=_geocode.__doc__
    )
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--save", action="store_true", help="keep the first answer in the user's gazetteer `geocoded`")
    parser.set_defaults(run=_geocode)


def _geocode(args: argparse.Namespace, settings: Settings) -> int:
    """Ask Nominatim or Photon about names: off until JABHA_GEOCODER names the service and JABHA_USER_AGENT names you."""
    from geo.geocode import Cache, Limiter, Service, save_answers

    if not settings.geocoder:
        raise GeocodeError("Asking a service on the internet is off; set JABHA_GEOCODER to nominatim or photon to turn it on.")
    cache = Cache(settings.cache_dir / "geocode.sqlite")
    service = Service(settings.geocoder, user_agent=settings.user_agent, cache=cache, limiter=Limiter())
    found = {name: service.ask(name) for name in args.names}
    for name, answers in found.items():
        print_json({"name": name, "answers": [asdict(answer) for answer in answers]})
    best = [answers[0] for answers in found.values() if answers]
    if args.save and best:
        path = settings.home_dir / "geocoded.csv"
        save_answers(best, path)
        shelf(settings).add(path, name="geocoded", licence="ODbL 1.0", report=lambda line: print(line, file=sys.stderr))
    return OK if all(found.values()) else NOTHING_FOUND
