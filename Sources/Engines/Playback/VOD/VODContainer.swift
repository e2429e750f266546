import MPEGTS
import Media

/// The container of the segments of a recorded stream, as HLS has them.
package enum VODContainer: String, Hashable, Sendable, CaseIterable {
    case transportStream = "ts"
    case fragmentedMP4 = "fmp4"

    /// Whether segments can have such a track. MJPEG and G.711 no player takes from HLS.
    func carries(_ track: TrackFormat) -> Bool {
        switch self {
        case .transportStream: TransportMuxer.carries(track)
        case .fragmentedMP4:
            switch track {
            case .h264, .h265, .aac, .opus: true
            case .jpeg, .g711: false
            }
        }
    }

    /// Whether anything can be shown: the picture, or the sound of a stream without one.
    func serves(_ tracks: [TrackFormat]) -> Bool { tracks.first.map(carries) ?? false }

    package var segmentType: String { self == .transportStream ? "video/mp2t" : "video/mp4" }
    var fileExtension: String { self == .transportStream ? "ts" : "m4s" }
}
