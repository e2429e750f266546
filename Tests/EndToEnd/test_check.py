"""`nightjar check` tells what differs between catalogue and disk, and changes nothing; the next start mends it."""
from __future__ import annotations

import subprocess

from support import binary, files, wait_for


def check(data) -> tuple[int, str]:
    done = subprocess.run([binary(), "check", "--data-dir", str(data)], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def listing(data) -> dict:
    return {path: path.stat().st_size for path in data.rglob("*") if path.is_file()}


def test_what_differs_is_told_and_mended_by_the_next_start(stage):
    camera = stage.camera("--from-start", "--frames", "600")
    entry = [{"id": "front", "name": "Front", "url": camera.url("main"), "segment_seconds": 10}]
    server = stage.server(entry)
    wait_for(lambda: server.frames("front") >= 599, 60, "two segments and more are on disk")
    server.stop()
    assert check(server.data)[0] == 0

    first, second, *_ = files(server.data, "front")
    first.unlink()
    whole = second.read_bytes()
    second.write_bytes(whole[: len(whole) // 2])
    before = listing(server.data)
    status, told = check(server.data)
    assert status == 1 and first.stem in told and second.stem in told, told
    assert listing(server.data) == before

    server = stage.server([])
    gaps = server.get("/api/v1/coverage?camera=front")["gaps"]
    assert "file-missing" in {gap["reason"] for gap in gaps}
    assert first.stem.split("_")[-1] not in {r["id"] for r in server.recordings("front")}
    server.stop()


def test_a_folder_without_a_catalogue_is_left_as_it_is(stage):
    folder = stage.folder / "nothing"
    status, told = check(folder)
    assert status == 1 and str(folder) in told
    assert not folder.exists()
    folder.mkdir()
    assert check(folder)[0] == 1
    assert list(folder.iterdir()) == []
