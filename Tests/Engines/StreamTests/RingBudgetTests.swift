import Media
import Testing

@testable import Stream

/// Who gives way when all rings together hold too much.
struct RingBudgetTests {
    private let format = StreamFormat(tracks: [.g711(G711Format(law: .a))])

    private func fill(_ ring: StreamRing, units: Int, size: Int = 1000) {
        ring.begin(format)
        for number in 0..<units {
            ring.append(
                AccessUnit(
                    track: 0,
                    payload: Bytes([UInt8](repeating: 1, count: size)),
                    decodeTime: MediaTicks(Int64(number) * 800),
                    arrival: MonotonicTime(nanoseconds: Int64(number) * 100_000_000),
                    wall: WallTime(nanoseconds: Int64(number)),
                    flags: number % 10 == 0 ? .key : []
                )
            )
        }
    }

    private func skipped(_ reader: StreamReader) -> Int {
        var items: [StreamItem] = []
        _ = reader.read(into: &items)
        return items.reduce(0) { if case .skipped(let skipped) = $1 { $0 + skipped.units } else { $0 } }
    }

    @Test func theLessImportantCameraGivesWayFirst() {
        let budget = RingBudget(limit: 80_000)
        let minor = StreamRing(budget: budget, priority: 1)
        let major = StreamRing(budget: budget, priority: 9)
        let minorReader = minor.makeReader(keeps: true, waking: .everyUnit) {}
        let majorReader = major.makeReader(keeps: true, waking: .everyUnit) {}
        fill(minor, units: 40)
        fill(major, units: 60)
        #expect(budget.heldBytes <= 80_000)
        #expect(budget.heldBytes == minor.heldBytes + major.heldBytes)
        #expect(skipped(minorReader) >= 20)
        #expect(skipped(majorReader) == 0)
    }

    @Test func amongEqualsTheHoarderGivesWay() {
        let budget = RingBudget(limit: 70_000)
        let rings = (0..<3).map { _ in StreamRing(budget: budget, priority: 5) }
        let readers = rings.map { $0.makeReader(keeps: true, waking: .everyUnit) {} }
        fill(rings[0], units: 10)
        fill(rings[1], units: 50)
        fill(rings[2], units: 20)
        #expect(readers.map(skipped) == [0, 10, 0])
    }

    @Test func theGroupThatViewersBeginWithStays() {
        let budget = RingBudget(limit: 1000)
        let ring = StreamRing(budget: budget, priority: 1)
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        fill(ring, units: 25)
        #expect(ring.heldBytes == 5000)
        withExtendedLifetime(reader) {}
    }

    @Test func aRingThatIsGoneHoldsNothing() {
        let budget = RingBudget(limit: 1_000_000)
        do {
            let ring = StreamRing(budget: budget, priority: 1)
            fill(ring, units: 5)
            #expect(budget.heldBytes == 5000)
        }
        #expect(budget.heldBytes == 0)
    }
}
