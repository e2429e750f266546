/// What joins recordings, so that at every instant each picture is in exactly one of them.
///
/// A file that is to take the place of others is announced before it is made (``beginMerging(_:)``) and belongs to a
/// recording with the same transaction that ends the others (``merge(_:into:index:)``). Whenever the program is killed, a
/// file that is announced still is nobody's, and goes at the next start; one that is not is a recording's.
package protocol MergeCatalog: Sendable {
    /// Announces a file that is about to be made, in the place of another that was announced for the same recording.
    func beginMerging(_ file: FileRemoval) async throws(CatalogError)

    /// The files that are announced, by id.
    func announcedFiles() async throws(CatalogError) -> [FileRemoval]

    /// The files that were announced for these recordings are gone, or never were.
    func endMerging(_ ids: [RecordingID]) async throws(CatalogError)

    /// Joins recordings: the first gets the new file, and goes on under its id; the others go, and whoever asks for one of
    /// them finds the first (``holder(of:)``). The file is announced no more.
    ///
    /// - Parameters:
    ///   - members: two at least, as they were when their files were read. All of one stream and volume, complete; all
    ///     with entries in the evidence chain, which go on being about what they hold, or all without.
    ///   - merged: the first as it shall be: its end, its totals, its key, its pauses. Those with entries in the evidence
    ///     chain are not joined across a pause, because what an entry is about goes on by the camera's clock.
    ///   - index: the fragments of the new file.
    /// - Returns: the old files, which must go now; they stay among `pendingRemovals` until `removalsDone`. Nil, and nothing
    ///   has been changed, where one of the members is not as it was.
    func merge(_ members: [SegmentRecord], into merged: SegmentRecord, index: [UInt8]) async throws(CatalogError)
        -> [FileRemoval]?

    /// The recording that holds what another held before they were joined; nil where there is none.
    func holder(of id: RecordingID) async throws(CatalogError) -> RecordingID?

    /// Deletes recordings that are still as they were when they were chosen: one that others have been joined to since is
    /// another.
    ///
    /// - Returns: as `deleteSegments`.
    func deleteUnchanged(
        _ rows: [SegmentRecord],
        includingProtected: Bool,
        because reason: RemovalReason
    ) async throws(CatalogError) -> [FileRemoval]
}

extension Catalog {
    /// Because somebody wants it.
    package func deleteSegments(
        _ ids: [RecordingID],
        includingProtected: Bool
    ) async throws(CatalogError) -> [FileRemoval] {
        try await deleteSegments(ids, includingProtected: includingProtected, because: .person)
    }

    /// Because somebody wants it.
    package func deleteUnchanged(
        _ rows: [SegmentRecord],
        includingProtected: Bool
    ) async throws(CatalogError) -> [FileRemoval] {
        try await deleteUnchanged(rows, includingProtected: includingProtected, because: .person)
    }

    /// The recording with this id, or the one that holds what it held.
    package func recording(_ id: RecordingID) async throws(CatalogError) -> SegmentRecord? {
        if let row = try await segment(id) { return row }
        guard let holder = try await holder(of: id) else { return nil }
        return try await segment(holder)
    }
}

extension SegmentRecord {
    /// Whether this is the same recording with the same content; how it is kept does not matter.
    func hasContent(of other: SegmentRecord) -> Bool {
        id == other.id && key == other.key && volume == other.volume && bytes == other.bytes && isOpen == other.isOpen
    }
}
