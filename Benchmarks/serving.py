#!/usr/bin/env python3
"""Requests per second and p99 of the native API: a list of 100 cameras, pages of recordings out of a catalogue of ten million, and
the time line of 16 cameras over a year, without and with events and as the web app asks for it, first while nothing is recorded, then
while 64 cameras are, and while it deletes beside that. Beside it: the first byte of a range of ten seconds and of a day, a dry run of
retention, and how long a page takes while it deletes.

    make bench-serving                                       all of it (about 25 minutes, 26 GB on disk)
    Benchmarks/serving.py --recordings 100000 --seconds 3    less of it

The catalogue is that of a recorder which has been started once, filled by SQL; of 16 cameras a year is recorded, minute by minute, of
the others as much of the time before the newest as is left of the rows, which have no files. Two minutes a day of each of the 16 are
lost, with a gap in their stead, and one recording in a hundred is protected. A minute of one camera is really
recorded, and stands for each minute of a day of it. The client is wrk, on the same machine: with one request at a time, which is what an unloaded
recorder answers, and with two, which keep two cores busy. It shows the API keys of many accounts in turn, because one account
may ask 50 times a second in the long run. A result is void if one answer was not 200; a run while cameras are recorded is void if
a packet or a picture of theirs was lost.
"""
from __future__ import annotations

import argparse
import base64
import dataclasses
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import kept
import source
from recorders import launch
from source import RATE, Fault, Source, free_port, until

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILT = ROOT / ".build-bench"
ADMIN, PASSWORD = "bench", "the password of a benchmark"
CAMERAS = 100
DRAWN = 16
"""Cameras on one time line, of which a year is recorded."""
YEAR = 365 * 1440
"""Minutes."""
BYTES_EACH = 600
"""On disk, of a row with its indexes, with room to spare."""
MINUTE = 60 * 10**9
TARGET = 10.0
"""Milliseconds, at p99 while nothing else is done."""

SCRIPT = """\
local keys, paths = {}, {}
for line in io.lines("%s") do keys[#keys + 1] = line end
for line in io.lines("%s") do paths[#paths + 1] = line end
local count = 0
request = function()
  count = count + 1
  local fields = { ["Authorization"] = "Bearer " .. keys[count %% #keys + 1] }
  return wrk.format("GET", paths[count %% #paths + 1], fields)
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max, summary.bytes))
end
"""


@dataclasses.dataclass
class Result:
    what: str
    recorded: int
    """Cameras that are recorded meanwhile."""
    connections: int = 1
    """Requests at the same time."""
    per_second: float = 0.0
    median: float = 0.0
    """Milliseconds, as the next two."""
    p99: float = 0.0
    longest: float = 0.0
    faults: list[str] = dataclasses.field(default_factory=list)
    """Why it is void."""


class Server:
    """A recorder of 100 cameras, so many of which are switched on."""

    def __init__(self, nightjar: pathlib.Path, folder: pathlib.Path, urls: list[str], first: int = 0):
        """The addresses are those of the cameras from `first` on."""
        self.nightjar, self.folder, self.port = nightjar, folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        known = dict(enumerate(urls, first))
        cameras = [{"id": f"cam-{number}", "name": f"Camera {number}", "enabled": number in known, "segment_seconds": 3600,
                    "url": known.get(number, f"rtsp://192.0.2.{number}/main")}
                   for number in range(CAMERAS)]
        # JSON is YAML.
        (folder / "nightjar.yaml").write_text(json.dumps({
            "data_dir": str(folder / "data"), "allow_loopback_cameras": True,
            "listeners": [{"address": f"127.0.0.1:{self.port}"}], "cameras": cameras}))

    def __enter__(self) -> Server:
        log = self.folder / "recorder.log"
        environment = {**os.environ, "NIGHTJAR_ADMIN_USERNAME": ADMIN, "NIGHTJAR_ADMIN_PASSWORD": PASSWORD}
        self.process = launch([self.nightjar, "serve", "--config", self.folder / "nightjar.yaml"], log, env=environment)

        def answers() -> bool:
            if self.process.poll() is not None:
                raise Fault(f"the recorder ended: {log.read_text(errors='replace')[-500:]}")
            return urllib.request.urlopen(self.url + "/api/v1/ready", timeout=5).status == 200

        until(answers, 600, "the recorder is up")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, path: str, body: dict | None = None, method: str | None = None) -> dict:
        """As the administrator; waits where it asks too often."""
        proof = base64.b64encode(f"{ADMIN}:{PASSWORD}".encode()).decode()
        while True:
            request = urllib.request.Request(
                self.url + path, data=json.dumps(body).encode() if body else None, method=method,
                headers={"Authorization": f"Basic {proof}", "Content-Type": "application/json"})
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code != 429:
                    raise Fault(f"{path}: {error.code} {error.read()[:200]!r}") from None
                time.sleep(int(error.headers.get("Retry-After", "1")))


def main():
    options = parse()
    nightjar = pathlib.Path(os.environ.get("NIGHTJAR_BIN") or ROOT / ".build/release/nightjar")
    for program in [str(nightjar), "wrk", "ffmpeg"]:
        if not shutil.which(program):
            raise SystemExit(f"serving: {program} is not there: make bench-serving builds and installs what is needed")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    source.clip(BUILT / "clip.mp4")
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="nightjar-serving-") as name:
        folder = pathlib.Path(name)
        check_space(folder, options)
        make_keys(nightjar, folder, options.accounts)
        record_a_minute(nightjar, folder)
        fill(folder / "data/nightjar.sqlite", options.recordings)
        played = kept.lengthen(folder / "data", options.hours)
        spans = write_paths(folder)
        events = kept.fill_events(folder / "data/nightjar.sqlite", DRAWN, *spans[0])
        say(f"{events:,} events entered")
        with Server(nightjar, folder, []) as server:
            results += ask_all(server, folder, options, 0)
            asker = kept.Asker(server.port, ADMIN, PASSWORD)
            timed = kept.ranges(asker, *played, options.hours)
            timed += kept.retention(server, asker, *spans[0], options.seconds)
        if options.recorded:
            results += while_recording(nightjar, folder, options, *spans[0])
    print(render(results, options) + "\n" + kept.render(timed))
    if options.json:
        options.json.write_text(json.dumps({"recordings": options.recordings, "cameras": CAMERAS,
                                            "results": [dataclasses.asdict(each) for each in results],
                                            "kept": kept.as_json(timed)}, indent=2))
    unloaded = [each for each in results if each.recorded == 0 and each.connections == 1]
    is_late = any(each.p99 > TARGET for each in unloaded) or not all(each.within for each in timed)
    sys.exit(1 if any(each.faults for each in results) or is_late else 0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--recordings", type=int, default=10_000_000, help="rows of the catalogue (default: 10 million)")
    parser.add_argument("--hours", type=int, default=24, help="of the camera that is really played (default: 24)")
    parser.add_argument("--recorded", type=int, default=64, help="cameras recorded in the second part (default: 64)")
    parser.add_argument("--seconds", type=int, default=20, help="length of each measurement (default: 20)")
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 2], metavar="N",
                        help="requests at the same time (default: 1 and 2)")
    parser.add_argument("--accounts", type=int, default=100, help="whose keys are shown in turn (default: 100)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the results there too")
    return parser.parse_args()


def check_space(folder: pathlib.Path, options: argparse.Namespace):
    needed = options.recordings * BYTES_EACH + options.recorded * recorded_seconds(options) * source.MEGABITS * 125_000
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SystemExit(f"serving: {folder.parent} has {free / 1e9:.0f} GB free, {needed / 1e9:.0f} are needed: name another "
                         "folder in TMPDIR, or take fewer --recordings")


def recorded_seconds(options: argparse.Namespace) -> int:
    """How long cameras are recorded in the second part: longer than all that is asked for meanwhile, and than it deletes."""
    return 11 * len(options.connections) * options.seconds + 3 * options.seconds + 120


def make_keys(nightjar: pathlib.Path, folder: pathlib.Path, accounts: int):
    """Starts the recorder once, which makes the catalogue, and makes the accounts whose keys are shown."""
    say(f"making {accounts} accounts, each with a key")
    with Server(nightjar, folder, []) as server:
        # What is entered has no files, and some of it is older than recordings stay.
        server.ask("/api/v1/settings", {"storage.cleanup_enabled": False}, method="PATCH")
        keys = []
        for number in range(accounts):
            user = server.ask("/api/v1/users", {"username": f"reader-{number}", "password": PASSWORD, "role": "viewer"})
            keys.append(server.ask("/api/v1/api-keys", {"name": "bench", "user": user["id"], "read_only": True})["key"])
    (folder / "keys.txt").write_text("\n".join(keys) + "\n")


def record_a_minute(nightjar: pathlib.Path, folder: pathlib.Path):
    """Of the camera that is really played."""
    say("recording a minute of one camera")
    camera = Source(nightjar, folder, BUILT / "clip.mp4", 1, RATE * 120, False)
    try:
        camera.wait()
        with Server(nightjar, folder, camera.urls, kept.PLAYED) as server:
            def has_minute() -> bool:
                rows = server.ask(f"/api/v1/recordings?camera=cam-{kept.PLAYED}")["items"]
                return any(row["video_frames"] >= RATE * 60 for row in rows)

            until(has_minute, 180, "a minute is recorded")
    finally:
        camera.stop()


def minutes(rows: int) -> tuple[int, int]:
    """Of the cameras whose time line is drawn, and of the others: a year of the former, if there are enough rows."""
    drawn = min(YEAR, rows * 9 // 10 // DRAWN)
    return drawn, min(drawn, (rows - drawn * DRAWN) // (kept.PLAYED - DRAWN))


def fill(path: pathlib.Path, rows: int):
    """Enters recordings of a minute each, the newest three days old, in the order in which they would have come."""
    began = time.monotonic()
    catalog = sqlite3.connect(path)
    catalog.execute("PRAGMA synchronous = OFF")
    catalog.execute("PRAGMA cache_size = -500000")
    for number in range(CAMERAS):
        catalog.execute("INSERT OR IGNORE INTO camera_stream (camera, kind) VALUES (?, 'main')", (f"cam-{number}",))
    numbers = dict(catalog.execute("SELECT camera, number FROM camera_stream WHERE kind = 'main'"))
    indexes = catalog.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'segment' "
                              "AND sql IS NOT NULL").fetchall()
    # Sorted once at the end, instead of kept in order row by row.
    for name, _ in indexes:
        catalog.execute(f"DROP INDEX {name}")
    # Days that a start looks at are those since the last one: of what lies before nobody misses the files.
    last = time.time_ns() - 3 * kept.DAY
    drawn, others = minutes(rows)

    members = ("id", "stream", "start_at", "end_at", "bytes", "video_frames", "audio_frames", "key_frames", "is_open", "is_protected",
               "node", "volume", '"key"', "run", "epoch", "end_reason", "video_codec", "audio_codec", "width", "height")

    chance, gaps = random.Random(6), []

    def each():
        count = 0
        for minute in range(drawn):
            begin = last - (drawn - minute) * MINUTE
            for camera in range(DRAWN if drawn - minute > others else kept.PLAYED):
                count += 1
                start, stream = begin + camera * 10**7, numbers[f"cam-{camera}"]
                is_drawn = camera < DRAWN
                if is_drawn and chance.random() < kept.LOSSES_A_DAY / 1440:
                    reason = chance.choice(("camera-unreachable", "stream-restarted", "disk-too-slow"))
                    gaps.append((start, stream, start, start + MINUTE, reason, ""))
                    continue
                is_protected = int(is_drawn and chance.random() < kept.PROTECTED)
                yield (count, stream, start, start + MINUTE, 30_000_000, 1500, 0, 30, 0, is_protected, "local", "default",
                       f"cam-{camera}/main/none/{start}.mp4", 1, 1, "next", "avc1.64002A", None, 1920, 1080)

    every, entered = each(), 0
    while batch := list(itertools.islice(every, 1_000_000)):
        with catalog:
            catalog.executemany(f"INSERT INTO segment ({', '.join(members)}) VALUES ({', '.join('?' * len(members))})", batch)
        entered += len(batch)
        say(f"{entered:,} recordings entered, {time.monotonic() - began:.0f} s")
    with catalog:
        for _, statement in indexes:
            catalog.execute(statement)
    # What is lost is summed up by triggers, as it is where it happens.
    with catalog:
        catalog.executemany("INSERT INTO gap (id, stream, start_at, end_at, reason, detail) VALUES (?, ?, ?, ?, ?, ?)", gaps)
    catalog.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    catalog.close()
    (path.parent.parent / "span.json").write_text(json.dumps([[last - drawn * MINUTE, last], [last - others * MINUTE, last]]))
    say(f"the catalogue has {path.stat().st_size / 1e6:.0f} MB, {time.monotonic() - began:.0f} s")


def write_paths(folder: pathlib.Path) -> list[tuple[int, int]]:
    """What is asked for: pages anywhere in the catalogue, of all cameras and of one, and the time line of all that is recorded.
    Answers the times of the cameras that are drawn, and of the others."""
    spans = json.loads((folder / "span.json").read_text())
    chance = random.Random(1)

    def page(camera: int | None) -> str:
        # So late that there are as many before it as a page has.
        first, last = spans[0 if camera is None or camera < DRAWN else 1]
        moment = kept.rfc(chance.randint(min(first + 120 * MINUTE, last), last))
        return f"/api/v1/recordings?limit=100&to={moment}" + ("" if camera is None else f"&camera=cam-{camera}")

    (folder / "cameras.txt").write_text("/api/v1/cameras\n")
    (folder / "pages.txt").write_text("\n".join(page(None) for _ in range(2000)) + "\n")
    # In a small catalogue the others have no whole page.
    some = kept.PLAYED if spans[1][1] - spans[1][0] >= 240 * MINUTE else DRAWN
    (folder / "pages-of-one.txt").write_text("\n".join(page(chance.randrange(some)) for _ in range(2000)) + "\n")

    def line() -> str:
        """As a page of 1000 pixels' width asks for it."""
        cameras = ",".join(f"cam-{number}" for number in chance.sample(range(DRAWN), DRAWN))
        first, last = spans[0]
        return f"/api/v1/timeline?cameras={cameras}&from={kept.rfc(first)}&to={kept.rfc(last)}&resolution_ms={(last - first) // 10**9}"

    lines = [line() for _ in range(200)]
    (folder / "timeline.txt").write_text("\n".join(lines) + "\n")
    (folder / "timeline-events.txt").write_text("\n".join(each + "&events=true" for each in lines) + "\n")
    # Sources/Faces/WebApp/Resources/timeline-data.js
    whole = "&buckets=667&events=true&losses=true&protected=true"
    (folder / "timeline-app.txt").write_text("\n".join(each + whole for each in lines) + "\n")
    return spans


def ask_all(server: Server, folder: pathlib.Path, options: argparse.Namespace, recorded: int) -> list[Result]:
    found = []
    asked = (("cameras", f"a list of {CAMERAS} cameras", ("items", 100)),
             ("pages", "100 recordings of all cameras", ("items", 100)),
             ("pages-of-one", "100 recordings of one camera", ("items", 100)),
             ("timeline", f"the time line of {DRAWN} cameras, a year", ("cameras", DRAWN)),
             ("timeline-events", "the same with events", ("cameras", DRAWN)),
             ("timeline-app", "the same as the web app asks: with losses, protection and parts, too", ("cameras", DRAWN)))
    for connections, (name, what, (member, count)) in itertools.product(options.connections, asked):
        if found:
            # So that no account has asked too often.
            time.sleep(options.seconds / 2)
        if len(server.ask((folder / f"{name}.txt").read_text().split()[0])[member]) != count:
            raise Fault(f"{what}: it has not what it is about")
        found.append(measure(server, folder, options, name, Result(what, recorded, connections)))
        each = found[-1]
        say(f"{what}, {connections} at a time, {recorded} cameras recorded: {each.per_second:.0f} a second, p99 {each.p99:.1f} ms"
            + (f"; VOID: {'; '.join(each.faults)}" if each.faults else ""))
    return found


def measure(server: Server, folder: pathlib.Path, options: argparse.Namespace, name: str, result: Result) -> Result:
    script = folder / "wrk.lua"
    script.write_text(SCRIPT % (folder / "keys.txt", folder / f"{name}.txt"))
    command = ["wrk", "--threads", "1", "--connections", str(result.connections), "--script", str(script)]
    # Caches fill, and a connection is made, before anything counts.
    subprocess.run([*command, "--duration", "2s", server.url], capture_output=True, check=True)
    done = subprocess.run([*command, "--duration", f"{options.seconds}s", server.url], capture_output=True, text=True)
    told = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout)
    if not told:
        result.faults.append(f"wrk failed: {done.stderr.strip()[-200:]}")
        return result
    requests, duration, refused, broken, median, p99, longest, _ = map(int, told.groups())
    result.per_second = requests / (duration / 1e6)
    result.median, result.p99, result.longest = median / 1000, p99 / 1000, longest / 1000
    if refused or broken or not requests:
        result.faults.append(f"{refused} of {requests} answers were not 200, {broken} did not come")
    return result


def while_recording(nightjar: pathlib.Path, folder: pathlib.Path, options: argparse.Namespace, first: int, last: int) -> list[Result]:
    """The same while cameras are recorded, and at last while it deletes too; each sends a fixed number of pictures, and all must be
    in the catalogue."""
    frames = RATE * recorded_seconds(options)
    cameras = Source(nightjar, folder, BUILT / "clip.mp4", options.recorded, frames, False)
    results: list[Result] = []
    faults: list[str] = []
    try:
        cameras.wait()
        with Server(nightjar, folder, cameras.urls) as server:
            def statuses() -> list[dict]:
                return [each["status"] for each in server.ask("/api/v1/cameras")["items"] if each["enabled"]]

            until(lambda: all(each["state"] == "recording" for each in statuses()), 60, "all cameras are recorded")
            time.sleep(2)
            results = ask_all(server, folder, options, options.recorded)
            results.append(while_deleting(server, options, first, last))
            if any(camera["video_units"] > frames - RATE for camera in cameras.sent()):
                faults.append("a camera had sent its last picture before the measurement was over")
            streams = [each["streams"]["main"] for each in statuses()]
            lost = sum(each["lost_packets"] + each["damaged_units"] for each in streams)
            if lost or any(each["sessions"] != 1 for each in streams):
                faults.append(f"{lost} packets were lost, {sum(each['sessions'] for each in streams)} sessions")
            until(lambda: all(camera["video_units"] >= frames for camera in cameras.sent()), frames / RATE,
                  "all pictures are sent")
            time.sleep(2)
    except Fault as fault:
        faults.append(str(fault))
    finally:
        cameras.stop()
    recorded = frames_in(folder / "data/nightjar.sqlite")
    if recorded != frames * options.recorded:
        faults.append(f"{recorded} of {frames * options.recorded} pictures are in recordings")
    for each in results:
        each.faults += faults
    return results or [Result("while recording", options.recorded, faults=faults)]


def while_deleting(server: Server, options: argparse.Namespace, first: int, last: int) -> Result:
    """Pages of recordings while others go: neither they nor the cameras may suffer from it."""
    # More than the first part has left.
    kept.expire(server, first, last, 0.3)
    asker = kept.Asker(server.port, ADMIN, PASSWORD)
    rate, pages = kept.deleting(server, asker, kept.page_of(first, last), options.seconds)
    result = Result(f"100 recordings of all cameras, while it deletes {rate:.0f} a second", options.recorded)
    result.per_second, result.longest = len(pages) / options.seconds, max(pages)
    result.median, result.p99 = kept.percentile(pages, 0.5), kept.percentile(pages, 0.99)
    if rate == 0:
        result.faults.append("nothing was deleted")
    return result


def frames_in(catalog: pathlib.Path) -> int:
    """Pictures of what was recorded here."""
    with sqlite3.connect(catalog) as connection:
        return connection.execute("SELECT total(video_frames) FROM segment JOIN camera_stream ON number = stream "
                                  "WHERE start_at > ? AND camera != ?", (time.time_ns() - 86_000 * 10**9, f"cam-{kept.PLAYED}")).fetchone()[0]


def render(results: list[Result], options: argparse.Namespace) -> str:
    lines = [f"{options.recordings:,} recordings in the catalogue, {options.seconds} s each", "",
             "| asked for | at a time | cameras recorded meanwhile | requests per second | median ms | p99 ms | longest ms |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for each in results:
        void = f" VOID: {'; '.join(each.faults)}" if each.faults else ""
        lines.append(f"| {each.what}{void} | {each.connections} | {each.recorded} | {each.per_second:.0f} | {each.median:.2f} | {each.p99:.2f} | "
                     f"{each.longest:.2f} |")
    return "\n".join(lines)


def say(text: str):
    print(f"serving: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
