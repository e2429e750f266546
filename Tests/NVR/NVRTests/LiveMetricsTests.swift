import Live
import Media
import Prometheus
import Stream
import Testing

@testable import NVR

/// The figures of those who watch.
struct LiveMetricsTests {
    @Test func whoWatchesIsCounted() async throws {
        let world = try await PeopleWorld()
        let settings = try await Settings.open(world.services)
        try await CamerasUnderTest().withCameras { cameras in
            let hub = LiveHub(linger: .zero)
            let hls = HLSDelivery(engine: LiveHLS(time: world.services.time), cameras: cameras, settings: settings)
            let restreams = Restreams(
                services: world.services,
                people: world.people,
                cameras: cameras,
                hub: hub,
                configuration: nil
            )
            let metrics = LiveMetrics(hub: hub, hls: hls, restreams: restreams)
            #expect(try await text(metrics).contains("nightjar_live_viewers 0\n"))
            let ring = StreamRing()
            let key = RenditionKey(camera: "yard", stream: "main", kind: .rawFrames)
            let views = (0..<3).map { _ in LiveView(in: hub, of: ring, as: key) { RawFrameBuilder() } }
            let told = try await text(metrics)
            let expected = [
                "nightjar_live_viewers 3", "nightjar_live_renditions 1", "nightjar_live_held_bytes 0",
                "nightjar_hls_streams 0", "nightjar_hls_streams_limit 16", "nightjar_hls_segments 0",
                "nightjar_hls_streams_started_total 0", "nightjar_hls_streams_refused_total 0",
                "nightjar_rtsp_server_up 0", "nightjar_rtsp_server_viewers 0", "nightjar_rtsp_server_units_total 0",
            ]
            for line in expected { #expect(told.contains(line + "\n"), "\(line)") }
            withExtendedLifetime(views) {}
        }
    }

    private func text(_ metrics: LiveMetrics) async throws -> String {
        var exposition = Exposition()
        for family in await metrics.families() { try exposition.add(family) }
        return String(decoding: exposition.bytes(.plain), as: UTF8.self)
    }
}
