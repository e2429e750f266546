"""The RTSP server as other programs meet it: FFmpeg, GStreamer and another Nightjar read what a simulated camera sends; who may,
and how soon a right that is taken away ends what it has begun."""
from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import socket
import subprocess
import time

import pytest

from house import PASSWORD, House
from support import CLIPS, Camera, Server, files, free_port, missing, wait_for

pytestmark = pytest.mark.skipif(missing("ffmpeg", "ffprobe") is not None, reason="ffmpeg is not installed")


class Restream:
    """A house with one camera, which it restreams; with accounts."""

    def __init__(self, folder, camera: Camera, **keys):
        self.port = free_port()
        rtsp = {"address": f"127.0.0.1:{self.port}", **keys}
        self.house = House(folder, cameras=[{"id": "front", "name": "Front", "url": camera.url("main-1")},
                                            {"id": "yard", "name": "Yard", "url": camera.url("main-2")}], rtsp_server=rtsp)
        wait_for(self.is_up, 30, "the RTSP server listens")
        wait_for(lambda: self.house.ask("GET", "/api/v1/cameras/front/status").json()["state"] == "recording", 30, "pictures come")

    def status(self) -> dict:
        return self.house.ask("GET", "/api/v1/rtsp-server", expect=200).json()

    def is_up(self) -> bool:
        return self.status()["running"]

    def url(self, user: str, password: str, path: str = "cameras/front/main", port: int | None = None) -> str:
        return f"rtsp://{user}:{password}@127.0.0.1:{port or self.port}/{path}"

    def viewer(self, name: str, cameras: dict | None = None) -> tuple[str, str]:
        """An account with a stream password."""
        cameras = {"listed": cameras or {"front": ["live"]}}
        made = self.house.ask("POST", "/api/v1/users", expect=201, json={
            "username": name, "password": PASSWORD, "role": "viewer", "cameras": cameras}).json()
        answer = self.house.ask("POST", f"/api/v1/users/{made['id']}/stream-password",
                                shown=lambda answer: (answer.json()["password"],))
        return str(made["id"]), answer.json()["password"]


@pytest.fixture
def camera(tmp_path):
    camera = Camera(tmp_path, "--count", "2")
    yield camera
    camera.kill()


@pytest.fixture
def restream(tmp_path, camera):
    made = Restream(tmp_path, camera)
    yield made
    made.house.kill()


def read(url: str, *options: str, seconds: float = 6) -> subprocess.CompletedProcess:
    """What FFmpeg gets, as a list of packets with their hashes."""
    return subprocess.run(["ffmpeg", "-v", "warning", *options, "-i", url, "-t", str(seconds), "-map", "0", "-c", "copy", "-f",
                           "framehash", "-"], capture_output=True, text=True, timeout=60)


def pictures(done: subprocess.CompletedProcess, track: int = 0) -> list[int]:
    """The times of a track's packets, in ticks."""
    assert done.returncode == 0, done.stderr
    rows = [line.split(",") for line in done.stdout.splitlines() if line and not line.startswith("#")]
    return [int(row[1]) for row in rows if int(row[0]) == track]


# Between two pictures of the camera's clip, in ticks of 90 kHz.
PICTURE_TICKS = 3600
# A frame of the clip's sound: 1024 samples of 48 kHz.
AAC_TICKS = 1920


def steps(times: list[int]) -> set[int]:
    return {after - before for before, after in zip(times, times[1:])}


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_ffmpeg_reads_every_picture(restream, transport):
    _, secret = restream.viewer("vera")
    done = read(restream.url("vera", secret), "-rtsp_transport", transport)
    times = pictures(done)
    assert len(times) >= 60 and pictures(done, 1), done.stderr
    # The camera's clip has even times: a picture that is missing would show as a step of two. FFmpeg lays pictures by the senders'
    # reports, which may follow a correction of the time of day by 1 ms in 2 s. And where the sound begins after the picture, by up
    # to a frame of AAC, FFmpeg lets the file begin with the sound: the first picture comes later by that, with either transport.
    first, *rest = [after - before for before, after in zip(times, times[1:])]
    assert PICTURE_TICKS - AAC_TICKS - 100 <= first <= PICTURE_TICKS + 100, first
    assert all(abs(step - PICTURE_TICKS) <= 100 for step in rest), steps(times)
    assert "missed" not in done.stderr, done.stderr


@pytest.mark.skipif(missing("gst-launch-1.0") is not None, reason="GStreamer is not installed")
@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_gstreamer_reads_every_picture(restream, transport, tmp_path):
    _, secret = restream.viewer("vera")
    out = tmp_path / "gst.ts"
    done = subprocess.run(
        ["gst-launch-1.0", "-e", "rtspsrc", f"location={restream.url('vera', secret)}", f"protocols={transport}", "name=source",
         "source.", "!", "application/x-rtp,media=video", "!", "rtph264depay", "!", "h264parse", "!",
         "video/x-h264,stream-format=byte-stream,alignment=au", "!", "identity", "eos-after=90", "!", "mpegtsmux", "!", "filesink",
         f"location={out}"], capture_output=True, text=True, timeout=60)
    # Its source cuts its own PAUSE short when the pipeline is taken down, and in one run of twenty calls that an end of file and
    # a failure; the TEARDOWN after it is answered on the same connection.
    assert "Got EOS from element" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0 or "gst_rtspsrc_pause" in done.stderr, done.stdout + done.stderr
    # The camera plays its clip over and over, and each picture of it is another.
    clip, got = picture_hashes(CLIPS / "main.mp4"), picture_hashes(out)
    assert len(got) >= 85 and len(set(clip)) == len(clip)
    first = clip.index(got[0])
    assert got == [clip[(first + number) % len(clip)] for number in range(len(got))]


def picture_hashes(file) -> list[str]:
    """A hash of each picture as a decoder shows it."""
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", str(file), "-map", "0:v", "-vsync", "passthrough", "-enc_time_base", "-1",
                           "-f", "framehash", "-"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [line.split(",")[-1].strip() for line in done.stdout.splitlines() if line and not line.startswith("#")]


def test_another_nightjar_records_what_is_restreamed(restream, tmp_path):
    _, secret = restream.viewer("nvr")
    folder = tmp_path / "second"
    folder.mkdir()
    second = Server(folder, [{"id": "copy", "name": "Copy", "url": f"rtsp://127.0.0.1:{restream.port}/cameras/front/main",
                              "username": "nvr", "password": secret}])
    try:
        wait_for(lambda: second.frames("copy") >= 100, 60, "pictures are on the second one's disk")
        status = second.get("/api/v1/cameras/copy/status")["streams"]["main"]
        assert status["lost_packets"] == 0 and status["damaged_units"] == 0 and status["sessions"] == 1
        assert status["remarks"] == []
    finally:
        second.stop()
    assert files(second.data, "copy")


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


def test_as_vlc_asks(restream):
    """VLC's words (live555): the credentials once, a track after the other, UDP first, a keep-alive that is a GET_PARAMETER; and with
    its --rtsp-tcp everything on the one connection."""
    _, secret = restream.viewer("vera")
    agent = "User-Agent: LibVLC/3.0.21 (LIVE555 Streaming Media v2016.11.28)\r\n"

    class VLC(Raw):
        def say(self, method: str, url: str, more: str = "") -> tuple[int, dict]:
            self.number += 1
            self.socket.sendall(f"{method} {url} RTSP/1.0\r\nCSeq: {self.number}\r\n{proof(method, url)}{agent}{more}\r\n".encode())
            while True:
                while b"\r\n\r\n" not in self.held and self.held[:1] != b"$":
                    self.held += self.socket.recv(65536)
                if self.held[:1] == b"$":
                    self.packets += bool(self.frame())
                    continue
                head, _, self.held = self.held.partition(b"\r\n\r\n")
                lines = head.decode().split("\r\n")
                fields = dict(line.split(": ", 1) for line in lines[1:])
                length = int(fields.get("Content-Length") or fields.get("Content-length") or 0)
                while len(self.held) < length:
                    self.held += self.socket.recv(65536)
                self.body, self.held = self.held[:length].decode(), self.held[length:]
                return int(lines[0].split()[1]), fields

        packets = 0

        def frame(self) -> tuple[int, bytes]:
            while len(self.held) < 4 or len(self.held) < 4 + int.from_bytes(self.held[2:4], "big"):
                self.held += self.socket.recv(65536)
            end = 4 + int.from_bytes(self.held[2:4], "big")
            frame, self.held = (self.held[1], self.held[4:end]), self.held[end:]
            return frame

    def proof(method: str, url: str) -> str:
        if not challenge:
            return ""
        hashed = [hashlib.md5(text.encode()).hexdigest() for text in (f"vera:{challenge['realm']}:{secret}", f"{method}:{url}")]
        answer = hashlib.md5(f"{hashed[0]}:{challenge['nonce']}:{hashed[1]}".encode()).hexdigest()
        return (f'Authorization: Digest username="vera", realm="{challenge["realm"]}", nonce="{challenge["nonce"]}", uri="{url}", '
                f'response="{answer}"\r\n')

    def in_order(sequences: list[int]) -> bool:
        return all((after - before) & 0xFFFF == 1 for before, after in zip(sequences, sequences[1:]))

    for over_tcp in (False, True):
        challenge: dict[str, str] = {}
        vlc = VLC(restream.port)
        status, fields = vlc.say("OPTIONS", vlc.url)
        assert status == 200 and "GET_PARAMETER" in fields["Public"]
        status, challenges = vlc.ask("DESCRIBE")
        assert status == 401
        challenge = dict(re.findall(r'(\w+)="?([^",]+)"?', next(c for c in challenges if c.startswith("Digest") and "SHA-256" not in c)))
        status, fields = vlc.say("DESCRIBE", vlc.url, "Accept: application/sdp\r\n")
        assert status == 200 and fields["Content-Type"] == "application/sdp"
        base = fields["Content-Base"].rstrip("/")
        controls = re.findall(r"^a=control:(trackID=\d+)", vlc.body, re.MULTILINE)
        assert len(controls) == 2
        with contextlib.ExitStack() as stack:
            session, pairs = "", []
            for number, control in enumerate(controls):
                if over_tcp:
                    transport = f"RTP/AVP/TCP;unicast;interleaved={2 * number}-{2 * number + 1}"
                else:
                    pairs.append([stack.enter_context(found) for found in datagram_pair()])
                    first = pairs[-1][0].getsockname()[1]
                    transport = f"RTP/AVP;unicast;client_port={first}-{first + 1}"
                status, fields = vlc.say("SETUP", f"{base}/{control}", f"Transport: {transport}\r\n{session}")
                assert status == 200, fields
                session = f"Session: {fields['Session'].split(';')[0]}\r\n"
            status, fields = vlc.say("PLAY", f"{base}/", f"{session}Range: npt=0.000-\r\n")
            assert status == 200 and fields["Range"].startswith("npt=0.000-")
            sequences: list[int] = []
            while len(sequences) < 150:
                if over_tcp:
                    channel, packet = vlc.frame()
                    if channel == 0:
                        sequences.append(int.from_bytes(packet[2:4], "big"))
                else:
                    pairs[0][0].settimeout(20)
                    sequences.append(int.from_bytes(pairs[0][0].recv(65536)[2:4], "big"))
            assert in_order(sequences), sequences
            assert vlc.say("GET_PARAMETER", base, session)[0] == 200
            assert vlc.say("TEARDOWN", base, session)[0] == 200
        vlc.socket.close()


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


def test_who_comes_in(restream):
    number, secret = restream.viewer("vera")
    for scheme in ("md5", "sha256", "basic"):
        assert Raw(restream.port).log_in(scheme, "vera", secret) == 200, scheme
    # The login password is good for Basic, as over HTTP, and for Digest it is none.
    assert Raw(restream.port).log_in("basic", "vera", PASSWORD) == 200
    assert Raw(restream.port).log_in("md5", "vera", PASSWORD) == 401
    # A camera that is not one's own does not exist; nor does anything to strangers.
    assert Raw(restream.port, "cameras/yard/main").log_in("md5", "vera", secret) == 404
    assert Raw(restream.port, "cameras/none/main").log_in("md5", "vera", secret) == 404
    assert Raw(restream.port, "cameras/none/main").ask("DESCRIBE")[0] == 401
    # The stream password opens nothing else.
    assert restream.house.ask("GET", "/api/v1/session", auth=("vera", secret)).status_code == 401
    # Who may see a camera and not watch it is told so.
    _, other = restream.viewer("otto", {"front": ["playback"]})
    assert Raw(restream.port).log_in("md5", "otto", other) == 403
    rows = restream.house.ask("GET", "/api/v1/audit?action=access.watch-live").json()["items"]
    assert [row["outcome"] for row in rows] == ["denied"]


def test_wrong_passwords_are_held_up(restream):
    _, secret = restream.viewer("vera")
    raw = Raw(restream.port)
    assert [raw.log_in("md5", "vera", "guess") for _ in range(5)] == [401] * 5
    assert raw.ask("OPTIONS")[0] == 0, "the connection is closed"

    def is_held_up() -> bool:
        Raw(restream.port).log_in("md5", "vera", "guess")
        return Raw(restream.port).log_in("md5", "vera", secret) == 401

    # At first for a second only, in which a slow machine may not come to ask.
    assert any(is_held_up() for _ in range(5)), "nothing is tried for a while, be it right"
    rows = restream.house.ask("GET", "/api/v1/audit?action=session.create&outcome=denied").json()["items"]
    assert len(rows) >= 5 and json.dumps(rows).count("rtsp") >= 5


@pytest.mark.parametrize("way", ["stream password", "right", "account"])
def test_what_is_revoked_ends_within_seconds(restream, way):
    number, secret = restream.viewer("vera")
    reader = subprocess.Popen(["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", restream.url("vera", secret), "-c", "copy", "-f",
                               "null", "-"], stderr=subprocess.PIPE)
    try:
        wait_for(lambda: restream.status()["viewers"] == 1, 20, "somebody watches")
        time.sleep(1)
        assert reader.poll() is None
        if way == "stream password":
            restream.house.ask("DELETE", f"/api/v1/users/{number}/stream-password")
        else:
            change = {"cameras": {"listed": {"yard": ["live"]}}} if way == "right" else {"enabled": False}
            restream.house.ask("PATCH", f"/api/v1/users/{number}", json=change, expect=200)
        wait_for(lambda: restream.status()["viewers"] == 0, 12, "the stream has ended")
        reader.wait(10)
    finally:
        reader.kill()


def test_many_viewers_are_packetised_once(restream):
    _, secret = restream.viewer("vera")
    readers = [subprocess.Popen(["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", restream.url("vera", secret), "-c", "copy", "-f",
                                 "null", "-"], stderr=subprocess.DEVNULL) for _ in range(8)]
    try:
        wait_for(lambda: restream.status()["viewers"] == 8, 60, "all watch")
        before, began = restream.status()["packetised_units"], time.monotonic()
        time.sleep(3)
        status = restream.status()
        rate = (status["packetised_units"] - before) / (time.monotonic() - began)
        assert status["streams"] == 1
        # Pictures and sound of one camera: some 15 and 47 a second.
        assert 20 < rate < 120, rate
    finally:
        for reader in readers:
            reader.kill()


def test_it_is_started_stopped_and_moved_while_it_runs(restream):
    house = restream.house
    house.ask("PATCH", "/api/v1/rtsp-server", json={"enabled": False}, expect=200)
    with pytest.raises(OSError):
        Raw(restream.port)
    port, own = free_port(), free_port()
    answer = house.ask("PATCH", "/api/v1/rtsp-server", expect=200, json={
        "enabled": True, "address": f"127.0.0.1:{port}",
        "endpoints": [{"address": f"127.0.0.1:{own}", "path": "/stream", "camera": "front"}]}).json()
    assert [address["port"] for address in answer["addresses"]] == [port, own] and answer["running"]
    _, secret = restream.viewer("vera")
    done = read(restream.url("vera", secret, path="stream", port=own), "-rtsp_transport", "tcp", seconds=2)
    assert pictures(done)
    # An address that another program has is told, and health with it.
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        answer = house.ask("PATCH", "/api/v1/rtsp-server", json={"address": f"127.0.0.1:{taken}"}, expect=200).json()
        assert "in use" in answer["addresses"][0]["problem"]
        problems = house.ask("GET", "/api/v1/system/health").json()["problems"]
        assert any("RTSP server" in problem["what"] for problem in problems)
    house.ask("PATCH", "/api/v1/rtsp-server", json={"address": "nonsense"}, expect=422)
    house.ask("POST", "/api/v1/rtsp-server/restart", expect=204)
    wait_for(lambda: all("port" in address for address in restream.status()["addresses"]), 15, "it listens there once it can")


def test_an_outlet_is_a_camera_at_an_address_of_its_own(restream):
    """As a face has it that speaks for one camera: begun, changed and ended apart from the server's other addresses."""
    house, port, other = restream.house, free_port(), free_port()
    path, url = "/api/v1/rtsp-server/outlets/porch", f"rtsp://127.0.0.1:{port}/stream"
    house.ask("PATCH", "/api/v1/rtsp-server", json={"enabled": False}, expect=200)
    made = house.ask("PATCH", path, expect=200, json={"address": f"127.0.0.1:{port}", "camera": "front", "access": "everyone"}).json()
    assert not made["enabled"] and not made["running"] and "port" not in made
    made = house.ask("PATCH", path, expect=200, json={"enabled": True}).json()
    assert made["running"] and made["port"] == port and not restream.status()["running"]
    assert pictures(read(url, "-rtsp_transport", "tcp", seconds=1))
    assert Raw(port, "cameras/yard/main").ask("DESCRIBE")[0] == 404
    # With a password of its own, which no account's is, and which is never told.
    made = house.ask("PATCH", path, expect=200, json={"access": "password", "username": "viewer", "password": "hush-hush-77"})
    assert made.json()["has_password"] and "hush" not in made.text
    assert Raw(port, "stream").ask("DESCRIBE")[0] == 401
    assert [Raw(port, "stream").log_in(scheme, "viewer", "hush-hush-77") for scheme in ("md5", "sha256", "basic")] == [200, 200, 200]
    _, secret = restream.viewer("vera")
    assert Raw(port, "stream").log_in("md5", "vera", secret) == 401
    # No more than two at once; another is told that there is no room.
    limited = house.ask("PATCH", path, expect=200, json={"max_clients": 2, "realm": "IP Camera"}).json()
    assert limited["max_clients"] == 2 and limited["realm"] == "IP Camera"
    assert 'realm="IP Camera"' in Raw(port, "stream").ask("DESCRIBE")[1][0]
    clients = [Raw(port, "stream") for _ in range(3)]
    assert [client.log_in("md5", "viewer", "hush-hush-77") for client in clients] == [200, 200, 453]
    for client in clients:
        client.socket.close()
    # Somewhere else, for accounts.
    made = house.ask("PATCH", path, expect=200, json={"access": "accounts", "address": f"127.0.0.1:{other}", "path": "/garden"}).json()
    assert made["port"] == other
    assert Raw(other, "garden").log_in("md5", "vera", secret) == 200
    with pytest.raises(OSError):
        Raw(port)
    assert [outlet["name"] for outlet in house.get("/api/v1/rtsp-server/outlets")["items"]] == ["porch"]
    house.ask("DELETE", path, expect=204)
    house.ask("DELETE", path, expect=404)
    with pytest.raises(OSError):
        Raw(other)


def test_over_tls(tmp_path, camera):
    made = Restream(tmp_path, camera, tls="self-signed")
    try:
        _, secret = made.viewer("vera")
        url = made.url("vera", secret).replace("rtsp://", "rtsps://")
        assert pictures(read(url, "-rtsp_transport", "tcp", seconds=2))
    finally:
        made.house.kill()
