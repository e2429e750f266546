"""Small pictures for scrubbing: each is of its own interval, which the number in it proves; kept as long as the recordings are."""
from __future__ import annotations

import os
import time

from pictures import number_of, numbers_in
from support import wait_for
from test_snapshots import size_of
from test_stills import moment


def parts(body: bytes) -> list[tuple[dict[str, str], bytes]]:
    """Of a sheet: the fields of each part, and the picture; cut by the lengths alone."""
    found, place = [], 0
    while body[place:].startswith(b"--nightjar-sheet\r\n"):
        head = body.index(b"\r\n\r\n", place)
        fields = dict(line.split(": ", 1) for line in body[place:head].decode().split("\r\n")[1:])
        begin = head + 4
        end = begin + int(fields["Content-Length"])
        assert body[end:end + 2] == b"\r\n"
        found.append((fields, body[begin:end]))
        place = end + 2
    assert body[place:] == b"--nightjar-sheet--\r\n"
    return found


def test_a_sheet_has_a_picture_of_each_interval(stage, tmp_path):
    camera = stage.camera()
    cameras = [{"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}]
    server = stage.server(cameras)

    def board(query: str = "") -> dict:
        return server.get(f"/api/v1/cameras/cam/storyboard?interval_s=1{query}")

    first = wait_for(lambda: [item for item in server.recordings("cam") if not item["open"]], 90, "a recording is complete")[0]
    file = tmp_path / "first.mp4"
    file.write_bytes(server.request("GET", first["media_url"])[2])
    # Of the key frames, one every two seconds, each is the only one of its interval.
    keys = [number for number in numbers_in(file) if number % 50 == 0]
    found = board(f"&from={first['start']}&to={first['end']}")
    assert (found["interval_s"], found["tiles"], found["width"], found["stream"]) == (1, 30, 160, "main")
    assert 1 <= len(found["sheets"]) <= 2
    seen = {}
    for sheet in found["sheets"]:
        code, headers, body = server.request("GET", sheet["url"])
        assert code == 200 and headers["Content-Type"] == "multipart/mixed; boundary=nightjar-sheet"
        for fields, picture in parts(body):
            at = moment(fields["Nightjar-Picture-Time"])
            slot = moment(sheet["start"]) + int(fields["Nightjar-Tile"])
            assert slot <= at < slot + 1 and size_of(picture) == (160, 90)
            seen[at] = number_of(picture)
    # The estimate of the time of day is not quite as even as the stream; the order is the same.
    shown = [seen[at] for at in sorted(seen)]
    assert any(shown[place:place + len(keys)] == keys for place in range(len(shown))), (keys, seen)

    # What is being recorded is not kept by anybody; what is complete is, on disk, too.
    now = board()["sheets"][-1]
    assert not now["final"]
    assert server.request("GET", now["url"])[1]["Cache-Control"] == "no-store"
    wait_for(lambda: next(sheet for sheet in board()["sheets"] if sheet["id"] == now["id"])["final"], 90, "the sheet is complete")
    code, headers, body = server.request("GET", now["url"])
    assert code == 200 and headers["Cache-Control"] == "private, max-age=300"
    kept = list((server.data / "storyboards").glob(f"cam_{now['id']}_*"))
    assert len(kept) == 1 and oct(kept[0].stat().st_mode & 0o777) == "0o600"
    begin = time.monotonic()
    code, again, same = server.request("GET", now["url"])
    print(f"a sheet that is kept: {1000 * (time.monotonic() - begin):.0f} ms, {len(same)} bytes, {len(parts(same))} pictures")
    assert same == body and again["ETag"] == headers["ETag"]
    assert server.request("GET", now["url"], headers={"If-None-Match": headers["ETag"]})[0] == 304

    # Derived data: it may be taken away, or be nonsense, at any time.
    kept[0].write_bytes(os.urandom(1000))
    assert server.request("GET", now["url"])[2] == body
    kept[0].unlink()
    assert server.request("GET", now["url"])[2] == body and kept[0].exists()

    # It goes with the recordings that it shows.
    server.request("PATCH", "/api/v1/cameras/cam", {"record": False})
    wait_for(lambda: not any(item["open"] for item in server.recordings("cam")), 30, "nothing is recorded any more")
    for item in server.recordings("cam"):
        assert server.request("DELETE", f"/api/v1/recordings/{item['id']}")[0] == 204
    assert server.request("GET", now["url"])[0] == 204 and board()["sheets"] == []
    server.stop()
    server = stage.server(cameras)
    wait_for(lambda: not kept[0].exists(), 30, "what shows deleted recordings is deleted")


def test_what_makes_no_sense_is_refused(stage):
    camera = stage.camera()
    server = stage.server([{"id": "cam", "name": "Camera", "url": camera.url("main")}])
    for query in ("interval_s=0", "interval_s=3601", "interval_s=x", "stream=both", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                  "from=2000-01-01T00:00:00Z&interval_s=1"):
        assert server.request("GET", f"/api/v1/cameras/cam/storyboard?{query}")[0] == 422, query
    for sheet in ("x", "main-10", "main-7-1", "main-10--1", "main-10-99999999999999999999", "..%2F..%2Fnightjar.sqlite", "main-10-1.jpg"):
        assert server.request("GET", f"/api/v1/cameras/cam/storyboard/{sheet}")[0] == 404, sheet
    assert server.request("GET", "/api/v1/cameras/cam/storyboard/main-10-1")[0] == 204
    assert server.request("GET", "/api/v1/cameras/nowhere/storyboard/main-10-1")[0] == 404
    assert server.request("GET", "/api/v1/cameras/cam/storyboard/main-10-1", headers={"Authorization": None})[0] == 401
