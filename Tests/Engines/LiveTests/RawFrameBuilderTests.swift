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
        #expect(first.kind == 0 && first.key == 1 && first.seconds == 0)
        let sets = LiveSamples.h264Sets.flatMap { (set: [UInt8]) -> [UInt8] in [0, 0, 0, 1] + set }
        #expect(first.rest == sets + [0, 0, 0, 1, 0x65, 0, 2, 3])
        let second = head(units[1])
        #expect(second.kind == 0 && second.key == 0 && second.seconds == 0.12)
        #expect(second.rest == [0, 0, 0, 1, 0x41, 1, 0, 0, 0, 1, 0x41, 2, 3])
        #expect(units.map(\.flags) == [.entry, []])
    }

    @Test(arguments: [(G711Format.Law.a, [UInt8](0...255)), (.mu, [])])
    func soundIsALaw(law: G711Format.Law, expected: [UInt8]) throws {
        let format = StreamFormat(tracks: [try LiveSamples.h264, .g711(G711Format(law: law))])
        let sound = LiveSamples.unit(1, track: 1, isKey: true, payload: [UInt8](0...255), timescale: 8000)
        let units = frames(format, [LiveSamples.unit(0), sound])
        let told = head(units[1])
        #expect(told.kind == 1 && told.key == 0 && told.seconds == 0.04)
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
