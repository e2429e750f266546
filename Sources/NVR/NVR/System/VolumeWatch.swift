import Glibc
import Machine
import Storage

/// Looks at the disks. However many ask, one thread at most waits for a disk that does not answer.
actor VolumeWatch {
    /// A folder whose file system counts.
    struct Place: Hashable, Sendable {
        var name: String
        var path: String
    }

    struct Reading: Hashable, Sendable {
        /// Without those that are not there.
        var disks: [ServerInfo.Disk] = []
        /// Bytes of the catalogue with its write-ahead log.
        var catalogueBytes: Int64?
    }

    private let places: @Sendable () -> [Place]
    private let catalogue: String?
    private let threads: DiskThreads
    private var pending: Task<Reading, Never>?

    init(_ places: @escaping @Sendable () -> [Place], catalogue: String?, threads: DiskThreads) {
        self.places = places
        self.catalogue = catalogue
        self.threads = threads
    }

    func reading() async -> Reading {
        if let pending { return await pending.value }
        let task = Task { [places, catalogue, threads] in
            await threads.run { Self.read(places(), catalogue) }
        }
        pending = task
        defer { pending = nil }
        return await task.value
    }

    private static func read(_ places: [Place], _ catalogue: String?) -> Reading {
        var reading = Reading()
        reading.disks = places.compactMap { place in
            DiskReading(path: place.path).map { ServerInfo.Disk(place.name, $0) }
        }
        if let catalogue, let size = size(of: catalogue) {
            reading.catalogueBytes = size + (self.size(of: catalogue + "-wal") ?? 0)
        }
        return reading
    }

    private static func size(of path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }
}

extension ServerInfo.Disk {
    init(_ name: String, _ reading: DiskReading) {
        self.init(
            name: name,
            total: reading.size,
            used: reading.used,
            free: reading.available,
            fileSystem: reading.mount?.fileSystem,
            isReadOnly: reading.isReadOnly
        )
    }
}
