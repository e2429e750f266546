import Media
import NIOCore
import Stream
import Testing

@testable import Live

struct RenditionLogTests {
    private let zero = MonotonicTime(nanoseconds: 0)

    private func unit(_ number: Int, isEntry: Bool, size: Int = 1000) -> RenditionItem {
        var bytes = ByteBuffer()
        bytes.writeRepeatingByte(1, count: size)
        return .unit(
            RenditionUnit(
                bytes: bytes,
                flags: isEntry ? .entry : [],
                seconds: Double(number) / 10,
                arrival: MonotonicTime(nanoseconds: Int64(number) * 100_000_000),
                wall: WallTime(nanoseconds: Int64(number))
            )
        )
    }

    private var start: RenditionItem { .start(RenditionStart(format: StreamFormat(tracks: []), carried: [])) }

    @Test func theGroupsOfTheLastSecondsAreKept() throws {
        var log = RenditionLog()
        log.append(start, at: zero)
        // A group a second, ten units each.
        for number in 0..<100 { log.append(unit(number, isEntry: number % 10 == 0), at: zero) }
        // The newest is of 9.9 s: the group of 6 s is the last whose successor is not 3 s old.
        #expect(log.firstSequence == 1 + 60)
        #expect(log.newestEntry?.sequence == 1 + 90)
        #expect(log.newestEntry?.start?.sequence == 0)
        #expect(log[log.firstSequence].unitsBefore == 60)
    }

    @Test func aLongGroupIsKeptWhole() {
        var log = RenditionLog()
        log.append(start, at: zero)
        for number in 0..<600 { log.append(unit(number, isEntry: number == 0), at: zero) }
        // The start goes with every place to begin.
        #expect(log.firstSequence == 1 && log.endSequence == 601 && log.newestEntry?.start != nil)
    }

    @Test func whatIsTooLargeLosesItsBeginning() {
        var limits = RenditionLog.Limits()
        limits.bytes = 20_000
        var log = RenditionLog(limits: limits)
        log.append(start, at: zero)
        for number in 0..<100 {
            log.append(unit(number, isEntry: number == 0), at: zero)
            #expect(log.heldBytes <= 20_000)
        }
        #expect(log.newestEntry == nil)
        #expect(log.endSequence == 101 && log.firstSequence > 80)
        log.append(unit(100, isEntry: true), at: zero)
        #expect(log.newestEntry?.sequence == 101 && log.newestEntry?.start != nil)
        log.append(unit(101, isEntry: false, size: 50_000), at: zero)
        #expect(log.heldBytes <= 20_000 && log.newestEntry == nil)
    }

    @Test func anInterruptionIsAPlaceToBegin() {
        var log = RenditionLog()
        log.append(start, at: zero)
        log.append(unit(0, isEntry: true), at: zero)
        log.append(.interrupted(Interruption(code: "x", sentence: "Gone.", at: WallTime(nanoseconds: 0))), at: zero)
        #expect(log.newestEntry?.sequence == 2 && log.newestEntry?.start == nil)
        log.append(start, at: zero)
        #expect(log.newestEntry?.sequence == 3)
    }

    @Test func whatIsBeforeTheCurrentGroupGoesFirst() {
        var log = RenditionLog()
        log.append(start, at: zero)
        for number in 0..<35 { log.append(unit(number, isEntry: number % 10 == 0), at: zero) }
        let held = log.heldBytes
        log.letGoOfPast(downTo: held - 1)
        #expect(log.heldBytes < held && log.firstSequence % 10 == 1)
        log.letGoOfPast(downTo: 0)
        #expect(log.firstSequence == 31 && log.newestEntry?.sequence == 31 && log.canShed)
        // Five are of the current group, as few as viewers may be about to take: they go last, together.
        log.shedOldestGroup()
        #expect(log.heldBytes == 0 && log.newestEntry == nil && log.firstSequence == log.endSequence && !log.canShed)
        // The rest of a group that nobody can begin with.
        log.append(unit(35, isEntry: false), at: zero)
        #expect(log.canShed)
        log.append(unit(36, isEntry: true), at: zero)
        #expect(log.newestEntry?.sequence == 37 && log.newestEntry?.start?.sequence == 0)
    }

    @Test func ofALongGroupTheNewestGoLast() {
        var log = RenditionLog()
        log.append(start, at: zero)
        for number in 0..<100 { log.append(unit(number, isEntry: number == 0), at: zero) }
        log.letGoOfPast(downTo: 0)
        log.shedOldestGroup()
        #expect(log.endSequence - log.firstSequence == 8 && log.newestEntry == nil && log.canShed)
        log.shedOldestGroup()
        #expect(log.heldBytes == 0 && !log.canShed)
    }

    @Test func theWordOfTheEndStays() {
        var log = RenditionLog()
        log.append(start, at: zero)
        log.append(unit(0, isEntry: true), at: zero)
        log.append(.ended, at: zero)
        while log.canShed { log.shedOldestGroup() }
        #expect(log.newestEntry?.sequence == 2 && log.endSequence == 3)
    }
}
