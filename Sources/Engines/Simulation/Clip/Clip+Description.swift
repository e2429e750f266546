import Media
import RTP
package import SDP

extension Clip {
    /// What a camera that plays this clip says that it sends.
    package var sessionDescription: SessionDescription {
        SessionDescription(name: "Nightjar simulated camera", tool: "Nightjar", media: tracks.map(Self.describe))
    }

    private static func describe(_ track: ClipTrack) -> MediaDescription {
        let payload = RTPPayloadDescription(track.format)
        var section = MediaDescription(kind: track.format.kind.rawValue, payloadTypes: [track.payloadType])
        section.rtpMaps[track.payloadType] = RTPMap(
            encoding: payload.encodingName,
            clockRate: payload.clockRate,
            channels: payload.channels ?? 1
        )
        var parameters: [String: String] = [:]
        for field in (payload.formatParameters ?? "")[...].fields(separatedBy: ";") {
            let (name, value) = field.cut(at: "=")
            parameters[name.lowercased()] = String(value ?? "")
        }
        if !parameters.isEmpty { section.parameters[track.payloadType] = parameters }
        return section
    }
}
