"""Look-up of a name by an online service, for a curator who asks for it: never by the reader, never at run time of the map."""

from __future__ import annotations

import csv
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from geopy.adapters import AdapterHTTPError, URLLibAdapter
from geopy.exc import GeocoderParseError, GeocoderRateLimited, GeocoderTimedOut, GeocoderUnavailable, GeopyError
from geopy.geocoders import Nominatim, Photon
from geopy.geocoders.base import Geocoder

from geo.errors import GeocodeError
from geo.geodesy import in_range

__all__ = ["SERVICES", "Answer", "Cache", "Limiter", "Service", "save_answers"]

SERVICES = {"nominatim": ("nominatim.openstreetmap.org", "https"), "photon": ("photon.komoot.io", "https")}
"""Host and scheme of each service; both answer from OpenStreetMap."""

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
SECONDS_BETWEEN = 1.0
"""The usage policy of the public Nominatim: at most one request a second, from the whole application."""

_TIMEOUT_S = 10.0
_ANSWERS = 5
_PRECISION_KM = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One place a service gave: its name for it, position in degrees, and whose data it is."""

    query: str
    name: str
    lon: float
    lat: float
    service: str
    attribution: str = ATTRIBUTION


class Limiter:
    """Lets one request through every `seconds`, whichever thread asks."""

    def __init__(
        self, seconds: float = SECONDS_BETWEEN, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._seconds, self._clock, self._sleep = seconds, clock, sleep
        self._lock = threading.Lock()
        self._next = float("-inf")

    def wait(self) -> None:
        """Return when it is this caller's turn."""
        with self._lock:
            delay = self._next - self._clock()
            if delay > 0:
                self._sleep(delay)
            self._next = max(self._clock(), self._next) + self._seconds


class Cache:
    """Answers kept on disk, by service and query; an empty answer is kept too."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()
        with self._connect() as database:
            database.execute("CREATE TABLE IF NOT EXISTS answers (service TEXT, query TEXT, answer TEXT, PRIMARY KEY (service, query))")

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path)

    def get(self, service: str, query: str) -> list[Answer] | None:
        """Return the answers kept for a query, or None when it was never asked."""
        connection = self._connect()
        try:
            row = connection.execute("SELECT answer FROM answers WHERE service = ? AND query = ?", (service, query)).fetchone()
        finally:
            connection.close()
        return None if row is None else [Answer(**record) for record in json.loads(row[0])]

    def put(self, service: str, query: str, answers: list[Answer]) -> None:
        """Keep the answers of a query."""
        text = json.dumps([asdict(a) for a in answers], ensure_ascii=False)
        connection = self._connect()
        try:
            with self._lock, connection:
                connection.execute("INSERT OR REPLACE INTO answers VALUES (?,?,?)", (service, query, text))
        finally:
            connection.close()


class Service:
    """An online service that is asked politely: cached, limited, under the user's own name.

    Raises
    ------
    GeocodeError
        When the service is unknown or there is no User-Agent to ask under.
    """

    def __init__(
        self,
        name: str,
        *,
        user_agent: str,
        cache: Cache,
        limiter: Limiter,
        address: tuple[str, str] | None = None,
        timeout_s: float = _TIMEOUT_S,
    ) -> None:
        if name not in SERVICES:
            raise GeocodeError(f"The service {name!r} is unknown; expected {' or '.join(SERVICES)}.")
        if not user_agent.strip():
            raise GeocodeError("No User-Agent is set; expected JABHA_USER_AGENT to name you and a way to reach you, as the services ask.")
        self.name = name
        self._cache, self._limiter = cache, limiter
        self._asking = threading.Lock()
        domain, scheme = address or SERVICES[name]
        make = {"nominatim": Nominatim, "photon": Photon}[name]
        self._timeout_s = timeout_s
        # The other transport tries again by itself, past the limiter.
        self._geocoder: Geocoder = make(
            domain=domain, scheme=scheme, user_agent=user_agent, timeout=timeout_s, adapter_factory=URLLibAdapter
        )

    def ask(self, query: str) -> list[Answer]:
        """Return what the service knows under a name, from the cache where it was asked before; an empty list for nothing.

        Raises
        ------
        GeocodeError
            When the service refuses, does not answer, or answers what cannot be read.
        """
        with self._asking:
            answers = self._cache.get(self.name, query)
            if answers is None:
                self._limiter.wait()
                answers = self._request(query)
                self._cache.put(self.name, query, answers)
            return answers

    def _request(self, query: str) -> list[Answer]:
        try:
            found = self._geocoder.geocode(query, exactly_one=False, limit=_ANSWERS)
        except GeocoderTimedOut:
            raise GeocodeError(f"{self.name} did not answer within {self._timeout_s:g} seconds about {query!r}; ask again later.") from None
        except GeocoderRateLimited:
            raise GeocodeError(f"{self.name} asks for fewer requests (429); ask again later.") from None
        except GeocoderParseError:
            raise GeocodeError(f"{self.name} answered about {query!r} with what is no JSON; is it the service it should be?") from None
        except GeopyError as error:
            if isinstance(error, GeocoderUnavailable) or not isinstance(error.__cause__, AdapterHTTPError):
                raise GeocodeError(f"{self.name} cannot be reached ({_short(error)}); is there a network?") from None
            raise GeocodeError(
                f"{self.name} refused to answer about {query!r} ({_short(error)}); it may ask for another User-Agent."
            ) from None
        places = [(str(f.address), float(f.longitude), float(f.latitude)) for f in found or []]
        return [Answer(query, name, lon, lat, self.name) for name, lon, lat in places if in_range(lon, lat)]


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


def save_answers(answers: list[Answer], path: Path) -> None:
    """Add answers to a CSV file that a user gazetteer is imported from, one line each; a name already there is replaced."""
    kept: dict[str, dict[str, str]] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            kept = {record["id"]: record for record in csv.DictReader(lines)}
    for answer in answers:
        place_id = f"{answer.service}:{answer.query}"
        kept[place_id] = {
            "id": place_id,
            "name": answer.query,
            "lon": f"{answer.lon:.6f}",
            "lat": f"{answer.lat:.6f}",
            "precision_km": str(_PRECISION_KM),
        }
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, ["id", "name", "lon", "lat", "precision_km"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept[k] for k in sorted(kept))
