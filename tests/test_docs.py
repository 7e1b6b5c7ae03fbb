"""The pages say what is there: every room in the plan, every command in a page, every picture in its place."""

import re
from pathlib import Path

import pytest

from geo.cli import commands

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
ROOMS = sorted(
    p.name for p in (ROOT / "geo").iterdir() if (p.suffix == ".py" and not p.name.startswith("__")) or (p / "__init__.py").exists()
)


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_in_the_plan(room):
    assert f"`{room}`" in TEXTS[ROOT / "docs" / "architecture.md"] or f"`{room}/`" in TEXTS[ROOT / "docs" / "architecture.md"]


def test_the_plan_names_no_room_that_is_not_there():
    rows = re.findall(r"^\| (.+?) \|", TEXTS[ROOT / "docs" / "architecture.md"], flags=re.MULTILINE)
    named = {name.rstrip("/") for row in rows for name in re.findall(r"`([\w./]+)`", row)}
    assert named <= set(ROOMS)


@pytest.mark.parametrize("command", commands())
def test_every_command_is_explained_in_a_page(command):
    assert any(f"geo {command}" in text for text in TEXTS.values())


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_and_pictures_of_a_page_are_there(page):
    for target in re.findall(r"\]\(([^)#]+)\)", TEXTS[page]):
        assert target.startswith("https://") or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_files_that_a_page_names_are_there(page):
    for name in re.findall(r"`((?:docs|seeds|data|tests|benchmarks|scripts|geo)/[\w./-]+\.(?:md|py|csv|jsonl|geojson|toml))`", TEXTS[page]):
        assert (ROOT / name).exists(), name
