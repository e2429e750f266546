import Catalog
import Media
import Storage
import Stream

/// Does to the disk what a ``SegmentCutter`` says, and keeps what the catalogue has not been told yet. For one stream;
/// used from one disk thread at a time.
struct SegmentWriter {
    /// Whose recordings these are, and where they go.
    struct Place: Sendable {
        var camera: CameraID
        var stream: StreamKind
        var node: String
        var volumes: VolumeRegistry
        var ids: RecordingIDs
    }

    /// The files that the catalogue does not know as complete; the last may still be written.
    private var files: [SegmentFile] = []
    private var run: RecordingID?
    /// Where the newest complete file ends.
    private var lastEnd: WallTime?
    private var gaps = GapLedger()
    private var estimate = RoomEstimate()
    /// That the newest file is to have.
    private var length: Duration = .zero
    /// That the disk had no room for a whole file more when the newest was begun.
    private(set) var shortage: StorageError?
    /// The gap ends here as soon as something is written.
    private var resumesAt: WallTime?
    private let place: Place
    /// The volume that the files are to go to.
    var volume: String
    /// Why the newest file lies on the default volume instead.
    private(set) var detour: String?
    /// After the last error: another volume takes what comes next.
    private(set) var hasWayOut = false

    /// An id that a leftover file has is passed over; so many in a row are something else.
    private static let mostLeftovers = 16

    init(place: Place, volume: String) {
        self.place = place
        self.volume = volume
    }

    private var isOpen: Bool { files.last.map { $0.ended == nil } ?? false }

    var openFiles: Int { files.count }

    /// The file that is written, or was last, and where in it the payloads of its newest fragment begin.
    var newestPayloads: (file: any MediaFile, offset: Int64)? { files.last.map { ($0.file, $0.payloadsOffset) } }

    /// The threads that read, of the volume that the newest file lies on.
    var newestReaders: DiskThreads { place.volumes.lane(of: files.last?.record.volume ?? volume).readers }

    /// The volume of the newest file.
    var newestVolume: String? { files.last?.record.volume }

    /// The file that is written lies elsewhere than the next one will.
    var isElsewhere: Bool {
        guard isOpen, let volume = newestVolume else { return false }
        return place.volumes.choose(self.volume).name != volume
    }

    /// The recordings whose files are in this writer's hands.
    var held: [RecordingID] { files.map(\.record.id) }

    /// The recording that is being written.
    var current: RecordingID? { isOpen ? files.last?.record.id : nil }

    // MARK: Writing

    /// Does one thing. After an error the segment is ended as far as it came, and a gap begun; what the cutter still has
    /// of the segment is to be abandoned.
    mutating func perform(_ action: CutterAction) throws(StorageError) {
        switch action {
        case .open(let start): try attempt(at: start.wall) { (writer) throws(StorageError) in try writer.open(start) }
        case .write(let draft): try attempt(at: draft.wall) { (writer) throws(StorageError) in try writer.write(draft) }
        case .close(let end):
            guard isOpen else { return }
            files[files.count - 1].close(end)
            gaps.endFile()
            lastEnd = end.end
            estimate.learn(from: files[files.count - 1])
        case .gapBegan(let start, let reason, let detail):
            resumed()
            gaps.begin(at: start, reason, detail: detail)
        case .gapEnded(let end): resumesAt = end
        case .missed(let start, let end, let reason, let detail):
            gaps.addHole(from: start, to: end, reason, detail: detail)
        }
    }

    private mutating func attempt(
        at wall: WallTime,
        _ work: (inout SegmentWriter) throws(StorageError) -> Void
    ) throws(StorageError) {
        do {
            try work(&self)
        } catch {
            fail(error, at: wall)
            throw error
        }
    }

    /// Begins a file on the volume that is wanted; on the default volume where that cannot be.
    private mutating func open(_ start: SegmentStart) throws(StorageError) {
        let choice = place.volumes.choose(volume)
        do throws(StorageError) {
            try open(start, on: choice)
        } catch {
            note(error, of: choice.name)
            guard hasWayOut else { throw error }
            let other = place.volumes.choose(volume)
            do throws(StorageError) {
                try open(start, on: other)
            } catch {
                note(error, of: other.name)
                throw error
            }
        }
    }

    private mutating func open(_ start: SegmentStart, on choice: VolumeRegistry.Choice) throws(StorageError) {
        for _ in 0..<Self.mostLeftovers {
            let id = place.ids.next(from: start.wall)
            guard let name = RecordingKey(camera: place.camera, stream: place.stream, id: id) else {
                throw .io(0, "\(place.camera) at a time beyond the calendar")
            }
            let run = start.continuesRun ? self.run ?? id : id
            do throws(StorageError) {
                let record = record(of: id, run: run, key: name.key, on: choice.name, start: start)
                let room = estimate.room(for: start.length)
                let file = try SegmentFile(record, key: name.key, start: start, room: room, in: choice.store)
                files.append(file)
                length = start.length
                shortage = file.shortage
                detour = choice.detour
                self.run = run
                return
            } catch .exists {
                continue
            }
        }
        throw .exists("\(place.camera) of \(start.wall.nanoseconds)")
    }

    /// Tells of an error of a volume, and finds out whether another takes what comes next.
    private mutating func note(_ error: StorageError, of name: String) {
        place.volumes.report(error, of: name)
        hasWayOut = place.volumes.choose(volume).name != name
    }

    private func record(
        of id: RecordingID,
        run: RecordingID,
        key: StorageKey,
        on volume: String,
        start: SegmentStart
    ) -> SegmentRecord {
        let formats = start.format.tracks
        let picture = formats.lazy.compactMap(\.pictureSize).first
        return SegmentRecord(
            id: id,
            camera: place.camera,
            stream: place.stream,
            start: start.wall,
            end: start.wall,
            node: place.node,
            volume: volume,
            key: key.text,
            run: run,
            epoch: Int64(start.epoch),
            videoCodec: formats.first { $0.kind == .video }?.codec.codecString,
            audioCodec: formats.first { $0.kind == .audio }?.codec.codecString,
            width: picture?.width,
            height: picture?.height
        )
    }

    private mutating func write(_ draft: FragmentDraft) throws(StorageError) {
        guard isOpen else { return }
        try files[files.count - 1].write(draft)
        expectRoom()
        shortage = files[files.count - 1].shortage
        resumed()
    }

    /// Of a stream's first file, once it says something about the rate.
    private mutating func expectRoom() {
        guard files[files.count - 1].room == nil else { return }
        guard let room = RoomEstimate(files[files.count - 1]).room(for: length) else { return }
        files[files.count - 1].expect(room)
    }

    private mutating func resumed() {
        guard let end = resumesAt else { return }
        resumesAt = nil
        gaps.end(at: end)
    }

    private mutating func fail(_ error: StorageError, at wall: WallTime) {
        // A gap that was to end here goes on.
        resumesAt = nil
        gaps.endFile()
        if isOpen, let volume = newestVolume { note(error, of: volume) }
        guard isOpen, var file = files.popLast() else {
            gaps.begin(at: wall, Self.reason(for: error), detail: error.description)
            return
        }
        guard error.isFull, !file.isEmpty else {
            distrust(file, because: error, lasts: true)
            return
        }
        file.cut(.diskFull)
        files.append(file)
        gaps.begin(at: file.written.end, .diskFull, detail: error.description)
    }

    private static func reason(for error: StorageError) -> GapReason { error.isFull ? .diskFull : .other }

    /// Gives up what is not known to be safe of a file.
    private mutating func distrust(_ file: SegmentFile, because error: StorageError, lasts: Bool) {
        let start = file.committed?.end ?? file.record.start
        if let change = file.distrust() { note(change) } else { remove(file) }
        let reason = Self.reason(for: error)
        if lasts {
            gaps.begin(at: start, reason, detail: error.description)
        } else {
            gaps.add(from: start, to: file.written.end, reason, detail: error.description)
        }
    }

    private func remove(_ file: SegmentFile) {
        guard let key = StorageKey(file.record.key) else { return }
        // What cannot be removed has no row, and is dealt with at the next start.
        try? place.volumes.store(of: file.record.volume)?.delete(key)
    }

    // MARK: The catalogue

    private var changes: [SegmentChange] = []
    /// Half a day of them, where the catalogue cannot be asked. What falls out is found on the disk at the next start.
    private static let mostChanges = 2000

    /// The files that have to be synced now.
    var syncs: [SegmentFile.Sync] { files.compactMap(\.sync) }

    mutating func confirm(_ sync: SegmentFile.Sync) {
        guard let index = files.firstIndex(where: { $0.record.id == sync.id }) else { return }
        for change in files[index].confirm(sync) { note(change) }
        if sync.ended != nil { files.remove(at: index) }
    }

    private mutating func note(_ change: SegmentChange) {
        // One that says how far a file has come takes the place of the one before.
        if case .advanced(let id, _) = change, case .advanced(id, _)? = changes.last { changes.removeLast() }
        changes.append(change)
        if changes.count > Self.mostChanges { changes.removeFirst() }
    }

    /// A sync has failed: what the disk says it has of the file cannot be relied on any more.
    /// - Returns: whether the file was still being written, so that the cutter must abandon it.
    mutating func failed(_ sync: SegmentFile.Sync, _ error: StorageError) -> Bool {
        guard let index = files.firstIndex(where: { $0.record.id == sync.id }) else { return false }
        let file = files.remove(at: index)
        note(error, of: file.record.volume)
        distrust(file, because: error, lasts: file.ended == nil)
        return file.ended == nil
    }

    /// What the catalogue is to be told, since the last call.
    mutating func takeChanges(now: WallTime, isFinal: Bool) -> [RecorderChange] {
        defer { changes = [] }
        return changes.map { .segment($0) } + gaps.takeChanges(now: now, isFinal: isFinal).map { .gap($0) }
    }

    mutating func resolve(_ past: StreamPast) { gaps.resolve(past) }

    /// The program ends: what comes later is another gap.
    mutating func end(at now: WallTime) {
        resumed()
        if gaps.hasGap { gaps.end(at: now) }
    }

    /// Recording ends at `now`, because somebody has switched it off or nothing more is wanted: nothing is recorded since
    /// the last file ended, or since the gap that there is.
    mutating func stop(at now: WallTime, _ reason: GapReason, detail: String) {
        resumed()
        let start = gaps.hasGap ? now : lastEnd ?? now
        gaps.begin(at: start, reason, detail: detail)
    }
}

/// What a recorder wants written into the catalogue.
enum RecorderChange: Hashable, Sendable {
    case segment(SegmentChange)
    case gap(GapChange)
}
