"""The place System in a real Chromium: coverage, storage and what would be deleted, jobs, health, the log, the audit log."""
from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

from places_support import browser, focus_is_seen, go, is_well_made, nothing_complained, recorder, visits  # noqa: E402, F401
import support  # noqa: E402

PARTS = {
    "coverage": "nj-system-coverage [data-camera=garden] .figures",
    "storage": "nj-system-storage .card .facts",
    "jobs": "nj-system-jobs h3",
    "health": "nj-system-health .card .facts",
    "logs": "nj-system-log .log li",
    "audit": "nj-system-audit .row",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with recorder(tmp_path_factory.mktemp("system")) as server:
        yield server


def test_every_part_opens_and_is_well_made(server, visits):  # noqa: F811
    page = visits.page(server)
    page.locator(".rail [href='#system']").click()
    for part, ready in PARTS.items():
        go(page, f"system?part={part}", ready)
        assert page.locator("nj-system-place").get_attribute("data-part") == part
        assert page.locator("nj-system-place .parts [aria-current=page]").first.get_attribute("href") == f"#system?part={part}"
        is_well_made(page)
    focus_is_seen(page)
    nothing_complained(page)


def test_a_link_leads_there_and_back_leads_back(server, visits):  # noqa: F811
    page = visits.page(server, "system?part=logs&level=warning")
    page.wait_for_selector("nj-system-log")
    assert page.locator("nj-system-log [name=level]").input_value() == "warning"
    page.locator("nj-system-place .parts a", has_text="Storage").click()
    page.wait_for_selector(PARTS["storage"])
    page.reload()
    page.wait_for_selector(PARTS["storage"])
    page.go_back()
    page.wait_for_selector("nj-system-log")
    assert page.locator("nj-system-log [name=level]").input_value() == "warning"
    nothing_complained(page)


def test_it_speaks_german_to_who_reads_that(server, visits):  # noqa: F811
    page = visits.page(server, "system?part=jobs", locale="de-DE")
    page.wait_for_selector(PARTS["jobs"])
    told = page.locator("nj-system-place .parts a").all_inner_texts()
    assert told == ["Abdeckung", "Speicher", "Arbeiten", "Befinden", "Protokoll", "Nachweis"]
    assert "system." not in page.locator("nj-system-place").inner_text()
    nothing_complained(page)


def test_coverage_says_what_is_recorded_and_what_is_missing(server, visits):  # noqa: F811
    assert server.request("PATCH", "/api/v1/cameras/street", {"enabled": False})[0] == 200
    assert server.request("PATCH", "/api/v1/cameras/street", {"enabled": True})[0] == 200
    page = visits.page(server, "system?part=coverage&range=24h")
    card = page.locator("nj-system-coverage [data-camera=garden]")
    page.wait_for_function("() => /^Recorded [\\d.]+ % of the (last 24 hours|\\d.* since )/"
                           ".test(document.querySelector('nj-system-coverage [data-camera=garden] summary')?.textContent ?? '')")
    assert card.locator(".figure").count() == 3
    assert card.locator("[data-range='24h'] strong").inner_text().endswith("%")
    card.locator("summary").click()
    assert card.locator("details > :last-child").is_visible()
    page.locator("nj-system-coverage .parts a", has_text="30 days").click()
    page.wait_for_selector("nj-system-coverage .parts a[aria-current=page][href$='range=30d']")
    nothing_complained(page)


def test_a_dry_run_shows_what_would_be_deleted_and_deletes_nothing(server, visits):  # noqa: F811
    assert server.request("PATCH", "/api/v1/cameras/garden", {"retention_days": 1, "segment_seconds": 10})[0] == 200
    support.wait_for(lambda: any(not each["open"] for each in server.recordings("garden")), 40, "a recording has ended")
    before = {each["id"] for each in server.recordings("garden")}
    page = visits.page(server, "system?part=storage")
    assert "Today" in page.wait_for_selector("nj-system-storage [data-day]").inner_text()
    page.locator("nj-system-storage [name=hours]").select_option("168")
    page.locator("nj-system-storage button", has_text="Show").click()
    first = page.wait_for_selector("nj-system-storage .plan [data-recording]")
    assert first.get_attribute("data-recording") in {each["id"] for each in server.recordings("garden")}
    assert "have had their time" in page.locator("nj-system-storage .plan [data-reason=age]").inner_text()
    assert before <= {each["id"] for each in server.recordings("garden")}
    nothing_complained(page)


def test_a_job_is_seen_through(server, visits):  # noqa: F811
    page = visits.page(server, "system?part=storage")
    page.locator("nj-system-storage button", has_text="Compare").first.click()
    page.wait_for_selector("nj-system-jobs [data-job][data-state=succeeded]")
    row = page.locator("nj-system-jobs [data-job]").first
    assert "Comparing catalogue and disks" in row.inner_text()
    job = row.get_attribute("data-job")
    row.locator("button", has_text="Take off").click()
    page.wait_for_selector(f"[data-job='{job}']", state="detached")
    assert job not in [each["id"] for each in server.get("/api/v1/jobs")["items"]]
    nothing_complained(page)


def test_the_logs_are_filtered_and_followed(server, visits):  # noqa: F811
    page = visits.page(server, "system?part=logs")
    page.wait_for_selector(PARTS["logs"])
    page.locator("nj-system-log [name=text]").fill("no line says this")
    page.wait_for_function("() => document.querySelectorAll('nj-system-log .log li').length === 0")
    assert "text=no" in page.url
    page.locator("nj-system-log [name=text]").fill("street")
    page.wait_for_selector(PARTS["logs"])
    lines = page.locator("nj-system-log .log li").count()
    server.request("POST", "/api/v1/cameras/street/reconnect")
    page.wait_for_function("lines => document.querySelectorAll('nj-system-log .log li').length > lines", arg=lines)
    go(page, "system?part=audit&action=camera", PARTS["audit"])
    assert all("camera." in text for text in page.locator("nj-system-audit .row").all_inner_texts())
    page.locator("nj-system-audit [name=actor]").fill("nobody-here")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('nj-system-audit .row').length === 0")
    page.go_back()
    page.wait_for_selector(PARTS["audit"])
    nothing_complained(page)
