package import Media

/// Which events are wanted as marks on a time line: those that begin in `from..<to`.
package struct EventMarkQuery: Hashable, Sendable {
    /// No camera twice.
    package var cameras: [CameraID]
    package var from: WallTime
    package var to: WallTime
    /// Events that are no further apart may be one mark.
    package var resolution: Duration

    package init(cameras: [CameraID], from: WallTime, to: WallTime, resolution: Duration) {
        self.cameras = cameras
        self.from = from
        self.to = to
        self.resolution = resolution
    }
}
