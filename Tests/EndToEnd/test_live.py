"""Watching live: what comes on each way, and what becomes of those who are slow or may not watch any more."""
from __future__ import annotations

import base64
import contextlib
import datetime
import json
import os
import pathlib
import re
import selectors
import socket
import statistics
import struct
import subprocess
import time

import pytest

from house import ADMIN, PASSWORD, House
from support import IS_LONG, Camera, decoded_frames, free_port, run, wait_for

websocket = pytest.importorskip("websocket", reason="websocket-client is not installed")

VIEWERS, STUCK = (200, 20) if IS_LONG else (40, 4)
"""Of so many who watch one camera, so many stop reading. The unit tests have all 200 each time."""


def authorisation(name: str = ADMIN, password: str = PASSWORD) -> str:
    return "Authorization: Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@contextlib.contextmanager
def staged(folder: pathlib.Path, cameras: list[dict], *options: str):
    """A server and the simulated cameras that it takes; {camera} in an address stands for theirs."""
    camera = Camera(folder, *options)
    text = json.dumps(cameras).replace("{camera}", f"127.0.0.1:{camera.port}")
    house = House(folder, cameras=json.loads(text))
    try:
        yield house
    finally:
        house.kill()
        camera.kill()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    http_port = free_port()
    cameras = [
        {"id": "gate", "name": "Gate", "url": "rtsp://{camera}/main", "sub_url": "rtsp://{camera}/sub", "record": False,
         "connect": "always"},
        {"id": "yard", "name": "Yard", "url": f"http://127.0.0.1:{http_port}/mjpeg.mjpeg", "record": False, "connect": "always"},
    ]
    with staged(folder, cameras, "--http", f"127.0.0.1:{http_port}") as house:
        for camera in ("gate", "yard"):
            wait_for(lambda: (main := house.get(f"/api/v1/cameras/{camera}/status")["streams"]["main"]) and main["frames"] > 0,
                     60, f"pictures of {camera}")
        yield house


def watch(house: House, path: str, **keys):
    """An open WebSocket, from an address of its own."""
    number = next(house.callers)
    header = [authorisation(*keys.pop("who", (ADMIN, PASSWORD))), f"X-Forwarded-For: 10.1.{number >> 8}.{number & 255}"]
    return websocket.create_connection(f"ws://127.0.0.1:{house.port}/api/v1/cameras/{path}", header=header, timeout=30, **keys)


def messages(socket_, fragments: int) -> list:
    """What comes until there were so many binary messages: words as objects, the others as bytes."""
    heard = []
    while sum(isinstance(message, bytes) for message in heard) < fragments:
        message = socket_.recv()
        heard.append(message if isinstance(message, bytes) else json.loads(message))
    return heard


def decode_time(fragment: bytes) -> int:
    return struct.unpack(">Q", fragment[fragment.index(b"tfdt") + 8:][:8])[0]


def words(heard: list) -> list[dict]:
    return [message for message in heard if isinstance(message, dict)]


def test_a_camera_that_is_not_recorded_is_watched_and_what_comes_is_a_film(house, tmp_path):
    with contextlib.closing(watch(house, "gate/live")) as viewer:
        heard = messages(viewer, 250)
    init = heard[0]
    assert init["type"] == "init" and init["stream"] == "main" and init["mime"].startswith('video/mp4; codecs="avc1.')
    assert init["width"] > 0 and init["left_out"] == [] and init["audio"] is True
    assert [word["type"] for word in words(heard)] == ["init", "live_edge"]
    film = tmp_path / "film.mp4"
    film.write_bytes(b"".join(message for message in heard if isinstance(message, bytes)))
    assert decoded_frames(film) > 10
    assert house.get("/api/v1/recordings?camera=gate")["items"] == []


def test_all_who_watch_get_the_same_bytes(house):
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(contextlib.closing(watch(house, "gate/live")))
        early = messages(first, 30)
        second = stack.enter_context(contextlib.closing(watch(house, "gate/live")))
        # More than the group of pictures that was there.
        late = messages(second, 250)
        early += messages(first, 400)
    fragments = {decode_time(m) for m in early if isinstance(m, bytes) and b"moof" in m[:16]}
    shared = [m for m in late if isinstance(m, bytes) and b"moof" in m[:16]]
    assert {decode_time(m) for m in shared} <= fragments
    assert set(shared) <= {m for m in early if isinstance(m, bytes)}
    edge = next(word for word in words(late) if word["type"] == "live_edge")["time_s"]
    # The time line has gone on since the first viewer came.
    assert edge > 0 and late[0] == early[0]


@pytest.mark.parametrize("query, stream, picture, sound", [
    ("stream=sub", "sub", "avc1", True), ("width=100", "sub", "avc1", True), ("width=4000", "main", "avc1", True),
    ("codecs=h264", "main", "avc1", False), ("stream=auto&codecs=h264,aac,av1", "main", "avc1", True)])
def test_the_viewer_says_what_he_wants(house, query, stream, picture, sound):
    with contextlib.closing(watch(house, f"gate/live?{query}")) as viewer:
        init = messages(viewer, 1)[0]
    assert init["stream"] == stream and picture in init["mime"] and init["audio"] is sound
    assert ("mp4a" in init["mime"]) is sound and bool(init["left_out"]) is not sound


def test_what_cannot_be_played_or_makes_no_sense_is_refused(house):
    for camera, query in (("gate", "codecs=h265"), ("yard", "codecs=aac")):
        with contextlib.closing(watch(house, f"{camera}/live?{query}")) as viewer:
            refused = json.loads(viewer.recv())
        assert refused["type"] == "error" and refused["code"] == "unplayable" and "cannot be played" in refused["detail"]
    for query in ("stream=best", "width=wide", "width=0", "width=100000"):
        with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
            watch(house, f"gate/live?{query}")
        assert refusal.value.status_code == 422


def test_raw_frames_are_decoded_by_ffmpeg(house, tmp_path):
    with contextlib.closing(watch(house, "gate/live/frames")) as viewer:
        frames = [message for message in messages(viewer, 80)]
    heads = [struct.unpack("<BBd", frame[:10]) for frame in frames]
    assert heads[0][:2] == (0, 1), "the first is a key frame"
    video = [(head, frame[10:]) for head, frame in zip(heads, frames) if head[0] == 0]
    # The demo's sound is AAC, which has no place here.
    assert len(video) == len(frames)
    assert all(payload.startswith(b"\0\0\0\1") for _, payload in video)
    assert all((payload[4] & 31 == 7) == bool(head[1]) for head, payload in video), "parameter sets before key frames alone"
    times = [head[2] for head, _ in video]
    assert all(0 < later - time < 0.2 for time, later in zip(times, times[1:]))
    raw = tmp_path / "raw.h264"
    raw.write_bytes(b"".join(payload for _, payload in video))
    counted = run("ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(raw))
    assert int(counted.strip().strip(",")) == len(video)


def told(viewer, count: int) -> list[dict]:
    """What comes beside the pictures, each entry with its own time."""
    heard = []
    while len(heard) < count:
        message = viewer.recv()
        kind, is_key, seconds = struct.unpack("<BBd", message[:10])
        if kind == 2:
            entry, = json.loads(message[10:])
            assert is_key == 0
            heard.append({**entry, "time": seconds})
    return heard


def test_what_happens_is_told_beside_raw_frames(house):
    who = ("mia", "a long and winding road")
    house.ask("POST", "/api/v1/users", expect=201, json={
        "username": who[0], "password": who[1], "role": "viewer", "cameras": {"listed": {"gate": ["live"]}}})
    with contextlib.ExitStack() as stack:
        viewer, other = [stack.enter_context(contextlib.closing(watch(house, "gate/live/frames", **keys))) for keys in ({}, {"who": who})]
        assert viewer.recv() and other.recv()
        event = house.ask("POST", "/api/v1/camera-events", expect=201, json={
            "camera": "gate", "kind": "motion", "label": "cat", "score": 0.5, "zones": ["drive"], "lasting": True}).json()
        begin, = told(viewer, 1)
        assert begin["event"] == event["id"] and (begin["kind"], begin["label"], begin["score"]) == ("motion", "cat", 0.5)
        assert begin["zones"] == ["drive"] and begin["end"] is None and begin["time"] == begin["start"]
        house.ask("PATCH", f"/api/v1/camera-events/{event['id']}", expect=200, json={"end": spelled(begin["start"] + 0.25)})
        end, = told(viewer, 1)
        assert end["event"] == event["id"] and end["end"] == end["time"] and abs(end["end"] - begin["start"] - 0.25) < 0.01
        # Who may not play the camera's recordings is told of no events; the pictures are the same.
        seconds = 0.0
        while seconds < end["time"] + 1:
            kind, _, seconds = struct.unpack("<BBd", other.recv()[:10])
            assert kind == 0


def spelled(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def test_mjpeg_comes_picture_by_picture(house, tmp_path):
    with contextlib.closing(house_stream(house, "yard/live/mjpeg")) as answer:
        assert answer.status == 200
        kind = answer.headers["Content-Type"]
        boundary = re.fullmatch(r"multipart/x-mixed-replace; boundary=(\w+)", kind)[1]
        data = b""
        while data.count(b"\xff\xd9\r\n--" + boundary.encode()) < 12:
            data += answer.read1(65536)
    parts = data.split(b"--" + boundary.encode() + b"\r\n")
    assert parts[0] == b""
    pictures = []
    for part in parts[1:-1]:
        head, _, body = part.partition(b"\r\n\r\n")
        fields = dict(line.split(b": ") for line in head.split(b"\r\n"))
        length = int(fields[b"Content-Length"])
        assert fields[b"Content-Type"] == b"image/jpeg" and body[length:] == b"\r\n"
        pictures.append(body[:length])
    film = tmp_path / "film.mjpeg"
    film.write_bytes(b"".join(pictures))
    counted = run("ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0",
                  "-f", "mjpeg", str(film))
    assert int(counted.strip().strip(",")) == len(pictures) >= 12


def house_stream(house: House, path: str, authorization: str | None = None):
    import http.client
    number = next(house.callers)
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    value = authorization or authorisation().split(": ", 1)[1]
    connection.request("GET", f"/api/v1/cameras/{path}", headers={"Authorization": value, "X-Forwarded-For": f"10.1.{number >> 8}.{number & 255}"})
    return connection.getresponse()


def test_frames_come_over_a_websocket_alone(house):
    assert house.ask("GET", "/api/v1/cameras/gate/live/frames").status_code == 426


def test_whoever_loses_the_right_sees_nothing_more_within_seconds(house):
    who = ("vera", "a long and winding road")
    user = house.ask("POST", "/api/v1/users", expect=201, json={
        "username": who[0], "password": who[1], "role": "viewer", "cameras": {"listed": {"gate": ["live"]}}}).json()
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        watch(house, "yard/live", who=who)
    assert refusal.value.status_code == 404
    with contextlib.ExitStack() as stack:
        viewers = [stack.enter_context(contextlib.closing(watch(house, f"gate/{path}", who=who))) for path in ("live", "live/frames")]
        for viewer in viewers:
            assert viewer.recv()
        house.ask("PATCH", f"/api/v1/users/{user['id']}", expect=200, json={"cameras": {"listed": {}}})
        deadline = time.monotonic() + 20
        for viewer in viewers:
            code = None
            while code is None and time.monotonic() < deadline:
                opcode, data = viewer.recv_data()
                code = struct.unpack(">H", data[:2])[0] if opcode == websocket.ABNF.OPCODE_CLOSE else None
            assert code == 1008


def test_a_key_that_is_revoked_ends_all_that_it_watches(house):
    """By WebSocket, as raw frames, as MJPEG and as HLS; what is watched by RTSP: test_restream."""
    made = house.ask("POST", "/api/v1/api-keys", expect=201, json={"name": "wall"}, shown=lambda answer: (answer.json()["key"],)).json()
    bearer = {"Authorization": f"Bearer {made['key']}"}

    def asked(path: str):
        return house.ask("GET", f"/api/v1/cameras/{path}", auth=None, headers=bearer)

    with contextlib.ExitStack() as stack:
        sockets = []
        for path in ("gate/live", "gate/live/frames"):
            number = next(house.callers)
            header = [f"Authorization: {bearer['Authorization']}", f"X-Forwarded-For: 10.1.{number >> 8}.{number & 255}"]
            sockets.append(stack.enter_context(contextlib.closing(websocket.create_connection(
                f"ws://127.0.0.1:{house.port}/api/v1/cameras/{path}", header=header, timeout=30))))
            assert sockets[-1].recv()
        pictures = stack.enter_context(contextlib.closing(house_stream(house, "yard/live/mjpeg", bearer["Authorization"])))
        assert pictures.status == 200 and pictures.read1(65536)
        assert asked("gate/hls/index.m3u8").status_code == 200
        house.ask("DELETE", f"/api/v1/api-keys/{made['id']}", expect=204)
        began = time.monotonic()
        for viewer in sockets:
            opcode, data = websocket.ABNF.OPCODE_BINARY, b""
            while opcode != websocket.ABNF.OPCODE_CLOSE:
                opcode, data = viewer.recv_data()
            assert struct.unpack(">H", data[:2])[0] == 1008
        while pictures.read1(65536):
            pass
        assert time.monotonic() - began < 20
        for path in ("gate/hls/index.m3u8", "gate/hls/main/ts/index.m3u8", "gate/snapshot"):
            assert asked(path).status_code == 401, path


class Viewer:
    """A WebSocket that is read as it comes, and not looked into."""

    def __init__(self, house: House, who: tuple[str, str]):
        self.received, self.tail, self.dropped, self.closed = 0, b"", 0, False
        number = next(house.callers)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket = socket.socket()
        # Little room on the way, so that who reads nothing is soon noticed.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.socket.connect(("127.0.0.1", house.port))
        lines = ["GET /api/v1/cameras/gate/live HTTP/1.1", f"Host: 127.0.0.1:{house.port}", "Connection: Upgrade",
                 "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", authorisation(*who),
                 f"X-Forwarded-For: 10.1.{number >> 8}.{number & 255}"]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.socket.setblocking(False)

    def read(self):
        with contextlib.suppress(BlockingIOError):
            data = self.socket.recv(1 << 18)
            self.closed = not data
            self.received += len(data)
            self.dropped += (self.tail + data).count(b'"dropped"')
            self.tail = data[-8:]


def memory(house: House) -> int:
    """In bytes, as the system counts what is in use."""
    text = pathlib.Path(f"/proc/{house.process.pid}/smaps_rollup").read_text()
    return int(re.search(r"^Rss:\s+(\d+)", text, re.M)[1]) * 1024


def test_a_tenth_of_the_viewers_stop_reading_and_harm_nobody(tmp_path):
    source = tmp_path / "busy.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=10:duration=8", "-c:v", "libx264",
                    "-preset", "ultrafast", "-g", "20", "-bf", "0", "-b:v", "2M", "-minrate", "2M", "-maxrate", "2M", "-bufsize", "1M", "-pix_fmt", "yuv420p",
                    str(source)], check=True)
    cameras = [{"id": "gate", "name": "Gate", "url": "rtsp://{camera}/busy", "record": False, "connect": "always"}]
    with staged(tmp_path, cameras, "--file", str(source), "--path", "busy") as house, contextlib.ExitStack() as stack:
        wait_for(lambda: (main := house.get("/api/v1/cameras/gate/status")["streams"]["main"]) and main["frames"] > 50, 60, "pictures")
        viewers = []
        selector = stack.enter_context(contextlib.closing(selectors.DefaultSelector()))

        def turn(seconds: float):
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0:
                for key, _ in selector.select(left):
                    key.data.read()
                    if key.data.closed:
                        selector.unregister(key.fileobj)

        # More than one account may open in a minute.
        others = ("otto", "a long and winding road")
        house.ask("POST", "/api/v1/users", expect=201, json={"username": others[0], "password": others[1], "role": "administrator"})
        for number in range(VIEWERS):
            viewer = Viewer(house, others if number % 2 else (ADMIN, PASSWORD))
            stack.callback(viewer.socket.close)
            selector.register(viewer.socket, selectors.EVENT_READ, viewer)
            viewers.append(viewer)
            turn(0.03)
        turn(5)
        assert min(viewer.received for viewer in viewers) > 10_000, "everyone sees something"
        stuck, others = viewers[:STUCK], viewers[STUCK:]
        for viewer in stuck:
            selector.unregister(viewer.socket)
        before, held = [viewer.received for viewer in others], memory(house)
        turn(30)
        got = [viewer.received - start for viewer, start in zip(others, before)]
        grown = memory(house) - held
        # All get the same, to within a group of pictures.
        assert min(got) > 0.8 * statistics.median(got), (min(got), statistics.median(got))
        assert sum(viewer.dropped for viewer in others) == 0 and not any(viewer.closed for viewer in others)
        # What one viewer has got is more than what all who stopped hold together.
        assert grown < max(STUCK * statistics.median(got) / 4, 32 << 20), (grown, statistics.median(got))
        # And they are let go.
        for viewer in stuck:
            while not viewer.closed:
                try:
                    viewer.read()
                except ConnectionResetError:
                    break
