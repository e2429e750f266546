import Media
import Testing

@testable import Catalog

struct CameraEventContractTests {
    private func event(
        _ id: Int64,
        of camera: String = "gate",
        _ kind: String = "motion",
        from start: Int64,
        to end: Int64? = nil
    ) -> CameraEventRecord {
        CameraEventRecord(
            id: CameraEventID(nanoseconds: id),
            camera: CameraID(stringLiteral: camera),
            kind: kind,
            start: at(start),
            end: end.map { at($0) },
            source: "manual"
        )
    }

    private func withEvents(
        _ implementation: Implementation,
        _ body: (any Catalog, [CameraEventRecord]) async throws -> Void
    ) async throws {
        try await implementation.withCatalog { catalog in
            for name in ["gate", "yard"] { try await catalog.insert(camera(name)) }
            var person = event(3, of: "yard", "object", from: 20, to: 25)
            person.label = "person"
            person.score = 0.75
            person.zones = ["drive", "the 'door'"]
            person.stream = .sub
            person.snapshot = SnapshotID(nanoseconds: 77)
            person.source = "onvif"
            person.attributes = #"{"rule":"7"}"#
            person.acknowledgedBy = "anna"
            person.acknowledgedAt = at(99)
            let all = [event(1, from: 10, to: 12), event(2, from: 10), person, event(4, of: "yard", from: 30, to: 30)]
            for one in all { try await catalog.insert(one) }
            try await body(catalog, all)
        }
    }

    private func ids(
        _ catalog: any Catalog,
        _ change: (inout CameraEventFilter) -> Void = { _ in }
    ) async throws -> [Int64] {
        var filter = CameraEventFilter()
        change(&filter)
        return try await catalog.events(CameraEventQuery(filter, limit: 10)).map(\.id.nanoseconds)
    }

    private func expect(
        _ catalog: any Catalog,
        _ expected: [Int64],
        _ change: (inout CameraEventFilter) -> Void
    ) async throws {
        let found = try await ids(catalog, change)
        #expect(found == expected)
    }

    @Test(arguments: Implementation.allCases)
    func anEventComesBackAsItWas(_ implementation: Implementation) async throws {
        try await withEvents(implementation) { catalog, all in
            #expect(try await catalog.events(CameraEventQuery(limit: 10)) == all)
            #expect(try await catalog.event(all[2].id) == all[2])
            #expect(try await catalog.event(CameraEventID(nanoseconds: 7)) == nil)
            #expect(try await catalog.openEvents() == [all[1]])
            var changed = all[1]
            changed.end = at(15)
            changed.label = "cat"
            try await catalog.update(changed)
            #expect(try await catalog.event(changed.id) == changed)
            #expect(try await catalog.openEvents().isEmpty)
            #expect(await errorCode { try await catalog.update(event(9, from: 1)) } == .notFound)
            #expect(await errorCode { try await catalog.insert(all[0]) } == .conflict)
            #expect(await errorCode { try await catalog.insert(event(9, of: "attic", from: 1)) } == .unknownCamera)
        }
    }

    @Test(arguments: Implementation.allCases)
    func listsAreNarrowed(_ implementation: Implementation) async throws {
        try await withEvents(implementation) { catalog, _ in
            try await expect(catalog, [3, 4]) { $0.cameras = ["yard"] }
            try await expect(catalog, []) { $0.cameras = [] }
            try await expect(catalog, [1, 2, 3, 4]) { $0.cameras = ["yard", "gate"] }
            try await expect(catalog, [3]) { $0.kind = "object" }
            try await expect(catalog, [3]) { $0.label = "person" }
            try await expect(catalog, [3]) { $0.source = "onvif" }
            try await expect(catalog, [3]) { $0.leastScore = 0.75 }
            try await expect(catalog, []) { $0.leastScore = 0.76 }
            try await expect(catalog, [3]) { $0.zone = "the 'door'" }
            try await expect(catalog, []) { $0.zone = "driv" }
            try await expect(catalog, [3]) { $0.isAcknowledged = true }
            try await expect(catalog, [1, 2, 4]) { $0.isAcknowledged = false }
            try await expect(catalog, [3, 4]) { $0.from = at(20) }
            try await expect(catalog, [1, 2]) { $0.to = at(20) }
        }
    }

    @Test(arguments: Implementation.allCases)
    func listsArePaged(_ implementation: Implementation) async throws {
        try await withEvents(implementation) { catalog, all in
            let next = CameraEventQuery(limit: 2, after: all[0].cursor)
            let page = try await catalog.events(next)
            #expect(page == [all[1], all[2]])
            let back = CameraEventQuery(isNewestFirst: true, limit: 9, after: all[2].cursor)
            #expect(try await catalog.events(back) == [all[1], all[0]])
            #expect(try await catalog.events(CameraEventQuery(limit: 0)).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func theyAreCounted(_ implementation: Implementation) async throws {
        try await withEvents(implementation) { catalog, _ in
            let edges = [at(0), at(20), at(20), at(40)]
            let tallies = try await catalog.tallyEvents(CameraEventFilter(), between: edges)
            let expected = [
                CameraEventTally(stretch: 0, camera: "gate", kind: "motion", count: 2, unacknowledged: 2),
                CameraEventTally(stretch: 2, camera: "yard", kind: "motion", count: 1, unacknowledged: 1),
                CameraEventTally(stretch: 2, camera: "yard", kind: "object", count: 1, unacknowledged: 0),
            ]
            #expect(tallies == expected)
            let narrow = CameraEventFilter(cameras: ["yard"], from: at(25))
            #expect(try await catalog.tallyEvents(narrow, between: edges) == [expected[1]])
            #expect(try await catalog.tallyEvents(CameraEventFilter(), between: [at(0)]).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func theFirstWhoTakesNoteIsKept(_ implementation: Implementation) async throws {
        try await withEvents(implementation) { catalog, all in
            let ids = all.map(\.id) + [CameraEventID(nanoseconds: 50)]
            let changed = try await catalog.acknowledgeEvents(ids, by: "otto", at: at(100))
            #expect(changed == [all[0].id, all[1].id, all[3].id])
            #expect(try await catalog.event(all[0].id)?.acknowledgedBy == "otto")
            #expect(try await catalog.event(all[0].id)?.acknowledgedAt == at(100))
            #expect(try await catalog.event(all[2].id)?.acknowledgedBy == "anna")
            #expect(try await catalog.acknowledgeEvents([all[2].id], by: nil, at: at(100)) == [all[2].id])
            #expect(try await catalog.event(all[2].id)?.acknowledgedAt == nil)
            #expect(try await catalog.acknowledgeEvents([all[2].id], by: nil, at: at(100)).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func theyAreDeletedAndExpire(_ implementation: Implementation) async throws {
        try await withEvents(implementation) { catalog, all in
            let gone = [all[3].id, CameraEventID(nanoseconds: 50)]
            let deleted = try await catalog.deleteEvents(gone)
            #expect(deleted == [all[3].id])
            #expect(try await ids(catalog) == [1, 2, 3])
            #expect(try await catalog.expireEvents(of: "gate", before: at(12), limit: 9) == 0)
            // One that lasts stays.
            #expect(try await catalog.expireEvents(of: "gate", before: at(13), limit: 9) == 1)
            #expect(try await ids(catalog) == [2, 3])
            #expect(try await catalog.expireEvents(of: "yard", before: at(100), limit: 0) == 0)
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatShowsEventsIsSummedUp(_ implementation: Implementation) async throws {
        try await withEvents(implementation) { catalog, _ in
            #expect(try await catalog.eventRecordings(of: "gate") == EventRecordingTotals())
            var rows = [
                segment(1, from: at(10), to: at(20)), segment(2, .sub, from: at(30), to: at(45)),
                segment(3, from: at(50), to: at(60)), segment(4, of: "yard", from: at(50), to: at(60)),
            ]
            for index in [0, 1, 3] { rows[index].isEvent = true }
            try await catalog.apply(rows.map { .opened($0) })
            let totals = EventRecordingTotals(
                recordings: 2,
                bytes: 2000,
                length: .seconds(25),
                oldestStart: at(10),
                newestEnd: at(45)
            )
            #expect(try await catalog.eventRecordings(of: "gate") == totals)
            let found = try await catalog.segments(SegmentQuery(camera: "gate", isEvent: true, limit: 9))
            #expect(found.map(\.id.nanoseconds) == [1, 2])
            let others = try await catalog.segments(SegmentQuery(camera: "gate", isEvent: false, limit: 9))
            #expect(others.map(\.id.nanoseconds) == [3])
        }
    }

    @Test(arguments: Implementation.allCases)
    func idsAreUnique(_ implementation: Implementation) async throws {
        try await withEvents(implementation) { catalog, _ in
            let first = try await catalog.nextFreeEventID(from: WallTime(nanoseconds: 2))
            let second = try await catalog.nextFreeEventID(from: WallTime(nanoseconds: 2))
            #expect((first.nanoseconds, second.nanoseconds) == (5, 6))
        }
    }
}
