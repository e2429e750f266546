import Media
import TestKit
import Testing

@testable import Catalog

/// Of a recording with pauses nothing counts as recorded but its parts.
struct PauseContractTests {
    private let gate: CameraID = "gate"

    private func id(_ number: Int64) -> RecordingID { RecordingID(nanoseconds: number) }

    private func pause(_ fragment: Int, _ start: Int64, _ end: Int64) -> RecordingPause {
        RecordingPause(fragment: fragment, start: at(start), end: at(end), run: id(end), epoch: 3)
    }

    /// From 0 to 1000 s, with pauses from 100 to 400 s and from 500 to 900 s.
    private func parted() -> SegmentRecord {
        var row = segment(10, from: at(0), to: at(1000))
        row.pauses = [pause(100, 100, 400), pause(200, 500, 900)]
        return row
    }

    private func pieces(_ catalog: any Catalog, to: Int64, resolution: Int64 = 1) async throws -> [Range<WallTime>] {
        let query = TimelineQuery(
            cameras: [gate],
            stream: .main,
            from: at(0),
            to: at(to),
            resolution: .seconds(resolution)
        )
        return try await catalog.timeline(query).lines.first?.pieces.map(\.range) ?? []
    }

    @Test func aRecordingIsItsParts() {
        let row = parted()
        #expect(row.parts.map { $0.start..<$0.end } == [at(0)..<at(100), at(400)..<at(500), at(900)..<at(1000)])
        #expect(row.parts.map(\.fragment) == [0, 100, 200] && row.parts.map(\.run) == [row.run, id(400), id(900)])
        #expect(row.duration == .seconds(300))
        let plain = segment(11, from: at(5), to: at(9))
        #expect(plain.duration == .seconds(4) && plain.parts.count == 1 && plain.parts[0].end == plain.end)
    }

    @Test(arguments: Implementation.allCases)
    func nothingIsRecordedInAPause(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            // Something else lies within the second pause.
            let other = segment(20, from: at(600), to: at(660))
            try await catalog.apply([.opened(parted()), .opened(other)])
            #expect(try await catalog.segment(id(10)) == parted())
            #expect(try await catalog.segments(SegmentQuery(limit: 9)) == [parted(), other])
            let spans = [at(0)..<at(100), at(400)..<at(500), at(600)..<at(660), at(900)..<at(1000)]
            func coverage(_ from: Int64, _ to: Int64) async throws -> [Range<WallTime>] {
                try await catalog.coverage(of: gate, .main, from: at(from), to: at(to), joiningWithin: .seconds(1))
                    .spans
            }
            #expect(try await coverage(0, 9999) == spans)
            #expect(try await coverage(450, 620) == [at(450)..<at(500), at(600)..<at(620)])
            #expect(try await coverage(150, 350).isEmpty)
            #expect(try await pieces(catalog, to: 9999) == spans)
            #expect(try await pieces(catalog, to: 350) == [at(0)..<at(100)])

            // What is cut off at its end takes the pauses with it that were before that.
            let progress = SegmentProgress(end: at(480), bytes: 9, videoFrames: 1, audioFrames: 0, keyFrames: 1)
            try await catalog.apply([.closed(id(10), progress, reason: "crashed", index: nil)])
            #expect(try await catalog.segment(id(10))?.pauses == [pause(100, 100, 400)])
            #expect(try await coverage(0, 600) == [at(0)..<at(100), at(400)..<at(480)])
            #expect(try await pieces(catalog, to: 600) == [at(0)..<at(100), at(400)..<at(480)])
            _ = try await catalog.deleteSegments([id(10)], includingProtected: false)
            #expect(try await coverage(0, 9999) == [at(600)..<at(660)])
            #expect(try await pieces(catalog, to: 9999) == [at(600)..<at(660)])
        }
    }

    @Test(arguments: Implementation.allCases)
    func joiningAcrossPausesChangesNothingOfWhatIsRecorded(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let rows = [(10, 0, 100), (20, 400, 500), (30, 900, 1000)].map { number, start, end in
                segment(Int64(number), from: at(Int64(start)), to: at(Int64(end)))
            }
            try await catalog.apply(rows.map(SegmentChange.opened))
            let before = try await pieces(catalog, to: 2000)
            var merged = parted()
            merged.key += "-1"
            #expect(try await catalog.merge(rows, into: merged, index: [4]) != nil)
            #expect(try await catalog.segments(SegmentQuery(limit: 9)) == [merged])
            #expect(try await pieces(catalog, to: 2000) == before)
            let spans = try await catalog.coverage(of: gate, .main, from: at(0), to: at(2000), joiningWithin: .zero)
                .spans
            #expect(spans == before)
            #expect(try await catalog.holder(of: id(20)) == id(10))
        }
    }

    /// The sums of hours and days are those of the parts, however long the pauses and the parts are.
    @Test(arguments: Implementation.allCases)
    func aDayOfPartsIsSummedUpAsSuch(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let hour: Int64 = 3600
            var row = segment(10, from: at(0), to: at(20 * hour))
            // An hour, then three, then a minute of an hour.
            row.pauses = [pause(1, hour, 4 * hour), pause(2, 7 * hour, 19 * hour + 3540)]
            try await catalog.apply([.opened(row)])
            let query = TimelineQuery(
                cameras: [gate],
                stream: .main,
                from: at(0),
                to: at(48 * hour),
                resolution: .seconds(1)
            )
            func sum() async throws -> Duration {
                try await catalog.timeline(query).lines[0].pieces.reduce(.zero) { $0 + $1.recorded }
            }
            #expect(try await sum() == .seconds(4 * hour + 60))
            _ = try await catalog.deleteSegments([id(10)], includingProtected: false)
            #expect(try await sum() == .zero)
        }
    }

    @Test func whatIsNoListOfPausesIsAnError() throws {
        let pauses = [
            pause(1, 2, 3), RecordingPause(fragment: 7, start: at(-9), end: at(-8), run: id(-1), epoch: .max),
        ]
        let bytes = try #require(PartTable.blob(pauses)).bytes
        #expect(try PartTable.pauses(bytes) == pauses)
        #expect(PartTable.blob([]) == nil)
        #expect(throws: CatalogError.self) { try PartTable.pauses(Array(bytes.dropLast())) }
    }
}
