"""What was recorded, played by Chromium itself: the number that is burned into the pictures goes on with the time of the video."""

import datetime
import json
import urllib.request

import pytest
import support
from browser_support import PATIENCE, account, api, enabled_cameras, server_address
from test_frame_counter import NUMBER, PICTURES, numbers
from test_hls import SHOW
from test_web_app import address, browser, open_page, page, session  # noqa: F401 - fixtures

CORNER = [{"x": 0.9, "y": 0.9}, {"x": 1, "y": 0.9}, {"x": 1, "y": 1}]


def spell(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).isoformat().replace("+00:00", "Z")


@pytest.fixture(scope="module")
def stretch():
    """Eight seconds of a demo camera's main stream, with the address up to the name of the way."""
    cameras = enabled_cameras(server_address())
    if not all(camera["demo"] for camera in cameras):
        pytest.skip("the server under test has cameras without a burned-in number")
    camera = cameras[0]["id"]

    def recorded():
        first = api(server_address(), f"/recordings?camera={camera}&order=asc&limit=1")["items"][0]
        return first if first["video_frames"] >= 260 else None

    first = support.wait_for(recorded, 60, "ten seconds are recorded")
    start = datetime.datetime.fromisoformat(first["start"].replace("Z", "+00:00")).timestamp()
    return camera, f"from={spell(start + 1.1)}&to={spell(start + 9.1)}"


def set_masks(camera: str, *polygons) -> None:
    body = json.dumps({"items": [{"polygon": polygon} for polygon in polygons]}).encode()
    headers = {**support.basic(*account().values()), "Content-Type": "application/json"}
    url = f"{server_address()}/api/v1/cameras/{camera}/masks"
    with urllib.request.urlopen(urllib.request.Request(url, body, headers, method="PUT"), timeout=20) as answer:
        assert answer.status == 200


# Notes of each picture that is shown its time in the film and what stands in it. Before the first one a <video> may be drawn as
# black, although it says that it has data.
WATCH = """() => {
  window.shown = [];
  const number = (%s);
  const note = (now, { mediaTime }) => {
    shown.push([mediaTime, number(hls)]);
    hls.requestVideoFrameCallback(note);
  };
  hls.requestVideoFrameCallback(note);
}""" % NUMBER


# In one go: a busy machine may have played a part before it is asked a second time.
SHOW_AND_WATCH = f"address => {{ ({SHOW})(address); ({WATCH})(); }}"


def assert_counts(page, known) -> None:  # noqa: F811
    """From the first picture that is shown on, the number in each goes on as the time of the film does."""
    page.wait_for_function("() => hls.currentTime > 3 || hls.error !== null", timeout=PATIENCE)
    assert page.evaluate("() => hls.error?.message ?? null") is None
    seen = []
    for time, picture in page.evaluate("() => shown"):
        wrong, number = min((sum((a > 128) != (b > 128) for a, b in zip(known[n], picture)), n) for n in range(PICTURES))
        assert wrong < len(picture) / 20, f"at {time} s there is no number in the picture"
        seen.append((round(time, 3), number))
    assert len(seen) >= 10 and seen[0][0] < 1.5, seen
    # 25 pictures a second: whatever the first is, all have their places. Who is told of a picture late, on a busy machine, finds one of
    # the next drawn.
    places = [(number - round(time * 25)) % PICTURES for time, number in seen]
    usual = max(set(places), key=places.count)
    off = [(place - usual) % PICTURES for place in places]
    late = [each for each in off if each not in (0, 1, PICTURES - 1)]
    assert len(late) <= len(off) / 5 and all(each < 10 for each in late), list(zip(seen, off))


@pytest.mark.parametrize("way", ["range.mp4", "vod/ts/index.m3u8", "vod/fmp4/index.m3u8"])
def test_chromium_plays_what_was_recorded(page, stretch, way):  # noqa: F811
    camera, asked = stretch
    hls = way.endswith("m3u8")
    if hls and not page.evaluate("() => document.createElement('video').canPlayType('application/vnd.apple.mpegurl')"):
        pytest.skip("this Chromium plays no HLS by itself")
    page.evaluate(SHOW_AND_WATCH, f"/api/v1/cameras/{camera}/{way}?{asked}")
    assert_counts(page, numbers())


@pytest.mark.parametrize("way", ["range.mp4", "vod/fmp4/index.m3u8"])
def test_chromium_plays_what_is_encoded_anew(page, stretch, way):  # noqa: F811
    camera, asked = stretch
    hls = way.endswith("m3u8")
    if hls and not page.evaluate("() => document.createElement('video').canPlayType('application/vnd.apple.mpegurl')"):
        pytest.skip("this Chromium plays no HLS by itself")
    set_masks(camera, CORNER)
    try:
        page.evaluate(SHOW_AND_WATCH, f"/api/v1/cameras/{camera}/{way}?{asked}&video=h264&masked=true")
        assert_counts(page, numbers())
    finally:
        set_masks(camera)
