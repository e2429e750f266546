/// What a decoder must know before the first access unit of a track. One case per codec; each codec's file has a type
/// with the same members (``CodecFormat``).
package enum TrackFormat: Hashable, Sendable {
    case h264(H264Format)
    case h265(H265Format)
    case jpeg(JPEGFormat)
    case aac(AACFormat)
    case opus(OpusFormat)
    case g711(G711Format)

    package var codec: any CodecFormat {
        switch self {
        case .h264(let format): format
        case .h265(let format): format
        case .jpeg(let format): format
        case .aac(let format): format
        case .opus(let format): format
        case .g711(let format): format
        }
    }

    package var kind: MediaKind { codec.kind }
    package var timescale: UInt32 { codec.timescale }

    /// Width and height in pixels as shown, of video.
    package var pictureSize: PictureSize? { codec.pictureSize }
    /// Width to height of one sample of the picture: what the stream says, or else what its size is known to mean; nil
    /// where samples are square.
    package var sampleAspectRatio: PictureSize? {
        codec.sampleAspectRatio ?? pictureSize.flatMap(AnamorphicSizes.sampleAspectRatio)
    }
    /// Whether a decoder can start at every access unit.
    package var isAlwaysKey: Bool {
        switch self {
        case .h264, .h265: false
        case .jpeg, .aac, .opus, .g711: true
        }
    }
    /// How long an access unit lasts by the format's own word, in ticks; a guess for video that does not say.
    package var usualDuration: Int64 { codec.usualDuration }
}

package enum MediaKind: String, Hashable, Sendable { case video, audio }

package struct PictureSize: Hashable, Sendable {
    package var width: Int
    package var height: Int
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

package struct SoundLayout: Hashable, Sendable {
    /// Samples per second.
    package var sampleRate: Int
    package var channels: Int
    package init(sampleRate: Int, channels: Int) {
        self.sampleRate = sampleRate
        self.channels = channels
    }
}

/// The members that every codec's format has.
package protocol CodecFormat: Hashable, Sendable {
    var kind: MediaKind { get }
    /// The codec's name as people write it: "H.264", "AAC".
    var name: String { get }
    /// RFC 6381 codecs parameter, as Media Source Extensions want it: "avc1.64001f", "mp4a.40.2".
    var codecString: String { get }
    /// Ticks per second of the track's time line; the RTP clock rate.
    var timescale: UInt32 { get }
    /// Width and height in pixels as shown; nil of audio.
    var pictureSize: PictureSize? { get }
    /// Width to height of one sample of the picture; nil where they are square or nobody said.
    var sampleAspectRatio: PictureSize? { get }
    /// The most pictures that are decoded before one that is shown earlier; nil where the format does not say.
    var reorderDepth: Int? { get }
    /// Channels and samples per second, of audio.
    var sound: SoundLayout? { get }
    /// How long an access unit lasts by the format's own word, in ticks of ``timescale``; a guess where it does not say.
    var usualDuration: Int64 { get }
}

extension CodecFormat {
    package var pictureSize: PictureSize? { nil }
    package var sampleAspectRatio: PictureSize? { nil }
    package var reorderDepth: Int? { 0 }
    package var sound: SoundLayout? { nil }
}

/// The tracks of one stream of a camera (main or sub): at most one of video, then at most one of audio.
/// `AccessUnit.track` is an index into `tracks`.
package struct StreamFormat: Hashable, Sendable {
    package var tracks: [TrackFormat]

    package init(tracks: [TrackFormat]) { self.tracks = tracks }

    package var videoTrack: Int? { tracks.firstIndex { $0.kind == .video } }
}
