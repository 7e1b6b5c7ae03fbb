"""The front of every day of a period in a folder, a file a day, with a record of what each file was derived from."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from geo.daily import Days
from geo.errors import FrontError, GeoError, InputError
from geo.export import Pages, write_whole
from geo.frontline import Featured

__all__ = ["RECORD", "precompute"]

RECORD = "derived.tsv"
"""The file of a folder that says of each day what it was derived from: the day and a digest of data, settings and program."""

_BAR = 30
_SHORTEST_RUN = 8
"""Days that a process must have to itself before it is worth the work of its first one."""


def precompute(
    days: Days,
    start: date,
    end: date,
    *,
    known_by: date | None,
    folder: Path,
    report: Callable[[str], None],
    resume: bool = False,
    processes: int = 1,
) -> int:
    """Write the front of every day of a period, both ends included, as `YYYY-MM-DD.geojson`, and return how many were written.

    Parameters
    ----------
    days
        Where fronts come from.
    start, end, known_by
        The period, and the day up to which reports count.
    folder
        Where the files go; it is made where it is missing. A file is written whole or not at all.
    report
        Gets a progress bar, to be shown in place.
    resume
        Leave out days of which the folder has a file that was derived from the very same data, settings and program.
    processes
        In how many processes to derive, each a run of days of its own; the files are the same.

    Raises
    ------
    InputError
        When the period runs backwards.
    ExportError
        When a file cannot be written.
    """
    if end < start:
        raise InputError(f"The period ends on {end}, before it begins on {start}.")
    folder.mkdir(parents=True, exist_ok=True)
    every = [start + timedelta(n) for n in range((end - start).days + 1)]
    basis, record = _program(days.basis(known_by)), _recorded(folder)
    wanted = [day for day in every if not (resume and record.get(str(day)) == basis and _file(folder, day).exists())]
    # A file that is about to be written says no more what it was derived from, so that a run that breaks off leaves no false word.
    record = {day: of for day, of in record.items() if day not in set(map(str, wanted))}
    write_whole(folder / RECORD, "".join(f"{day}\t{of}\n" for day, of in sorted(record.items())))
    several = max(1, min(processes, len(wanted) // _SHORTEST_RUN))
    runs = [wanted[len(wanted) * n // several : len(wanted) * (n + 1) // several] for n in range(several)]
    with (folder / RECORD).open("a", encoding="utf-8", newline="\n", buffering=1) as told:
        for count, day in enumerate(_written(days, runs, known_by, folder), len(every) - len(wanted) + 1):
            told.write(f"{day}\t{basis}\n")
            done = _BAR * count // len(every)
            report(f"\r[{'#' * done}{'.' * (_BAR - done)}] {day} ({count} of {len(every)})" + ("\n" if count == len(every) else ""))
    return len(wanted)


def _file(folder: Path, day: date) -> Path:
    return folder / f"{day}.geojson"


def _program(basis: str) -> str:
    """Return a digest of what fronts follow from together with the program that derives them."""
    package = Path(__file__).parent
    found = hashlib.sha256(basis.encode())
    for path in sorted(package.rglob("*.py")):
        found.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def _recorded(folder: Path) -> Mapping[str, str]:
    """Return by day what the files of a folder were derived from; what is no record says nothing."""
    try:
        lines = (folder / RECORD).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return {day: basis for day, tab, basis in (line.partition("\t") for line in lines) if tab}


def _write(days: Days, run: Sequence[date], known_by: date | None, folder: Path) -> Iterator[date]:
    featured, pages = Featured(days.places), Pages()
    for day in run:
        front, _ = days.on(day, known_by)
        write_whole(_file(folder, day), pages.text(featured.told(front), day))
        yield day


def _written(days: Days, runs: Sequence[Sequence[date]], known_by: date | None, folder: Path) -> Iterator[date]:
    """Write the days of each run, several runs at the same time, and yield each day when it is done."""
    if len(runs) == 1:
        yield from _write(days, runs[0], known_by, folder)
        return
    fork = get_context("fork")
    workers = {}
    try:
        for run in runs:
            told, tell = fork.Pipe(duplex=False)
            worker = fork.Process(target=_work, args=(days, run, known_by, folder, tell), daemon=True)
            worker.start()
            tell.close()
            workers[told] = worker
        while workers:
            for ready in wait(list(workers)):
                yield from _heard(ready, workers)
    finally:
        for worker in workers.values():
            worker.terminate()


def _work(days: Days, run: Sequence[date], known_by: date | None, folder: Path, tell: Connection) -> None:
    try:
        for day in _write(days, run, known_by, folder):
            if day == run[0]:
                # What the first day leaves behind stays to the end; looking through it again and again for garbage finds none.
                gc.freeze()
            tell.send(day)
    except GeoError as error:
        tell.send(error)


def _heard(told: Any, workers: dict[Any, Any]) -> Iterator[date]:
    """Yield the day that a worker is done with; strike out one that has ended."""
    try:
        word = told.recv()
    except EOFError:
        worker = workers.pop(told)
        worker.join()
        if worker.exitcode:
            raise FrontError(
                f"A process that derives fronts ended with status {worker.exitcode}; the days it did not write are missing."
            ) from None
        return
    if isinstance(word, GeoError):
        raise word
    yield word
