import HTTPTypes
import NVR
import Testing

@testable import LightNVR

/// Clips of motion, what was detected, the time line and HLS, before a recorder that has recorded nothing.
struct LightMotionTests {
    private static let path = "/api/motion/config/Yard"

    @Test func aConfigurationIsKeptWholeAndTakenAway() async throws {
        try await LightWorld.with { world in
            let stream = #"{"record": false}"#
            #expect(try await world.ask(.put, "/api/streams/Yard", stream).status == 200)
            #expect(try await world.ask(.get, Self.path).status == 404)
            let body = """
                {"enabled": true, "pre_buffer_seconds": 4, "post_buffer_seconds": 6, "max_file_duration": 120, \
                "codec": "h265", "quality": "high", "retention_days": 3}
                """
            #expect(try await world.ask(.post, Self.path, body).object["stream_name"] as? String == "Yard")
            let kept = try await world.ask(.get, Self.path).object
            for (key, value) in [
                "pre_buffer_seconds": 4, "post_buffer_seconds": 6, "max_file_duration": 120, "retention_days": 3,
            ] {
                #expect(kept[key] as? Int == value, "\(key)")
            }
            #expect(kept["enabled"] as? Bool == true)
            #expect(kept["codec"] as? String == "h265")
            #expect(kept["quality"] as? String == "high")
            let id = try #require(try await world.recorder.cameras.list(as: world.chief).first?.id)
            #expect(try await world.recorder.cameras.camera(as: world.chief, id).mode == "event")
            #expect(try await world.ask(.delete, Self.path).object["stream_name"] as? String == "Yard")
            #expect(try await world.ask(.get, Self.path).status == 404)
            #expect(try await world.recorder.cameras.camera(as: world.chief, id).mode == "off")
        }
    }

    /// What is recorded all the time goes on so.
    @Test func aRecordingThatGoesOnIsNotSwitchedOff() async throws {
        try await LightWorld.with { (world: LightWorld) async throws in
            #expect(try await world.ask(.post, Self.path, "{}").status == 200)
            #expect(try await world.ask(.get, Self.path).object["enabled"] as? Bool == true)
            #expect(try await world.ask(.get, "/api/streams/Yard").object["record"] as? Bool == true)
            #expect(try await world.ask(.get, "/api/motion/stats/Yard").object["enabled"] as? Bool == true)
        }
    }

    @Test(arguments: [
        #"{"pre_buffer_seconds": -1}"#, #"{"post_buffer_seconds": "long"}"#, #"{"enabled": "perhaps"}"#,
        #"{"retention_days": 400}"#, "{",
    ])
    func whatMakesNoSenseIsNotKept(_ body: String) async throws {
        try await LightWorld.with { (world: LightWorld) async throws in
            #expect(try await world.ask(.post, Self.path, body).status == 400)
            #expect(try await world.ask(.get, Self.path).status == 404)
        }
    }

    @Test func ofStreamsThatAreNotThereNothingIsTold() async throws {
        try await LightWorld.with { world in
            for (method, path) in [
                (.get, "/api/motion/config/nobody"), (.post, "/api/motion/config/nobody"),
                (.delete, "/api/motion/config/nobody"), (.post, "/api/motion/test/nobody"),
                (.get, "/api/motion/stats/nobody"), (.get, "/api/motion/recordings/nobody"),
                (.get, "/api/detection/results/nobody"), (.get, "/hls/nobody/index.m3u8"),
            ] as [(HTTPRequest.Method, String)] {
                let answer = try await world.ask(method, path, "{}")
                #expect(answer.status == 404, "\(path)")
                #expect(answer.error == "Stream not found", "\(path)")
            }
            #expect(try await world.ask(.delete, "/api/motion/recordings/77").error == "Recording not found")
            #expect(try await world.ask(.post, "/api/motion/test/Yard").status == 400)
        }
    }

    @Test func whereNothingWasRecordedListsAreEmpty() async throws {
        try await LightWorld.with { world in
            #expect(try await world.ask(.get, "/api/motion/recordings/Yard").object["count"] as? Int == 0)
            #expect(try await world.ask(.get, "/api/motion/storage").object["total_recordings"] as? Int == 0)
            #expect(try await world.ask(.post, "/api/motion/cleanup").object["deleted_count"] as? Int == 0)
            #expect(try await world.ask(.post, "/api/motion/cleanup", #"{"retention_days": "long"}"#).status == 400)
            let results = try await world.ask(.get, "/api/detection/results/Yard").object
            #expect((results["detections"] as? [Any])?.isEmpty == true)
            #expect(try await world.ask(.get, "/api/detection/models").object["count"] as? Int == 3)
            let segments = try await world.ask(.get, "/api/timeline/segments?stream=Yard").object
            #expect(segments["segment_count"] as? Int == 0)
            for (path, status) in [
                ("/api/timeline/segments", 400), ("/api/timeline/manifest", 400), ("/api/timeline/play", 400),
                ("/api/timeline/manifest?stream=Yard", 404), ("/api/timeline/play?stream=Yard", 404),
                ("/api/timeline/play?stream=Yard&start=yesterday", 400), ("/hls/Yard/passwd", 404),
            ] {
                #expect(try await world.ask(.get, path).status == status, "\(path)")
            }
        }
    }

    /// Programs spell blanks as plus signs, and people send the sign of a zone bare.
    @Test(arguments: ["+", "%20"])
    func blanksOfAQueryAreSpelledInTwoWays(_ blank: String) async throws {
        try await LightWorld.with { world in
            let times = "start=2026-11-21T02:00:00+02:00&end=2026-11-21T02:00:00%2B01:00"
            let answer = try await world.ask(.get, "/api/timeline/segments?stream=Front\(blank)Door%2B1&\(times)")
            #expect(answer.status == 200)
            #expect(answer.object["stream"] as? String == "Front Door+1")
            let wrong = try await world.ask(.get, "/api/timeline/segments?stream=Yard&start=2026-11-21T02:00:00+2")
            #expect(wrong.status == 400)
        }
    }

    @Test func playlistsHaveTheDocumentsNames() {
        let own = """
            #EXTM3U
            #EXT-X-MAP:URI="init-3.mp4"
            #EXTINF:2.0,
            3.ts
            """
        let given = """
            #EXTM3U
            #EXT-X-MAP:URI="init-3.mp4"
            #EXTINF:2.0,
            index3.ts
            """
        #expect(PlaylistNames.respelled(own, PlaylistNames.spelledLive) == given)
        #expect(PlaylistNames.live("index3.ts")?.name == "3.ts")
        #expect(PlaylistNames.live("segment_3.ts")?.name == "3.ts")
        #expect(PlaylistNames.live("init-3.mp4")?.format == "fmp4")
        #expect(PlaylistNames.live("passwd") == nil)
    }
}
