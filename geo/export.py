"""Layers out to files that other programs open; every feature keeps its source, status, precision, valid times and licence.

GeoJSON is written as RFC 7946 asks and so that the same view gives the same bytes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.control import control_on, steady_interval
from geo.errors import ExportError, FrontError, InputError
from geo.frontline import Told as FrontTold
from geo.frontline import derive, front_features
from geo.geometry import as_geojson, split_at_antimeridian, valid_polygons
from geo.layers import Feature, Layer, build_layers, catalogue, holders_in, names_of, styled_front, told_by_data
from geo.model import EVENT_TYPES, STATUSES
from geo.store import Store
from geo.tables import read_control, read_land, read_places
from geo.testimony import Testimony, Told, testimony_of
from geo.view import MAX_WINDOW_DAYS, View

__all__ = ["EXPORTERS", "Pages", "export_command", "front_command", "to_geojson", "write_features", "write_whole"]

_NOTHING_TOLD = Told()
_DECIMALS = 6
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_geojson(layers: Iterable[Layer]) -> str:
    """Return layers as one GeoJSON FeatureCollection; what has no position is there too, with a null geometry.

    Properties are flat where a table of a GIS can hold them (`killed_min`, `source`, names of sources parted by " | "), but for `evidence`,
    `claims`, `places` and `review`, which are lists of records. `layer` names the layer of each feature.
    """
    flat = [_flat(feature, layer) for layer in layers for feature in [*layer.features, *layer.unplaced]]
    return write_features(flat)


def write_features(features: Iterable[Feature], *, tidy: bool = False) -> str:
    """Return features as a FeatureCollection of RFC 7946: strict JSON, one feature a line, sorted by layer and id.

    Geometries are cut at the antimeridian, made valid, wound counter-clockwise and rounded to six decimals (0.1 m); one that has no finite
    position becomes null. Numbers that JSON cannot write become null. With `tidy` geometries are taken to be all that already, as those
    of `frontline.front_features` are.
    """
    return _collection(map(_line, sorted((_plain_feature(f, tidy) for f in features), key=_place_in_file)))


class Pages:
    """Writes one front after another as `write_features` does with `tidy`, as far as possible out of what it wrote before.

    Of what is told in the very same words as the time before only the day and the id are another.
    """

    def __init__(self) -> None:
        self._lines: dict[int, _Form] = {}
        self._positions = _Positions()

    def text(self, told: Iterable[FrontTold], day: date) -> str:
        """Return the features of a front of a day, as `frontline.Featured.told` tells of it."""
        before, self._lines = self._lines, {}
        self._positions.tidy()
        found = []
        for part in told:
            form = before.get(id(part)) or _Form.of(part, self._positions)
            self._lines[id(part)] = form
            name = part.name(day.isoformat())
            found.append((part.layer, name, form.filled(name, day)))
        return _collection(line for *_, line in sorted(found))


def _place_in_file(feature: Feature) -> tuple[str, str]:
    return str(feature["properties"].get("layer", "")), str(feature["id"])


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def _collection(lines: Iterable[str]) -> str:
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


EXPORTERS: Mapping[str, Callable[[Iterable[Layer]], str]] = MappingProxyType({"geojson": to_geojson})
"""Formats by name; each makes the text of a file from layers."""


# -- one feature -------------------------------------------------------------------------------------------------------


def _plain_feature(feature: Feature, tidy: bool) -> Feature:
    properties = {str(_plain(k)): _plain(v) for k, v in feature["properties"].items()}
    geometry = feature["geometry"] if tidy else _geometry(feature["geometry"])
    return {"type": "Feature", "id": _plain(feature["id"]), "geometry": geometry, "properties": properties}


def _plain(value: Any) -> Any:
    """Return a value as strict JSON can hold it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(_plain(k)): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def _geometry(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not given:
        return None
    geometry = shapely.force_2d(shapely.geometry.shape(given))
    if geometry.is_empty or not np.isfinite(shapely.get_coordinates(geometry)).all():
        return None
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        geometry = _polygons(geometry)
    elif geometry.geom_type != "GeometryCollection":
        geometry = split_at_antimeridian(geometry)
    if geometry.is_empty:
        return None
    # Adding nothing makes nothing of minus nothing.
    return as_geojson(shapely.transform(geometry, lambda xy: np.round(xy, _DECIMALS) + 0.0))


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    # Numbers next to nothing, of which dividing by the grid makes infinity, go first.
    tidy = shapely.transform(geometry, lambda xy: np.round(xy, _DECIMALS + 3))
    split = split_at_antimeridian(_valid(tidy))
    snapped = split if _on_grid(split) else shapely.set_precision(_valid(split), 10.0**-_DECIMALS)
    return shapely.orient_polygons(shapely.normalize(valid_polygons(snapped)))


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    return geometry if geometry.is_valid else valid_polygons(geometry)


def _on_grid(geometry: BaseGeometry) -> bool:
    """Return whether polygons are valid with all corners at six decimals, so that putting them there would change nothing."""
    xy = shapely.get_coordinates(geometry)
    return bool((np.round(xy, _DECIMALS) == xy).all()) and geometry.is_valid


# -- pages of one front after another ----------------------------------------------------------------------------------


_DAY = "\ud800"
"""Stands where the day goes; a lone surrogate is in no plain feature."""


class _Positions(dict[complex, str]):
    """JSON of positions (longitude and latitude as one number): most of those of a day were there on the day before."""

    _MOST = 500_000

    def __missing__(self, position: complex) -> str:
        found = self[position] = f"[{position.real!r},{position.imag!r}]"
        return found

    def tidy(self) -> None:
        """Forget all when they are too many."""
        if len(self) > self._MOST:
            self.clear()

    def text(self, geometry: BaseGeometry) -> str:
        """Return a geometry that is not empty as GeoJSON."""
        if geometry.geom_type == "LineString":
            nested = ["[" + ",".join(self._each(shapely.get_coordinates(geometry))) + "]"]
        else:
            _, xy, offsets = shapely.to_ragged_array([geometry], include_z=False)
            nested = self._each(xy)
            for ends in offsets:
                nested = ["[" + ",".join(nested[a:b]) + "]" for a, b in pairwise(ends.tolist())]
        return f'{{"coordinates":{nested[0]},"type":"{geometry.geom_type}"}}'

    def _each(self, xy: npt.NDArray[np.float64]) -> list[str]:
        return list(map(self.__getitem__, np.ascontiguousarray(xy).view(np.complex128)[:, 0].tolist()))


@dataclass(frozen=True, slots=True)
class _Form:
    """The line of a feature of a front, in parts between which its id and its day go; it holds on to what is told, see `Pages`."""

    parts: tuple[str, str, str]
    told: FrontTold

    @classmethod
    def of(cls, told: FrontTold, positions: _Positions) -> _Form:
        before, after = _around_day(told.properties)
        if _SURROGATE.search(before) or _SURROGATE.search(after):
            before, after = _around_day(_plain(told.properties))
        shape = f'{{"geometry":{positions.text(told.geometry)},"id":'
        return cls((shape, f',"properties":{before}', f'{after},"type":"Feature"}}'), told)

    def filled(self, name: str, day: date) -> str:
        """Return the line of the feature on a day."""
        before, middle, last = self.parts
        return f'{before}"{name}"{middle}"{day}"{last}'


def _around_day(properties: Mapping[str, Any]) -> tuple[str, str]:
    """Return the properties of a feature as JSON, as far as the day and from there on."""
    before, _, after = _line({**properties, "as_of": _DAY}).partition(f'"{_DAY}"')
    return before, after


_RECORDS = frozenset({"evidence", "claims", "places", "review", "claims_for", "claims_against"})
_NESTED = frozenset({"killed", "injured", "control"})


def _flat(feature: Feature, layer: Layer) -> Feature:
    properties = dict(_flattened(feature["properties"]))
    properties.setdefault("layer", layer.id)
    properties["group"] = layer.group
    properties["attribution"] = " | ".join(layer.attribution)
    return {**feature, "properties": properties}


def _flattened(properties: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in properties.items():
        name = prefix + key
        if key == "sources":
            yield "source", " | ".join(map(_citation, value))
            yield "source_url", " | ".join(s["url"] for s in value if s.get("url"))
        elif key in _RECORDS:
            yield name, value
        elif key in _NESTED and value is None:
            continue
        elif isinstance(value, Mapping):
            yield from _flattened(value, f"{name}_")
        elif isinstance(value, list | tuple) and key != "between":
            yield name, " | ".join(map(str, value))
        else:
            yield name, value


def _citation(source: Mapping[str, str]) -> str:
    """Return a source in one line: publisher, title and date as far as they are known, else its id."""
    parts = [source.get("publisher", ""), f"'{source['title']}'" if source.get("title") else "", source.get("published", "")]
    return ", ".join(p for p in parts if p) or source["id"]


# -- commands ----------------------------------------------------------------------------------------------------------


def front_command(
    places: Path | None,
    control: Path | None,
    land: Path | None,
    *,
    as_of: date,
    known_by: date | None,
    output: Path,
    data_dir: Path,
    told: Told = _NOTHING_TOLD,
) -> list[str]:
    """Write the front of a day as GeoJSON and return what was done, in a sentence.

    Parameters
    ----------
    places, control, land
        The user's three files, or None for all of them: the project's own data.
    as_of, known_by
        The day pictured, and the day up to which reports count.
    output
        The file to write.
    data_dir
        The project's compiled data.
    told
        Which events speak beside the claims of control: by default the curated ones on the project's own data, none with the user's
        files. Where unreviewed ones do, every feature has their ids in `unreviewed_events`.

    Raises
    ------
    InputError
        When some of the three files are given and not all, or one of them cannot be read.
    FrontError
        When no front can be derived from them.
    """
    if places is not None and control is not None and land is not None:
        features, testimony = _users_front((places, control, land), as_of, known_by, told)
    elif places or control or land:
        raise InputError("Give all three of --places, --control and --land, or none of them for the project's own data.")
    else:
        store = Store.open(data_dir)
        names, claims = names_of(store), store.control_claims()
        own = told_by_data(store, names, known_by) if told.curated else Testimony()
        holders = holders_in(claims)
        more = testimony_of(told.events, names.places, names.allies, holders, known_by=known_by, unreviewed=told.unreviewed)
        testimony = own.joined(more)
        features, _ = styled_front(claims, names, store.ground("land"), as_of, known_by, testimony)
    if testimony.unreviewed:
        for feature in features:
            feature["properties"]["unreviewed_events"] = list(testimony.unreviewed)
    write_whole(output, write_features(features))
    count = {layer: sum(f["properties"]["layer"] == layer for f in features) for layer in ("territory", "unknown", "corridor", "front")}
    return [f"{output}: the front as of {as_of}, " + ", ".join(f"{n} {layer}" for layer, n in count.items()) + "."]


def _users_front(files: tuple[Path, Path, Path], as_of: date, known_by: date | None, told: Told) -> tuple[list[Feature], Testimony]:
    places, control, land = files
    known = {p.id: p for p in read_places(places)}
    given = read_control(control, known)
    ground = read_land(land)
    testimony = testimony_of(told.events, known, {}, holders_in(given), known_by=known_by, unreviewed=told.unreviewed)
    claims = testimony.added_to(given)
    states = testimony.weighed(control_on(claims, as_of, known_by), known, as_of)
    valid = testimony.valid(steady_interval(claims, as_of), as_of)
    try:
        front = derive(states, known, ground, as_of, known_by=known_by, valid=valid)
    except FrontError as error:
        raise FrontError(f"{land}: {error}") from None
    return front_features(front, known), testimony


def export_command(
    file_format: str,
    *,
    as_of: date,
    known_by: date | None,
    output: Path,
    data_dir: Path,
    **filters: str | None,
) -> list[str]:
    """Write the layers of a day in a format of `EXPORTERS` and return what was done, in a sentence.

    Parameters
    ----------
    file_format
        A key of `EXPORTERS`.
    as_of, known_by
        The day pictured, and the day up to which reports count. Events are all those up to the day.
    output
        The file to write.
    data_dir
        The project's compiled data.
    filters
        `layers`, `types`, `statuses` and `actors` as lists with commas between; one that is None or not given filters nothing, and
        the layers are then those that a map shows at first.

    Raises
    ------
    ExportError
        When the format, or an item of a list, is none that is known.
    """
    if file_format not in EXPORTERS:
        raise ExportError(f"The format {file_format!r} is not one that can be written; expected {' or '.join(sorted(EXPORTERS))}.")
    store = Store.open(data_dir)
    known = {
        "layers": [i.id for i in catalogue(store.holders())],
        "types": EVENT_TYPES,
        "statuses": STATUSES,
        "actors": [a.id for a in store.actors()],
    }
    chosen = {name: _chosen(name, filters.get(name), items) for name, items in known.items()}
    view = View(
        as_of,
        known_by=known_by,
        window_days=MAX_WINDOW_DAYS,
        layers=chosen["layers"] or None,
        types=chosen["types"],
        statuses=chosen["statuses"],
        actors=chosen["actors"],
    )
    built = build_layers(store, view)
    write_whole(output, EXPORTERS[file_format](built))
    count = sum(len(layer.features) + len(layer.unplaced) for layer in built)
    return [f"{output}: {count} features in {len(built)} layers as of {as_of}."]


def _chosen(name: str, given: str | None, known: Sequence[str]) -> tuple[str, ...]:
    """Return the known items that a list names; "territory" names all that begin with it, such as `territory-gna`."""
    chosen: list[str] = []
    for item in (part.strip() for part in (given or "").split(",")):
        found = [item] if item in known else [k for k in known if k.startswith(f"{item}-")]
        if item and not found:
            raise ExportError(f"{item!r} is none of the {name}; expected some of {', '.join(known)}.")
        chosen += found if item else []
    return tuple(dict.fromkeys(chosen))


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: what stood there stays until the new text is complete; ExportError when it cannot be written."""
    half = path.with_name(f".{path.name}.part")
    try:
        half.write_text(text, encoding="utf-8", newline="\n")
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise ExportError(f"{path}: cannot be written ({error.strerror}).") from None
