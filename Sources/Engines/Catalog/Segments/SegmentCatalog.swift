package import Media

/// The recordings.
package protocol SegmentCatalog: Sendable {
    /// Applies all changes, in their order, or none.
    ///
    /// A change of something that is not there does not fail the batch, since a person may delete what is being
    /// recorded.
    /// - Returns: The changes that found nothing to change: an advance of a recording that is gone or is closed
    ///   already, the end of a recording that is gone, the end of a gap that is gone or has ended.
    /// - Throws: `conflict` for a new recording or gap whose id is in use; `unknownCamera`.
    @discardableResult
    func apply(_ batch: [SegmentChange]) async throws(CatalogError) -> [SegmentChange]

    func segment(_ id: RecordingID) async throws(CatalogError) -> SegmentRecord?

    func segments(_ query: SegmentQuery) async throws(CatalogError) -> [SegmentRecord]

    /// The recordings that are being written, or were when the program died; by start.
    func openSegments() async throws(CatalogError) -> [SegmentRecord]

    /// The recording of the stream that starts last.
    func lastSegment(of camera: CameraID, _ stream: StreamKind) async throws(CatalogError) -> SegmentRecord?

    /// The fragment index that a recording was closed with.
    func fragmentIndex(of id: RecordingID) async throws(CatalogError) -> [UInt8]?

    /// The fragment indexes of those of these recordings that have one, in one reading.
    func fragmentIndexes(of ids: [RecordingID]) async throws(CatalogError) -> [RecordingID: [UInt8]]

    /// Guards a recording from retention, or no longer. Throws `notFound`.
    func setProtected(_ isProtected: Bool, _ id: RecordingID) async throws(CatalogError)

    /// Deletes recordings, and leaves protected ones alone unless told otherwise. Ids without a recording are passed
    /// over.
    ///
    /// - Parameter reason: what the evidence chain says of those that have entries.
    /// - Returns: The files that must go now; they stay among `pendingRemovals` until `removalsDone`.
    func deleteSegments(
        _ ids: [RecordingID],
        includingProtected: Bool,
        because reason: RemovalReason
    ) async throws(CatalogError) -> [FileRemoval]

    /// The files of deleted recordings that have not gone yet, by id.
    func pendingRemovals() async throws(CatalogError) -> [FileRemoval]

    /// The files of these recordings are gone.
    func removalsDone(_ ids: [RecordingID]) async throws(CatalogError)

    /// What is recorded of a stream in `from..<to`. Segments that are at most `tolerance` apart make one span.
    func coverage(
        of camera: CameraID,
        _ stream: StreamKind,
        from: WallTime,
        to: WallTime,
        joiningWithin tolerance: Duration
    ) async throws(CatalogError) -> Coverage

    /// What every stream that has recordings occupies, by camera and stream; those of deleted cameras too.
    func segmentTotals() async throws(CatalogError) -> [SegmentTotals]

    /// The first id from `time` on that no recording has. It is given to nobody else while the program runs.
    func nextFreeRecordingID(from time: WallTime) async throws(CatalogError) -> RecordingID
}
