"""`evaluate` and `review`: events held against labels and against reviewers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli.common import OK, Commands, Parser, open_tiers, print_json
from geo.errors import InputError
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.reviews import Reviews

__all__ = ["add_evaluate", "add_review"]


def add_evaluate(commands: Commands) -> None:
    """Add `evaluate` to the subcommands."""
    parser = commands.add_parser("evaluate", help="hold the events that are read against labelled reports", description=_evaluate.__doc__)
    parser.add_argument("gold", type=Path, metavar="FOLDER", help="gold.jsonl with a text for each id")
    parser.add_argument("--errors", action="store_true", help="list what was missed and what was made up")
    parser.set_defaults(run=_evaluate)


def _evaluate(args: argparse.Namespace, settings: Settings) -> int:
    """Read labelled reports and tell how many of their events were found, where, with which status, day, toll and parties."""
    from geo.evaluate import evaluate, read_gold, table
    from geo.events.actors import party_of
    from geo.languages import load_rules
    from geo.reader import read

    gold = read_gold(args.gold)
    gazetteer = open_tiers(settings)
    english = load_rules("en")
    score = evaluate(gold, lambda document: read(document, gazetteer), lambda name: party_of(name, english))
    listed = [*(f"missed   {m}" for m in score.missed), *(f"made up  {i}" for i in score.invented)] if args.errors else []
    print("\n".join([*table(score), *listed]))
    return OK


def add_review(commands: Commands) -> None:
    """Add `review` to the subcommands."""
    parser = commands.add_parser(
        "review", help="decide about events that were read, and apply what was decided", description=_review_add.__doc__
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True, parser_class=Parser)
    add = actions.add_parser("add", help="decide about one event", description=_review_add.__doc__)
    add.add_argument("readings", type=Path, metavar="FILE", help="JSON lines as `read` prints them")
    add.add_argument("event", metavar="EVENT", help="id of the event")
    add.add_argument("verdict", metavar="VERDICT", help="right, wrong, place, type, status, date, merge, split or undo")
    add.add_argument("--value", help="the other type, status or date, the name of the place, or the id of the event to merge with")
    add.add_argument("--author", required=True, help="who decides")
    add.add_argument("--note", default="", help="why")
    add.set_defaults(run=_review_add)
    actions.add_parser("list", help="list every decision").set_defaults(run=_review_list)
    for name, run, said, file in (
        ("apply", _review_apply, "print readings with every decision applied", "JSON lines as `read` prints them"),
        ("export", _review_export, "write every decision to a file, to hand on", "where the decisions go, a JSON line each"),
        ("import", _review_import, "take over the decisions of a file, each once", "decisions as `export` writes them"),
    ):
        action = actions.add_parser(name, help=said, description=run.__doc__)
        action.add_argument("file", type=Path, metavar="FILE", help=file)
        action.set_defaults(run=run)


def _reviews(settings: Settings) -> Reviews:
    from geo.reviews import REVIEWS_FILE, Reviews

    return Reviews(settings.home_dir / REVIEWS_FILE)


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

    matches = resolve_name(name, open_tiers(settings), {code: load_rules(code) for code in ("ar", "en")}) if name else []
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
        print_json(result)
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
