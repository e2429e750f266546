"""Files that are deleted, truncated and added from outside while a recorder runs: found, told, and mended; and it records on."""
from __future__ import annotations

import shutil

from support import decoded_frames, files, wait_for
from test_check import check


def job(server, path: str, body=None) -> dict:
    """Asks for a job and answers how it ended."""
    status, fields, made = server.request("POST", path, body)
    assert status == 202, f"{path}: {status} {made}"
    assert fields["Location"] == f"/api/v1/jobs/{made['id']}"

    def ended():
        found = server.get(f"/api/v1/jobs/{made['id']}")
        return found if found["state"] not in ("queued", "running") else None

    found = wait_for(ended, 60, f"the job {made['kind']} has ended")
    assert found["state"] == "succeeded", found
    return found


def closed(server, camera: str) -> list[dict]:
    return [each for each in server.recordings(camera) if not each["open"]]


def test_what_is_done_to_files_from_outside_is_found_and_mended(stage):
    camera = stage.camera()
    entry = [{"id": "front", "name": "Front", "url": camera.url("main"), "segment_seconds": 10}]
    server = stage.server(entry)
    wait_for(lambda: len(closed(server, "front")) >= 3, 90, "three files are complete")
    assert server.get("/api/v1/storage/check") == {}
    assert job(server, "/api/v1/storage/check", {})["result"] == {"found": "0", "mended": "0"}

    paths = {path.stem.split("_")[-1]: path for path in files(server.data, "front")}
    gone, torn, played = closed(server, "front")[:3]
    kept = server.folder / "kept.mp4"
    shutil.copy(paths[gone["id"]], kept)
    paths[gone["id"]].unlink()
    whole = paths[torn["id"]].read_bytes()
    paths[torn["id"]].write_bytes(whole[: len(whole) // 2])
    found = job(server, "/api/v1/storage/check", {"repair": False})
    assert found["kind"] == "check" and found["result"] == {"found": "2", "mended": "0"}
    told = server.get("/api/v1/storage/check")["last"]
    assert {each["kind"]: each["count"] for each in told["found"]} == {"missing": 1, "shortened": 1}, told
    assert len(told["findings"]) == 2 and told["mended"] == 0
    assert server.get("/api/v1/system/health")["status"] != "ok"
    assert gone["id"] in {each["id"] for each in server.recordings("front")}

    assert job(server, "/api/v1/storage/check", {"repair": True})["result"] == {"found": "2", "mended": "2"}
    listed = {each["id"]: each for each in server.recordings("front")}
    assert gone["id"] not in listed
    assert 0 < listed[torn["id"]]["video_frames"] < torn["video_frames"]
    assert decoded_frames(paths[torn["id"]]) == listed[torn["id"]]["video_frames"]
    reasons = {gap["reason"] for gap in server.get("/api/v1/coverage?camera=front")["gaps"]}
    assert {"file-missing", "file-damaged"} <= reasons

    # It is brought back, and taken up.
    shutil.copy(kept, paths[gone["id"]])
    assert job(server, "/api/v1/storage/check", {"repair": True})["result"] == {"found": "1", "mended": "1"}
    assert {each["id"]: each["video_frames"] for each in server.recordings("front")}[gone["id"]] == gone["video_frames"]

    # One whose loss is noticed by whoever plays it.
    paths[played["id"]].unlink()
    status, _, problem = server.request("GET", f"/api/v1/recordings/{played['id']}/media")
    assert status == 410 and "gap" in problem["detail"], (status, problem)
    assert server.request("GET", f"/api/v1/recordings/{played['id']}/media")[0] == 404

    frames = server.frames("front")
    wait_for(lambda: server.frames("front") > frames, 30, "it records on")
    server.stop()
    status, said = check(server.data)
    assert status == 0, said


def test_many_recordings_are_deleted_and_protected_at_once(stage):
    camera = stage.camera()
    entry = [{"id": "front", "name": "Front", "url": camera.url("main"), "segment_seconds": 10}]
    server = stage.server(entry)
    wait_for(lambda: len(closed(server, "front")) >= 3, 90, "three files are complete")
    first, second, third = (each["id"] for each in closed(server, "front")[:3])
    done = job(server, "/api/v1/recordings/batch", {"action": "protect", "ids": [first, "1"]})
    assert done["result"]["done"] == "1" and done["result"]["unknown"] == "1"
    done = job(server, "/api/v1/recordings/batch", {"action": "delete", "ids": [first, second]})
    assert done["result"]["done"] == "1" and done["result"]["refused"] == "1"
    left = {each["id"] for each in server.recordings("front")}
    assert first in left and second not in left and third in left
    done = job(server, "/api/v1/recordings/batch", {"action": "unprotect", "filter": {"camera": "front"}})
    assert done["result"]["done"] == "1"
    for body in [{"action": "delete"}, {"action": "delete", "filter": {}}, {"action": "burn", "ids": [first]},
                 {"action": "delete", "ids": [first], "filter": {"all": True}}]:
        assert server.request("POST", "/api/v1/recordings/batch", body)[0] in (400, 422), body
    wait_for(lambda: second not in {path.stem.split("_")[-1] for path in files(server.data, "front")}, 60, "its file is gone")
    server.stop()
    assert check(server.data)[0] == 0
