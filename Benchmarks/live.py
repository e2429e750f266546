#!/usr/bin/env python3
"""What watching live costs, and how soon it comes.

    make bench-live                                     all of it (about 4 minutes)
    Benchmarks/live.py latency --cameras 64             one of them: latency, viewers, crowd, snapshot, first-picture
    Benchmarks/live.py viewers --viewers 50 --seconds 5

* latency: from the last byte of a picture that goes to the recorder to the first byte of it that comes out of a viewer's WebSocket,
  while all cameras are recorded. One of them is behind a relay (relay.py) which, as the viewer, is in this process: the time that
  this process takes to be woken is in it.
* viewers: how many viewers a core serves with fragmented MP4 of 4 Mbps, over plain HTTP and over TLS: the recorder's processor time
  with them, less that without.
* crowd: 200 viewers of one camera, of whom 20 stop reading: what the recorder's memory grows by, and what the others miss that they
  did not miss before.
* snapshot: from the request to the last byte of a JPEG file of the newest key frame, which no request before had made.
* first-picture: from the beginning of a viewer's connection to the first picture that headless Chromium shows of a running camera
  (first_picture.py; it needs .venv with playwright).

The cameras are `nightjar camera`, the viewers are on the same machine. A result is void, and the exit status 1, where a viewer who
takes what comes missed a picture. Where a target is missed, that is said beside the figure.
"""
from __future__ import annotations

import argparse
import contextlib
import dataclasses
import http.client
import json
import math
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import readings
import source
from relay import Relay
from source import RATE, Fault, Source, free_port, until
from watched import ADMIN, PASSWORD, House
from watchers import Crowd, Watcher

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILT = ROOT / ".build-bench"
SECONDS = {"latency": 20, "viewers": 10, "crowd": 16}
"""Of a window, unless somebody says otherwise."""
BESIDE_LOG = 1.0
"""MB that a viewer who has stopped reading may cost the recorder: what it was just being given, and its connection."""


@dataclasses.dataclass
class Result:
    what: str
    figures: dict[str, float]
    faults: list[str] = dataclasses.field(default_factory=list)
    """Why it is void."""
    targets: dict[str, float] = dataclasses.field(default_factory=dict)
    """Of the figures that have one: the most that it shall be."""

    def __str__(self) -> str:
        figures = ", ".join(f"{name} {value:.2f}{self.verdict(name)}" for name, value in self.figures.items())
        return f"{self.what}: {figures}" + (f"; VOID: {'; '.join(self.faults)}" if self.faults else "")

    def verdict(self, name: str) -> str:
        target = self.targets.get(name)
        return "" if target is None else f" ({'at most' if self.figures[name] <= target else 'MISSED:'} {target:g})"


def main():
    options = parse()
    nightjar = pathlib.Path(os.environ.get("NIGHTJAR_BIN") or ROOT / ".build/release/nightjar")
    for program in [str(nightjar), "ffmpeg"]:
        if not shutil.which(program):
            raise SystemExit(f"live: {program} is not there: make bench-live builds and installs what is needed")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # As many sockets as there are viewers, here and in the recorder.
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    results: list[Result] = []
    for name in options.what or list(PARTS):
        with tempfile.TemporaryDirectory(prefix="nightjar-live-") as folder:
            own = argparse.Namespace(**{**vars(options), "seconds": options.seconds or SECONDS.get(name, 0)})
            try:
                found = PARTS[name](nightjar, pathlib.Path(folder), own)
            except Fault as fault:
                found = [Result(name, {}, [str(fault)])]
        for result in found:
            print(result, flush=True)
        results += found
    if options.json:
        options.json.write_text(json.dumps([dataclasses.asdict(result) for result in results], indent=2) + "\n")
    sys.exit(1 if any(result.faults for result in results) else 0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("what", nargs="*", metavar="WHAT", help=f"of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--cameras", type=int, default=64, help="recorded while latency is measured (default: 64)")
    parser.add_argument("--viewers", type=int, default=100, help="whose cost is measured (default: 100)")
    parser.add_argument("--crowd", type=int, default=200, help="viewers of one camera, of whom a tenth stops reading (default: 200)")
    usual = ", ".join(f"{seconds} for {name}" for name, seconds in SECONDS.items())
    parser.add_argument("--seconds", type=int, help=f"length of a window (default: {usual})")
    parser.add_argument("--openings", type=int, default=40, help="of a camera with each GOP, for first-picture (default: 40)")
    parser.add_argument("--size", default="1920x1080", help="of the picture that is opened (default: 1920x1080)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the results there too")
    options = parser.parse_args()
    if unknown := [name for name in options.what if name not in PARTS]:
        parser.error(f"there is no {unknown[0]}")
    if options.crowd < 10:
        parser.error("a crowd has ten viewers at least")
    return options


@contextlib.contextmanager
def staged(nightjar: pathlib.Path, folder: pathlib.Path, cameras: int, seconds: float):
    """The simulated cameras, which play for long enough."""
    source.clip(BUILT / "clip.mp4")
    made = Source(nightjar, folder, BUILT / "clip.mp4", cameras, round(RATE * (seconds + 300)), False)
    try:
        made.wait()
        yield made
    finally:
        made.stop()


def latency(nightjar: pathlib.Path, folder: pathlib.Path, options: argparse.Namespace) -> list[Result]:
    taken: list[float] = []
    unknown = 0
    with staged(nightjar, folder, options.cameras, options.seconds) as cameras, Crowd() as crowd:
        relay = Relay(cameras.port, crowd.selector)
        urls = [f"rtsp://127.0.0.1:{relay.port}/cam-1", *cameras.urls[1:]]
        def fragment(tail: bytes, came: float):
            nonlocal unknown
            went = relay.sent.get(tail)
            if went is None:
                unknown += 1
            else:
                taken.append((came - went) * 1000)

        # The relay works in this thread, from the recorder's start on.
        with House(nightjar, folder, urls[1:]) as house:
            # The relay and the viewer are machines of their own, as the cameras are.
            source.first_of_all()
            key = house.keys(1)[0]
            house.ask("/api/v1/cameras", {"name": "Relayed", "id": "relayed", "url": urls[0]})
            crowd.turn(5)
            if not relay.sent:
                raise Fault("the camera behind the relay sends nothing")
            watcher = Watcher(house.port, "relayed", key)
            crowd.add(watcher)
            crowd.until(lambda: watcher.is_live, 20, "the viewer is at the live edge")
            watcher.on_fragment = fragment
            crowd.turn(options.seconds)
            watcher.on_fragment = None
            relay.close()
    if not taken:
        raise Fault(f"no picture was known again; {unknown} came")
    taken.sort()
    faults = []
    if watcher.drops or len(taken) < options.seconds * RATE * 0.98:
        faults.append(f"the viewer got {len(taken)} of {options.seconds * RATE} pictures, {watcher.drops} times some were dropped")
    return [Result(f"added latency in ms, {options.cameras} cameras recorded", {
        "p50": at(taken, 0.5), "p99": at(taken, 0.99), "longest": taken[-1], "pictures": len(taken)}, faults,
        {"p50": 5, "p99": 5})]


def viewers(nightjar: pathlib.Path, folder: pathlib.Path, options: argparse.Namespace) -> list[Result]:
    results = []
    with staged(nightjar, folder, 1, 3 * options.seconds) as cameras, House(nightjar, folder, cameras.urls) as house:
        # Each comes twice within a minute, and an account may open no more than so many in one.
        keys = house.keys(2 * options.viewers)
        until(lambda: house.frames(0) > 2 * RATE, 60, "pictures come")
        alone = processor(house, lambda: time.sleep(options.seconds))
        for tls in (False, True):
            with Crowd() as crowd:
                house.send(crowd, options.viewers, keys, tls=tls)
                before = [watcher.fragments for watcher in crowd.watchers]
                used = processor(house, lambda: crowd.turn(options.seconds))
                got = [watcher.fragments - start for watcher, start in zip(crowd.watchers, before)]
                drops = sum(watcher.drops for watcher in crowd.watchers)
            faults = []
            if drops or min(got) < (options.seconds - 1) * RATE:
                faults.append(f"a viewer got {min(got)} of {options.seconds * RATE} pictures, {drops} times some were dropped")
            each = (used - alone) / options.viewers
            results.append(Result(f"{options.viewers} viewers of {source.MEGABITS} Mbps over {'TLS' if tls else 'plain HTTP'}", {
                "viewers per core": 1 / each if each > 0 else math.inf, "% of a core each": 100 * each,
                "% of a core without them": 100 * alone}, faults))
    return results


@dataclasses.dataclass
class Taken:
    """What viewers who read got in a window, and what the recorder's memory was at most, in MB."""
    least: int
    most: int
    drops: int
    closed: int
    memory: float

    @classmethod
    def within(cls, seconds: int, crowd: Crowd, readers: list[Watcher], house: House) -> Taken:
        before = [(watcher.fragments, watcher.drops) for watcher in readers]
        memory = 0.0
        for _ in range(seconds):
            crowd.turn(1)
            memory = max(memory, readings.memory(house.process.pid).resident)
        got = [watcher.fragments - fragments for watcher, (fragments, _) in zip(readers, before)]
        drops = sum(watcher.drops - drops for watcher, (_, drops) in zip(readers, before))
        return cls(min(got), max(got), drops, sum(watcher.closed for watcher in readers), memory)

    def __str__(self) -> str:
        return f"the one who got the fewest {self.least} pictures, {self.drops} times some were dropped, {self.closed} were closed"


def crowd(nightjar: pathlib.Path, folder: pathlib.Path, options: argparse.Namespace) -> list[Result]:
    """What those who read get while all read, and then while some have stopped: the difference is what these do to the others, and
    not what the machine cannot do, on which all of them are."""
    everyone, stuck, seconds = options.crowd, options.crowd // 10, options.seconds
    with staged(nightjar, folder, 1, 2 * seconds) as cameras, House(nightjar, folder, cameras.urls) as house, Crowd() as watching:
        keys = house.keys(everyone)
        until(lambda: house.frames(0) > 2 * RATE, 60, "pictures come")
        # Little room on the way to those who will stop, so that what they do not take soon waits with the recorder.
        house.send(watching, stuck, keys, room=65536)
        house.send(watching, everyone - stuck, keys)
        stopped, readers = watching.watchers[:stuck], watching.watchers[stuck:]
        watching.turn(2)
        calm = Taken.within(seconds, watching, readers, house)
        for watcher in stopped:
            watching.stop_reading(watcher)
        troubled = Taken.within(seconds, watching, readers, house)
        for watcher in stopped:
            watcher.drain()
        let_go = sum(watcher.closed for watcher in stopped)
    faults = []
    if calm.drops or calm.closed or calm.least < (seconds - 1) * RATE:
        faults.append(f"while all read, this machine does not serve and read so many (try --crowd {everyone // 2}): {calm} of "
                      f"{seconds * RATE}")
    elif troubled.drops or troubled.closed or troubled.least < calm.least - RATE:
        faults.append(f"those who stopped harm the others: {troubled} of {seconds * RATE}")
    grown = max(0.0, troubled.memory - calm.memory)
    if grown > stuck * BESIDE_LOG + 16:
        faults.append(f"those who stopped cost {grown:.0f} MB")
    return [Result(f"{everyone} viewers, of whom {stuck} stop reading", {
        "MB while all read": calm.memory, "MB at most after": troubled.memory, "pictures of the one who got the fewest": troubled.least,
        "of the one who got the most": troubled.most, "before, the fewest": calm.least, "let go of those who stopped": let_go}, faults)]


def snapshot(nightjar: pathlib.Path, folder: pathlib.Path, options: argparse.Namespace) -> list[Result]:
    times: list[float] = []
    with staged(nightjar, folder, 1, 30) as cameras, House(nightjar, folder, cameras.urls) as house:
        key = house.keys(1)[0]
        until(lambda: house.frames(0) > 2 * RATE, 60, "pictures come")
        connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
        worked = 0.0
        # Each width is another file; what is wider than the picture is as wide as the picture. The first starts the decoder.
        for number in range(options.openings + 1):
            began = time.monotonic()
            connection.request("GET", f"/api/v1/cameras/cam-0/snapshot?width={3000 + number}", headers={"Authorization": f"Bearer {key}"})
            answer = connection.getresponse()
            data = answer.read()
            if answer.status != 200 or not data.startswith(b"\xff\xd8"):
                raise Fault(f"a snapshot was answered with {answer.status} {data[:200]!r}")
            if number:
                times.append((time.monotonic() - began) * 1000)
            else:
                worked = -house.worked()
            time.sleep(0.05)
        worked += house.worked()
        connection.close()
    times.sort()
    return [Result("snapshot in ms, 1920x1080, of a key frame", {
        "median": at(times, 0.5), "p95": at(times, 0.95), "longest": times[-1], "of a worker's processor each": 1000 * worked / len(times)},
        targets={"median": 50, "p95": 50})]


def first_picture(nightjar: pathlib.Path, folder: pathlib.Path, options: argparse.Namespace) -> list[Result]:
    """In a process of its own, whose Python has playwright."""
    python = ROOT / ".venv/bin/python"
    if not python.exists():
        raise Fault(f"{python} is not there: make python")
    groups = (1, 4, 10)
    clips = []
    for group in groups:
        # Two groups at least, so that the clip's end is no key frame of its own.
        clips.append(BUILT / f"clip-{options.size}-{group}s.mp4")
        source.clip(clips[-1], group=group * RATE, size=options.size, seconds=max(2 * group, 8))
    port = free_port()
    files = [word for group, clip in zip(groups, clips) for word in ("--file", str(clip), "--path", f"gop-{group}")]
    camera = subprocess.Popen([nightjar, "camera", "--listen", f"127.0.0.1:{port}", *files], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    results = []
    try:
        with House(nightjar, folder, [f"rtsp://127.0.0.1:{port}/gop-{group}" for group in groups]) as house:
            for number, group in enumerate(groups):
                until(lambda: house.frames(number) > (group + 1) * RATE, 60, "pictures come")
            done = subprocess.run([python, ROOT / "Benchmarks/first_picture.py", house.url, str(options.openings), ADMIN, PASSWORD,
                                   *(f"cam-{number}" for number in range(len(groups)))], capture_output=True, text=True)
            if done.returncode:
                raise Fault(done.stderr.strip()[-300:])
            for group, taken in zip(groups, json.loads(done.stdout)):
                times = sorted(taken)
                faults = [f"{options.openings - len(times)} of {options.openings} showed nothing"] if len(times) < options.openings else []
                figures = {"median": at(times, 0.5), "p95": at(times, 0.95), "longest": times[-1]} if times else {}
                targets = {"median": 150, "p95": 150} if times else {}
                results.append(Result(f"first picture in ms, {options.size}, a key frame every {group} s", figures, faults, targets))
    finally:
        camera.terminate()
        camera.wait()
    return results


PARTS = {"latency": latency, "viewers": viewers, "crowd": crowd, "snapshot": snapshot, "first-picture": first_picture}


def processor(house: House, work: Callable[[], None]) -> float:
    """Cores that the recorder took meanwhile."""
    began, before = time.monotonic(), readings.usage(house.process.pid).processor
    work()
    return (readings.usage(house.process.pid).processor - before) / (time.monotonic() - began)


def at(values: list[float], share: float) -> float:
    """Of sorted values."""
    return values[min(len(values) - 1, math.ceil(share * len(values)) - 1)]


if __name__ == "__main__":
    main()
