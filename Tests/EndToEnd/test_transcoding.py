"""What workers make for those who cannot play what a camera sends: the number that is burned into the pictures goes on in it."""
from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import struct
import subprocess

import pytest

from house import House
from support import CLIPS, Camera, free_port, run, wait_for
from test_live import authorisation, house_stream, messages, watch, websocket, words

WIDTH, HEIGHT = 56, 30


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("transcoding")
    http_port = free_port()
    telephone = folder / "telephone.mov"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=4", "-f", "lavfi", "-i",
                    "sine=frequency=440:sample_rate=8000:duration=4", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "25",
                    "-pix_fmt", "yuv420p", "-c:a", "pcm_alaw", "-ac", "1", "-f", "mov", str(telephone)], check=True)
    options = ["--http", f"127.0.0.1:{http_port}"]
    for name in ("main", "h265", "mjpeg"):
        options += ["--file", str(CLIPS / f"{name}.mp4"), "--path", name]
    camera = Camera(folder, *options, "--file", str(telephone), "--path", "telephone")
    at = f"rtsp://127.0.0.1:{camera.port}"
    house = House(folder, cameras=[
        {"id": "gate", "name": "Gate", "url": f"{at}/main", "record": False, "connect": "always"},
        {"id": "hevc", "name": "H.265", "url": f"{at}/h265"},
        {"id": "yard", "name": "Yard", "url": f"http://127.0.0.1:{http_port}/mjpeg.mjpeg", "record": False, "connect": "always"},
        {"id": "telephone", "name": "Telephone", "url": f"{at}/telephone", "record": False, "connect": "always"},
    ])
    try:
        for name in ("gate", "hevc", "yard", "telephone"):
            wait_for(lambda: (main := house.get(f"/api/v1/cameras/{name}/status")["streams"]["main"]) and main["frames"] > 0,
                     60, f"pictures of {name}")
        yield house
    finally:
        house.kill()
        camera.kill()


def figures(film: pathlib.Path, crop: str) -> list[bytes]:
    """Of each picture the part in which the number stands."""
    made = subprocess.run(["ffmpeg", "-v", "error", "-i", str(film), "-vf", f"crop={crop},scale={WIDTH}:{HEIGHT}:flags=area,format=gray",
                           "-fps_mode", "passthrough", "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    size = WIDTH * HEIGHT
    return [made[at:at + size] for at in range(0, len(made), size)]


def numbers(film: pathlib.Path, crop: str, clip: str, clip_crop: str) -> list[int]:
    """The number of each picture, as far as it looks like one of the clip's."""
    known = figures(CLIPS / f"{clip}.mp4", clip_crop)
    found = []
    for picture in figures(film, crop):
        wrong = sorted((sum((a > 128) != (b > 128) for a, b in zip(picture, number)), at) for at, number in enumerate(known))
        assert wrong[0][0] < WIDTH * HEIGHT / 10, f"no number at all: {wrong[:3]}"
        found.append(wrong[0][1])
    return found


def save(heard: list, path: pathlib.Path) -> pathlib.Path:
    path.write_bytes(b"".join(message for message in heard if isinstance(message, bytes)))
    return path


def watched(house: House, path: str, fragments: int) -> list:
    with contextlib.closing(watch(house, path)) as viewer:
        return messages(viewer, fragments)


def sessions(house: House) -> list[dict]:
    return house.get("/api/v1/system/workers")["sessions"]


def test_whoever_cannot_play_h265_gets_every_picture_as_h264(house, tmp_path):
    heard = watched(house, "hevc/live?codecs=h264,opus", 260)
    init = heard[0]
    assert init["type"] == "init" and init["transcoded"] is True and init["camera_codecs"] == ["H.265", "Opus"]
    assert init["mime"].startswith('video/mp4; codecs="avc1.') and "opus" in init["mime"] and init["left_out"] == []
    assert (init["width"], init["height"]) == (320, 180)
    film = save(heard, tmp_path / "film.mp4")
    seen = numbers(film, "112:60:20:20", "h265", "112:60:20:20")
    assert len(seen) >= 50
    # One after the other; on a busy machine a worker leaves some out, and never shows one twice or an earlier one.
    steps = [(after - before) % 50 for before, after in zip(seen, seen[1:])]
    assert 2 * steps.count(1) > len(steps) and min(steps) >= 1 and max(steps) <= 25, seen
    workers = house.get("/api/v1/system/workers")
    assert [one["form"] for one in workers["transcoded"]] == ["main-h264"] and workers["transcoded"][0]["pictures"] >= 50
    assert len(workers["sessions"]) == 1 and workers["sessions"][0]["camera"] == "hevc" and workers["confined"]
    # Whoever can play it gets what the camera sends.
    init = watched(house, "hevc/live?codecs=h264,h265,opus", 2)[0]
    assert init["transcoded"] is False and "hvc1" in init["mime"]
    wait_for(lambda: sessions(house) == [], 60, "nobody watches it any more")
    assert house.get("/api/v1/system/workers")["sessions_lost"] == 0


def test_a_camera_of_jpeg_is_a_film_for_everyone(house, tmp_path):
    heard = watched(house, "yard/live", 60)
    assert heard[0]["transcoded"] is True and heard[0]["camera_codecs"] == ["MJPEG"] and heard[0]["audio"] is False
    seen = numbers(save(heard, tmp_path / "film.mp4"), "112:60:20:20", "mjpeg", "112:60:20:20")
    assert len(seen) >= 50 and all(1 <= (after - before) % 50 <= 25 for before, after in zip(seen, seen[1:])), seen
    with contextlib.closing(watch(house, "yard/live/frames")) as viewer:
        frames = messages(viewer, 30)
    heads = [struct.unpack("<BBd", frame[:10]) for frame in frames]
    assert heads[0][:2] == (0, 1) and all(head[0] == 0 for head in heads)
    raw = tmp_path / "raw.h264"
    raw.write_bytes(b"".join(frame[10:] for frame in frames))
    counted = run("ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(raw))
    assert int(counted.strip().strip(",")) == len(frames)


def test_every_camera_can_be_watched_as_jpeg(house, tmp_path):
    house.ask("PATCH", "/api/v1/settings", expect=200, json={"live.preview_max_height": 360})
    with contextlib.closing(house_stream(house, "gate/live/mjpeg")) as answer:
        assert answer.status == 200
        data = b""
        while data.count(b"\xff\xd9\r\n--frame") < 20:
            data += answer.read1(65536)
    pictures = [part.partition(b"\r\n\r\n")[2] for part in data.split(b"--frame\r\n")[1:-1]]
    film = tmp_path / "film.mjpeg"
    film.write_bytes(b"".join(picture[:-2] for picture in pictures))
    size = run("ffprobe", "-v", "error", "-f", "mjpeg", "-show_entries", "stream=width,height", "-of", "csv=p=0", str(film))
    assert size.strip().strip(",") == "640,360"
    seen = numbers(film, "135:70:30:25", "main", "270:140:60:50")
    steps = [(after - before) % 200 for before, after in zip(seen, seen[1:])]
    # Every other picture.
    assert len(seen) >= 18 and 2 * steps.count(2) > len(steps) and min(steps) >= 2 and max(steps) <= 100, seen


def probe(house: House, path: str, seconds: int = 4) -> tuple[dict[str, str], int, int]:
    """The codecs of an HLS stream by kind, and how many pictures and blocks of sound ffmpeg decodes of it."""
    number = next(house.callers)
    headers = f"{authorisation()}\r\nX-Forwarded-For: 10.1.{number >> 8}.{number & 255}\r\n"
    url = f"{house.url}/api/v1/cameras/{path}"
    told = json.loads(run("ffprobe", "-v", "error", "-headers", headers, "-show_entries", "stream=codec_type,codec_name", "-of", "json", url))
    codecs = {stream["codec_type"]: stream["codec_name"] for stream in told["streams"]}
    counts = []
    for kind in ("v", "a"):
        made = run("ffmpeg", "-v", "error", "-headers", headers, "-i", url, "-t", str(seconds), "-map", f"0:{kind}:0", "-f", "framehash", "-")
        counts.append(sum(1 for line in made.splitlines() if line and not line.startswith("#")))
    return codecs, *counts


def test_telephone_sound_is_aac_in_hls(house):
    index = house.ask("GET", "/api/v1/cameras/telephone/hls/index.m3u8", expect=200).text
    assert "mp4a.40.2" in index and "left out" not in index and "main/ts/index.m3u8" in index
    codecs, pictures, blocks = probe(house, "telephone/hls/index.m3u8")
    assert codecs == {"video": "h264", "audio": "aac"}
    # 16 000 samples a second in blocks of 1024.
    assert pictures >= 95 and 55 <= blocks <= 70, (pictures, blocks)


def test_hls_has_h264_for_whoever_asks(house):
    index = house.ask("GET", "/api/v1/cameras/hevc/hls/index.m3u8?codecs=h264", expect=200).text
    assert "main-h264/ts/index.m3u8" in index and "avc1." in index and "hvc1" not in index
    codecs, pictures, blocks = probe(house, "hevc/hls/main-h264/ts/index.m3u8")
    assert codecs == {"video": "h264", "audio": "aac"} and pictures >= 20 and blocks > 50, (pictures, blocks)
    assert "avc1." in house.ask("GET", "/api/v1/cameras/yard/hls/index.m3u8", expect=200).text


def test_as_many_as_may_be_and_a_worker_that_is_killed(house):
    wait_for(lambda: sessions(house) == [], 60, "nobody watches")
    house.ask("PATCH", "/api/v1/settings", expect=200, json={"live.transcode_max_streams": 1})
    try:
        with contextlib.closing(watch(house, "hevc/live?codecs=h264")) as viewer:
            messages(viewer, 30)
            refused = house.ask("GET", "/api/v1/cameras/gate/live/mjpeg", expect=503).json()
            assert refused["type"] == "urn:nightjar:problem:busy" and "live.transcode_max_streams" in refused["detail"]
            with contextlib.closing(watch(house, "yard/live")) as other:
                error = json.loads(other.recv())
                assert error["type"] == "error" and error["code"] == "busy" and "transcoded" in error["detail"]
                assert other.recv_data()[0] == websocket.ABNF.OPCODE_CLOSE
            before = house.get("/api/v1/cameras/hevc/status")["streams"]["main"]["frames"]
            os.kill(sessions(house)[0]["pid"], signal.SIGKILL)
            heard = []
            while not {"interrupted", "init"} <= {word["type"] for word in words(heard)}:
                heard += messages(viewer, 1)
            assert [word["type"] for word in words(heard) if word["type"] in ("interrupted", "init")] == ["interrupted", "init"]
            messages(viewer, 60)
            workers = house.get("/api/v1/system/workers")
            assert workers["sessions_lost"] == 1 and workers["transcoded"][0]["workers_lost"] == 1
            # The camera's recording has noticed nothing.
            assert house.get("/api/v1/cameras/hevc/status")["streams"]["main"]["frames"] > before
            assert len(house.get("/api/v1/recordings?camera=hevc")["items"]) >= 1
    finally:
        house.ask("PATCH", "/api/v1/settings", expect=200, json={"live.transcode_max_streams": None})
