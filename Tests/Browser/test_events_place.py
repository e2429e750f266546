"""The place of events in a real Chromium: pictures, filters, numbers, taking note, and the way to the time line."""
from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from timeline_support import moment, shows_film  # noqa: E402


def card(page, event: dict):
    return page.locator(f"nj-event-card[data-event='{event['id']}']")


def test_events_are_shown_chosen_and_noted(timeline, open_place):
    page = open_place("#events")
    person, motion = timeline.events
    card(page, person).wait_for()
    assert page.locator("nj-event-card").count() == 2
    assert "Person, 87 %" in card(page, person).inner_text() and "Gate" in card(page, person).inner_text()
    # The picture is that of the recording.
    page.wait_for_function("() => [...document.querySelectorAll('nj-event-card img')].every((img) => img.complete && img.naturalWidth === 320)")
    page.wait_for_function("() => document.querySelector('.events-summary').textContent.startsWith('2 events, 2 not')")
    assert 1 <= page.locator("nj-events-strip button").count() <= 48
    # Staying shows it moving.
    card(page, person).hover()
    page.wait_for_selector("nj-event-card video[data-playing]")
    page.mouse.move(5, 5)
    page.wait_for_selector("nj-event-card video", state="detached")
    # Another choice, and back.
    page.locator("nj-events-choice [name=kind]").select_option("motion")
    card(page, person).wait_for(state="detached")
    assert page.locator("nj-event-card").count() == 1 and "kind=motion" in page.evaluate("() => location.hash")
    page.go_back()
    card(page, person).wait_for()
    # Noted, and that can be chosen.
    card(page, motion).locator(".seen").click()
    page.wait_for_selector(f"nj-event-card[data-event='{motion['id']}'][data-seen]")
    assert timeline.get(f"/api/v1/camera-events/{motion['id']}")["acknowledged_by"]
    page.locator("nj-events-choice [name=acknowledged]").select_option("false")
    card(page, motion).wait_for(state="detached")
    assert card(page, person).count() == 1


def test_an_event_leads_to_the_time_line(timeline, open_place):
    page = open_place("#events?view=list")
    person = timeline.events[0]
    card(page, person).locator("a").click()
    page.wait_for_selector("nj-timeline:not([hidden])")
    page.wait_for_selector("nj-timeline-pane[data-camera=gate]")
    page.wait_for_function("time => document.querySelector('nj-timeline')?.dataset.time >= time", arg=(moment(person["start"]) - 2) * 1000 - 5)
    page.keyboard.press("Space")
    shows_film(page, "gate")
    assert abs(float(page.locator("nj-timeline").get_attribute("data-time")) / 1000 - moment(person["start"])) < 20
    page.evaluate("() => history.back()")
    page.wait_for_selector("nj-events:not([hidden])")


@pytest.mark.parametrize("width", [320, 390])
def test_narrow_events_do_not_scroll_sideways(timeline, open_place, width):
    page = open_place("#events", viewport={"width": width, "height": 780}, has_touch=True, is_mobile=True)
    card(page, timeline.events[0]).wait_for()
    assert page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]") == [width, width]
