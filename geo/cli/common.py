"""What the subcommands share: the parser, types of arguments, the gazetteer, JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from geo.documents import country_code, parse_date
from geo.errors import GazetteerError, InputError
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.user_gazetteers import Shelf

__all__ = [
    "INTERRUPTED",
    "NOTHING_FOUND",
    "OK",
    "WRONG_CALL",
    "Commands",
    "Parser",
    "country",
    "day",
    "open_tiers",
    "position",
    "print_json",
    "shelf",
]

OK, NOTHING_FOUND, WRONG_CALL, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses."""

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one sentence."""

    def error(self, message: str) -> NoReturn:
        """End with the message in one sentence, and the status of a wrong call."""
        self.exit(WRONG_CALL, f"{self.prog}: {message}; see {self.prog} --help.\n")


def day(text: str) -> date:
    """Return the day that an argument names."""
    try:
        return parse_date(text, "date")
    except InputError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; expected YYYY-MM-DD") from None


def country(text: str) -> str | None:
    """Return the country code that an argument gives, in capitals."""
    try:
        return country_code(text, "country")
    except InputError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a country code; expected two letters such as LY") from None


def position(text: str) -> tuple[float, float]:
    """Return `(lon, lat)` in degrees out of an argument such as `13.19,32.89`."""
    from geo.geodesy import in_range

    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not LON,LAT such as 13.19,32.89") from None
    if not in_range(lon, lat):
        raise argparse.ArgumentTypeError(f"{text!r} is no position: longitude is within 180, latitude within 90 degrees")
    return lon, lat


def open_tiers(settings: Settings) -> Gazetteer:
    """Return every tier of the gazetteer; where the world's is not to be had, say so and go on with the project's own places."""
    from geo.gazetteer import Gazetteer
    from geo.store import read_places
    from geo.tiers import open_gazetteer
    from geo.world import is_compiled

    places = read_places(settings.data_dir / "places.geojson")
    try:
        if not is_compiled(settings.cache_dir):
            print("Compiling the world gazetteer (about a minute, once)", file=sys.stderr)
        return open_gazetteer(places, settings.cache_dir, settings.home_dir)
    except GazetteerError as error:
        print(f"Names outside the project's own places are not looked for: {error}", file=sys.stderr)
        return Gazetteer(places)


def shelf(settings: Settings) -> Shelf:
    """Return the user's gazetteers."""
    from geo.user_gazetteers import Shelf

    return Shelf(settings.home_dir / "gazetteers")


def print_json(value: object) -> None:
    """Print a value as one line of JSON."""
    # Lone surrogates have no UTF-8; escaped, the line is JSON all the same.
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(value, allow_nan=False)
    print(line, flush=True)
