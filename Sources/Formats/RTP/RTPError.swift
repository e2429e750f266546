/// Why a packet or a session description's parameters could not be used. A bad packet costs that packet, never the
/// session.
package enum RTPError: Error, Hashable {
    /// The packet ends before what it announces.
    case truncated
    /// The first two bits are not 2: not RTP or RTCP at all.
    case version(UInt8)
    case malformed(String)
    /// Valid, but nothing that is recorded here; the text names it.
    case unsupported(String)
}

extension RTPError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated: "the packet is cut short"
        case .version(let version): "the packet says RTP version \(version), not 2"
        case .malformed(let what): "the camera sent \(what)"
        case .unsupported(let what):
            "the camera offers \(what), which is not supported; choose another codec in its settings"
        }
    }
}
