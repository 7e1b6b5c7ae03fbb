"""The nouns as JSON and back: one record a line for sources, control, events, parties and reports, GeoJSON for places."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from geo.errors import StoreError
from geo.model import Actor, Casualties, Citation, Claim, ControlClaim, Event, EventPlace, Place, Report, Source, When

__all__ = [
    "actor_from_json",
    "compact",
    "control_claim_from_json",
    "event_from_json",
    "feature_collection",
    "json_lines",
    "place_from_feature",
    "place_to_feature",
    "read_collection",
    "read_lines",
    "report_from_json",
    "source_from_json",
    "to_json",
]

Json = dict[str, Any]
Record = TypeVar("Record")

_REBUILD = "run `python -m geo build`"


def compact(value: Any) -> str:
    """Return `value` as one line of JSON without spaces; a number that JSON has no way to write raises ValueError."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def to_json(value: Any) -> Any:
    """Return a record as JSON values, field by field: dates as ISO 8601, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): to_json(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(v) for v in value]
    return value


def json_lines(records: Iterable[Any]) -> str:
    """Return records as JSON lines."""
    return "".join(compact(to_json(r)) + "\n" for r in records)


def feature_collection(features: Iterable[Json]) -> str:
    """Return a GeoJSON FeatureCollection, one feature a line so that a difference is a review."""
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(map(compact, features)) + "\n]}\n"


def read_lines(path: Path, decode: Callable[[Json], Record]) -> list[Record]:
    """Return the records of a file of JSON lines.

    Raises
    ------
    StoreError
        When the file is missing or a line is no such record; the message names the file and the line.
    """
    records = []
    text = _text(path)
    # Not `splitlines`: JSON leaves characters such as U+2028 as they are, and a record may hold them.
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        try:
            records.append(decode(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(f"{path.name}:{number}: not a record as the build writes it ({error!r}); {_REBUILD}.") from None
    return records


def read_collection(path: Path) -> list[Json]:
    """Return the features of a GeoJSON file; StoreError when it is missing or no FeatureCollection."""
    try:
        found = json.loads(_text(path))
        features: list[Json] = found["features"]
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"{path.name} is not a GeoJSON FeatureCollection; {_REBUILD}.") from None
    return features


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StoreError(f"{path} is missing; {_REBUILD}.") from None
    except UnicodeDecodeError:
        raise StoreError(f"{path} is not UTF-8 text; {_REBUILD}.") from None


# -- places ------------------------------------------------------------------------------------------------------------


def place_to_feature(place: Place) -> Json:
    """Return a place as a GeoJSON feature; the geometry is null where the position is unknown."""
    known = place.lon is not None and place.lat is not None
    properties = {
        "name": place.name,
        "names": {code: list(names) for code, names in place.names.items()},
        "demonyms": {code: list(names) for code, names in place.demonyms.items()},
        **{
            key: getattr(place, key)
            for key in ("kind", "admin", "country", "population", "precision_km", "source_id", "licence", "geonameid")
        },
    }
    geometry = {"type": "Point", "coordinates": [place.lon, place.lat]} if known else None
    return {"type": "Feature", "id": place.id, "properties": properties, "geometry": geometry}


def place_from_feature(feature: Json) -> Place:
    """Return the place that a feature of `data/places.geojson` holds."""
    properties, geometry = feature["properties"], feature["geometry"]
    lon, lat = geometry["coordinates"] if geometry else (None, None)
    return Place(
        id=feature["id"],
        names=_tuples(properties["names"]),
        demonyms=_tuples(properties["demonyms"]),
        lon=lon,
        lat=lat,
        **{key: properties[key] for key in ("kind", "admin", "country", "population", "precision_km", "source_id", "licence", "geonameid")},
    )


def _tuples(names: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {code: tuple(values) for code, values in names.items()}


# -- records -----------------------------------------------------------------------------------------------------------


def source_from_json(value: Json) -> Source:
    """Return the source that a JSON object holds."""
    return Source(**value)


def actor_from_json(value: Json) -> Actor:
    """Return the party that a JSON object holds."""
    return Actor(**value | {"names": _tuples(value["names"])})


def report_from_json(value: Json) -> Report:
    """Return the report that a JSON object holds."""
    return Report(**value | {"published": date.fromisoformat(value["published"])})


def control_claim_from_json(value: Json) -> ControlClaim:
    """Return the claim of control that a JSON object holds."""
    days = {key: _day(value[key]) for key in ("valid_to", "reported", "last_attested", "recorded")}
    return ControlClaim(**value | days | {"valid_from": date.fromisoformat(value["valid_from"]), "source_ids": tuple(value["source_ids"])})


def event_from_json(value: Json) -> Event:
    """Return the event that a JSON object holds."""
    when = value["when"]
    return Event(
        **value
        | {
            "when": When(date.fromisoformat(when["start"]), date.fromisoformat(when["end"]), when["precision"]) if when else None,
            "places": tuple(EventPlace(**p) for p in value["places"]),
            "actors": tuple(value["actors"]),
            "targets": tuple(value["targets"]),
            "killed": _casualties(value["killed"]),
            "injured": _casualties(value["injured"]),
            "acled": tuple(value["acled"]) if value["acled"] else None,
            "citations": tuple(Citation(**c) for c in value["citations"]),
            "claims": tuple(map(_claim, value["claims"])),
            "assumed": tuple(value.get("assumed", ())),
        }
    )


def _claim(value: Json) -> Claim:
    return Claim(
        **value
        | {
            "reported": _day(value["reported"]),
            "killed": _casualties(value["killed"]),
            "injured": _casualties(value["injured"]),
            "actors": tuple(value["actors"]),
        }
    )


def _casualties(value: Json | None) -> Casualties | None:
    return Casualties(**value) if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
