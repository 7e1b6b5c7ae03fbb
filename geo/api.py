"""HTTP beside the page, on the same port: the view that an address describes as GeoJSON.

`GET /api/view.geojson` takes the parameters of the page's address and answers with the same layers, filtered and dated alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.errors import ExportError, GeoError
from geo.export import to_geojson
from geo.layers import build_layers, catalogue
from geo.settings import Settings
from geo.store import Store
from geo.view import Limits, parse_view

__all__ = ["limits_of", "routes"]

_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"}


def routes(settings: Settings) -> list[Route]:
    """Return the routes; nothing is opened before the first request."""
    return [
        Route("/api/view.geojson", _view(settings), methods=["GET"]),
        # Without it the server answers any other path with the page and status 200.
        Route("/api/{path:path}", _missing),
    ]


def limits_of(store: Store) -> Limits:
    """Return what an address may ask of a store: the days it covers, its parties and its layers."""
    period = store.manifest()["as_of"]
    first, last = date.fromisoformat(period["first"]), date.fromisoformat(period["last"])
    infos = catalogue(store.holders())
    return Limits(first, last, actors=tuple(a.id for a in store.actors()), layers=tuple(i.id for i in infos))


@lru_cache(maxsize=2)
def _opened(data_dir: Path) -> Store:
    return Store.open(data_dir)


def _view(settings: Settings) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        try:
            store = _opened(settings.data_dir)
            layers = build_layers(store, parse_view(dict(request.query_params), limits_of(store)))
            body = to_geojson(layer for layer in layers if layer.id != "countries")
        except ExportError as error:
            return _said(400, str(error))
        except GeoError as error:
            return _said(503, str(error))
        return Response(body, media_type="application/geo+json", headers=_HEADERS)

    return answer


def _missing(_request: Request) -> Response:
    return _said(404, "There is nothing at this address; /api/view.geojson is.")


def _said(status: int, sentence: str) -> Response:
    return Response(json.dumps({"error": sentence}), status_code=status, media_type="application/json", headers=_HEADERS)
