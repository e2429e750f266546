"""Recordings that are given away: what is in an export, what its verifier finds, and what a kill leaves."""
from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import pathlib
import random
import subprocess
import time
import zipfile

from pictures import PICTURES, numbers_in
from support import IS_LONG, basic, binary, decoded_frames, missing, run, wait_for
from test_ranges import moment, spell
from test_retention import age

KILLS = 10 if IS_LONG else 3
OLD = 2000 if IS_LONG else 500


def verify(path: pathlib.Path, *options: str) -> tuple[int, str]:
    done = subprocess.run([binary(), "verify", str(path), *options], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def export(server, cameras: list[str], since: str, until: str, **more) -> dict:
    """Makes an export and answers what the list says of it."""
    job = begin(server, cameras, since, until, **more)
    job = wait_for(lambda: ended(server, job["id"]), 60, "the export is made")
    assert job["state"] == "succeeded", job
    return server.get(f"/api/v1/exports/{job['result']['export']}")


def begin(server, cameras: list[str], since: str, until: str, **more) -> dict:
    status, headers, job = server.request(
        "POST", "/api/v1/exports", {"cameras": cameras, "from": since, "to": until, **more})
    assert status == 202 and job["kind"] == "export", job
    assert headers["Location"] == f"/api/v1/jobs/{job['id']}"
    return job


def ended(server, job: str) -> dict | None:
    job = server.get(f"/api/v1/jobs/{job}")
    return job if job["state"] in ("succeeded", "failed", "cancelled") else None


def repacked(source: pathlib.Path, target: pathlib.Path, change) -> pathlib.Path:
    """The same files packed anew by Python, after `change` has had them as a dictionary."""
    with zipfile.ZipFile(source) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target


def flipped(source: pathlib.Path, target: pathlib.Path, needle: bytes, offset: int = 0) -> pathlib.Path:
    """A copy with one bit changed behind the first place where `needle` stands."""
    content = bytearray(source.read_bytes())
    content[content.index(needle) + offset] ^= 1
    target.write_bytes(content)
    return target


def test_an_export_of_two_cameras_is_whole_and_what_is_changed_is_found(stage, tmp_path):
    camera = stage.camera("--from-start")
    server = stage.server([
        {"id": "gate", "name": "Gate", "url": camera.url("main"), "segment_seconds": 10},
        {"id": "yard", "name": "Hof & Garten", "url": camera.url("main"), "segment_seconds": 10},
    ])
    for name in ("gate", "yard"):
        wait_for(lambda: any(not r["open"] for r in server.recordings(name)), 60, f"a file of {name} is complete")
    rows = {r["id"]: r for name in ("gate", "yard") for r in server.recordings(name)}
    since, until = "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
    made = export(server, ["gate", "yard"], since, until, reason="Case 4711")
    assert made["cameras"] == ["gate", "yard"] and made["files"] >= 2 and made["missing"] == 0, made
    assert [item["id"] for item in server.get("/api/v1/exports")["items"]] == [made["id"]]

    # The file, whole and in ranges.
    status, headers, whole = server.request("GET", made["file_url"])
    assert status == 200 and headers["Content-Type"] == "application/zip" and len(whole) == made["bytes"]
    assert headers["Content-Disposition"] == f'attachment; filename="nightjar-export-{made["id"]}.zip"'
    status, headers, part = server.request("GET", made["file_url"], headers={"Range": "bytes=100-299"})
    assert status == 206 and part == whole[100:300]
    path = tmp_path / "export.zip"
    path.write_bytes(whole)

    # Other programs.
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        assert file.testzip() is None
        manifest = json.loads(file.read("manifest.json"))
        file.extractall(tmp_path / "out")
    if not missing("unzip"):
        assert subprocess.run(["unzip", "-tq", str(path)], capture_output=True).returncode == 0
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out").returncode == 0
    assert "Case 4711" in (tmp_path / "out/README.txt").read_text()
    for entry in manifest["files"]:
        content = (tmp_path / "out" / entry["path"]).read_bytes()
        assert len(content) == entry["bytes"] and hashlib.sha256(content).hexdigest() == entry["sha256"]
        row = rows.get(entry["recording"])
        if row and not row["open"]:
            assert decoded_frames(tmp_path / "out" / entry["path"]) == entry["video_frames"] == row["video_frames"]
            assert entry["video_codec"] == row["video_codec"]
    assert {entry["camera"] for entry in manifest["files"]} == {"gate", "yard"}

    # The verifier, with the key that the server names.
    key = server.get("/api/v1/system/signing-key")
    assert key["fingerprint"] == made["fingerprint"] == manifest["signing_key"]["fingerprint"]
    (tmp_path / "key.pem").write_text(key["pem"])
    for named in (key["fingerprint"], str(tmp_path / "key.pem")):
        status, told = verify(path, "--key", named)
        assert status == 0 and "GOOD: nothing was changed" in told and "Case 4711" in told, told
    status, told = verify(path)
    assert status == 0 and "OF UNKNOWN ORIGIN" in told, told
    status, told = verify(path, "--key", "00" * 32)
    assert status == 1 and "another key than the expected one" in told, told
    assert verify(tmp_path / "no.zip")[0] == 2 and verify(path, "--key", "no key")[0] == 2

    # What somebody does to it.
    target = tmp_path / "changed.zip"
    video = manifest["files"][0]["path"]
    status, told = verify(flipped(path, target, b"mdat", 400), "--key", key["fingerprint"])
    assert status == 1 and f"WRONG: {video} was changed" in told, told
    status, told = verify(flipped(path, target, b"Case 4711"))
    assert status == 1 and "README.txt was changed" in told, told
    status, told = verify(flipped(path, target, b'"video_frames"', 1))
    assert status == 1 and "The signature does not fit" in told, told
    signature = (tmp_path / "out/manifest.json.sig").read_bytes()
    status, told = verify(flipped(path, target, signature, 5))
    assert status == 1 and "The signature does not fit" in told, told
    target.write_bytes(whole[:-50])
    status, told = verify(target)
    assert status == 1 and "it was cut off" in told, told
    subprocess.run(["cp", str(path), str(target)], check=True)
    with zipfile.ZipFile(target, "a") as file:
        file.writestr("gate/main/new.mp4", b"new")
    assert verify(target)[0] == 1
    status, told = verify(repacked(path, target, lambda parts: parts.update({"new.mp4": b"new"})))
    assert status == 1 and "another program has packed it" in told, told

    # Who may not.
    person = {"username": "vera", "password": "correct horse battery staple", "role": "viewer"}
    assert server.request("POST", "/api/v1/users", person)[0] == 201
    vera = basic("vera", person["password"])
    body = {"cameras": ["gate"], "from": since, "to": until}
    assert server.request("POST", "/api/v1/exports", body, headers=vera)[0] == 403
    assert server.request("GET", made["file_url"], headers=vera)[0] == 403
    assert server.request("DELETE", f"/api/v1/exports/{made['id']}", headers=vera)[0] == 403
    assert server.request("GET", made["file_url"], headers={"Authorization": None})[0] == 401
    assert server.request("GET", "/api/v1/exports", headers=vera)[2]["items"] == []
    assert server.request("POST", "/api/v1/exports", {**body, "cameras": ["../etc"]})[0] == 404
    assert server.request("POST", "/api/v1/exports", {**body, "to": since})[0] == 422
    assert server.request("POST", "/api/v1/exports", {**body, "to": "2020-01-02T00:00:00Z"})[0] == 409

    # It outlives a start, and goes when it is deleted.
    server.stop()
    server = stage.server([])
    assert server.get(f"/api/v1/exports/{made['id']}") == made
    assert server.get("/api/v1/system/signing-key") == key
    assert server.request("DELETE", f"/api/v1/exports/{made['id']}")[0] == 204
    assert server.request("GET", made["file_url"])[0] == 404
    assert not list((server.data / "exports").iterdir())
    actions = {item["action"] for item in server.get("/api/v1/audit?limit=200")["items"]}
    assert {"export.create", "export.download", "export.delete"} <= actions


def test_an_exact_export_begins_and_ends_with_the_pictures_asked_for(stage, tmp_path):
    camera = stage.camera("--from-start")
    server = stage.server([{"id": "gate", "name": "Gate", "url": camera.url("main"), "segment_seconds": 10}])
    wait_for(lambda: any(not r["open"] for r in server.recordings("gate")) and server.frames("gate") >= 350, 60, "a file is complete")
    start = moment(min(r["start"] for r in server.recordings("gate")))
    asked = {"from": spell(start + 3.38), "to": spell(start + 12.3)}
    made = export(server, ["gate"], asked["from"], asked["to"], form="exact")
    assert made["form"] == "exact" and made["files"] == 1 and made["missing"] == 0, made
    path = tmp_path / "export.zip"
    path.write_bytes(server.request("GET", made["file_url"])[2])
    status, told = verify(path, "--key", made["fingerprint"])
    assert status == 0, told
    with zipfile.ZipFile(path) as file:
        entry = json.loads(file.read("manifest.json"))["files"][0]
        film = pathlib.Path(file.extract(entry["path"], tmp_path))
    # What comes before the beginning, from the key frame on, is in the file, and left out by whoever decodes it.
    shown = decoded_frames(film)
    assert abs(shown - 25 * 8.92) <= 1.5 and entry["video_frames"] >= shown and len(entry["recordings"]) == 2
    assert 0 <= start + 3.38 - moment(entry["start"]) <= 0.06 and abs(moment(entry["end"]) - (start + 12.3)) <= 0.06
    # The same bytes as the range has, which is tested against the recordings themselves.
    query = f"?from={asked['from']}&to={asked['to']}&form=progressive"
    assert film.read_bytes() == server.request("GET", f"/api/v1/cameras/gate/range.mp4{query}")[2]
    # The same with the time of day beside it, as another program reads it.
    with_time = export(server, ["gate"], asked["from"], asked["to"], form="exact", time_track=True)
    timed = tmp_path / "timed.zip"
    timed.write_bytes(server.request("GET", with_time["file_url"])[2])
    with zipfile.ZipFile(timed) as file:
        name = json.loads(file.read("manifest.json"))["files"][0]["path"]
        (tmp_path / "timed.mp4").write_bytes(file.read(name))
    assert decoded_frames(tmp_path / "timed.mp4") == shown
    text = run("ffmpeg", "-v", "error", "-i", str(tmp_path / "timed.mp4"), "-map", "0:s:0", "-f", "srt", "-")
    assert text.count("-->") in (9, 10, 11) and time.strftime("%Y-%m-%d %H:", time.localtime(start)) in text, text
    status, told = verify(flipped(path, tmp_path / "changed.zip", b"mdat", 4000), "--key", made["fingerprint"])
    assert status == 1 and f"WRONG: {entry['path']} was changed" in told, told


# The figures of a burned-in time, row by row, each of five pixels.
FIGURES = {bytes.fromhex(rows): figure for figure, rows in {
    "0": "0e11131519110e", "1": "040c040404040e", "2": "0e11010608101f", "3": "1e01010e01011e", "4": "02060a121f0202",
    "5": "1f101e0101110e", "6": "0608101e11110e", "7": "1f010204080808", "8": "0e11110e11110e", "9": "0e11110f01020c",
    ":": "00040400040400", "-": "0000001f000000", "+": "0004041f040400", " ": "00000000000000",
}.items()}


def burned_in_times(film: pathlib.Path, size: tuple[int, int], scale: int) -> list[str]:
    """What stands in the lower left corner of each picture, in figures so many times as large as they are designed."""
    length, (width, height) = len("2026-11-21 05:00:00 +01:00"), size
    across, down = length * 6 * scale, 7 * scale
    made = subprocess.run(["ffmpeg", "-v", "error", "-i", str(film), "-an", "-vsync", "passthrough", "-vf",
                           f"format=gray,crop={across}:{down}:{2 * scale}:{height - (11 * scale + 1) // 2 * 2 + 2 * scale}",
                           "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    pictures = [made[start:start + across * down] for start in range(0, len(made), across * down)]

    def figure(picture: bytes, place: int) -> str:
        middle = scale // 2
        rows = bytes(sum((picture[(row * scale + middle) * across + (place * 6 + column) * scale + middle] > 128) << (4 - column)
                         for column in range(5)) for row in range(7))
        return FIGURES.get(rows, "?")

    return ["".join(figure(picture, place) for place in range(length)) for picture in pictures]


def test_the_time_of_day_is_burned_into_every_picture(stage, tmp_path):
    camera = stage.camera("--from-start")
    server = stage.server([{"id": "gate", "name": "Gate", "url": camera.url("main"), "segment_seconds": 10}])
    wait_for(lambda: server.frames("gate") >= 175, 60, "seven seconds are recorded")
    start = moment(min(r["start"] for r in server.recordings("gate")))
    asked = spell(start + 1.5), spell(start + 5.5)
    made = export(server, ["gate"], *asked, form="exact", burned_in_time=True)
    assert made["burned_in_time"] and made["files"] == 1 and made["missing"] == 0, made
    path = tmp_path / "export.zip"
    path.write_bytes(server.request("GET", made["file_url"])[2])
    status, told = verify(path, "--key", made["fingerprint"])
    assert status == 0, told
    with zipfile.ZipFile(path) as file:
        entry = json.loads(file.read("manifest.json"))["files"][0]
        film = pathlib.Path(file.extract(entry["path"], tmp_path))
        assert b"encoded anew" in file.read("README.txt")
    assert entry["burned_in_time"] and entry["video_codec"].startswith("avc1.") and (entry["width"], entry["height"]) == (1280, 720)
    seen = burned_in_times(film, (1280, 720), 3)
    assert abs(len(seen) - 100) <= 2 and len(seen) == entry["video_frames"] == decoded_frames(film)
    # What was recorded when: the first is the one that the manifest names, and 25 follow each second.
    first = moment(entry["start"])
    for index, text in enumerate(seen):
        told = datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").timestamp()
        assert -0.06 <= first + index * 0.04 - told <= 1.06, (index, text, first)
    # The pictures themselves are there too, and in their order.
    numbers = numbers_in(film)
    assert all((b - a) % PICTURES in (0, 1, 2) for a, b in zip(numbers, numbers[1:])), numbers
    assert not [name for name in os.listdir(server.data / "exports") if not name.endswith((".zip", ".json"))]


def test_the_evidence_chain_outlives_a_kill_and_finds_what_was_changed(stage, tmp_path):
    camera = stage.camera("--from-start")
    server = stage.server([{"id": "gate", "name": "Gate", "url": camera.url("main"), "segment_seconds": 10}])
    status, _, said = server.request("PUT", "/api/v1/cameras/gate/evidence", {"enabled": True})
    assert status == 200 and said["enabled"] and said["entries"] == 0, said
    wait_for(lambda: any(not r["open"] for r in server.recordings("gate")), 60, "a file is complete")
    server.kill()
    server = stage.server([])
    sealed = lambda: [item for item in server.get("/api/v1/cameras/gate/evidence/entries")["items"] if item["kind"] == "recording"]
    wait_for(lambda: len(sealed()) >= 2, 60, "what was torn is sealed too")
    assert {track["kind"] for track in sealed()[0]["tracks"]} == {"video", "audio"}

    def checked():
        status, _, job = server.request("POST", "/api/v1/cameras/gate/evidence/check")
        assert status == 202, job
        return wait_for(lambda: ended(server, job["id"]), 60, "the chain is checked")["result"]

    found = checked()
    assert found["faults"] == "0" and int(found["recordings"]) >= 2, found
    made = export(server, ["gate"], "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z", form="exact")
    path = tmp_path / "export.zip"
    path.write_bytes(server.request("GET", made["file_url"])[2])
    status, told = verify(path, "--key", made["fingerprint"])
    assert status == 0 and "are as they were sealed" in told, told
    # One byte of a picture, by somebody who can write to the disk.
    row = next(r for r in server.recordings("gate") if r["id"] == sealed()[0]["recording"])
    media = next(server.data.glob(f"recordings/gate/main/**/*_{row['id']}*.mp4"))
    content = bytearray(media.read_bytes())
    content[content.index(b"mdat") + 5000] ^= 1
    media.write_bytes(content)
    found = checked()
    assert found["faults"] == "1" and row["id"] in found["first_faults"], found
    made = export(server, ["gate"], "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
    path.write_bytes(server.request("GET", made["file_url"])[2])
    status, told = verify(path, "--key", made["fingerprint"])
    assert status == 1 and "is not what was sealed as entry" in told, told


def test_a_recorder_that_is_killed_while_it_exports_leaves_nothing_behind(stage, tmp_path):
    camera = stage.camera()
    server = stage.server([{"id": "cam", "name": "Camera", "url": camera.url("main"), "segment_seconds": 10}])
    wait_for(lambda: any(not r["open"] for r in server.recordings("cam")), 60, "a file is complete")
    server.stop()
    age(server.data, "cam", 5, OLD)
    chance, since, until, seen = random.Random(20261122), "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z", 0
    folder = server.data / "exports"
    for kill in range(KILLS):
        server = stage.server([])
        before = {path.name for path in folder.iterdir()}
        assert all((folder / f"{name.split('.')[0]}{end}").exists() for name in before for end in (".zip", ".json"))
        # The last real one is enough to be encoded anew.
        form, first = [({"form": "segments"}, since), ({"form": "exact"}, since),
                       ({"form": "exact", "burned_in_time": True}, max(r["start"] for r in server.recordings("cam")))][kill % 3]
        job = begin(server, ["cam"], first, until, **form)["id"]
        wait_for(lambda: server.get(f"/api/v1/jobs/{job}")["progress"] > 0 or ended(server, job), 60, "it is at work")
        time.sleep(chance.uniform(0, 0.3))
        server.kill()
        seen += any(path.name.startswith(".draft-") for path in folder.iterdir())
    assert seen, "no kill was in the midst of an export"
    server = stage.server([])
    names = {path.name for path in folder.iterdir()}
    listed = {item["id"] for item in server.get("/api/v1/exports")["items"]}
    assert names == {f"{name}{end}" for name in listed for end in (".zip", ".json")}
    # And the next one is whole.
    made = export(server, ["cam"], since, until)
    assert made["files"] >= OLD and verify(folder / f"{made['id']}.zip", "--key", made["fingerprint"])[0] == 0
    # One that is cancelled leaves nothing either.
    names = {path.name for path in folder.iterdir()}
    job = begin(server, ["cam"], since, until)["id"]
    status, _, _ = server.request("POST", f"/api/v1/jobs/{job}/cancel")
    assert status == 200
    assert wait_for(lambda: ended(server, job), 60, "it has ended")["state"] == "cancelled"
    assert {path.name for path in folder.iterdir()} == names
