"""The land, the districts and the schematic roads as GeoJSON features, valid and wound as RFC 7946 asks."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.build.rows import Faults, Row, read_table
from geo.geodesy import distance_km
from geo.model import Place

__all__ = ["Outlines", "districts", "km_outside", "land", "outlines", "read_features", "roads"]

ROAD_COLUMNS = ("id", "name_en", "name_ar", "places", "source_id", "note")

Json = dict[str, Any]


def read_features(path: Path, faults: Faults) -> list[Json]:
    """Return the features of a seed of polygons; a file that is none, or an invalid or empty polygon, is a breach."""
    name = f"{path.parent.name}/{path.name}"
    try:
        features: list[Json] = json.loads(path.read_text(encoding="utf-8"))["features"]
        shapes = [shapely.geometry.shape(f["geometry"]) for f in features]
    except FileNotFoundError:
        faults.note(name, "it is missing", "a GeoJSON FeatureCollection")
        return []
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        faults.note(name, f"it cannot be read ({error!r})", "a GeoJSON FeatureCollection of polygons")
        return []
    for feature, shape in zip(features, shapes, strict=True):
        if shape.is_empty or not shape.is_valid or shape.geom_type not in {"Polygon", "MultiPolygon"}:
            faults.note(name, f"{feature['properties']} is {shapely.is_valid_reason(shape)}", "a valid polygon")
    return features


@dataclass(frozen=True, slots=True)
class Outlines:
    """The land of countries by alpha-2 code, and the box that they were cut to: outside it nothing is known."""

    by_country: Mapping[str, BaseGeometry]
    window: BaseGeometry

    def of(self, country: str | None, lon: float, lat: float) -> BaseGeometry | None:
        """Return the land of a country, or None where it or the position is beyond what the outlines show."""
        shape = self.by_country.get(country or "")
        return shape if shape is not None and self.window.contains(shapely.Point(lon, lat)) else None


def km_outside(outline: BaseGeometry, lon: float, lat: float) -> float:
    """Return how many kilometres a position lies outside an outline; 0.0 inside it."""
    point = shapely.Point(lon, lat)
    if outline.contains(point):
        return 0.0
    nearest = shapely.get_point(shapely.shortest_line(point, outline), 1)
    return distance_km(lon, lat, nearest.x, nearest.y)


def outlines(features: list[Json]) -> Outlines:
    """Return the land of each country, prepared for many questions."""
    found: dict[str, BaseGeometry] = {}
    for feature in features:
        code = feature["properties"].get("country")
        shape = shapely.geometry.shape(feature["geometry"])
        if code:
            found[code] = shapely.union(found[code], shape) if code in found else shape
    for shape in found.values():
        shapely.prepare(shape)
    return Outlines(found, shapely.box(*shapely.total_bounds(list(found.values()))) if found else shapely.Polygon())


def land(features: list[Json], places: Mapping[str, Place], faults: Faults) -> list[Json]:
    """Return the land by country, with its names in English and Arabic."""
    compiled = []
    for feature in features:
        code, name = feature["properties"]["country"], feature["properties"]["name_en"]
        country = places.get(f"country-{code.lower()}") if code else None
        if code and country is None:
            faults.note("geography/land.geojson", f"country {code!r}", "the code of a country of the seeds")
        names = {"name_en": country.label("en") if country else name, "name_ar": country.label("ar") if country else None}
        compiled.append(_feature({"country": code, **names, "source_id": "natural-earth"}, feature["geometry"]))
    return compiled


def districts(features: list[Json], places: Mapping[str, Place], faults: Faults) -> list[Json]:
    """Return the districts with their names in English and Arabic, sorted by id."""
    compiled = []
    for feature in features:
        ident = feature["properties"]["id"]
        place = places.get(ident)
        if place is None or place.kind != "district":
            faults.note("geography/districts.geojson", f"id {ident!r}", "the id of a place of kind district")
            continue
        names = {"name_en": place.label("en"), "name_ar": place.label("ar")}
        compiled.append(_feature({"id": ident, **names, "country": place.country, "source_id": "natural-earth"}, feature["geometry"]))
    return sorted(compiled, key=lambda f: str(f["properties"]["id"]))


def _feature(properties: Json, geometry: Json) -> Json:
    oriented = shapely.orient_polygons(shapely.geometry.shape(geometry))
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(oriented))}


def roads(folder: Path, places: Mapping[str, Place], sources: Collection[str], faults: Faults) -> list[Json]:
    """Return the schematic roads: straight legs between places of the gazetteer."""
    return [_road(row, places, sources) for row in read_table(folder / "roads.csv", ROAD_COLUMNS, faults)]


def _road(row: Row, places: Mapping[str, Place], sources: Collection[str]) -> Json:
    row.known("source_id", sources, "source")
    stops = [places[i] for i in row.all_known("places", places, "place") if i in places]
    line = [[p.lon, p.lat] for p in stops if p.lon is not None]
    if len(line) < max(2, len(stops)):
        row.fault(f"the road has {len(line)} placed stops of {len(stops)}", "at least two places, each with a position")
    properties = {
        "id": row.text("id"),
        "name_en": row.required("name_en"),
        "name_ar": row.required("name_ar"),
        "places": [p.id for p in stops],
        "source_id": row.text("source_id"),
        "schematic": True,
    }
    return {"type": "Feature", "id": row.text("id"), "properties": properties, "geometry": {"type": "LineString", "coordinates": line}}
