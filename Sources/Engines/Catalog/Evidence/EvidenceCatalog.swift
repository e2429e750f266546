/// The evidence chains of the cameras: signed entries that are only ever appended, and notes of what still has to become
/// one.
///
/// An entry is made of a recording some time after it has ended, and until it stands here nothing depends on it. What a
/// recording with entries loses (it is deleted, its file is cut) is noted in the transaction that loses it, whoever asked for
/// that: so whenever the program is killed, the note is there, and becomes an entry later.
package protocol EvidenceCatalog: Sendable {
    /// The newest entry of a camera's chain; nil where it has none.
    func lastEvidence(of camera: CameraID) async throws(CatalogError) -> EvidenceRecord?

    /// Appends an entry, if its number is the next one.
    ///
    /// - Parameters:
    ///   - row: the recording that was read for it; nil where none was. It must still be as it was, and without an entry
    ///     unless a note is settled.
    ///   - note: that becomes this entry, and goes; nil for none. It must be there.
    /// - Returns: false, and nothing has been changed, where one of that is not so.
    func appendEvidence(
        _ entry: EvidenceRecord,
        of row: SegmentRecord?,
        settling note: EvidenceNote?
    ) async throws(CatalogError) -> Bool

    func evidence(_ query: EvidenceQuery) async throws(CatalogError) -> [EvidenceRecord]

    /// The entries about what a recording holds: its own, and those of recordings that were joined to it; by number.
    func evidence(heldBy id: RecordingID) async throws(CatalogError) -> [EvidenceRecord]

    /// Recordings of a stream that have ended and of which there is no entry, by start; none with pauses, since what an entry is
    /// about goes on by the camera's clock.
    func unsealedSegments(
        of camera: CameraID,
        _ stream: StreamKind,
        after cursor: SegmentCursor?,
        limit: Int
    ) async throws(CatalogError) -> [SegmentRecord]

    /// What has not become an entry yet, the oldest first.
    func evidenceNotes(limit: Int) async throws(CatalogError) -> [EvidenceNote]
}

/// Why a recording is deleted, as it is told in the evidence chain. The raw values are kept in catalogues.
package enum RemovalReason: String, Hashable, Sendable {
    /// Its time had come, or its room was needed.
    case retention
    /// Somebody wanted it.
    case person
    /// Its file was gone, or had nothing to show.
    case file
    /// The volume that it lay on was given up.
    case volume
}
