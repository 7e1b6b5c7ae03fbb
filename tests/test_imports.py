"""The plan of the house, held against the code: imports go one way, edge libraries live in one room, nothing acts at import."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "geo"
FILES = sorted(PACKAGE.rglob("*.py"))

TEXT_WING = {"languages", "dates", "toponyms", "offsets", "resolve", "reasons", "events", "reader", "documents"}
MAP_WING = {
    "control",
    "frontline",
    "layers",
    "palette",
    "view",
    "export",
    "tables",
    "webmap",
    "explain",
    "changes",
    "daily",
    "precompute",
    "timeline",
    "compare",
    "testimony",
}
GROUND = {
    "errors",
    "geodesy",
    "memo",
    "model",
    "names",
    "spelling",
    "text",
    "geometry",
    "gazetteer",
    "settings",
    "store",
    "records",
    "tiers",
    "world",
    "user_gazetteers",
}
EDGE_LIBRARIES = {
    "streamlit": {"ui"},
    "streamlit_folium": {"ui"},
    "folium": {"webmap"},
    "branca": {"webmap"},
    "duckdb": {"store"},
    "starlette": {"api"},
}


def module_name(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module):
    return module.split(".")[1] if "." in module else ""


def imported(path):
    """Every module that a file imports, at its top or inside a function, by full name."""
    modules = {module_name(f) for f in FILES}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in modules else node.module


EDGES = {module_name(f): {m for m in imported(f) if m.split(".")[0] == "geo"} for f in FILES}


def test_no_module_imports_itself_through_others():
    done, path = set(), []

    def visit(module):
        assert module not in path, " -> ".join([*path[path.index(module) :], module])
        if module in done:
            return
        path.append(module)
        for target in sorted(EDGES.get(module, set()) - {module}):
            visit(target)
        done.add(path.pop())

    for module in EDGES:
        visit(module)


@pytest.mark.parametrize(("wing", "other"), [(TEXT_WING, MAP_WING), (MAP_WING, TEXT_WING)], ids=["text", "map"])
def test_neither_wing_knows_the_other(wing, other):
    crossed = {(a, b) for a, targets in EDGES.items() if room(a) in wing for b in targets if room(b) in other}
    assert not crossed


def test_the_common_ground_knows_no_room_above_it():
    above = {(a, b) for a, targets in EDGES.items() if room(a) in GROUND for b in targets if room(b) not in GROUND | {""}}
    assert not above


def test_only_entry_points_know_the_command_line_and_the_page():
    users = {a for a, targets in EDGES.items() for b in targets if room(b) in {"cli", "ui"} and room(a) != room(b)}
    assert users <= {"geo.__main__"}


@pytest.mark.parametrize(("library", "rooms"), EDGE_LIBRARIES.items())
def test_an_edge_library_lives_in_its_room(library, rooms):
    users = {room(module_name(f)) for f in FILES if library in {m.split(".")[0] for m in imported(f)}}
    assert users <= rooms


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_nothing_is_read_at_import(path):
    """No call at the top of a module opens a file, asks the network or reads the environment."""
    acts = {"open", "read_text", "read_bytes", "read_file", "urlopen", "getenv", "connect", "read_parquet", "read_csv"}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = [n for n in tree.body if not isinstance(n, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)]
    calls = [c for n in top for c in ast.walk(n) if isinstance(c, ast.Call)]
    names = {getattr(c.func, "attr", getattr(c.func, "id", "")) for c in calls}
    assert not names & acts


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_no_module_takes_the_name_of_a_library(path):
    assert path.stem not in sys.stdlib_module_names | {"folium", "duckdb", "shapely", "streamlit"}


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_no_mutable_value_is_shared_through_a_module(path):
    """State that sessions could share must not stand at the top of a module; constants in capitals are never written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.Global)]


@pytest.mark.parametrize("path", [*FILES, *Path(__file__).parent.glob("*.py")], ids=lambda p: p.name)
def test_no_source_file_holds_invisible_marks_of_direction(path):
    text = path.read_text(encoding="utf-8")
    assert not [hex(ord(c)) for c in text if c in "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]


def test_reading_a_short_text_loads_no_heavy_library():
    """What takes longer to load than a sentence takes to read stays out of the way to it."""
    code = "import sys, geo.reader, geo.tiers, geo.store; print(*{'numpy', 'shapely', 'pyproj', 'duckdb'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert done.stdout.split() == []
