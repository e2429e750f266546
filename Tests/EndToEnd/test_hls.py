"""Live streams as HLS: ffmpeg and GStreamer play them, in both containers; nobody gets anything that he may not see."""
from __future__ import annotations

import re
import subprocess
import threading
import time
import urllib.parse

import pytest
import requests

from support import ADMINISTRATOR, CLIPS, basic, missing, wait_for

SECONDS = 8
"""So long each player watches."""

VIEWER = {"username": "vera", "password": "a long and winding road"}


@pytest.fixture
def server(stage):
    camera = stage.camera("--file", str(CLIPS / "main.mp4"), "--path", "main", "--file", str(CLIPS / "sub.mp4"), "--path", "sub",
                          "--file", str(CLIPS / "h265.mp4"), "--path", "h265")
    made = stage.server([{"id": "yard", "name": "Yard", "url": camera.url("main"), "sub_url": camera.url("sub")},
                         {"id": "gate", "name": "Gate", "url": camera.url("h265")}])
    for name in ("yard", "gate"):
        wait_for(lambda: made.get(f"/api/v1/cameras/{name}/status")["state"] == "recording", 30, f"{name} sends pictures")
    return made


def hls(camera: str) -> str:
    return f"/api/v1/cameras/{camera}/hls"


def playlist(server, path: str, query: str = "", **keys) -> str:
    status, fields, body = server.request("GET", path + query, **keys)
    assert status == 200, f"{path}{query}: {status} {body}"
    assert fields["Content-Type"] == "application/vnd.apple.mpegurl" and fields["Cache-Control"] == "private, no-cache"
    return body.decode()


def uris(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def last_sequence(text: str) -> int:
    return int(re.search(r"#EXT-X-MEDIA-SEQUENCE:(\d+)", text)[1]) + len(uris(text)) - 1


def watch_with_ffmpeg(url: str, kind: str) -> subprocess.Popen:
    """Prints a line for each packet: its time comes fourth."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in basic().items())
    return subprocess.Popen(["ffmpeg", "-v", "error", "-headers", headers, "-i", url, "-t", str(SECONDS), "-map", f"0:{kind}:0",
                             "-c", "copy", "-f", "framehash", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def times(output: str) -> list[int]:
    """Presentation times in ticks."""
    return [int(line.split(",")[2]) for line in output.splitlines() if line and not line.startswith("#")]


@pytest.mark.skipif(missing("ffmpeg") is not None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("quick", [False, True])
def test_ffmpeg_plays_every_picture(server, quick):
    status, _, body = server.request("PATCH", "/api/v1/settings", {"live.low_latency_hls": quick})
    assert status == 200, body
    watched = {}
    for camera, container in [("yard", "ts"), ("yard", "fmp4"), ("gate", "ts"), ("gate", "fmp4")]:
        url = f"{server.url}{hls(camera)}/index.m3u8?stream=main&format={container}"
        watched[camera, container] = watch_with_ffmpeg(url, "v")
    watched["yard", "sound"] = watch_with_ffmpeg(f"{server.url}{hls('yard')}/index.m3u8?stream=main&format=fmp4", "a")
    found = {}
    for key, process in watched.items():
        output, errors = process.communicate(timeout=90)
        assert process.returncode == 0 and not errors.strip(), f"{key}: {errors}"
        found[key] = times(output)
    assert len(found.pop(("yard", "sound"))) >= SECONDS * 40
    for key, ticks in found.items():
        steps = {after - before for before, after in zip(ticks, ticks[1:])}
        # 25 pictures a second, none missing and none twice; the ticks are those of the container, 90 kHz.
        assert len(ticks) >= SECONDS * 25 - 1 and steps == {3600}, f"{key}: {len(ticks)} pictures, {steps}"
    health = server.get("/api/v1/system/hls")
    assert health["enabled"] and health["streams"] == 4 and health["refused"] == 0 and health["bytes"] > 100_000


@pytest.mark.skipif(missing("ffmpeg") is not None, reason="ffmpeg is not installed")
def test_a_camera_may_have_fewer_pictures_there(server):
    """And nowhere else: its recording has them all."""
    assert server.request("PATCH", "/api/v1/cameras/yard", {"hls_max_fps": 5})[0] == 200
    output, errors = watch_with_ffmpeg(f"{server.url}{hls('yard')}/index.m3u8?stream=main&format=ts", "v").communicate(timeout=90)
    assert not errors.strip(), errors
    # No picture that another needs is ever left out alone: of this camera key frames pass alone, and at first some of a group.
    assert 2 <= len(times(output)) <= SECONDS * 5 + 3, times(output)
    before, began = server.get("/api/v1/cameras/yard/status")["streams"]["main"]["frames"], time.monotonic()
    time.sleep(2)
    frames = server.get("/api/v1/cameras/yard/status")["streams"]["main"]["frames"] - before
    assert frames > 15 * (time.monotonic() - began), frames


@pytest.mark.skipif(missing("gst-launch-1.0") is not None, reason="GStreamer is not installed")
@pytest.mark.parametrize("container, demuxer", [("ts", "tsdemux"), ("fmp4", "qtdemux")])
def test_gstreamer_plays(server, container, demuxer):
    url = f"{server.url}{hls('yard')}/index.m3u8?stream=main&format={container}"
    name, password = ADMINISTRATOR["NIGHTJAR_ADMIN_USERNAME"], ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"]
    process = subprocess.Popen(
        ["timeout", "90", "gst-launch-1.0", "-v", "souphttpsrc", f"location={url}", f"user-id={name}", f"user-pw={password}", "!",
         "hlsdemux", "!", demuxer, "name=demuxer", "demuxer.", "!", "video/x-h264", "!", "fakesink", "name=video",
         "silent=false", "async=false"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    shown, said = [], []
    for line in process.stdout:
        said.append(line)
        if "last-message = chain" in line and (time_ := re.search(r"pts: (\d+):(\d\d):(\d\d\.\d+)", line)):
            shown.append(int(time_[1]) * 3600 + int(time_[2]) * 60 + float(time_[3]))
        if len(shown) == SECONDS * 25:
            break
    process.kill()
    assert len(shown) == SECONDS * 25 and not any("ERROR" in line for line in said), "".join(said)[-2000:]
    steps = {round(after - before, 2) for before, after in zip(shown, shown[1:])}
    assert steps == {0.04}, steps


def test_playlists_say_what_there_is(server):
    index = playlist(server, f"{hls('yard')}/index.m3u8")
    assert uris(index) == ["main/ts/index.m3u8", "sub/ts/index.m3u8"] and "RESOLUTION=1280x720" in index
    assert uris(playlist(server, f"{hls('gate')}/index.m3u8")) == ["main/fmp4/index.m3u8"]
    assert uris(playlist(server, f"{hls('yard')}/index.m3u8", "?stream=sub&format=fmp4")) == ["sub/fmp4/index.m3u8"]
    media = playlist(server, f"{hls('yard')}/main/ts/index.m3u8")
    assert "#EXT-X-TARGETDURATION:2\n" in media and "#EXT-X-PROGRAM-DATE-TIME:" in media and "#EXT-X-INDEPENDENT-SEGMENTS" in media
    path = f"{hls('yard')}/main/ts/{uris(media)[0]}"
    status, fields, body = server.request("GET", path)
    assert status == 200 and fields["Content-Type"] == "video/mp2t" and body[0] == 0x47 and len(body) % 188 == 0
    assert fields["Cache-Control"] == "private, max-age=60"
    status, fields, part = server.request("GET", path, headers={"Range": "bytes=188-375"})
    assert status == 206 and part == body[188:376]
    for wrong, expected in [("main/ts/1.ts", 404), ("main/ts/..%2f..%2fetc", 404), ("main/avi/index.m3u8", 400),
                            ("third/ts/index.m3u8", 400), ("main/ts/index.m3u8?_HLS_msn=x", 400)]:
        assert server.request("GET", f"{hls('yard')}/{wrong}")[0] == expected, wrong
    assert server.request("GET", f"{hls('nowhere')}/index.m3u8")[0] == 404


def test_low_latency_waits_for_what_comes(server):
    assert server.request("PATCH", "/api/v1/settings", {"live.low_latency_hls": True})[0] == 200
    path = f"{hls('yard')}/main/fmp4/index.m3u8"
    first = playlist(server, path)
    assert "CAN-BLOCK-RELOAD=YES" in first and "#EXT-X-PART:" in first and "#EXT-X-MAP:" in first
    hint = re.search(r'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="([^"]+)"', first)[1]
    status, fields, body = server.request("GET", f"{hls('yard')}/main/fmp4/{hint}")
    # What was hinted at may have been the first of the next segment after all.
    assert status == 404 or status == 200 and fields["Content-Type"] == "video/mp4" and body[4:8] == b"moof"
    compressed = wait_for(lambda: (answer := requests.get(server.url + path, headers=basic(), timeout=20)) and len(answer.text) > 1024
                          and answer, 20, "the playlist is long")
    assert compressed.headers["Content-Encoding"] == "gzip"
    wanted = last_sequence(playlist(server, path)) + 2
    began = time.monotonic()
    later = playlist(server, path, f"?_HLS_msn={wanted}&_HLS_part=0")
    assert f'"{wanted}.0.m4s"' in later and time.monotonic() - began > 0.1
    for far in [f"?_HLS_msn={wanted + 100}", f"?_HLS_msn={wanted}&_HLS_part=500", "?_HLS_msn=999999999999999"]:
        assert server.request("GET", path + far)[0] == 400, far


def test_who_may_not_watch_gets_nothing(server):
    draft = {**VIEWER, "role": "viewer", "cameras": {"listed": {"gate": ["live"]}}}
    status, _, made = server.request("POST", "/api/v1/users", draft)
    assert status == 201, made
    segment = uris(playlist(server, f"{hls('yard')}/main/ts/index.m3u8"))[0]
    paths = [f"{hls('yard')}/{path}" for path in ("index.m3u8", "main/ts/index.m3u8", f"main/ts/{segment}", "main/ts/1.ts",
                                                  "nothing/at/all")]
    for path in paths[:3]:
        assert server.request("GET", path)[0] == 200, path
    for path in paths[:4]:
        status, _, body = server.request("GET", path, headers=basic(*VIEWER.values()))
        assert status == 404 and body["detail"] == 'There is no camera "yard".', (path, body)
        assert server.request("GET", path, headers={"Authorization": None})[0] == 401, path
    # The other camera he may.
    assert server.request("GET", f"{hls('gate')}/index.m3u8", headers=basic(*VIEWER.values()))[0] == 200
    assert server.request("GET", "/api/v1/system/hls", headers=basic(*VIEWER.values()))[0] == 403


def test_a_session_that_ends_gets_nothing_more(server):
    assert server.request("PATCH", "/api/v1/settings", {"live.low_latency_hls": True})[0] == 200
    session = requests.Session()
    answer = session.post(f"{server.url}/api/v1/session", timeout=20, json={
        "username": ADMINISTRATOR["NIGHTJAR_ADMIN_USERNAME"], "password": ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"]})
    assert answer.status_code == 200
    base = f"{server.url}{hls('yard')}/main/fmp4/"
    text = session.get(urllib.parse.urljoin(base, "index.m3u8"), timeout=20).text
    segment = wait_for(lambda: uris(session.get(urllib.parse.urljoin(base, "index.m3u8"), timeout=20).text)[0], 20, "a segment")
    assert session.get(base + segment, timeout=20).status_code == 200
    waiting = {}
    cookies = session.cookies.copy()
    wanted = last_sequence(session.get(base + "index.m3u8", timeout=20).text) + 2
    thread = threading.Thread(target=lambda: waiting.update(
        answer=requests.get(f"{base}index.m3u8?_HLS_msn={wanted}", cookies=cookies, timeout=30)))
    thread.start()
    wait_for(lambda: server.get("/api/v1/system/hls")["waiting"] >= 1, 10, "somebody waits")
    ended = session.delete(f"{server.url}/api/v1/session", headers={"X-CSRF-Token": answer.json()["csrf_token"]}, timeout=20)
    assert ended.status_code == 204
    thread.join(30)
    assert waiting["answer"].status_code == 401, "whoever waited gets nothing that came after"
    for path in ("index.m3u8", segment, re.search(r'URI="(init-\d+\.mp4)"', text)[1]):
        assert requests.get(base + path, cookies=cookies, timeout=20).status_code == 401, path


def test_a_stream_ends_when_nobody_asks(server):
    playlist(server, f"{hls('yard')}/sub/ts/index.m3u8")
    assert server.get("/api/v1/system/hls")["streams"] == 1
    ended = wait_for(lambda: (health := server.get("/api/v1/system/hls"))["streams"] == 0 and health, 60, "it has ended")
    assert ended["started"] == 1 and ended["stopped"] == 1 and ended["bytes"] == 0
    assert server.request("PATCH", "/api/v1/settings", {"live.hls_enabled": False})[0] == 200
    assert server.request("GET", f"{hls('yard')}/index.m3u8")[0] == 503
