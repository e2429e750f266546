"""What MiBee NVR's document prints of curl, run as it stands there but for the addresses and for what they name."""
from __future__ import annotations

import contextlib
import json
import pathlib
import re
import shlex
import socket
import subprocess
import threading

import pytest

from mibee_examples import examples, is_like
from support import ADMINISTRATOR, free_port, missing, wait_for


class Shell:
    """Runs the examples, each named by its call and, where the document prints several of it, by which one."""

    def __init__(self, url: str, folder: pathlib.Path):
        self.left = examples()
        self.folder = folder
        name, password = ADMINISTRATOR["NIGHTJAR_ADMIN_USERNAME"], ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"]
        login = f"{name}:{password}"
        self.words = {"http://localhost:9090": url, "username:password": login, "admin:password": login}
        """What stands for what is printed."""

    def begin(self, name: str):
        """Runs the first example of this call that has not run yet."""
        example = next(e for e in self.left if e.call == name)
        self.left.remove(example)
        return example, self._start(example)

    def _start(self, example):
        command = example.command
        for printed, own in self.words.items():
            command = command.replace(printed, own)
        return subprocess.Popen([*shlex.split(command), "-sS", "-D", "-", "-w", "\n%{http_code}"], cwd=self.folder,
                                stdout=subprocess.PIPE, text=True, errors="replace")

    def end(self, begun):
        example, process = begun
        output, _ = process.communicate(timeout=30)
        fields, text = output.split("\n\n", 1)
        body, status = text.rsplit("\n", 1)
        assert int(status) == example.status, f"{example.call}: {status} {body}"
        if isinstance(example.answer, str):
            assert f"Content-Type: {example.answer}" in fields, f"{example.call}: {fields}"
        elif example.answer is not None:
            assert "Content-Type: application/json" in fields, f"{example.call}: {fields}"
            answer = json.loads(body)
            is_like(answer, example.answer, example.call)
            return answer
        return fields

    def run(self, *names: str):
        """The answer to the last of these."""
        for name in names:
            answer = self.end(self.begin(name))
        return answer

    def once(self, name: str, seconds: float, what: str):
        """Runs an example until it gives what is printed."""
        example = next(e for e in self.left if e.call == name)
        answer = wait_for(lambda: (self.end((example, self._start(example))),), seconds, what)
        self.left.remove(example)
        return answer[0]


def may_listen(host: str, port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.bind((host, port))
        return True
    return False


@pytest.mark.skipif(missing("curl") is not None, reason="curl is not installed")
def test_each_example_gives_what_is_printed(stage, tmp_path):
    native, port, pictures, place = free_port(), free_port(), free_port(), free_port()
    source = stage.camera("--user", "admin", "--password", "secret", "--http", f"127.0.0.1:{pictures}")
    stage.camera("--onvif", f"127.0.0.1:{place}", "--discovery", "0.0.0.0:3702")
    # The document asks a device at port 80, where not everyone may listen.
    device = f"127.0.{place >> 8}.{place & 255}"
    has_device = may_listen(device, 80)
    if has_device:
        stage.camera("--onvif", f"{device}:80")
    server = stage.server([], port=native, listeners=[
        {"address": f"127.0.0.1:{native}"}, {"address": f"127.0.0.1:{port}", "dialect": "mibee"}])
    server.url = f"http://127.0.0.1:{port}"
    shell = Shell(server.url, tmp_path)
    shell.words |= {"rtsp://192.168.1.100:554/stream": source.url("main"), "rtsp://192.168.1.100:554/new_stream": source.url("sub")}

    def add(name: str, protocol: str, url: str, **more):
        wanted = {"name": name, "protocol": protocol, "url": url, "username": "admin", "password": "secret", **more}
        assert server.request("POST", "/api/cameras", wanted)[0] == 201
    add("Yard", "http", f"http://127.0.0.1:{pictures}/mjpeg.mjpeg", encoding="mjpeg")
    add("Living Room", "rtsp", source.url("main"))
    add("Lobby", "onvif", f"http://127.0.0.1:{place}/onvif/device_service")
    add("Backyard", "rtsp", source.url("main"), enabled=False)
    search = shell.begin("POST /api/onvif/discover")

    shell.run("GET /api/readyz", "GET /api/stats/system", "POST /api/cameras", "DELETE /api/cameras/backyard",
              "GET /api/settings/merge", "PUT /api/settings/merge")
    test = shell.run("POST /api/cameras/test-connection")
    assert test["success"] is True and test["details"]["frames_received"] > 0
    shell.once("GET /api/cameras/front-door", 20, "it is recorded")

    # Both begin to be streamed, so that nobody waits twice.
    threading.Thread(target=server.request, args=("GET", "/api/cameras/living-room/stream/stream.m3u8"), daemon=True).start()
    for camera in ("front-door", "living-room"):
        shell.once(f"GET /api/cameras/{camera}/stream/stream.m3u8", 20, "it is streamed")
        playlist = server.request("GET", f"/api/cameras/{camera}/stream/stream.m3u8")[2].decode()
        shell.words["segment_001.ts"] = next(line for line in playlist.splitlines() if re.fullmatch(r"segment_\d{3,}\.ts", line))
        shell.run(f"GET /api/cameras/{camera}/stream/segment_001.ts")
    for act in ("stop", "start"):
        assert server.request("POST", f"/api/cameras/living-room/{act}")[0] == 200
    shell.run("POST /api/cameras/front-door/stop", "POST /api/cameras/front-door/start")
    shell.once("GET /api/health", 20, "all is well")
    fields = shell.run("GET /api/cameras/front-door/snapshot")
    assert "Cache-Control: max-age=5" in fields and (tmp_path / "snapshot.jpg").read_bytes()[:2] == b"\xff\xd8"
    shell.run("GET /api/cameras", "GET /api/cameras", "POST /api/cameras")

    lobby = "/api/cameras/lobby"
    wait_for(lambda: server.get(f"{lobby}/onvif/profiles")["profiles"], 20, "the device is there")
    shell.run(f"GET {lobby}/onvif/profiles", f"GET {lobby}/onvif/capabilities", f"POST {lobby}/ptz/move", f"POST {lobby}/ptz/move")
    shell.words["preset_123"] = shell.run(f"POST {lobby}/ptz/presets")["token"]
    shell.run(f"GET {lobby}/ptz/presets", f"POST {lobby}/ptz/presets/preset_123/goto", f"DELETE {lobby}/ptz/presets/preset_123",
              f"POST {lobby}/ptz/stop", f"GET {lobby}/ptz/status", f"GET {lobby}/imaging/settings", f"PUT {lobby}/imaging/settings",
              f"GET {lobby}/imaging/options", f"GET {lobby}/snapshot/uri", f"GET {lobby}/onvif/network",
              f"PUT {lobby}/onvif/network", f"POST {lobby}/onvif/reboot")

    shell.run("PUT /api/cameras/front-door/merge-config", "DELETE /api/cameras/front-door/merge-config",
              "GET /api/settings", "PUT /api/settings", "PUT /api/settings", "GET /api/features", "PUT /api/features",
              "POST /api/backup", "GET /api/backups", "GET /api/stats", "GET /api/transcoding/check", "POST /api/xiaomi/auth",
              "POST /api/xiaomi/captcha", "POST /api/xiaomi/verify", "GET /api/xiaomi/devices", "POST /api/xiaomi/sync")
    assert server.get("/api/settings")["cleanup"]["retention_days"] == 7

    def recorded(camera: str, count: int) -> list[dict]:
        found = server.get(f"/api/recordings?camera_id={camera}")["recordings"]
        return found if len(found) == count and all(r["frame_count"] for r in found) else []

    def over(camera: str, count: int) -> list[str]:
        found = recorded(camera, count)
        return [r["id"] for r in found] if found and all(r["ended_at"] for r in found) else []

    wait_for(lambda: recorded("living-room", 2) and recorded("front-door", 2), 20, "both are recorded again")
    assert server.request("POST", "/api/cameras/living-room/stop")[0] == 200
    first, second = wait_for(lambda: over("living-room", 2), 20, "recordings are complete")
    shell.run("GET /api/recordings?format=h264&limit=10&offset=0", "GET /api/recordings", "GET /api/stats/trends")
    shell.words["1704123456789012345"] = first
    shell.run("GET /api/recordings/1704123456789012345", "GET /api/recordings/1704123456789012345/download")
    assert (tmp_path / "recording.mp4").read_bytes()[4:8] == b"ftyp"
    shell.run("DELETE /api/recordings/1704123456789012345")

    wait_for(lambda: recorded("yard", 1)[0]["frame_count"] > 150, 30, "there are 150 pictures")
    assert server.request("POST", "/api/cameras/yard/stop")[0] == 200
    shell.words["1704123456789012345"] = wait_for(lambda: over("yard", 1), 20, "they are complete")[0]
    shell.words["1704123456789012346"] = second
    shell.run("GET /api/recordings/1704123456789012345/frames", "GET /api/recordings/1704123456789012345/download?frame=150")
    assert (tmp_path / "frame_150.jpg").read_bytes()[:2] == b"\xff\xd8"
    assert shell.run("POST /api/recordings/batch-delete") == {"deleted": 2, "failed": 0}

    changed = shell.run("PUT /api/cameras/front-door")
    assert (changed["url"], changed["enabled"]) == (source.url("sub"), False)
    shell.words["1704123456789012345"] = wait_for(lambda: over("front-door", 2), 20, "recordings are complete")[0]
    shell.run("GET /api/merge/pending")
    shell.once("GET /api/merge/status", 30, "recordings were looked at")
    assert server.request("DELETE", "/api/cameras/front-door")[0] == 200
    shell.run("GET /api/archives", "PUT /api/archives/front-door/retention", "GET /api/archives/front-door/recordings",
              "DELETE /api/archives/front-door/recordings/1704123456789012345", "DELETE /api/archives/front-door")
    shell.end(search)
    if has_device:
        shell.words["192.168.1.104"] = device
        shell.run("GET /api/onvif/discover/192.168.1.104")
    else:
        shell.left.pop()
    assert [example.call for example in shell.left] == []
