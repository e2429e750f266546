/// What a decoder must know before the first access unit of a track. One case per codec; each codec's file has a type
/// with the same members (``CodecFormat``).
package enum TrackFormat: Hashable, Sendable {
    case h264(H264Format)
    case aac(AACFormat)
    case g711(G711Format)

    package var codec: any CodecFormat {
        switch self {
        case .h264(let format): format
        case .aac(let format): format
        case .g711(let format): format
        }
    }

    package var kind: MediaKind { codec.kind }
    package var timescale: UInt32 { codec.timescale }

    /// Width and height in pixels as shown, of video.
    package var pictureSize: PictureSize? {
        switch self {
        case .h264(let format): format.pictureSize
        case .aac, .g711: nil
        }
    }
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

/// The members that every codec's format has.
package protocol CodecFormat: Hashable, Sendable {
    var kind: MediaKind { get }
    /// The codec's name as people write it: "H.264", "AAC".
    var name: String { get }
    /// RFC 6381 codecs parameter, as Media Source Extensions want it: "avc1.64001f", "mp4a.40.2".
    var codecString: String { get }
    /// Ticks per second of the track's time line; the RTP clock rate.
    var timescale: UInt32 { get }
}

/// The tracks of one stream of a camera (main or sub): at most one of video, then at most one of audio.
/// `AccessUnit.track` is an index into `tracks`.
package struct StreamFormat: Hashable, Sendable {
    package var tracks: [TrackFormat]

    package init(tracks: [TrackFormat]) { self.tracks = tracks }

    package var videoTrack: Int? { tracks.firstIndex { $0.kind == .video } }
    package var audioTrack: Int? { tracks.firstIndex { $0.kind == .audio } }
}
