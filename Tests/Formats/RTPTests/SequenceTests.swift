import Media
import TestKit
import Testing

@testable import RTP

struct SequenceTrackerTests {
    private func places(_ sequences: [UInt16], _ tracker: inout SequenceTracker) -> [SequenceTracker.Place] {
        sequences.map { tracker.place(sequence: $0, timestamp: 0, arrival: MonotonicTime(nanoseconds: 0)) }
    }

    @Test func eachPacketHasItsPlace() {
        var tracker = SequenceTracker(clockRate: 90_000)
        let result = places([65_534, 65_535, 2, 0, 0, 2, 3, 1, 60], &tracker)
        #expect(
            result == [.next, .next, .gap(lost: 2), .late, .duplicate, .duplicate, .next, .late, .gap(lost: 56)]
        )
        #expect(tracker.highestExtended == Int64(65_596))
        var totals = SequenceTracker.Totals()
        totals.received = 9
        totals.lost = 56
        totals.duplicate = 2
        totals.reordered = 2
        #expect(tracker.totals == totals)
    }

    @Test func oneFarPacketIsAStrayAndTwoAreARestart() {
        var tracker = SequenceTracker(clockRate: 90_000)
        let result = places([10, 11, 40_000, 12, 40_000, 40_001, 40_002, 13, 14], &tracker)
        #expect(result == [.next, .next, .stray, .next, .stray, .restart, .next, .stray, .restart])
        #expect(tracker.totals.restarts == 2)
        #expect(tracker.totals.lost == 0)
        #expect(result.map(\.isUsable) == [true, true, false, true, false, true, true, false, true])
        #expect(result[5].isAfterLoss && !result[6].isAfterLoss)
    }

    /// Row 78 of the quirks: a sender that goes back by a few would otherwise be unheard for as many.
    @Test func manyOldOnesInARowAreARestart() {
        var tracker = SequenceTracker(clockRate: 90_000)
        _ = places(Array(1000...1099), &tracker)
        let result = places(Array(1010...1080), &tracker)
        #expect(result.prefix(64).allSatisfy { $0 == .duplicate })
        #expect(result[64] == .restart)
        #expect(result.suffix(6).allSatisfy { $0 == .next })
        #expect(tracker.totals.lost == 0)
        // Good ones in between, and it is not the sender's doing.
        var other = SequenceTracker(clockRate: 90_000)
        for sequence in 0..<500 as Range<UInt16> {
            #expect(places([sequence, sequence], &other) == [.next, .duplicate])
        }
    }

    @Test func anotherSenderIsCountedByItself() {
        var tracker = SequenceTracker(clockRate: 90_000)
        _ = places([10, 13], &tracker)
        tracker.startAnew()
        #expect(places([13, 14], &tracker) == [.next, .next])
        #expect(tracker.report() == ReceptionReport(fractionLost: 0, cumulativeLost: 0, highestSequence: 14))
        #expect(tracker.totals.received == 4 && tracker.totals.lost == 2)
    }

    @Test func aPacketOlderThanTheFirstWasNotLost() {
        var tracker = SequenceTracker(clockRate: 90_000)
        #expect(places([100, 98, 102], &tracker) == [.next, .late, .gap(lost: 1)])
        #expect(tracker.totals.lost == 1)
    }

    @Test func allThatIsOlderThanTheFirstWasNotLost() {
        var tracker = SequenceTracker(clockRate: 90_000)
        #expect(places([100, 98, 99, 97], &tracker) == [.next, .late, .late, .late])
        #expect(tracker.totals.lost == 0)
    }

    @Test func aReportSaysWhatWasLostSinceTheLast() {
        var tracker = SequenceTracker(clockRate: 90_000)
        #expect(tracker.report() == ReceptionReport())
        // Of 0…7 a quarter is lost.
        _ = places([0, 1, 2, 4, 5, 7], &tracker)
        #expect(tracker.report() == ReceptionReport(fractionLost: 64, cumulativeLost: 2, highestSequence: 7))
        _ = places([8, 9], &tracker)
        #expect(tracker.report() == ReceptionReport(fractionLost: 0, cumulativeLost: 2, highestSequence: 9))
        #expect(tracker.report() == ReceptionReport(fractionLost: 0, cumulativeLost: 2, highestSequence: 9))
    }

    @Test func jitterIsThatOfTheArrivals() {
        var steady = SequenceTracker(clockRate: 90_000)
        var shaky = SequenceTracker(clockRate: 90_000)
        let month: Int64 = 30 * 86_400 * 1_000_000_000
        for index in 0..<500 {
            let arrival = month + Int64(index) * 40_000_000
            let timestamp = UInt32(truncatingIfNeeded: 0xFFFF_FF00 + index * 3600)
            let sequence = UInt16(index)
            _ = steady.place(sequence: sequence, timestamp: timestamp, arrival: MonotonicTime(nanoseconds: arrival))
            let late = arrival + (index % 2 == 0 ? 10_000_000 : 0)
            _ = shaky.place(sequence: sequence, timestamp: timestamp, arrival: MonotonicTime(nanoseconds: late))
        }
        #expect(steady.report().jitter == 0)
        // Ten milliseconds to and fro.
        #expect((899...900).contains(shaky.report().jitter))
    }

    @Test func anyNumbersAtAll() {
        var generator = SeededGenerator(seed: 9)
        var tracker = SequenceTracker(clockRate: .max)
        var highest: Int64 = -1
        var wrong = 0
        for _ in 0..<100_000 {
            _ = tracker.place(
                sequence: UInt16.random(in: 0...9000, using: &generator) &* 7,
                timestamp: UInt32.random(in: 0...UInt32.max, using: &generator),
                arrival: MonotonicTime(nanoseconds: Int64.random(in: 0...1 << 62, using: &generator))
            )
            let isSound = (tracker.highestExtended ?? -1) >= highest && tracker.totals.lost >= 0
            if !isSound { wrong += 1 }
            highest = tracker.highestExtended ?? -1
            if highest % 64 == 0 { _ = tracker.report() }
        }
        #expect(wrong == 0)
    }
}
