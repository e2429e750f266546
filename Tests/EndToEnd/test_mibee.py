"""A program that knows MiBee NVR's API meets the real recorder on the dialect's listener."""
from __future__ import annotations

import tarfile
import urllib.parse

from support import free_port, wait_for


def test_a_camera_is_recorded_watched_and_archived(stage):
    source = stage.camera()
    native, port = free_port(), free_port()
    server = stage.server([], port=native, listeners=[
        {"address": f"127.0.0.1:{native}"}, {"address": f"127.0.0.1:{port}", "dialect": "mibee"}])
    server.url = f"http://127.0.0.1:{port}"
    assert server.request("GET", "/api/health", headers={"Authorization": None})[2]["checks"]["database"]["status"] == "ok"
    status, fields, body = server.request("GET", "/api/cameras", headers={"Authorization": None})
    assert (status, body, fields["X-Error-Code"]) == (401, b"", "AUTH_REQUIRED")

    wanted = {"name": "Front Door", "protocol": "rtsp", "encoding": "h264", "url": source.url("main")}
    status, _, camera = server.request("POST", "/api/cameras", wanted)
    assert (status, camera["id"], camera["encoding"]) == (201, "front-door", "h264"), camera
    path = "/api/cameras/front-door"
    wait_for(lambda: server.get(path)["status"] == "recording", 20, "the camera is recorded")
    assert server.request("POST", f"{path}/start")[2]["code"] == "CAMERA_ALREADY_RUNNING"

    def segment():
        status, _, playlist = server.request("GET", f"{path}/stream/stream.m3u8")
        names = [line for line in playlist.decode().splitlines() if line.startswith("segment_")] if status == 200 else []
        return names and names[0]
    name = wait_for(segment, 20, "the playlist has a segment")
    status, fields, content = server.request("GET", f"{path}/stream/{urllib.parse.quote(name)}")
    assert (status, fields["Content-Type"], content[:1], content[188:189]) == (200, "video/mp2t", b"G", b"G")

    assert server.request("POST", f"{path}/stop")[2] == {"status": "stopped"}
    def closed():
        return [r for r in server.get("/api/recordings?camera_id=front-door")["recordings"] if r["ended_at"]]
    recording = wait_for(closed, 15, "a recording is complete")[0]
    assert (recording["format"], recording["merged"]) == ("h264", False)
    assert server.get("/api/recordings?format=mjpeg") == {"recordings": [], "total": 0}
    status, fields, content = server.request("GET", f"/api/recordings/{recording['id']}/download")
    assert (status, fields["Content-Type"], len(content)) == (200, "video/mp4", recording["file_size"])

    assert server.request("DELETE", path)[2]["status"] == "deleted"
    assert server.get("/api/cameras") == [] and server.get("/api/recordings")["total"] == 0
    assert [group["camera_id"] for group in server.get("/api/archives")["archives"]] == ["front-door"]
    assert server.request("PUT", "/api/archives/front-door/retention", {"retention_days": 60})[2] == {"status": "updated"}
    assert server.request("DELETE", "/api/archives/front-door")[2] == {"status": "deleted"}
    assert server.get("/api/archives") == {"archives": []}
    assert server.request("GET", f"/api/recordings/{recording['id']}")[2]["code"] == "RECORDING_NOT_FOUND"


def test_a_device_is_added_while_it_is_away_and_steered_once_it_is_there(stage):
    native, port, place = free_port(), free_port(), free_port()
    server = stage.server([], port=native, listeners=[
        {"address": f"127.0.0.1:{native}"}, {"address": f"127.0.0.1:{port}", "dialect": "mibee"}])
    server.url = f"http://127.0.0.1:{port}"
    path, address = "/api/cameras/gate", f"http://127.0.0.1:{place}/onvif/device_service"
    wanted = {"name": "Gate", "protocol": "onvif", "url": address, "username": "admin", "password": "gate-Camera#7 secret",
              "enabled": False}
    status, _, camera = server.request("POST", "/api/cameras", wanted)
    assert (status, camera["protocol"], camera["url"]) == (201, "onvif", address), camera
    status, _, answer = server.request("GET", f"{path}/onvif/profiles")
    assert (status, answer["code"]) == (500, "ONVIF_CONNECTION_FAILED"), answer

    source = stage.camera("--onvif", f"127.0.0.1:{place}", "--user", "admin", "--password", wanted["password"])
    told = server.get(f"{path}/onvif/profiles")
    assert told["profiles"][0]["encoding"] == "H264" and told["capabilities"]["ptz"] and told["capabilities"]["streaming"]
    # It has told of its streams, and they are the camera's now.
    dialect, server.url = server.url, f"http://127.0.0.1:{native}"
    assert server.get("/api/v1/cameras/gate")["url"] == source.url("main")
    server.url = dialect
    assert server.request("PUT", path, {"enabled": True})[2]["url"] == address
    wait_for(lambda: server.get(path)["status"] == "recording", 20, "the camera is recorded")

    assert server.request("POST", f"{path}/ptz/move", {"x": 0.2, "y": 0.1, "zoom": 1.5})[2] == {"status": "moving"}
    place = wait_for(lambda: (p := server.get(f"{path}/ptz/status"))["x"] == 0.2 and not p["moving"] and p, 10, "it is there")
    assert (place["pan"], place["y"], place["tilt"]) == (0.2, 0.1, 0.1)
    token = server.request("POST", f"{path}/ptz/presets", {"name": "Door"})[2]["token"]
    assert [preset["name"] for preset in server.get(f"{path}/ptz/presets")["presets"] if preset["token"] == token] == ["Door"]
    assert server.request("DELETE", f"{path}/ptz/presets/{token}")[2] == {"status": "ok"}
    limits = server.get(f"{path}/imaging/options")["brightness"]
    assert server.request("PUT", f"{path}/imaging/settings", {"brightness": limits["max"]})[2] == {"status": "ok"}
    assert server.get(f"{path}/imaging/settings")["brightness"] == limits["max"]
    interfaces = server.get(f"{path}/onvif/network")["interfaces"]
    assert server.request("PUT", f"{path}/onvif/network", {"interfaces": interfaces})[2] == {"status": "ok"}
    assert server.get(f"{path}/snapshot/uri")["uri"].startswith("http://")


def test_a_backup_is_taken_out_of_its_archive_and_brought_back(stage):
    native, port = free_port(), free_port()
    server = stage.server([], port=native, listeners=[
        {"address": f"127.0.0.1:{native}"}, {"address": f"127.0.0.1:{port}", "dialect": "mibee"}])
    server.url = f"http://127.0.0.1:{port}"
    wanted = {"name": "Front Door", "protocol": "rtsp", "encoding": "h264", "url": "rtsp://192.0.2.1/main", "enabled": False}
    assert server.request("POST", "/api/cameras", wanted)[0] == 201
    made = server.request("POST", "/api/backup")[2]
    with tarfile.open(made["path"], "r:gz") as archive:
        (name,) = archive.getnames()
        sealed = archive.extractfile(name).read()
    assert b"192.0.2.1" not in sealed and name == f"{made['backup_id']}.njb"
    assert server.request("DELETE", "/api/cameras/front-door")[2]["status"] == "deleted"

    server.url = f"http://127.0.0.1:{native}"
    status, _, backup = server.request("POST", "/api/v1/backups/upload", sealed, {"Content-Type": "application/octet-stream"})
    assert status == 201, backup
    status, _, report = server.request("POST", f"/api/v1/backups/{backup['name']}/restore", {"passphrase": ""})
    assert status == 200, report
    assert [camera["id"] for camera in server.get("/api/v1/cameras")["items"]] == ["front-door"], report
