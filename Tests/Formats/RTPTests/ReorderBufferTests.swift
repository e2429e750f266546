import Media
import TestKit
import Testing

@testable import RTP

struct ReorderBufferTests {
    private func at(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    private func push(_ sequence: UInt16, at time: Int64, _ buffer: inout ReorderBuffer) -> ReorderBuffer.Admission {
        let packet = Packet(sequence: sequence, timestamp: 0, marker: false, payload: [])
        return buffer.push(packet.bytes.span, header: packet.header, arrival: at(time))
    }

    /// What comes out when a packet with this number comes in.
    private func pass(_ sequence: UInt16, at time: Int64 = 0, _ buffer: inout ReorderBuffer) -> [UInt16] {
        var output: [UInt16] = []
        if push(sequence, at: time, &buffer) == .inOrder { output.append(sequence) }
        while let packet = buffer.next(now: at(time)) {
            if (try? RTPHeader(packet.bytes.span)) != packet.header {
                Issue.record("packet \(packet.header.sequence) holds the bytes of another")
            }
            output.append(packet.header.sequence)
        }
        return output
    }

    @Test func packetsAreWaitedFor() {
        var buffer = ReorderBuffer()
        #expect(pass(65_534, &buffer) == [65_534])
        #expect(pass(1, &buffer) == [])
        #expect(pass(0, &buffer) == [])
        #expect(push(1, at: 0, &buffer) == .duplicate)
        #expect(buffer.heldCount == 2)
        #expect(pass(65_535, &buffer) == [65_535, 0, 1])
        #expect(push(65_535, at: 0, &buffer) == .late)
        #expect(buffer.deadline == nil)
    }

    @Test func butNotForLong() {
        var buffer = ReorderBuffer()
        _ = pass(0, at: 0, &buffer)
        #expect(pass(3, at: 10, &buffer) == [])
        #expect(pass(2, at: 20, &buffer) == [])
        #expect(buffer.deadline == at(60))
        #expect(buffer.next(now: at(59)) == nil)
        #expect(buffer.next(now: at(60))?.header.sequence == 2)
        #expect(buffer.next(now: at(60))?.header.sequence == 3)
        #expect(pass(1, at: 61, &buffer) == [])
        #expect(pass(4, at: 61, &buffer) == [4])
        #expect(buffer.deadline == nil)
    }

    @Test func everyGapIsWaitedForByItself() {
        var buffer = ReorderBuffer()
        _ = pass(0, at: 0, &buffer)
        #expect(pass(2, at: 10, &buffer) == [])
        #expect(pass(4, at: 30, &buffer) == [])
        #expect(buffer.deadline == at(60))
        #expect(pass(1, at: 50, &buffer) == [1, 2])
        #expect(buffer.deadline == at(80))
        #expect(buffer.next(now: at(79)) == nil)
        #expect(buffer.next(now: at(80))?.header.sequence == 4)
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
        #expect(pass(1000, &buffer) == [68, 1000])
    }

    @Test func aSenderThatBeginsAnewIsFollowedWhenTheReceiverSaysSo() {
        var buffer = ReorderBuffer()
        _ = pass(30_000, &buffer)
        #expect(pass(30_002, &buffer) == [])
        #expect(push(100, at: 0, &buffer) == .farOff)
        #expect(push(40_000, at: 0, &buffer) == .farOff)
        #expect(buffer.heldCount == 1)
        buffer.restart(after: 100)
        #expect(buffer.heldCount == 0 && buffer.deadline == nil)
        #expect(pass(102, &buffer) == [])
        #expect(pass(101, &buffer) == [101, 102])
    }

    /// UDP: whatever the order within the window, everything comes out in order.
    @Test(arguments: 0..<12 as Range<UInt64>)
    func row78AnyOrderWithinTheWindowComesOutSortedAndWhole(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var buffer = ReorderBuffer()
        let window = Int.random(in: 2..<ReorderBuffer.capacity, using: &generator)
        var keys: [(key: Int, number: Int)] = []
        for number in 0..<4000 {
            // The first fixes where the sequence begins.
            let delay = number == 0 ? 0 : Int.random(in: 0..<window, using: &generator)
            keys.append((number + delay, number))
        }
        let order = keys.sorted { ($0.key, $0.number) < ($1.key, $1.number) }.map(\.number)
        var output: [UInt16] = []
        var most = 0
        for (index, number) in order.enumerated() {
            // Half a millisecond apart, so that the longest wait is shorter than the patience.
            output += pass(UInt16(truncatingIfNeeded: 64_000 + number), at: Int64(index / 2), &buffer)
            most = max(most, buffer.heldCount)
        }
        #expect(order != order.sorted())
        #expect(output.map { Int($0 &- 64_000) } == Array(0..<4000))
        #expect((1...ReorderBuffer.capacity).contains(most))
        #expect(buffer.heldCount == 0 && buffer.deadline == nil)
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func row78WithLossesAndCopiesTheRestComesOutSorted(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var buffer = ReorderBuffer()
        var order = Array(0..<2000)
        for index in order.indices.dropFirst() {
            let other = min(order.count - 1, index + Int.random(in: 0...8, using: &generator))
            order.swapAt(index, other)
        }
        var output: [UInt16] = []
        for number in order where number == 0 || Int.random(in: 0..<40, using: &generator) > 0 {
            for _ in 0..<(Int.random(in: 0..<10, using: &generator) == 0 ? 2 : 1) {
                output += pass(UInt16(truncatingIfNeeded: 65_000 + number), at: Int64(number), &buffer)
            }
        }
        let numbers = output.map { Int($0 &- 65_000) }
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.count > 1850)
    }

    @Test func aCallerThatNeverPullsDoesNotMakeItGrow() {
        var buffer = ReorderBuffer()
        for sequence in stride(from: 0, to: 60_000, by: 2) as StrideTo<Int> {
            _ = push(UInt16(sequence), at: 0, &buffer)
        }
        #expect(buffer.heldCount <= ReorderBuffer.capacity + 1)
    }
}
