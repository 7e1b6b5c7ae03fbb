from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import EVENT_TYPES, STATUSES
from geo.view import MAX_WINDOW_DAYS, Limits, View, parse_view, view_query

LIMITS = Limits(
    date(2019, 4, 4), date(2020, 10, 23), actors=("GNA", "LNA", "Wagner (accused)"), layers=("front", "event-strike", "territory-gna")
)
DAYS = st.dates(LIMITS.first, LIMITS.last)
SUBSETS = {
    name: st.lists(st.sampled_from(known), unique=True).map(tuple) for name, known in (("actors", LIMITS.actors), ("layers", LIMITS.layers))
}


def in_order(known):
    return st.sets(st.sampled_from(known)).map(lambda some: tuple(k for k in known if k in some))


VIEWS = st.builds(
    View,
    as_of=DAYS,
    known_by=st.none() | DAYS,
    window_days=st.integers(1, MAX_WINDOW_DAYS),
    types=in_order(EVENT_TYPES),
    statuses=in_order(STATUSES),
    actors=SUBSETS["actors"],
    layers=st.none() | SUBSETS["layers"],
    language=st.sampled_from(["en", "ar"]),
    selected=st.none() | st.just("2020-06-06-strike-sirte:area"),
    zoom=st.none() | st.integers(1, 18).map(float),
    tiles=st.booleans(),
)


@given(VIEWS)
def test_a_link_restores_the_view(view):
    assert parse_view(view_query(view), LIMITS) == view


@given(st.floats(-180, 180).map(lambda x: round(x, 4)), st.floats(-90, 90).map(lambda x: round(x, 4)))
def test_a_link_restores_where_one_looks(lon, lat):
    view = View(LIMITS.last, lon=lon, lat=lat)
    assert parse_view(view_query(view), LIMITS) == view


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "NaN",
        "inf",
        "-1e999",
        "1" * 400,
        "<script>",
        "${alert(1)}",
        "2020-13-45",
        "9999-12-31",
        "0000-00-00",
        "none,front",
        "\u202e",
        "'; DROP TABLE event;--",
    ]
)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                *view_query(View(LIMITS.last)),
                "days",
                "types",
                "actors",
                "statuses",
                "layers",
                "lang",
                "event",
                "lon",
                "lat",
                "zoom",
                "tiles",
                "x",
            ]
        ),
        HOSTILE | st.lists(HOSTILE, max_size=3),
    )
)
def test_whatever_comes_is_clamped_or_dropped(query):
    view = parse_view(query, LIMITS)
    assert LIMITS.first <= view.as_of <= LIMITS.last
    assert view.known_by is None or view.known_by >= LIMITS.first
    assert 1 <= view.window_days <= MAX_WINDOW_DAYS
    assert set(view.types) <= set(EVENT_TYPES)
    assert set(view.actors) <= set(LIMITS.actors)
    assert set(view.layers or ()) <= set(LIMITS.layers)
    assert view.language in ("en", "ar")
    assert view.zoom is None or 1 <= view.zoom <= 18
    assert (view.lon is None) == (view.lat is None)


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ({"date": "2031-01-01"}, "as_of", LIMITS.last),
        ({"date": "1999-01-01"}, "as_of", LIMITS.first),
        ({"date": "yesterday"}, "as_of", LIMITS.last),
        ({"date": ["2019-05-01", "2020-05-01"]}, "as_of", date(2020, 5, 1)),
        ({"days": "0"}, "window_days", 1),
        ({"days": "9999"}, "window_days", MAX_WINDOW_DAYS),
        ({"lon": "500", "lat": "31"}, "lon", 180.0),
        ({"lon": "16"}, "lon", None),
        ({"layers": "none"}, "layers", ()),
        ({"layers": "no-such-layer"}, "layers", None),
        ({"event": "<img src=x>"}, "selected", None),
        ({"lang": "xx"}, "language", "en"),
    ],
)
def test_values_out_of_range(query, field, value):
    assert getattr(parse_view(query, LIMITS), field) == value


def test_the_window_ends_with_the_day_pictured():
    view = View(date(2020, 6, 30), window_days=30)
    assert (view.start, view.end) == (date(2020, 6, 1), date(2020, 6, 30))
    assert View(date(2020, 6, 30), window_days=1).start == date(2020, 6, 30)
    assert view.end - view.start == timedelta(29)


def test_layers_are_on_by_default_until_some_are_chosen():
    assert View(LIMITS.last).shows("front", default=True)
    assert not View(LIMITS.last, layers=()).shows("front", default=True)
    assert View(LIMITS.last, layers=("read",)).shows("read", default=False)
