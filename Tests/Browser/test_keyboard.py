"""Everything by keys alone: what can be pressed is reached, what has the focus shows it, windows keep it and give it back."""
from __future__ import annotations

import contextlib

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from browser_support import PATIENCE  # noqa: E402
from everywhere_support import DIALOGS, PLACES, go  # noqa: E402
from playwright.sync_api import TimeoutError  # noqa: E402

# What the Tab key is to lead to: of a group of radio buttons one stands for all. `stops` remembers each by its number.
CONTROLS = """() => {
  const groups = new Set();
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, audio[controls], [tabindex]")].filter((element) => {
    if (element.tabIndex < 0 || element.disabled || element.closest("[inert]") || element.getClientRects().length === 0) return false;
    if (!element.checkVisibility({ visibilityProperty: true }) || element === document.querySelector(".skip")) return false;
    if (element.type !== "radio") return true;
    const isOne = !groups.has(element.name);
    groups.add(element.name);
    return isOne;
  });
  window.stops = all;
  window.reached = new Set();
  return all.length;
}"""

STEP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return { end: true };
  const isAgain = reached.has(element);
  reached.add(element);
  const seen = (each) => each && getComputedStyle(each).outlineStyle !== "none" && parseFloat(getComputedStyle(each).outlineWidth) >= 1;
  const shows = seen(element) || seen(element.nextElementSibling) || seen(element.closest("label")) || getComputedStyle(element).boxShadow !== "none";
  const box = element.getBoundingClientRect();
  const isThere = element.checkVisibility() && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  return { isAgain, fault: shows && isThere ? null : `${shows ? "out of sight" : "no outline"}: ${element.outerHTML.slice(0, 160)}` };
}"""

MISSED = """() => {
  const group = (element) => element.type === "radio" ? element.name : null;
  const groups = new Set([...reached].map(group).filter((name) => name !== null));
  // Of tiles one stands for all, another than before where they have been arranged anew meanwhile.
  return stops.filter((element) => element.isConnected && element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }) && !reached.has(element)
    && !groups.has(group(element))).map((element) => element.outerHTML.slice(0, 160));
}"""


def test_the_tab_key_leads_everywhere(people):
    page = people.page()
    faults = []
    for place in PLACES:
        go(page, place)
        count = page.evaluate(CONTROLS)
        # From the very beginning of the page.
        page.evaluate("() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }")
        assert count > 8, place.name
        for _ in range(2 * count + 40):
            page.keyboard.press("Tab")
            step = page.evaluate(STEP)
            if step.get("end") or step["isAgain"]:
                break
            if step["fault"]:
                faults.append(f"{place.name}: {step['fault']}")
        else:
            faults.append(f"{place.name}: the Tab key goes round within it")
        faults += [f"{place.name}: not reached: {missed}" for missed in page.evaluate(MISSED)]
    assert faults == [], "\n".join(faults)


def test_windows_keep_the_focus_and_give_it_back(people):
    for dialog in DIALOGS:
        page = people.page(dialog.address)
        page.wait_for_selector(dialog.ready)
        if dialog.by:
            page.locator(dialog.by).first.focus()
            page.keyboard.press("Enter")
        else:
            page.locator("main").focus()
            page.keyboard.press("?")
        page.wait_for_selector(dialog.there, state="attached")
        if "dialog" in dialog.there:
            for _ in range(16):
                page.keyboard.press("Tab")
                inside = "() => document.activeElement === document.body || document.activeElement.closest('dialog[open]') !== null"
                assert page.evaluate(inside), f"{dialog.name}: the focus went behind the window"
        page.keyboard.press("Escape")
        page.wait_for_selector(dialog.there, state="detached")
        back = dialog.by or "main"
        assert page.evaluate("selector => document.activeElement === document.querySelector(selector)", back), \
            f"{dialog.name}: the focus is at {page.evaluate('() => document.activeElement.outerHTML.slice(0, 120)')}"
        people.leave()


def lead(page, number: int, place: str) -> None:
    """By two keys, the second of which must follow soon: a busy machine may need another try."""
    for patience in (5_000, 5_000, PATIENCE):
        page.keyboard.press("g")
        page.keyboard.press(str(number))
        with contextlib.suppress(TimeoutError):
            return page.wait_for_function("place => location.hash.startsWith(`#${place}`)", arg=place, timeout=patience)
    raise AssertionError(f"two keys do not lead to {place}")


def test_keys_lead_from_place_to_place_and_are_listed(people):
    page = people.page()
    page.wait_for_selector("nj-camera-tile[data-state=live]")
    for number, place in enumerate(["live", "timeline", "events", "cameras", "system", "settings"], 1):
        lead(page, number, place)
        page.wait_for_selector(f".rail a[href='#{place}'][aria-current=page]")
        page.keyboard.press("?")
        page.wait_for_selector("dialog[open] kbd")
        listed = page.locator("dialog[open] kbd").all_inner_texts()
        assert len(listed) > 5 and "?" in listed, place
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog[open]", state="detached")
    # Whoever writes means letters; and whoever wants no letters as keys has none.
    page.evaluate("() => { location.hash = 'settings?part=keys'; }")
    page.locator("[data-form=key] [name=name]").press_sequentially("g1?")
    assert page.locator("[data-form=key] [name=name]").input_value() == "g1?" and page.locator("dialog[open]").count() == 0
    page.locator(".account").click()
    page.locator("#account-menu [name=letters]").uncheck()
    page.keyboard.press("Escape")
    page.evaluate("() => { location.hash = 'live'; }")
    page.wait_for_selector("nj-live:not([hidden])")
    page.keyboard.press("?")
    page.keyboard.press("g")
    page.keyboard.press("3")
    assert page.evaluate("() => [location.hash, document.querySelectorAll('dialog[open]').length]") == ["#live", 0]
