"""Lines that others drew: a layer of their own with source and day, never mixed with the derived one, and how far the two differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from types import MappingProxyType

import shapely

from geo.compare import MOST_CORNERS, Comparison, DrawnLine, drawn_line
from geo.errors import InputError
from geo.layers import Feature, Layer
from geo.markup import Html, Row, card
from geo.ui.chart import Positions
from geo.ui.wording import Words

__all__ = ["Kept", "comparison_card", "from_file", "from_positions", "line_layer"]

_TITLE = MappingProxyType({"en": "Lines drawn by named sources", "ar": "خطوط رسمتها مصادر مسماة"})
_MOST_LETTERS = 120
_FAR_KM = 500.0
"""Half of a line beyond this, wider than any theatre, is likelier two numbers in the wrong order than another view of the front."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of this session: its id, the line with source and day, and whether it was drawn in the page."""

    id: str
    line: DrawnLine
    here: bool

    @property
    def day(self) -> date:
        """The day that it is drawn for."""
        assert self.line.day is not None
        return self.line.day


def from_file(data: bytes, name: str, source: str, day: date | None, words: Words) -> Kept:
    """Return the line of an opened GeoJSON file.

    Raises
    ------
    InputError
        When nobody is named as its source, no day is given, or the file holds no line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(words("read.not_text", name=name)) from None
    who, when = _signed(source, day, words)
    try:
        return _kept(drawn_line(text, name, who, when), here=False)
    except InputError:
        raise InputError(words("lines.not_read", name=name, most=MOST_CORNERS)) from None


def from_positions(positions: Positions, source: str, day: date | None, words: Words) -> Kept:
    """Return a line drawn on the map, longitude and latitude of its corners; errors as `from_file`."""
    who, when = _signed(source, day, words)
    text = json.dumps({"type": "LineString", "coordinates": [list(p) for p in positions]})
    return _kept(drawn_line(text, words("lines.drawn_here"), who, when), here=True)


def _signed(source: str, day: date | None, words: Words) -> tuple[str, date]:
    who = source.strip()[:_MOST_LETTERS]
    if not who:
        raise InputError(words("lines.no_source"))
    if day is None:
        raise InputError(words("lines.no_day"))
    return who, day


def _kept(line: DrawnLine, *, here: bool) -> Kept:
    key = f"{line.source}|{line.day}|{line.geometry.wkt}"
    return Kept(f"drawn-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}", line, here)


def line_layer(lines: Iterable[Kept], words: Words) -> Layer:
    """Return the lines as one layer; each names its source and day in the map's credits too."""
    kept = list(lines)
    credit = tuple(words("lines.credit", source=k.line.source, day=words.day(k.day)) for k in kept)
    return Layer("drawn", "front", _TITLE, "drawn", [_feature(k, words) for k in kept], credit)


def _feature(kept: Kept, words: Words) -> Feature:
    said = words("lines.named", source=kept.line.source, day=words.day(kept.day))
    properties: dict[str, object] = {
        "style": "drawn",
        "kind": "drawn",
        "layer": "drawn",
        "name": said,
        "source": kept.line.source,
        "valid_from": kept.day.isoformat(),
        "valid_to": None,
        "drawn_in_page": kept.here,
        "derived": False,
        "source_ids": [],
    }
    return {"type": "Feature", "id": kept.id, "geometry": shapely.geometry.mapping(kept.line.geometry), "properties": properties}


def comparison_card(kept: Kept, found: Comparison | None, words: Words) -> Html:
    """Return how far a line lies from the derived one of its day, in words; or that there is none to compare with."""
    title = words("lines.named", source=kept.line.source, day=words.day(kept.day))
    if found is None:
        return card(title, "", (), note=words("lines.no_front"))
    rows: Sequence[Row] = (
        Row(words("lines.length"), words("lines.km", n=f"{found.length_km:.0f}")),
        Row(words("lines.median"), words("lines.km", n=f"{found.median_km:.1f}")),
        Row(words("lines.p90"), words("lines.km", n=f"{found.p90_km:.1f}")),
        Row(words("lines.corridor"), f"{100 * found.in_corridor:.0f} %"),
        Row(words("lines.between"), words("lines.km2", n=f"{found.between_km2:.0f}") if found.between_km2 else words("lines.open_between")),
    )
    note = [words("lines.moves_nothing")]
    if found.median_km > _FAR_KM:
        note.append(words("lines.far"))
    return card(title, "", rows, note="\n".join(note))
