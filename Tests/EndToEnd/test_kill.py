"""`kill -9` while recording: every file plays to its end, and the catalogue tells the truth after the next start."""
from __future__ import annotations

import random

from support import IS_LONG, decoded_frames, files, packet_hashes, playable_frames, wait_for

KILLS = 50 if IS_LONG else 10


def test_a_killed_recorder_leaves_files_that_play_and_a_catalogue_that_is_true(stage):
    camera = stage.camera()
    entry = [{"id": "front", "name": "Front", "url": camera.url("main"), "sub_url": camera.url("sub"),
              "segment_seconds": 10}]
    chance = random.Random(20261121)
    losses = []
    for kill in range(KILLS):
        server = stage.server(entry)
        before = server.frames("front")
        wait_for(lambda: server.frames("front") > before, 60, "it records")
        wait_for_seconds = chance.uniform(0, 3)
        stop_at = server.get("/api/v1/cameras/front")["status"]["streams"]["main"]["frames"] + int(wait_for_seconds * 25)
        received = wait_for(
            lambda: (n := server.get("/api/v1/cameras/front")["status"]["streams"]["main"]["frames"]) >= stop_at and n,
            30, "more pictures came")
        known = server.frames("front")
        server.kill()
        # What plays on disk right after the kill, before anything is mended.
        for stream in ["main", "sub"]:
            torn = files(server.data, "front", stream)[-1]
            assert playable_frames(torn) == len(packet_hashes(torn)) > 0, torn
        on_disk = sum(len(packet_hashes(path)) for path in files(server.data, "front"))
        assert on_disk >= known, f"kill {kill}: the catalogue promised {known} pictures, {on_disk} are there"
        losses.append(max(0, received - (on_disk - before)))
    server = stage.server(entry)
    wait_for(lambda: all(not r["open"] for r in server.recordings("front")[:-1]), 20, "what was torn is mended")
    server.stop()
    print(f"{KILLS} kills; pictures received and not on disk, at most: {max(losses)} ({max(losses) / 25:.2f} s)")
    assert max(losses) <= 26, f"more than a second was lost: {losses}"

    server = stage.server(entry)
    recordings = {stream: server.recordings("front", stream) for stream in ["main", "sub"]}
    server.stop()
    for stream, listed in recordings.items():
        by_id = {path.stem.split("_")[-1]: path for path in files(server.data, "front", stream)}
        listed = [r for r in listed if not r["open"]]
        assert {r["id"] for r in listed} <= set(by_id)
        for recording in listed:
            path = by_id[recording["id"]]
            assert decoded_frames(path) == recording["video_frames"], path
            assert path.stat().st_size == recording["bytes"], path
    reasons = {r["end_reason"] for r in recordings["main"]}
    assert "crashed" in reasons
