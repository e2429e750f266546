#!/usr/bin/env python3
"""How quick the web app is in headless Chromium.

    make bench-screen                              all of it (about 6 minutes)
    .venv/bin/python Benchmarks/screen.py tiles    one of them: tiles, zoom, seek
    .venv/bin/python Benchmarks/screen.py zoom seek --seconds 5

* tiles: from the opening of Live to the first picture of all 16 tiles, and to ten pictures of each (0.4 s of a camera of 25 pictures a
  second), in a browser that has never been there. The cameras are recorded: a main stream of 1080p and 4 Mbps each, and a sub stream of
  640 x 360 and 0.5 Mbps, a usual one of cameras, which the tiles show.
* zoom: how often the page is drawn while the wheel goes from a year to a minute and back, again and again, over the time line of 16
  cameras of which a year is recorded, with two losses and forty events a day of each. Of each frame the time since the one before
  counts: 20 ms are 50 frames a second. The browser draws 60 a second at most.
* seek: from a leap of the time line to the very picture, out of two hours of one 1080p camera, to moments that have not been fetched.

The browser decodes and draws without a graphics card, on the same machine as recorder and cameras. A result is void, and the exit
status 1, where something was not shown within a minute. Where a target is missed, that is said beside the figure.
"""
from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import kept
import serving
import source
from live import Result, at
from source import Fault, free_port, until
from watched import ADMIN, PASSWORD, House

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILT = ROOT / ".build-bench"
sys.path.insert(0, str(ROOT / "Tests/Browser"))
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
from browser_support import ARGUMENTS, chromium_path  # noqa: E402
from playwright.sync_api import Error as BrowserError, sync_playwright  # noqa: E402

TILES = 16
PATIENCE = 60_000
"""ms"""
HOUR = 3600 * 10**9
FRAME = 20.0
"""ms between two frames, of 50 a second."""

# Counts from the beginning of the page, as somebody does who opens it.
TILES_MOVE = """([tiles, pictures]) => {
  const all = [...document.querySelectorAll("nj-camera-tile")];
  return all.length === tiles && all.every((tile) => tile.dataset.state === "live" && Number(tile.dataset.frames) >= pictures)
    ? performance.now() : null;
}"""

# Turns the wheel with each frame, to and fro; the times between frames.
ZOOM = """([seconds]) => new Promise((done) => {
  const place = document.querySelector("nj-timeline");
  const track = document.querySelector(".timeline-track");
  const box = track.getBoundingClientRect();
  const taken = [];
  let way = -1;
  let before = 0;
  const began = performance.now();
  const step = (at) => {
    if (before > 0) taken.push(at - before);
    before = at;
    const [start, end] = place.dataset.view.split(" ").map(Number);
    if (end - start < 60_000) way = 1;
    if (end - start > 360 * 86_400_000) way = -1;
    // Where something is at every zoom, a little beside the middle.
    track.dispatchEvent(new WheelEvent("wheel", { deltaY: 60 * way, clientX: box.left + box.width * 0.48, clientY: box.top + 60,
      bubbles: true, cancelable: true }));
    if (performance.now() - began < seconds * 1000) requestAnimationFrame(step);
    else done(taken);
  };
  requestAnimationFrame(step);
})"""

# Goes to a moment, as a link does, and waits for the very picture.
SEEK = """([address, time]) => new Promise((done) => {
  const began = performance.now();
  location.hash = address;
  const look = () => {
    const place = document.querySelector("nj-timeline");
    const pane = document.querySelector("nj-timeline-pane");
    const isThere = Math.abs(Number(place.dataset.time) - time) < 2 && pane.dataset.from === "film" && pane.dataset.state === "ready";
    const passed = performance.now() - began;
    if (isThere) done(passed);
    else if (passed > 60_000) done(null);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def main():
    options = parse()
    nightjar = pathlib.Path(os.environ.get("NIGHTJAR_BIN") or ROOT / ".build/release/nightjar")
    for program in [str(nightjar), "ffmpeg"]:
        if not shutil.which(program):
            raise SystemExit(f"screen: {program} is not there: make bench-screen builds and installs what is needed")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results: list[Result] = []
    wanted = options.what or ["tiles", "zoom", "seek"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=ARGUMENTS)
        for work, names in ((tiles, ["tiles"]), (year, ["zoom", "seek"])):
            if not set(names) & set(wanted):
                continue
            with tempfile.TemporaryDirectory(prefix="nightjar-screen-") as folder:
                try:
                    found = work(nightjar, pathlib.Path(folder), browser, options, [name for name in names if name in wanted])
                except (Fault, BrowserError) as fault:
                    found = [Result(", ".join(names), {}, [str(fault).splitlines()[0]])]
            for result in found:
                print(result, flush=True)
            results += found
        browser.close()
    if options.json:
        options.json.write_text(json.dumps([dataclasses.asdict(result) for result in results], indent=2) + "\n")
    sys.exit(1 if any(result.faults for result in results) else 0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("what", nargs="*", metavar="WHAT", help="of tiles, zoom, seek (default: all)")
    parser.add_argument("--tiles", type=int, default=TILES, choices=(4, 9, 16), help="cameras that are watched (default: 16)")
    parser.add_argument("--openings", type=int, default=5, help="of Live (default: 5)")
    parser.add_argument("--seconds", type=int, default=20, help="that the wheel is turned (default: 20)")
    parser.add_argument("--seeks", type=int, default=40, help="leaps of the time line (default: 40)")
    parser.add_argument("--days", type=int, default=365, help="that are recorded of each camera (default: 365)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the results there too")
    options = parser.parse_args()
    if unknown := [name for name in options.what if name not in ("tiles", "zoom", "seek")]:
        parser.error(f"there is no {unknown[0]}")
    return options


def entered(browser, url: str, user: str, password: str) -> dict:
    """The state of a browser that has logged in."""
    context = browser.new_context()
    try:
        answer = context.request.post(f"{url}/api/v1/session", data={"username": user, "password": password})
        if answer.status != 200:
            raise Fault(f"the login was answered with {answer.status}")
        return context.storage_state()
    finally:
        context.close()


@contextlib.contextmanager
def opened(browser, state: dict, address: str):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, storage_state=state, locale="en-GB")
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
    finally:
        context.close()


@contextlib.contextmanager
def streams(nightjar: pathlib.Path, count: int):
    """Cameras of two streams each; the addresses of both."""
    main, sub = BUILT / "clip.mp4", BUILT / "sub-640x360.mp4"
    source.clip(main)
    source.clip(sub, size="640x360", megabits=0.5)
    ports, processes = [], []
    try:
        for clip, name in ((main, "main"), (sub, "sub")):
            ports.append(free_port())
            processes.append(subprocess.Popen(
                [nightjar, "camera", "--listen", f"127.0.0.1:{ports[-1]}", "--file", clip, "--path", name, "--count", str(max(2, count))],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        yield [(f"rtsp://127.0.0.1:{ports[0]}/main-{number}", f"rtsp://127.0.0.1:{ports[1]}/sub-{number}")
               for number in range(1, count + 1)]
    finally:
        for process in processes:
            process.terminate()
            process.wait()


def tiles(nightjar: pathlib.Path, folder: pathlib.Path, browser, options: argparse.Namespace, _: list[str]) -> list[Result]:
    with streams(nightjar, options.tiles) as urls:
        house = House(nightjar, folder, [main for main, _ in urls])
        configuration = json.loads((folder / "nightjar.yaml").read_text())
        for camera, (_, sub) in zip(configuration["cameras"], urls):
            camera["sub_url"] = sub
        (folder / "nightjar.yaml").write_text(json.dumps(configuration))
        with house:
            until(lambda: all((camera["status"]["streams"].get("sub") or {}).get("video")
                              for camera in house.ask("/api/v1/cameras")["items"]), 60, "all sub streams come")
            state = entered(browser, house.url, ADMIN, PASSWORD)
            first, moving = [], []
            # The first opening is the first of the server, too.
            for turn in range(options.openings + 1):
                with opened(browser, state, f"{house.url}/") as page:
                    seen = page.wait_for_function(TILES_MOVE, arg=[options.tiles, 1]).json_value()
                    going = page.wait_for_function(TILES_MOVE, arg=[options.tiles, 10]).json_value()
                if turn:
                    first.append(seen)
                    moving.append(going)
    first.sort()
    moving.sort()
    return [Result(f"{options.tiles} tiles, ms from the opening of the page", {
        "first picture of all, median": at(first, 0.5), "longest": first[-1], "all moving, median": at(moving, 0.5),
        "all moving, longest": moving[-1]}, targets={"first picture of all, median": 1000, "all moving, median": 2000})]


def year(nightjar: pathlib.Path, folder: pathlib.Path, browser, options: argparse.Namespace, wanted: list[str]) -> list[Result]:
    """The time line of many cameras, and films of one."""
    source.clip(BUILT / "clip.mp4")
    serving.make_keys(nightjar, folder, 1)
    if "seek" in wanted:
        serving.record_a_minute(nightjar, folder)
    catalog = folder / "data/nightjar.sqlite"
    first, last = fill(catalog, options.days)
    kept.fill_events(catalog, TILES, first, last)
    begun, ended = kept.lengthen(folder / "data", 2) if "seek" in wanted else (0, 0)
    results = []
    with serving.Server(nightjar, folder, []) as server:
        for name, cameras in (("drawn", range(TILES)), ("played", [kept.PLAYED])):
            server.ask("/api/v1/users", {"username": name, "password": PASSWORD, "role": "viewer",
                                         "cameras": {"listed": {f"cam-{number}": ["playback"] for number in cameras}}})
        if "zoom" in wanted:
            results.append(zoom(browser, server.url, (first + last) // 2, options.seconds))
        if "seek" in wanted:
            results.append(seek(browser, server.url, begun, ended, options.seeks))
    return results


def fill(path: pathlib.Path, days: int) -> tuple[int, int]:
    """Enters a year of recordings of an hour each, with losses between; the triggers sum them up. Answers its beginning and its end."""
    chance = random.Random(4)
    last = (time.time_ns() - 3 * kept.DAY) // HOUR * HOUR
    first = last - days * kept.DAY
    columns = ("id, stream, start_at, end_at, bytes, video_frames, audio_frames, key_frames, is_open, is_protected, node, volume, "
               '"key", run, epoch, end_reason, video_codec, audio_codec, width, height')
    with sqlite3.connect(path) as catalog:
        catalog.execute("PRAGMA synchronous = OFF")
        for number in range(TILES):
            camera = f"cam-{number}"
            catalog.execute("INSERT OR IGNORE INTO camera_stream (camera, kind) VALUES (?, 'main')", (camera,))
            stream = catalog.execute("SELECT number FROM camera_stream WHERE camera = ? AND kind = 'main'", (camera,)).fetchone()[0]
            rows, gaps = [], []
            for start in range(first, last, HOUR):
                end = start + HOUR
                if chance.random() < kept.LOSSES_A_DAY / 24:
                    end -= chance.randrange(10**9, 600 * 10**9)
                    gaps.append((end + number, stream, end, start + HOUR, "camera-unreachable", ""))
                rows.append((start + number * 1000, stream, start, end, 1_800_000_000, 90_000, 0, 1800, 0, int(chance.random() < kept.PROTECTED),
                             "local", "default", f"{camera}/main/none/{start}.mp4", 1, 1, "next", "avc1.64002A", None, 1920, 1080))
            catalog.executemany(f"INSERT INTO segment ({columns}) VALUES ({', '.join('?' * 20)})", rows)
            catalog.executemany("INSERT INTO gap (id, stream, start_at, end_at, reason, detail) VALUES (?, ?, ?, ?, ?, ?)", gaps)
    return first, last


def zoom(browser, url: str, middle: int, seconds: int) -> Result:
    state = entered(browser, url, "drawn", PASSWORD)
    with opened(browser, state, f"{url}/#timeline?at={kept.rfc(middle)}&span={366 * 86_400}") as page:
        page.wait_for_function("count => document.querySelectorAll('.timeline-names button').length === count", arg=TILES)
        page.wait_for_function("() => document.querySelector('nj-timeline')?.dataset.known === 'true'")
        # Once there and back before it counts.
        page.evaluate(ZOOM, [3])
        taken = sorted(page.evaluate(ZOOM, [seconds]))
    return Result(f"zoom over a year of {TILES} cameras, ms from frame to frame", {
        "median": at(taken, 0.5), "p95": at(taken, 0.95), "p99": at(taken, 0.99), "longest": taken[-1],
        "frames a second at p95": 1000 / at(taken, 0.95), "frames": len(taken)}, targets={"p95": FRAME})


def seek(browser, url: str, begun: int, ended: int, times: int) -> Result:
    state = entered(browser, url, "played", PASSWORD)
    chance, taken, lost = random.Random(5), [], 0
    # Far enough from each other that none is here already.
    moments = [begun + (ended - begun) * (number + 1) // (times + 3) + chance.randrange(10**9) for number in range(times + 1)]
    chance.shuffle(moments)
    with opened(browser, state, f"{url}/#timeline?at={kept.rfc(begun + 10**10)}&cameras=cam-{kept.PLAYED}") as page:
        page.wait_for_selector("nj-timeline-pane[data-from=film][data-state=ready]", state="attached")
        for turn, moment in enumerate(moments):
            time_ms = moment // 10**6
            text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time_ms // 1000)) + f".{time_ms % 1000:03}Z"
            took = page.evaluate(SEEK, [f"timeline?at={text}&cameras=cam-{kept.PLAYED}", time_ms])
            if took is None:
                lost += 1
            elif turn:
                taken.append(took)
            # One account may ask 50 times a second in the long run.
            time.sleep(0.3)
    if not taken:
        raise Fault("no picture was shown after a leap")
    taken.sort()
    faults = [f"{lost} of {times} leaps showed nothing"] if lost else []
    return Result("seek, 1080p, ms to the very picture", {
        "median": at(taken, 0.5), "p95": at(taken, 0.95), "longest": taken[-1], "leaps": len(taken)}, faults, {"median": 300, "p95": 300})


if __name__ == "__main__":
    main()
