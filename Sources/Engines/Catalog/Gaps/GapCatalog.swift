package import Media

/// Which gaps are wanted; they are ordered by start, and by id where two start together.
package struct GapQuery: Hashable, Sendable {
    /// Nil for all cameras, deleted ones too.
    package var camera: CameraID?
    package var stream: StreamKind?
    /// Only gaps that overlap `from..<to`; nil leaves that side open.
    package var from: WallTime?
    package var to: WallTime?
    /// At most so many.
    package var limit: Int

    package init(
        camera: CameraID? = nil,
        stream: StreamKind? = nil,
        from: WallTime? = nil,
        to: WallTime? = nil,
        limit: Int
    ) {
        self.camera = camera
        self.stream = stream
        self.from = from
        self.to = to
        self.limit = limit
    }
}

/// The gaps. A recorder opens and closes them together with its segments: `SegmentCatalog.apply`.
package protocol GapCatalog: Sendable {
    /// Records a gap. Throws `conflict` where the id is in use, and `unknownCamera`.
    func openGap(_ gap: GapRecord) async throws(CatalogError)

    /// Ends a gap that lasts.
    /// - Returns: False where there is no such gap, or it has ended already.
    @discardableResult
    func closeGap(_ id: GapID, at end: WallTime) async throws(CatalogError) -> Bool

    func gaps(_ query: GapQuery) async throws(CatalogError) -> [GapRecord]

    /// The gaps that last, by start.
    func openGaps() async throws(CatalogError) -> [GapRecord]

    /// The first id from `time` on that no gap has. It is given to nobody else while the program runs.
    func nextFreeGapID(from time: WallTime) async throws(CatalogError) -> GapID
}
