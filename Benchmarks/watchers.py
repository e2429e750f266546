"""Viewers of live streams over WebSockets, many in one thread: what comes is counted and timed, and thrown away."""
from __future__ import annotations

import base64
import contextlib
import os
import selectors
import socket
import ssl
import time

from source import Fault

TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
PIECE = 1 << 18
TAIL = 24
"""Bytes at the end of a picture by which it is known again: the end of what an encoder has written is never twice the same."""


class Watcher:
    """One viewer of one camera: an open WebSocket. Of what comes only words are kept, and the ends of pictures where somebody asks
    for them, so that hundreds of viewers cost this process little more than the kernel's copying."""

    _room = memoryview(bytearray(PIECE))
    """Everyone reads into this: nothing of it is needed after the call."""

    def __init__(self, port: int, camera: str, key: str, *, tls: bool = False, address: str = "", room: int = 0):
        self.fragments, self.bytes, self.words = 0, 0, []
        self.closed, self.is_live = False, False
        self.on_fragment = None
        """Called with the end of each fragment and the time at which its first byte was there."""
        self.head, self.left, self.kept, self.began = b"", 0, b"", 0.0
        """Of the message that is just coming: its head, how much of it is to come, what is kept of it, and since when."""
        self.socket = socket.socket()
        if room:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.socket.settimeout(30)
        self.socket.connect(("127.0.0.1", port))
        if tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        lines = [f"GET /api/v1/cameras/{camera}/live?codecs=h264,aac HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: Upgrade",
                 "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                 f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", f"Authorization: Bearer {key}",
                 *([f"X-Forwarded-For: {address}"] if address else []), "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            more = self.socket.recv(PIECE)
            if not more:
                break
            answer += more
        head, _, rest = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise Fault(f"a viewer of {camera} was refused: {head[:200]!r} {rest[:200]!r}")
        self.socket.setblocking(False)
        self.take(memoryview(rest), time.monotonic())

    def read(self):
        """Takes what is there."""
        while not self.closed:
            try:
                count = self.socket.recv_into(self._room)
            except (BlockingIOError, ssl.SSLWantReadError):
                return
            except OSError:
                count = 0
            self.closed = self.closed or not count
            self.take(self._room[:count], time.monotonic())
            # What TLS has read already wakes nobody.
            if not (isinstance(self.socket, ssl.SSLSocket) and self.socket.pending()):
                return

    def drain(self):
        """Takes all that waits for it, up to its end where there is one."""
        before = -1
        while not self.closed and before != self.bytes:
            before = self.bytes
            self.read()

    def take(self, data: memoryview, now: float):
        """Splits what has come into messages. The server masks nothing."""
        self.bytes += len(data)
        at = 0
        while at < len(data):
            if self.left:
                piece = data[at:at + self.left]
                self.keep(piece)
                at += len(piece)
                self.left -= len(piece)
            else:
                if not self.head:
                    self.began = now
                piece = data[at:at + self.head_length - len(self.head)]
                self.head += piece
                at += len(piece)
                if len(self.head) < self.head_length:
                    continue
                self.left = int.from_bytes(self.head[2:], "big") if len(self.head) > 2 else self.head[1] & 0x7F
            if not self.left:
                self.finish(self.head[0] & 0xF)
                self.head, self.kept = b"", b""

    @property
    def head_length(self) -> int:
        """Of the message that is just coming, as far as its head says so."""
        return 2 + {126: 2, 127: 8}.get(self.head[1] & 0x7F, 0) if len(self.head) > 1 else 2

    def keep(self, piece: memoryview):
        if self.head[0] & 0xF != BINARY:
            self.kept += piece
        elif self.on_fragment:
            self.kept = bytes(piece[-TAIL:]) if len(piece) >= TAIL else (self.kept + piece)[-TAIL:]

    def finish(self, kind: int):
        if kind == BINARY:
            self.fragments += 1
            if self.on_fragment and self.is_live:
                self.on_fragment(self.kept, self.began)
        elif kind == TEXT:
            self.words.append(self.kept)
            self.is_live = self.is_live or b'"live_edge"' in self.kept
        elif kind == PING:
            # Masked with zeros, as a client must and may.
            with contextlib.suppress(OSError):
                self.socket.send(bytes([0x8A, 0x80, 0, 0, 0, 0]))
        elif kind == CLOSE:
            self.closed = True

    @property
    def drops(self) -> int:
        return sum(b'"dropped"' in word for word in self.words)


class Crowd:
    """Viewers who are read as it comes."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.watchers: list[Watcher] = []

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_):
        for watcher in self.watchers:
            watcher.socket.close()
        self.selector.close()

    def add(self, watcher: Watcher):
        self.watchers.append(watcher)
        self.selector.register(watcher.socket, selectors.EVENT_READ, watcher)

    def stop_reading(self, watcher: Watcher):
        """It stays connected, and takes nothing more."""
        self.selector.unregister(watcher.socket)

    def turn(self, seconds: float):
        """Reads for so long. Whatever else is registered has a `read` too."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                key.data.read()
                if key.data.closed:
                    self.selector.unregister(key.fileobj)

    def until(self, check, seconds: float, what: str):
        deadline = time.monotonic() + seconds
        while not check():
            if time.monotonic() > deadline:
                raise Fault(f"{what}: not within {seconds:.0f} s")
            self.turn(0.1)
