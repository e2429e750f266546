import Catalog
import MP4
import Media
import Storage

/// Compares the catalogue with the disks. It changes nothing; it tells what it finds, one thing at a time, so that years
/// of recordings take no more memory than a day.
struct VolumeSurvey: Sendable {
    enum Scope: Hashable, Sendable {
        /// Recordings that are not ended, and everything from this day to the next.
        case days(ClosedRange<UTCDay>)
        case everything
    }

    typealias Handler = @Sendable (Finding) async throws(CatalogError) -> Void

    let catalog: any Catalog
    let node: String
    let volumes: [String: any MediaStore]
    let threads: DiskThreads
    /// Whether unknown files that were closed in good order are taken at their word, but for those of the newest day of
    /// each stream, which may not have been synced: months of recordings would take a day to read.
    var trustsClosed = false
    /// Recordings that somebody writes while this looks: they are none of its business.
    var spared: Set<RecordingID> = []
    /// Set where others record, delete and join recordings meanwhile.
    var live: LiveSurvey?

    private static let page = 1000
    private static let mostRemovals = 256
    /// Disks give a file a few blocks more than its length by themselves.
    private static let usualReserve: Int64 = 1 << 20

    /// - Parameter handle: may be called from several tasks at once.
    func run(_ scope: Scope, _ handle: @escaping Handler) async throws(CatalogError) {
        let handle = stillTrue(handle)
        try await surveyUnfinished(handle)
        let removals = try await catalog.pendingRemovals().filter { $0.node == node }
        // What is being made in the place of others is nobody's yet.
        let announced = try await catalog.announcedFiles().filter { $0.node == node }
        let cameras = try await catalog.cameras(includingDeleted: true)
        for (name, store) in volumes {
            let volume = Volume(name: name, store: store)
            // At a start not all of them, of which there may be very many: retention goes on with them while it records.
            let first = scope == .everything ? removals[...] : removals.prefix(Self.mostRemovals)
            try await surveyRemovals(first, volume, handle)
            let gone = Set((removals + announced).lazy.filter { $0.volume == name }.map(\.key))
            if scope == .everything { try await surveyTop(volume, cameras: Set(cameras.map(\.id)), handle) }
            let streams = cameras.flatMap { camera in StreamKind.allCases.map { (camera.id, $0) } }
            try await concurrently(streams) { (camera, kind) throws(CatalogError) in
                let stream = Stream(camera: camera, kind: kind, volume: volume, removed: gone)
                let days = try await days(of: stream, scope)
                let share = 1 / Double(streams.count * volumes.count)
                for day in days {
                    try await survey(stream, day, trustsClosed: trustsClosed && day != days.last, handle)
                    try live?.advance(by: share / Double(days.count))
                }
                if days.isEmpty { try live?.advance(by: share) }
            }
        }
    }

    struct Volume: Sendable {
        var name: String
        var store: any MediaStore
    }

    private struct Stream: Sendable {
        var camera: CameraID
        var kind: StreamKind
        var volume: Volume
        /// Keys of deleted recordings.
        var removed: Set<String>
    }

    // MARK: Rows

    private func surveyUnfinished(_ handle: @escaping Handler) async throws(CatalogError) {
        let rows = try await catalog.openSegments().filter {
            $0.node == node && volumes[$0.volume] != nil && !spared.contains($0.id)
        }
        try await concurrently(rows) { (row) throws(CatalogError) in
            guard let store = volumes[row.volume], let key = StorageKey(row.key) else { return }
            switch await truth(of: key, in: store, committed: row.bytes) {
            case .success(let truth): try await handle(.unfinished(row, truth))
            case .failure(.missing): try await handle(.missing(row))
            case .failure(let error): try await handle(.foreign(key, volume: row.volume, why: "\(error)"))
            }
        }
    }

    private func surveyRemovals(
        _ removals: ArraySlice<FileRemoval>,
        _ volume: Volume,
        _ handle: Handler
    ) async throws(CatalogError) {
        for removal in removals where removal.volume == volume.name { try await handle(.undeleted(removal)) }
    }

    /// The rows of this stream on this volume whose files lie in the folder of `day`.
    private func rows(of stream: Stream, _ day: UTCDay, in folder: StorageKey) async throws(CatalogError)
        -> [SegmentRecord]
    {
        let start = WallTime(nanoseconds: day.number * UTCDay.nanoseconds)
        let prefix = folder.text + "/"
        // A file goes by its id, which is its start, or a few nanoseconds later.
        let wanted = SegmentQuery(
            camera: stream.camera,
            stream: stream.kind,
            from: start + .seconds(-1),
            to: start + .seconds(86_400),
            limit: Self.page
        )
        var rows: [SegmentRecord] = []
        try await eachPage(wanted) { page in
            rows += page.filter { $0.volume == stream.volume.name && $0.node == node && $0.key.hasPrefix(prefix) }
        }
        return rows
    }

    private func eachPage(
        _ query: SegmentQuery,
        _ body: ([SegmentRecord]) -> Void
    ) async throws(CatalogError) {
        var query = query
        while true {
            let page = try await catalog.segments(query)
            body(page)
            guard page.count == query.limit else { return }
            query.after = page.last?.cursor
        }
    }

    // MARK: Files

    /// What should not be at the top of a volume.
    private func surveyTop(
        _ volume: Volume,
        cameras: Set<CameraID>,
        _ handle: Handler
    ) async throws(CatalogError) {
        for entry in await entries(nil, in: volume) {
            if entry.key.name == "lost+found" { continue }
            if case .folder = entry.kind, let camera = CameraID(entry.key.name), cameras.contains(camera) { continue }
            let why =
                "It belongs to no camera that the catalogue knows. Add a camera with this id, or run `nightjar repair`, to "
                + "have what is in it taken up."
            try await handle(.foreign(entry.key, volume: volume.name, why: why))
        }
    }

    /// The days of which this stream may have files or rows.
    private func days(of stream: Stream, _ scope: Scope) async throws(CatalogError) -> [UTCDay] {
        switch scope {
        case .days(let range):
            return (range.lowerBound.number...range.upperBound.number).map { UTCDay(number: $0) }
        case .everything:
            var days: Set<UTCDay> = []
            let all = SegmentQuery(camera: stream.camera, stream: stream.kind, limit: Self.page)
            try await eachPage(all) { page in
                for row in page { days.insert(UTCDay(row.id.nanoseconds)) }
            }
            days.formUnion(await daysWithFiles(of: stream))
            return days.sorted()
        }
    }

    private func daysWithFiles(of stream: Stream) async -> [UTCDay] {
        var folders = [StorageKey("\(stream.camera)/\(stream.kind.rawValue)")].compactMap { $0 }
        for _ in 0..<3 {
            var deeper: [StorageKey] = []
            for folder in folders {
                for entry in await entries(folder, in: stream.volume) where entry.kind == .folder {
                    deeper.append(entry.key)
                }
            }
            folders = deeper
        }
        return folders.compactMap { UTCDay(folder: $0) }
    }

    private func survey(
        _ stream: Stream,
        _ day: UTCDay,
        trustsClosed: Bool,
        _ handle: Handler
    ) async throws(CatalogError) {
        guard let folder = RecordingKey.folder(camera: stream.camera, stream: stream.kind, day: day) else { return }
        let entries: [StorageEntry]
        switch await listing(folder, in: stream.volume) {
        case .success(let found): entries = found
        case .failure(.missing): entries = []
        case .failure(let error):
            // What cannot be looked at is not known to be gone.
            try await handle(.foreign(folder, volume: stream.volume.name, why: "\(error)"))
            return
        }
        let rows = try await rows(of: stream, day, in: folder)
        let files = Dictionary(uniqueKeysWithValues: entries.map { ($0.key.text, $0) })
        for row in rows where !row.isOpen && !spared.contains(row.id) {
            guard let file = files[row.key], case .file(let length) = file.kind else {
                try await handle(.missing(row))
                continue
            }
            if length < row.bytes {
                try await surveyShortened(row, stream.volume, handle)
            } else if file.reserved > Self.usualReserve {
                try await handle(.reserved(file.key, volume: stream.volume.name, bytes: file.reserved))
            }
        }
        let known = Set(rows.map(\.key))
        let unknown = entries.filter { !known.contains($0.key.text) && !stream.removed.contains($0.key.text) }
        // Those that hold others' pictures come first, so that these are not taken up beside them.
        let hasMerged = rows.contains(where: \.isMerged)
        let names = unknown.map { ($0.key, RecordingKey($0.key)?.generation ?? 0) }
        for (key, _) in names.sorted(by: { $0.1 > $1.1 }) {
            let mayBeHeld = hasMerged || names.contains { $0.1 > 0 }
            try await surveyUnknown(
                key,
                stream.volume,
                trustsClosed: trustsClosed,
                mayBeHeld: mayBeHeld,
                handle
            )
        }
    }

    private func surveyShortened(
        _ row: SegmentRecord,
        _ volume: Volume,
        _ handle: Handler
    ) async throws(CatalogError) {
        guard let key = StorageKey(row.key) else { return }
        switch await truth(of: key, in: volume.store) {
        case .success(let truth): try await handle(.shortened(row, truth))
        case .failure(let error): try await handle(.foreign(key, volume: volume.name, why: "\(error)"))
        }
    }

    private func surveyUnknown(
        _ key: StorageKey,
        _ volume: Volume,
        trustsClosed: Bool,
        mayBeHeld: Bool,
        _ handle: Handler
    ) async throws(CatalogError) {
        guard let name = RecordingKey(key) else {
            try await handle(.foreign(key, volume: volume.name, why: "It does not have a recording's name."))
            return
        }
        if spared.contains(name.id) { return }
        // The row may have been found on another day, where the clock was set between its id and its start.
        if let row = try await catalog.segment(name.id), row.key == key.text, row.volume == volume.name { return }
        switch await truth(of: key, in: volume.store, trustsClosed: trustsClosed) {
        case .failure(let error): try await handle(.foreign(key, volume: volume.name, why: "\(error)"))
        case .success(let truth) where truth.hasMedia:
            if truth.row(for: name, id: name.id, node: node, volume: volume.name) == nil {
                let why = "It is a film, but not the recording that its name says."
                try await handle(.foreign(key, volume: volume.name, why: why))
            } else if mayBeHeld, let holder = try await holder(of: name, truth, volume) {
                let why = "Its pictures are in the recording \(holder) already, to which it was joined."
                try await handle(.foreign(key, volume: volume.name, why: why))
            } else {
                try await handle(.unknown(name, volume: volume.name, truth))
            }
        case .success(let truth):
            // Ours to the end that it has, or nothing at all: then nothing is lost with it.
            if truth.length == 0 || truth.movie?.identity?.recording == name.id.nanoseconds {
                try await handle(.empty(name, volume: volume.name))
            } else {
                let why = truth.damage.map { "\($0)" } ?? "There is nothing in it."
                try await handle(.foreign(key, volume: volume.name, why: why))
            }
        }
    }
}
