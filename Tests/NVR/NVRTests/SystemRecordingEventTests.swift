import Catalog
import Changes
import Media
import Testing

@testable import NVR

struct SystemRecordingEventTests {
    private let camera = CameraID.derived(from: "yard") { _ in false }
    private let start = SystemWorld.beginning

    private var row: SegmentRecord {
        let id = RecordingID(nanoseconds: 17)
        return SegmentRecord(
            id: id,
            camera: camera,
            stream: .main,
            start: start,
            end: start,
            node: "local",
            volume: "default",
            key: "yard/17.mp4",
            run: id
        )
    }

    private var progress: SegmentProgress {
        SegmentProgress(end: start, bytes: 1, videoFrames: 1, audioFrames: 0, keyFrames: 1)
    }

    @Test func beginningsAndEndsAreToldWithTheCamera() async throws {
        let world = SystemWorld()
        let events = RecordingEvents(world.services)
        let lasting = GapRecord(id: GapID(nanoseconds: 18), camera: camera, stream: .main, start: start, reason: .lost)
        events.told([
            .opened(row), .advanced(row.id, progress), .gapOpened(lasting),
            .closed(row.id, progress, reason: "length", index: nil), .gapClosed(lasting.id, end: start),
            // Of another run of the program: whose they are is not known.
            .closed(RecordingID(nanoseconds: 3), progress, reason: "length", index: nil),
            .gapClosed(GapID(nanoseconds: 4), end: start),
        ])
        // One that grows is told once.
        for id in [20, 20, 21] as [Int64] {
            let gap = GapRecord(id: GapID(nanoseconds: id), camera: camera, stream: .main, start: start, reason: .lost)
            events.told([.gapUpdated(gap)])
        }
        let followed = try world.system.events(as: SystemWorld.viewer, after: 1000) { SystemWorld.viewer }
        await world.end()
        var told: [String] = []
        for await case .event(let event) in followed { told.append("\(event.kind) \(event.object) \(event.id)") }
        #expect(
            told == [
                "created recording yard/17", "created gap yard/18", "changed recording yard/17", "changed gap yard/18",
                "created gap yard/20", "created gap yard/21",
            ]
        )
    }
}
