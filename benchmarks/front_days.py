"""Days of a front over many places: the first, one after ten changes, the naive way (Voronoi, every cell clipped, dissolved), a year.

    python benchmarks/front_days.py [--places 30000] [--days 15] [--write 365] [--processes 2] [--crumbling]

All see the same places and holders in one run. The places do not move; ten of those beside the line change hands every day, to whoever
advances there, and who does turns from sector to sector and month to month. A place is the likelier to fall the more of its neighbours the
attacker holds (as the square of their share), which keeps the line about as long as it was. With `--crumbling` every place beside the line
is as likely as any other: then the line falls to pieces, five times as long after a year, with a hundred and sixty pockets. Figures are
seconds of processor time, which grow less with what else the machine does than those of the clock; what is written has both.
"""

import argparse
import os
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import shapely
from scipy.spatial import Delaunay

from geo.daily import Days
from geo.frontline import Theatre
from geo.geometry import projector
from geo.model import ControlClaim, Place
from geo.precompute import precompute
from geo.timeline import Records

BOX = (22.0, 44.5, 40.0, 52.0)
START = date(2020, 1, 1)
CHANGES = 10
ROUNDS = 3


def made(count, days, crumbling=False):
    """Places, claims that change ten of those beside the line every day, and by day which places the first holder has."""
    rng = np.random.default_rng(1)
    lonlat = rng.uniform(BOX[:2], BOX[2:], (count, 2)).round(6)
    gap = lonlat[:, 0] + 1.2 * np.sin(3 * lonlat[:, 1]) + 0.4 * np.sin(11 * lonlat[:, 1]) - 33
    held, pairs = gap > 0, Delaunay(lonlat).simplices[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2)
    joined = np.bincount(pairs.ravel(), minlength=count)
    places = {f"p{n}": Place(f"p{n}", {"en": (f"p{n}",)}, "city", *at, None, None, "made", "") for n, at in enumerate(lonlat.tolist())}
    since, claims, by_day = [START] * count, [], []

    def claim(n, end):
        name = f"c{n}-{since[n]}"
        claims.append(ControlClaim(name, f"p{n}", "A" if held[n] else "B", since[n], end, "day", (f"s{n % 50}",), last_attested=START))

    for step in range(days):
        if step:
            rivals = np.bincount(pairs[held[pairs[:, 0]] != held[pairs[:, 1]]].ravel(), minlength=count)
            front = np.flatnonzero(rivals)
            losing = front[held[front] == (np.sin(1.5 * lonlat[front, 1] + step / 30) > 0)]
            odds = (rivals[losing] / joined[losing]) ** 2
            chances = None if crumbling else odds / odds.sum()
            for n in rng.choice(losing, CHANGES, replace=False, p=chances).tolist():
                claim(n, START + timedelta(step))
                held[n], since[n] = not held[n], START + timedelta(step)
        by_day.append(held.copy())
    for n in range(count):
        claim(n, None)
    return lonlat, places, claims, by_day


def naive(xy, held, box):
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(xy), extend_to=box, ordered=True))
    clipped = shapely.intersection(cells, box)
    return shapely.union_all(clipped[held]), shapely.union_all(clipped[~held])


def timed(call):
    """Seconds of processor time, of this process and of those it started, and seconds of the clock."""
    before, began = os.times(), time.perf_counter()
    call()
    after = os.times()
    return sum(after[:4]) - sum(before[:4]), time.perf_counter() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=30_000)
    parser.add_argument("--days", type=int, default=15)
    parser.add_argument("--write", type=int, default=0, metavar="DAYS", help="also write so many days to a folder that is thrown away")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--crumbling", action="store_true", help="let any place beside the line fall, however few rivals are near it")
    args = parser.parse_args()
    lonlat, places, claims, by_day = made(args.places, max(args.write, args.days), args.crumbling)
    there, _ = projector(31.0, 48.25)
    xy, box = shapely.get_coordinates(there(shapely.MultiPoint(lonlat))), there(shapely.segmentize(shapely.box(*BOX), 0.05))
    first, later, plain = [], [[] for _ in range(args.days)], []
    for _ in range(ROUNDS):
        days = Days(Records(claims, places, {}, {}), Theatre(shapely.box(*BOX)))
        first.append(timed(lambda days=days: days.on(START))[0])
        plain.append(timed(lambda: naive(xy, by_day[0], box))[0])
        for step in range(1, args.days):
            later[step].append(timed(lambda days=days, step=step: days.on(START + timedelta(step)))[0])
    day = statistics.median(min(seconds) for seconds in later[1:])
    print(f"{args.places} places, best of {ROUNDS} rounds: first day {min(first):.2f} s, ", end="")
    print(f"a day after ten changes {day:.3f} s, naive day {min(plain):.2f} s")
    if args.write:
        with tempfile.TemporaryDirectory() as folder:
            end, quiet = START + timedelta(args.write - 1), lambda _: None
            anew = Days(Records(claims, places, {}, {}), Theatre(shapely.box(*BOX)))
            options = {"known_by": None, "folder": Path(folder), "report": quiet, "processes": args.processes}
            spent, clock = timed(lambda: precompute(anew, START, end, **options))
            size = sum(f.stat().st_size for f in Path(folder).iterdir()) / 1e6
        print(
            f"{args.write} days, {size:.0f} MB, in {args.processes} processes: {spent:.0f} s of processor time, {clock:.0f} s by the clock"
        )


if __name__ == "__main__":
    main()
