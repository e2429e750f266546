import Media
import Testing

@testable import Ingest

struct WallClockEstimatorTests {
    private let start: Int64 = 1_790_000_000_000_000_000

    /// Units 40 ms apart, whose arrival is late by `delays` milliseconds.
    private func walls(delays: [Int64], driftPerMillion: Int64 = 0) -> [Int64] {
        var estimator = WallClockEstimator()
        return delays.enumerated().map { index, delay in
            let real = Int64(index) * 40_000_000
            let media = real + real / 1_000_000 * driftPerMillion
            let arrival = real + delay * 1_000_000
            let wall = estimator.wall(
                ofMedia: media,
                arrival: MonotonicTime(nanoseconds: arrival),
                wall: WallTime(nanoseconds: start + arrival)
            )
            return wall.nanoseconds - start - real
        }
    }

    @Test func jitterOfTheNetworkDoesNotShow() {
        let errors = walls(delays: (0..<2000).map { Int64($0 * 7919 % 60) })
        // The first may be late; the smallest delay is found and kept.
        #expect(errors.dropFirst(1000).allSatisfy { abs($0) < 8_000_000 })
        for (before, after) in zip(errors, errors.dropFirst()) { #expect(abs(after - before) <= 200_000) }
    }

    @Test func aCameraWhoseClockDriftsIsFollowed() {
        // 100 ppm over ten minutes would be 60 ms.
        let errors = walls(delays: [Int64](repeating: 0, count: 15_000), driftPerMillion: 100)
        #expect(errors.allSatisfy { abs($0) < 10_000_000 })
    }
}
