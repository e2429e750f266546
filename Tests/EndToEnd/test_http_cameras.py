"""Cameras that give pictures over HTTP, and cameras behind TLS."""
from __future__ import annotations

import http.server
import ssl
import threading

import pytest

from support import CLIPS, decoded_frames, files, free_port, packet_hashes, wait_for


def pictures_of_the_clip() -> set[str]:
    return set(packet_hashes(CLIPS / "mjpeg.mp4"))


def recorded_hashes(server) -> list[str]:
    server.stop()
    found = files(server.data, "cam")
    for file in found:
        assert decoded_frames(file) == len(packet_hashes(file)) > 0, file
    return [h for file in found for h in packet_hashes(file)]


@pytest.mark.parametrize("options", [[], ["--user", "admin", "--password", "p@ss:w/rd"]], ids=["open", "password"])
def test_mjpeg_over_http_is_recorded_picture_by_picture(stage, options):
    port = free_port()
    stage.camera("--http", f"127.0.0.1:{port}", *options)
    entry = {"id": "cam", "name": "Camera", "url": f"http://127.0.0.1:{port}/mjpeg.mjpeg", "segment_seconds": 10}
    if options:
        entry |= {"username": "admin", "password": "p@ss:w/rd"}
    server = stage.server([entry])
    wait_for(lambda: server.frames("cam") >= 40, 60, "forty pictures are on disk")
    status = server.get("/api/v1/cameras/cam/status")["streams"]["main"]
    assert status["video"]["name"] == "MJPEG" and status["transport"] == "http" and status["sessions"] == 1
    hashes = recorded_hashes(server)
    assert set(hashes) <= pictures_of_the_clip()
    assert all(one != other for one, other in zip(hashes, hashes[1:])), "no picture twice"


def test_every_nth_picture_is_kept(stage):
    port = free_port()
    stage.camera("--http", f"127.0.0.1:{port}")
    url = f"http://127.0.0.1:{port}/mjpeg.mjpeg"
    server = stage.server([{"id": "cam", "name": "All", "url": url}, {"id": "few", "name": "Few", "url": url, "sample_interval": 5}])
    wait_for(lambda: server.frames("cam") >= 50, 60, "fifty pictures are on disk")
    all_frames, few = server.frames("cam"), server.frames("few")
    assert all_frames / 5 - 4 <= few <= all_frames / 5 + 4, (all_frames, few)


def test_single_jpegs_are_asked_for_once_a_second(stage):
    port = free_port()
    stage.camera("--http", f"127.0.0.1:{port}")
    server = stage.server([{"id": "cam", "name": "Camera", "url": f"http://127.0.0.1:{port}/mjpeg.jpg"}])
    wait_for(lambda: server.frames("cam") >= 4, 60, "four pictures are on disk")
    assert set(recorded_hashes(server)) <= pictures_of_the_clip()


@pytest.mark.parametrize("password", [False, True], ids=["open", "password"])
@pytest.mark.parametrize("oddity", ["close-each-answer", "close-silently"])
@pytest.mark.parametrize("path", ["mjpeg.jpg", "mjpeg.mjpeg"])
def test_a_camera_that_closes_after_each_answer_is_recorded_in_one_session(stage, path, oddity, password):
    port = free_port()
    stage.camera("--http", f"127.0.0.1:{port}", "--oddity", oddity, *(["--user", "admin", "--password", "p@ss"] if password else []))
    entry = {"id": "cam", "name": "Camera", "url": f"http://127.0.0.1:{port}/{path}", "segment_seconds": 60}
    server = stage.server([entry | ({"username": "admin", "password": "p@ss"} if password else {})])
    wait_for(lambda: server.frames("cam") >= 6, 60, "six pictures are on disk")
    status = server.get("/api/v1/cameras/cam/status")["streams"]["main"]
    assert status["sessions"] == 1 and status["state"] == "recording", status
    assert server.get("/api/v1/coverage?camera=cam&stream=main")["gaps"] == []
    assert len(server.recordings("cam")) == 1
    assert set(recorded_hashes(server)) <= pictures_of_the_clip()


class NoPictures(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"this is no picture"
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_what_is_no_picture_is_said_and_tried_again(stage):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), NoPictures)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        recorder = stage.server([{"id": "cam", "name": "Camera", "url": f"http://127.0.0.1:{server.server_port}/a.jpg"}])
        status = wait_for(lambda: (s := recorder.get("/api/v1/cameras/cam/status"))["state"] == "waiting" and s, 40, "it is noticed")
        assert "not JPEG" in status["reason"], status
        gaps = wait_for(lambda: recorder.get("/api/v1/coverage?camera=cam&stream=main")["gaps"], 10, "the gap is told")
        assert {gap["reason"] for gap in gaps} == {"stream-unreadable"}
    finally:
        server.shutdown()
        server.server_close()


def test_a_camera_behind_tls_is_recorded(stage):
    camera = stage.camera("--tls", "self-signed", "--from-start", "--frames", "100")
    url = camera.url("main").replace("rtsp://", "rtsps://")
    server = stage.server([{"id": "cam", "name": "Camera", "url": url, "record_audio": False}])
    wait_for(lambda: server.frames("cam") >= 100, 60, "all pictures are on disk")
    assert recorded_hashes(server) == packet_hashes(CLIPS / "main.mp4")[:100]


def test_another_certificate_than_the_pinned_one_is_refused(stage):
    import hashlib
    camera = stage.camera("--tls", "self-signed")
    pem = ssl.get_server_certificate(("127.0.0.1", camera.port))
    fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    url = camera.url("main").replace("rtsp://", "rtsps://")
    wrong = ("00" if fingerprint[:2] != "00" else "11") + fingerprint[2:]
    server = stage.server([{"id": "cam", "name": "Right", "url": url, "certificate_fingerprint": fingerprint.upper()},
                           {"id": "bad", "name": "Wrong", "url": url, "certificate_fingerprint": wrong}])
    wait_for(lambda: server.frames("cam") >= 25, 60, "the right one is recorded")
    reason = wait_for(lambda: (s := server.get("/api/v1/cameras/bad/status"))["state"] == "waiting" and s["reason"], 30, "refused")
    assert "fingerprint" in reason
    assert server.frames("bad") == 0
