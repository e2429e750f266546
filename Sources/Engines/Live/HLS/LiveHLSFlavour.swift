import MPEGTS
package import Media

/// The container of the segments of a live stream.
package enum LiveHLSFlavour: String, Hashable, Sendable, CaseIterable {
    case transportStream = "ts"
    case fragmentedMP4 = "fmp4"

    /// Whether segments can have such a track. MJPEG and G.711 no player takes from HLS.
    package func carries(_ track: TrackFormat) -> Bool {
        switch self {
        case .transportStream: TransportMuxer.carries(track)
        case .fragmentedMP4:
            switch track {
            case .h264, .h265, .aac, .opus: true
            case .jpeg, .g711: false
            }
        }
    }

    /// The container that the most players play a stream from: transport streams for H.264 with AAC or without sound, else
    /// fragmented MP4; nil where neither carries the picture, or the sound of a stream that has no picture.
    package static func usual(for format: StreamFormat) -> LiveHLSFlavour? {
        guard let lead = format.tracks.first(where: { $0.kind == .video }) ?? format.tracks.first else { return nil }
        guard fragmentedMP4.carries(lead) else { return nil }
        let isOld = format.tracks.allSatisfy { track in
            switch track {
            case .h264, .aac, .g711: true
            case .h265, .opus, .jpeg: false
            }
        }
        // AAC of a kind that ADTS has no words for is left out there.
        let losesSound = format.tracks.contains { fragmentedMP4.carries($0) && !transportStream.carries($0) }
        return isOld && !losesSound ? .transportStream : .fragmentedMP4
    }

    /// Whether a stream can be served so: its picture, or the sound of one that has none.
    package func serves(_ format: StreamFormat) -> Bool {
        let video = format.tracks.filter { $0.kind == .video }
        return (video.isEmpty ? format.tracks : video).contains(where: carries)
    }

    var segmentType: String { self == .transportStream ? "video/mp2t" : "video/mp4" }
}
