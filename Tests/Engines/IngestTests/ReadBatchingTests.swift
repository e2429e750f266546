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
        #expect(batching.change() == 40_000)
        batching.hasViewers = true
        #expect(batching.change() == 1)
        #expect(batching.change() == nil)
        batching.hasViewers = false
        #expect(batching.change() == 40_000)
    }

    @Test func nothingIsHeldBackBeforePlay() {
        var batching = ReadBatching()
        batching.note(bytesPerSecond: 500_000)
        #expect(batching.change() == nil)
    }

    @Test func whatLiesThereForTooLongIsFetched() {
        var batching = recording(bytesPerSecond: 500_000)
        batching.read(at: milliseconds(0))
        _ = batching.change()
        batching.tick(now: milliseconds(100))
        #expect(batching.change() == nil)
        batching.tick(now: milliseconds(200))
        #expect(batching.change() == 1)
        batching.read(at: milliseconds(200))
        #expect(batching.change() == 40_000)
    }

    @Test func smallChangesOfTheRateCostNothing() {
        var batching = recording(bytesPerSecond: 500_000)
        _ = batching.change()
        batching.note(bytesPerSecond: 550_000)
        #expect(batching.change() == nil)
        batching.note(bytesPerSecond: 900_000)
        #expect(batching.change() == 72_000)
        batching.note(bytesPerSecond: 800_000)
        #expect(batching.change() == 64_000)
    }
}
