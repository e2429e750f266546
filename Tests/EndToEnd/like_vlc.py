"""A reader of RTSP that does for hours what VLC does."""
from __future__ import annotations

import contextlib
import re
import select
import socket
import struct
import threading
import time

from rtsp_words import VLC


class Track:
    """One stream of RTP: which packets came, and what their times mean (RFC 3550 §6.4.1)."""

    def __init__(self, kind: str, rate: int):
        self.kind, self.rate, self.missed = kind, rate, ""
        self.source, self.highest, self.last_report = 0, -1, 0
        self.clock: tuple[float, int] | None = None
        self.before: int | None = None

    def heard(self, report: bytes) -> None:
        """A sender's report: the time of day and the stream's, at one moment."""
        seconds, fraction, ticks = struct.unpack_from(">III", report, 8)
        self.clock = (seconds + fraction / 2**32, ticks)
        self.last_report = (seconds & 0xFFFF) << 16 | fraction >> 16

    def time(self, packet: bytes) -> float | None:
        """When the picture or the sound begins to be shown, at its first packet once there was a report; nothing at the others."""
        number, ticks, self.source = struct.unpack_from(">HII", packet, 2)
        if self.highest >= 0 and (number - self.highest) & 0xFFFF != 1:
            self.missed += f"missed {self.kind} before {number} "
        self.highest = number
        if self.clock is None or ticks == self.before:
            return None
        self.before = ticks
        ahead = (ticks - self.clock[1] + 2**31) % 2**32 - 2**31
        return self.clock[0] + ahead / self.rate

    def report(self) -> bytes:
        """A receiver's report, and its name."""
        return (struct.pack(">BBHIIIIIII", 0x81, 201, 7, 0x564C4300, self.source, 0, max(self.highest, 0), 0, self.last_report, 0)
                + struct.pack(">BBHIBB6s", 0x81, 202, 3, 0x564C4300, 1, 3, b"vlc\0\0\0"))


class LikeVLC:
    """What VLC does (live555; Debian's is built without it): a report for each track every 5 s, a keep-alive every 25 s, and packets'
    times as the last of the sender's reports lays them."""

    def __init__(self, port: int, user: str, secret: str, over_tcp: bool):
        self.seen: list[tuple[str, float, float]] = []
        self.complaints, self.ended = "", False
        self.client = VLC(port, user, secret, "cameras/gate/main")
        self.thread = threading.Thread(target=self.run, args=(over_tcp,), daemon=True)
        self.thread.start()

    def run(self, over_tcp: bool) -> None:
        try:
            with contextlib.ExitStack() as stack:
                pairs = self.client.play(over_tcp, stack)
                rates = [int(rate) for rate in re.findall(r"^a=rtpmap:\d+ [^/]+/(\d+)", self.client.description, re.MULTILINE)]
                self.tracks = [Track(kind, rate) for kind, rate in zip(("video", "audio"), rates, strict=True)]
                self.talked = self.reported = time.monotonic()
                while not self.ended:
                    for channel, packet in [self.client.frame()] if over_tcp else self.datagrams(pairs):
                        self.take(self.tracks[channel // 2], channel % 2 == 1, packet)
                    self.talk(pairs)
                self.client.tell("TEARDOWN", self.client.base, self.client.session)
                self.client.socket.close()
        except (OSError, AssertionError) as error:
            self.complaints = f"missed, for: {error!r}"

    def datagrams(self, pairs: list[list[socket.socket]]) -> list[tuple[int, bytes]]:
        channels = {each: 2 * number + which for number, pair in enumerate(pairs) for which, each in enumerate(pair)}
        ready = select.select([*channels, self.client.socket], [], [], 1)[0]
        if self.client.socket in ready:
            assert self.client.answer()[0] == 200
        return [(channels[each], each.recv(65536)) for each in ready if each in channels]

    def take(self, track: Track, is_control: bool, packet: bytes) -> None:
        if is_control and packet[1] == 200:
            track.heard(packet)
        elif not is_control:
            shown = track.time(packet)
            # Of the packets of a picture the first is noted.
            if shown is not None:
                self.seen.append((track.kind, shown, time.monotonic()))

    def talk(self, pairs: list[list[socket.socket]]) -> None:
        now = time.monotonic()
        if now - self.reported > 5:
            self.reported = now
            for number, track in enumerate(self.tracks):
                report = track.report()
                if pairs:
                    pairs[number][1].sendto(report, ("127.0.0.1", self.client.ports[number] + 1))
                else:
                    self.client.socket.sendall(struct.pack(">cBH", b"$", 2 * number + 1, len(report)) + report)
        if now - self.talked > 25:
            self.talked = now
            self.client.tell("GET_PARAMETER", self.client.base, self.client.session)

    def end(self) -> str:
        self.ended = True
        self.thread.join(20)
        return self.complaints + " ".join(track.missed for track in self.tracks)
