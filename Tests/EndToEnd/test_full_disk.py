"""A disk that is full, with the catalogue on it as well as the recordings: nothing ends, and all goes on by itself."""
from __future__ import annotations

import subprocess

import pytest

from support import decoded_frames, files, wait_for
from test_check import check as compare

RATE = 25
MEGABYTES = 64


@pytest.fixture
def small(tmp_path):
    """The data folder, on a file system of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "nightjar-test", str(folder)],
                          capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder):
    """Takes all the room that there is, to the last byte."""
    with open(folder / "filler", "ab", buffering=0) as filler:
        for size in [1 << 20, 4096, 1]:
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                continue


def entry(camera) -> dict:
    return {"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}


def keep_all(server):
    """Has nothing deleted to make room: these tests are of a disk that is full all the same."""
    status, _, answer = server.request("PATCH", "/api/v1/settings", {"storage.cleanup_enabled": False})
    assert status == 200, answer


def recorded(server, frames: int):
    wait_for(lambda: server.frames("cam") >= frames, 60, f"{frames} pictures are on disk")


def problems(server) -> str:
    return str(server.get("/api/v1/system/health")["problems"])


def check(server) -> list[dict]:
    """Stops the server; catalogue and disk agree, and all files play. Answers the gaps."""
    gaps = server.get("/api/v1/coverage?camera=cam&stream=main")["gaps"]
    server.stop()
    status, told = compare(server.data)
    assert status == 0, told
    for file in files(server.data, "cam"):
        assert decoded_frames(file) > 0, file
    return gaps


def test_recording_goes_on_by_itself_when_there_is_room_again(stage, small):
    camera = stage.camera()
    server = stage.server([entry(camera)])
    keep_all(server)
    recorded(server, 12 * RATE)
    assert server.get("/api/v1/cameras/cam/status")["state"] == "recording"
    fill(small)
    # What the recorder gives back at the end of a file is taken again, until there is none for anybody.
    wait_for(lambda: fill(small) or "the catalogue cannot be written" in server.output() or server.process.poll() is not None,
             60, "the catalogue's disk is full, too")
    assert server.process.poll() is None, server.output()[-2000:]
    status = wait_for(lambda: fill(small) or (s := server.get("/api/v1/cameras/cam/status"))["state"] == "watching" and s, 60,
                      "it is said")
    assert status["code"] == "disk-full" and "disk is full" in status["reason"]
    assert server.get("/api/v1/health")["status"] == "degraded"
    assert "no room left" in problems(server) and "catalogue cannot be written" in problems(server)
    wait_for(lambda: server.request("GET", "/api/v1/ready")[0] == 503, 30, "it is not ready")
    before = server.frames("cam")
    (small / "filler").unlink()
    recorded(server, before + 12 * RATE)
    wait_for(lambda: server.get("/api/v1/health")["status"] == "ok", 30, "nothing is wrong any more")
    assert server.get("/api/v1/cameras/cam/status")["state"] == "recording"
    gaps = check(server)
    assert gaps and {gap["reason"] for gap in gaps} == {"disk-full"}, gaps
    assert all(gap["end"] for gap in gaps) and "the catalogue can be written again" in server.output()


def test_a_start_on_a_full_disk_comes_up_and_records_once_there_is_room(stage, small):
    camera = stage.camera()
    server = stage.server([entry(camera)])
    keep_all(server)
    recorded(server, 5 * RATE)
    wait_for(lambda: (small / "nightjar.sqlite-reserve").exists(), 20, "the reserve is there")
    server.kill()
    fill(small)
    server = stage.server([entry(camera)])
    # What was kept for the start is taken, too.
    wait_for(lambda: fill(small) or "no room left" in problems(server), 60, "it says what is wrong")
    before = server.frames("cam")
    (small / "filler").unlink()
    recorded(server, before + 5 * RATE)
    wait_for(lambda: server.get("/api/v1/health")["status"] == "ok", 30, "nothing is wrong any more")
    wait_for(lambda: (small / "nightjar.sqlite-reserve").exists(), 20, "the reserve is there again")
    gaps = check(server)
    assert {gap["reason"] for gap in gaps} <= {"crashed", "disk-full"} and gaps
