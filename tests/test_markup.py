"""The escape, the elements it guards, and the rule that no other module makes HTML."""

from __future__ import annotations

import ast
import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hostile import LINKS, STRINGS
from hypothesis import given
from hypothesis import strategies as st

from geo import markup
from geo.markup import Claimed, Mark, Row
from geo.palette import Palette, event_key

ROOT = Path(__file__).parents[1]


class Reader(HTMLParser):
    """Collects tags, attributes and text, as a browser would see them."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.links, self.names, self.text = [], [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.text += data


@given(st.text())
def test_escape_leaves_no_sign_that_html_or_a_template_literal_reads(text):
    assert not set(re.sub(r"&(#x?[0-9a-f]+|[a-z]+);", "", markup.escape(text))) & set("<>\"'`${}\\")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf"))))
def test_escaped_text_reads_as_it_was(text):
    assert Reader(f"<p>{markup.escape(text)}</p>").text == text


@pytest.mark.parametrize("hostile", STRINGS)
def test_hostile_text_stays_text_in_every_fragment(hostile):
    claim = Claimed(hostile, hostile, hostile, hostile, hostile, (Row(hostile, hostile),), hostile)
    page = markup.card(hostile, hostile, [Row(hostile, hostile)], [claim], hostile)
    page += markup.marked_text(hostile, [Mark(0, len(hostile), "place", hostile)], "en")
    read = Reader(page)
    assert not {"script", "img", "iframe", "svg", "a", "style", "object", "math"} & set(read.tags)
    assert not [name for name in read.names if name.startswith("on")]
    assert "${" not in page
    assert "`" not in page


@pytest.mark.parametrize("url", LINKS)
def test_only_web_addresses_become_links(url):
    assert "<a" not in markup.link(url, "source", "no link known")


def test_a_web_address_opens_apart_and_tells_nothing():
    made = markup.link("https://example.org/a?b=1&c=2", "source", "no link known")
    assert Reader(made).links == ["https://example.org/a?b=1&c=2"]
    assert 'rel="noopener noreferrer"' in made


@pytest.mark.parametrize("value", ["red", "#12345", "#1234567", "#12345g", "url(x)", "#123456;background:url(x)", "", *STRINGS])
def test_a_colour_is_six_hexadecimal_digits_or_the_default(value):
    assert markup.color(value, "#000000") == "#000000"
    assert markup.color("#a1B2c3") == "#a1B2c3"


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [("script", {}), ("img", {}), ("p", {"onclick": "x"}), ("p", {"style": "background:url('x')"}), ("a", {"href": "javascript:x"})],
)
def test_what_is_not_on_the_list_is_refused(tag, attributes):
    with pytest.raises(ValueError, match=r"No element|does not take"):
        markup.element(tag, "x", **attributes)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_marks_lose_and_add_no_text(text, spans):
    marks = [Mark(min(s), max(s), "place", "why") for s in spans]
    plain = Reader(markup.marked_text(text, marks, "ar").replace("<br>", "\n")).text
    assert plain == Reader(f"<p>{markup.escape(text)}</p>").text


def test_arabic_text_runs_from_right_to_left():
    made = markup.marked_text("في سرت", [Mark(3, 6, "place", "Sirte")], "ar")
    assert 'dir="rtl"' in made
    assert '<mark class="role-place" title="Sirte">سرت</mark>' in made


@pytest.mark.parametrize("hostile", STRINGS)
def test_plain_text_has_no_markdown_left(hostile):
    assert not re.search(r"(?<!\\)[<>\[\]()`*_$:!]", re.sub(r"\\\\", "", markup.plain(hostile)))


def _drawing(picture):
    return base64.b64decode(re.search('base64,([^"]+)', picture)[1]).decode()


def test_the_legend_tells_statuses_by_more_than_colour():
    palette = Palette(("GNA",))
    happened, planned = (_drawing(markup.swatch(palette.style(event_key("strike", s)))) for s in ("happened", "planned"))
    assert "stroke-dasharray" in planned
    assert "stroke-dasharray" not in happened
    assert 'fill="#ffffff"' in planned


def _calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            yield node, called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _makers_of_html():
    """The functions of the page that say they return `Html`, whose only makers are those of markup.py."""
    for path in (ROOT / "geo" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) in {"Html", "markup.Html"}:
                yield f"{node.name}("


MAKERS = ("markup.", *_makers_of_html())


@pytest.mark.parametrize("path", sorted([*(ROOT / "geo").rglob("*.py"), ROOT / "streamlit_app.py"]), ids=lambda p: p.name)
def test_no_other_module_makes_html(path):
    made_elsewhere = {"Popup", "Tooltip", "DivIcon", "Element", "GeoJsonPopup", "GeoJsonTooltip", "IFrame", "Html"}
    for node, name in _calls(path):
        assert not any(k.arg == "unsafe_allow_html" for k in node.keywords)
        assert name not in made_elsewhere or path.name == "markup.py"
        if name == "html" and path.name != "markup.py":
            built = ast.unparse(node.args[0])
            assert built.startswith(MAKERS), built
