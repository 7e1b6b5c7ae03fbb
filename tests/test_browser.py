"""The page in a real Chromium: what a user does, what the address keeps, what hostile data cannot do, and that nothing leaves."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hostile import STRINGS
from playwright.sync_api import expect

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
        self.rest()
        return self

    def read(self, text):
        """Paste a text on the page that reads reports, and wait until it is read."""
        self.page.locator("textarea").fill(text)
        self.click(".st-key-read-go")
        self.map.wait_for(timeout=60_000)
        self.rest()

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
        self.map.wait_for(timeout=60_000)
        self.rest()

    def rest(self):
        """Wait until the server has nothing more to send."""
        self.page.locator('[data-testid=stApp][data-test-script-state="notRunning"]').wait_for(timeout=60_000)

    def in_map(self, script):
        return self.page.locator("iframe").first.evaluate(f"frame => {{ const w = frame.contentWindow; return {script}; }}")

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
    for number, (x, y) in enumerate(((0.4, 0.55), (0.45, 0.7), (0.42, 0.85)), 1):
        # For a moment after each corner the tool takes no other.
        for _ in range(100):
            visit.page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
            if visit.frame.locator(".leaflet-editing-icon").count() == number:
                break
            visit.page.wait_for_timeout(100)
    assert visit.frame.locator(".leaflet-editing-icon").count() == 3
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
    visit.page.locator(".st-key-line-upload [data-testid=stFileChip]").wait_for()
    visit.page.locator(".st-key-file-source input").fill(STRINGS[0])
    # The form takes no answer while a file of it is on its way.
    expect(visit.page.locator(".st-key-add-line button")).to_be_enabled(timeout=30_000)
    visit.redrawn(lambda: visit.click(".st-key-add-line"))
    visit.page.get_by_text("Half of it within").wait_for()
    visit.frame.locator("path.layer-drawn").first.hover(force=True)
    assert pwned(visit) == []


def test_symbols_that_cover_one_another_fan_out(visit, address):
    visit.open(address + DAY)
    before = visit.frame.locator(".leaflet-symbols-pane .symbol").count()
    visit.frame.locator(".symbol .count").last.dispatch_event("click")
    visit.frame.locator(".leaflet-symbols-pane .symbol").nth(before).wait_for()


def test_a_pasted_arabic_report_is_read(visit, address):
    visit.page.goto(address + "/?page=read&lang=ar")
    visit.read(REPORT)
    report = visit.page.locator(".report")
    assert report.get_attribute("dir") == "rtl"
    assert "سرت" in report.locator("mark").all_inner_texts()
    assert visit.frame.locator(".symbol").count()
    assert visit.page.locator("details").count() >= 2


def test_a_reviewer_accepts_an_event_hands_the_decision_on_and_takes_it_over_again(visit, address, chromium, tmp_path):
    visit.page.goto(address + "/?page=read")
    visit.read(REPORT)
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
    other.page.goto(address + "/?page=read")
    other.read(REPORT)
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
    # A move tells the page where one looks only once the map has settled.
    visit.in_map("new Promise(done => { const wait = () => w.jabha.state.ready ? done(1) : setTimeout(wait, 50); wait(); })")
    visit.frame.locator(".leaflet-control-zoom-in").click()
    visit.page.wait_for_url(re.compile("zoom=8"), timeout=30_000)
    other = Visit(chromium).open(visit.page.url)
    assert other.query() == visit.query()
    other.page.get_by_text("15 يونيو 2020", exact=False).first.wait_for()
    assert other.frame.locator(".leaflet-control-scale-line").inner_text().endswith(" كم")
    assert other.in_map("w.map.getZoom()") == 8
    other.context.close()


def test_the_way_back_of_the_browser_works(visit, address):
    visit.open(address + DAY)
    visit.redrawn(lambda: visit.click(".st-key-day-next"))
    visit.redrawn(visit.page.go_back)
    assert visit.query()["date"] == "2020-06-15"


def test_what_a_popover_holds_is_there_however_late_it_is_opened(visit, address):
    visit.open(address + DAY + "&types=strike&known_by=2020-09-01")
    visit.redrawn(visit.page.locator(".st-key-event-list button").first.click)
    for name, chosen in (("Layers", "Front line"), ("Filters", "Strike")):
        visit.page.get_by_role("button", name=name).first.click()
        pill = visit.page.locator("[data-testid=stPopoverBody] button", has_text=re.compile(f"^{chosen}$"))
        expect(pill).to_have_attribute("aria-pressed", "true")
        visit.page.keyboard.press("Escape")
        pill.wait_for(state="detached")
    visit.redrawn(lambda: visit.click(".st-key-close"))
    assert visit.query() == {"date": "2020-06-15", "types": "strike", "known_by": "2020-09-01"}


def test_the_page_goes_on_after_its_language_is_changed(visit, address):
    visit.open(address + DAY + "&days=14&lang=ar")
    visit.redrawn(visit.page.locator(".st-key-language button", has_text="English").click)
    visit.redrawn(lambda: visit.click(".st-key-day-next"))
    assert visit.query() == {"date": "2020-06-16", "days": "14"}
    expect(visit.page.locator(".st-key-window input")).to_have_value("14 days")


def test_the_map_of_a_report_goes_to_where_its_events_are(visit, address):
    visit.page.goto(address + "/?page=read&lang=ar")
    visit.read("قصف الجيش السوداني مدينة ود مدني. وقتل ثلاثة مدنيين في غارة على أم درمان.")
    lon, lat = visit.in_map("[w.map.getCenter().lng, w.map.getCenter().lat]")
    assert 30 < lon < 36
    assert 12 < lat < 18
    assert "ود مدني" in visit.page.locator("[class*=st-key-ev] summary").first.inner_text()


def test_a_link_to_an_event_out_of_view_goes_there(visit, address):
    visit.open(address + DAY + "&event=2020-06-15-front-sirte&lon=20&lat=25&zoom=9")
    visit.in_map("new Promise(done => { const wait = () => w.map.getCenter().lat > 30 ? done(1) : setTimeout(wait, 50); wait(); })")
    assert visit.frame.locator(".symbol.chosen").count() == 1


def test_the_page_and_its_map_say_in_which_language_they_are(visit, address):
    for language, word in (("ar", "خريطة الجبهة"), ("en", "Map of the front")):
        visit.open(f"{address}{DAY}&lang={language}")
        expect(visit.page.locator("html")).to_have_attribute("lang", language)
        expect(visit.page.locator("iframe").first).to_have_attribute("title", re.compile(f"^{word}"))


def test_the_upload_box_speaks_arabic(visit, address):
    visit.page.goto(address + "/?page=read&lang=ar")
    box = visit.page.locator("[data-testid=stFileUploaderDropzone]")
    box.wait_for()
    said = box.locator("p").evaluate("p => [getComputedStyle(p).fontSize, getComputedStyle(p, '::after').content]")
    assert said == ["0px", '"اختيار ملف"']
    assert not box.locator("[data-testid=stFileUploaderDropzoneInstructions]").is_visible()


def test_a_short_list_leaves_no_gap_on_a_narrow_screen(visit, address):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open(address + "/?date=2020-10-23")
    above, below = (visit.page.locator(s).bounding_box() for s in (".st-key-event-list", ".legend"))
    assert below["y"] - above["y"] - above["height"] < 60


def test_tiles_of_the_network_come_only_when_asked_for(chromium, address):
    visit = Visit(chromium).open(address + DAY)
    visit.context.route("https://tile.openstreetmap.org/**", lambda route: route.abort())
    assert visit.foreign() == []
    visit.page.get_by_role("button", name="Layers").first.click()
    with visit.page.expect_request(re.compile("^https://tile")):
        visit.redrawn(visit.page.locator(".st-key-tiles label").first.click)
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
    page = serve(JABHA_VENDOR=str(tmp_path)) + DAY
    if tampered:
        with visit.page.expect_console_message(lambda m: "digest" in m.text and "/leaflet.js" in m.text, timeout=60_000):
            visit.page.goto(page)
        visit.rest()
        assert visit.in_map("typeof w.L") == "undefined"
        assert visit.map.count() == 0
    else:
        visit.page.goto(page)
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
        visit.page.locator("[data-testid=stPopoverBody] button").last.wait_for()
        assert pwned(visit) == []
    assert visit.page.locator("text=window.pwned=1").count()


def test_a_hostile_report_is_shown_and_nothing_of_it_runs(visit, address):
    visit.page.goto(address + "/?page=read")
    visit.read("\n".join(f"{s} strike on Sirte." for s in STRINGS))
    assert "window.pwned=1" in visit.page.locator(".report").inner_text()
    visit.page.locator("[class*=st-key-ev] summary").first.click()
    visit.page.locator("[class*=st-key-ev] .card").first.wait_for()
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
