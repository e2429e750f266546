"""What was recorded, in a form that a player asks for: made by a worker while it is given, or given as it is where nothing has to be made."""
from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess

import pytest
import requests

from house import ADMIN, PASSWORD, House
from support import CLIPS, Camera, decoded_frames, missing, packet_hashes, run, wait_for
from test_live import authorisation
from test_ranges import moment, spell
from test_transcoding import numbers

pytestmark = pytest.mark.skipif(missing("ffmpeg", "ffprobe") is not None, reason="ffmpeg is not installed")

SECONDS = 9


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    telephone = folder / "telephone.mov"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=4", "-f", "lavfi", "-i",
                    "sine=frequency=440:sample_rate=8000:duration=4", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "25",
                    "-pix_fmt", "yuv420p", "-c:a", "pcm_alaw", "-ac", "1", "-f", "mov", str(telephone)], check=True)
    options = []
    for name in ("main", "h265"):
        options += ["--file", str(CLIPS / f"{name}.mp4"), "--path", name]
    camera = Camera(folder, *options, "--file", str(telephone), "--path", "telephone")
    cameras = {"gate": "main", "hevc": "h265", "telephone": "telephone"}
    house = House(folder, cameras=[{"id": name, "name": name, "url": camera.url(path)} for name, path in cameras.items()])
    try:
        for name in cameras:
            wait_for(lambda: sum(item["video_frames"] for item in house.get(f"/api/v1/recordings?camera={name}")["items"])
                     >= 25 * (SECONDS + 1), 60, f"pictures of {name} are recorded")
        yield house
    finally:
        house.kill()
        camera.kill()


def stretch(house: House, camera: str, begin: float, end: float) -> str:
    start = moment(house.get(f"/api/v1/recordings?camera={camera}&order=asc")["items"][0]["start"])
    return f"from={spell(start + begin)}&to={spell(start + end)}"


def film(house: House, camera: str, query: str, path: pathlib.Path, **keys) -> requests.Response:
    answer = house.ask("GET", f"/api/v1/cameras/{camera}/range.mp4?{query}", expect=200, timeout=60, **keys)
    assert answer.headers["Content-Type"] == "video/mp4"
    path.write_bytes(answer.content)
    return answer


def codecs(*source: str) -> dict[str, str]:
    told = json.loads(run("ffprobe", "-v", "error", "-show_entries", "stream=codec_type,codec_name", "-of", "json", *source))
    return {stream["codec_type"]: stream["codec_name"] for stream in told["streams"]}


def sessions(house: House) -> list[dict]:
    return house.get("/api/v1/system/workers")["sessions"]


def open_stream(house: House, query: str) -> requests.Response:
    """A film that is being made, of which nothing but its head has been read."""
    return requests.get(f"{house.url}/api/v1/cameras/gate/range.mp4?{query}", auth=(ADMIN, PASSWORD), stream=True, timeout=30)


def test_h265_is_h264_from_the_very_picture_to_the_last(house, tmp_path):
    query = stretch(house, "hevc", 2.3, 7.9)
    told = house.get(f"/api/v1/cameras/hevc/range?{query}&video=h264&audio=aac")
    assert told["transcoded"] is True and told.get("bytes") is None and "video=h264" in told["media_url"]
    answer = film(house, "hevc", f"{query}&video=h264&audio=aac", tmp_path / "made.mp4")
    assert "Content-Length" not in answer.headers and "ETag" not in answer.headers and answer.headers["Accept-Ranges"] == "none"
    assert codecs(str(tmp_path / "made.mp4")) == {"video": "h264", "audio": "aac"}
    plain = film(house, "hevc", query, tmp_path / "plain.mp4")
    assert int(plain.headers["Content-Length"]) == len(plain.content) and codecs(str(tmp_path / "plain.mp4"))["video"] == "hevc"
    crop = "112:60:20:20"
    made, recorded = (numbers(tmp_path / name, crop, "h265", crop) for name in ("made.mp4", "plain.mp4"))
    # Of what is recorded a decoder shows, or does not, what comes before the beginning.
    assert recorded[-len(made):] == made and abs(len(made) - 5.6 * 25) <= 1
    assert [after - before for before, after in zip(made, made[1:]) if (after - before) % 50 != 1] == []
    times = run("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0",
                str(tmp_path / "made.mp4")).split()
    assert abs(float(times[0].strip(","))) < 0.01 and abs(float(times[-1].strip(",")) - told["duration_s"] + 0.04) < 0.1
    assert decoded_frames(tmp_path / "made.mp4") == len(made)
    head = house.ask("HEAD", f"/api/v1/cameras/hevc/range.mp4?{query}&video=h264", expect=200)
    assert head.headers["Content-Type"] == "video/mp4" and sessions(house) == []


def test_what_is_right_already_stays_as_it_is(house, tmp_path):
    query = stretch(house, "telephone", 1.2, 6.2)
    film(house, "telephone", query, tmp_path / "plain.mp4")
    film(house, "telephone", f"{query}&video=h264&audio=aac", tmp_path / "made.mp4")
    assert codecs(str(tmp_path / "made.mp4")) == {"video": "h264", "audio": "aac"}
    assert packet_hashes(tmp_path / "made.mp4") == packet_hashes(tmp_path / "plain.mp4"), "pictures that nobody touched"
    # 16 000 samples a second in blocks of 1024.
    assert 70 <= len(packet_hashes(tmp_path / "made.mp4", "a")) <= 95
    query = stretch(house, "gate", 1.2, 6.2)
    plain = film(house, "gate", query, tmp_path / "plain.mp4")
    same = film(house, "gate", f"{query}&video=h264&audio=aac", tmp_path / "same.mp4")
    assert same.content == plain.content and same.headers["ETag"] == plain.headers["ETag"]
    for wrong in ("video=h265", "audio=opus", "masked=true", "video=h264&form=progressive"):
        house.ask("GET", f"/api/v1/cameras/gate/range.mp4?{query}&{wrong}", expect=422)


@pytest.mark.parametrize("container", ["ts", "fmp4"])
def test_a_playlist_of_h265_is_h264(house, container):
    number = next(house.callers)
    headers = f"{authorisation()}\r\nX-Forwarded-For: 10.1.{number >> 8}.{number & 255}\r\n"
    query = stretch(house, "hevc", 0, SECONDS)
    url = f"{house.url}/api/v1/cameras/hevc/vod/{container}/index.m3u8?{query}&video=h264&audio=aac"
    assert codecs("-headers", headers, url) == {"video": "h264", "audio": "aac"}
    made = subprocess.run(["ffmpeg", "-v", "error", "-headers", headers, "-i", url, "-map", "0:v:0", "-f", "framehash", "-"],
                          capture_output=True, text=True, timeout=90)
    pictures = sum(1 for line in made.stdout.splitlines() if line and not line.startswith("#"))
    assert made.returncode == 0 and "orrupt" not in made.stderr, made.stderr
    # Whole groups of pictures: of two seconds here.
    assert SECONDS * 25 - 1 <= pictures <= (SECONDS + 2) * 25
    assert sessions(house) == []


def test_as_many_as_may_be_and_a_worker_that_is_killed_in_the_middle(house):
    house.ask("PUT", "/api/v1/cameras/gate/masks", expect=200,
              json={"items": [{"polygon": [{"x": 0, "y": 0}, {"x": 0.1, "y": 0}, {"x": 0, "y": 0.1}]}]})
    house.ask("PATCH", "/api/v1/settings", expect=200, json={"live.transcode_max_streams": 1})
    query = stretch(house, "gate", 0, SECONDS) + "&video=h264"
    try:
        with open_stream(house, query + "&masked=true") as answer:
            assert answer.status_code == 200 and answer.headers["Transfer-Encoding"] == "chunked"
            [session] = sessions(house)
            os.kill(session["pid"], signal.SIGSTOP)
            refused = house.ask("GET", f"/api/v1/cameras/gate/range.mp4?{query}&masked=true", expect=503).json()
            assert refused["type"] == "urn:nightjar:problem:busy" and "live.transcode_max_streams" in refused["detail"]
            # What needs no worker is there as before.
            house.ask("GET", f"/api/v1/cameras/gate/range.mp4?{query}", expect=200)
            os.kill(session["pid"], signal.SIGKILL)
            with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
                answer.content
        wait_for(lambda: sessions(house) == [], 20, "the worker's place is free")
        house.ask("GET", f"/api/v1/cameras/gate/range.mp4?{query}&masked=true", expect=200, timeout=60)
        # Whoever leaves, leaves the worker to others.
        with open_stream(house, query + "&masked=true") as answer:
            next(answer.iter_content(1000))
            for each in sessions(house):
                os.kill(each["pid"], signal.SIGSTOP)
        wait_for(lambda: sessions(house) == [], 20, "nobody wants it any more")
    finally:
        house.ask("PATCH", "/api/v1/settings", expect=200, json={"live.transcode_max_streams": None})
        house.ask("PUT", "/api/v1/cameras/gate/masks", expect=200, json={"items": []})
