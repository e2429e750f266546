"""What a camera sends is what is in the files: every picture, in order, with its sound."""
from __future__ import annotations

import pytest

from support import CLIPS, decoded_frames, files, has_audio, packet_hashes, wait_for


def test_the_files_hold_exactly_the_frames_that_were_sent(stage):
    sent = 430
    camera = stage.camera("--from-start", "--frames", str(sent))
    server = stage.server([{"id": "front", "name": "Front", "url": camera.url("main"), "sub_url": camera.url("sub"),
                            "segment_seconds": 10}])
    wait_for(lambda: server.frames("front") >= sent - 1 and server.frames("front", "sub") >= sent - 1, 60,
             "all pictures are on disk")
    # Two seconds are meant; a busy machine gets more before it counts as hanging.
    print(f"stopped after {server.stop(seconds=10):.2f} s")
    for stream in ["main", "sub"]:
        found = files(server.data, "front", stream)
        assert len(found) == 2, "430 pictures of 25 a second are two segments of 10 s"
        clip, recorded = packet_hashes(CLIPS / f"{stream}.mp4"), []
        for path in found:
            recorded += packet_hashes(path)
            assert decoded_frames(path) == len(packet_hashes(path))
            assert has_audio(path)
        assert recorded == [clip[index % len(clip)] for index in range(sent)]


def test_the_sound_is_there_unaltered_and_in_step(stage):
    camera = stage.camera("--from-start", "--frames", "200")
    server = stage.server([{"id": "front", "name": "Front", "url": camera.url("main")}])
    wait_for(lambda: server.frames("front") >= 199, 60, "all pictures are on disk")
    server.stop()
    [path] = files(server.data, "front")
    clip, recorded = packet_hashes(CLIPS / "main.mp4", "a"), packet_hashes(path, "a")
    start = clip.index(recorded[0])
    # The camera loops sound and picture together; the first block may have come before the first picture.
    assert start <= 3
    assert recorded == [clip[(start + index) % len(clip)] for index in range(len(recorded))]
    assert len(recorded) >= 360


def test_h265_with_decoding_order_numbers_is_recorded_without_them(stage):
    camera = stage.camera("--from-start", "--frames", "150", "--decoding-order")
    server = stage.server([{"id": "front", "name": "Front", "url": camera.url("h265")}])
    wait_for(lambda: server.frames("front") >= 149, 60, "all pictures are on disk")
    server.stop()
    clip, recorded = packet_hashes(CLIPS / "h265.mp4"), []
    for path in files(server.data, "front"):
        recorded += packet_hashes(path)
        assert decoded_frames(path) == len(packet_hashes(path))
    assert recorded == [clip[index % len(clip)] for index in range(150)]


def test_a_recording_is_listed_and_downloaded_with_ranges(stage):
    camera = stage.camera("--from-start", "--frames", "300")
    server = stage.server([{"id": "front", "name": "Front", "url": camera.url("main"), "segment_seconds": 10}])
    wait_for(lambda: [r for r in server.recordings("front") if not r["open"]], 60, "a segment is closed")
    [closed, *_] = server.recordings("front")
    assert closed["video_frames"] == 250 and closed["end_reason"]
    assert (closed["video_codec"], closed["width"], closed["height"]) == ("avc1.64001f", 1280, 720)
    [path, *_] = files(server.data, "front")
    whole = path.read_bytes()
    status, headers, body = server.request("GET", closed["media_url"])
    assert (status, headers["Content-Type"], headers["Accept-Ranges"]) == (200, "video/mp4", "bytes")
    assert body == whole and closed["bytes"] == len(whole)
    for given, part in [("bytes=0-99", whole[:100]), ("bytes=1000-", whole[1000:]), ("bytes=-77", whole[-77:])]:
        status, headers, body = server.request("GET", closed["media_url"], headers={"Range": given})
        assert status == 206 and body == part, given
    status, _, _ = server.request("GET", closed["media_url"], headers={"Range": f"bytes={len(whole)}-"})
    assert status == 416
    status, headers, body = server.request("HEAD", closed["media_url"])
    assert (status, int(headers["Content-Length"]), body) == (200, len(whole), b"")


def test_a_recording_that_grows_can_be_played(stage, tmp_path):
    camera = stage.camera()
    server = stage.server([{"id": "front", "name": "Front", "url": camera.url("main")}])
    wait_for(lambda: server.frames("front") > 50, 60, "pictures are on disk")
    [recording] = server.recordings("front")
    assert recording["open"]
    _, _, body = server.request("GET", recording["media_url"])
    (tmp_path / "growing.mp4").write_bytes(body)
    assert decoded_frames(tmp_path / "growing.mp4") >= 50


def test_coverage_tells_spans_and_gaps_with_their_reasons(stage):
    port_holder = stage.camera()
    server = stage.server([{"id": "front", "name": "Front", "url": port_holder.url("main")}])
    wait_for(lambda: server.frames("front") > 50, 60, "pictures are on disk")
    port_holder.kill()
    status = wait_for(lambda: (s := server.get("/api/v1/cameras/front/status"))["state"] == "waiting" and s, 20,
                      "the camera is missed")
    assert status["reason"].startswith("The camera") and status["retry_at"]
    stage.camera(port=port_holder.port)
    before = server.frames("front")
    wait_for(lambda: server.frames("front") > before + 50, 60, "it is recorded again")
    coverage = wait_for(lambda: (c := server.get("/api/v1/coverage?camera=front"))["gaps"] and c, 10, "the gap is told")
    [gap] = [g for g in coverage["gaps"] if g["reason"] == "camera-unreachable"]
    assert len(coverage["spans"]) == 2 and gap["detail"]
    assert coverage["spans"][0]["end"] <= gap["end"] and gap["start"] < coverage["spans"][1]["end"]
    # Spans and the gap between them leave no time untold.
    assert abs(seconds(gap["start"]) - seconds(coverage["spans"][0]["end"])) < 0.2
    assert abs(seconds(gap["end"]) - seconds(coverage["spans"][1]["start"])) < 0.2


def test_a_camera_with_a_password(stage):
    camera = stage.camera("--user", "admin", "--password", "p@ss:/word")
    server = stage.server([
        {"id": "right", "name": "Right", "url": camera.url("main"), "username": "admin", "password": "p@ss:/word"},
        {"id": "wrong", "name": "Wrong", "url": camera.url("main"), "username": "admin", "password": "other"},
    ])
    wait_for(lambda: server.frames("right") > 25, 60, "the camera is recorded")
    status = wait_for(lambda: (s := server.get("/api/v1/cameras/wrong/status"))["state"] == "waiting" and s, 20,
                      "the wrong password is refused")
    assert "refused the user name or the password" in status["reason"]
    everything = server.output() + str(server.get("/api/v1/cameras"))
    assert "p@ss" not in everything and "p%40ss" not in everything
    assert b"p@ss:/word" not in (server.data / "nightjar.sqlite").read_bytes()


def test_cameras_are_added_changed_and_removed(stage):
    camera = stage.camera()
    server = stage.server([])
    status, headers, made = server.request("POST", "/api/v1/cameras", {"name": "Einfahrt Süd", "url": camera.url("main")})
    assert (status, made["id"], headers["Location"]) == (201, "einfahrt-sud", "/api/v1/cameras/einfahrt-sud")
    wait_for(lambda: server.frames("einfahrt-sud") > 0, 60, "it is recorded")
    status, _, changed = server.request("PATCH", "/api/v1/cameras/einfahrt-sud", {"name": "South", "enabled": False})
    assert status == 200 and changed["name"] == "South" and changed["status"]["state"] == "disabled"
    status, _, _ = server.request("DELETE", "/api/v1/cameras/einfahrt-sud")
    assert status == 204
    assert server.request("GET", "/api/v1/cameras/einfahrt-sud")[0] == 404
    assert server.recordings("einfahrt-sud"), "recordings outlive the camera"
    status, _, problem = server.request("POST", "/api/v1/cameras", {"id": "einfahrt-sud", "name": "X", "url": camera.url("main")})
    assert status == 409 and "never used again" in problem["detail"]


@pytest.mark.parametrize("body, member, words", [
    ({"name": "X", "url": "ftp://1.2.3.4/"}, "url", "rtsp://"),
    ({"name": "X", "url": "rtsp://192.0.2.1/", "transport": "sctp"}, "transport", "\"tcp\" or \"udp\""),
    ({"name": "X", "url": "rtsp://192.0.2.1/", "priority": 11}, "priority", "1 to 10"),
    ({"name": "X", "url": "rtsps://192.0.2.1/", "certificate_fingerprint": "00"}, "certificate_fingerprint", "64"),
    ({"name": "X", "url": "rtsps://192.0.2.1/", "transport": "udp"}, "transport", "not encrypted"),
    ({"name": "X", "url": "nonsense"}, "url", "rtsp://"),
    ({"name": "", "url": "rtsp://192.0.2.1/"}, "name", "1 to 200"),
    ({"name": "X", "url": "rtsp://192.0.2.1/", "id": "../x"}, "id", "small letters"),
])
def test_what_makes_no_sense_is_refused_with_a_sentence(stage, body, member, words):
    server = stage.server([])
    status, headers, problem = server.request("POST", "/api/v1/cameras", body)
    assert status == 422 and headers["Content-Type"].startswith("application/problem+json")
    assert words in problem["detail"] and problem["errors"][0]["member"] == member


def seconds(text: str) -> float:
    from datetime import datetime
    whole, fraction = text.rstrip("Z").split(".")
    return datetime.fromisoformat(whole + "+00:00").timestamp() + float("0." + fraction)
