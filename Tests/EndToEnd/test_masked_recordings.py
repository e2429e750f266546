"""A camera that says `mask_recordings`: what lies on the disk has the masks in it, also where a worker is lost in the middle."""
from __future__ import annotations

import os
import signal
import subprocess

import pytest

from house import House
from pictures import numbers_in
from support import Camera, files, missing, wait_for

pytestmark = pytest.mark.skipif(missing("ffmpeg", "ffprobe") is not None, reason="ffmpeg is not installed")

PARK = [{"x": 0.6, "y": 0.5}, {"x": 1, "y": 0.5}, {"x": 1, "y": 1}, {"x": 0.6, "y": 1}]
WIDTH, HEIGHT = 64, 36


def park_in(path) -> list[int]:
    """Of each picture of a file the brightest sample well within the mask."""
    made = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-an", "-vsync", "passthrough", "-vf",
                           f"scale={WIDTH}:{HEIGHT}:flags=area,format=gray", "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    size = WIDTH * HEIGHT
    assert made and len(made) % size == 0
    return [max(made[start + row * WIDTH + column] for row in range(20, HEIGHT) for column in range(41, WIDTH))
            for start in range(0, len(made), size)]


def test_what_lies_on_the_disk_is_masked(tmp_path):
    camera = Camera(tmp_path)
    house = House(tmp_path, cameras=[
        {"id": "gate", "name": "Gate", "url": camera.url("main"), "enabled": False, "mask_recordings": True},
        {"id": "plain", "name": "Plain", "url": camera.url("main")}])
    try:
        house.ask("PUT", "/api/v1/cameras/gate/masks", expect=200, json={"items": [{"polygon": PARK}]})
        assert house.get("/api/v1/cameras/gate")["mask_recordings"] is True
        house.ask("PATCH", "/api/v1/cameras/gate", expect=200, json={"enabled": True})

        def frames() -> list[int]:
            return [item["video_frames"] for item in house.get("/api/v1/recordings?camera=gate&order=asc")["items"]]

        wait_for(lambda: sum(frames()) >= 60, 60, "it is recorded")
        assert house.get("/api/v1/cameras/gate/status")["state"] == "recording"
        # A snapshot that is kept has the mask in it, too, for whoever looks at it.
        kept = house.ask("POST", "/api/v1/cameras/gate/snapshots", expect=201).json()
        picture = tmp_path / "kept.jpg"
        picture.write_bytes(house.ask("GET", f"/api/v1/snapshots/{kept['id']}/media", expect=200).content)
        assert max(park_in(picture)) < 40
        # The one that masks is lost: another masks what has come meanwhile; what is missing is told.
        worker, = house.get("/api/v1/system/workers")["sessions"]
        os.kill(worker["pid"], signal.SIGKILL)
        wait_for(lambda: len(frames()) == 2 and frames()[1] >= 50, 60, "it goes on")
        gaps = [gap for gap in house.get("/api/v1/coverage?camera=gate")["gaps"] if gap["reason"] == "not-masked"]
    finally:
        house.stop()
        camera.kill()
    assert max(park_in(files(house.data, "plain")[0])) > 90, "there is something to hide"
    masked = files(house.data, "gate")
    assert len(masked) == 2
    shown = []
    for file in masked:
        assert max(park_in(file)) < 40, file
        # The rest is there, and no picture is missing.
        numbers = numbers_in(file)
        assert len(numbers) >= 50 and all((after - before) % 200 == 1 for before, after in zip(numbers, numbers[1:])), numbers
        shown.append(numbers)
    # Of less than 0.2 s there is no gap.
    missing_pictures = (shown[1][0] - shown[0][-1]) % 200 - 1
    assert missing_pictures <= 5 or gaps, (missing_pictures, gaps)
