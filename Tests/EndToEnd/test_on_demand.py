"""A camera that is not recorded is connected only while somebody watches it, and says so."""
from __future__ import annotations

import json
import subprocess

import pytest

from support import basic, wait_for

websocket = pytest.importorskip("websocket", reason="websocket-client is not installed")


def test_a_camera_that_nobody_watches_is_left_alone(stage):
    camera = stage.camera()
    server = stage.server([{"id": "gate", "name": "Gate", "url": camera.url("main"), "record": False},
                           {"id": "yard", "name": "Yard", "url": camera.url("sub"), "record": False, "connect": "always"}],
                          rtsp_server={"address": "127.0.0.1:0"})

    def status(name="gate"):
        return server.get(f"/api/v1/cameras/{name}/status")

    def is_idle():
        return status()["state"] == "idle"

    wait_for(lambda: status("yard")["state"] == "watching", 60, "the one that is always connected comes")
    idle = status()
    assert idle["state"] == "idle" and idle["code"] == "" and idle["streams"]["main"]["sessions"] == 0
    assert server.get("/api/v1/health")["status"] == "ok"
    assert 'nightjar_cameras{state="idle"} 1' in server.request("GET", "/metrics")[2].decode()

    # A snapshot waits for the first picture.
    code, fields, picture = server.request("GET", "/api/v1/cameras/gate/snapshot")
    assert code == 200 and fields["Content-Type"] == "image/jpeg" and picture[:2] == b"\xff\xd8"
    assert status()["state"] == "watching"
    wait_for(is_idle, 60, "it is left")

    # And so does a player.
    viewer = websocket.create_connection(f"ws://127.0.0.1:{server.port}/api/v1/cameras/gate/live",
                                         header=[f"{name}: {value}" for name, value in basic().items()], timeout=30)
    init = json.loads(viewer.recv())
    assert init["type"] == "init" and init["stream"] == "main"
    assert isinstance(viewer.recv(), bytes) and isinstance(viewer.recv(), bytes)
    viewer.close()
    wait_for(is_idle, 60, "it is left again")

    # HLS, and the RTSP server.
    listing = server.request("GET", "/api/v1/cameras/gate/hls/index.m3u8")[2].decode()
    assert "main/ts/index.m3u8" in listing
    assert b".ts" in server.request("GET", "/api/v1/cameras/gate/hls/main/ts/index.m3u8")[2]
    wait_for(is_idle, 90, "it is left once more")
    password = server.request("POST", "/api/v1/account/stream-password")[2]["password"]
    port = server.get("/api/v1/rtsp-server")["addresses"][0]["port"]
    found = subprocess.run(["ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_entries", "stream=codec_name", "-of",
                            "csv=p=0", f"rtsp://admin:{password}@127.0.0.1:{port}/cameras/gate/main"],
                           capture_output=True, text=True, timeout=60)
    assert "h264" in found.stdout, found.stderr

    wait_for(is_idle, 60, "it is left for good")
    sessions = status()["streams"]["main"]["sessions"]
    assert sessions == 4, "one for each who came"
    coverage = server.get("/api/v1/coverage?camera=gate")
    assert coverage["spans"] == [] and coverage["gaps"] == []
    server.stop()
    camera.stop()
    assert json.loads(camera.report_file.read_text())["paths"]["/main"]["sessions"] == sessions


def test_what_connect_may_be(stage):
    server = stage.server([])
    body = {"name": "Gate", "url": "rtsp://127.0.0.1:9/x", "record": False, "connect": "sometimes"}
    code, _, problem = server.request("POST", "/api/v1/cameras", body)
    assert code == 422 and "on_demand" in json.dumps(problem)
    assert server.request("POST", "/api/v1/cameras", {**body, "connect": "always"})[2]["connect"] == "always"
    code, _, changed = server.request("PATCH", "/api/v1/cameras/gate", {"connect": "on_demand"})
    assert code == 200 and changed["connect"] == "on_demand"
