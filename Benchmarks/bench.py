#!/usr/bin/env python3
"""Processor time and memory per recorded camera: Nightjar, and one `ffmpeg -c copy` process per camera, in one run.

    make bench                       # 1, 16 and 64 cameras
    .venv/bin/python Benchmarks/bench.py --cameras 1 16 --seconds 20

The source is `nightjar camera`: a 4 Mbps 1080p25 clip in real frame sizes, each frame written at its time. A run is void, and
says so, if frames in files differ from frames sent, or if the source was ever more than 200 ms late.
"""
from __future__ import annotations

import argparse
import json
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
NIGHTJAR = ROOT / ".build/release/nightjar"
TICK = os.sysconf("SC_CLK_TCK")
RATE = 25
LATEST = 200.0


def make_clip(path: pathlib.Path) -> float:
    """A moving, noisy picture of 16 s; answers its bit rate in Mbps."""
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
                    f"testsrc2=size=1920x1080:rate={RATE}:duration=16,noise=alls=12:allf=t", "-c:v", "libx264", "-preset",
                    "veryfast", "-bf", "0", "-g", "50", "-keyint_min", "50", "-sc_threshold", "0", "-b:v", "4M", "-maxrate",
                    "4M", "-bufsize", "4M", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(path)], check=True)
    return path.stat().st_size * 8 / 16 / 1e6


def processor_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid: int) -> tuple[float, float]:
    """Peak resident and proportional memory in MB."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    shared = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return peak / 1024, shared / 1024


def packets(path: pathlib.Path) -> int:
    done = subprocess.run(["ffprobe", "-v", "error", "-count_packets", "-select_streams", "v:0", "-show_entries",
                           "stream=nb_read_packets", "-of", "csv=p=0", str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout.strip().strip(","))


class Source:
    """`nightjar camera`, sending a fixed number of frames to each client."""

    def __init__(self, folder: pathlib.Path, clip: pathlib.Path, cameras: int, frames: int, by_packet: bool):
        self.report = folder / "source.json"
        self.port = 18554
        self.process = subprocess.Popen(
            [NIGHTJAR, "camera", "--listen", f"127.0.0.1:{self.port}", "--file", clip, "--path", "cam", "--count",
             str(max(cameras, 2)), "--frames", str(frames), "--report", self.report, *(["--packets"] if by_packet else [])],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def url(self, number: int) -> str:
        return f"rtsp://127.0.0.1:{self.port}/cam-{number + 1}"

    def statistics(self) -> dict:
        return json.loads(self.report.read_text())

    def sent(self) -> int:
        return sum(path["video_units"] for path in self.statistics()["paths"].values())

    def stop(self) -> dict:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        return self.statistics()


def record_with_nightjar(folder: pathlib.Path, source: Source, cameras: int):
    config = {"data_dir": str(folder / "data"), "allow_loopback_cameras": True,
              "listeners": [{"address": "127.0.0.1:18080"}],
              "cameras": [{"id": f"cam-{n}", "name": f"Camera {n}", "url": source.url(n), "segment_seconds": 3600}
                          for n in range(cameras)]}
    (folder / "nightjar.yaml").write_text(json.dumps(config))
    process = subprocess.Popen([NIGHTJAR, "serve", "--config", folder / "nightjar.yaml"], stdout=subprocess.DEVNULL,
                               stderr=open(folder / "nightjar.log", "w"))
    return [process], lambda: sorted((folder / "data/recordings").rglob("*.mp4"))


def record_with_ffmpeg(folder: pathlib.Path, source: Source, cameras: int):
    processes = [subprocess.Popen(["ffmpeg", "-v", "error", "-nostdin", "-rtsp_transport", "tcp", "-i", source.url(n), "-c",
                                   "copy", "-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-f", "mp4",
                                   str(folder / f"cam-{n}.mp4")]) for n in range(cameras)]
    return processes, lambda: sorted(folder.glob("cam-*.mp4"))


def until(check, seconds: float, what: str):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if check():
                return
        except (OSError, ValueError, KeyError):
            pass
        time.sleep(0.1)
    raise SystemExit(f"bench: {what}: not within {seconds} s")


def measure(record, folder: pathlib.Path, clip: pathlib.Path, cameras: int, seconds: int, by_packet: bool) -> dict:
    folder.mkdir()
    # Some seconds to come up before the window, and some to spare behind it.
    frames = (seconds + 14) * RATE
    source = Source(folder, clip, cameras, frames, by_packet)
    until(source.report.exists, 20, "the source is up")
    processes, files = record(folder, source, cameras)
    try:
        until(lambda: source.sent() >= cameras * RATE * 4, 60, "all cameras play")
        began = time.monotonic()
        before = sum(processor_seconds(p.pid) for p in processes)
        time.sleep(seconds)
        spent = sum(processor_seconds(p.pid) for p in processes) - before
        window = time.monotonic() - began
        sizes = [memory(p.pid) for p in processes]
        until(lambda: source.sent() >= cameras * frames, 60, "all frames are sent")
        time.sleep(1.5)
    finally:
        # The source first: ffmpeg waits for a silent camera for ever, but ends its file when the connection is closed.
        statistics = source.stop()
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(30)
    sent = sum(path["video_units"] for path in statistics["paths"].values())
    recorded = sum(packets(path) for path in files())
    faults = []
    if sent != recorded or sent != cameras * frames:
        faults.append(f"{sent} frames sent, {recorded} in files, {cameras * frames} meant")
    if statistics["max_lateness_ms"] > LATEST:
        faults.append(f"the source was {statistics['max_lateness_ms']:.0f} ms late")
    shutil.rmtree(folder)
    return {"cpu": 100 * spent / window / cameras, "peak": sum(s[0] for s in sizes), "pss": sum(s[1] for s in sizes),
            "late": statistics["max_lateness_ms"], "frames": recorded, "void": "; ".join(faults)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cameras", type=int, nargs="+", default=[1, 16, 64])
    arguments.add_argument("--seconds", type=int, default=20)
    arguments.add_argument("--packets", action="store_true", help="the source writes each RTP packet by itself")
    options = arguments.parse_args()
    if not NIGHTJAR.exists():
        raise SystemExit("bench: build it first: make build")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    void = False
    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as name:
        folder = pathlib.Path(name)
        rate = make_clip(folder / "clip.mp4")
        print(f"Commit {commit}, {platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}; "
              f"1080p25 H.264 of {rate:.2f} Mbps, {options.seconds} s windows, source writes "
              f"{'each RTP packet' if options.packets else 'each frame whole'}\n")
        print("| cameras | recorder | CPU per camera (% of a core) | ratio | peak memory per camera (MB) | PSS per camera (MB) "
              "| frames in files | source late by (ms) |")
        print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
        for cameras in options.cameras:
            own = None
            for label, record in [("Nightjar", record_with_nightjar), ("ffmpeg -c copy", record_with_ffmpeg)]:
                r = measure(record, folder / f"{cameras}-{record.__name__}", folder / "clip.mp4", cameras, options.seconds,
                            options.packets)
                own = own or r["cpu"]
                note = f" **void: {r['void']}**" if r["void"] else ""
                void = void or bool(r["void"])
                print(f"| {cameras} | {label} | {r['cpu']:.3f} | {r['cpu'] / own:.1f} | {r['peak'] / cameras:.1f} "
                      f"| {r['pss'] / cameras:.1f} | {r['frames']}{note} | {r['late']:.0f} |", flush=True)
    sys.exit(1 if void else 0)


if __name__ == "__main__":
    main()
