import Media
import Synchronization
import Testing

@testable import Stream

struct StreamRingTests {
    private let format = StreamFormat(tracks: [.g711(G711Format(law: .a))])

    /// Numbered units of a stream whose key frames come every `group` units, 100 ms apart.
    private func unit(_ number: Int, group: Int = 10, size: Int = 100) -> AccessUnit {
        AccessUnit(
            track: 0,
            payload: Bytes([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)),
            decodeTime: MediaTicks(Int64(number) * 800),
            arrival: MonotonicTime(nanoseconds: Int64(number) * 100_000_000),
            wall: WallTime(nanoseconds: Int64(number)),
            flags: number % group == 0 ? .key : []
        )
    }

    /// What a unit of the usual size counts for.
    private let cost = 100 + StreamRing.itemCost

    private func numbers(_ items: [StreamItem]) -> [Int] {
        items.compactMap { if case .unit(let unit) = $0 { Int(unit.wall.nanoseconds) } else { nil } }
    }

    private func readAll(_ reader: StreamReader) -> [StreamItem] {
        var items: [StreamItem] = []
        _ = reader.readBlocking(into: &items)
        return items
    }

    @Test func aNewReaderStartsWithTheFormatAndTheCurrentGroup() {
        let ring = StreamRing()
        ring.begin(format)
        for number in 0..<25 { ring.append(unit(number)) }
        let items = readAll(ring.makeReader(keeps: false, waking: .everyUnit) {})
        guard case .format(let first)? = items.first else {
            Issue.record("no format first")
            return
        }
        #expect(first == format)
        #expect(numbers(items) == Array(20..<25))
    }

    @Test func nothingBeforeTheFirstKeyFrameIsKept() {
        let ring = StreamRing()
        ring.begin(format)
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        for number in 3..<12 { ring.append(unit(number)) }
        #expect(numbers(readAll(reader)) == [10, 11])
    }

    @Test func aReaderThatKeepsItsPlaceSeesEveryUnitOnce() {
        let ring = StreamRing()
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        ring.begin(format)
        var seen: [Int] = []
        for number in 0..<500 {
            ring.append(unit(number))
            if number % 37 == 0 { seen += numbers(readAll(reader)) }
        }
        seen += numbers(readAll(reader))
        #expect(seen == Array(0..<500))
        // What was read and is older than the last group is let go when the next unit comes.
        ring.append(unit(500))
        #expect(ring.heldBytes == cost)
    }

    @Test func theGroupBeforeTheLastIsKeptForASecondWhileAnyoneWatches() {
        let ring = StreamRing()
        var viewer: StreamReader? = ring.makeReader(keeps: false, waking: .everyUnit) {}
        ring.begin(format)
        for number in 0..<25 { ring.append(unit(number)) }
        #expect(ring.heldBytes == 15 * cost)
        #expect(viewer.map { numbers(readAll($0)) } == Array(10..<25))
        viewer = nil
        ring.append(unit(25))
        #expect(ring.heldBytes == 6 * cost)
    }

    @Test func overTheBoundTheOldestGroupsGoWholeAndTheReaderIsTold() {
        let ring = StreamRing(limits: .init(bytes: 25 * cost))
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        ring.begin(format)
        for number in 0..<55 { ring.append(unit(number)) }
        let items = readAll(reader)
        let kept = numbers(items)
        #expect(kept.first.map { $0 % 10 } == 0)
        #expect(kept == Array((kept.first ?? 0)..<55))
        #expect(ring.heldBytes <= 25 * cost)
        guard case .skipped(let skipped)? = items.first else {
            Issue.record("the loss was not told")
            return
        }
        #expect(skipped.units == kept.first)
        #expect(skipped.bytes == skipped.units * 100)
        #expect(skipped.first.nanoseconds == 0)
        #expect(skipped.last.nanoseconds == Int64(skipped.units - 1))
        guard case .format? = items.dropFirst().first else {
            Issue.record("the format was lost with the group")
            return
        }
    }

    @Test func aGroupOfWhichTooMuchWasNotReadIsNotContinuedInItsMiddle() {
        let ring = StreamRing(limits: .init(bytes: 10 * cost))
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        ring.begin(format)
        for number in 0..<105 { ring.append(unit(number, group: 100)) }
        let items = readAll(reader)
        #expect(numbers(items) == Array(100..<105))
        guard case .skipped(let skipped)? = items.first else {
            Issue.record("the loss was not told")
            return
        }
        #expect(skipped.units == 100)
    }

    /// A camera with a key frame every minute, and a recorder that keeps up.
    @Test func aGroupLargerThanTheBoundGoesOnForThoseWhoRead() {
        let ring = StreamRing(limits: .init(bytes: 20 * cost))
        let recorder = ring.makeReader(keeps: true, waking: .everyUnit) {}
        let viewer = ring.makeReader(keeps: false, waking: .everyUnit) {}
        let behind = ring.makeReader(keeps: false, waking: .everyUnit) {}
        ring.begin(format)
        var items: [StreamItem] = []
        var seen: [Int] = []
        for number in 0..<350 {
            ring.append(unit(number, group: 100))
            if number % 7 == 0 { _ = recorder.readBlocking(into: &items) }
            if number % 3 == 0 { seen += numbers(readAll(viewer)) }
            #expect(ring.heldBytes <= 20 * cost)
        }
        _ = recorder.readBlocking(into: &items)
        #expect(numbers(items) == Array(0..<350))
        #expect(!items.contains { if case .skipped = $0 { true } else { false } })
        #expect(seen + numbers(readAll(viewer)) == Array(0..<350))
        // Who fell behind, and who comes now, goes on with the next key frame.
        let newcomer = ring.makeReader(keeps: false, waking: .everyUnit) {}
        #expect(numbers(readAll(behind)).isEmpty && numbers(readAll(newcomer)).isEmpty)
        for number in 350..<405 {
            ring.append(unit(number, group: 100))
            if number % 7 == 0 { _ = recorder.readBlocking(into: &items) }
        }
        for late in [behind, newcomer] { #expect(numbers(readAll(late)) == Array(400..<405)) }
    }

    @Test func whoWaitsForAKeyFrameIsWokenForNothingElse() {
        let ring = StreamRing(limits: .init(bytes: 10 * cost))
        let wakes = Mutex(0)
        ring.begin(format)
        for number in 0..<30 { ring.append(unit(number, group: 100)) }
        let viewer = ring.makeReader(keeps: false, waking: .everyUnit) { wakes.withLock { $0 += 1 } }
        for number in 30..<100 { ring.append(unit(number, group: 100)) }
        #expect(wakes.withLock { $0 } == 0)
        guard case .format? = readAll(viewer).first else {
            Issue.record("no format first")
            return
        }
        ring.append(unit(100, group: 100))
        #expect(wakes.withLock { $0 } == 1)
        #expect(numbers(readAll(viewer)) == [100])
    }

    /// Blocks of sound are a few bytes each, and take far more than that.
    @Test func tinyUnitsCountForWhatTheyTake() {
        let ring = StreamRing(limits: .init(bytes: 100_000))
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        ring.begin(format)
        for number in 0..<5000 { ring.append(unit(number, size: 1)) }
        var items: [StreamItem] = []
        _ = reader.readBlocking(into: &items)
        #expect(items.count < 100_000 / StreamRing.itemCost + 2)
    }

    @Test func aViewerALittleBehindLosesNothingAndASlowOneGoesOnWithAKeyFrame() {
        let ring = StreamRing()
        ring.begin(format)
        let quick = ring.makeReader(keeps: false, waking: .everyUnit) {}
        let slow = ring.makeReader(keeps: false, waking: .everyUnit) {}
        var seen: [Int] = []
        for number in 0..<60 {
            ring.append(unit(number))
            if number % 3 == 0 { seen += numbers(readAll(quick)) }
        }
        seen += numbers(readAll(quick))
        #expect(seen == Array(0..<60))
        let items = readAll(slow)
        #expect(numbers(items).first.map { $0 % 10 } == 0)
        guard case .skipped? = items.first else {
            Issue.record("the slow viewer was not told")
            return
        }
    }

    @Test func anInterruptionIsSeenByOldAndNewReaders() {
        let ring = StreamRing()
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        ring.begin(format)
        for number in 0..<5 { ring.append(unit(number)) }
        let gone = Interruption(code: "camera-unreachable", sentence: "No route.", at: WallTime(nanoseconds: 9))
        ring.interrupt(gone)
        for reader in [reader, ring.makeReader(keeps: false, waking: .everyUnit) {}] {
            guard case .interrupted(let told)? = readAll(reader).last else {
                Issue.record("the interruption was not told")
                continue
            }
            #expect(told == gone)
        }
        ring.begin(format)
        ring.append(unit(10))
        #expect(numbers(readAll(reader)) == [10])
    }

    @Test func readersAreWokenOnceUntilTheyHaveReadAll() {
        let ring = StreamRing()
        let wakes = Mutex(0)
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) { wakes.withLock { $0 += 1 } }
        ring.begin(format)
        for number in 0..<5 { ring.append(unit(number)) }
        #expect(wakes.withLock { $0 } == 1)
        var items: [StreamItem] = []
        #expect(reader.readBlocking(limit: 2, into: &items))
        ring.append(unit(5))
        #expect(wakes.withLock { $0 } == 1)
        #expect(!reader.readBlocking(into: &items))
        ring.append(unit(6))
        #expect(wakes.withLock { $0 } == 2)
    }

    @Test func aBatchReaderIsWokenAtKeyFramesAndIntervalsOnly() {
        let ring = StreamRing()
        let wakes = Mutex<[Int]>([])
        let current = Mutex(0)
        let reader = ring.makeReader(keeps: true, waking: .atMost(every: .milliseconds(500))) {
            wakes.withLock { $0.append(current.withLock { $0 }) }
        }
        ring.begin(format)
        for number in 0..<22 {
            current.withLock { $0 = number }
            _ = readAll(reader)
            ring.append(unit(number))
        }
        #expect(wakes.withLock { $0 } == [0, 0, 5, 10, 15, 20])
    }

    /// A thread that has been woken for one stream finds the others waiting, too.
    @Test func batchReadersOfAllStreamsAreWokenAtTheSameMoments() {
        let wakes = Mutex<[Int]>([])
        let current = Mutex(0)
        let ring = StreamRing()
        let reader = ring.makeReader(keeps: true, waking: .atMost(every: .milliseconds(500))) {
            wakes.withLock { $0.append(current.withLock { $0 }) }
        }
        ring.begin(format)
        _ = readAll(reader)
        wakes.withLock { $0 = [] }
        // The first that comes, wherever it is; then where those are woken that began at 0.
        for number in 3..<22 {
            current.withLock { $0 = number }
            ring.append(unit(number, group: 19))
            _ = readAll(reader)
        }
        #expect(wakes.withLock { $0 } == [19, 20])
    }

    /// Every block of sound is a key; woken for each, a recorder would write each by itself.
    @Test func soundDoesNotWakeABatchReader() throws {
        let picture = try H264Format(
            sequenceParameterSets: [
                [
                    0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00,
                    0x01, 0x00, 0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
                ]
            ],
            pictureParameterSets: [[0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0]]
        )
        let ring = StreamRing()
        let wakes = Mutex(0)
        let reader = ring.makeReader(keeps: true, waking: .atMost(every: .seconds(1))) { wakes.withLock { $0 += 1 } }
        ring.begin(StreamFormat(tracks: [.h264(picture), .g711(G711Format(law: .a))]))
        _ = readAll(reader)
        ring.append(unit(0))
        for number in 1..<10 {
            var sound = unit(number)
            sound.track = 1
            sound.flags = .key
            _ = readAll(reader)
            ring.append(sound)
        }
        #expect(wakes.withLock { $0 } == 2)
    }

    @Test func theWatcherIsToldOfTheFirstViewerAndOfTheLast() {
        let ring = StreamRing()
        let told = Mutex<[Bool]>([])
        ring.watchViewers { hasViewers in told.withLock { $0.append(hasViewers) } }
        let recorder = ring.makeReader(keeps: true, waking: .everyUnit) {}
        #expect(!ring.hasViewers)
        var viewers: [StreamReader] = []
        for _ in 0..<3 { viewers.append(ring.makeReader(keeps: false, waking: .everyUnit) {}) }
        #expect(ring.hasViewers)
        viewers = []
        #expect(told.withLock(\.self) == [true, false])
        withExtendedLifetime(recorder) {}
    }

    @Test func aRingThatRestsKeepsNothingForThoseWhoComeNext() {
        let ring = StreamRing()
        ring.begin(format)
        for number in 0..<3 { ring.append(unit(number)) }
        ring.rest()
        #expect(ring.heldBytes == 0)
        let viewer = ring.makeReader(keeps: false, waking: .everyUnit) {}
        #expect(readAll(viewer).isEmpty)
        ring.append(unit(9))
        #expect(readAll(viewer).isEmpty, "nobody knows its format")
        ring.begin(format)
        ring.append(unit(10))
        let items = readAll(viewer)
        guard items.count == 2, case .format = items[0], case .unit = items[1] else {
            Issue.record("not the new time line alone: \(items)")
            return
        }
    }

    @Test func whatAReaderThatKeepsItsPlaceHasNotReadOutlivesTheRest() {
        let ring = StreamRing()
        let recorder = ring.makeReader(keeps: true, waking: .everyUnit) {}
        ring.begin(format)
        ring.append(unit(0))
        ring.rest()
        #expect(readAll(recorder).count == 2)
        #expect(ring.heldBytes > 0, "it goes with the next that comes")
        ring.begin(format)
        #expect(readAll(recorder).count == 1)
    }

    /// A recorder of another make grew to 13 GB behind four cameras that were "ready" and silent.
    @Test func row111NoReaderMakesTheRingGrow() {
        let ring = StreamRing(limits: .init(bytes: 50_000))
        let readers = (0..<3).map { _ in ring.makeReader(keeps: true, waking: .everyUnit) {} }
        ring.begin(format)
        for number in 0..<5000 {
            ring.append(unit(number))
            #expect(ring.heldBytes <= 50_000)
        }
        withExtendedLifetime(readers) {}
    }
}
