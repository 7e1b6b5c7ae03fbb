"""The online look-up against a stub server over real HTTP: politeness, cache, and a clear sentence for each failure."""

import contextlib
import csv
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geo.errors import GeocodeError
from geo.geocode import Answer, Cache, Limiter, Service, save_answers

SIRTE = {"display_name": "Sirte, Libya", "lon": "16.59", "lat": "31.2"}


class Stub:
    """A service that answers what a test says, and remembers what it was asked, when and by whom."""

    def __init__(self):
        self.status, self.body, self.delay = 200, [SIRTE], 0.0
        self.asked = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stub.asked.append((time.monotonic(), self.path, self.headers["User-Agent"]))
                time.sleep(stub.delay)
                body = stub.body if isinstance(stub.body, bytes) else json.dumps(stub.body).encode()
                self.send_response(stub.status)
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):  # a client that gave up waiting
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return (f"127.0.0.1:{self.server.server_port}", "http")


@pytest.fixture
def stub():
    stub = Stub()
    yield stub
    stub.server.shutdown()
    stub.server.server_close()


@pytest.fixture
def service(stub, tmp_path):
    return Service(
        "nominatim", user_agent="tests/1 (me@example.org)", cache=Cache(tmp_path / "c.sqlite"), limiter=Limiter(0), address=stub.address
    )


def test_an_answer_has_a_position_and_an_attribution(service, stub):
    (answer,) = service.ask("سرت")
    assert (answer.lon, answer.lat, answer.query) == (16.59, 31.2, "سرت")
    assert "OpenStreetMap" in answer.attribution
    assert stub.asked[0][2] == "tests/1 (me@example.org)"


def test_photon_answers_too(stub, tmp_path):
    stub.body = {
        "type": "FeatureCollection",
        "features": [{"properties": {"name": "Sirte", "country": "Libya"}, "geometry": {"type": "Point", "coordinates": [16.59, 31.2]}}],
    }
    photon = Service("photon", user_agent="t", cache=Cache(tmp_path / "c.sqlite"), limiter=Limiter(0), address=stub.address)
    assert [(a.lon, a.lat) for a in photon.ask("Sirte")] == [(16.59, 31.2)]


def test_a_name_is_asked_once_even_when_nothing_is_known(service, stub, tmp_path):
    stub.body = []
    assert [service.ask("Xanadu") for _ in range(3)] == [[], [], []]
    again = Service("nominatim", user_agent="t", cache=Cache(tmp_path / "c.sqlite"), limiter=Limiter(0), address=stub.address)
    assert again.ask("Xanadu") == []
    assert len(stub.asked) == 1


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (403, b"blocked", "refused"),
        (429, b"", "fewer requests"),
        (500, b"", "refused"),
        (503, b"", "did not answer"),
        (200, b"<html>", "no JSON"),
    ],
)
def test_each_failure_is_a_sentence_and_is_not_cached(service, stub, status, body, words):
    stub.status, stub.body = status, body
    for _ in range(2):
        with pytest.raises(GeocodeError, match=words):
            service.ask("Sirte")
    assert len(stub.asked) == 2


def test_a_service_that_does_not_answer_is_said_not_to(stub, tmp_path):
    stub.delay = 1.0
    slow = Service("nominatim", user_agent="t", cache=Cache(tmp_path / "c.sqlite"), limiter=Limiter(0), address=stub.address, timeout_s=0.1)
    with pytest.raises(GeocodeError, match=r"did not answer within 0\.1 seconds"):
        slow.ask("Sirte")
    assert len(stub.asked) == 1


def test_a_host_that_is_not_there_cannot_be_reached(tmp_path):
    nobody = Service("nominatim", user_agent="t", cache=Cache(tmp_path / "c.sqlite"), limiter=Limiter(0), address=("127.0.0.1:9", "http"))
    with pytest.raises(GeocodeError, match="cannot be reached"):
        nobody.ask("Sirte")


@pytest.mark.parametrize(("name", "agent", "words"), [("google", "t", "unknown"), ("nominatim", " ", "JABHA_USER_AGENT")])
def test_a_service_needs_a_name_and_a_user_agent(tmp_path, name, agent, words):
    with pytest.raises(GeocodeError, match=words):
        Service(name, user_agent=agent, cache=Cache(tmp_path / "c.sqlite"), limiter=Limiter(0))


def test_threads_share_one_limit(stub, tmp_path):
    service = Service("nominatim", user_agent="t", cache=Cache(tmp_path / "c.sqlite"), limiter=Limiter(0.05), address=stub.address)
    threads = [threading.Thread(target=service.ask, args=(f"Name {i % 6}",)) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(t for t, _, _ in stub.asked)
    assert len(times) == 6
    assert times[-1] - times[0] >= 0.2


def test_the_limit_is_a_second_and_waits_only_when_it_must():
    now, slept = [0.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    limiter = Limiter(clock=lambda: now[0], sleep=sleep)
    limiter.wait()
    limiter.wait()
    now[0] += 5
    limiter.wait()
    assert slept == [1.0]


def test_saved_answers_can_be_imported_again(tmp_path):
    path = tmp_path / "geocoded.csv"
    save_answers([Answer("سرت", "Sirte, Libya", 16.59, 31.2, "nominatim")], path)
    save_answers([Answer("سرت", "Sirte, Libya", 16.6, 31.2, "nominatim"), Answer('A, "B"', "x", 1, 2, "photon")], path)
    with path.open(encoding="utf-8", newline="") as lines:
        records = list(csv.DictReader(lines))
    assert [(r["name"], r["lon"]) for r in records] == [("سرت", "16.600000"), ('A, "B"', "1.000000")]
