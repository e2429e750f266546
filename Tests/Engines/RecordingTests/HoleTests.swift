import Catalog
import Media
import Stream
import Testing

@testable import Recording

/// What is missing in a stream is missing in the files' times too.
struct HoleTests {
    private let start = WallTime(nanoseconds: 1_795_000_000_000_000_000)

    private func stream() throws -> SimulatedStream {
        let format = StreamFormat(tracks: [try SimulatedStream.video()])
        return SimulatedStream(format: format, monotonic: .init(nanoseconds: 0), wall: start)
    }

    private func sent(_ count: Int, of stream: inout SimulatedStream, _ cutter: inout SegmentCutter) -> Harvest {
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<count { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        return harvest
    }

    /// Over UDP the first picture after a loss is hardly ever a key frame.
    @Test func aLongLossBeforeAnOrdinaryPictureEndsTheFileAndLastsToTheNextKeyFrame() throws {
        var stream = try stream()
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = sent(60, of: &stream, &cutter)
        // 2.4 s are there, 2.8 s are lost, and the next key frame comes after 6 s.
        stream.losePictures(70)
        var unit = stream.next()
        #expect(!unit.isKey)
        unit.flags.insert(.afterLoss)
        cutter.take(.unit(unit), into: &harvest.actions)
        for _ in 131..<200 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments.map { $0.end?.reason } == [.lost, .stopped])
        #expect(segments[0].end?.end == start + .milliseconds(2400))
        #expect(segments[1].start.wall == start + .seconds(6) && !segments[1].start.continuesRun)
        #expect(segments.map { $0.samples[0].count } == [60, 50])
        #expect(cutter.droppedUnits == 20)
        #expect(
            harvest.gaps.dropFirst() == [.began(start + .milliseconds(2400), .lost), .ended(start + .seconds(6))]
        )
        let detail = harvest.actions.compactMap { if case .gapBegan(_, _, let detail) = $0 { detail } else { nil } }
            .last
        #expect(detail?.contains("lost on the way") == true && detail?.contains("key frame") == true)
    }

    @Test func aShortLossLeavesTheFileOpen() throws {
        var stream = try stream()
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = sent(60, of: &stream, &cutter)
        stream.losePictures(10)
        var unit = stream.next()
        unit.flags.insert(.afterLoss)
        cutter.take(.unit(unit), into: &harvest.actions)
        for _ in 71..<100 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        #expect(try harvest.segments(format: stream.format).map { $0.samples[0].count } == [90])
        #expect(cutter.droppedUnits == 0)
        let gap = Harvest.Gap.missed(start + .milliseconds(2400), start + .milliseconds(2800), .lost)
        #expect(harvest.gaps.dropFirst() == [gap])
    }

    @Test func aCameraThatSendsNothingForLongEndsTheFile() throws {
        var stream = try stream()
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = sent(60, of: &stream, &cutter)
        stream.losePictures(271)
        for _ in 331..<400 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments[0].end?.end == start + .milliseconds(2400))
        #expect(segments[1].start.wall == start + .seconds(14))
        #expect(
            harvest.gaps.dropFirst() == [.began(start + .milliseconds(2400), .noVideo), .ended(start + .seconds(14))]
        )
    }

    // MARK: Pictures that are far apart because somebody wants so

    private func pictures(_ count: Int, every interval: Duration) -> [AccessUnit] {
        (0..<count).map { number in
            AccessUnit(
                track: 0,
                payload: Bytes([UInt8](repeating: 1, count: 50)),
                decodeTime: MediaTicks((interval * number).inNanoseconds / 1_000_000 * 90),
                arrival: MonotonicTime(nanoseconds: 0) + interval * number,
                wall: start + interval * number,
                flags: .key
            )
        }
    }

    @Test(arguments: [(60, 10), (3600, 1), (12, 10)])
    func picturesThatAreWantedSeldomAreNoGaps(seconds: Int, perFile: Int) throws {
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        cutter.pictureInterval = .seconds(seconds)
        var harvest = Harvest()
        let format = StreamFormat(tracks: [WildStream.jpeg])
        cutter.take(.format(format), into: &harvest.actions)
        for picture in pictures(40, every: .seconds(seconds)) {
            cutter.take(.unit(picture), into: &harvest.actions)
            // As the recorder does with a stream that is silent.
            cutter.flush(includingHeld: true, into: &harvest.actions)
        }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: format)
        #expect(segments.map { $0.samples[0].count } == [Int](repeating: perFile, count: 40 / perFile))
        #expect(segments.dropFirst().allSatisfy { $0.start.continuesRun })
        // The timeline has no hole between two files either.
        #expect(segments.dropLast().map { $0.end?.end } == segments.dropFirst().map { $0.start.wall })
        #expect(harvest.gaps == [.ended(start)])
    }

    @Test func oneThatDoesNotComeIsNoGapAndManyAre() throws {
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        cutter.pictureInterval = .seconds(60)
        var harvest = Harvest()
        cutter.take(.format(StreamFormat(tracks: [WildStream.jpeg])), into: &harvest.actions)
        var all = pictures(20, every: .seconds(60))
        all.removeSubrange(12..<16)
        all.remove(at: 3)
        for picture in all { cutter.take(.unit(picture), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        #expect(harvest.gaps.count == 4)
        #expect(harvest.gaps.contains(.ended(start + .seconds(16 * 60))))
    }
}
