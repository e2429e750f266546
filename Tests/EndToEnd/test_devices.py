"""Cameras as ONVIF devices: looked at, added, steered and set, found by a scan, and recorded when they themselves see something
move."""
from __future__ import annotations

import contextlib
import http.client
import json
import urllib.error
import urllib.request

import pytest

from support import basic, free_port, wait_for

PASSWORD = "gate-Camera#7 secret"
LOGIN = {"username": "admin", "password": PASSWORD}
DEVICE = "/api/v1/cameras/gate/device"
PTZ = "/api/v1/cameras/gate/ptz"


def ask(server, method: str, path: str, body=None, expect: int = 200):
    status, _, answer = server.request(method, path, body)
    assert status == expect, f"{method} {path}: {status} {answer}"
    return answer


def problem(server, path: str, body, kind: str, expect: int = 502) -> dict:
    answer = ask(server, "POST", path, body, expect)
    assert answer["type"] == f"urn:nightjar:problem:{kind}", answer
    return answer


def device(stage, *options: str):
    """A simulated device, and its port."""
    port = free_port()
    return stage.camera("--onvif", f"127.0.0.1:{port}", "--user", "admin", "--password", PASSWORD, *options), port


def move(port: int, word: str) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/simulation/motion/{word}", method="POST")
    urllib.request.urlopen(request, timeout=10).close()


def test_a_device_is_looked_at_added_steered_and_set(stage):
    camera, port = device(stage)
    server = stage.server([])
    address = f"127.0.0.1:{port}"

    # Each its own clear error.
    problem(server, "/api/v1/discovery/describe", {"address": address, "username": "admin", "password": "wrong"},
            "camera-password")
    problem(server, "/api/v1/discovery/describe", {"address": f"127.0.0.1:{server.port}", **LOGIN}, "not-a-camera")
    problem(server, "/api/v1/discovery/describe", {"address": f"127.0.0.1:{free_port()}", **LOGIN}, "camera-unreachable")
    problem(server, "/api/v1/discovery/describe", {"address": "ftp://x", **LOGIN}, "invalid", 422)

    told = ask(server, "POST", "/api/v1/discovery/describe", {"address": address, **LOGIN})
    assert told["facts"]["manufacturer"] == "Nightjar" and told["facts"]["ptz"]["pan_tilt"]
    streams = {profile["token"]: profile for profile in told["profiles"]}
    assert streams[told["main_profile"]]["stream_url"] == camera.url("main")
    assert streams[told["sub_profile"]]["stream_url"] == camera.url("sub")

    picture = streams[told["main_profile"]]["snapshot_url"]
    status, fields, jpeg = server.request("POST", "/api/v1/discovery/preview", {"url": picture, **LOGIN})
    assert status == 200 and fields["Content-Type"] == "image/jpeg" and jpeg[:2] == b"\xff\xd8", jpeg[:300]

    added = ask(server, "POST", "/api/v1/discovery/cameras", {"address": address, **LOGIN, "id": "gate", "name": "Gate"}, 201)
    assert added["url"] == camera.url("main") and added["sub_url"] == camera.url("sub") and added["has_password"]
    linked = ask(server, "GET", DEVICE)
    assert linked["linked"] and linked["has_password"] and linked["facts"]["model"] and linked["event_state"] == "off"
    wait_for(lambda: ask(server, "GET", "/api/v1/cameras/gate/status")["state"] == "recording", 30, "it is recorded")

    # Its head.
    ask(server, "POST", f"{PTZ}/move", {"mode": "absolute", "pan": 0.05, "tilt": 0, "zoom": 0.02}, 204)
    wait_for(lambda: ask(server, "GET", PTZ)["moving"] is False and ask(server, "GET", PTZ)["pan"] == 0.05, 20, "it is there")
    preset = ask(server, "POST", f"{PTZ}/presets", {"name": "Door"}, 201)
    assert [one["name"] for one in ask(server, "GET", f"{PTZ}/presets")["items"]] == ["Door"]
    ask(server, "POST", f"{PTZ}/move", {"pan": 1, "tilt": 0, "seconds": 0.2}, 204)
    wait_for(lambda: ask(server, "GET", PTZ)["moving"] is False, 20, "it has stopped by itself")
    ask(server, "POST", f"{PTZ}/stop", None, 204)
    ask(server, "POST", f"{PTZ}/presets/{preset['token']}/goto", None, 204)
    ask(server, "POST", f"{PTZ}/home", None, 204)
    ask(server, "PUT", f"{PTZ}/home", None, 204)
    ask(server, "DELETE", f"{PTZ}/presets/{preset['token']}", None, 204)
    problem(server, f"{PTZ}/presets/77/goto", None, "not-found", 404)
    problem(server, f"{PTZ}/move", {"pan": 2}, "invalid", 422)

    # Its picture.
    imaging = ask(server, "GET", "/api/v1/cameras/gate/imaging")
    assert imaging["brightness"]["max"] == 100
    assert ask(server, "PATCH", "/api/v1/cameras/gate/imaging", {"brightness": 61})["brightness"]["value"] == 61
    refused = ask(server, "PATCH", "/api/v1/cameras/gate/imaging", {"contrast": 1000}, 422)
    assert refused["errors"][0]["member"] == "contrast"

    focus = "/api/v1/cameras/gate/imaging/focus"
    turning = ask(server, "GET", focus)
    assert (turning["position"], turning["absolute"], "relative" in turning) == (0.5, {"min": 0, "max": 1}, False), turning
    ask(server, "POST", focus, {"mode": "absolute", "value": 0.25}, 204)
    assert ask(server, "GET", focus)["position"] == 0.25
    assert ask(server, "POST", focus, {"mode": "absolute", "value": 2}, 422)["errors"][0]["member"] == "value"
    ask(server, "POST", focus, {"mode": "relative", "value": 0.1}, 501)

    # Its settings, with the branch on which we sit.
    network = ask(server, "GET", f"{DEVICE}/network")
    interface = network["interfaces"][0]
    ask(server, "PATCH", f"{DEVICE}/network", {"ntp": {"dhcp": False, "servers": ["192.0.2.9"]}})
    assert ask(server, "GET", f"{DEVICE}/network")["ntp"]["servers"] == ["192.0.2.9"]
    ask(server, "PATCH", f"{DEVICE}/network", {"dns": {"dhcp": False, "servers": ["192.0.2.53"]}})
    assert ask(server, "GET", f"{DEVICE}/network")["dns"]["servers"] == ["192.0.2.53"]
    ask(server, "PATCH", f"{DEVICE}/network", {"gateway": "192.0.2.2"}, 409)
    elsewhere = {"interface": {"token": interface["token"], "address": "192.0.2.77", "prefix": 24}}
    ask(server, "PATCH", f"{DEVICE}/network", elsewhere, 409)
    ask(server, "PATCH", f"{DEVICE}/network", {**elsewhere, "confirm": True})
    encoder = ask(server, "GET", f"{DEVICE}/encoders")["items"][0]
    assert encoder["sizes"] and ask(server, "PATCH", f"{DEVICE}/encoders/{encoder['token']}", {"bitrate": 777})["bitrate"] == 777
    assert "clock_offset_s" in ask(server, "POST", f"{DEVICE}/clock", {})
    relay = ask(server, "GET", f"{DEVICE}/relays")["items"][0]
    ask(server, "PUT", f"{DEVICE}/relays/{relay['token']}", {"active": True}, 204)
    assert ask(server, "GET", f"{DEVICE}/inputs")["items"] == [{"token": "Input_1", "idle": "open"}]
    ask(server, "POST", f"{DEVICE}/users", {"name": "guest", "password": "guest-Account#1", "level": "user"}, 204)
    assert {"name": "guest", "level": "user"} in ask(server, "GET", f"{DEVICE}/users")["items"]
    ask(server, "PATCH", f"{DEVICE}/users/guest", {"level": "operator"}, 204)
    assert {"name": "guest", "level": "operator"} in ask(server, "GET", f"{DEVICE}/users")["items"]
    ask(server, "DELETE", f"{DEVICE}/users/guest", None, 204)
    ask(server, "DELETE", f"{DEVICE}/users/admin", None, 409)
    ask(server, "POST", f"{DEVICE}/auxiliary", {"command": told["facts"]["auxiliaries"][0]}, 204)
    ask(server, "POST", f"{DEVICE}/key-frame", None, 204)
    held = ask(server, "GET", f"{DEVICE}/recordings")["items"]
    assert "main" in [one["name"] for one in held] and all(one["from"] < one["to"] for one in held), held
    token = next(one["token"] for one in held if one["name"] == "main")
    assert ask(server, "GET", f"{DEVICE}/recordings/{token}/replay") == {"url": camera.url("main")}
    ask(server, "GET", f"{DEVICE}/recordings/another/replay", expect=404)
    ask(server, "POST", f"{DEVICE}/reboot", None, 202)
    assert ask(server, "POST", f"{DEVICE}/probe")["facts"]["manufacturer"] == "Nightjar"
    ask(server, "DELETE", DEVICE, None, 204)
    assert ask(server, "GET", DEVICE) == {"camera": "gate", "linked": False}
    problem(server, f"{PTZ}/stop", None, "conflict", 409)
    assert PASSWORD not in server.output()


def test_what_a_camera_cannot_is_said_in_its_own_words(stage):
    """Of a kind of its own at the API, with what the camera says of it."""
    _, port = device(stage, "--oddity", "onvif-lies")
    server = stage.server([])
    ask(server, "POST", "/api/v1/discovery/cameras", {"address": f"127.0.0.1:{port}", **LOGIN, "id": "gate", "name": "Gate"}, 201)
    for method, path, body in [("GET", f"{DEVICE}/recordings", None), ("GET", PTZ, None), ("GET", "/api/v1/cameras/gate/imaging", None),
                               ("POST", f"{PTZ}/stop", None), ("PATCH", "/api/v1/cameras/gate/imaging", {"brightness": 7})]:
        answer = ask(server, method, path, body, 501)
        assert answer["type"] == "urn:nightjar:problem:unsupported", answer
        assert "Optional Action Not Implemented" in answer["detail"], answer


@pytest.mark.parametrize("oddity", ["onvif-silent", "onvif-gigabyte"])
def test_nobody_waits_for_ever(stage, oddity):
    _, port = device(stage, "--oddity", oddity)
    server = stage.server([])
    kind = "camera-fault" if oddity == "onvif-gigabyte" else "camera-unreachable"
    problem(server, "/api/v1/discovery/describe", {"address": f"127.0.0.1:{port}", **LOGIN}, kind)


@pytest.mark.parametrize("oddity", [(), ("--oddity", "onvif-no-renew", "--oddity", "onvif-clock=1,-7200")])
def test_what_the_camera_sees_is_recorded(stage, oddity):
    camera, port = device(stage, *oddity)
    server = stage.server([])
    ask(server, "POST", "/api/v1/discovery/cameras",
        {"address": f"127.0.0.1:{port}", **LOGIN, "id": "gate", "events": True, "mode": "event", "sub": False}, 201)
    ask(server, "PATCH", "/api/v1/cameras/gate", {"pre_roll_seconds": 1, "post_roll_seconds": 1})

    def follows():
        return ask(server, "GET", DEVICE)["event_state"] == "following"

    def events():
        return ask(server, "GET", "/api/v1/camera-events?camera=gate&order=asc")["items"]

    wait_for(follows, 30, "it is followed")
    status = "/api/v1/cameras/gate/status"
    wait_for(lambda: ask(server, "GET", status)["streams"]["main"]["frames"] >= 75, 30, "pictures have come")
    assert not server.recordings("gate") and events() == []
    move(port, "on")
    wait_for(lambda: ask(server, "GET", status)["state"] == "recording", 20, "it is recorded")
    began = wait_for(events, 20, "an event has begun")
    assert [(event["kind"], event["source"], event.get("end")) for event in began] == [("motion", "onvif", None)]
    move(port, "off")
    wait_for(lambda: events()[0].get("end"), 20, "it has ended")
    wait_for(lambda: server.recordings("gate") and not any(row["open"] for row in server.recordings("gate")), 30,
             "the recording has ended")
    wait_for(lambda: all(row["event"] for row in server.recordings("gate")), 20, "it shows an event")
    assert len(events()) == 1
    if oddity:
        return
    # Started anew, with all that it knew gone.
    camera.kill()
    wait_for(lambda: not follows(), 40, "it is missed")
    assert ask(server, "GET", DEVICE)["event_problem"]
    stage.camera("--onvif", f"127.0.0.1:{port}", "--user", "admin", "--password", PASSWORD, port=camera.port)
    wait_for(follows, 60, "it is followed again")
    move(port, "on")
    wait_for(lambda: len(events()) == 2, 20, "another event has begun")


def scan(server, query: str, headers=None):
    """The events of a scan, one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", f"/api/v1/discovery/scan?{query}", headers={**basic(), **(headers or {})})
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        name = None
        for line in answer:
            text = line.decode().strip()
            if text.startswith("event: "):
                name = text[7:]
            elif text.startswith("data: "):
                yield name, json.loads(text[6:])


def test_a_scan_finds_cameras_and_ends_with_its_listener(stage):
    camera, port = device(stage)
    server = stage.server([])
    steps = list(scan(server, f"range=127.0.0.1&ports={port},{camera.port}",
                      {"X-Camera-User": "admin", "X-Camera-Password": PASSWORD}))
    assert steps[0] == ("start", {"total": 1}) and steps[-1] == ("done", {"total": 1})
    found = [data for name, data in steps if name == "result"]
    assert [(one["kind"], one["port"], one["manufacturer"], one["auth_required"]) for one in found] == [
        ("onvif", port, "Nightjar", True)]
    assert camera.port in found[0]["rtsp_ports"] and found[0]["device_url"].startswith(f"http://127.0.0.1:{port}/")
    rtsp = [data for name, data in scan(server, f"range=127.0.0.1&ports={camera.port}") if name == "result"]
    assert [(one["kind"], one["port"], one["auth_required"]) for one in rtsp] == [("rtsp", camera.port, True)]
    for query, member in [("range=8.8.8.0/24", "range"), ("range=10.0.0.0/8", "range"), ("range=x", "range"), ("", "range")]:
        status, _, answer = server.request("GET", f"/api/v1/discovery/scan?{query}")
        assert status == 422 and answer["errors"][0]["member"] == member, answer
    # Two at once: a third begins only when those who listened to others are gone.
    for _ in range(6):
        for _, _ in scan(server, "range=127.0.0.1-127.0.15.254"):
            break
    wait_for(lambda: list(scan(server, "range=127.0.0.1"))[-1][0] == "done", 20, "scans end with their listeners")
    assert PASSWORD not in server.output()
