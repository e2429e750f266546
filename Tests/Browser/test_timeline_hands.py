"""What is done with the time line by hand and by key, in a real Chromium: fingers, scrubbing, speeds, words for moments, exports of several
cameras, masks, protected recordings, a server that starts again, and the strip below Live."""
from __future__ import annotations

import datetime
import json
import pathlib
import subprocess
import sys
import time
import zipfile

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
import support  # noqa: E402
from browser_support import INSTRUMENTS, PATIENCE, logged_in  # noqa: E402
from timeline_support import ask, moment, place, shows_film, text, view_of, wait_for_lanes  # noqa: E402

PASSWORD = "a password of a viewer"
AT = "() => Number(document.querySelector('nj-timeline').dataset.time)"
CORNER = [{"x": 0.75, "y": 0.5}, {"x": 1, "y": 0.5}, {"x": 1, "y": 1}, {"x": 0.75, "y": 1}]

# Mean brightness of the corner that the mask covers, and of the rest of the lower half, of what is shown of a camera.
CORNER_OF = """(camera) => {
  const pane = document.querySelector(`nj-timeline-pane[data-camera="${camera}"]`);
  const shown = pane.dataset.from === "film" ? pane.querySelector("video.film") : pane.querySelector("canvas.sketch");
  const canvas = new OffscreenCanvas(64, 36);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(shown, 0, 0, 64, 36);
  const mean = (x, y, w, h) => {
    const { data } = pen.getImageData(x, y, w, h);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += data[i] + data[i + 1] + data[i + 2];
    return sum / (data.length / 4 * 3);
  };
  return [mean(50, 20, 13, 15), mean(2, 20, 44, 15)];
}"""

# How many pixels of a lane have the colour of a token.
PIXELS = """([lane, token]) => {
  const canvas = document.querySelector(".timeline-lanes");
  const probe = document.createElement("i");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const wanted = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  // A copy: the browser warns whoever reads what is drawn on the screen again and again.
  const pen = new OffscreenCanvas(canvas.width, 28 * devicePixelRatio).getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, 0, -lane * 28 * devicePixelRatio);
  const { data } = pen.getImageData(0, 0, canvas.width, 28 * devicePixelRatio);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (wanted.every((value, part) => Math.abs(data[i + part] - value) < 24)) count += 1;
  return count;
}"""


def touch(session, kind: str, *points: tuple[float, float]) -> None:
    touched = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})


def local(seconds: float, form: str) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime(form)


def test_two_fingers_zoom_and_one_draws_along(timeline, open_place):
    start = moment(timeline.first["start"])
    page = open_place(place(start + 5, span=60), viewport={"width": 820, "height": 1000}, has_touch=True)
    wait_for_lanes(page, "gate", "yard")
    track = page.locator(".timeline-track").bounding_box()
    at = lambda share: (track["x"] + track["width"] * share, track["y"] + 28 + 22)  # noqa: E731
    hand = page.context.new_cdp_session(page)
    before = view_of(page)
    anchors = [before[0] + share * (before[1] - before[0]) for share in (0.4, 0.6)]
    touch(hand, "touchStart", at(0.4), at(0.6))
    for step in range(1, 6):
        touch(hand, "touchMove", at(0.4 - 0.04 * step), at(0.6 + 0.04 * step))
    page.wait_for_function("length => { const [a, b] = document.querySelector('nj-timeline').dataset.view.split(' ').map(Number); return b - a < length; }",
                           arg=21_000)
    after = view_of(page)
    touch(hand, "touchEnd")
    # Three times as exact, and what was under each finger still is.
    assert abs((after[1] - after[0]) - 20) < 1, after
    for share, anchor in zip((0.2, 0.8), anchors):
        assert abs(after[0] + share * (after[1] - after[0]) - anchor) < 0.5, (after, anchors)
    # On the ruler the moment goes with the finger, and pictures come before it is let go.
    page.evaluate("address => { location.hash = address; }", place(start + 5, span=12, cameras="gate"))
    shows_film(page, "gate")
    y = track["y"] + 10
    page.evaluate("""() => { window.drawn = []; const pane = document.querySelector('nj-timeline-pane');
      new MutationObserver(() => drawn.push([pane.dataset.from, Number(pane.dataset.shown)])).observe(pane, { attributes: true }); }""")
    touch(hand, "touchStart", (track["x"] + track["width"] * 0.5, y))
    for step in range(1, 9):
        touch(hand, "touchMove", (track["x"] + track["width"] * (0.5 - 0.04 * step), y))
        page.wait_for_timeout(60)
    page.wait_for_function("() => drawn.some(([from, at]) => (from === 'still' || from === 'story') && at > 0)")
    moved = page.evaluate(AT)
    touch(hand, "touchEnd")
    assert moved / 1000 < start + 3
    shows_film(page, "gate")


def test_every_speed_goes_as_fast_as_it_says(timeline, open_place):
    start = moment(timeline.first["start"]) + 0.5
    support.wait_for(lambda: time.time() > start + 25, 40, "there is something to play")
    page = open_place(place(start, cameras="gate"))
    shows_film(page, "gate")
    passed = []
    for number, speed in enumerate(("0.25", "2", "8")):
        at = start + 0.2 * (number + 1)
        page.evaluate("address => { location.hash = address; }", place(at, cameras="gate"))
        page.wait_for_function("time => Math.abs(document.querySelector('nj-timeline').dataset.time - time) < 2", arg=at * 1000)
        shows_film(page, "gate")
        page.locator("nj-timeline-controls .speed").select_option(speed)
        page.locator(".timeline-lanes").focus()
        page.keyboard.press("Space")
        # The film itself goes so fast, but for what keeps cameras together.
        page.wait_for_function("""speed => {
          const film = document.querySelector("nj-timeline-pane video.film");
          return !film.paused && film.currentTime > 0 && Math.abs(film.playbackRate / speed - 1) < 0.1;
        }""", arg=float(speed))
        passed.append(page.evaluate("""() => new Promise((done) => {
          const place = document.querySelector("nj-timeline");
          const [time, began] = [Number(place.dataset.time), performance.now()];
          setTimeout(() => done((Number(place.dataset.time) - time) / (performance.now() - began)), 1000);
        })"""))
        page.keyboard.press("Space")
    # A machine that does not keep up shows less of a time, never more; and of two speeds the faster one is.
    assert 0 < passed[0] < 0.4 and passed[0] < passed[1] < 3 and passed[1] < passed[2] < 12, passed
    # Fastest, by key frames, and backwards by them.
    assert page.locator("nj-timeline-controls .speed option").all_inner_texts() == ["0.25×", "0.5×", "1×", "2×", "4×", "8×", "16×", "32×"]
    page.locator("nj-timeline-controls .speed").select_option("16")
    page.locator(".timeline-lanes").focus()
    page.evaluate("address => { location.hash = address; }", place(start + 20, cameras="gate"))
    shows_film(page, "gate")
    page.keyboard.press("r")
    page.wait_for_function("() => { const pane = document.querySelector('nj-timeline-pane'); return pane.dataset.from === 'still' || pane.dataset.from === 'story'; }")
    page.wait_for_function("time => document.querySelector('nj-timeline').dataset.time < time", arg=(start + 12) * 1000)


def test_a_moment_is_found_by_words(timeline, open_place):
    start = moment(timeline.first["start"])
    page = open_place(place(start + 2, cameras="gate"))
    shows_film(page, "gate")

    def jump(words: str) -> None:
        page.keyboard.press("/")
        page.locator("nj-timeline-controls .jump").fill(words)
        page.keyboard.press("Enter")

    wanted = int(start) + 6
    jump(f"today {local(wanted, '%H:%M:%S')}" if local(wanted, "%j") == local(time.time(), "%j") else local(wanted, "%d %b %H:%M:%S"))
    page.wait_for_function("time => Math.abs(document.querySelector('nj-timeline').dataset.time - time) < 2", arg=wanted * 1000)
    jump(local(wanted + 1, "%H:%M:%S") + ".250")
    page.wait_for_function("time => Math.abs(document.querySelector('nj-timeline').dataset.time - time) < 2", arg=wanted * 1000 + 1250)
    jump("Yard")
    page.wait_for_selector("nj-timeline-pane[data-camera=yard]")
    assert page.locator("nj-timeline-pane").count() == 1
    jump("person")
    page.wait_for_function("time => Math.abs(document.querySelector('nj-timeline').dataset.time - time) < 2", arg=moment(timeline.events[0]["start"]) * 1000)
    page.wait_for_selector("nj-timeline-pane[data-camera=gate]")
    # As a link to it does.
    page.evaluate("id => { location.hash = `#timeline?event=${id}`; }", timeline.events[1]["id"])
    page.wait_for_function("time => Math.abs(document.querySelector('nj-timeline').dataset.time - time) < 2", arg=moment(timeline.events[1]["start"]) * 1000)
    page.wait_for_function("() => location.hash.includes('at=') && !location.hash.includes('event=')")
    jump("when it rained")
    page.wait_for_selector("nj-timeline-controls .jump[aria-invalid=true]")
    assert "when it rained" in page.locator(".timeline-toast").inner_text()
    page.keyboard.press("Escape")


def export(page, tmp_path, name: str) -> tuple[pathlib.Path, subprocess.CompletedProcess]:
    """What is asked for in the window, downloaded and verified."""
    dialog = page.locator("nj-timeline-task dialog[open]")
    page.wait_for_function("() => !document.querySelector('nj-timeline-task [type=submit]').disabled")
    dialog.locator("[type=submit]").click()
    link = dialog.locator("a.download")
    link.wait_for(state="visible")
    with page.expect_download() as download:
        link.click()
    path = tmp_path / name
    download.value.save_as(path)
    command = dialog.locator(".verify").inner_text().split()
    done = subprocess.run([support.binary(), "verify", str(path), "--key", command[-1]], capture_output=True, text=True, timeout=60)
    dialog.get_by_role("button", name="Close").click()
    return path, done


def test_several_cameras_are_exported_exactly_or_whole(timeline, open_place, tmp_path):
    begin = moment(timeline.first["start"]) + 1
    page = open_place(place(begin + 2, cameras="gate", span=60, **{"from": text(begin), "to": text(begin + 4)}))
    wait_for_lanes(page, "gate", "yard")
    page.locator("nj-timeline-selection [data-act=export]").click()
    dialog = page.locator("nj-timeline-task dialog[open]")
    dialog.get_by_label("Yard").check()
    dialog.locator("[name=time_track]").check()
    page.wait_for_function("() => document.querySelector('nj-timeline-task p').textContent.includes('Yard')")
    path, done = export(page, tmp_path, "exact.zip")
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read(next(name for name in names if name.endswith("manifest.json"))))
        films = [name for name in names if name.endswith(".mp4")]
        assert any("gate" in name for name in films), (names, manifest)
        film = tmp_path / "film.mp4"
        film.write_bytes(archive.read(next(name for name in films if "gate" in name)))
    tracks = support.run("ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", str(film)).split()
    length = float(support.run("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(film)))
    assert "subtitle" in "".join(tracks) and abs(length - 4) < 0.3, (tracks, length)
    # The recordings as they are: no time track is asked of those.
    page.locator("nj-timeline-selection [data-act=export]").click()
    dialog.locator("[name=form][value=segments]").check()
    assert not dialog.locator("[name=time_track]").is_visible()
    path, done = export(page, tmp_path, "whole.zip")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_protected_has_a_padlock(timeline, open_place):
    ask(timeline, "PATCH", f"/api/v1/recordings/{timeline.first['id']}", {"protected": True})
    try:
        page = open_place(place(moment(timeline.first["start"]) + 5, span=40))
        wait_for_lanes(page, "gate", "yard")
        page.wait_for_function(f"() => ({PIXELS})([0, 'protected']) > 100")
        # Of a lane 28 pixels high; the other camera has none.
        assert page.evaluate(PIXELS, [1, "protected"]) < 20
        # From further away it is as wide as can be seen.
        page.evaluate("address => { location.hash = address; }", place(moment(timeline.first["start"]) - 1200, span=7200))
        page.wait_for_function("() => { const [a, b] = document.querySelector('nj-timeline').dataset.view.split(' '); return b - a > 7_100_000; }")
        page.wait_for_function(f"() => ({PIXELS})([0, 'protected']) >= 3")
    finally:
        ask(timeline, "PATCH", f"/api/v1/recordings/{timeline.first['id']}", {"protected": False})


def test_who_may_not_see_behind_masks_sees_them(timeline, open_place, timeline_window):
    start = moment(timeline.first["start"]) + 2
    ask(timeline, "POST", "/api/v1/users", {"username": "masked", "password": PASSWORD, "role": "viewer", "cameras": {
        "listed": {"gate": ["live", "playback", "export"], "yard": ["live", "playback", "export"]}}}, expect=201)
    for camera in ("gate", "yard"):
        ask(timeline, "PUT", f"/api/v1/cameras/{camera}/masks", {"items": [{"polygon": CORNER}]})
    try:
        context = timeline_window.browser.new_context()
        answer = context.request.post(f"{timeline.url}/api/v1/session", data={"username": "masked", "password": PASSWORD})
        assert answer.status == 200, answer.text()
        state = context.storage_state()
        context.close()
        chosen = {"from": text(start), "to": text(start + 3)}
        page = open_place(place(start + 1, cameras="gate", span=60, **chosen), storage_state=state)
        shows_film(page, "gate")
        covered, open_ = page.evaluate(CORNER_OF, "gate")
        assert covered < 24 < open_, (covered, open_)
        # Originals are not handed out to them, and nothing offers it.
        page.locator("nj-timeline-selection [data-act=export]").wait_for(state="hidden")
        assert page.locator("nj-timeline-selection [data-act=link]").is_visible()
        # Those who may see behind them see all.
        page = open_place(place(start + 1, cameras="gate"))
        shows_film(page, "gate")
        assert page.evaluate(CORNER_OF, "gate")[0] > 24
    finally:
        for camera in ("gate", "yard"):
            ask(timeline, "PUT", f"/api/v1/cameras/{camera}/masks", {"items": []})


def test_without_room_for_a_film_there_are_pictures(timeline, timeline_window):
    start = moment(timeline.first["start"]) + 2
    ask(timeline, "PATCH", "/api/v1/settings", {"live.transcode_max_streams": 0})
    ask(timeline, "PUT", "/api/v1/cameras/gate/masks", {"items": [{"polygon": CORNER}]})
    try:
        ask(timeline, "POST", "/api/v1/users", {"username": "waiting", "password": PASSWORD, "role": "viewer",
                                                "cameras": {"listed": {"gate": ["playback"]}}}, expect=201)
        context = timeline_window.browser.new_context()
        assert context.request.post(f"{timeline.url}/api/v1/session", data={"username": "waiting", "password": PASSWORD}).status == 200
        state = context.storage_state()
        context.close()
        page = timeline_window.page(place(start, cameras="gate"), storage_state=state)
        page.wait_for_selector("nj-timeline-pane .pane-note:not([hidden])")
        assert len(page.locator("nj-timeline-pane .pane-note").inner_text()) > 20
        page.wait_for_selector("nj-timeline-pane[data-from=still]")
        covered, open_ = page.evaluate(CORNER_OF, "gate")
        assert covered < 24 < open_, (covered, open_)
        # That a film was refused is what this is about; nothing else was.
        assert all(said.startswith("503 ") and "/range.mp4" in said for said in page.complaints.failed), page.complaints.failed
    finally:
        for context in timeline_window.contexts:
            context.close()
        timeline_window.contexts.clear()
        ask(timeline, "PUT", "/api/v1/cameras/gate/masks", {"items": []})
        ask(timeline, "PATCH", "/api/v1/settings", {"live.transcode_max_streams": None})


def test_far_out_nothing_is_asked_for_where_nothing_is(timeline, open_place):
    """In a gap that is far shorter than a pixel no request fails, and what is said there is why."""
    begin, end = moment(timeline.gap["start"]), moment(timeline.gap["end"])
    page = open_place(place((begin + end) / 2, cameras="yard", span=60 * 86_400))
    wait_for_lanes(page, "gate", "yard")
    page.wait_for_selector("nj-timeline-pane[data-camera=yard][data-state=nothing]")
    assert "switched off" in page.locator("nj-timeline-pane[data-camera=yard] .pane-message").inner_text()
    # Drawn over it, where something is and where nothing is.
    ruler = page.locator(".timeline-ruler").bounding_box()
    page.mouse.move(ruler["x"] + ruler["width"] * 0.5, ruler["y"] + 10)
    page.mouse.down()
    for share in (0.5, 0.499, 0.48, 0.4, 0.3):
        page.mouse.move(ruler["x"] + ruler["width"] * share, ruler["y"] + 10)
        page.wait_for_timeout(150)
    page.mouse.up()
    page.wait_for_selector("nj-timeline-pane[data-camera=yard][data-state=nothing]")


def test_a_restart_of_the_server_needs_nobody_here_either(tmp_path, timeline_window):
    with support.staged(tmp_path) as stage:
        camera = stage.camera()
        entries = [{"id": "gate", "name": "Gate", "url": camera.url("main"), "segment_seconds": 10}]
        server = stage.server(entries)
        first = support.wait_for(lambda: [item for item in server.recordings("gate") if not item["open"]], 60, "a recording is complete")[0]
        start = moment(first["start"])
        context = timeline_window.browser.new_context(storage_state=logged_in(timeline_window.browser, server.url), locale="en-GB")
        context.add_init_script(INSTRUMENTS)
        try:
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(f"{server.url}/{place(start + 2, cameras='gate', span=60)}")
            shows_film(page, "gate")
            page.evaluate("() => { window.remembered = true; }")
            port = server.port
            server.stop()
            page.wait_for_selector("nj-health[data-health=bad]")
            stage.server(entries, port=port)
            page.wait_for_selector("nj-health[data-health=good]")
            # What was recorded since the start anew comes onto the lane by itself, and films are played again.
            page.keyboard.press("l")
            page.wait_for_selector("nj-timeline-pane[data-camera=gate][data-state=live]")
            page.evaluate("address => { location.hash = address; }", place(start + 7, cameras="gate", span=60))
            shows_film(page, "gate")
            page.wait_for_function("() => document.querySelector('nj-timeline').dataset.known === 'true'")
            assert page.evaluate("() => remembered"), "the page is the same"
        finally:
            context.close()


def test_the_lower_edge_of_live_goes_back(timeline, open_place):
    page = open_place("#live")
    page.wait_for_selector("nj-camera-tile[data-camera=gate][data-state=live]")
    strip = page.locator("nj-live-strip")
    strip.wait_for(state="visible")
    support.wait_for(lambda: time.time() > moment(timeline.first["start"]) + 35, 60, "there is something to go back to")
    box = strip.bounding_box()
    # Half a hour is the strip: half a minute is a sixtieth of it.
    x = box["x"] + box["width"] * (1 - (time.time() - moment(timeline.first["start"]) - 5) / 1800)
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 10, steps=4)
    page.wait_for_selector(".strip-moment:not([hidden])")
    page.wait_for_function("() => document.querySelectorAll('.rewound').length === 2 && [...document.querySelectorAll('.rewound')].some((canvas) => canvas.width > 0 && canvas.width !== 300)")
    # Back at the right edge it is live as before.
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 10, steps=3)
    page.mouse.up()
    assert page.locator(".rewound").count() == 0 and page.evaluate("() => location.hash") in ("", "#live")
    page.mouse.down()
    page.mouse.move(x, box["y"] + 10, steps=4)
    page.mouse.up()
    page.wait_for_selector("nj-timeline-pane[data-camera=gate]")
    assert "at=" in page.evaluate("() => location.hash")
    shows_film(page, "gate")
