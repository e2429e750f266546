"""The place Settings in a real Chromium: people and rights, one's own account, keys, sessions, settings, backups, the network."""
from __future__ import annotations

import time

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from places_support import browser, focus_is_seen, go, is_well_made, nothing_complained, recorder, visits  # noqa: E402, F401
from test_entrance import one_time_code  # noqa: E402
import support  # noqa: E402

PASSWORD = "a few words in a row"
PARTS = {
    "account": "nj-settings-account .facts",
    "sessions": "nj-settings-sessions .row",
    "keys": "nj-settings-keys [data-form=key]",
    "people": "nj-settings-people .row",
    "recorder": "nj-settings-recorder [data-form=settings]",
    "volumes": "nj-settings-volumes [data-volume]",
    "backups": "nj-settings-backups [data-form=backup]",
    "network": "nj-settings-network [data-form=rtsp]",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with recorder(tmp_path_factory.mktemp("settings"), rtsp_server={"address": f"127.0.0.1:{support.free_port()}"}) as server:
        yield server


def account(server, name: str, **more) -> dict:
    status, _, made = server.request("POST", "/api/v1/users", {"username": name, "password": PASSWORD, "role": "viewer", **more})
    assert status == 201, made
    return made


def forget_old_cookies(page) -> None:
    """What was on its way when the session got a new cookie is refused, and asked again with that."""
    page.complaints.failed = [each for each in page.complaints.failed if not each.startswith("401")]
    page.complaints.console = [each for each in page.complaints.console if "401" not in each]


def test_every_part_opens_and_is_well_made(server, visits):  # noqa: F811
    page = visits.page(server)
    page.locator(".rail a.place[href='#settings']").click()
    for part, ready in PARTS.items():
        go(page, f"settings?part={part}", ready)
        assert page.locator("nj-settings-place").get_attribute("data-part") == part
        is_well_made(page)
    go(page, "settings?part=people&person=new", "[data-form=person]")
    is_well_made(page)
    focus_is_seen(page)
    nothing_complained(page)


def test_a_viewer_who_is_made_here_sees_only_their_cameras(server, visits):  # noqa: F811
    page = visits.page(server, "settings?part=people")
    page.locator("[data-action=add-person]").click()
    form = page.locator("[data-form=person]")
    form.locator("[name=username]").fill("eve")
    form.locator("[name=password]").fill("short")
    form.locator("[name=cameras]").select_option("listed")
    form.locator("[data-camera=street] [value=live]").check()
    form.locator("[type=submit]").click()
    page.wait_for_selector("[data-form=person] [name=password][aria-invalid=true]")
    assert "12 characters" in form.locator(".problem").inner_text()
    page.complaints.failed.clear(), page.complaints.console.clear()
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("[type=submit]").click()
    eve = page.locator("nj-settings-people").get_by_role("link", name="eve", exact=True)
    eve.wait_for()
    made = next(each for each in server.get("/api/v1/users")["items"] if each["username"] == "eve")
    assert made["cameras"] == {"listed": {"street": ["live"]}} and made["role"] == "viewer"
    nothing_complained(page)

    hers = visits.log_in(server, "eve", PASSWORD, address="cameras")
    hers.wait_for_selector("nj-cameras-list [data-camera=street]")
    assert hers.locator("nj-cameras-list .camera-card").count() == 1
    assert not hers.locator("nj-cameras-place [data-action=add-camera]").is_visible()
    assert not hers.locator(".rail [href='#system']").is_visible()
    go(hers, "cameras?camera=street", "nj-camera-detail .facts")
    assert not hers.locator("nj-camera-detail [data-action=remove]").is_visible()
    go(hers, "settings", "nj-settings-account .facts")
    assert [each.split("part=")[1] for each in hers.evaluate(
        "() => [...document.querySelectorAll('nj-settings-place > header .parts a')].map((link) => link.getAttribute('href'))")] == [
            "account", "sessions", "keys"]
    # A place that is not theirs is not shown, whatever the address says.
    go(hers, "settings?part=people", "nj-settings-account .facts")
    nothing_complained(hers)

    # A right more, given here.
    eve.click()
    page.locator("[data-camera=garden] [value=live]").check()
    page.locator("[data-form=person] [type=submit]").click()
    eve = page.locator("nj-settings-people").get_by_role("link", name="eve", exact=True)
    eve.wait_for()
    go(hers, "cameras", "nj-cameras-list [data-camera=garden]")
    nothing_complained(page)


def test_a_key_works_and_is_shown_once(server, visits):  # noqa: F811
    page = visits.page(server, "settings?part=keys")
    form = page.locator("[data-form=key]")
    form.locator("[name=name]").fill("Home Assistant")
    form.locator("[type=submit]").click()
    key = page.wait_for_selector(".shown-once code").inner_text()
    status, _, who = server.request("GET", "/api/v1/session", headers={"Authorization": None, "X-API-Key": key})
    assert status == 200 and who["credential"] == "api_key"
    status, *_ = server.request("PATCH", "/api/v1/cameras/street", {"name": "Street"}, headers={"Authorization": None, "X-API-Key": key})
    assert status == 403, "it only reads"
    go(page, "settings?part=sessions", PARTS["sessions"])
    go(page, "settings?part=keys", PARTS["keys"])
    row = page.locator("nj-settings-keys .row", has_text="Home Assistant")
    row.wait_for()
    assert key not in page.content()
    row.locator("button").click()
    page.locator("nj-confirm button[value=yes]").click()
    row.wait_for(state="detached")
    assert server.request("GET", "/api/v1/session", headers={"Authorization": None, "X-API-Key": key})[0] == 401
    nothing_complained(page)


def test_a_second_factor_by_its_picture(server, visits):  # noqa: F811
    account(server, "sam")
    page = visits.log_in(server, "sam", PASSWORD, address="settings?part=account")
    card = page.locator("[data-card=second-factor]")
    card.locator("button", has_text="Set up").click()
    card.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('img.qr')?.naturalWidth > 0")
    secret = card.locator(".secret code").inner_text()
    card.locator("[name=code]").fill(one_time_code(secret, time.time()))
    page.keyboard.press("Enter")
    card.locator(".shown-once").wait_for()
    codes = card.locator(".shown-once code").all_inner_texts()
    assert len(codes) >= 8
    card.locator("button", has_text="I have kept them").click()
    page.wait_for_function("() => document.querySelector('[data-card=second-factor] .tag').textContent === 'On'")
    assert codes[0] not in page.content()
    # The session goes on, with its new token.
    card.locator("button", has_text="Switch off").click()
    card.locator("[name=code]").fill(codes[0])
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('[data-card=second-factor] .tag').textContent === 'Off'")
    forget_old_cookies(page)
    nothing_complained(page)


def test_sessions_and_the_password(server, visits):  # noqa: F811
    account(server, "kim")
    page = visits.log_in(server, "kim", PASSWORD, address="settings?part=sessions")
    other = visits.log_in(server, "kim", PASSWORD)
    other.wait_for_selector("nj-account:not([hidden])")
    page.reload()
    page.wait_for_function("() => document.querySelectorAll('nj-settings-sessions .row').length === 2")
    page.locator("nj-settings-sessions .row button").click()
    page.wait_for_function("() => document.querySelectorAll('nj-settings-sessions .row').length === 1")
    assert other.context.request.get(f"{server.url}/api/v1/session").status == 401
    go(page, "settings?part=account", "[data-form=password]")
    page.locator("[data-form=password] [name=current]").fill(PASSWORD)
    page.locator("[data-form=password] [name=new]").fill("other words that follow")
    page.locator("[data-form=password] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-settings-account .note').textContent.startsWith('Changed')")
    assert page.locator("[data-form=password] [name=new]").input_value() == ""
    visits.log_in(server, "kim", "other words that follow").wait_for_selector("nj-account:not([hidden])")
    forget_old_cookies(page)
    nothing_complained(page)


def test_settings_are_changed_and_what_is_wrong_is_said(server, visits):  # noqa: F811
    page = visits.page(server, "settings?part=recorder&group=recording")
    field = page.locator("[name='recording.segment_seconds']")
    field.fill("5")
    page.locator("[data-form=settings] [type=submit]").click()
    page.wait_for_selector("[data-form=settings] .problem:not(:empty)")
    assert server.get("/api/v1/settings/recording")["items"][0]["value"] == 60
    page.complaints.failed.clear(), page.complaints.console.clear()
    field.fill("30")
    page.locator("[data-form=settings] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-settings-recorder .note').textContent === 'Saved.'")
    assert server.get("/api/v1/settings/recording")["items"][0]["value"] == 30
    page.reload()
    page.wait_for_selector("[name='recording.segment_seconds']")
    assert field.input_value() == "30"
    # Empty is as usual again.
    field.fill("")
    page.locator("[data-form=settings] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-settings-recorder .note').textContent === 'Saved.'")
    assert server.get("/api/v1/settings/recording")["items"][0]["set"] is False
    nothing_complained(page)


def test_a_backup_is_downloaded_taken_in_and_looked_at(server, visits, tmp_path):  # noqa: F811
    page = visits.page(server, "settings?part=backups")
    page.locator("[data-form=backup] [name=passphrase]").fill("a passphrase of some words")
    page.locator("[data-form=backup] [name=note]").fill("before the move")
    page.locator("[data-form=backup] [type=submit]").click()
    row = page.locator("nj-settings-backups .row", has_text="before the move")
    row.wait_for()
    with page.expect_download() as download:
        row.locator("a[download]").click()
    file = tmp_path / "nightjar.backup"
    download.value.save_as(file)
    assert file.stat().st_size > 500
    name = row.get_attribute("data-backup")
    row.locator("button", has_text="Remove").click()
    page.locator("nj-confirm button[value=yes]").click()
    page.wait_for_selector(f"[data-backup='{name}']", state="detached")
    page.locator("[data-form=upload] [name=file]").set_input_files(file)
    page.locator("[data-form=upload] [type=submit]").click()
    page.locator("nj-settings-backups .row", has_text="From a file").wait_for()
    page.locator("nj-settings-backups .row button", has_text="Restore").click()
    page.locator("[data-form=restore] [name=passphrase]").fill("a passphrase of some words")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-form=restore-now]")
    assert page.locator("nj-settings-backups [data-part=cameras]").inner_text().startswith("Cameras")
    nothing_complained(page)


def test_how_the_recorder_is_reached(server, visits):  # noqa: F811
    page = visits.page(server, "settings?part=network")
    page.wait_for_selector(PARTS["network"])
    listener = page.locator("nj-settings-network .card").first.inner_text()
    assert f"127.0.0.1:{server.port}" in listener and "Nightjar" in listener
    page.locator("[data-form=rtsp] [name=enabled]").uncheck()
    page.locator("[data-form=rtsp] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('nj-settings-network .note').textContent === 'Saved.'")
    assert server.get("/api/v1/rtsp-server")["running"] is False
    nothing_complained(page)


def test_a_camera_gets_an_rtsp_address_of_its_own(server, visits):  # noqa: F811
    page = visits.page(server, "settings?part=network")
    page.wait_for_selector(PARTS["network"])
    page.locator("[data-action=add-outlet]").click()
    form = page.locator("[data-form=outlet]")
    form.locator("[name=name]").fill("Door bell")
    port = support.free_port()
    form.locator("[name=address]").fill(f"127.0.0.1:{port}")
    form.locator("[name=camera]").select_option("street")
    form.locator("[name=access]").select_option("password")
    form.locator("[type=submit]").click()
    # What is wrong is said, beside the field; and only what was typed is sent.
    page.wait_for_selector("[data-form=outlet] .problem:not(:empty)")
    page.complaints.failed.clear(), page.complaints.console.clear()
    form.locator("[name=name]").fill("doorbell")
    form.locator("[name=username]").fill("intercom")
    form.locator("[name=password]").fill("one camera alone")
    is_well_made(page)
    form.locator("[type=submit]").click()
    row = page.locator("[data-outlet=doorbell]")
    row.wait_for()
    assert f"Listens at port {port}" in row.inner_text() and "who knows its password" in row.inner_text()
    kept = server.get("/api/v1/rtsp-server/outlets")["items"]
    assert [(each["camera"], each["access"], each["has_password"], each["running"]) for each in kept] == [("street", "password", True, True)]
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Remove doorbell").click()
    row.wait_for(state="detached")
    assert server.get("/api/v1/rtsp-server/outlets")["items"] == []

    # And a further address of the server, for all cameras or one.
    page.locator("nj-settings-network summary").click()
    further = page.locator("[data-form=rtsp-endpoint]")
    further.locator("[name=address]").fill(f"127.0.0.1:{port}")
    further.locator("[name=camera]").select_option("garden")
    further.locator("[name=path]").fill("/garden")
    further.locator("[type=submit]").click()
    remove = page.get_by_role("button", name=f"Remove the address 127.0.0.1:{port}")
    remove.wait_for()
    assert [each["camera"] for each in server.get("/api/v1/rtsp-server")["addresses"][1:]] == ["garden"]
    remove.click()
    remove.wait_for(state="detached")
    assert len(server.get("/api/v1/rtsp-server")["addresses"]) == 1
    nothing_complained(page)
