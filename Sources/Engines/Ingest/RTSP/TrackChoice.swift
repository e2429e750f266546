import RTP
import SDP

/// Which media of a camera's description are taken: its first video that we can record, and its first such sound.
struct TrackChoice {
    struct Track {
        var media: Int
        var depacketizer: Depacketizer
        var clockRate: UInt32
        /// What its packets may carry: the first is what is recorded, others are of the same coding.
        var payloadTypes: [UInt8]
    }

    /// Video first; empty if there is nothing to record.
    let tracks: [Track]
    let hasVideo: Bool
    /// Why the camera cannot be recorded, for a person; nil where it can.
    let refusal: String?
    /// What is left out of the recording, for a person.
    let remarks: [String]

    init(_ description: SessionDescription, takesAudio: Bool) {
        var refusals: (video: [String], audio: [String]) = ([], [])
        let video = Self.first("video", of: description, refusals: &refusals.video)
        let audio = takesAudio ? Self.first("audio", of: description, refusals: &refusals.audio) : nil
        tracks = [video, audio].compactMap(\.self)
        hasVideo = video != nil
        refusal = video == nil ? refusals.video.first : nil
        remarks = audio == nil ? Array(refusals.audio.prefix(1)) : []
    }

    private static let encrypted =
        "The camera encrypts its packets by itself (SRTP), which is not recorded: switch SRTP off in the camera; an address "
        + "with rtsps:// encrypts as well."

    private static func first(_ kind: String, of description: SessionDescription, refusals: inout [String]) -> Track? {
        for index in description.cameraMedia(kind: kind) {
            let media = description.media[index]
            guard !media.isEncrypted else {
                refusals.append(Self.encrypted)
                continue
            }
            for type in media.payloadTypes {
                guard let map = media.rtpMap(for: type) else { continue }
                let made = try? Depacketizer.make(
                    encoding: map.encoding,
                    clockRate: map.clockRate,
                    channels: map.channels,
                    parameters: media.formatParameters(for: type),
                    pictureSize: media.pictureSize
                )
                if let made {
                    // Not the map's: cameras announce Opus with the rate of their microphone.
                    return Track(media: index, depacketizer: made, clockRate: made.clockRate, payloadTypes: [type])
                }
                refusals.append(map.refusal(kind: kind))
            }
        }
        return nil
    }
}
