"""Cameras as ONVIF devices in a real Chromium, against simulated ones: found, added and seen live; turned by pad, by key and by
gamepad; set, and linked."""
from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

import support  # noqa: E402
from browser_support import wait_until_live  # noqa: E402
from places_support import browser, is_well_made, nothing_complained, visits  # noqa: E402, F401
from test_accessibility import in_both_themes  # noqa: E402

PASSWORD = "gate-Camera#7 secret"
OTHER = "a few words in a row"
DEVICE = "/api/v1/cameras/gate/device"

# The calls that turn the camera, in their order.
WATCH_CALLS = """() => {
  window.calls = [];
  const ask = window.fetch;
  window.fetch = (address, options) => {
    const path = String(address).split("/gate/")[1];
    if (/^(ptz|imaging)/.test(path ?? "") && options?.method !== "GET") calls.push([path, options.body ? JSON.parse(options.body) : null]);
    return ask(address, options);
  };
}"""


def ask(server, method: str, path: str, body=None, expect: int = 200):
    status, _, answer = server.request(method, path, body)
    assert status == expect, f"{method} {path}: {status} {answer}"
    return answer


@pytest.fixture(scope="module")
def devices(tmp_path_factory):
    """A recorder, and two cameras of which one is added and linked; people who may control it, and who may not."""
    with support.staged(tmp_path_factory.mktemp("devices")) as stage:
        ports = [support.free_port(), support.free_port()]
        account = ("--user", "admin", "--password", PASSWORD)
        cameras = [stage.camera("--onvif", f"127.0.0.1:{port}", *account) for port in ports]
        server = stage.server([])
        server.ports, server.cameras = ports, cameras
        ask(server, "POST", "/api/v1/discovery/cameras", {"address": f"127.0.0.1:{ports[0]}", "username": "admin", "password": PASSWORD, "id": "gate",
                                                          "name": "Gate"}, 201)
        for name, rights in [("carl", ["live", "control"]), ("wanda", ["live"])]:
            ask(server, "POST", "/api/v1/users", {"username": name, "password": OTHER, "role": "viewer", "cameras": {"listed": {"gate": rights}}}, 201)
        yield server


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A recorder with a camera, and two devices at addresses of their own, with the same password."""
    with support.staged(tmp_path_factory.mktemp("pair")) as stage:
        door, port = stage.camera(), support.free_port()
        for host in ("127.0.0.21", "127.0.0.22"):
            stream = support.free_port()
            # The last of several words of one name counts.
            stage.camera("--listen", f"{host}:{stream}", "--onvif", f"{host}:{port}", "--user", "admin", "--password", PASSWORD, port=stream)
        server = stage.server([{"id": "door", "name": "Door", "url": door.url("main")}])
        server.device_port = port
        yield server


def position(server):
    return ask(server, "GET", "/api/v1/cameras/gate/ptz")


def comes_to_rest(server) -> dict:
    support.wait_for(lambda: position(server)["moving"] is False, 20, "the head stands still")
    return position(server)


def large(page):
    """Makes the camera large; what steers it comes."""
    wait_until_live(page, "gate")
    page.locator("[data-camera=gate]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-camera=gate][data-large]")


def test_a_camera_is_found_added_and_seen(devices, visits):  # noqa: F811
    # Nothing but axe is let in by this: the other tests hold the page to its policy.
    page = visits.page(devices, bypass_csp=True)

    def here(route):
        """The cameras are on this machine: nobody else's network is looked through."""
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "networks": ["127.0.0.1"]})

    page.route("**/api/v1/discovery", here)
    page.locator(".live-bar [data-action=add-camera]").click()
    page.locator("nj-camera-wizard [data-action=find]").click()
    page.wait_for_selector("nj-camera-finder[data-step=find]")
    # It has begun by itself with the network that the recorder is in.
    finder = page.locator("nj-camera-finder")
    page.locator("nj-camera-finder[data-running=true] [data-action=search]").click()
    page.wait_for_selector("nj-camera-finder[data-running=false]")
    assert finder.locator("[name=range]").input_value() == "127.0.0.1"
    finder.locator("[name=ports]").fill(", ".join(str(port) for port in [*devices.ports, devices.cameras[1].port]))
    with page.expect_request(lambda request: "/discovery/scan" in request.url) as asked:
        finder.locator("[data-action=search]").click()
    assert PASSWORD not in asked.value.url
    first = page.wait_for_selector(f"nj-camera-finder .found li[data-place='127.0.0.1:{devices.ports[0]}']")
    assert "Already added" in first.inner_text() and first.query_selector("input").is_disabled()
    page.wait_for_selector("nj-camera-finder[data-running=false]")
    # One machine has one device: the other one is looked for by itself.
    finder.locator("[name=ports]").fill(f"{devices.ports[1]}, {devices.cameras[1].port}")
    finder.locator("[name=range]").press("Enter")
    row = finder.locator(f"li[data-place='127.0.0.1:{devices.ports[1]}']")
    row.wait_for()
    assert "Asks for a password" in row.inner_text()
    assert finder.locator("[data-action=check]").is_disabled()
    heights = finder.locator(".pair input").evaluate_all("all => all.map((each) => each.getBoundingClientRect().height)")
    assert len(heights) == 4 and max(heights) - min(heights) < 1, f"a field grows with its neighbour's hint: {heights}"
    found = in_both_themes(page, "found")
    row.locator("input").check()
    finder.locator("[data-action=check]").click()
    card = finder.locator(".found-card")
    page.wait_for_selector(".found-card[data-state=locked]")
    # A wrong password is said, the right one shows what it is.
    card.get_by_label("User").fill("admin")
    card.get_by_label("Password").fill("wrong")
    card.locator("[data-action=sign-in]").click()
    page.wait_for_function("() => /password/.test(document.querySelector('.found-card .problem').textContent)")
    card.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".found-card[data-state=ready] .poster-box:not([data-empty]) img")
    page.wait_for_function("() => document.querySelector('.found-card img').naturalWidth > 0")
    found += in_both_themes(page, "checked")
    assert found == [], "\n".join(found)
    card.locator("[data-field=name]").fill("Yard")
    assert "1280 × 720" in card.locator("[data-field=main] option:checked").inner_text()
    assert "640 × 360" in card.locator("[data-field=sub] option:checked").inner_text()
    card.locator("[data-field=events]").check()
    finder.locator("[data-action=add-found]").click()
    page.wait_for_selector("nj-camera-wizard[data-step=preview] nj-camera-tile[data-camera=yard][data-state=live]")
    page.locator("nj-camera-wizard [data-action=done]").click()
    wait_until_live(page, "yard")
    yard = ask(devices, "GET", "/api/v1/cameras/yard/device")
    assert yard["linked"] and yard["events"] and yard["facts"]["clock_offset_s"] is not None
    page.unroute_all(behavior="wait")
    # The refused password is the only complaint.
    page.complaints.failed = [line for line in page.complaints.failed if not line.startswith("502 ")]
    page.complaints.console = [line for line in page.complaints.console if "502" not in line]
    nothing_complained(page)


def test_two_cameras_are_added_with_one_password(pair, visits):  # noqa: F811
    page = visits.page(pair)

    def here(route):
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "networks": ["127.0.0.21-22"]})

    page.route("**/api/v1/discovery", here)
    page.locator(".live-bar [data-action=add-camera]").click()
    page.locator("nj-camera-wizard [data-action=find]").click()
    finder = page.locator("nj-camera-finder")
    page.locator("nj-camera-finder[data-running=true] [data-action=search]").click()
    page.wait_for_selector("nj-camera-finder[data-running=false]")
    assert finder.locator("[name=range]").input_value() == "127.0.0.21-22"
    finder.locator("[name=find_username]").fill("admin")
    finder.locator("[name=find_password]").fill(PASSWORD)
    finder.locator("[name=ports]").fill(str(pair.device_port))
    finder.locator("[data-action=search]").click()
    places = [f"127.0.0.{last}:{pair.device_port}" for last in (21, 22)]
    for place in places:
        finder.locator(f"li[data-place='{place}']").wait_for()
    page.wait_for_selector("nj-camera-finder[data-running=false]")
    # All are ticked by one press, and none by another.
    every = finder.locator("[data-action=tick-all]")
    for text, after in (("Tick all", True), ("Tick none", False), ("Tick all", True)):
        assert every.inner_text() == text
        every.click()
        assert [finder.locator(f"li[data-place='{place}'] input").is_checked() for place in places] == [after, after]
    finder.locator("[data-action=check]").click()
    for place, name in zip(places, ("East", "West")):
        card = finder.locator(f".found-card[data-place='{place}'][data-state=ready]")
        card.wait_for()
        card.locator("[data-field=name]").fill(name)
    page.wait_for_function("() => document.querySelectorAll('.found-card .poster-box:not([data-empty])').length === 2")
    add = finder.locator("[data-action=add-found]")
    assert add.inner_text() == "Add 2 cameras"
    add.click()
    # Both are seen to move before one goes on, and how long the disk lasts with them.
    page.wait_for_selector("nj-camera-wizard[data-step=preview]")
    assert page.locator("nj-camera-wizard h2").inner_text() == "2 cameras added."
    page.wait_for_function("""() => { const tiles = [...document.querySelectorAll("nj-camera-wizard nj-camera-tile")];
      return tiles.length === 2 && tiles.every((tile) => tile.dataset.state === "live" && Number(tile.dataset.frames) > 10); }""")
    page.wait_for_function("() => document.querySelector('nj-camera-wizard .standing').textContent === '2 of 2 are being recorded.'")
    page.wait_for_function("() => /With these cameras.*room for about/.test(document.querySelector('nj-camera-wizard .holds').textContent)")
    page.locator("nj-camera-wizard [data-action=done]").click()
    page.wait_for_selector("nj-camera-dialog dialog[open]", state="detached")
    for camera, last in (("east", 21), ("west", 22)):
        wait_until_live(page, camera)
        whole = ask(pair, "GET", f"/api/v1/cameras/{camera}")
        assert whole["has_password"] and whole["url"].startswith(f"rtsp://127.0.0.{last}:"), whole
        assert ask(pair, "GET", f"/api/v1/cameras/{camera}/device")["address"].startswith(f"http://127.0.0.{last}:{pair.device_port}/")
    page.unroute_all(behavior="wait")
    nothing_complained(page)


def test_a_clock_that_is_wrong_is_set(tmp_path, visits):  # noqa: F811
    with support.staged(tmp_path) as stage:
        port = support.free_port()
        stage.camera("--onvif", f"127.0.0.1:{port}", "--user", "admin", "--password", PASSWORD, "--oddity", "onvif-clock=0.001,-7200")
        server = stage.server([])
        ask(server, "POST", "/api/v1/discovery/cameras", {"address": f"127.0.0.1:{port}", "username": "admin", "password": PASSWORD, "id": "gate",
                                                          "name": "Gate"}, 201)
        page = visits.page(server, "cameras?camera=gate&part=device")
        page.locator("[data-action=clock]").click()
        page.wait_for_function("() => /goes by the recorder/.test(document.querySelector('nj-camera-detail .note').textContent)")
        page.wait_for_selector("[data-action=clock]", state="detached")
        assert abs(ask(server, "GET", DEVICE)["facts"]["clock_offset_s"]) < 3600
        nothing_complained(page)


def test_a_restart_is_asked_about(devices, visits):  # noqa: F811
    page = visits.page(devices, "cameras?camera=gate&part=device")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/device/reboot") else None)
    page.locator("[data-action=reboot]").click()
    page.locator("nj-confirm dialog[open] [value=no]").click()
    page.wait_for_selector("nj-confirm dialog:not([open])", state="attached")
    assert asked == []
    page.locator("[data-action=reboot]").click()
    with page.expect_response(lambda answer: answer.url.endswith("/device/reboot")) as answer:
        page.locator("nj-confirm dialog[open] [value=yes]").click()
    assert answer.value.status == 202 and len(asked) == 1
    page.wait_for_function("() => /restarts/.test(document.querySelector('nj-camera-detail .note').textContent)")
    nothing_complained(page)


def test_the_head_turns_while_it_is_held(devices, visits):  # noqa: F811
    page = visits.page(devices)
    page.evaluate(WATCH_CALLS)
    large(page)
    page.wait_for_selector("[data-camera=gate] nj-steering:visible")
    before = comes_to_rest(devices)
    button = page.locator("nj-ptz-pad [data-icon=right]").bounding_box()
    middle = (button["x"] + button["width"] / 2, button["y"] + button["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    support.wait_for(lambda: position(devices)["moving"], 20, "it turns")
    # Held for longer than the recorder would let it run by itself.
    page.wait_for_function("() => calls.filter(([path]) => path === 'ptz/move').length >= 3")
    page.mouse.up()
    page.wait_for_function("() => calls.at(-1)[0] === 'ptz/stop'")
    after = comes_to_rest(devices)
    assert after["pan"] > before["pan"] and after["tilt"] == before["tilt"]
    # A hand that leaves the button has let go of it, and so has a window that nobody looks at.
    for leave in (lambda: page.mouse.move(5, 5), lambda: page.evaluate("() => window.dispatchEvent(new Event('blur'))")):
        page.mouse.move(*middle)
        page.mouse.down()
        page.wait_for_function("() => calls.at(-1)[0] === 'ptz/move'")
        leave()
        page.wait_for_function("() => calls.at(-1)[0] === 'ptz/stop'")
        page.mouse.up()
    # By keys: two at once are a slant; each that comes up is heard.
    page.locator("[data-camera=gate]").focus()
    page.keyboard.down("Shift")
    page.keyboard.down("ArrowLeft")
    page.keyboard.down("ArrowUp")
    page.wait_for_function("() => { const [path, body] = calls.at(-1); return path === 'ptz/move' && body.pan < 0 && body.tilt > 0; }")
    page.keyboard.up("ArrowLeft")
    page.wait_for_function("() => { const [path, body] = calls.at(-1); return path === 'ptz/move' && body.pan === 0 && body.tilt > 0; }")
    page.keyboard.up("ArrowUp")
    page.keyboard.up("Shift")
    page.wait_for_function("() => calls.at(-1)[0] === 'ptz/stop'")
    page.keyboard.down("z")
    page.wait_for_function("() => calls.at(-1)[1]?.zoom > 0")
    # One of two that move is let go of: it does not run on.
    page.keyboard.down("Shift")
    page.keyboard.down("ArrowLeft")
    page.wait_for_function("() => calls.at(-1)[1]?.pan < 0 && calls.at(-1)[1].zoom > 0")
    page.keyboard.up("z")
    page.wait_for_function("() => calls.at(-2)[0] === 'ptz/stop' && calls.at(-1)[1]?.pan < 0 && calls.at(-1)[1].zoom === 0")
    page.keyboard.up("ArrowLeft")
    page.keyboard.up("Shift")
    page.wait_for_function("() => calls.at(-1)[0] === 'ptz/stop'")
    comes_to_rest(devices)
    # A place is kept, gone to, and forgotten.
    page.keyboard.press("p")
    page.wait_for_selector("nj-steering .presets:visible")
    page.get_by_label("Name of this place").fill("Door")
    page.keyboard.press("Enter")
    page.locator("nj-steering .preset", has_text="Door").wait_for()
    there = comes_to_rest(devices)
    page.locator("[data-camera=gate]").focus()
    page.keyboard.press("h")
    support.wait_for(lambda: position(devices)["pan"] != there["pan"], 20, "it goes home")
    page.locator("nj-steering .preset", has_text="Door").click()
    support.wait_for(lambda: abs(position(devices)["pan"] - there["pan"]) < 0.01, 30, "it is there again")
    page.locator("nj-steering .presets [data-icon=trash]").click()
    page.locator("nj-confirm dialog[open] [value=yes]").click()
    page.wait_for_function("() => document.querySelectorAll('nj-steering .preset').length === 0")
    assert ask(devices, "GET", "/api/v1/cameras/gate/ptz/presets")["items"] == []
    # The keys are listed.
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert "Turn the large camera" in page.locator("nj-keys-help").inner_text()
    nothing_complained(page)


def test_a_gamepad_turns_it(devices, visits):  # noqa: F811
    page = visits.page(devices)
    page.evaluate(WATCH_CALLS)
    page.evaluate("""() => {
      window.pad = { connected: true, axes: [0, 0, 0, 0], buttons: Array.from({ length: 16 }, () => ({ pressed: false, value: 0 })) };
      Object.defineProperty(navigator, "getGamepads", { value: () => [pad] });
    }""")
    large(page)
    page.wait_for_selector("nj-steering")
    page.evaluate("() => { pad.axes[0] = -0.9; }")
    page.wait_for_function("() => calls.at(-1)?.[1]?.pan < -0.5")
    page.evaluate("() => { pad.axes[0] = 0.05; }")
    page.wait_for_function("() => calls.at(-1)[0] === 'ptz/stop'")
    # Whoever goes elsewhere lets go of it.
    page.evaluate("() => { pad.axes[1] = -1; }")
    page.wait_for_function("() => calls.at(-1)[1]?.tilt > 0")
    page.evaluate("() => { location.hash = 'cameras'; }")
    page.wait_for_function("() => calls.at(-1)[0] === 'ptz/stop'")
    assert page.locator("nj-steering").count() == 0
    nothing_complained(page)


def test_its_picture_and_its_settings(devices, visits):  # noqa: F811
    page = visits.page(devices, "cameras?camera=gate&part=picture", bypass_csp=True)
    slider = page.locator("[data-part=imaging] [name=brightness]")
    slider.wait_for()
    assert (slider.get_attribute("min"), slider.get_attribute("max")) == ("0", "100")
    slider.focus()
    before = ask(devices, "GET", "/api/v1/cameras/gate/imaging")["brightness"]["value"]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("[data-part=imaging][data-state=sent]")
    support.wait_for(lambda: ask(devices, "GET", "/api/v1/cameras/gate/imaging")["brightness"]["value"] == before + 3, 20, "it is brighter")
    page.locator("[data-action=picture-back]").click()
    support.wait_for(lambda: ask(devices, "GET", "/api/v1/cameras/gate/imaging")["brightness"]["value"] == before, 20, "it is as it was")
    focus = page.locator("[data-part=imaging] [name=focus_place]")
    focus.wait_for()
    assert (focus.get_attribute("min"), focus.get_attribute("max")) == ("0", "1")
    focus.focus()
    page.keyboard.press("End")
    support.wait_for(lambda: ask(devices, "GET", "/api/v1/cameras/gate/imaging/focus")["position"] == 1, 20, "it is sharp far away")
    is_well_made(page)
    found = in_both_themes(page, "picture")

    page.locator("nj-camera-detail .parts a", has_text="Device").click()
    page.wait_for_selector("nj-camera-detail[data-part=device] .abilities [data-ability=pan-tilt]")
    assert "NJ-0001" in page.locator(".stack[data-linked=true]").inner_text()
    page.get_by_label("Begins events").check()
    page.wait_for_selector("nj-camera-detail .row-head [data-edge]:not([hidden])")
    page.wait_for_function("() => document.querySelector('.stack[data-linked=true]').textContent.includes('Listening')")
    page.locator("[data-action=probe]").click()
    page.wait_for_selector(".profiles .row")
    page.locator("[data-part=network] summary").click()
    page.locator("[data-form=device-network] [name='ntp.servers']").wait_for()
    page.locator("[data-form=device-network] [name='interface.address']").fill("192.0.2.77")
    page.locator("[data-form=device-network] [type=submit]").click()
    # What may cut it off is asked about.
    page.locator("nj-confirm dialog[open] [value=no]").click()
    assert ask(devices, "GET", f"{DEVICE}/network")["interfaces"][0]["address"] != "192.0.2.77"
    page.locator("[data-part=users] summary").click()
    page.locator("[data-user=admin]").wait_for()
    form = page.locator("[data-form=device-user]")
    form.locator("[name=name]").fill("guest")
    form.locator("[name=password]").fill("guest-Account#1")
    form.locator("[type=submit]").click()
    page.locator("[data-user=guest]").wait_for()
    page.locator("[data-command='tt:IRLamp|On'] button").click()
    page.wait_for_function("() => /has done it/.test(document.querySelector('nj-camera-detail .note').textContent)")
    is_well_made(page)
    found += in_both_themes(page, "device")
    assert found == [], "\n".join(found)
    page.locator("[data-action=unlink]").click()
    page.locator("nj-confirm dialog[open] [value=yes]").click()
    page.wait_for_selector(".stack[data-linked=false]")
    page.locator("[data-form=device] [name=address]").fill(f"127.0.0.1:{devices.ports[0]}")
    page.locator("[data-form=device] [type=submit]").click()
    page.wait_for_selector(".stack[data-linked=true]")
    page.complaints.failed = [line for line in page.complaints.failed if not line.startswith("409 ")]
    page.complaints.console = [line for line in page.complaints.console if "409" not in line]
    nothing_complained(page)


def test_the_list_tells_whose_own_motion_begins_events(devices, visits):  # noqa: F811
    ask(devices, "PUT", DEVICE, {"events": True})
    support.wait_for(lambda: ask(devices, "GET", DEVICE)["event_state"] == "following", 30, "it is followed")
    page = visits.page(devices, "cameras")
    badge = page.locator(".camera-card[data-camera=gate] [data-edge=following]")
    badge.wait_for()
    assert badge.inner_text() == "Own motion"
    nothing_complained(page)


def test_only_who_may_control_it_steers(devices, visits):  # noqa: F811
    page = visits.log_in(devices, "carl", OTHER, locale="de-DE", viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    large(page)
    page.wait_for_selector("nj-steering:visible")
    assert page.locator("nj-steering").get_attribute("aria-label") == "Kamera drehen"
    # On a phone it stands below the picture, and nothing reaches out of the page.
    picture, panel = page.locator("[data-large] .picture").bounding_box(), page.locator("nj-steering").bounding_box()
    assert panel["y"] >= picture["y"] + picture["height"] - 1 and panel["x"] + panel["width"] <= 390
    assert all(button.bounding_box()["height"] >= 44 for button in page.locator("nj-ptz-pad button:visible").all())
    page.locator("nj-ptz-pad [data-icon=up]").tap()
    nothing_complained(page)

    other = visits.log_in(devices, "wanda", OTHER)
    other.evaluate(WATCH_CALLS)
    asked = []
    other.on("request", lambda request: asked.append(request.url))
    large(other)
    wait_until_live(other, "gate")
    other.keyboard.press("Shift+ArrowLeft")
    other.keyboard.press("?")
    assert "Turn the large camera" not in other.locator("nj-keys-help").inner_text()
    assert other.locator("nj-steering").count() == 0 and other.evaluate("() => calls") == []
    assert not [url for url in asked if "/gate/device" in url or "/ptz" in url]
    nothing_complained(other)
