import HTTPServing
package import NVR

/// The permission that an endpoint needs. Every endpoint declares one; there is no other way to make one.
package enum Access: Hashable, Sendable {
    /// Open to everyone, on purpose.
    case everyone
    /// The same, and it is looked at who comes: a session that has ended is nobody's.
    case whoever
    /// With the recorder as a whole, or with what is one's own.
    case may(Action)
    /// With the camera whose id is this parameter of the path.
    case camera(Action, parameter: String)
    /// With things that belong to cameras, which only the domain knows: what somebody may not see is left out of a list,
    /// and not found alone. Nobody in particular is refused.
    case objects(Action)

    /// Whether nobody is refused.
    var isOpen: Bool { self == .everyone || self == .whoever }

    /// The largest body of JSON that is read, in bytes, and where it is counted while it comes in.
    var body: (limit: Int, room: BodyRoom) {
        isOpen ? (JSONBody.strangersLimit, .strangers) : (JSONBody.limit, .known)
    }

    /// As documents and tables spell it.
    package var text: String {
        switch self {
        case .everyone, .whoever: "everyone"
        case .may(let action): action.rawValue
        case .camera(let action, _): "\(action.rawValue) on the camera"
        case .objects(let action): "\(action.rawValue) on its camera"
        }
    }
}
