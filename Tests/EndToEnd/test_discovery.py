"""Cameras found by multicast, between two network namespaces that a pair of virtual interfaces joins."""
from __future__ import annotations

import contextlib
import json
import os
import subprocess

import pytest

from support import ADMINISTRATOR, binary, missing, wait_for
from test_onvif import peer

HERE, THERE = "10.77.0.2", "10.77.0.1"


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=20)


@contextlib.contextmanager
def networks():
    """The names of two namespaces: the recorder's and the camera's."""
    if absent := missing("ip", "curl"):
        pytest.skip(f"{absent} is not installed")
    names = [f"nightjar-{os.getpid()}-{side}" for side in ("here", "there")]
    made = []
    try:
        try:
            for name in names:
                run("ip", "netns", "add", name)
                made.append(name)
            run("ip", "link", "add", "veth0", "netns", names[0], "type", "veth", "peer", "name", "veth0", "netns", names[1])
            for name, address in zip(names, (HERE, THERE)):
                run("ip", "-n", name, "address", "add", f"{address}/24", "dev", "veth0")
                for link in ("lo", "veth0"):
                    run("ip", "-n", name, "link", "set", link, "up")
                run("ip", "-n", name, "route", "add", "224.0.0.0/4", "dev", "veth0")
        except (subprocess.CalledProcessError, OSError) as error:
            pytest.skip(f"no network namespaces here: {getattr(error, 'stderr', '') or error}")
        yield names
    finally:
        for name in made:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)


class Inside:
    """A program in a namespace, with its output in a file."""

    def __init__(self, network: str, log, *command: str):
        self.log = log
        self.process = subprocess.Popen(["ip", "netns", "exec", network, *command], stdout=open(log, "ab"),
                                        stderr=subprocess.STDOUT, env={**os.environ, **ADMINISTRATOR})

    def says(self, text: str) -> bool:
        return text in self.log.read_text(errors="replace")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def test_cameras_are_found_by_multicast_and_heard_when_they_go(tmp_path):
    with networks() as (here, there), contextlib.ExitStack() as stack:
        config = {"data_dir": str(tmp_path / "data"), "listeners": [{"address": "127.0.0.1:8080"}]}
        (tmp_path / "nightjar.yaml").write_text(json.dumps(config))

        def camera() -> Inside:
            program = Inside(there, tmp_path / "camera.log", binary(), "camera", "--listen", f"{THERE}:8554", "--onvif",
                             f"{THERE}:8000", "--discovery", "0.0.0.0:3702")
            stack.callback(program.stop)
            wait_for(lambda: program.says("/onvif/device_service"), 20, "the camera is ready")
            return program

        def ask(method: str, path: str, body=None):
            account = ":".join(ADMINISTRATOR.values())
            data = ["-H", "Content-Type: application/json", "-d", json.dumps(body)] if body is not None else []
            done = subprocess.run(["ip", "netns", "exec", here, "curl", "-sf", "-X", method, "-u", account, *data,
                                   f"http://127.0.0.1:8080/api/v1{path}"], capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, f"{method} {path}: {done.returncode} {done.stderr}"
            return json.loads(done.stdout) if done.stdout else None

        first = camera()
        server = Inside(here, tmp_path / "server.log", binary(), "serve", "--config", str(tmp_path / "nightjar.yaml"))
        stack.callback(server.stop)
        wait_for(lambda: ask("GET", "/health"), 60, "the server is up")

        found = ask("POST", "/discovery/search?seconds=2")["items"]
        assert [(one["address"], one["hardware"], one["online"]) for one in found] == [(THERE, "NJ-SIM", True)], found
        assert found[0]["device_url"] == f"http://{THERE}:8000/onvif/device_service"
        assert ask("GET", "/discovery").get("problem") is None

        # Who comes and goes is heard.
        ask("PATCH", "/settings", {"discovery.enabled": True})
        wait_for(lambda: ask("GET", "/discovery")["listening"], 20, "those who come and go are heard")

        def online():
            return [one["online"] for one in ask("GET", "/discovery/devices")["items"]]

        first.stop()
        wait_for(lambda: not any(online()), 20, "its goodbye is heard")
        camera()
        wait_for(lambda: any(online()), 20, "its greeting is heard")

        # And by a finder that is not ours.
        script = ("from wsdiscovery.discovery import ThreadedWSDiscovery as Finder\n"
                  "finder = Finder(); finder.start()\n"
                  "print([address for one in finder.searchServices(timeout=3) for address in one.getXAddrs()]); finder.stop()")
        done = subprocess.run(["ip", "netns", "exec", here, str(peer("WSDiscovery")), "-c", script], capture_output=True,
                              text=True, timeout=60)
        assert f"http://{THERE}:8000/onvif/device_service" in done.stdout, done.stdout + done.stderr

        added = ask("POST", "/discovery/cameras", {"address": found[0]["device_url"], "id": "gate"})
        assert added["url"] == f"rtsp://{THERE}:8554/main"
        assert ask("GET", "/discovery/devices")["items"][0]["camera"] == "gate"
