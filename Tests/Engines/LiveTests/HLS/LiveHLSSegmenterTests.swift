import Media
import Stream
import TestKit
import Testing

@testable import Live

/// What goes in comes out, in segments and parts that keep Apple's rules.
struct LiveHLSSegmenterTests {
    private struct Segment {
        var start: LiveHLSStart
        var parts: [LiveHLSPart] = []
        var duration: Duration?
    }

    private struct Cut {
        var shape: LiveHLSShape?
        var initialisations = 0
        var segments: [Segment] = []
        var rhythm: LiveHLSRhythm?

        init(_ flavour: LiveHLSFlavour, isQuick: Bool, _ items: [StreamItem], limits: LiveHLSLimits = .init()) {
            var maker = LiveHLSMaker(flavour, isQuick: isQuick, limits, rhythm: nil)
            var actions: [LiveHLSAction] = []
            for item in items { maker.take(item, into: &actions) }
            rhythm = maker.rhythm
            for action in actions {
                switch action {
                case .shape(let told):
                    #expect(shape == nil && segments.isEmpty)
                    shape = told
                case .initialisation: initialisations += 1
                case .begin(let start):
                    #expect(segments.last?.duration != nil || segments.isEmpty)
                    segments.append(Segment(start: start))
                case .part(let part): segments[segments.count - 1].parts.append(part)
                case .finish(let duration): segments[segments.count - 1].duration = duration
                case .end: break
                }
            }
        }

        /// The numbers of the units of each track, in their order.
        var numbers: [[Int]] {
            segments.flatMap(\.parts).map { PartReading(fragments: $0.bytes.array) }.reduce([[], []]) { all, part in
                [all[0] + part.numbers[0], all[1] + part.numbers[1]]
            }
        }
    }

    private func items(_ units: [AccessUnit], ends: Bool = true) throws -> [StreamItem] {
        [.format(try HLSFilm.format)] + units.map { .unit($0) } + (ends ? [.ended] : [])
    }

    @Test func aRegularStreamIsCutAtItsKeyFrames() throws {
        let cut = Cut(.fragmentedMP4, isQuick: true, try items(HLSFilm.units(10)))
        #expect(cut.shape == LiveHLSShape(target: 2, partTarget: .milliseconds(360)))
        #expect(cut.segments.map(\.duration) == [Duration?](repeating: .seconds(2), count: 5))
        #expect(cut.segments.allSatisfy { $0.start.isIndependent && !$0.start.isDiscontinuous })
        let seconds = cut.segments.map { $0.start.wall.nanoseconds % 10_000_000_000 / 1_000_000_000 }
        #expect(seconds == [0, 2, 4, 6, 8])
        for segment in cut.segments {
            let expected = [360, 360, 360, 360, 360, 200].map { Duration.milliseconds($0) }
            #expect(segment.parts.map(\.duration) == expected)
            #expect(segment.parts.map(\.isIndependent) == [true, false, false, false, false, false])
        }
        #expect(cut.numbers == [Array(0..<250), Array(0..<468)])
        #expect(cut.rhythm == LiveHLSRhythm(group: .seconds(2), unit: .milliseconds(40)))
    }

    @Test func aTransportStreamHasTheSameSegments() throws {
        let cut = Cut(.transportStream, isQuick: true, try items(HLSFilm.units(10)))
        #expect(cut.shape == LiveHLSShape(target: 2))
        #expect(cut.segments.map(\.duration) == [Duration?](repeating: .seconds(2), count: 5))
        var counts = [0, 0]
        for segment in cut.segments {
            #expect(segment.parts.count == 1)
            let bytes = segment.parts[0].bytes.array
            // The programme association table first, and the picture before any sound.
            #expect(bytes[0] == 0x47 && bytes[1] & 0x1F == 0 && bytes[2] == 0)
            #expect(Int(bytes[2 * 188 + 1] & 0x1F) << 8 | Int(bytes[2 * 188 + 2]) == 0x100)
            let found = PartReading.countUnits(transportStream: bytes)
            counts = [counts[0] + found[0], counts[1] + found[1]]
        }
        #expect(counts == [250, 468])
    }

    @Test(arguments: [
        (12, 25.0, 2), (25, 25.0, 2), (36, 25.0, 2), (60, 25.0, 3), (150, 25.0, 6), (1, 1.0, 2), (10, 5.0, 2),
    ])
    func segmentsFitTheTargetWhateverTheGroup(group: Int, rate: Double, target: Int) throws {
        for isQuick in [false, true] {
            let units = HLSFilm.units(40, rate: rate, group: group)
            let cut = Cut(.fragmentedMP4, isQuick: isQuick, try items(units))
            let shape = try #require(cut.shape)
            #expect(shape.target == target)
            for segment in cut.segments.dropLast() {
                #expect(try #require(segment.duration) <= shape.longestSegment)
                #expect(segment.start.isIndependent)
                // Neither far too short.
                #expect(try #require(segment.duration) >= .milliseconds(1400))
            }
            #expect(cut.numbers[0].count == units.count { $0.track == 0 })
        }
    }

    @Test func aGroupThatIsLongerThanAnySegmentIsCutAll() throws {
        // 20 s: longer than anybody waits to learn it.
        let cut = Cut(.fragmentedMP4, isQuick: true, try items(HLSFilm.units(60, group: 500)))
        #expect(cut.shape?.target == 6)
        #expect(cut.segments.allSatisfy { $0.duration ?? .zero <= .milliseconds(6499) })
        #expect(cut.segments.count { $0.start.isIndependent } == 3)
        #expect(cut.segments.count { $0.start.isDiscontinuous } == 0)
        #expect(cut.numbers[0] == Array(0..<1500))
        // The next time it is known.
        #expect(cut.rhythm?.shape(.init(), isQuick: false).target == 20)
        let stream = Cut(.transportStream, isQuick: false, try items(HLSFilm.units(60, group: 500)))
        let counts = stream.segments.map { PartReading.countUnits(transportStream: $0.parts[0].bytes.array)[0] }
        #expect(counts.reduce(0, +) == 1500 && stream.segments.count == cut.segments.count)
    }

    @Test func largePicturesEndASegment() throws {
        var limits = LiveHLSLimits()
        limits.segmentBytes = 100_000
        let cut = Cut(
            .fragmentedMP4,
            isQuick: false,
            try items(HLSFilm.units(10, sound: false, size: 10_000)),
            limits: limits
        )
        #expect(cut.segments.allSatisfy { $0.parts[0].bytes.count < 125_000 })
        #expect(cut.numbers[0] == Array(0..<250))
    }

    // MARK: Breaks

    @Test func aNewTimeLineBeginsWithADiscontinuity() throws {
        let first = HLSFilm.units(5), second = HLSFilm.units(5, from: 1000)
        let gone = Interruption(code: "x", sentence: "x", at: WallTime(nanoseconds: 0))
        let all = try items(first, ends: false) + [.interrupted(gone)] + items(second)
        let cut = Cut(.fragmentedMP4, isQuick: true, all)
        #expect(cut.initialisations == 2)
        #expect(cut.segments.map(\.start.isDiscontinuous) == [false, false, false, true, false, false])
        #expect(cut.segments.map(\.duration) == [2, 2, 1, 2, 2, 1].map { .seconds($0) })
        #expect(cut.numbers == [Array(0..<125) + Array(0..<125), Array(0..<234) + Array(0..<234)])
    }

    @Test func aReaderThatWasTooSlowGoesOnWithAKeyFrame() throws {
        let all = HLSFilm.units(20, sound: false)
        let skipped = SkippedUnits(units: 100, bytes: 1, first: all[0].wall, last: all[0].wall)
        let items: [StreamItem] =
            [.format(StreamFormat(tracks: [try HLSFilm.h264]))] + all[..<130].map { .unit($0) } + [.skipped(skipped)]
            + all[300...].map { .unit($0) } + [.ended]
        let cut = Cut(.fragmentedMP4, isQuick: false, items)
        #expect(cut.numbers[0] == Array(0..<130) + Array(300..<500))
        #expect(cut.segments.map(\.start.isDiscontinuous) == [false, false, false, true, false, false, false])
    }

    @Test func aLongSilenceIsABreak() throws {
        let cut = Cut(.fragmentedMP4, isQuick: false, try items(HLSFilm.units(4) + HLSFilm.units(4, from: 30)))
        #expect(cut.segments.map(\.duration) == [2, 2, 2, 2].map { .seconds($0) })
        #expect(cut.segments.map(\.start.isDiscontinuous) == [false, false, true, false])
    }

    @Test func soundWithoutPicturesFillsNoMemory() throws {
        let pictures = HLSFilm.units(4)
        let sounds = (0..<10_000).map { HLSFilm.unit($0, track: 1, at: 4 + Double($0) * 0.02) }
        var maker = LiveHLSMaker(.fragmentedMP4, isQuick: true, LiveHLSLimits(), rhythm: nil)
        var actions: [LiveHLSAction] = []
        for item in try items(pictures + sounds, ends: false) { maker.take(item, into: &actions) }
        let bytes = actions.reduce(0) { if case .part(let part) = $1 { $0 + part.bytes.count } else { $0 } }
        #expect(bytes < 300_000)
    }

    @Test func whatCannotBeCarriedIsLeftOut() throws {
        let format = StreamFormat(tracks: [try HLSFilm.h264, .g711(G711Format(law: .mu))])
        let sounds = (0..<10).map { HLSFilm.unit($0, track: 1, at: Double($0) * 0.04) }
        let cut = Cut(
            .fragmentedMP4,
            isQuick: false,
            [.format(format)] + (HLSFilm.units(4, sound: false) + sounds).map { .unit($0) }
        )
        #expect(cut.numbers[1].isEmpty && !cut.numbers[0].isEmpty)
        let jpeg = StreamFormat(tracks: [.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))])
        #expect(
            Cut(.fragmentedMP4, isQuick: false, [.format(jpeg)] + HLSFilm.units(4).map { .unit($0) }).segments.isEmpty
        )
        #expect(LiveHLSFlavour.usual(for: jpeg) == nil && LiveHLSFlavour.usual(for: format) == .transportStream)
    }

    // MARK: Whatever comes

    @Test(arguments: 0..<12)
    func nothingIsLostOrDoubledAndTheRulesHold(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed + 1)
        var items: [StreamItem] = []
        var expected = [0, 0]
        var start = 0.0
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            items.append(.format(try HLSFilm.format))
            let units = Self.irregular(from: start, using: &random)
            items += units.map { .unit($0) }
            for unit in units { expected[unit.track] += 1 }
            start += 500
        }
        items.append(.ended)
        for isQuick in [false, true] {
            let cut = Cut(.fragmentedMP4, isQuick: isQuick, items)
            #expect(cut.numbers.map(\.count) == expected)
            let shape = try #require(cut.shape)
            for segment in cut.segments {
                let parts = segment.parts
                let duration = try #require(segment.duration)
                #expect(duration == parts.reduce(.zero) { $0 + $1.duration })
                let pictures = parts.map { PartReading(fragments: $0.bytes.array).numbers[0].count }
                // A single picture may be longer than anything.
                #expect(duration <= shape.longestSegment || pictures.reduce(0, +) == 1)
                guard let target = shape.partTarget else {
                    #expect(parts.count == 1)
                    continue
                }
                for (part, count) in zip(parts, pictures) {
                    #expect(count > 0 && (part.duration <= target || count == 1))
                }
            }
        }
        let stream = Cut(.transportStream, isQuick: false, items)
        let counts = stream.segments.map { PartReading.countUnits(transportStream: $0.parts[0].bytes.array) }
        #expect([counts.reduce(0) { $0 + $1[0] }, counts.reduce(0) { $0 + $1[1] }] == expected)
    }

    /// Groups, rates and distances of all sorts; begins with a key frame.
    private static func irregular(from start: Double, using random: inout SeededGenerator) -> [AccessUnit] {
        let rate: Double = [1.0, 5, 12.5, 25, 60].randomElement(using: &random) ?? 25
        let group = Int.random(in: 1...120, using: &random)
        var units: [AccessUnit] = []
        var (time, sound) = (start, start + 0.001)
        // Long enough for the rhythm to be known: what ends before is in no segment.
        let count = max(Int.random(in: 20...300, using: &random), Int(rate * 15))
        for number in 0..<count {
            while sound < time {
                units.append(HLSFilm.unit(units.count, track: 1, at: sound))
                // Not as close as they are in truth, for the time that it takes.
                sound += 0.1
            }
            let isKey = number % group == 0 || Int.random(in: 0..<200, using: &random) == 0
            units.append(HLSFilm.unit(units.count, at: time, isKey: isKey))
            let jitter = Double.random(in: 0.5...1.5, using: &random)
            time += Int.random(in: 0..<50, using: &random) == 0 ? 0 : jitter / rate
        }
        return units
    }
}
