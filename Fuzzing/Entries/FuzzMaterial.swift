import Media
import RTP

/// What seeds are made of: formats as cameras have them.
enum FuzzMaterial {
    /// 640 × 360, made by x264 and x265.
    static let h264Sets: [[UInt8]] = [
        bytes("6764001eacd940a02ff97011000003000100000300320f162d96"), bytes("68ebe3cb22c0"),
    ]
    static let h265Sets: [[UInt8]] = [
        bytes("40010c01ffff01600000030090000003000003003f959809"),
        bytes("42010101600000030090000003000003003fa00502016965959a4932bc05a02000000300200000030321"),
        bytes("4401c172b46240"),
    ]
    /// 1920 × 1080.
    static let otherH264Sets: [[UInt8]] = [
        bytes("6742c028d900780227e5c044000003000400000300f03c60c920"), bytes("68cb83cb20"),
    ]

    static func h264() throws -> TrackFormat {
        .h264(try H264Format(sequenceParameterSets: [h264Sets[0]], pictureParameterSets: [h264Sets[1]]))
    }

    static func h265() throws -> TrackFormat {
        .h265(
            try H265Format(
                videoParameterSets: [h265Sets[0]],
                sequenceParameterSets: [h265Sets[1]],
                pictureParameterSets: [h265Sets[2]]
            )
        )
    }

    /// Low complexity, 48 kHz, stereo.
    static func aac() throws -> TrackFormat { .aac(try AACFormat(configuration: [0x11, 0x90])) }

    static let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 16, height: 16)))
    static let opus = TrackFormat.opus(OpusFormat(channels: 2))
    static let muLaw = TrackFormat.g711(G711Format(law: .mu))

    /// Packets of one small picture, with its tables and without, as a camera sends them.
    static let jpegPayloads: [[UInt8]] = [
        [0, 0, 0, 0, 1, 60, 2, 2, 0xF8, 0x7E, 0x28, 0xA0, 0x0F],
        [0, 0, 0, 0, 65, 255, 2, 2, 0, 4, 0xFF, 0xFF, 0, 0, 0, 64] + [UInt8](repeating: 8, count: 64)
            + [0xF8, 0x7E, 0x28, 0xFF, 0xD0, 0xA0, 0x0F],
    ]

    /// A whole JPEG file: what the depacketiser makes of such packets.
    static func jpegFile(_ payload: [UInt8] = jpegPayloads[0]) throws -> [UInt8] {
        var depacketizer = try JPEGDepacketizer(clockRate: 90_000)
        var arena = ByteArena(chunkCapacity: 4096)
        let header = RTPHeader(marker: true, payloadType: 26, sequence: 0, timestamp: 0, ssrc: 0)
        depacketizer.push(header, payload: payload.span, afterLoss: false, into: &arena)
        return depacketizer.next()?.payload.array ?? []
    }

    /// An access unit of these NAL units, each after its length.
    static func accessUnit(_ units: [[UInt8]]) -> [UInt8] {
        units.flatMap { unit in (0..<4).map { UInt8(truncatingIfNeeded: unit.count >> (24 - 8 * $0)) } + unit }
    }

    static func bytes(_ hexadecimal: String) -> [UInt8] { Hexadecimal.decode(hexadecimal) ?? [] }
}
