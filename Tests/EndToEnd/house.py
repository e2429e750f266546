"""A recorder with accounts, as the tests of its API need it; and a record of everything that it has ever said."""
from __future__ import annotations

import base64
import itertools
import json
import os
import pathlib

import requests

from support import Program, free_port, wait_for

ADMIN = "ada"
PASSWORD = "correct horse battery staple"


class Emitted:
    """Everything that came out of the program: answers, and files that it wrote for people."""

    def __init__(self):
        self.texts: list[tuple[str, str]] = []
        self.secrets: dict[str, str] = {}

    def heard(self, answer: requests.Response, shown: tuple[str, ...] = ()) -> None:
        """Takes note of an answer; `shown` is what this answer may contain, once, and no other."""
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        text = head + "\n\n" + answer.content.decode("utf-8", errors="replace")
        for secret in shown:
            text = text.replace(secret, "(shown)", 1)
        self.texts.append((f"{answer.request.method} {answer.request.path_url}", text))

    def secret(self, what: str, *values: str) -> None:
        for value in values:
            assert len(value) >= 8, f"{what} is too short to be looked for"
            self.secrets[value] = what

    def leaks(self) -> list[str]:
        """Where a secret, in the clear or as programs spell it, was said."""
        found = []
        for value, what in self.secrets.items():
            spellings = {value, json.dumps(value)[1:-1], requests.utils.quote(value, safe=""),
                         base64.b64encode(value.encode()).decode()}
            for where, text in self.texts:
                if any(spelling in text for spelling in spellings):
                    found.append(f"{what} in {where}")
        return found


class House(Program):
    """`nightjar serve` with listeners of its own, and a client that remembers what it was told."""

    def __init__(self, folder: pathlib.Path, *, cameras: list[dict] = (), data: pathlib.Path | None = None,
                 administrator: bool = True, emitted: Emitted | None = None, port: int | None = None,
                 listeners: list[dict] | None = None, **keys):
        self.folder, self.data = folder, data or folder / "data"
        self.emitted = emitted or Emitted()
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.callers = itertools.count(1)
        # The test is the proxy: so it can ask for people at any address.
        config = {"data_dir": str(self.data), "allow_loopback_cameras": True, "trusted_proxies": ["127.0.0.1"],
                  "cameras": list(cameras),
                  "listeners": [{"address": f"127.0.0.1:{self.port}"}, *(listeners or [])], **keys}
        # JSON is YAML.
        (folder / "house.yaml").write_text(json.dumps(config))
        first = {"NIGHTJAR_ADMIN_USERNAME": ADMIN, "NIGHTJAR_ADMIN_PASSWORD": PASSWORD} if administrator else {}
        for name in ("NIGHTJAR_ADMIN_USERNAME", "NIGHTJAR_ADMIN_PASSWORD"):
            os.environ.pop(name, None)
        super().__init__("serve", "--config", str(folder / "house.yaml"), log=folder / f"house-{self.port}.log",
                         environment=first)
        wait_for(self.is_up, 60, "the server is up")

    def is_up(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"it ended:\n{self.output()[-2000:]}")
        return requests.get(self.url + "/api/v1/ready", timeout=5).status_code == 200

    def ask(self, method: str, path: str, *, auth=(ADMIN, PASSWORD), shown=lambda answer: (), expect: int | None = None,
            address: str | None = None, **keys) -> requests.Response:
        """One call, from an address of its own where none is given; `expect` is the status that it must have, `shown` what
        of its answer is told this once."""
        number = next(self.callers)
        headers = {"X-Forwarded-For": address or f"10.1.{number >> 8}.{number & 255}", **(keys.pop("headers", None) or {})}
        answer = requests.request(method, self.url + path, auth=auth, timeout=keys.pop("timeout", 30), allow_redirects=False,
                                  headers=headers, **keys)
        told = answer.ok and shown(answer) or ()
        self.emitted.heard(answer, tuple(told))
        if expect is not None:
            assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer

    def get(self, path: str, **keys):
        return self.ask("GET", path, expect=keys.pop("expect", 200), **keys).json()

    def stop(self, seconds: float = 15) -> float:
        took = super().stop(seconds)
        self.emitted.texts.append(("the log and the console", self.output()))
        return took
