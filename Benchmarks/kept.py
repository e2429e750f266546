"""Parts of the benchmark of the API that are about what is kept: events of a year, a day of one camera that can really be played,
and retention among all the rows."""
from __future__ import annotations

import base64
import dataclasses
import json
import os
import pathlib
import random
import socket
import sqlite3
import time

from source import Fault, until

DAY = 86_400 * 10**9
PLAYED = 99
"""The camera of which a day is recorded with files."""
SORTS = [("motion", ""), ("object", "person"), ("object", "car")]
EVENTS_A_DAY = 40
LOSSES_A_DAY = 2
PROTECTED = 0.01
"""Of all recordings."""
FIRST_BYTE = 50.0
"""Milliseconds until the first byte of any range."""
DRY_RUN = 2000.0
"""Milliseconds of a dry run of retention, which looks at 50,000 recordings at most: somebody waits for it."""


@dataclasses.dataclass
class Timed:
    what: str
    value: str
    within: bool = True
    """The target, where there is one."""


def rfc(moment: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment // 10**9))


def fill_events(path: pathlib.Path, cameras: int, first: int, last: int) -> int:
    """Enters events, spread evenly over time, sorts and cameras; the triggers sum them up."""
    chance = random.Random(2)
    count = max(1, (last - first) // DAY * EVENTS_A_DAY)
    with sqlite3.connect(path) as catalog:
        catalog.execute("PRAGMA synchronous = OFF")
        for camera in range(cameras):
            rows = []
            for number in range(count):
                kind, label = SORTS[number % len(SORTS)]
                start = first + (last - first) * number // count + chance.randrange(10**9)
                rows.append((start + camera, f"cam-{camera}", kind, label, start, start + 10**10))
            catalog.executemany("INSERT INTO camera_event (id, camera, kind, label, zones, start_at, end_at, source, attributes) "
                                "VALUES (?, ?, ?, ?, '', ?, ?, 'detection', '')", rows)
    return count * cameras


def moved(index: bytes, to: int) -> bytes:
    """A recording's index (Sources/Formats/MP4/Index) as if its first fragment had begun then, in nanoseconds: the times of the
    others are told by their distances."""
    def number(at: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            value |= (index[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if not index[at - 1] & 0x80:
                return value, at

    _, at = number(1)
    flags, at = number(at)
    # Its parameter set, if it is told; offset, length, first tick, duration.
    for _ in range(5 if flags & 2 else 4):
        _, at = number(at)
    _, after = number(at)
    written, rest = bytearray(), to << 1
    while rest >= 0x80:
        written.append(rest & 0x7F | 0x80)
        rest >>= 7
    written.append(rest)
    return index[:at] + bytes(written) + index[after:]


def lengthen(data: pathlib.Path, hours: int) -> tuple[int, int]:
    """Makes of the one recording of the camera that was recorded as many as fill so many hours, three days ago: rows of their own,
    and files that are one file under many names. Answers when they begin and end."""
    camera, root = f"cam-{PLAYED}", data / "recordings"
    with sqlite3.connect(data / "nightjar.sqlite") as catalog:
        catalog.row_factory = sqlite3.Row
        model = catalog.execute("SELECT segment.* FROM segment JOIN camera_stream ON number = stream WHERE camera = ? "
                                "AND NOT is_open ORDER BY bytes DESC LIMIT 1", (camera,)).fetchone()
        if model is None:
            raise Fault("the camera whose day is played was not recorded")
        index = catalog.execute("SELECT fragments FROM segment_index WHERE segment = ?", (model["id"],)).fetchone()[0]
        length = model["end_at"] - model["start_at"]
        count = hours * 3600 * 10**9 // length + 1
        begin = time.time_ns() - 3 * DAY - count * length
        for number in range(count):
            row = dict(model)
            row["id"] = row["run"] = row["start_at"] = begin + number * length
            row["end_at"] = row["start_at"] + length
            row["key"] = f"{camera}/main/{time.strftime('%Y/%m/%d', time.gmtime(row['id'] // 10**9))}/{camera}_{row['id']}.mp4"
            names = ", ".join(f'"{name}"' for name in row)
            catalog.execute(f"INSERT INTO segment ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
            catalog.execute("INSERT INTO segment_index (segment, fragments) VALUES (?, ?)", (row["id"], moved(index, row["start_at"])))
            name = root / row["key"]
            name.parent.mkdir(parents=True, exist_ok=True)
            os.link(root / model["key"], name)
    return begin, begin + count * length


class Asker:
    """One connection as the administrator's, on which the time to the first byte of a body is measured."""

    def __init__(self, port: int, name: str, password: str):
        self.port = port
        self.proof = base64.b64encode(f"{name}:{password}".encode()).decode()

    def first_byte(self, path: str) -> tuple[float, int]:
        """Milliseconds from the request to the first byte of the body, and the length that is announced."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            began = time.monotonic()
            link.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {self.proof}\r\n\r\n".encode())
            answer = b""
            while b"\r\n\r\n" not in answer or answer.endswith(b"\r\n\r\n"):
                piece = link.recv(65_536)
                if not piece:
                    raise Fault(f"{path}: it ended early")
                answer += piece
            took = (time.monotonic() - began) * 1000
        head = answer.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        if " 200 " not in head[0] + " ":
            said = answer.split(b"\r\n\r\n", 1)[1].decode("utf-8", "replace")
            raise Fault(f"{path}: {head[0]}: {said[:400]}")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        return took, int(fields.get("content-length", 0))


def ranges(asker: Asker, first: int, last: int, hours: int, times: int = 20) -> list[Timed]:
    """The first byte of ten seconds, and of all hours, from anywhere; each is asked for once before it counts."""
    chance, found = random.Random(3), []
    for what, length in (("10 s", 10 * 10**9), (f"{hours} h", hours * 3600 * 10**9)):
        took, size = [], 0
        for attempt in range(times + 1):
            begin = chance.randrange(first, max(first + 1, last - length))
            path = f"/api/v1/cameras/cam-{PLAYED}/range.mp4?from={rfc(begin)}&to={rfc(begin + length)}"
            moment, size = asker.first_byte(path)
            if attempt:
                took.append(moment)
            # One account may ask 50 times a second in the long run.
            time.sleep(0.1)
        took.sort()
        longest = took[-1]
        found.append(Timed(f"first byte of a range of {what} ({size / 1e6:,.0f} MB)",
                           f"median {took[len(took) // 2]:.1f} ms, longest of {times} {longest:.1f} ms", longest <= FIRST_BYTE))
    return found


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else 0.0


def page_of(first: int, last: int) -> str:
    """Recordings that no rule concerns."""
    return f"/api/v1/recordings?limit=100&to={rfc((first + last) // 2)}"


def waits(asker: Asker, page: str, lasting: float) -> list[float]:
    """Milliseconds of each page, at most thirty a second."""
    found, end = [], time.monotonic() + lasting
    while time.monotonic() < end:
        found.append(asker.first_byte(page)[0])
        time.sleep(0.03)
    return found


def expire(server, first: int, last: int, part: float) -> None:
    """Makes rules by which so much of the time is too much."""
    days = max(1, (time.time_ns() - first - int((last - first) * part)) // DAY)
    server.ask("/api/v1/settings", {"storage.retention_days": days}, method="PATCH")


def deleting(server, asker: Asker, page: str, seconds: float) -> tuple[float, list[float]]:
    """Lets it delete for so long while somebody lists recordings: how many a second went, and the milliseconds of each page."""
    def deleted() -> int:
        return sum(each["recordings"] for each in server.ask("/api/v1/storage")["deleted"])

    server.ask("/api/v1/settings", {"storage.cleanup_enabled": True}, method="PATCH")
    try:
        until(lambda: deleted() > 0, 120, "something is deleted")
        begun, before = time.monotonic(), deleted()
        busy = waits(asker, page, seconds)
        return (deleted() - before) / (time.monotonic() - begun), busy
    finally:
        server.ask("/api/v1/settings", {"storage.cleanup_enabled": False}, method="PATCH")


def retention(server, asker: Asker, first: int, last: int, seconds: float) -> list[Timed]:
    """A dry run, and deleting what has had its time, while somebody lists recordings."""
    began = time.monotonic()
    plan = server.ask("/api/v1/storage/plan?hours=24&limit=100")
    dry = (time.monotonic() - began) * 1000
    expire(server, first, last, 0.1)
    began = time.monotonic()
    due = server.ask("/api/v1/storage/plan?hours=0&limit=1")
    dry_due = (time.monotonic() - began) * 1000
    page = page_of(first, last)
    quiet = waits(asker, page, min(5, seconds))
    rate, busy = deleting(server, asker, page, seconds)
    due_count = sum(each["recordings"] for each in due["totals"])
    if rate == 0 and due_count > 1000:
        raise Fault("nothing was deleted while it was looked at")
    return [
        Timed(f"dry run of a day ({sum(each['recordings'] for each in plan['totals']):,} recordings"
              f"{'' if plan['complete'] else ' and more'})", f"{dry:.0f} ms; goal {DRY_RUN:.0f} ms", dry <= DRY_RUN),
        Timed(f"dry run of what is due ({due_count:,} recordings{'' if due['complete'] else ' and more'})",
              f"{dry_due:.0f} ms; goal {DRY_RUN:.0f} ms", dry_due <= DRY_RUN),
        Timed("deleted in small steps", f"{rate:.0f} recordings a second"),
        Timed("a page of 100 recordings before that", f"median {percentile(quiet, 0.5):.1f} ms, p99 {percentile(quiet, 0.99):.1f} ms"),
        Timed("a page of 100 recordings meanwhile", f"median {percentile(busy, 0.5):.1f} ms, p99 {percentile(busy, 0.99):.1f} ms, "
                                                    f"longest {max(busy):.1f} ms"),
    ]


def render(found: list[Timed]) -> str:
    lines = ["", "| what is kept | |", "| --- | --- |"]
    return "\n".join(lines + [f"| {each.what} | {each.value}{'' if each.within else ' (too long)'} |" for each in found])


def as_json(found: list[Timed]) -> list[dict]:
    return json.loads(json.dumps([dataclasses.asdict(each) for each in found]))
