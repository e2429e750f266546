import Media
import WorkerChannel
import Workers

/// What becomes of each track of a camera's stream in a derived one.
struct DerivedLayout {
    enum Way: Hashable {
        /// It stays as it is.
        case passed
        /// A session makes it, as its track of this index.
        case made(Int)
        case leftOut
    }

    let source: StreamFormat
    /// By the source's track.
    private(set) var ways: [Way] = []
    /// What the session does.
    private(set) var tracks: [SessionTrack] = []

    init(_ source: StreamFormat, for key: DerivedKey, _ options: DerivedOptions) {
        self.source = source
        for track in source.tracks {
            switch track.kind {
            case .video: add(Self.picture(track, key, options), keeps: Self.keeps(track, key))
            case .audio:
                let keeps = key.sound == .original || track.isAAC
                add(keeps ? nil : Self.sound(track), keeps: keeps)
            }
        }
    }

    private mutating func add(_ track: SessionTrack?, keeps: Bool) {
        if keeps {
            ways.append(.passed)
        } else if let track {
            ways.append(.made(tracks.count))
            tracks.append(track)
        } else {
            ways.append(.leftOut)
        }
    }

    /// A track that no session makes, after all.
    mutating func leaveOut(_ track: Int) {
        for index in ways.indices where ways[index] == .made(track) { ways[index] = .leftOut }
    }

    // MARK: Asking

    /// The source's tracks that are in the derived stream, in order.
    var kept: [Int] { ways.indices.filter { ways[$0] != .leftOut } }

    /// Where a track of the source is in the derived stream.
    func place(of source: Int) -> Int? { kept.firstIndex(of: source) }

    /// The source's track that a session's is made of.
    func source(of track: Int) -> Int? { ways.firstIndex(of: .made(track)) }

    // MARK: What the session does

    private static func keeps(_ track: TrackFormat, _ key: DerivedKey) -> Bool {
        // As it is, it shows what the masks hide, and nothing of what is laid over it.
        guard !key.isMasked, !key.isCaptioned else { return false }
        return switch (key.picture, track) {
        case (.original, _), (.h264, .h264), (.jpeg, .jpeg): true
        default: false
        }
    }

    private static func picture(
        _ track: TrackFormat,
        _ key: DerivedKey,
        _ options: DerivedOptions
    ) -> SessionTrack? {
        let output: DecodeOutputSetup =
            key.picture == .jpeg ? jpeg(track, options) : .h264(h264(track, height: options.height))
        return DecodeSetup(track, masks: key.masks, outputs: [output]).map { .pictures($0) }
    }

    private static func jpeg(_ track: TrackFormat, _ options: DerivedOptions) -> DecodeOutputSetup {
        var width = 0
        if let size = track.pictureSize, size.height > options.jpegHeight {
            width = max(16, size.width * options.jpegHeight / size.height)
        }
        return .jpeg(width: UInt16(clamping: width), quality: UInt8(min(max(options.jpegQuality, 1), 100)))
    }

    /// Pictures a second, by the format's word, or else as cameras usually send them.
    private static func pictureRate(_ track: TrackFormat) -> Int {
        min(max(Int(Int64(track.timescale) / max(1, track.usualDuration)), 1), 60)
    }

    private static func h264(_ track: TrackFormat, height: Int) -> H264OutputSetup {
        let sides = H264OutputSetup.sides
        let largest = PictureSize(width: min(height * 16 / 9, sides.upperBound), height: min(height, sides.upperBound))
        let rate = pictureRate(track)
        let size = track.pictureSize ?? largest
        let pixels = min(size.width * size.height, largest.width * largest.height)
        // A seventh of a bit for each pixel: what moves a lot looks well enough with it.
        let bits = min(max(pixels * rate / 7, 500_000), 16_000_000)
        return H264OutputSetup(largest: largest, bitRate: UInt32(bits), pictureRate: UInt8(rate))
    }

    private static func sound(_ track: TrackFormat) -> SessionTrack? {
        aac(of: track).flatMap { SoundSetup(track, output: $0) }.map { .sound($0) }
    }

    /// How sound becomes AAC; nil of what cannot.
    static func aac(of track: TrackFormat) -> AACOutputSetup? {
        guard let sound = track.codec.sound, sound.sampleRate > 0, sound.channels > 0 else { return nil }
        // Telephone sound has 8 kHz, at which encoders of AAC sound worse than it does; players know 16 better, too.
        let wanted = min(max(sound.sampleRate, 16_000), 48_000)
        let rate = AACFormat.sampleRates.map(Int.init).filter { $0 >= wanted && $0 <= 48_000 }.min() ?? 48_000
        let channels = min(sound.channels, 2)
        let bits = channels * (rate <= 16_000 ? 32_000 : 64_000)
        return AACOutputSetup(sampleRate: UInt32(rate), channels: UInt8(channels), bitRate: UInt32(bits))
    }
}

extension TrackFormat {
    var isAAC: Bool { if case .aac = self { true } else { false } }
}
