package import Media

/// A volume as those see it who look after the recorder.
package struct VolumeView: Sendable {
    /// All words that ``state`` may be.
    package static let states = VolumeWords.states

    /// As recordings name it; never changes.
    package var id: String
    package var name: String
    package var path: String
    package var note: String
    /// The one in the data folder, which takes what no other can.
    package var isDefault: Bool
    package var state: String
    /// Why it is not ready.
    package var reason: String?
    package var limitBytes: Int64?
    /// Nil: what the recorder's own setting says.
    package var floorBytes: Int64?
    package var recordings: Int
    package var bytes: Int64
    package var protected: StorageSum
    /// Of the disk; nil where it is not there.
    package var totalBytes: Int64?
    package var freeBytes: Int64?
    /// The ids of cameras that chose it, for either stream.
    package var cameras: [String]
    package var createdAt: WallTime
}

/// A volume as someone wants it to be.
package struct VolumeDraft: Hashable, Sendable {
    package var name: String
    package var path: String
    package var note = ""
    /// Bytes that recordings and kept snapshots on it may take; nil for any number.
    package var limitBytes: Int64?
    /// Bytes of its disk that shall stay free; nil for what the recorder's own setting says.
    package var floorBytes: Int64?
    /// A folder that is a volume already, and that this recorder does not know, is taken over with what lies in it.
    package var adopts = false

    package init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}

/// What shall be different about a volume: a member that is nil stays as it is.
package struct VolumeChange: Hashable, Sendable {
    package var name: String?
    package var path: String?
    package var note: String?
    package var limitBytes: Int64??
    package var floorBytes: Int64??

    package init() {}

    /// The members that it names, as the API spells them.
    var members: [String] {
        let named: [(String, Bool)] = [
            ("name", name != nil), ("path", path != nil), ("description", note != nil),
            ("limit_bytes", limitBytes != nil), ("floor_bytes", floorBytes != nil),
        ]
        return named.filter(\.1).map(\.0)
    }
}

/// What becomes of the recordings on a volume that is removed.
package enum VolumeRecordings: String, CaseIterable, Hashable, Sendable {
    /// They stay, and can be played, as long as their rules say.
    case keep
    /// They go, but for those that are protected or being written.
    case delete
}
