import Media
import Stream

/// Units as a camera sends them, on a time line of their own. The payload of each says which it is.
struct SimulatedStream {
    static let sequenceParameterSet: [UInt8] = [
        0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00,
        0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
    ]

    /// 640 × 360; `variant` makes it a different format.
    static func video(variant: UInt8 = 0xC0) throws -> TrackFormat {
        let picture: [UInt8] = [0x68, 0xEB, 0xE3, 0xCB, 0x22, variant]
        return .h264(
            try H264Format(sequenceParameterSets: [sequenceParameterSet], pictureParameterSets: [picture])
        )
    }

    /// Low complexity, 48 kHz, stereo.
    static func audio() throws -> TrackFormat { .aac(try AACFormat(configuration: [0x11, 0x90])) }

    let format: StreamFormat
    /// Ticks of 90 kHz between pictures.
    var pictureTicks: Int64 = 3600
    var picturesPerGroup = 50
    var payloadBytes = 40
    /// Of pictures, in ticks.
    var presentationOffset: Int32 = 0
    /// How much later sound is sent than the picture of the same time.
    var audioDelay: Duration = .zero
    /// When the time line has its zero.
    var zero: (monotonic: MonotonicTime, wall: WallTime)
    private(set) var pictures: Int64 = 0
    private(set) var sounds: Int64 = 0
    private var sent = 0

    init(format: StreamFormat, monotonic: MonotonicTime, wall: WallTime) {
        self.format = format
        zero = (monotonic, wall)
    }

    /// The next unit to be sent: of both tracks the one whose turn comes first.
    mutating func next() -> AccessUnit {
        let pictureTime = Duration.nanoseconds(pictures * pictureTicks * 1_000_000_000 / 90_000)
        let soundTime = Duration.nanoseconds(sounds * 1024 * 1_000_000_000 / 48_000)
        if format.tracks.count == 2, soundTime + audioDelay < pictureTime {
            defer { sounds += 1 }
            return unit(track: 1, ticks: sounds * 1024, at: soundTime, sentAfter: audioDelay, flags: .key)
        }
        defer { pictures += 1 }
        let isKey = pictures % Int64(picturesPerGroup) == 0
        return unit(
            track: 0,
            ticks: pictures * pictureTicks,
            at: pictureTime,
            sentAfter: .zero,
            flags: isKey ? .key : []
        )
    }

    /// Leaves out pictures, as a lossy network does, up to the next key frame.
    mutating func losePictures(_ count: Int64) { pictures += count }

    private mutating func unit(
        track: Int,
        ticks: Int64,
        at time: Duration,
        sentAfter delay: Duration,
        flags: AccessUnit.Flags
    ) -> AccessUnit {
        sent += 1
        var payload = withUnsafeBytes(of: UInt64(sent).bigEndian) { Array($0) } + [UInt8(track)]
        payload += [UInt8](repeating: UInt8(truncatingIfNeeded: sent), count: max(0, payloadBytes - payload.count))
        return AccessUnit(
            track: track,
            payload: Bytes(payload),
            decodeTime: MediaTicks(ticks),
            presentationOffset: track == 0 ? presentationOffset : 0,
            arrival: zero.monotonic + time + delay,
            wall: zero.wall + time,
            flags: flags
        )
    }
}
