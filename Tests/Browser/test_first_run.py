"""From nothing to a live picture, in a real Chromium: the code, the account, the first camera, what can go wrong on the way."""
from __future__ import annotations

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

import support  # noqa: E402
from browser_support import PATIENCE, assert_moves, wait_until_live  # noqa: E402
from test_entrance import browser, enter, inside, stage, step, visit  # noqa: E402, F401 - fixtures


def test_from_the_code_to_a_live_picture(stage, visit):  # noqa: F811
    source = stage.camera("--user", "viewer", "--password", "gate-Camera#7 secret")
    server = stage.server([], account=False)
    code = re.search(r"enter the code (\S+) ", server.output())[1]
    page = visit(server)
    step(page, "setup")
    assert page.locator(".steps [aria-current=step]").inner_text() == "Account"
    enter(page, code=code, username="ada", password="a few words in a row")
    step(page, "first")
    first = page.locator("nj-camera-wizard")
    connect = first.locator("[data-action=connect]")
    # What is no address at all; what nobody answers at; what needs a password: each time it is said what to do.
    first.locator("[name=url]").fill("gopher://192.0.2.1/x")
    connect.click()
    page.wait_for_selector("nj-camera-wizard [name=url][aria-invalid=true]")
    first.locator("[name=url]").fill(f"rtsp://127.0.0.1:{support.free_port()}/main")
    connect.click()
    page.wait_for_selector("nj-camera-wizard .report[data-tone=bad]")
    assert "power" in first.locator(".report").inner_text()
    assert first.locator("[data-action=add-anyway]").is_visible()
    first.locator("[name=url]").fill(source.url("main"))
    connect.click()
    page.wait_for_function("() => /user and password/.test(document.querySelector('nj-camera-wizard .report').textContent)")
    first.locator("[name=username]").fill("viewer")
    first.locator("[name=password]").fill("gate-Camera#7 secret")
    first.locator("[name=name]").fill("Gate")
    connect.click()
    page.wait_for_selector("nj-camera-wizard[data-step=preview]", timeout=2 * PATIENCE)
    wait_until_live(page, "gate")
    page.evaluate("() => { window.watched = document.querySelector('nj-camera-wizard video'); }")
    assert_moves(page, "watched", "the preview")
    assert "1280 × 720" in first.locator(".report").inner_text()
    page.wait_for_function("() => /recorded/.test(document.querySelector('nj-camera-wizard [role=status]:not(.message)').textContent)")
    first.locator("[data-action=done]").click()
    inside(page, "ada")
    page.wait_for_function("() => document.querySelector('nj-live nj-camera-tile[data-camera=gate]')?.dataset.state === 'live'")
    assert [camera["name"] for camera in server.request("GET", "/api/v1/cameras", headers=support.basic("ada", "a few words in a row"))[2]["items"]] == ["Gate"]
