/// How a volume stands. The raw values are told to clients: they never change.
package enum VolumeState: String, Hashable, Sendable, CaseIterable {
    /// It is there, it is the one that it was, and it can be written to.
    case ready
    /// It is back, and is brought in line with the catalogue before anything is written to it.
    case returning
    /// Its disk is not mounted, or its folder is gone.
    case missing
    /// Another volume, or something that Nightjar did not make, is in its place.
    case foreign
    case readOnly = "read-only"
    case full
    /// The disk reported an error, or does not answer.
    case failed

    /// Whether what lies on it can be read.
    var isReadable: Bool {
        switch self {
        case .ready, .returning, .readOnly, .full: true
        case .missing, .foreign, .failed: false
        }
    }

    /// Whether files can be taken away from it.
    var isDeletable: Bool { self == .ready || self == .full }

    /// Whether it is known again only once something could be written to it.
    var needsProbe: Bool { self == .full || self == .failed || self == .readOnly }
}

/// Why a volume cannot be used, for a person to read.
package struct VolumeFault: Error, Hashable, Sendable, CustomStringConvertible {
    package var state: VolumeState
    package var reason: String

    package init(_ state: VolumeState, _ reason: String) {
        self.state = state
        self.reason = reason
    }

    package var description: String { reason }

    /// What an error that came while a volume was used says of the volume itself; nil where it says nothing.
    package init?(_ error: StorageError) {
        switch error {
        case .full: self.init(.full, error.description)
        case .notWritable: self.init(.readOnly, error.description)
        // The folder of the volume is gone: what lies in it is made where it is missing.
        case .missing: self.init(.missing, error.description)
        case .wrongVolume: self.init(.foreign, error.description)
        case .io(let number, _) where number != 0: self.init(.failed, error.description)
        case .exists, .notAFile, .io: return nil
        }
    }
}

/// How a volume stands, since when and why.
package struct VolumeStatus: Hashable, Sendable {
    package var state: VolumeState
    /// Nil where all is well.
    package var reason: String?

    package init(_ state: VolumeState, reason: String? = nil) {
        self.state = state
        self.reason = reason
    }
}
