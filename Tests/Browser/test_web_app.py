"""The web app in a real Chromium, against a running Nightjar (NIGHTJAR_URL) that has cameras with moving pictures."""

import pathlib
import re
import statistics

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from browser_support import (  # noqa: E402
    ARGUMENTS,
    INSTRUMENTS,
    PATIENCE,
    Complaints,
    api,
    assert_moves,
    chromium_path,
    enabled_cameras,
    logged_in,
    server_address,
    wait_until_live,
)


@pytest.fixture(scope="module")
def address():
    return server_address()


@pytest.fixture(scope="module")
def browser(address):
    path = chromium_path()
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def session(browser, address):
    return logged_in(browser, address)


@pytest.fixture
def open_page(browser, address, session):
    """Opens the web app; every page is closed after the test."""
    contexts = []

    def open_page(**options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark",
                                         "storage_state": session, **options})
        contexts.append(context)
        context.add_init_script(INSTRUMENTS)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.complaints = Complaints()
        page.complaints.listen(page)
        page.main_answer = page.goto(f"{address}/")
        page.wait_for_selector("nj-camera-tile")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    return open_page()


def main_width(camera: dict) -> int:
    """The width of the pictures that the camera sends."""
    return api(server_address(), f"/cameras/{camera['id']}/status")["streams"]["main"]["video"]["width"]


def test_page_loads_without_complaints(page, address):
    policy = page.main_answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert page.locator("nj-camera-tile").count() == len(api(address, "/cameras")["items"])
    for camera in enabled_cameras(address):
        wait_until_live(page, camera["id"])
    page.wait_for_function("() => document.querySelector('nj-health').dataset.health !== 'unknown'")
    assert page.locator(".health .words").inner_text().strip()
    assert page.evaluate("() => refused") == []
    assert page.complaints.console == []
    assert page.complaints.exceptions == []
    assert page.complaints.failed == []


def test_the_page_can_be_installed(page):
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["url"].endswith("/manifest.webmanifest") and manifest["errors"] == []
    # Pages of these tests are private ones, which is all that may stand against it.
    assert {error["errorId"] for error in session.send("Page.getInstallabilityErrors")["installabilityErrors"]} <= {"in-incognito"}


def test_no_text_becomes_html_or_code(page):
    attempts = ["document.createElement('div').innerHTML = '<b>x</b>'", "document.createElement('script').text = 'x'",
                "trustedTypes.createPolicy('own', {createHTML: text => text})"]
    for attempt in attempts:
        refused = page.evaluate("() => { try { " + attempt + "; return ''; } catch (error) { return error.name; } }")
        assert refused == "TypeError", attempt


def test_every_camera_plays(page, address):
    for camera in enabled_cameras(address):
        wait_until_live(page, camera["id"])
        tile = page.locator(f"nj-camera-tile[data-camera='{camera['id']}']")
        assert tile.locator(".name").inner_text() == camera["name"]
        before = int(tile.get_attribute("data-frames"))
        page.wait_for_function(
            "([camera, frames]) => Number(tileOf(camera).dataset.frames) >= frames", arg=[camera["id"], before + 20]
        )
        page.evaluate("camera => { window.watched = videoOf(camera); }", camera["id"])
        assert_moves(page, "watched", f"the live picture of {camera['name']}")
        assert page.evaluate("() => watched.error") is None


def test_live_pictures_stay_close_to_now(page, address):
    cameras = [camera["id"] for camera in enabled_cameras(address)]
    for camera in cameras:
        wait_until_live(page, camera)
    page.wait_for_function("cameras => cameras.every((camera) => latency(videoOf(camera)) < 1.5)", arg=cameras)
    page.evaluate("""cameras => {
      window.latencies = [];
      setInterval(() => latencies.push(cameras.map((camera) => latency(videoOf(camera)))), 100);
    }""", cameras)
    page.wait_for_function("() => latencies.length >= 40")
    for camera, samples in zip(cameras, zip(*page.evaluate("() => latencies"))):
        assert statistics.median(samples) < 1.5, f"{camera}: {samples}"
        assert max(samples) < 3.5, f"{camera}: {samples}"


def test_enlarging_shows_the_main_stream(page, address):
    camera = enabled_cameras(address)[0]
    wait_until_live(page, camera["id"])
    tile = page.locator(f"nj-camera-tile[data-camera='{camera['id']}']")
    small = tile.bounding_box()["width"]
    tile.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("camera => tileOf(camera).hasAttribute('data-large')", arg=camera["id"])
    assert tile.get_attribute("data-stream") == "main"
    page.wait_for_function(
        "([camera, width]) => videoOf(camera).videoWidth === width", arg=[camera["id"], main_width(camera)]
    )
    page.evaluate("camera => { window.watched = videoOf(camera); }", camera["id"])
    assert_moves(page, "watched", "the enlarged picture")
    assert tile.bounding_box()["width"] >= small
    page.keyboard.press("Escape")
    page.wait_for_function("camera => !tileOf(camera).hasAttribute('data-large')", arg=camera["id"])
    assert page.evaluate("camera => document.activeElement === tileOf(camera)", camera["id"]), "the focus went astray"
    wait_until_live(page, camera["id"])


def test_arrows_move_between_tiles(page, address):
    cameras = api(address, "/cameras")["items"]
    if len(cameras) < 2:
        pytest.skip("the server under test has one camera: there is nowhere to move")
    page.locator("nj-camera-tile").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.dataset.camera") == cameras[1]["id"]
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("() => document.activeElement.dataset.camera") == cameras[0]["id"]


def test_hidden_page_pauses_and_resumes_at_the_live_edge(page, address):
    camera = enabled_cameras(address)[0]["id"]
    wait_until_live(page, camera)
    show = """hidden => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(show, True)
    page.wait_for_function("camera => tileOf(camera).dataset.state === 'paused'", arg=camera)
    before = int(page.locator(f"nj-camera-tile[data-camera='{camera}']").get_attribute("data-frames"))
    page.evaluate(show, False)
    page.wait_for_function(
        "([camera, least]) => tileOf(camera).dataset.state === 'live' && Number(tileOf(camera).dataset.frames) > least",
        arg=[camera, before + 5],
    )
    page.wait_for_function("camera => latency(videoOf(camera)) < 1.5", arg=camera)


def test_bad_address_shows_the_servers_sentence(page, address):
    before = page.locator("nj-camera-tile").count()
    page.locator(".live-bar [data-action=add-camera]").click()
    page.locator("dialog [name=name]").fill("No such thing")
    page.locator("dialog [name=url]").fill("gopher://192.0.2.1/stream")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.keyboard.press("Enter")
    problem = answer.value.json()
    assert answer.value.headers["content-type"].startswith("application/problem+json")
    assert len(problem["detail"]) > 10
    page.wait_for_function(
        "words => document.querySelector('dialog .problem').textContent === words", arg=problem["detail"]
    )
    page.keyboard.press("Escape")
    assert not page.locator("dialog [name=url]").is_visible()
    assert page.locator("nj-camera-tile").count() == before


def test_camera_is_added_shown_as_text_and_removed(page, address):
    name = "<img src=x onerror=alert(1)> \u202e"
    page.locator(".live-bar [data-action=add-camera]").click()
    page.locator("dialog [name=name]").fill(name)
    # Nothing answers there: it can be added all the same.
    page.locator("dialog [name=url]").fill("rtsp://192.0.2.1/nothing")
    page.keyboard.press("Enter")
    page.locator("dialog [data-action=add-anyway]").wait_for()
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.locator("dialog [data-action=add-anyway]").click()
    assert answer.value.status == 201, answer.value.text()
    camera = answer.value.json()["id"]
    page.locator("dialog [data-action=done]").click()
    tile = page.locator(f"nj-camera-tile[data-camera='{camera}']")
    try:
        tile.wait_for()
        assert tile.locator(".name").text_content().strip() == answer.value.json()["name"].strip()
        assert tile.locator("img").count() == 0
        page.wait_for_function("camera => tileOf(camera).hasAttribute('data-speaks')", arg=camera)
        assert len(tile.locator(".message p").inner_text()) > 8, "a black rectangle without a sentence"
    finally:
        tile.hover()
        tile.locator("[data-icon=edit]").click()
        page.wait_for_selector(f"nj-camera-detail[data-camera='{camera}'][data-part=connection] [name=url]")
        page.locator("nj-camera-detail .parts a", has_text="Overview").click()
        page.locator("nj-camera-detail [data-action=remove]").click()
        page.locator("dialog:open button[value=yes]").click()
        page.locator("nj-cameras-list .camera-card").first.wait_for()
        tile.wait_for(state="detached")
    assert camera not in [camera["id"] for camera in api(address, "/cameras")["items"]]
    assert page.evaluate("() => refused") == []


@pytest.mark.parametrize("width", [320, 390, 768])
def test_narrow_page_does_not_scroll_sideways(open_page, address, width):
    page = open_page(viewport={"width": width, "height": 780}, has_touch=True, is_mobile=width < 700)
    for camera in enabled_cameras(address):
        wait_until_live(page, camera["id"])
        box = page.locator(f"nj-camera-tile[data-camera='{camera['id']}']").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["width"] >= 240
    assert page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]") == [width, width]
    page.locator(".live-bar [data-action=add-camera]").click()
    box = page.locator("dialog:open").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_the_design_language_is_written_down():
    """Each token is in the documents, and what style sheets name is a token, or is set by a script."""
    root = pathlib.Path(__file__).resolve().parents[2]
    resources = root / "Sources/Faces/WebApp/Resources"
    tokens = set(re.findall(r"(?m)^\s+(--[a-z-]+):", (resources / "tokens.css").read_text()))
    assert len(tokens) > 25 and tokens <= set(re.findall(r"`(--[a-z-]+)`", (root / "docs/web-app.md").read_text()))
    scripts = "".join(file.read_text() for file in resources.glob("*.js"))
    for sheet in resources.glob("*.css"):
        text = sheet.read_text()
        for name in set(re.findall(r"var\((--[a-z-]+)", text)) - tokens - set(re.findall(r"(--[a-z-]+):", text)):
            assert f'"{name}"' in scripts, f"{sheet.name} names {name}"


def test_light_and_dark(open_page):
    grounds = {
        scheme: open_page(color_scheme=scheme).evaluate("() => getComputedStyle(document.body).backgroundColor")
        for scheme in ("dark", "light")
    }
    assert grounds == {"dark": "rgb(11, 13, 16)", "light": "rgb(246, 247, 249)"}
