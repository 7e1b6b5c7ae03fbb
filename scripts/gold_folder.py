"""Make a folder that `python -m geo evaluate` takes out of articles labelled in one list: `gold_folder.py LIST.json FOLDER`.

The list has one object a document: `document`, `file` (a text beside the list), `published`, `publisher`, `mentions` (`name`, `kind`,
`country`, `lat`, `lon`) and `events` (`type`, `status`, `places` by name, `evidence` with `start` and `end`, and `date`, `actors`,
`targets`, `killed_min`, `killed_max` where known). Of an event with several places the last is asked for: where a movement ends.
"""

import json
import sys
from pathlib import Path
from typing import Any


def record(labelled: dict[str, Any], text: str) -> dict[str, Any]:
    """Return one labelled report in the form of `gold.jsonl`."""
    known = {m["name"]: m for m in labelled["mentions"]}
    return {
        "id": labelled["document"],
        "published": labelled.get("published"),
        "publisher": labelled.get("publisher"),
        "places": [{"name_en": n, "kind": m["kind"], "country": m["country"]} for n, m in known.items()],
        "events": [event(e, known, text) for e in labelled["events"]],
    }


def event(labelled: dict[str, Any], known: dict[str, Any], text: str) -> dict[str, Any]:
    """Return one labelled event in that form."""
    name = labelled["places"][-1] if labelled["places"] else None
    place = known.get(name, {})
    cited = labelled["evidence"]
    kept = {k: labelled.get(k) for k in ("type", "status", "date", "killed_min", "killed_max", "note")}
    return {
        **kept,
        "place_en": name if place else None,
        "lat": place.get("lat"),
        "lon": place.get("lon"),
        "actors": labelled.get("actors", []),
        "targets": labelled.get("targets", []),
        "start": cited["start"],
        "sentence": text[cited["start"] : cited["end"]],
    }


def main(given: Path, folder: Path) -> None:
    """Write the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for labelled in json.loads(given.read_text(encoding="utf-8")):
        text = (given.parent / labelled["file"]).read_bytes().decode("utf-8")
        (folder / f"{labelled['document']}.txt").write_text(text, encoding="utf-8", newline="")
        lines.append(json.dumps(record(labelled, text), ensure_ascii=False))
    (folder / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
