import Media
import RTP
package import SDP

extension Clip {
    /// What a camera that plays this clip says that it sends.
    package var sessionDescription: SessionDescription { sessionDescription(with: OddityPlan()) }

    func sessionDescription(with plan: OddityPlan) -> SessionDescription {
        var description = SessionDescription(
            name: "Nightjar simulated camera",
            tool: plan.has(.staleSession) ? "LIVE555 Streaming Media v2013.04.08" : "Nightjar",
            media: tracks.map(Self.describe)
        )
        guard plan.has(.noParameterSetsInSDP) else { return description }
        for index in description.media.indices where tracks[index].format.kind == .video {
            for type in description.media[index].payloadTypes {
                let kept = description.media[index].parameters[type]?.filter { !$0.key.hasPrefix("sprop-") }
                description.media[index].parameters[type] = kept
            }
        }
        return description
    }

    private static func describe(_ track: ClipTrack) -> MediaDescription {
        let payload = RTPPayloadDescription(track.format, orderDifference: track.orderDifference)
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
