import Foundation
import Media
import Testing

@testable import Catalog

struct GapContractTests {
    @Test(arguments: Implementation.allCases)
    func aGapLastsUntilItIsClosed(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            var record = gap(3, .sub, from: at(10), to: nil, .diskTooSlow)
            try await catalog.openGap(record)
            #expect(try await catalog.openGaps() == [record])
            #expect(try await catalog.gaps(GapQuery(from: at(99_999), to: at(100_000), limit: 9)) == [record])
            #expect(try await catalog.closeGap(record.id, at: at(20)))
            record.end = at(20)
            #expect(try await !catalog.closeGap(record.id, at: at(30)))
            #expect(try await !catalog.closeGap(GapID(nanoseconds: 4), at: at(30)))
            #expect(try await catalog.openGaps().isEmpty)
            #expect(try await catalog.gaps(GapQuery(limit: 9)) == [record])
            #expect(try await catalog.gaps(GapQuery(from: at(20), to: at(30), limit: 9)).isEmpty)
            let again = await errorCode { try await catalog.openGap(record) }
            #expect(again == .conflict)
            let unknown = await errorCode { try await catalog.openGap(gap(9, of: "nowhere", from: at(0), to: nil)) }
            #expect(unknown == .unknownCamera)
        }
    }

    @Test(arguments: Implementation.allCases)
    func everyReasonComesBack(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            for (number, reason) in GapReason.allCases.enumerated() {
                let start = Int64(number)
                try await catalog.openGap(gap(start, from: at(start), to: at(start + 1), reason))
            }
            #expect(try await catalog.gaps(GapQuery(limit: 99)).map(\.reason) == GapReason.allCases)
        }
    }

    /// Clients and catalogues know these words.
    @Test func theCodesOfTheReasonsAreFixed() {
        #expect(
            GapReason.allCases.map(\.rawValue) == [
                "not-running", "crashed", "camera-unreachable", "camera-refused", "no-video", "stale-session",
                "stream-unreadable", "stream-restarted", "reconnected",
                "disk-too-slow", "disk-full", "packets-lost", "file-missing", "file-damaged", "disabled",
                "not-wanted", "not-masked", "other",
            ]
        )
    }

    @Test func allReasonsAreDocumented() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let text = try String(contentsOf: root.appending(path: "docs/api.md"), encoding: .utf8)
        let paragraph = try #require(text.components(separatedBy: "The reasons of gaps are ").last)
        let sentence = paragraph.prefix { $0 != "." }
        let documented = sentence.split(separator: "`").map(String.init).enumerated().filter { $0.offset % 2 == 0 }
        #expect(documented.map(\.element) == GapReason.allCases.map(\.rawValue))
    }

    /// What holes of a file were close together are one row, which grows.
    @Test(arguments: Implementation.allCases)
    func aGapOfHolesGrows(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            var record = gap(3, from: at(10), to: at(11), .lost)
            #expect(try await catalog.apply([.gapUpdated(record)]).isEmpty)
            #expect(try await catalog.gaps(GapQuery(limit: 9)) == [record])
            (record.end, record.missing, record.detail) = (at(20), .milliseconds(1500), "Twice.")
            let other = gap(4, .sub, from: at(10), to: at(11), .lost)
            try await catalog.apply([.gapUpdated(record), .gapUpdated(other), .gapUpdated(record)])
            #expect(try await catalog.gaps(GapQuery(limit: 9)) == [record, other])
            let coverage = try await catalog.coverage(
                of: "gate",
                .main,
                from: at(19),
                to: at(25),
                joiningWithin: .zero
            )
            #expect(coverage.gaps == [record])
            let unknown = await errorCode {
                try await catalog.apply([.gapUpdated(gap(9, of: "nowhere", from: at(0), to: at(1)))])
            }
            #expect(unknown == .unknownCamera)
        }
    }

    @Test(arguments: Implementation.allCases)
    func gapsAreFilteredAndOrdered(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            try await catalog.apply([
                .gapOpened(gap(5, of: "yard", .main, from: at(10), to: at(20))),
                .gapOpened(gap(4, of: "gate", .sub, from: at(10), to: at(20))),
                .gapOpened(gap(3, of: "gate", .main, from: at(15), to: nil)),
                .gapOpened(gap(2, of: "gate", .main, from: at(0), to: at(50_000))),
            ])
            func ids(_ query: GapQuery) async throws -> [Int64] { try await catalog.gaps(query).map(\.id.nanoseconds) }
            let gate: CameraID = "gate"
            #expect(try await ids(GapQuery(limit: 9)) == [2, 4, 5, 3])
            #expect(try await ids(GapQuery(limit: 2)) == [2, 4])
            #expect(try await ids(GapQuery(camera: gate, limit: 9)) == [2, 4, 3])
            #expect(try await ids(GapQuery(camera: gate, limit: 2)) == [2, 4])
            #expect(try await ids(GapQuery(stream: .main, limit: 9)) == [2, 5, 3])
            #expect(try await ids(GapQuery(camera: gate, stream: .main, from: at(20), to: at(25), limit: 9)) == [2, 3])
            #expect(try await ids(GapQuery(from: at(60_000), limit: 9)) == [3])
            #expect(try await ids(GapQuery(to: at(10), limit: 9)) == [2])
        }
    }

    @Test(arguments: Implementation.allCases)
    func idsOfGapsAreOfTheirOwn(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.apply([
                .opened(segment(5, from: at(0), to: at(1))), .gapOpened(gap(6, from: at(0), to: nil)),
            ])
            var ids: [Int64] = []
            for _ in 0..<3 { ids.append(try await catalog.nextFreeGapID(from: WallTime(nanoseconds: 5)).nanoseconds) }
            #expect(ids == [5, 7, 8])
        }
    }
}
