/// A volume that was found where it should be.
package struct OpenedVolume: Sendable {
    package var store: any MediaStore
    /// Another one where it was mounted anew since.
    package var place: FilePlace
    package var isReadOnly: Bool
    /// Tries whether it can be written to; throws where it cannot. Blocks.
    package var probe: @Sendable () throws(StorageError) -> Void

    package init(
        store: any MediaStore,
        place: FilePlace,
        isReadOnly: Bool = false,
        probe: @escaping @Sendable () throws(StorageError) -> Void = {}
    ) {
        self.store = store
        self.place = place
        self.isReadOnly = isReadOnly
        self.probe = probe
    }

    package init(_ disk: LocalDisk) throws(StorageError) {
        do {
            place = try disk.root.place()
            isReadOnly = try disk.root.isOnReadOnlySystem()
        } catch {
            throw StorageError(error.number, at: disk.path)
        }
        store = disk
        probe = { () throws(StorageError) in try disk.probe() }
    }
}
