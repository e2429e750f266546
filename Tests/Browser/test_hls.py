"""HLS in Chromium's own player: the session's cookie goes along with each playlist and each segment, and the picture moves."""

import pytest
from browser_support import PATIENCE, assert_moves, enabled_cameras, server_address
from test_web_app import address, browser, open_page, page, session  # noqa: F401 - fixtures

SHOW = """(address) => {
  const video = document.createElement("video");
  video.id = "hls"; video.muted = true; video.src = address; video.width = 640; video.height = 360;
  document.body.append(video);
  video.play().catch((error) => { window.hlsError = String(error); });
}"""


@pytest.mark.parametrize("container", ["ts", "fmp4"])
def test_chromium_plays_a_camera(page, container):  # noqa: F811
    if not page.evaluate("() => document.createElement('video').canPlayType('application/vnd.apple.mpegurl')"):
        pytest.skip("this Chromium plays no HLS by itself")
    camera = enabled_cameras(server_address())[0]["id"]
    page.evaluate(SHOW, f"/api/v1/cameras/{camera}/hls/index.m3u8?stream=main&format={container}")
    page.wait_for_function("() => hls.readyState >= 2 || hls.error !== null", timeout=PATIENCE)
    assert page.evaluate("() => hls.error?.message ?? null") is None
    assert_moves(page, "hls", f"HLS with {container}")
    assert page.evaluate("() => [hls.videoWidth, hls.error]") == [1280, None]
