"""The page in a real Chromium: what a user does, what the address keeps, what hostile data cannot do, and that nothing leaves."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hostile import STRINGS

from geo.assets import MAP_FILES

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
DAY = "/?date=2020-06-15"
FRONT = "path.layer-front"
REPORT = "قصفت طائرات مسيرة تركية مواقع قوات حفتر قرب مدينة سرت يوم 6 يونيو 2020.\nوتعتزم أنقرة إقامة قاعدة في الوطية."


class Visit:
    """A page of its own, with a record of what it asked for and of what went wrong in it."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True, **options)
        self.page = self.context.new_page()
        self.asked, self.faults = [], []
        self.context.on("request", lambda r: self.asked.append(r.url))
        self.page.on("websocket", lambda w: self.asked.append(w.url))
        self.page.on("pageerror", lambda e: self.faults.append(str(e)))
        self.page.on("dialog", lambda d: (self.faults.append(f"dialog {d.message}"), d.dismiss()))

    def open(self, address):
        self.page.goto(address)
        self.map.wait_for(timeout=60_000)
        return self

    @property
    def frame(self):
        return self.page.frame_locator("iframe").first

    @property
    def map(self):
        return self.frame.locator("[data-drawn]")

    def redrawn(self, act):
        """Do something and wait until the map has been drawn again, in the same frame or in a new one."""
        self.map.evaluate("map => map.removeAttribute('data-drawn')")
        act()
        self.map.wait_for(timeout=30_000)
        self.page.locator('[data-testid=stApp][data-test-script-state="notRunning"]').wait_for(timeout=30_000)

    def front(self):
        return sorted(p.get_attribute("d") for p in self.frame.locator(FRONT).all())

    def click(self, selector):
        self.page.locator(f"{selector} button:visible").first.click()

    def query(self):
        return {k: v[0] for k, v in parse_qs(urlsplit(self.page.url).query).items()}

    def foreign(self):
        return [u for u in self.asked if urlsplit(u).scheme not in ("data", "blob") and urlsplit(u).hostname != "127.0.0.1"]


@pytest.fixture
def visit(chromium):
    opened = Visit(chromium)
    yield opened
    opened.context.close()
    assert opened.foreign() == []
    assert opened.faults == []


def test_the_map_opens_at_sirte_with_front_labels_and_legend(visit, address):
    visit.open(address + DAY)
    assert visit.front()
    visit.frame.locator(".label", has_text="Sirte").first.wait_for()
    assert visit.frame.locator(".label", has_text="سرت").count()
    assert "Front line" in visit.page.locator(".legend").inner_text()
    assert any("/app/static/vendor/leaflet/leaflet.js" in url for url in visit.asked)


def test_the_day_moves_the_front_and_the_map_stays_where_it_is(visit, address):
    visit.open(address + "/?date=2020-06-04")
    before = visit.front()
    visit.page.locator("iframe").first.evaluate("frame => { frame.contentWindow.kept = 1 }")
    for _ in range(2):
        visit.redrawn(lambda: visit.click(".st-key-day-next"))
    assert visit.query()["date"] == "2020-06-06"
    assert visit.front() != before
    assert visit.page.locator("iframe").first.evaluate("frame => frame.contentWindow.kept") == 1


def test_a_layer_is_switched_off_and_the_address_says_so(visit, address):
    visit.open(address + DAY)
    visit.page.get_by_role("button", name="Layers").first.click()
    pill = visit.page.locator("[data-testid=stPopoverBody] button", has_text=re.compile("^Front line$"))
    visit.redrawn(pill.click)
    assert visit.front() == []
    layers = visit.query()["layers"].split(",")
    assert "front" not in layers
    assert "corridor" in layers


def test_an_event_of_the_list_shows_its_evidence(visit, address):
    visit.open(address + DAY)
    visit.redrawn(visit.page.locator(".st-key-event-list button", has_text="Position: Sirte").first.click)
    card = visit.page.locator(".card").inner_text()
    for words in ("Al Jazeera", "no link known", "15 June 2020", "the settlement, not a spot in it"):
        assert words in card
    assert visit.frame.locator(".symbol.chosen").count() == 1


def test_a_click_on_the_line_says_which_places_and_sources_put_it_there(visit, address):
    visit.open(address + DAY)
    visit.redrawn(lambda: visit.frame.locator(FRONT).last.dispatch_event("click"))
    card = visit.page.locator(".card").inner_text()
    assert "Derived from the nearest places" in card
    assert re.search(r"Sources \(\d+\)", card)
    assert visit.query()["event"].startswith("front-")


def test_a_click_on_bare_ground_says_who_holds_that_point_and_the_link_keeps_it(visit, address):
    visit.open(address + DAY)
    visit.redrawn(lambda: visit.frame.locator("path.layer-territory-lna").first.click(position={"x": 300, "y": 260}, force=True))
    card = visit.page.locator(".card").inner_text()
    assert "Libyan National Army" in card
    assert "Would change" in card
    assert re.fullmatch(r"point:[\d.]+:[\d.]+", visit.query()["event"])
    assert visit.frame.locator("path.spot").count() == 1


def test_a_line_is_drawn_named_shown_apart_and_compared(visit, address):
    visit.open(address + DAY)
    visit.page.get_by_text("Others' lines").click()
    visit.frame.locator(".leaflet-draw-draw-polyline").click()
    box = visit.map.bounding_box()
    for x, y in ((0.4, 0.55), (0.45, 0.7), (0.42, 0.85)):
        visit.page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        visit.page.wait_for_timeout(250)
    visit.frame.locator(".leaflet-draw-actions a", has_text="Finish").click()
    visit.page.locator(".st-key-drawn-source input").fill("<img src=x onerror=window.pwned=1>${window.pwned=1}")
    visit.redrawn(lambda: visit.click(".st-key-keep-drawn"))
    visit.page.get_by_text("Half of it within").wait_for()
    assert visit.frame.locator("path.layer-drawn").count() == 1
    assert "event" not in visit.query()
    assert pwned(visit) == []


def test_an_opened_line_of_hostile_words_is_drawn_and_nothing_of_it_runs(visit, address):
    feature = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[16, 31], [16.2, 29.8]]}}
    hostile = {"type": "FeatureCollection", "features": [{**feature, "properties": {"name": s, s: s}, "id": s} for s in STRINGS]}
    visit.open(address + DAY)
    visit.page.get_by_text("Others' lines").click()
    files = [
        {"name": "x<img src=x onerror=window.pwned=1>.geojson", "mimeType": "application/json", "buffer": json.dumps(hostile).encode()}
    ]
    visit.page.locator(".st-key-line-upload input[type=file]").set_input_files(files)
    visit.page.locator(".st-key-file-source input").fill(STRINGS[0])
    visit.page.wait_for_timeout(500)
    visit.redrawn(lambda: visit.click(".st-key-add-line"))
    visit.page.get_by_text("Half of it within").wait_for()
    visit.frame.locator("path.layer-drawn").first.hover(force=True)
    assert pwned(visit) == []


def test_symbols_that_cover_one_another_fan_out(visit, address):
    visit.open(address + DAY)
    before = visit.frame.locator(".leaflet-symbols-pane .symbol").count()
    visit.frame.locator(".symbol .count").last.dispatch_event("click")
    visit.page.wait_for_timeout(300)
    assert visit.frame.locator(".leaflet-symbols-pane .symbol").count() > before


def test_a_pasted_arabic_report_is_read(visit, address):
    visit.page.goto(address + "/?page=read&lang=ar")
    visit.page.locator("textarea").fill(REPORT)
    visit.click(".st-key-read-go")
    visit.map.wait_for(timeout=60_000)
    report = visit.page.locator(".report")
    assert report.get_attribute("dir") == "rtl"
    assert "سرت" in report.locator("mark").all_inner_texts()
    assert visit.frame.locator(".symbol").count()
    assert visit.page.locator("details").count() >= 2


def test_a_reviewer_accepts_an_event_hands_the_decision_on_and_takes_it_over_again(visit, address, chromium, tmp_path):
    def read(page):
        page.goto(address + "/?page=read")
        page.locator("textarea").fill(REPORT)
        page.locator(".st-key-read-go button").click()
        page.frame_locator("iframe").first.locator("[data-drawn]").wait_for(timeout=60_000)

    read(visit.page)
    assert visit.frame.locator(".symbol.of-report-open").count()
    visit.page.locator(".st-key-reviewer input").fill("Huda")
    visit.page.locator(".st-key-reviewer input").press("Enter")
    visit.page.locator("[class*=st-key-ev] summary").first.click()
    visit.redrawn(lambda: visit.click("[class*=st-key-right]"))
    visit.page.get_by_text("As decided").wait_for()
    assert visit.frame.locator(".symbol.of-report-accepted").count()
    with visit.page.expect_download() as waiting:
        visit.click(".st-key-download-decisions")
    waiting.value.save_as(tmp_path / "decisions.jsonl")
    other = Visit(chromium)
    read(other.page)
    assert other.frame.locator(".symbol.of-report-accepted").count() == 0
    other.page.locator(".st-key-upload-decisions button").first.click()
    other.page.locator(".st-key-decisions-file input[type=file]").set_input_files(tmp_path / "decisions.jsonl")
    other.redrawn(lambda: other.click(".st-key-take-decisions"))
    assert other.frame.locator(".symbol.of-report-accepted").count()
    assert other.foreign() == []
    other.context.close()


@pytest.mark.parametrize("name", ["download", "download-reading", "download-reading-view"])
def test_downloads_are_json_that_parses(visit, address, name, tmp_path):
    if name == "download":
        visit.open(address + DAY)
        visit.page.get_by_role("button", name="Share and download").first.click()
    else:
        visit.page.goto(address + "/?page=read")
        visit.page.locator("[class*=st-key-sample] button:visible").first.click()
        visit.map.wait_for(timeout=60_000)
    with visit.page.expect_download() as waiting:
        visit.click(f".st-key-{name}")
    waiting.value.save_as(tmp_path / "x")
    got = json.loads((tmp_path / "x").read_text(encoding="utf-8"))
    if name != "download-reading":
        assert got["type"] == "FeatureCollection"
        assert all(f["type"] == "Feature" for f in got["features"])
    if name == "download":
        kinds = {(f["geometry"] or {}).get("type") for f in got["features"]}
        assert {"Point", "LineString"} <= kinds
        assert all(f["properties"]["source_ids"] for f in got["features"] if f["properties"]["layer"] == "front")


def test_a_link_restores_the_whole_view(visit, address, chromium):
    visit.open(address + DAY + "&types=strike&lang=ar")
    visit.page.wait_for_timeout(1200)
    visit.frame.locator(".leaflet-control-zoom-in").click()
    visit.page.wait_for_url(re.compile("zoom=8"), timeout=10_000)
    other = Visit(chromium).open(visit.page.url)
    assert other.query() == visit.query()
    other.page.get_by_text("15 يونيو 2020", exact=False).first.wait_for()
    assert other.frame.locator(".leaflet-control-scale-line").inner_text().endswith(" كم")
    assert other.page.locator("iframe").first.evaluate("frame => frame.contentWindow.map.getZoom()") == 8
    other.context.close()


def test_the_way_back_of_the_browser_works(visit, address):
    visit.open(address + DAY)
    visit.redrawn(lambda: visit.click(".st-key-day-next"))
    visit.redrawn(visit.page.go_back)
    assert visit.query()["date"] == "2020-06-15"


def test_tiles_of_the_network_come_only_when_asked_for(chromium, address):
    visit = Visit(chromium).open(address + DAY)
    visit.context.route("https://tile.openstreetmap.org/**", lambda route: route.abort())
    assert visit.foreign() == []
    visit.page.get_by_role("button", name="Layers").first.click()
    visit.redrawn(visit.page.locator(".st-key-tiles label").first.click)
    visit.page.wait_for_timeout(500)
    assert {urlsplit(u).hostname for u in visit.foreign()} == {"tile.openstreetmap.org"}
    visit.context.close()


def handed_out(asset, *, tampered):
    """A handler that answers for the content network."""
    body = (ROOT / "static" / "vendor" / asset.name).read_bytes() + (b"\n//" if tampered else b"")
    kind = "text/css" if asset.name.endswith("css") else "text/javascript"

    def handle(route):
        route.fulfill(status=200, body=body, content_type=kind, headers={"Access-Control-Allow-Origin": "*"})

    return handle


@pytest.mark.parametrize("tampered", [False, True])
def test_without_installed_files_pinned_ones_load_if_their_digest_is_right(serve, chromium, tmp_path, tampered):
    visit = Visit(chromium)
    for asset in MAP_FILES:
        visit.context.route(asset.pinned_url, handed_out(asset, tampered=tampered))
    visit.page.goto(serve(JABHA_VENDOR=str(tmp_path)) + DAY)
    visit.page.locator("iframe").first.wait_for(state="attached", timeout=60_000)
    if tampered:
        visit.page.wait_for_timeout(4000)
        assert visit.map.count() == 0
    else:
        visit.map.wait_for(timeout=60_000)
        assert {urlsplit(u).hostname for u in visit.foreign()} == {"cdn.jsdelivr.net"}
    visit.context.close()


# -- hostile data ------------------------------------------------------------------------------------------------------


def _lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def hostile_data(tmp_path_factory):
    """The project's data with hostile names of places, parties, layers and sources, and hostile notes."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(ROOT / "data", folder)
    sources, events, control = (_lines(folder / f"{name}.jsonl") for name in ("sources", "events", "control"))
    places = json.loads((folder / "places.geojson").read_text(encoding="utf-8"))
    number = len(STRINGS)
    for n, source in enumerate(sources):
        source |= {"title": STRINGS[n % number], "publisher": STRINGS[(n + 1) % number], "url": "javascript:window.pwned=1"}
    for n, event in enumerate(events):
        event["summary"] = {"en": STRINGS[n % number], "ar": STRINGS[(n + 2) % number]}
        event["actors"] = [STRINGS[(n + 3) % number]]
        for place in event["places"]:
            place |= {"name": STRINGS[(n + 4) % number]}
    for n, claim in enumerate(control):
        if claim["holder"] == "local":
            claim["holder"] = STRINGS[n % number]
    for n, place in enumerate(places["features"]):
        if place["properties"]["kind"] not in ("country", "region"):
            place["properties"]["name"] = STRINGS[n % number]
            place["properties"]["names"] = {"en": [STRINGS[n % number]], "ar": [STRINGS[(n + 5) % number]]}
    for name, records in (("sources", sources), ("events", events), ("control", control)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    (folder / "places.geojson").write_text(json.dumps(places), encoding="utf-8")
    return folder


def pwned(visit):
    return [frame.url for frame in visit.page.frames if frame.evaluate("() => window.pwned")]


def test_hostile_data_are_shown_and_nothing_of_them_runs(visit, serve, hostile_data):
    address = serve(JABHA_DATA=str(hostile_data))
    for language in ("en", "ar"):
        visit.open(f"{address}/?date=2020-06-15&days=300&lang={language}&layers=none")
        visit.open(f"{address}/?date=2020-06-15&days=300&lang={language}")
        assert visit.frame.locator(".symbol").count() > 5
        visit.page.locator("iframe").first.evaluate(
            """frame => { const w = frame.contentWindow;
                w.map.eachLayer(l => { if (l.getTooltip && l.getTooltip()) l.openTooltip(); });
                w.jabha.state.symbols.forEach(s => s.fire('mouseover')); }"""
        )
        for n in range(3):
            visit.redrawn(visit.page.locator(".st-key-event-list button").nth(n).click)
            assert visit.page.locator(".card a").count() == 0
        visit.page.get_by_role("button", name=re.compile("Layers|الطبقات")).first.click()
        visit.page.wait_for_timeout(300)
        assert pwned(visit) == []
    assert visit.page.locator("text=window.pwned=1").count()


def test_a_hostile_report_is_shown_and_nothing_of_it_runs(visit, address):
    visit.page.goto(address + "/?page=read")
    visit.page.locator("textarea").fill("\n".join(f"{s} strike on Sirte." for s in STRINGS))
    visit.click(".st-key-read-go")
    visit.map.wait_for(timeout=60_000)
    assert "window.pwned=1" in visit.page.locator(".report").inner_text()
    for summary in visit.page.locator("[class*=st-key-ev] summary").all()[:4]:
        summary.click()
    assert pwned(visit) == []


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_wider_than_the_window(visit, address, size, language):
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    visit.open(f"{address}{DAY}&lang={language}")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    box = visit.page.locator("iframe").first.bounding_box()
    assert box["width"] > size[0] * 0.55
    assert box["height"] >= 620
    direction = visit.page.locator(".stApp").evaluate("e => getComputedStyle(e).direction")
    assert direction == ("rtl" if language == "ar" else "ltr")
