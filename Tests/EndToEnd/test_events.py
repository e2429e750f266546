"""Cameras that are recorded when something happens: from some seconds before until some seconds after, no picture twice and none
missing; by hand; by a schedule; and with what becomes of the events themselves."""
from __future__ import annotations

import csv
import datetime
import io
import threading
import urllib.request

from support import CLIPS, basic, decoded_frames, files, packet_hashes, wait_for
from test_check import check

RATE, GROUP = 25, 50
EVENTS = "/api/v1/camera-events"


def moment(text: str) -> float:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def entry(camera, **keys) -> dict:
    return {"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10, **keys}


def ask(server, method: str, path: str, body=None, expect: int = 200):
    status, _, answer = server.request(method, path, body)
    assert status == expect, f"{method} {path}: {status} {answer}"
    return answer


def status(server) -> dict:
    return ask(server, "GET", "/api/v1/cameras/cam/status")


def held(server, seconds: float) -> None:
    """Waits until the camera has sent so much."""
    wait_for(lambda: status(server)["streams"]["main"]["frames"] >= seconds * RATE, 60, "pictures have come")


def closed(server, count: int) -> list[dict]:
    def found():
        rows = server.recordings("cam")
        return rows if len(rows) >= count and not any(row["open"] for row in rows) else None

    return wait_for(found, 60, f"{count} recordings have ended")


def in_order(server, paths) -> None:
    """The pictures of the files follow one another as the camera sends them: none is missing, none is there twice."""
    clip = packet_hashes(CLIPS / "main.mp4")
    assert len(set(clip)) == len(clip)
    sent = {picture: number for number, picture in enumerate(clip)}
    seen = [sent[picture] for path in paths for picture in packet_hashes(path)]
    assert seen and seen[0] % GROUP == 0, seen[:3]
    assert all((after - before) % len(clip) == 1 for before, after in zip(seen, seen[1:])), seen


def test_an_event_is_recorded_with_what_was_before_and_after_it(stage):
    camera = stage.camera()
    server = stage.server([entry(camera, mode="event", pre_roll=4, post_roll=3)])
    held(server, 12)
    assert not files(server.data, "cam") and not server.recordings("cam")
    assert status(server)["state"] == "watching" and status(server)["code"] == ""
    now = server.get("/api/v1/coverage?camera=cam")["gaps"]
    assert [gap["reason"] for gap in now][-1:] == ["not-wanted"], now

    event = ask(server, "POST", EVENTS, {"camera": "cam", "kind": "motion", "label": "cat", "score": 0.9}, 201)
    wait_for(lambda: status(server)["state"] == "recording", 20, "it is recorded")
    rows = closed(server, 1)
    wait_for(lambda: server.recordings("cam")[0]["event"], 20, "it is marked")
    begin, end = moment(rows[0]["start"]), moment(rows[-1]["end"])
    at = moment(event["start"])
    # From the key frame at or before until the one at or after.
    assert 4 <= at - begin < 4 + GROUP / RATE + 0.2, (at, begin)
    assert 3 <= end - at < 3 + GROUP / RATE + 0.2, (at, end)
    paths = files(server.data, "cam")
    assert len(paths) == len(rows)
    in_order(server, paths)
    for path, row in zip(paths, rows):
        assert decoded_frames(path) == row["video_frames"]
    assert status(server)["state"] == "watching"
    # It is told with the next commit.
    gaps = wait_for(lambda: server.get(f"/api/v1/coverage?camera=cam&from={rows[0]['start']}")["gaps"], 20, "it rests")
    assert [gap["reason"] for gap in gaps] == ["not-wanted"] and abs(moment(gaps[0]["start"]) - end) < 0.01
    listed = server.get(f"{EVENTS}?camera=cam&label=cat")["items"]
    assert [one["id"] for one in listed] == [event["id"]]
    assert server.get(event["recordings_url"])["items"][0]["id"] == rows[0]["id"]
    code, fields, picture = server.request("GET", event["picture_url"])
    assert code == 200 and fields["Content-Type"] == "image/jpeg" and fields["Nightjar-Recording"] == rows[0]["id"], picture[:200]
    what_is_kept_of_events(server, rows)


def what_is_kept_of_events(server, rows: list[dict]) -> None:
    """In one place: how events are recorded, what that takes, and the way to clear it away."""
    path, total = "/api/v1/cameras/cam/motion-recording", sum(row["bytes"] for row in rows)
    kept = server.get(path)
    assert (kept["enabled"], kept["pre_roll_seconds"], kept["post_roll_seconds"], kept["recording"]) == (True, 4, 3, False), kept
    assert (kept["clips"], kept["bytes"], kept["events"]) == (len(rows), total, 1), kept
    assert (kept["oldest"], kept["newest"]) == (rows[0]["start"], rows[-1]["end"]), kept
    assert abs(kept["seconds"] - sum(moment(row["end"]) - moment(row["start"]) for row in rows)) < 0.01, kept
    clips = server.get("/api/v1/recordings?camera=cam&event=true&order=asc")["items"]
    assert [clip["id"] for clip in clips] == [row["id"] for row in rows]
    changed = ask(server, "PUT", path, {"enabled": False, "post_roll_seconds": 6, "retention_days": 3})
    assert not changed["enabled"] and changed["post_roll_seconds"] == 6
    camera = server.get("/api/v1/cameras/cam")
    assert (camera["mode"], camera["pre_roll_seconds"], camera["post_roll_seconds"], camera["event_retention_days"]) == ("off", 4, 6, 3)
    assert ask(server, "PUT", path, {"enabled": True})["enabled"] and server.get("/api/v1/cameras/cam")["mode"] == "event"
    assert server.request("PUT", path, {"enabled": True, "pre_roll_seconds": 31})[0] == 422
    # One that is protected stays, whoever clears.
    wanted = {"camera": "cam", "kind": "event"}
    assert ask(server, "POST", "/api/v1/recordings/purge", {**wanted, "older_than_days": 1})["recordings"] == 0
    ask(server, "PATCH", f"/api/v1/recordings/{rows[0]['id']}", {"protected": True})
    done = ask(server, "POST", "/api/v1/recordings/purge", wanted)
    assert (done["recordings"], done["bytes"]) == (len(rows) - 1, total - rows[0]["bytes"]), done
    ask(server, "PATCH", f"/api/v1/recordings/{rows[0]['id']}", {"protected": False})
    assert ask(server, "POST", "/api/v1/recordings/purge", wanted)["recordings"] == 1
    left = server.get(path)
    assert (left["clips"], left["bytes"], left["events"]) == (0, 0, 1) and "oldest" not in left, left
    wait_for(lambda: not files(server.data, "cam"), 20, "the files are gone")


def test_events_that_follow_one_another_leave_no_hole_and_nothing_twice(stage):
    camera = stage.camera()
    server = stage.server([entry(camera, mode="event", pre_roll=5, post_roll=2)])
    held(server, 8)
    ask(server, "POST", EVENTS, {"camera": "cam", "kind": "motion"}, 201)
    lasting = ask(server, "POST", EVENTS, {"camera": "cam", "kind": "line", "lasting": True}, 201)
    assert "end" not in lasting
    rows = wait_for(lambda: server.recordings("cam"), 20, "it is recorded")
    wait_for(lambda: server.frames("cam") > 13 * RATE, 30, "it goes on while it lasts")
    began = moment(rows[0]["start"])
    # Over, and soon after that again, so that what was before the third lies in the recording of the second.
    ended = ask(server, "PATCH", f"{EVENTS}/{lasting['id']}", {"end": lasting["start"]})
    assert ended["end"] == lasting["start"]
    closed(server, 1)
    ask(server, "POST", EVENTS, {"camera": "cam", "kind": "object", "label": "person"}, 201)
    before = len(server.recordings("cam"))
    rows = closed(server, before + 1)
    in_order(server, files(server.data, "cam"))
    for left, right in zip(rows, rows[1:]):
        assert moment(left["end"]) <= moment(right["start"]) + 1e-6
    assert moment(rows[0]["start"]) == began


def test_it_is_recorded_by_hand_in_every_mode_and_modes_change_while_it_runs(stage):
    camera = stage.camera()
    server = stage.server([entry(camera, mode="off")])
    wait_for(lambda: status(server)["state"] == "idle", 30, "nobody wants it")
    begun = ask(server, "POST", "/api/v1/cameras/cam/recording", {"action": "start", "seconds": 4})
    assert begun["recording"] and begun["streams"] == ["main"]
    wait_for(lambda: status(server)["state"] == "recording", 30, "it is connected and recorded")
    assert status(server)["streams"]["main"]["manual_until"] == begun["until"]
    closed(server, 1)
    wait_for(lambda: status(server)["state"] == "idle", 30, "it is left alone")
    event = server.get(f"{EVENTS}/{begun['event']}")
    assert event["kind"] == "manual" and event["end"]
    ask(server, "POST", "/api/v1/cameras/cam/recording", {"action": "stop"}, 409)

    ask(server, "PATCH", "/api/v1/cameras/cam", {"mode": "continuous"})
    wait_for(lambda: len(server.recordings("cam")) > 1, 30, "it is recorded always")
    ask(server, "PATCH", "/api/v1/cameras/cam", {"mode": "manual"})
    closed(server, 2)
    sessions = status(server)["streams"]["main"]["sessions"]
    ask(server, "POST", "/api/v1/cameras/cam/recording", {"action": "start", "seconds": 3000})
    wait_for(lambda: len(server.recordings("cam")) > 2, 30, "by hand again")
    ask(server, "POST", "/api/v1/cameras/cam/recording", {"action": "stop"})
    rows = closed(server, 3)
    assert status(server)["streams"]["main"]["sessions"] == sessions
    for left, right in zip(rows, rows[1:]):
        assert moment(left["end"]) <= moment(right["start"]) + 1e-6
    for path in files(server.data, "cam"):
        decoded_frames(path)
    # Now, and not now, by the schedule of the recorder's time zone.
    ask(server, "PATCH", "/api/v1/settings", {"general.time_zone": "Pacific/Kiritimati"})
    ask(server, "PATCH", "/api/v1/cameras/cam", {"mode": "schedule", "schedule": ["daily 00:00-24:00 continuous"]})
    wait_for(lambda: len(server.recordings("cam")) > 3, 30, "its schedule says so")
    local = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=14)))
    away = f"{(local.hour + 6) % 24:02}:00-{(local.hour + 8) % 24:02}:00"
    ask(server, "PATCH", "/api/v1/cameras/cam", {"schedule": [f"daily {away} continuous"]})
    closed(server, 4)
    assert "schedule" in status(server)["reason"]


def test_recording_that_is_switched_on_again_writes_nothing_twice(stage):
    camera = stage.camera()
    server = stage.server([entry(camera, connect="always")])
    for _ in range(4):
        before = server.frames("cam")
        wait_for(lambda: server.frames("cam") > before + 10, 30, "it is recorded")
        ask(server, "PATCH", "/api/v1/cameras/cam", {"record": False})
        ask(server, "PATCH", "/api/v1/cameras/cam", {"record": True})
    rows = server.recordings("cam")
    for left, right in zip(rows, rows[1:]):
        assert moment(left["end"]) <= moment(right["start"]) + 1e-6, (left, right)
    server.stop()
    paths = files(server.data, "cam")
    clip = packet_hashes(CLIPS / "main.mp4")
    pictures = [picture for path in paths for picture in packet_hashes(path)]
    sent = {picture: number for number, picture in enumerate(clip)}
    steps = [(sent[after] - sent[before]) % len(clip) for before, after in zip(pictures, pictures[1:])]
    # Groups may be missing where it was switched off, never again.
    assert all(1 <= step <= 2 * GROUP for step in steps), steps


def test_a_killed_recorder_keeps_what_it_had_written_of_an_event(stage):
    camera = stage.camera()
    entries = [entry(camera, mode="event", pre_roll=3, post_roll=60)]
    server = stage.server(entries)
    held(server, 6)
    event = ask(server, "POST", EVENTS, {"camera": "cam", "kind": "motion", "lasting": True}, 201)
    wait_for(lambda: server.frames("cam") > 8 * RATE, 30, "it is recorded")
    known = server.frames("cam")
    server.kill()
    server = stage.server(entries)
    rows = closed(server, 1)
    assert sum(row["video_frames"] for row in rows) >= known
    in_order(server, files(server.data, "cam"))
    # Nobody is there who could end it.
    assert wait_for(lambda: server.get(f"{EVENTS}/{event['id']}")["end"], 30, "it is over")
    wait_for(lambda: all(row["event"] for row in server.recordings("cam")), 30, "it is marked")
    server.stop()
    assert check(server.data)[0] == 0


def test_events_are_found_counted_taken_note_of_and_given_away(stage):
    server = stage.server([{"id": "cam", "name": "Camera", "url": "rtsp://127.0.0.1:9/", "enabled": False}])
    told: list[str] = []

    def follow():
        request = urllib.request.Request(server.url + "/api/v1/events", headers=basic())
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                for line in answer:
                    told.append(line.decode())
        except OSError:
            pass

    threading.Thread(target=follow, daemon=True).start()
    wait_for(lambda: told, 20, "changes are followed")
    made = []
    for number in range(30):
        body = {"camera": "cam", "kind": "object" if number % 3 else "motion", "label": "=cmd|' /C calc'!A0" if number == 7 else "cat",
                "score": number / 30, "zones": ["drive", "a, \"b\""], "start": f"2026-03-{number + 1:02}T12:00:00Z",
                "end": f"2026-03-{number + 1:02}T12:00:05Z", "attributes": {"rule": str(number)}}
        made.append(ask(server, "POST", EVENTS, body, 201))
    wait_for(lambda: sum("camera-event" in line for line in told) >= 30, 20, "it is told")
    listed, cursor = [], ""
    while cursor is not None:
        page = server.get(f"{EVENTS}?limit=7&order=asc&kind=object{cursor}")
        listed += page["items"]
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None
    assert [one["id"] for one in listed] == [one["id"] for one in made if one["kind"] == "object"]
    assert len(server.get(f"{EVENTS}?min_score=0.9")["items"]) == 3
    assert len(server.get(f"{EVENTS}?zone=drive&from=2026-03-10T00:00:00Z&to=2026-03-12T00:00:00Z")["items"]) == 2
    ids = [one["id"] for one in made]
    assert ask(server, "POST", f"{EVENTS}/acknowledge", {"ids": ids[:5]})["ids"] == ids[:5]
    assert ask(server, "POST", f"{EVENTS}/{ids[5]}/acknowledge")["acknowledged_by"] == "admin"
    assert ask(server, "DELETE", f"{EVENTS}/{ids[5]}/acknowledge").get("acknowledged_by") is None
    assert len(server.get(f"{EVENTS}?acknowledged=true")["items"]) == 5
    days = server.get("/api/v1/camera-event-statistics?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z")["items"]
    assert sum(day["count"] for day in days) == 30 and sum(day["unacknowledged"] for day in days) == 25
    counts = server.get("/api/v1/camera-event-counts?bucket=21600&from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z")["items"]
    assert [count["count"] for count in counts] == [0, 0, 1, 0, 0, 0, 1, 0]
    code, fields, table = server.request("GET", "/api/v1/camera-events.csv?camera=cam")
    assert code == 200 and fields["Content-Type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(table.decode())))
    assert [line["id"] for line in lines] == ids[::-1]
    assert [line["label"] for line in lines if line["id"] == ids[7]] == ["'=cmd|' /C calc'!A0"]
    assert lines[0]["zones"] == 'drive; a, "b"'
    ask(server, "DELETE", f"{EVENTS}/{ids[0]}", expect=204)
    ask(server, "GET", f"{EVENTS}/{ids[0]}", expect=404)
    assert set(ask(server, "POST", f"{EVENTS}/delete", {"ids": ids[1:]})["ids"]) == set(ids[1:])
    assert server.get(EVENTS)["items"] == []
