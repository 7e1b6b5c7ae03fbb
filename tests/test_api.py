"""The HTTP routes beside the page: the view of an address as GeoJSON, and honest refusals."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hostile import STRINGS
from starlette.applications import Starlette

from geo.api import routes
from geo.settings import Settings

APP = Starlette(routes=routes(Settings()))


def get(path, app=APP, **query):
    """Status, headers and body that a GET is answered with."""
    sent = []
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": urlencode(query).encode(), "root_path": ""}

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    headers = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:])


def features(**query):
    return json.loads(get("/api/view.geojson", **query)[2])["features"]


def test_the_view_of_an_address_is_geojson_with_a_front():
    status, headers, _ = get("/api/view.geojson", date="2020-06-15")
    assert (status, headers["content-type"]) == (200, "application/geo+json")
    assert "front" in {f["properties"]["layer"] for f in features(date="2020-06-15")}


def test_the_day_moves_the_front():
    lines = [
        [f["geometry"] for f in features(date=day, layers="front") if f["properties"]["layer"] == "front"]
        for day in ("2019-04-20", "2020-06-15")
    ]
    assert lines[0] != lines[1]


def test_filters_are_those_of_the_page():
    kinds = {f["properties"]["type"] for f in features(date="2020-06-15", types="strike", layers="event-strike,event-clash")}
    assert kinds == {"strike"}


@pytest.mark.parametrize("hostile", STRINGS)
def test_a_hostile_address_is_the_default_view_and_is_not_echoed(hostile):
    text = hostile.encode("utf-8", "replace").decode()
    status, _, body = get("/api/view.geojson", date=text, layers="oil", actors=text, lang=text, event=text, days=text)
    assert status == 200
    assert text.encode() not in body


def test_another_address_under_api_is_a_404_and_not_the_page():
    status, headers, body = get("/api/nothing")
    assert (status, headers["content-type"]) == (404, "application/json")
    assert b"<" not in body


def test_missing_data_is_one_sentence(tmp_path):
    app = Starlette(routes=routes(replace(Settings(), data_dir=tmp_path)))
    status, _, body = get("/api/view.geojson", app)
    assert status == 503
    assert "geo build" in json.loads(body)["error"]
