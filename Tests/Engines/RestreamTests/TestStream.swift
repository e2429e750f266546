import Media
import Stream

/// Pictures and sound as a camera sends them. The payload of each says which it is.
struct TestStream {
    static let sequenceParameterSet: [UInt8] = [
        0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00,
        0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
    ]

    static func video(variant: UInt8 = 0xC0) throws -> TrackFormat {
        .h264(
            try H264Format(
                sequenceParameterSets: [sequenceParameterSet],
                pictureParameterSets: [[0x68, 0xEB, 0xE3, 0xCB, 0x22, variant]]
            )
        )
    }

    static func format() throws -> StreamFormat {
        StreamFormat(tracks: [try video(), .g711(G711Format(law: .a))])
    }

    /// When the time line begins.
    var zero = MonotonicTime(nanoseconds: 1_000_000_000)
    var wall = WallTime(nanoseconds: 1_800_000_000_000_000_000)
    /// What the camera's own time line begins with, in seconds.
    var offset: Int64 = 7

    /// The n-th picture, 25 a second.
    func picture(_ number: Int64, isKey: Bool = false, isDisposable: Bool = false, bytes: Int = 40) -> AccessUnit {
        let slice: [UInt8] = [isKey ? 0x65 : 0x41] + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes)
        let length = withUnsafeBytes(of: UInt32(slice.count).bigEndian) { Array($0) }
        var flags: AccessUnit.Flags = isKey ? .key : []
        if isDisposable { flags.insert(.disposable) }
        return unit(0, length + slice, ticks: (offset * 25 + number) * 3600, at: .milliseconds(number * 40), flags)
    }

    /// The n-th block of sound, of 40 ms.
    func sound(_ number: Int64) -> AccessUnit {
        let samples = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 320)
        return unit(1, samples, ticks: (offset * 25 + number) * 320, at: .milliseconds(number * 40), .key)
    }

    private func unit(
        _ track: Int,
        _ payload: [UInt8],
        ticks: Int64,
        at time: Duration,
        _ flags: AccessUnit.Flags
    ) -> AccessUnit {
        AccessUnit(
            track: track,
            payload: Bytes(payload),
            decodeTime: MediaTicks(ticks),
            arrival: zero + time,
            wall: wall + time,
            flags: flags
        )
    }
}
