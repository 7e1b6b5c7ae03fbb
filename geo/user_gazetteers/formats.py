"""Rows for an index out of GeoNames dumps, CSV and GeoJSON, line by line; each line that cannot be one is reported."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.geodesy import in_range
from geo.model import PLACE_KINDS
from geo.user_gazetteers.alternates import Alternates
from geo.world.layout import Row

__all__ = ["read_rows"]

Reject = Callable[[str], None]

_GEONAMES_COLUMNS = 19
_NEEDED = ("id", "name", "lon", "lat")
_CSV_HELP = "id,name,lon,lat and optionally name_ar,other_names,kind,country,population,precision_km,geonameid"

# GeoNames feature codes (geonames.org/export/codes.html), and what stands for the other codes of a class.
_KIND_OF_CODE = {
    **dict.fromkeys(("PCLI", "PCLD", "PCLF", "PCLS", "PCL", "TERR", "PCLIX"), "country"),
    **dict.fromkeys(("ADM1", "RGN", "RGNE", "RGNH", "AREA"), "region"),
    **dict.fromkeys(("AIRP", "AIRF"), "airport"),
    **dict.fromkeys(("INSM", "CMP", "CMPRF", "MILB"), "camp"),
    **dict.fromkeys(("PRT", "HBR"), "port"),
    **dict.fromkeys(("VAL", "WAD", "VLYS", "WADS"), "valley"),
    **dict.fromkeys(("STM", "STMI", "STMS"), "river"),
    **dict.fromkeys(("SEA", "GULF", "OCN", "STRT", "BAY"), "sea"),
    "AIRB": "airbase",
    "NVB": "naval_base",
    "OILF": "oil_field",
    "OILT": "oil_terminal",
    "BDG": "bridge",
    "PSTB": "border_crossing",
    "CONT": "continent",
    "PPLX": "quarter",
    "PPLC": "city",
    "RDJCT": "crossroads",
}
_KIND_OF_CLASS = {
    "A": "district",
    "T": "mountain",
    "L": "region",
    "H": "landmark",
    "R": "landmark",
    "S": "landmark",
    "U": "sea",
    "V": "landmark",
}
_PRECISION_KM = {"country": 200.0, "region": 50.0, "district": 25.0, "city": 5.0, "mountain": 10.0, "river": 50.0, "sea": 100.0}
_OTHER_PRECISION_KM = 2.0
_HEAD = 64 * 1024


def read_rows(path: Path, licence: str, source: str, reject: Reject, alternates: Alternates | None = None) -> Iterator[Row]:
    """Yield the rows of a file; `reject` is given one sentence for each line or feature that is left out.

    Raises
    ------
    InputError
        When the file as a whole cannot be a gazetteer: an archive or another binary file, a CSV without the needed columns, or
        GeoJSON that is none.
    """
    with path.open("rb") as file:
        if b"\0" in file.read(_HEAD):
            raise InputError(f"{path}: holds NUL bytes, as archives and other binary files do; expected a text file, unpacked.")
    reader = {".csv": _csv_rows, ".geojson": _geojson_rows, ".json": _geojson_rows}.get(path.suffix.lower(), _geonames_rows)
    seen = _Seen()
    for where, record in reader(path, reject):
        try:
            row = _row(record, where, licence, source)
        except InputError as error:
            reject(str(error))
            continue
        if not seen.add(row.id):
            reject(f"{where}: the id {row.id.removeprefix(source + '-')!r} was used before; expected one record an id.")
            continue
        if alternates is not None and row.geonameid is not None:
            row.names = list(dict.fromkeys([*row.names, *alternates.of(row.geonameid)]))
        yield row


class _Seen:
    """Which ids have been met: a bit each for numbers, a set for other texts."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self._texts: set[str] = set()

    def add(self, row_id: str) -> bool:
        """Remember an id, and return whether it is new."""
        digits = row_id.rpartition("-")[2]
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
            new = row_id not in self._texts
            self._texts.add(row_id)
            return new
        byte, bit = divmod(int(digits), 8)
        if byte >= len(self._bits):
            self._bits.extend(bytes(max(byte + 1 - len(self._bits), 1 << 20)))
        new = not self._bits[byte] & (1 << bit)
        self._bits[byte] |= 1 << bit
        return new


def _lines(path: Path, reject: Reject) -> Iterator[tuple[str, str]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            where = f"{path}, line {number}"
            try:
                yield where, line.decode("utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                reject(f"{where}: byte {error.start} is not UTF-8; expected a text file in UTF-8.")


def _geonames_rows(path: Path, reject: Reject) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, line in _lines(path, reject):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != _GEONAMES_COLUMNS:
            reject(f"{where}: {len(cells)} columns; expected the {_GEONAMES_COLUMNS} of a GeoNames dump, with tabs between.")
            continue
        yield where, _geonames_record(cells)


def _geonames_record(cells: list[str]) -> dict[str, Any]:
    population = cells[14] or "0"
    code, of_class = cells[7], cells[6]
    return {
        "id": cells[0],
        "geonameid": cells[0],
        "name": cells[1],
        "other_names": "|".join([cells[2], *cells[3].split(",")]),
        "lat": cells[4],
        "lon": cells[5],
        "kind": _KIND_OF_CODE.get(code) or _KIND_OF_CLASS.get(of_class) or _settlement(population),
        "country": cells[8],
        "admin1": f"{cells[8]}.{cells[10]}" if cells[8] and cells[10] else "",
        "population": population,
    }


def _settlement(population: str) -> str:
    people = int(population) if population.isascii() and population.isdigit() else 0
    return "city" if people >= 100_000 else "town" if people >= 5000 else "village"


def _csv_rows(path: Path, reject: Reject) -> Iterator[tuple[str, dict[str, Any]]]:
    lines = (line for _, line in _lines(path, reject))
    reader = csv.DictReader(lines)
    columns = [c.strip().removeprefix("\ufeff") for c in reader.fieldnames or ()]
    missing = [c for c in _NEEDED if c not in columns]
    if missing:
        raise InputError(f"{path}, line 1: the column {missing[0]!r} is missing; expected {_CSV_HELP}.")
    reader.fieldnames = columns
    for record in reader:
        yield f"{path}, line {reader.line_num}", record


def _geojson_rows(path: Path, reject: Reject) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        collection = json.loads(path.read_bytes())
        features = collection["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{path}: is no GeoJSON FeatureCollection; expected an object with features.") from None
    for number, feature in enumerate(features if isinstance(features, list) else [], 1):
        where = f"{path}, feature {number}"
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or geometry.get("type") != "Point" or not isinstance(geometry.get("coordinates"), list):
            reject(f"{where}: has no point; expected a Point geometry.")
            continue
        lon, lat = (*geometry["coordinates"], None, None)[:2]
        properties = feature.get("properties") or {}
        yield where, {"id": feature.get("id"), **properties, "lon": lon, "lat": lat}


def _row(record: dict[str, Any], where: str, licence: str, source: str) -> Row:
    text = {key: str(value).strip() for key, value in record.items() if isinstance(key, str) and value not in (None, "")}
    for column in _NEEDED:
        if column not in text:
            raise InputError(f"{where}: {column} is missing; expected a value.")
    kind = text.get("kind") or _settlement(text.get("population", "0"))
    if kind not in PLACE_KINDS:
        raise InputError(f"{where}: the kind {kind!r} is unknown; expected one of {', '.join(PLACE_KINDS)}.")
    country = text.get("country", "").upper()
    if country and (len(country) != 2 or not country.isascii()):
        raise InputError(f"{where}: the country {country!r} is no code; expected two letters such as LY.")
    lon, lat = _number(text, "lon", where), _number(text, "lat", where)
    if not in_range(lon, lat):
        raise InputError(f"{where}: {text['lon']},{text['lat']} is no position; expected a longitude within 180 and a latitude within 90.")
    names = [text["name"], text.get("name_ar", ""), *text.get("other_names", "").split("|")]
    return Row(
        id=f"{source}-{text['id']}",
        kind=kind,
        country=country or None,
        admin1=text.get("admin1", ""),
        lon=lon,
        lat=lat,
        precision_km=_number(text, "precision_km", where) if "precision_km" in text else _PRECISION_KM.get(kind, _OTHER_PRECISION_KM),
        population=int(_number(text, "population", where)) if "population" in text else 0,
        source=source,
        licence=licence,
        names=list(_distinct(names)),
        geonameid=int(_number(text, "geonameid", where)) if "geonameid" in text else None,
    )


def _distinct(names: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(name.strip() for name in names if name.strip())


def _number(text: dict[str, str], column: str, where: str) -> float:
    try:
        number = float(text[column])
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e12:
        raise InputError(f"{where}: {column} is {text[column]!r}; expected a number.")
    return number
