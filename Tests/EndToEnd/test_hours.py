"""Other programs read a restreamed camera for long: what they get stays with the time of day, misses nothing, and costs the server no
more memory at the end than at the beginning.

In the long runs alone (NIGHTJAR_TEST_LONG), for NIGHTJAR_TEST_READING seconds: 1200 where nothing is said. With the variable set, it is
also run by itself: NIGHTJAR_TEST_READING=10800 .venv/bin/python -m pytest -s Tests/EndToEnd/test_hours.py"""
from __future__ import annotations

import os
import pathlib
import statistics
import subprocess
import threading
import time

import pytest

from house import House
from support import IS_LONG, Camera, free_port, missing, wait_for

SECONDS = float(os.environ.get("NIGHTJAR_TEST_READING") or (1200 if IS_LONG else 0))

pytestmark = [pytest.mark.skipif(SECONDS == 0, reason="takes long: NIGHTJAR_TEST_LONG=1, or NIGHTJAR_TEST_READING=SECONDS"),
              pytest.mark.skipif(missing("ffmpeg") is not None, reason="ffmpeg is not installed")]

# Seconds. What is seen of a client's packets is uneven by as much as this machine is busy; what drifts goes beyond any bound.
BOUND = 0.2
SOUND_BOUND = 0.08
# Between two pictures of the clip, in ticks of 90 kHz; senders' reports follow a correction of the time of day by 1 ms in 2 s.
STEP, UNEVEN = 3600, 100
GROWTH = 24 << 20


class Reader:
    """FFmpeg, of which each packet is noted with the time at which it was read."""

    def __init__(self, url: str, transport: str):
        self.seen: list[tuple[int, float, float]] = []
        self.process = subprocess.Popen(
            ["ffmpeg", "-v", "warning", "-rtsp_transport", transport, "-i", url, "-map", "0", "-c", "copy", "-flush_packets", "1", "-f",
             "framecrc", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        self.scales: dict[int, float] = {}
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self) -> None:
        for line in self.process.stdout:
            now = time.monotonic()
            if line.startswith("#tb "):
                track, _, scale = line[4:].partition(":")
                numerator, denominator = scale.strip().split("/")
                self.scales[int(track)] = int(numerator) / int(denominator)
            elif not line.startswith("#"):
                fields = line.split(",")
                track = int(fields[0])
                self.seen.append((track, int(fields[2]) * self.scales[track], now))

    def end(self) -> str:
        self.process.terminate()
        complaints = self.process.stderr.read()
        self.process.wait(20)
        self.thread.join(20)
        return complaints

    def lateness(self, track: int, since: float, until: float) -> float:
        """How far the packets that were read then lie behind their own times, but for a constant."""
        return statistics.median(read - shown for number, shown, read in self.seen if number == track and since <= read < until)


def memory(pid: int) -> int:
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_whoever_reads_for_long_does_not_drift(tmp_path):
    camera, port = Camera(tmp_path), free_port()
    house = House(tmp_path, cameras=[{"id": "gate", "name": "Gate", "url": camera.url("main")}],
                  rtsp_server={"address": f"127.0.0.1:{port}"})
    readers: dict[str, Reader] = {}
    try:
        wait_for(lambda: house.get("/api/v1/cameras/gate/status")["state"] == "recording", 30, "pictures come")
        user = house.get("/api/v1/users")["items"][0]
        made = house.ask("POST", f"/api/v1/users/{user['id']}/stream-password", shown=lambda answer: (answer.json()["password"],)).json()
        url = f"rtsp://{user['username']}:{made['password']}@127.0.0.1:{port}/cameras/gate/main"
        readers = {transport: Reader(url, transport) for transport in ("tcp", "udp")}
        wait_for(lambda: all(len(reader.seen) > 50 for reader in readers.values()), 60, "both read")
        # The group of pictures that was there comes at once; from then on they come as they are made.
        time.sleep(15)
        began, window = time.monotonic(), min(60.0, SECONDS / 3)
        time.sleep(window)
        first_memory = memory(house.process.pid)
        time.sleep(max(0.0, SECONDS - 2 * window))
        ending = time.monotonic()
        time.sleep(window)
        last_memory = memory(house.process.pid)
        ended = time.monotonic()
        assert house.get("/api/v1/rtsp-server")["viewers"] == 2
    finally:
        complaints = {name: reader.end() for name, reader in readers.items()}
        house.stop()
        camera.kill()
    for name, reader in readers.items():
        drifts = [reader.lateness(track, ending, ended) - reader.lateness(track, began, began + window) for track in (0, 1)]
        print(f"\n{name}: {len(reader.seen)} packets in {ended - began:.0f} s, drift {drifts[0] * 1000:+.1f} ms of pictures, "
              f"{drifts[1] * 1000:+.1f} ms of sound; server {first_memory >> 20} MB, then {last_memory >> 20} MB")
        assert all(abs(drift) < BOUND for drift in drifts), (name, drifts)
        assert abs(drifts[0] - drifts[1]) < SOUND_BOUND, (name, "picture and sound go apart", drifts)
        times = [round(shown * 90_000) for track, shown, read in reader.seen if track == 0 and read >= began]
        odd = [(before, after) for before, after in zip(times, times[1:]) if abs(after - before - STEP) > UNEVEN]
        assert odd == [], (name, "a picture is missing", odd[:5])
        assert "missed" not in complaints[name], complaints[name][-500:]
    assert last_memory - first_memory < GROWTH, (first_memory, last_memory)
