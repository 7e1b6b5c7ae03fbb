"""The project's own short reports: one text file each, a few header lines before the text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geo.build.rows import Faults, Row
from geo.model import Report, Source

__all__ = ["read_reports"]

HEADER = ("id", "language", "title", "published", "source_id")
LANGUAGES = ("ar", "en")


def read_reports(folder: Path, sources: Mapping[str, Source], faults: Faults) -> list[Report]:
    """Return the reports of `seeds/reports/` by id, each with publisher, title and date of the item that it restates."""
    reports = [r for path in sorted((folder / "reports").glob("*.txt")) if (r := _report(path, sources, faults))]
    for ident in sorted({r.id for r in reports if [x.id for x in reports].count(r.id) > 1}):
        faults.note("seeds/reports", f"id {ident!r} is used twice", "an id of its own")
    return sorted(reports, key=lambda r: r.id)


def _report(path: Path, sources: Mapping[str, Source], faults: Faults) -> Report | None:
    name = f"reports/{path.name}"
    head, rule, text = path.read_text(encoding="utf-8").partition("\n---\n")
    cells = {k.strip(): v.strip() for k, _, v in (line.partition(":") for line in head.splitlines())}
    if not rule or set(cells) != set(HEADER):
        faults.note(
            name, "its header is not complete", f"lines `key: value` for {', '.join(HEADER)}, then a line of three hyphens, then the text"
        )
        return None
    row = Row(name, cells, faults)
    row.one_of("language", LANGUAGES)
    row.required("title")
    published = row.required_day("published")
    source = sources.get(row.known("source_id", sources, "source"))
    if not text.strip():
        row.fault("the text is empty", "a report")
    if published is None or source is None:
        return None
    after = {"publisher": source.publisher, "title": source.title, "published": source.published}
    return Report(cells["id"], cells["language"], cells["title"], text.strip() + "\n", source.id, published, after)
