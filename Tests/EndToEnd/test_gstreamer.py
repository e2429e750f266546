"""Cameras of a server that is not ours: GStreamer's. For each, the frames in the files are those that were sent."""
from __future__ import annotations

import os
import pathlib
import subprocess

import pytest

from support import ROOT, decoded_frames, files, free_port, has_audio, packet_hashes, run, wait_for

SCRIPT = pathlib.Path(os.environ.get("NIGHTJAR_GST_CAMERAS", ROOT.parent / "shared/cameras/gst_cameras.py"))


def reason_to_skip() -> str | None:
    if not SCRIPT.exists():
        return f"there is no {SCRIPT.name} beside the project (NIGHTJAR_GST_CAMERAS names it)"
    have = subprocess.run(["/usr/bin/python3", "-c", "import gi; gi.require_version('GstRtspServer', '1.0'); "
                           "from gi.repository import GstRtspServer"], capture_output=True)
    return None if have.returncode == 0 else "GStreamer's RTSP server is not installed"


@pytest.fixture
def gstreamer(tmp_path):
    if reason := reason_to_skip():
        pytest.skip(reason)
    port, log = free_port(), tmp_path / "gst.log"
    process = subprocess.Popen(["/usr/bin/python3", str(SCRIPT), "--port", str(port), "--digest"],
                               stdout=open(log, "w"), stderr=subprocess.STDOUT)
    try:
        wait_for(lambda: "ready:" in log.read_text(), 30, "GStreamer's server is ready")
        yield f"rtsp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("path, audio", [("/h264", "pcm_alaw"), ("/h264aac", "aac"), ("/auth", "pcm_alaw")])
def test_a_camera_of_gstreamer_is_recorded_whole(stage, gstreamer, path, audio):
    camera = {"id": "gst", "name": "GStreamer", "url": gstreamer + path, "segment_seconds": 10}
    if path == "/auth":
        camera |= {"username": "admin", "password": "pass"}
    server = stage.server([camera])
    wait_for(lambda: server.frames("gst") >= 15 * 12, 90, "twelve seconds are on disk")
    status = server.get("/api/v1/cameras/gst/status")["streams"]["main"]
    assert status["lost_packets"] == 0
    server.stop()
    found = files(server.data, "gst")
    assert len(found) >= 2
    times = []
    for path in found:
        assert decoded_frames(path) == len(packet_hashes(path))
        assert has_audio(path)
        codec = run("ffprobe", "-v", "error", "-select_streams", "a", "-show_entries", "stream=codec_name", "-of",
                    "csv=p=0", str(path))
        assert codec.strip() == audio
        text = run("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=dts", "-of", "csv=p=0", str(path))
        times.append([int(line.strip().strip(",")) for line in text.splitlines() if line.strip()])
    # The server stamps 15 pictures a second exactly: a hole would show as a longer step.
    for series in times:
        steps = {after - before for before, after in zip(series, series[1:])}
        assert steps <= {5999, 6000, 6001}, steps


def test_a_wrong_password_is_told(stage, gstreamer):
    server = stage.server([{"id": "gst", "name": "G", "url": gstreamer + "/auth", "username": "admin", "password": "no"}])
    status = wait_for(lambda: (s := server.get("/api/v1/cameras/gst/status"))["state"] == "waiting" and s, 30, "refused")
    assert "refused the user name or the password" in status["reason"]
