import Media
import Testing

@testable import Ingest

/// How much must have come before a read is worth it.
struct ReadBatchingTests {
    private func milliseconds(_ value: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: value * 1_000_000) }

    private func recording(bytesPerSecond: Double) -> ReadBatching {
        var batching = ReadBatching()
        batching.isPlaying = true
        batching.note(bytesPerSecond: bytesPerSecond)
        return batching
    }

    @Test(arguments: [50_000.0, 500_000, 2_000_000, 50_000_000]) func neverMoreThanATenthOfASecond(rate: Double) {
        var batching = recording(bytesPerSecond: rate)
        let bytes = batching.change() ?? 1
        #expect(Double(bytes) <= max(1, rate * 0.1))
        #expect(bytes == 1 || bytes >= 4096)
    }

    @Test func oneByteAsLongAsAnyoneWatches() {
        var batching = recording(bytesPerSecond: 500_000)
        #expect(batching.change() == 50_000)
        batching.hasViewers = true
        #expect(batching.change() == 1)
        #expect(batching.change() == nil)
        batching.hasViewers = false
        #expect(batching.change() == 50_000)
    }

    @Test func nothingIsHeldBackBeforePlay() {
        var batching = ReadBatching()
        batching.note(bytesPerSecond: 500_000)
        #expect(batching.change() == nil)
    }

    @Test func whatCameIsFetchedAtTheTick() {
        var batching = recording(bytesPerSecond: 500_000)
        batching.read(at: milliseconds(0))
        #expect(batching.change() == 50_000)
        batching.tick(now: milliseconds(80))
        #expect(batching.change() == 1)
        batching.read(at: milliseconds(80))
        #expect(batching.change() == 50_000)
    }

    @Test func whatWasReadJustNowIsNotReadAgainAtOnce() {
        var batching = recording(bytesPerSecond: 500_000)
        batching.read(at: milliseconds(60))
        _ = batching.change()
        batching.tick(now: milliseconds(80))
        #expect(batching.change() == nil)
        batching.tick(now: milliseconds(160))
        #expect(batching.change() == 1)
    }

    @Test func smallChangesOfTheRateCostNothing() {
        var batching = recording(bytesPerSecond: 500_000)
        _ = batching.change()
        batching.note(bytesPerSecond: 550_000)
        #expect(batching.change() == nil)
        batching.note(bytesPerSecond: 900_000)
        #expect(batching.change() == 90_000)
        batching.note(bytesPerSecond: 800_000)
        #expect(batching.change() == 80_000)
    }
}
