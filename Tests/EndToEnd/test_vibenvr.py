"""A program that knows VibeNVR's API meets the real recorder on the dialect's listener."""
from __future__ import annotations

import contextlib
import json
import re
import shlex
import struct
import subprocess

import pytest
import requests

from support import ADMINISTRATOR, free_port, missing, secrets_in, wait_for
from test_accounts import code

websocket = pytest.importorskip("websocket", reason="websocket-client is not installed")

PASSWORD = "gate-Camera#7 secret"


class Caller:
    """Who has logged in by the form, as a page does; it shows the token in each call unless that says otherwise."""

    form = {"username": ADMINISTRATOR["NIGHTJAR_ADMIN_USERNAME"], "password": ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"]}

    def __init__(self, url: str):
        self.url = url
        self.log_in()

    def log_in(self, **more: str):
        self.token = None
        self.opened = self.ask("POST", "/auth/login", data={**self.form, **more})
        self.token = self.opened.json()["access_token"]

    def refused(self, **more: str) -> str:
        return self.ask("POST", "/auth/login", data={**self.form, **more}, headers={}, expect=401).json()["detail"]

    def ask(self, method: str, path: str, *, expect: int = 200, headers=None, **keys) -> requests.Response:
        shown = {"Authorization": f"Bearer {self.token}"} if self.token and headers is None else headers or {}
        answer = requests.request(method, self.url + path, headers=shown, timeout=20, **keys)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        assert not secrets_in(str(answer.headers).encode() + answer.content), f"{method} {path} tells a password"
        return answer

    def get(self, path: str):
        return self.ask("GET", path).json()

    def put(self, path: str, body):
        return self.ask("PUT", path, json=body).json()

    def post(self, path: str, body=None):
        return self.ask("POST", path, json=body).json()


def dialect(stage) -> Caller:
    native, port = free_port(), free_port()
    stage.server([], port=native, listeners=[
        {"address": f"127.0.0.1:{native}"}, {"address": f"127.0.0.1:{port}", "dialect": "vibenvr"}])
    return Caller(f"http://127.0.0.1:{port}")


def packets(caller: Caller, camera: int):
    """The frames of a WebSocket: (pType, isKey, pts, payload)."""
    address = f"{caller.url.replace('http', 'ws', 1)}/api/cameras/{camera}/ws"
    opened = websocket.create_connection(address, cookie=f"media_token={caller.token}", timeout=15)
    with contextlib.closing(opened) as socket:
        while True:
            opcode, data = socket.recv_data()
            assert opcode == websocket.ABNF.OPCODE_BINARY
            yield *struct.unpack("<BBd", data[:10]), data[10:]


def test_a_camera_is_recorded_watched_and_cleared(stage):
    source, caller = stage.camera(), dialect(stage)
    cookies = caller.opened.headers["Set-Cookie"]
    assert all(f"{name}={caller.token}; " in cookies for name in ("auth_token", "media_token"))
    assert cookies.count("HttpOnly") == cookies.count("SameSite=Lax") == 2
    nobody = caller.ask("GET", "/cameras", headers={}, expect=401)
    assert (nobody.json(), nobody.headers["WWW-Authenticate"]) == ({"detail": "Not authenticated"}, "Bearer")
    page = caller.ask("GET", "/auth/me-from-cookie", headers={"Cookie": f"auth_token={caller.token}"}).json()
    assert (page["user"]["role"], page["access_token"]) == ("admin", caller.token)

    wanted = {"name": "Entrance", "rtsp_url": source.url("main"), "location": "Main Door", "recording_mode": "Continuous"}
    camera = caller.post("/cameras", wanted)
    path = f"/cameras/{camera['id']}"
    wait_for(lambda: (c := caller.get(path))["status"] == "CONNECTED" and c["resolution_width"] == 1280 and c, 20, "it is recorded")
    by_cookie = {"Cookie": f"media_token={caller.token}"}
    frame = wait_for(lambda: caller.ask("GET", f"{path}/frame", headers=by_cookie), 10, "there is a picture of now")
    assert (frame.headers["Content-Type"], frame.content[:2]) == ("image/jpeg", b"\xff\xd8")
    key = next(packet for packet in packets(caller, camera["id"]) if packet[:2] == (0, 1))
    assert {7, 8, 5} <= {unit[0] & 31 for unit in key[3].split(b"\0\0\1") if unit}, key[3][:64]

    assert caller.post(f"{path}/snapshot")["status"] == "success"
    listing = f"/events?camera_id={camera['id']}"
    picture = wait_for(lambda: caller.get(f"{listing}&type=snapshot"), 10, "the snapshot is an event")[0]
    assert caller.ask("GET", f"/events/{picture['id']}/download").content[:2] == b"\xff\xd8"
    assert caller.put(path, {"recording_mode": "Off"})["location"] == "Main Door"
    film = wait_for(lambda: [e for e in caller.get(f"{listing}&type=video") if e["timestamp_end"]], 15, "a recording is complete")[0]
    assert (film["event_type"], film["width"]) == ("continuous", 1280)
    part = caller.ask("GET", f"/events/{film['id']}/download", headers={**by_cookie, "Range": "bytes=4-7"}, expect=206)
    assert (part.content, part.headers["Content-Range"]) == (b"ftyp", f"bytes 4-7/{film['file_size']}")

    figures = caller.get("/api/stats")
    assert (figures["active_cameras"], figures["engine"]["status"], figures["video_count"]) == (1, "ONLINE", 1)
    assert sum(hour["events"] for hour in caller.get("/stats/history")) == 2
    assert caller.get("/settings/engine/debug-status")[str(camera["id"])]["running"] is True

    assert caller.post("/settings/cleanup", {"camera_id": camera["id"]})["deleted_count"] == 0
    assert caller.ask("DELETE", path).json()["name"] == "Entrance"
    assert caller.get("/cameras") == []
    caller.ask("GET", path, expect=404)
    assert {event["id"] for event in caller.get("/events")} == {film["id"], picture["id"]}
    gone = caller.post("/events/bulk-delete", {"event_ids": [film["id"], 99_999]})
    assert gone == {"deleted_count": 1, "errors": ["Event 99999 not found"]}
    caller.ask("GET", f"/events/{film['id']}/download", expect=404)
    left = caller.ask("DELETE", "/events/bulk/all").json()
    assert (left["deleted_count"], left["type"]) == (1, "all")
    assert caller.get("/events") == []


EXAMPLE = r"""
curl -X GET "http://localhost:8080/stats" \
-H "X-API-Key: YOUR_VIBENVR_API_KEY"
""".strip()
"""The one that the document prints."""


@pytest.mark.skipif(missing("curl") is not None, reason="curl is not installed")
def test_the_examples_of_the_document_give_what_they_print(stage):
    caller = dialect(stage)
    assert caller.put("/settings/ai_confidence_default", {"value": "0.6"})["value"] == "0.6"
    key = caller.post("/v1/api-tokens", {"name": "Home Assistant"})["token"]
    own = EXAMPLE.replace("\\\n", "").replace("http://localhost:8080", caller.url).replace("YOUR_VIBENVR_API_KEY", key)
    done = subprocess.run([*shlex.split(own), "-s"], capture_output=True, check=True)
    figures = json.loads(done.stdout)
    # The document's program, with a token.
    shown = requests.get(f"{caller.url}/stats", headers={"Authorization": f"Bearer {caller.token}"}, timeout=20).json()
    for told in (figures, shown):
        assert (told["active_cameras"], told["engine"]["status"]) == (0, "ONLINE")
        assert told["engine"]["mqtt"] == {"enabled": False, "host": None, "connected": False}
        assert set(told["resources"]) >= {"cpu_percent", "memory_mb", "engine_cpu", "engine_mem_mb"}
        assert re.fullmatch(r"\d+d \d+h \d+m", told["uptime"])

    caller.post("/settings/backup/run")
    file = caller.get("/settings/backup/list")[0]["filename"]
    assert re.fullmatch(r"vibenvr_backup_MANUAL_\d{8}_\d{6}\.json", file)
    exported = caller.ask("GET", "/settings/backup/export").content
    for back in (lambda: caller.post(f"/settings/backup/restore-file/{file}"),
                 lambda: caller.ask("POST", "/settings/backup/import", files={"file": ("backup.json", exported)})):
        caller.put("/settings/ai_confidence_default", {"value": "0.3"})
        back()
        assert caller.get("/settings")["ai_confidence_default"]["value"] == "0.6"
    caller.ask("DELETE", f"/settings/backup/{file}")
    assert caller.get("/settings/backup/list") == []

    secret = caller.post("/auth/2fa/setup", {"password": caller.form["password"]})["secret"]
    codes = caller.post("/auth/2fa/enable", {"code": code(secret)})["recovery_codes"]
    assert (caller.refused(), caller.refused(totp_code="nonsense")) == ("2FA_REQUIRED", "Invalid 2FA Code")
    caller.log_in(totp_code=code(secret, 1))
    assert caller.get("/auth/me")["is_2fa_enabled"] is True
    caller.log_in(recovery_code=codes[0])
    wrong = caller.ask("POST", "/auth/2fa/disable", json={"password": "wrong"}, expect=401)
    assert wrong.json() == {"detail": "Incorrect password"}
    caller.post("/auth/2fa/disable", {"password": caller.form["password"]})
    caller.log_in()

    assert caller.ask("POST", "/auth/logout").json() == {"status": "logged out"}
    assert caller.ask("GET", "/stats", expect=401).json() == {"detail": "Could not validate credentials"}


def test_a_device_is_probed_added_and_steered(stage):
    place, caller = free_port(), dialect(stage)
    login = {"ip": "127.0.0.1", "port": place, "user": "admin", "password": PASSWORD}
    assert "detail" in caller.ask("POST", "/onvif/probe", json=login, expect=400).json()
    source = stage.camera("--onvif", f"127.0.0.1:{place}", "--user", "admin", "--password", PASSWORD)
    told = caller.post("/onvif/probe", login)
    assert (told["profiles"][0]["url"], told["features"]["ptz_can_pan_tilt"]) == (source.url("main"), True), told
    camera = caller.post("/cameras", {
        "name": "Dome", "rtsp_url": source.url("main"), "recording_mode": "Off", "detect_motion_mode": "ONVIF Edge",
        "onvif_host": "127.0.0.1", "onvif_port": place, "onvif_username": "admin", "onvif_password": PASSWORD,
        "onvif_profile_token": told["profiles"][0]["token"]})
    assert (camera["onvif_host"], camera["onvif_port"], camera["onvif_password"]) == ("127.0.0.1", place, None)
    number = camera["id"]
    assert caller.post(f"/api/onvif/ptz/probe-features/{number}")["ptz_can_home"] is True
    assert caller.get(f"/cameras/{number}")["ptz_can_home"] is True
    caller.post(f"/onvif/ptz/move/{number}", {"pan": 1.0, "tilt": -0.5, "zoom": 0.0})
    for call in ("stop", "set-home", "goto-home"):
        assert caller.post(f"/api/onvif/ptz/{call}/{number}")["status"] in ("ok", "success"), call
    for preset in caller.get(f"/onvif/ptz/presets/{number}"):
        assert set(preset) == {"token", "name"}

    def moves() -> bool:
        requests.post(f"http://127.0.0.1:{place}/simulation/motion/on", timeout=5)
        motion = caller.get("/events/status")["live_motion"].get(str(number))
        return motion and caller.get("/settings/engine/debug-status")[str(number)]["motion"] and motion["source"] == "ONVIF Edge"
    wait_for(moves, 10, "the camera tells that something moves")

    # It is found where it was added, however unusual the port.
    shown = {"Authorization": f"Bearer {caller.token}", "X-Scanner-User": "admin", "X-Scanner-Password": PASSWORD}
    scan = caller.ask("GET", "/onvif/scan/stream?ip_range=127.0.0.1/32", headers=shown).text
    assert [scan.count(f"event: {name}\n") for name in ("start", "progress", "result", "done")] == [1, 1, 1, 1], scan
    assert (f'"port":{place}' in scan, '"status":"onvif_confirmed"' in scan) == (True, True), scan
