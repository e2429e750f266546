"""Clients of RTSP that say just what they are told to, or what VLC says."""
from __future__ import annotations

import base64
import contextlib
import hashlib
import re
import socket


class Raw:
    """A client that says just what it is told to."""

    def __init__(self, port: int, path: str = "cameras/front/main"):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.url, self.number, self.held = f"rtsp://127.0.0.1:{port}/{path}", 0, b""

    def ask(self, method: str, authorization: str | None = None) -> tuple[int, list[str]]:
        self.number += 1
        proof = f"Authorization: {authorization}\r\n" if authorization else ""
        self.socket.sendall(f"{method} {self.url} RTSP/1.0\r\nCSeq: {self.number}\r\n{proof}\r\n".encode())
        while b"\r\n\r\n" not in self.held:
            more = b""
            # What is sent to a connection that was closed just before is answered with a reset.
            with contextlib.suppress(ConnectionResetError):
                more = self.socket.recv(65536)
            if not more:
                return 0, []
            self.held += more
        head, _, self.held = self.held.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length")), 0)
        while len(self.held) < length:
            self.held += self.socket.recv(65536)
        self.held = self.held[length:]
        return int(lines[0].split()[1]), [line.split(": ", 1)[1] for line in lines if line.startswith("WWW-Authenticate")]

    def log_in(self, scheme: str, user: str, password: str) -> int:
        status, challenges = self.ask("DESCRIBE")
        assert status == 401
        if scheme == "basic":
            assert any(challenge.startswith("Basic") for challenge in challenges)
            return self.ask("DESCRIBE", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())[0]
        challenge = next(c for c in challenges if c.startswith("Digest") and ("SHA-256" in c) == (scheme == "sha256"))
        fields = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))

        def digest(text: str) -> str:
            return (hashlib.sha256 if scheme == "sha256" else hashlib.md5)(text.encode()).hexdigest()

        secret, asked = digest(f"{user}:{fields['realm']}:{password}"), digest(f"DESCRIBE:{self.url}")
        more, middle = "", fields["nonce"]
        if scheme == "sha256":
            more, middle = ', algorithm=SHA-256, qop=auth, nc=00000001, cnonce="c0ffee"', f"{fields['nonce']}:00000001:c0ffee:auth"
        return self.ask("DESCRIBE", f'Digest username="{user}", realm="{fields["realm"]}", nonce="{fields["nonce"]}", '
                                    f'uri="{self.url}", response="{digest(f"{secret}:{middle}:{asked}")}"{more}')[0]


def datagram_pair() -> list[socket.socket]:
    """Sockets with an even port and the next."""
    while True:
        pair = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        pair[0].bind(("127.0.0.1", 0))
        port = pair[0].getsockname()[1]
        with contextlib.suppress(OSError, OverflowError):
            if port % 2 == 0:
                pair[1].bind(("127.0.0.1", port + 1))
                return pair
        for unfit in pair:
            unfit.close()


class VLC(Raw):
    """VLC's words (live555): the credentials once, a track after the other, UDP first, a keep-alive that is a GET_PARAMETER; and with
    its --rtsp-tcp everything on the one connection."""

    AGENT = "User-Agent: LibVLC/3.0.21 (LIVE555 Streaming Media v2016.11.28)\r\n"

    def __init__(self, port: int, user: str, secret: str, path: str = "cameras/front/main"):
        super().__init__(port, path)
        self.user, self.secret, self.challenge = user, secret, {}
        self.session, self.body, self.base = "", "", ""
        self.description, self.ports = "", []
        self.frames: list[tuple[int, bytes]] = []

    def proof(self, method: str, url: str) -> str:
        if not self.challenge:
            return ""
        realm, nonce = self.challenge["realm"], self.challenge["nonce"]
        hashed = [hashlib.md5(text.encode()).hexdigest() for text in (f"{self.user}:{realm}:{self.secret}", f"{method}:{url}")]
        answer = hashlib.md5(f"{hashed[0]}:{nonce}:{hashed[1]}".encode()).hexdigest()
        return f'Authorization: Digest username="{self.user}", realm="{realm}", nonce="{nonce}", uri="{url}", response="{answer}"\r\n'

    def say(self, method: str, url: str, more: str = "") -> tuple[int, dict]:
        """One request; frames that come before its answer are kept for `frame`."""
        self.tell(method, url, more)
        while True:
            while len(self.held) < 4 or (self.held[:1] != b"$" and b"\r\n\r\n" not in self.held):
                self.more()
            if self.held[:1] == b"$":
                self.frames.append(self.next_frame())
                continue
            return self.answer()

    def tell(self, method: str, url: str, more: str = "") -> None:
        self.number += 1
        self.socket.sendall(f"{method} {url} RTSP/1.0\r\nCSeq: {self.number}\r\n{self.proof(method, url)}{self.AGENT}{more}\r\n".encode())

    def answer(self) -> tuple[int, dict]:
        while b"\r\n\r\n" not in self.held:
            self.more()
        head, _, self.held = self.held.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines[1:])
        length = int(fields.get("Content-Length") or fields.get("Content-length") or 0)
        while len(self.held) < length:
            self.more()
        self.body, self.held = self.held[:length].decode(), self.held[length:]
        return int(lines[0].split()[1]), fields

    def more(self) -> None:
        found = self.socket.recv(65536)
        if not found:
            raise ConnectionError("the server has closed the connection")
        self.held += found

    def frame(self) -> tuple[int, bytes]:
        """The next packet on the connection, with its channel; answers that come between are taken as read."""
        if self.frames:
            return self.frames.pop(0)
        while True:
            while len(self.held) < 4:
                self.more()
            if self.held[:1] == b"$":
                return self.next_frame()
            status, fields = self.answer()
            assert status == 200, fields

    def next_frame(self) -> tuple[int, bytes]:
        while len(self.held) < 4 or len(self.held) < 4 + int.from_bytes(self.held[2:4], "big"):
            self.more()
        end = 4 + int.from_bytes(self.held[2:4], "big")
        frame, self.held = (self.held[1], self.held[4:end]), self.held[end:]
        return frame

    def describe(self) -> list[str]:
        """The tracks' names."""
        status, fields = self.say("OPTIONS", self.url)
        assert status == 200 and "GET_PARAMETER" in fields["Public"]
        status, challenges = self.ask("DESCRIBE")
        assert status == 401
        wanted = next(c for c in challenges if c.startswith("Digest") and "SHA-256" not in c)
        self.challenge = dict(re.findall(r'(\w+)="?([^",]+)"?', wanted))
        status, fields = self.say("DESCRIBE", self.url, "Accept: application/sdp\r\n")
        assert status == 200 and fields["Content-Type"] == "application/sdp"
        self.base, self.description = fields["Content-Base"].rstrip("/"), self.body
        return re.findall(r"^a=control:(trackID=\d+)", self.body, re.MULTILINE)

    def play(self, over_tcp: bool, stack: contextlib.ExitStack) -> list[list[socket.socket]]:
        """Has every track sent; answers a pair of sockets for each, RTP and RTCP, where they come as datagrams."""
        pairs: list[list[socket.socket]] = []
        for number, control in enumerate(self.describe()):
            if over_tcp:
                transport = f"RTP/AVP/TCP;unicast;interleaved={2 * number}-{2 * number + 1}"
            else:
                pairs.append([stack.enter_context(found) for found in datagram_pair()])
                first = pairs[-1][0].getsockname()[1]
                transport = f"RTP/AVP;unicast;client_port={first}-{first + 1}"
            status, fields = self.say("SETUP", f"{self.base}/{control}", f"Transport: {transport}\r\n{self.session}")
            assert status == 200, fields
            self.ports += [int(port) for port in re.findall(r"server_port=(\d+)", fields["Transport"])]
            self.session = f"Session: {fields['Session'].split(';')[0]}\r\n"
        status, fields = self.say("PLAY", f"{self.base}/", f"{self.session}Range: npt=0.000-\r\n")
        assert status == 200 and fields["Range"].startswith("npt=0.000-")
        return pairs
