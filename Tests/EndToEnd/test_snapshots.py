"""Pictures of cameras as JPEG files, and the processes that make them."""
from __future__ import annotations

import os
import signal
import statistics
import subprocess
import threading
import time

from support import binary, free_port, secrets_in, wait_for


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


def test_recording_notices_nothing_of_what_becomes_of_workers(stage):
    """One that is killed, and one that hangs, in the middle of a picture. (One that eats memory: SessionTroubleTests.)"""
    camera = stage.camera()
    server = stage.server([{"id": "cam", "name": "Camera", "url": camera.url("main")}])
    wait_for(lambda: server.frames("cam") > 0, 60, "it is recorded")
    widths = iter(range(400, 500))

    def snapshot():
        return server.request("GET", f"/api/v1/cameras/cam/snapshot?width={next(widths)}")

    assert snapshot()[0] == 200
    for is_killed in (True, False):
        workers = server.get("/api/v1/system/workers")
        pids = [worker["pid"] for worker in workers["workers"]]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        if is_killed:
            killer = threading.Timer(0.5, lambda: [os.kill(pid, signal.SIGKILL) for pid in pids])
            killer.start()
        status, _, problem = snapshot()
        assert status == 503 and problem["type"] == "urn:nightjar:problem:unavailable" and problem["detail"], problem
        assert snapshot()[0] == 200, "the next one works"
        assert server.get("/api/v1/system/workers")["restarts"] > workers["restarts"]
    status = server.get("/api/v1/cameras/cam/status")["streams"]["main"]
    assert status["lost_packets"] == 0 and status["sessions"] == 1
    assert server.get("/api/v1/coverage?camera=cam&stream=main")["gaps"] == []
    before = server.frames("cam")
    wait_for(lambda: server.frames("cam") > before, 30, "it goes on")


def test_the_cameras_own_snapshot_is_given_and_the_stream_where_it_fails(stage):
    http = free_port()
    camera = stage.camera("--http", f"127.0.0.1:{http}", "--user", "admin", "--password", "gate-Camera#7 secret")
    login = {"username": "admin", "password": "gate-Camera#7 secret"}
    server = stage.server([
        {"id": "own", "name": "Own", "url": camera.url("main"), "snapshot_url": f"http://127.0.0.1:{http}/mjpeg.jpg", **login},
        {"id": "lost", "name": "Lost", "url": camera.url("main"), "snapshot_url": f"http://127.0.0.1:{http}/lost.jpg", **login},
    ])
    for name in ("own", "lost"):
        wait_for(lambda: server.frames(name) > 0, 60, f"{name} is recorded")
    # Of the stream it would have 1280 by 720.
    assert size_of(server.request("GET", "/api/v1/cameras/own/snapshot")[2]) == (320, 180)
    assert size_of(server.request("GET", "/api/v1/cameras/own/snapshot?width=160")[2]) == (160, 90)
    assert size_of(server.request("GET", "/api/v1/cameras/lost/snapshot")[2]) == (1280, 720)
    wait_for(lambda: "own snapshot cannot be had" in server.output(), 10, "it is logged")
    assert server.get("/api/v1/cameras/own")["snapshot_url"].endswith("/mjpeg.jpg")
    assert server.request("PATCH", "/api/v1/cameras/own", {"snapshot_url": "rtsp://127.0.0.1/x"})[0] == 422
    code, _, changed = server.request("PATCH", "/api/v1/cameras/own", {"snapshot_url": None})
    assert code == 200 and changed.get("snapshot_url") is None
    assert size_of(server.request("GET", "/api/v1/cameras/own/snapshot")[2]) == (1280, 720)
    assert not secrets_in(server.output().encode())


def test_a_snapshot_that_is_kept_is_listed_and_outlives_a_crash(stage):
    camera = stage.camera()
    cameras = [{"id": "cam", "name": "Camera", "url": camera.url("main")}]
    server = stage.server(cameras)
    wait_for(lambda: server.frames("cam") > 0, 60, "it is recorded")
    code, headers, first = server.request("POST", "/api/v1/cameras/cam/snapshots")
    assert code == 201 and headers["Location"] == f"/api/v1/snapshots/{first['id']}", first
    assert (first["camera"], first["width"], first["height"], first["cause"], first["protected"]) == ("cam", 1280, 720, "manual", False)
    second = server.request("POST", "/api/v1/cameras/cam/snapshots")[2]
    page = server.get("/api/v1/snapshots?limit=1")
    assert [item["id"] for item in page["items"]] == [second["id"]]
    page = server.get(f"/api/v1/snapshots?limit=1&cursor={page['next_cursor']}")
    assert [item["id"] for item in page["items"]] == [first["id"]] and page["next_cursor"] is None
    # Both may be of one key frame.
    assert second["id"] in [item["id"] for item in server.get(f"/api/v1/snapshots?camera=cam&from={second['taken_at']}")["items"]]
    assert server.get("/api/v1/snapshots?to=2020-01-01T00:00:00Z")["items"] == []
    assert server.request("GET", "/api/v1/snapshots?camera=nowhere")[0] == 404
    assert server.get(f"/api/v1/snapshots/{first['id']}") == first

    code, headers, picture = server.request("GET", first["media_url"])
    assert code == 200 and headers["Content-Type"] == "image/jpeg" and len(picture) == first["bytes"]
    assert size_of(picture) == (1280, 720)
    assert server.request("GET", first["media_url"], headers={"If-None-Match": headers["ETag"]})[0] == 304
    files = sorted((server.data / "snapshots" / "cam").rglob("*.jpg"))
    assert [file.read_bytes() for file in files][0] == picture and len(files) == 2

    # Protected, it stays.
    assert server.request("PUT", f"/api/v1/snapshots/{first['id']}/protection")[2]["protected"] is True
    assert server.request("DELETE", f"/api/v1/snapshots/{first['id']}")[0] == 409
    assert server.request("DELETE", f"/api/v1/snapshots/{first['id']}/protection")[2]["protected"] is False

    # A file that somebody took away: said at once, and mended at the next start, as is one that nobody knows.
    files[1].unlink()
    code, _, problem = server.request("GET", second["media_url"])
    assert code == 410 and problem["type"] == "urn:nightjar:problem:gone"
    server.kill()
    stranger = files[0].with_name(f"cam_{int(first['id']) + 12345}.jpg")
    stranger.write_bytes(picture)
    half = files[0].with_name(f"cam_{int(first['id']) + 23456}.jpg")
    half.write_bytes(picture[: len(picture) // 2])
    server = stage.server(cameras)
    items = {item["id"]: item["cause"] for item in server.get("/api/v1/snapshots")["items"]}
    assert items == {first["id"]: "manual", stranger.stem.removeprefix("cam_"): "found"}
    assert not half.exists() and server.request("GET", second["media_url"])[0] == 404
    assert server.request("DELETE", f"/api/v1/snapshots/{first['id']}")[0] == 204
    assert server.request("GET", first["media_url"])[0] == 404 and not files[0].exists()
    server.stop()
    checked = subprocess.run([binary(), "check", "--data-dir", str(server.data)], capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr
