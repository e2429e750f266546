import Media
import TestKit
import Testing

@testable import Catalog

/// What came and went, day by day.
struct StorageDayContractTests {
    private static let length: Int64 = 86_400

    /// - Parameter bytes: written, deleted and held.
    private func day(
        _ number: Int64,
        _ bytes: [Int64],
        _ camera: CameraID = "gate",
        _ stream: StreamKind = .main
    ) -> StorageDay {
        StorageDay(
            day: at(number * Self.length),
            camera: camera,
            stream: stream,
            volume: "default",
            written: bytes[0],
            deleted: bytes[1],
            held: bytes[2]
        )
    }

    private func progress(_ bytes: Int64) -> SegmentProgress {
        SegmentProgress(end: at(20), bytes: bytes, videoFrames: 1, audioFrames: 0, keyFrames: 1)
    }

    private func withCatalog(
        _ implementation: Implementation,
        _ body: (any Catalog, _ days: (Int64) async throws -> [StorageDay]) async throws -> Void
    ) async throws {
        try await implementation.withCatalog { catalog in
            for name in ["gate", "yard"] { try await catalog.insert(camera(name)) }
            try await body(catalog) { today in
                try await catalog.storageDays(from: at(0), to: at(1000 * Self.length), today: at(today * Self.length))
            }
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatIsWrittenAndDeletedIsCounted(_ implementation: Implementation) async throws {
        try await withCatalog(implementation) { catalog, days in
            #expect(try await days(3) == [])
            let own = segment(1, from: at(10), to: at(20), bytes: 0, isOpen: true)
            try await catalog.apply([
                .opened(own), .advanced(own.id, progress(500)),
                .opened(segment(2, .sub, from: at(10), to: at(20), bytes: 70)),
                .opened(segment(3, of: "yard", from: at(10), to: at(20), bytes: 900)),
            ])
            let first = [day(3, [500, 0, 500]), day(3, [70, 0, 70], "gate", .sub), day(3, [900, 0, 900], "yard")]
            #expect(try await days(3) == first, "what is not noted yet is told")
            try await catalog.noteStorage(on: at(3 * Self.length), forgettingBefore: at(0))
            #expect(try await days(3) == first, "and is not told twice")
            try await catalog.apply([.closed(own.id, progress(620), reason: "next", index: nil)])
            try await catalog.noteStorage(on: at(3 * Self.length), forgettingBefore: at(0))
            #expect(try await days(3)[0] == day(3, [620, 0, 620]))
            // A file that was mended is shorter; one is deleted, one has had its time.
            try await catalog.apply([.closed(own.id, progress(600), reason: "next", index: nil)])
            _ = try await catalog.deleteSegments([RecordingID(nanoseconds: 2)], includingProtected: false)
            let expirable = try await catalog.expirable(
                ExpirableQuery(camera: "yard", stream: .main, volume: "default", isEvent: false, limit: 9)
            )
            #expect(try await catalog.expire(expirable).count == 1)
            try await catalog.noteStorage(on: at(4 * Self.length), forgettingBefore: at(0))
            let second = [day(4, [0, 20, 600]), day(4, [0, 70, 0], "gate", .sub), day(4, [0, 900, 0], "yard")]
            #expect(try await days(4) == [day(3, [620, 0, 620])] + Array(first.dropFirst()) + second)
            // Of what is empty nothing more is told.
            try await catalog.noteStorage(on: at(5 * Self.length), forgettingBefore: at(4 * Self.length))
            #expect(try await days(5) == second + [day(5, [0, 0, 600])])
            let part = try await catalog.storageDays(
                from: at(4 * Self.length),
                to: at(5 * Self.length),
                today: at(5 * Self.length)
            )
            #expect(part == second)
        }
    }

    @Test(arguments: Implementation.allCases, [290, 310, 80] as [Int64])
    func whatIsJoinedIsNeitherWrittenNorDeleted(_ implementation: Implementation, _ bytes: Int64) async throws {
        try await withCatalog(implementation) { catalog, days in
            let members = (1...3).map { segment($0, from: at($0 * 10), to: at($0 * 10 + 10), bytes: 100) }
            try await catalog.apply(members.map { .opened($0) })
            try await catalog.noteStorage(on: at(0), forgettingBefore: at(0))
            var merged = members[0]
            merged.bytes = bytes
            merged.key = "joined.mp4"
            merged.end = at(40)
            #expect(try await catalog.merge(members, into: merged, index: [1]) != nil)
            let told = try await days(1).last
            #expect(told == day(1, [max(0, bytes - 300), max(0, 300 - bytes), bytes]))
        }
    }

    /// Each volume by itself, and what is written and deleted is the change of what is held.
    @Test(arguments: Implementation.allCases, [4, 5] as [UInt64])
    func theSumsAreTheChange(_ implementation: Implementation, _ seed: UInt64) async throws {
        try await withCatalog(implementation) { catalog, days in
            var random = SeededGenerator(seed: seed)
            var ids: [RecordingID] = []
            for number in 0..<30 as Range<Int64> {
                for step in 0..<6 as Range<Int64> {
                    if Int.random(in: 0..<3, using: &random) == 0, let id = ids.randomElement(using: &random) {
                        _ = try await catalog.deleteSegments([id], includingProtected: true)
                        continue
                    }
                    var row = segment(
                        number * 6 + step,
                        from: at(number),
                        to: at(number + 1),
                        bytes: .random(in: 0...99, using: &random)
                    )
                    row.volume = Bool.random(using: &random) ? "default" : "second"
                    try await catalog.apply([.opened(row)])
                    ids.append(row.id)
                }
                try await catalog.noteStorage(on: at(number * Self.length), forgettingBefore: at(0))
            }
            var held: [String: Int64] = [:]
            let found = try await days(29)
            #expect(Set(found.map(\.volume)) == ["default", "second"])
            for day in found {
                held[day.volume, default: 0] += day.written - day.deleted
                #expect(held[day.volume] == day.held && day.written >= 0 && day.deleted >= 0)
            }
        }
    }

    @Test(arguments: Implementation.allCases)
    func recordingsAreCountedByTheirBeginnings(_ implementation: Implementation) async throws {
        try await withCatalog(implementation) { catalog, _ in
            try await catalog.apply([
                .opened(segment(1, from: at(10), to: at(20))), .opened(segment(2, .sub, from: at(19), to: at(30))),
                .opened(segment(3, of: "yard", from: at(20), to: at(90))),
                .opened(segment(4, from: at(40), to: at(50))),
            ])
            let stretches = [at(0)..<at(20), at(20)..<at(40), at(40)..<at(41), at(41)..<at(99)]
            let counts = try await catalog.segmentCounts(in: stretches)
            #expect(counts == [["gate": 2], ["yard": 1], ["gate": 1], [:]])
            #expect(try await catalog.segmentCounts(in: []) == [])
        }
    }
}
