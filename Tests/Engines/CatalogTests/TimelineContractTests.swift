import Media
import TestKit
import Testing

@testable import Catalog

/// The time line of many cameras, as exact as was asked for.
struct TimelineContractTests {
    private static let start: Int64 = 1_790_000_000
    private static let days: Int64 = 9

    /// What is recorded of one stream, second by second, from `start` on.
    private struct Model {
        var segments: [SegmentRecord] = []
        var recorded = [Bool](repeating: false, count: Int(TimelineContractTests.days) * 86_400)

        /// Recordings one after another, with holes of all lengths; one of them unusually long, and the last open.
        init(camera: String, firstID: Int64, _ random: inout SeededGenerator) {
            var time: Int64 = .random(in: 0..<3000, using: &random)
            var id = firstID
            while true {
                var length = Int64.random(in: 1...90, using: &random)
                switch Int.random(in: 0..<400, using: &random) {
                case 0: time += .random(in: 1...100_000, using: &random)
                case 1..<8: time += .random(in: 1...4000, using: &random)
                case 8..<20: time += .random(in: 1...120, using: &random)
                case 20: length = .random(in: 3000...30_000, using: &random)
                case 21..<40: length = .random(in: 100...3600, using: &random)
                default: length = 60
                }
                guard time + length < Int64(recorded.count) else { break }
                let begin = at(TimelineContractTests.start + time)
                segments.append(segment(id, of: camera, from: begin, to: begin + .seconds(length)))
                for second in time..<time + length { recorded[Int(second)] = true }
                time += length
                id += 1
            }
            segments[segments.count - 1].isOpen = true
        }
    }

    private func check(_ line: Timeline.Line, _ resolution: Duration, _ model: Model, _ from: Int64, _ to: Int64) {
        let steps = Int(resolution.inNanoseconds / second)
        var covered = [Bool](repeating: false, count: Int(to - from))
        var sum: Int64 = 0
        var spans: [Range<Int64>] = []
        for piece in line.pieces {
            let low = piece.range.lowerBound.nanoseconds / second - Self.start
            let high = piece.range.upperBound.nanoseconds / second - Self.start
            #expect(low < high && low >= from && high <= to)
            #expect(piece.recorded > .zero && piece.recorded <= .seconds(high - low))
            for place in low..<high { covered[Int(place - from)] = true }
            sum += piece.recorded.inNanoseconds
            if let last = spans.last, low - last.upperBound <= Int64(steps) {
                spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, high)
            } else {
                spans.append(low..<high)
            }
        }
        #expect(line.pieces.map(\.range.lowerBound) == line.pieces.map(\.range.lowerBound).sorted())

        let window = Array(model.recorded[Int(from)..<Int(to)])
        // All that is recorded is told, and nothing that is far from it.
        let forgotten = window.indices.first { window[$0] && !covered[$0] }
        #expect(forgotten == nil, "\(from)..<\(to) at \(steps) s")
        var holes: [Range<Int>] = []
        var begin = 0
        for place in 0...window.count where place == window.count || window[place] {
            if place > begin { holes.append(begin..<place) }
            begin = place + 1
        }
        for hole in holes where hole.count > 3 * steps {
            let isSeen = spans.allSatisfy { span in
                !(span.lowerBound <= from + Int64(hole.lowerBound) && span.upperBound >= from + Int64(hole.upperBound))
            }
            #expect(isSeen, "\(hole) of \(from)..<\(to) at \(steps) s")
        }
        // How much is recorded before each second, so that a look around one is quick.
        var before = [0]
        for isRecorded in model.recorded { before.append(before[before.count - 1] + (isRecorded ? 1 : 0)) }
        let astray = covered.indices.first { index in
            let place = Int(from) + index
            let (low, high) = (max(0, place - steps), min(model.recorded.count, place + steps + 1))
            return covered[index] && before[high] == before[low]
        }
        #expect(astray == nil, "\(from)..<\(to) at \(steps) s")
        let truth = Int64(window.count(where: \.self)) * second
        let slack = steps >= 86_400 ? 2 * 86_400 : steps >= 3600 ? 2 * 3600 : 0
        #expect(abs(sum - truth) <= Int64(slack) * second + Int64(line.pieces.count))
    }

    @Test(arguments: Implementation.allCases, [1, 2, 3] as [UInt64])
    func itIsWhatAModelOfSecondsSays(_ implementation: Implementation, _ seed: UInt64) async throws {
        try await implementation.withCatalog { catalog in
            var random = SeededGenerator(seed: seed)
            var models: [String: Model] = [:]
            for (number, name) in ["gate", "yard"].enumerated() {
                try await catalog.insert(camera(name))
                let model = Model(camera: name, firstID: Int64(number) * 1_000_000, &random)
                models[name] = model
                try await catalog.apply(model.segments.map { .opened($0) })
            }
            let length = Self.days * 86_400
            for resolution: Int64 in [1, 30, 600, 3000, 3600, 15_000, 86_400, 200_000] {
                for _ in 0..<3 {
                    let from = Int64.random(in: 0..<length - 1, using: &random)
                    let to = Bool.random(using: &random) ? length : .random(in: from + 1...length, using: &random)
                    let found = try await catalog.timeline(
                        TimelineQuery(
                            cameras: ["yard", "gate"],
                            stream: .main,
                            from: at(Self.start + from),
                            to: at(Self.start + to),
                            resolution: .seconds(resolution)
                        )
                    )
                    #expect(found.lines.map(\.camera) == ["yard", "gate"])
                    #expect(found.resolution >= .seconds(resolution))
                    for line in found.lines {
                        let model = try #require(models[line.camera.text])
                        check(line, found.resolution, model, from, to)
                    }
                }
            }
        }
    }

    @Test(arguments: Implementation.allCases)
    func gapsThatCanBeSeenAreTold(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            for name in ["gate", "yard"] { try await catalog.insert(camera(name)) }
            var losses = gap(4, from: at(9000), to: at(9060), .lost)
            losses.missing = .seconds(2)
            try await catalog.apply([
                .gapOpened(gap(1, from: at(1000), to: at(1060))), .gapOpened(gap(2, from: at(5000), to: at(12_000))),
                .gapOpened(gap(3, from: at(20_000), to: nil, .diskFull)), .gapUpdated(losses),
                .gapOpened(gap(5, .sub, from: at(1000), to: at(12_000))),
                .gapOpened(gap(6, of: "yard", from: at(0), to: at(50_000), .disabled)),
            ])
            func gaps(_ from: Int64, _ to: Int64, _ resolution: Int64) async throws -> [[Int64]] {
                try await catalog.timeline(
                    TimelineQuery(
                        cameras: ["gate", "yard"],
                        stream: .main,
                        from: at(from),
                        to: at(to),
                        resolution: .seconds(resolution)
                    )
                ).lines.map { line in line.gaps.map { $0.start.nanoseconds / second } }
            }
            #expect(try await gaps(0, 100_000, 10) == [[1000, 5000, 9000, 20_000], [0]])
            #expect(try await gaps(1030, 1031, 10) == [[1000], [0]])
            #expect(try await gaps(1060, 5000, 10) == [[], [0]])
            #expect(try await gaps(90_000, 90_001, 10) == [[20_000], []])
            let coarse = try await gaps(0, 100_000, 7000)
            #expect(coarse[0].contains(5000) && coarse[0].contains(20_000) && coarse[1] == [0])
            let found = try await catalog.timeline(
                TimelineQuery(cameras: ["gate"], stream: .main, from: at(0), to: at(9999), resolution: .seconds(1))
            )
            #expect(
                found.lines[0].gaps.last
                    == Timeline.Gap(start: at(9000), end: at(9060), missing: .seconds(2), reason: .lost)
            )
        }
    }

    private func line(
        _ catalog: any Catalog,
        _ from: Int64,
        _ to: Int64,
        _ resolution: Int64
    ) async throws -> Timeline.Line {
        var query = TimelineQuery(
            cameras: ["gate"],
            stream: .main,
            from: at(from),
            to: at(to),
            resolution: .seconds(resolution)
        )
        query.hasLosses = true
        query.hasProtected = true
        return try #require(try await catalog.timeline(query).lines.first)
    }

    /// Whether a gap that begins then is told, or a loss of the same day.
    private func isTold(_ start: Int64, _ line: Timeline.Line) -> Bool {
        if line.gaps.contains(where: { $0.start == at(start) }) { return true }
        return line.losses.contains { abs($0.start.nanoseconds - at(start).nanoseconds) < 86_400 * second }
    }

    /// However coarse it is, of each day something says that there was a loss, and how long the longest was.
    @Test(arguments: Implementation.allCases, [1, 60, 3600, 20_000, 86_400, 200_000] as [Int64])
    func lossesAreToldAtEveryResolution(_ implementation: Implementation, _ resolution: Int64) async throws {
        let starts: [Int64] = [100, 4000, 50_000, 90_000, 500_000]
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            for (number, start) in starts.enumerated() {
                let lost = gap(Int64(number) + 1, from: at(start), to: at(start + Int64(number) + 1))
                try await catalog.apply([.gapOpened(lost)])
            }
            try await catalog.apply([.gapOpened(gap(9, from: at(200_000), to: at(200_100), .notWanted))])
            let found = try await line(catalog, 0, 600_000, resolution)
            #expect(!found.losses.contains { $0.reason == .notWanted })
            let forgotten = starts.filter { !isTold($0, found) }
            #expect(forgotten.isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatIsProtectedIsTold(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            for minute in 0..<100 as Range<Int64> {
                let start = at(60 * minute)
                try await catalog.apply([.opened(segment(minute + 1, from: start, to: start + .seconds(60)))])
            }
            for id in [3, 4, 5, 50, 90] as [Int64] {
                try await catalog.setProtected(true, RecordingID(nanoseconds: id))
            }
            let fine = try await line(catalog, 0, 6000, 1).protected
            #expect(fine == [at(120)..<at(300), at(2940)..<at(3000), at(5340)..<at(5400)])
            let cut = try await line(catalog, 150, 2950, 1).protected
            #expect(cut == [at(150)..<at(300), at(2940)..<at(2950)])
            let between = try await line(catalog, 300, 2940, 1).protected
            #expect(between.isEmpty)
            let coarse = try await line(catalog, 0, 6000, 4000).protected
            #expect((1...2).contains(coarse.count) && coarse.first?.contains(at(120)) == true)
        }
    }

    /// One that is longer than usual, and one that begins in the same stretch of the resolution as another and ends after it.
    @Test(arguments: Implementation.allCases)
    func whatIsProtectedIsToldHoweverLongItIs(_ implementation: Implementation) async throws {
        let hour: Int64 = 3600
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let times: [(Int64, Int64)] = [
                (0, 9 * hour), (9 * hour, 9 * hour + 60), (20 * hour, 20 * hour + 60), (20 * hour + 60, 30 * hour),
            ]
            for (number, (start, end)) in times.enumerated() {
                let id = Int64(number) + 1
                try await catalog.apply([.opened(segment(id, from: at(start), to: at(end)))])
                if id != 2 { try await catalog.setProtected(true, RecordingID(nanoseconds: id)) }
            }
            for resolution in [1, hour, 4 * hour] {
                let late = try await line(catalog, 5 * hour, 6 * hour, resolution).protected
                #expect(late == [at(5 * hour)..<at(6 * hour)])
                let all = try await line(catalog, 8 * hour, 40 * hour, resolution).protected
                #expect(all == [at(8 * hour)..<at(9 * hour), at(20 * hour)..<at(30 * hour)])
                let after = try await line(catalog, 9 * hour, 20 * hour, resolution).protected
                #expect(after.isEmpty)
            }
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatIsNotThereHasNoPieces(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let whole = segment(1, from: WallTime(nanoseconds: .min), to: WallTime(nanoseconds: .max))
            try await catalog.apply([.opened(whole), .opened(segment(2, from: at(50), to: at(50)))])
            func lines(_ from: WallTime, _ to: WallTime, _ cameras: [CameraID] = ["gate"]) async throws -> [Timeline
                .Line]
            {
                try await catalog.timeline(
                    TimelineQuery(cameras: cameras, stream: .main, from: from, to: to, resolution: .seconds(1))
                ).lines
            }
            #expect(try await lines(at(9), at(9)) == [Timeline.Line(camera: "gate", pieces: [], gaps: [])])
            #expect(try await lines(at(9), at(8)) == [Timeline.Line(camera: "gate", pieces: [], gaps: [])])
            #expect(try await lines(at(8), at(9), ["none"]) == [Timeline.Line(camera: "none", pieces: [], gaps: [])])
            #expect(try await lines(at(8), at(9), []).isEmpty)
            // Clocks jump: one that seems to last for ever, and times at the end of the scale.
            #expect(try await lines(at(8), at(9))[0].pieces.map(\.range) == [at(8)..<at(9)])
            let ever = try await lines(WallTime(nanoseconds: .min), WallTime(nanoseconds: .max))
            #expect(ever[0].pieces.count == 1)
        }
    }
}
