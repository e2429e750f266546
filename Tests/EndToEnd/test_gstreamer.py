"""Cameras of a server that is not ours: GStreamer's. For each, the frames in the files are those that were sent."""
from __future__ import annotations

import contextlib
import os
import pathlib
import sqlite3
import subprocess

import pytest

from support import ROOT, decoded_frames, files, free_port, packet_hashes, run, wait_for

SCRIPT = pathlib.Path(os.environ.get("NIGHTJAR_GST_CAMERAS", ROOT.parent / "shared/cameras/gst_cameras.py"))


def reason_to_skip() -> str | None:
    if not SCRIPT.exists():
        return f"there is no {SCRIPT.name} beside the project (NIGHTJAR_GST_CAMERAS names it)"
    have = subprocess.run(["/usr/bin/python3", "-c", "import gi; gi.require_version('GstRtspServer', '1.0'); "
                           "from gi.repository import GstRtspServer"], capture_output=True)
    return None if have.returncode == 0 else "GStreamer's RTSP server is not installed"


@contextlib.contextmanager
def cameras(folder: pathlib.Path, *options: str):
    if reason := reason_to_skip():
        pytest.skip(reason)
    port, log = free_port(), folder / "gst.log"
    process = subprocess.Popen(["/usr/bin/python3", str(SCRIPT), "--port", str(port), *options],
                               stdout=open(log, "w"), stderr=subprocess.STDOUT)
    try:
        wait_for(lambda: "ready:" in log.read_text(), 30, "GStreamer's server is ready")
        yield f"rtsp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def gstreamer(tmp_path):
    with cameras(tmp_path, "--digest") as url:
        yield url


@pytest.fixture
def gstreamer_with_basic(tmp_path):
    with cameras(tmp_path) as url:
        yield url


# Pictures a second and the codec of sound, by path, as the server's script has them.
CAMERAS = {"/h264": (15, "pcm_alaw"), "/h264aac": (15, "aac"), "/h265": (10, "pcm_mulaw"), "/mjpeg": (5, None),
           "/auth": (15, "pcm_alaw")}


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("path", CAMERAS)
def test_a_camera_of_gstreamer_is_recorded_whole(stage, gstreamer, path, transport):
    rate, audio = CAMERAS[path]
    camera = {"id": "gst", "name": "GStreamer", "url": gstreamer + path, "transport": transport, "segment_seconds": 10}
    if path == "/auth":
        camera |= {"username": "admin", "password": "pass"}
    server = stage.server([camera])
    wait_for(lambda: server.frames("gst") >= rate * 12, 90, "twelve seconds are on disk")
    status = server.get("/api/v1/cameras/gst/status")["streams"]["main"]
    assert status["lost_packets"] == 0 and status["transport"] == transport
    server.stop()
    found = files(server.data, "gst")
    assert len(found) >= 2
    recorded = sum(item["video_frames"] for item in status_rows(server.data))
    assert recorded == sum(len(packet_hashes(file)) for file in found), "the catalogue counts what is in the files"
    for file in found:
        assert decoded_frames(file) == len(packet_hashes(file))
        assert sound_of(file) == audio
    # The server stamps its pictures evenly: a hole would show as a longer step.
    for file in found:
        steps = {round(after - before, 3) for before, after in pairs(presentation_times(file))}
        assert steps <= {round(1 / rate, 3)}, steps


def sound_of(file: pathlib.Path) -> str | None:
    text = run("ffprobe", "-v", "error", "-select_streams", "a", "-show_entries", "stream=codec_name", "-of", "csv=p=0",
               str(file))
    return text.strip() or None


def presentation_times(file: pathlib.Path) -> list[float]:
    text = run("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time", "-of", "csv=p=0",
               str(file))
    return sorted(float(line.strip().strip(",")) for line in text.splitlines() if line.strip())


def pairs(values: list[float]):
    return zip(values, values[1:])


def status_rows(data: pathlib.Path) -> list[dict]:
    with sqlite3.connect(data / "nightjar.sqlite") as catalogue:
        return [{"video_frames": count} for (count,) in catalogue.execute("SELECT video_frames FROM segment")]


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_a_camera_that_knows_basic_alone_is_recorded(stage, gstreamer_with_basic, transport):
    server = stage.server([{"id": "gst", "name": "G", "url": gstreamer_with_basic + "/auth", "transport": transport,
                            "username": "admin", "password": "pass"}])
    wait_for(lambda: server.frames("gst") >= 45, 90, "three seconds are on disk")
    status = server.get("/api/v1/cameras/gst/status")["streams"]["main"]
    assert status["sessions"] == 1 and status["lost_packets"] == 0 and status["transport"] == transport


@pytest.mark.parametrize("way", ["gstreamer", "gstreamer_with_basic"])
def test_a_wrong_password_is_told(stage, request, way):
    url = request.getfixturevalue(way) + "/auth"
    server = stage.server([{"id": "gst", "name": "G", "url": url, "username": "admin", "password": "no"}])
    status = wait_for(lambda: (s := server.get("/api/v1/cameras/gst/status"))["state"] == "waiting" and s, 30, "refused")
    assert "refused the user name or the password" in status["reason"]
