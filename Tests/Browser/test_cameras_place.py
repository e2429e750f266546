"""The place Cameras in a real Chromium: the list, one camera, when it is recorded, its masks, and the way out and back."""
from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from places_support import browser, focus_is_seen, go, is_well_made, nothing_complained, recorder, visits  # noqa: E402, F401

PASSWORD = "a few words in a row"
SIDES = {"overview": ".facts", "connection": "[name=url]", "recording": "[name=mode]", "keeping": "[name=retention_days]",
         "areas": "[data-action=add-area]"}

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
def server(tmp_path_factory):
    with recorder(tmp_path_factory.mktemp("cameras")) as server:
        yield server


def test_every_side_opens_and_is_well_made(server, visits):  # noqa: F811
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


def test_a_camera_is_tried_and_changed(server, visits):  # noqa: F811
    page = visits.page(server, "cameras?camera=street")
    page.locator("nj-camera-detail [data-action=test]").click()
    assert "640 × 360" in page.wait_for_selector("nj-camera-detail .report[data-tone=good]").inner_text()
    page.locator("nj-camera-detail .parts a", has_text="Connection").click()
    page.locator("nj-camera-detail [name=name]").fill("Street corner")
    # It is asked about again and again meanwhile: what is typed stays.
    for _ in range(2):
        page.wait_for_event("response", lambda answer: answer.url.endswith("/api/v1/cameras/street"))
    assert page.locator("nj-camera-detail [name=name]").input_value() == "Street corner"
    page.locator("nj-camera-detail details summary").click()
    page.locator("nj-camera-detail [name=priority]").fill("7")
    page.locator("[data-form=camera] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-camera-detail h2').textContent === 'Street corner'")
    camera = server.get("/api/v1/cameras/street")
    assert (camera["name"], camera["priority"]) == ("Street corner", 7)
    page.go_back()
    page.wait_for_selector("nj-camera-detail[data-part=overview]")
    page.locator("nj-camera-detail a", has_text="All cameras").click()
    page.locator("nj-cameras-list a", has_text="Street corner").wait_for()
    nothing_complained(page)


def test_a_weekly_schedule(server, visits):  # noqa: F811
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


def test_the_volume_of_snapshots_is_chosen(server, visits):  # noqa: F811
    status, _, made = server.request("POST", "/api/v1/volumes", {"name": "Pictures", "path": str(server.data / "recordings" / "pictures")})
    assert status == 201, made
    page = visits.page(server, "cameras?camera=street&part=keeping", locale="de-DE")
    page.locator("[name=snapshot_volume] option", has_text="Pictures").wait_for(state="attached")
    assert page.locator("[name=snapshot_volume] option").first.inner_text() == "Im Datenordner"
    page.get_by_label("Datenträger der Schnappschüsse").select_option("pictures")
    page.locator("[data-form=camera] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-camera-detail .note').textContent === 'Gespeichert.'")
    camera = server.get("/api/v1/cameras/street")
    assert (camera.get("volume"), camera["snapshot_volume"]) == (None, "pictures")
    page.reload()
    page.wait_for_function("() => document.querySelector('[name=snapshot_volume]')?.value === 'pictures'")
    status, _, kept = server.request("POST", "/api/v1/cameras/street/snapshots")
    assert status == 201, kept
    assert len(list((server.data / "recordings" / "pictures" / "street" / "snapshots").rglob("*.jpg"))) == 1
    page.get_by_label("Datenträger der Schnappschüsse").select_option("")
    page.locator("[data-form=camera] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-camera-detail .note').textContent === 'Gespeichert.'")
    assert server.get("/api/v1/cameras/street").get("snapshot_volume") is None
    nothing_complained(page)


def draw(page, start, end) -> None:
    """A drag over the picture, from one share of it to another."""
    box = page.locator(".preview .drawing").bounding_box()
    place = lambda share: (box["x"] + box["width"] * share[0], box["y"] + box["height"] * share[1])  # noqa: E731
    page.mouse.move(*place(start))
    page.mouse.down()
    page.mouse.move(*place(end), steps=4)
    page.mouse.up()


def saved(page) -> None:
    with page.expect_response(lambda answer: answer.request.method == "PUT") as answer:
        page.locator("[data-action=save-areas]").click()
    assert answer.value.ok, answer.value.text()
    page.wait_for_function("() => document.querySelector('[data-action=save-areas]').disabled && !document.querySelector('[data-action=discard]:not([hidden])')")


def test_a_zone_is_drawn_by_mouse_and_a_motion_mask_by_keyboard(server, visits):  # noqa: F811
    page = visits.page(server, "cameras?camera=garden&part=areas")
    page.wait_for_selector(".preview[data-picture] .drawing")
    draw(page, (0.1, 0.2), (0.5, 0.6))
    page.get_by_label("Name of Zone 1").fill("Drive")
    page.locator(".areas [name=labels]").fill("person, car, person")
    page.locator(".areas [name=min_score]").fill("55")
    # A corner goes, and comes back.
    page.locator("[data-handle=corner-1]").dblclick()
    assert page.locator(".handle.corner").count() == 3
    page.locator("[data-action=undo]").click()
    assert page.locator(".handle.corner").count() == 4
    saved(page)
    zone = server.get("/api/v1/cameras/garden/zones")["items"][0]
    assert (zone["name"], zone["labels"], zone["min_score"], zone["enabled"]) == ("Drive", ["person", "car"], 0.55, True)
    shares = [(0.1, 0.2), (0.5, 0.2), (0.5, 0.6), (0.1, 0.6)]
    assert all(abs(corner["x"] - x) < 0.01 and abs(corner["y"] - y) < 0.01 for corner, (x, y) in zip(zone["polygon"], shares, strict=True))

    page.locator(".areas nav a", has_text="Motion masks").click()
    page.wait_for_selector(".areas[data-kind=motion-masks]")
    page.locator("[data-action=add-area]").press("Enter")
    page.locator("[data-handle=centre-0]").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    page.locator("[data-handle=corner-0]").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+z")
    page.locator("[data-handle=corner-3]").focus()
    page.locator("[data-action=remove-corner]").press("Enter")
    saved(page)
    mask = server.get("/api/v1/cameras/garden/motion-masks")["items"][0]
    assert mask["polygon"] == [{"x": 0.2, "y": 0.345}, {"x": 0.5, "y": 0.35}, {"x": 0.5, "y": 0.65}]
    is_well_made(page)

    # Both are there after a reload, where they were.
    page.reload()
    page.wait_for_function("() => document.querySelectorAll('.areas[data-kind=motion-masks] .row').length === 1")
    assert page.locator("[data-handle=corner-0]").evaluate("(handle) => [handle.style.left, handle.style.top]") == ["20%", "34.5%"]
    page.locator(".areas nav a", has_text="Detection zones").click()
    page.wait_for_selector(".areas[data-kind=zones] [name=labels]")
    assert page.get_by_label("Name of Zone 1").input_value() == "Drive"
    # The server's words where it refuses something, and nothing is lost.
    page.locator(".areas [name=min_score]").fill("155")
    page.locator("[data-action=save-areas]").click()
    page.wait_for_function("() => document.querySelector('nj-camera-detail .problem').textContent.includes('min_score')")
    page.complaints.failed.clear(), page.complaints.console.clear()
    page.locator("[data-action=discard]").click()
    page.wait_for_function("() => document.querySelector('.areas [name=min_score]').value === '55'")
    # What somebody else has saved meanwhile is not overwritten unseen.
    page.locator(".areas [name=min_score]").fill("60")
    drive = server.get("/api/v1/cameras/garden/zones")["items"][0]
    assert server.request("PATCH", f"/api/v1/cameras/garden/zones/{drive['id']}", {"name": "Drive and gate"})[0] == 200
    page.locator("[data-action=save-areas]").click()
    page.wait_for_function("() => /changed/.test(document.querySelector('nj-camera-detail .problem').textContent)")
    assert server.get("/api/v1/cameras/garden/zones")["items"] == [{**drive, "name": "Drive and gate"}]
    assert [said.split()[0] for said in page.complaints.failed] == ["412"]
    page.complaints.failed.clear(), page.complaints.console.clear()
    page.locator("[data-action=discard]").click()
    page.wait_for_function("() => document.querySelector('.areas .row input:not([type])').value === 'Drive and gate'")
    # All three kinds are in sight.
    assert page.locator(".areas nav").evaluate("(nav) => nav.scrollWidth - nav.clientWidth") <= 0
    # Whoever does not manage the camera is not offered any of it.
    assert server.request("POST", "/api/v1/users", {"username": "zoe", "password": PASSWORD, "role": "viewer"})[0] == 201
    hers = visits.log_in(server, "zoe", PASSWORD, address="cameras?camera=garden&part=areas")
    hers.wait_for_selector("nj-camera-detail[data-part=overview] .facts")
    assert hers.locator(".drawing, [data-action=add-area]").count() == 0
    nothing_complained(hers)
    nothing_complained(page)


def test_a_mask_that_is_drawn_blackens_the_picture_for_others(server, visits):  # noqa: F811
    status, _, made = server.request("POST", "/api/v1/users", {"username": "vera", "password": PASSWORD, "role": "viewer"})
    assert status == 201, made
    hers = visits.log_in(server, "vera", PASSWORD, address="cameras")
    hers.wait_for_selector("nj-cameras-list [data-camera=garden]")
    corner = ["garden", 0.06, 0.08, 0.2, 0.16]
    assert hers.evaluate(BRIGHTNESS, corner) > 20
    page = visits.page(server, "cameras?camera=garden&part=areas&kind=masks")
    page.wait_for_selector(".preview[data-picture] .drawing")
    draw(page, (0.01, 0.01), (0.4, 0.4))
    assert page.locator(".handle.corner").count() == 4
    # By the keyboard: a corner is moved, one is made, one is taken away.
    page.locator("[data-handle=corner-2]").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.locator("[data-handle=edge-0]").press("Enter")
    assert page.locator(".handle.corner").count() == 5
    page.keyboard.press("Delete")
    assert page.locator(".handle.corner").count() == 4
    page.get_by_label("Name of Privacy mask 1").fill("Neighbours")
    saved(page)
    page.wait_for_function("() => document.querySelector('.seen img')?.naturalWidth > 0")
    mask = server.get("/api/v1/cameras/garden/masks")["items"][0]
    assert mask["name"] == "Neighbours" and mask["enabled"]
    assert abs(mask["polygon"][2]["x"] - 0.45) < 0.02 and abs(mask["polygon"][2]["y"] - 0.4) < 0.02
    assert hers.evaluate(BRIGHTNESS, corner) < 8, "she sees black there"
    assert hers.evaluate(BRIGHTNESS, ["garden", 0.6, 0.6, 0.3, 0.3]) > 20, "and the rest"
    assert page.evaluate(BRIGHTNESS, corner) > 20, "the administrator sees behind it"
    is_well_made(page)
    # Taken away again.
    page.locator(".areas button", has_text="Remove").first.click()
    saved(page)
    page.wait_for_function("() => document.querySelectorAll('.areas .row').length === 0")
    assert server.get("/api/v1/cameras/garden/masks")["items"] == []
    nothing_complained(page)


def test_the_wizard_shows_what_a_camera_sends_and_how_long_the_disk_lasts(server, visits):  # noqa: F811
    page = visits.page(server, "cameras")
    page.locator("nj-cameras-place [data-action=add-camera]").click()
    wizard = page.locator("nj-camera-wizard")
    url = server.get("/api/v1/cameras/garden")["url"]
    wizard.locator("[name=url]").fill(url)
    wizard.locator("[name=sub_url]").fill(url.rsplit("/", 1)[0] + "/nothing")
    wizard.locator("[name=name]").fill("Yard")
    wizard.locator("[data-action=connect]").click()
    # The main one works, the smaller one does not: it is said which, and nothing is added.
    page.wait_for_selector("nj-camera-wizard .report[data-tone=bad]")
    assert "The smaller picture" in wizard.locator(".report").inner_text() and wizard.locator("[data-action=add-anyway]").is_visible()
    wizard.locator("[name=sub_url]").fill("")
    wizard.locator("[data-action=connect]").click()
    page.wait_for_selector("nj-camera-wizard[data-step=preview] nj-camera-tile[data-state=live]")
    assert "640 × 360" in wizard.locator(".report").inner_text()
    page.wait_for_function("() => /room for about/.test(document.querySelector('nj-camera-wizard .holds').textContent)")
    wizard.locator("[data-action=done]").click()
    page.wait_for_selector("nj-cameras-list [data-camera=yard]")
    assert page.locator("dialog:open").count() == 0
    nothing_complained(page)
    assert server.request("DELETE", "/api/v1/cameras/yard")[0] == 204


def test_a_camera_goes_with_its_recordings_archived_and_comes_back(server, visits):  # noqa: F811
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


def test_an_evidence_chain_is_begun_and_checked(server, visits):  # noqa: F811
    page = visits.page(server, "cameras?camera=street&part=keeping")
    page.locator("[data-action=evidence-switch]").click()
    page.wait_for_selector("[data-part=evidence] .tag[data-tone=good]")
    chain = server.get("/api/v1/cameras/street/evidence")
    assert chain["enabled"] and not page.locator("[data-action=evidence-check]").is_visible(), "there is nothing to check yet"
    # Seals come some time after a recording has ended: told beforehand, so that nobody waits for them here.
    page.route("**/evidence", lambda route: route.fulfill(json={**chain, "entries": 3, "head": "ab" * 32}) if route.request.method == "GET"
               else route.continue_())
    page.locator("[data-action=evidence-check]").click()
    page.locator("[data-part=evidence] a[href='#system?part=jobs']").click()
    page.wait_for_selector("nj-system-jobs [data-job][data-state=succeeded]")
    told = page.locator("nj-system-jobs [data-job]").first.inner_text()
    assert "evidence chain" in told and "faults: 0" in told, told
    nothing_complained(page)
