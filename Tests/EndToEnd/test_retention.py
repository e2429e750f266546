"""Recordings whose time has come go, with their files, however often the recorder is killed meanwhile; and room is made
before a disk is full."""
from __future__ import annotations

import pathlib
import random
import shutil
import sqlite3
import time

from support import IS_LONG, decoded_frames, files, wait_for
from test_check import check
from test_full_disk import small  # noqa: F401

OLD = 4000 if IS_LONG else 1500
KILLS = 20 if IS_LONG else 5
DAY = 86_400_000_000_000


def rows(data: pathlib.Path) -> dict[str, int]:
    """The keys of all recordings in the catalogue, with their bytes."""
    with sqlite3.connect(data / "nightjar.sqlite") as base:
        return dict(base.execute('SELECT "key", bytes FROM segment'))


def removals(data: pathlib.Path) -> set[str]:
    with sqlite3.connect(data / "nightjar.sqlite") as base:
        return {key for (key,) in base.execute('SELECT "key" FROM removal')}


def on_disk(data: pathlib.Path) -> dict[str, int]:
    root = data / "recordings"
    return {str(path.relative_to(root)): path.stat().st_size for path in root.rglob("*.mp4")}


def age(data: pathlib.Path, camera: str, days: int, count: int) -> tuple[list[str], list[str]]:
    """Puts copies of a camera's first recording into catalogue and disk, as if they were so old; every tenth is protected.
    Answers the keys of those that may go and of those that may not."""
    root, gone, kept = data / "recordings", [], []
    with sqlite3.connect(data / "nightjar.sqlite") as base:
        base.row_factory = sqlite3.Row
        model = dict(base.execute(
            "SELECT segment.* FROM segment JOIN camera_stream ON number = stream WHERE camera = ? AND kind = 'main' "
            "AND NOT is_open ORDER BY start_at LIMIT 1", (camera,)).fetchone())
        begin = model["start_at"] - days * DAY
        for number in range(count):
            row = dict(model)
            row["id"] = row["run"] = begin + number * 60_000_000_000
            row["start_at"], row["end_at"] = row["id"], row["id"] + model["end_at"] - model["start_at"]
            when = time.gmtime(row["id"] // 1_000_000_000)
            row["key"] = f"{camera}/main/{time.strftime('%Y/%m/%d', when)}/{camera}_{row['id']}.mp4"
            row["is_protected"] = number % 10 == 0
            (kept if row["is_protected"] else gone).append(row["key"])
            names = ", ".join(f'"{name}"' for name in row)
            base.execute(f"INSERT INTO segment ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
            path = root / row["key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / model["key"], path)
    return gone, kept


def test_a_recorder_that_is_killed_while_it_deletes_leaves_nothing_behind(stage):
    camera = stage.camera()
    entries = [{"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}]
    server = stage.server(entries)
    wait_for(lambda: any(not r["open"] for r in server.recordings("cam")), 60, "a file is complete")
    server.stop()
    new = {key for key in rows(server.data)}
    # So long that many are not yet deleted by the time of the first kill, and years of them are not.
    gone, kept = age(server.data, "cam", 400, OLD)
    assert check(server.data)[0] == 0, check(server.data)[1]
    chance, seen = random.Random(20261122), []
    for kill in range(KILLS):
        before = len(set(gone) & set(on_disk(server.data)))
        server = stage.server(entries)
        # What goes while it is looked at makes the look fail, and it is looked again.
        wait_for(lambda: len(set(gone) & set(on_disk(server.data))) < before, 60, "some are gone")
        time.sleep(chance.uniform(0, 0.5))
        server.kill()
        known, waiting, there = rows(server.data), removals(server.data), on_disk(server.data)
        seen.append(len(waiting))
        for key in kept:
            assert there[key] == known[key], f"kill {kill}: {key} was protected"
        for key in gone:
            # No row without its file, and no file that nobody knows.
            assert (key in known) <= (key in there), f"kill {kill}: {key} has a row and no file"
            assert (key in there) <= (key in known or key in waiting), f"kill {kill}: {key} is nobody's"
        for key in new:
            assert there[key] == known[key], f"kill {kill}: {key} was new"
        if not set(gone) & set(there):
            break
    print(f"{len(seen)} kills; files that waited to be deleted: {seen}")
    server = stage.server(entries)
    wait_for(lambda: not set(gone) & (set(rows(server.data)) | set(on_disk(server.data))), 120, "all that is due is gone")
    storage = server.get("/api/v1/storage")
    assert storage["problems"] == [] and storage["cameras"][0]["protected"]["recordings"] == len(kept), storage
    server.stop()
    assert removals(server.data) == set()
    status, told = check(server.data)
    assert status == 0, told


def test_room_is_made_before_the_disk_is_full(stage, small):  # noqa: F811
    camera = stage.camera()
    entry = {"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}
    server = stage.server([entry])
    wait_for(lambda: len([r for r in server.recordings("cam") if not r["open"]]) >= 2, 60, "two files are complete")
    first = server.recordings("cam")[0]["id"]
    with open(small / "filler", "wb") as filler:
        left = shutil.disk_usage(small).free - (1 << 20)
        filler.write(b"x" * left)
    wait_for(lambda: first not in {r["id"] for r in server.recordings("cam")}, 60, "the oldest makes room")
    frames = server.recordings("cam")[-1]["video_frames"]
    wait_for(lambda: server.recordings("cam")[-1]["video_frames"] != frames, 30, "it goes on")
    deleted = {each["reason"]: each["recordings"] for each in server.get("/api/v1/storage")["deleted"]}
    assert deleted.get("free-space", 0) >= 1, deleted
    server.stop()
    assert check(server.data)[0] == 0
    for path in files(server.data, "cam"):
        assert decoded_frames(path) > 0, path
