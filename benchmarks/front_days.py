"""Days of a front over many places: the first, one after ten changes, and the naive way (Voronoi, every cell clipped, dissolved).

    python benchmarks/front_days.py [--places 30000] [--days 5]

All three see the same places and holders in one run. The places do not move; ten of those near the line change hands every day.
"""

import argparse
import statistics
import time
from datetime import date

import numpy as np
import shapely

from geo.control import ControlState
from geo.frontline import Theatre
from geo.geometry import projector
from geo.model import Place

BOX = (22.0, 44.5, 40.0, 52.0)
DAY = date(2020, 1, 1)


def states(held):
    return {f"p{n}": ControlState(f"p{n}", "A" if h else "B", False, (), (), DAY, None, None) for n, h in enumerate(held.tolist())}


def naive(xy, held, box):
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(xy), extend_to=box, ordered=True))
    clipped = shapely.intersection(cells, box)
    return shapely.union_all(clipped[held]), shapely.union_all(clipped[~held])


def timed(call):
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=30_000)
    parser.add_argument("--days", type=int, default=5)
    args = parser.parse_args()
    rng = np.random.default_rng(1)
    lonlat = rng.uniform(BOX[:2], BOX[2:], (args.places, 2)).round(6)
    gap = lonlat[:, 0] + 1.2 * np.sin(3 * lonlat[:, 1]) + 0.4 * np.sin(11 * lonlat[:, 1]) - 33
    held, near = gap > 0, np.argsort(np.abs(gap))[: args.places // 15]
    places = {f"p{n}": Place(f"p{n}", {"en": (f"p{n}",)}, "town", *at, None, None, "made", "") for n, at in enumerate(lonlat.tolist())}
    there, _ = projector(31.0, 48.25)
    xy, box = shapely.get_coordinates(there(shapely.MultiPoint(lonlat))), there(shapely.segmentize(shapely.box(*BOX), 0.05))
    theatre = Theatre(shapely.box(*BOX))
    first = timed(lambda: theatre.front(states(held), places, DAY))
    later, plain = [], []
    for _ in range(args.days):
        held = held.copy()
        held[rng.choice(near, 10, replace=False)] ^= True
        told = states(held)
        later.append(timed(lambda told=told: theatre.front(told, places, DAY)))
        plain.append(timed(lambda held=held: naive(xy, held, box)))
    print(f"{args.places} places: first day {first:.2f} s, a day after ten changes {statistics.median(later):.2f} s, ", end="")
    print(f"naive day {statistics.median(plain):.2f} s")


if __name__ == "__main__":
    main()
