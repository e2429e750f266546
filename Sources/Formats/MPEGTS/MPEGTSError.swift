/// Why an access unit, or a whole stream, cannot be put into a transport stream. Nothing was written then.
package enum MPEGTSError: Error, Hashable, CustomStringConvertible {
    /// None of the stream's tracks can be carried; their codecs' names.
    case nothingToCarry([String])
    /// A segment begins with a key frame of the leading track, and this is none; or no segment has begun yet.
    case notAKeyFrame
    /// The lengths before the NAL units of a picture do not fit its payload.
    case damagedUnit
    /// An access unit of so many bytes, which is more than the codec's framing can say.
    case tooLarge(Int)

    package var description: String {
        switch self {
        case .nothingToCarry(let codecs):
            "An MPEG transport stream cannot carry \(codecs.isEmpty ? "nothing" : codecs.joined(separator: " and "))."
        case .notAKeyFrame: "A segment must begin with a key frame."
        case .damagedUnit: "A picture is damaged: the lengths of its NAL units do not fit."
        case .tooLarge(let bytes): "A block of sound of \(bytes) bytes is larger than its framing can say."
        }
    }
}
