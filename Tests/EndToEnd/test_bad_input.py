"""Bad input gets one clear sentence and a status that is not zero, and harms nothing."""
from __future__ import annotations

import json
import os
import socket
import sqlite3

import pytest

from support import free_port, wait_for


def refused(stage, *arguments: str, name: str = "refused") -> str:
    program = stage.program(*arguments, name=name)
    wait_for(lambda: program.process.poll() is not None, 20, "it ends")
    assert program.process.returncode not in (0, None)
    assert program.process.returncode > 0, "it was not killed by a signal"
    lines = [line for line in program.output().splitlines() if line.strip()]
    sentence = lines[-1]
    assert sentence.startswith("nightjar: ") and sentence.endswith((".", '"')), lines
    return sentence


def configured(stage, text: str) -> str:
    path = stage.folder / "nightjar.yaml"
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("text, words", [
    ("data_dirr: /x\n", 'the key "data_dirr" is not known'),
    ("listeners:\n  - { address: '127.0.0.1:0', dialekt: nem }\n", 'the key "dialekt"'),
    ("listeners:\n  - { address: '127.0.0.1:0', dialect: acme }\n", "choose one of vibenvr"),
    ("listeners: [{ address: 'here' }]\n", "the port is missing"),
    ("cameras: [{ id: a }]\n", "url is missing"),
    ("cameras: {\n", "not valid YAML"),
    ("allow_loopback_cameras: perhaps\n", "true or false"),
])
def test_a_configuration_that_is_wrong(stage, text, words):
    path = configured(stage, text)
    sentence = refused(stage, "serve", "--config", path, "--data-dir", str(stage.folder / "data"))
    assert words in sentence
    assert not (stage.folder / "data").exists()


def test_a_camera_address_that_is_none(stage):
    path = configured(stage, json.dumps({"cameras": [{"id": "a", "url": "htp://x"}]}))
    assert "rtsp://" in refused(stage, "serve", "--config", path, "--data-dir", str(stage.folder / "data"), "--listen",
                                f"127.0.0.1:{free_port()}")


def test_a_camera_on_this_host_names_the_key_that_allows_it(stage):
    path = configured(stage, json.dumps({"cameras": [{"id": "a", "url": "rtsp://127.0.0.1/x"}]}))
    assert "allow_loopback_cameras" in refused(stage, "serve", "--config", path, "--data-dir",
                                               str(stage.folder / "data"), "--listen", f"127.0.0.1:{free_port()}")


def test_an_address_in_use(stage):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        sentence = refused(stage, "serve", "--listen", address, "--data-dir", str(stage.folder / "data"))
        assert address in sentence and "in use" in sentence
        assert "used by another program" in refused(stage, "camera", "--listen", address, name="camera")


def test_a_data_folder_that_cannot_be_written(stage):
    blocked = stage.folder / "file"
    blocked.write_text("not a folder")
    assert str(blocked) in refused(stage, "serve", "--data-dir", str(blocked), "--listen", f"127.0.0.1:{free_port()}")
    assert "data" in refused(stage, "serve", "--data-dir", "/proc/nightjar", "--listen", f"127.0.0.1:{free_port()}")


def test_a_data_folder_of_someone_else(stage):
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away; run as root to test this")
    # Root may write anywhere, so the program runs as nobody.
    folder = stage.folder / "root-only"
    folder.mkdir(mode=0o700)
    import subprocess
    from support import binary
    done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", binary(), "serve", "--data-dir",
                           str(folder), "--listen", f"127.0.0.1:{free_port()}"], capture_output=True, text=True, timeout=30)
    if "Permission denied" in done.stderr and "setpriv" in done.stderr:
        pytest.skip("the program lies where other users cannot run it")
    assert done.returncode == 1 and str(folder) in done.stderr


def test_a_catalogue_of_a_newer_version_is_left_alone(stage):
    server = stage.server([])
    server.stop()
    path = server.data / "nightjar.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO grdb_migrations (identifier) VALUES ('v999 from the future')")
    database.close()
    before = path.read_bytes()
    sentence = refused(stage, "serve", "--data-dir", str(server.data), "--listen", f"127.0.0.1:{free_port()}")
    assert "newer" in sentence
    assert path.read_bytes() == before


def test_two_recorders_cannot_share_a_data_folder(stage):
    server = stage.server([])
    sentence = refused(stage, "serve", "--data-dir", str(server.data), "--listen", f"127.0.0.1:{free_port()}")
    assert str(server.data) in sentence
    assert server.get("/api/v1/health")["status"] == "ok"


def test_an_unknown_host_is_refused(stage):
    server = stage.server([])
    status, _, problem = server.request("GET", "/api/v1/health", headers={"Host": "evil.example"})
    assert status == 421 and problem["detail"]


def test_a_dialect_that_is_not_built_answers_501(stage):
    port = free_port()
    native = free_port()
    server = stage.server([], port=native, listeners=[
        {"address": f"127.0.0.1:{native}"}, {"address": f"127.0.0.1:{port}", "dialect": "nem"}])
    server.url = f"http://127.0.0.1:{port}"
    for path in ["/", "/api/cameras", "/a/b/c"]:
        assert server.request("GET", path)[0] == 501
    assert server.request("POST", "/api/login", {})[0] == 501
