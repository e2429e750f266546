"""A camera that comes back with a smaller picture, and then with another codec: what was recorded plays from the one to the other."""
from __future__ import annotations

import collections
import itertools
import json
import pathlib
import subprocess
import time
import zipfile

import pytest

from support import CLIPS, basic, missing, run, staged, wait_for
from test_exports import export, verify
from test_ranges import moment, query, spell

pytestmark = pytest.mark.skipif(missing("ffmpeg", "ffprobe") is not None, reason="ffmpeg is not installed")

PICTURES = 100
LARGE, SMALL, OTHER = ("h264", 1280, 720), ("h264", 640, 360), ("hevc", 320, 180)
CORNER = {"items": [{"polygon": [{"x": 0.9, "y": 0.9}, {"x": 1, "y": 0.9}, {"x": 1, "y": 1}]}]}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The server, and the three recordings: four seconds of each form."""
    with staged(tmp_path_factory.mktemp("formats")) as stage:
        port = None
        for number, clip in enumerate(("main", "sub", "h265")):
            camera = stage.camera("--from-start", "--frames", str(PICTURES), "--file", str(CLIPS / f"{clip}.mp4"), "--path", "yard", port=port)
            if port is None:
                port = camera.port
                server = stage.server([{"id": "yard", "name": "Yard", "url": camera.url("yard")}])
            wait_for(lambda: server.frames("yard") >= (number + 1) * (PICTURES - 1), 60, f"pictures of {clip} are on disk")
            camera.kill()
        server.request("PATCH", "/api/v1/cameras/yard", {"enabled": False})
        rows = wait_for(lambda: (rows := server.recordings("yard")) and not rows[-1]["open"] and rows, 20, "all are closed")
        assert [row["video_codec"][:4] for row in rows] == ["avc1", "avc1", "hvc1"]
        assert all(row["video_frames"] in (PICTURES - 1, PICTURES) for row in rows), rows
        yield server, rows


def pictures(path: pathlib.Path) -> list[tuple[str, int, int]]:
    """Of each picture that a decoder shows the codec and the size; the decoder must not complain."""
    done = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "frame=width,height:stream=codec_name", "-of",
                           "json", str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr
    told = json.loads(done.stdout)
    return [(told["streams"][0]["codec_name"], frame["width"], frame["height"]) for frame in told["frames"]]


def counts(rows: list[dict]) -> list[int]:
    return [row["video_frames"] for row in rows]


def in_order(found: list[tuple]) -> list[tuple[tuple, int]]:
    """How many of each one after the other."""
    return [(each, len(list(alike))) for each, alike in itertools.groupby(found)]


def segments(server, container: str, asked: str) -> list[tuple[str | None, str]]:
    """What a playlist names: of each segment what is needed before it, and its own name."""
    found, head = [], None
    text = server.request("GET", f"/api/v1/cameras/yard/vod/{container}/index.m3u8{asked}")[2].decode()
    for line in text.splitlines():
        if line.startswith("#EXT-X-MAP:"):
            head = line.split('URI="')[1].split('"')[0]
        elif line.startswith("#EXT-X-DISCONTINUITY"):
            found.append((None, ""))
        elif not line.startswith("#"):
            found.append((head, line))
    return found


def test_an_ordinary_file_goes_from_one_size_to_the_other(recorded, tmp_path):
    server, rows = recorded
    asked = query(moment(rows[0]["start"]) + 1.1, time.time())
    for form in ("", "&form=progressive"):
        told = server.get(f"/api/v1/cameras/yard/range{asked}{form}")
        early = told["ends_early"]
        assert (early["reason"], early["recording"], early["video_codec"][:4]) == ("codec-change", rows[2]["id"], "hvc1")
        assert abs(moment(early["at"]) - moment(rows[2]["start"])) < 0.001 and len(told["spans"]) >= 2
        assert told["video_frames"] == sum(counts(rows)[:2])
    path = tmp_path / "film.mp4"
    path.write_bytes(server.request("GET", f"/api/v1/cameras/yard/range.mp4{asked}&form=progressive")[2])
    (large, before), (small, after) = in_order(pictures(path))
    # 27 pictures and a half of the first are over when it begins.
    assert (large, small) == (LARGE, SMALL) and 71 <= before <= 74 and after == counts(rows)[1]
    path.write_bytes(server.request("GET", f"/api/v1/cameras/yard/range.mp4{query(moment(early['at']), time.time())}")[2])
    assert in_order(pictures(path)) == [(OTHER, counts(rows)[2])]


@pytest.mark.parametrize("container", ["fmp4", "ts"])
def test_a_playlist_goes_from_one_form_to_the_other(recorded, tmp_path, container):
    server, rows = recorded
    folder = f"/api/v1/cameras/yard/vod/{container}"
    asked = query(moment(rows[0]["start"]) + 1.1, time.time())
    parts = segments(server, container, asked)
    # From one to the other there is a discontinuity, and whatever comes after needs a head of its own.
    assert [name for _, name in parts].count("") == 2 and len({head for head, name in parts if name}) == (3 if container == "fmp4" else 1)
    found = []
    for head, name in parts:
        if name:
            (tmp_path / "part").write_bytes(b"".join(server.request("GET", f"{folder}/{each}")[2] for each in (head, name) if each))
            found += pictures(tmp_path / "part")
    assert in_order(found) == list(zip((LARGE, SMALL, OTHER), counts(rows)))
    if container == "fmp4":
        # ffmpeg's own player keeps the first head that it was given.
        return
    headers = "".join(f"{name}: {value}\r\n" for name, value in basic().items())
    until = query(moment(rows[0]["start"]) + 1.1, moment(rows[2]["start"]))
    url = f"{server.url}{folder}/index.m3u8{until}"
    told = json.loads(run("ffprobe", "-v", "error", "-headers", headers, "-select_streams", "v:0", "-show_entries", "frame=width,height", "-of",
                          "json", url))
    assert collections.Counter((each["width"], each["height"]) for each in told["frames"]) == dict(zip(((1280, 720), (640, 360)), counts(rows)))


def test_an_exact_export_has_both_sizes_in_one_file_and_the_other_codec_in_its_own(recorded, tmp_path):
    server, rows = recorded
    made = export(server, ["yard"], spell(moment(rows[0]["start"]) + 1.1), spell(time.time()), form="exact")
    assert made["files"] == 2 and made["missing"] == 0, made
    path = tmp_path / "export.zip"
    path.write_bytes(server.request("GET", made["file_url"])[2])
    status, told = verify(path, "--key", made["fingerprint"])
    assert status == 0, told
    with zipfile.ZipFile(path) as file:
        entries = json.loads(file.read("manifest.json"))["files"]
        films = [pictures(pathlib.Path(file.extract(entry["path"], tmp_path))) for entry in entries]
    (large, before), (small, after) = in_order(films[0])
    assert (large, small) == (LARGE, SMALL) and 71 <= before <= 74 and after == counts(rows)[1]
    assert in_order(films[1]) == [(OTHER, counts(rows)[2])]
    assert [entry["recordings"] for entry in entries] == [[rows[0]["id"], rows[1]["id"]], [rows[2]["id"]]]


def test_what_is_encoded_anew_ends_where_the_size_changes_and_goes_on_there(recorded, tmp_path):
    server, rows = recorded
    assert server.request("PUT", "/api/v1/cameras/yard/masks", CORNER)[0] == 200
    at, found, path = moment(rows[0]["start"]) + 1.1, [], tmp_path / "film.mp4"
    for number in range(3):
        asked = f"{query(at, time.time())}&video=h264&masked=true"
        told = server.get(f"/api/v1/cameras/yard/range{asked}")
        path.write_bytes(server.request("GET", f"/api/v1/cameras/yard/range.mp4{asked}")[2])
        found += pictures(path)
        if number < 2:
            early = told["ends_early"]
            assert (early["reason"], early["recording"]) == (["size-change", "codec-change"][number], rows[number + 1]["id"])
            at = moment(early["at"])
    assert "ends_early" not in told
    ((large, before), *others) = in_order(found)
    assert large == LARGE and 71 <= before <= 74
    assert others == [(SMALL, counts(rows)[1]), (("h264", 320, 180), counts(rows)[2])]
    # By HLS all goes on in one playlist.
    asked = f"{query(moment(rows[0]['start']) + 1.1, time.time())}&video=h264&masked=true"
    seen = []
    for head, name in segments(server, "fmp4", asked):
        if name:
            path.write_bytes(b"".join(server.request("GET", f"/api/v1/cameras/yard/vod/fmp4/{each}")[2] for each in (head, name)))
            seen += pictures(path)
    assert in_order(seen) == list(zip((LARGE, SMALL, ("h264", 320, 180)), counts(rows)))
