"""The command line: a skin over the library that parses arguments, prints, and turns errors into exit statuses."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from geo import __version__
from geo.cli.common import INTERRUPTED, OK, WRONG_CALL, Parser
from geo.cli.judging import add_evaluate, add_review
from geo.cli.mapping import add_build, add_compare, add_diff, add_explain, add_export, add_front, add_precompute
from geo.cli.naming import add_gazetteer, add_geocode, add_resolve
from geo.cli.reading import add_read
from geo.errors import BuildError, GeoError, exit_status
from geo.settings import Settings

__all__ = ["commands", "main"]


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


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="geo", description="Jabha: war reporting, Arabic first, turned into a sourced, layered map.")
    parser.add_argument("--version", action="version", version=f"jabha {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    for add in (
        add_read,
        add_resolve,
        add_front,
        add_explain,
        add_diff,
        add_compare,
        add_precompute,
        add_export,
        add_gazetteer,
        add_geocode,
        add_evaluate,
        add_review,
        add_build,
    ):
        add(commands)
    return parser


def commands() -> list[str]:
    """Return the names of the subcommands."""
    (choices,) = (action.choices for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    return list(choices or ())
