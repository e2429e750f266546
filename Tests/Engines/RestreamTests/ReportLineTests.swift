import Media
import NIOCore
import RTP
import Testing

@testable import Restream

struct ReportLineTests {
    private let second: Int64 = 1_000_000_000
    private let day: Int64 = 1_800_000_000_000_000_000

    /// How far off what is told is, in nanoseconds, of reports two seconds apart.
    private func told(_ errors: [Int64]) -> [Int64] {
        var line = ReportLine()
        return errors.enumerated().map { index, error in
            let time = Int64(index) * 2 * second
            let wall = line.wall(at: time, estimate: WallTime(nanoseconds: day + time + error))
            return wall.nanoseconds - day - time
        }
    }

    @Test func anEstimateThatIsCorrectedMovesTheLineSlowly() {
        // As of a new camera, whose first pictures were late by 44 ms.
        let errors = told([44_000_000, 5_400_000] + [Int64](repeating: 0, count: 60))
        #expect(errors[0] == 44_000_000)
        for (before, after) in zip(errors, errors.dropFirst()) {
            #expect(before - after <= 2 * second / ReportLine.patience && before >= after)
        }
        #expect(errors.last == 0)
    }

    @Test func theDriftOfAClockIsFollowed() {
        // 200 in a million.
        let drift = (0..<10_000).map { Int64($0) * 400_000 }
        #expect(told(drift) == drift)
    }

    @Test func aClockThatWasSetCountsAtOnce() {
        let hour = 3600 * second
        #expect(told([0, 0, hour, hour, 0]) == [0, 0, hour, hour, 0])
        #expect(told([0, second + 1]) == [0, second + 1])
        #expect(told([0, second])[1] == 2 * second / ReportLine.patience)
    }

    @Test func absurdTimesDoNoHarm() {
        var line = ReportLine()
        for time in [0, Int64.max, .min, 1, .max - 1, -1] {
            for wall in [0, Int64.max, .min, day] { _ = line.wall(at: time, estimate: WallTime(nanoseconds: wall)) }
        }
    }
}

/// Reports as receivers see them.
struct SteadyReportTests {
    @Test func aReceiverSeesNoStepWhereTheTimeOfDayIsCorrected() throws {
        var stream = TestStream()
        var builder = RTPBlockBuilder()
        _ = builder.begin(try TestStream.format())
        var lines: [Int64] = []
        for number in Int64(0)..<750 {
            // What is known of the camera's delay gets better by 40 ms in the first four seconds.
            let late = max(0, 40_000_000 - number * 400_000)
            stream.wall = WallTime(nanoseconds: 1_800_000_000_000_000_000 + late)
            let made = builder.add(stream.picture(number, isKey: number % 50 == 0))
            let block = try #require(made)
            for (channel, packet) in block.packets where channel == 1 {
                guard case .senderReport(let report)? = try RTCPPacket.parse(packet.readableBytesUInt8Span).first else {
                    continue
                }
                // The instant of which it tells, less its RTP time: in ticks.
                let (seconds, fraction) = (report.time.ntp >> 32, report.time.ntp & 0xFFFF_FFFF)
                let instant = Int64(seconds * 90_000 + (fraction * 90_000) >> 32)
                lines.append(instant - number * 3600)
            }
        }
        #expect(lines.count == 15)
        // A receiver that lays pictures by it moves them by 1 ms in 2 s, and a rounding.
        for (before, after) in zip(lines, lines.dropFirst()) { #expect(abs(after - before) <= 92) }
    }
}
