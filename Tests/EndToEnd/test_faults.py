"""What cameras and networks do wrong while a recorder records: it costs what was lost, and never more."""
from __future__ import annotations

import datetime
import json
import socket

import pytest

from support import CLIPS, decoded_frames, files, free_port, packet_hashes, run, wait_for

RATE = 25


def status(server, camera="cam", stream="main"):
    return server.get(f"/api/v1/cameras/{camera}/status")["streams"][stream]


def gaps(server, camera="cam"):
    return server.get(f"/api/v1/coverage?camera={camera}&stream=main")["gaps"]


def recorded(server, frames: int, seconds: float = 60):
    wait_for(lambda: server.frames("cam") >= frames, seconds, f"{frames} pictures are on disk")


def entry(url: str, **more) -> dict:
    return {"id": "cam", "name": "Camera", "url": url, "segment_seconds": 10, **more}


def every_file_plays(server) -> int:
    """Stops the server; answers the pictures in all files, each of which decodes without a complaint."""
    server.stop()
    found = files(server.data, "cam")
    assert found
    for file in found:
        assert decoded_frames(file) == len(packet_hashes(file)) > 0, file
    return sum(len(packet_hashes(file)) for file in found)


def seconds(time: str) -> float:
    """Of a time as the API writes it; Python's own reader knows no nanoseconds."""
    whole, fraction = time.rstrip("Z").split(".")
    return datetime.datetime.fromisoformat(whole + "+00:00").timestamp() + float("0." + fraction)


def no_overlap(server):
    """Of the recordings' times, as the catalogue has them."""
    times = [(r["start"], r["end"]) for r in server.recordings("cam")]
    for (_, end), (start, _) in zip(times, times[1:]):
        assert end <= start, f"{end} > {start}"


def test_a_camera_that_falls_silent_is_left_and_taken_up_again(stage):
    camera = stage.camera("--oddity", "silence-after=4")
    server = stage.server([entry(camera.url("main"))])
    recorded(server, 3 * RATE)
    reason = wait_for(lambda: (s := server.get("/api/v1/cameras/cam/status"))["state"] == "waiting" and s["reason"], 40,
                      "the silence is noticed")
    assert reason.startswith("No video for 10 s")
    recorded(server, 6 * RATE)
    assert "no-video" in {gap["reason"] for gap in gaps(server)}
    no_overlap(server)
    every_file_plays(server)


def test_a_connection_cut_in_the_middle_of_a_frame_costs_that_frame(stage):
    camera = stage.camera("--oddity", "close-after=3")
    server = stage.server([entry(camera.url("main"))])
    wait_for(lambda: status(server)["sessions"] >= 3, 60, "it was cut off twice")
    recorded(server, 5 * RATE)
    assert "camera-unreachable" in {gap["reason"] for gap in gaps(server)}
    no_overlap(server)
    every_file_plays(server)


def test_garbage_in_the_stream_costs_pictures_and_not_the_session(stage):
    camera = stage.camera("--oddity", "garbage-after=3")
    server = stage.server([entry(camera.url("main"))])
    recorded(server, 10 * RATE)
    assert status(server)["sessions"] == 1
    assert any("leaves out parts" in remark for remark in status(server)["remarks"])
    every_file_plays(server)


def test_a_camera_that_sends_nothing_but_garbage_harms_nothing(stage):
    camera = stage.camera("--oddity", "garbage-forever")
    good = stage.camera()
    server = stage.server([entry(good.url("main")), {"id": "bad", "name": "Bad", "url": camera.url("main")}])
    recorded(server, 8 * RATE)
    # It refuses nothing: so it is tried again soon, and the gap says what is wrong.
    wait_for(lambda: status(server, "bad")["sessions"] >= 3, 60, "it is tried again and again")
    # How much it sends decides whether it is left because of what came, or because no picture did.
    assert {gap["reason"] for gap in gaps(server, "bad")} <= {"stream-unreadable", "no-video"}
    assert server.get("/api/v1/cameras/bad")["status"]["reason"]
    assert status(server)["sessions"] == 1 and status(server)["lost_packets"] == 0
    every_file_plays(server)


@pytest.mark.parametrize("jump", [7200, -7200, 40_000])
def test_a_clock_that_jumps_by_hours_begins_a_new_time_line(stage, jump):
    camera = stage.camera("--oddity", f"clock-jump=3,{jump}")
    server = stage.server([entry(camera.url("main"))])
    recorded(server, 8 * RATE)
    assert status(server)["sessions"] == 1
    no_overlap(server)
    for recording in server.recordings("cam"):
        assert recording["duration_s"] < 20, recording
    assert len(server.recordings("cam")) >= 2
    # Nothing was lost, so nothing is missing: not even up to the next key frame.
    assert gaps(server) == []
    hashes = packet_hashes(CLIPS / "main.mp4")
    assert every_file_plays(server) >= 8 * RATE
    found = [hashes.index(h) for file in files(server.data, "cam") for h in packet_hashes(file)]
    assert all((before + 1) % len(hashes) == after for before, after in zip(found, found[1:])), found


def test_a_source_that_changes_begins_a_new_file_and_the_gap_says_so(stage):
    camera = stage.camera("--oddity", "ssrc-change-after=3.5")
    server = stage.server([entry(camera.url("main"))])
    recorded(server, 8 * RATE)
    assert status(server)["sessions"] == 1
    assert len(server.recordings("cam")) >= 2
    # What comes before the next key frame belongs to no picture that is there.
    assert {gap["reason"] for gap in gaps(server)} <= {"stream-restarted"}
    assert all(abs(gap["missing_s"] - (seconds(gap["end"]) - seconds(gap["start"]))) < 0.001 for gap in gaps(server))
    no_overlap(server)
    every_file_plays(server)


def test_parameter_sets_that_change_begin_a_new_file(stage):
    camera = stage.camera("--oddity", "sps-change-after=3")
    server = stage.server([entry(camera.url("main"))])
    recorded(server, 10 * RATE)
    sizes = {(r["width"], r["height"]) for r in server.recordings("cam")}
    assert len(sizes) == 2, sizes
    assert status(server)["sessions"] == 1
    every_file_plays(server)
    for file in files(server.data, "cam"):
        text = run("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=width,height", "-of", "csv=p=0",
                   str(file))
        assert len({line.strip(",") for line in text.split()}) == 1, f"{file} has pictures of two sizes"


def test_sequence_numbers_and_time_stamps_that_wrap_show_nowhere(stage):
    # Wraps within the first seconds: 65,536 sequence numbers, and 2^32 ticks of 90 kHz.
    camera = stage.camera("--from-start", "--frames", "200", "--oddity", "sequence-start=65500", "--oddity",
                          f"timestamp-start={2**32 - 3 * 90_000}")
    server = stage.server([entry(camera.url("main"), record_audio=False)])
    recorded(server, 200)
    assert status(server)["lost_packets"] == 0 and status(server)["damaged_units"] == 0
    assert every_file_plays(server) == 200
    hashes = [h for file in files(server.data, "cam") for h in packet_hashes(file)]
    assert hashes == packet_hashes(CLIPS / "main.mp4")[:200]


def test_udp_with_loss_and_disorder_costs_only_what_was_lost(stage):
    camera = stage.camera("--loss", "5", "--reorder", "10")
    server = stage.server([entry(camera.url("main"), transport="udp")])
    recorded(server, 10 * RATE)
    seen = status(server)
    assert seen["transport"] == "udp" and seen["sessions"] == 1
    assert seen["lost_packets"] > 0 and seen["damaged_units"] > 0
    # What was lost is told, and never as more than is missing.
    for gap in gaps(server):
        length = seconds(gap["end"]) - seconds(gap["start"])
        assert 0 < gap["missing_s"] <= length + 0.001 and length <= 60 + 2, gap
    server.stop()
    for file in files(server.data, "cam"):
        # Pictures refer to lost ones, so a decoder complains; but every packet in the file is a whole picture.
        assert len(packet_hashes(file)) > 0
    sent = sum(path["video_units"] for path in json.loads(camera.report_file.read_text())["paths"].values())
    assert sum(len(packet_hashes(file)) for file in files(server.data, "cam")) < sent


def test_udp_in_disorder_alone_loses_nothing(stage):
    camera = stage.camera("--from-start", "--frames", "200", "--reorder", "20")
    server = stage.server([entry(camera.url("main"), transport="udp", record_audio=False)])
    recorded(server, 200)
    assert status(server)["lost_packets"] == 0
    assert every_file_plays(server) == 200
    hashes = [h for file in files(server.data, "cam") for h in packet_hashes(file)]
    assert hashes == packet_hashes(CLIPS / "main.mp4")[:200]


def test_a_camera_that_was_restarted_is_taken_up_again(stage):
    port = free_port()
    camera = stage.camera(port=port)
    server = stage.server([entry(camera.url("main"))])
    recorded(server, 3 * RATE)
    camera.kill()
    wait_for(lambda: server.get("/api/v1/cameras/cam")["status"]["state"] == "waiting", 30, "it is missed")
    before = server.frames("cam")
    stage.camera(port=port)
    recorded(server, before + 3 * RATE)
    assert {gap["reason"] for gap in gaps(server)} >= {"camera-unreachable"}
    no_overlap(server)
    every_file_plays(server)


def test_a_stale_session_is_waited_out(stage):
    """live555 before 2017 goes on sending into the next connection; the recorder says so and leaves it alone."""
    camera = stage.camera("--oddity", "stale-session")
    # A viewer that leaves without TEARDOWN makes the fault show.
    leave_rudely(camera)
    server = stage.server([entry(camera.url("main"))])
    said = wait_for(lambda: (s := server.get("/api/v1/cameras/cam/status"))["state"] == "waiting" and s, 30, "it is noticed")
    assert "old stream" in said["reason"] and "65 s" in said["reason"]


def leave_rudely(camera):
    """Plays for a moment over TCP, and closes the connection without TEARDOWN."""
    with socket.create_connection(("127.0.0.1", camera.port)) as s:
        session = ""
        for number, line in enumerate(["DESCRIBE {u}", "SETUP {u}/trackID=0", "PLAY {u}"], 1):
            method, url = line.format(u=camera.url("main")).split()
            extra = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n" if method == "SETUP" else session
            s.sendall(f"{method} {url} RTSP/1.0\r\nCSeq: {number}\r\n{extra}\r\n".encode())
            answer = s.recv(65536).decode(errors="replace")
            assert " 200 " in answer, answer
            if "Session:" in answer:
                session = "Session: " + answer.split("Session:")[1].split(";")[0].split("\r\n")[0].strip() + "\r\n"
        s.recv(65536)


def test_a_forced_reconnect_closes_the_file_in_good_order(stage):
    camera = stage.camera()
    server = stage.server([entry(camera.url("main"), sub_url=camera.url("sub"))])
    recorded(server, 3 * RATE)
    assert server.request("POST", "/api/v1/cameras/cam/reconnect")[0] == 202
    wait_for(lambda: status(server)["sessions"] == 2, 20, "it was taken anew")
    before = server.frames("cam")
    recorded(server, before + 2 * RATE)
    first = server.recordings("cam")[0]
    assert first["end_reason"] == "interrupted" and not first["open"]
    every_file_plays(server)


def test_a_change_touches_only_what_it_concerns(stage):
    camera = stage.camera()
    server = stage.server([entry(camera.url("main"))])
    recorded(server, 2 * RATE)
    for change in [{"name": "Other"}, {"segment_seconds": 20}, {"priority": 9}, {"sub_url": camera.url("sub")},
                   {"sample_interval": 3}, {"transport": "tcp"}, {"transport": None}]:
        assert server.request("PATCH", "/api/v1/cameras/cam", change)[0] == 200
    wait_for(lambda: server.frames("cam", "sub") > RATE, 30, "the sub stream is recorded")
    assert status(server)["sessions"] == 1, "the main stream was not touched"
    assert server.request("PATCH", "/api/v1/cameras/cam", {"sub_transport": "udp"})[0] == 200
    wait_for(lambda: status(server, stream="sub")["transport"] == "udp", 20, "the sub stream comes by UDP")
    assert status(server)["sessions"] == 1 and status(server)["transport"] == "tcp"
    assert server.request("PATCH", "/api/v1/cameras/cam", {"sub_url": None})[0] == 200
    wait_for(lambda: "sub" not in server.get("/api/v1/cameras/cam/status")["streams"], 20, "the sub stream is gone")
    assert status(server)["sessions"] == 1
    every_file_plays(server)
