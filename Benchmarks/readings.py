"""What the kernel says about a recorder's processes."""
from __future__ import annotations

import dataclasses
import os
import pathlib
import time

TICK = os.sysconf("SC_CLK_TCK")


class Gone(Exception):
    """A process that was to be read has ended."""


@dataclasses.dataclass(frozen=True)
class Usage:
    """What processes used up since they began, added up."""
    processor: float = 0.0
    """Seconds on a processor, user and system, of all threads: to the nanosecond, by the scheduler's clock of the process."""
    user: float = 0.0
    system: float = 0.0
    """The two parts, in ticks of the clock (10 ms), as `ps` shows them."""
    wakeups: int = 0
    """Voluntary context switches of the threads that are there now: how often they had nothing more to do."""
    reads: int = 0
    writes: int = 0
    """Calls of the read and write families, to sockets as to files; recv and send, which libavformat uses, are not in it."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(*(mine + its for mine, its in zip(dataclasses.astuple(self), dataclasses.astuple(other))))

    def __sub__(self, other: Usage) -> Usage:
        return Usage(*(mine - its for mine, its in zip(dataclasses.astuple(self), dataclasses.astuple(other))))


@dataclasses.dataclass(frozen=True)
class Memory:
    """In MB of 2^20 bytes, added up over processes."""
    peak: float = 0.0
    """Resident at most, since the process began; what processes share counts in each."""
    resident: float = 0.0
    """Now."""
    proportional: float = 0.0
    """Now, with each shared page divided among those that share it (PSS)."""

    def __add__(self, other: Memory) -> Memory:
        return Memory(self.peak + other.peak, self.resident + other.resident, self.proportional + other.proportional)


def usage(pid: int) -> Usage:
    process = pathlib.Path(f"/proc/{pid}")
    try:
        times = (process / "stat").read_text().rsplit(")", 1)[1].split()
        calls = _fields(process / "io")
        switches = sum(_fields(thread / "status").get("voluntary_ctxt_switches", 0)
                       for thread in (process / "task").iterdir())
        # The clock that clock_getcpuclockid(3) names.
        nanoseconds = time.clock_gettime_ns(~pid << 3 | 2)
    except (OSError, IndexError) as error:
        raise Gone(f"process {pid} cannot be read: {error}") from error
    return Usage(nanoseconds / 1e9, int(times[11]) / TICK, int(times[12]) / TICK, switches, calls["syscr"], calls["syscw"])


def memory(pid: int) -> Memory:
    process = pathlib.Path(f"/proc/{pid}")
    try:
        now = _fields(process / "smaps_rollup")
        return Memory(_fields(process / "status")["VmHWM"] / 1024, now["Rss"] / 1024, now["Pss"] / 1024)
    except (OSError, KeyError) as error:
        raise Gone(f"process {pid} cannot be read: {error}") from error


def _fields(path: pathlib.Path) -> dict[str, int]:
    """The lines `name: number` of a file, with or without a unit."""
    found: dict[str, int] = {}
    for line in path.read_text().splitlines():
        name, _, rest = line.partition(":")
        words = rest.split()
        if words and words[0].isdigit():
            found[name] = int(words[0])
    return found
