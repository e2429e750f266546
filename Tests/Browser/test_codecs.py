"""Recordings of each codec, as they lie on disk, in a real Chromium: what it says it can play, it plays to the last picture."""
import pathlib
import subprocess
import sys

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from browser_support import ARGUMENTS, chromium_path, logged_in  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
import support  # noqa: E402

PICTURES = 100
MUST_PLAY = {"h264-aac", "h264-opus", "h264-alaw"}
"""Every Chromium of Debian has these. H.265 it plays only where the machine decodes it, MJPEG nowhere: those are told, and
counted as played only where they are."""
VIDEO = {"h264": ["libx264", "-bf", "2", "-g", "25"], "h265": ["libx265", "-x265-params", "log-level=none:keyint=25"],
         "mjpeg": ["mjpeg", "-huffman", "default"]}
SOUND = {"aac": ["aac", "-ar", "48000"], "opus": ["libopus", "-ar", "48000"], "alaw": ["pcm_alaw", "-ar", "8000", "-ac", "1"], "mulaw": ["pcm_mulaw", "-ar", "8000", "-ac", "1"],
         "none": None}


@pytest.fixture(scope="module")
def browser():
    path = chromium_path()
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def stage(tmp_path):
    with support.staged(tmp_path) as made:
        yield made


def clip(path: pathlib.Path, video: str, sound: str) -> pathlib.Path:
    inputs = ["-f", "lavfi", "-i", f"testsrc2=size=640x360:rate=25:duration={PICTURES / 25}"]
    codecs = ["-c:v", *VIDEO[video], "-pix_fmt", "yuvj420p" if video == "mjpeg" else "yuv420p"]
    if SOUND[sound]:
        inputs += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={PICTURES / 25}"]
        codecs += ["-c:a", *SOUND[sound]]
    container = ["-f", "mov"] if sound in ("alaw", "mulaw") else []
    subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, *codecs, *container, str(path)], check=True)
    return path


# Plays a recording fast, without waiting for its clock, and tells how it went.
PLAY = """async (address) => {
  const video = document.createElement("video");
  video.muted = false; video.volume = 0.01; video.playbackRate = 2; video.src = address;
  document.body.append(video);
  const ended = new Promise((resolve) => { video.onended = () => resolve("ended"); video.onerror = () => resolve("error"); });
  await video.play().catch(() => {});
  const how = await ended;
  return { how, error: video.error?.message ?? null, width: video.videoWidth, duration: video.duration,
           sound: video.webkitAudioDecodedByteCount, decoded: video.webkitDecodedFrameCount };
}"""


@pytest.mark.parametrize("video, sound", [("h264", "aac"), ("h264", "opus"), ("h264", "alaw"), ("h265", "opus"), ("mjpeg", "none")])
def test_a_recording_plays(stage, browser, tmp_path, capsys, video, sound):
    name = f"{video}-{sound}"
    source = clip(tmp_path / f"{name}.mp4", video, sound)
    camera = stage.camera("--file", str(source), "--path", "clip", "--from-start", "--frames", str(PICTURES))
    server = stage.server([{"id": "clip", "name": "Clip", "url": camera.url("clip")}])
    support.wait_for(lambda: server.frames("clip") >= PICTURES - 1, 60, "the clip is on disk")
    camera.stop()
    server.request("PATCH", "/api/v1/cameras/clip", {"enabled": False})
    rows = support.wait_for(lambda: (rows := server.recordings("clip")) and not rows[0]["open"] and rows, 20, "it is closed")
    recording = rows[0]
    assert recording["video_frames"] >= PICTURES - 1
    page = browser.new_page(storage_state=logged_in(browser, server.url))
    try:
        page.goto(f"{server.url}/")
        codecs = ", ".join(filter(None, [recording["video_codec"], recording.get("audio_codec")]))
        says = page.evaluate("codecs => MediaSource.isTypeSupported(`video/mp4; codecs=\"${codecs}\"`)",
                             recording["video_codec"])
        result = page.evaluate(PLAY, recording["media_url"])
    finally:
        page.close()
    with capsys.disabled():
        print(f"\n{name} ({codecs}): Chromium {'says it plays the picture' if says else 'does not play the picture'}; {result}")
    if name not in MUST_PLAY and not says:
        # Sound alone may be played.
        assert result["how"] == "error" or result["decoded"] == 0, result
        return
    assert result["how"] == "ended" and result["error"] is None and result["width"] == 640, result
    assert result["decoded"] == recording["video_frames"], result
    assert abs(result["duration"] - recording["duration_s"]) < 0.1, result
    if sound in ("aac", "opus"):
        assert result["sound"] > 0, result
