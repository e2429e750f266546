import Media
import NIOCore
import Stream
import Testing

@testable import Live

struct RawFrameBuilderTests {
    private func frames(_ format: StreamFormat, _ units: [AccessUnit]) -> [RenditionUnit] {
        var builder = RawFrameBuilder()
        var output: [RenditionItem] = []
        builder.build([.format(format)] + units.map { .unit($0) }, into: &output)
        return output.compactMap { if case .unit(let unit) = $0 { unit } else { nil } }
    }

    private func head(_ unit: RenditionUnit) -> (kind: UInt8?, key: UInt8?, seconds: Double?, rest: [UInt8]) {
        var bytes = unit.bytes
        let (kind, key) = (bytes.readInteger(as: UInt8.self), bytes.readInteger(as: UInt8.self))
        let seconds = bytes.readInteger(endianness: .little, as: UInt64.self).map(Double.init(bitPattern:))
        return (kind, key, seconds, Array(bytes.readableBytesView))
    }

    @Test func picturesHaveStartCodesAndTheirSetsBeforeKeyFrames() throws {
        var later = LiveSamples.unit(1, payload: [0, 0, 0, 2, 0x41, 1, 0, 0, 0, 3, 0x41, 2, 3])
        later.presentationOffset = 7200
        let units = frames(StreamFormat(tracks: [try LiveSamples.h264]), [LiveSamples.unit(0), later])
        let first = head(units[0])
        let begin = try #require(first.seconds)
        #expect(first.kind == 0 && first.key == 1)
        #expect(begin == Double(units[0].wall.nanoseconds) / 1e9)
        let sets = LiveSamples.h264Sets.flatMap { (set: [UInt8]) -> [UInt8] in [0, 0, 0, 1] + set }
        #expect(first.rest == sets + [0, 0, 0, 1, 0x65, 0, 2, 3])
        let second = head(units[1])
        #expect(second.kind == 0 && second.key == 0)
        #expect(abs(try #require(second.seconds) - begin - 0.12) < 0.001)
        #expect(second.rest == [0, 0, 0, 1, 0x41, 1, 0, 0, 0, 1, 0x41, 2, 3])
        #expect(units.map(\.flags) == [.entry, []])
    }

    /// Metadata is laid over the pictures by its time, also after days with a camera whose clock is a little off.
    @Test func metadataIsOfTheSameTimeLineAsThePictures() throws {
        var builder = RawFrameBuilder()
        var output: [RenditionItem] = []
        builder.build([.format(StreamFormat(tracks: [try LiveSamples.h264]))], into: &output)
        let start: Int64 = 1_795_000_000_000_000_000
        var last = 0.0
        for number in 0..<10_000 {
            var unit = LiveSamples.unit(number % 1000)
            unit.decodeTime = MediaTicks(Int64(number) * 3600)
            // The camera's second is a thousandth too short.
            unit.wall = WallTime(nanoseconds: start + Int64(number) * 40_040_000)
            output.removeAll()
            builder.build([.unit(unit)], into: &output)
            guard case .unit(let built)? = output.first else { continue }
            let seconds = try #require(head(built).seconds)
            #expect(seconds > last + 0.039 && seconds < last + 0.041 || number == 0)
            last = seconds
            guard number % 1000 == 999 else { continue }
            let metadata = LiveMetadata(json: ByteBuffer(string: "[]"), wall: unit.wall)
            let told = try #require(builder.unit(of: metadata, arrival: unit.arrival))
            #expect(abs(try #require(head(told).seconds) - seconds) < 0.001)
        }
    }

    @Test(arguments: [(G711Format.Law.a, [UInt8](0...255)), (.mu, [])])
    func soundIsALaw(law: G711Format.Law, expected: [UInt8]) throws {
        let format = StreamFormat(tracks: [try LiveSamples.h264, .g711(G711Format(law: law))])
        let sound = LiveSamples.unit(1, track: 1, isKey: true, payload: [UInt8](0...255), timescale: 8000)
        let units = frames(format, [LiveSamples.unit(0), sound])
        let told = head(units[1])
        #expect(told.kind == 1 && told.key == 0)
        let begin = try #require(head(units[0]).seconds)
        #expect(abs(try #require(told.seconds) - begin - 0.04) < 0.001)
        #expect(told.rest == (law == .a ? expected : G711Laws.aLaw(ofMuLaw: [UInt8](0...255))))
        #expect(units[1].flags == [])
    }

    @Test func opusIsPassedOnAndWhatHasNoPlaceIsLeftOut() throws {
        let others: [TrackFormat] = [
            try LiveSamples.aac, .g711(G711Format(law: .a, sampleRate: 16_000)),
            .g711(G711Format(law: .mu, channels: 2)),
        ]
        for (sound, count) in [(LiveSamples.opus, 2)] + others.map({ ($0, 1) }) {
            let format = StreamFormat(tracks: [try LiveSamples.h264, sound])
            let block = LiveSamples.unit(1, track: 1, payload: [9, 8, 7], timescale: Int64(sound.timescale))
            let units = frames(format, [LiveSamples.unit(0), block])
            #expect(units.count == count, "\(sound)")
            if count == 2 { #expect(head(units[1]).rest == [9, 8, 7]) }
        }
    }

    /// Each for those alone who ask for it.
    @Test func jpegAndAACComeAsTheyAreForWhoeverAsks() throws {
        let format = StreamFormat(tracks: [LiveSamples.jpeg, try LiveSamples.aac])
        let units = [
            LiveSamples.unit(0, isKey: true, payload: [0xFF, 0xD8, 0xFF, 0xD9]),
            LiveSamples.unit(1, track: 1, payload: [9, 8, 7], timescale: Int64(format.tracks[1].timescale)),
        ]
        for extra in [CodecSet.jpeg, [.jpeg, .aac], [.jpeg, .aac, .h264, .opus]] {
            var builder = RawFrameBuilder(with: extra)
            var output: [RenditionItem] = []
            builder.build([.format(format)] + units.map { .unit($0) }, into: &output)
            let told = output.compactMap { if case .unit(let unit) = $0 { head(unit) } else { nil } }
            #expect(told.map(\.kind) == (extra.contains(.aac) ? [0, 1] : [0]))
            #expect(told.first?.key == 1 && told.first?.rest == [0xFF, 0xD8, 0xFF, 0xD9])
            if told.count == 2 { #expect(told[1].key == 0 && told[1].rest == [9, 8, 7]) }
        }
        #expect(RawFrameBuilder.carries(LiveSamples.jpeg, with: .jpeg) && !RawFrameBuilder.carries(LiveSamples.jpeg))
    }

    @Test func aCameraThatSendsJPEGIsUnsuitable() throws {
        var builder = RawFrameBuilder()
        var output: [RenditionItem] = []
        builder.build([.format(StreamFormat(tracks: [LiveSamples.jpeg, LiveSamples.opus]))], into: &output)
        builder.build([.unit(LiveSamples.unit(0)), .unit(LiveSamples.unit(0, track: 1))], into: &output)
        guard output.count == 1, case .unsuitable? = output.first else {
            Issue.record("not said: \(output)")
            return
        }
    }

    @Test func picturesAreParts() throws {
        var builder = PicturePartBuilder()
        var output: [RenditionItem] = []
        let format = StreamFormat(tracks: [LiveSamples.jpeg, try LiveSamples.aac])
        let picture: [UInt8] = [0xFF, 0xD8, 1, 2, 0xFF, 0xD9]
        builder.build(
            [
                .format(format), .unit(LiveSamples.unit(3, isKey: true, payload: picture)),
                .unit(LiveSamples.unit(3, track: 1)), .format(StreamFormat(tracks: [try LiveSamples.h264])),
                .unit(LiveSamples.unit(4)),
            ],
            into: &output
        )
        guard output.count == 3, case .start = output[0], case .unit(let unit) = output[1], case .unsuitable = output[2]
        else {
            Issue.record("not in order: \(output)")
            return
        }
        let head = "Content-Type: image/jpeg\r\nContent-Length: 6\r\n\r\n"
        #expect(Array(unit.bytes.readableBytesView) == Array(head.utf8) + picture + Array("\r\n--frame\r\n".utf8))
        #expect(unit.flags == [.entry, .disposable])
    }
}
