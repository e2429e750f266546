import Media
import TestKit
import Testing

@testable import Catalog

struct CoverageContractTests {
    private let gate: CameraID = "gate"

    @Test(arguments: Implementation.allCases)
    func segmentsThatFollowEachOtherMakeOneSpan(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.apply([
                .opened(segment(1, from: at(0), to: at(60))), .opened(segment(2, from: at(60), to: at(120))),
                .opened(segment(3, from: at(122), to: at(180))), .opened(segment(4, from: at(200), to: at(200))),
                .opened(segment(5, .sub, from: at(180), to: at(200))), .gapOpened(gap(1, from: at(120), to: at(122))),
                .gapOpened(gap(2, from: at(180), to: nil)), .gapOpened(gap(3, .sub, from: at(0), to: at(1))),
            ])
            func coverage(_ from: Int64, _ to: Int64, _ tolerance: Duration) async throws -> Coverage {
                try await catalog.coverage(of: gate, .main, from: at(from), to: at(to), joiningWithin: tolerance)
            }
            let exact = try await coverage(30, 1000, .zero)
            #expect(exact.spans == [at(30)..<at(120), at(122)..<at(180)])
            #expect(exact.gaps.map(\.id.nanoseconds) == [1, 2])
            #expect(try await coverage(0, 150, .seconds(2)).spans == [at(0)..<at(150)])
            #expect(try await coverage(0, 150, .nanoseconds(1_999_999_999)).spans.count == 2)
            #expect(try await coverage(0, 150, .seconds(-5)).spans.count == 2)
            #expect(try await coverage(180, 200, .zero) == Coverage(spans: [], gaps: [gap(2, from: at(180), to: nil)]))
            #expect(try await coverage(100, 100, .zero) == Coverage(spans: [], gaps: []))
            #expect(try await coverage(100, 50, .zero) == Coverage(spans: [], gaps: []))
            let unknown = try await catalog.coverage(
                of: "none",
                .main,
                from: at(0),
                to: at(9),
                joiningWithin: .zero
            )
            #expect(unknown == Coverage(spans: [], gaps: []))
        }
    }

    /// Clocks of cameras and machines jump: one segment may seem to last for years, and times may be at the end of the
    /// scale.
    @Test(arguments: Implementation.allCases)
    func aSegmentOfYearsIsFoundAnywhereInIt(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let whole = segment(1, from: WallTime(nanoseconds: .min), to: WallTime(nanoseconds: .max))
            let usual = segment(2, from: at(1000), to: at(1060))
            try await catalog.apply([.opened(whole), .opened(usual)])
            for order in SegmentQuery.Order.allCases {
                for camera in [nil, gate] {
                    let query = SegmentQuery(camera: camera, from: at(1050), to: at(1051), order: order, limit: 9)
                    let expected = order == .ascending ? [whole, usual] : [usual, whole]
                    #expect(try await catalog.segments(query) == expected)
                }
            }
            let everything = try await catalog.coverage(
                of: gate,
                .main,
                from: WallTime(nanoseconds: .min),
                to: WallTime(nanoseconds: .max),
                joiningWithin: .seconds(Int64.max)
            )
            #expect(everything.spans == [whole.start..<whole.end])
            let edge = SegmentQuery(from: nil, to: WallTime(nanoseconds: .min), limit: 9)
            #expect(try await catalog.segments(edge).isEmpty)
        }
    }

    /// Against a model that knows of every second whether something was recorded.
    @Test(arguments: Implementation.allCases, [1, 2, 3, 4, 5, 6] as [UInt64])
    func coverageIsWhatAModelOfSecondsSays(_ implementation: Implementation, _ seed: UInt64) async throws {
        try await implementation.withCatalog { catalog in
            var random = SeededGenerator(seed: seed)
            let lengths: [Int64] = [100, 5000, 40_000]
            let timeline = try await RandomTimeline(seed: seed, into: catalog)
            for _ in 0..<60 {
                let from = Int64.random(in: -100..<RandomTimeline.length, using: &random)
                let to =
                    from + Int64.random(in: -10..<lengths[Int.random(in: 0..<3, using: &random)], using: &random)
                let tolerance = Int64.random(in: 0..<60, using: &random)
                let camera = RandomTimeline.cameras[Int.random(in: 0..<2, using: &random)]
                let stream = StreamKind.allCases[Int.random(in: 0..<2, using: &random)]
                let found = try await catalog.coverage(
                    of: CameraID(stringLiteral: camera),
                    stream,
                    from: at(from),
                    to: at(to),
                    joiningWithin: .seconds(tolerance)
                )
                #expect(found.spans == timeline.spans(camera, stream, from, to, tolerance))
                #expect(found.gaps == timeline.gaps(camera, stream, from, to))
            }
        }
    }

    /// Lists against a plain filter and sort of all that there is.
    @Test(arguments: [7, 8, 9] as [UInt64])
    func bothImplementationsListTheSame(_ seed: UInt64) async throws {
        let memory = InMemoryCatalog()
        let timeline = try await RandomTimeline(seed: seed, into: memory)
        try await Implementation.sqlite.withCatalog { catalog in
            _ = try await RandomTimeline(seed: seed, into: catalog)
            var random = SeededGenerator(seed: seed &+ 1000)
            for _ in 0..<200 {
                var query = SegmentQuery(limit: Int.random(in: 0..<20, using: &random))
                if Bool.random(using: &random) {
                    query.camera = CameraID(RandomTimeline.cameras[Int.random(in: 0..<2, using: &random)])
                }
                if Bool.random(using: &random) { query.stream = StreamKind.allCases.randomElement(using: &random) }
                if Bool.random(using: &random) { query.order = .descending }
                if Bool.random(using: &random) {
                    query.from = at(.random(in: 0..<RandomTimeline.length, using: &random))
                }
                if Bool.random(using: &random) { query.to = at(.random(in: 0..<RandomTimeline.length, using: &random)) }
                if Bool.random(using: &random) { query.after = timeline.segments.randomElement(using: &random)?.cursor }
                let fromDisk = try await catalog.segments(query)
                let fromMemory = try await memory.segments(query)
                #expect(fromDisk == fromMemory)

                let gapQuery = GapQuery(
                    camera: query.camera,
                    stream: query.stream,
                    from: query.from,
                    to: query.to,
                    limit: query.limit
                )
                let gapsFromDisk = try await catalog.gaps(gapQuery)
                let gapsFromMemory = try await memory.gaps(gapQuery)
                #expect(gapsFromDisk == gapsFromMemory)
            }
        }
    }
}

/// Segments and gaps at random whole seconds, most of them short, some of many hours, some open.
private struct RandomTimeline {
    static let length: Int64 = 60_000
    static let cameras = ["gate", "yard"]

    var segments: [SegmentRecord] = []
    var allGaps: [GapRecord] = []

    init(seed: UInt64, into catalog: any Catalog) async throws {
        var random = SeededGenerator(seed: seed)
        var changes: [SegmentChange] = []
        for id in 0..<250 as Range<Int64> {
            let start = at(.random(in: 0..<Self.length, using: &random))
            let limit: Int64 = Int.random(in: 0..<12, using: &random) == 0 ? 30_000 : 90
            let end = start + .seconds(Int64.random(in: 0..<limit, using: &random))
            let camera = Self.cameras[Int.random(in: 0..<2, using: &random)]
            let stream = StreamKind.allCases[Int.random(in: 0..<2, using: &random)]
            if Int.random(in: 0..<5, using: &random) == 0 {
                let lasts = Int.random(in: 0..<8, using: &random) == 0
                allGaps.append(gap(id, of: camera, stream, from: start, to: lasts ? nil : end))
                changes.append(.gapOpened(allGaps[allGaps.count - 1]))
            } else {
                segments.append(
                    segment(id, of: camera, stream, from: start, to: end, isOpen: Bool.random(using: &random))
                )
                changes.append(.opened(segments[segments.count - 1]))
            }
        }
        for id in Self.cameras { try await catalog.insert(camera(id)) }
        try await catalog.apply(changes)
    }

    func spans(_ camera: String, _ stream: StreamKind, _ from: Int64, _ to: Int64, _ tolerance: Int64) -> [Range<
        WallTime
    >] {
        guard from < to else { return [] }
        var recorded = [Bool](repeating: false, count: Int(to - from))
        for segment in segments where segment.camera.text == camera && segment.stream == stream {
            let first = max(from, segment.start.nanoseconds / second)
            let last = min(to, segment.end.nanoseconds / second)
            for time in stride(from: first, to: last, by: 1) { recorded[Int(time - from)] = true }
        }
        var spans: [Range<WallTime>] = []
        var blank = Int64.max
        for (index, isRecorded) in recorded.enumerated() {
            let time = from + Int64(index)
            if !isRecorded {
                if blank < .max { blank += 1 }
            } else if blank <= tolerance, let span = spans.popLast() {
                spans.append(span.lowerBound..<at(time + 1))
                blank = 0
            } else {
                spans.append(at(time)..<at(time + 1))
                blank = 0
            }
        }
        return spans
    }

    func gaps(_ camera: String, _ stream: StreamKind, _ from: Int64, _ to: Int64) -> [GapRecord] {
        guard from < to else { return [] }
        return
            allGaps
            .filter { gap in
                guard gap.camera.text == camera, gap.stream == stream, gap.start < at(to) else { return false }
                guard let end = gap.end else { return true }
                return end > at(from) || gap.start >= at(from)
            }
            .sorted { ($0.start, $0.id) < ($1.start, $1.id) }
    }
}
