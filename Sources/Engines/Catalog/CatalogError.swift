/// Why the catalogue could not do what it was asked; `message` is for a person to read.
package struct CatalogError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The camera, recording, gap, start, account or row of the audit log is not in the catalogue.
        case notFound
        /// The id or the name is in use already.
        case conflict
        /// The account has been changed meanwhile.
        case stale
        /// No enabled administrator would be left.
        case lastAdministrator
        /// The recording, gap, area or account names a camera that the catalogue does not have.
        case unknownCamera
        /// A newer program has written the file.
        case newerVersion
        /// An older program has written the file, and it was opened read-only, so that it cannot be brought up to date.
        case olderVersion
        /// The file is no database, or the database of something else.
        case notACatalogue
        /// The file is a damaged catalogue.
        case damaged
        /// There is no such file or folder, or no permission.
        case cannotOpen
        /// Another process records with this catalogue.
        case inUse
        /// A change was asked of a catalogue that was opened read-only.
        case readOnly
        case diskFull
        /// The task that asked was cancelled, and nothing has been changed.
        case cancelled
        /// The catalogue has been closed.
        case closed
        /// Anything else: an error of the disk or of the database.
        case failed
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// What may be said to whoever asks. ``message`` may name the place where the catalogue lies, or what the database was
    /// asked: it is for the console and the log.
    package var publicMessage: String {
        switch code {
        case .notFound, .conflict, .stale, .lastAdministrator, .unknownCamera: message
        case .diskFull: "The disk of the catalogue is full, so nothing can be written. Make room on it."
        case .inUse: "Another program keeps the catalogue locked. Try again; if it stays so, end that program."
        case .cancelled, .closed: "The recorder is stopping."
        case .newerVersion, .olderVersion, .notACatalogue, .damaged, .cannotOpen, .readOnly, .failed:
            "The catalogue cannot be used at this moment. The log of the recorder says why."
        }
    }
}

extension CatalogError {
    static func noCamera(_ id: CameraID) -> Self { Self(.notFound, "There is no camera with the id \(id).") }

    static func cameraExists(_ id: CameraID) -> Self {
        Self(.conflict, "There is, or was, a camera with the id \(id), and an id is never used again. Choose another.")
    }

    static func unknownCamera(_ id: CameraID, of what: String) -> Self {
        Self(.unknownCamera, "\(what) belongs to the camera \(id), which the catalogue does not have.")
    }

    static func noVolume(_ id: String) -> Self { Self(.notFound, "There is no volume with the id \(id).") }

    static func volumeExists(_ volume: VolumeRecord) -> Self {
        Self(
            .conflict,
            "There is a volume with the name \(volume.name), or there is or was one with the id \(volume.id). Choose another name."
        )
    }

    static func exists(_ what: String) -> Self { Self(.conflict, "The catalogue has \(what) already.") }

    static func noRecording(_ id: RecordingID) -> Self {
        Self(.notFound, "There is no recording with the id \(id); it may have been deleted.")
    }

    static func noSnapshot(_ id: SnapshotID) -> Self {
        Self(.notFound, "There is no snapshot with the id \(id); it may have been deleted.")
    }

    static func noEvent(_ id: CameraEventID) -> Self {
        Self(.notFound, "There is no event with the id \(id); it may have been deleted.")
    }

    static func noOpen(_ id: OpenID) -> Self {
        Self(.notFound, "The catalogue has no start of the program with the number \(id.number).")
    }

    static func noUser(_ id: UserID) -> Self {
        Self(.notFound, "There is no account with the number \(id); it may have been deleted.")
    }

    static func tooManyPreferences(_ limit: Int) -> Self {
        Self(.conflict, "An account keeps \(limit) preferences at most. Take one away first.")
    }

    static func usernameTaken(_ name: String) -> Self {
        Self(.conflict, "There is an account with the username \(name) already. Choose another.")
    }

    static let notTheFirstUser = Self(.conflict, "There is an account already, so this one would not be the first.")

    static func stale(_ what: String) -> Self {
        Self(.stale, "\(what) has been changed meanwhile. Look at it again and repeat the change.")
    }

    static let lastAdministrator = Self(
        .lastAdministrator,
        "This is the last enabled administrator, and without one nobody could look after the recorder. "
            + "Make another account an administrator first."
    )

    static func noAudit(_ sequence: Int64) -> Self {
        Self(.notFound, "The audit log has no row with the number \(sequence).")
    }

    static let noFreeID = Self(
        .failed,
        "There is no free id after this time: the clock shows a time beyond the year 2262."
    )
}
