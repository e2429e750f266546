"""Short recordings become long ones: what they show stays the same, picture by picture, however often the recorder is killed while
it joins them, and while it deletes what it has joined."""
from __future__ import annotations

import pathlib
import random
import shutil
import sqlite3
import time

from support import IS_LONG, decoded_frames, packet_hashes, wait_for
from test_check import check
from test_consistency import closed, job
from test_ranges import spell
from test_retention import removals

KILLS = 40 if IS_LONG else 4
"""More, as long as none was in the midst of it."""
MOST = 3 * KILLS + 12
CAMERAS = ["cam-1", "cam-2"]
WINDOW = 60


def rows(data: pathlib.Path) -> list[dict]:
    """All recordings in the catalogue, as it lies on the disk."""
    with sqlite3.connect(data / "nightjar.sqlite") as base:
        base.row_factory = sqlite3.Row
        found = base.execute('SELECT segment.id, camera, "key", bytes, video_frames, is_open FROM segment '
                             "JOIN camera_stream ON number = stream ORDER BY camera, start_at").fetchall()
        return [dict(row) for row in found]


def pictures(data: pathlib.Path) -> dict[str, list[str]]:
    """Hashes of all pictures of each camera, in the order of its recordings. Each file is what its row says of it."""
    seen: dict[str, list[str]] = {camera: [] for camera in CAMERAS}
    for row in rows(data):
        path = data / "recordings" / row["key"]
        hashes = packet_hashes(path)
        assert path.stat().st_size == row["bytes"] and len(hashes) == row["video_frames"], row
        seen[row["camera"]] += hashes
    return seen


def switch_on(server) -> None:
    wanted = {"merge.enabled": True, "merge.window_seconds": WINDOW, "merge.min_age_seconds": 0, "merge.min_segments": 2}
    status, _, said = server.request("PATCH", "/api/v1/settings", wanted)
    assert status == 200, said


def recorded(stage) -> pathlib.Path:
    """A data folder with five files or more of each camera, of stretches of time that are over."""
    source = stage.camera("--count", "2")
    entries = [{"id": camera, "name": camera, "url": source.url(f"main-{camera[4:]}"), "segment_seconds": 10}
               for camera in CAMERAS]
    server = stage.server(entries)
    wait_for(lambda: all(len(closed(server, camera)) >= 5 for camera in CAMERAS), 120, "five files of each are complete")
    server.stop()
    # From now on nobody answers, so that nothing is recorded any more.
    source.stop()
    end = time.time()
    wait_for(lambda: time.time() // WINDOW > end // WINDOW, WINDOW + 5, "the stretch of time is over")
    return server.data


def test_a_recorder_that_is_killed_while_it_joins_and_deletes_shows_each_picture_once(stage):
    data = recorded(stage)
    model = stage.folder / "model"
    data.rename(model)
    before, known = pictures(model), rows(model)
    chance, joined, inside = random.Random(20261123), [], 0
    while len(joined) < KILLS or not inside and len(joined) < MOST:
        kill = len(joined)
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(model, data)
        server = stage.server([])
        switch_on(server)
        assert server.request("POST", "/api/v1/storage/merging/run")[0] == 202
        time.sleep(chance.uniform(0, 0.4))
        server.kill()
        left = rows(data)
        joined.append(len(known) - len(left))
        # What is neither a recording nor one that is to go, or only said to be: a file that others were being joined into.
        lie = {str(path.relative_to(data / "recordings")) for path in (data / "recordings").rglob("*.mp4")}
        is_begun = bool(lie - {row["key"] for row in known})
        assert pictures(data) == before, f"kill {kill}"
        server = stage.server([])
        # It joins the rest at once, and then nothing for an hour; what was joined, and what was joined in vain, goes.
        wait_for(lambda: server.get("/api/v1/storage/merging")["passes"] >= 1, 60, f"kill {kill}: all is joined")
        wait_for(lambda: not removals(data) and {str(path.relative_to(data / "recordings"))
                                                 for path in (data / "recordings").rglob("*.mp4")}
                 == {row["key"] for row in rows(data)}, 60, f"kill {kill}: nothing is left behind")
        server.stop()
        assert pictures(data) == before, f"kill {kill}"
        status, told = check(data)
        assert status == 0, told
        # Begun, and not over: not all was joined that is now.
        inside += is_begun and joined[-1] < len(known) - len(rows(data))
    assert inside, f"no kill was in the midst of joining: {joined}"
    print(f"{KILLS} kills; recordings that had been joined to others by then: {joined}")


def test_joined_recordings_are_found_under_every_id_and_play_as_before(stage):
    data = recorded(stage)
    before, known = pictures(data), rows(data)
    server = stage.server([])
    assert server.get("/api/v1/storage/merging")["enabled"] is False
    assert server.get("/api/v1/cameras/cam-1/merging") == {}
    coverage = {camera: server.get(f"/api/v1/coverage?camera={camera}")["spans"] for camera in CAMERAS}
    status, _, said = server.request("PUT", "/api/v1/cameras/cam-2/merging", {"enabled": False})
    assert status == 200 and said == {"enabled": False}
    assert server.request("PUT", "/api/v1/cameras/cam-2/merging", {"min_segments": 1})[0] in (400, 422)
    # Somebody has begun to play, and goes on when the recordings that he was told of are others.
    begin = next(row["id"] for row in known if row["camera"] == "cam-1") // 10**9
    asked = f"from={spell(begin + 3)}&to={spell(begin + 38)}"
    lists = {kind: server.request("GET", f"/api/v1/cameras/cam-1/vod/{kind}/index.m3u8?{asked}")[2].decode() for kind in ("ts", "fmp4")}
    names = [f"{kind}/{name}" for kind, text in lists.items() for name in text.splitlines() if name and not name.startswith("#")]
    files = {name: server.request("GET", f"/api/v1/cameras/cam-1/vod/{name}")[2] for name in names}
    film = server.request("GET", f"/api/v1/cameras/cam-1/range.mp4?{asked}")[2]
    half = len(film) // 2
    switch_on(server)
    done = job(server, "/api/v1/storage/merging/run")
    assert done["kind"] == "merge" and int(done["result"]["files"]) >= 1 and done["result"]["errors"] == "0", done
    stood = server.get("/api/v1/storage/merging")
    assert stood["last"]["segments"] == int(done["result"]["segments"]) and stood["passes"] >= 1 and not stood["running"]
    assert len(server.recordings("cam-2")) == len([row for row in known if row["camera"] == "cam-2"])
    listed = server.recordings("cam-1")
    assert len(listed) < len([row for row in known if row["camera"] == "cam-1"])
    assert any(each["merged"] for each in listed)
    assert pictures(data) == before
    for name, content in files.items():
        status, _, again = server.request("GET", f"/api/v1/cameras/cam-1/vod/{name}")
        # Sound may begin a tick earlier or later, by the rounding of two clocks.
        assert status == 200 and len(again) == len(content), name
    status, _, rest = server.request("GET", f"/api/v1/cameras/cam-1/range.mp4?{asked}", headers={"Range": f"bytes={half}-"})
    assert status == 206 and len(rest) == len(film) - half
    for name, content in (("whole.mp4", film), ("joined.mp4", film[:half] + rest)):
        (stage.folder / name).write_bytes(content)
    assert packet_hashes(stage.folder / "joined.mp4") == packet_hashes(stage.folder / "whole.mp4")
    assert {camera: server.get(f"/api/v1/coverage?camera={camera}")["spans"] for camera in CAMERAS} == coverage
    for row in known:
        found = server.get(f"/api/v1/recordings/{row['id']}")
        assert found["id"] in {each["id"] for each in server.recordings(row["camera"])}
        status, fields, media = server.request("GET", f"/api/v1/recordings/{row['id']}/media")
        assert status == 200 and len(media) == found["bytes"]
        if found["id"] != str(row["id"]):
            assert server.request("DELETE", f"/api/v1/recordings/{row['id']}")[0] == 409
    for each in listed:
        status, _, media = server.request("GET", each["media_url"])
        path = stage.folder / "played.mp4"
        path.write_bytes(media)
        assert decoded_frames(path) == each["video_frames"]
    wait_for(lambda: not removals(data), 60, "the old files have gone")
    server.stop()
    status, told = check(data)
    assert status == 0, told


def test_recordings_with_pauses_between_them_become_one_that_says_where_they_are(stage):
    # All of it lies in one day of UTC, as what is joined does.
    wait_for(lambda: time.time() % 86_400 < 86_400 - 180, 200, "the day is not about to end")
    source = stage.camera("--count", "2")
    entries = [{"id": "cam-1", "name": "cam-1", "url": source.url("main-1"), "segment_seconds": 3600}]
    for count in (1, 2, 3):
        server = stage.server(entries)
        wait_for(lambda: any(each["open"] and each["duration_s"] >= 4 for each in server.recordings("cam-1")), 60,
                 f"four seconds of recording {count}")
        server.stop()
    source.stop()
    data = server.data
    known, before = rows(data), pictures(data)
    assert len([row for row in known if row["camera"] == "cam-1"]) == 3
    server = stage.server([])
    parts = server.recordings("cam-1")
    coverage = server.get("/api/v1/coverage?camera=cam-1")["spans"]
    assert len(coverage) == 3
    begin = min(row["id"] for row in known) // 10**9
    asked = f"from={spell(begin - 1)}&to={spell(begin + 600)}"
    film = stage.folder / "before.mp4"
    film.write_bytes(server.request("GET", f"/api/v1/cameras/cam-1/range.mp4?{asked}")[2])
    end = time.time()
    wait_for(lambda: time.time() > end + 6, 10, "nothing has been recorded for some seconds")
    own = {"enabled": True, "min_age_seconds": 0, "min_segments": 2, "window_seconds": 86_400}
    assert server.request("PUT", "/api/v1/cameras/cam-1/merging", own)[0] == 200
    assert job(server, "/api/v1/storage/merging/run")["result"]["files"] == "0", "nobody has asked for it"
    assert server.request("PUT", "/api/v1/cameras/cam-1/merging", {**own, "across_pauses": True})[0] == 200
    job(server, "/api/v1/storage/merging/run")
    (joined,) = server.recordings("cam-1")
    assert joined["merged"] and len(joined["pauses"]) == 2
    assert joined["video_frames"] == sum(each["video_frames"] for each in parts)
    assert abs(joined["duration_s"] - sum(each["duration_s"] for each in parts)) < 0.01
    assert pictures(data) == before
    assert server.get("/api/v1/coverage?camera=cam-1")["spans"] == coverage
    path = stage.folder / "played.mp4"
    path.write_bytes(server.request("GET", joined["media_url"])[2])
    assert decoded_frames(path) == joined["video_frames"]
    again = stage.folder / "after.mp4"
    again.write_bytes(server.request("GET", f"/api/v1/cameras/cam-1/range.mp4?{asked}")[2])
    assert packet_hashes(again) == packet_hashes(film)
    wait_for(lambda: not removals(data), 60, "the old files have gone")
    server.stop()
    status, told = check(data)
    assert status == 0, told
