"""Live in a real Chromium: layouts, arranging, the three players, looking closer, a restart of the server, languages."""
from __future__ import annotations

import gzip
import json

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

import support  # noqa: E402
from browser_support import ARGUMENTS, INSTRUMENTS, PATIENCE, Complaints, chromium_path, logged_in, wait_until_live  # noqa: E402

NAMES = ["gate", "garden", "garage", "street", "porch"]


@pytest.fixture(scope="module")
def browser():
    path = chromium_path()
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def stage(tmp_path):
    with support.staged(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Five cameras that are watched, not recorded: the tests are about pictures."""
    with support.staged(tmp_path_factory.mktemp("live")) as house:
        source = house.camera("--count", "5")
        yield house.server([{"id": name, "name": name.title(), "url": source.url(f"main-{number}"),
                             "sub_url": source.url(f"sub-{number}"), "record": False, "connect": "always"}
                            for number, name in enumerate(NAMES, 1)])


@pytest.fixture(scope="module")
def state(browser, server):
    return logged_in(browser, server.url)


@pytest.fixture
def visit(browser, server, state):
    """Opens the page at a place, as the administrator, and looks afterwards that nobody complained."""
    pages = []

    def visit(place="", **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "storage_state": state, **options})
        context.add_init_script(INSTRUMENTS)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.complaints = Complaints()
        page.complaints.listen(page)
        page.goto(f"{server.url}/{place}")
        page.wait_for_selector("nj-camera-tile")
        pages.append(page)
        return page

    yield visit
    for page in pages:
        refused = page.evaluate("() => refused")
        page.context.close()
        assert refused == [] and page.complaints.exceptions == []
        if not getattr(page, "is_cut_off", False):
            assert page.complaints.console == [] and page.complaints.failed == []


def order(page) -> list[str]:
    """The cameras as they are seen, row by row."""
    return page.evaluate("""() => [...document.querySelectorAll("nj-camera-tile:not([hidden])")]
        .map((tile) => [tile.getBoundingClientRect(), tile.dataset.camera])
        .sort(([a], [b]) => a.top - b.top || a.left - b.left).map(([, camera]) => camera)""")


def kept(server) -> dict:
    document = server.get("/api/v1/me/preferences/live").get("document")
    return json.loads(document) if document else {}


def test_layout_and_order_are_kept_for_the_account(server, visit):
    server.request("PUT", "/api/v1/me/preferences/live", {"document": json.dumps({"order": NAMES, "wide": "nonsense"})})
    page = visit()
    wait_until_live(page, "gate")
    assert order(page) == NAMES
    page.locator("nj-live input[value='4']").check()
    page.wait_for_function("() => document.querySelectorAll('nj-camera-tile:not([hidden])').length === 4")
    assert page.locator(".page-number").inner_text() == "1 of 2"
    # By hand: the first onto the fourth. The picture goes on meanwhile.
    before = int(page.locator("[data-camera=gate]").get_attribute("data-frames"))
    one, other = page.locator("[data-camera=gate]").bounding_box(), page.locator("[data-camera=street]").bounding_box()
    page.mouse.move(one["x"] + 80, one["y"] + 80)
    page.mouse.down()
    page.mouse.move(one["x"] + 120, one["y"] + 120, steps=4)
    page.mouse.move(other["x"] + 80, other["y"] + 80, steps=8)
    page.mouse.up()
    assert order(page) == ["street", "garden", "garage", "gate"]
    assert not page.locator("nj-camera-tile[data-large]").count(), "a drag is no press"
    page.wait_for_function("frames => Number(tileOf('gate').dataset.frames) > frames + 5", arg=before)
    # And by keys: the second with the one to its right (which is below, at the left).
    page.locator("[data-camera=garden]").focus()
    page.keyboard.press("Shift+ArrowLeft")
    assert order(page) == ["garden", "street", "garage", "gate"]
    support.wait_for(lambda: kept(server).get("order", [])[:2] == ["garden", "street"], 10, "the order is kept")
    assert kept(server)["wide"] == "4"
    again = visit()
    again.wait_for_function("() => document.querySelector('nj-live').dataset.layout === '4'")
    again.wait_for_function("() => document.querySelectorAll('nj-camera-tile:not([hidden])').length === 4")
    assert order(again) == ["garden", "street", "garage", "gate"]
    again.keyboard.press("PageDown")
    again.wait_for_function("() => document.querySelectorAll('nj-camera-tile:not([hidden])').length === 1")
    assert order(again) == ["porch"] and again.url.endswith("#live?page=2")
    again.keyboard.press("a")
    again.wait_for_function("() => document.querySelectorAll('nj-camera-tile:not([hidden])').length === 5")
    support.wait_for(lambda: kept(server)["wide"] == "auto", 10, "the layout is kept")
    server.request("PUT", "/api/v1/me/preferences/live", {"document": None})


def test_the_address_says_what_is_large(visit):
    page = visit("#live?camera=garage")
    page.wait_for_selector("nj-camera-tile[data-camera=garage][data-large]")
    wait_until_live(page, "garage")
    assert page.locator("[data-camera=garage]").get_attribute("data-stream") == "main"
    assert page.title() == "Live – Nightjar"
    page.keyboard.press("Escape")
    page.wait_for_selector("nj-camera-tile[data-large]", state="detached")
    assert page.url.endswith("#live")
    page.locator("[data-camera=porch] .picture").click()
    page.wait_for_selector("[data-camera=porch][data-large]")
    assert page.url.endswith("#live?camera=porch")
    page.go_back()
    page.wait_for_selector("nj-camera-tile[data-large]", state="detached")
    page.go_forward()
    page.wait_for_selector("[data-camera=porch][data-large]")
    page.reload()
    page.wait_for_selector("[data-camera=porch][data-large]")


@pytest.fixture
def room(server):
    """The recorder may make JPEG of every camera at once."""
    server.request("PATCH", "/api/v1/settings", {"live.transcode_max_streams": len(NAMES)})
    yield
    server.request("PATCH", "/api/v1/settings", {"live.transcode_max_streams": None})


@pytest.mark.parametrize("way", ["webcodecs", "mjpeg"])
def test_other_players_show_the_cameras_too(visit, room, way):
    page = visit(f"#live?camera=gate&player={way}")
    page.wait_for_selector(f"[data-camera=gate][data-way={way}]")
    wait_until_live(page, "gate")
    look = """() => { const canvas = tileOf("gate").querySelector("canvas.drawn");
      const small = new OffscreenCanvas(64, 36);
      const context = small.getContext("2d", { willReadFrequently: true });
      context.drawImage(canvas, 0, 0, 64, 36);
      const { data } = context.getImageData(0, 0, 64, 36);
      return Array.from({ length: 64 * 36 }, (_, i) => (data[4 * i] + data[4 * i + 1] + data[4 * i + 2]) / 3); }"""
    page.evaluate(f"() => {{ window.before = ({look})(); window.frames0 = Number(tileOf('gate').dataset.frames); }}")
    page.wait_for_function("() => Number(tileOf('gate').dataset.frames) > frames0 + 3")
    page.wait_for_function(f"() => changed(before, ({look})()) >= 4")
    page.locator("[data-camera=gate]").focus()
    page.keyboard.press("i")
    page.wait_for_function("() => / Mbit|kbit/.test(tileOf('gate').querySelector('[data-value=rate]')?.textContent)")
    assert page.locator("[data-value=way]").inner_text().lower().startswith(way)
    # So are the others: of pictures that come one by one more than HTTP/1.1 leaves a page that asks for other things, too.
    page.wait_for_function("""way => {
      const tiles = [...document.querySelectorAll("nj-camera-tile")];
      return tiles.length === 5 && tiles.every((tile) => tile.dataset.way === way && tile.dataset.state === "live" && Number(tile.dataset.frames) > 2);
    }""", arg=way)


def test_tiles_are_made_once(server, browser, state):
    """And so is what each of them asks for."""
    server.request("PUT", "/api/v1/me/preferences/live", {"document": json.dumps({"order": NAMES[::-1], "wide": "9"})})
    context = browser.new_context(viewport={"width": 1280, "height": 800}, storage_state=state)
    context.add_init_script(INSTRUMENTS + """
      window.tiles = [];
      new MutationObserver((changes) => tiles.push(...changes.flatMap(({ addedNodes }) => [...addedNodes])
        .filter((node) => node.localName === "nj-camera-tile"))).observe(document, { childList: true, subtree: true });""")
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        sockets = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        page.goto(f"{server.url}/#live")
        for name in NAMES:
            wait_until_live(page, name)
        page.wait_for_function("() => NAMES.every((name) => Number(tileOf(name).dataset.frames) > 40)".replace("NAMES", json.dumps(NAMES)))
        assert page.evaluate("() => [tiles.length, document.querySelectorAll('nj-camera-tile').length]") == [len(NAMES), len(NAMES)]
        assert len(sockets) == len(NAMES), sockets
    finally:
        context.close()
        server.request("PUT", "/api/v1/me/preferences/live", {"document": None})


def test_looking_closer_and_keeping_the_picture(visit):
    page = visit("#live?camera=gate")
    wait_until_live(page, "gate")
    stage = page.locator("[data-camera=gate] .stage")
    box = page.locator("[data-camera=gate] .picture").bounding_box()
    scale = "() => new DOMMatrix(getComputedStyle(tileOf('gate').querySelector('.stage')).transform).a"
    corner = (box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    page.mouse.move(*corner)
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"() => ({scale})() > 1.5")
    zoomed = stage.bounding_box()
    assert zoomed["x"] < box["x"] and abs(zoomed["x"] - box["x"]) < abs(zoomed["x"] + zoomed["width"] - box["x"] - box["width"]), \
        "what is under the pointer stays there"
    page.mouse.down()
    page.mouse.move(corner[0] - 60, corner[1] - 40, steps=4)
    page.mouse.up()
    assert stage.bounding_box()["x"] < zoomed["x"] - 30
    page.locator("[data-camera=gate]").focus()
    page.keyboard.press("0")
    assert page.evaluate(scale) == 1
    page.keyboard.press("+")
    assert page.evaluate(scale) > 1
    with page.expect_download() as download:
        page.keyboard.press("s")
    assert download.value.suggested_filename.startswith("Gate 20") and download.value.suggested_filename.endswith(".jpg")
    size = support.run("ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0",
                       str(download.value.path()))
    assert size.strip() == "mjpeg,1280,720"
    assert "downloads" in page.locator("#notice").inner_text()
    page.keyboard.press("i")
    page.wait_for_function("() => tileOf('gate').querySelector('[data-value=latency]')?.textContent.endsWith(' s')")
    assert "avc1" in page.locator("[data-value=codec]").inner_text()
    page.keyboard.press("?")
    assert page.locator("dialog .keys kbd").count() > 10
    page.keyboard.press("Escape")
    assert page.locator("[data-camera=gate][data-large]").count(), "Escape closed the list alone"


def test_sixteen_cameras(stage, browser, capsys):
    source = stage.camera("--count", "16")
    server = stage.server([{"id": f"cam-{n}", "name": f"Camera {n}", "url": source.url(f"main-{n}"), "sub_url": source.url(f"sub-{n}"),
                            "record": False, "connect": "always"} for n in range(1, 17)])
    support.wait_for(lambda: all((camera["status"]["streams"]["sub"] or {}).get("video") for camera in
                                 server.get("/api/v1/cameras")["items"]), 60, "all sub streams come")
    server.request("PUT", "/api/v1/me/preferences/live", {"document": json.dumps({"wide": "16"})})
    context = browser.new_context(viewport={"width": 1440, "height": 900}, storage_state=logged_in(browser, server.url))
    # How many sockets are being opened at a time: browsers make whoever opens many wait for seconds.
    context.add_init_script("""
      window.mostOpening = 0;
      let opening = 0;
      window.WebSocket = class extends WebSocket {
        constructor(address) {
          super(address);
          window.mostOpening = Math.max(mostOpening, ++opening);
          let isOpening = true;
          const opened = () => { if (isOpening) opening -= 1; isOpening = false; };
          this.addEventListener("open", opened);
          this.addEventListener("close", opened);
        }
      };""")
    try:
        page = context.new_page()
        page.set_default_timeout(2 * PATIENCE)
        page.goto(f"{server.url}/")
        page.wait_for_function("() => document.querySelectorAll('nj-camera-tile').length === 16")
        began = page.evaluate("() => performance.now()")
        some = "() => [...document.querySelectorAll('nj-camera-tile')].every((tile) => tile.dataset.state === 'live' && Number(tile.dataset.frames) >= {})"
        page.wait_for_function(some.format(1))
        first = page.evaluate("() => performance.now()") - began
        page.wait_for_function(some.format(10))
        with capsys.disabled():
            print(f"\n16 tiles: first picture of all after {first:.0f} ms, ten of each after {page.evaluate('() => performance.now()') - began:.0f} ms")
        assert {tile.get_attribute("data-stream") for tile in page.locator("nj-camera-tile").all()} == {"sub"}
        assert 2 <= page.evaluate("() => mostOpening") <= 8
        assert page.evaluate("() => document.documentElement.scrollHeight <= innerHeight"), "all are in the window"
        boxes = [tile.bounding_box() for tile in page.locator("nj-camera-tile").all()]
        assert len({round(box["x"]) for box in boxes}) == 4 and len({round(box["y"]) for box in boxes}) == 4
        # In the way that costs least; large, one of them is a film.
        assert {tile.get_attribute("data-way") for tile in page.locator("nj-camera-tile").all()} == {"webcodecs"}
        page.locator("nj-camera-tile .picture").first.click()
        page.wait_for_selector("nj-camera-tile[data-large][data-stream=main][data-way=mse][data-state=live]")
    finally:
        context.close()


def test_a_restart_of_the_server_needs_nobody(stage, browser):
    source = stage.camera()
    entries = [{"id": "gate", "name": "Gate", "url": source.url("main"), "record": False, "connect": "always"}]
    server = stage.server(entries)
    context = browser.new_context(storage_state=logged_in(browser, server.url))
    context.add_init_script(INSTRUMENTS)
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{server.url}/#live?camera=gate")
        wait_until_live(page, "gate")
        # Not at its very first picture, when the page is still being arranged.
        page.wait_for_function("() => Number(tileOf('gate').dataset.frames) > 25")
        page.evaluate("() => { window.remembered = true; }")
        port = server.port
        server.stop()
        page.wait_for_selector("nj-health[data-health=bad]")
        page.wait_for_function("() => tileOf('gate').hasAttribute('data-speaks')")
        assert "does not answer" in page.locator("[data-camera=gate] .message p").inner_text()
        before = int(page.locator("[data-camera=gate]").get_attribute("data-frames"))
        assert page.evaluate("() => !tileOf('gate').querySelector('.still').hidden"), "the last picture stays"
        stage.server(entries, port=port)
        page.wait_for_function("frames => tileOf('gate').dataset.state === 'live' && Number(tileOf('gate').dataset.frames) > frames + 5", arg=before)
        page.wait_for_selector("nj-health[data-health=good]")
        assert page.evaluate("() => remembered"), "the page is the same"
        assert page.locator("[data-camera=gate][data-large]").count()
    finally:
        context.close()


def test_two_languages_and_two_themes(visit):
    page = visit(locale="de-DE", color_scheme="dark")
    assert page.evaluate("() => document.documentElement.lang") == "de"
    assert page.locator(".rail a[href='#live']").inner_text() == "Live"
    assert page.locator(".live-bar [data-action=add-camera]").inner_text() == "Kamera hinzufügen"
    page.locator(".account").click()
    assert page.locator("#account-menu .muted").inner_text() == "Administrator"
    page.locator("#account-menu [name=theme]").select_option("light")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(246, 247, 249)"
    page.reload()
    page.wait_for_selector("nj-camera-tile")
    assert page.evaluate(ground) == "rgb(246, 247, 249)"
    page.locator(".account").click()
    page.locator("#account-menu [name=language]").select_option("en")
    page.wait_for_function("() => document.querySelector('.live-bar [data-action=add-camera]')?.textContent === 'Add camera'")


def test_times_are_the_recorders(server, visit):
    server.request("PATCH", "/api/v1/settings", {"general.time_zone": "Asia/Tokyo"})
    try:
        page = visit(timezone_id="America/New_York", locale="en-GB")
        page.wait_for_function("() => document.querySelector('.clock-zone').textContent === 'GMT+9' || document.querySelector('.clock-zone').textContent === 'JST'")
        shown = page.evaluate("() => [document.querySelector('.clock-time').textContent, document.querySelector('#clock').dateTime]")
        tokyo = page.evaluate("time => new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'Asia/Tokyo' }).format(new Date(time))", shown[1])
        assert shown[0][:5] == tokyo[:5]
        assert "here it is" in page.locator("#clock").get_attribute("title")
    finally:
        server.request("PATCH", "/api/v1/settings", {"general.time_zone": None})


def test_by_keyboard_and_for_a_screen_reader(visit):
    page = visit()
    page.wait_for_selector("nj-health[data-health=good], nj-health[data-health=fair]")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main" and page.url.endswith("/")
    nameless = page.evaluate("""() => [...document.querySelectorAll("button, a, input, select")]
        .filter((element) => element.checkVisibility())
        .filter((element) => !(element.ariaLabel || element.textContent.trim() || element.title || element.labels?.[0]?.textContent.trim()))
        .map((element) => element.outerHTML)""")
    assert nameless == []
    assert page.locator(".rail a[aria-current=page]").inner_text() == "Live"
    assert page.locator("h1").inner_text() == "Live"
    tiles = page.locator("nj-camera-tile")
    assert [tile.get_attribute("tabindex") for tile in tiles.all()].count("0") == 1, "one stop for all tiles"
    assert all(tile.get_attribute("aria-label").split(":")[1].strip() for tile in tiles.all())
    # Each place that is not there has no link.
    names = {link.get_attribute("href") for link in page.locator(".rail a.place:visible").all()}
    assert "#live" in names and names <= {"#live", "#timeline", "#events", "#cameras", "#system", "#settings"}


def test_the_first_load_is_small(visit, browser, server, state, capsys):
    context = browser.new_context(storage_state=state)
    try:
        page = context.new_page()
        bodies = {}
        page.on("response", lambda answer: bodies.setdefault(answer.url, answer) if "/api/" not in answer.url else None)
        page.goto(f"{server.url}/")
        page.wait_for_selector("nj-camera-tile")
        sizes = {address: len(gzip.compress(answer.body())) for address, answer in list(bodies.items()) if answer.ok}
    finally:
        context.close()
    with capsys.disabled():
        print(f"\nfirst load: {len(sizes)} files, {sum(sizes.values()) / 1000:.0f} kB gzip")
    assert len(sizes) > 20 and sum(sizes.values()) <= 250_000


@pytest.mark.parametrize("width", [360, 820])
def test_phones_and_tablets(visit, width):
    page = visit(viewport={"width": width, "height": 780}, has_touch=True, is_mobile=True)
    wait_until_live(page, "gate")
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    assert page.locator("[data-camera=gate] .name").is_visible()
    page.locator("[data-camera=gate] .picture").tap()
    page.wait_for_selector("[data-camera=gate][data-large]")
    for button in page.locator("[data-camera=gate] .buttons .icon:visible").all():
        box = button.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 40 and box["x"] + box["width"] <= width
    page.locator("[data-camera=gate] [data-icon=back]").tap()
    page.wait_for_selector("[data-camera=gate][data-large]", state="detached")
    if width < 700:
        bar = page.locator(".rail nav").bounding_box()
        assert bar["y"] > 600 and bar["width"] == width, "the places are at the thumb"
