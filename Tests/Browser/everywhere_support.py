"""A recorder with something to see in every place, and the list of all places and dialogs: for tests that go everywhere."""
from __future__ import annotations

import contextlib
import pathlib
from dataclasses import dataclass, field
from typing import Callable

import pytest

from browser_support import ARGUMENTS, INSTRUMENTS, PATIENCE, Complaints, chromium_path, logged_in
from timeline_support import ask, moment, text
import support

PASSWORD = "a few words in a row"
CAMERAS = {"front-door": "Front door", "driveway": "Driveway", "garden": "Garden", "workshop": "Workshop"}
"""Those that are recorded; "attic" is not there, "shed" is switched off."""


@dataclass
class Place:
    """What there is to see at an address, and what shows that it is there."""

    name: str
    address: str
    ready: str
    only_administrator: bool = False


@dataclass
class Dialog:
    """Something that opens in front of a place: how (`open`), and what is there then."""

    name: str
    address: str
    ready: str
    open: Callable
    there: str
    by: str = ""
    """What opens it when it is pressed, where that is a button that stays."""


def keys(page):
    page.keyboard.press("?")


def press(selector: str) -> Callable:
    return lambda page: page.locator(selector).first.click()


PLACES = [
    Place("live", "live", "nj-camera-tile[data-state=live]"),
    Place("live-large", "live?camera=front-door", "nj-camera-tile[data-large][data-state=live]"),
    Place("timeline", "timeline", "nj-timeline[data-known=true]"),
    Place("events", "events", "nj-event-card"),
    Place("events-list", "events?view=list&days=7", "nj-event-card"),
    Place("cameras", "cameras", "nj-cameras-list .camera-card[data-state=recording]"),
    Place("camera", "cameras?camera=front-door", "nj-camera-detail[data-part=overview] .facts"),
    *[Place(f"camera-{part}", f"cameras?camera=front-door&part={part}", f"nj-camera-detail[data-part={part}] {ready}", True)
      for part, ready in [("connection", "[name=url]"), ("recording", "[name=mode]"), ("keeping", "[name=retention_days]"),
                          ("areas", ".areas[data-kind=zones] nav"), ("device", "[data-form=device]")]],
    *[Place(f"system-{part}", f"system?part={part}", ready, True)
      for part, ready in [("coverage", "nj-system-coverage [data-camera=garden] .figures"), ("storage", "nj-system-storage .card .facts"),
                          ("jobs", "nj-system-jobs [data-job]"), ("health", "nj-system-health .card .facts"),
                          ("logs", "nj-system-log .log li"), ("audit", "nj-system-audit .row")]],
    *[Place(f"settings-{part}", f"settings?part={part}", ready)
      for part, ready in [("account", "nj-settings-account .facts"), ("sessions", "nj-settings-sessions .row"),
                          ("keys", "nj-settings-keys [data-form=key]")]],
    *[Place(f"settings-{part}", f"settings?part={part}", ready, True)
      for part, ready in [("people", "nj-settings-people .row"), ("person", "nj-settings-people .row"), ("recorder", "nj-settings-recorder [data-form=settings]"),
                          ("volumes", "nj-settings-volumes [data-volume]"), ("backups", "nj-settings-backups .row"),
                          ("network", "nj-settings-network [data-outlet]")]],
]
for each in PLACES:
    if each.name == "settings-person":
        each.address, each.ready = "settings?part=people&person=new", "[data-form=person]"


def selected(server) -> str:
    """The address of a stretch of recorded time on the time line."""
    start = moment(server.first["start"])
    return f"timeline?at={text(start + 4)}&from={text(start + 2)}&to={text(start + 8)}&span=60"


DIALOGS = [
    Dialog("add-camera", "live", "nj-camera-tile", press(".live-bar [data-action=add-camera]"), "nj-camera-dialog dialog[open]",
           ".live-bar [data-action=add-camera]"),
    Dialog("live-keys", "live", "nj-camera-tile", keys, "nj-keys-help dialog[open] kbd"),
    Dialog("timeline-keys", "timeline", "nj-timeline[data-known=true]", keys, "dialog.timeline-keys[open] kbd"),
    Dialog("keys", "settings?part=keys", "nj-settings-keys [data-form=key]", keys, "nj-keys-help dialog[open] kbd"),
    Dialog("account", "live", "nj-account:not([hidden])", press(".account"), "#account-menu:popover-open", ".account"),
    Dialog("health", "live", "nj-health:not([data-health=unknown])", press("nj-health button"), "#health-details:popover-open", "nj-health button"),
    Dialog("remove-camera", "cameras?camera=garden", "nj-camera-detail [data-action=remove]", press("nj-camera-detail [data-action=remove]"),
           "nj-camera-detail dialog[open]", "nj-camera-detail [data-action=remove]"),
    Dialog("revoke-key", "settings?part=keys", "nj-settings-keys .row", press("nj-settings-keys .row button"), "nj-confirm dialog[open]",
           "nj-settings-keys .row button"),
]


@contextlib.contextmanager
def recorder(folder: pathlib.Path, scenes: list[str] = ()):
    """Four cameras that record, one that is not there, one that is off; `server.first` is a recording that is complete. And people,
    a key, events, a job, a backup. `scenes` are options of the simulated cameras, for other pictures."""
    with support.staged(folder) as stage:
        source = stage.camera(*(scenes or ["--count", str(len(CAMERAS))]))
        server = stage.server([
            *[{"id": camera, "name": name, "url": source.url(f"main-{number}"), "sub_url": source.url(f"sub-{number}"), "segment_seconds": 10}
              for number, (camera, name) in enumerate(CAMERAS.items(), 1)],
            {"id": "attic", "name": "Attic", "url": f"rtsp://127.0.0.1:{support.free_port()}/main"},
            {"id": "shed", "name": "Shed", "url": source.url("main"), "enabled": False}])
        ask(server, "POST", "/api/v1/users", {"username": "eve", "password": PASSWORD, "role": "viewer", "display_name": "Eve", "cameras": {
            "listed": {"front-door": ["live", "playback"], "garden": ["live", "playback"]}}})
        ask(server, "POST", "/api/v1/users", {"username": "otto", "password": PASSWORD, "role": "operator"})
        ask(server, "POST", "/api/v1/api-keys", {"name": "Home Assistant"})
        ask(server, "PATCH", "/api/v1/rtsp-server/outlets/doorbell", {"address": f"127.0.0.1:{support.free_port()}", "camera": "front-door", "stream": "sub"})
        ask(server, "PUT", "/api/v1/cameras/front-door/evidence", {"enabled": True})
        ask(server, "POST", "/api/v1/backups", {"passphrase": "a passphrase of some words", "note": "before the move"})
        server.first = support.wait_for(lambda: [item for item in server.recordings("front-door") if not item["open"]], 90,
                                        "a recording is complete")[0]
        start = moment(server.first["start"])
        for number, (kind, label, score) in enumerate([("object", "person", 0.87), ("motion", "", 0.5), ("object", "car", 0.91), ("object", "dog", 0.7),
                                                       ("sound", "glass", 0.66), ("object", "person", 0.93)]):
            camera = list(CAMERAS)[number % 3]
            ask(server, "POST", "/api/v1/camera-events", {"camera": camera, "kind": kind, "label": label, "score": score,
                                                          "start": text(start + 1 + number), "end": text(start + 2.5 + number)})
        ask(server, "POST", "/api/v1/exports", {"cameras": ["front-door"], "from": text(start + 1), "to": text(start + 5)})
        support.wait_for(lambda: all(each["state"] not in ("queued", "running") for each in ask(server, "GET", "/api/v1/jobs")["items"]), 60,
                         "the export is made")
        yield server


@dataclass
class Company:
    """A browser and who has logged in with it; each page notes what its browser did not like."""

    browser: object
    address: str
    states: dict[str, dict] = field(default_factory=dict)
    contexts: list = field(default_factory=list)

    def state(self, who: str) -> dict:
        if who not in self.states:
            if who == "administrator":
                self.states[who] = logged_in(self.browser, self.address)
            else:
                context = self.browser.new_context()
                answer = context.request.post(f"{self.address}/api/v1/session", data={"username": who, "password": PASSWORD})
                assert answer.status == 200, answer.text()
                self.states[who] = context.storage_state()
                context.close()
        return self.states[who]

    def page(self, address: str = "", who: str = "administrator", **options):
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark", "locale": "en-GB",
                                              "reduced_motion": "reduce", "storage_state": self.state(who), **options})
        self.contexts.append(context)
        context.add_init_script(INSTRUMENTS)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.complaints = Complaints()
        page.complaints.listen(page)
        page.goto(f"{self.address}/#{address}" if address else f"{self.address}/")
        page.wait_for_selector("nj-account:not([hidden])", state="attached")
        return page

    def leave(self) -> None:
        contexts, self.contexts = self.contexts, []
        for context in contexts:
            context.close()


def go(page, place: Place | Dialog) -> None:
    """Goes to a place, and waits until it is there."""
    page.evaluate("address => { location.hash = address; }", place.address)
    page.wait_for_selector(place.ready)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory):
    """The recorder."""
    with recorder(tmp_path_factory.mktemp("everywhere")) as server:
        yield server


@pytest.fixture(scope="module")
def chromium():
    """The one browser of a module: a process can run no two of playwright's at a time."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def company(furnished, chromium):
    return Company(chromium, furnished.url)


@pytest.fixture
def people(company):
    """The company, which leaves after the test."""
    yield company
    company.leave()
