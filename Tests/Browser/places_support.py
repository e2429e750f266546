"""What the tests of the places Cameras, System and Settings stand on: a recorder with cameras, pages, and looks at how a page is made."""

from __future__ import annotations

import contextlib

import pytest

from browser_support import ARGUMENTS, INSTRUMENTS, PATIENCE, Complaints, chromium_path, logged_in
import support

# The relative luminance of what is drawn, and what lies behind it; WCAG 2.2, 1.4.3.
CONTRAST = """
() => {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].map((value, at) => (at === 3 ? value / 255 : value));
  };
  const over = (front, back) => [0, 1, 2].map((at) => front[at] * front[3] + back[at] * (1 - front[3])).concat(1);
  const groundOf = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) layers.push(rgba(getComputedStyle(each).backgroundColor));
    return layers.reverse().reduce((ground, layer) => over(layer, ground), [255, 255, 255, 1]);
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const faults = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest(":disabled") || element.closest(".preview")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const [one, other] = [luminance(over(rgba(style.color), ground)), luminance(ground)];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < least) faults.push(`${ratio.toFixed(2)} ${element.tagName} ${element.className}: ${walker.currentNode.textContent.trim().slice(0, 40)}`);
  }
  return [...new Set(faults)];
}
"""

NEED_NAMES = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "meter", "progressbar", "spinbutton", "group",
              "img", "image", "navigation", "radiogroup", "dialog", "switch"}


def entries(source) -> list[dict]:
    """Two simulated cameras, as the configuration names them; small pictures, which a browser decodes without an effort."""
    return [{"id": name, "name": name.title(), "url": source.url(f"sub-{number}")}
            for number, name in enumerate(["garden", "street"], 1)]


@contextlib.contextmanager
def recorder(folder, **keys):
    """A recorder of two cameras that record."""
    with support.staged(folder) as stage:
        source = stage.camera("--count", "2")
        server = stage.server(entries(source), **keys)
        for camera in ("garden", "street"):
            support.wait_for(lambda: server.get(f"/api/v1/cameras/{camera}/status")["state"] == "recording", 60, f"{camera} is recorded")
        yield server


class Visits:
    """Pages of browsers that have never been there; each notes every complaint."""

    def __init__(self, browser):
        self.browser = browser
        self.contexts = []
        self.states: dict[str, dict] = {}

    def page(self, server, address: str = "", **options):
        """As the administrator, unless `storage_state` says otherwise; `address` is what follows the "#"."""
        if "storage_state" not in options:
            if server.url not in self.states:
                self.states[server.url] = logged_in(self.browser, server.url)
            options["storage_state"] = self.states[server.url]
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark", "locale": "en-GB", **options})
        self.contexts.append(context)
        context.add_init_script(INSTRUMENTS)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.complaints = Complaints()
        page.complaints.listen(page)
        page.goto(f"{server.url}/#{address}" if address else f"{server.url}/")
        return page

    def log_in(self, server, username: str, password: str, **options):
        """A page of somebody else."""
        context = self.browser.new_context()
        try:
            answer = context.request.post(f"{server.url}/api/v1/session", data={"username": username, "password": password})
            assert answer.status == 200, answer.text()
            state = context.storage_state()
        finally:
            context.close()
        return self.page(server, storage_state=state, **options)

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visits(browser):
    visits = Visits(browser)
    yield visits
    visits.close()


def go(page, address: str, ready: str) -> None:
    """Goes to a place, and waits for what shows that it is there."""
    page.evaluate("address => { location.hash = address; }", address)
    page.wait_for_selector(ready)


def nothing_complained(page) -> None:
    assert page.evaluate("() => refused") == [], "the content security policy refused something"
    complaints = page.complaints.exceptions + page.complaints.failed + page.complaints.console
    assert not complaints, complaints


def unnamed(page) -> list[str]:
    """What assistive technology finds in the page without a name."""
    session = page.context.new_cdp_session(page)
    try:
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        session.detach()
    return [node["role"]["value"] for node in nodes
            if not node.get("ignored") and node.get("role", {}).get("value") in NEED_NAMES - {"group"}
            and not (node.get("name", {}).get("value") or "").strip()]


def is_well_made(page) -> None:
    """Names, contrast in dark and light, and nothing that reaches out of the page, on a phone either."""
    faults = unnamed(page)
    for scheme in ("light", "dark"):
        # Without motion: colours that are on their way are not those that are read.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        faults += [f"{scheme}: {fault}" for fault in page.evaluate(CONTRAST)]
    assert not faults, faults
    width, height = page.viewport_size["width"], page.viewport_size["height"]
    for size in ({"width": 320, "height": 780}, {"width": width, "height": height}):
        page.set_viewport_size(size)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"it scrolls sideways at {size}"
    doubles = page.evaluate("""() => {
      const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
      return ids.filter((id, at) => ids.indexOf(id) !== at);
    }""")
    assert doubles == []


def focus_is_seen(page, steps: int = 12) -> None:
    """Walks with the Tab key: whatever has the focus shows it, and is on the page."""
    page.evaluate("() => document.activeElement?.blur()")
    for _ in range(steps):
        page.keyboard.press("Tab")
        fault = page.evaluate("""() => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const seen = (each) => each && getComputedStyle(each).outlineStyle !== "none" && parseFloat(getComputedStyle(each).outlineWidth) > 0;
          const isSeen = seen(element) || seen(element.nextElementSibling) || getComputedStyle(element).boxShadow !== "none";
          return element.checkVisibility() && isSeen ? null : element.outerHTML.slice(0, 200);
        }""")
        assert fault is None, f"the focus is not to be seen at {fault}"
