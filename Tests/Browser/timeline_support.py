"""A recorder with something to look at, and pages that look at its time line."""
from __future__ import annotations

import contextlib
import datetime
import pathlib
import sys
import urllib.parse

import pytest

from browser_support import ARGUMENTS, INSTRUMENTS, PATIENCE, Complaints, chromium_path, logged_in

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
import support  # noqa: E402


def moment(text: str) -> float:
    """Seconds since 1970."""
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.datetime.fromisoformat(seconds + "+00:00").timestamp() + float("0." + (fraction or "0"))


def text(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def ask(server, method: str, path: str, body=None, expect: int | None = None):
    status, _, answer = server.request(method, path, body)
    assert status == expect if expect else status < 300, f"{method} {path}: {status} {answer}"
    return answer


@contextlib.contextmanager
def recorder(folder: pathlib.Path):
    """Two cameras, of which one was switched off for some seconds, and two events of the other; `server.first` is its first
    recording that is complete, `server.events` the events, `server.gap` the gap."""
    with support.staged(folder) as stage:
        camera = stage.camera()
        server = stage.server([
            {"id": "gate", "name": "Gate", "url": camera.url("main"), "sub_url": camera.url("sub"), "segment_seconds": 10},
            {"id": "yard", "name": "Yard", "url": camera.url("main"), "segment_seconds": 10}])
        support.wait_for(lambda: server.frames("yard") >= 50, 60, "the yard is recorded")
        ask(server, "PATCH", "/api/v1/cameras/yard", {"enabled": False})
        server.first = support.wait_for(lambda: [item for item in server.recordings("gate") if not item["open"]], 90,
                                        "a recording is complete")[0]
        ask(server, "PATCH", "/api/v1/cameras/yard", {"enabled": True})
        since = f"/api/v1/coverage?camera=yard&from={server.first['start']}"
        support.wait_for(lambda: len(server.get(since)["spans"]) == 2, 60, "the yard is recorded again")
        server.gap = server.get(since)["gaps"][0]
        start = moment(server.first["start"])
        server.events = [ask(server, "POST", "/api/v1/camera-events", {
            "camera": "gate", "kind": kind, "label": label, "score": 0.87, "start": text(start + at), "end": text(start + at + 2)})
            for kind, label, at in (("object", "person", 3), ("motion", "", 7))]
        yield server


class Window:
    """A browser that has logged in at a server, and its pages."""

    def __init__(self, playwright, address: str):
        self.address = address
        self.browser = playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=ARGUMENTS)
        self.session = logged_in(self.browser, address)
        self.contexts = []

    def page(self, place: str, **options):
        """A page at this place of the app; `complaints` are what the browser did not like."""
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark", "locale": "en-GB",
                                              "timezone_id": "UTC", "storage_state": self.session, **options})
        self.contexts.append(context)
        context.add_init_script(INSTRUMENTS)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.complaints = Complaints()
        page.complaints.listen(page)
        page.goto(f"{self.address}/{place}")
        page.wait_for_selector({"#timeline": "nj-timeline[data-view]", "#events": "nj-events"}.get(place.split("?")[0], "nj-camera-tile"),
                               state="attached")
        return page

    def leave(self) -> None:
        """Closes all pages, after a look at what their browser did not like."""
        contexts, self.contexts = self.contexts, []
        for context in contexts:
            for page in context.pages:
                said = page.complaints
                assert (said.console, said.exceptions, said.failed) == ([], [], []), page.url
                assert page.evaluate("() => refused") == []
            context.close()


def place(at: float | str | None = None, **parameters) -> str:
    """The address of the time line at a moment."""
    values = {**({"at": at if isinstance(at, str) else text(at)} if at is not None else {}), **parameters}
    return "#timeline" + (f"?{urllib.parse.urlencode(values)}" if values else "")


def shows_film(page, *cameras: str) -> None:
    """Waits until the very picture of the moment is shown, played from the recording."""
    for camera in cameras:
        page.wait_for_function(
            "camera => { const pane = document.querySelector(`nj-timeline-pane[data-camera=\"${camera}\"]`);"
            " return pane?.dataset.from === 'film' && pane.dataset.state === 'ready'"
            " && !pane.querySelector('video.film').seeking; }", arg=camera, timeout=PATIENCE)


def view_of(page) -> tuple[float, float]:
    """Which part of time is seen, seconds since 1970."""
    start, end = page.locator("nj-timeline").get_attribute("data-view").split()
    return float(start) / 1000, float(end) / 1000


def wait_for_lanes(page, *cameras: str) -> None:
    """Until what is recorded of them is drawn."""
    for camera in cameras:
        page.wait_for_selector(f".timeline-names [data-camera={camera}]")
    page.wait_for_function("() => document.querySelector('nj-timeline')?.dataset.known === 'true'")


@pytest.fixture(scope="session")
def timeline(tmp_path_factory):
    """The recorder."""
    with recorder(tmp_path_factory.mktemp("timeline")) as server:
        yield server


@pytest.fixture(scope="module")
def timeline_window(timeline):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        window = Window(playwright, timeline.url)
        yield window
        window.browser.close()


@pytest.fixture
def open_place(timeline_window):
    """Opens a place of the app; after the test no browser may have had anything to complain of."""
    yield timeline_window.page
    timeline_window.leave()
