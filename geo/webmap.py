"""Layers to a folium map: a base that stays the same, and groups that are redrawn in place; the only flip to lat, lon.

The base script holds our drawing code and the ground (land, districts, roads), which no day changes: while it is the same text,
the frame, the position and the zoom stay. Everything else goes in as one GeoJSON a layer. Nothing of a feature reaches the page but
its shape, the number of its style, lines of text that the script sets as text, and the key that a click sends back.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import shapely
from branca.element import MacroElement
from jinja2 import Template

from geo.assets import Links
from geo.geodesy import in_range
from geo.layers import Feature, Layer
from geo.markup import SHAPES, clean, color
from geo.palette import Palette, Style

__all__ = ["GROUND", "HOME", "Box", "Scene", "base_map", "drawable", "ground_script", "groups", "point_of"]

HOME = (16.4, 31.35, 7)
"""Where the map opens: longitude, latitude and zoom of the front at Sirte."""

GROUND = ("countries", "districts", "roads", "places", "oil", "bases")
"""Layers that are drawn alike on every day, bottom first; they are part of the base."""

_ASKED_OF = ("contested", "unknown", "corridor", "changed")
"""Layers of ground: a click on them asks who holds that very point."""

_WEB = Path(__file__).with_name("ui") / "web"
_DASH = re.compile(r"(\d{1,3}( \d{1,3}){0,7})?")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")
_TEMPLATE = re.compile(r"\{(?=[{%#])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PATTERNS = frozenset({"", "hatch", "cross-hatch", "dots"})
_DRAWN_SHAPES = frozenset(SHAPES) | {"area", "line", "arrow"}
_LEAST_ZOOM = {"city": 7, "oil_terminal": 7, "airbase": 7, "town": 8, "port": 8, "airport": 8, "oil_field": 8}
_RANK = {"city": 60, "oil_terminal": 45, "airbase": 40, "town": 30, "port": 25, "oil_field": 22, "airport": 20}

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees."""

Tip = Callable[[Layer, Feature], Sequence[str]]
"""What hovering over a feature says, line by line."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the groups need besides layers: the language, what is chosen and where it lies, the ground that is on, what to fit.

    `asking` lets a click on bare ground choose that point, as `point:LON:LAT`; `drawing` turns the tool on that draws a line, with its
    words (`tool start more end finish undo cancel`, and `held` where a drawn line waits for its source); `title` names the map.
    """

    language: str = "en"
    chosen: str | None = None
    focus: tuple[float, float] | None = None
    ground: tuple[str, ...] = GROUND
    tiles: bool = False
    fit: Box | None = None
    asking: bool = False
    drawing: Mapping[str, str] | None = None
    title: str = ""


class _Script(MacroElement):
    """A statement of our own script in the map's."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.statement(this) }}{% endmacro %}")

    def __init__(self, statement: Callable[[Any], str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.statement = statement

    def render(self, **_kwargs: Any) -> str:
        """Return nothing: branca would compile the statement, and with it the data, as a template once more."""
        return ""


class _Map(folium.Map):
    """A map that asks for our own files only; folium's own list names several foreign hosts."""

    def __init__(self, links: Links, **options: Any) -> None:
        super().__init__(**options)
        self.default_js = [(f"script{n}", address) for n, address in enumerate(links.scripts)]
        self.default_css = [(f"style{n}", address) for n, address in enumerate(links.styles)]


def _drawing() -> folium.plugins.Draw:
    """Return Leaflet.draw with a tool for lines alone; its files are on the map's own list, and our script tells what is drawn."""
    others = dict.fromkeys(("polygon", "rectangle", "circle", "circlemarker", "marker"), False)
    line = {"shapeOptions": {"color": "#8a2b8f", "weight": 3.5, "opacity": 0.9}, "metric": True, "maxGuideLineLength": 2000}
    tool = folium.plugins.Draw(  # type: ignore[no-untyped-call]
        show_geometry_on_click=False, draw_options={"polyline": line, **others}, edit_options={"edit": False, "remove": False}
    )
    tool.default_js, tool.default_css = [], []
    return tool


def ground_script(ground: Iterable[Layer], palette: Palette) -> str:
    """Return the statements that draw the layers of `GROUND`, whether shown or not; outlines simplified to about 1 km."""
    by_id = {layer.id: _simplified(layer) for layer in ground}
    drawn = [f"jabha.ground({_json(i)}, {_json(_packed(drawable(by_id[i], palette, _no_tip)))});" for i in GROUND if i in by_id]
    return "\n".join([*drawn, "jabha.settle();"])


def _packed(drawn: dict[str, Any]) -> dict[str, Any]:
    """Return the same with each line of positions as whole thousandths of a degree, the first and then the steps: a third as long."""

    def pack(item: Any) -> Any:
        if isinstance(item[0], (int, float)):
            return item
        if not isinstance(item[0][0], (int, float)):
            return [pack(i) for i in item]
        whole = [(round(x * 1000), round(y * 1000)) for x, y in item]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole)]
        return [n for position in (whole[0], *steps) for n in position]

    for feature in drawn["collection"]["features"]:
        geometry = feature["geometry"]
        if geometry["type"] != "Point":
            feature["geometry"] = {"type": geometry["type"], "steps": pack(geometry["coordinates"])}
    return drawn


def _simplified(layer: Layer) -> Layer:
    placed = [f for f in layer.features if f.get("geometry")]
    if layer.id not in ("countries", "districts"):
        return layer
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in placed]
    if layer.id == "countries":
        # As a coverage, so that two neighbours keep one border; the tolerance is the root of an area in square degrees.
        shapes = list(shapely.coverage_simplify(shapes, 0.045))
    slim = [{**f, "geometry": shapely.geometry.mapping(s)} for f, s in zip(placed, shapes, strict=True) if not s.is_empty]
    return replace(layer, features=slim)


def base_map(links: Links, ground: str) -> folium.Map:
    """Return the map without anything that changes from view to view; made anew each time, since drawing alters it.

    Parameters
    ----------
    links
        Where the frame loads Leaflet from.
    ground
        What `ground_script` gave.
    """
    lon, lat, zoom = HOME
    chart = _Map(links, location=[lat, lon], zoom_start=zoom, tiles=None, min_zoom=3, max_bounds=False, zoom_snap=1, world_copy_jump=False)
    # Without a tile layer Leaflet knows no deepest zoom, and some of its parts then fail.
    chart.options["maxZoom"] = 14
    chart.add_child(_drawing())
    options = _json({"css": _file("map.css"), "shapes": SHAPES})
    chart.add_child(_Script(lambda this: f"{_file('map.js')}\njabha.init({this._parent.get_name()}, {options});\n{ground}"))
    return chart


def groups(layers: Iterable[Layer], palette: Palette, scene: Scene, tip: Tip) -> list[folium.FeatureGroup]:
    """Return what is redrawn in place: one group for each layer, bottom first, between a first and a last one that keep order."""
    drawn = [_group(_Script(lambda _: "jabha.begin();"))]
    for layer in layers:
        if layer.id not in GROUND and layer.features:
            drawn.append(_group(_layer_script(_json(drawable(layer, palette, tip)))))
    options = _json(
        {
            "language": scene.language,
            "chosen": scene.chosen,
            "focus": list(scene.focus) if scene.focus else None,
            "ground": list(scene.ground),
            "tiles": scene.tiles,
            "asking": scene.asking,
            "drawing": dict(scene.drawing) if scene.drawing is not None else None,
            "title": scene.title,
            "fit": [[scene.fit[1], scene.fit[0]], [scene.fit[3], scene.fit[2]]] if scene.fit else None,
        }
    )
    drawn.append(_group(_Script(lambda _: f"jabha.finish({options});")))
    return drawn


def _group(script: _Script) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name="layer")
    group.add_child(script)
    return group


def _layer_script(data: str) -> _Script:
    return _Script(lambda this: f"{this._parent.get_name()}.addLayer(jabha.layer({data}));")


def drawable(layer: Layer, palette: Palette, tip: Tip) -> dict[str, Any]:
    """Return a layer as the script draws it; features without a position that can be drawn are left out.

    The answer holds `collection` (GeoJSON; properties `s` number of the style, `t` lines of the tooltip, `k` key, and for places
    `c` names, `z` least zoom, `r` rank), `styles`, `kind`, `name` (of the class that its lines and areas carry) and `ground` (whether a
    click on it asks of that point).
    """
    keys = sorted({str(f["properties"]["style"]) for f in layer.features})
    number = {key: n for n, key in enumerate(keys)}
    placed = [f for f in layer.features if _has_position(f.get("geometry"))]
    features = [_drawn(part, layer, number, tip) for f in placed for part in _parts(f)]
    return {
        "name": layer.id if _NAME.fullmatch(layer.id) else "other",
        "kind": "places" if layer.group == "places" else "features",
        "ground": layer.id in _ASKED_OF or layer.id.startswith("territory-"),
        "collection": {"type": "FeatureCollection", "features": features},
        "styles": [_style(palette.style(key)) for key in keys],
    }


def _parts(feature: Feature) -> list[Feature]:
    """Return one feature for each symbol or arrow, which the script draws by itself; lines and areas stay whole."""
    geometry = feature["geometry"]
    several = {"MultiPoint": "Point", "MultiLineString": "LineString"}.get(geometry["type"])
    style = str(feature["properties"]["style"])
    if several is None or not style.startswith("event:"):
        return [feature]
    return [{**feature, "geometry": {"type": several, "coordinates": c}} for c in geometry["coordinates"]]


def _drawn(feature: Feature, layer: Layer, number: Mapping[str, int], tip: Tip) -> Feature:
    given = feature["properties"]
    properties: dict[str, Any] = {
        "s": number[str(given["style"])],
    }
    lines = [clean(line) for line in tip(layer, feature) if line]
    if lines:
        properties["t"] = lines
    if layer.group == "places":
        kind = str(given.get("kind", ""))
        people = given.get("population") or 0
        properties |= {"z": _least_zoom(kind, people), "r": _RANK.get(kind, 10) + min(people, 2_000_000) / 50_000}
        properties["c"] = _two_names(given)
    elif layer.id == "countries":
        at = shapely.point_on_surface(max(shapely.get_parts(shapely.from_geojson(json.dumps(feature["geometry"]))), key=lambda p: p.area))
        properties |= {"c": _two_names(given), "at": [round(at.x, 3), round(at.y, 3)], "r": 35}
    if layer.group != "ground":
        properties["k"] = str(given.get("event_id") or feature["id"])
    return {"type": "Feature", "geometry": _rounded(feature["geometry"], 3 if layer.group == "ground" else 4), "properties": properties}


def _two_names(given: Mapping[str, Any]) -> list[str]:
    return [clean(given.get("name_en") or given.get("name") or ""), clean(given.get("name_ar") or "")]


def _least_zoom(kind: str, people: float) -> int:
    """Return the zoom from which a place is drawn: the more people, the further out."""
    least = _LEAST_ZOOM.get(kind, 9)
    if kind == "city":
        return least - sum(people >= bound for bound in (90_000, 500_000, 2_000_000))
    return least


def _no_tip(_layer: Layer, _feature: Feature) -> Sequence[str]:
    return ()


def _style(style: Style) -> dict[str, Any]:
    """Return a style as numbers and words that are on a list, whatever it came from."""
    return {
        "shape": style.shape if style.shape in _DRAWN_SHAPES else "circle",
        "color": color(style.color),
        "fill": color(style.fill) if style.fill else "",
        "weight": _within(style.weight, 0, 12),
        "dash": style.dash if _DASH.fullmatch(style.dash) else "",
        "opacity": _within(style.opacity, 0, 1),
        "fillOpacity": _within(style.fill_opacity, 0, 1),
        "pattern": style.pattern if style.pattern in _PATTERNS else "",
        "hollow": bool(style.hollow),
        "radius": _within(style.radius, 1, 20),
        "place": style.key.startswith("place"),
    }


def _within(value: float, least: float, most: float) -> float:
    return min(max(value, least), most) if math.isfinite(value) else least


def _positions(geometry: Mapping[str, Any]) -> Iterable[Sequence[float]]:
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _positions(part)
        return
    stack = [geometry["coordinates"]]
    while stack:
        item = stack.pop()
        if item and isinstance(item[0], (int, float)):
            yield item
        else:
            stack.extend(item)


def _has_position(geometry: Mapping[str, Any] | None) -> bool:
    """Whether every position is finite and on the globe: one that is not hides all that Leaflet draws after it."""
    if not geometry:
        return False
    positions = list(_positions(geometry))
    return bool(positions) and all(in_range(float(p[0]), float(p[1])) for p in positions)


def _rounded(geometry: Mapping[str, Any], places: int) -> dict[str, Any]:
    """Return the geometry with so many decimals: four are about 10 m, finer than the deepest zoom shows."""

    def cut(item: Any) -> Any:
        return [cut(i) for i in item] if isinstance(item, (list, tuple)) else round(float(item), places)

    if geometry["type"] == "GeometryCollection":
        return {"type": "GeometryCollection", "geometries": [_rounded(g, places) for g in geometry["geometries"]]}
    return {"type": geometry["type"], "coordinates": cut(geometry["coordinates"])}


def point_of(feature: Feature) -> tuple[float, float] | None:
    """Return longitude and latitude of a point on a feature, or None where it has no position."""
    geometry = feature.get("geometry")
    if not geometry or not _has_position(geometry):
        return None
    at = shapely.point_on_surface(shapely.from_geojson(json.dumps(geometry)))
    return float(at.x), float(at.y)


def _json(value: Any) -> str:
    """Return JSON that is also a safe expression of a script, and in which no template engine finds anything to evaluate."""
    text = _SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    text = _TEMPLATE.sub(r"\\u007b", text)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@lru_cache(maxsize=4)
def _file(name: str) -> str:
    return (_WEB / name).read_text(encoding="utf-8")
