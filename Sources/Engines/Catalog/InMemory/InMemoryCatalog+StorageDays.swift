package import Media

/// What came and went, as the triggers of the catalogue on disk count it.
struct InMemoryStorage {
    struct Place: Hashable {
        var camera: CameraID
        var stream: StreamKind
        var volume: String
    }

    struct DayPlace: Hashable {
        var day: WallTime
        var place: Place
    }

    struct Sum {
        var written: Int64 = 0
        var deleted: Int64 = 0
        var held: Int64 = 0
    }

    /// Not noted yet.
    var pending: [Place: Sum] = [:]
    var days: [DayPlace: Sum] = [:]

    /// So much more is there of a recording, or less.
    mutating func count(_ segment: SegmentRecord, bytes: Int64) {
        let place = Place(camera: segment.camera, stream: segment.stream, volume: segment.volume)
        if bytes > 0 { pending[place, default: Sum()].written += bytes }
        if bytes < 0 { pending[place, default: Sum()].deleted -= bytes }
    }
}

extension InMemoryCatalog {
    package func noteStorage(on day: WallTime, forgettingBefore oldest: WallTime) async throws(CatalogError) {
        try write { state in
            state.storage.days = state.storageWithPending(of: day).filter { $0.key.day >= oldest }
            state.storage.pending = [:]
        }
    }

    package func storageDays(
        from: WallTime,
        to: WallTime,
        today: WallTime
    ) async throws(CatalogError) -> [StorageDay] {
        try read { state in
            let found = state.storageWithPending(of: today).filter { $0.key.day >= from && $0.key.day < to }
            return found.map { key, sum in
                StorageDay(
                    day: key.day,
                    camera: key.place.camera,
                    stream: key.place.stream,
                    volume: key.place.volume,
                    written: sum.written,
                    deleted: sum.deleted,
                    held: sum.held
                )
            }.sorted { $0.order < $1.order }
        }
    }

    package func segmentCounts(in stretches: [Range<WallTime>]) async throws(CatalogError) -> [[CameraID: Int]] {
        try read { state in
            stretches.map { stretch in
                state.segments.values.filter { stretch.contains($0.start) }.reduce(into: [:]) { counts, segment in
                    counts[segment.camera, default: 0] += 1
                }
            }
        }
    }
}

extension InMemoryCatalog.State {
    fileprivate func storageWithPending(of day: WallTime) -> [InMemoryStorage.DayPlace: InMemoryStorage.Sum] {
        var held: [InMemoryStorage.Place: Int64] = [:]
        for segment in segments.values {
            let place = InMemoryStorage.Place(
                camera: segment.camera,
                stream: segment.stream,
                volume: segment.volume
            )
            held[place, default: 0] += segment.bytes
        }
        var days = storage.days
        for place in Set(held.keys).union(storage.pending.keys) {
            let pending = storage.pending[place] ?? InMemoryStorage.Sum()
            let key = InMemoryStorage.DayPlace(day: day, place: place)
            days[key, default: InMemoryStorage.Sum()].written += pending.written
            days[key, default: InMemoryStorage.Sum()].deleted += pending.deleted
            days[key, default: InMemoryStorage.Sum()].held = held[place] ?? 0
        }
        return days
    }
}

extension StorageDay {
    fileprivate var order: (WallTime, CameraID, String, String) { (day, camera, stream.rawValue, volume) }
}
