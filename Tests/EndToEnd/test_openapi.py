"""The API against its own document: schemathesis makes up requests, and every answer must be one that the document names.

By itself it asks a few thousand times; with NIGHTJAR_TEST_LONG far more often, and with other requests each time.
"""
from __future__ import annotations

import base64
import itertools
import zlib

import hypothesis
import pytest
import requests
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks as openapi

from house import ADMIN, PASSWORD, House
from support import IS_LONG, Camera, wait_for

# What would end the test itself, each with its reason. They are walked through by hand in test_accounts.py, test_listeners.py.
LEFT_OUT = {
    "restart": "ends the server",
    "shutDown": "ends the server",
    "followEvents": "does not end",
    "watchCamera": "is a WebSocket, which HTTP clients cannot ask for",
    "watchCameraFrames": "is a WebSocket, which HTTP clients cannot ask for",
    "watchCameraPictures": "does not end",
    "changePassword": "takes away what the test logs in with",
    "activateSecondFactor": "takes away what the test logs in with",
    "beginSecondFactor": "takes away what the test logs in with, once it is activated",
}
# More of each than the limits let one account ask for: the test asks as many administrators in turn.
ADMINISTRATORS = 24
PLACEHOLDER = "Basic " + base64.b64encode(b"whoever:is-next").decode()

settings = hypothesis.settings(
    max_examples=150 if IS_LONG else 5,
    deadline=None,
    database=None,
    derandomize=not IS_LONG,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
UNSUITABLE = [
    # What no schema says, such as a password that is too simple, is refused with 422.
    openapi.positive_data_acceptance,
    # Tries wrong passwords from one address, and is locked out, as it should be: `refuses_strangers` is instead of it.
    openapi.ignored_auth,
]
# Also addresses of a camera, recording or backup of this name, so that more methods are allowed than the document says of them.
SHADOWED = ("/api/v1/cameras/test", "/api/v1/backups/upload", "/api/v1/recordings/protect", "/api/v1/recordings/purge",
            "/api/v1/recordings/batch", "/api/v1/snapshots/purge",
            "/api/v1/camera-events/acknowledge", "/api/v1/camera-events/delete")
# What may be said to a request that is against the schema. 412 besides: of one that is made for another state than there is now
# nothing more is looked at.
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429, "5xx"]
# Other requests have the camera reconnected or switched off meanwhile, or its HLS, and then there is no picture: 503, as the
# document says.
WITHOUT_PICTURE = (
    "/api/v1/cameras/{id}/snapshot",
    "/api/v1/cameras/{id}/snapshots",
    "/api/v1/cameras/{id}/hls/index.m3u8",
    "/api/v1/cameras/{id}/hls/{stream}/{format}/index.m3u8",
    "/api/v1/cameras/{id}/hls/{stream}/{format}/{file}",
)


class Crowd(requests.Session):
    """Asks from another address each time, so that no limit is reached, and shows the next of the credentials where a
    request is marked to show any."""

    def __init__(self, credentials: list[dict[str, str]] | None):
        super().__init__()
        self.trust_env = False
        self.credentials = itertools.cycle(credentials) if credentials else None
        self.addresses = itertools.count(1)
        self.statuses: dict[int, int] = {}

    def send(self, request, **keys):
        number = next(self.addresses)
        # One /24 each: what guesses passwords from one house is slowed down together.
        request.headers["X-Forwarded-For"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        if request.headers.get("Authorization") == PLACEHOLDER:
            del request.headers["Authorization"]
            if self.credentials:
                request.headers.update(next(self.credentials))
        keys["timeout"] = 60
        answer = super().send(request, **keys)
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        return answer


class Rig:
    """A server with something of everything in it, and a document to ask it by."""

    def __init__(self, folder):
        self.camera = Camera(folder)
        self.house = House(folder, cameras=[
            {"id": "device", "name": "Device", "url": self.camera.url("main"), "segment_seconds": 10}])
        wait_for(lambda: self.house.get("/api/v1/recordings?limit=2")["items"], 60, "something is recorded")
        names = [f"administrator-{number}" for number in range(ADMINISTRATORS)]
        self.own = {self.made("/api/v1/users", username=name, password=PASSWORD, role="administrator")["id"] for name in names}
        self.own.add(self.house.get("/api/v1/session")["user"]["id"])
        self.passwords = [self.basic(name) for name in names]
        self.keys = [{"Authorization": "Bearer " + self.made("/api/v1/api-keys", auth=(name, PASSWORD), name="test")["key"]}
                     for name in names]
        spare = [self.made("/api/v1/users", auth=(names[number % ADMINISTRATORS], PASSWORD), username=f"spare-{number}",
                           password=PASSWORD, role="viewer") for number in range(4)]
        self.real = {
            "cameras": ["device"], "users": [str(user["id"]) for user in spare],
            "recordings": [item["id"] for item in self.house.get("/api/v1/recordings")["items"]],
            "backups": [self.made("/api/v1/backups", passphrase=PASSWORD, note="test")["name"]],
            "settings": ["general", "recording"], "jobs": ["1"], "api-keys": ["99999"], "account": ["99999"],
        }

    def made(self, path: str, auth=(ADMIN, PASSWORD), **body):
        return self.house.ask("POST", path, auth=auth, json=body, expect=201).json()

    @staticmethod
    def basic(name: str) -> dict[str, str]:
        return {"Authorization": "Basic " + base64.b64encode(f"{name}:{PASSWORD}".encode()).decode()}

    def stop(self):
        self.house.stop()
        self.camera.kill()


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    made = Rig(tmp_path_factory.mktemp("openapi"))
    yield made
    made.stop()
    log = made.house.output()
    assert "Fatal error" not in log and "Crash" not in log, log[-3000:]


@pytest.fixture(scope="module")
def document(rig):
    """For requests that go to the borders of what each schema allows, and over them, and for others at random."""
    return described(rig, with_borders=True)


@pytest.fixture(scope="module")
def brief(rig):
    """For requests at random: at the borders it is the same, whoever asks."""
    return described(rig, with_borders=IS_LONG)


def described(rig, with_borders: bool):
    # Who asks is not made up: two ways of saying so in one request are refused before anything else is looked at.
    config = SchemathesisConfig.from_dict({"generation": {"allow-x00": True, "with-security-parameters": False},
                                           "phases": {"coverage": {"enabled": with_borders}},
                                           "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})
    schema = schemathesis.openapi.from_url(rig.house.url + "/api/v1/openapi.json", config=config)

    @schema.hook
    def map_path_parameters(context, path_parameters):
        """Every second request is about something that is there."""
        if not path_parameters or context.operation.method == "delete":
            return path_parameters
        kind = context.operation.path.split("/")[3]
        for name, value in path_parameters.items():
            chosen = zlib.crc32(repr(value).encode())
            if chosen % 2 and rig.real.get(kind) and name != "session":
                path_parameters[name] = rig.real[kind][chosen // 2 % len(rig.real[kind])]
        return path_parameters

    return schema


api = schemathesis.pytest.from_fixture("document").exclude(operation_id=list(LEFT_OUT))
api_briefly = schemathesis.pytest.from_fixture("brief").exclude(operation_id=list(LEFT_OUT))


def check(case, rig, crowd: Crowd, *more):
    """One request, unless it would lock the test out."""
    if case.path.startswith("/api/v1/users/{id}") and case.method.upper() != "GET":
        named = str((case.path_parameters or {}).get("id", "")).strip()
        if named.isdigit() and int(named) in rig.own:
            return
    # A search takes as long as it is told to, and says no other things for that.
    if case.path == "/api/v1/discovery/search" and isinstance(case.body, dict):
        seconds = case.body.get("seconds", 5)
        if type(seconds) is int and 1 <= seconds <= 30:
            case.body["seconds"] = 1
    unsuitable = list(UNSUITABLE)
    if case.path in SHADOWED:
        unsuitable.append(openapi.allow_header_conformance)
    # 502 where the document says so: a camera is asked that is not there.
    if case.path in WITHOUT_PICTURE or "502" in case.operation.definition.raw["responses"]:
        unsuitable.append(schemathesis.checks.not_a_server_error)
    case.call_and_validate(session=crowd, headers={"Authorization": PLACEHOLDER} if crowd.credentials else {},
                           excluded_checks=unsuitable, additional_checks=list(more))


def refuses_strangers(ctx, response, case):
    """Where the document asks for somebody who is known, nobody else gets anything."""
    if case.operation.definition.raw.get("security"):
        assert response.status_code >= 400, f"{case.method} {case.path} answered a stranger: {response.status_code}"


@pytest.fixture(scope="module")
def administrators(rig):
    crowd = Crowd(rig.passwords)
    yield crowd
    was_useful(crowd)


@pytest.fixture(scope="module")
def keyholders(rig):
    crowd = Crowd(rig.keys)
    yield crowd
    was_useful(crowd)


@pytest.fixture(scope="module")
def strangers(rig):
    """Without anything, and with everything that is not true."""
    crowd = Crowd([{}, {"Authorization": "Bearer " + "A" * 43}, {"X-API-Key": "nj_" + "A" * 43},
                   {"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."}, {"Cookie": "nightjar=" + "A" * 43},
                   {"Authorization": "Basic " + base64.b64encode(b"ada:wrong").decode()}])
    yield crowd
    print("strangers:", dict(sorted(crowd.statuses.items())))
    assert crowd.statuses.get(401, 0) > sum(crowd.statuses.values()) / 4


def was_useful(crowd: Crowd):
    """Not throttled into nothing: what was asked was answered."""
    total, good = sum(crowd.statuses.values()), sum(n for status, n in crowd.statuses.items() if status < 300)
    print(f"{total} requests:", dict(sorted(crowd.statuses.items())))
    assert crowd.statuses.get(429, 0) < total / 20 and good > total / 20, crowd.statuses


@api.parametrize()
@settings
def test_an_administrator_gets_what_the_document_says(case, rig, administrators):
    check(case, rig, administrators)


@api_briefly.parametrize()
@settings
def test_a_key_gets_what_the_document_says(case, rig, keyholders):
    check(case, rig, keyholders)


@api_briefly.parametrize()
@settings
def test_a_stranger_gets_what_the_document_says(case, rig, strangers):
    check(case, rig, strangers, refuses_strangers)


def test_what_is_left_out_is_in_the_document(rig):
    described = {operation["operationId"] for methods in rig.house.get("/api/v1/openapi.json", auth=None)["paths"].values()
                 for operation in methods.values()}
    assert set(LEFT_OUT) <= described
