import MP4
import Media
import NIOCore
import Stream
import Testing

@testable import Live

struct FragmentBuilderTests {
    private func build(_ items: [StreamItem], _ codecs: CodecSet = .all) -> [RenditionItem] {
        var builder = FragmentBuilder(for: codecs)
        var output: [RenditionItem] = []
        for item in items { builder.build([item], into: &output) }
        return output
    }

    private func units(_ items: [RenditionItem]) -> [RenditionUnit] {
        items.compactMap { if case .unit(let unit) = $0 { unit } else { nil } }
    }

    private func start(_ items: [RenditionItem]) throws -> RenditionStart {
        try #require(items.lazy.compactMap { if case .start(let start) = $0 { start } else { nil } }.first)
    }

    /// tfdt, version 1, is the only box of that name; its time follows name and version.
    private func baseDecodeTime(_ unit: RenditionUnit) throws -> Int64 {
        let bytes = Array(unit.bytes.readableBytesView)
        let at = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("tfdt".utf8)) })
        return bytes[at + 8..<at + 16].reduce(0) { $0 << 8 | Int64($1) }
    }

    @Test func eachUnitIsAFragmentWithTrueTimes() throws {
        let format = StreamFormat(tracks: [try LiveSamples.h264, try LiveSamples.aac])
        let items = build([
            .format(format), .unit(LiveSamples.unit(0)), .unit(LiveSamples.unit(1, flags: .disposable)),
            .unit(LiveSamples.unit(1, track: 1, isKey: true, payload: [1, 2], timescale: 48_000)),
            .unit(LiveSamples.unit(10)),
        ])
        let start = try start(items)
        #expect(start.mime == "video/mp4; codecs=\"avc1.64001e,mp4a.40.2\"")
        #expect(start.carried == [0, 1] && start.leftOut.isEmpty && start.bytes.readableBytes > 500)
        let units = units(items)
        #expect(units.map(\.flags) == [.entry, .disposable, [], .entry])
        #expect(units.map(\.seconds) == [0, 0.04, 0.04, 0.4])
        #expect(try units.map(baseDecodeTime) == [0, 3600, 1920, 36_000])
        let bytes = Array(units[0].bytes.readableBytesView)
        #expect(bytes.suffix(8) == [0, 0, 0, 4, 0x65, 0, 2, 3])
        #expect(bytes[4..<8].elementsEqual("moof".utf8))
        #expect(units[1].arrival == MonotonicTime(nanoseconds: 40_000_000))
    }

    @Test func aNewFormatBeginsAnotherTimeLine() throws {
        let format = StreamFormat(tracks: [try LiveSamples.h264])
        let items = build([
            .format(format), .unit(LiveSamples.unit(0)), .unit(LiveSamples.unit(5)),
            .interrupted(Interruption(code: "x", sentence: "Gone.", at: WallTime(nanoseconds: 1))),
            .format(format), .unit(LiveSamples.unit(20)),
            .skipped(SkippedUnits(units: 3, bytes: 3, first: WallTime(nanoseconds: 0), last: WallTime(nanoseconds: 1))),
            .ended,
        ])
        #expect(units(items).map(\.seconds) == [0, 0.2, 0])
        guard case .interrupted(let told) = items[3], case .start = items[4], case .dropped(3) = items[6],
            case .ended = items[7]
        else {
            Issue.record("not in order: \(items)")
            return
        }
        #expect(told.sentence == "Gone.")
    }

    @Test func soundBeforeTheFirstPictureHasNoPlace() throws {
        let format = StreamFormat(tracks: [try LiveSamples.h264, try LiveSamples.aac])
        let items = build([
            .format(format), .unit(LiveSamples.unit(0, track: 1, isKey: true, timescale: 48_000)),
            .unit(LiveSamples.unit(10)), .unit(LiveSamples.unit(9, track: 1, isKey: true, timescale: 48_000)),
            .unit(LiveSamples.unit(11, track: 1, isKey: true, timescale: 48_000)),
        ])
        #expect(units(items).map(\.seconds) == [0, 0.04])
    }

    @Test func soundThatThePlayerHasNotIsLeftOut() throws {
        let withLaw = StreamFormat(tracks: [try LiveSamples.h264, LiveSamples.aLaw])
        let items = build([.format(withLaw), .unit(LiveSamples.unit(0)), .unit(LiveSamples.unit(1, track: 1))])
        #expect(try start(items).mime == "video/mp4; codecs=\"avc1.64001e\"")
        #expect(try start(items).leftOut == [LiveSamples.aLaw])
        #expect(units(items).count == 1)
        let withAAC = StreamFormat(tracks: [try LiveSamples.h264, try LiveSamples.aac])
        #expect(try start(build([.format(withAAC)], [.h264, .opus])).carried == [0])
        #expect(try start(build([.format(withAAC)], [.h264, .aac])).carried == [0, 1])
    }

    @Test func soundThatThePlayerDecodesItselfGoesBesideTheFragments() throws {
        let format = StreamFormat(tracks: [try LiveSamples.h264, LiveSamples.muLaw])
        let items = build(
            [
                .format(format), .unit(LiveSamples.unit(10)),
                .unit(LiveSamples.unit(9, track: 1, isKey: true, payload: [9], timescale: 8000)),
                .unit(LiveSamples.unit(11, track: 1, isKey: true, payload: [0xFF, 0x7F, 3], timescale: 8000)),
                .unit(LiveSamples.unit(12)),
            ],
            [.h264, .g711]
        )
        let start = try start(items)
        #expect(start.mime == "video/mp4; codecs=\"avc1.64001e\"" && start.carried == [0, 1] && start.leftOut.isEmpty)
        let units = units(items)
        #expect(units.map(\.seconds) == [0, 0.04, 0.08] && units.map(\.flags) == [.entry, [], []])
        // No fragment begins with that byte.
        var sound = units[1].bytes
        #expect(sound.readBytes(length: 2) == [1, 0])
        #expect(sound.readInteger(endianness: .little, as: UInt64.self).map(Double.init(bitPattern:)) == 0.04)
        #expect(Array(sound.readableBytesView) == [0xFF, 0x7F, 3])
        #expect(units.map { $0.bytes.readableBytesView.first } == [0, 1, 0])
    }

    @Test func soundAloneThatNoFragmentHoldsIsUnsuitable() throws {
        let items = build([.format(StreamFormat(tracks: [LiveSamples.aLaw]))], [.h264, .g711])
        guard case .unsuitable? = items.first else {
            Issue.record("not said: \(items)")
            return
        }
    }

    @Test func soundAloneBeginsAnywhere() throws {
        let items = build([
            .format(StreamFormat(tracks: [try LiveSamples.aac])),
            .unit(LiveSamples.unit(1, isKey: true, timescale: 48_000)),
        ])
        #expect(try start(items).mime == "audio/mp4; codecs=\"mp4a.40.2\"")
        #expect(units(items).map(\.flags) == [.entry])
    }

    @Test(arguments: [true, false])
    func aPictureThatThePlayerHasNotIsSaidToBeUnsuitable(isJPEG: Bool) throws {
        let picture = isJPEG ? LiveSamples.jpeg : try LiveSamples.h264
        let format = StreamFormat(tracks: [picture, try LiveSamples.aac])
        let items = build(
            [.format(format), .unit(LiveSamples.unit(0)), .unit(LiveSamples.unit(1, track: 1))],
            [.h265, .aac]
        )
        guard items.count == 1, case .unsuitable(let sentence)? = items.first else {
            Issue.record("not said: \(items)")
            return
        }
        #expect(sentence == "The camera sends \(isJPEG ? "MJPEG" : "H.264"), which cannot be played here.")
    }

    @Test func namesOfCodecsAreReadAndOthersPassedOver() {
        #expect(CodecSet(names: ["h264", "OPUS", "av1", ""]) == [.h264, .opus])
        #expect(CodecSet(names: ["g711"]).takesAside(LiveSamples.aLaw) && !CodecSet.all.takesAside(LiveSamples.aLaw))
        #expect(CodecSet(names: []).isEmpty)
        #expect(!CodecSet.all.holds(LiveSamples.jpeg) && !CodecSet.all.holds(LiveSamples.aLaw))
    }
}
