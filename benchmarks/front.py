"""The derived front beside the naive one (nearest place, every cell clipped, dissolved), on the same places in one run.

    python benchmarks/front.py [TRUTH.geojson | FOLDER of them] [--places 2300,500,100] [--draws 3] [--mislabelled 0.05]
                               [--fights 0.5 | --told 0.5 [--side]]

Random places in a box of about 47,000 km2 are labelled by a true area: that of each GeoJSON file, else a winding line made here. Both
methods get the same labels, a share of which may be wrong. With `--fights`, ours hears of fights at spots within 5 km of the true line that
nobody holds, as many as that share of the places there are. With `--told`, it hears of fights at that share of the places that are the
nearest to some stretch of the line and within 10 km of it, and with `--side` also on which side of the place, to the nearest of eight
points of the compass. `wrong` is the ground given to the wrong side, in km2; `cover` the share of the true line in our corridor, `strip`
the share in as much ground about the naive line; `narrow` and `wide` the cover of the fifths of the line where its nearest places on
either side are nearest and furthest; `s` seconds a call, median.
"""

import argparse
import statistics
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo.control import ControlState
from geo.frontline import derive
from geo.frontline.net import nearest_km
from geo.geometry import projector
from geo.model import EventPlace, Place
from geo.tables import read_land
from geo.testimony import beside

BOX = (36.0, 47.4, 38.6, 49.6)
DAY = date(2020, 1, 1)
CELL_DEG = 0.01
POINTS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def winding(rng):
    """An area whose edge winds at several scales, as fronts along rivers and towns do."""
    y = np.linspace(BOX[1], BOX[3], 800)
    x = np.full_like(y, (BOX[0] + BOX[2]) / 2)
    for k in range(1, 30):
        x += 0.35 / k**1.2 * np.sin(k * 3.0 * y + rng.uniform(0, 2 * np.pi))
    return shapely.make_valid(shapely.Polygon([(BOX[2], BOX[1]), *zip(x, y, strict=True), (BOX[2], BOX[3])])).intersection(
        shapely.box(*BOX)
    )


def naive(xy, held, box):
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(xy), extend_to=box, ordered=True))
    clipped = shapely.intersection(cells, box)
    return shapely.union_all(clipped[held]), shapely.union_all(clipped[~held])


def fought(states, lonlat, line, share, rng):
    """Let spots beside a line in metres, as many as a share of the places within 5 km of it, be fought for."""
    there, back = projector((BOX[0] + BOX[2]) / 2, (BOX[1] + BOX[3]) / 2)
    xy = shapely.get_coordinates(there(shapely.MultiPoint(lonlat)))
    near = np.count_nonzero(shapely.dwithin(shapely.points(xy), line, 5000.0))
    on = shapely.get_coordinates(shapely.line_interpolate_point(line, rng.uniform(0, line.length, round(share * near))))
    spots = on + rng.uniform(-1, 1, on.shape) * 5000.0 / np.sqrt(2)
    for n, at in zip(cKDTree(xy).query(spots)[1], shapely.get_coordinates(back(shapely.MultiPoint(spots))), strict=True):
        states[f"p{n}"] = replace(states[f"p{n}"], fought=1.0, fought_at=tuple(at.tolist()))


def told(states, places, lonlat, line, share, sides, rng):
    """Let that share of the places nearest to a line in metres be fought for, where asked on the side where the line is nearest."""
    there, _ = projector((BOX[0] + BOX[2]) / 2, (BOX[1] + BOX[3]) / 2)
    xy = shapely.get_coordinates(there(shapely.MultiPoint(lonlat)))
    points = shapely.points(xy)
    gaps, nearest = cKDTree(xy).query(shapely.get_coordinates(shapely.segmentize(line, 500.0)))
    near = rng.permutation(np.unique(nearest[gaps <= 10_000.0]))
    for n in near[: round(share * len(near))].tolist():
        east, north = np.diff(shapely.get_coordinates(shapely.shortest_line(points[n], line)), axis=0)[0]
        point = POINTS[round(np.degrees(np.arctan2(east, north)) / 45) % 8] if sides else None
        at = EventPlace("near", f"p{n}", "", *lonlat[n].tolist(), "settlement", None, point)
        states[f"p{n}"] = replace(states[f"p{n}"], fought=1.0, fought_at=beside(at, list(places), places))


def one(truth, count, rng, mislabelled, fights, at_places=0.0, sides=False):
    lonlat = rng.uniform(BOX[:2], BOX[2:], (count, 2)).round(6)
    right = shapely.contains_xy(truth, *lonlat.T)
    held = right ^ (rng.random(count) < mislabelled)
    places, states = {}, {}
    for n, ((lon, lat), inside) in enumerate(zip(lonlat, held, strict=True)):
        name = f"p{n}"
        places[name] = Place(name, {"en": (name,)}, "town", lon, lat, None, None, "made", "")
        states[name] = ControlState(name, "A" if inside else "B", False, (), (), DAY, None, None)
    there, _ = projector((BOX[0] + BOX[2]) / 2, (BOX[1] + BOX[3]) / 2)

    def flat(geometry):
        return there(shapely.segmentize(geometry, 0.05))

    xy, box = shapely.get_coordinates(there(shapely.MultiPoint(lonlat))), flat(shapely.box(*BOX))
    true = flat(truth)
    line = shapely.intersection(true.boundary, box.buffer(-1000))
    if fights:
        fought(states, lonlat, line, fights, rng.spawn(1)[0])  # The draws stay those without fights.
    if at_places:
        told(states, places, lonlat, line, at_places, sides, rng.spawn(1)[0])

    began = time.perf_counter()
    front = derive(states, places, shapely.box(*BOX), DAY)
    ours_s = time.perf_counter() - began
    began = time.perf_counter()
    inside, _ = naive(xy, held, box)
    naive_s = time.perf_counter() - began

    ours = flat(next(a.geometry for a in front.territory if a.holder == "A"))
    corridor = flat(front.corridor[0].geometry)
    on = shapely.get_coordinates(shapely.segmentize(line, 500.0))
    grid = shapely.get_coordinates(there(shapely.MultiPoint(cells_of())))
    gap = np.abs(nearest_km(grid, xy[held]) - nearest_km(grid, xy[~held]))
    widest = np.quantile(gap, corridor.area / box.area)
    strip = np.abs(nearest_km(on, xy[held]) - nearest_km(on, xy[~held])) <= widest
    shapely.prepare(corridor)
    wrong = [shapely.symmetric_difference(area, true).area / 1e6 for area in (ours, inside)]
    inside_band = shapely.intersects_xy(corridor, *on.T)
    way = nearest_km(on, xy[right]) + nearest_km(on, xy[~right])
    fifths = [inside_band[way <= np.quantile(way, 0.2)].mean(), inside_band[way >= np.quantile(way, 0.8)].mean()]
    return [*wrong, inside_band.mean(), strip.mean(), *fifths, ours_s, naive_s]


def cells_of():
    x, y = np.meshgrid(np.arange(BOX[0], BOX[2], CELL_DEG * 2), np.arange(BOX[1], BOX[3], CELL_DEG * 2))
    return np.column_stack([x.ravel(), y.ravel()])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", nargs="?", type=Path)
    parser.add_argument("--places", default="2300,500,100")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--mislabelled", type=float, default=0.0)
    parser.add_argument("--fights", type=float, default=0.0)
    parser.add_argument("--told", type=float, default=0.0)
    parser.add_argument("--side", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    files = sorted(args.truth.glob("*.geojson")) if args.truth and args.truth.is_dir() else [args.truth] if args.truth else []
    given = [read_land(f).intersection(shapely.box(*BOX)) for f in files] or [None]
    names = ("wrong", "naive", "ratio", "cover", "strip", "narrow", "wide", "s", "naive s")
    print(f"{'places':>7}", *(f"{n:>8}" for n in names))
    for count in map(int, args.places.split(",")):
        truths = [winding(rng) if t is None else t for t in given for _ in range(args.draws)]
        rows = np.array([one(truth, count, rng, args.mislabelled, args.fights, args.told, args.side) for truth in truths])
        wrong, base, *cover = rows[:, :6].mean(axis=0)
        ratio = (rows[:, 0] / rows[:, 1]).mean()
        seconds = [statistics.median(rows[:, k]) for k in (6, 7)]
        print(f"{count:>7} {wrong:>8.0f} {base:>8.0f}", *(f"{v:>8.2f}" for v in (ratio, *cover, *seconds)), flush=True)


if __name__ == "__main__":
    main()
