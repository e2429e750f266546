import Media
import Testing

@testable import Stream

/// Who gives way when all rings together hold too much.
struct RingBudgetTests {
    private let format = StreamFormat(tracks: [.g711(G711Format(law: .a))])

    /// What a unit of the usual size counts for.
    private let cost = 1000 + StreamRing.itemCost
    /// Of the formats, which count for something too.
    private let formats = 3 * StreamRing.itemCost

    private func fill(_ ring: StreamRing, units: Int, size: Int = 1000) {
        ring.begin(format)
        for number in 0..<units { ring.append(unit(number, size: size)) }
    }

    private func unit(_ number: Int, size: Int = 1000) -> AccessUnit {
        AccessUnit(
            track: 0,
            payload: Bytes([UInt8](repeating: 1, count: size)),
            decodeTime: MediaTicks(Int64(number) * 800),
            arrival: MonotonicTime(nanoseconds: Int64(number) * 100_000_000),
            wall: WallTime(nanoseconds: Int64(number)),
            flags: number % 10 == 0 ? .key : []
        )
    }

    private func skipped(_ reader: StreamReader) -> Int {
        var items: [StreamItem] = []
        _ = reader.readBlocking(into: &items)
        return items.reduce(0) { if case .skipped(let skipped) = $1 { $0 + skipped.units } else { $0 } }
    }

    @Test func theLessImportantCameraGivesWayFirst() {
        let budget = RingBudget(limit: 80 * cost + formats)
        let minor = StreamRing(budget: budget, priority: 1)
        let major = StreamRing(budget: budget, priority: 9)
        let minorReader = minor.makeReader(keeps: true, waking: .everyUnit) {}
        let majorReader = major.makeReader(keeps: true, waking: .everyUnit) {}
        fill(minor, units: 40)
        fill(major, units: 60)
        #expect(budget.heldBytes <= 80 * cost + formats)
        #expect(budget.heldBytes == minor.heldBytes + major.heldBytes)
        #expect(skipped(minorReader) >= 20)
        #expect(skipped(majorReader) == 0)
    }

    @Test func amongEqualsTheHoarderGivesWay() {
        let budget = RingBudget(limit: 70 * cost + formats)
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
        #expect(ring.heldBytes == 5 * cost)
        withExtendedLifetime(reader) {}
    }

    @Test func aRingThatIsGoneHoldsNothing() {
        let budget = RingBudget(limit: 1_000_000)
        do {
            let ring = StreamRing(budget: budget, priority: 1)
            fill(ring, units: 5)
            #expect(budget.heldBytes == 5 * cost)
        }
        #expect(budget.heldBytes == 0)
    }

    /// Pictures that are not written yet are worth more than the instant start of viewers.
    @Test func whatHasBeenReadGoesBeforeWhatHasNot() {
        let budget = RingBudget(limit: 20 * cost + formats)
        let read = StreamRing(budget: budget, priority: 9)
        let unread = StreamRing(budget: budget, priority: 1)
        let recorder = read.makeReader(keeps: true, waking: .everyUnit) {}
        let slow = unread.makeReader(keeps: true, waking: .everyUnit) {}
        fill(read, units: 9)
        var items: [StreamItem] = []
        _ = recorder.readBlocking(into: &items)
        fill(unread, units: 18)
        #expect(skipped(slow) == 0 && skipped(recorder) == 0)
        #expect(budget.heldBytes <= budget.limit && budget.isTooSmall)
        // A viewer who comes now waits for the next key frame.
        let viewer = read.makeReader(keeps: false, waking: .everyUnit) {}
        items = []
        _ = viewer.readBlocking(into: &items)
        #expect(!items.contains { if case .unit = $0 { true } else { false } })
    }

    /// Two hundred cameras on a small machine, and disks that hang: not every unit asks every ring.
    @Test func whereNobodyCanGiveNotAllAreAskedAgain() {
        let budget = RingBudget(limit: 100 * cost)
        let rings = (0..<200).map { _ in StreamRing(budget: budget, priority: 5) }
        let readers = rings.map { $0.makeReader(keeps: true, waking: .everyUnit) {} }
        for ring in rings { fill(ring, units: 9) }
        #expect(budget.heldBytes >= 1800 * cost && budget.isTooSmall)
        #expect(budget.timesAllWereAsked < 10)
        // Once they have read, each gives what it has as soon as something comes.
        var items: [StreamItem] = []
        for reader in readers { _ = reader.readBlocking(into: &items) }
        for ring in rings { ring.append(unit(9)) }
        #expect(budget.heldBytes <= 300 * cost)
        for ring in rings { ring.end() }
        #expect(budget.timesAllWereAsked < 50)
        withExtendedLifetime(readers) {}
    }

    @Test func withRoomAgainItIsNotTooSmall() {
        let budget = RingBudget(limit: 6 * cost)
        var ring: StreamRing? = StreamRing(budget: budget, priority: 1)
        #expect(!budget.isTooSmall)
        if let ring { fill(ring, units: 29) }
        #expect(budget.isTooSmall)
        ring = nil
        #expect(!budget.isTooSmall)
    }
}
