import Media
import Testing

@testable import Stream

/// Readers that take nothing for a while, and may want later what has come meanwhile.
struct RingHoldingTests {
    private let format = StreamFormat(tracks: [.g711(G711Format(law: .a))])

    /// 100 ms apart, in groups of ten.
    private func unit(_ number: Int) -> AccessUnit {
        AccessUnit(
            track: 0,
            payload: Bytes([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 100)),
            decodeTime: MediaTicks(Int64(number) * 800),
            arrival: arrival(number),
            wall: wall(number),
            flags: number % 10 == 0 ? .key : []
        )
    }

    private func arrival(_ number: Int) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(number) * 100_000_000) }
    private func wall(_ number: Int) -> WallTime { WallTime(nanoseconds: Int64(number)) }
    private let cost = 100 + StreamRing.itemCost

    private func numbers(_ items: [StreamItem]) -> [Int] {
        items.compactMap { if case .unit(let unit) = $0 { Int(unit.wall.nanoseconds) } else { nil } }
    }

    private func readAll(_ reader: StreamReader) -> [StreamItem] {
        var items: [StreamItem] = []
        _ = reader.readBlocking(into: &items)
        return items
    }

    private func ring(_ limits: StreamRing.Limits = .init()) -> (StreamRing, StreamReader) {
        let ring = StreamRing(limits: limits)
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        ring.begin(format)
        return (ring, reader)
    }

    @Test(arguments: 0..<60)
    func whatIsHeldBeginsWithTheNewestGroupThatIsOldEnough(_ last: Int) {
        let (ring, reader) = ring()
        for number in 0...last {
            ring.append(unit(number))
            reader.advance(to: .arrival(arrival(number - 25)))
        }
        let items = readAll(reader)
        guard case .format? = items.first else {
            Issue.record("no format first")
            return
        }
        let first = max(0, (last - 25) / 10 * 10)
        #expect(numbers(items) == Array(first...last))
    }

    @Test func whatNobodyWillWantIsLetGo() {
        let (ring, reader) = ring()
        for number in 0..<1000 {
            ring.append(unit(number))
            reader.advance(to: .arrival(arrival(number - 25)))
        }
        // From 970 on, as 975 may be wanted; what was passed over goes with the next that comes.
        #expect(ring.heldBytes <= 31 * cost)
        #expect(numbers(readAll(reader)) == Array(970..<1000))
    }

    @Test func itGoesOnFromTheGroupBeforeATime() {
        let (ring, reader) = ring()
        for number in 0..<50 { ring.append(unit(number)) }
        reader.advance(to: .wall(wall(29)))
        #expect(numbers(readAll(reader)) == Array(20..<50))
        // Never back.
        reader.advance(to: .wall(wall(5)))
        ring.append(unit(50))
        #expect(numbers(readAll(reader)) == [50])
    }

    @Test func aReadEndsBeforeTheGroupThatIsNotWanted() {
        let (ring, reader) = ring()
        for number in 0..<50 { ring.append(unit(number)) }
        var items: [StreamItem] = []
        #expect(reader.readBlocking(limit: 7, before: wall(25), into: &items) == .more)
        #expect(reader.readBlocking(limit: 100, before: wall(25), into: &items) == .bound)
        #expect(numbers(items) == Array(0..<30))
        items = []
        #expect(reader.readBlocking(limit: 100, before: wall(30), into: &items) == .bound)
        #expect(items.isEmpty)
        #expect(reader.readBlocking(limit: 100, before: wall(60), into: &items) == .nothingMore)
        #expect(numbers(items) == Array(30..<50))
    }

    @Test func ofACameraThatHasGoneTheEndIsLeft() {
        let (ring, reader) = ring()
        for number in 0..<15 { ring.append(unit(number)) }
        ring.interrupt(Interruption(code: "camera-unreachable", sentence: "", at: wall(15)))
        reader.advance(to: .arrival(arrival(5)))
        #expect(numbers(readAll(reader)) == Array(0..<15))

        let (other, second) = self.ring()
        for number in 0..<15 { other.append(unit(number)) }
        other.interrupt(Interruption(code: "camera-unreachable", sentence: "", at: wall(15)))
        second.advance(to: .arrival(arrival(40)))
        let items = readAll(second)
        #expect(numbers(items).isEmpty)
        #expect(items.contains { if case .interrupted = $0 { true } else { false } })
    }

    /// More than the ring may hold is let go, and whoever has held it is told nothing of what he did not want.
    @Test func whatIsHeldIsBounded() {
        let (ring, reader) = ring(.init(bytes: 30 * cost))
        for number in 0..<100 { ring.append(unit(number)) }
        #expect(ring.heldBytes <= 30 * cost)
        reader.advance(to: .wall(wall(0)))
        let items = readAll(reader)
        #expect(!items.contains { if case .skipped = $0 { true } else { false } })
        let kept = numbers(items)
        #expect(kept.first.map { $0 % 10 } == 0 && kept.last == 99 && kept.count >= 20)
    }
}
