"""The time line in a real Chromium: its arithmetic, the very picture of a moment, zoom, gaps, playing, export, addresses."""
from __future__ import annotations

import pathlib
import subprocess
import sys
import time

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
import pictures  # noqa: E402
import support  # noqa: E402
from test_frame_counter import NUMBER  # noqa: E402
from timeline_support import moment, place, shows_film, view_of, wait_for_lanes  # noqa: E402

HERE = pathlib.Path(__file__).parent


def number_shown(page, camera: str = "gate") -> int:
    """The number that is burned into the picture that the player shows."""
    shown = page.evaluate(f"camera => ({NUMBER})(document.querySelector(`nj-timeline-pane[data-camera=${{camera}}] video.film`))", camera)
    return pictures.number_in(bytes(min(255, int(value)) for value in shown))


def test_the_arithmetic(open_place):
    page = open_place("")
    failures = page.evaluate((HERE / "timeline_arithmetic.js").read_text())
    assert failures == []


def test_a_seek_shows_the_very_picture(timeline, open_place, tmp_path):
    file = tmp_path / "first.mp4"
    file.write_bytes(timeline.request("GET", timeline.first["media_url"])[2])
    numbers, times, start = pictures.numbers_in(file), pictures.times_in(file), moment(timeline.first["start"])
    page = open_place(place(start + times[12] + 0.02, cameras="gate"))
    for index in (12, 60, 113, 187, 31):
        page.evaluate("address => { location.hash = address; }", place(start + times[index] + 0.02, cameras="gate"))
        page.wait_for_function("time => Math.abs(document.querySelector('nj-timeline')?.dataset.time - time) < 2",
                               arg=(start + times[index] + 0.02) * 1000)
        shows_film(page, "gate")
        assert number_shown(page) == numbers[index], index
    # Picture by picture, and five seconds of 25 pictures on.
    for key, number in ((".", 32), (".", 33), (",", 32), ("ArrowRight", 32 + 125)):
        before = page.locator("nj-timeline").get_attribute("data-time")
        page.keyboard.press(key)
        page.wait_for_function("time => document.querySelector('nj-timeline')?.dataset.time !== time", arg=before)
        shows_film(page, "gate")
        assert number_shown(page) == numbers[number], (key, number)


def test_the_wheel_zooms_where_the_pointer_is(timeline, open_place):
    page = open_place(place(moment(timeline.first["start"]) + 1, span=12))
    wait_for_lanes(page, "gate", "yard")
    track = page.locator(".timeline-track").bounding_box()

    def turn(share: float, wheel: int, least: float, most: float) -> None:
        page.mouse.move(track["x"] + track["width"] * share, track["y"] + 50)
        for _ in range(80):
            start, end = view_of(page)
            anchor = start + share * (end - start)
            seen = page.locator("nj-timeline").get_attribute("data-view")
            page.mouse.wheel(0, wheel)
            page.wait_for_function("view => document.querySelector('nj-timeline')?.dataset.view !== view", arg=seen)
            start, end = view_of(page)
            assert abs(start + share * (end - start) - anchor) <= max(0.003 * (end - start), 0.000_5), (anchor, (start, end))
            if least <= end - start <= most:
                return
        raise AssertionError(f"{view_of(page)} is not within {least} to {most} s")

    turn(0.3, -240, 0.099, 0.101)
    # Further out than all that there is, it stays where something is.
    turn(0.5, 240, 300 * 86_400, 400 * 86_400)
    x = track["x"] + track["width"] * 0.3
    # A pull moves what is seen by as much as the hand.
    page.evaluate("address => { location.hash = address; }", place(moment(timeline.first["start"]) + 1, span=600))
    page.wait_for_function("() => { const [a, b] = document.querySelector('nj-timeline')?.dataset.view.split(' '); return Math.abs(b - a - 600000) < 10; }")
    before = view_of(page)[0]
    page.mouse.move(x, track["y"] + 50)
    page.mouse.down()
    page.mouse.move(x + track["width"] / 4, track["y"] + 50, steps=4)
    page.wait_for_timeout(200)
    page.mouse.up()
    assert abs(before - view_of(page)[0] - 150) <= 3


def test_gaps_are_drawn_and_their_reason_is_told(timeline, open_place):
    begin, end = moment(timeline.gap["start"]), moment(timeline.gap["end"])
    for span in (60, 1200):
        page = open_place(place((begin + end) / 2, span=span, cameras="gate,yard"))
        wait_for_lanes(page, "gate", "yard")
        lane = page.evaluate("""() => {
          const canvas = document.querySelector('.timeline-lanes');
          const ratio = devicePixelRatio;
          const height = Math.round(20 * ratio);
          const { data, width } = canvas.getContext('2d').getImageData(0, Math.round((28 + 4) * ratio), canvas.width, height);
          const isRed = (i) => data[i] > 90 && data[i] > 1.5 * data[i + 2];
          const columns = Array.from({ length: width }, (_, x) => x).filter((x) =>
            Array.from({ length: height }, (_, y) => 4 * (y * width + x)).some(isRed));
          return { red: columns.map((x) => x / width), width };
        }""")
        start, stop = view_of(page)
        found = [start + share * (stop - start) for share in lane["red"]]
        slack = 3 * (stop - start) / lane["width"] + 0.5
        near = [time for time in found if begin - slack <= time <= end + slack]
        assert len(near) >= 2, (span, found[:20], begin, end)
        track = page.locator(".timeline-lanes").bounding_box()
        share = ((begin + end) / 2 - start) / (stop - start)
        page.mouse.move(track["x"] + track["width"] * share, track["y"] + 28 + 14)
        page.wait_for_selector("nj-timeline-preview[data-trouble]")
        told = page.locator("nj-timeline-preview .sentence").inner_text()
        assert "Yard" in told and "missing" in told, told
    # By keys: the gap before, and what is said of it.
    page.locator(".timeline-lanes").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.querySelector('.timeline-lanes').getAttribute('aria-valuetext').includes('Yard: ')")
    assert "missing" in page.locator(".timeline-lanes").get_attribute("aria-valuetext")
    assert "nothing" in page.locator("nj-timeline-pane[data-camera=yard]").get_attribute("data-state")
    assert len(page.locator("nj-timeline-pane[data-camera=yard] .pane-message").inner_text()) > 20


def test_pictures_play_together_and_end_live(timeline, open_place):
    start = moment(timeline.gap["end"]) + 0.5
    support.wait_for(lambda: time.time() > start + 12, 30, "there is something to play")
    page = open_place(place(start, cameras="gate,yard"))
    shows_film(page, "gate", "yard")
    page.keyboard.press("Space")
    page.wait_for_function("time => document.querySelector('nj-timeline')?.dataset.time > time", arg=(start + 1.5) * 1000)
    apart = page.evaluate("""() => new Promise((done) => {
      const found = [];
      const look = () => {
        const [one, other] = [...document.querySelectorAll('nj-timeline-pane video.film')].map((video) => video.currentTime);
        found.push(Math.abs(one - other));
        if (found.length < 30) setTimeout(look, 50);
        else done(found.sort((a, b) => a - b));
      };
      look();
    })""")
    assert apart[15] < 0.25, apart
    # Backwards, by key frames: an earlier picture comes.
    before = float(page.locator("nj-timeline").get_attribute("data-time"))
    page.keyboard.press("r")
    page.wait_for_function("time => document.querySelector('nj-timeline')?.dataset.time < time - 500", arg=before)
    page.keyboard.press("r")
    # At its right edge the time line is live.
    page.keyboard.press("l")
    for camera in ("gate", "yard"):
        page.wait_for_selector(f"nj-timeline-pane[data-camera={camera}][data-state=live]")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => !document.querySelector('nj-timeline').hasAttribute('data-live')")


def test_what_is_selected_is_exported_and_verified(timeline, open_place, tmp_path):
    start = moment(timeline.first["start"])
    page = open_place(place(start + 5, cameras="gate", span=60, **{"from": timeline.first["start"], "to": timeline.first["end"]}))
    wait_for_lanes(page, "gate")
    page.locator("nj-timeline-selection [data-act=export]").click()
    dialog = page.locator("nj-timeline-task dialog[open]")
    dialog.locator("[name=reason]").fill("Case 4711")
    page.wait_for_function("() => !document.querySelector('nj-timeline-task [type=submit]').disabled")
    assert "Gate" in dialog.inner_text()
    dialog.locator("[type=submit]").click()
    link = dialog.locator("a.download")
    link.wait_for(state="visible")
    with page.expect_download() as download:
        link.click()
    path = tmp_path / "export.zip"
    download.value.save_as(path)
    command = dialog.locator(".verify").inner_text().split()
    done = subprocess.run([support.binary(), "verify", str(path), "--key", command[-1]], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Case 4711" in done.stdout, done.stdout + done.stderr
    dialog.get_by_role("button", name="Close").click()
    # Protected, and taken back.
    page.locator("nj-timeline-selection [data-act=protect]").click()
    page.wait_for_function("() => !document.querySelector('nj-timeline-task [type=submit]').disabled")
    dialog.locator("[type=submit]").click()
    undo = dialog.get_by_role("button", name="Undo")
    undo.wait_for(state="visible")
    assert timeline.get(f"/api/v1/recordings/{timeline.first['id']}")["protected"]
    undo.click()
    support.wait_for(lambda: not timeline.get(f"/api/v1/recordings/{timeline.first['id']}")["protected"], 20, "it is taken back")


def test_addresses_lead_there_and_back(timeline, open_place):
    start = moment(timeline.first["start"])
    page = open_place(place(start + 1, cameras="gate"))
    shows_film(page, "gate")
    page.keyboard.press("]")
    first = moment(timeline.events[0]["start"])
    page.wait_for_function("at => location.hash.includes(at)", arg=timeline.events[0]["start"][:19].replace(":", "%3A"))
    shows_film(page, "gate")
    assert abs(float(page.locator("nj-timeline").get_attribute("data-time")) / 1000 - first) < 0.01
    page.go_back()
    page.wait_for_function("time => Math.abs(document.querySelector('nj-timeline')?.dataset.time - time) < 10", arg=(start + 1) * 1000)
    page.go_forward()
    page.wait_for_function("time => Math.abs(document.querySelector('nj-timeline')?.dataset.time - time) < 10", arg=first * 1000)
    # What is shown survives a reload.
    page.reload()
    shows_film(page, "gate")
    assert abs(float(page.locator("nj-timeline").get_attribute("data-time")) / 1000 - first) < 0.01
    page.keyboard.press("?")
    assert page.locator("dialog.timeline-keys[open] dt").count() >= 12
    page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [390, 768])
def test_narrow_time_line_does_not_scroll_sideways(timeline, open_place, width):
    page = open_place(place(moment(timeline.first["start"]) + 5), viewport={"width": width, "height": 780}, has_touch=True, is_mobile=width < 700)
    wait_for_lanes(page, "gate", "yard")
    assert page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]") == [width, width]
    stage = page.locator("nj-timeline-stage").bounding_box()
    dock = page.locator(".timeline-dock").bounding_box()
    assert stage["height"] >= 120 and dock["y"] + dock["height"] <= 780
