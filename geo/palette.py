"""How everything is drawn: one style for each holder, event type, status and layer, for map, legend, exports and styles alike.

Colours are those of Okabe and Ito ("Color Universal Design", 2008), told apart under the common forms of colour blindness. What
colour says, a shape, dash or pattern says too. A style is asked for by its key: `holder:GNA`, `event:strike:claimed`, `front`,
`front:contested`, `corridor`, `unknown`, `place:city`, `road`, `country`, `district`,
`report:accepted`, `report:open`, `drawn`, `changed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from geo.model import EVENT_TYPES, STATUSES

__all__ = ["CONTESTED", "EventForm", "Palette", "Shape", "Style", "event_key", "holder_key"]

CONTESTED = "contested"
"""The holder that stands for ground which more than one side claims."""

Shape = Literal[
    "area",
    "line",
    "arrow",
    "circle",
    "square",
    "diamond",
    "triangle",
    "triangle-down",
    "star",
    "cross",
    "plus",
    "pentagon",
    "hexagon",
    "flag",
    "ring",
    "chevron",
    "dash",
]

Pattern = Literal["", "hatch", "cross-hatch", "dots"]

EventForm = Literal["symbol", "arrow", "area"]
"""An event with a position is a symbol, one from a place to another an arrow, one known to lie in some ground that ground."""

_BLACK, _ORANGE, _SKY, _GREEN = "#000000", "#e69f00", "#56b4e9", "#009e73"
_YELLOW, _BLUE, _VERMILION, _PURPLE = "#f0e442", "#0072b2", "#d55e00", "#cc79a7"
_GREY, _DARK_GREY, _INK = "#9a9a9a", "#5c5c5c", "#1f2933"


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of feature is drawn; `title` names it in each language.

    `dash` is an SVG dash array in pixels ("" for a solid line), `radius` the size of a symbol in pixels, `hollow` a symbol
    drawn as an outline, `pattern` what fills an area or, on a symbol, nothing.
    """

    key: str
    title: Mapping[str, str]
    color: str
    shape: Shape
    fill: str = ""
    weight: float = 1.5
    dash: str = ""
    opacity: float = 1.0
    fill_opacity: float = 0.0
    pattern: Pattern = ""
    hollow: bool = False
    radius: int = 6


def _named(en: str, ar: str) -> Mapping[str, str]:
    return MappingProxyType({"en": en, "ar": ar})


def _area(key: str, title: Mapping[str, str], color: str, pattern: Pattern, fill_opacity: float = 0.28) -> Style:
    return Style(key, title, color, "area", fill=color, weight=0.8, opacity=0.6, fill_opacity=fill_opacity, pattern=pattern)


_HOLDERS: Mapping[str, tuple[str, str, str, Pattern]] = MappingProxyType(
    {
        "GNA": ("Government of National Accord (GNA)", "حكومة الوفاق الوطني", _BLUE, ""),
        "LNA": ("Libyan National Army (LNA)", "الجيش الوطني الليبي (قوات حفتر)", _ORANGE, ""),
        "local": ("Local forces", "قوات محلية", _GREEN, "dots"),
        "IS": ("Islamic State", "تنظيم الدولة", _BLACK, "cross-hatch"),
        CONTESTED: ("Contested", "متنازع عليها", _PURPLE, "hatch"),
    }
)
_CYCLE = (_BLUE, _ORANGE, _GREEN, _SKY, _VERMILION, _YELLOW, _BLACK)
_PATTERNS: tuple[Pattern, ...] = ("", "dots", "cross-hatch")

_EVENTS: Mapping[str, tuple[str, str, str, Shape]] = MappingProxyType(
    {
        "strike": ("Strikes", "الضربات", _VERMILION, "star"),
        "shelling": ("Shelling", "القصف", _VERMILION, "diamond"),
        "clash": ("Clashes", "الاشتباكات", _VERMILION, "cross"),
        "advance": ("Advances", "التقدم", _PURPLE, "triangle"),
        "control": ("Control changes", "تبدل السيطرة", _PURPLE, "flag"),
        "withdrawal": ("Withdrawals", "الانسحابات", _PURPLE, "triangle-down"),
        "movement": ("Movements", "التحركات والحشود", _BLUE, "chevron"),
        "base": ("Bases in use", "القواعد المستخدمة", _BLUE, "square"),
        "front": ("Positions and lines", "المواقع والخطوط", _PURPLE, "dash"),
        "shootdown": ("Aircraft brought down", "إسقاط الطائرات", _BLACK, "hexagon"),
        "abduction": ("Abductions", "عمليات الخطف", _BLACK, "ring"),
        "violence": ("Other violence", "أعمال عنف أخرى", _BLACK, "pentagon"),
        "ceasefire": ("Ceasefires", "وقف إطلاق النار", _GREEN, "plus"),
        "diplomacy": ("Diplomacy", "الدبلوماسية", _GREEN, "circle"),
    }
)


@dataclass(frozen=True, slots=True)
class _StatusStyle:
    title: Mapping[str, str]
    hollow: bool = False
    dash: str = ""
    opacity: float = 1.0


_STATUSES: Mapping[str, _StatusStyle] = MappingProxyType(
    {
        "happened": _StatusStyle(_named("Happened", "وقع")),
        "claimed": _StatusStyle(_named("Claimed by one side", "بحسب طرف واحد"), hollow=True),
        "background": _StatusStyle(_named("Recalled from earlier", "مذكور من قبل"), opacity=0.55),
        "planned": _StatusStyle(_named("Planned", "مخطط له"), hollow=True, dash="4 3", opacity=0.9),
        "threatened": _StatusStyle(_named("Threatened", "مهدد به"), hollow=True, dash="1 3", opacity=0.9),
        "hypothetical": _StatusStyle(_named("Supposed", "مفترض"), hollow=True, dash="1 5", opacity=0.7),
        "denied": _StatusStyle(_named("Denied", "منفي"), hollow=True, dash="8 3 1 3", opacity=0.7),
    }
)

_PLACES: Mapping[str, tuple[str, str, str, Shape, int]] = MappingProxyType(
    {
        "city": ("Cities", "المدن", _INK, "circle", 5),
        "town": ("Towns", "البلدات", _INK, "circle", 3),
        "airbase": ("Air bases", "القواعد الجوية", _DARK_GREY, "triangle", 6),
        "airport": ("Airports", "المطارات", _DARK_GREY, "plus", 6),
        "naval_base": ("Naval bases", "القواعد البحرية", _DARK_GREY, "triangle-down", 6),
        "camp": ("Camps", "المعسكرات", _DARK_GREY, "square", 4),
        "port": ("Ports", "الموانئ", _DARK_GREY, "pentagon", 5),
        "oil_terminal": ("Oil terminals", "موانئ النفط", _BLACK, "hexagon", 7),
        "oil_field": ("Oil fields", "حقول النفط", _BLACK, "diamond", 6),
    }
)


def _fixed() -> dict[str, Style]:
    lines = [
        Style("front", _named("Front line", "خط الجبهة"), _INK, "line", weight=3.0),
        Style("front:contested", _named("Line through contested ground", "خط عبر أرض متنازع عليها"), _INK, "line", weight=2.5, dash="8 5"),
        Style("drawn", _named("Line drawn by a named source", "خط رسمه مصدر مسمى"), "#8a2b8f", "line", weight=3.5, dash="14 4 2 4"),
        Style(
            "road", _named("Main roads (schematic)", "الطرق الرئيسية (تخطيطية)"), "#8d6e4a", "line", weight=1.6, dash="10 2", opacity=0.8
        ),
    ]
    areas = [
        # Bleaches the holders' colours rather than mixing a third one into them.
        Style(
            "corridor",
            _named("Where the line may run", "حيث قد يمر الخط"),
            _INK,
            "area",
            fill="#ffffff",
            weight=1.2,
            dash="2 4",
            opacity=0.7,
            fill_opacity=0.5,
        ),
        Style(
            "changed",
            _named("Ground that changed hands", "أرض انتقلت من يد إلى يد"),
            _VERMILION,
            "area",
            fill=_VERMILION,
            weight=1.6,
            opacity=0.9,
            fill_opacity=0.3,
            pattern="hatch",
        ),
        _area("unknown", _named("No information", "لا معلومات"), _GREY, "dots", 0.25),
        Style("country", _named("Countries", "الدول"), "#7b8794", "area", fill="#f4f1ea", weight=1.0, fill_opacity=1.0),
        Style("district", _named("Districts", "الشعبيات"), "#7b8794", "area", weight=0.7, dash="3 3", opacity=0.8),
    ]
    symbols = [Style(f"place:{kind}", _named(en, ar), color, shape, radius=size) for kind, (en, ar, color, shape, size) in _PLACES.items()]
    symbols.append(
        Style("report:accepted", _named("Read in the report, accepted", "مقروء في التقرير وأقره مراجع"), "#00694f", "circle", hollow=True)
    )
    symbols.append(
        Style(
            "report:open",
            _named("Read in the report, not reviewed", "مقروء في التقرير ولم يراجع"),
            _DARK_GREY,
            "circle",
            dash="3 3",
            hollow=True,
        )
    )
    symbols.append(Style("place", _named("Places", "الأماكن"), _INK, "circle", radius=2))
    return {style.key: style for style in [*lines, *areas, *symbols]}


_FIXED: Mapping[str, Style] = MappingProxyType(_fixed())


def holder_key(holder: str) -> str:
    """Return the key of a holder's style."""
    return f"holder:{holder}"


def event_key(event_type: str, status: str = "happened", form: EventForm = "symbol") -> str:
    """Return the key of the style of an event of this type and status, as a symbol, an arrow or the ground it lies in."""
    return f"event:{event_type}:{status}" + ("" if form == "symbol" else f":{form}")


@dataclass(frozen=True)
class Palette:
    """The styles for a theatre whose holders are `holders`.

    Holders known to the project keep their colour; others take the colours that are left in the order of their names, then the
    same colours with a pattern, so that no two look alike and none changes from one day to the next.
    """

    holders: tuple[str, ...] = ()
    _by_holder: Mapping[str, Style] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_holder", MappingProxyType(_holder_styles(self.holders)))

    def style(self, key: str) -> Style:
        """Return the style with this key.

        Raises
        ------
        KeyError
            When no style has the key.
        """
        kind, _, rest = key.partition(":")
        if kind == "holder":
            return self._by_holder[rest]
        if kind == "event":
            return _event_style(*rest.split(":"))
        if kind == "place":
            return _FIXED.get(key, _FIXED["place"])
        return _FIXED[key]

    def holder_styles(self) -> list[Style]:
        """Return the styles of the holders, `contested` last."""
        return [self._by_holder[h] for h in sorted(self._by_holder, key=lambda h: (h == CONTESTED, h))]

    def event_styles(self) -> list[Style]:
        """Return the styles of the types of event, in the order of legends."""
        return [self.style(event_key(t)) for t in EVENT_TYPES]

    def status_styles(self) -> list[Style]:
        """Return how a symbol looks under each status, on a plain circle."""
        return [replace(_event_style("diplomacy", s), key=f"status:{s}", title=_STATUSES[s].title, color=_INK, fill=_INK) for s in STATUSES]


def _holder_styles(holders: Iterable[str]) -> dict[str, Style]:
    wanted = sorted({*holders, CONTESTED})
    styles = {h: _area(holder_key(h), _named(*_HOLDERS[h][:2]), *_HOLDERS[h][2:]) for h in wanted if h in _HOLDERS}
    taken = {(s.color, s.pattern) for s in styles.values()}
    free = [(c, p) for p in _PATTERNS for c in _CYCLE if (c, p) not in taken]
    for number, holder in enumerate(h for h in wanted if h not in _HOLDERS):
        styles[holder] = _area(holder_key(holder), _named(holder, holder), *free[number % len(free)])
    return styles


def _event_style(event_type: str, status: str = "happened", form: str = "symbol") -> Style:
    en, ar, color, shape = _EVENTS[event_type]
    look = _STATUSES[status]
    symbol = Style(
        event_key(event_type, status),
        _named(en, ar),
        color,
        shape,
        fill="" if look.hollow else color,
        weight=2.0,
        dash=look.dash,
        opacity=look.opacity,
        fill_opacity=0.0 if look.hollow else 0.85 * look.opacity,
        hollow=look.hollow,
        radius=7,
    )
    if form == "arrow":
        return replace(symbol, key=f"{symbol.key}:arrow", shape="arrow", fill="", fill_opacity=0.0, weight=2.5)
    if form == "area":
        dash = look.dash or "6 5"
        return replace(symbol, key=f"{symbol.key}:area", shape="area", weight=1.4, dash=dash, fill=color, fill_opacity=0.04)
    return symbol
