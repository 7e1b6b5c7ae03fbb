"""Everything that becomes HTML, and the one escape that it passes through.

Text never reaches a page by another way: `element` escapes whatever is not already `Html`, takes attribute names from a list, and
lets colours, classes and links through only when they have the shape of one.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.palette import Style

__all__ = [
    "SHAPES",
    "Claimed",
    "Fold",
    "Html",
    "Mark",
    "Row",
    "card",
    "clean",
    "color",
    "element",
    "escape",
    "heading",
    "isolated",
    "join",
    "legend",
    "link",
    "marked_text",
    "plain",
    "safe_url",
    "source_line",
    "style_sheet",
    "swatch",
]


class Html(str):
    """Text that is already safe HTML; made by this module only."""

    __slots__ = ()


_TEMPLATE_LITERAL = str.maketrans({"`": "&#96;", "\\": "&#92;", "$": "&#36;", "{": "&#123;", "}": "&#125;"})
"""Beyond what HTML needs: text may come to stand in a script's template literal, where these would be code."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BIDI_CONTROL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_CLASS = re.compile(r"[a-z][a-z0-9-]*( [a-z][a-z0-9-]*)*")
_URL = re.compile(r"https?://[a-z0-9.-]+\.[a-z]{2,}(:\d{1,5})?(/[^\s\"'<>\\^`{|}]*)?", re.IGNORECASE)
_NUMBERS = re.compile(r"[0-9a-zA-Z ,.()%:;#-]*")

_ATTRIBUTES = frozenset({"class", "dir", "lang", "title", "role", "aria-label", "aria-hidden", "style", "href", "target", "rel", "open"})
_TAGS = frozenset(
    {
        *("a", "abbr", "b", "bdi", "blockquote", "br", "details", "div", "em", "h2", "h3", "h4", "li", "mark", "ol", "p"),
        *("q", "section", "small", "span", "strong", "summary", "ul"),
    }
)
_VOID = frozenset({"br"})

_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def clean(text: object) -> str:
    """Return `text` with control characters and lone surrogates replaced, and without signs that turn its direction."""
    return _BIDI_CONTROL.sub("", _CONTROL.sub("\ufffd", str(text)))


def escape(text: object) -> Html:
    """Return `text` as HTML that shows it and does nothing else, in an element, an attribute or a script's template literal.

    Control characters and lone surrogates become a replacement character. Direction controls are left out: a name that ends in
    an override would turn round what follows it.
    """
    return Html(html.escape(clean(text), quote=True).translate(_TEMPLATE_LITERAL))


def plain(text: object) -> str:
    """Return `text` so that Streamlit's Markdown shows it as it stands: no emphasis, link, picture, formula or icon."""
    return _MARKDOWN.sub(r"\\\1", " ".join(clean(text).split()))


def isolated(text: object) -> str:
    """Return `plain` text between marks that keep its direction from the words around it."""
    return f"\u2068{plain(text)}\u2069"


def color(value: str, default: str = "#5c5c5c") -> str:
    """Return `value` when it is a colour of six hexadecimal digits, else `default`."""
    return value if _COLOR.fullmatch(value) else default


def safe_url(value: str) -> str | None:
    """Return `value` when it is an http or https address of a public host name, else None."""
    return value if len(value) <= 2000 and _URL.fullmatch(value) else None


def join(parts: Iterable[object], separator: str = "") -> Html:
    """Return the parts one after another, escaping those that are not yet HTML."""
    return Html(escape(separator).join(p if isinstance(p, Html) else escape(p) for p in parts))


def element(tag: str, *children: object, **attributes: str) -> Html:
    """Return one element; children that are not HTML are escaped.

    Parameters
    ----------
    tag
        A tag of a fixed list; no script, style, frame, form or image is on it.
    children
        Text or HTML.
    attributes
        `cls` for class, other names with `_` for `-`. `href` must pass `safe_url`, `style` a list of signs.

    Raises
    ------
    ValueError
        When the tag or an attribute is not on the list, or a class, style or address has not the shape of one.
    """
    if tag not in _TAGS:
        raise ValueError(f"No element {tag!r} is made here.")
    written = "".join(f' {name}="{escape(value)}"' for name, value in map(_attribute, attributes.items()))
    if tag in _VOID:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{join(children)}</{tag}>")


def _attribute(item: tuple[str, str]) -> tuple[str, str]:
    given, value = item
    name = "class" if given == "cls" else given.replace("_", "-")
    check = {"class": _CLASS, "style": _NUMBERS, "href": _URL}.get(name)
    if name not in _ATTRIBUTES or (check is not None and not check.fullmatch(value)):
        raise ValueError(f"The attribute {name!r} does not take {value!r}.")
    return name, value


def link(url: str, text: str, otherwise: str) -> Html:
    """Return a link that opens apart and tells the other side nothing, or `text` and `otherwise` when `url` is no web address."""
    address = safe_url(url.strip())
    if address is None:
        return join([element("bdi", text), element("span", otherwise, cls="no-link")], " ")
    return element("a", element("bdi", text), href=address, target="_blank", rel="noopener noreferrer")


def style_sheet(path: Path) -> Html:
    """Return the style sheet of this file as an element; it is a file of the project and holds no data."""
    return Html(f"<style>{path.read_text(encoding='utf-8')}</style>")


def heading(title: str, note: str = "") -> Html:
    """Return the head of a page: its name and one line on what it is."""
    return element("div", element("strong", title), element("span", note) if note else Html(""), cls="brand")


SHAPES = {
    "circle": "M12 3a9 9 0 1 0 .01 0z",
    "ring": "M12 3a9 9 0 1 0 .01 0zM12 8a4 4 0 1 1-.01 0z",
    "square": "M4 4h16v16h-16z",
    "diamond": "M12 1.5l10 10.5l-10 10.5l-10 -10.5z",
    "triangle": "M12 2l10.5 19h-21z",
    "triangle-down": "M12 22l10.5 -19h-21z",
    "star": "M12 1l3.1 7.4l8 .6l-6.1 5.2l1.9 7.8l-6.9 -4.2l-6.9 4.2l1.9 -7.8l-6.1 -5.2l8 -.6z",
    "cross": "M6 2l6 6l6 -6l4 4l-6 6l6 6l-4 4l-6 -6l-6 6l-4 -4l6 -6l-6 -6z",
    "plus": "M9 2h6v7h7v6h-7v7h-6v-7h-7v-6h7z",
    "pentagon": "M12 1.5l10.5 7.8l-4 12.7h-13l-4 -12.7z",
    "hexagon": "M12 1.5l9.2 5.2v10.6l-9.2 5.2l-9.2 -5.2v-10.6z",
    "flag": "M5 1.5h2.5v1.5h13l-4 5l4 5h-13v9.5h-2.5z",
    "chevron": "M3 4h8l9 8l-9 8h-8l8 -8z",
    "dash": "M1.5 9h21v6h-21z",
}
"""Outline of each symbol in a box of 24 by 24; the map draws the same ones."""


def swatch(style: Style) -> Html:
    """Return the small picture that stands for a style in a legend or a list."""
    if style.shape == "area":
        return element("span", cls=f"swatch area {style.pattern or 'even'}{' dashed' if style.dash else ''}", style=_area_style(style))
    dash = f' stroke-dasharray="{style.dash}"' if _NUMBERS.fullmatch(style.dash) and style.dash else ""
    stroke = f'stroke="{color(style.color)}" opacity="{style.opacity:.2f}" stroke-linejoin="round"{dash}'
    if style.shape in ("line", "arrow"):
        end = "M2 12h30M26 6l8 6l-8 6" if style.shape == "arrow" else "M2 12h40"
        return _picture(f'<path d="{end}" fill="none" {stroke} stroke-width="{max(style.weight, 2) * 1.3:.1f}"/>', "0 0 44 24", 30)
    filled = style.fill or (style.color if style.key.startswith("place") else "")
    fill = color(filled) if filled and not style.hollow else "#ffffff"
    return _picture(f'<path d="{SHAPES[style.shape]}" fill="{fill}" {stroke} stroke-width="2.4"/>', "-1 -1 26 26", 16)


def _picture(drawing: str, box: str, width: int) -> Html:
    """Return a drawing made here as an image, since Streamlit's sanitiser takes SVG out of a page."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width}" height="16">{drawing}</svg>'
    data = base64.b64encode(svg.encode("ascii")).decode("ascii")
    return Html(f'<img class="swatch" alt="" width="{width}" height="16" src="data:image/svg+xml;base64,{data}">')


def _area_style(style: Style) -> str:
    tint = color(style.fill or style.color)
    return f"--tint:{tint};--edge:{color(style.color)};--share:{round(100 * max(style.fill_opacity, 0.05))}%"


def legend(sections: Sequence[tuple[str, Sequence[Style]]], language: str) -> Html:
    """Return the legend: each section's title, and for each style its picture and name in `language`."""
    return element("div", *(_legend_section(title, styles, language) for title, styles in sections if styles), cls="legend")


def _legend_section(title: str, styles: Sequence[Style], language: str) -> Html:
    items = [element("li", swatch(s), element("span", s.title.get(language) or s.title["en"], dir="auto")) for s in styles]
    return element("section", element("h4", title), element("ul", *items))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of facts: what it is about, and the words."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one source says, in words: `badge` is its status, `quote` the source's own words where they may stand here."""

    badge: str
    publisher: str
    title: str
    url: str
    no_link: str
    rows: tuple[Row, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """A list that opens on a click: its title, and its lines."""

    title: str
    lines: tuple[Html, ...]


def card(
    title: str,
    badge: str,
    rows: Sequence[Row],
    claims: Sequence[Claimed] = (),
    note: str = "",
    symbol: Html | None = None,
    folds: Sequence[Fold] = (),
) -> Html:
    """Return the evidence for one thing on the map: its facts, who says so with claims side by side, and longer lists folded."""
    top = element("h3", symbol or Html(""), element("bdi", title))
    mark = element("span", badge, cls="badge") if badge else Html("")
    remark = element("p", _lines(note), cls="note", dir="auto") if note else Html("")
    said = element("div", *(_claim(c) for c in claims), cls="claims") if claims else Html("")
    return element("div", top, mark, _rows(rows), remark, said, *(_fold(f) for f in folds if f.lines), cls="card", dir="auto")


def _fold(fold: Fold) -> Html:
    lines = element("ul", *(element("li", line, dir="auto") for line in fold.lines), cls="folded")
    return element("details", element("summary", fold.title), lines)


def source_line(claim: Claimed) -> Html:
    """Return a source in one line: publisher, title with its link where there is one, and what else is known."""
    parts: list[object] = [element("b", claim.publisher), _source(claim), *(r.value for r in claim.rows)]
    return join(parts, " \u00b7 ")


def _rows(rows: Sequence[Row]) -> Html:
    items = (element("li", element("span", r.label, cls="label"), element("span", r.value, dir="auto")) for r in rows)
    return element("ul", *items, cls="rows") if rows else Html("")


def _claim(claim: Claimed) -> Html:
    mark = element("span", claim.badge, cls="badge") if claim.badge else Html("")
    head = element("div", element("bdi", claim.publisher, cls="publisher"), mark, cls="claim-head")
    quote = element("blockquote", claim.quote, dir="auto") if claim.quote else Html("")
    source = element("p", _source(claim), cls="source", dir="auto") if claim.title or claim.url or claim.no_link else Html("")
    return element("div", head, quote, source, _rows(claim.rows), cls="claim")


def _source(claim: Claimed) -> Html:
    if not claim.title and safe_url(claim.url) is None:
        return element("span", claim.no_link, cls="no-link")
    return link(claim.url, claim.title or claim.url, claim.no_link)


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a text to underline: code-point offsets, the role that decides its look, and what hovering over it says."""

    start: int
    end: int
    role: str
    note: str


def marked_text(text: str, marks: Iterable[Mark], language: str) -> Html:
    """Return the text with its marks, paragraphs kept, in the direction of its language; overlapping marks give way to the first."""
    parts: list[Html] = []
    at = 0
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if mark.start < at or mark.end > len(text) or mark.start >= mark.end:
            continue
        parts.append(_lines(text[at : mark.start]))
        parts.append(element("mark", text[mark.start : mark.end], cls=f"role-{mark.role}", title=mark.note))
        at = mark.end
    parts.append(_lines(text[at:]))
    return element("div", *parts, cls="report", dir="rtl" if language == "ar" else "ltr", lang="ar" if language == "ar" else "en")


def _lines(text: str) -> Html:
    pieces = [escape(line) for line in text.split("\n")]
    return Html(element("br").join(pieces))
