import Catalog
import MP4
import Media
import Stream
import Testing

@testable import Recording

/// The camera stays connected, and begins another time line or format.
struct NewTimeLineTests {
    private let start = WallTime(nanoseconds: 1_795_000_000_000_000_000)

    private func stream() throws -> SimulatedStream {
        let format = StreamFormat(tracks: [try SimulatedStream.video()])
        return SimulatedStream(format: format, monotonic: .init(nanoseconds: 0), wall: start)
    }

    @Test func anotherFormatBeginsAnotherFile() throws {
        var stream = try stream()
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<30 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        let other = StreamFormat(tracks: [try SimulatedStream.video(variant: 0xC4)])
        cutter.take(.format(other), into: &harvest.actions)
        stream = SimulatedStream(format: other, monotonic: .init(nanoseconds: 0), wall: start + .milliseconds(1200))
        for _ in 0..<30 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments.map { $0.end?.reason } == [.formatChanged, .stopped])
        #expect(segments[1].start.format == other)
        // Its pictures up to the next key frame are not there, and the gap says why.
        let end = start + .milliseconds(1200)
        #expect(harvest.gaps == [.ended(start), .began(end, .streamRestarted), .ended(end)])
    }

    /// A camera's clock jumps, and its pictures go on: where the old time line ends is known but to some nanoseconds.
    @Test(arguments: [34, 150_000_000, 2_000_000_000])
    func aNewTimeLineDoesNotOverlapTheOldOneByTheJitterOfEstimates(nanoseconds: Int) throws {
        var stream = try stream()
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(stream.format), into: &harvest.actions)
        for _ in 0..<100 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.format(stream.format), into: &harvest.actions)
        let begin = start + .seconds(4) + .nanoseconds(-nanoseconds)
        stream = SimulatedStream(format: stream.format, monotonic: .init(nanoseconds: 0), wall: begin)
        for _ in 0..<30 { cutter.take(.unit(stream.next()), into: &harvest.actions) }
        cutter.take(.ended, into: &harvest.actions)
        let segments = try harvest.segments(format: stream.format)
        #expect(segments.map { $0.end?.reason } == [.newTimeLine, .stopped])
        #expect(segments[0].end?.end == start + .seconds(4))
        // A clock that was really set back is not hidden.
        #expect(segments[1].start.wall == (nanoseconds < 200_000_000 ? start + .seconds(4) : begin))
        #expect(segments[1].fragments.first?.wall == segments[1].start.wall)
    }
}
