import Media
import Testing

@testable import Ingest

/// What is made of silence.
struct StreamWatchTests {
    private func seconds(_ value: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(value * 1e9)) }

    private func isLost(_ verdict: StreamWatch.Verdict) -> Bool { if case .lost = verdict { true } else { false } }

    @Test func aStreamWithPicturesIsFine() {
        var watch = StreamWatch(silence: .seconds(10), at: seconds(0))
        for second in 1..<300 {
            let counts = StreamWatch.Counts(packets: second * 100, units: second * 25, keys: second / 2 + 1)
            #expect(watch.check(counts, at: seconds(Double(second))) == .fine)
        }
    }

    @Test func silenceEndsTheSession() {
        var watch = StreamWatch(silence: .seconds(10), at: seconds(0))
        let counts = StreamWatch.Counts(packets: 100, units: 25, keys: 1)
        #expect(watch.check(counts, at: seconds(1)) == .fine)
        #expect(watch.check(counts, at: seconds(5)) == .fine)
        #expect(watch.check(counts, at: seconds(10)) == .fine)
        guard case .lost(let end) = watch.check(counts, at: seconds(11)) else {
            Issue.record("it is still waited for")
            return
        }
        #expect(end.code == "no-video")
        #expect(end.sentence == "No video for 10 s: the camera is connected but sends no pictures.")
    }

    /// H264DVR 1.0 sends nothing by UDP until every track is set up.
    @Test func row10NothingAfterPlayIsToldOnceAfterThreeSeconds() {
        var watch = StreamWatch(silence: .seconds(15), at: seconds(0))
        let nothing = StreamWatch.Counts()
        #expect(watch.check(nothing, at: seconds(2)) == .fine)
        #expect(watch.check(nothing, at: seconds(3)) == .nothingCame)
        #expect(watch.check(nothing, at: seconds(4)) == .fine)
    }

    /// Key frames without parameter sets that can be read: the camera sends, and nothing can be shown.
    @Test func keyFramesThatCannotBeShownEndTheSession() {
        var watch = StreamWatch(silence: .seconds(10), at: seconds(0))
        for second in 1...9 {
            let counts = StreamWatch.Counts(packets: second, units: second * 25, unreadableKeys: second)
            #expect(watch.check(counts, at: seconds(Double(second))) == .fine)
        }
        let counts = StreamWatch.Counts(packets: 10, units: 250, unreadableKeys: 10)
        #expect(watch.check(counts, at: seconds(10)) == .unreadable(for: .seconds(10)))
    }

    /// Of a camera with long groups the parameter sets may be in the next.
    @Test func oneKeyFrameThatCannotBeShownIsNoReason() {
        var watch = StreamWatch(silence: .seconds(10), at: seconds(0))
        for second in 1...59 {
            let keys = second > 30 ? 1 : 0
            let counts = StreamWatch.Counts(packets: second, units: second * 25, keys: keys, unreadableKeys: 1)
            #expect(watch.check(counts, at: seconds(Double(second))) == .fine)
        }
        var other = StreamWatch(silence: .seconds(10), at: seconds(0))
        var verdict = StreamWatch.Verdict.fine
        for second in 1...60 {
            let counts = StreamWatch.Counts(packets: second, units: second * 25, unreadableKeys: 1)
            verdict = other.check(counts, at: seconds(Double(second)))
        }
        #expect(verdict == .unreadable(for: .seconds(60)))
    }

    @Test func aGroupOfHalfAMinuteIsWaitedForAndAMissingKeyFrameIsNot() {
        var watch = StreamWatch(silence: .seconds(10), at: seconds(0))
        var verdict = StreamWatch.Verdict.fine
        // Key frames every 30 s, as cameras with "smart" codings send them.
        for second in 1...120 {
            verdict = watch.check(
                .init(packets: second, units: second * 25, keys: 1 + second / 30),
                at: seconds(Double(second))
            )
            #expect(verdict == .fine, "at \(second) s")
        }
        for second in 121...180 {
            verdict = watch.check(.init(packets: second, units: second * 25, keys: 5), at: seconds(Double(second)))
            #expect(!isLost(verdict))
        }
        for second in 181...200 where !isLost(verdict) {
            verdict = watch.check(.init(packets: second, units: second * 25, keys: 5), at: seconds(Double(second)))
        }
        #expect(isLost(verdict))
    }
}
