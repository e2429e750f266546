import RTP
import SDP

/// Which media of a camera's description are taken: its first video that we can record, and its first such sound.
struct TrackChoice {
    struct Track {
        var media: Int
        var depacketizer: Depacketizer
        var clockRate: UInt32
    }

    /// Video first; empty if there is nothing to record.
    let tracks: [Track]
    let hasVideo: Bool
    /// Codings of video that the camera offers and we cannot take, for the message.
    let unknownVideo: [String]

    init(_ description: SessionDescription, takesAudio: Bool) {
        var unknown: [String] = []
        let video = Self.first("video", of: description, unknown: &unknown)
        var ignored: [String] = []
        let audio = takesAudio ? Self.first("audio", of: description, unknown: &ignored) : nil
        tracks = [video, audio].compactMap(\.self)
        hasVideo = video != nil
        unknownVideo = unknown
    }

    private static func first(_ kind: String, of description: SessionDescription, unknown: inout [String]) -> Track? {
        for (index, media) in description.media.enumerated()
        where media.kind == kind && media.isRTP && media.direction != .inactive {
            // `sendonly` sound is the way to the camera's loudspeaker (ONVIF Streaming Specification §5.3).
            if kind == "audio", media.direction == .sendonly { continue }
            for type in media.payloadTypes {
                guard let map = media.rtpMap(for: type) else { continue }
                let made = try? Depacketizer.make(
                    encoding: map.encoding,
                    clockRate: map.clockRate,
                    channels: map.channels,
                    parameters: media.formatParameters(for: type)
                )
                if let made { return Track(media: index, depacketizer: made, clockRate: map.clockRate) }
                unknown.append(map.encoding)
            }
        }
        return nil
    }
}
