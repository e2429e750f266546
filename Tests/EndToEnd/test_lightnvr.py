"""A program that knows LightNVR's API meets the real recorder on the dialect's listener."""
from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import urllib.parse

import pytest

from support import ADMINISTRATOR, free_port, wait_for


def dialect(stage):
    native, port = free_port(), free_port()
    server = stage.server([], port=native, listeners=[
        {"address": f"127.0.0.1:{native}"}, {"address": f"127.0.0.1:{port}", "dialect": "lightnvr"}])
    server.url = f"http://127.0.0.1:{port}"
    return server


def test_a_stream_is_recorded_watched_and_deleted(stage):
    source, server = stage.camera(), dialect(stage)
    assert server.request("GET", "/api/health", headers={"Authorization": None})[2]["healthy"] is True
    status, _, body = server.request("GET", "/api/streams", headers={"Authorization": None})
    assert status == 401 and body["error"]

    wanted = {"name": "Front Door", "url": source.url("main"), "segment_duration": 10}
    status, _, added = server.request("POST", "/api/streams", wanted)
    assert (status, added["success"], added["stream"]["name"]) == (201, True, "Front Door"), added
    assert server.request("POST", "/api/streams", wanted)[0] == 409
    path = "/api/streams/Front%20Door"
    stream = wait_for(lambda: (s := server.get(path))["status"] == "connected" and s["width"] and s, 20, "it is connected")
    assert (stream["codec"], stream["record"], stream["segment_duration"]) == ("h264", True, 10)

    def segment():
        status, _, playlist = server.request("GET", "/hls/Front%20Door/index.m3u8")
        names = [line for line in playlist.decode().splitlines() if line.endswith(".ts")] if status == 200 else []
        return names and names[0]
    name = wait_for(segment, 20, "the playlist has a segment")
    status, fields, content = server.request("GET", f"/hls/Front%20Door/{urllib.parse.quote(name)}")
    assert (status, fields["Content-Type"], content[:1], content[188:189]) == (200, "video/mp2t", b"G", b"G")

    assert server.request("PUT", path, {"record": False})[2]["success"] is True
    listing = "/api/recordings?stream=Front%20Door&order=asc"
    recording = wait_for(lambda: server.get(listing)["recordings"], 15, "a recording is complete")[0]
    assert (recording["stream"], recording["protected"], recording["duration"] > 0) == ("Front Door", False, True)
    number = recording["id"]
    status, fields, content = server.request("GET", f"/api/recordings/download/{number}")
    assert (status, fields["Content-Type"], len(content)) == (200, "video/mp4", recording["size_bytes"])
    check = server.get("/api/recordings/files/check?path=" + urllib.parse.quote(recording["file_path"]))
    assert (check["exists"], check["size"]) == (True, recording["size_bytes"])

    span = f"stream=Front%20Door&start={recording['start_time_unix'] - 60}"
    assert [s["id"] for s in server.get(f"/api/timeline/segments?{span}")["segments"]][0] == number
    status, fields, playlist = server.request("GET", f"/api/timeline/manifest?{span}")
    entry = next(line for line in playlist.decode().splitlines() if line and not line.startswith("#"))
    status, _, content = server.request("GET", f"/api/timeline/{entry}")
    assert status == 200 and content, entry

    assert server.request("PUT", f"/api/recordings/{number}/protect")[2]["protected"] is True
    assert server.request("DELETE", f"/api/recordings/{number}")[0] == 409
    assert number in [r["id"] for r in server.get("/api/recordings/protected")["recordings"]]
    assert server.request("PUT", f"/api/recordings/{number}/protect", {"protected": False})[2]["protected"] is False
    status, _, job = server.request("POST", "/api/recordings/batch-delete", {"filter": {"stream": "Front Door"}})
    assert status == 202, job
    progress = f"/api/recordings/batch-delete/progress/{job['job_id']}"
    done = wait_for(lambda: (p := server.get(progress))["complete"] and p, 20, "the batch is done")
    assert (done["status"], done["failed"]) == ("complete", 0) and done["succeeded"] >= 1, done
    assert server.get(listing)["recordings"] == []
    assert server.request("DELETE", path)[2]["success"] is True
    assert server.request("GET", path)[2] == {"error": "Stream not found"}


def test_an_event_leaves_a_clip(stage):
    source, server = stage.camera(), dialect(stage)
    server.request("POST", "/api/streams", {"name": "Yard", "url": source.url("main"), "record": False})
    wait_for(lambda: server.get("/api/streams/Yard")["status"] == "connected", 20, "it is connected")
    config = {"enabled": True, "pre_buffer_seconds": 2, "post_buffer_seconds": 2, "max_file_duration": 60}
    assert server.request("POST", "/api/motion/test/Yard")[0] == 400
    assert server.request("POST", "/api/motion/config/Yard", config)[2]["stream_name"] == "Yard"
    assert server.request("POST", "/api/motion/test/Yard")[2]["success"] is True
    clips = wait_for(lambda: server.get("/api/motion/recordings/Yard")["recordings"], 40, "there is a clip")
    assert clips[0]["size_bytes"] > 0
    assert server.get("/api/motion/stats/Yard")["total_recordings"] == len(clips)
    assert server.request("POST", "/api/motion/cleanup", {"stream_name": "Yard"})[2]["deleted_count"] == 0
    assert server.request("DELETE", f"/api/motion/recordings/{clips[0]['id']}")[2]["file_path"] == clips[0]["file_path"]


def test_a_device_is_added_as_a_stream_and_steered(stage):
    place, server = free_port(), dialect(stage)
    address, password = f"http://127.0.0.1:{place}/onvif/device_service", "gate-Camera#7 secret"
    login = {"device_url": address, "username": "admin", "password": password}
    assert server.request("POST", "/api/onvif/device/test", login)[0] == 502
    stage.camera("--onvif", f"127.0.0.1:{place}", "--user", "admin", "--password", password)
    query = urllib.parse.urlencode(login)
    profiles = server.get(f"/api/onvif/device/profiles?{query}")["profiles"]
    assert profiles[0]["stream_uri"].startswith("rtsp://")
    wrong = {**login, "profile_token": "none", "stream_name": "Gate"}
    assert server.request("POST", "/api/onvif/device/add", wrong)[2] == {"error": "Profile not found"}
    wanted = {**login, "profile_token": profiles[0]["token"], "stream_name": "Gate"}
    assert server.request("POST", "/api/onvif/device/add", wanted)[2]["success"] is True
    stream = server.get("/api/streams/Gate")
    assert (stream["is_onvif"], stream["onvif_profile"], stream["ptz_enabled"]) == (True, profiles[0]["token"], True)
    abilities = server.get("/api/streams/Gate/ptz/capabilities")
    assert abilities["onvif_queried"] and abilities["has_pan_tilt"] and abilities["has_presets"]
    for call, body in [("move", {"pan": 0.2}), ("stop", None), ("absolute", {"pan": 0.0, "tilt": 0.0}), ("relative", {"pan": 0.1}),
                       ("set-home", None), ("home", None)]:
        assert server.request("POST", f"/api/streams/Gate/ptz/{call}", body)[2]["success"] is True, call
    token = server.request("PUT", "/api/streams/Gate/ptz/preset", {"name": "Door"})[2]["token"]
    assert token in [preset["token"] for preset in server.get("/api/streams/Gate/ptz/presets")["presets"]]
    assert server.request("POST", "/api/streams/Gate/ptz/goto-preset", {"token": token})[2]["success"] is True
    server.request("PUT", "/api/streams/Gate", {"ptz_enabled": False})
    assert server.request("GET", "/api/streams/Gate/ptz/presets")[2] == {"error": "PTZ not enabled for this stream"}


EXAMPLES = r"""
curl -c cookies.txt -X POST -H "Content-Type: application/json" \
  -d '{"username":"admin","password":"yourpassword"}' \
  http://your-lightnvr-ip:8080/api/auth/login

curl -b cookies.txt http://your-lightnvr-ip:8080/api/streams

curl -b cookies.txt http://your-lightnvr-ip:8080/api/system

curl -b cookies.txt -X POST -H "Content-Type: application/json" \
  -d '{"name":"New Camera","url":"rtsp://192.168.1.103:554/stream1","enabled":true,"width":1280,"height":720,"fps":10,"codec":"h264","priority":5,"record":true}' \
  http://your-lightnvr-ip:8080/api/streams

curl -b cookies.txt -X POST http://your-lightnvr-ip:8080/api/onvif/discovery/discover
"""
"""All that the document prints."""


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_the_documents_examples_do_what_it_says(stage, tmp_path):
    server = dialect(stage)

    def run(example: str):
        own = example.replace("\\\n", "").replace("your-lightnvr-ip:8080", server.url.removeprefix("http://"))
        command = shlex.split(own.replace("yourpassword", ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"]))
        done = subprocess.run([*command, "-sS", "-w", "\n%{http_code}"], cwd=tmp_path, capture_output=True, text=True, timeout=30)
        text, status = done.stdout.rsplit("\n", 1)
        return int(status), json.loads(text)

    log_in, streams, system, add, discover = EXAMPLES.strip().split("\n\n")
    assert run(log_in) == (200, {"success": True, "redirect": "/index.html"})
    assert run(streams) == (200, {"streams": []})
    status, body = run(system)
    assert status == 200 and body["version"] and body["uptime"] >= 0 and body["versions"]["items"], body
    status, body = run(add)
    assert (status, body["success"]) == (201, True), body
    sent = {"name": "New Camera", "url": "rtsp://192.168.1.103:554/stream1", "enabled": True, "width": 1280, "height": 720, "fps": 10,
            "codec": "h264", "priority": 5, "record": True}
    (stream,) = run(streams)[1]["streams"]
    assert {name: stream[name] for name in sent} == sent
    # All that the document shows of one, in the same types.
    shown = {"id": 0, "streaming_enabled": True, "segment_duration": 900, "protocol": 0, "record_audio": True, "detection_based_recording": 0,
             "detection_model": "", "detection_threshold": 0.5, "detection_interval": 10, "pre_detection_buffer": 0,
             "post_detection_buffer": 3, "detection_api_url": "", "is_onvif": False, "onvif_username": "", "onvif_password": "",
             "onvif_profile": "", "ptz_enabled": False, "backchannel_enabled": False, "buffer_strategy": "auto", "retention_days": 30,
             "status": "connected"}
    assert {name: type(stream[name]) for name in shown} == {name: type(value) for name, value in shown.items()}, stream
    assert run(streams.replace("/api/streams", "/api/streams/none")) == (404, {"error": "Stream not found"})
    status, body = run(discover)
    assert status == 200 and isinstance(body["devices"], list), body
