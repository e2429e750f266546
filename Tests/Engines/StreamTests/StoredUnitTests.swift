import Media
import Synchronization
import Testing

@testable import Stream

/// What a ring does with units that a recorder has written.
struct StoredUnitTests {
    /// A file that can be taken away.
    private final class Media: StoredMedia {
        private let bytes: Mutex<[UInt8]?>
        private let asked = Mutex<[Range<Int64>]>([])

        init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes) }

        func remove() { bytes.withLock { $0 = nil } }

        var reads: [Range<Int64>] { asked.withLock { $0 } }

        func read(_ range: Range<Int64>) throws(StoredMediaError) -> Bytes {
            asked.withLock { $0.append(range) }
            let bytes = bytes.withLock { $0 }
            guard let bytes, range.upperBound <= bytes.count else { throw StoredMediaError() }
            return Bytes(Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
        }

        func load(_ range: Range<Int64>) async throws(StoredMediaError) -> Bytes { try read(range) }
    }

    private let ring = StreamRing()
    private let recorder: StreamReader
    /// What a unit counts for whose payload is elsewhere.
    private let bare = StreamRing.itemCost

    init() {
        ring.begin(StreamFormat(tracks: [.g711(G711Format(law: .a))]))
        recorder = ring.makeReader(keeps: true, waking: .everyUnit) {}
    }

    private func unit(_ number: Int, size: Int = 100) -> AccessUnit {
        AccessUnit(
            track: 0,
            payload: Bytes([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)),
            decodeTime: MediaTicks(Int64(number) * 800),
            arrival: MonotonicTime(nanoseconds: Int64(number) * 100_000_000),
            wall: WallTime(nanoseconds: Int64(number)),
            flags: number % 10 == 0 ? .key : []
        )
    }

    private func read(_ reader: StreamReader, limit: Int = .max) -> [StreamItem] {
        var items: [StreamItem] = []
        _ = reader.readBlocking(limit: limit, into: &items)
        return items
    }

    private func readAwaiting(_ reader: StreamReader, limit: Int = .max) async -> [StreamItem] {
        var items: [StreamItem] = []
        _ = await reader.read(limit: limit, into: &items)
        return items
    }

    private func units(_ items: [StreamItem]) -> [AccessUnit] {
        items.compactMap { if case .unit(let unit) = $0 { unit } else { nil } }
    }

    private func numbers(_ items: [StreamItem]) -> [Int] { units(items).map { Int($0.wall.nanoseconds) } }

    /// The recorder reads what there is, and writes it behind `head` bytes of a new file.
    private func write(head: Int = 20) -> Media {
        let payloads = units(read(recorder)).map(\.payload)
        let media = Media([UInt8](repeating: 0xEE, count: head) + payloads.flatMap(\.array))
        recorder.noteStored(payloads, at: Int64(head), in: media)
        return media
    }

    @Test func whatIsWrittenIsNoLongerInMemoryAndComesBackAsItWas() async {
        let sent = (20..<28).map { unit($0, size: 50 + $0) }
        for unit in sent.prefix(5) { ring.append(unit) }
        let first = write()
        #expect(ring.heldBytes == 6 * bare)
        for unit in sent.dropFirst(5) { ring.append(unit) }
        let second = write(head: 0)
        let latest = unit(28)
        ring.append(latest)
        #expect(ring.heldBytes == 9 * bare + 100)

        let viewer = ring.makeReader(keeps: false, waking: .everyUnit) {}
        let items = await readAwaiting(viewer)
        guard case .format? = items.first else {
            Issue.record("no format first")
            return
        }
        let seen = units(items)
        #expect(seen.map(\.payload) == (sent + [latest]).map(\.payload))
        #expect(seen.map(\.decodeTime) == (sent + [latest]).map(\.decodeTime))
        #expect(seen.map(\.flags) == (sent + [latest]).map(\.flags))
        // Each file in one go, and no more of it than is wanted.
        #expect(first.reads == [20..<380])
        #expect(second.reads == [0..<228])
    }

    @Test func aRecorderThatBeginsLaterLoadsOnItsOwnThread() {
        for number in 20..<25 { ring.append(unit(number)) }
        let media = write()
        let another = ring.makeReader(keeps: true, waking: .everyUnit) {}
        let items = read(another, limit: 2)
        #expect(units(items).map(\.payload) == [unit(20), unit(21)].map(\.payload))
        #expect(media.reads == [20..<220])
    }

    @Test func whatAViewerHasNotReadStaysInMemory() {
        for number in 20..<23 { ring.append(unit(number)) }
        let viewer = ring.makeReader(keeps: false, waking: .everyUnit) {}
        _ = read(viewer)
        for number in 23..<26 { ring.append(unit(number)) }
        _ = write()
        #expect(ring.heldBytes == 7 * bare + 300)
        #expect(numbers(read(viewer)) == [23, 24, 25])
    }

    @Test func whereTheFileIsGoneTheViewerGoesOnWithTheNextKeyFrame() async {
        for number in 20..<25 { ring.append(unit(number)) }
        write().remove()
        for number in 25..<28 { ring.append(unit(number)) }
        let viewer = ring.makeReader(keeps: false, waking: .everyUnit) {}
        let items = await readAwaiting(viewer)
        guard case .skipped(let skipped)? = items.first else {
            Issue.record("nothing was said")
            return
        }
        // Those that are in memory cannot be shown without those that are not.
        #expect(skipped.units == 8 && skipped.bytes == 800)
        #expect(items.count == 2, "and the format")
        for number in 28..<33 { ring.append(unit(number)) }
        #expect(numbers(read(viewer)) == [30, 31, 32])
    }

    @Test func aViewerThatCannotHaveTheOldGroupHasTheNewOneAtOnce() async {
        for number in 20..<25 { ring.append(unit(number)) }
        write().remove()
        let viewer = ring.makeReader(keeps: false, waking: .everyUnit) {}
        #expect(numbers(await readAwaiting(viewer, limit: 3)) == [])
        for number in 25..<33 { ring.append(unit(number)) }
        #expect(numbers(read(viewer)) == [30, 31, 32])
    }

    @Test func whatIsStoredCostsTheBudgetNothingButItsPlace() {
        let budget = RingBudget(limit: 1 << 20)
        let ring = StreamRing(budget: budget)
        ring.begin(StreamFormat(tracks: [.g711(G711Format(law: .a))]))
        let recorder = ring.makeReader(keeps: true, waking: .everyUnit) {}
        for number in 0..<10 { ring.append(unit(number)) }
        let payloads = units(read(recorder)).map(\.payload)
        recorder.noteStored(payloads, at: 0, in: Media([]))
        #expect(budget.heldBytes == 11 * bare)
        #expect(budget.heldBytes == ring.heldBytes)
        ring.append(unit(10))
        #expect(budget.heldBytes == ring.heldBytes)
    }
}
