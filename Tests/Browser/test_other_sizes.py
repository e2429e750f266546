"""A camera that comes back with a smaller picture: Chromium plays over the change, on the time line and by HLS."""
from __future__ import annotations

import pathlib
import sys

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from browser_support import PATIENCE  # noqa: E402
from test_frame_counter import NUMBER  # noqa: E402
from test_hls import SHOW  # noqa: E402
from timeline_support import Window, moment, place, shows_film  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
import pictures  # noqa: E402
import support  # noqa: E402

PICTURES = 100
FILM = "document.querySelector('nj-timeline-pane[data-camera=yard] video.film')"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The server, and its two recordings: four seconds of 1280 x 720, and then of 640 x 360."""
    with support.staged(tmp_path_factory.mktemp("formats")) as stage:
        camera = stage.camera("--from-start", "--frames", str(PICTURES))
        server = stage.server([{"id": "yard", "name": "Yard", "url": camera.url("main")}])
        support.wait_for(lambda: server.frames("yard") >= PICTURES - 1, 60, "large pictures are on disk")
        camera.kill()
        small = ["--file", str(support.CLIPS / "sub.mp4"), "--path", "main"]
        stage.camera("--from-start", "--frames", str(PICTURES), *small, port=camera.port)
        support.wait_for(lambda: server.frames("yard") >= 2 * PICTURES - 2, 60, "small pictures are on disk")
        server.request("PATCH", "/api/v1/cameras/yard", {"enabled": False})
        yield server, support.wait_for(lambda: (rows := server.recordings("yard")) and not rows[-1]["open"] and rows, 20, "all are closed")


@pytest.fixture(scope="module")
def window(recorded):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        window = Window(playwright, recorded[0].url)
        yield window
        window.browser.close()


def shown(page) -> tuple[int, int]:
    """How wide the picture is, and the number that is burned into it."""
    part, width = page.evaluate(f"() => [({NUMBER})({FILM}), {FILM}.videoWidth]")
    return width, pictures.number_in(bytes(min(255, int(value)) for value in part))


def test_the_time_line_plays_over_the_change(recorded, window):
    _, (first, second) = recorded
    begin, other = moment(first["start"]), moment(second["start"])
    page = window.page(place(begin + 1.02, cameras="yard"))
    for at, number, width in ((begin + 1.02, 25, 1280), (other + 2.02, 50, 640), (begin + 3.02, 75, 1280)):
        page.evaluate("address => { location.hash = address; }", place(at, cameras="yard"))
        page.wait_for_function("time => Math.abs(document.querySelector('nj-timeline')?.dataset.time - time) < 2", arg=at * 1000)
        shows_film(page, "yard")
        assert shown(page) == (width, number)
    page.keyboard.press("Space")
    page.wait_for_function(f"time => document.querySelector('nj-timeline')?.dataset.time > time && {FILM}.videoWidth === 640",
                           arg=(other + 1) * 1000)
    page.keyboard.press("Space")
    shows_film(page, "yard")
    width, number = shown(page)
    assert width == 640 and 20 <= number < PICTURES
    window.leave()


@pytest.mark.parametrize("container", ["ts", "fmp4"])
def test_chromium_plays_a_playlist_over_the_change(recorded, window, container):
    _, (first, second) = recorded
    page = window.page(place(moment(first["start"]), cameras="yard"))
    if not page.evaluate("() => document.createElement('video').canPlayType('application/vnd.apple.mpegurl')"):
        pytest.skip("this Chromium plays no HLS by itself")
    asked = f"from={first['start']}&to={second['end']}"
    page.evaluate(SHOW, f"/api/v1/cameras/yard/vod/{container}/index.m3u8?{asked}")
    page.wait_for_function("() => hls.videoWidth === 1280 && hls.currentTime > 1 || hls.error !== null", timeout=PATIENCE)
    # The sound of the first recording ends within a frame of it before the picture does. There Chromium's own player, unlike the web
    # app's, waits for sound for ever, and somebody has to lead it on.
    page.evaluate("() => { hls.currentTime = 4.2; }")
    page.wait_for_function("() => hls.ended || hls.error !== null", timeout=PATIENCE)
    assert page.evaluate("() => [hls.error?.message ?? null, hls.videoWidth]") == [None, 640]
    window.leave()
