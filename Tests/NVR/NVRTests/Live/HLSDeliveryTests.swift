import Live
import Media
import Simulation
import Stream
import Testing

@testable import NVR

/// Playlists and segments for those who may watch the camera, and for nobody else.
struct HLSDeliveryTests {
    /// Calls `body` with a running simulated camera, "yard", and HLS over it.
    private func withHLS(_ body: (HLSDelivery, Settings, Cameras) async throws -> Void) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest()
        let settings = try await Settings.open(world.services)
        try await world.withRunning { cameras, _ in
            let engine = LiveHLS(time: world.services.time)
            let hls = HLSDelivery(engine: engine, cameras: cameras, settings: settings)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await hls.run() }
                defer { group.cancelAll() }
                var draft = CameraDraft(name: "Yard", url: "rtsp://127.0.0.1:\(camera.server.port)/main")
                draft.subURL = "rtsp://127.0.0.1:\(camera.server.port)/sub"
                _ = try await cameras.add(as: Asker.administrator, draft)
                try await eventually("pictures come of both streams") {
                    let status = try await cameras.camera(as: Asker.administrator, "yard").status
                    return status.main?.frames ?? 0 > 0 && status.sub?.frames ?? 0 > 0
                }
                try await body(hls, settings, cameras)
            }
        }
        await camera.server.close()
    }

    /// The addresses that a playlist names.
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    @Test func whoMayWatchGetsAllAndNobodyElseAnything() async throws {
        try await withHLS { hls, settings, cameras in
            let viewer = Asker.viewer(["yard": [.live]])
            let index = try await hls.index(as: viewer, camera: "yard")
            #expect(Self.lines(index) == ["main/ts/index.m3u8", "sub/ts/index.m3u8"])
            #expect(
                Self.lines(try await hls.index(as: viewer, camera: "yard", stream: "sub", format: "fmp4")) == [
                    "sub/fmp4/index.m3u8"
                ]
            )
            let playlist = try await hls.playlist(as: viewer, camera: "yard", stream: "main", format: "ts", query: "")
            let name = try #require(Self.lines(playlist.text).first)
            let file = try await hls.file(as: viewer, camera: "yard", stream: "main", format: "ts", name: name)
            #expect(file.contentType == "video/mp2t" && file.parts.first?.array.first == 0x47)
            for (asker, expected) in [
                (Principal.nobody, DomainError.Kind.unproven), (Asker.viewer([:]), .notFound),
                (Asker.viewer(["yard": [.playback, .export]]), .forbidden),
                (Asker.viewer(["gate": [.live]]), .notFound),
            ] {
                #expect(await refusal { _ = try await hls.index(as: asker, camera: "yard") } == expected)
                #expect(
                    await refusal {
                        _ = try await hls.playlist(as: asker, camera: "yard", stream: "main", format: "ts", query: "")
                    } == expected
                )
                #expect(
                    await refusal {
                        _ = try await hls.file(as: asker, camera: "yard", stream: "main", format: "ts", name: name)
                    } == expected
                )
                #expect(throws: DomainError.self) { try hls.health(as: asker) }
            }
            let health = try hls.health(as: Asker.administrator)
            #expect(health.isOffered && health.streams == 1 && health.started == 1 && health.segments > 0)

            _ = try await settings.change(as: Asker.administrator, ["live.hls_enabled": .bool(false)])
            #expect(await refusal { _ = try await hls.index(as: viewer, camera: "yard") } == .unavailable)
            #expect(
                await refusal {
                    _ = try await hls.file(as: viewer, camera: "yard", stream: "main", format: "ts", name: name)
                } == .unavailable
            )
            _ = try await settings.change(as: Asker.administrator, ["live.hls_enabled": .null])
            var off = CameraChange()
            off.offersHLS = false
            _ = try await cameras.change(as: Asker.administrator, "yard", off)
            #expect(await refusal { _ = try await hls.index(as: viewer, camera: "yard") } == .unavailable)
            off.offersHLS = true
            off.hlsFrameRate = 121
            #expect(
                await refusal { _ = try await cameras.change(as: Asker.administrator, "yard", off) } == .invalid
            )
            off.hlsFrameRate = 5
            #expect(try await cameras.change(as: Asker.administrator, "yard", off).hlsFrameRate == 5)
            off.isEnabled = false
            _ = try await cameras.change(as: Asker.administrator, "yard", off)
            #expect(await refusal { _ = try await hls.index(as: viewer, camera: "yard") } == .unavailable)
        }
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        try await withHLS { hls, settings, _ in
            let me = Asker.administrator
            for (stream, format) in [("third", "ts"), ("main", "avi"), ("", "")] {
                #expect(
                    await refusal {
                        _ = try await hls.playlist(as: me, camera: "yard", stream: stream, format: format, query: "")
                    } == .invalid
                )
                #expect(
                    await refusal { _ = try await hls.index(as: me, camera: "yard", stream: stream) } == .invalid
                        || stream == "main"
                )
            }
            #expect(
                await refusal {
                    _ = try await hls.playlist(
                        as: me,
                        camera: "yard",
                        stream: "main",
                        format: "ts",
                        query: "_HLS_msn=x"
                    )
                } == .invalid
            )
            #expect(
                await refusal {
                    _ = try await hls.file(as: me, camera: "yard", stream: "main", format: "ts", name: "1.ts")
                } == .notFound
            )
            #expect(await refusal { _ = try await hls.index(as: me, camera: "nowhere") } == .notFound)
            #expect(try hls.health(as: me).started == 0)
            // Of low latency: parts, which only fragmented MP4 has.
            _ = try await settings.change(as: me, ["live.low_latency_hls": .bool(true)])
            #expect(
                Self.lines(try await hls.index(as: me, camera: "yard")) == [
                    "main/fmp4/index.m3u8", "sub/fmp4/index.m3u8",
                ]
            )
            let quick = try await hls.playlist(as: me, camera: "yard", stream: "sub", format: "fmp4", query: "")
            #expect(quick.text.contains("#EXT-X-PART:"))
            _ = try await settings.change(as: me, ["live.hls_max_streams": .integer(1)])
            #expect(
                await refusal {
                    _ = try await hls.playlist(as: me, camera: "yard", stream: "main", format: "ts", query: "")
                } == .busy
            )
            #expect(try hls.health(as: me).refused == 1)
        }
    }
}
