import Media
import NIOCore
import Stream
import Synchronization
import Testing

@testable import Live

/// Formats as cameras have them, and units of them.
enum LiveSamples {
    /// 640 × 360, made by x264.
    static let h264Sets: [[UInt8]] = [
        [
            0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00,
            0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
        ],
        [0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0],
    ]

    static var h264: TrackFormat {
        get throws {
            .h264(try H264Format(sequenceParameterSets: [h264Sets[0]], pictureParameterSets: [h264Sets[1]]))
        }
    }

    static var aac: TrackFormat { get throws { .aac(try AACFormat(configuration: [0x11, 0x88])) } }

    static let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))
    static let aLaw = TrackFormat.g711(G711Format(law: .a))
    static let muLaw = TrackFormat.g711(G711Format(law: .mu))
    static let opus = TrackFormat.opus(OpusFormat(channels: 2))

    /// The n-th unit of a stream with 25 units a second, as one NAL unit; its time line begins at 5000 ticks of 90 kHz.
    static func unit(
        _ number: Int,
        track: Int = 0,
        isKey: Bool? = nil,
        flags: AccessUnit.Flags = [],
        payload: [UInt8]? = nil,
        timescale: Int64 = 90_000
    ) -> AccessUnit {
        var flags = flags
        if isKey ?? (number % 10 == 0) { flags.insert(.key) }
        return AccessUnit(
            track: track,
            payload: Bytes(payload ?? [0, 0, 0, 4, 0x65, UInt8(truncatingIfNeeded: number), 2, 3]),
            decodeTime: MediaTicks((5000 * timescale / 90_000) + Int64(number) * timescale / 25),
            arrival: MonotonicTime(nanoseconds: Int64(number) * 40_000_000),
            wall: WallTime(nanoseconds: Int64(number)),
            flags: flags
        )
    }
}

/// Makes a rendition whose units are their numbers, and counts how many such builders were made.
struct NumberBuilder: RenditionBuilder {
    let size: Int

    init(size: Int = 100) { self.size = size }

    func build(_ items: [StreamItem], into output: inout [RenditionItem]) {
        for item in items {
            switch item {
            case .format(let format): output.append(.start(RenditionStart(format: format, carried: [0])))
            case .unit(let unit):
                var bytes = ByteBuffer(integer: unit.wall.nanoseconds)
                bytes.writeRepeatingByte(0, count: size - 8)
                output.append(
                    .unit(
                        RenditionUnit(
                            bytes: bytes,
                            flags: RenditionUnit.Flags(of: unit, leads: true, kind: .video),
                            seconds: Double(unit.wall.nanoseconds) / 25,
                            arrival: unit.arrival,
                            wall: unit.wall
                        )
                    )
                )
            case .skipped, .interrupted, .ended: passOn(item, into: &output)
            }
        }
    }
}

extension ViewerItem {
    /// Short, for comparing: a number for a unit, a word for all else.
    var short: String {
        switch self {
        case .start: "start"
        case .unit(let unit): "\(unit.wall.nanoseconds)"
        case .liveEdge: "edge"
        case .dropped(let units): "dropped \(units)"
        case .fallsBehind: "falls behind"
        case .unsuitable: "unsuitable"
        case .interrupted: "interrupted"
        case .ended: "ended"
        }
    }
}

/// Waits until `condition` holds, which something else brings about.
func eventually(_ what: String, _ condition: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(120)
    while try !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("In 120 s it has not come to this: \(what).")
            throw CancellationError()
        }
        // Nobody is told when a figure changes.
        try await Task.sleep(for: .milliseconds(5))
    }
}
