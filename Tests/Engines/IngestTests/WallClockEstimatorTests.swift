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
        for (before, after) in zip(errors, errors.dropFirst()) { #expect(abs(after - before) <= 4_100_000) }
        let later = errors.dropFirst(1501)
        for (before, after) in zip(later, later.dropFirst()) { #expect(abs(after - before) <= 200_000) }
    }

    /// Some cameras stamp 25 pictures a second and deliver 21: 60 s of media take 72 s.
    @Test func row83TimeOfDayComesFromArrivalWhereTheRateIsUntrue() {
        let errors = walls(delays: [Int64](repeating: 0, count: 30_000), driftPerMillion: -166_667)
        #expect(
            errors.dropFirst(1500).allSatisfy { abs($0) < 50_000_000 },
            "\(errors.dropFirst(1500).map(abs).max() ?? 0) ns"
        )
        // Until the slope shows, after three windows of 5 s, a fifth of the time is missing.
        #expect(errors.allSatisfy { abs($0) < 3_000_000_000 })
    }

    /// A cheap camera's clock, 20 ppm fast, over a day.
    @Test func row84ADriftingClockMovesTheTimeOfDayNowhere() {
        let errors = walls(delays: [Int64](repeating: 3, count: 90_000), driftPerMillion: 20)
        #expect(errors.allSatisfy { abs($0) < 10_000_000 })
    }

    /// Two seconds of pictures from before PLAY come at once.
    @Test func row85ABurstAtTheBeginningIsLaidWhereItBelongs() {
        let burst = (0..<50).map { Int64(2000 - $0 * 40) }
        let errors = walls(delays: burst + [Int64](repeating: 0, count: 3000))
        // From 20 s on nothing of it is left.
        #expect(errors.dropFirst(500 + 50).allSatisfy { abs($0) < 5_000_000 })
        for (before, after) in zip(errors, errors.dropFirst()) { #expect(after - before > -4_100_000) }
    }

    @Test func aCameraWhoseClockDriftsIsFollowed() {
        // 100 ppm over ten minutes would be 60 ms.
        let errors = walls(delays: [Int64](repeating: 0, count: 15_000), driftPerMillion: 100)
        #expect(errors.allSatisfy { abs($0) < 10_000_000 })
    }

    /// What a camera can make of its time must not end the program, whatever it is.
    @Test func absurdMediaTimesDoNoHarm() {
        for media in [Int64.max, .min, .max - 1, .min + 1, 1 << 62, -(1 << 62)] {
            var estimator = WallClockEstimator()
            for number in 0..<400 {
                let arrival = Int64(number) * 100_000_000
                let wall = estimator.wall(
                    ofMedia: number % 3 == 0 ? media : media &+ arrival &* 1_000_000,
                    arrival: MonotonicTime(nanoseconds: arrival),
                    wall: WallTime(nanoseconds: start + arrival)
                )
                // Nor what is made of it.
                _ = wall + .seconds(1) + .seconds(Int64.max)
                _ = WallTime(nanoseconds: start) - wall
            }
        }
    }
}
