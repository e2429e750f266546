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
