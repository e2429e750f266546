"""What tests of the dialects begin with: one server with a listener for each of them, and an API key made with a password."""
from __future__ import annotations

import importlib.util
import os
import pathlib
import shutil
import tempfile

import pytest
import requests
import urllib3

from support import ROOT, binary, free_port, staged, wait_for

urllib3.disable_warnings()

ADMIN = "admin"
PASSWORD = "correct-horse-battery-1"
DIALECTS = ("vibenvr", "mibee", "lightnvr", "ipcamera", "nem")
SHARED = ROOT.parent / "shared/conformance/conftest.py"


class Server:
    """A recorder with all six listeners, that of ipcamera with TLS and a plain port that leads on to it."""

    def __init__(self, stage):
        self.stage, folder = stage, stage.folder
        self.ports = {name: free_port() for name in ("native", *DIALECTS, "ipcamera_http", "ipcamera_rtsp", "rtsp")}
        self.camera = stage.camera()
        p, uploads = self.ports, folder / "uploads"
        uploads.mkdir()
        # As people write it: YAML, not JSON.
        (folder / "all.yaml").write_text(f"""\
data_dir: {folder / 'data'}
allow_loopback_cameras: true
volume_roots: [{folder}, {tempfile.gettempdir()}]
rtsp_server: {{ address: 127.0.0.1:{p['rtsp']} }}
listeners:
  - {{ address: 127.0.0.1:{p['native']} }}
  - {{ address: 127.0.0.1:{p['vibenvr']}, dialect: vibenvr }}
  - {{ address: 127.0.0.1:{p['mibee']}, dialect: mibee }}
  - {{ address: 127.0.0.1:{p['lightnvr']}, dialect: lightnvr }}
  - {{ address: 127.0.0.1:{p['nem']}, dialect: nem, upload_root: {uploads} }}
  - {{ address: 127.0.0.1:{p['ipcamera']}, dialect: ipcamera, tls: self-signed, camera: device,
      redirect_from: 127.0.0.1:{p['ipcamera_http']}, rtsp_port: {p['ipcamera_rtsp']} }}
cameras:
  - {{ id: device, name: Device, url: "{self.camera.url('main')}" }}
""")

    def url(self, name: str) -> str:
        return f"{'https' if name == 'ipcamera' else 'http'}://127.0.0.1:{self.ports[name]}"

    def start(self):
        os.environ.update(NIGHTJAR_ADMIN_USERNAME=ADMIN, NIGHTJAR_ADMIN_PASSWORD=PASSWORD)
        try:
            self.stage.program("serve", "--config", str(self.stage.folder / "all.yaml"), name="all")
        finally:
            del os.environ["NIGHTJAR_ADMIN_USERNAME"], os.environ["NIGHTJAR_ADMIN_PASSWORD"]
        wait_for(lambda: requests.get(f"{self.url('native')}/api/v1/health", timeout=2).ok, 60, "the server is up")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with staged(tmp_path_factory.mktemp("conformance")) as stage:
        made = Server(stage)
        made.start()
        yield made


@pytest.fixture(scope="module")
def key(server) -> str:
    answer = requests.post(f"{server.url('native')}/api/v1/api-keys", auth=(ADMIN, PASSWORD), json={"name": "conformance"},
                           timeout=10)
    assert answer.status_code == 201, answer.text
    return answer.json()["key"]


def test_a_key_opens_the_native_api(server, key):
    url = f"{server.url('native')}/api/v1/cameras"
    for headers in ({"Authorization": f"Bearer {key}"}, {"X-API-Key": key}):
        answer = requests.get(url, headers=headers, timeout=10)
        assert answer.status_code == 200 and [camera["id"] for camera in answer.json()["items"]] == ["device"]
    # For programs that know nothing but Basic.
    assert requests.get(url, auth=(ADMIN, key), timeout=10).status_code == 200
    assert requests.get(url, timeout=10).status_code == 401


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_listener_answers(server, dialect):
    answer = requests.get(server.url(dialect) + "/", timeout=10, verify=False, allow_redirects=False)
    assert answer.status_code < 500 or answer.status_code == 501, answer.text


def test_the_plain_port_of_a_dialect_leads_on(server):
    answer = requests.get(f"http://127.0.0.1:{server.ports['ipcamera_http']}/", timeout=10, allow_redirects=False)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(server.url("ipcamera"))


@pytest.mark.skipif(not SHARED.exists(), reason="the conformance tests are not beside this repository")
def test_the_conformance_tests_own_fixture_starts_the_server(monkeypatch):
    specification = importlib.util.spec_from_file_location("conformance", SHARED)
    conformance = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(conformance)
    monkeypatch.setenv("NIGHTJAR_BIN", binary())
    # Its own may be given the same port twice.
    monkeypatch.setattr(conformance, "free_port", free_port)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="nightjar-conformance-"))
    running = conformance.Server(folder)
    try:
        running.start()
        answer = requests.post(f"{running.url('native')}/api/v1/api-keys", timeout=10, json={"name": "conformance"},
                               auth=(running.admin, running.password))
        assert answer.status_code == 201 and answer.json()["key"]
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
