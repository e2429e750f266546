"""A camera of H.265 in a Chromium that does not play it: the page shows it all the same, picture by picture."""
import pathlib
import subprocess
import sys

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from browser_support import ARGUMENTS, PATIENCE, chromium_path, logged_in  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
import support  # noqa: E402

PICTURES, WIDTH, HEIGHT = 50, 56, 30

# Only the number stands in this part of the picture (20, 20 to 132, 80 of 320 x 180).
NUMBER = """(video) => {
  const canvas = new OffscreenCanvas(56, 30);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const { videoWidth: w, videoHeight: h } = video;
  context.drawImage(video, w * 20 / 320, h * 20 / 180, w * 112 / 320, h * 60 / 180, 0, 0, 56, 30);
  const { data } = context.getImageData(0, 0, 56, 30);
  return Array.from({ length: 56 * 30 }, (_, i) => (data[4 * i] + data[4 * i + 1] + data[4 * i + 2]) / 3);
}"""


def numbers(clip: str) -> list[bytes]:
    made = subprocess.run(["ffmpeg", "-v", "error", "-i", str(support.CLIPS / clip), "-vf",
                           f"crop=112:60:20:20,scale={WIDTH}:{HEIGHT}:flags=area,format=gray", "-f", "rawvideo", "-"],
                          capture_output=True, check=True).stdout
    size = WIDTH * HEIGHT
    assert len(made) == PICTURES * size
    return [made[n * size:(n + 1) * size] for n in range(PICTURES)]


@pytest.mark.parametrize("clip", ["h265", "mjpeg"])
def test_the_page_shows_what_chromium_cannot_play(tmp_path, clip):
    path, known = chromium_path(), numbers(f"{clip}.mp4")
    with support.staged(tmp_path) as stage, sync_api.sync_playwright() as playwright:
        camera = stage.camera()
        server = stage.server([{"id": "cam", "name": "Camera", "url": camera.url(clip), "record": False, "connect": "always"}])
        support.wait_for(lambda: server.get("/api/v1/cameras/cam/status")["state"] == "watching", 60, "pictures come")
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        page = browser.new_page(storage_state=logged_in(browser, server.url))
        page.goto(f"{server.url}/")
        page.wait_for_function("() => (window.live = document.querySelector('nj-camera-tile video')) && live.videoWidth === 320 "
                               "&& live.currentTime > 1", timeout=PATIENCE)
        seen = []
        for _ in range(4):
            picture, time = page.evaluate(f"() => [({NUMBER})(live), live.currentTime]")
            wrong = sorted((sum((a > 128) != (b > 128) for a, b in zip(known[n], picture)), n) for n in range(PICTURES))
            seen.append((wrong[0][1], time))
            page.wait_for_function("time => live.currentTime > time + 0.8", arg=time, timeout=PATIENCE)
        browser.close()
    for (number, time), (later, then) in zip(seen, seen[1:]):
        distance = ((later - number) - (then - time) * 25) % PICTURES
        assert min(distance, PICTURES - distance) <= 5, seen
