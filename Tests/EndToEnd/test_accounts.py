"""Accounts as people and programs meet them: the first run, logging in, keys, tokens, second factors, rights, what is noted of
all that, and what survives. The last test looks through everything that was said meanwhile for a secret."""
from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import re
import socket
import sqlite3
import struct
import subprocess
import threading
import time

import pytest
import requests

from base64 import b32decode
from house import ADMIN, PASSWORD, Emitted, House
from support import Camera, binary, free_port, wait_for

CAMERA_PASSWORD = "gate-Camera#7 secret"
PATH_PASSWORD = "in-the-path-4711"
URL_TOKEN = "token-0815-in-a-query"
PASSPHRASE = "a passphrase for backups, 42"
SETTING_SECRET = "broker-secret-91"
NEW_PASSWORD = "another battery, another staple"
UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
           "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}

emitted = Emitted()
emitted.secret("the administrator's password", PASSWORD)
emitted.secret("a new password", NEW_PASSWORD)
emitted.secret("a camera's password", CAMERA_PASSWORD)
emitted.secret("a password in a camera's path", PATH_PASSWORD)
emitted.secret("a token in a camera's address", URL_TOKEN)
emitted.secret("the backup's passphrase", PASSPHRASE)
emitted.secret("a secret setting", SETTING_SECRET)


class Person:
    """A browser of somebody who has logged in."""

    def __init__(self, house: House, answer: requests.Response):
        self.house, self.user = house, answer.json()["user"]
        self.cookies = {cookie.name: cookie.value for cookie in answer.cookies}
        self.csrf = answer.json()["csrf_token"]
        emitted.secret("a session", *self.cookies.values())
        emitted.texts[-1] = (emitted.texts[-1][0], emitted.texts[-1][1].replace(next(iter(self.cookies.values())), "(shown)", 1))

    def ask(self, method: str, path: str, **keys) -> requests.Response:
        headers = {"X-CSRF-Token": self.csrf, **(keys.pop("headers", None) or {})}
        return self.house.ask(method, path, auth=None, cookies=self.cookies, headers=headers, **keys)


def log_in(house: House, name: str = ADMIN, password: str = PASSWORD, **keys) -> Person:
    answer = house.ask("POST", "/api/v1/session", auth=None, json={"username": name, "password": password}, expect=200, **keys)
    assert answer.json()["state"] == "open"
    return Person(house, answer)


def account(house: House, name: str, role: str = "viewer", **more) -> dict:
    return house.ask("POST", "/api/v1/users", json={"username": name, "password": PASSWORD, "role": role, **more},
                     expect=201).json()


def key(house: House, auth=(ADMIN, PASSWORD), **body) -> dict[str, str]:
    answer = house.ask("POST", "/api/v1/api-keys", auth=auth, json={"name": "test", **body}, expect=201,
                       shown=lambda answer: (answer.json()["key"],))
    emitted.secret("an API key", answer.json()["key"])
    return {"Authorization": "Bearer " + answer.json()["key"]}


def code(secret: str, ahead: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), `ahead` steps from now."""
    step = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(b32decode(secret + "=" * (-len(secret) % 8)), step, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def audit(house: House, query: str = "") -> list[dict]:
    return house.get(f"/api/v1/audit?limit=1000{query}")["items"]


def check(data) -> subprocess.CompletedProcess:
    return subprocess.run([binary(), "check", "--data-dir", str(data)], capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def cameras(tmp_path_factory):
    made = Camera(tmp_path_factory.mktemp("cameras"))
    yield made
    made.kill()


@pytest.fixture(scope="module")
def house(tmp_path_factory, cameras):
    made = House(tmp_path_factory.mktemp("house"), emitted=emitted)
    try:
        for name, path in (("gate", "main"), ("yard", "sub")):
            url = cameras.url(path).replace("rtsp://", f"rtsp://keeper:{requests.utils.quote(CAMERA_PASSWORD, safe='')}@")
            camera = made.ask("POST", "/api/v1/cameras", json={"id": name, "name": name, "url": url}, expect=201).json()
            assert camera["has_password"] and camera["username"] == "keeper" and "keeper" not in camera["url"]
        wait_for(lambda: len({item["camera"] for item in made.get("/api/v1/recordings")["items"]}) == 2, 60, "both are recorded")
        yield made
    finally:
        if made.process.poll() is None:
            made.stop()


@pytest.fixture
def fresh(tmp_path):
    """Makes recorders of a test's own."""
    made: list[House] = []

    def make(name: str = "own", **keys) -> House:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        made.append(House(folder, emitted=emitted, **keys))
        return made[-1]

    yield make
    for each in made:
        if each.process.poll() is None:
            each.stop()


def test_the_first_administrator_is_made_with_the_code_on_the_console(fresh):
    house = fresh(administrator=False)
    found = wait_for(lambda: re.search(r"enter the code (\S+) to make", house.output()), 10, "the code is shown")[1]
    assert house.get("/api/v1/setup", auth=None) == {"needed": True}
    body = {"code": "AAAA-AAAA-AAAA", "username": "eve", "password": PASSWORD}
    assert house.ask("POST", "/api/v1/setup", auth=None, json=body).status_code in (401, 403)
    weak = house.ask("POST", "/api/v1/setup", auth=None, json={"code": found, "username": "ada", "password": "short"})
    assert weak.status_code == 422 and weak.json()["errors"][0]["member"] == "password"
    answer = house.ask("POST", "/api/v1/setup", auth=None, json={"code": found, "username": ADMIN, "password": PASSWORD},
                       expect=201)
    person = Person(house, answer)
    assert person.ask("GET", "/api/v1/session").json()["user"]["role"] == "administrator"
    assert house.get("/api/v1/setup", auth=None) == {"needed": False}
    body = {"code": found, "username": "eve", "password": PASSWORD}
    assert house.ask("POST", "/api/v1/setup", auth=None, json=body).status_code in (403, 409)
    assert [row["outcome"] for row in audit(house, "&action=setup")][-2:] == ["done", "denied"]


def test_a_session_needs_its_token_for_changes(house):
    person = log_in(house)
    cookie = next(iter(person.cookies))
    assert cookie == "nightjar"
    assert person.ask("GET", "/api/v1/cameras").status_code == 200
    body = {"name": "csrf"}
    for headers in ({"X-CSRF-Token": ""}, {"X-CSRF-Token": person.csrf[:-1] + ("A" if person.csrf[-1] != "A" else "B")}):
        answer = person.ask("POST", "/api/v1/api-keys", json=body, headers=headers)
        assert answer.status_code == 403 and answer.json()["type"] == "urn:nightjar:problem:csrf"
    other = log_in(house)
    assert person.ask("DELETE", "/api/v1/logs", headers={"X-CSRF-Token": other.csrf}).status_code == 403
    assert person.ask("DELETE", "/api/v1/session").status_code == 204
    assert person.ask("GET", "/api/v1/session").status_code == 401
    assert other.ask("GET", "/api/v1/session").status_code == 200


def test_the_cookie_is_for_this_server_alone(house):
    answer = house.ask("POST", "/api/v1/session", auth=None, json={"username": ADMIN, "password": PASSWORD}, expect=200)
    Person(house, answer)
    words = answer.headers["Set-Cookie"].split("; ")
    assert "HttpOnly" in words
    # Strict, and Safari would leave it out when the page opens a WebSocket.
    assert "SameSite=Lax" in words
    assert not [word for word in words if word.lower().startswith("domain")]
    assert answer.headers["Cache-Control"] == "no-store"


def test_of_a_recorder_without_accounts_only_the_set_up_can_be_used(fresh):
    house = fresh(administrator=False)
    paths = house.get("/api/v1/openapi.json", auth=None)["paths"]
    asked, opened = 0, set()
    for path, methods in paths.items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            if operation["x-permission"] == "everyone":
                opened.add((method, path))
                continue
            filled = re.sub(r"\{\w+\}", "1", path)
            keys = {"json": {}} if "requestBody" in operation else {}
            keys |= {"headers": UPGRADE} if "101" in operation["responses"] else {}
            assert house.ask(method.upper(), filled, auth=None, **keys).status_code == 401, (method, path)
            # Nor does somebody get in whom there could be.
            assert house.ask(method.upper(), filled, auth=(f"admin-{asked}", PASSWORD), **keys).status_code == 401, (method, path)
            asked += 1
    assert asked > 50
    logging_in = {("post", f"/api/v1/{name}{more}") for name in ("session", "tokens") for more in ("", "/second-factor")}
    assert opened == logging_in | {("get", "/api/v1/health"), ("get", "/api/v1/ready"), ("get", "/api/v1/entrance"),
                                   ("get", "/api/v1/setup"), ("post", "/api/v1/setup")}
    for _, path in logging_in:
        body = {"token": "A" * 43, "code": "000000"} if path.endswith("factor") else {"username": "admin", "password": PASSWORD}
        assert house.ask("POST", path, auth=None, json=body).status_code == 401, path


def test_a_live_socket_is_opened_for_whom_it_should(house):
    person = log_in(house)

    def upgrade(headers: dict[str, str] = {}, cookies=None) -> int:
        number = next(house.callers)
        with socket.create_connection(("127.0.0.1", house.port), timeout=20) as connection:
            fields = {"Host": f"127.0.0.1:{house.port}", "X-Forwarded-For": f"10.1.{number >> 8}.{number & 255}", **UPGRADE, **headers}
            if cookies:
                fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
            lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
            connection.sendall(f"GET /api/v1/cameras/gate/live HTTP/1.1\r\n{lines}\r\n".encode())
            return int(connection.recv(12).split()[1])

    assert upgrade() == 401
    assert upgrade(cookies={"nightjar": "A" * 43}) == 401
    assert upgrade(cookies=person.cookies) == 101
    assert upgrade({"Origin": house.url, "Sec-Fetch-Site": "same-origin"}, person.cookies) == 101
    for page in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                 {"Origin": house.url, "Sec-Fetch-Site": "cross-site"}):
        assert upgrade(page, person.cookies) == 403, page
        assert upgrade(page) == 403, page


def test_too_many_passwords_at_once_are_put_off(house):
    requests_, answers = [], []
    for number in range(96):
        # Each from a network of its own, for an account that there is not.
        body = json.dumps({"username": f"many-{number}", "password": PASSWORD})
        requests_.append(f"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nX-Forwarded-For: 10.{number + 20}.0.1\r\n"
                         f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(socket.create_connection(("127.0.0.1", house.port), 60)) for _ in requests_]
        for connection, request in zip(connections, requests_):
            connection.sendall(request)
        for connection in connections:
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            answers.append((answer.status, answer.headers, json.loads(answer.read())))
    assert {status for status, _, _ in answers} == {401, 503}
    for status, headers, told in answers:
        assert status == 401 or told["type"] == "urn:nightjar:problem:busy" and int(headers["Retry-After"]) >= 1
    assert log_in(house).user["username"] == ADMIN, "and then it works again"


def test_foreign_pages_and_names_are_refused(house):
    person = log_in(house)
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert person.ask("POST", "/api/v1/api-keys", json={"name": "x"}, headers=headers).status_code == 403, headers
        assert house.ask("POST", "/api/v1/api-keys", json={"name": "x"}, headers=headers).status_code == 403, headers
    # A foreign page cannot log anybody in: browsers send JSON to another site only after they have asked, and a form's
    # text is not taken.
    login, body = "/api/v1/session", json.dumps({"username": ADMIN, "password": PASSWORD})
    foreign = {"Origin": "https://evil.example", "Content-Type": "text/plain"}
    assert house.ask("POST", login, auth=None, data=body, headers=foreign).status_code == 415
    assert house.ask("POST", login, auth=None, data=body, headers={**foreign, "Sec-Fetch-Site": "cross-site"}).status_code == 403
    asked = house.ask("OPTIONS", login, auth=None, headers={**foreign, "Access-Control-Request-Method": "POST"})
    assert "Access-Control-Allow-Origin" not in asked.headers
    assert person.ask("GET", "/api/v1/cameras", headers={"Host": "evil.example"}).status_code == 421
    assert house.ask("GET", "/api/v1/health", auth=None, headers={"Host": "evil.example"}).status_code == 421


def test_pages_of_others_change_nothing_on_an_open_listener(fresh):
    port = free_port()
    fresh(listeners=[{"address": f"127.0.0.1:{port}", "auth": "none"}])
    url, own = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port}"

    def add(name: str, **headers: str) -> int:
        body = json.dumps({"name": name, "url": "rtsp://192.0.2.1/main", "enabled": False})
        return requests.post(url + "/api/v1/cameras", data=body, timeout=20, headers=headers).status_code

    kind = {"Content-Type": "application/json"}
    for page in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": own.replace("http:", "https:")},
                 {"Sec-Fetch-Site": "cross-site"}, {"Origin": own, "Sec-Fetch-Site": "cross-site"}):
        assert add("foreign", **page) == add("foreign", **page, **kind) == 403, page
        reboot = requests.post(url + "/api/v1/system/restart", headers=page, timeout=20)
        assert reboot.status_code == 403, page
        assert requests.get(url + "/api/v1/cameras/x/live", headers={**page, **UPGRADE}, timeout=20).status_code == 403, page
    # Even its own page says what it sends; only programs, which say no origin, may leave that out.
    assert add("own", Origin=own) == add("own", Origin=own, **{"Content-Type": "text/plain"}) == 415
    assert requests.get(url + "/api/v1/cameras", timeout=20).json()["items"] == []
    assert add("own", Origin=own, **kind) == add("program") == 201
    assert requests.get(url + "/api/v1/cameras", headers={"Origin": "https://evil.example"}, timeout=20).status_code == 200


def test_wrong_passwords_are_held_up_longer_and_longer(house):
    account(house, "locked")
    address, body = "10.200.0.1", {"username": "locked", "password": "not the password at all"}
    emitted.secret("a wrong password", body["password"])
    answers = [house.ask("POST", "/api/v1/session", auth=None, json=body, address=address) for _ in range(8)]
    statuses = [answer.status_code for answer in answers]
    assert statuses[0] == 401 and statuses[-1] == 429, statuses
    assert int(answers[-1].headers["Retry-After"]) >= 1
    # Not even the right one is looked at.
    body["password"] = PASSWORD
    assert house.ask("POST", "/api/v1/session", auth=None, json=body, address=address).status_code == 429
    user = next(user for user in house.get("/api/v1/users")["items"] if user["username"] == "locked")
    house.ask("DELETE", f"/api/v1/users/{user['id']}/lockout", expect=204)
    assert house.ask("POST", "/api/v1/session", auth=None, json=body, address="10.200.1.1").status_code == 200


def test_nobody_learns_whether_there_is_such_an_account(house):
    account(house, "known")
    body = {"password": "not the password at all"}
    known, unknown = (house.ask("POST", "/api/v1/session", auth=None, json={**body, "username": name})
                      for name in ("known", "never-was"))
    assert known.status_code == unknown.status_code == 401 and known.json() == unknown.json()


def test_keys_reach_as_far_as_they_say(house):
    reading, everything = key(house, read_only=True), key(house)
    assert house.ask("GET", "/api/v1/users", auth=None, headers=everything).status_code == 200
    assert house.ask("POST", "/api/v1/cameras/gate/reconnect", auth=None, headers=everything).status_code == 202
    assert house.ask("POST", "/api/v1/cameras/gate/reconnect", auth=None, headers=reading).status_code == 403
    assert house.ask("GET", "/api/v1/cameras", auth=None, headers=reading).status_code == 200
    one = key(house, cameras=["gate"])
    assert [each["id"] for each in house.get("/api/v1/cameras", auth=None, headers=one)["items"]] == ["gate"]
    assert house.ask("GET", "/api/v1/cameras/yard", auth=None, headers=one).status_code == 404
    assert house.ask("GET", "/api/v1/users", auth=None, headers=one).status_code == 403
    past = house.ask("POST", "/api/v1/api-keys", json={"name": "past", "expires_at": "2020-01-01T00:00:00Z"})
    assert past.status_code == 422 and past.json()["errors"][0]["member"] == "expires_at"
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3))
    brief = key(house, expires_at=soon)
    wait_for(lambda: house.ask("GET", "/api/v1/cameras", auth=None, headers=brief).status_code == 401, 15, "it has expired")
    listed = house.get("/api/v1/api-keys")["items"]
    assert all("key" not in each for each in listed) and any(each.get("last_used_at") for each in listed)


def test_a_key_is_revoked_and_revoking_it_again_is_no_fault(house):
    made = house.ask("POST", "/api/v1/api-keys", json={"name": "gone"}, expect=201, shown=lambda a: (a.json()["key"],)).json()
    emitted.secret("an API key", made["key"])
    headers = {"X-API-Key": made["key"]}
    assert house.ask("GET", "/api/v1/cameras", auth=None, headers=headers).status_code == 200
    for _ in range(2):
        house.ask("DELETE", f"/api/v1/api-keys/{made['id']}", expect=204)
    assert house.ask("GET", "/api/v1/cameras", auth=None, headers=headers).status_code == 401


def test_tokens_are_given_and_taken_back(house):
    answer = house.ask("POST", "/api/v1/tokens", auth=None, json={"username": ADMIN, "password": PASSWORD}, expect=200,
                       shown=lambda a: (a.json()["token"],))
    token = answer.json()["token"]
    emitted.secret("a token", token)
    headers = {"Authorization": f"Bearer {token}"}
    assert house.get("/api/v1/session", auth=None, headers=headers)["credential"] == "token"
    head, body, tail = token.split(".")
    for forged in (f"{head}.{body}.{'A' * len(tail)}", f"eyJhbGciOiJub25lIn0.{body}."):
        assert house.ask("GET", "/api/v1/session", auth=None, headers={"Authorization": f"Bearer {forged}"}).status_code == 401
    # No token is needed for a change that is not made with a cookie.
    house.ask("DELETE", "/api/v1/session", auth=None, headers=headers, expect=204)
    assert house.ask("GET", "/api/v1/session", auth=None, headers=headers).status_code == 401


def test_a_second_factor(house):
    account(house, "tess", role="administrator")
    auth, person = ("tess", PASSWORD), log_in(house, "tess")
    assert person.ask("POST", "/api/v1/account/second-factor", json={"password": "not this one"}).status_code == 403
    offer = person.ask("POST", "/api/v1/account/second-factor", json={"password": PASSWORD}, expect=201,
                       shown=lambda a: (a.json()["secret"], a.json()["secret"])).json()
    emitted.secret("a second factor's secret", offer["secret"])
    assert offer["uri"].startswith("otpauth://totp/") and offer["svg"].startswith("<svg")
    assert person.ask("POST", "/api/v1/account/second-factor/activate", json={"code": "000000"}).status_code == 403
    # Half-made, it counts for nothing.
    assert house.ask("GET", "/api/v1/session", auth=auth).status_code == 200
    first = code(offer["secret"])
    answer = person.ask("POST", "/api/v1/account/second-factor/activate", json={"code": first}, expect=200,
                        shown=lambda a: a.json()["recovery_codes"])
    recovery = answer.json()["recovery_codes"]
    emitted.secret("a recovery code", *recovery)
    # The session goes on with another cookie; the password alone lets nobody in any more.
    assert person.ask("GET", "/api/v1/session").status_code == 401
    emitted.secret("a session", answer.cookies["nightjar"])
    emitted.texts[-2] = (emitted.texts[-2][0], emitted.texts[-2][1].replace(answer.cookies["nightjar"], "(shown)"))
    assert house.ask("GET", "/api/v1/session", auth=auth).status_code == 401

    def half() -> str:
        told = house.ask("POST", "/api/v1/session", auth=None, json={"username": "tess", "password": PASSWORD}, expect=200)
        assert told.json()["state"] == "second_factor_needed" and "Set-Cookie" not in told.headers
        return told.json()["second_factor"]["token"]

    def finish(said: str) -> requests.Response:
        return house.ask("POST", "/api/v1/session/second-factor", auth=None, json={"token": half(), "code": said})

    opens_nothing = half()
    for headers in ({"Authorization": f"Bearer {opens_nothing}"}, {"Cookie": f"nightjar={opens_nothing}"}):
        assert house.ask("GET", "/api/v1/session", auth=None, headers=headers).status_code == 401
    assert finish(first).status_code == 401, "a code counts once"
    following = code(offer["secret"], 1)
    answer = finish(following)
    assert answer.status_code == 200
    entered = Person(house, answer)
    assert entered.ask("GET", "/api/v1/account/second-factor").json()["active"]
    assert finish(following).status_code == 401, "a code counts once"
    answer = finish(recovery[0])
    assert answer.status_code == 200
    Person(house, answer)
    assert finish(recovery[0]).status_code == 401, "a recovery code counts once"
    assert entered.ask("GET", "/api/v1/account/second-factor").json()["recovery_codes_left"] == len(recovery) - 1
    # Whoever manages accounts helps who has lost it.
    house.ask("DELETE", f"/api/v1/users/{entered.user['id']}/second-factor", expect=204)
    assert house.ask("GET", "/api/v1/session", auth=auth).status_code == 200


def test_a_new_password_ends_other_sessions(house):
    user = account(house, "pia")
    here, there = log_in(house, "pia"), log_in(house, "pia")
    token = house.ask("POST", "/api/v1/tokens", auth=None, json={"username": "pia", "password": PASSWORD}, expect=200,
                      shown=lambda a: (a.json()["token"],)).json()["token"]
    emitted.secret("a token", token)
    wrong = here.ask("PUT", "/api/v1/account/password", json={"current": "it is not this one", "new": NEW_PASSWORD})
    assert wrong.status_code in (401, 403, 422)
    answer = here.ask("PUT", "/api/v1/account/password", json={"current": PASSWORD, "new": NEW_PASSWORD}, expect=200)
    renewed = answer.cookies["nightjar"]
    emitted.secret("a session", renewed)
    emitted.texts[-1] = (emitted.texts[-1][0], emitted.texts[-1][1].replace(renewed, "(shown)", 1))
    assert there.ask("GET", "/api/v1/session").status_code == 401
    assert house.ask("GET", "/api/v1/session", auth=None, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    here.cookies, here.csrf = {"nightjar": renewed}, answer.json()["csrf_token"]
    assert here.ask("GET", "/api/v1/session").status_code == 200
    assert house.ask("GET", "/api/v1/session", auth=("pia", PASSWORD)).status_code == 401
    # What belongs to a session can be seen and ended by its owner, and by whoever manages accounts.
    assert [each["current"] for each in here.ask("GET", "/api/v1/account/sessions").json()["items"]] == [True]
    house.ask("DELETE", f"/api/v1/users/{user['id']}/sessions", expect=200)
    assert here.ask("GET", "/api/v1/session").status_code == 401


def test_a_viewer_sees_his_cameras_and_no_others(house):
    account(house, "vera", cameras={"listed": {"gate": ["live", "playback"]}})
    auth = ("vera", PASSWORD)
    cameras = house.get("/api/v1/cameras", auth=auth)["items"]
    assert [each["id"] for each in cameras] == ["gate"]
    assert "url" not in cameras[0] and "username" not in cameras[0]
    yard = house.get("/api/v1/recordings?camera=yard")["items"][0]
    for path in ("/api/v1/cameras/yard", "/api/v1/cameras/yard/status", f"/api/v1/recordings/{yard['id']}",
                 f"/api/v1/recordings/{yard['id']}/media", "/api/v1/cameras/never-was"):
        assert house.ask("GET", path, auth=auth).status_code == 404, path
    seen = house.get("/api/v1/recordings", auth=auth)["items"]
    assert seen and {each["camera"] for each in seen} == {"gate"}
    assert house.ask("GET", "/api/v1/recordings?camera=yard", auth=auth).status_code == 404
    assert house.ask("GET", "/api/v1/coverage?camera=yard", auth=auth).status_code == 404
    media = house.ask("GET", f"/api/v1/recordings/{seen[-1]['id']}/media", auth=auth, headers={"Range": "bytes=0-99"})
    assert media.status_code == 206 and media.content[4:8] == b"ftyp"
    assert house.ask("GET", f"/api/v1/recordings/{seen[-1]['id']}/media", auth=None).status_code == 401
    for method, path in (("GET", "/api/v1/users"), ("GET", "/api/v1/audit"), ("GET", "/api/v1/logs"), ("GET", "/metrics"),
                         ("GET", "/api/v1/backups"), ("POST", "/api/v1/system/restart"), ("DELETE", "/api/v1/cameras/gate"),
                         ("DELETE", "/api/v1/cameras/yard")):
        assert house.ask(method, path, auth=auth).status_code in (403, 404), path
    account(house, "nora", cameras={"listed": {}})
    for path in ("/api/v1/cameras", "/api/v1/recordings"):
        assert house.get(path, auth=("nora", PASSWORD))["items"] == []


def test_a_change_is_made_for_a_version(house):
    user = account(house, "verity")
    path = f"/api/v1/users/{user['id']}"
    tag = house.ask("GET", path).headers["ETag"]
    assert house.ask("GET", path, headers={"If-None-Match": tag}).status_code == 304
    changed = house.ask("PATCH", path, json={"display_name": "Verity V."}, headers={"If-Match": tag}, expect=200)
    assert changed.json()["username"] == "verity" and changed.headers["ETag"] != tag
    for method, keys in (("PATCH", {"json": {"display_name": "late"}}), ("DELETE", {})):
        assert house.ask(method, path, headers={"If-Match": tag}, **keys).status_code == 412
    camera = house.ask("GET", "/api/v1/cameras/yard").headers["ETag"]
    renamed = house.ask("PATCH", "/api/v1/cameras/yard", json={"name": "The yard"}, headers={"If-Match": camera}, expect=200)
    assert renamed.json()["has_password"] and renamed.json()["username"] == "keeper"
    assert house.ask("PATCH", "/api/v1/cameras/yard", json={"name": "x"}, headers={"If-Match": camera}).status_code == 412
    for _ in range(2):
        house.ask("DELETE", path, expect=204)
    assert house.ask("GET", path).status_code == 404


def test_settings_are_refused_all_at_once(house):
    bad = house.ask("PATCH", "/api/v1/settings", json={"recording.segment_seconds": -1, "storage.retention_days": "x",
                                                       "no.such": 1})
    assert bad.status_code == 422
    assert {fault["member"] for fault in bad.json()["errors"]} == {"recording.segment_seconds", "storage.retention_days", "no.such"}
    answer = house.ask("PATCH", "/api/v1/settings", json={"mqtt.password": SETTING_SECRET, "recording.segment_seconds": 61},
                       expect=200)
    items = {each["key"]: each for each in answer.json()["items"]}
    assert items["mqtt.password"]["set"] and "value" not in items["mqtt.password"]
    assert items["recording.segment_seconds"]["value"] == 61


def test_a_fault_names_its_member(house):
    body = {"username": "nobody", "password": PASSWORD, "role": "viewer", "cameras": {"listed": {"gate": ["live", 7]}}}
    answer = house.ask("POST", "/api/v1/users", json=body)
    assert answer.status_code == 400 and answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["member"] == "cameras.listed.gate[1]"
    answer = house.ask("POST", "/api/v1/users", json={"username": "nobody", "role": "viewer"})
    assert answer.status_code == 400 and answer.json()["errors"][0]["member"] == "password"


def test_what_is_too_long_names_nothing(house):
    assert house.ask("DELETE", f"/api/v1/api-keys/{'0' * 201}").status_code == 404
    for query in (f"camera={'a' * 64}", "after=-1", "limit=0", "limit=1&limit=2", "level=loud"):
        answer = house.ask("GET", f"/api/v1/logs?{query}")
        assert answer.status_code == 422 and answer.json()["errors"][0]["member"] == query.split("=")[0], query
    assert house.ask("GET", "/api/v1/audit?outcome=maybe").status_code == 422


def test_strangers_send_little(house):
    long = {"username": "a" * 17_000, "password": PASSWORD}
    for path in ("/api/v1/session", "/api/v1/tokens"):
        answer = house.ask("POST", path, auth=None, json=long)
        assert answer.status_code == 413 and answer.json()["type"] == "urn:nightjar:problem:too-large"
    assert house.ask("POST", "/api/v1/users", json={**long, "role": "viewer"}).status_code == 422


def test_a_camera_password_stays_where_it_is_kept_for(house):
    url = f"rtsp://192.0.2.1/user=admin&password={PATH_PASSWORD}&channel=1"
    made = house.ask("POST", "/api/v1/cameras", json={"id": "xm", "name": "XM", "url": url, "enabled": False}, expect=201).json()
    assert made["has_password"] and made["url"] == "rtsp://192.0.2.1/user=admin&password={password}&channel=1"
    for other in ("http://192.0.2.2/x", "rtsp://192.0.2.1:555/{password}", "rtsp://192.0.2.2/pwd={password}"):
        refused = house.ask("PATCH", "/api/v1/cameras/xm", json={"url": other})
        assert refused.status_code == 422 and refused.json()["errors"][0]["member"] == "password", other
    house.ask("PATCH", "/api/v1/cameras/xm", json={"url": made["url"] + "&x=1"}, expect=200)
    with sqlite3.connect(f"file:{house.data / 'nightjar.sqlite'}?mode=ro", uri=True) as catalog:
        assert PATH_PASSWORD not in "\n".join(line for line in catalog.iterdump() if not line.startswith("CREATE"))
    house.ask("DELETE", "/api/v1/cameras/xm", expect=204)


def test_a_token_in_an_address_is_sealed_beside_the_password(house):
    url = f"rtsp://keeper:{CAMERA_PASSWORD}@192.0.2.1/live?token={URL_TOKEN}"
    made = house.ask("POST", "/api/v1/cameras", json={"id": "both", "name": "Both", "url": url, "enabled": False},
                     expect=201).json()
    assert made["has_password"] and made["username"] == "keeper" and made["url"] == "rtsp://192.0.2.1/live?token={token}"
    refused = house.ask("PATCH", "/api/v1/cameras/both", expect=422,
                        json={"url": "rtsp://192.0.2.2/live?token={token}", "password": CAMERA_PASSWORD})
    assert refused.json()["errors"][0]["member"] == "url"
    house.ask("PATCH", "/api/v1/cameras/both", json={"url": made["url"] + "&x=1"}, expect=200)
    with sqlite3.connect(f"file:{house.data / 'nightjar.sqlite'}?mode=ro", uri=True) as catalog:
        assert URL_TOKEN not in "\n".join(line for line in catalog.iterdump() if not line.startswith("CREATE"))
    house.ask("DELETE", "/api/v1/cameras/both", expect=204)


def test_what_is_seen_is_noted_and_jobs_are_shown(house):
    recording = house.get("/api/v1/recordings?camera=gate")["items"][0]["id"]
    account(house, "wanda")
    for _ in range(3):
        house.ask("GET", f"/api/v1/recordings/{recording}/media", auth=("wanda", PASSWORD), headers={"Range": "bytes=0-99"},
                  expect=206)
    assert [row["target"] for row in audit(house, "&actor=wanda&action=footage.play")] == ["camera/gate"]
    house.ask("POST", "/api/v1/tokens", auth=None, json={"username": "wanda", "password": "wrong"}, expect=401)
    assert [row["outcome"] for row in audit(house, "&action=token.create")][0] == "denied"
    name = house.ask("POST", "/api/v1/backups", json={"passphrase": PASSPHRASE}, expect=201).json()["name"]
    job = next(each for each in house.get("/api/v1/jobs")["items"] if each["kind"] == "backup")
    assert job["state"] == "succeeded" and job["progress"] == 1 and job["result"] == {"name": name}
    house.ask("DELETE", f"/api/v1/jobs/{job['id']}", expect=204)


def test_a_camera_that_is_switched_off_is_not_reconnected(house):
    house.ask("POST", "/api/v1/cameras", json={"id": "off", "name": "off", "url": "rtsp://192.0.2.1/main", "enabled": False},
              expect=201)
    assert house.ask("POST", "/api/v1/cameras/off/reconnect").status_code == 409
    for _ in range(2):
        house.ask("DELETE", "/api/v1/cameras/off", expect=204)


def test_events_tell_of_changes_until_the_right_is_taken_away(house):
    user = account(house, "evan", cameras={"listed": {"gate": ["live"]}})
    session = requests.get(house.url + "/api/v1/events", auth=("evan", PASSWORD), stream=True, timeout=40)
    assert session.status_code == 200 and session.headers["Content-Type"].startswith("text/event-stream")
    heard: list[dict] = []
    ended = threading.Event()

    def listen():
        try:
            for line in session.iter_lines(decode_unicode=True):
                if line.startswith("data: {"):
                    heard.append(json.loads(line[6:]))
        except requests.RequestException:
            pass
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    house.ask("PATCH", "/api/v1/cameras/yard", json={"priority": 6}, expect=200)
    house.ask("PATCH", "/api/v1/cameras/gate", json={"priority": 6}, expect=200)
    wait_for(lambda: [each for each in heard if (each["object"], each["id"], each["kind"]) == ("camera", "gate", "changed")],
             20, "the change is told")
    assert not [each for each in heard if each["id"].startswith("yard") or each["object"] in ("user", "session")]
    house.ask("PATCH", f"/api/v1/users/{user['id']}", json={"enabled": False}, expect=200)
    house.ask("PATCH", "/api/v1/cameras/gate", json={"priority": 5}, expect=200)
    wait_for(ended.is_set, 30, "the events end with the right to follow them")
    assert house.ask("GET", "/api/v1/events", auth=("evan", PASSWORD)).status_code == 401


def test_an_account_has_so_many_streams_of_events_open(house):
    account(house, "otis")

    def follow():
        return requests.get(house.url + "/api/v1/events", auth=("otis", PASSWORD), stream=True, timeout=40)

    streams = [follow() for _ in range(32)]
    assert {stream.status_code for stream in streams} == {200}
    refused = house.ask("GET", "/api/v1/events", auth=("otis", PASSWORD), expect=429)
    assert refused.json()["type"].endswith(":too-many-open") and refused.headers["Retry-After"] == "10"
    streams.pop().close()

    def is_open():
        with follow() as stream:
            return stream.status_code == 200

    wait_for(is_open, 20, "what was closed is given back")
    for stream in streams:
        stream.close()


def test_refusals_are_in_the_audit_log(house):
    person = account(house, "rita")
    for _ in range(3):
        house.ask("GET", "/api/v1/users", auth=("rita", PASSWORD), expect=403)
    house.ask("GET", "/api/v1/users", auth=None, expect=401)
    rows = audit(house, "&action=access&actor=rita")
    assert [(row["action"], row["outcome"]) for row in rows] == [("access.manage-users", "denied")], rows
    assert person["id"] == rows[0]["actor"]["id"] and "GET /api/v1/users" in json.dumps(rows[0])


def test_a_session_that_has_expired_counts_no_more(fresh):
    house = fresh()
    person = log_in(house)
    house.stop()
    with sqlite3.connect(house.data / "nightjar.sqlite") as catalog:
        assert catalog.execute("UPDATE session SET expires_at = ?", (time.time_ns() - 10**9,)).rowcount == 1
    again = fresh(data=house.data, port=house.port)
    person.house = again
    answer = person.ask("GET", "/api/v1/session")
    assert answer.status_code == 401 and "nightjar=;" in answer.headers["Set-Cookie"]


def test_sessions_and_keys_outlive_a_restart(fresh):
    house = fresh()
    person, bearer = log_in(house), key(house)
    for _ in range(2):
        before = house.output().count("Nightjar is ready")
        person.ask("POST", "/api/v1/system/restart", expect=202)
        wait_for(lambda: house.output().count("Nightjar is ready") > before, 60, "it has started anew")
        wait_for(house.is_up, 30, "it is up")
        assert person.ask("GET", "/api/v1/session").json()["credential"] == "session"
        assert house.ask("GET", "/api/v1/cameras", auth=None, headers=bearer).status_code == 200
    assert audit(house, "&action=system.restart")


def test_a_shutdown_ends_all_in_order(fresh, cameras):
    house = fresh()
    house.ask("POST", "/api/v1/cameras", expect=201, json={
        "id": "gate", "name": "Gate", "url": cameras.url("main"), "username": "keeper", "password": CAMERA_PASSWORD})
    wait_for(lambda: any(each["video_frames"] for each in house.get("/api/v1/recordings")["items"]), 60, "it is recorded")
    house.ask("POST", "/api/v1/system/shutdown", expect=202)
    assert house.process.wait(30) == 0, house.output()[-2000:]
    # What was recorded is closed, and nothing disagrees.
    found = check(house.data)
    assert found.returncode == 0, found.stdout + found.stderr


def configuration(house: House) -> dict:
    """All that a backup must bring back, as the API tells it."""
    def without(item: dict, *names: str) -> dict:
        return {name: value for name, value in item.items() if name not in names}

    cameras = [without(each, "status", "created_at") for each in house.get("/api/v1/cameras")["items"]]
    # The account that asks for it is there already, and stays the same row.
    users = [without(each, "last_login_at", "created_at") for each in house.get("/api/v1/users")["items"]]
    # What is read-only, such as the data folder, is not the catalogue's.
    keys = [without(each, "last_used_at") for each in house.get("/api/v1/api-keys?all=true")["items"]]
    settings = [(each["key"], each["set"], each.get("value")) for each in house.get("/api/v1/settings")["items"]
                if not each["read_only"]]
    return {"cameras": sorted(cameras, key=lambda each: each["id"]), "users": sorted(users, key=lambda each: each["username"]),
            "keys": sorted(keys, key=lambda each: each["prefix"]), "settings": settings}


def test_a_backup_makes_an_empty_folder_equal(fresh, cameras):
    house = fresh("first")
    for number in range(3):
        house.ask("POST", "/api/v1/cameras", expect=201, json={
            "id": f"cam-{number}", "name": f"Camera {number}", "url": cameras.url("main"), "username": "keeper",
            "password": CAMERA_PASSWORD, "priority": number + 1, "enabled": number > 0})
    account(house, "oli", role="operator")
    account(house, "vic", cameras={"listed": {"cam-1": ["live"]}}, display_name="Vic")
    bearer = key(house, read_only=True, cameras=["cam-1"])
    house.ask("PATCH", "/api/v1/settings", json={"mqtt.password": SETTING_SECRET, "recording.segment_seconds": 77}, expect=200)
    name = house.ask("POST", "/api/v1/backups", json={"passphrase": PASSPHRASE, "note": "all"}, expect=201).json()["name"]
    file = house.ask("GET", f"/api/v1/backups/{name}", expect=200).content
    assert CAMERA_PASSWORD.encode() not in file and SETTING_SECRET.encode() not in file and b"$argon2" not in file
    wanted = configuration(house)
    house.stop()

    other = fresh("second")
    added = other.ask("POST", "/api/v1/backups/upload", data=file, headers={"Content-Type": "application/octet-stream"},
                      expect=201).json()["name"]
    wrong = other.ask("POST", f"/api/v1/backups/{added}/restore", json={"passphrase": "not this passphrase"})
    assert wrong.status_code in (403, 422)
    dry = other.ask("POST", f"/api/v1/backups/{added}/restore", json={"passphrase": PASSPHRASE, "dry_run": True}, expect=200)
    assert dry.json()["dry_run"] and len(dry.json()["cameras"]["added"]) == 3
    assert other.get("/api/v1/cameras")["items"] == [], "only said"
    other.ask("POST", f"/api/v1/backups/{added}/restore", json={"passphrase": PASSPHRASE}, expect=200)
    before = other.output().count("Nightjar is ready")
    other.ask("POST", "/api/v1/system/restart", expect=202)
    wait_for(lambda: other.output().count("Nightjar is ready") > before, 60, "it has started anew")
    wait_for(other.is_up, 30, "it is up")
    found = configuration(other)
    for part in wanted:
        assert found[part] == wanted[part], part
    assert [each["id"] for each in other.get("/api/v1/cameras", auth=None, headers=bearer)["items"]] == ["cam-1"]
    wait_for(lambda: other.get("/api/v1/cameras/cam-1/status")["state"] == "recording", 60, "its cameras are recorded")
    for _ in range(2):
        other.ask("DELETE", f"/api/v1/backups/{added}", expect=204)


def test_all_that_is_noted_and_the_chain_holds(house):
    """After all the others on this recorder."""
    rows = audit(house)
    noted = {(row["action"], row["outcome"]) for row in rows}
    for action in ("session.create", "session.end", "key.create", "key.revoke", "token.revoke", "user.create", "user.delete",
                   "camera.add", "camera.change", "camera.reconnect", "lockout.clear", "user.reset-second-factor", "setup"):
        assert (action, "done") in noted, action
    assert ("session.create", "denied") in noted
    assert any("password" in action for action, _ in noted) and any("second-factor" in action for action, _ in noted)
    assert any(action.startswith("settings") for action, _ in noted)
    first = audit(house, "&actor=tess&action=session")
    assert first and all(row["address"].startswith("10.1.") and json.loads(row["detail"])["face"] == "native" for row in first)
    assert audit(house, "&outcome=denied") and all(row["outcome"] == "denied" for row in audit(house, "&outcome=denied"))
    assert house.ask("DELETE", "/api/v1/logs", expect=200)
    assert audit(house, "&action=log.clear")
    house.stop()
    told = check(house.data)
    emitted.texts.append(("nightjar check", told.stdout + told.stderr))
    assert told.returncode == 0, told.stdout + told.stderr
    with sqlite3.connect(house.data / "nightjar.sqlite") as catalog:
        catalog.execute("UPDATE audit SET actor_name = 'eve' WHERE sequence = 3")
    told = check(house.data)
    assert told.returncode == 1 and "3" in told.stdout + told.stderr


def test_no_secret_was_ever_said():
    """The last: everything that recorders said in this file, to anybody."""
    assert len(emitted.texts) > 100 and len(emitted.secrets) > 15
    assert emitted.leaks() == []
