"""Any stretch of time as one film: the recorded pictures, from the very one asked for to the last, whatever files they lie in."""
from __future__ import annotations

import datetime
import json
import random
import sqlite3
import subprocess
import time

import pytest

from pictures import PICTURES, number_in, parts
from support import ADMINISTRATOR, CLIPS, basic, decoded_frames, files, has_audio, missing, packet_hashes, run, staged, wait_for

pytestmark = pytest.mark.skipif(missing("ffmpeg", "ffprobe") is not None, reason="ffmpeg is not installed")


def moment(text: str) -> float:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def spell(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def query(begin: float, end: float, stream: str = "main") -> str:
    return f"?stream={stream}&from={spell(begin)}&to={spell(end)}"


def film(server, camera: str, asked: str, path):
    """Downloads it, and answers what the server says of it."""
    told = server.get(f"/api/v1/cameras/{camera}/range{asked}")
    status, fields, body = server.request("GET", f"/api/v1/cameras/{camera}/range.mp4{asked}")
    assert status == 200 and fields["Content-Type"] == "video/mp4" and fields["Accept-Ranges"] == "bytes", body
    path.write_bytes(body)
    return told, fields, body


def shown(path, kind: str = "v") -> list[float]:
    """When each packet is presented, in seconds since the film's beginning, in order."""
    text = run("ffprobe", "-v", "error", "-select_streams", f"{kind}:0", "-show_entries", "packet=pts_time", "-of", "json", str(path))
    return sorted(float(packet["pts_time"]) for packet in json.loads(text)["packets"])


def length(path) -> float:
    return float(run("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)).strip())


def fragments(data, recording: str) -> list[tuple[int, int]]:
    """Of each fragment of a recording when it began, in nanoseconds, and how many pictures it has (Sources/Formats/MP4/Index): each
    number is told by its distance from what those before let expect."""
    with sqlite3.connect(data / "nightjar.sqlite") as base:
        index = base.execute("SELECT fragments FROM segment_index WHERE segment = ?", (int(recording),)).fetchone()[0]
    at = 1

    def unsigned() -> int:
        nonlocal at
        value = shift = 0
        while True:
            value |= (index[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if not index[at - 1] & 0x80:
                return value

    def signed() -> int:
        value = unsigned()
        return (value >> 1) ^ -(value & 1)

    found: list[tuple[int, int]] = []
    for _ in range(unsigned()):
        if unsigned() & 2:
            unsigned()
        # Its place: offset, length, first tick, duration.
        signed(), unsigned(), signed(), signed()
        step = found[-1][0] - found[-2][0] if len(found) > 1 else 0
        wall = (found[-1][0] + step if found else 0) + signed()
        count = (found[-1][1] if found else 0) + signed()
        signed()
        found.append((wall, count))
    assert at == len(index)
    return found


def picture_at(data, recording: str, seconds: float) -> int:
    """Which picture of a recording, from 0, is seen at a moment: by its own clock, of which each fragment knows the time."""
    at, before, found = round(seconds * 10**6) * 1000, 0, 0
    for wall, count in fragments(data, recording):
        if wall > at:
            break
        found, before = before + min((at - wall) * 25 // 10**9, count - 1), before + count
    return found


def place(part: list[str], whole: list[str], after: int = 0) -> int:
    """Where a list is within another."""
    for start in range(after, len(whole) - len(part) + 1):
        if whole[start:start + len(part)] == part:
            return start
    raise AssertionError("these are no pictures that follow one another in the recordings")


def record(stage):
    """Two recordings of ten seconds and the beginning of a third, which is still being written."""
    camera = stage.camera("--from-start")
    server = stage.server([{"id": "yard", "name": "Yard", "url": camera.url("main"), "segment_seconds": 10}])
    wait_for(lambda: len([item for item in server.recordings("yard") if not item["open"]]) >= 2
             and server.frames("yard") >= 600, 90, "two recordings are closed")
    return server


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """For the tests that change nothing."""
    with staged(tmp_path_factory.mktemp("ranges")) as stage:
        yield record(stage)


def test_the_film_has_the_pictures_asked_for_and_no_others(recorded, tmp_path):
    server, path = recorded, tmp_path / "film.mp4"
    start = moment(server.recordings("yard")[0]["start"])
    asked = query(start + 3.38, start + 22.3)
    told, fields, body = film(server, "yard", asked, path)
    assert told["bytes"] == len(body) == int(fields["Content-Length"]) and "ends_early" not in told
    assert [span["offset_s"] for span in told["spans"]] == [0]
    # From the picture that was to be seen, and up to the last that began before the end.
    assert 0 <= start + 3.38 - moment(told["start"]) <= 0.06
    assert abs(moment(told["end"]) - (start + 22.3)) <= 0.06 and abs(told["duration_s"] - 18.92) <= 0.1
    assert abs(length(path) - told["duration_s"]) <= 0.1
    assert decoded_frames(path) == told["video_frames"] and has_audio(path)

    whole = [hash_ for file in files(server.data, "yard") for hash_ in packet_hashes(file)]
    found = packet_hashes(path)
    assert len(found) == told["video_frames"]
    first = place(found, whole)
    times = shown(path)
    ahead = len([time_ for time_ in times if time_ < -0.001])
    # 25 pictures a second: 84.5 periods after the first, but for what the clock of the recording was set right by.
    seen = picture_at(server.data, server.recordings("yard")[0]["id"], start + 3.38)
    assert first + ahead == seen and abs(seen - 84) <= 1 and abs(times[ahead]) < 0.002
    assert {round(after - before, 2) for before, after in zip(times, times[1:])} == {0.04}
    sound = [hash_ for file in files(server.data, "yard") for hash_ in packet_hashes(file, "a")]
    heard = packet_hashes(path, "a")
    assert len(heard) == told["audio_frames"] and place(heard, sound) >= 0
    steps = [after - before for before, after in zip(shown(path, "a"), shown(path, "a")[1:])]
    assert max(steps) - min(steps) < 0.002, "the sound goes on from file to file"


def test_a_film_begins_with_the_very_picture(recorded, tmp_path):
    """The number that is burned into the first picture which is shown is that of the one that lasted at the moment."""
    server, path, chance = recorded, tmp_path / "film.mp4", random.Random(20261123)
    row = server.recordings("yard")[0]
    whole = parts("-i", str(files(server.data, "yard")[0]))
    assert len(whole) == row["video_frames"]
    walls = fragments(server.data, row["id"])
    assert sum(count for _, count in walls) == len(whole)
    for wall, count in chance.sample(walls[1:-1], 4):
        # In the midst of how long a picture is seen.
        at = (wall + chance.randrange(count) * 40_000_000 + 20_000_000) / 10**9
        told, _, _ = film(server, "yard", query(at, at + 1), path)
        shown_parts = parts("-i", str(path))
        times = shown(path)
        assert len(times) == told["video_frames"]
        # Whether a player gives those before the beginning, which others need, is its own affair.
        after = len([time_ for time_ in times if time_ >= -0.001])
        first = number_in(shown_parts[len(shown_parts) - after])
        expected = picture_at(server.data, row["id"], at)
        assert first == number_in(whole[expected]), (at, expected)
        assert (number_in(shown_parts[-1]) - first) % PICTURES == after - 1


def test_any_bytes_are_those_of_the_whole(recorded, tmp_path):
    server = recorded
    start = moment(server.recordings("yard")[0]["start"])
    asked = query(start + 1.5, start + 19)
    _, fields, body = film(server, "yard", asked, tmp_path / "film.mp4")
    url = f"/api/v1/cameras/yard/range.mp4{asked}"
    status, head, empty = server.request("HEAD", url)
    assert (status, int(head["Content-Length"]), empty, head["ETag"]) == (200, len(body), b"", fields["ETag"])
    assert not fields["ETag"].startswith("W/")
    generator = random.Random(7)
    for _ in range(40):
        begin = generator.randrange(len(body))
        end = min(len(body) - 1, begin + generator.randrange(1, 2_000_000))
        status, part, piece = server.request("GET", url, headers={"Range": f"bytes={begin}-{end}", "If-Range": fields["ETag"]})
        assert status == 206 and piece == body[begin:end + 1] and part["ETag"] == fields["ETag"]
    assert server.request("GET", url, headers={"If-None-Match": fields["ETag"]})[0] == 304
    assert server.request("GET", url, headers={"Range": f"bytes={len(body)}-"})[0] == 416
    assert server.request("HEAD", f"/api/v1/cameras/yard/range.mp4{query(start + 2, start + 19)}")[1]["ETag"] != fields["ETag"]


def test_the_newest_pictures_are_there_too(recorded, tmp_path):
    server = recorded
    late = []
    for number in range(5):
        told = server.get(f"/api/v1/cameras/yard/range?from={spell(time.time() - 5)}")
        late.append(time.time() - moment(told["end"]))
        assert abs(told["duration_s"] + late[-1] - 5) <= 0.5
        time.sleep(0.3)
    assert max(late) <= 2.5, late
    _, _, body = film(server, "yard", f"?from={spell(time.time() - 5)}", tmp_path / "film.mp4")
    assert decoded_frames(tmp_path / "film.mp4") >= 60 and body


def test_a_gap_lasts_as_long_in_the_film_as_it_did(stage, tmp_path):
    camera = stage.camera("--from-start", "--frames", "150")
    server = stage.server([{"id": "yard", "name": "Yard", "url": camera.url("main")}])
    wait_for(lambda: server.frames("yard") >= 149, 60, "all pictures are on disk")
    camera.kill()
    time.sleep(3)
    stage.camera("--from-start", "--frames", "150", port=camera.port)
    wait_for(lambda: server.frames("yard") >= 298, 90, "pictures are recorded again")
    [first, second, *_] = server.recordings("yard")
    told, _, _ = film(server, "yard", query(moment(first["start"]), time.time()), tmp_path / "film.mp4")
    assert len(told["spans"]) == 2
    times = shown(tmp_path / "film.mp4")
    jump = max(after - before for before, after in zip(times, times[1:]))
    between = moment(second["start"]) - moment(first["end"])
    assert between >= 2 and abs(jump - between - 0.04) <= 0.3
    assert abs(told["spans"][1]["offset_s"] - (moment(second["start"]) - moment(first["start"]))) <= 0.1
    assert decoded_frames(tmp_path / "film.mp4") == told["video_frames"] == len(times)


def test_what_was_deleted_is_no_more_in_it(stage, tmp_path):
    server = record(stage)
    [first, second, *_] = server.recordings("yard")
    asked = query(moment(first["start"]) + 1, moment(second["start"]) + 5)
    before = server.get(f"/api/v1/cameras/yard/range{asked}")
    assert server.request("DELETE", f"/api/v1/recordings/{first['id']}")[0] == 204
    after, _, _ = film(server, "yard", asked, tmp_path / "film.mp4")
    assert after["video_frames"] < before["video_frames"] and moment(after["start"]) >= moment(second["start"]) - 0.001
    assert decoded_frames(tmp_path / "film.mp4") == after["video_frames"]
    assert server.request("GET", f"/api/v1/cameras/yard/range.mp4{query(1000, 2000)}")[0] == 404
    assert server.request("GET", f"/api/v1/cameras/yard/range.mp4{query(2000, 1000)}")[0] == 422
    assert server.request("GET", "/api/v1/cameras/yard/range.mp4")[0] == 422
    assert server.request("GET", f"/api/v1/cameras/nowhere/range.mp4{asked}")[0] == 404


@pytest.mark.skipif(missing("gst-launch-1.0") is not None, reason="GStreamer is not installed")
def test_gstreamer_plays_it(recorded, tmp_path):
    server, path = recorded, tmp_path / "film.mp4"
    start = moment(server.recordings("yard")[0]["start"])
    told, _, _ = film(server, "yard", query(start + 2.2, start + 15), path)
    done = subprocess.run(["timeout", "90", "gst-launch-1.0", "filesrc", f"location={path}", "!", "qtdemux", "!", "h264parse", "!",
                           "avdec_h264", "!", "fakesink", "name=video", "silent=false", "sync=false", "-v"],
                          capture_output=True, text=True)
    pictures = done.stdout.count("last-message = chain")
    assert done.returncode == 0 and "ERROR" not in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
    # Those before the beginning are decoded, and not shown.
    assert 25 * told["duration_s"] - 3 <= pictures <= told["video_frames"]


def test_an_ordinary_file_has_the_same_pictures(recorded, tmp_path):
    server = recorded
    start = moment(server.recordings("yard")[0]["start"])
    asked = query(start + 2.2, start + 21)
    told, _, _ = film(server, "yard", asked, tmp_path / "film.mp4")
    other, fields, body = film(server, "yard", asked + "&form=progressive", tmp_path / "file.mp4")
    assert other["bytes"] == len(body) and other["video_frames"] == told["video_frames"]
    assert body.index(b"moov") < body.index(b"mdat") and b"moof" not in body[:body.index(b"mdat")]
    assert packet_hashes(tmp_path / "file.mp4") == packet_hashes(tmp_path / "film.mp4")
    heard = packet_hashes(tmp_path / "file.mp4", "a")
    whole = packet_hashes(tmp_path / "film.mp4", "a")
    # With the first packet ffmpeg says how much of it is not to be heard, and the hash is of that.
    assert len(heard) == len(whole) == told["audio_frames"] and heard[1:] == whole[1:]
    # What comes before the beginning is left out by whoever decodes it.
    pictures = decoded_frames(tmp_path / "file.mp4")
    assert abs(pictures - 25 * told["duration_s"]) <= 1.5
    assert abs(length(tmp_path / "file.mp4") - told["duration_s"]) <= 0.05
    status, part, piece = server.request("GET", f"/api/v1/cameras/yard/range.mp4{asked}&form=progressive",
                                         headers={"Range": "bytes=100000-2500000"})
    assert status == 206 and piece == body[100000:2500001] and part["ETag"] == fields["ETag"]
    assert server.request("GET", f"/api/v1/cameras/yard/range.mp4{asked}&form=avi")[0] == 422


@pytest.mark.skipif(missing("gst-launch-1.0") is not None, reason="GStreamer is not installed")
def test_other_parameter_sets_are_another_sample_entry(stage, tmp_path):
    """The camera comes back with a smaller picture. (ffmpeg's demuxer knows the first entry alone in a file of fragments.)"""
    camera = stage.camera("--from-start", "--frames", "100")
    server = stage.server([{"id": "yard", "name": "Yard", "url": camera.url("main")}])
    wait_for(lambda: server.frames("yard") >= 99, 60, "all pictures are on disk")
    camera.kill()
    stage.camera("--from-start", "--frames", "100", "--file", str(CLIPS / "sub.mp4"), "--path", "main", port=camera.port)
    wait_for(lambda: server.frames("yard") >= 198, 60, "pictures are recorded again")
    first, path = server.recordings("yard")[0], tmp_path / "film.mp4"
    told, _, _ = film(server, "yard", query(moment(first["start"]) + 1.1, time.time()), path)
    assert len(told["spans"]) >= 2 and "ends_early" not in told
    done = subprocess.run(["timeout", "60", "gst-launch-1.0", "filesrc", f"location={path}", "!", "qtdemux", "!", "h264parse", "!",
                           "avdec_h264", "!", "fakesink", "name=video", "silent=false", "sync=false", "-v"],
                          capture_output=True, text=True)
    pictures = done.stdout.count("last-message = chain")
    assert done.returncode == 0 and "ERROR" not in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
    # Those before the beginning are decoded, and not shown.
    assert told["video_frames"] - 55 <= pictures <= told["video_frames"]
    assert "width=(int)1280" in done.stdout and "width=(int)640" in done.stdout


@pytest.mark.parametrize("container", ["ts", "fmp4"])
def test_ffmpeg_plays_it_by_hls(recorded, container):
    server = recorded
    start = moment(server.recordings("yard")[0]["start"])
    path = f"/api/v1/cameras/yard/vod/{container}"
    text = server.request("GET", f"{path}/index.m3u8{query(start + 3, start + 21)}")[2].decode()
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in text and text.endswith("#EXT-X-ENDLIST\n") and "#EXT-X-DISCONTINUITY" not in text
    assert (container == "fmp4") == ("#EXT-X-MAP" in text) and "#EXT-X-PROGRAM-DATE-TIME" in text
    names = [line for line in text.splitlines() if not line.startswith("#")]
    headers = "".join(f"{name}: {value}\r\n" for name, value in basic().items())
    whole = [hash_ for file in files(server.data, "yard") for hash_ in packet_hashes(file)]
    done = subprocess.run(["ffmpeg", "-v", "warning", "-headers", headers, "-i",
                           f"{server.url}{path}/index.m3u8{query(start + 3, start + 21)}", "-map", "0:v:0", "-c", "copy", "-f",
                           "framehash", "-"], capture_output=True, text=True, timeout=90)
    assert done.returncode == 0 and "orrupt" not in done.stderr and "error" not in done.stderr.lower(), done.stderr
    lines = [line.split(",") for line in done.stdout.splitlines() if line and not line.startswith("#")]
    assert {int(after[2]) - int(before[2]) for before, after in zip(lines, lines[1:])} == {3600}
    assert len(lines) >= 18 * 25
    if container == "fmp4":
        assert place([line[-1].strip() for line in lines], whole) >= 0
    for name in (names[0], names[-1]):
        status, fields, body = server.request("GET", f"{path}/{name}")
        assert status == 200 and int(fields["Content-Length"]) == len(body)
        assert fields["Content-Type"] == ("video/mp2t" if container == "ts" else "video/mp4")
        assert server.request("GET", f"{path}/{name}", headers={"Range": "bytes=188-375"})[2] == body[188:376]
        assert server.request("GET", f"{path}/{name}", headers={"Authorization": None})[0] == 401
        assert server.request("GET", f"/api/v1/cameras/yard/vod/{'ts' if container == 'fmp4' else 'fmp4'}/{name}")[0] == 404
    beyond = names[0].split("_")[0] + "_99999_1_0." + names[0].split(".")[-1]
    for wrong, expected in [("1.ts", 422), ("nonsense", 422), ("1_0_1_0.m4s", 404), (beyond, 404)]:
        assert server.request("GET", f"{path}/{wrong}")[0] == expected, wrong


@pytest.mark.skipif(missing("gst-launch-1.0") is not None, reason="GStreamer is not installed")
@pytest.mark.parametrize("container, demuxer", [("ts", "tsdemux"), ("fmp4", "qtdemux")])
def test_gstreamer_plays_it_by_hls(recorded, container, demuxer):
    server = recorded
    start = moment(server.recordings("yard")[0]["start"])
    url = f"{server.url}/api/v1/cameras/yard/vod/{container}/index.m3u8{query(start + 1, start + 21)}"
    name, password = ADMINISTRATOR["NIGHTJAR_ADMIN_USERNAME"], ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"]
    done = subprocess.run(["timeout", "90", "gst-launch-1.0", "-v", "souphttpsrc", f"location={url}", f"user-id={name}",
                           f"user-pw={password}", "!", "hlsdemux", "!", demuxer, "name=demuxer", "demuxer.", "!", "video/x-h264", "!",
                           "fakesink", "silent=false", "sync=false", "async=false"], capture_output=True, text=True)
    assert done.returncode == 0 and "ERROR" not in done.stdout, done.stdout[-2000:] + done.stderr[-1000:]
    assert done.stdout.count("last-message = chain") >= 20 * 25


def test_a_gap_is_a_discontinuity_in_the_playlist(stage, tmp_path):
    camera = stage.camera("--from-start", "--frames", "150")
    server = stage.server([{"id": "yard", "name": "Yard", "url": camera.url("main")}])
    wait_for(lambda: server.frames("yard") >= 149, 60, "all pictures are on disk")
    camera.kill()
    time.sleep(3)
    stage.camera("--from-start", "--frames", "150", port=camera.port)
    wait_for(lambda: server.frames("yard") >= 298, 90, "pictures are recorded again")
    [first, second, *_] = server.recordings("yard")
    text = server.request("GET", f"/api/v1/cameras/yard/vod/ts/index.m3u8?from={first['start']}")[2].decode()
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    after = text.split("#EXT-X-DISCONTINUITY\n")[1]
    told = next(line for line in after.splitlines() if line.startswith("#EXT-X-PROGRAM-DATE-TIME:")).split(":", 1)[1]
    assert abs(moment(told) - moment(second["start"])) <= 0.05
