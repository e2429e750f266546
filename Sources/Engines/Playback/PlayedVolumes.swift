package import Storage

/// The volumes that recordings are read from, by the names that rows have, and the threads that read each.
package struct PlayedVolumes: Sendable {
    private let store: @Sendable (String) -> (any MediaStore)?
    private let readers: @Sendable (String) -> DiskThreads
    /// Those of the default volume.
    let shared: DiskThreads

    /// Those of a registry, as they are when something is opened.
    package init(_ registry: VolumeRegistry) {
        store = { registry.store(of: $0) }
        readers = { registry.lane(of: $0).readers }
        shared = registry.lane(of: registry.defaultName).readers
    }

    /// Always the same.
    package init(_ volumes: [String: any MediaStore], _ threads: DiskThreads) {
        store = { volumes[$0] }
        readers = { _ in threads }
        shared = threads
    }

    /// Nil for one that is not there.
    package subscript(name: String) -> (any MediaStore)? { store(name) }

    /// Those that read this volume.
    package func threads(of name: String) -> DiskThreads { readers(name) }
}
