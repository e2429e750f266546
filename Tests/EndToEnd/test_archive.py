"""What was recorded of a camera that is removed: it is an archive of its own, is played from as before, goes by age where somebody
purges it, and the camera comes back to it."""
from __future__ import annotations

from support import decoded_frames, files, playable_frames, wait_for
from test_check import check
from test_retention import age


def job(server, path: str, method: str = "DELETE", body=None) -> dict:
    """The end of a job that is begun so."""
    status, _, begun = server.request(method, path, body)
    assert status == 202, begun
    return wait_for(lambda: (found := server.get(f"/api/v1/jobs/{begun['id']}")) and found["state"] not in ("queued", "running") and found,
                    60, "the job has ended")


def ended(server) -> list[dict]:
    """The recordings, once none is being written."""
    return wait_for(lambda: (rows := server.recordings("cam")) and not any(row["open"] for row in rows) and rows, 30, "all have ended")


def test_an_archive_is_played_purged_and_taken_up_again(stage, tmp_path):
    camera = stage.camera()
    entries = [{"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}]
    server = stage.server(entries)
    first = wait_for(lambda: [row for row in server.recordings("cam") if not row["open"]], 60, "a file is complete")[0]
    assert server.request("PATCH", "/api/v1/settings", {"storage.cleanup_enabled": False})[0] == 200
    server.stop()
    # Ten of 400 days ago, of which one is protected; the rule of the camera would have the others go at once.
    gone, kept = age(server.data, "cam", 400, 10)
    server = stage.server(entries)
    wait_for(lambda: server.request("POST", "/api/v1/cameras/cam/snapshots")[0] == 201, 60, "a snapshot is kept")
    status, _, answer = server.request("DELETE", "/api/v1/cameras/cam?recordings=archive")
    assert status == 204, answer
    assert server.request("GET", "/api/v1/cameras/cam")[0] == 404
    rows = ended(server)
    group = server.get("/api/v1/archive")["items"][0]
    assert (group["camera"], group["retention_days"]) == ("cam", 0) and group["archived_at"] and group["removed_at"]
    assert group["recordings"] == len(rows) and group["bytes"] == sum(row["bytes"] for row in rows)
    assert group["oldest"] == rows[0]["start"] and group["snapshots"] == 1 and group["snapshot_bytes"] > 0

    # It is played as before: a file, a stretch of time across files, a picture, and the time line.
    status, _, media = server.request("GET", f"/api/v1/recordings/{first['id']}/media")
    assert status == 200
    (tmp_path / "one.mp4").write_bytes(media)
    assert playable_frames(tmp_path / "one.mp4") == first["video_frames"]
    newest = [row for row in rows if int(row["id"]) >= int(first["id"])]
    status, _, film = server.request("GET", f"/api/v1/cameras/cam/range.mp4?from={first['start']}&to={newest[-1]['end']}")
    assert status == 200, film
    (tmp_path / "range.mp4").write_bytes(film)
    assert decoded_frames(tmp_path / "range.mp4") >= first["video_frames"]
    line = server.get(f"/api/v1/timeline?cameras=cam&from={first['start']}&to={newest[-1]['end']}")["cameras"][0]
    assert line["spans"][0]["start"] == first["start"]

    # A pass of retention leaves it alone, whatever the rules; a purge by age takes what is so old, but for what is protected.
    assert server.request("PATCH", "/api/v1/settings", {"storage.cleanup_enabled": True})[0] == 200
    assert server.request("POST", "/api/v1/storage/cleanup")[2]["recordings"] == 0
    wanted = {"camera": "cam", "older_than_days": 100}
    dry = server.request("POST", "/api/v1/recordings/purge", {**wanted, "dry_run": True})[2]
    done = server.request("POST", "/api/v1/recordings/purge", wanted)[2]
    assert dry == done and done["recordings"] == len(gone) == 9, (dry, done)
    group = server.get("/api/v1/archive")["items"][0]
    assert group["protected"]["recordings"] == len(kept) == 1 and group["recordings"] == len(rows) - len(gone)

    # The camera comes back, and goes on after what is there of it.
    status, _, back = server.request("POST", "/api/v1/cameras/cam/restore")
    assert status == 200 and back["name"] == "Camera", back
    assert server.get("/api/v1/archive")["items"] == []
    known = len(server.recordings("cam"))
    wait_for(lambda: len(server.recordings("cam")) > known and server.recordings("cam")[-1]["video_frames"] > 0, 60, "it is recorded again")

    # Archived again, for no longer than a year: then what is older goes by itself. At last all is erased but the protected one.
    assert server.request("DELETE", "/api/v1/cameras/cam?recordings=archive")[0] == 204
    ended(server)
    status, _, group = server.request("PATCH", "/api/v1/cameras/cam/archive", {"retention_days": 365})
    assert status == 200 and group["retention_days"] == 365
    erased = job(server, "/api/v1/cameras/cam/archive")
    assert erased["state"] == "succeeded" and erased["result"]["refused"] == "1", erased
    assert [row["protected"] for row in server.recordings("cam")] == [True]
    assert erased["result"]["snapshots"] == "1" and server.get("/api/v1/snapshots?camera=cam")["items"] == []
    wait_for(lambda: len(files(server.data, "cam")) == 1, 30, "the files are gone")
    trends = server.get("/api/v1/storage/trends?camera=cam&by=camera")["items"]
    assert trends[-1]["camera"] == "cam" and trends[-1]["deleted_bytes"] >= done["bytes"] and trends[-1]["written_bytes"] > 0
    assert trends[-1]["held_bytes"] == server.recordings("cam")[0]["bytes"]
    server.stop()
    status, told = check(server.data)
    assert status == 0, told
