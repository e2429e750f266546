package import Media

/// Something that has changed, as those are told who watch. It says where to look, not what is there: whoever may not
/// see the object learns nothing from it but its name.
package struct Change: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case created
        /// What people can set of it is another.
        case changed
        case deleted
        /// How it stands is another. Of several of one object only the last is remembered.
        case state
    }

    /// Rises with each change, over restarts too.
    package let sequence: UInt64
    package let time: WallTime
    package let kind: Kind
    /// What sort of thing it is: "camera", "recording", "job".
    package let object: String
    /// Which one; empty where there is only one, as of the settings.
    package let id: String
}

/// What a subscriber gets.
package enum ChangeEvent: Hashable, Sendable {
    case change(Change)
    /// Changes up to this number are gone without being read: whoever shows things has to load them anew.
    case missed(through: UInt64)

    /// The number to go on after.
    package var sequence: UInt64 {
        switch self {
        case .change(let change): change.sequence
        case .missed(let sequence): sequence
        }
    }
}
