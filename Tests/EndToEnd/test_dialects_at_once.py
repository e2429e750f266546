"""Several faces change the same thing at once: what comes of it is what would come of one after the other."""
from __future__ import annotations

import concurrent.futures
import threading

from support import Server, free_port, wait_for

FACES = ("native", "mibee", "lightnvr", "vibenvr")
ROUNDS = 6
FILMS = 8


class Recorder:
    """A server with a listener for each face."""

    def __init__(self, stage):
        self.ports = {face: free_port() for face in FACES}
        listeners = [{"address": f"127.0.0.1:{port}", "dialect": face} for face, port in self.ports.items()]
        del listeners[0]["dialect"]
        self.server = stage.server([], port=self.ports["native"], listeners=listeners)

    def ask(self, face: str, method: str, path: str, body=None):
        """Status and body."""
        caller = Server.__new__(Server)
        caller.url = f"http://127.0.0.1:{self.ports[face]}" + ("/api/v1" if face == "native" else "")
        status, _, answer = caller.request(method, path, body)
        return status, answer

    def at_once(self, *calls):
        """What each of these calls gives; all begin at the same moment."""
        gate = threading.Barrier(len(calls))

        def run(call):
            gate.wait(20)
            return self.ask(*call)
        with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(run, calls))


def unlike(face: str, body) -> bool:
    """Whether a refusal is not spelled as the face spells them."""
    match face:
        case "native": return "status" not in body or "title" not in body
        case "mibee": return set(body) != {"error", "code"}
        case "lightnvr": return set(body) != {"error"}
        case _: return set(body) != {"detail"}


def test_a_camera_is_added_changed_and_removed_by_all_faces_at_once(stage):
    recorder = Recorder(stage)
    url = "rtsp://192.0.2.1/main"
    for number in range(ROUNDS):
        name, slug = f"Gate {number}", f"gate-{number}"
        # By LightNVR's word there is one stream of a name; by MiBee's and the recorder's own, one camera of an id.
        off = {"url": url, "enabled": False}
        calls = [("lightnvr", "POST", "/api/streams", {"name": name, **off})] * 3
        calls += [("mibee", "POST", "/api/cameras", {"id": slug, "name": f"{name} of MiBee", "protocol": "rtsp", **off})] * 2
        calls += [("native", "POST", "/cameras", {"id": slug, "name": f"{name} of all", **off})] * 2
        answers = recorder.at_once(*calls)
        streams, ids = answers[:3], answers[3:]
        assert sorted(status for status, _ in streams) == [201, 409, 409], streams
        # LightNVR's stream takes the id that its name gives, if it comes first.
        cameras = {camera["id"]: camera for camera in recorder.ask("native", "GET", "/cameras")[1]["items"]}
        assert sum(status == 201 for status, _ in ids) == (0 if cameras[slug]["name"] == name else 1), answers
        for (face, *_), (status, body) in zip(calls, answers):
            assert status in (201, 409), (face, status, body)
            assert status == 201 or not unlike(face, body), (face, body)
        assert all(body["code"] == "CAMERA_ALREADY_EXISTS" for status, body in ids[:2] if status == 409), ids
        assert all(body == {"error": "Stream already exists"} for status, body in streams if status == 409), streams

    status, camera = recorder.ask("native", "POST", "/cameras", {"id": "door", "name": "Door", "url": url, "enabled": False})
    assert status == 201, camera
    number = next(c["id"] for c in recorder.ask("vibenvr", "GET", "/cameras")[1] if c["name"] == "Door")
    for turn in range(1, ROUNDS + 1):
        corners = [{"x": 0.1, "y": 0.1}, {"x": 0.9, "y": 0.1}, {"x": 0.5, "y": 0.3 + turn / 10}]
        answers = recorder.at_once(
            ("native", "PATCH", "/cameras/door", {"priority": turn}),
            ("mibee", "PUT", "/api/cameras/door", {"retention_days": 10 + turn}),
            ("lightnvr", "PUT", "/api/streams/Door", {"segment_duration": 60 + turn, "detection_threshold": turn / 10}),
            ("vibenvr", "PUT", f"/cameras/{number}", {"captured_before": turn, "location": f"Hall {turn}"}),
            ("lightnvr", "POST", "/api/streams/Door/zones", {"zones": [{"id": f"z{turn}", "name": "Step", "polygon": corners}]}),
            ("mibee", "PUT", "/api/cameras/door/merge-config", {"batch_limit": 50 + turn}))
        assert [status for status, _ in answers] == [200] * 6, answers
        own = recorder.ask("native", "GET", "/cameras/door")[1]
        kept = (own["priority"], own["retention_days"], own["segment_seconds"], own["pre_roll_seconds"])
        assert kept == (turn, 10 + turn, 60 + turn, turn)
        stream = recorder.ask("lightnvr", "GET", "/api/streams/Door")[1]
        kept = (stream["segment_duration"], stream["detection_threshold"], stream["retention_days"])
        assert kept == (60 + turn, turn / 10, 10 + turn)
        shown = recorder.ask("vibenvr", "GET", f"/cameras/{number}")[1]
        assert (shown["captured_before"], shown["location"]) == (turn, f"Hall {turn}")
        zones = recorder.ask("lightnvr", "GET", "/api/streams/Door/zones")[1]["zones"]
        assert [zone["id"] for zone in zones] == [f"z{turn}"]
        assert recorder.ask("mibee", "GET", "/api/cameras/door/merge-config")[1]["batch_limit"] == 50 + turn

    answers = recorder.at_once(
        ("native", "DELETE", "/cameras/door"), ("mibee", "DELETE", "/api/cameras/door"), ("lightnvr", "DELETE", "/api/streams/Door"),
        ("vibenvr", "DELETE", f"/cameras/{number}"), ("vibenvr", "PUT", f"/cameras/{number}", {"location": "Nowhere"}),
        ("lightnvr", "PUT", "/api/streams/Door", {"segment_duration": 70}))
    for face, (status, body) in zip(("native", "mibee", "lightnvr", "vibenvr", "vibenvr", "lightnvr"), answers):
        assert status in (200, 204, 404), (face, status, body)
        assert status != 404 or not unlike(face, body), (face, body)
    assert sum(status != 404 for status, _ in answers[:4]) >= 1, answers
    gone = recorder.at_once(
        ("native", "GET", "/cameras/door"), ("mibee", "GET", "/api/cameras/door"), ("lightnvr", "GET", "/api/streams/Door"),
        ("vibenvr", "GET", f"/cameras/{number}"))
    assert [status for status, _ in gone] == [404] * 4, gone


def test_what_is_protected_at_the_moment_of_its_deletion_is_there_or_was_not_protected(stage):
    source = stage.camera("--count", str(FILMS))
    recorder = Recorder(stage)
    names = [f"cam-{number}" for number in range(1, FILMS + 1)]
    for number, name in enumerate(names, 1):
        status, body = recorder.ask("native", "POST", "/cameras", {"id": name, "name": name, "url": source.url(f"main-{number}")})
        assert status == 201, body
    server = recorder.server
    wait_for(lambda: all(any(r["video_frames"] for r in server.recordings(name)) for name in names), 30, "all are recorded")
    for name in names:
        assert recorder.ask("native", "PATCH", f"/cameras/{name}", {"record": False})[0] == 200
    wait_for(lambda: not any(r["open"] for name in names for r in server.recordings(name)), 20, "all recordings are complete")
    light = {r["stream"]: r["id"] for r in recorder.ask("lightnvr", "GET", "/api/recordings?limit=100")[1]["recordings"]}
    own = {name: server.recordings(name)[0]["id"] for name in names}
    assert set(light) == set(names)
    for place, name in enumerate(names):
        face, path = [("mibee", f"/api/recordings/{own[name]}"), ("vibenvr", f"/events/{light[name]}"),
                      ("lightnvr", f"/api/recordings/{light[name]}"), ("native", f"/recordings/{own[name]}")][place % 4]
        (kept, _), (deleted, body) = recorder.at_once(
            ("lightnvr", "PUT", f"/api/recordings/{light[name]}/protect", {"protected": True}), (face, "DELETE", path))
        left = server.recordings(name)
        # Protected, and so refused; or deleted, and so not there to be protected.
        assert (kept, deleted in (200, 204), len(left)) in ((200, False, 1), (404, True, 0)), (face, kept, deleted, body, left)
        assert not left or (deleted == 409 and not unlike(face, body)), (face, deleted, body)
