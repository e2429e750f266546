#!/usr/bin/env python3
"""Processor time and memory per recorded camera: Nightjar, libavformat with a thread for each camera, and an
`ffmpeg -c copy` process for each camera, in one run on one machine.

    make bench                                              all of it
    Benchmarks/bench.py --cameras 1 16 --seconds 10         less of it

The source is `nightjar camera`: a 4 Mbps 1080p25 clip in real frame sizes, each picture written at its time, whole (`burst`)
or each RTP packet by itself (`packet`). A run is void if one camera's pictures in files are not as many as it sent, if a
recorder ended, or if the source was ever more than 200 ms late. It is then measured again, twice at most, and the table says
so. With --runs, each is measured so often, the recorders in turn, and of each recorder the cheapest run counts: what others
do on a shared machine only ever adds.
"""
from __future__ import annotations

import argparse
import dataclasses
import json
import os
import pathlib
import platform
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

import source
import table
from measure import Cost, Place, Run, measure, measure_idle
from recorders import FFmpeg, LibAV, Nightjar, Recorder, missing

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILT = ROOT / ".build-bench"
TRIES = 3
ROWS = {"burst": False, "packet": True}


def main():
    options = parse()
    nightjar = pathlib.Path(os.environ.get("NIGHTJAR_BIN") or ROOT / ".build/release/nightjar")
    recorders = chosen(options.recorders, nightjar)
    allow_open_files()
    # So that what was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    rate = source.clip(BUILT / "clip.mp4")
    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as name:
        place = Place(nightjar, BUILT / "clip.mp4", pathlib.Path(name), options.seconds)
        check_space(place, max(options.cameras), recorders)
        heading = describe(rate, options.seconds)
        say(heading)
        rows: list[table.Row] = []
        idle: dict[str, Cost] = {}
        if 1 in options.cameras:
            for recorder in recorders:
                idle[recorder.key] = measure_idle(recorder, place)
                say(f"no camera, {recorder.label}: {idle[recorder.key].processor:.3f} % of a core")
        for cameras in options.cameras:
            for kind in options.rows:
                results = {recorder.key: table.Result([]) for recorder in recorders}
                for _ in range(options.runs):
                    for recorder in recorders:
                        results[recorder.key].runs += until_valid(recorder, place, cameras, ROWS[kind])
                rows.append(table.Row(cameras, ROWS[kind], results))
                if options.json:
                    save(options.json, heading, idle, rows)
    print(f"{heading}\n\n{table.render(recorders, rows, idle)}")
    runs = [run for row in rows for result in row.results.values() for run in result.runs]
    print(f"\n{sum(bool(run.faults) for run in runs)} of {len(runs)} runs were void.")
    # The others are there to compare with; what they cannot do here is no fault of Nightjar's.
    sys.exit(1 if any("nightjar" in row.results and not row.results["nightjar"].valid for row in rows) else 0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--cameras", type=positive, nargs="+", default=[1, 16, 64, 200], metavar="N")
    parser.add_argument("--seconds", type=positive, default=20, help="length of a window (default: 20)")
    parser.add_argument("--rows", nargs="+", choices=list(ROWS), default=list(ROWS),
                        help="whether the source writes each access unit whole, or each RTP packet by itself")
    parser.add_argument("--recorders", nargs="+", choices=["nightjar", "libavformat", "ffmpeg"],
                        default=["nightjar", "libavformat", "ffmpeg"])
    parser.add_argument("--runs", type=positive, default=1, help="of each, of which the cheapest counts (default: 1)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write every number of every run, void ones too")
    return parser.parse_args()


def positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{number} is not above 0")
    return number


def chosen(keys: list[str], nightjar: pathlib.Path) -> list[Recorder]:
    """Always in the same order."""
    if missing(nightjar):
        raise SystemExit(f"bench: {nightjar} is not there: build it first, with make build")
    libav = BUILT / "libav_recorder"
    if "libavformat" in keys and missing(libav):
        raise SystemExit(f"bench: {libav} is not there: build it first, with make {libav.relative_to(ROOT)}")
    for program in ["ffmpeg", "ffprobe"]:
        if not shutil.which(program):
            raise SystemExit(f"bench: {program} is not installed: install Debian's package ffmpeg")
    recorders: list[Recorder] = [Nightjar(nightjar), LibAV(libav), FFmpeg()]
    return [recorder for recorder in recorders if recorder.key in keys]


def allow_open_files():
    """A socket, a file and a pipe for each camera; child processes inherit the limit."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def check_space(place: Place, cameras: int, recorders: list[Recorder]):
    longest = place.seconds + 20 + max(max(recorder.spacings) for recorder in recorders) * cameras
    needed = cameras * longest * source.MEGABITS * 1e6 / 8
    free = shutil.disk_usage(place.folder).free
    if free < 1.5 * needed:
        raise SystemExit(f"bench: {place.folder.parent} has {free / 1e9:.0f} GB free; {cameras} cameras need "
                         f"{1.5 * needed / 1e9:.0f}: name another folder in TMPDIR, or measure fewer with --cameras")


def until_valid(recorder: Recorder, place: Place, cameras: int, by_packet: bool) -> list[Run]:
    runs: list[Run] = []
    while len(runs) < TRIES and (not runs or runs[-1].faults):
        spacing = recorder.spacings[min(len(runs), len(recorder.spacings) - 1)]
        run = measure(recorder, place, cameras, by_packet, spacing)
        runs.append(run)
        void = f"; VOID: {'; '.join(run.faults)}" if run.faults else ""
        each = f"{run.cost.processor / cameras:.3f} % of a core for each" if run.cost else "not measured"
        say(f"{cameras} × {recorder.label}, a write for each {'RTP packet' if by_packet else 'access unit'}: {each}, "
            f"source {run.late:.0f} ms late{void}")
    return runs


def describe(rate: float, seconds: int) -> str:
    commit = output("git", "-C", str(ROOT), "describe", "--always", "--dirty")
    ffmpeg = output("ffmpeg", "-version").split()[2]
    built = f" ({os.environ['NIGHTJAR_BIN']})" if os.environ.get("NIGHTJAR_BIN") else ""
    return (f"Commit {commit}{built}, FFmpeg {ffmpeg}, {platform.machine()}, {os.cpu_count()} cores, load "
            f"{os.getloadavg()[0]:.2f} at the start, Linux {platform.release()}; 1080p25 H.264 of {rate:.2f} Mbps, "
            f"{seconds} s windows")


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def save(path: pathlib.Path, heading: str, idle: dict[str, Cost], rows: list[table.Row]):
    runs = [dataclasses.asdict(run) for row in rows for result in row.results.values() for run in result.runs]
    path.write_text(json.dumps({"machine": heading, "idle": {key: dataclasses.asdict(cost) for key, cost in idle.items()},
                                "runs": runs}, indent=2) + "\n")


def say(text: str):
    """As it goes on; the tables come at the end, by themselves on the standard output."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
