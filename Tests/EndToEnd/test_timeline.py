"""The time line of several cameras: what was recorded, and why the rest was not, as exactly as it is drawn."""
from __future__ import annotations

from support import wait_for
from test_stills import moment


def test_what_was_recorded_is_on_the_time_line(stage):
    camera = stage.camera()
    server = stage.server([{"id": "front", "name": "Front", "url": camera.url("main"), "segment_seconds": 10},
                           {"id": "back", "name": "Back", "url": camera.url("main"), "segment_seconds": 10}])

    def line(name: str, query: str = "") -> dict:
        answer = server.get(f"/api/v1/timeline?cameras=front,back{query}")
        assert [each["camera"] for each in answer["cameras"]] == ["front", "back"]
        return {**answer, **next(each for each in answer["cameras"] if each["camera"] == name)}

    first = wait_for(lambda: [item for item in server.recordings("front") if not item["open"]], 90, "a recording is complete")[0]
    camera.kill()
    fine = f"&from={first['start']}&resolution_ms=500"
    wait_for(lambda: any(gap["reason"] == "camera-unreachable" for gap in line("front", fine)["gaps"]), 60, "the gap is told")
    stage.camera(port=camera.port)
    wait_for(lambda: len(line("front", fine)["spans"]) == 2, 90, "it is recorded again")

    found = line("front", fine + "&buckets=10")
    assert found["resolution_ms"] == 500 and found["stream"] == "main"
    assert found["spans"][0]["start"] == first["start"] and len(found["buckets"]) == 10
    gap = next(gap for gap in found["gaps"] if gap["reason"] == "camera-unreachable")
    assert moment(found["spans"][0]["end"]) <= moment(gap["start"]) + 1 and moment(gap["end"]) <= moment(found["spans"][1]["start"]) + 1
    assert 0 < found["recorded_ratio"] < 1 and found["buckets"][0] == 1
    # It says the same as the coverage of one camera does.
    coverage = server.get(f"/api/v1/coverage?camera=front&from={found['from']}&to={found['to']}")
    assert abs(coverage["recorded_ratio"] - line("front", f"&from={found['from']}&to={found['to']}&resolution_ms=500")["recorded_ratio"]) < 0.05
    # However coarsely it is told, the gap is a mark with its reason; what is protected is told, too.
    assert "losses" not in found and "protected" not in found
    found = line("front", f"&from={found['from']}&to={found['to']}&resolution_ms=86400000&losses=true&protected=true")
    loss = next(each for each in found["losses"] if each["reason"] == "camera-unreachable")
    assert found["gaps"] == [] and found["protected"] == [] and len(loss["at_ms"]) == 1 and loss["detail"]
    assert abs(moment(found["from"]) + loss["at_ms"][0] / 1000 - moment(gap["start"])) < 0.01
    assert abs(loss["length_ms"][0] / 1000 - moment(gap["end"]) + moment(gap["start"])) < 0.01 and loss["missing_ms"][0] > 0
    far = line("front", "&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&losses=true")
    assert "camera-unreachable" in [each["reason"] for each in far["losses"]]
    assert server.request("PATCH", f"/api/v1/recordings/{first['id']}", {"protected": True})[0] == 200
    found = line("front", fine + "&protected=true")
    assert [(each["start"], each["end"]) for each in found["protected"]] == [(first["start"], first["end"])]
    # Who does not know where something is recorded asks without an error.
    before = "from=2026-01-01T00:00:00Z&to=2026-01-01T00:01:00Z"
    assert server.request("GET", "/api/v1/cameras/front/still?at=2026-01-01T00:00:00Z")[0] == 404
    status, headers, body = server.request("GET", "/api/v1/cameras/front/still?at=2026-01-01T00:00:00Z&if_any=true")
    assert (status, body) == (204, b"") and moment(headers["Nightjar-Nearest"]) == moment(first["start"])
    assert server.request("GET", f"/api/v1/cameras/front/range?{before}")[0] == 404
    film = server.get(f"/api/v1/cameras/front/range?{before}&if_any=true")
    assert film["spans"] == [] and film["duration_s"] == 0 and moment(film["start"]) == moment("2026-01-01T00:00:00Z")
    assert server.get(f"/api/v1/cameras/front/range?from={first['start']}&to={first['end']}&if_any=true")["spans"]
    assert server.request("GET", f"/api/v1/cameras/front/range.mp4?{before}")[0] == 404
    status, _, body = server.request("GET", f"/api/v1/cameras/front/range.mp4?{before}&if_any=true")
    assert (status, body) == (204, b"")
    for path in ("still?at=2026-01-01T00:00:00Z", f"range?{before}", f"range.mp4?{before}"):
        assert server.request("GET", f"/api/v1/cameras/nowhere/{path}&if_any=true")[0] == 404, path
    # A year is told as one stretch, more coarsely than was asked for.
    found = line("back", "&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&resolution_ms=1")
    assert found["resolution_ms"] == 365 * 86_400_000 // 2000 and len(found["spans"]) == 1

    # Events are marks on it, where they are asked for.
    for label, where in (("cat", "front"), ("cat", "front"), ("person", "front"), ("person", "back")):
        status, _, event = server.request("POST", "/api/v1/camera-events", {"camera": where, "kind": "object", "label": label, "score": 0.5,
                                                                            "start": first["start"]})
        assert status == 201, event
    found = line("front", f"&from={first['start']}&resolution_ms=1000&events=true")
    marks = {each["label"]: each for each in found["events"] if each["kind"] == "object"}
    assert marks["cat"]["counts"] == [2] and marks["cat"]["at_ms"] == [0] and len(marks["cat"]["ids"]) == 1
    assert marks["person"]["counts"] == [1] and server.get(f"/api/v1/camera-events/{marks['person']['ids'][0]}")["label"] == "person"
    assert found["event_resolution_ms"] == 1000
    found = line("back", "&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&events=true")
    assert [(each["label"], sum(each["counts"]), "ids" in each) for each in found["events"]] == [("person", 1, False)]
    assert found["event_resolution_ms"] >= 3_600_000

    everything = server.get("/api/v1/timeline")
    assert "events" not in everything["cameras"][0] and "event_resolution_ms" not in everything
    assert {each["camera"] for each in everything["cameras"]} == {"front", "back"} and "buckets" not in everything["cameras"][0]
    for query in ("from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z", "resolution_ms=0", "resolution_ms=x", "events=some", "losses=some", "protected=2", "buckets=0", "buckets=2001",
                  "stream=both", "from=1900-01-01T00:00:00Z", "cameras=" + ",".join(["front"] * 65)):
        assert server.request("GET", f"/api/v1/timeline?{query}")[0] == 422, query
    for names in ("nowhere", "front,nowhere", "", "front,", "../front"):
        assert server.request("GET", f"/api/v1/timeline?cameras={names}")[0] == 404, names
