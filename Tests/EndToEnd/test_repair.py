"""`nightjar repair` mends what `nightjar check` finds, and builds a lost catalogue again from the recordings."""
from __future__ import annotations

import subprocess

from support import binary, files, wait_for


def run(command: str, data, *flags: str) -> tuple[int, str]:
    line = [binary(), command, "--data-dir", str(data), *flags]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_a_lost_catalogue_is_built_again(stage):
    camera = stage.camera("--from-start", "--frames", "600")
    entry = [{"id": "front", "name": "Front", "url": camera.url("main"), "segment_seconds": 10}]
    server = stage.server(entry)
    wait_for(lambda: server.frames("front") >= 599, 60, "two segments and more are on disk")
    status, told = run("repair", server.data)
    assert status == 1 and "in use" in told, told
    server.stop()
    camera.stop()  # or the next server, whose catalogue still has the camera, would record a little more of it
    assert run("repair", server.data)[0] == 0

    server = stage.server([])
    before = server.recordings("front")
    server.stop()
    assert len(before) >= 2
    for path in server.data.glob("nightjar.sqlite*"):
        path.unlink()
    status, told = run("repair", server.data)
    assert status == 1 and "--rebuild" in told, told
    assert not list(server.data.glob("nightjar.sqlite"))
    status, told = run("repair", server.data, "--rebuild")
    assert status == 0 and "The camera front was not in the catalogue" in told, told
    assert run("check", server.data)[0] == 0
    server = stage.server([])
    assert server.recordings("front") == before
    assert server.get("/api/v1/cameras/front")["enabled"] is False
    server.stop()
    status, told = run("repair", server.data, "--rebuild")
    assert status == 1 and "not built anew" in told, told


def test_what_is_done_is_told(stage):
    camera = stage.camera("--from-start", "--frames", "600")
    entry = [{"id": "front", "name": "Front", "url": camera.url("main"), "segment_seconds": 10}]
    server = stage.server(entry)
    wait_for(lambda: server.frames("front") >= 599, 60, "two segments and more are on disk")
    server.stop()
    first, second, *_ = files(server.data, "front")
    first.unlink()
    whole = second.read_bytes()
    second.write_bytes(whole[: len(whole) // 2])
    status, told = run("repair", server.data)
    assert status == 0 and first.stem in told and second.stem in told, told
    status, told = run("check", server.data)
    assert status == 0, told
