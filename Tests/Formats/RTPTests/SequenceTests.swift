import Media
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

    @Test func aPacketOlderThanTheFirstWasNotLost() {
        var tracker = SequenceTracker(clockRate: 90_000)
        #expect(places([100, 98, 102], &tracker) == [.next, .late, .gap(lost: 1)])
        #expect(tracker.totals.lost == 1)
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
        var generator = SeededGenerator(9)
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

struct TimestampUnwrapperTests {
    @Test(arguments: 0..<10 as Range<UInt64>)
    func ticksFollowTimestampsOverWraps(seed: UInt64) {
        var generator = SeededGenerator(seed)
        var truth = Int64.random(in: 0...0xFFFF_FFFF, using: &generator)
        let start = truth
        var unwrapper = TimestampUnwrapper(largestStep: 450_000, start: MediaTicks(1000))
        var wrong = 0
        for _ in 0..<5000 {
            let position = unwrapper.unwrap(UInt32(truncatingIfNeeded: truth))
            if position.ticks.count != truth - start + 1000 { wrong += 1 }
            let step =
                Int.random(in: 0..<50, using: &generator) == 0
                ? Int64.random(in: -0x7FFF_FFFF...0x7FFF_FFFF, using: &generator)
                : Int64.random(in: -10_000...90_000, using: &generator)
            truth += step
            let peeked = unwrapper.position(of: UInt32(truncatingIfNeeded: truth))
            var copy = unwrapper
            let next = copy.unwrap(UInt32(truncatingIfNeeded: truth))
            if next.ticks != peeked || next.jump != (abs(step) > 450_000 ? step : nil) { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    /// Quirk 81: one frame in between is stamped hours away.
    @Test func oneWrongTimestampDoesNotMoveTheLine() {
        var unwrapper = TimestampUnwrapper(largestStep: 450_000)
        #expect(unwrapper.position(of: 0) == nil)
        #expect(unwrapper.unwrap(1000) == .init(ticks: .zero, jump: nil))
        #expect(unwrapper.unwrap(1000 &+ 3_384_000_000).jump != nil)
        let back = unwrapper.unwrap(4600)
        #expect(back.jump != nil)
        #expect(back.ticks == MediaTicks(3600))
        unwrapper.restart(at: MediaTicks(50))
        #expect(unwrapper.unwrap(7) == .init(ticks: MediaTicks(50), jump: nil))
    }
}

struct ReorderBufferTests {
    private func at(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    /// What comes out when a packet with this number comes in.
    private func pass(_ sequence: UInt16, at time: Int64 = 0, _ buffer: inout ReorderBuffer) -> [UInt16] {
        var output: [UInt16] = []
        let bytes = [UInt8(sequence >> 8), UInt8(sequence & 0xFF)]
        if buffer.push(bytes.span, sequence: sequence, arrival: at(time)) == .deliver { output.append(sequence) }
        while let packet = buffer.next(now: at(time)) {
            if packet.bytes.array != [UInt8(packet.sequence >> 8), UInt8(packet.sequence & 0xFF)] {
                Issue.record("packet \(packet.sequence) holds the bytes of another")
            }
            output.append(packet.sequence)
        }
        return output
    }

    @Test func packetsAreWaitedFor() {
        var buffer = ReorderBuffer()
        #expect(pass(65_534, &buffer) == [65_534])
        #expect(pass(1, &buffer) == [])
        #expect(pass(0, &buffer) == [])
        #expect(pass(1, &buffer) == [])
        #expect(buffer.heldCount == 2)
        #expect(pass(65_535, &buffer) == [65_535, 0, 1])
        #expect(pass(65_535, &buffer) == [])
        #expect(buffer.deadline == nil)
    }

    @Test func butNotForLong() {
        var buffer = ReorderBuffer()
        _ = pass(0, at: 0, &buffer)
        #expect(pass(3, at: 10, &buffer) == [])
        #expect(pass(2, at: 20, &buffer) == [])
        #expect(buffer.deadline == at(60))
        #expect(buffer.next(now: at(59)) == nil)
        #expect(buffer.next(now: at(60))?.sequence == 2)
        #expect(buffer.next(now: at(60))?.sequence == 3)
        #expect(pass(1, at: 61, &buffer) == [])
        #expect(pass(4, at: 61, &buffer) == [4])
    }

    @Test func norForMoreThanItsCapacity() {
        var buffer = ReorderBuffer()
        _ = pass(0, &buffer)
        var output: [UInt16] = []
        for sequence in 2...64 as ClosedRange<UInt16> { output += pass(sequence, &buffer) }
        #expect(output == [])
        output = pass(65, &buffer)
        #expect(output == Array(2...65))
        // A jump forward lets everything go at once.
        _ = pass(68, &buffer)
        #expect(pass(5000, &buffer) == [68, 5000])
    }

    @Test func aSenderThatBeginsAnewIsFollowed() {
        var buffer = ReorderBuffer()
        _ = pass(30_000, &buffer)
        #expect(pass(100, &buffer) == [100])
        #expect(pass(30_001, &buffer) == [30_001])
        #expect(pass(100, &buffer) == [100])
        #expect(pass(101, &buffer) == [101])
        #expect(pass(102, &buffer) == [102])
        #expect(pass(104, &buffer) == [])
        #expect(pass(103, &buffer) == [103, 104])
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func shuffledPacketsComeOutInOrder(seed: UInt64) {
        var generator = SeededGenerator(seed)
        var buffer = ReorderBuffer()
        var order = Array(0..<2000)
        for index in order.indices.dropFirst() {
            let other = min(order.count - 1, index + Int.random(in: 0...8, using: &generator))
            order.swapAt(index, other)
        }
        var output: [UInt16] = []
        var most = 0
        for number in order where number == 0 || Int.random(in: 0..<40, using: &generator) > 0 {
            output += pass(UInt16(truncatingIfNeeded: 65_000 + number), at: Int64(number), &buffer)
            most = max(most, buffer.heldCount)
        }
        #expect((1...ReorderBuffer.capacity).contains(most))
        let numbers = output.map { Int($0 &- 65_000) }
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.count > 1850)
    }

    @Test func aCallerThatNeverPullsDoesNotMakeItGrow() {
        var buffer = ReorderBuffer()
        for sequence in stride(from: 0, to: 60_000, by: 2) as StrideTo<Int> {
            _ = buffer.push([1].span, sequence: UInt16(sequence), arrival: at(0))
        }
        #expect(buffer.heldCount <= ReorderBuffer.capacity + 1)
    }
}
