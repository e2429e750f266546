"""Clients that mean harm, or are too slow, cost themselves alone: recording never notices, and honest clients are answered."""
from __future__ import annotations

import contextlib
import http.client
import json
import os
import resource
import socket
import threading
import time

from support import basic, files, wait_for

HOSTILE, HONEST = "127.0.0.66", "127.0.0.7"


def connect(port: int, source: str = HOSTILE) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(source, 0))


def ask(port: int, path: str, source: str = HONEST):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=(source, 0))
    try:
        connection.request("GET", path, headers=basic())
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def slow_heads(port: int, over: threading.Event):
    """Two hundred connections that send a byte of their head now and then."""
    with contextlib.ExitStack() as stack:
        open_ones = [stack.enter_context(connect(port)) for _ in range(200)]
        text = b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"x" * 1000
        for byte in text:
            for one in open_ones:
                with contextlib.suppress(OSError):
                    one.sendall(bytes([byte]))
            if over.wait(0.05):
                return


def large_bodies(port: int, over: threading.Event):
    """Bodies that are larger than anything is, announced or not."""
    while not over.is_set():
        for head in (b"Content-Length: 99999999999", b"Transfer-Encoding: chunked"):
            with contextlib.suppress(OSError), connect(port) as one:
                one.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                            + head + b"\r\n\r\n")
                for _ in range(64):
                    one.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def broken_requests(port: int, over: threading.Event):
    """What is no HTTP, in many ways."""
    chunked = b"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    texts = [b"\x00" * 512, b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", chunked + b"zz\r\nxx\r\n",
             chunked + b"ffffffffffffffffff\r\n", chunked + b"-1\r\nx\r\n", b"GET " + b"a" * 100_000,
             b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\n"
             b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"]
    while not over.is_set():
        for text in texts:
            with contextlib.suppress(OSError), connect(port) as one:
                one.sendall(text)
                one.settimeout(0.5)
                while one.recv(65536):
                    pass


def slow_reader(port: int, over: threading.Event, path: str):
    """Asks for a recording and reads nothing of it."""
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            one = stack.enter_context(connect(port))
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {basic()['Authorization']}\r\n\r\n".encode())
        over.wait()


def test_recording_notices_nothing_of_hostile_clients(stage):
    camera = stage.camera()
    server = stage.server([{"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}])
    wait_for(lambda: server.frames("cam") >= 50, 60, "the camera is recorded")
    recording = server.recordings("cam")[0]["media_url"]
    began = time.time()
    over = threading.Event()
    attacks = [threading.Thread(target=work, args=(server.port, over, *more), daemon=True)
               for work, *more in [(slow_heads,), (large_bodies,), (broken_requests,), (slow_reader, recording)]]
    for attack in attacks:
        attack.start()
    before = server.frames("cam")
    try:
        answered = 0
        # Ten times a second at most: an honest client stays below the rate limit.
        while time.time() - began < 15 and not over.wait(0.1):
            status, cameras = ask(server.port, "/api/v1/cameras")
            assert status == 200 and cameras["items"][0]["status"]["state"] == "recording"
            answered += 1
        assert answered >= 5
    finally:
        over.set()
        for attack in attacks:
            attack.join(30)
    stream = server.get("/api/v1/cameras/cam/status")["streams"]["main"]
    assert stream["lost_packets"] == stream["damaged_units"] == 0 and stream["sessions"] == 1
    wait_for(lambda: server.frames("cam") > before + 200, 60, "it went on being recorded")
    coverage = server.get("/api/v1/coverage?camera=cam")
    assert not [gap for gap in coverage["gaps"] if gap["reason"] not in ("not-running", "crashed")], coverage["gaps"]
    assert len(coverage["spans"]) == 1, coverage["spans"]


def test_idle_connections_leave_recording_its_files(stage):
    """As many as there could be files, from many addresses, while segments end and begin."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    room = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (room, hard))
    camera = stage.camera()
    server = stage.server([{"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}], open_files=1024)
    assert "only 1024 files and sockets" in server.output()
    wait_for(lambda: server.frames("cam") >= 25, 60, "the camera is recorded")
    first = len(files(server.data, "cam"))
    idle: list[socket.socket] = []
    opened, most, outcomes = 0, 0, {"answered": 0, "refused": 0}
    try:
        # Told by the disk: the test's own requests may be refused just now.
        while len(files(server.data, "cam")) < first + 2:
            # The server has closed the oldest; here they stay open for as long as there is room.
            if len(idle) > room - 600:
                for one in idle[:1000]:
                    one.close()
                del idle[:1000]
            for number in range(200):
                with contextlib.suppress(OSError):
                    idle.append(connect(server.port, f"127.0.1.{(opened + number) % 12 + 1}"))
            opened += 200
            most = max(most, len(os.listdir(f"/proc/{server.process.pid}/fd")))
            try:
                status, cameras = ask(server.port, "/api/v1/cameras")
                assert status == 200 and cameras["items"][0]["status"]["state"] == "recording"
                outcomes["answered"] += 1
            except (ConnectionError, http.client.RemoteDisconnected):
                outcomes["refused"] += 1
    finally:
        for one in idle:
            one.close()
    assert opened >= 2000 and most < 900, (opened, most)
    assert outcomes["answered"] >= 5 and outcomes["answered"] > outcomes["refused"], outcomes
    stream = server.get("/api/v1/cameras/cam/status")["streams"]["main"]
    assert stream["lost_packets"] == stream["damaged_units"] == 0 and stream["sessions"] == 1
    assert len(server.get("/api/v1/coverage?camera=cam")["spans"]) == 1
    assert "oo many open files" not in server.output() and "EMFILE" not in server.output(), server.output()[-2000:]
