import Catalog
import MP4
import Media
import Storage

/// Writes the file that is to take the place of others: the head of the first, with the pauses between them, the fragments of
/// all with later times, an index. It is done in pieces, between which the disk is others'. All calls block.
struct MergeCopy {
    let members: [MergeMember]
    private let file: any MediaFile
    private let pauses: [RecordingPause]
    private let timings: [TrackTiming]
    private var times: MergeTimes
    private var head: [UInt8] = []
    private var entries: [FragmentIndexEntry] = []
    private var presentationEnd: Int64 = 0
    private var member = 0
    private var fragment = 0
    private(set) var length: Int64 = 0
    /// Up to here it is safe on the disk.
    private var synced: Int64 = 0

    /// So much is read and written before others have their turn.
    private static let piece = 4 << 20
    /// What waits to be synced is no more, so that the end of the copy does not hold up the disk.
    private static let mostUnsynced: Int64 = 32 << 20

    /// Makes the file and writes its beginning.
    init(_ members: [MergeMember], to key: StorageKey, in store: any MediaStore) throws(MergeFailure) {
        guard let first = members.first, members.count > 1, let headEnd = first.truth.entries.first?.offset,
            let count = Int(exactly: headEnd)
        else { throw .incompatible("There is nothing to join.") }
        guard first.identity.recording == first.row.id.nanoseconds else {
            throw .incompatible("\(first.row.key) goes by another id in the catalogue than in itself.")
        }
        self.members = members
        let pauses = try MergeTimes.pauses(between: members)
        self.pauses = pauses
        timings = first.movie.tracks.compactMap(\.timing)
        times = MergeTimes(first)
        let old: [UInt8]
        do throws(StorageError) {
            old = try first.file.read(at: 0, count: count)
        } catch {
            throw .storage(error)
        }
        guard old.count == count else { throw .incompatible("\(first.row.key) ends within its head.") }
        head = try Self.head(old, with: pauses, of: first)
        do throws(StorageError) {
            file = try store.create(key)
            let room = members.reduce(Int64(head.count)) { $0 + $1.row.bytes }
            try file.reserve(upTo: room)
        } catch {
            throw error.isFull ? .noRoom(members.reduce(0) { $0 + $1.row.bytes }) : .storage(error)
        }
        try write([Bytes(head)])
    }

    private static func head(
        _ old: [UInt8],
        with pauses: [RecordingPause],
        of first: MergeMember
    ) throws(MergeFailure) -> [UInt8] {
        guard !pauses.isEmpty else { return old }
        do throws(MP4Error) {
            return try SegmentIdentity.adding(pauses.map { SegmentIdentity.Pause($0) }, to: old.span)
        } catch {
            throw .incompatible("\(first.row.key) has a head that is not ours. \(error)")
        }
    }

    var isComplete: Bool { member == members.count }

    /// Copies some fragments more.
    ///
    /// - Returns: how many bytes that were.
    mutating func copySome() throws(MergeFailure) -> Int {
        var copied = 0
        while copied < Self.piece, member < members.count {
            let source = members[member]
            if fragment == 0 { try times.begin(source) }
            guard fragment < source.truth.entries.count else {
                // It has been read once, and is not read again.
                source.file.forget(0..<source.row.bytes)
                member += 1
                fragment = 0
                continue
            }
            copied += try copy(source.truth.entries[fragment], of: source)
            fragment += 1
        }
        if length - synced > Self.mostUnsynced { try sync() }
        return copied
    }

    private mutating func copy(_ entry: FragmentIndexEntry, of source: MergeMember) throws(MergeFailure) -> Int {
        let bytes: [UInt8]
        do {
            bytes = try source.file.read(at: entry.offset, count: Int(entry.length))
        } catch {
            throw .storage(error)
        }
        let moved: MovedFragment
        do {
            moved = try MovedFragment(
                bytes.span,
                of: source.movie.tracks,
                sequence: UInt32(clamping: entries.count + 1),
                shiftedBy: times.shift
            )
        } catch {
            throw .incompatible("\(source.row.key) cannot be joined with others. \(error)")
        }
        try checkTimes(of: moved, in: source)
        entries.append(
            FragmentIndexEntry(
                offset: length,
                length: Int32(clamping: moved.length),
                runs: moved.runs,
                tracks: timings,
                wall: moved.wall.nanoseconds,
                parameterSetID: entry.parameterSetID
            )
        )
        presentationEnd = max(presentationEnd, moved.runs.presentationEnd(in: timings))
        let payload = Bytes(bytes).slice(moved.payload)
        try write([Bytes(moved.header), payload, Bytes(moved.trailer)])
        return bytes.count
    }

    /// No track goes back in time, and at the joint of two files nothing is missing.
    private mutating func checkTimes(of moved: MovedFragment, in source: MergeMember) throws(MergeFailure) {
        for run in moved.runs {
            guard run.baseDecodeTime >= times.ends[run.track] else {
                throw .incompatible("\(source.row.key) begins before the recording ends that comes before it.")
            }
            if fragment == 0, member > 0, run.track == 0, !pauses.contains(where: { $0.fragment == entries.count }) {
                let most = TrackClock(timescale: Int64(max(timings[0].timescale, 1))).ticks(of: MergeGroups.tolerance)
                guard run.baseDecodeTime - times.ends[0] <= most else {
                    throw .incompatible("There is a hole before \(source.row.key).")
                }
            }
            times.end(run)
        }
    }

    private mutating func write(_ pieces: [Bytes]) throws(MergeFailure) {
        do {
            try file.write(pieces, at: length)
        } catch {
            throw error.isFull ? .noRoom(members.reduce(0) { $0 + $1.row.bytes }) : .storage(error)
        }
        length += pieces.reduce(0) { $0 + Int64($1.count) }
    }

    private mutating func sync() throws(MergeFailure) {
        do {
            try file.sync()
        } catch {
            throw .storage(error)
        }
        file.forget(0..<synced)
        synced = length
    }

    /// Writes what closes a file, makes all of it safe, and looks whether it is what it should be.
    ///
    /// - Returns: how the row of the first is to be, and the fragments.
    mutating func finish(as key: StorageKey) throws(MergeFailure) -> (row: SegmentRecord, index: [UInt8]) {
        guard let first = members.first, let last = members.last else { throw .stopped }
        try write([Bytes(RandomAccessIndex.encode(entries))])
        let reason = last.truth.ending?.reason.rawValue ?? last.row.endReason ?? EndReason.length.rawValue
        let ending = SegmentIdentity.Ending(wall: last.row.end.nanoseconds, reason: reason)
        do {
            let fields = try ClosingFields(parsing: head.span)
            for patch in fields.patches(duration: presentationEnd, ending: ending) {
                try file.write([Bytes(patch.bytes)], at: Int64(patch.offset))
            }
            try file.releaseReserve()
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .incompatible("\(first.row.key) has a head that is not ours.")
        }
        try sync()
        try verify(key)
        file.forget(0..<length)
        var row = first.row
        row.end = max(first.row.end, last.row.end)
        row.bytes = length
        row.videoFrames = members.reduce(0) { $0 + $1.row.videoFrames }
        row.audioFrames = members.reduce(0) { $0 + $1.row.audioFrames }
        row.keyFrames = entries.count { $0.isKey }
        row.key = key.text
        row.endReason = last.row.endReason
        row.pauses = pauses
        return (row, FragmentIndex(entries).bytes)
    }

    /// Before the files go that it takes the place of, it is read as every other file is.
    private func verify(_ key: StorageKey) throws(MergeFailure) {
        let found: FileTruth
        do throws(StorageError) {
            found = try FileTruth(of: file, trustsClosed: true)
        } catch {
            throw .storage(error)
        }
        let wanted = members.reduce(into: (0, 0)) { sums, member in
            sums.0 += member.row.videoFrames
            sums.1 += member.row.audioFrames
        }
        let progress = found.progress
        guard found.isClosed, found.damage == nil, found.goodLength == length, found.entries == entries,
            found.pauses == pauses, progress.videoFrames == wanted.0, progress.audioFrames == wanted.1
        else { throw .incompatible("The joined file \(key) is not what was written to it.") }
    }
}
