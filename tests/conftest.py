"""A running server and a real browser for the tests that need them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no fault of the code, and CI tries the same examples each time; elsewhere new ones are tried.
settings.register_profile("project", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("project")

ROOT = Path(__file__).parents[1]

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
NO_BROWSER = (
    f"The browser tests need Chromium at {CHROMIUM}. Install it (`apt-get install chromium`), name another one with "
    "CHROMIUM=/path/to/chromium, or leave these tests out with `pytest -m 'not browser'`."
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    # Whatever the page asks for, nothing but this machine answers; what it asked for is recorded all the same.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def is_up(address):
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def wait_until_up(process, address, log, seconds=180):
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        if is_up(address):
            return
        time.sleep(0.2)
    pytest.fail(f"The server did not come up at {address}; it said:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Start servers on free ports of 127.0.0.1, with other folders by environment; each is ended by its own process."""
    running = []

    def start(**environment):
        port = free_port()
        log = tmp_path_factory.mktemp("server") / "log.txt"
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
        with log.open("w") as out:
            process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=out, stderr=subprocess.STDOUT)
        running.append(process)
        address = f"http://127.0.0.1:{port}"
        wait_until_up(process, address, log)
        return address

    yield start
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@pytest.fixture(scope="session")
def address(serve):
    return serve()


@pytest.fixture(scope="session")
def chromium():
    if not (Path(CHROMIUM).is_file() or shutil.which(CHROMIUM)):
        pytest.fail(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
