"""The cameras: `nightjar camera`, playing one clip at many paths, and the clip."""
from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
from collections.abc import Callable

RATE = 25
SECONDS = 16
MEGABITS = 4


class Fault(Exception):
    """Why a run cannot count."""


def until(check: Callable[[], bool], seconds: float, what: str):
    """Waits; a check that cannot be made yet is one that does not hold."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if check():
                return
        except (OSError, ValueError, KeyError):
            pass
        time.sleep(0.2)
    raise Fault(f"{what}: not within {seconds:.0f} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clip(path: pathlib.Path, group: int = 50, size: str = "1920x1080", seconds: int = SECONDS, megabits: float = MEGABITS) -> float:
    """Makes a moving, noisy picture with so many pictures in a group, unless it is there; answers its bit rate in Mbps."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name("unfinished-" + path.name)
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-f", "lavfi",
             "-i", f"testsrc2=size={size}:rate={RATE}:duration={seconds},noise=alls=12:allf=t",
             "-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", str(group), "-keyint_min", str(group), "-sc_threshold", "0",
             "-b:v", f"{megabits}M", "-maxrate", f"{megabits}M", "-bufsize", f"{megabits}M", "-pix_fmt", "yuv420p",
             "-movflags", "+faststart", str(unfinished)], check=True)
        unfinished.rename(path)
    return path.stat().st_size * 8 / seconds / 1e6


def first_of_all():
    """Cameras are machines of their own: no recorder takes their processors from them. Needs root."""
    with contextlib.suppress(PermissionError):
        os.nice(-15)


class Source:
    """Sends a fixed number of pictures to each client, and tells what it sent and how late it was."""

    def __init__(self, nightjar: pathlib.Path, folder: pathlib.Path, clip: pathlib.Path, cameras: int, frames: int,
                 by_packet: bool):
        self.cameras = cameras
        self.frames = frames
        self.report = folder / "source.json"
        self.port = free_port()
        # A count of one would name the path without a number.
        self.process = subprocess.Popen(
            [nightjar, "camera", "--listen", f"127.0.0.1:{self.port}", "--file", clip, "--path", "cam",
             "--count", str(max(cameras, 2)), "--frames", str(frames), "--report", self.report,
             *(["--packets"] if by_packet else [])], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=first_of_all)

    @property
    def urls(self) -> list[str]:
        return [f"rtsp://127.0.0.1:{self.port}/cam-{number + 1}" for number in range(self.cameras)]

    def wait(self):
        """Until it listens."""
        def answers() -> bool:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        until(answers, 30, "the source is up")

    def sent(self) -> list[dict]:
        """Of each camera; up to a second old while the source runs."""
        return self._cameras(json.loads(self.report.read_text()))

    def _cameras(self, report: dict) -> list[dict]:
        return [report["paths"][f"/cam-{number + 1}"] for number in range(self.cameras)]

    def stop(self) -> tuple[list[dict], float]:
        """What each camera sent in all, and how late the source was at most, in ms."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        try:
            report = json.loads(self.report.read_text())
            return self._cameras(report), report["max_lateness_ms"]
        except (OSError, ValueError, KeyError):
            return [], 0.0
