import Media
import Testing

@testable import Catalog

struct MergeContractTests {
    private func id(_ number: Int64) -> RecordingID { RecordingID(nanoseconds: number) }

    /// Five recordings of a minute each, one after the other, with the ids 10 to 50.
    private func rows() -> [SegmentRecord] {
        (1...5 as ClosedRange<Int64>).map { number in
            var row = segment(number * 10, from: at(number * 60), to: at(number * 60 + 60))
            row.videoFrames = 100
            row.run = id(10)
            return row
        }
    }

    private func merged(_ members: [SegmentRecord]) -> SegmentRecord {
        var row = members[0]
        row.end = members.last?.end ?? row.end
        row.bytes = members.reduce(7) { $0 + $1.bytes }
        row.videoFrames = members.reduce(0) { $0 + $1.videoFrames }
        row.key += "-1"
        row.endReason = "length"
        return row
    }

    @Test(arguments: Implementation.allCases)
    func joinedRecordingsAreOneUnderTheFirstId(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let rows = rows()
            try await catalog.apply(rows.map(SegmentChange.opened))
            let announced = FileRemoval(id: id(10), node: "local", volume: "default", key: "new")
            try await catalog.beginMerging(announced)
            #expect(try await catalog.announcedFiles() == [announced])
            let before = try await catalog.coverage(of: "gate", .main, from: at(0), to: at(999), joiningWithin: .zero)

            let members = Array(rows[0...2])
            let new = merged(members)
            let removals = try #require(try await catalog.merge(members, into: new, index: [4, 2]))
            #expect(try await catalog.segments(SegmentQuery(limit: 9)) == [new, rows[3], rows[4]])
            #expect(try await catalog.fragmentIndex(of: id(10)) == [4, 2])
            #expect(try await catalog.announcedFiles().isEmpty)
            // The file of the first goes under an id that nothing else has.
            #expect(Set(removals.map(\.key)) == Set(members.map(\.key)))
            #expect(Set(removals.map(\.id)) == [id(11), id(20), id(30)])
            #expect(Set(try await catalog.pendingRemovals()) == Set(removals))
            #expect(try await catalog.holder(of: id(20)) == id(10))
            #expect(try await catalog.holder(of: id(10)) == nil)
            #expect(try await catalog.recording(id(30)) == new)
            #expect(try await catalog.recording(id(40)) == rows[3])
            #expect(try await catalog.recording(id(41)) == nil)
            let after = try await catalog.coverage(of: "gate", .main, from: at(0), to: at(999), joiningWithin: .zero)
            #expect(after == before)
            let totals = try await catalog.segmentTotals()
            #expect(totals.map(\.segments) == [3] && totals.map(\.bytes) == [new.bytes + 2000])
            #expect(try await catalog.nextFreeRecordingID(from: WallTime(nanoseconds: 20)) == id(21))

            // And again: who was joined to one that is joined now is found too.
            let second = [new, rows[3], rows[4]]
            var newest = merged(second)
            newest.key = "gate/newest"
            #expect(try await catalog.merge(second, into: newest, index: [1]) != nil)
            #expect(try await catalog.segments(SegmentQuery(limit: 9)) == [newest])
            for number: Int64 in [20, 30, 40, 50] { #expect(try await catalog.holder(of: id(number)) == id(10)) }
            #expect(try await catalog.pendingRemovals().count == 6)
            // With the recording goes what is known of its parts.
            _ = try await catalog.deleteSegments([id(10)], includingProtected: false)
            #expect(try await catalog.holder(of: id(20)) == nil)
            #expect(try await catalog.pendingRemovals().count == 7)
        }
    }

    @Test(arguments: Implementation.allCases)
    func oneThatIsNotAsItWasIsNotJoined(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let rows = rows()
            try await catalog.apply(rows.map(SegmentChange.opened))
            let announced = FileRemoval(id: id(10), node: "local", volume: "default", key: "new")
            try await catalog.beginMerging(announced)
            _ = try await catalog.setKeeping(KeepingChange(isProtected: true), of: [id(20)])
            #expect(try await catalog.merge(Array(rows[0...2]), into: merged(rows), index: []) == nil)
            _ = try await catalog.setKeeping(KeepingChange(isProtected: false), of: [id(20)])
            _ = try await catalog.deleteSegments([id(30)], includingProtected: false)
            #expect(try await catalog.merge(Array(rows[0...2]), into: merged(rows), index: []) == nil)
            #expect(try await catalog.merge([rows[0]], into: merged([rows[0]]), index: []) == nil)
            // It must have another file.
            var same = merged([rows[0], rows[1]])
            same.key = rows[0].key
            #expect(try await catalog.merge([rows[0], rows[1]], into: same, index: []) == nil)
            #expect(try await catalog.segments(SegmentQuery(limit: 9)).count == 4)
            #expect(try await catalog.announcedFiles() == [announced])
            try await catalog.endMerging([id(10)])
            #expect(try await catalog.announcedFiles().isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatWasChosenBeforeItWasJoinedIsNotDeletedWithTheRest(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let rows = rows()
            try await catalog.apply(rows.map(SegmentChange.opened))
            let query = ExpirableQuery(camera: "gate", stream: .main, volume: "default", isEvent: false, limit: 9)
            let due = try await catalog.expirable(query)
            let members = Array(rows[0...2])
            #expect(try await catalog.merge(members, into: merged(members), index: []) != nil)
            #expect(try await catalog.deleteUnchanged([rows[0], rows[1]], includingProtected: true).isEmpty)
            #expect(try await catalog.expire(Array(due[0...1])).isEmpty)
            #expect(try await catalog.deleteUnchanged([rows[3]], includingProtected: false).map(\.key) == [rows[3].key])
            #expect(try await catalog.expire([due[4]]).count == 1)
            #expect(try await catalog.segments(SegmentQuery(limit: 9)).map(\.id) == [id(10)])
            let left = try #require(try await catalog.segment(id(10)))
            _ = try await catalog.setKeeping(KeepingChange(isProtected: true), of: [id(10)])
            #expect(try await catalog.deleteUnchanged([left], includingProtected: false).isEmpty)
            #expect(try await catalog.deleteUnchanged([left], includingProtected: true).count == 1)
        }
    }
}
