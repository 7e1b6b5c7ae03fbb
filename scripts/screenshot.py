"""Draw the README's pictures: the map in English and Arabic and a report being read, in a real Chromium, to docs/images/."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

PICTURES = {
    "map-en.png": ("/?date=2020-06-15&event=2020-06-06-strike-gate-30", (1440, 900)),
    "map-ar.png": ("/?date=2020-06-15&event=2020-06-06-strike-gate-30&lang=ar", (1440, 900)),
    "report-ar.png": ("/?page=read&report=ar-sirte-first-assault&lang=ar", (1440, 1160)),
    "map-ar-phone.png": ("/?date=2020-06-15&lang=ar", (390, 844)),
    "point-en.png": ("/?date=2020-06-15&event=point:17.2:30.4", (1440, 900)),
    "review-en.png": ("/?page=read&report=ar-sirte-first-assault", (1440, 1000)),
    "lines-en.png": ("/?date=2020-06-15", (1440, 900)),
}


def review(page: Page) -> None:
    """Accept an event of the report that is open, as a reviewer does, and bring it into view."""
    page.locator(".st-key-reviewer input").fill("Huda")
    page.locator(".st-key-reviewer input").press("Enter")
    page.locator("[class*=st-key-ev] summary").nth(1).click()
    page.locator("[class*=st-key-right] button").first.click()
    page.get_by_text("As decided").wait_for()
    page.locator(".st-key-to-map").scroll_into_view_if_needed()
    page.locator("[class*=st-key-undo] button").first.scroll_into_view_if_needed()


def draw(page: Page) -> None:
    """Draw a line on the map, and say whose it is."""
    page.get_by_text("Others' lines").click()
    frame = page.frame_locator("iframe").first
    frame.locator(".leaflet-draw-draw-polyline").click()
    box = frame.locator("[data-drawn]").bounding_box()
    assert box is not None
    for x, y in ((0.488, 0.53), (0.45, 0.66), (0.43, 0.78), (0.40, 0.9)):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.wait_for_timeout(300)
    frame.locator(".leaflet-draw-actions a").first.click()
    page.locator(".st-key-drawn-source input").fill("A newspaper")
    page.locator(".st-key-keep-drawn button").click()
    page.get_by_text("Half of it within").wait_for()


ACTS = {"review-en.png": review, "lines-en.png": draw}
"""What is done on a page before its picture is taken."""


def main() -> int:
    """Take the pictures and return the exit status."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            for name, (address, size) in PICTURES.items():
                take(browser, f"http://127.0.0.1:{port}{address}", size, IMAGES / name)
    except (Error, TimeoutError) as error:
        print(f"No picture was taken: {error}", file=sys.stderr)
        return 1
    finally:
        server.terminate()
        server.wait(10)
    return 0


def wait_for(address: str, seconds: float = 60) -> None:
    """Wait until the server answers, or raise TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(f"the server did not answer at {address} within {seconds:.0f} s")


def take(browser: Browser, address: str, size: tuple[int, int], path: Path) -> None:
    """Save a picture of the page once its map is drawn."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address)
    page.frame_locator("iframe").first.locator("[data-drawn]").wait_for(timeout=60_000)
    # The symbols and labels settle after fonts and frame have their size.
    page.wait_for_timeout(2500)
    if path.name in ACTS:
        ACTS[path.name](page)
        page.wait_for_timeout(2500)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    page.close()
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
