"""The folder of imported gazetteers: import, list, describe, remove, open."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from geo.errors import GazetteerError, InputError
from geo.world import WorldIndex

__all__ = ["Imported", "Shelf"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")


@dataclass(frozen=True, slots=True)
class Imported:
    """What is known of an imported gazetteer: how many places, how many lines were left out, from which file, when."""

    name: str
    places: int
    rejected: int
    file: str
    licence: str
    imported: str


class Shelf:
    """The user's gazetteers in a folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(
        self, path: Path, *, name: str | None = None, licence: str = "", alternates: Path | None = None, report: Callable[[str], None]
    ) -> Imported:
        """Import a file and return what came of it; a gazetteer of the same name is replaced once the new one is whole.

        `report` is given one sentence for each line that was left out.

        Raises
        ------
        InputError
            When the name cannot be one, or the file holds no place at all.
        OSError
            When a file cannot be read.
        """
        name = name or re.sub(r"[^a-z0-9_-]+", "-", path.stem.lower()).strip("-")
        if not _NAME.fullmatch(name):
            raise InputError(f"{name!r} cannot name a gazetteer; expected up to 41 small letters, digits, - and _.")
        self._folder.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=self._folder))
        try:
            imported = self._write(making, path, name, licence or "not stated", alternates, report)
            _replace(making, self._folder / name)
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return imported

    @staticmethod
    def _write(making: Path, path: Path, name: str, licence: str, alternates: Path | None, report: Callable[[str], None]) -> Imported:
        # Opening what was imported needs none of this, and a short text should not wait for it.
        from geo.user_gazetteers.alternates import Alternates  # noqa: PLC0415
        from geo.user_gazetteers.formats import read_rows  # noqa: PLC0415
        from geo.world.write import write_index  # noqa: PLC0415

        rejected = 0

        def reject(sentence: str) -> None:
            nonlocal rejected
            rejected += 1
            report(sentence)

        with ExitStack() as stack:
            names = stack.enter_context(Alternates(alternates, making, reject)) if alternates else None
            places = write_index(making, read_rows(path, licence, name, reject, names), {})
        if not places:
            raise InputError(f"{path}: holds no place that could be imported; expected at least one.")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        imported = Imported(name, places, rejected, path.name, licence, now)
        (making / "info.json").write_text(json.dumps(asdict(imported), ensure_ascii=False), encoding="utf-8")
        return imported

    def contents(self) -> list[Imported]:
        """Return the imported gazetteers by name."""
        found = sorted(self._folder.glob("*/info.json")) if self._folder.is_dir() else []
        return [Imported(**json.loads(path.read_text(encoding="utf-8"))) for path in found if not path.parent.name.startswith(".")]

    def info(self, name: str) -> Imported:
        """Return what is known of one gazetteer; raises GazetteerError when there is none of that name."""
        for imported in self.contents():
            if imported.name == name:
                return imported
        known = ", ".join(i.name for i in self.contents()) or "none"
        raise GazetteerError(f"No gazetteer named {name!r} was imported; there are: {known}.")

    def remove(self, name: str) -> None:
        """Remove a gazetteer; raises GazetteerError when there is none of that name."""
        shutil.rmtree(self._folder / self.info(name).name)

    def open_all(self) -> list[WorldIndex]:
        """Return the indexes of all gazetteers, to be asked in the order of their names."""
        return [WorldIndex(self._folder / imported.name, tier="user") for imported in self.contents()]


def _replace(made: Path, target: Path) -> None:
    old = target.with_name(f".old-{target.name}")
    if target.exists():
        target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)
