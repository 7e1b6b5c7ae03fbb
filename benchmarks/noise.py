"""How the time of reading grows with the length of hostile noise: `python benchmarks/noise.py`.

Each row doubles the length of a text that is one piece over and over; a factor near 2 means time in proportion to length.
"""

import itertools
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from geo.gazetteer import Gazetteer
from geo.model import Document
from geo.reader import read
from geo.settings import Settings
from geo.store import read_places

PIECES = (
    "\u0640\u064e\u200f",
    "x" * 50,
    "كلم 5 ",
    "((((",
    "Tripoli ",
    "وبال ",
    "5 km east of Tripoli ",
    "al-",
    "قصفت قوات حفتر طرابلس أمس ",
)
SIZES = (20_000, 40_000, 80_000)
ROUNDS = 3


def seconds(text, gazetteer):
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        read(Document("d", text), gazetteer)
        best = min(best, time.process_time() - begun)
    return best


def main():
    gazetteer = Gazetteer(read_places(Settings.from_env().data_dir / "places.geojson"))
    for piece in PIECES:
        times = [seconds((piece * size)[:size], gazetteer) for size in SIZES]
        factors = ", ".join(f"x {b / max(a, 1e-6):.1f}" for a, b in itertools.pairwise(times))
        print(f"{piece[:22]!r:<28} {times[0]:.3f} s at {SIZES[0]:,} characters, then {factors}")


if __name__ == "__main__":
    main()
