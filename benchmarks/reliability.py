"""How far the scores of places can be trusted: `python benchmarks/reliability.py CORPUS.jsonl ...`.

A corpus has one document a line: `{"text", "toponyms": [{"start", "end", "lat", "lon", "geonameid"?}]}`. A place is right when
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
from geo.tiers import open_gazetteer

RADIUS_KM, COUNTRY_KM = 161.0, 1000.0


def answers(path, gazetteer):
    """Yield `(score, right)` for each toponym of the corpus that was given a place."""
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        gold = [t for t in record["toponyms"] if t.get("lat") is not None]
        reading = read(Document("d", record["text"]), gazetteer)
        for resolution in reading.resolutions:
            toponym, place = resolution.toponym, resolution.place
            meant = next((t for t in gold if t["start"] < toponym.end and toponym.start < t["end"]), None)
            if place is not None and meant is not None and place.lon is not None and place.lat is not None:
                away = distance_km(place.lon, place.lat, float(meant["lon"]), float(meant["lat"]))
                same = str(meant.get("geonameid") or meant.get("geonamesID")) == str(place.geonameid)
                yield resolution.score, same or away <= (COUNTRY_KM if place.kind == "country" else RADIUS_KM)


def main(paths):
    settings = Settings.from_env()
    gazetteer = open_gazetteer(read_places(settings.data_dir / "places.geojson"), settings.cache_dir, settings.home_dir)
    bins = defaultdict(list)
    for path in paths:
        for score, right in answers(path, gazetteer):
            bins[min(9, int(score * 10))].append((score, right))
    print("score      names  mean score  right")
    for low in sorted(bins):
        found = bins[low]
        mean, right = sum(s for s, _ in found) / len(found), sum(r for _, r in found) / len(found)
        print(f"{low / 10:.1f} to {(low + 1) / 10:.1f}  {len(found):5d}  {mean:10.3f}  {right:.3f}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
