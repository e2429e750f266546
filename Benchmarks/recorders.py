"""The recorders that are compared: each records cameras into files of its own, a picture lost or not."""
from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import time
import typing
from collections.abc import Callable

from source import free_port

FRAGMENTS = "+frag_keyframe+empty_moov+default_base_moof"
PROBING = 0.3
"""Seconds between the starts of two cameras of libavformat's where all at once void the run: each decodes some pictures to
learn what it has, 0.15 to 0.2 s of a core, which may keep the source from its work."""


@dataclasses.dataclass
class Recording:
    """Processes that run."""
    processes: list[subprocess.Popen]
    files: Callable[[int], list[pathlib.Path]]
    """Those of a camera, by its number."""
    log: pathlib.Path

    def ended(self) -> str | None:
        """What a process that is not there any more had to say."""
        for process in self.processes:
            if process.poll() is not None:
                lines = self.log.read_text(errors="replace").strip().splitlines()
                return f"a recorder ended with status {process.returncode}{': ' + lines[-1] if lines else ''}"
        return None

    def is_recording(self, cameras: int) -> bool:
        """Whether media is in each camera's file; all of them have their first group of pictures by then."""
        return all(sum(path.stat().st_size for path in self.files(number)) > 1 << 16 for number in range(cameras))

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin:
                process.stdin.close()


class Recorder(typing.Protocol):
    key: str
    """In options and in JSON."""
    label: str
    spacings: tuple[float, ...]
    """Seconds between the starts of two cameras: of the first try, and, if that is void, of further ones."""

    def start(self, folder: pathlib.Path, urls: list[str], spacing: float = 0.0) -> Recording:
        """Records the cameras; with none it is idle."""


def launch(arguments: list, log: pathlib.Path, **options) -> subprocess.Popen:
    with log.open("ab") as output:
        return subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=output, **options)


class Nightjar:
    key = "nightjar"
    label = "Nightjar"
    spacings = (0.0,)

    def __init__(self, program: pathlib.Path):
        self.program = program

    def start(self, folder: pathlib.Path, urls: list[str], spacing: float = 0.0) -> Recording:
        cameras = [{"id": f"cam-{number}", "name": f"Camera {number}", "url": url, "segment_seconds": 3600}
                   for number, url in enumerate(urls)]
        configuration = folder / "nightjar.yaml"
        # JSON is YAML.
        configuration.write_text(json.dumps({
            "data_dir": str(folder / "data"), "allow_loopback_cameras": True,
            "listeners": [{"address": f"127.0.0.1:{free_port()}"}], "cameras": cameras}))
        log = folder / "recorder.log"
        process = launch([self.program, "serve", "--config", configuration], log)
        return Recording([process], lambda number: sorted((folder / f"data/recordings/cam-{number}").rglob("*.mp4")), log)


class LibAV:
    """libav_recorder.c: one process, a thread for each camera."""
    key = "libavformat"
    label = "libavformat, threads"
    # At once, as Nightjar, where that goes.
    spacings = (0.0, PROBING)

    def __init__(self, program: pathlib.Path):
        self.program = program

    def start(self, folder: pathlib.Path, urls: list[str], spacing: float = 0.0) -> Recording:
        log = folder / "recorder.log"
        pairs = [word for number, url in enumerate(urls) for word in (url, folder / f"cam-{number}.mp4")]
        process = launch([self.program, "-w", str(round(spacing * 1000)), *pairs], log)
        return Recording([process], lambda number: [folder / f"cam-{number}.mp4"], log)


class FFmpeg:
    """One `ffmpeg -c copy` for each camera."""
    key = "ffmpeg"
    label = "ffmpeg -c copy, processes"
    spacings = (PROBING,)

    def start(self, folder: pathlib.Path, urls: list[str], spacing: float = 0.0) -> Recording:
        log = folder / "recorder.log"
        processes = []
        for number, url in enumerate(urls):
            processes.append(self._process(folder, log, number, "-nostdin", "-rtsp_transport", "tcp", "-i", url))
            time.sleep(spacing)
        if not urls:
            # Nothing ever comes through the pipe.
            processes.append(self._process(folder, log, 0, "-f", "h264", "-i", "pipe:0", stdin=subprocess.PIPE))
        return Recording(processes, lambda number: [folder / f"cam-{number}.mp4"], log)

    def _process(self, folder: pathlib.Path, log: pathlib.Path, number: int, *source: str, **options) -> subprocess.Popen:
        return launch(["ffmpeg", "-v", "error", *source, "-c", "copy", "-movflags", FRAGMENTS, "-f", "mp4",
                       str(folder / f"cam-{number}.mp4")], log, **options)


def missing(program: pathlib.Path) -> bool:
    return not os.access(program, os.X_OK)
