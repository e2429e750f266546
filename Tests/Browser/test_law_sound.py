"""Sound that the page decodes itself, in a real Chromium: G.711 beside a <video>, and whatever comes where a canvas shows the picture."""
import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

import support  # noqa: E402
from browser_support import INSTRUMENTS, PATIENCE, Complaints, logged_in, wait_until_live  # noqa: E402
from test_codecs import browser, clip, stage  # noqa: E402, F401 - fixtures

# What is handed to the sound card, and when.
EARS = """
window.heard = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when) {
  const { sampleRate, duration } = this.buffer;
  heard.push({ when, sampleRate, length: duration / this.playbackRate.value, samples: Array.from(this.buffer.getChannelData(0)) });
  return start.call(this, when);
};
"""


@pytest.mark.parametrize("law", ["alaw", "mulaw"])
def test_the_player_makes_sound_of_it(stage, browser, tmp_path, law):  # noqa: F811
    source = clip(tmp_path / f"{law}.mp4", "h264", law)
    camera = stage.camera("--file", str(source), "--path", "clip")
    server = stage.server([{"id": "clip", "name": "Clip", "url": camera.url("clip")}])
    support.wait_for(lambda: server.frames("clip") > 25, 60, "the camera sends pictures")
    page = browser.new_page(storage_state=logged_in(browser, server.url))
    complaints = Complaints()
    complaints.listen(page)
    page.add_init_script(INSTRUMENTS + EARS)
    try:
        page.goto(f"{server.url}/")
        wait_until_live(page, "clip")
        assert page.evaluate("() => heard.length") == 0, "it is silent until somebody asks for sound"
        button = page.locator("nj-camera-tile .sound")
        button.click()
        page.wait_for_function("() => heard.length >= 100", timeout=PATIENCE)
        heard = page.evaluate("() => heard.slice(0, 100)")
        button.click()
        # What comes once it is muted is not made to sound.
        page.wait_for_timeout(300)
        silent = page.evaluate("() => heard.length")
        page.wait_for_timeout(1000)
        assert page.evaluate("() => heard.length") == silent
    finally:
        page.close()
    assert all(piece["sampleRate"] == 8000 for piece in heard)
    # One piece after the other without a gap, but where the player moves.
    joins = [abs(after["when"] - before["when"] - before["length"]) < 0.001 for before, after in zip(heard, heard[1:])]
    assert sum(joins) >= 0.8 * len(joins), joins
    # The tone of the clip, 440 Hz: twice as many changes of sign.
    samples = [sample for piece in heard for sample in piece["samples"]]
    changes = sum((one < 0) != (other < 0) for one, other in zip(samples, samples[1:]))
    assert abs(changes / 2 / (len(samples) / 8000) - 440) < 15
    assert 0.05 < max(samples) < 0.5
    assert not complaints.exceptions and not complaints.console, complaints


@pytest.mark.parametrize("way, sound", [("webcodecs", "aac"), ("webcodecs", "mulaw"), ("mjpeg", "opus")])
def test_players_on_a_canvas_sound_too(stage, browser, tmp_path, way, sound):  # noqa: F811
    source = clip(tmp_path / f"{sound}.mp4", "h264", sound)
    camera = stage.camera("--file", str(source), "--path", "clip")
    server = stage.server([{"id": "clip", "name": "Clip", "url": camera.url("clip"), "record": False, "connect": "always"}])
    support.wait_for(lambda: (server.get("/api/v1/cameras")["items"][0]["status"]["streams"].get("main") or {}).get("video"), 60,
                     "the camera sends pictures")
    page = browser.new_page(storage_state=logged_in(browser, server.url))
    complaints = Complaints()
    complaints.listen(page)
    page.add_init_script(INSTRUMENTS + EARS)
    try:
        page.goto(f"{server.url}/#live?player={way}")
        page.wait_for_selector(f"nj-camera-tile[data-way={way}][data-state=live]", timeout=PATIENCE)
        button = page.locator("nj-camera-tile .sound")
        page.wait_for_function("() => !document.querySelector('nj-camera-tile .sound').hidden")
        assert page.evaluate("() => heard.length") == 0, "it is silent until somebody asks for sound"
        button.click()
        page.wait_for_function("() => heard.length >= 60", timeout=PATIENCE)
        # Not its first moment: the decoder begins with a silence.
        heard = page.evaluate("() => heard.slice(20, 60)")
        button.click()
        page.wait_for_timeout(300)
        silent = page.evaluate("() => heard.length")
        page.wait_for_timeout(1000)
        assert page.evaluate("() => heard.length") == silent
    finally:
        page.close()
    rate = heard[0]["sampleRate"]
    assert rate == (8000 if sound == "mulaw" else 48_000)
    joins = [abs(after["when"] - before["when"] - before["length"]) < 0.001 for before, after in zip(heard, heard[1:])]
    # Where nothing holds the browser up, all of them; half of them on a machine that is busy.
    assert sum(joins) >= 0.5 * len(joins), joins
    samples = [sample for piece in heard for sample in piece["samples"]]
    changes = sum((one < 0) != (other < 0) for one, other in zip(samples, samples[1:]))
    assert abs(changes / 2 / (len(samples) / rate) - 440) < 20
    assert 0.05 < max(samples) < 0.5
    assert not complaints.exceptions and not complaints.console, complaints
