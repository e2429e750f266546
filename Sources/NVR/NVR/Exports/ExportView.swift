package import Media

/// An export as people see it.
package struct ExportView: Hashable, Sendable {
    package var id: String
    package var form: String
    package var stream: String
    package var cameras: [String]
    package var from: WallTime
    package var to: WallTime
    /// Whether pictures were encoded anew, with the time of day in them.
    package var isBurnedIn: Bool
    package var reason: String?
    /// By name.
    package var requester: String
    package var requestedAt: WallTime
    package var createdAt: WallTime
    /// Recordings in it.
    package var files: Int
    /// Times that were asked for and are not in the recordings.
    package var gaps: Int
    /// Recordings that could not be taken along.
    package var missing: Int
    package var bytes: Int64
    /// When it is deleted; nil where that is up to people.
    package var expiresAt: WallTime?
    package var fingerprint: String

    init(_ record: ExportRecord, days: Int) {
        id = ExportID(number: record.id).text
        form = record.form
        stream = record.stream
        cameras = record.cameras
        from = WallTime(nanoseconds: record.from)
        to = WallTime(nanoseconds: record.to)
        isBurnedIn = record.isBurnedIn ?? false
        reason = record.reason
        requester = record.requester
        requestedAt = WallTime(nanoseconds: record.requestedAt)
        createdAt = WallTime(nanoseconds: record.createdAt)
        files = record.files
        gaps = record.gaps
        missing = record.missing
        bytes = record.bytes
        expiresAt = record.expiry(days: days)
        fingerprint = record.fingerprint
    }
}

/// The key by which people know the exports of this recorder.
package struct SigningKeyView: Hashable, Sendable {
    package var pem: String
    /// SHA-256 of it, in hexadecimal digits.
    package var fingerprint: String
}
