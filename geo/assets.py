"""The files that the map page loads in the browser: where they lie when vendored, and the pinned links where they are not.

`package.json` and `package-lock.json` pin the packages; `scripts/assets.py` copies what is listed here to `static/vendor`, which
the server hands out under `app/static/vendor`. A host without them falls back to the same files on a content network, and the
browser refuses a file there whose digest is not the one below.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

__all__ = ["MAP_FILES", "OTHER_FILES", "STAMP", "Asset", "Links", "digest", "is_installed", "links", "lock_digest"]

STAMP = "installed.txt"
"""Name of the file in `static/vendor` that holds the digest of the lock file that was installed."""

_FRAME_TO_STATIC = "../../app/static/vendor"
"""From the frame of a component, `/component/<name>/index.html`; relative, so that it holds under any base path."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of an npm package: `path` within it, `name` under `static/vendor`, and its subresource integrity."""

    package: str
    version: str
    path: str
    name: str
    integrity: str = ""

    @property
    def pinned_url(self) -> str:
        """The address of this very version on the content network."""
        return f"https://cdn.jsdelivr.net/npm/{self.package}@{self.version}/{self.path}"


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses for a component frame to load in order; `vendored` says whether all of them are on this server."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    vendored: bool


_LEAFLET_JS = "sha384-cxOPjt7s7Iz04uaHJceBmS+qpjv2JkIHNVcuOrM+YHwZOmJGBXI00mdUXEq65HTH"
_LEAFLET_CSS = "sha384-sHL9NAb7lN7rfvG5lfHpm643Xkcjzp4jFvuavGOndn6pjVqS6ny56CAt3nsEVT4H"
_DRAW_JS = "sha384-JP5UPxIO2Tm2o79Fb0tGYMa44jkWar53aBoCbd8ah0+LcCDoohTIYr+zIXyfGIJN"
_DRAW_CSS = "sha384-NZLkVuBRMEeB4VeZz27WwTRvlhec30biQ8Xx7zG7JJnkvEKRg5qi6BNbEXo9ydwv"
MAP_FILES = (
    Asset("leaflet", "1.9.4", "dist/leaflet.js", "leaflet/leaflet.js", _LEAFLET_JS),
    Asset("leaflet", "1.9.4", "dist/leaflet.css", "leaflet/leaflet.css", _LEAFLET_CSS),
    Asset("leaflet-draw", "1.0.4", "dist/leaflet.draw.js", "leaflet-draw/leaflet.draw.js", _DRAW_JS),
    Asset("leaflet-draw", "1.0.4", "dist/leaflet.draw.css", "leaflet-draw/leaflet.draw.css", _DRAW_CSS),
)
"""What the map cannot do without, in the order in which it loads."""

_PLEX = "@fontsource/ibm-plex-sans-arabic"
OTHER_FILES = (
    *(
        Asset(_PLEX, "5.3.0", f"files/ibm-plex-sans-arabic-{script}-{weight}-normal.woff2", f"fonts/plex-{script}-{weight}.woff2")
        for script in ("arabic", "latin", "latin-ext")
        for weight in (400, 500, 600)
    ),
    Asset(_PLEX, "5.3.0", "LICENSE", "fonts/LICENSE.txt"),
    Asset("leaflet", "1.9.4", "LICENSE", "leaflet/LICENSE.txt"),
    *(
        Asset("leaflet-draw", "1.0.4", f"dist/images/{name}", f"leaflet-draw/images/{name}")
        for name in ("spritesheet.svg", "spritesheet.png", "spritesheet-2x.png")
    ),
)
"""Letters in which Arabic and Latin share one design, the signs of the drawing tools, and licences; the map does without them."""


def digest(data: bytes) -> str:
    """Return the subresource integrity of these bytes: SHA-384 in base 64, as the browser compares it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode("ascii")


def lock_digest(lock: bytes) -> str:
    """Return the digest of a lock file that the stamp holds once its packages are installed."""
    return hashlib.sha256(lock).hexdigest()


def is_installed(vendor: Path, lock: Path) -> bool:
    """Return whether `vendor` holds every file, installed from this very lock file."""
    stamp = vendor / STAMP
    if not stamp.is_file() or not lock.is_file():
        return False
    files = all((vendor / asset.name).is_file() for asset in MAP_FILES + OTHER_FILES)
    return files and stamp.read_text(encoding="ascii").strip() == lock_digest(lock.read_bytes())


def links(vendor: Path) -> Links:
    """Return what a map frame loads: files of this server where they are installed, pinned ones elsewhere otherwise.

    Elsewhere, the first script is a few lines that put each file's digest on its element before the browser fetches it.
    """
    if all((vendor / asset.name).is_file() for asset in MAP_FILES):
        found = [f"{_FRAME_TO_STATIC}/{asset.name}" for asset in MAP_FILES]
        return Links(_ending(found, ".js"), _ending(found, ".css"), vendored=True)
    found = [asset.pinned_url for asset in MAP_FILES]
    return Links((_integrity_guard(MAP_FILES), *_ending(found, ".js")), _ending(found, ".css"), vendored=False)


def _ending(addresses: Iterable[str], suffix: str) -> tuple[str, ...]:
    return tuple(a for a in addresses if a.endswith(suffix))


def _integrity_guard(files: Iterable[Asset]) -> str:
    table = json.dumps({asset.pinned_url: asset.integrity for asset in files}, sort_keys=True)
    script = (
        "(function(){var known=" + table + ";var add=Node.prototype.appendChild;"
        "Node.prototype.appendChild=function(n){var d=known[n.src||n.href];"
        "if(d){n.integrity=d;n.crossOrigin='anonymous'}return add.call(this,n)}})();"
    )
    return "data:text/javascript;charset=utf-8," + quote(script, safe="")
