"""The place Cameras in a real Chromium: the list, one camera, when it is recorded, its masks, and the way out and back."""
from __future__ import annotations

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from browser_support import ARGUMENTS, chromium_path  # noqa: E402
from places_support import Visits, focus_is_seen, go, is_well_made, nothing_complained, recorder  # noqa: E402

PASSWORD = "a few words in a row"
SIDES = {"overview": ".facts", "connection": "[name=url]", "recording": "[name=mode]", "keeping": "[name=retention_days]",
         "masks": "[data-action=add-mask]"}

# The mean brightness of a part of a snapshot, asked for by whoever is logged in.
BRIGHTNESS = """
async ([camera, x, y, width, height]) => {
  const answer = await fetch(`/api/v1/cameras/${camera}/snapshot?t=${Math.random()}`);
  if (!answer.ok) return -1;
  const picture = await createImageBitmap(await answer.blob());
  const canvas = new OffscreenCanvas(32, 32);
  const context = canvas.getContext("2d");
  context.drawImage(picture, x * picture.width, y * picture.height, width * picture.width, height * picture.height, 0, 0, 32, 32);
  const { data } = context.getImageData(0, 0, 32, 32);
  return data.reduce((sum, value, at) => (at % 4 === 3 ? sum : sum + value), 0) / (32 * 32 * 3);
}
"""


@pytest.fixture(scope="module")
def browser():
    path = chromium_path()
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with recorder(tmp_path_factory.mktemp("cameras")) as server:
        yield server


@pytest.fixture
def visits(browser):
    visits = Visits(browser)
    yield visits
    visits.close()


def test_every_side_opens_and_is_well_made(server, visits):
    page = visits.page(server)
    page.locator(".rail [href='#cameras']").click()
    page.wait_for_function("() => document.querySelectorAll('nj-cameras-list .camera-card[data-state=recording]').length === 2")
    assert "H.264, 640 × 360" in page.locator("nj-cameras-list [data-camera=garden]").inner_text()
    is_well_made(page)
    page.locator("nj-cameras-list [data-camera=garden] a").click()
    for side, ready in SIDES.items():
        go(page, f"cameras?camera=garden&part={side}", f"nj-camera-detail[data-part={side}] {ready}")
        is_well_made(page)
    page.wait_for_selector(".preview[data-player=live][data-picture]")
    focus_is_seen(page)
    nothing_complained(page)


def test_a_camera_is_tried_and_changed(server, visits):
    page = visits.page(server, "cameras?camera=street")
    page.locator("nj-camera-detail [data-action=test]").click()
    assert "640 × 360" in page.wait_for_selector("nj-camera-detail .report[data-tone=good]").inner_text()
    page.locator("nj-camera-detail .parts a", has_text="Connection").click()
    page.locator("nj-camera-detail [name=name]").fill("Street corner")
    # It is asked about again and again meanwhile: what is typed stays.
    for _ in range(2):
        page.wait_for_event("response", lambda answer: answer.url.endswith("/api/v1/cameras/street"))
    assert page.locator("nj-camera-detail [name=name]").input_value() == "Street corner"
    page.locator("[data-form=camera] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-camera-detail h2').textContent === 'Street corner'")
    assert server.get("/api/v1/cameras/street")["name"] == "Street corner"
    page.go_back()
    page.wait_for_selector("nj-camera-detail[data-part=overview]")
    page.locator("nj-camera-detail a", has_text="All cameras").click()
    page.locator("nj-cameras-list a", has_text="Street corner").wait_for()
    nothing_complained(page)


def test_a_weekly_schedule(server, visits):
    page = visits.page(server, "cameras?camera=street&part=recording")
    page.locator("[name=mode]").select_option("schedule")
    page.locator("[data-member=schedule] [data-action=add-entry]").click()
    second = page.locator("[data-member=schedule] .entry").nth(1)
    for day in ("Saturday", "Sunday"):
        second.get_by_label(day).check()
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        second.get_by_label(day).uncheck()
    second.get_by_label("From").fill("22:00")
    second.get_by_label("To").fill("06:00")
    second.locator("select").select_option("event")
    page.locator("[data-form=camera] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-camera-detail .note').textContent === 'Saved.'")
    camera = server.get("/api/v1/cameras/street")
    assert camera["mode"] == "schedule"
    assert camera["schedule"][0] == "mon,tue,wed,thu,fri 08:00-18:00 continuous"
    assert camera["schedule"][1] == "sat,sun 22:00-06:00 event"
    page.reload()
    page.wait_for_function("() => document.querySelectorAll('[data-member=schedule] .entry').length === 2")
    page.locator("[name=mode]").select_option("continuous")
    page.locator("[data-form=camera] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-camera-detail .note').textContent === 'Saved.'")
    assert server.get("/api/v1/cameras/street")["mode"] == "continuous"
    nothing_complained(page)


def test_a_mask_that_is_drawn_blackens_the_picture_for_others(server, visits):
    status, _, made = server.request("POST", "/api/v1/users", {"username": "vera", "password": PASSWORD, "role": "viewer"})
    assert status == 201, made
    hers = visits.log_in(server, "vera", PASSWORD, address="cameras")
    hers.wait_for_selector("nj-cameras-list [data-camera=garden]")
    corner = ["garden", 0.06, 0.08, 0.2, 0.16]
    assert hers.evaluate(BRIGHTNESS, corner) > 20
    page = visits.page(server, "cameras?camera=garden&part=masks")
    page.wait_for_selector(".preview[data-picture] .drawing")
    box = page.locator(".preview .drawing").bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4, steps=4)
    page.mouse.up()
    assert page.locator(".handle.corner").count() == 4
    # By the keyboard: a corner is moved, one is made, one is taken away.
    page.locator("[data-handle=corner-2]").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.locator("[data-handle=edge-0]").press("Enter")
    assert page.locator(".handle.corner").count() == 5
    page.keyboard.press("Delete")
    assert page.locator(".handle.corner").count() == 4
    page.get_by_label("Name of mask 1").fill("Neighbours")
    page.locator("[data-action=save-masks]").click()
    page.wait_for_function("() => document.querySelector('nj-camera-detail .note').textContent.startsWith('Saved')")
    page.wait_for_function("() => document.querySelector('.seen img')?.naturalWidth > 0")
    mask = server.get("/api/v1/cameras/garden/masks")["items"][0]
    assert mask["name"] == "Neighbours" and mask["enabled"]
    assert abs(mask["polygon"][2]["x"] - 0.45) < 0.02 and abs(mask["polygon"][2]["y"] - 0.4) < 0.02
    assert hers.evaluate(BRIGHTNESS, corner) < 8, "she sees black there"
    assert hers.evaluate(BRIGHTNESS, ["garden", 0.6, 0.6, 0.3, 0.3]) > 20, "and the rest"
    assert page.evaluate(BRIGHTNESS, corner) > 20, "the administrator sees behind it"
    is_well_made(page)
    # Taken away again.
    page.locator(".masks button", has_text="Remove").click()
    page.locator("[data-action=save-masks]").click()
    page.wait_for_function("() => document.querySelectorAll('.masks .row').length === 0")
    assert server.get("/api/v1/cameras/garden/masks")["items"] == []
    nothing_complained(page)


def test_a_camera_goes_with_its_recordings_archived_and_comes_back(server, visits):
    page = visits.page(server, "cameras?camera=street")
    page.locator("nj-camera-detail [data-action=remove]").click()
    page.locator("dialog [value=archive]").check()
    page.locator("dialog:open button[value=yes]").click()
    row = page.locator("nj-cameras-list .rows [data-camera=street]")
    row.wait_for()
    assert "Archived" in row.inner_text()
    assert server.request("GET", "/api/v1/cameras/street")[0] == 404
    row.locator("[data-action=restore]").click()
    page.wait_for_selector("nj-cameras-list .camera-card[data-camera=street]")
    assert server.get("/api/v1/cameras/street")["id"] == "street"
    nothing_complained(page)
