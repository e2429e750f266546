import Catalog
import Live
import Media
import Restream
import Stream
import Testing
import WorkerChannel

@testable import NVR

/// Walks all ways on which pictures leave the recorder, as somebody who may see what masks hide and as somebody who may not.
struct WaysOutTests {
    private let me = Asker.administrator

    /// All of the picture, so that nothing of it is left.
    private static let whole = PrivacyMaskDraft(
        polygon: [.init(x: 0, y: 0), .init(x: 1, y: 0), .init(x: 1, y: 1), .init(x: 0, y: 1)]
    )

    private func mask(_ stage: MaskedStage) async throws {
        for camera in ["main", "mjpeg", "still"] {
            _ = try await stage.privacy.replace(as: me, of: camera, [Self.whole])
        }
    }

    /// What somebody gets, or why he gets nothing.
    private func outcome(_ stage: MaskedStage, _ way: WayOut, as name: String) async throws -> String {
        do {
            return try await stage.take(way, as: name)
        } catch let error as DomainError {
            return "\(error.kind)"
        }
    }

    @Test func whatIsMaskedIsMaskedOnEveryWay() async throws {
        try await MaskedStage.with(worker: DerivedSamples.worker) { stage in
            for way in WayOut.allCases {
                #expect(try await outcome(stage, way, as: "vera") == "original", "\(way)")
            }
            try await mask(stage)
            for way in WayOut.allCases {
                let expected = way.isRecorded ? "forbidden" : "masked"
                #expect(try await outcome(stage, way, as: "vera") == expected, "\(way)")
                #expect(try await outcome(stage, way, as: "ugo") == "original", "\(way)")
            }
            for camera in ["main", "mjpeg", "still"] { _ = try await stage.privacy.replace(as: me, of: camera, []) }
            for way in WayOut.allCases {
                #expect(try await outcome(stage, way, as: "vera") == "original", "\(way)")
            }
        }
    }

    /// Never the original, though nothing else can be had.
    @Test func whereNobodyMasksThereIsNothing() async throws {
        try await MaskedStage.with(worker: nil) { stage in
            try await mask(stage)
            for way in WayOut.allCases {
                let expected = way.isRecorded ? "forbidden" : "unavailable"
                #expect(try await outcome(stage, way, as: "vera") == expected, "\(way)")
                let own = way.isDecoded ? "unavailable" : "original"
                #expect(try await outcome(stage, way, as: "ugo") == own, "\(way)")
            }
            let viewer = try await stage.asker("vera")
            #expect(await refusal { _ = try await stage.hls.index(as: viewer, camera: "main") } == .unavailable)
        }
    }

    @Test func whoeverWatchesTheOriginalIsCutOffByTheFirstMask() async throws {
        try await MaskedStage.with(worker: DerivedSamples.worker) { stage in
            let (viewer, trusted) = (try await stage.asker("vera"), try await stage.asker("ugo"))
            let feed = try await stage.live.fragments(as: viewer, camera: "main", LiveWish())
            let frames = try await stage.live.frames(as: viewer, camera: "main", LiveWish())
            let other = try await stage.live.fragments(as: trusted, camera: "main", LiveWish())
            var (items, pieces, others) = (
                feed.makeAsyncIterator(), frames.makeAsyncIterator(), other.makeAsyncIterator()
            )
            _ = await items.next()
            _ = await pieces.next()
            _ = await others.next()
            var changes = feed.viewing.changes.makeAsyncIterator()
            try await mask(stage)
            // Not one more, though there are some.
            #expect(await items.next() == nil)
            #expect(await pieces.next() == nil)
            #expect(await changes.next() != nil)
            #expect(!feed.viewing.mayGoOn(viewer))
            for _ in 0..<3 { #expect(await others.next() != nil) }
        }
    }

    /// Who may see everything can ask to see what the others see.
    @Test func theMaskedPictureCanBeAskedFor() async throws {
        try await MaskedStage.with(worker: DerivedSamples.worker) { stage in
            let wish = try LiveWish(isMasked: true)
            #expect(try await !stage.live.frames(as: me, camera: "main", wish).viewing.sight.isMasked)
            let open = try await stage.snapshots.picture(as: me, of: "mjpeg", width: nil, isMasked: true)
            try await mask(stage)
            let feed = try await stage.live.fragments(as: me, camera: "main", wish)
            var items = feed.makeAsyncIterator()
            #expect(await items.next() != nil)
            #expect(feed.viewing.sight.isMasked && feed.viewing.mayGoOn(me))
            #expect(try await stage.live.pictures(as: me, camera: "mjpeg", wish).viewing.sight.isMasked)
            let hidden = try await stage.snapshots.picture(as: me, of: "mjpeg", width: nil, isMasked: true)
            let seen = try await stage.snapshots.picture(as: me, of: "mjpeg", width: nil)
            #expect(hidden.bytes.count < seen.bytes.count && hidden.bytes.count < open.bytes.count)
        }
    }

    @Test func othersMasksBeginTheMaskedStreamAnew() async throws {
        try await MaskedStage.with(worker: DerivedSamples.worker) { stage in
            try await mask(stage)
            let viewer = try await stage.asker("vera")
            let feed = try await stage.live.fragments(as: viewer, camera: "main", LiveWish())
            var items = feed.makeAsyncIterator()
            #expect(await items.next() != nil)
            let corner = PrivacyMaskDraft(polygon: [.init(x: 0, y: 0), .init(x: 0.5, y: 0), .init(x: 0, y: 0.5)])
            let masks = try await stage.privacy.replace(as: me, of: "main", [corner]).items
            #expect(await items.next() == nil)
            #expect(try await stage.take(.fragments, as: "vera") == "masked")
            let camera = try await stage.cameras.record("main").id
            let ring = try await stage.cameras.work(of: "main", .main).ring
            let key = DerivedKey(camera: camera, stream: .main, picture: .h264, masks: masks.map(\.shape))
            #expect(stage.derived.present(key, of: ring) != nil)
            let old = DerivedKey(camera: camera, stream: .main, masks: [Self.shape])
            #expect(stage.derived.present(old, of: ring) == nil, "what shows the old masks is gone")
        }
    }

    private static var shape: MaskPolygon {
        PrivacyMask(id: "a", name: "", isEnabled: true, polygon: whole.polygon).shape
    }
}
