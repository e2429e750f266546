"""What the end-to-end tests share: the program, simulated cameras, waiting for a condition, looking into files."""
from __future__ import annotations

import base64
import contextlib
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIPS = ROOT / "Sources/Engines/Simulation/Clips"
IS_LONG = bool(os.environ.get("NIGHTJAR_TEST_LONG"))

ADMINISTRATOR = {"NIGHTJAR_ADMIN_USERNAME": "admin", "NIGHTJAR_ADMIN_PASSWORD": "correct-horse-battery-1"}
"""The account with which every server of the tests begins, as the program reads it from its environment."""


CAMERA_PASSWORDS = ("p@ss:w/rd", "p@ss:/word", "gate-Camera#7 secret")
"""Those that the tests' cameras ask for, as far as no other word is like them."""


def secrets_in(text: bytes) -> list[str]:
    """The passwords of the tests that stand in a text, in the clear or as programs spell them."""
    found = []
    for secret in (ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"], "correct horse battery staple", *CAMERA_PASSWORDS):
        spellings = {secret, json.dumps(secret)[1:-1], urllib.parse.quote(secret, safe=""),
                     base64.b64encode(secret.encode()).decode()}
        found += [secret] if any(spelling.encode() in text for spelling in spellings) else []
    return found


def basic(username: str = ADMINISTRATOR["NIGHTJAR_ADMIN_USERNAME"],
          password: str = ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"]) -> dict[str, str]:
    """The header field that says who asks."""
    return {"Authorization": "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()}


def binary() -> str:
    named = os.environ.get("NIGHTJAR_BIN")
    for candidate in [named] if named else [ROOT / ".build/debug/nightjar", ROOT / ".build/release/nightjar"]:
        if pathlib.Path(candidate).exists():
            return str(candidate)
    raise SystemExit("no nightjar program: build it, or name it in NIGHTJAR_BIN")


def _own_ports() -> range:
    """Those of this process of the tests, where several of them share the machine (pytest-xdist)."""
    own, all_of_them = os.environ.get("PYTEST_XDIST_WORKER", "gw0"), os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")
    return range(20_000 + int(own.removeprefix("gw")), 32_000, int(all_of_them))


_ports = iter(random.sample(_own_ports(), len(_own_ports())))


def free_port() -> int:
    """A port that nobody listens on, another one each time. It lies below those that the system gives to outgoing connections
    (from 32768), which could take it before the program that is to listen there does."""
    for port in _ports:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def wait_for(check, seconds: float, what: str):
    """Polls `check` until it is true; fails with `what` after `seconds`."""
    deadline, last = time.monotonic() + seconds, None
    while time.monotonic() < deadline:
        try:
            last = check()
            if last:
                return last
        except (OSError, urllib.error.URLError, AssertionError, KeyError, IndexError) as error:
            last = error
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s (last: {last!r})")


class Program:
    """A process of the program under test, with its output in a file."""

    def __init__(self, *arguments: str, log: pathlib.Path, environment: dict[str, str] | None = None,
                 open_files: int | None = None):
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))

        self.log = log
        self.process = subprocess.Popen(
            [binary(), *arguments], stdout=open(log, "ab"), stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})}, preexec_fn=limit if open_files else None)

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, seconds: float = 15) -> float:
        """Ends it with SIGTERM; answers how long that took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"it did not stop within {seconds} s of SIGTERM:\n{self.output()[-2000:]}")
        return time.monotonic() - began

    def kill(self):
        self.process.kill()
        self.process.wait()


class Camera(Program):
    """`nightjar camera` on a free port."""

    def __init__(self, folder: pathlib.Path, *options: str, port: int | None = None):
        self.port = port or free_port()
        self.report_file = folder / f"camera-{self.port}.json"
        super().__init__("camera", "--listen", f"127.0.0.1:{self.port}", "--report", str(self.report_file), *options,
                         log=folder / f"camera-{self.port}.log")
        wait_for(lambda: "ready:" in self.output(), 20, "the camera is ready")

    def url(self, path: str) -> str:
        return f"rtsp://127.0.0.1:{self.port}/{path}"


class Server(Program):
    """`nightjar serve` on a free port, with a configuration of its own, and an administrator unless `account` is false;
    `open_files` bounds its files and sockets."""

    def __init__(self, folder: pathlib.Path, cameras: list[dict], *, port: int | None = None, wait: bool = True,
                 account: bool = True, open_files: int | None = None, **keys):
        self.folder, self.data = folder, folder / "data"
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        config = {"data_dir": str(self.data), "allow_loopback_cameras": True,
                  "listeners": [{"address": f"127.0.0.1:{self.port}"}], "cameras": cameras, **keys}
        # JSON is YAML.
        (folder / "nightjar.yaml").write_text(json.dumps(config))
        super().__init__("serve", "--config", str(folder / "nightjar.yaml"), log=folder / "server.log",
                         environment=ADMINISTRATOR if account else None, open_files=open_files)
        if wait:
            wait_for(lambda: self.get("/api/v1/health"), 60, "the server is up")

    def request(self, method: str, path: str, body=None, headers: dict[str, str | None] | None = None):
        """Status, headers, and body (as JSON where it is that); asked by the administrator unless the headers say by whom, or
        by nobody (None)."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {**({"Content-Type": "application/json"} if data else {}), **basic(), **(headers or {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                status, fields, raw = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, fields, raw = error.code, error.headers, error.read()
        assert not secrets_in(str(fields).encode() + raw), f"{method} {path} tells a password"
        is_json = "json" in (fields.get("Content-Type") or "")
        return status, fields, json.loads(raw) if is_json and raw else raw

    def get(self, path: str):
        status, _, body = self.request("GET", path)
        assert status == 200, f"{path}: {status} {body}"
        return body

    def recordings(self, camera: str, stream: str = "main") -> list[dict]:
        """All of them, oldest first."""
        items, cursor = [], ""
        while True:
            page = self.get(f"/api/v1/recordings?camera={camera}&stream={stream}&order=asc&limit=100{cursor}")
            items += page["items"]
            if not page["next_cursor"]:
                return items
            cursor = f"&cursor={page['next_cursor']}"

    def frames(self, camera: str, stream: str = "main") -> int:
        """Pictures that the catalogue knows to be on disk."""
        return sum(item["video_frames"] for item in self.recordings(camera, stream))


def files(data: pathlib.Path, camera: str, stream: str = "main") -> list[pathlib.Path]:
    return sorted((data / "recordings" / camera / stream).rglob("*.mp4"), key=lambda path: path.name)


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def packet_hashes(path: pathlib.Path, kind: str = "v") -> list[str]:
    """A hash of each packet of a track, in decoding order, as ffmpeg sees it."""
    text = run("ffmpeg", "-v", "error", "-i", str(path), "-map", f"0:{kind}:0", "-c", "copy", "-f", "framehash", "-")
    return [line.split(",")[-1].strip() for line in text.splitlines() if line and not line.startswith("#")]


def decoded_frames(path: pathlib.Path) -> int:
    """Pictures that a decoder gets out of a file, which must not complain. The times stay those of the file: rounded to a frame
    rate, two pictures that came close together would be of one instant."""
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-vsync", "passthrough", "-enc_time_base", "-1", "-f", "null",
                           "-"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and not done.stderr.strip(), f"{path}: {done.stderr}"
    return playable_frames(path)


def playable_frames(path: pathlib.Path) -> int:
    """Pictures that a decoder gets out of a file, however its end looks."""
    text = run("ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries",
               "stream=nb_read_frames", "-of", "csv=p=0", str(path))
    return int(text.strip().strip(","))


def has_audio(path: pathlib.Path) -> bool:
    return bool(run("ffprobe", "-v", "error", "-select_streams", "a", "-show_entries", "stream=codec_name", "-of",
                    "csv=p=0", str(path)).strip())


def missing(*programs: str) -> str | None:
    """The first of these programs that is not installed, for a reason to skip."""
    return next((name for name in programs if not shutil.which(name)), None)


class Stage:
    """Starts programs in a temporary folder."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.programs: list[Program] = []

    def camera(self, *options: str, port: int | None = None) -> Camera:
        return self._started(Camera(self.folder, *options, port=port))

    def server(self, cameras: list[dict], **keys) -> Server:
        return self._started(Server(self.folder, cameras, **keys))

    def program(self, *arguments: str, name: str) -> Program:
        return self._started(Program(*arguments, log=self.folder / f"{name}.log"))

    def _started(self, program):
        self.programs.append(program)
        return program


@contextlib.contextmanager
def staged(folder: pathlib.Path):
    """A stage in this folder; what was started on it and still runs is killed at the end."""
    made = Stage(folder)
    try:
        yield made
    finally:
        for program in reversed(made.programs):
            if program.process.poll() is None:
                program.kill()
