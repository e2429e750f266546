import Catalog
import Media
import Testing

@testable import NVR

/// The time line of many cameras, for those who may play their recordings.
struct ArchiveTimelineTests {
    private let world = CamerasUnderTest()
    private let start = WallTime(nanoseconds: 1_795_222_800_000_000_000)

    /// Of "gate" an hour is recorded, but for ten minutes in which it could not be reached twice; of "yard" and "attic" nothing.
    private func withArchive(_ body: (Archive) async throws -> Void) async throws {
        try await world.withRecorder { _, _, archive in
            for name in ["gate", "yard", "attic"] {
                let id = try #require(CameraID(name))
                try await world.catalog.insert(
                    CameraRecord(
                        id: id,
                        name: name,
                        mainURL: "rtsp://192.0.2.7/",
                        owner: "local",
                        leaseEpoch: 1,
                        createdAt: start
                    )
                )
            }
            let gate = try #require(CameraID("gate"))
            for minute in 0..<60 where !(20..<30).contains(minute) {
                let begin = start + .seconds(60 * minute)
                let id = RecordingID(nanoseconds: begin.nanoseconds)
                let segment = SegmentRecord(
                    id: id,
                    camera: gate,
                    stream: .main,
                    start: begin,
                    end: begin + .seconds(60),
                    bytes: 1,
                    isOpen: false,
                    node: "local",
                    volume: "default",
                    key: "\(id)",
                    run: id
                )
                try await world.catalog.apply([.opened(segment)])
            }
            for (id, first, last, reason) in [
                (1, 1200, 1500, GapReason.cameraUnreachable), (2, 1501, 1800, .cameraUnreachable),
                (3, 1500, 1501, .reconnected),
            ] {
                try await world.catalog.openGap(
                    GapRecord(
                        id: GapID(nanoseconds: Int64(id)),
                        camera: gate,
                        stream: .main,
                        start: start + .seconds(first),
                        end: start + .seconds(last),
                        reason: reason,
                        detail: "No answer at 192.0.2.7."
                    )
                )
            }
            try await body(archive)
        }
    }

    private func request(_ cameras: [String]? = ["gate"], seconds: Int = 3600) -> TimelineRequest {
        var request = TimelineRequest(from: start, to: start + .seconds(seconds))
        request.cameras = cameras
        return request
    }

    @Test func spansGapsAndSharesAreAsExactAsAskedFor() async throws {
        try await withArchive { archive in
            var wanted = request()
            wanted.buckets = 6
            var found = try await archive.timeline(as: Asker.administrator, wanted)
            #expect(found.resolution == .milliseconds(3600))
            var line = try #require(found.lines.first)
            #expect(line.spans == [start..<start + .seconds(1200), start + .seconds(1800)..<start + .seconds(3600)])
            #expect(line.gaps.map(\.range) == [start + .seconds(1200)..<start + .seconds(1800)])
            #expect(line.gaps.map(\.missing) == [.seconds(599)] && line.gaps[0].reason == "camera-unreachable")
            #expect(!line.gaps[0].sentence.contains("192.0.2.7"))
            #expect(line.buckets == [1, 1, 0, 1, 1, 1])
            #expect(abs(line.recordedRatio - 50.0 / 60) < 1e-9)
            // Too short to be seen.
            wanted.resolution = .seconds(700)
            found = try await archive.timeline(as: Asker.administrator, wanted)
            line = try #require(found.lines.first)
            #expect(line.spans == [start..<start + .seconds(3600)] && line.gaps.isEmpty)
            #expect(line.buckets?[2] == 0)
            // More exact than anything is.
            wanted.resolution = .nanoseconds(1)
            #expect(try await archive.timeline(as: Asker.administrator, wanted).resolution == .milliseconds(1800))
            wanted = request(seconds: 7200)
            wanted.buckets = 2
            line = try #require(try await archive.timeline(as: Asker.administrator, wanted).lines.first)
            #expect(line.buckets == [0.8333, 0])
        }
    }

    @Test func lossesThatAreTooShortAreMarksWhereTheyAreAskedFor() async throws {
        try await withArchive { archive in
            let gate = try #require(CameraID("gate"))
            for (id, second, length, reason) in [
                (11, 2400, 2, GapReason.lost), (12, 2403, 5, .reconnected), (13, 3000, 1, .lost),
                (14, 3100, 3, .notWanted),
            ] {
                try await world.catalog.openGap(
                    GapRecord(
                        id: GapID(nanoseconds: Int64(id)),
                        camera: gate,
                        stream: .main,
                        start: start + .seconds(second),
                        end: start + .seconds(second + length),
                        reason: reason,
                        detail: "No answer at 192.0.2.7."
                    )
                )
            }
            var wanted = request()
            wanted.resolution = .seconds(60)
            var line = try #require(try await archive.timeline(as: Asker.administrator, wanted).lines.first)
            #expect(line.losses == nil && line.protected == nil && line.gaps.count == 1)
            wanted.hasLosses = true
            wanted.hasProtected = true
            line = try #require(try await archive.timeline(as: Asker.administrator, wanted).lines.first)
            let losses = try #require(line.losses)
            // The longest near by, with the number of all; what is told as a gap is none, and what was not wanted, either.
            #expect(losses.map(\.reason) == ["packets-lost", "reconnected"])
            #expect(losses[1].marks.map(\.range.lowerBound) == [start + .seconds(1500), start + .seconds(2403)])
            #expect(
                losses[1].marks.map(\.count) == [1, 2] && losses[1].marks.map(\.missing) == [.seconds(1), .seconds(5)]
            )
            #expect(losses[0].marks.map(\.range) == [start + .seconds(3000)..<start + .seconds(3001)])
            #expect(!losses[0].sentence.contains("192.0.2.7"))
            #expect(line.gaps.count == 1 && line.protected == [])
            // A gap that is shorter than what can be seen is a mark, too.
            wanted.resolution = .seconds(700)
            line = try #require(try await archive.timeline(as: Asker.administrator, wanted).lines.first)
            #expect(line.gaps.isEmpty && line.losses?.flatMap(\.marks).map(\.missing).max() == .seconds(599))
        }
    }

    @Test func eventsAreMarksWhereTheyAreAskedFor() async throws {
        try await withArchive { archive in
            for (id, name, label, second, length) in [
                (1, "gate", "person", 60, 5), (2, "gate", "person", 61, nil), (3, "gate", "cat", 3599, 60),
                (4, "yard", "person", 10, 0), (5, "gate", "cat", 3600, 1), (6, "attic", "cat", 9, 1),
            ] as [(Int64, String, String, Int, Int?)] {
                try await world.catalog.insert(
                    CameraEventRecord(
                        id: CameraEventID(nanoseconds: id),
                        camera: try #require(CameraID(name)),
                        kind: "object",
                        label: label,
                        start: start + .seconds(second),
                        end: length.map { start + .seconds(second + $0) },
                        source: "manual"
                    )
                )
            }
            var wanted = request(["gate", "yard"])
            let without = try await archive.timeline(as: Asker.administrator, wanted)
            #expect(without.lines[0].events == nil && without.eventResolution == nil)
            wanted.hasEvents = true
            wanted.resolution = .seconds(30)
            let found = try await archive.timeline(
                as: Asker.viewer(["gate": [.playback], "yard": [.playback]]),
                wanted
            )
            #expect(found.eventResolution == .seconds(30))
            let gate = try #require(found.lines.first?.events)
            #expect(gate.map(\.label) == ["cat", "person"] && gate.allSatisfy { $0.kind == "object" })
            // Cut to the time that was asked for; one that lasts is as long as that, or until now.
            let cat = TimelineView.Events.Mark(
                range: start + .seconds(3599)..<start + .seconds(3600),
                count: 1,
                first: "3"
            )
            #expect(gate[0].marks == [cat])
            #expect(gate[1].marks.map(\.count) == [2] && gate[1].marks[0].first == "1")
            #expect(gate[1].marks[0].range.lowerBound == start + .seconds(60))
            let yard = try #require(found.lines.last?.events)
            #expect(yard.map(\.marks.count) == [1] && yard[0].marks[0].range.isEmpty)
        }
    }

    @Test func itIsOfThoseWhoseRecordingsOneMayPlay() async throws {
        try await withArchive { archive in
            let viewer = Asker.viewer(["gate": [.playback], "yard": [.live]])
            func cameras(_ asker: Principal, _ names: [String]?) async throws -> [String] {
                try await archive.timeline(as: asker, request(names)).lines.map(\.camera)
            }
            let all = try await cameras(Asker.administrator, nil)
            #expect(all == ["attic", "gate", "yard"])
            #expect(try await cameras(Asker.administrator, ["yard", "gate", "yard"]) == ["yard", "gate"])
            #expect(try await cameras(viewer, nil) == ["gate"])
            #expect(try await cameras(Asker.viewer([:]), nil) == [])
            #expect(await refusal { _ = try await cameras(viewer, ["gate", "yard"]) } == .forbidden)
            #expect(await refusal { _ = try await cameras(viewer, ["gate", "attic"]) } == .notFound)
            #expect(await refusal { _ = try await cameras(Asker.administrator, ["nowhere"]) } == .notFound)
            #expect(await refusal { _ = try await cameras(Asker.administrator, [""]) } == .notFound)
            #expect(await refusal { _ = try await cameras(.nobody, nil) } == .unproven)
            let many = (0..<65).map { "camera-\($0)" }
            #expect(await refusal { _ = try await cameras(Asker.administrator, many) } == .invalid)
        }
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        try await withArchive { archive in
            func kind(_ change: (inout TimelineRequest) -> Void) async -> DomainError.Kind? {
                var wanted = request()
                change(&wanted)
                let changed = wanted
                return await refusal { _ = try await archive.timeline(as: Asker.administrator, changed) }
            }
            #expect(await kind { $0.to = $0.from } == .invalid)
            #expect(await kind { $0.from = WallTime(nanoseconds: .min) } == .invalid)
            #expect(await kind { $0.stream = "both" } == .invalid)
            #expect(await kind { $0.resolution = .zero } == .invalid)
            for buckets in [0, -1, 2001, .max] { #expect(await kind { $0.buckets = buckets } == .invalid) }
            #expect(await kind { $0.buckets = 2000 } == nil)
            #expect(await kind { $0.resolution = .seconds(Int64.max) } == nil)
        }
    }
}
