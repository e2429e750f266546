"""An RTSP camera behind a relay that knows when the last byte of each picture went to the recorder."""
from __future__ import annotations

import re
import selectors
import socket
import time

from watchers import PIECE, TAIL


class Relay:
    """Passes everything on, in both directions, for one recorder at a time."""

    def __init__(self, camera: int, selector: selectors.BaseSelector):
        self.camera, self.selector = camera, selector
        self.sent: dict[bytes, float] = {}
        """When the last byte of a picture was about to be sent, by the picture's end."""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.closed = False
        selector.register(self.listener, selectors.EVENT_READ, self)

    def read(self):
        """A recorder connects."""
        recorder, _ = self.listener.accept()
        camera = socket.create_connection(("127.0.0.1", self.camera))
        for each in (recorder, camera):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(recorder, selectors.EVENT_READ, _Requests(recorder, camera))
        self.selector.register(camera, selectors.EVENT_READ, _Pictures(camera, recorder, self.sent))

    def close(self):
        self.selector.unregister(self.listener)
        self.listener.close()


class _Requests:
    """From the recorder to the camera."""

    def __init__(self, source: socket.socket, target: socket.socket):
        self.source, self.target, self.closed = source, target, False

    def read(self):
        data = _received(self.source)
        if data:
            self.pass_on(data)
        else:
            self.closed = True
            self.target.close()

    def pass_on(self, data: bytes):
        self.target.sendall(data)


class _Pictures(_Requests):
    """From the camera to the recorder: answers, and RTP over TCP (RFC 2326 §10.12)."""

    def __init__(self, source: socket.socket, target: socket.socket, sent: dict[bytes, float]):
        super().__init__(source, target)
        self.sent, self.held = sent, b""

    def pass_on(self, data: bytes):
        self.held += data
        at = begun = 0
        while (end := self.element(at)) is not None:
            # A packet of the first medium with the marker: the last of a picture.
            is_last = self.held[at] == 0x24 and self.held[at + 1] == 0 and self.held[at + 5] & 0x80
            at = end
            if is_last:
                self.sent[self.held[end - TAIL:end]] = time.monotonic()
                self.target.sendall(self.held[begun:end])
                begun = end
        if at > begun:
            self.target.sendall(self.held[begun:at])
        self.held = self.held[at:]

    def element(self, at: int) -> int | None:
        """Where the frame or the answer that begins there ends; nil where it is not whole."""
        if len(self.held) - at < 4:
            return None
        if self.held[at] == 0x24:
            end = at + 4 + int.from_bytes(self.held[at + 2:at + 4], "big")
        else:
            head = self.held.find(b"\r\n\r\n", at)
            if head < 0:
                return None
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", self.held[at:head])
            end = head + 4 + (int(length[1]) if length else 0)
        return end if end <= len(self.held) else None


def _received(source: socket.socket) -> bytes:
    try:
        return source.recv(PIECE)
    except OSError:
        return b""
