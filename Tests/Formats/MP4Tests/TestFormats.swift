import Media

/// Formats as cameras have them.
enum TestFormats {
    /// 640 × 360, High profile, level 3.0, made by x264.
    static let sequenceParameterSet: [UInt8] = [
        0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00,
        0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
    ]
    static let pictureParameterSet: [UInt8] = [0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0]

    static var h264: TrackFormat {
        get throws {
            .h264(
                try H264Format(
                    sequenceParameterSets: [sequenceParameterSet],
                    pictureParameterSets: [pictureParameterSet]
                )
            )
        }
    }

    /// 720 × 576, Baseline, with samples of 16:11.
    static var wideH264: TrackFormat {
        get throws {
            var bits = BitWriter()
            for byte: UInt32 in [0x67, 66, 0, 30] { bits.write(byte, 8) }
            for value: UInt32 in [0, 0, 2, 1] { bits.exponential(value) }  // id, frame number, order type, references
            bits.write(0, 1)
            bits.exponential(44)
            bits.exponential(35)
            bits.write(0b110, 3)  // frames only, direct 8x8, no cropping
            bits.write(1, 1)  // usability information
            bits.write(1, 1)
            bits.write(4, 8)  // aspect ratio 16:11
            bits.write(0, 8)  // nothing else
            bits.write(1, 1)
            return .h264(
                try H264Format(
                    sequenceParameterSets: [bits.bytes],
                    pictureParameterSets: [pictureParameterSet, [0x68, 1, 2]]
                )
            )
        }
    }

    /// 640 × 360, Main profile, level 2.1, made by x265.
    static let hevcVideoSet: [UInt8] = [
        0x40, 0x01, 0x0C, 0x01, 0xFF, 0xFF, 0x01, 0x60, 0x00, 0x00, 0x03, 0x00, 0x90, 0x00, 0x00, 0x03, 0x00, 0x00,
        0x03, 0x00, 0x3F, 0x95, 0x98, 0x09,
    ]
    static let hevcSequenceSet: [UInt8] = [
        0x42, 0x01, 0x01, 0x01, 0x60, 0x00, 0x00, 0x03, 0x00, 0x90, 0x00, 0x00, 0x03, 0x00, 0x00, 0x03, 0x00, 0x3F,
        0xA0, 0x05, 0x02, 0x01, 0x69, 0x65, 0x95, 0x9A, 0x49, 0x32, 0xBC, 0x05, 0xA0, 0x20, 0x00, 0x00, 0x03, 0x00,
        0x20, 0x00, 0x00, 0x03, 0x03, 0x21,
    ]
    static let hevcPictureSet: [UInt8] = [0x44, 0x01, 0xC1, 0x72, 0xB4, 0x62, 0x40]

    static var hevc: H265Format {
        get throws {
            try H265Format(
                videoParameterSets: [hevcVideoSet],
                sequenceParameterSets: [hevcSequenceSet],
                pictureParameterSets: [hevcPictureSet]
            )
        }
    }

    /// Low complexity, 48 kHz, stereo.
    static var aac: TrackFormat { get throws { .aac(try AACFormat(configuration: [0x11, 0x90])) } }

    static let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))
    static let opus = TrackFormat.opus(OpusFormat(channels: 1, preSkip: 312))

    static let muLaw = TrackFormat.g711(G711Format(law: .mu))
    static let aLaw = TrackFormat.g711(G711Format(law: .a, channels: 2))
    /// As some cameras have it.
    static let fineALaw = TrackFormat.g711(G711Format(law: .a, sampleRate: 16_000))
}

/// Writes bits, most significant first.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    mutating func write(_ value: UInt32, _ count: Int) {
        for shift in stride(from: count - 1, through: 0, by: -1) {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8(value >> UInt32(shift) & 1) << UInt8(7 - used)
            used += 1
        }
    }

    mutating func exponential(_ value: UInt32) {
        let length = 32 - (value + 1).leadingZeroBitCount
        write(0, length - 1)
        write(value + 1, length)
    }
}
