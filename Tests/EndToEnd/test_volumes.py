"""Volumes beside the default one: recordings go to the one that their camera chose; when it is away they go to the default
volume without a picture being lost, and back when it is there again."""
from __future__ import annotations

import os
import pathlib
import subprocess

import pytest

from support import CLIPS, binary, decoded_frames, packet_hashes, wait_for

RATE = 25


@pytest.fixture
def root(tmp_path):
    """A folder beneath which volumes may lie."""
    folder = tmp_path / "volumes"
    folder.mkdir()
    return folder


def add(server, name: str, path, expect: int = 201, **keys):
    status, _, answer = server.request("POST", "/api/v1/volumes", {"name": name, "path": str(path), **keys})
    assert status == expect, answer
    return answer


def choose(server, camera: str, **volumes):
    status, _, answer = server.request("PATCH", f"/api/v1/cameras/{camera}", volumes)
    assert status == 200, answer


def state(server, volume: str) -> str:
    return server.get(f"/api/v1/volumes/{volume}")["state"]


def on(folder, camera: str, stream: str = "main") -> list[pathlib.Path]:
    return sorted((folder / camera / stream).rglob("*.mp4"), key=lambda path: path.name)


def check(server, *arguments) -> tuple[int, str]:
    done = subprocess.run([binary(), *(arguments or ["check"]), "--config", str(server.folder / "nightjar.yaml")],
                          capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def played(server, recording: str) -> bytes:
    status, _, body = server.request("GET", f"/api/v1/recordings/{recording}/media")
    assert status == 200, body
    return body


def grows(server, camera: str, frames: int, stream: str = "main"):
    before = server.frames(camera, stream)
    wait_for(lambda: server.frames(camera, stream) >= before + frames, 60, f"{frames} more pictures of {camera}/{stream}")


def test_recordings_go_where_their_camera_says_and_play_from_there(stage, root):
    camera = stage.camera()
    entry = {"id": "cam", "name": "Camera", "url": camera.url("main"), "sub_url": camera.url("sub"), "segment_seconds": 10}
    server = stage.server([entry], volume_roots=[str(root)])
    outside = add(server, "Out", "/srv/nightjar-elsewhere", 422)
    assert "volume_roots" in str(outside), outside
    (root / "link").symlink_to(stage.folder)
    add(server, "Link", root / "link" / "a", 409)
    ssd = add(server, "SSD", root / "ssd", limit_bytes=1 << 40, description="fast")
    assert ssd["id"] == "ssd" and ssd["state"] == "ready" and ssd["limit_bytes"] == 1 << 40
    add(server, "Other", root / "ssd", 409)
    grows(server, "cam", 2 * RATE)
    choose(server, "cam", volume="ssd")
    wait_for(lambda: on(root / "ssd", "cam"), 30, "a file on the volume")
    grows(server, "cam", 3 * RATE)
    assert not on(root / "ssd", "cam", "sub") and on(server.data / "recordings", "cam", "sub")
    choose(server, "cam", sub_volume="ssd")
    wait_for(lambda: on(root / "ssd", "cam", "sub"), 30, "the sub stream, too")
    assert server.get("/api/v1/cameras/cam")["volume"] == "ssd"
    assert server.get("/api/v1/volumes/ssd")["cameras"] == ["cam"]
    grows(server, "cam", 3 * RATE)
    # A snapshot lies on the volume that its camera chose for it, beside recordings.
    choose(server, "cam", snapshot_volume="ssd")
    status, _, picture = server.request("POST", "/api/v1/cameras/cam/snapshots")
    assert status == 201, picture
    lies = list((root / "ssd" / "cam" / "snapshots").rglob("*.jpg"))
    assert len(lies) == 1 and lies[0].read_bytes() == server.request("GET", picture["media_url"])[2]
    # Nothing is missing, and both volumes are played from.
    assert server.get("/api/v1/coverage?camera=cam&stream=main")["gaps"] == []
    recordings = server.recordings("cam")
    assert len(recordings) >= 2
    for recording in recordings:
        assert b"ftyp" in played(server, recording["id"])[:16]
    storage = {volume["name"]: volume for volume in server.get("/api/v1/storage")["volumes"]}
    assert storage["ssd"]["bytes"] > 0 and storage["ssd"]["limit_bytes"] == 1 << 40, storage
    assert 'nightjar_volume_ready{volume="ssd"} 1' in server.request("GET", "/metrics")[2].decode()
    server.stop()
    assert check(server)[0] == 0, check(server)[1]
    for folder in (root / "ssd", server.data / "recordings"):
        assert all(decoded_frames(path) > 0 for path in on(folder, "cam"))


def test_what_happens_is_recorded_to_a_volume_of_its_own(stage, root):
    """A camera that records without a break goes there with a key frame and back with one, and no picture is missing; of one
    that records events alone, all lies there."""
    camera = stage.camera()
    entry = {"url": camera.url("main"), "pre_roll": 2, "post_roll": 8}
    server = stage.server([{**entry, "id": "cam", "name": "Camera"}, {**entry, "id": "door", "name": "Door", "mode": "event"}],
                          volume_roots=[str(root)])
    add(server, "SSD", root / "ssd")
    for name in ("cam", "door"):
        choose(server, name, event_volume="ssd")
    assert server.get("/api/v1/volumes/ssd")["cameras"] == ["cam", "door"]
    grows(server, "cam", 2 * RATE)
    assert not on(root / "ssd", "cam") and not on(root / "ssd", "door")
    for name in ("cam", "door"):
        status, _, event = server.request("POST", "/api/v1/camera-events", {"camera": name, "kind": "motion"})
        assert status == 201, event
        wait_for(lambda: on(root / "ssd", name), 30, f"what happens before {name} goes to its own volume")
    wait_for(lambda: len(on(server.data / "recordings", "cam")) >= 2, 60, "what comes after it does not")
    wait_for(lambda: [row["event"] for row in server.recordings("door")] == [True], 30, "it is marked")
    assert not on(server.data / "recordings", "door")
    grows(server, "cam", 2 * RATE)
    assert len(on(root / "ssd", "cam")) == 1
    assert server.get("/api/v1/coverage?camera=cam&stream=main")["gaps"] == []
    # Without the volume it is as before.
    assert server.request("DELETE", "/api/v1/volumes/ssd?recordings=keep")[0] == 204
    assert server.get("/api/v1/cameras/cam").get("event_volume") is None
    before = len(on(server.data / "recordings", "cam"))
    assert server.request("POST", "/api/v1/camera-events", {"camera": "door", "kind": "motion"})[0] == 201
    wait_for(lambda: on(server.data / "recordings", "door"), 30, "to the default volume again")
    grows(server, "cam", 2 * RATE)
    assert len(on(server.data / "recordings", "cam")) == before


def test_a_volume_that_goes_away_costs_no_picture_and_is_taken_again(stage, root):
    camera = stage.camera("--from-start")
    entry = {"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10, "enabled": False}
    server = stage.server([entry], volume_roots=[str(root)])
    add(server, "Archive", root / "archive")
    choose(server, "cam", volume="archive", snapshot_volume="archive", enabled=True)
    grows(server, "cam", 3 * RATE)
    kept = server.request("POST", "/api/v1/cameras/cam/snapshots")[2]
    os.rename(root / "archive", root / "away")
    wait_for(lambda: state(server, "archive") == "missing", 30, "it is seen to be gone")
    # Snapshots go to the folder of snapshots meanwhile; those that lie there cannot be seen, nor are they forgotten.
    assert server.request("GET", kept["media_url"])[0] == 503
    meanwhile = server.request("POST", "/api/v1/cameras/cam/snapshots")[2]
    assert server.request("GET", meanwhile["media_url"])[0] == 200
    assert len(list((server.data / "snapshots" / "cam").rglob("*.jpg"))) == 1
    wait_for(lambda: on(server.data / "recordings", "cam"), 30, "the default volume takes over")
    assert server.get("/api/v1/health")["status"] == "degraded"
    told = str(server.get("/api/v1/system/health")["problems"])
    assert "Archive is not there" in told and "instead of Archive" in told, told
    assert "what should go there goes to the default volume" in server.output()
    grows(server, "cam", 3 * RATE)
    # Nobody can play what is not there, and is told so.
    first = server.recordings("cam")[0]["id"]
    assert server.request("GET", f"/api/v1/recordings/{first}/media")[0] == 503
    # An empty folder, as a mount point without its disk, is not written to.
    (root / "archive").mkdir()
    grows(server, "cam", 3 * RATE)
    assert list((root / "archive").iterdir()) == [] and state(server, "archive") == "missing"
    (root / "archive").rmdir()
    before = len(on(root / "away", "cam"))
    os.rename(root / "away", root / "archive")
    wait_for(lambda: state(server, "archive") == "ready", 30, "it is back")
    wait_for(lambda: len(on(root / "archive", "cam")) > before, 30, "it is written to again")
    assert server.request("GET", kept["media_url"])[0] == server.request("GET", meanwhile["media_url"])[0] == 200
    wait_for(lambda: server.get("/api/v1/health")["status"] == "ok", 30, "nothing is wrong any more")
    grows(server, "cam", 3 * RATE)
    assert server.get("/api/v1/coverage?camera=cam&stream=main")["gaps"] == []
    events = server.output()
    assert "a volume is back, and is looked through" in events
    assert b"ftyp" in played(server, first)[:16]
    server.stop()
    paths = sorted(on(root / "archive", "cam") + on(server.data / "recordings", "cam"), key=lambda path: path.name)
    assert len(paths) >= 3
    # Every picture once, in order: what was sent while it was away, and at both changes, is there.
    clip, hashes = packet_hashes(CLIPS / "main.mp4"), [each for path in paths for each in packet_hashes(path)]
    assert hashes == [clip[index % len(clip)] for index in range(len(hashes))]
    assert check(server)[0] == 0, check(server)[1]


def test_a_volume_that_is_away_when_it_starts_is_mended_when_it_comes(stage, root):
    camera = stage.camera()
    entry = {"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 60}
    server = stage.server([entry], volume_roots=[str(root)])
    add(server, "Archive", root / "archive")
    choose(server, "cam", volume="archive")
    wait_for(lambda: any(item["open"] and item["video_frames"] > 2 * RATE for item in server.recordings("cam")) and
             on(root / "archive", "cam"), 60, "a file is being written")
    server.kill()
    os.rename(root / "archive", root / "away")
    server = stage.server([entry], volume_roots=[str(root)])
    grows(server, "cam", 2 * RATE)
    assert state(server, "archive") == "missing"
    status, told = check(server)
    assert status == 1 and "Archive" in told, told
    os.rename(root / "away", root / "archive")
    wait_for(lambda: state(server, "archive") == "ready", 30, "it is back")
    wait_for(lambda: sum(item["open"] for item in server.recordings("cam")) <= 1, 30, "what was left open is ended")
    grows(server, "cam", 2 * RATE)
    gaps = server.get("/api/v1/coverage?camera=cam&stream=main")["gaps"]
    assert [gap["reason"] for gap in gaps] == ["crashed"], gaps
    server.stop()
    status, told = check(server)
    assert status == 0, told
    assert check(server, "repair")[0] == 0


@pytest.fixture
def disk(root):
    """A file system of its own, as a disk that is mounted beneath the root."""
    folder = root / "disk"
    folder.mkdir()

    def mount(*options: str) -> bool:
        return subprocess.run(["mount", "-t", "tmpfs", *options, "nightjar-test", str(folder)], capture_output=True).returncode == 0

    if not mount("-o", "size=64m"):
        pytest.skip("a file system cannot be mounted here, so a disk that goes away is not shown: run as root, outside a container")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True)


def test_a_disk_that_is_unmounted_or_read_only_is_left(stage, disk):
    camera = stage.camera()
    entry = {"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}
    server = stage.server([entry], volume_roots=[str(disk)])
    # The disk's own top.
    made = add(server, "Disk", disk)
    choose(server, "cam", volume=made["id"])
    wait_for(lambda: on(disk, "cam"), 30, "a file on the disk")
    grows(server, "cam", 2 * RATE)

    # While a file is open for writing, the system refuses.
    choose(server, "cam", volume=None)
    grows(server, "cam", 3 * RATE)
    def is_read_only() -> bool:
        done = subprocess.run(["mount", "-o", "remount,ro", str(disk)], capture_output=True)
        return done.returncode == 0

    wait_for(is_read_only, 30, "it is mounted read-only")
    wait_for(lambda: state(server, "disk") == "read-only", 30, "it is seen")
    choose(server, "cam", volume="disk")
    grows(server, "cam", 3 * RATE)
    first = on(disk, "cam")[0].stem.split("_")[-1]
    assert b"ftyp" in played(server, first)[:16]
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    wait_for(lambda: state(server, "disk") == "ready", 30, "it can be written to")
    count = len(on(disk, "cam"))
    wait_for(lambda: len(on(disk, "cam")) > count, 30, "it is written to again")
    subprocess.run(["umount", "--lazy", str(disk)], check=True)
    wait_for(lambda: state(server, "disk") == "missing", 30, "it is gone")
    grows(server, "cam", 3 * RATE)
    assert list(disk.iterdir()) == []
    assert server.get("/api/v1/coverage?camera=cam&stream=main")["gaps"] == []
    server.stop()


def test_a_volume_is_removed_and_its_recordings_stay_or_go(stage, root):
    camera = stage.camera()
    entry = {"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}
    server = stage.server([entry], volume_roots=[str(root)])
    for name in ("one", "two"):
        add(server, name, root / name)
        choose(server, "cam", volume=name)
        wait_for(lambda: any(not item["open"] for item in server.recordings("cam")) and on(root / name, "cam"), 60, name)
        grows(server, "cam", 11 * RATE)
    choose(server, "cam", snapshot_volume="one")
    assert server.request("POST", "/api/v1/cameras/cam/snapshots")[0] == 201 and list((root / "one").rglob("*.jpg"))
    status, _, answer = server.request("DELETE", "/api/v1/volumes/two")
    assert status == 409 and "recordings=keep" in str(answer), answer
    assert server.request("DELETE", "/api/v1/volumes/default?recordings=keep")[0] == 409
    assert server.request("DELETE", "/api/v1/volumes/two?recordings=keep")[0] == 204
    assert server.get("/api/v1/cameras/cam").get("volume") is None
    count = len(on(root / "two", "cam"))
    grows(server, "cam", 11 * RATE)
    assert len(on(root / "two", "cam")) <= count + 1
    kept = {item["id"] for item in server.recordings("cam")}
    for path in on(root / "two", "cam"):
        number = path.stem.split("_")[-1]
        assert number in kept and b"ftyp" in played(server, number)[:16]
    assert server.request("DELETE", "/api/v1/volumes/one?recordings=delete")[0] == 204
    assert server.get("/api/v1/snapshots")["items"] == [] and server.get("/api/v1/cameras/cam").get("snapshot_volume") is None
    wait_for(lambda: not list((root / "one").rglob("*.jpg")), 30, "the picture goes")
    wait_for(lambda: not on(root / "one", "cam"), 60, "the files go")
    server.stop()
    assert check(server)[0] == 0, check(server)[1]
    # The next start plays what stays, too.
    server = stage.server([entry], volume_roots=[str(root)])
    number = on(root / "two", "cam")[0].stem.split("_")[-1]
    assert b"ftyp" in played(server, number)[:16]
    server.stop()


def test_a_volume_keeps_to_its_limit(stage, root):
    camera = stage.camera()
    entry = {"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}
    server = stage.server([entry], volume_roots=[str(root)])
    add(server, "small", root / "small")
    choose(server, "cam", volume="small")
    wait_for(lambda: sum(not item["open"] for item in server.recordings("cam")) >= 3, 90, "three files are complete")
    before = server.recordings("cam")
    on_default = {path.stem.split("_")[-1] for path in on(server.data / "recordings", "cam")}
    oldest = next(item["id"] for item in before if item["id"] not in on_default)
    size = max(path.stat().st_size for path in on(root / "small", "cam"))
    status, _, answer = server.request("PATCH", "/api/v1/volumes/small", {"limit_bytes": size})
    assert status == 200, answer
    wait_for(lambda: oldest not in {item["id"] for item in server.recordings("cam")}, 60, "the oldest there goes")
    # What lies elsewhere has nothing to do with it.
    assert on_default <= {item["id"] for item in server.recordings("cam")}
    deleted = {each["reason"]: each["recordings"] for each in server.get("/api/v1/storage")["deleted"]}
    assert deleted.get("volume-limit", 0) >= 1, deleted
    server.stop()
    assert check(server)[0] == 0


def test_a_volume_outlives_a_catalogue_that_is_lost(stage, root):
    camera = stage.camera()
    entry = {"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}
    server = stage.server([entry], volume_roots=[str(root)])
    grows(server, "cam", 2 * RATE)
    add(server, "Archive", root / "archive")
    choose(server, "cam", volume="archive")
    wait_for(lambda: on(root / "archive", "cam"), 30, "a file on the volume")
    grows(server, "cam", 2 * RATE)
    choose(server, "cam", enabled=False)
    before = {item["id"]: item["video_frames"] for item in server.recordings("cam")}
    server.stop()
    for path in server.data.glob("nightjar.sqlite*"):
        path.unlink()
    status, told = check(server, "repair", "--rebuild")
    assert status == 0, told
    server = stage.server([], volume_roots=[str(root)])
    assert len(server.recordings("cam")) < len(before)
    add(server, "Archive", root / "archive", 409)
    assert add(server, "Archive", root / "archive", adopt=True)["id"] == "archive"
    wait_for(lambda: state(server, "archive") == "ready", 30, "it is looked through")
    assert {item["id"]: item["video_frames"] for item in server.recordings("cam")} == before
    server.stop()
    assert check(server)[0] == 0, check(server)[1]
