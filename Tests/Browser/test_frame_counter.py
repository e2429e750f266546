"""The number that is burned into the simulated cameras' pictures: a viewer sees it go on, picture by picture."""

import pathlib
import subprocess

import pytest
from browser_support import PATIENCE, enabled_cameras, server_address
from test_web_app import address, browser, open_page, page, session  # noqa: F401 - fixtures

CLIP = pathlib.Path(__file__).resolve().parents[2] / "Sources/Engines/Simulation/Clips/main.mp4"
PICTURES, WIDTH, HEIGHT = 200, 108, 56

# Only the number stands in this part of the picture (60, 50 to 330, 190 of 1280 x 720).
NUMBER = """(video) => {
  const canvas = new OffscreenCanvas(108, 56);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const { videoWidth: w, videoHeight: h } = video;
  context.drawImage(video, w * 60 / 1280, h * 50 / 720, w * 270 / 1280, h * 140 / 720, 0, 0, 108, 56);
  const { data } = context.getImageData(0, 0, 108, 56);
  return Array.from({ length: 108 * 56 }, (_, i) => (data[4 * i] + data[4 * i + 1] + data[4 * i + 2]) / 3);
}"""


def numbers() -> list[bytes]:
    """What the number looks like in each picture of the clip."""
    made = subprocess.run(["ffmpeg", "-v", "error", "-i", str(CLIP), "-vf",
                           f"crop=270:140:60:50,scale={WIDTH}:{HEIGHT}:flags=area,format=gray", "-f", "rawvideo", "-"],
                          capture_output=True, check=True).stdout
    size = WIDTH * HEIGHT
    assert len(made) == PICTURES * size
    return [made[n * size:(n + 1) * size] for n in range(PICTURES)]


def test_frame_counter_of_a_live_camera_advances(page):  # noqa: F811
    if not all(camera["demo"] for camera in enabled_cameras(server_address())):
        pytest.skip("the server under test has cameras without a burned-in number")
    known = numbers()
    # A small tile opens the main stream and moves to the sub stream once it knows of it: a new time line begins then.
    settled = "() => (window.live = document.querySelector('nj-camera-tile video')) && live.videoWidth === 640"
    page.wait_for_function(f"{settled} && live.currentTime > 1", timeout=PATIENCE)
    seen, surest = [], []
    for _ in range(4):
        picture, time = page.evaluate(f"() => [({NUMBER})(live), live.currentTime]")
        # White figures on a dark sky: what counts is where they are, not how the edges were scaled.
        wrong = sorted((sum((a > 128) != (b > 128) for a, b in zip(known[n], picture)), n) for n in range(PICTURES))
        number = wrong[0][1]
        surest.append(wrong[:3])
        seen.append((number, time))
        page.wait_for_function("time => live.currentTime > time + 0.8", arg=time, timeout=PATIENCE)
    for (number, time), (later, then) in zip(seen, seen[1:]):
        # 25 pictures a second; a few more or less, as the picture drawn may be the one before or after.
        assert abs((later - number) % PICTURES - (then - time) * 25) <= 5, (seen, surest)
