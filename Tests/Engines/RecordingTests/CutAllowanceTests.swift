import Catalog
import Media
import Stream
import Testing

@testable import Recording

/// A camera cannot have as many files made as it likes.
struct CutAllowanceTests {
    private let start = WallTime(nanoseconds: 1_795_000_000_000_000_000)

    private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }

    @Test func aBurstIsAllowedAndThenOneASecond() {
        var allowance = CutAllowance()
        var allowed = (0..<1000).count { allowance.take(at: at(Double($0) / 100)) }
        #expect((CutAllowance.burst + 8...CutAllowance.burst + 10).contains(allowed))
        // After a pause there is a burst again, and never a greater one.
        allowed = (0..<100).count { _ in allowance.take(at: at(1000)) }
        #expect(allowed == CutAllowance.burst)
    }

    @Test func anotherFormatWithEveryPictureMakesFewFilesAndOneReasonForTheGaps() throws {
        let formats = [try SimulatedStream.video(), try SimulatedStream.video(variant: 0xC4)]
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        // Twenty seconds.
        for number in 0..<500 {
            cutter.take(.format(StreamFormat(tracks: [formats[number % 2]])), into: &harvest.actions)
            cutter.take(.unit(key(number, ticks: 0)), into: &harvest.actions)
        }
        cutter.take(.ended, into: &harvest.actions)
        try check(harvest, seconds: 20, format: StreamFormat(tracks: [formats[0]]))
        #expect(cutter.droppedUnits > 450)
    }

    /// Each picture is stamped eleven seconds after the one before: a hole, and another file, with each.
    @Test func leapsWithEveryPictureMakeFewFiles() throws {
        let format = StreamFormat(tracks: [try SimulatedStream.video()])
        var cutter = SegmentCutter(segmentLength: .seconds(60))
        var harvest = Harvest()
        cutter.take(.format(format), into: &harvest.actions)
        for number in 0..<500 {
            cutter.take(.unit(key(number, ticks: Int64(number) * 11 * 90_000)), into: &harvest.actions)
        }
        cutter.take(.ended, into: &harvest.actions)
        try check(harvest, seconds: 20, format: format)
    }

    private func key(_ number: Int, ticks: Int64) -> AccessUnit {
        AccessUnit(
            track: 0,
            payload: Bytes([UInt8](repeating: 1, count: 20)),
            decodeTime: MediaTicks(ticks),
            arrival: at(Double(number) / 25),
            wall: start + .milliseconds(40 * number),
            flags: .key
        )
    }

    private func check(_ harvest: Harvest, seconds: Int, format: StreamFormat) throws {
        let segments = try harvest.segments(format: format)
        #expect(segments.count <= CutAllowance.burst + seconds + 1)
        #expect(segments.count > seconds / 2)
        let told = harvest.actions.contains { action in
            if case .gapBegan(_, .other, let detail) = action { detail.contains("so often") } else { false }
        }
        #expect(told)
        // As the catalogue is told.
        var ledger = GapLedger()
        for action in harvest.actions {
            switch action {
            case .gapBegan(let at, let reason, let detail): ledger.begin(at: at, reason, detail: detail)
            case .gapEnded(let at): ledger.end(at: at)
            case .open, .write, .close, .missed: break
            }
        }
        let gaps = ledger.takeChanges(now: start, isFinal: true)
        #expect(gaps.count <= 2 * (CutAllowance.burst + seconds + 2))
    }
}
