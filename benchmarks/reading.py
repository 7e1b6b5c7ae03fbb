"""The command `read` from start to exit, and look-ups in the world tier: `python benchmarks/reading.py TEXT.jsonl [...] [--mb N]`.

Each line of a text file is `{"text": ...}`. The texts are read in one process, once, or again and again up to N megabytes of UTF-8.
Figures are processor time, start included, as the machine may be shared: megabytes a second, documents a second, the start on one
sentence (the least of five) and the most memory that any of these processes held. Where spaCy is installed
(`requirements-bench.txt`), the same texts go through its tokeniser for English or Arabic alone, which finds no names: the most that a
reader built on it could reach. Then 600 names of places with more than 20,000 people, drawn with a fixed seed, are looked up as
written, with a letter left out, and as the other script would spell them.
"""

import argparse
import json
import random
import resource
import sqlite3
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path
from statistics import mean, median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1]))

from geo.names import is_arabic
from geo.settings import Settings
from geo.text import detect_language
from geo.world import index_path, open_world

ROOT = Path(__file__).parents[1]
SENTENCE, STARTS, NAMES, PEOPLE = "Fighting was reported near Sirte on Monday.", 5, 600, 20_000


def children_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_of_read(texts):
    lines = "".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(texts))
    before = children_seconds()
    subprocess.run(
        [sys.executable, "-m", "geo", "read", "--input", "jsonl"], cwd=ROOT, input=lines.encode(), stdout=subprocess.DEVNULL, check=True
    )
    return children_seconds() - before


def enough(texts, megabytes):
    chosen, size = [], 0.0
    for text in cycle(texts) if megabytes else texts:
        chosen.append(text)
        size += len(text.encode()) / 1e6
        if megabytes and size >= megabytes:
            break
    return chosen, size


def seconds_of_tokeniser(texts):
    import spacy  # noqa: PLC0415 - a peer, where it is installed

    tokenisers = {code: spacy.blank(code).tokenizer for code in ("ar", "en")}
    begun = time.process_time()
    for text in texts:
        tokenisers[detect_language(text)](text)
    return time.process_time() - begun


def reading(paths, megabytes):
    texts, size = enough([json.loads(line)["text"] for path in paths for line in path.read_text(encoding="utf-8").splitlines()], megabytes)
    start = min(seconds_of_read([SENTENCE]) for _ in range(STARTS))
    took = seconds_of_read(texts)
    print(f"{len(texts)} texts, {size:.2f} MB: {took:.2f} s, {size / took:.2f} MB/s, {len(texts) / took:.0f} texts/s, start included")
    print(f"start on one sentence {start:.2f} s; without it {size / (took - start):.2f} MB/s")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")
    try:
        print(f"spaCy's tokeniser alone: {size / seconds_of_tokeniser(texts):.2f} MB/s")
    except ImportError:
        print("spaCy is not installed: no peer beside")


def look_ups(cache_dir):
    world = open_world(cache_dir)
    query = (
        "SELECT n.spelling FROM names n JOIN places p ON p.place = n.place WHERE p.population > ? AND n.rank < 20 ORDER BY n.key, n.place"
    )
    with sqlite3.connect(index_path(cache_dir) / "places.sqlite") as database:
        known = [name for (name,) in database.execute(query, (PEOPLE,))]
    names = random.Random(3).sample(known, NAMES)
    arabic, latin = [n for n in names if is_arabic(n)], [n for n in names if not is_arabic(n)]
    misspelt = [n[:2] + n[3:] for n in names if len(n) > 6]
    for what, asked, look_up in (
        ("as written", names, world.named),
        ("a letter left out", misspelt, world.close),
        ("Arabic, in Latin names", arabic, world.across_scripts),
        ("Latin, in Arabic names", latin, world.across_scripts),
    ):
        took = []
        for name in asked:
            begun = time.process_time()
            look_up(name)
            took.append((time.process_time() - begun) * 1000)
        most = quantiles(took, n=10)[-1]
        print(f"{what:<24} {len(asked):4} names: {median(took):.2f} ms, on average {mean(took):.2f}, nine of ten under {most:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--mb", type=float, default=0.0)
    args = parser.parse_args()
    if args.texts:
        reading(args.texts, args.mb)
    look_ups(Settings.from_env().cache_dir)


if __name__ == "__main__":
    main()
