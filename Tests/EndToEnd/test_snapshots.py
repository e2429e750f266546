"""Pictures of cameras as JPEG files, and the processes that make them."""
from __future__ import annotations

import os
import signal
import statistics
import subprocess
import time

from support import free_port, wait_for


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height, by another program."""
    found = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", "-f", "jpeg_pipe", "-"],
        input=picture, stdout=subprocess.PIPE, check=True).stdout.decode()
    width, height = found.strip().split(",")[:2]
    return int(width), int(height)


def test_a_snapshot_is_the_newest_picture(stage):
    http = free_port()
    camera = stage.camera("--http", f"127.0.0.1:{http}")
    server = stage.server([
        {"id": "cam", "name": "Camera", "url": camera.url("main")},
        {"id": "hevc", "name": "H.265", "url": camera.url("h265")},
        {"id": "jpeg", "name": "JPEG", "url": f"http://127.0.0.1:{http}/mjpeg.mjpeg"},
        {"id": "gone", "name": "Gone", "url": f"rtsp://127.0.0.1:{free_port()}/main"},
    ])
    for name in ("cam", "hevc", "jpeg"):
        wait_for(lambda: server.frames(name) > 0, 60, f"{name} is recorded")

    def snapshot(name: str, query: str = ""):
        return server.request("GET", f"/api/v1/cameras/{name}/snapshot{query}")

    for name, size in {"cam": (1280, 720), "hevc": (320, 180), "jpeg": (320, 180)}.items():
        status, headers, picture = snapshot(name)
        assert status == 200 and headers["Content-Type"] == "image/jpeg", picture
        assert headers["Cache-Control"] == "private, max-age=5"
        assert size_of(picture) == size
        assert size_of(snapshot(name, "?width=160")[2]) == (160, 90)
    status, _, problem = snapshot("gone")
    assert status == 503 and problem["type"] == "urn:nightjar:problem:unavailable"
    assert snapshot("cam", "?width=5")[0] == 422

    workers = server.get("/api/v1/system/workers")
    assert workers["confined"] and workers["restarts"] == 0 and workers["ffmpeg"].startswith("5.")
    benchmark = server.get("/api/v1/system/workers/benchmark")
    assert "libx264" in benchmark["encoders"] and benchmark["transcoded_per_second"] > 0

    # A worker that is killed costs nothing that was not being made.
    for worker in workers["workers"]:
        os.kill(worker["pid"], signal.SIGKILL)
    wait_for(lambda: server.get("/api/v1/system/workers")["restarts"] >= 1, 30, "it is noticed")
    assert snapshot("cam", "?width=320")[0] == 200

    # Warm, without what is kept: each of another width. How long is for the record, machines differ.
    times = []
    for width in range(600, 620):
        start = time.monotonic()
        assert snapshot("cam", f"?width={width}")[0] == 200
        times.append(time.monotonic() - start)
    print(f"snapshot of 1280x720: median {1000 * statistics.median(times):.0f} ms")
    pids = [worker["pid"] for worker in server.get("/api/v1/system/workers")["workers"]]
    server.stop()
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)
