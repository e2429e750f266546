"""One run: a source, a recorder, a window in which all cameras play, and the proof that no picture was lost."""
from __future__ import annotations

import concurrent.futures
import dataclasses
import os
import pathlib
import shutil
import subprocess
import time

import readings
from recorders import Recorder, Recording
from source import RATE, Fault, Source, until

LATEST = 200.0
"""Milliseconds that a picture may be late before the run is void."""
LEAD = 14
"""Seconds that a source plays beyond the window and the starts: to open, to settle, and to spare at the end."""
SETTLING = 2.0
"""Seconds between the last camera's first group of pictures and the window."""


@dataclasses.dataclass(frozen=True)
class Cost:
    """Of all processes of a recorder, in a window."""
    seconds: float
    usage: readings.Usage
    memory: readings.Memory
    processes: int

    @property
    def processor(self) -> float:
        """Percent of a core."""
        return 100 * self.usage.processor / self.seconds

    @property
    def held(self) -> float:
        """MB at the window's end, with what the recorder's processes share counted once. One process alone holds all that is
        resident: its PSS would be less by what it shares with the source, which is the same program as Nightjar."""
        return self.memory.resident if self.processes == 1 else self.memory.proportional


@dataclasses.dataclass
class Run:
    recorder: str
    cameras: int
    by_packet: bool
    spacing: float
    """Seconds between the starts of two cameras."""
    frames: int = 0
    """That each camera was to send."""
    cost: Cost | None = None
    source: float = 0.0
    """Percent of a core that the source took in the window."""
    late: float = 0.0
    """Milliseconds, at most."""
    sent: int = 0
    recorded: int = 0
    faults: list[str] = dataclasses.field(default_factory=list)
    """Why it is void."""


@dataclasses.dataclass(frozen=True)
class Place:
    """What all runs share."""
    nightjar: pathlib.Path
    clip: pathlib.Path
    folder: pathlib.Path
    seconds: int


def measure(recorder: Recorder, place: Place, cameras: int, by_packet: bool, spacing: float) -> Run:
    frames = RATE * (place.seconds + LEAD + round(spacing * cameras))
    run = Run(recorder.key, cameras, by_packet, spacing, frames)
    folder = _emptied(place.folder / "run")
    source = Source(place.nightjar, folder, place.clip, cameras, frames, by_packet)
    recording: Recording | None = None
    try:
        source.wait()
        recording = recorder.start(folder, source.urls, spacing)
        _play(run, place.seconds, source, recording, 60 + spacing * cameras)
    except (Fault, readings.Gone) as fault:
        run.faults.append((recording and recording.ended()) or str(fault))
    finally:
        # The source first: ffmpeg waits for a silent camera for ever, but ends its file when the connection is closed.
        sent, run.late = source.stop()
        if recording:
            recording.stop()
    if recording:
        _prove(run, sent, recording)
    _emptied(folder)
    return run


def measure_idle(recorder: Recorder, place: Place) -> Cost:
    """What a recorder costs without a camera."""
    folder = _emptied(place.folder / "run")
    recording = recorder.start(folder, [])
    try:
        # Nightjar opens its catalogue and listens, libraries are loaded.
        time.sleep(5)
        return _window(place.seconds, recording)[0]
    finally:
        recording.stop()
        _emptied(folder)


def _play(run: Run, seconds: int, source: Source, recording: Recording, patience: float):
    def all_play() -> bool:
        if fault := recording.ended():
            raise Fault(fault)
        return recording.is_recording(run.cameras)

    until(all_play, patience, "all cameras are recorded")
    time.sleep(SETTLING)
    run.cost, run.source = _window(seconds, recording, source)
    # The report is up to a second old.
    if any(camera["video_units"] > run.frames - RATE for camera in source.sent()):
        raise Fault("a camera had sent its last picture before the window was over")
    # A process whose camera was done long ago may have ended by then, as it should.
    until(lambda: all(camera["video_units"] >= run.frames for camera in source.sent()), patience + run.frames / RATE,
          "all pictures are sent")
    time.sleep(1.5)


def _window(seconds: int, recording: Recording, source: Source | None = None) -> tuple[Cost, float]:
    """What the recorder costs, and the percent of a core that the source takes."""
    def usage() -> readings.Usage:
        return sum((readings.usage(process.pid) for process in recording.processes), readings.Usage())

    def playing() -> float:
        return readings.usage(source.process.pid).processor if source else 0.0

    began, source_before, before = time.monotonic(), playing(), usage()
    time.sleep(seconds)
    passed, source_after, after = time.monotonic() - began, playing(), usage()
    memory = sum((readings.memory(process.pid) for process in recording.processes), readings.Memory())
    return Cost(passed, after - before, memory, len(recording.processes)), 100 * (source_after - source_before) / passed


def _prove(run: Run, sent: list[dict], recording: Recording):
    """Compares camera by camera, so that one's loss is not made up for by another's surplus."""
    if run.late > LATEST:
        run.faults.append(f"the source was {run.late:.0f} ms late")
    if len(sent) < run.cameras:
        run.faults.append("the source left no report")
        return
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        recorded = list(pool.map(lambda number: _frames(recording.files(number)), range(run.cameras)))
    run.sent = sum(camera["video_units"] for camera in sent)
    run.recorded = sum(recorded)
    wrong = [f"camera {number + 1}: {run.frames} pictures meant, {camera['video_units']} sent in {camera['sessions']} "
             f"sessions, {count} in files" for number, (camera, count) in enumerate(zip(sent, recorded))
             if not camera["video_units"] == count == run.frames or camera["sessions"] != 1]
    if wrong:
        run.faults.append(f"{wrong[0]}{f'; and {len(wrong) - 1} cameras more' if wrong[1:] else ''}")


def _frames(files: list[pathlib.Path]) -> int:
    """Pictures that a reader which is not ours finds; of a file that it cannot read, none."""
    total = 0
    for path in files:
        done = subprocess.run(["ffprobe", "-v", "error", "-count_packets", "-select_streams", "v:0", "-show_entries",
                               "stream=nb_read_packets", "-of", "csv=p=0", str(path)], capture_output=True, text=True)
        number = done.stdout.strip().strip(",")
        total += int(number) if number.isdigit() else 0
    return total


def _emptied(folder: pathlib.Path) -> pathlib.Path:
    """An empty folder; what was written before is not written back within the next window."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    os.sync()
    return folder
