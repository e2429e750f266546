import Media
import Testing

@testable import Catalog

struct SegmentContractTests {
    @Test(arguments: Implementation.allCases)
    func aSegmentComesBackAsItWas(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            var full = segment(7, .sub, from: at(10), to: at(70), bytes: .max, isOpen: true)
            full.videoFrames = 1
            full.audioFrames = 2
            full.keyFrames = 3
            full.isProtected = true
            full.node = "n"
            full.volume = "v"
            full.key = "k/ü.mp4"
            full.run = RecordingID(nanoseconds: -5)
            full.epoch = 9
            full.endReason = "planned"
            full.videoCodec = "avc1.64001f"
            full.audioCodec = "mp4a.40.2"
            full.width = 1920
            full.height = 1080
            let plain = segment(8, from: at(20), to: at(20))
            #expect(try await catalog.apply([.opened(full), .opened(plain)]).isEmpty)
            #expect(try await catalog.segment(full.id) == full)
            #expect(try await catalog.segment(plain.id) == plain)
            #expect(try await catalog.segments(SegmentQuery(limit: 5)) == [full, plain])
            #expect(try await catalog.segment(RecordingID(nanoseconds: 9)) == nil)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aRecordingGrowsAndIsClosed(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            var record = segment(5, from: at(100), to: at(100), bytes: 0, isOpen: true)
            try await catalog.apply([.opened(record)])
            #expect(try await catalog.openSegments() == [record])
            #expect(try await catalog.fragmentIndex(of: record.id) == nil)

            let some = SegmentProgress(end: at(102), bytes: 500, videoFrames: 50, audioFrames: 90, keyFrames: 1)
            #expect(try await catalog.apply([.advanced(record.id, some)]).isEmpty)
            record.apply(some)
            #expect(try await catalog.segment(record.id) == record)
            #expect(record.bytes == 500 && record.end == at(102) && record.isOpen)

            let all = SegmentProgress(end: at(160), bytes: 9000, videoFrames: 1500, audioFrames: 2800, keyFrames: 30)
            #expect(try await catalog.apply([.closed(record.id, all, reason: "planned", index: [1, 0, 2])]).isEmpty)
            record.apply(all)
            record.isOpen = false
            record.endReason = "planned"
            #expect(try await catalog.segment(record.id) == record)
            #expect(try await catalog.openSegments().isEmpty)
            #expect(try await catalog.fragmentIndex(of: record.id) == [1, 0, 2])
            let unknown = RecordingID(nanoseconds: 7)
            #expect(try await catalog.fragmentIndexes(of: [unknown, record.id]) == [record.id: [1, 0, 2]])
            #expect(try await catalog.fragmentIndexes(of: []) == [:])

            // Mended later: new totals; the index stays where none is given.
            #expect(try await catalog.apply([.closed(record.id, some, reason: "mended", index: nil)]).isEmpty)
            #expect(try await catalog.segment(record.id)?.endReason == "mended")
            #expect(try await catalog.segment(record.id)?.bytes == 500)
            #expect(try await catalog.fragmentIndex(of: record.id) == [1, 0, 2])
            try await catalog.apply([.closed(record.id, some, reason: "mended", index: [])])
            #expect(try await catalog.fragmentIndex(of: record.id) == [])
        }
    }

    @Test(arguments: Implementation.allCases)
    func changesInVainAreReturnedAndFailNothing(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let progress = SegmentProgress(end: at(5), bytes: 5, videoFrames: 5, audioFrames: 5, keyFrames: 5)
            let id = RecordingID(nanoseconds: 1)
            let absent = RecordingID(nanoseconds: 2)
            let inVain: [SegmentChange] = [
                .advanced(absent, progress),
                .closed(absent, progress, reason: "planned", index: [1]),
                .advanced(id, progress),
                .gapClosed(GapID(nanoseconds: 4), end: at(1)),
            ]
            let closed = segment(1, from: at(0), to: at(60))
            let good = segment(3, from: at(60), to: at(60), isOpen: true)
            let found = try await catalog.apply([.opened(closed)] + inVain + [.opened(good)])
            #expect(found == inVain)
            #expect(try await catalog.segments(SegmentQuery(limit: 9)) == [closed, good])
            #expect(try await catalog.fragmentIndex(of: absent) == nil)
            #expect(try await catalog.apply([]).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aBatchIsAppliedWholeOrNotAtAll(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let first = segment(1, from: at(0), to: at(10), isOpen: true)
            try await catalog.apply([.opened(first)])
            let progress = SegmentProgress(end: at(50), bytes: 5, videoFrames: 5, audioFrames: 5, keyFrames: 5)
            let changes: [SegmentChange] = [
                .advanced(first.id, progress), .opened(segment(2, from: at(0), to: at(1))),
                .gapOpened(gap(1, from: at(0), to: nil)),
            ]
            let failures: [(SegmentChange, CatalogError.Code)] = [
                (.opened(segment(2, from: at(5), to: at(6))), .conflict),
                (.gapOpened(gap(1, from: at(5), to: at(6))), .conflict),
                (.opened(segment(3, of: "nowhere", from: at(5), to: at(6))), .unknownCamera),
                (.gapOpened(gap(3, of: "nowhere", from: at(5), to: at(6))), .unknownCamera),
            ]
            for (failure, expected) in failures {
                let code = await errorCode { try await catalog.apply(changes + [failure]) }
                #expect(code == expected)
                #expect(try await catalog.segments(SegmentQuery(limit: 9)) == [first])
                #expect(try await catalog.openGaps().isEmpty)
                #expect(try await catalog.segmentTotals().map(\.segments) == [1])
            }
        }
    }

    @Test(arguments: Implementation.allCases)
    func anEndBeforeTheStartCountsAsTheStart(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            var record = segment(1, from: at(100), to: at(40), isOpen: true)
            #expect(record.end == at(100))
            record.end = at(30)
            let back = SegmentProgress(end: at(50), bytes: 1, videoFrames: 1, audioFrames: 1, keyFrames: 1)
            try await catalog.apply([.opened(record)])
            #expect(try await catalog.segment(record.id)?.end == at(100))
            try await catalog.apply([.advanced(record.id, back)])
            #expect(try await catalog.segment(record.id)?.end == at(100))
            try await catalog.apply([
                .gapOpened(gap(1, from: at(10), to: nil)), .gapClosed(GapID(nanoseconds: 1), end: at(3)),
            ])
            #expect(try await catalog.gaps(GapQuery(limit: 1)).first?.end == at(10))
        }
    }

    @Test(arguments: Implementation.allCases)
    func listsAreFilteredOrderedAndContinued(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            var all: [SegmentRecord] = []
            for minute in 0..<10 as Range<Int64> {
                let times = (at(minute * 60), at(minute * 60 + 60))
                all.append(segment(minute * 10, of: "gate", .main, from: times.0, to: times.1))
                all.append(segment(minute * 10 + 1, of: "gate", .sub, from: times.0, to: times.1))
                all.append(segment(minute * 10 + 2, of: "yard", .main, from: times.0, to: times.1))
            }
            try await catalog.apply(all.reversed().map(SegmentChange.opened))
            let gate: CameraID = "gate"

            #expect(try await catalog.segments(SegmentQuery(limit: 100)) == all)
            #expect(try await catalog.segments(SegmentQuery(limit: 0)).isEmpty)
            #expect(try await catalog.segments(SegmentQuery(limit: -1)).isEmpty)
            let main = try await catalog.segments(SegmentQuery(stream: .main, order: .descending, limit: 5))
            #expect(main == Array(all.reversed().filter { $0.stream == .main }.prefix(5)))
            let range = SegmentQuery(camera: gate, from: at(60), to: at(180), limit: 100)
            #expect(try await catalog.segments(range).map(\.id.nanoseconds) == [10, 11, 20, 21])
            #expect(try await catalog.segments(SegmentQuery(camera: "none", limit: 100)).isEmpty)
            #expect(try await catalog.segments(SegmentQuery(from: at(60), to: at(60), limit: 100)).isEmpty)
            #expect(try await catalog.segments(SegmentQuery(from: at(60), to: at(10), limit: 100)).isEmpty)

            for order in SegmentQuery.Order.allCases {
                for (camera, stream) in [(nil, nil), (gate, nil), (gate, .sub), (nil, .main)]
                    as [(CameraID?, StreamKind?)]
                {
                    var query = SegmentQuery(camera: camera, stream: stream, order: order, limit: 100)
                    let whole = try await catalog.segments(query)
                    query.limit = 2
                    var pages: [SegmentRecord] = []
                    while true {
                        let page = try await catalog.segments(query)
                        pages += page
                        guard let last = page.last, pages.count < 100 else { break }
                        query.after = last.cursor
                    }
                    #expect(pages == whole)
                }
            }
        }
    }

    @Test(arguments: Implementation.allCases)
    func pagesOfSomeCamerasAreFullAndComplete(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let names = ["a", "b", "c", "d", "e"]
            for name in names { try await catalog.insert(camera(name)) }
            // Some much busier than others, some starting together.
            var all: [SegmentRecord] = []
            for minute in 0..<120 as Range<Int64> {
                for (number, name) in names.enumerated() where minute % Int64(number * number + 1) == 0 {
                    let (start, end) = (at(minute * 60), at(minute * 60 + 60))
                    all.append(segment(minute * 10 + Int64(number), of: name, from: start, to: end))
                    guard number == 1 else { continue }
                    all.append(segment(minute * 10 + 5, of: name, .sub, from: start, to: end))
                }
            }
            try await catalog.apply(all.map(SegmentChange.opened))
            let sets: [Set<CameraID>] = [[], ["c"], ["a", "e"], ["b", "c", "d"], ["e", "nowhere"]]
            for (cameras, order) in sets.flatMap({ set in SegmentQuery.Order.allCases.map { (set, $0) } }) {
                for stream in [nil, .main] as [StreamKind?] {
                    let expected = all.filter {
                        cameras.contains($0.camera) && (stream == nil || $0.stream == stream) && $0.end > at(600)
                    }
                    .sorted { order == .ascending ? $0.cursor < $1.cursor : $0.cursor > $1.cursor }
                    var query = SegmentQuery(cameras: cameras, stream: stream, from: at(600), order: order, limit: 7)
                    var found: [SegmentRecord] = []
                    while true {
                        let page = try await catalog.segments(query)
                        #expect(page.count == min(7, expected.count - found.count))
                        found += page
                        guard let last = page.last, page.count == 7 else { break }
                        query.after = last.cursor
                    }
                    #expect(found == expected)
                }
            }
            #expect(try await catalog.segments(SegmentQuery(camera: "a", cameras: ["b"], limit: 9)).isEmpty)
            #expect(try await catalog.segments(SegmentQuery(camera: "a", cameras: ["a", "b"], limit: 9)).count == 9)
        }
    }

    @Test(arguments: Implementation.allCases)
    func theLastSegmentIsTheOneThatStartsLast(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let gate: CameraID = "gate"
            #expect(try await catalog.lastSegment(of: gate, .main) == nil)
            let late = segment(1, from: at(500), to: at(510))
            let early = segment(2, from: at(0), to: at(400))
            let other = segment(3, .sub, from: at(900), to: at(910))
            try await catalog.apply([.opened(late), .opened(early), .opened(other)])
            #expect(try await catalog.lastSegment(of: gate, .main) == late)
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatIsDeletedLeavesItsFileToBeRemoved(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let records = (1...4).map { segment($0, from: at($0 * 60), to: at($0 * 60 + 60), bytes: 10) }
            try await catalog.apply(records.map(SegmentChange.opened))
            let progress = SegmentProgress(end: at(1), bytes: 10, videoFrames: 1, audioFrames: 1, keyFrames: 1)
            try await catalog.apply([.closed(records[0].id, progress, reason: "planned", index: [1])])
            try await catalog.setProtected(true, records[1].id)

            let removal = FileRemoval(id: records[0].id, node: "local", volume: "default", key: records[0].key)
            let ids = [records[1].id, records[0].id, RecordingID(nanoseconds: 99)]
            #expect(try await catalog.deleteSegments(ids, includingProtected: false) == [removal])
            #expect(try await catalog.segment(records[0].id) == nil)
            #expect(try await catalog.fragmentIndex(of: records[0].id) == nil)
            #expect(try await catalog.segment(records[1].id) != nil)
            #expect(try await catalog.pendingRemovals() == [removal])
            #expect(try await catalog.segmentTotals().map(\.bytes) == [30])

            // Its file still lies there, so its name is not free.
            #expect(try await catalog.nextFreeRecordingID(from: WallTime(nanoseconds: 1)).nanoseconds == 5)

            #expect(try await catalog.deleteSegments([records[1].id], includingProtected: true).count == 1)
            try await catalog.removalsDone([records[0].id])
            #expect(try await catalog.pendingRemovals().map(\.id) == [records[1].id])
            #expect(try await catalog.deleteSegments([], includingProtected: true).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func protectionIsKeptAndFiltered(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let records = (1...3).map { segment($0, from: at($0 * 60), to: at($0 * 60 + 60)) }
            try await catalog.apply(records.map(SegmentChange.opened))
            try await catalog.setProtected(true, records[0].id)
            try await catalog.setProtected(true, records[2].id)
            try await catalog.setProtected(false, records[2].id)
            #expect(try await catalog.segments(SegmentQuery(isProtected: true, limit: 9)).map(\.id) == [records[0].id])
            let free = SegmentQuery(camera: "gate", isProtected: false, limit: 9)
            #expect(try await catalog.segments(free).map(\.id) == [records[1].id, records[2].id])
            let code = await errorCode { try await catalog.setProtected(true, RecordingID(nanoseconds: 77)) }
            #expect(code == .notFound)
        }
    }

    @Test(arguments: Implementation.allCases)
    func totalsFollowEveryChange(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            #expect(try await catalog.segmentTotals().isEmpty)
            try await catalog.apply([
                .opened(segment(1, of: "yard", .sub, from: at(10), to: at(20), bytes: 5)),
                .opened(segment(2, of: "gate", .main, from: at(30), to: at(40), bytes: 7, isOpen: true)),
                .opened(segment(3, of: "gate", .main, from: at(5), to: at(25), bytes: 9)),
            ])
            let progress = SegmentProgress(end: at(50), bytes: 100, videoFrames: 1, audioFrames: 1, keyFrames: 1)
            try await catalog.apply([.advanced(RecordingID(nanoseconds: 2), progress)])
            try await catalog.markDeleted("yard", at: at(60))
            func totals(
                _ camera: String,
                _ stream: StreamKind,
                _ count: Int,
                _ bytes: Int64,
                _ old: Int64,
                _ new: Int64
            )
                -> SegmentTotals
            {
                SegmentTotals(
                    camera: CameraID(stringLiteral: camera),
                    stream: stream,
                    segments: count,
                    bytes: bytes,
                    oldestStart: at(old),
                    newestStart: at(new)
                )
            }
            let yard = totals("yard", .sub, 1, 5, 10, 10)
            #expect(try await catalog.segmentTotals() == [totals("gate", .main, 2, 109, 5, 30), yard])
            _ = try await catalog.deleteSegments([RecordingID(nanoseconds: 3)], includingProtected: false)
            #expect(try await catalog.segmentTotals() == [totals("gate", .main, 1, 100, 30, 30), yard])
            _ = try await catalog.deleteSegments([RecordingID(nanoseconds: 2)], includingProtected: false)
            #expect(try await catalog.segmentTotals() == [yard])
        }
    }
}
