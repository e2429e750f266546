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
    """One viewer of one camera: an open WebSocket."""

    def __init__(self, port: int, camera: str, key: str, *, tls: bool = False, address: str = "", room: int = 0):
        self.fragments, self.bytes, self.words = 0, 0, []
        self.closed, self.is_live = False, False
        self.on_fragment = None
        """Called with the end of each fragment and the time at which its first byte was there."""
        self.held, self.needed, self.began = b"", 0, 0.0
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
        self.take(rest, time.monotonic())

    def read(self):
        """Takes all that is there."""
        while not self.closed:
            try:
                data = self.socket.recv(PIECE)
            except (BlockingIOError, ssl.SSLWantReadError):
                return
            except OSError:
                data = b""
            self.closed = not data
            self.take(data, time.monotonic())
            # What TLS has read already wakes nobody.
            if not (isinstance(self.socket, ssl.SSLSocket) and self.socket.pending()):
                return

    def take(self, data: bytes, now: float):
        """Splits what has come into messages; of one that is not whole only its beginning is kept in time."""
        self.bytes += len(data)
        if not self.held:
            self.began = now
        self.held = self.held + data if self.held else data
        at = 0
        while True:
            length = self.message(at)
            if length is None or len(self.held) - at < length:
                break
            self.finish(self.held[at], at, length)
            at += length
            # The next has begun with what came last.
            self.began = now
        self.held = self.held[at:] if at else self.held

    def message(self, at: int) -> int | None:
        """The length of the message there, with its head; nil where the head is not whole. The server masks nothing."""
        if len(self.held) - at < 2:
            return None
        short = self.held[at + 1] & 0x7F
        if short < 126:
            return 2 + short
        head = 4 if short == 126 else 10
        if len(self.held) - at < head:
            return None
        return head + int.from_bytes(self.held[at + 2:at + head], "big")

    def finish(self, first: int, at: int, length: int):
        kind = first & 0xF
        if kind == BINARY:
            self.fragments += 1
            if self.on_fragment and self.is_live:
                self.on_fragment(self.held[at + length - TAIL:at + length], self.began)
        elif kind == TEXT:
            word = self.held[at:at + length]
            self.words.append(word[2:] if word[1] < 126 else word[4:])
            self.is_live = self.is_live or b'"live_edge"' in word
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
