"""What axe-core finds against WCAG 2.2 AA: in every place and every dialog, in both themes."""
from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from axe_playwright_python.base import AXE_SCRIPT  # noqa: E402
from everywhere_support import DIALOGS, PLACES, company, furnished, go, people, selected  # noqa: E402, F401 - fixtures

TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}

LOOK = """async rules => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, html, any, all, none }) =>
    `${id}: ${target.join(" ")} ${html.slice(0, 160)} (${[...any, ...all, ...none].map(({ message }) => message).join("; ").slice(0, 200)})`));
}"""


def violations(page, where: str, rules=TAGS) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [f"{where}: {found}" for found in page.evaluate(LOOK, rules)]


def in_both_themes(page, where: str) -> list[str]:
    """All rules in the dark; what depends on colours in the light, too."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = violations(page, f"{where}, dark")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found + violations(page, f"{where}, light", COLOURS)


def test_every_place(people):
    # Nothing but axe is let in by this: the other tests hold the page to its policy.
    page = people.page(bypass_csp=True)
    found = []
    for place in PLACES:
        go(page, place)
        found += in_both_themes(page, place.name)
    assert found == [], "\n".join(found)


def test_every_dialog(people):
    found = []
    for dialog in DIALOGS:
        page = people.page(dialog.address, bypass_csp=True)
        page.wait_for_selector(dialog.ready)
        dialog.open(page)
        page.wait_for_selector(dialog.there, state="attached")
        found += in_both_themes(page, dialog.name)
        people.leave()
    assert found == [], "\n".join(found)


def test_what_opens_within_a_place(people, furnished):
    """A selection and its export, a camera with a mask drawn on it, a set-up second factor."""
    page = people.page(selected(furnished), bypass_csp=True)
    page.wait_for_selector("nj-timeline[data-known=true]")
    page.wait_for_selector("nj-timeline-selection:not([hidden])")
    found = in_both_themes(page, "selection")
    page.keyboard.press("e")
    page.wait_for_selector("nj-timeline-task dialog[open]")
    found += in_both_themes(page, "export")
    page.keyboard.press("Escape")
    page.evaluate("() => { location.hash = 'cameras?camera=garden&part=areas&kind=masks'; }")
    page.locator(".areas[data-kind=masks] [data-action=add-area]").click()
    page.wait_for_selector(".handle.corner")
    found += in_both_themes(page, "mask")
    page.evaluate("() => { location.hash = 'settings?part=account'; }")
    page.locator("[data-card=second-factor] button", has_text="Set up").click()
    page.wait_for_selector("[data-card=second-factor] [name=password]")
    found += in_both_themes(page, "second factor")
    assert found == [], "\n".join(found)
