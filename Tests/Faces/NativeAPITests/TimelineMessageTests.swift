import Foundation
import HTTPServing
import Media
import NIOCore
import TestKit
import Testing

@testable import NVR
@testable import NativeAPI

/// What a time line writes itself is what the encoder makes of it.
struct TimelineMessageTests {
    private func message(_ random: inout SeededGenerator, isWhole: Bool) -> TimelineMessage {
        let start = WallTime(nanoseconds: 1_700_000_000_000_000_000)
        func time() -> WallTime { start + .milliseconds(Int64.random(in: 0..<86_400_000, using: &random)) }
        func ranges() -> [Range<WallTime>] {
            (0..<Int.random(in: 0...3, using: &random)).map { _ in
                let low = time()
                return low..<low + .milliseconds(Int64.random(in: 1...9999, using: &random))
            }
        }
        let lines = (0..<Int.random(in: 0...4, using: &random)).map { number in
            TimelineView.Line(
                camera: "cam-\(number)",
                spans: ranges(),
                gaps: ranges().map {
                    TimelineView.Gap(
                        range: $0,
                        missing: .milliseconds(7),
                        reason: "disabled",
                        sentence: "a \"b\" \\ \u{1}\u{1f} ü/🎥"
                    )
                },
                recordedRatio: .random(in: 0...1, using: &random),
                buckets: isWhole
                    ? (0..<9).map { _ in (Double.random(in: 0...1, using: &random) * 10_000).rounded() / 10_000 } + [
                        0, 1,
                    ] : nil,
                events: isWhole
                    ? [
                        TimelineView.Events(
                            kind: "motion",
                            label: "",
                            marks: ranges().map {
                                .init(range: $0, count: 3, first: Bool.random(using: &random) ? "17" : nil)
                            }
                        )
                    ] : nil,
                losses: isWhole
                    ? [
                        TimelineView.Losses(
                            reason: "crashed",
                            sentence: "x",
                            marks: ranges().map { .init(range: $0, missing: .nanoseconds(5), count: .max) }
                        )
                    ] : nil,
                protected: isWhole ? ranges() : nil
            )
        }
        var view = TimelineView(
            stream: "main",
            range: start..<start + .seconds(86_400),
            resolution: .nanoseconds(1),
            lines: lines
        )
        if isWhole { view.eventResolution = .seconds(3600) }
        return TimelineMessage(view)
    }

    private func object(_ bytes: some Sequence<UInt8>) throws -> NSDictionary {
        try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary)
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>) func itIsWhatTheEncoderMakes(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let message = message(&random, isWhole: seed.isMultiple(of: 2))
        var json = JSONBytes()
        message.write(to: &json)
        #expect(try object(json.bytes) == object(JSONEncoder().encode(message)))
        #expect(try Array(JSONBody.encode(message).readableBytesView) == json.bytes)
    }
}
