"""Places as read, held against labelled texts: `python benchmarks/places.py [--spans] [--demonyms] CORPUS ...`.

A corpus is a folder of the form of `tests/gold`, or has one document a line, with `text` and one of: `toponyms` (`start`, `end`, and
`lat`, `lon`, `geonameid` where known), `spans` (`[start, end, label]`, with the labels of no place in `other`), `entities` (those of type
`Location`) or `mentions` in a JSON list beside their text `file`. Buildings and descriptions without a capital may be found or not.
Exact: the same start and end, attached Arabic clitics and "the" set aside; overlap: a character in common; both one to one. Within 161 km
(100 miles) is right, over all labelled names with a position; countries are right by their GeoNames id or within 1,000 km of the middle
that the label gives. With `--spans` the spans are given and only the resolution is measured; with `--demonyms` these are answers too, for
corpora that label them. A name inside that of a person or an organisation is none.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from geo.documents import parse_date
from geo.geometry import distance_km
from geo.model import Document
from geo.reader import read
from geo.settings import Settings
from geo.store import read_places
from geo.tiers import open_gazetteer

RADIUS_KM, COUNTRY_KM = 161.0, 1000.0
CLITICS = set("وفبلك")
BUILDINGS = {"Airport", "Building-Grounds", "Path", "Plant", "Subarea-Facility"}


def documents(path):
    """Yield `(text, published, labels, either)`: labels `(start, end, lon, lat, geonameid)`, and spans that may be found or not."""
    content = (path / "gold.jsonl" if path.is_dir() else path).read_text(encoding="utf-8")
    records = json.loads(content) if path.suffix == ".json" else [json.loads(line) for line in content.splitlines() if line.strip()]
    for record in records:
        beside = path / f"{record['id']}.txt" if path.is_dir() else path.parent / record.get("file", "")
        text = record["text"] if "text" in record else beside.read_bytes().decode()
        yield text, record.get("published"), unique(labels(record, text)), list(optional(record))


def unique(found):
    return list({label[:2]: label for label in found}.values())


def optional(record):
    """Yield `(start, end)` of what is a place to one reader and none to another."""
    yield from ((start, end) for start, end, label in record.get("other", ()) if label in BUILDINGS)
    yield from ((e["start"], e["end"]) for e in record.get("entities", ()) if e["type"] == "Location" and not e["value"][:1].isupper())
    yield from ((p["start"], p["start"] + len(p["surface"])) for p in record.get("places", ()) if _may_be_left(p))


def _may_be_left(place):
    return place.get("note", "").startswith("optional")


def labels(record, text):
    for e in record.get("entities", ()):
        if e["type"] == "Location" and e["value"][:1].isupper():
            yield (*bare(e["start"], e["end"], text), None, None, None)
    for p in record.get("places", ()):
        if not _may_be_left(p):
            yield (*bare(p["start"], p["start"] + len(p["surface"]), text), p["lon"], p["lat"], None)
    for span in record.get("spans", ()):
        yield (*bare(span[0], span[1], text), None, None, None)
    for t in [*record.get("toponyms", ()), *record.get("mentions", ())]:
        if t.get("nonLocational") == "Yes" or ("nonLocational" in t and t.get("lat") is None):
            continue
        place = t.get("geonameid") or t.get("geonamesID")
        yield (*bare(t["start"], t["end"], text), t.get("lon"), t.get("lat"), str(place) if place else None)


def bare(start, end, text):
    return (start + 4, end) if text[start : start + 4].lower() == "the " and end > start + 4 else (start, end)


def same(a, b, text):
    low, high = sorted((a[0], b[0]))
    return a[1] == b[1] and high - low <= 3 and set(text[low:high]) <= CLITICS


def pairs(gold, found, text):
    """One-to-one by overlap, exact pairs first."""
    ranked = [
        (same(g, f[0], text), min(g[1], f[0][1]) - max(g[0], f[0][0]), -i, -j) for i, g in enumerate(gold) for j, f in enumerate(found)
    ]
    used_gold, used_found = set(), set()
    for exact, common, i, j in sorted(ranked, reverse=True):
        if common > 0 and i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            yield gold[-i], found[-j][1], exact


def right(label, resolution):
    place = resolution.place
    if place is None or place.lon is None or label[3] is None:
        return False
    if label[4] and str(place.geonameid) == label[4]:
        return True
    away = distance_km(place.lon, place.lat, float(label[2]), float(label[3]))
    return away <= (COUNTRY_KM if place.kind == "country" else RADIUS_KM)


def measure(path, gazetteer, spans, demonyms):
    count = dict.fromkeys(("gold", "found", "exact", "overlap", "placed", "answered", "right", "entry"), 0)
    for text, published, gold, either in documents(path):
        given = tuple((g[0], g[1]) for g in gold) if spans else None
        document = Document("d", text, parse_date(published, "published") if published else None, spans=given)
        answers = [
            (bare(r.toponym.start, r.toponym.end, text), r)
            for r in read(document, gazetteer).resolutions
            if spans or (r.toponym.role != "name" and (demonyms or r.toponym.role != "demonym"))
        ]
        matched = list(pairs(gold, answers, text))
        hits = {id(resolution) for _, resolution, _ in matched}
        count["gold"] += len(gold)
        count["found"] += sum(id(r) in hits or not any(a[0] < end and start < a[1] for start, end in either) for a, r in answers)
        count["placed"] += sum(g[3] is not None for g in gold)
        for label, resolution, exact in matched:
            count["overlap"] += 1
            count["exact"] += exact
            count["right"] += right(label, resolution)
            count["answered"] += label[3] is not None and resolution.place is not None
            count["entry"] += bool(resolution.place and label[4]) and str(resolution.place.geonameid) == label[4]
    return count


def f1(hits, found, gold):
    return 2 * hits / (found + gold) if found + gold else 0.0


def main(arguments):
    spans, demonyms = "--spans" in arguments, "--demonyms" in arguments
    settings = Settings.from_env()
    gazetteer = open_gazetteer(read_places(settings.data_dir / "places.geojson"), settings.cache_dir, settings.home_dir)
    print("corpus                 names  found  exact P  exact R  exact F1  overlap F1  within 161 km  of answered  same entry")
    for path in map(Path, (a for a in arguments if not a.startswith("--"))):
        c = measure(path, gazetteer, spans, demonyms)
        shares = [(c["right"], c["placed"]), (c["right"], c["answered"]), (c["entry"], c["placed"])]
        within, answered, entry = (f"{part / whole:.3f}" if whole else "-" for part, whole in shares)
        precision, recall = c["exact"] / max(1, c["found"]), c["exact"] / max(1, c["gold"])
        exact, overlap = f1(c["exact"], c["found"], c["gold"]), f1(c["overlap"], c["found"], c["gold"])
        print(
            f"{path.stem:<22}{c['gold']:>6}{c['found']:>7}{precision:>9.3f}{recall:>9.3f}{exact:>10.3f}{overlap:>12.3f}{within:>15}{answered:>13}{entry:>12}"
        )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
