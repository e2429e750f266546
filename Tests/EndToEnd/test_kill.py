"""`kill -9` while eight cameras are recorded: every file plays to its end, and the catalogue tells the truth after it."""
from __future__ import annotations

import concurrent.futures
import json
import random
import time

from support import IS_LONG, decoded_frames, files, packet_hashes, playable_frames, wait_for

KILLS = 50 if IS_LONG else 10
CAMERAS = [f"cam-{number}" for number in range(1, 9)]
RATE = 25


def each(work, items):
    """Of all items, several at a time: most of the time goes to ffprobe."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return list(pool.map(work, items))


def received(server) -> dict[str, int]:
    listed = server.get("/api/v1/cameras")["items"]
    return {c["id"]: c["status"]["streams"]["main"]["frames"] if c["status"].get("streams", {}).get("main") else 0 for c in listed}


def sent(source, killed_at: float) -> dict[str, int]:
    """Pictures of each camera's newest session, as the camera counts them: what a recorder says of itself is up to a second
    old, and what it was sent in its last moment it never tells."""
    def ended():
        if source.report_file.stat().st_mtime <= killed_at:
            return None
        paths = json.loads(source.report_file.read_text())["paths"]
        return paths if all(path["open_sessions"] == 0 for path in paths.values()) else None

    paths = wait_for(ended, 20, "the cameras have noticed")
    newest = {camera: paths[f"/main-{camera[4:]}"] for camera in CAMERAS}
    return {camera: path["last_video_index"] - path["first_video_index"] + 1 for camera, path in newest.items()}


def test_a_killed_recorder_leaves_files_that_play_and_a_catalogue_that_is_true(stage):
    source = stage.camera("--count", "8")
    entries = [{"id": camera, "name": camera, "url": source.url(f"main-{camera[4:]}"), "segment_seconds": 10}
               for camera in CAMERAS]
    # One of them with a sub stream.
    entries[0]["sub_url"] = source.url("sub-1")
    chance = random.Random(20261121)
    losses = []
    there = {camera: 0 for camera in CAMERAS}
    for kill in range(KILLS):
        server = stage.server(entries)
        before = {camera: server.frames(camera) for camera in CAMERAS}
        wait_for(lambda: all(server.frames(camera) > before[camera] for camera in CAMERAS), 60, "all are recorded")
        stop_at = max(received(server).values()) + int(chance.uniform(0, 3) * RATE)
        wait_for(lambda: max(received(server).values()) >= stop_at, 30, "more pictures came")
        known = {camera: server.frames(camera) for camera in CAMERAS}
        server.kill()
        came = sent(source, time.time())

        # What is on disk right after the kill, before anything is mended.
        def look(camera: str):
            torn = [files(server.data, camera, stream)[-1] for stream in ["main", "sub"] if files(server.data, camera, stream)]
            for path in torn:
                assert playable_frames(path) == len(packet_hashes(path)) > 0, path
            on_disk = sum(len(packet_hashes(path)) for path in files(server.data, camera))
            assert on_disk >= known[camera], f"kill {kill}: {camera} was promised {known[camera]} pictures, has {on_disk}"
            lost, there[camera] = came[camera] - (on_disk - there[camera]), on_disk
            assert lost >= 0, f"kill {kill}: {camera} has more pictures than were sent"
            return lost

        losses += each(look, CAMERAS)
    server = stage.server(entries)
    wait_for(lambda: all(not r["open"] for camera in CAMERAS for r in server.recordings(camera)[:-1]), 60,
             "what was torn is mended")
    server.stop()
    print(f"{KILLS} kills of {len(CAMERAS)} cameras; pictures sent and not on disk, at most: {max(losses)} "
          f"({max(losses) / RATE:.2f} s)")
    assert max(losses) <= RATE + 1, f"more than a second was lost: {losses}"

    server = stage.server(entries)
    listed = {(camera, stream): server.recordings(camera, stream) for camera in CAMERAS for stream in ["main", "sub"]}
    server.stop()

    def compare(key):
        camera, stream = key
        by_id = {path.stem.split("_")[-1]: path for path in files(server.data, camera, stream)}
        closed = [r for r in listed[key] if not r["open"]]
        assert {r["id"] for r in closed} <= set(by_id)
        for recording in closed:
            path = by_id[recording["id"]]
            assert decoded_frames(path) == recording["video_frames"], path
            assert path.stat().st_size == recording["bytes"], path
        for one, other in zip(closed, closed[1:]):
            assert one["end"] <= other["start"], f"{camera}: {one['end']} > {other['start']}"

    each(compare, listed)
    assert "crashed" in {r["end_reason"] for r in listed["cam-1", "main"]}
