"""How far the scores of places can be trusted: `python benchmarks/reliability.py CORPUS ...`, by language.

A corpus has one document a line: `{"text", "toponyms": [{"start", "end", "lat", "lon", "geonameid"?}]}`, or is a folder of the form of
`tests/gold`, or a JSON list of documents with `mentions` beside their text `file`. A place is right when
its GeoNames id is the one given or it lies within 161 km (100 miles, the usual radius of the field); countries, whose middle is
everybody's own, when the id is the one given or the distance is below 1,000 km.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from geo.geometry import distance_km
from geo.model import Document
from geo.reader import read
from geo.settings import Settings
from geo.store import read_places
from geo.text import detect_language
from geo.tiers import open_gazetteer

RADIUS_KM, COUNTRY_KM = 161.0, 1000.0


def documents(path):
    """Yield `(language, text, gold)`; gold are mentions with `start`, `end`, `lat`, `lon` and `geonameid` or `country` where known."""
    if path.is_dir():
        for record in map(json.loads, (path / "gold.jsonl").read_text(encoding="utf-8").splitlines()):
            text = (path / f"{record['id']}.txt").read_text(encoding="utf-8")
            yield record["language"], text, [{**p, "end": p["start"] + len(p["surface"])} for p in record["places"]]
    elif path.suffix == ".json":
        for record in json.loads(path.read_text(encoding="utf-8")):
            yield record["language"], (path.parent / record["file"]).read_bytes().decode(), record["mentions"]
    else:
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield detect_language(record["text"]), record["text"], record["toponyms"]


def right(place, meant):
    if meant.get("kind") == "country":
        return place.country == meant["country"]
    away = distance_km(place.lon, place.lat, float(meant["lon"]), float(meant["lat"]))
    same = str(meant.get("geonameid") or meant.get("geonamesID")) == str(place.geonameid)
    return same or away <= (COUNTRY_KM if place.kind == "country" else RADIUS_KM)


def answers(path, gazetteer):
    """Yield `(language, score, right)` for each toponym of the corpus that was given a place."""
    for language, text, mentions in documents(Path(path)):
        gold = [m for m in mentions if m.get("lat") is not None]
        for resolution in read(Document("d", text), gazetteer).resolutions:
            toponym, place = resolution.toponym, resolution.place
            meant = next((m for m in gold if m["start"] < toponym.end and toponym.start < m["end"]), None)
            if place is not None and meant is not None and place.lon is not None:
                yield language, resolution.score, right(place, meant)


def main(paths):
    settings = Settings.from_env()
    gazetteer = open_gazetteer(read_places(settings.data_dir / "places.geojson"), settings.cache_dir, settings.home_dir)
    bins = defaultdict(list)
    for path in paths:
        for language, score, is_right in answers(path, gazetteer):
            bins[language, min(9, int(score * 10))].append((score, is_right))
    print("language  score      names  mean score  right")
    for language, low in sorted(bins):
        found = bins[language, low]
        mean, share = sum(s for s, _ in found) / len(found), sum(r for _, r in found) / len(found)
        print(f"{language:8}  {low / 10:.1f} to {(low + 1) / 10:.1f}  {len(found):5d}  {mean:10.3f}  {share:.3f}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
