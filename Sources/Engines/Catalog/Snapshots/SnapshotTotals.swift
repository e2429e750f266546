/// What there is of a camera's snapshots on one volume.
package struct SnapshotTotals: Hashable, Sendable {
    package let camera: CameraID
    package let volume: String
    package var snapshots: Int
    package var bytes: Int64
    /// Of these, what nobody but a person may delete.
    package var protectedSnapshots: Int
    package var protectedBytes: Int64

    package init(
        camera: CameraID,
        volume: String,
        snapshots: Int,
        bytes: Int64,
        protectedSnapshots: Int = 0,
        protectedBytes: Int64 = 0
    ) {
        self.camera = camera
        self.volume = volume
        self.snapshots = snapshots
        self.bytes = bytes
        self.protectedSnapshots = protectedSnapshots
        self.protectedBytes = protectedBytes
    }
}
