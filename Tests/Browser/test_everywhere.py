"""Every place and every dialog, as administrator and as viewer: no message on the console, nothing that the policy refuses, no request
that fails; and a restart of the server that nobody has to do anything about."""
from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from browser_support import wait_until_live  # noqa: E402
from everywhere_support import DIALOGS, PLACES, Company, go, selected  # noqa: E402
from places_support import nothing_complained  # noqa: E402
from test_entrance import browser, stage  # noqa: E402, F401 - fixtures
from timeline_support import ask, moment, text  # noqa: E402
import support  # noqa: E402


def listen_to_requests(page) -> None:
    """Also those that get no answer at all; what the page itself gives up is none of them."""
    page.on("requestfailed", lambda request: "ERR_ABORTED" in (request.failure or "") or page.complaints.failed.append(
        f"{request.failure} {request.url}"))


@pytest.mark.parametrize("who", ["administrator", "otto", "eve"])
def test_nobody_complains_anywhere(people, furnished, who):
    page = people.page(who=who)
    listen_to_requests(page)
    wait_until_live(page, "front-door")
    for place in PLACES:
        if place.only_administrator and who != "administrator":
            continue
        go(page, place)
        assert page.locator("main .problem:not(:empty):visible").count() == 0, place.name
    # What is not theirs is not shown, whatever the address says; and nothing fails for that.
    for address in ("system", "system?part=audit", "settings?part=people", "cameras?camera=front-door&part=masks", "nowhere"):
        page.evaluate("address => { location.hash = address; }", address)
        page.wait_for_function("() => document.querySelector('main > :not([hidden]):not(h1)')?.textContent.trim().length > 10")
    go(page, PLACES[0])
    wait_until_live(page, "front-door")
    nothing_complained(page)


def test_no_dialog_complains(people, furnished):
    page = people.page()
    listen_to_requests(page)
    for dialog in DIALOGS:
        go(page, dialog)
        dialog.open(page)
        page.wait_for_selector(dialog.there, state="attached")
        page.keyboard.press("Escape")
        page.wait_for_selector(dialog.there, state="detached")
    page.evaluate("address => { location.hash = address; }", selected(furnished))
    page.wait_for_selector("nj-timeline-selection:not([hidden])")
    page.keyboard.press("e")
    page.wait_for_selector("nj-timeline-task dialog[open] button[type=submit]:enabled")
    page.keyboard.press("Escape")
    nothing_complained(page)


def test_what_is_wrong_does_not_look_well(people):
    page = people.page("cameras")
    page.wait_for_selector("[data-camera=attic] .tag[data-tone=bad]")
    page.wait_for_selector("[data-camera=garden] .tag[data-tone=good]")
    dot = "element => { const style = getComputedStyle(element, '::before'); return [style.backgroundColor, style.borderRadius]; }"
    bad, good = (page.locator(f"[data-camera={camera}] .tag:visible").first.evaluate(dot) for camera in ("attic", "garden"))
    assert bad[0] != good[0] and bad[1] != good[1], "by colour and by shape"
    # And no black rectangle without a sentence.
    for camera in ("attic", "shed"):
        assert page.locator(f"[data-camera={camera}] .without").inner_text().strip()
    page.wait_for_selector("[data-camera=garden] .without", state="hidden")


def test_what_the_server_says_is_said_in_german(people, furnished):
    page = people.page(locale="de-DE")
    page.wait_for_function("() => /^Die Kamera ist nicht zu erreichen\\./.test(tileOf('attic')?.querySelector('.message p').textContent ?? '')")
    page.wait_for_function("() => document.querySelector('#health-details').textContent.includes('Attic: Die Kamera ist nicht zu erreichen.')")
    page.evaluate("() => { location.hash = 'timeline?cameras=attic'; }")
    page.wait_for_function("() => document.querySelector('nj-timeline-pane .pane-message')?.textContent === 'Die Kamera ist nicht zu erreichen.'")
    told = page.evaluate("""async () => {
      const { spokenGap } = await import("/spoken.js");
      return [["no-video", "No video for 12 s."], ["no-video", ""], ["other", "A clock was set."], ["not-known-here", "It rained."]]
        .map(([reason, detail]) => spokenGap({ reason, detail }));
    }""")
    assert told == ["die Kamera sandte kein Bild", "die Kamera sandte kein Bild", "A clock was set.", "It rained."]
    page.evaluate("() => { location.hash = 'live'; }")
    page.locator(".live-bar [data-action=add-camera]").click()
    page.locator("nj-camera-dialog [name=name]").fill("Tor")
    page.locator("nj-camera-dialog [name=url]").fill("gopher://192.0.2.1/x")
    page.keyboard.press("Enter")
    # What exactly, only the server's own words say.
    page.wait_for_function("() => /^Etwas daran stimmt nicht: .*[a-z]/.test(document.querySelector('nj-camera-dialog .problem').textContent)")


HALF_TYPED = {
    "cameras": ("cameras?camera=gate&part=connection", "nj-camera-detail [name=name]"),
    "settings": ("settings?part=people&person=new", "[data-form=person] [name=username]"),
}
OPEN = {
    "live": ("live?camera=gate", "nj-camera-tile[data-large][data-state=live]"),
    "timeline": ("timeline?span=600", "nj-timeline[data-known=true]"),
    "events": ("events?days=7", "nj-event-card"),
    "list": ("cameras", "nj-cameras-list [data-camera=gate][data-state=recording]"),
    "system": ("system?part=jobs", "nj-system-jobs h3"),
    "log": ("system?part=logs&text=gate", "nj-system-log .log li"),
}


def test_a_restart_is_survived_in_every_place(stage, browser):  # noqa: F811
    source = stage.camera()
    entries = [{"id": "gate", "name": "Gate", "url": source.url("main"), "sub_url": source.url("sub"), "segment_seconds": 10}]
    server = stage.server(entries)
    first = support.wait_for(lambda: server.recordings("gate"), 60, "the gate is recorded")[0]

    def happen(at: float) -> dict:
        start = moment(first["start"]) + at
        return ask(server, "POST", "/api/v1/camera-events", {"camera": "gate", "kind": "object", "label": "person", "start": text(start), "end": text(start + 1)})

    happen(1)
    company = Company(browser, server.url)
    try:
        pages = {name: company.page(address) for name, (address, _) in (OPEN | HALF_TYPED).items()}
        for name, (_, ready) in (OPEN | HALF_TYPED).items():
            pages[name].wait_for_selector(ready)
            pages[name].evaluate("() => { window.remembered = location.hash; }")
        for name, (_, typed) in HALF_TYPED.items():
            pages[name].locator(typed).fill("half typed")
        port = server.port
        server.stop()
        for page in pages.values():
            page.wait_for_selector("nj-health[data-health=bad]", state="attached")
        server = stage.server(entries, port=port)
        later = happen(2)
        job = ask(server, "POST", "/api/v1/exports", {"cameras": ["gate"], "from": first["start"], "to": text(moment(first["start"]) + 1)})
        for name, page in pages.items():
            page.wait_for_selector("nj-health:not([data-health=bad])", state="attached")
            page.wait_for_selector((OPEN | HALF_TYPED)[name][1])
            # Playing on, the time line says another moment; all else is as it was.
            assert name == "timeline" or page.evaluate("() => remembered === location.hash"), name
            assert page.evaluate("() => 'remembered' in window"), f"{name}: the page is another"
            page.wait_for_function("() => [...document.querySelectorAll('main .problem')].every((each) => !each.textContent)")
        for name, (_, typed) in HALF_TYPED.items():
            assert pages[name].locator(typed).input_value() == "half typed"
        # What has happened since is there, too.
        before = int(pages["live"].locator("[data-camera=gate]").get_attribute("data-frames"))
        pages["live"].wait_for_function("frames => Number(tileOf('gate').dataset.frames) > frames + 5", arg=before)
        pages["events"].wait_for_function(
            "id => document.querySelector(`[data-event='${id}']`) || !document.querySelector('nj-events .newer').hidden", arg=later["id"])
        pages["system"].wait_for_selector(f"[data-job='{job['id']}']")
        for page in pages.values():
            assert page.evaluate("() => refused") == [] and page.complaints.exceptions == []
    finally:
        company.leave()
