"""What the browser tests stand on: the server under test, Chromium, and a page that remembers every complaint."""

import json
import os
import shutil
import urllib.request
from dataclasses import dataclass, field

import pytest
import support

PATIENCE = 45_000  # ms; a decoder in software on a busy machine takes its time

ARGUMENTS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]


def server_address() -> str:
    """The address of the running Nightjar, with no slash at its end."""
    address = os.environ.get("NIGHTJAR_URL", "").rstrip("/")
    if not address:
        pytest.skip("NIGHTJAR_URL is not set: it must name a running Nightjar, such as http://127.0.0.1:8080")
    return address


def chromium_path() -> str:
    """Debian's Chromium, or the one that NIGHTJAR_CHROMIUM names."""
    named = os.environ.get("NIGHTJAR_CHROMIUM")
    for candidate in [named] if named else ["chromium", "chromium-browser", "google-chrome"]:
        path = shutil.which(candidate)
        if path:
            return path
    pytest.skip(f"there is no Chromium here ({named or 'chromium, chromium-browser, google-chrome'})")


def account() -> dict[str, str]:
    """Who the tests are. Of a server that NIGHTJAR_URL names, the same variables name an administrator."""
    username, password = [os.environ.get(name) or value for name, value in support.ADMINISTRATOR.items()]
    return {"username": username, "password": password}


def logged_in(browser, address: str) -> dict:
    """The state of a browser that has logged in. Once for many pages: logging in is rationed."""
    context = browser.new_context()
    try:
        answer = context.request.post(f"{address}/api/v1/session", data=account())
        assert answer.status == 200, answer.text()
        return context.storage_state()
    finally:
        context.close()


def api(address: str, path: str):
    """The JSON answer of one GET."""
    request = urllib.request.Request(f"{address}/api/v1{path}", headers=support.basic(*account().values()))
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def enabled_cameras(address: str) -> list[dict]:
    cameras = [camera for camera in api(address, "/cameras")["items"] if camera["enabled"]]
    assert cameras, "the server under test must have at least one camera that is switched on"
    return cameras


@dataclass
class Complaints:
    """Everything that the browser did not like."""

    console: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def listen(self, page) -> None:
        page.on("console", self.said)
        page.on("pageerror", lambda error: self.exceptions.append(str(error)))
        page.on("response", self.answered)

    def said(self, message) -> None:
        if message.type in ("error", "warning"):
            self.console.append(message.text)

    def answered(self, answer) -> None:
        if answer.status >= 400:
            self.failed.append(f"{answer.status} {answer.url}")


# Runs before any script of the page: the browser's own reports of what the content security policy refused, and helpers
# that look at a <video> from outside of the app.
INSTRUMENTS = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));

window.tileOf = (camera) => document.querySelector(`nj-camera-tile[data-camera="${CSS.escape(camera)}"]`);
window.videoOf = (camera) => window.tileOf(camera)?.querySelector("video");

// The picture as 64 × 36 grey values, or null where there is none, as while the player seeks.
window.grab = (video) => {
  if (!video || video.seeking || video.readyState < 2 || video.videoWidth === 0) return null;
  const canvas = new OffscreenCanvas(64, 36);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, 64, 36);
  const { data } = context.getImageData(0, 0, 64, 36);
  return Array.from({ length: 64 * 36 }, (_, i) => (data[4 * i] + data[4 * i + 1] + data[4 * i + 2]) / 3);
};

// How many of the values differ clearly; noise of the encoder does not count.
window.changed = (one, other) => one.filter((value, i) => Math.abs(value - other[i]) > 24).length;

window.latency = (video) => {
  const { buffered } = video;
  return buffered.length ? buffered.end(buffered.length - 1) - video.currentTime : Infinity;
};
"""


def wait_until_live(page, camera: str) -> None:
    """Waits until the camera's tile is live and has shown pictures."""
    page.wait_for_function(
        "camera => tileOf(camera)?.dataset.state === 'live' && Number(tileOf(camera).dataset.frames) > 0",
        arg=camera,
        timeout=PATIENCE,
    )


def assert_moves(page, video: str, what: str) -> None:
    """The pictures of the video (a JavaScript expression) change, and its time goes on."""
    from playwright.sync_api import TimeoutError as Timeout

    # Looked at and kept in one step: a player that seeks a moment later has no picture for a while.
    page.wait_for_function(
        f"() => {{ const picture = grab({video}); "
        f"window.before = picture && {{ picture, time: {video}.currentTime }}; return picture !== null; }}",
        timeout=PATIENCE,
    )
    try:
        page.wait_for_function(f"() => {video}.currentTime > before.time + 0.5", timeout=PATIENCE)
    except Timeout:
        pytest.fail(f"{what}: the time of the video does not go on")
    try:
        page.wait_for_function(
            f"() => {{ const now = grab({video}); return now !== null && changed(before.picture, now) >= 4; }}",
            timeout=PATIENCE,
        )
    except Timeout:
        pytest.fail(f"{what}: the picture stands still")
