import Catalog
import MP4
import Media
import Stream
import TestKit
import Testing

@testable import Recording

struct SegmentCutterTests {
    private let start = WallTime(nanoseconds: 1_795_000_000_000_000_000)

    private func stream(audio: Bool) throws -> SimulatedStream {
        let tracks = [try SimulatedStream.video()] + (audio ? [try SimulatedStream.audio()] : [])
        return SimulatedStream(format: StreamFormat(tracks: tracks), monotonic: .init(nanoseconds: 0), wall: start)
    }

    @Test func everyUnitComesOutOnceInOrderWithItsTime() throws {
        for seed in 0..<UInt64(60) { try checkRandomStream(seed: seed) }
    }

    private func checkRandomStream(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var stream = try stream(audio: generator.chance(oneIn: 2))
        stream.pictureTicks = [3000, 3600, 6000, 18_000, 90_000][generator.integer(0...4)]
        stream.picturesPerGroup = generator.integer(1...60)
        stream.audioDelay = .milliseconds(generator.integer(-400...400))
        let length = Duration.seconds(generator.integer(10...20))
        var cutter = SegmentCutter(segmentLength: length)
        var harvest = Harvest()
        var sent: [[AccessUnit]] = [[], []]
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<generator.integer(200...2000) {
            let unit = stream.next()
            // As the ring does: nothing before the first key frame.
            if sent[0].isEmpty, unit.track == 1 { continue }
            sent[unit.track].append(unit)
            cutter.take(.unit(unit), into: &harvest.actions)
            if generator.chance(oneIn: 40) { cutter.flush(includingHeld: false, into: &harvest.actions) }
        }
        cutter.take(.ended, into: &harvest.actions)
        #expect(cutter.droppedUnits == 0)
        let segments = try harvest.segments(format: stream.format)
        for track in stream.format.tracks.indices {
            let samples = segments.flatMap { $0.samples[track] }
            try #require(samples.count == sent[track].count, "seed \(seed)")
            for (index, (sample, unit)) in zip(samples, sent[track]).enumerated() {
                #expect(sample.payload == unit.payload)
                #expect(sample.time == unit.decodeTime.count, "seed \(seed)")
                #expect(sample.isKey == unit.isKey)
                if index + 1 < sent[track].count {
                    #expect(sample.time + sample.duration == sent[track][index + 1].decodeTime.count, "seed \(seed)")
                }
            }
        }
        try check(segments, length: length, groupTicks: stream.pictureTicks * Int64(stream.picturesPerGroup))
    }

    private func check(_ segments: [Harvest.Segment], length: Duration, groupTicks: Int64) throws {
        let lengthTicks = length.components.seconds * 90_000
        for (index, segment) in segments.enumerated() {
            let end = try #require(segment.end)
            #expect(segment.samples[0].first?.isKey == true)
            #expect(segment.firstTick == 0)
            #expect(segment.start.startTicks.allSatisfy { $0 >= -48_000 })
            for fragment in segment.fragments {
                for run in fragment.runs where run.samples.count > 1 {
                    let second = Int64(run.track == 0 ? 90_000 : 48_000)
                    #expect(run.duration <= second * 9 / 10)
                }
                // A key frame comes first or not at all.
                for run in fragment.runs where run.track == 0 {
                    #expect(run.samples.dropFirst().allSatisfy { !$0.isKey })
                }
            }
            let ticks = segment.samples[0].reduce(0) { $0 + $1.duration }
            guard index + 1 < segments.count else { continue }
            #expect(end.reason == .length)
            #expect(ticks >= lengthTicks && ticks < lengthTicks + groupTicks)
            #expect(segments[index + 1].start.wall == end.end)
            #expect(segments[index + 1].start.continuesRun)
        }
    }

    @Test func hoursOfRotationsNeitherOverlapNorDrift() throws {
        var stream = try stream(audio: false)
        stream.pictureTicks = 3003
        stream.payloadBytes = 9
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        var last = start
        for _ in 0..<220_000 {
            let unit = stream.next()
            if unit.track == 0 { last = unit.wall }
            cutter.take(.unit(unit), into: &harvest.actions)
        }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments.count > 100)
        for (before, after) in zip(segments, segments.dropFirst()) { #expect(before.end?.end == after.start.wall) }
        // The end of the last file is that of the last picture, after two hours to the nanosecond and its length.
        let end = try #require(segments.last?.end?.end)
        #expect(abs((end - last).inNanoseconds - 33_366_666) < 1000)
    }

    @Test func aLateSoundKeepsItsTimeBesideThePicture() throws {
        var stream = try stream(audio: true)
        stream.audioDelay = .milliseconds(700)
        var cutter = SegmentCutter(segmentLength: .seconds(10))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<4000 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        for segment in try harvest.segments(format: stream.format).dropFirst() {
            // The file begins with sound from before its first picture.
            #expect(segment.start.startTicks[1] < segment.samples[0][0].time * 48_000 / 90_000)
            #expect(segment.samples[1][0].time == segment.start.startTicks[1])
        }
    }

    @Test func anInterruptionEndsTheFileAndBeginsAGap() throws {
        var stream = try stream(audio: false)
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<60 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        let gone = Interruption(code: "camera-refused", sentence: "Wrong password.", at: start + .seconds(3))
        cutter.take(.interrupted(gone), into: &harvest.actions)
        cutter.take(.format(stream.format), into: &harvest.actions)
        stream = try self.stream(audio: false)
        stream.zero.wall = start + .seconds(10)
        for _ in 0..<60 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments.map { $0.end?.reason } == [.interrupted, .stopped])
        #expect(segments.map { $0.samples[0].count } == [60, 60])
        #expect(segments[0].end?.end == start + .milliseconds(2400))
        #expect(segments[1].start.epoch > segments[0].start.epoch)
        #expect(!segments[1].start.continuesRun)
        #expect(
            harvest.gaps == [
                .ended(start), .began(start + .milliseconds(2400), .cameraRefused), .ended(start + .seconds(10)),
            ]
        )
    }

    @Test func skippedUnitsEndTheFileAndBeginAGap() throws {
        var stream = try stream(audio: false)
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<50 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        let first = stream.next()
        stream.losePictures(49)
        let skipped = SkippedUnits(units: 50, bytes: 2000, first: first.wall, last: first.wall)
        cutter.take(.skipped(skipped), into: &harvest.actions)
        for _ in 0..<50 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments.map { $0.end?.reason } == [.diskTooSlow, .stopped])
        #expect(segments[1].start.wall == start + .seconds(4))
        #expect(harvest.gaps.suffix(2) == [.began(start + .seconds(2), .diskTooSlow), .ended(start + .seconds(4))])
    }

    @Test(arguments: [(10, 0), (60, 1)])
    func aLossIsAGapAndALongOneBeginsAnotherFile(lost: Int64, files: Int) throws {
        var stream = try stream(audio: false)
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<(100 - lost) { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        stream.losePictures(lost)
        var unit = stream.next()
        #expect(unit.isKey)
        unit.flags.insert(.afterLoss)
        cutter.take(.unit(unit), into: &harvest.actions)
        for _ in 0..<20 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        #expect(try harvest.segments(format: stream.format).count == 1 + files)
        let begin = start + .milliseconds(40 * (100 - lost))
        let end = start + .seconds(4)
        let gap: [Harvest.Gap] = files == 0 ? [.missed(begin, end, .lost)] : [.began(begin, .lost), .ended(end)]
        #expect(harvest.gaps.dropFirst().starts(with: gap))
    }

    @Test(arguments: [3600, -3600])
    func aClockThatIsSetBeginsAnotherFileWithTheNewTime(step: Int) throws {
        var stream = try stream(audio: true)
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for number in 0..<500 {
            if number == 100 { stream.zero.wall = stream.zero.wall + .seconds(step) }
            cutter.take(.unit(stream.next()), into: &harvest.actions)
        }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments.map { $0.end?.reason } == [.clockStep, .stopped])
        #expect(segments[0].end?.end == start + .seconds(2))
        #expect(segments[1].start.wall == start + .seconds(step + 2))
        for fragment in segments[0].fragments { #expect(fragment.wall - start < .seconds(3)) }
        // Also sound that came before the picture with which the new file begins.
        for fragment in segments[1].fragments { #expect(fragment.wall - start > .seconds(step + 1)) }
        for fragment in segments[1].fragments { #expect(fragment.wall - start < .seconds(step + 10)) }
    }

    @Test func aSilentStreamIsWrittenToItsLastUnit() throws {
        var stream = try stream(audio: false)
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<10 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        #expect(cutter.oldestHeldArrival == MonotonicTime(nanoseconds: 0))
        cutter.flush(includingHeld: true, into: &harvest.actions)
        #expect(cutter.oldestHeldArrival == nil)
        #expect(harvest.fragments.flatMap(\.runs).flatMap(\.samples).count == 10)
        // It goes on where it should.
        for _ in 0..<10 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments.flatMap { $0.samples[0] }.map(\.time) == (0..<20).map { $0 * 3600 })
    }

    /// The last picture of a file lasts as long as pictures do, also where there was a pause before it.
    @Test func aPauseIsNotWhatIsUsual() throws {
        var stream = try stream(audio: false)
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<60 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        stream.losePictures(125)
        let last = stream.next()
        cutter.take(.unit(last), into: &harvest.actions)
        cutter.take(.ended, into: &harvest.actions)
        let end = try #require(try harvest.segments(format: stream.format).first?.end?.end)
        #expect(end - last.wall <= .milliseconds(80))
    }

    @Test func afterAFileWasAbandonedItGoesOnWithAKeyFrame() throws {
        var stream = try stream(audio: false)
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<70 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.abandon()
        cutter.isSuspended = true
        harvest = Harvest()
        for _ in 70..<120 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        #expect(harvest.actions.isEmpty)
        cutter.isSuspended = false
        for _ in 120..<170 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments.count == 1)
        #expect(segments[0].samples[0].first?.time == 540_000)
        #expect(segments[0].samples[0].count == 20)
    }

    @Test func soundAloneIsCutByTime() throws {
        let format = StreamFormat(tracks: [.g711(G711Format(law: .a))])
        var cutter = SegmentCutter(segmentLength: .seconds(10))
        var harvest = Harvest()
        cutter.take(.format(format), into: &harvest.actions)
        for number in 0..<1600 {
            let unit = AccessUnit(
                track: 0,
                payload: Bytes([UInt8](repeating: 1, count: 160)),
                decodeTime: MediaTicks(Int64(number) * 160),
                arrival: MonotonicTime(nanoseconds: Int64(number) * 20_000_000),
                wall: start + .milliseconds(20 * number),
                flags: .key
            )
            cutter.take(.unit(unit), into: &harvest.actions)
        }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: format)
        #expect(segments.map { $0.samples[0].count } == [500, 500, 500, 100])
        #expect(segments[0].fragments.count == 12)
    }
}
