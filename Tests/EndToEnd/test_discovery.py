"""Cameras found by multicast, between two network namespaces that a pair of virtual interfaces joins."""
from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time

import pytest

from support import ADMINISTRATOR, binary, missing, wait_for
from test_onvif import peer

HERE, THERE = "10.77.0.2", "10.77.0.1"
NEWER_HERE, NEWER_THERE = "fd77::2", "fd77::1"


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=20)


def is_settled(name: str) -> bool:
    """Whether a namespace's link has an address of its own, and each address there is may be used."""
    shown = subprocess.run(["ip", "-n", name, "-6", "address", "show", "dev", "veth0"], check=True, capture_output=True, text=True,
                           timeout=20).stdout
    return "scope link" in shown and "tentative" not in shown


@contextlib.contextmanager
def networks(is_newer: bool = False):
    """The names of two namespaces: the recorder's and the camera's. They know version 4 of IP, or version 6 alone."""
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
            for name, address, newer in zip(names, (HERE, THERE), (NEWER_HERE, NEWER_THERE)):
                # Nobody waits until it is certain that nobody else has the address.
                given = (f"{newer}/64", "dev", "veth0", "nodad") if is_newer else (f"{address}/24", "dev", "veth0")
                run("ip", "-n", name, "address", "add", *given)
                for link in ("lo", "veth0"):
                    run("ip", "-n", name, "link", "set", link, "up")
                if not is_newer:
                    run("ip", "-n", name, "route", "add", "224.0.0.0/4", "dev", "veth0")
        except (subprocess.CalledProcessError, OSError) as error:
            pytest.skip(f"no network namespaces here: {getattr(error, 'stderr', '') or error}")
        # A link's own address is used once it is certain that nobody else has it (RFC 4862 §5.4), within seconds. Who speaks
        # sooner speaks from another (RFC 6724 §5), so that it would be chance from where a camera answers.
        for name in names if is_newer else []:
            wait_for(lambda: is_settled(name), 20, f"the addresses of {name} are its own")
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


def ask_inside(network: str, method: str, path: str, body=None):
    """What the recorder in a namespace answers."""
    account = ":".join(ADMINISTRATOR.values())
    data = ["-H", "Content-Type: application/json", "-d", json.dumps(body)] if body is not None else []
    done = subprocess.run(["ip", "netns", "exec", network, "curl", "-sf", "-X", method, "-u", account, *data,
                           f"http://127.0.0.1:8080/api/v1{path}"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{method} {path}: {done.returncode} {done.stderr}"
    return json.loads(done.stdout) if done.stdout else None


def test_cameras_are_found_by_multicast_of_version_6_alone(tmp_path):
    """They answer from their link-local addresses, by which they are not reached: they are where they say."""
    with networks(is_newer=True) as (here, there), contextlib.ExitStack() as stack:
        config = {"data_dir": str(tmp_path / "data"), "listeners": [{"address": "127.0.0.1:8080"}]}
        (tmp_path / "nightjar.yaml").write_text(json.dumps(config))

        def camera() -> Inside:
            program = Inside(there, tmp_path / "camera.log", binary(), "camera", "--listen", f"[{NEWER_THERE}]:8554", "--onvif",
                             "[::]:8000", "--discovery", "[::]:3702")
            stack.callback(program.stop)
            wait_for(lambda: program.says("/onvif/device_service"), 20, "the camera is ready")
            return program

        first = camera()
        server = Inside(here, tmp_path / "server.log", binary(), "serve", "--config", str(tmp_path / "nightjar.yaml"))
        stack.callback(server.stop)
        wait_for(lambda: ask_inside(here, "GET", "/health"), 60, "the server is up")

        found = wait_for(lambda: ask_inside(here, "POST", "/discovery/search?seconds=2")["items"], 60, "it is found")
        assert [(one["device_url"], one["hardware"], one["online"]) for one in found] == [
            (f"http://[{NEWER_THERE}]:8000/onvif/device_service", "NJ-SIM", True)], found
        assert found[0]["address"].startswith("fe80:"), found

        ask_inside(here, "PATCH", "/settings", {"discovery.enabled": True})
        wait_for(lambda: ask_inside(here, "GET", "/discovery")["listening"], 20, "those who come and go are heard")

        def online():
            return [one["online"] for one in ask_inside(here, "GET", "/discovery/devices")["items"]]

        first.stop()
        wait_for(lambda: not any(online()), 20, "its goodbye is heard")
        camera()
        wait_for(lambda: any(online()), 20, "its greeting is heard")

        added = ask_inside(here, "POST", "/discovery/cameras", {"address": found[0]["device_url"], "id": "gate"})
        assert added["url"] == f"rtsp://[{NEWER_THERE}]:8554/main"
        wait_for(lambda: ask_inside(here, "GET", "/cameras/gate/status")["state"] == "recording", 30, "it is recorded")


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
            return ask_inside(here, method, path, body)

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


def test_a_network_is_looked_through(tmp_path, capsys):
    """254 addresses, of which one is a camera; how long it takes is told. Many are looked at together: it takes far less than so many
    times one at which nobody is."""
    with networks() as (here, there), contextlib.ExitStack() as stack:
        config = {"data_dir": str(tmp_path / "data"), "listeners": [{"address": "127.0.0.1:8080"}]}
        (tmp_path / "nightjar.yaml").write_text(json.dumps(config))
        camera = Inside(there, tmp_path / "camera.log", binary(), "camera", "--listen", f"{THERE}:554", "--onvif", f"{THERE}:80")
        stack.callback(camera.stop)
        server = Inside(here, tmp_path / "server.log", binary(), "serve", "--config", str(tmp_path / "nightjar.yaml"))
        stack.callback(server.stop)
        curl = ["ip", "netns", "exec", here, "curl", "-sfN", "-u", ":".join(ADMINISTRATOR.values())]
        wait_for(lambda: subprocess.run([*curl, "http://127.0.0.1:8080/api/v1/health"], capture_output=True).returncode == 0, 60,
                 "the server is up")
        wait_for(lambda: camera.says("/onvif/device_service"), 20, "the camera is ready")
        discovery = json.loads(subprocess.run([*curl, "http://127.0.0.1:8080/api/v1/discovery"], capture_output=True, text=True).stdout)
        assert discovery["networks"] == ["10.77.0.0/24"]

        def scanned(addresses: str) -> tuple[str, float]:
            began = time.monotonic()
            done = subprocess.run([*curl, f"http://127.0.0.1:8080/api/v1/discovery/scan?range={addresses}"], capture_output=True,
                                  text=True, timeout=240)
            assert done.returncode == 0, done.stderr
            return done.stdout, time.monotonic() - began

        _, single = scanned("10.77.0.99")
        told, took = scanned(discovery["networks"][0])
        assert took < 254 * single / 10, f"254 addresses took {took:.1f} s, and one where nobody is {single:.2f} s"
        steps = [step.split("\n") for step in told.strip().split("\n\n")]
        found = [json.loads(data[6:]) for name, data in steps if name == "event: result"]
        # It asks nobody for a password.
        assert [(one["address"], one["port"], one["kind"], one["rtsp_ports"]) for one in found] == [(THERE, 80, "onvif", [554])]
        assert found[0]["manufacturer"] == "Nightjar" and not found[0]["auth_required"]
        assert steps[-1] == ["event: done", 'data: {"total":254}']
        with capsys.disabled():
            print(f"\n254 addresses, one camera: looked through in {took:.1f} s")
