package import Media

/// Which entries of a chain are wanted, by number. All members narrow the choice.
package struct EvidenceQuery: Hashable, Sendable {
    package var camera: CameraID
    /// Those whose recording begins before this, and ends after that.
    package var from: WallTime?
    package var to: WallTime?
    package var stream: StreamKind?
    /// Those after this number, or before it where the newest come first.
    package var after: Int64?
    package var isNewestFirst: Bool
    package var limit: Int

    package init(
        camera: CameraID,
        from: WallTime? = nil,
        to: WallTime? = nil,
        stream: StreamKind? = nil,
        after: Int64? = nil,
        isNewestFirst: Bool = false,
        limit: Int
    ) {
        self.camera = camera
        self.from = from
        self.to = to
        self.stream = stream
        self.after = after
        self.isNewestFirst = isNewestFirst
        self.limit = limit
    }
}
