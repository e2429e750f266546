"""A recorder whose cameras are watched live, and those who may watch them."""
from __future__ import annotations

import base64
import json
import math
import os
import pathlib
import signal
import subprocess
import urllib.error
import urllib.request

import readings
from recorders import launch
from source import Fault, free_port, until
from watchers import Crowd, Watcher

ADMIN, PASSWORD = "bench", "the password of a benchmark"
OF_ACCOUNT = 100
"""Viewers of one account; it may have some more."""


class House:
    """A recorder whose cameras are watched, by plain HTTP and by TLS."""

    def __init__(self, nightjar: pathlib.Path, folder: pathlib.Path, urls: list[str], record: bool = True):
        self.nightjar, self.folder, self.port, self.tls_port = nightjar, folder, free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.opened = 0
        cameras = [{"id": f"cam-{number}", "name": f"Camera {number}", "url": url, "record": record, "segment_seconds": 3600}
                   for number, url in enumerate(urls)]
        # JSON is YAML.
        (folder / "nightjar.yaml").write_text(json.dumps({
            "data_dir": str(folder / "data"), "allow_loopback_cameras": True, "trusted_proxies": ["127.0.0.1"],
            "listeners": [{"address": f"127.0.0.1:{self.port}"}, {"address": f"127.0.0.1:{self.tls_port}", "tls": "self-signed"}],
            "cameras": cameras}))

    def __enter__(self) -> House:
        environment = {**os.environ, "NIGHTJAR_ADMIN_USERNAME": ADMIN, "NIGHTJAR_ADMIN_PASSWORD": PASSWORD}
        log = self.folder / "recorder.log"
        self.process = launch([self.nightjar, "serve", "--config", self.folder / "nightjar.yaml"], log, env=environment)

        def answers() -> bool:
            if self.process.poll() is not None:
                raise Fault(f"the recorder ended: {log.read_text(errors='replace')[-500:]}")
            return urllib.request.urlopen(self.url + "/api/v1/ready", timeout=5).status == 200

        until(answers, 120, "the recorder is up")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, path: str, body: dict | None = None, method: str | None = None) -> dict:
        proof = base64.b64encode(f"{ADMIN}:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(self.url + path, data=json.dumps(body).encode() if body else None, method=method,
                                         headers={"Authorization": f"Basic {proof}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Fault(f"{path}: {error.code} {error.read()[:200]!r}") from None

    def keys(self, viewers: int) -> list[str]:
        """Of as many accounts as it takes."""
        made = []
        for number in range(math.ceil(viewers / OF_ACCOUNT)):
            user = self.ask("/api/v1/users", {"username": f"viewer-{number}", "password": PASSWORD, "role": "administrator"})
            made.append(self.ask("/api/v1/api-keys", {"name": "bench", "user": user["id"], "read_only": True})["key"])
        return made

    def send(self, crowd: Crowd, viewers: int, keys: list[str], *, camera: str = "cam-0", **options):
        """Has so many viewers come, one after the other, and waits until each has what was there."""
        for number in range(viewers):
            self.opened += 1
            address = f"10.1.{self.opened >> 8}.{self.opened & 255}"
            port = self.tls_port if options.get("tls") else self.port
            crowd.add(Watcher(port, camera, keys[number % len(keys)], address=address, **options))
            crowd.turn(0.03)
        crowd.until(lambda: all(watcher.is_live for watcher in crowd.watchers), 60, "everyone is at the live edge")

    def worked(self) -> float:
        """Seconds of a processor that the workers which are there have taken."""
        return sum(readings.usage(worker["pid"]).processor for worker in self.ask("/api/v1/system/workers")["workers"])

    def frames(self, number: int) -> int:
        main = self.ask(f"/api/v1/cameras/cam-{number}/status")["streams"].get("main")
        return main["frames"] if main else 0
