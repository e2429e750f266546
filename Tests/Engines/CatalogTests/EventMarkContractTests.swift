import Media
import TestKit
import Testing

@testable import Catalog

/// Events as marks on a time line, as exact as was asked for.
struct EventMarkContractTests {
    private static let start: Int64 = 1_790_000_000
    private static let cameras: [CameraID] = ["gate", "yard"]

    private func event(
        _ id: Int64,
        of camera: CameraID,
        _ sort: EventSort,
        at time: Int64,
        lasting length: Int64?
    ) -> CameraEventRecord {
        CameraEventRecord(
            id: CameraEventID(nanoseconds: id),
            camera: camera,
            kind: sort.kind,
            label: sort.label,
            start: at(time),
            end: length.map { at(time + $0) },
            source: "manual"
        )
    }

    private func fill(
        _ catalog: any Catalog,
        days: Int64,
        _ count: Int64,
        _ random: inout SeededGenerator
    ) async throws -> [CameraEventRecord] {
        let sorts = [("motion", ""), ("object", "person"), ("object", "cat")].map {
            EventSort(kind: $0, label: $1)
        }
        for camera in Self.cameras { try await catalog.insert(CatalogTests.camera(camera.text)) }
        var events: [CameraEventRecord] = []
        for id in 1...count {
            let one = event(
                id,
                of: Self.cameras.randomElement(using: &random) ?? "gate",
                sorts.randomElement(using: &random) ?? .other,
                at: Self.start + .random(in: 0..<days * 86_400, using: &random),
                lasting: .random(in: 0..<100, using: &random)
            )
            try await catalog.insert(one)
            events.append(one)
        }
        return events
    }

    /// Every event that begins in the stretch is in a mark of its camera and sort, and nothing else is, but at the edges
    /// of marks that are an hour long or longer.
    private func check(_ found: EventMarks, _ query: EventMarkQuery, _ events: [CameraEventRecord]) {
        #expect(found.lines.map(\.camera) == query.cameras)
        #expect(found.resolution >= query.resolution)
        let isOfSums = found.resolution >= .seconds(3600)
        let slack = isOfSums ? found.resolution : .zero
        for line in found.lines {
            #expect(line.series.map(\.sort) == line.series.map(\.sort).sorted())
            for series in line.series {
                let own = events.filter {
                    $0.camera == line.camera && EventSort(kind: $0.kind, label: $0.label) == series.sort
                }
                let inside = own.filter { $0.start >= query.from && $0.start < query.to }
                let near = own.filter { $0.start + slack >= query.from && $0.start < query.to + slack }
                let counted = series.marks.reduce(0) { $0 + $1.count }
                #expect(counted >= inside.count && counted <= near.count)
                let starts = series.marks.map(\.start)
                #expect(starts == starts.sorted())
                let cells = starts.map { $0.nanoseconds / found.resolution.inNanoseconds }
                #expect(Set(cells).count == cells.count, "one mark in each stretch")
                for one in inside {
                    let isTold = series.marks.contains { mark in
                        mark.start <= one.start && mark.end.map { one.start <= $0 } ?? true
                    }
                    #expect(isTold, "\(one.start) at \(found.resolution)")
                }
            }
            let missing = events.first { one in
                one.camera == line.camera && one.start >= query.from && one.start < query.to
                    && !line.series.contains { $0.sort == EventSort(kind: one.kind, label: one.label) }
            }
            #expect(missing == nil)
        }
    }

    @Test(arguments: Implementation.allCases, [1, 2] as [UInt64])
    func marksAreWhatAModelSays(_ implementation: Implementation, _ seed: UInt64) async throws {
        try await implementation.withCatalog { catalog in
            var random = SeededGenerator(seed: seed)
            var events = try await fill(catalog, days: 40, 600, &random)
            // Some go, and of some it is learnt later what they were.
            let gone = events.filter { _ in Int.random(in: 0..<5, using: &random) == 0 }.map(\.id)
            _ = try await catalog.deleteEvents(gone)
            events.removeAll { gone.contains($0.id) }
            for index in events.indices where Int.random(in: 0..<9, using: &random) == 0 {
                events[index].label = "dog"
                try await catalog.update(events[index])
            }
            for resolution: Int64 in [1, 600, 3600, 7000, 86_400, 200_000, 9_000_000] {
                for _ in 0..<4 {
                    let from = Int64.random(in: -86_400..<40 * 86_400, using: &random)
                    let query = EventMarkQuery(
                        cameras: Bool.random(using: &random) ? Self.cameras : ["yard"],
                        from: at(Self.start + from),
                        to: at(Self.start + from + .random(in: 1..<41 * 86_400, using: &random)),
                        resolution: .seconds(resolution)
                    )
                    check(try await catalog.eventMarks(query), query, events)
                }
            }
        }
    }

    @Test(arguments: Implementation.allCases)
    func eventsThemselvesAreToldWhereTheyAreFew(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            for camera in Self.cameras { try await catalog.insert(CatalogTests.camera(camera.text)) }
            let motion = EventSort(kind: "motion", label: "")
            for one in [
                event(1, of: "gate", motion, at: 100, lasting: 5), event(2, of: "gate", motion, at: 103, lasting: nil),
                event(3, of: "gate", motion, at: 110, lasting: 20), event(4, of: "gate", motion, at: 118, lasting: 2),
            ] {
                try await catalog.insert(one)
            }
            let query = EventMarkQuery(cameras: ["gate"], from: at(100), to: at(200), resolution: .seconds(10))
            let found = try await catalog.eventMarks(query)
            let marks = [
                EventMarks.Mark(start: at(100), end: nil, count: 2, first: CameraEventID(nanoseconds: 1)),
                EventMarks.Mark(start: at(110), end: at(130), count: 2, first: CameraEventID(nanoseconds: 3)),
            ]
            #expect(found.lines == [.init(camera: "gate", series: [.init(sort: motion, marks: marks)])])
            #expect(found.resolution == .seconds(10))
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatIsNotThereHasNoMarks(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            for camera in Self.cameras { try await catalog.insert(CatalogTests.camera(camera.text)) }
            let sort = EventSort(kind: "motion", label: "")
            try await catalog.insert(event(1, of: "gate", sort, at: -5, lasting: 1))
            try await catalog.insert(event(2, of: "gate", sort, at: 50, lasting: 0))
            func counts(_ from: WallTime, _ to: WallTime, _ cameras: [CameraID] = ["gate"]) async throws -> [Int] {
                let query = EventMarkQuery(cameras: cameras, from: from, to: to, resolution: .seconds(1))
                return try await catalog.eventMarks(query).lines.flatMap(\.series).flatMap(\.marks).map(\.count)
            }
            #expect(try await counts(at(50), at(51)) == [1])
            #expect(try await counts(at(51), at(51)) == [])
            #expect(try await counts(at(60), at(51)) == [])
            #expect(try await counts(at(0), at(100), ["yard", "nowhere"]) == [])
            #expect(try await counts(at(0), at(100), []) == [])
            // Nothing is before 1970, whatever a clock said.
            #expect(try await counts(WallTime(nanoseconds: .min), WallTime(nanoseconds: .max)) == [1])
        }
    }

    /// Labels are anybody's words: of very many the most frequent are told.
    @Test(arguments: Implementation.allCases)
    func theMostFrequentSortsAreTold(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            for camera in Self.cameras { try await catalog.insert(CatalogTests.camera(camera.text)) }
            var id: Int64 = 0
            for label in 0..<Int64(EventMarks.mostSorts + 20) {
                for _ in 0...(label < 20 ? 0 : 1) {
                    id += 1
                    let sort = EventSort(kind: "object", label: "label \(label)")
                    try await catalog.insert(event(id, of: "gate", sort, at: Self.start + id * 7200, lasting: 1))
                }
            }
            let end = at(Self.start + id * 7200 + 1)
            for resolution: Duration in [.seconds(1), .seconds(86_400)] {
                let query = EventMarkQuery(
                    cameras: ["gate"],
                    from: at(Self.start),
                    to: end,
                    resolution: resolution
                )
                let series = try await catalog.eventMarks(query).lines[0].series
                #expect(series.count == EventMarks.mostSorts + 1)
                let other = try #require(series.first { $0.sort == .other })
                #expect(other.marks.reduce(0) { $0 + $1.count } == 20)
                #expect(series.flatMap(\.marks).reduce(0) { $0 + $1.count } == Int(id))
            }
        }
    }
}
