import Media
import Testing

@testable import Catalog

struct RetentionContractTests {
    private func query(
        _ camera: String = "gate",
        _ stream: StreamKind = .main,
        isEvent: Bool = false,
        before: WallTime? = nil,
        after: SegmentCursor? = nil,
        limit: Int = 10
    ) -> ExpirableQuery {
        ExpirableQuery(
            camera: CameraID(stringLiteral: camera),
            stream: stream,
            volume: "default",
            isEvent: isEvent,
            before: before,
            after: after,
            limit: limit
        )
    }

    private func ids(_ segments: [ExpirableSegment]) -> [Int64] { segments.map(\.id.nanoseconds) }

    @Test(arguments: Implementation.allCases)
    func theOldestOfEachKindComeFirst(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            var rows = (1...9).map { segment($0, from: at($0 * 60), to: at($0 * 60 + 60)) }
            rows[0].isProtected = true
            rows[1].isOpen = true
            rows[2].keepUntil = at(5000)
            rows[3].isEvent = true
            rows[4].volume = "second"
            rows[8].start = at(360)
            let others = [
                segment(20, of: "yard", from: at(1), to: at(2)), segment(21, .sub, from: at(1), to: at(2)),
            ]
            try await catalog.apply((rows + others).map(SegmentChange.opened))
            // 6 and 9 begin together.
            let found = try await catalog.expirable(query())
            #expect(ids(found) == [6, 9, 7, 8])
            #expect(found[0].start == at(360) && found[0].end == at(420) && found[0].bytes == 1000)
            #expect(ids(try await catalog.expirable(query(limit: 1))) == [6])
            #expect(ids(try await catalog.expirable(query(after: found[0].cursor))) == [9, 7, 8])
            #expect(ids(try await catalog.expirable(query(before: at(420)))) == [6, 9])
            #expect(ids(try await catalog.expirable(query(isEvent: true))) == [4])
            #expect(ids(try await catalog.expirable(query("nobody"))).isEmpty)
            // Once it is complete, it counts.
            let progress = SegmentProgress(end: at(180), bytes: 7, videoFrames: 1, audioFrames: 1, keyFrames: 1)
            try await catalog.apply([.closed(rows[1].id, progress, reason: "planned", index: nil)])
            #expect(ids(try await catalog.expirable(query(limit: 1))) == [2])
        }
    }

    @Test(arguments: Implementation.allCases)
    func thoseWithATimeOfTheirOwnComeByIt(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let rows = (1...5).map { segment($0, from: at($0 * 60), to: at($0 * 60 + 60)) }
            try await catalog.apply(rows.map(SegmentChange.opened))
            for (id, time) in [(1, 900), (2, 800), (3, 800), (4, 700)] as [(Int64, Int64)] {
                let id = RecordingID(nanoseconds: id)
                #expect(try await catalog.setKeeping(KeepingChange(keepUntil: at(time)), of: [id]) == [id])
            }
            let all = try await catalog.expirableByOwnTime(until: nil, after: nil, limit: 9)
            #expect(ids(all) == [4, 2, 3, 1])
            #expect(all[0].keepUntil == at(700) && all[0].camera == "gate" && all[0].volume == "default")
            #expect(ids(try await catalog.expirableByOwnTime(until: at(800), after: nil, limit: 9)) == [4, 2, 3])
            #expect(ids(try await catalog.expirableByOwnTime(until: nil, after: all[1], limit: 9)) == [3, 1])
            #expect(ids(try await catalog.expirableByOwnTime(until: nil, after: nil, limit: 1)) == [4])
            _ = try await catalog.setKeeping(KeepingChange(isProtected: true), of: [RecordingID(nanoseconds: 4)])
            _ = try await catalog.setKeeping(KeepingChange(keepUntil: .some(nil)), of: [RecordingID(nanoseconds: 2)])
            #expect(ids(try await catalog.expirableByOwnTime(until: nil, after: nil, limit: 9)) == [3, 1])
            #expect(ids(try await catalog.expirable(query())) == [2, 5])
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatHasBeenChangedMeanwhileStays(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let rows = (1...5).map { segment($0, from: at($0 * 60), to: at($0 * 60 + 60)) }
            try await catalog.apply(rows.map(SegmentChange.opened))
            let seen = try await catalog.expirable(query())
            _ = try await catalog.setKeeping(KeepingChange(isProtected: true), of: [rows[0].id])
            _ = try await catalog.setKeeping(KeepingChange(keepUntil: at(9000)), of: [rows[1].id])
            _ = try await catalog.setKeeping(KeepingChange(isEvent: true), of: [rows[2].id])
            #expect(try await catalog.keptFrom(of: "gate", .main) == nil)
            let removals = try await catalog.expire(seen)
            #expect(removals.map(\.id.nanoseconds) == [4, 5])
            #expect(removals[0].key == rows[3].key && removals[0].volume == "default")
            #expect(try await catalog.pendingRemovals() == removals)
            #expect(try await catalog.pendingRemovals(after: nil, limit: 1) == [removals[0]])
            #expect(try await catalog.pendingRemovals(after: removals[0].id, limit: 9) == [removals[1]])
            #expect(try await catalog.segments(SegmentQuery(limit: 9)).map(\.id.nanoseconds) == [1, 2, 3])
            #expect(try await catalog.keptFrom(of: "gate", .main) == at(360))
            #expect(try await catalog.keptFrom(of: "gate", .sub) == nil)
            // What goes by a time of its own, or as an event, tells nothing of what lay around it.
            #expect(try await catalog.expire(catalog.expirable(query(isEvent: true))).count == 1)
            #expect(try await catalog.expire(catalog.expirableByOwnTime(until: nil, after: nil, limit: 9)).count == 1)
            #expect(try await catalog.keptFrom(of: "gate", .main) == at(360))
        }
    }

    @Test(arguments: Implementation.allCases)
    func changesOfKeepingTouchNothingElse(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            var row = segment(1, from: at(60), to: at(120))
            try await catalog.apply([.opened(row)])
            let absent = RecordingID(nanoseconds: 7)
            #expect(try await catalog.setKeeping(KeepingChange(), of: [absent, row.id]) == [row.id])
            #expect(try await catalog.segment(row.id) == row)
            let change = KeepingChange(isProtected: true, isEvent: true, keepUntil: at(700))
            #expect(try await catalog.setKeeping(change, of: [row.id]) == [row.id])
            row.isProtected = true
            row.isEvent = true
            row.keepUntil = at(700)
            #expect(try await catalog.segment(row.id) == row)
            #expect(try await catalog.segments(SegmentQuery(camera: "gate", limit: 1)) == [row])
            #expect(try await catalog.setKeeping(change, of: []).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func totalsAreKnownByVolume(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            var rows = (1...4).map { segment($0, from: at($0 * 60), to: at($0 * 60 + 60), bytes: $0) }
            rows[3].volume = "second"
            rows[1].isProtected = true
            rows[2].isOpen = true
            try await catalog.apply(rows.map(SegmentChange.opened))
            let progress = SegmentProgress(end: at(240), bytes: 30, videoFrames: 1, audioFrames: 1, keyFrames: 1)
            try await catalog.apply([.advanced(rows[2].id, progress)])
            func totals(_ volume: String, _ count: Int, _ bytes: Int64, _ protected: Int64) -> VolumeTotals {
                VolumeTotals(
                    camera: "gate",
                    stream: .main,
                    volume: volume,
                    segments: count,
                    bytes: bytes,
                    protectedSegments: protected > 0 ? 1 : 0,
                    protectedBytes: protected
                )
            }
            #expect(try await catalog.volumeTotals() == [totals("default", 3, 33, 2), totals("second", 1, 4, 0)])
            #expect(try await catalog.segmentTotals().map(\.bytes) == [37])
            _ = try await catalog.deleteSegments([rows[3].id], includingProtected: false)
            #expect(try await catalog.volumeTotals() == [totals("default", 3, 33, 2)])
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatCameLatelyIsKnown(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            var rows = (1...4).map { segment($0, from: at($0 * 60), to: at($0 * 60 + 60), bytes: $0) }
            rows[3].volume = "second"
            try await catalog.apply(rows.map(SegmentChange.opened))
            let found = StreamThroughput(camera: "gate", stream: .main, volume: "second", bytes: 9, since: at(120))
            #expect(try await catalog.throughput(since: at(61)) == [found])
            #expect(try await catalog.throughput(since: at(900)).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func gapsThatHaveEndedGo(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            for gap in [
                gap(1, from: at(10), to: at(20)), gap(2, from: at(30), to: at(90)), gap(3, from: at(40), to: nil),
                gap(4, from: at(50), to: at(60)), gap(5, of: "yard", from: at(10), to: at(20)),
                gap(6, .sub, from: at(10), to: at(20)),
            ] { try await catalog.openGap(gap) }
            #expect(try await catalog.deleteGaps(of: "gate", .main, endedBy: at(60), limit: 1) == 1)
            #expect(try await catalog.deleteGaps(of: "gate", .main, endedBy: at(60), limit: 9) == 1)
            #expect(try await catalog.gaps(GapQuery(limit: 9)).map(\.id.nanoseconds).sorted() == [2, 3, 5, 6])
        }
    }
}
