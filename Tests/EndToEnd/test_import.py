"""Files of other products, taken over by `nightjar import`: a dry run changes nothing, what it says is done, and the recorder that is
started then has it. Nothing that was printed has a secret in it."""
from __future__ import annotations

import contextlib
import json
import pathlib
import sqlite3
import subprocess
import time

import pytest

from support import ADMINISTRATOR, Server, basic, binary

SECRETS = ("hidden-light-word", "hidden-yaml-word", "hidden-vibe-word", "hidden-mail-word", "hidden-device-word")


def light(folder: pathlib.Path) -> pathlib.Path:
    """A database as LightNVR leaves it behind when it is killed: what was said last is in the log beside it."""
    path = folder / "lightnvr.db"
    made = sqlite3.connect(path)
    made.executescript("""
        PRAGMA journal_mode = WAL;
        CREATE TABLE streams (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL,
            enabled INTEGER DEFAULT 1, streaming_enabled INTEGER DEFAULT 1, width INTEGER DEFAULT 1280,
            height INTEGER DEFAULT 720, fps INTEGER DEFAULT 30, codec TEXT DEFAULT 'h264', priority INTEGER DEFAULT 5,
            record INTEGER DEFAULT 1, segment_duration INTEGER DEFAULT 900, onvif_username TEXT DEFAULT '',
            onvif_password TEXT DEFAULT '', retention_days INTEGER DEFAULT -1, tags TEXT DEFAULT '');
        CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL,
            salt TEXT, email TEXT, role INTEGER, is_active INTEGER DEFAULT 1);
        CREATE TABLE detection_zones (id TEXT PRIMARY KEY, stream_name TEXT NOT NULL, name TEXT NOT NULL,
            enabled INTEGER DEFAULT 1, color TEXT, polygon TEXT NOT NULL, filter_classes TEXT, min_confidence REAL);
        CREATE TABLE system_settings (key TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER);
        INSERT INTO streams (name, url, enabled, onvif_username, onvif_password, tags)
            VALUES ('Light Door', 'rtsp://192.0.2.11:554/stream', 0, 'eve', 'hidden-light-word', 'outside'),
                   ('Nowhere', 'no address at all', 0, '', '', '');
        INSERT INTO users (username, password_hash, role) VALUES ('lena', 'c0ffee', 1), ('admin', 'c0ffee', 0);
        INSERT INTO detection_zones VALUES ('z1', 'Light Door', 'Street', 1, '#3b82f6',
            '[{"x":0.1,"y":0.1},{"x":0.9,"y":0.1},{"x":0.9,"y":0.9}]', 'person', 0.5);
        INSERT INTO system_settings VALUES ('setup_complete', '1', 0);
    """)
    made.commit()
    made.execute("PRAGMA wal_autocheckpoint = 0")
    light.open = made  # as long as it is open, the log stays
    return path


def mibee(folder: pathlib.Path) -> pathlib.Path:
    path = folder / "mibee-nvr.yaml"
    path.write_text("""
server:
  listen: ":9090"
auth:
  username: "mia"
  password_hash: "$2b$12$abcdefghijklmnopqrstuv"
cleanup:
  retention_days: 14        # days
storage:
  segment_duration: "30s"
cameras:
  - id: yaml-door
    name: "Yaml Door"
    protocol: rtsp
    encoding: h264
    url: "rtsp://192.0.2.12:554/stream"
    username: eve
    password: hidden-yaml-word
    enabled: false
    timelapse: {enabled: true}
""")
    return path


def vibe(folder: pathlib.Path, password_hash: str) -> pathlib.Path:
    """`password_hash` is one of Argon2id, as that product has them; another kind does not carry over."""
    path = folder / "vibe_backup_manual_20261101_080000.json"
    path.write_text(json.dumps({
        "timestamp": "2026-11-01T08:00:00", "version": "1.0",
        "settings": [{"id": 1, "key": "cleanup_interval_hours", "value": "24"},
                     {"id": 2, "key": "smtp_password", "value": "hidden-mail-word"}],
        "cameras": [{"id": 3, "name": "Vibe Door", "rtsp_url": "rtsp://eve:hidden-vibe-word@192.0.2.13:554/stream",
                     "is_active": False, "recording_mode": "Continuous", "location": "Gate",
                     "onvif_host": "192.0.2.13", "onvif_username": "dev", "onvif_password": "hidden-device-word"}],
        "users": [{"username": "vera", "role": "viewer", "hashed_password": "$2b$12$abcdefghijklmnopqrstuv",
                   "restrict_camera_access": True, "allowed_camera_ids": [3]},
                  {"username": "otto", "role": "viewer", "hashed_password": password_hash}]}))
    return path


def take(server: Server, name: str, path: pathlib.Path, *options: str) -> tuple[int, str]:
    done = subprocess.run([binary(), "import", name, str(path), "--config", str(server.folder / "nightjar.yaml"), *options],
                          capture_output=True, text=True, timeout=60)
    said = done.stdout + done.stderr
    for secret in SECRETS:
        assert secret not in said, f"{secret} was printed"
    return done.returncode, said


def bytes_of(folder: pathlib.Path) -> dict[str, bytes]:
    """All but where readers of the catalogue leave their marks."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".sqlite-shm"}


def test_three_files_are_taken_over(tmp_path):
    server = Server(tmp_path, [])
    files = {"lightnvr": light(tmp_path), "mibee": mibee(tmp_path)}

    # A dry run works beside a recorder; all else is refused, with what to do.
    code, said = take(server, "mibee", files["mibee"], "--dry-run")
    assert code == 0 and "add        camera \"Yaml Door\"" in said and "Nothing was changed" in said, said
    code, said = take(server, "mibee", files["mibee"])
    assert code == 1 and "Stop it, import" in said, said
    assert server.get("/api/v1/cameras")["items"] == []
    server.stop()
    with contextlib.closing(sqlite3.connect(server.data / "nightjar.sqlite")) as catalogue:
        files["vibenvr"] = vibe(tmp_path, catalogue.execute("SELECT password_hash FROM user").fetchone()[0])

    before = bytes_of(server.data)
    dry = {name: take(server, name, path, "--dry-run") for name, path in files.items()}
    assert bytes_of(server.data) == before
    assert [code for code, _ in dry.values()] == [1, 0, 0]

    for name, path in files.items():
        content = path.read_bytes()
        code, said = take(server, name, path)
        assert code == dry[name][0], said
        lines = [line for line in said.splitlines() if line[:11].strip() in ("add", "change", "keep", "leave out", "refuse")]
        assert lines and all(line in dry[name][1] for line in lines), said
        assert path.read_bytes() == content
    light.open.close()
    # A second time there is nothing more to do.
    code, said = take(server, "vibenvr", files["vibenvr"])
    assert code == 0 and "There was nothing to do." in said and "add  " not in said and "change  " not in said, said

    server = Server(tmp_path, [], port=server.port)
    try:
        cameras = {camera["id"]: camera for camera in server.get("/api/v1/cameras")["items"]}
        assert sorted(cameras) == ["light-door", "vibe-door", "yaml-door"]
        assert all(not camera["enabled"] for camera in cameras.values())
        assert all(camera["has_password"] for camera in cameras.values())
        assert cameras["light-door"]["segment_seconds"] == 900
        zones = server.get("/api/v1/cameras/light-door/zones")["items"]
        assert [zone["name"] for zone in zones] == ["Street"]
        people = {person["username"]: person for person in server.get("/api/v1/users")["items"]}
        assert {name: person["enabled"] for name, person in people.items()} == {
            "admin": True, "lena": False, "mia": False, "otto": True, "vera": False}
        own = basic("otto", ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"])
        assert server.request("GET", "/api/v1/cameras", headers=own)[0] == 200
        assert server.request("GET", "/api/v1/users", headers=own)[0] == 403
        settings = {item["key"]: item.get("value") for item in server.get("/api/v1/settings")["items"]}
        assert settings["storage.retention_days"] == 14
        assert settings["recording.segment_seconds"] == 30
        assert settings["storage.cleanup_interval_seconds"] == 86_400
        log = server.get("/api/v1/audit?limit=100")["items"]
        assert sum(row["action"] == "configuration.import" for row in log) >= 3
    finally:
        server.stop()
    said = server.output()
    for secret in SECRETS:
        assert secret not in said
        assert not any(secret.encode() in content for path, content in bytes_of(server.data).items()), secret


@pytest.mark.parametrize("name", ["lightnvr", "mibee", "vibenvr"])
def test_what_is_no_such_file(tmp_path, name):
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "other").write_bytes(b"\x00\xff neither this nor that")
    for path in (tmp_path / "other", tmp_path / "missing", tmp_path):
        began = time.monotonic()
        done = subprocess.run([binary(), "import", name, str(path), "--data-dir", str(folder)],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and done.stderr.startswith("nightjar: "), done.stderr
        assert time.monotonic() - began < 30
    assert list(folder.iterdir()) == []
