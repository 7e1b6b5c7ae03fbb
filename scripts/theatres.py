"""Put the geonameid into every row of `seeds/theatres/` that repeats a place of the world: `python scripts/theatres.py [--dry-run]`.

What `python -m geo build --check` proposes, done: such a row keeps its names and loses its kind and position, for the world has
them; a unit keeps its position. A row that repeats several places, or one without a geonameid, is left for a person to look at.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geo.settings import Settings  # noqa: E402
from geo.world import theatre_faults  # noqa: E402

PROPOSAL = re.compile(
    r"theatres/(?P<table>[^:]+):(?P<line>\d+): .* stands in the world tier as "
    r"(?P<id>\d+) \((?:(?! km off\)).)*, (?P<kind>\w+), \d+ km off\);"
)


def proposals(faults: list[str]) -> dict[str, dict[int, tuple[str, bool]]]:
    """Return by table and line the geonameid that the row should carry, and whether it is a unit's."""
    found: dict[str, dict[int, tuple[str, bool]]] = defaultdict(dict)
    for fault in faults:
        told = PROPOSAL.match(fault)
        if told:
            found[told["table"]][int(told["line"])] = (told["id"], told["kind"] in {"district", "region"})
        else:
            print(f"left: {fault}")
    return found


def adopt(path: Path, wanted: dict[int, tuple[str, bool]]) -> None:
    """Write the table again with the geonameids in their rows."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns = list(reader.fieldnames or ())
        rows = [(reader.line_num, row) for row in reader]
    for line, row in rows:
        if line in wanted:
            geonameid, unit = wanted[line]
            blank = ("kind", "admin1") if unit else ("kind", "admin1", "lon", "lat", "precision_km")
            row.update(dict.fromkeys(blank, ""), geonameid=geonameid)
            print(f"{path.name}:{line}: {row['name_en']} is {geonameid}")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for _, row in rows)


def main() -> None:
    """Say what is put in and what is left, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry-run", action="store_true", help="say what would be put in, and write nothing")
    options = parser.parse_args()
    settings = Settings.from_env()
    for table, wanted in sorted(proposals(theatre_faults(settings.cache_dir)).items()):
        if options.dry_run:
            print(f"{table}: {len(wanted)} rows repeat a place of the world")
        else:
            adopt(settings.seeds_dir / "theatres" / table, wanted)


if __name__ == "__main__":
    main()
