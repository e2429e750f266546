"""Privacy masks: whoever may not see what they hide sees black there on every way, and never anything else."""
from __future__ import annotations

import contextlib
import pathlib
import struct
import subprocess
import time

import pytest

from house import ADMIN, PASSWORD, House
from support import Camera, free_port, missing, wait_for
from test_live import authorisation, messages, watch, websocket
from test_ranges import moment, spell

pytestmark = pytest.mark.skipif(missing("ffmpeg", "ffprobe") is not None, reason="ffmpeg is not installed")

VIEWER = ("vera", "a long and winding road")
# The number that is burned into the clip stands in it: 270 x 140 pixels at 60, 50 of 1280 x 720.
CORNER = [{"x": 0, "y": 0}, {"x": 0.35, "y": 0}, {"x": 0.35, "y": 0.35}, {"x": 0, "y": 0.35}]
WHOLE = [{"x": 0, "y": 0}, {"x": 1, "y": 0}, {"x": 1, "y": 1}, {"x": 0, "y": 1}]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("masks")
    http = free_port()
    rtsp = free_port()
    camera = Camera(folder, "--http", f"127.0.0.1:{http}")
    house = House(folder, cameras=[
        {"id": "gate", "name": "Gate", "url": camera.url("main")},
        {"id": "still", "name": "Still", "url": camera.url("main"), "record": False, "connect": "always",
         "snapshot_url": f"http://127.0.0.1:{http}/mjpeg.jpg"},
    ], rtsp_server={"address": f"127.0.0.1:{rtsp}"})
    house.rtsp = rtsp
    try:
        for name in ("gate", "still"):
            wait_for(lambda: (main := house.get(f"/api/v1/cameras/{name}/status")["streams"]["main"]) and main["frames"] > 0,
                     60, f"pictures of {name}")
        house.ask("POST", "/api/v1/users", expect=201, json={"username": VIEWER[0], "password": VIEWER[1], "role": "viewer"})
        house.streaming = {}
        for user in house.get("/api/v1/users")["items"]:
            made = house.ask("POST", f"/api/v1/users/{user['id']}/stream-password", shown=lambda answer: (answer.json()["password"],))
            house.streaming[user["username"]] = made.json()["password"]
        house.ask("POST", "/api/v1/cameras/gate/snapshots", expect=201)
        yield house
    finally:
        house.kill()
        camera.kill()


def set_masks(house: House, camera: str, *polygons: list) -> None:
    house.ask("PUT", f"/api/v1/cameras/{camera}/masks", expect=200, json={"items": [{"polygon": polygon} for polygon in polygons]})


@pytest.fixture
def masked(house):
    """Both cameras with the corner hidden."""
    for camera in ("gate", "still"):
        set_masks(house, camera, CORNER)
    yield house
    for camera in ("gate", "still"):
        set_masks(house, camera)


def brightness(*source: str, data: bytes | None = None) -> tuple[int, int]:
    """The brightest sample in the corner of a picture that ffmpeg decodes, and the brightest of the rest."""
    made = subprocess.run(["ffmpeg", "-v", "error", *source, "-frames:v", "1", "-vf", "scale=64:36:flags=area,format=gray",
                           "-f", "rawvideo", "-"], input=data, capture_output=True, timeout=90)
    picture = made.stdout
    assert len(picture) == 64 * 36, made.stderr.decode()
    corner = [picture[row * 64 + column] for row in range(12) for column in range(22)]
    rest = [picture[row * 64 + column] for row in range(36) for column in range(64) if row > 13 or column > 23]
    return max(corner), max(rest)


def is_black(found: tuple[int, int]) -> bool:
    """Whether the corner is hidden; the rest is there in any case."""
    corner, rest = found
    assert rest > 100, found
    assert corner < 40 or corner > 150, f"neither black nor bright: {found}"
    return corner < 40


def snapshot(house: House, path: str, who) -> bytes:
    return house.ask("GET", path, auth=who, expect=200).content


def of_websocket(house: House, folder: pathlib.Path, who) -> tuple[int, int]:
    with contextlib.closing(watch(house, "gate/live", who=who)) as viewer:
        heard = messages(viewer, 30)
    film = folder / f"{who[0]}.mp4"
    film.write_bytes(b"".join(message for message in heard if isinstance(message, bytes)))
    return brightness("-i", str(film))


def of_frames(house: House, folder: pathlib.Path, who) -> tuple[int, int]:
    with contextlib.closing(watch(house, "gate/live/frames", who=who)) as viewer:
        frames = messages(viewer, 20)
    film = folder / f"{who[0]}.h264"
    film.write_bytes(b"".join(frame[10:] for frame in frames if struct.unpack("<BBd", frame[:10])[0] == 0))
    return brightness("-i", str(film))


def of_hls(house: House, who, container: str) -> tuple[int, int]:
    number = next(house.callers)
    headers = f"{authorisation(*who)}\r\nX-Forwarded-For: 10.1.{number >> 8}.{number & 255}\r\n"
    return brightness("-headers", headers, "-i", f"{house.url}/api/v1/cameras/gate/hls/main/{container}/index.m3u8")


def rtsp_url(house: House, who) -> str:
    return f"rtsp://{who[0]}:{house.streaming[who[0]]}@127.0.0.1:{house.rtsp}/cameras/gate/main"


def of_rtsp(house: House, who, transport: str) -> tuple[int, int]:
    return brightness("-rtsp_transport", transport, "-i", rtsp_url(house, who))


def of_mjpeg(house: House, who) -> tuple[int, int]:
    number = next(house.callers)
    headers = f"{authorisation(*who)}\r\nX-Forwarded-For: 10.1.{number >> 8}.{number & 255}\r\n"
    return brightness("-f", "mpjpeg", "-headers", headers, "-i", f"{house.url}/api/v1/cameras/gate/live/mjpeg")


def of_recordings(house: House, folder: pathlib.Path, who) -> dict[str, tuple[int, int]]:
    """What was recorded of the beginning, on the ways on which it can be masked."""
    first = house.get("/api/v1/recordings?camera=gate&order=asc")["items"][0]
    start = moment(first["start"])
    asked = f"from={spell(start)}&to={spell(start + 2)}"
    wait_for(lambda: house.get("/api/v1/recordings?camera=gate&order=asc")["items"][0]["video_frames"] > 60, 30, "it is recorded")
    number = next(house.callers)
    headers = f"{authorisation(*who)}\r\nX-Forwarded-For: 10.1.{number >> 8}.{number & 255}\r\n"
    film = folder / "range.mp4"
    film.write_bytes(snapshot(house, f"/api/v1/cameras/gate/range.mp4?{asked}&video=h264", who))
    sheet = house.get(f"/api/v1/cameras/gate/storyboard?{asked}&interval_s=1", auth=who)["sheets"][0]["url"]
    tile = snapshot(house, sheet, who).partition(b"\r\n\r\n")[2].partition(b"\r\n--nightjar")[0]
    pictures = {"still": snapshot(house, f"/api/v1/cameras/gate/still?at={spell(start + 1)}", who),
                "exact still": snapshot(house, f"/api/v1/cameras/gate/still?at={spell(start + 1.5)}&exact=frame", who),
                "thumbnail": snapshot(house, f"/api/v1/recordings/{first['id']}/thumbnail", who), "storyboard": tile}
    return {
        "range": brightness("-i", str(film)),
        **{f"vod {container}": brightness(
            "-headers", headers, "-i", f"{house.url}/api/v1/cameras/gate/vod/{container}/index.m3u8?{asked}&video=h264")
           for container in ("ts", "fmp4")},
        **{way: brightness("-f", "jpeg_pipe", "-i", "-", data=picture) for way, picture in pictures.items()},
    }


def all_ways(house: House, folder: pathlib.Path, who) -> dict[str, bool]:
    """Whether the number is hidden, by way."""
    kept = house.get("/api/v1/snapshots?camera=gate")["items"][0]["id"]
    found = {
        "snapshot": brightness("-f", "jpeg_pipe", "-i", "-", data=snapshot(house, "/api/v1/cameras/gate/snapshot", who)),
        "the camera's own": brightness("-f", "jpeg_pipe", "-i", "-", data=snapshot(house, "/api/v1/cameras/still/snapshot", who)),
        "kept snapshot": brightness("-f", "jpeg_pipe", "-i", "-", data=snapshot(house, f"/api/v1/snapshots/{kept}/media", who)),
        "websocket": of_websocket(house, folder, who),
        "frames": of_frames(house, folder, who),
        "mjpeg": of_mjpeg(house, who),
        "hls ts": of_hls(house, who, "ts"),
        "hls fmp4": of_hls(house, who, "fmp4"),
        "rtsp": of_rtsp(house, who, "tcp"),
        "rtsp by udp": of_rtsp(house, who, "udp"),
        **of_recordings(house, folder, who),
    }
    return {way: is_black(what) for way, what in found.items()}


def recording(house: House) -> str:
    return house.get("/api/v1/recordings?camera=gate")["items"][0]["id"]


def test_without_masks_everyone_sees_everything(house, tmp_path):
    assert set(all_ways(house, tmp_path, VIEWER).values()) == {False}
    house.ask("GET", f"/api/v1/recordings/{recording(house)}/media", auth=VIEWER, expect=200)


def test_what_is_masked_is_black_on_every_way_and_administrators_see_it(masked, tmp_path):
    hidden = all_ways(masked, tmp_path, VIEWER)
    assert set(hidden.values()) == {True}, hidden
    seen = all_ways(masked, tmp_path, (ADMIN, PASSWORD))
    assert set(seen.values()) == {False}, seen
    path = f"/api/v1/recordings/{recording(masked)}/media"
    refused = masked.ask("GET", path, auth=VIEWER, expect=403).json()
    assert refused["type"] == "urn:nightjar:problem:forbidden" and "privacy masks" in refused["detail"]
    assert "unmasked" in refused["detail"]
    masked.ask("GET", path, expect=200)
    # As it was recorded there is nothing for them, however it is asked for.
    asked = f"from={masked.get('/api/v1/recordings?camera=gate&order=asc')['items'][0]['start']}"
    for way in ("range", "range.mp4", "vod/ts/index.m3u8"):
        refused = masked.ask("GET", f"/api/v1/cameras/gate/{way}?{asked}", auth=VIEWER, expect=403).json()
        assert "video=h264" in refused["detail"]
    # Who may see everything can see what the others see.
    preview = snapshot(masked, "/api/v1/cameras/gate/snapshot?masked=true", (ADMIN, PASSWORD))
    assert is_black(brightness("-f", "jpeg_pipe", "-i", "-", data=preview))
    audit = masked.get("/api/v1/audit?action=access.see-unmasked")["items"]
    assert any(entry["outcome"] == "denied" for entry in audit), audit


def test_masks_are_listed_added_changed_and_removed(masked):
    listed = masked.get("/api/v1/cameras/gate/masks")
    assert [mask["polygon"] for mask in listed["items"]] == [CORNER] and listed["next_cursor"] is None
    one = listed["items"][0]["id"]
    changed = masked.ask("PATCH", f"/api/v1/cameras/gate/masks/{one}", expect=200, json={"name": "Number", "enabled": False}).json()
    assert changed["name"] == "Number" and changed["enabled"] is False and changed["polygon"] == CORNER
    assert masked.get("/api/v1/cameras/gate/masks", auth=VIEWER)["items"] == []
    masked.ask("PUT", "/api/v1/cameras/gate/masks", auth=VIEWER, expect=403, json={"items": []})
    wrong = masked.ask("POST", "/api/v1/cameras/gate/masks", expect=422, json={"polygon": CORNER[:2]}).json()
    assert wrong["errors"][0]["member"] == "polygon"
    added = masked.ask("POST", "/api/v1/cameras/gate/masks", expect=201, json={"id": "door", "polygon": CORNER})
    assert added.headers["Location"] == "/api/v1/cameras/gate/masks/door"
    masked.ask("DELETE", "/api/v1/cameras/gate/masks/door", expect=204)


def end_of(viewer, within: float = 20) -> int:
    """The code that a WebSocket is closed with, by the server."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        code, data = viewer.recv_data()
        if code == websocket.ABNF.OPCODE_CLOSE:
            return struct.unpack(">H", data[:2])[0]
    raise AssertionError("it goes on")


def test_whoever_watches_is_cut_off_by_a_mask_and_gets_the_new_one(house, tmp_path):
    rtsp = subprocess.Popen(["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", rtsp_url(house, VIEWER), "-f", "null", "-"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: house.get("/api/v1/rtsp-server")["viewers"] == 1, 30, "somebody watches by RTSP")
        with contextlib.closing(watch(house, "gate/live", who=VIEWER)) as viewer, \
                contextlib.closing(watch(house, "gate/live")) as administrator:
            messages(viewer, 30)
            messages(administrator, 30)
            set_masks(house, "gate", CORNER)
            # Nothing of it is left when the change is answered.
            assert house.get("/api/v1/rtsp-server")["viewers"] == 0
            end_of(viewer)
            messages(administrator, 200)
        rtsp.wait(timeout=20)
        with contextlib.closing(watch(house, "gate/live", who=VIEWER)) as viewer:
            messages(viewer, 10)
            set_masks(house, "gate", WHOLE)
            end_of(viewer)
        film = tmp_path / "whole.mp4"
        with contextlib.closing(watch(house, "gate/live", who=VIEWER)) as viewer:
            heard = messages(viewer, 20)
        assert heard[0]["transcoded"] is True
        film.write_bytes(b"".join(message for message in heard if isinstance(message, bytes)))
        corner, rest = brightness("-i", str(film))
        assert max(corner, rest) < 40, "the whole picture is hidden"
    finally:
        rtsp.kill()
        set_masks(house, "gate")


def test_where_no_worker_is_free_there_is_an_error_and_never_the_original(masked):
    masked.ask("PATCH", "/api/v1/settings", expect=200, json={"live.transcode_max_streams": 1})
    try:
        wait_for(lambda: masked.get("/api/v1/system/workers")["sessions"] == [], 60, "nobody watches")
        with contextlib.closing(watch(masked, "still/live", who=VIEWER)) as other:
            messages(other, 10)
            refused = masked.ask("GET", "/api/v1/cameras/gate/live/mjpeg", auth=VIEWER, expect=503).json()
            assert refused["type"] == "urn:nightjar:problem:busy"
            masked.ask("GET", "/api/v1/cameras/gate/hls/main/ts/index.m3u8", auth=VIEWER, expect=503)
            with pytest.raises(websocket.WebSocketBadStatusException) as failure:
                watch(masked, "gate/live", who=VIEWER)
            assert failure.value.status_code == 503
    finally:
        masked.ask("PATCH", "/api/v1/settings", expect=200, json={"live.transcode_max_streams": None})


def test_the_right_can_be_given_apart_from_the_role(masked, tmp_path):
    users = {user["username"]: user["id"] for user in masked.get("/api/v1/users")["items"]}
    path = f"/api/v1/users/{users[VIEWER[0]]}"
    masked.ask("PATCH", path, expect=200, json={"unmasked": True})
    try:
        assert not is_black(of_websocket(masked, tmp_path, VIEWER))
        with contextlib.closing(watch(masked, "gate/live", who=VIEWER)) as viewer:
            messages(viewer, 10)
            masked.ask("PATCH", path, expect=200, json={"unmasked": False})
            end_of(viewer)
        assert is_black(of_websocket(masked, tmp_path, VIEWER))
    finally:
        masked.ask("PATCH", path, expect=200, json={"unmasked": False})
