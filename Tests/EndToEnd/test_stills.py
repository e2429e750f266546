"""Pictures out of recordings: the one of the moment that was asked for, which the number in it proves."""
from __future__ import annotations

import concurrent.futures
import datetime
import os
import signal
import statistics
import time

from pictures import number_of, numbers_in, times_in
from support import wait_for
from test_snapshots import size_of


def moment(text: str) -> float:
    """Seconds since 1970. The clock's nanoseconds are more than a datetime has."""
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.datetime.fromisoformat(seconds + "+00:00").timestamp() + float("0." + (fraction or "0"))


def text(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def recorded(stage, seconds: int = 12, *options: str):
    """A server with a camera of which at least one recording is complete, and that recording."""
    camera = stage.camera(*options)
    server = stage.server([{"id": "cam", "name": "Camera", "url": camera.url("main"), "sub_url": camera.url("sub"),
                            "segment_seconds": 10}])
    first = wait_for(lambda: [item for item in server.recordings("cam") if not item["open"]], 90, "a recording is complete")[0]
    return camera, server, first


def still(server, at: float | str, query: str = "", camera: str = "cam"):
    at = at if isinstance(at, str) else text(at)
    return server.request("GET", f"/api/v1/cameras/{camera}/still?at={at}{query}")


def test_the_picture_is_that_of_the_moment(stage, tmp_path):
    _, server, first = recorded(stage)
    file = tmp_path / "first.mp4"
    file.write_bytes(server.request("GET", first["media_url"])[2])
    numbers = numbers_in(file)
    start, times = moment(first["start"]), times_in(file)
    assert len(numbers) == len(times) == first["video_frames"] >= 200

    # The camera begins a group of pictures every two seconds: of any moment the last key frame is shown that was before it, or with
    # all that lies between the two the picture itself. The estimate of the time of day is not quite as even as the stream.
    for index in (12, 62, 112, 162):
        asked = start + times[index]
        status, headers, picture = still(server, asked, "&width=640")
        assert status == 200 and headers["Content-Type"] == "image/jpeg" and size_of(picture) == (640, 360)
        assert headers["Nightjar-Recording"] == first["id"] and headers["Cache-Control"] == "private, max-age=300"
        at, number = moment(headers["Nightjar-Picture-Time"]), number_of(picture)
        assert number % 50 == 0 and number in numbers and 0 <= asked - at < 2.1, index
        for later in (1, 7, 10, 20):
            status, exact, picture = still(server, at + later / 25 + 0.02, "&exact=frame")
            assert status == 200 and size_of(picture) == (1280, 720)
            assert number_of(picture) == (number + later) % 200, (index, later)
            assert abs(moment(exact["Nightjar-Picture-Time"]) - at - later / 25) < 0.05
    picture = still(server, asked, "&width=640")[2]

    tag = headers["ETag"]
    # Another moment of the same picture is the same file.
    again = still(server, asked + 0.01, "&width=640")
    assert again[1]["ETag"] == tag and again[2] == picture
    assert server.request("GET", f"/api/v1/cameras/cam/still?at={text(asked)}&width=640", headers={"If-None-Match": tag})[0] == 304

    # The sub stream, what stands for the whole, and what is being written now.
    assert size_of(still(server, start + 3, "&stream=sub")[2]) == (640, 360)
    status, headers, picture = server.request("GET", f"/api/v1/recordings/{first['id']}/thumbnail")
    assert status == 200 and size_of(picture) == (320, 180) and number_of(picture) == numbers[0]
    assert headers["Nightjar-Recording"] == first["id"]
    status, headers, picture = still(server, time.time())
    assert status == 200 and headers["Cache-Control"] == "private, no-cache"
    assert time.time() - moment(headers["Nightjar-Picture-Time"]) < 15
    assert headers["Nightjar-Recording"] != first["id"]

    # How long is for the record, machines differ.
    for name, query in (("key frame", ""), ("exact picture", "&exact=frame")):
        took = []
        for width in range(400, 410):
            begin = time.monotonic()
            assert still(server, start + 4 + width / 1000, f"&width={width}{query}")[0] == 200
            took.append(time.monotonic() - begin)
        print(f"still, {name}: median {1000 * statistics.median(took):.0f} ms")


def test_where_nothing_is_recorded_the_nearest_moment_is_told(stage):
    _, server, first = recorded(stage)
    start = moment(first["start"])
    status, _, problem = still(server, start - 3600)
    assert status == 404 and problem["type"] == "urn:nightjar:problem:not-found"
    assert problem["nearest"] == first["start"] and first["start"] in problem["detail"]
    assert still(server, problem["nearest"])[0] == 200
    status, _, problem = still(server, "2200-01-01T00:00:00Z")
    assert status == 404 and moment(problem["nearest"]) > start
    # What makes no sense is refused.
    at = f"at={text(start + 1)}"
    for query in ("", "at=", "at=now", "at=2026-13-01T00:00:00Z", f"{at}&{at}", f"{at}&width=0", f"{at}&width=1e9", f"{at}&width=-1",
                  f"{at}&exact=both", f"{at}&stream=../main", f"{at}&stream="):
        assert server.request("GET", f"/api/v1/cameras/cam/still?{query}")[0] == 422, query
    for path in ("/api/v1/cameras/nowhere/still?" + at, "/api/v1/cameras/..%2Fcam/still?" + at,
                 "/api/v1/recordings/1/thumbnail", "/api/v1/recordings/..%2F1/thumbnail"):
        assert server.request("GET", path)[0] == 404, path
    assert server.request("GET", f"/api/v1/cameras/cam/still?{at}", headers={"Authorization": None})[0] == 401


def test_a_damaged_file_and_a_killed_worker_are_said(stage):
    _, server, first = recorded(stage)
    start = moment(first["start"])
    assert still(server, start + 1)[0] == 200

    # Stopped, so that it is at work when it is killed.
    worker = server.get("/api/v1/system/workers")["workers"][0]["pid"]
    os.kill(worker, signal.SIGSTOP)
    with concurrent.futures.ThreadPoolExecutor() as threads:
        asked = threads.submit(still, server, start + 1, "&width=333")
        wait_for(lambda: any(each["working"] for each in server.get("/api/v1/system/workers")["workers"] if each["pid"] == worker), 10,
                 "it is at work")
        os.kill(worker, signal.SIGKILL)
        status, _, problem = asked.result(30)
    assert status == 503 and problem["type"] == "urn:nightjar:problem:unavailable", problem
    assert still(server, start + 1, "&width=333")[0] == 200

    # What lies in the file is not what was written.
    path = next(path for path in (server.data / "recordings" / "cam" / "main").rglob("*.mp4") if first["id"] in path.name)
    whole = path.read_bytes()
    place = whole.index(b"moof") - 4
    path.write_bytes(whole[:place] + bytes(len(whole) - place))
    status, _, problem = still(server, start + 1, "&width=444")
    assert status == 410 and problem["type"] == "urn:nightjar:problem:gone" and str(server.data) not in str(problem)
    assert server.request("GET", f"/api/v1/recordings/{first['id']}/thumbnail")[0] == 410
    path.write_bytes(whole[: len(whole) // 2])
    assert still(server, start + 1, "&width=445")[0] == 410
    path.unlink()
    assert still(server, start + 1, "&width=446")[0] == 410
    path.write_bytes(whole)
    assert still(server, start + 1, "&width=447")[0] == 200
    assert server.get("/api/v1/health")
