import Catalog
import Media
import Testing

@testable import NVR

/// A recording is as protected as the camera it comes from.
struct ArchiveAccessTests {
    private let world = CamerasUnderTest()
    private let viewer = Asker.viewer(["gate": [.playback], "yard": [.live]])
    private let start = WallTime(nanoseconds: 1_795_233_000_000_000_000)

    /// One recording a minute of each of three cameras.
    private func withArchive(_ body: (Archive) async throws -> Void) async throws {
        try await world.withRecorder { _, _, archive in
            for (number, name) in ["gate", "yard", "attic"].enumerated() {
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
                for minute in 0..<5 { try await record(id, minute, number) }
                try await world.catalog.openGap(
                    GapRecord(
                        id: GapID(nanoseconds: Int64(number)),
                        camera: id,
                        stream: .main,
                        start: start + .seconds(300),
                        reason: .cameraUnreachable,
                        detail: "The camera does not answer at 192.0.2.7:554."
                    )
                )
            }
            try await body(archive)
        }
    }

    private func record(_ camera: CameraID, _ minute: Int, _ number: Int) async throws {
        let begin = start + .seconds(minute * 60)
        let id = RecordingID(nanoseconds: Int64(minute * 10 + number))
        let segment = SegmentRecord(
            id: id,
            camera: camera,
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

    @Test func listsHoldTheRecordingsThatOneMayPlayAndAreFull() async throws {
        try await withArchive { archive in
            var query = Archive.Query()
            query.limit = 3
            let page = try await archive.recordings(as: viewer, query)
            #expect(page.items.map(\.camera) == ["gate", "gate", "gate"])
            query.cursor = page.next
            #expect(page.next != nil)
            let last = try await archive.recordings(as: viewer, query)
            #expect(last.items.map(\.id) == ["10", "0"])
            #expect(last.next == nil)
            query = Archive.Query()
            #expect(try await archive.recordings(as: Asker.administrator, query).items.count == 15)
            #expect(try await archive.recordings(as: Asker.viewer([:]), query).items.isEmpty)
            let everywhere = Asker.user(.viewer, .all([.playback]))
            #expect(try await archive.recordings(as: everywhere, query).items.count == 15)
            #expect(await refusal { _ = try await archive.recordings(as: .nobody, query) } == .unproven)
            query.camera = "yard"
            #expect(await refusal { _ = try await archive.recordings(as: viewer, query) } == .forbidden)
            query.camera = "attic"
            #expect(await refusal { _ = try await archive.recordings(as: viewer, query) } == .notFound)
        }
    }

    @Test func placesAreChosenByTheirBeginningAndTheirKind() async throws {
        try await withArchive { archive in
            var query = Archive.PlaceQuery()
            query.cameras = ["gate"]
            query.isNewestFirst = false
            query.beginsFrom = start + .seconds(60)
            query.beginsTo = start + .seconds(120)
            let middle = try await archive.places(as: viewer, query)
            #expect(middle.items.map(\.id) == ["10", "20"])
            #expect(middle.total == 2, "one that ends later than it begins is none of these")
            query.beginsFrom = nil
            query.beginsTo = nil
            query.isOpen = false
            #expect(try await archive.places(as: viewer, query).total == 5)
            query.isOpen = true
            #expect(try await archive.places(as: viewer, query).total == 0)
            query.isOpen = nil
            query.isProtected = true
            #expect(try await archive.places(as: viewer, query).items.isEmpty)
            query.isProtected = nil
            query.isBySize = true
            query.offset = 4
            #expect(try await archive.places(as: viewer, query).items.count == 1)
            #expect(try await archive.places(as: viewer, query).total == 5)
        }
    }

    @Test func aRecordingIsFoundByTheNameOfItsFile() async throws {
        try await withArchive { archive in
            let key = "gate/main/1970/01/01/gate_77.mp4"
            let id = RecordingID(nanoseconds: 77)
            let segment = SegmentRecord(
                id: id,
                camera: try #require(CameraID("gate")),
                stream: .main,
                start: start,
                end: start + .seconds(1),
                isOpen: false,
                node: "local",
                volume: "default",
                key: key,
                run: id
            )
            try await world.catalog.apply([.opened(segment)])
            for path in [key, "/var/lib/\(key)"] {
                #expect(try await archive.recording(as: viewer, named: path).id == "77")
            }
            for path in ["", "/etc/passwd", "gate_77.mp4", "gate/main/gate_77.mp4", "yard/\(key)x", "../gate_78.mp4"] {
                #expect(
                    await refusal { _ = try await archive.recording(as: viewer, named: path) } == .notFound,
                    "\(path)"
                )
            }
            let stranger = Asker.viewer(["yard": [.playback]])
            #expect(await refusal { _ = try await archive.recording(as: stranger, named: key) } == .notFound)
        }
    }

    @Test func placesAreThoseOfTheRecordingsThatOneMayPlay() async throws {
        try await withArchive { archive in
            var query = Archive.PlaceQuery()
            query.cameras = ["gate", "yard", "attic", "nowhere"]
            query.limit = 2
            query.offset = 1
            let own = try await archive.places(as: viewer, query)
            #expect(own.items.map(\.id) == ["30", "20"])
            #expect(own.total == 5)
            let all = try await archive.places(as: Asker.administrator, query)
            #expect(all.items.map(\.id) == ["41", "40"])
            #expect(all.total == 15)
            // What is chosen by time is counted by reading it.
            query.to = start + .seconds(120)
            #expect(try await archive.places(as: Asker.administrator, query).total == 6)
            query.isMerged = true
            #expect(try await archive.places(as: Asker.administrator, query).total == 0)
            query.isMerged = nil
            query.codec = "h264"
            #expect(try await archive.places(as: Asker.administrator, query).total == 0)
            query.cameras = ["attic"]
            #expect(try await archive.places(as: viewer, query).total == 0)
            #expect(await refusal { _ = try await archive.places(as: .nobody, query) } == .unproven)
            query.limit = 0
            #expect(await refusal { _ = try await archive.places(as: viewer, query) } == .invalid)
        }
    }

    @Test func aRecordingThatOneMayNotPlayIsNotThere() async throws {
        try await withArchive { archive in
            let seen = try await archive.recording(as: viewer, "0")
            #expect(seen.camera == "gate")
            for id in ["1", "2", "77", "x"] {
                #expect(await refusal { _ = try await archive.recording(as: viewer, id) } == .notFound)
                #expect(await refusal { _ = try await archive.media(as: viewer, of: id) } == .notFound)
                #expect(await refusal { _ = try await archive.media(as: .nobody, of: id) } == .unproven)
            }
            let admitted = await refusal { _ = try await archive.media(as: viewer, of: "0") }
            // It has no file here: whoever may play it learns that.
            #expect(admitted == .unavailable)
        }
    }

    @Test func coverageNeedsTheSameRightAndTellsPlacesToManagersOnly() async throws {
        try await withArchive { archive in
            let end = start + .seconds(600)
            func coverage(_ principal: Principal, _ id: String) async throws -> CoverageView {
                try await archive.coverage(as: principal, of: id, stream: "main", from: start, to: end)
            }
            let seen = try await coverage(viewer, "gate")
            #expect(seen.gaps.map(\.detail) == ["The camera could not be reached."])
            let whole = try await coverage(Asker.administrator, "gate")
            #expect(whole.gaps.first?.detail.contains("192.0.2.7") == true)
            #expect(await refusal { _ = try await coverage(viewer, "yard") } == .forbidden)
            #expect(await refusal { _ = try await coverage(viewer, "attic") } == .notFound)
        }
    }

    /// Of which parts of it are missing is not known, so it is not cut as other gaps are.
    @Test func aGapOfSeveralHolesIsToldWhole() async throws {
        try await withArchive { archive in
            let camera = try #require(CameraID("gate"))
            func gap(_ id: Int64, from second: Int, missing: Duration?) -> SegmentChange {
                let begin = start + .seconds(second)
                return .gapUpdated(
                    GapRecord(
                        id: GapID(nanoseconds: id),
                        camera: camera,
                        stream: .main,
                        start: begin,
                        end: begin + .seconds(2),
                        missing: missing,
                        reason: .lost
                    )
                )
            }
            try await world.catalog.apply([
                gap(100, from: 9, missing: .seconds(1)), gap(101, from: 19, missing: nil),
            ])
            for second in [10, 20] {
                let found = try await archive.coverage(
                    as: Asker.administrator,
                    of: "gate",
                    stream: "main",
                    from: start + .seconds(second),
                    to: start + .seconds(second + 3)
                )
                #expect(found.gaps.map(\.missing) == [.seconds(1)])
                let begin = start + .seconds(second == 10 ? 9 : 20)
                #expect(found.gaps.map(\.range) == [begin..<start + .seconds(second + 1)])
            }
        }
    }
}
