package import Catalog
package import Media

/// What there is, at one time, as far as it matters for what has to go.
package struct RetentionState: Hashable, Sendable {
    /// One stream on one volume.
    package struct Lot: Hashable, Sendable {
        package var camera: CameraID
        package var stream: StreamKind
        package var volume: String
        /// Of all its recordings there, also those that nobody deletes.
        package var bytes: Int64
        /// What will have come until the next look.
        package var incoming: Int64

        package init(camera: CameraID, stream: StreamKind, volume: String, bytes: Int64, incoming: Int64 = 0) {
            self.camera = camera
            self.stream = stream
            self.volume = volume
            self.bytes = bytes
            self.incoming = incoming
        }
    }

    package struct Volume: Hashable, Sendable {
        /// Bytes; nil where it cannot be told, and so nothing is deleted because of it.
        package var free: Int64?
        /// Nothing is deleted there: it is not mounted, or cannot be written to.
        package var isLocked: Bool
        /// Recordings that end after this are not deleted to free the volume: where something else fills it, to give up
        /// what was just recorded would help nobody. Nil: none is spared.
        package var spared: WallTime?
        /// Bytes of kept snapshots there: they count for its limit, and do not go for it.
        package var snapshots: Int64

        package init(free: Int64? = nil, isLocked: Bool = false, spared: WallTime? = nil, snapshots: Int64 = 0) {
            self.free = free
            self.isLocked = isLocked
            self.spared = spared
            self.snapshots = snapshots
        }
    }

    package var now: WallTime
    /// Until then it is planned: `now` for what is due, later for what will be.
    package var horizon: WallTime
    package var lots: [Lot]
    package var volumes: [String: Volume]

    package init(now: WallTime, horizon: WallTime? = nil, lots: [Lot], volumes: [String: Volume]) {
        self.now = now
        self.horizon = max(now, horizon ?? now)
        self.lots = lots
        self.volumes = volumes
    }
}
