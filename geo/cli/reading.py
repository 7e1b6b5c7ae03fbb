"""`read`: reports in, places and events out."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from geo.cli.common import OK, WRONG_CALL, Commands, country, day, open_tiers, print_json
from geo.documents import Defaults, document_from_text, documents_from_jsonl
from geo.errors import InputError
from geo.model import Document, Reading
from geo.settings import Settings

__all__ = ["add_read"]

_COLLECTED_AFTER = 50_000
"""Objects made before the collector looks for cycles: a reading makes many that live long and hardly a cycle."""


def add_read(commands: Commands) -> None:
    """Add `read` to the subcommands."""
    parser = commands.add_parser("read", help="find the places and events of reports", description=_read.__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="reports in UTF-8; - or none is standard input")
    parser.add_argument("--input", choices=("text", "jsonl"), default="text", help="a document a file, or a JSON document a line")
    parser.add_argument("--published", type=day, metavar="DATE", help="when the report came out; relative dates are told from it")
    parser.add_argument("--language", choices=("auto", "ar", "en"), default="auto")
    parser.add_argument("--country", type=country, metavar="XX", help="ISO 3166 code: where the report is from or about")
    parser.add_argument("--merge", action="store_true", help="events instead of documents: reports of one event become one, with claims")
    parser.add_argument("--extractor", choices=("rules", "model"), default="rules", help="who reads events: the rules, or a language model")
    parser.add_argument("--send-to", default="", metavar="HOST", help="allow the text to be sent to this host of a language model")
    parser.add_argument("--output", choices=("jsonl", "geojson"), default="jsonl")
    parser.set_defaults(run=_read)


def _read(args: argparse.Namespace, settings: Settings) -> int:
    """Find the place names and the events of reports in Arabic or English; one JSON object a document."""
    from geo.reader import to_features, to_json

    gc.set_threshold(_COLLECTED_AFTER)
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
            print_json(to_json(reading))
        else:
            readings.append(reading)
    if args.merge:
        _print_merged(readings, args.output)
    elif args.output == "geojson":
        print_json({"type": "FeatureCollection", "features": [f for r in readings for f in to_features(r)]})
    return status


def _extractor(args: argparse.Namespace, settings: Settings) -> Callable[[Document], Reading]:
    """Return what reads a document: the rules, or a language model whose refused events are told on standard error."""
    if args.extractor == "rules":
        from geo.reader import read

        gazetteer = open_tiers(settings)
        return lambda document: read(document, gazetteer)
    from geo.extract import ChatModel, read_with_model

    model = ChatModel(settings.model_url, settings.model, settings.model_key, send_to=args.send_to)
    places = open_tiers(settings)

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
        print_json({"type": "FeatureCollection", "features": [f for e in events for f in event_features(e)]})
    else:
        for event in events:
            print_json(event)


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
