"""The files the browser loads: pinned, checked, from here when installed and with a digest when not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from geo.assets import MAP_FILES, OTHER_FILES, STAMP, digest, is_installed, links, lock_digest

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "static" / "vendor"


@pytest.fixture
def vendor(tmp_path):
    for asset in MAP_FILES + OTHER_FILES:
        path = tmp_path / asset.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path


def test_versions_are_those_of_the_lock_file():
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for asset in MAP_FILES + OTHER_FILES:
        assert locked[f"node_modules/{asset.package}"]["version"] == asset.version
        assert locked[f"node_modules/{asset.package}"]["integrity"].startswith("sha512-")


def test_installed_files_are_the_pinned_ones():
    assert is_installed(VENDOR, ROOT / "package-lock.json"), "run `make assets` first"
    for asset in MAP_FILES:
        assert digest((VENDOR / asset.name).read_bytes()) == asset.integrity


def test_installed_files_come_from_this_server(vendor):
    found = links(vendor)
    assert found.vendored
    assert all(address.startswith("../../app/static/vendor/") for address in found.scripts + found.styles)


def test_elsewhere_each_file_has_a_version_and_a_digest(tmp_path):
    found = links(tmp_path)
    guard = unquote(found.scripts[0])
    assert not found.vendored
    for asset in MAP_FILES:
        assert asset.pinned_url in found.scripts + found.styles
        assert re.search(r"@\d+\.\d+\.\d+/", asset.pinned_url)
        assert json.dumps(asset.pinned_url) + ": " + json.dumps(asset.integrity) in guard


def test_a_stamp_of_another_lock_file_or_a_missing_file_is_not_installed(vendor, tmp_path):
    lock = tmp_path / "lock.json"
    lock.write_bytes(b"{}")
    (vendor / STAMP).write_text(lock_digest(b"{}"))
    assert is_installed(vendor, lock)
    lock.write_bytes(b"{ }")
    assert not is_installed(vendor, lock)
    lock.write_bytes(b"{}")
    (vendor / MAP_FILES[0].name).unlink()
    assert not is_installed(vendor, lock)
