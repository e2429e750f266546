"""Getting in, in a real Chromium: the first run, logging in and out, the second factor, and what is offered to whom."""
from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from browser_support import INSTRUMENTS, PATIENCE, Complaints, logged_in, wait_until_live  # noqa: E402
import support  # noqa: E402

USERNAME, PASSWORD = support.ADMINISTRATOR.values()


@pytest.fixture(scope="module")
def browser(chromium):
    return chromium


@pytest.fixture
def stage(tmp_path):
    with support.staged(tmp_path) as made:
        yield made


@pytest.fixture
def visit(browser):
    """Opens a server's page in a browser that has never been there, or one that is in the state given."""
    contexts = []

    def visit(server, **state):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **state)
        contexts.append(context)
        context.add_init_script(INSTRUMENTS)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.complaints = Complaints()
        page.complaints.listen(page)
        page.goto(f"{server.url}/")
        return page

    yield visit
    for context in contexts:
        for page in context.pages:
            assert page.evaluate("() => refused") == []
            assert page.complaints.exceptions == []
        context.close()


def step(page, name: str) -> None:
    page.wait_for_selector(f".entrance[data-step={name}]")


def enter(page, **fields: str) -> None:
    """Fills the form in and sends it."""
    for name, value in fields.items():
        page.locator(f".entrance [name={name}]").fill(value)
    page.keyboard.press("Enter")


def nothing_failed(page) -> None:
    """Nobody is no fault: until somebody types something wrong, nothing is refused and the console is empty."""
    assert (page.complaints.console, page.complaints.failed) == ([], [])


def told(page) -> str:
    """What the form says is wrong."""
    return page.wait_for_selector(".entrance .problem:not(:empty)").inner_text()


def inside(page, name: str) -> None:
    page.wait_for_selector(".entrance", state="hidden")
    assert page.locator("nj-account .words").inner_text() == name


def one_time_code(secret: str, moment: float) -> str:
    """RFC 6238, as an authenticator app reckons it."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def cameras(stage) -> list[dict]:
    source = stage.camera("--count", "2")
    return [{"id": name, "name": name.title(), "url": source.url(f"main-{number}")}
            for number, name in enumerate(["garden", "street"], 1)]


def test_the_first_run(stage, visit):
    server = stage.server([], account=False)
    code = re.search(r"enter the code (\S+) ", server.output())[1]
    page = visit(server)
    step(page, "setup")
    nothing_failed(page)
    enter(page, code="AAAA-AAAA", username="ada", password="a few words in a row")
    assert "code" in told(page)
    enter(page, code=code, password="short")
    page.wait_for_selector(".entrance [name=password][aria-invalid=true]")
    assert "12 characters" in told(page)
    enter(page, password="a few words in a row")
    step(page, "first")
    page.locator("nj-camera-wizard [data-action=later]").click()
    inside(page, "ada")
    assert page.locator("nj-camera-grid .empty h2").inner_text() == "No cameras yet"
    assert server.request("GET", "/api/v1/setup", headers={"Authorization": None})[2] == {"needed": False}
    page.reload()
    inside(page, "ada")
    # The next one who comes finds no first run.
    page = visit(server)
    step(page, "log-in")
    nothing_failed(page)


def test_logging_in_and_out(stage, visit):
    server = stage.server([])
    page = visit(server)
    step(page, "log-in")
    page.keyboard.press("Escape")
    assert page.locator(".entrance").is_visible(), "there is no way around it"
    enter(page, username=USERNAME, password="not the password")
    assert "wrong" in told(page)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        enter(page, password=PASSWORD)
    assert "www-authenticate" not in answer.value.headers
    inside(page, USERNAME)
    assert page.locator(".entrance input").count() == 0, "no password stays in the page"
    # The cookie alone changes nothing.
    refused = page.context.request.post(f"{server.url}/api/v1/cameras", data={"name": "X", "url": "rtsp://192.0.2.1/x"})
    assert refused.status == 403 and refused.json()["type"].endswith(":csrf")
    page.locator(".account").click()
    assert page.locator("#account-menu p").all_inner_texts()[:2] == [USERNAME, "Administrator"]
    kept = page.context.cookies()
    page.locator("[data-action=log-out]").click()
    step(page, "log-in")
    page.context.add_cookies(kept)
    assert page.context.request.get(f"{server.url}/api/v1/session").status == 401, "the session itself has ended"
    # With a session that has ended one is simply nobody, and the browser forgets it.
    page.context.add_cookies(kept)
    page.complaints.console.clear(), page.complaints.failed.clear()
    page.reload()
    step(page, "log-in")
    nothing_failed(page)
    assert page.context.cookies() == []


def test_a_browser_is_not_asked_for_basic(stage):
    server = stage.server([])
    for agent, scheme in (("Mozilla/5.0 (X11; Linux x86_64)", "Bearer"), ("curl/8", "Basic")):
        for shown in ({"Authorization": None}, support.basic(USERNAME, "wrong")):
            status, fields, _ = server.request("GET", "/api/v1/session", headers={"User-Agent": agent, **shown})
            assert status == 401 and fields["WWW-Authenticate"].startswith(scheme)


def test_too_many_wrong_tries_say_how_long_to_wait(stage, visit):
    server = stage.server([])
    page = visit(server)
    step(page, "log-in")
    for _ in range(12):
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            enter(page, username=USERNAME, password="not the password")
        if answer.value.status == 429:
            break
        told(page)
    assert answer.value.status == 429 and int(answer.value.headers["retry-after"]) > 0
    # At once: the first pauses are short.
    page.wait_for_function("""words => {
      const button = document.querySelector(".entrance button[type=submit]");
      const problem = document.querySelector(".entrance .problem").textContent;
      return button.disabled && /^Wait \\d+ (s|min)$/.test(button.textContent) && problem === words;
    }""", arg=answer.value.json()["detail"])
    page.wait_for_selector(".entrance button[type=submit]:enabled")
    assert page.locator(".entrance .problem").text_content() == ""


def test_a_second_factor(stage, visit):
    server = stage.server([])
    _, _, offer = server.request("POST", "/api/v1/account/second-factor", {"password": PASSWORD})
    now = time.time()
    status, _, active = server.request("POST", "/api/v1/account/second-factor/activate",
                                       {"code": one_time_code(offer["secret"], now)})
    assert status == 200, active
    page = visit(server)
    step(page, "log-in")
    enter(page, username=USERNAME, password=PASSWORD)
    step(page, "code")
    enter(page, code="000000")
    assert told(page)
    # The code of the activation counts no more; an app's clock may be one step ahead.
    enter(page, code=one_time_code(offer["secret"], now + 30))
    inside(page, USERNAME)
    page.locator(".account").click()
    page.locator("[data-action=log-out]").click()
    step(page, "log-in")
    enter(page, username=USERNAME, password=PASSWORD)
    step(page, "code")
    page.locator("[data-action=back]").click()
    step(page, "log-in")
    enter(page, username=USERNAME, password=PASSWORD)
    step(page, "code")
    enter(page, code=active["recovery_codes"][0])
    inside(page, USERNAME)


def test_a_viewer_is_offered_what_is_allowed(stage, visit):
    server = stage.server(cameras(stage))
    status, _, made = server.request("POST", "/api/v1/users", {
        "username": "eve", "password": "a few words in a row", "role": "viewer", "display_name": "Eve",
        "cameras": {"listed": {"street": ["live"]}}})
    assert status == 201, made
    page = visit(server)
    step(page, "log-in")
    enter(page, username="eve", password="a few words in a row")
    inside(page, "Eve")
    wait_until_live(page, "street")
    assert page.locator("nj-camera-tile").count() == 1
    page.locator("nj-camera-tile").hover()
    assert page.locator("nj-camera-tile [data-icon=full]").is_visible()
    for what in ("nj-camera-tile [data-icon=edit]", "nj-camera-tile [data-icon=recordings]", ".live-bar [data-action=add-camera]"):
        assert not page.locator(what).is_visible(), what
    page.wait_for_selector("nj-health[data-health=good], nj-health[data-health=fair]")
    # What the page hides, the server refuses.
    status = page.evaluate("""async () => {
      const token = (await (await fetch("/api/v1/session")).json()).csrf_token;
      const answer = await fetch("/api/v1/cameras/street", { method: "DELETE", headers: { "x-csrf-token": token } });
      return answer.status;
    }""")
    assert status == 403
    assert server.get("/api/v1/cameras/street")["id"] == "street"
    # One more right is offered without a new log-in.
    account = f"/api/v1/users/{made['id']}"
    assert server.request("PATCH", account, {"cameras": {"listed": {"street": ["live", "playback"]}}})[0] == 200
    page.locator("nj-camera-tile").hover()
    page.wait_for_selector("nj-camera-tile [data-icon=recordings]:visible")


def test_a_session_that_ends_leads_to_the_log_in_and_back(stage, visit, browser):
    server = stage.server(cameras(stage))
    page = visit(server, storage_state=logged_in(browser, server.url))
    inside(page, USERNAME)
    wait_until_live(page, "garden")
    page.evaluate("() => { window.remembered = true; }")
    page.locator(".live-bar [data-action=add-camera]").click()
    page.locator("dialog [name=url]").fill("rtsp://192.0.2.1/half-typed")
    assert server.request("DELETE", "/api/v1/account/sessions")[0] == 200
    step(page, "log-in")
    assert "ended" in page.locator(".entrance").inner_text()
    assert page.locator("nj-camera-tile").count() == 0, "nothing stays that was to be seen"
    enter(page, username=USERNAME, password=PASSWORD)
    inside(page, USERNAME)
    assert page.evaluate("() => remembered"), "the page is the same"
    assert page.locator("dialog [name=url]").input_value() == "rtsp://192.0.2.1/half-typed"
    page.keyboard.press("Escape")
    wait_until_live(page, "garden")


def test_a_camera_is_tried_and_watched_without_recording(stage, visit, browser):
    entries = cameras(stage)
    server = stage.server(entries[:1])
    page = visit(server, storage_state=logged_in(browser, server.url))
    inside(page, USERNAME)
    page.locator(".live-bar [data-action=add-camera]").click()
    page.locator("dialog [name=name]").fill("Street")
    page.locator("dialog [name=url]").fill("gopher://192.0.2.1/x")
    connect = page.locator("dialog [data-action=connect]")
    connect.click()
    page.wait_for_selector("dialog [name=url][aria-invalid=true]")
    page.locator("dialog [name=url]").fill(entries[1]["url"].rsplit("/", 1)[0] + "/nothing")
    connect.click()
    page.wait_for_selector(".report[data-tone=bad]")
    page.locator("dialog [name=url]").fill(entries[1]["url"])
    page.locator("dialog [name=record]").uncheck()
    connect.click()
    report = page.wait_for_selector(".report[data-tone=good]").inner_text()
    assert "1280 × 720" in report and "25 pictures/s" in report and "H.264" in report, report
    page.locator("dialog [data-action=done]").click()
    wait_until_live(page, "street")
    page.wait_for_function("() => tileOf('street').querySelector('.short').textContent === 'Live, not recorded'")
    assert server.get("/api/v1/cameras/street")["record"] is False
    assert server.recordings("street") == []
