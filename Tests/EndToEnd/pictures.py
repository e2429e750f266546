"""Reads the number that is burned into the pictures of the simulated camera's main stream."""
from __future__ import annotations

import functools
import subprocess

from support import CLIPS, run

PICTURES, WIDTH, HEIGHT = 200, 108, 56
# Only the number stands in this part of the picture, which is 1280 by 720.
PART = f"crop=iw*270/1280:ih*140/720:iw*60/1280:ih*50/720,scale={WIDTH}:{HEIGHT}:flags=area,format=gray"


def parts(*source: str, data: bytes | None = None) -> list[bytes]:
    """Of each picture the part with the number, as gray values."""
    made = subprocess.run(["ffmpeg", "-v", "error", *source, "-an", "-vsync", "passthrough", "-vf", PART, "-f", "rawvideo", "-"],
                          input=data, capture_output=True, check=True).stdout
    size = WIDTH * HEIGHT
    assert made and len(made) % size == 0
    return [made[start:start + size] for start in range(0, len(made), size)]


@functools.cache
def known() -> list[bytes]:
    """What the number looks like in each picture of the clip."""
    found = parts("-i", str(CLIPS / "main.mp4"))
    assert len(found) == PICTURES
    return found


def times_in(path) -> list[float]:
    """Of all pictures of a film, seconds from the first one's."""
    found = sorted(float(line.strip(",")) for line in run("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries",
                                                          "packet=pts_time", "-of", "csv=p=0", str(path)).split())
    return [each - found[0] for each in found]


def number_in(part: bytes) -> int:
    """White figures on a dark sky: what counts is where they are, not how the edges were scaled."""
    return min(range(PICTURES), key=lambda n: sum((a > 128) != (b > 128) for a, b in zip(known()[n], part)))


def number_of(picture: bytes) -> int:
    """Of a JPEG file."""
    return number_in(parts("-f", "jpeg_pipe", "-i", "-", data=picture)[0])


def numbers_in(path) -> list[int]:
    """Of all pictures of a film, in the order in which they are shown."""
    return [number_in(part) for part in parts("-i", str(path))]
