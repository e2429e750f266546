package import Storage

/// A volume on which recordings are kept, for the one who deletes them.
package struct KeptVolume: Sendable {
    /// Bytes of the disk that it lies on.
    package struct Room: Hashable, Sendable {
        package var total: Int64
        /// Those that recordings may take.
        package var free: Int64

        package init(total: Int64, free: Int64) {
            self.total = total
            self.free = free
        }
    }

    /// As rows name it.
    package let name: String
    /// Nil where it is not there.
    package var store: (any MediaStore)?
    /// Nil where that cannot be told. Blocks.
    package var room: @Sendable () -> Room?
    /// Whether there was no room for a whole file when the last was begun: recordings must go at once.
    package var isShort: @Sendable () -> Bool

    package init(
        name: String,
        store: (any MediaStore)?,
        room: @escaping @Sendable () -> Room?,
        isShort: @escaping @Sendable () -> Bool = { false }
    ) {
        self.name = name
        self.store = store
        self.room = room
        self.isShort = isShort
    }
}
