import Media

/// Formats as cameras have them, and units of them.
enum TestFormats {
    /// 640 × 360, made by x264.
    static let h264Sets: [[UInt8]] = [
        [
            0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00,
            0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
        ],
        [0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0],
    ]

    /// 640 × 360, made by x265.
    static let h265Sets: [[UInt8]] = [
        [
            0x40, 0x01, 0x0C, 0x01, 0xFF, 0xFF, 0x01, 0x60, 0x00, 0x00, 0x03, 0x00, 0x90, 0x00, 0x00, 0x03, 0x00, 0x00,
            0x03, 0x00, 0x3F, 0x95, 0x98, 0x09,
        ],
        [
            0x42, 0x01, 0x01, 0x01, 0x60, 0x00, 0x00, 0x03, 0x00, 0x90, 0x00, 0x00, 0x03, 0x00, 0x00, 0x03, 0x00, 0x3F,
            0xA0, 0x05, 0x02, 0x01, 0x69, 0x65, 0x95, 0x9A, 0x49, 0x32, 0xBC, 0x05, 0xA0, 0x20, 0x00, 0x00, 0x03, 0x00,
            0x20, 0x00, 0x00, 0x03, 0x03, 0x21,
        ],
        [0x44, 0x01, 0xC1, 0x72, 0xB4, 0x62, 0x40],
    ]

    static var h264: TrackFormat {
        get throws {
            .h264(try H264Format(sequenceParameterSets: [h264Sets[0]], pictureParameterSets: [h264Sets[1]]))
        }
    }

    static var h265: TrackFormat {
        get throws {
            .h265(
                try H265Format(
                    videoParameterSets: [h265Sets[0]],
                    sequenceParameterSets: [h265Sets[1]],
                    pictureParameterSets: [h265Sets[2]]
                )
            )
        }
    }

    /// Low complexity, 48 kHz, stereo.
    static var aac: TrackFormat { get throws { .aac(try AACFormat(configuration: [0x11, 0x90])) } }

    static let opus = TrackFormat.opus(OpusFormat(channels: 2))
    static let muLaw = TrackFormat.g711(G711Format(law: .mu))
    static let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))
}

extension AccessUnit {
    init(
        track: Int = 0,
        _ payload: [UInt8],
        at decodeTime: Int64 = 0,
        offset: Int32 = 0,
        isKey: Bool = true
    ) {
        self.init(
            track: track,
            payload: Bytes(payload),
            decodeTime: MediaTicks(decodeTime),
            presentationOffset: offset,
            arrival: MonotonicTime(nanoseconds: 0),
            wall: WallTime(nanoseconds: 0),
            flags: isKey ? .key : []
        )
    }

    /// A picture of these NAL units.
    init(track: Int = 0, units: [[UInt8]], at decodeTime: Int64 = 0, offset: Int32 = 0, isKey: Bool = true) {
        let payload = units.flatMap { unit in
            (0..<4).map { UInt8(truncatingIfNeeded: unit.count >> (24 - 8 * $0)) } + unit
        }
        self.init(track: track, payload, at: decodeTime, offset: offset, isKey: isKey)
    }
}
