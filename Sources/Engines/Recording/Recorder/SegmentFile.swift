import Catalog
import MP4
import Media
import Storage

/// A file that is being written, or is written and not yet in the catalogue as complete.
struct SegmentFile {
    /// As it was begun; how far it has come is in `written`.
    let record: SegmentRecord
    let file: any MediaFile
    private let closingFields: ClosingFields
    private let tracks: [TrackTiming]
    private let parameterSets: UInt32
    private(set) var entries: [FragmentIndexEntry] = []
    /// What has been handed to the system.
    private(set) var written: SegmentProgress
    /// What the catalogue has been told; nil while it has no row.
    private(set) var committed: SegmentProgress?
    private(set) var ended: EndReason?
    /// Where the payloads of the newest fragment begin.
    private(set) var payloadsOffset: Int64 = 0
    /// When the last sample has been shown, in ticks of track 0 since the file's zero.
    private var presentationEnd: Int64 = 0
    /// Up to here the system was told that it need not keep the file in memory.
    private var forgotten: Int64 = 0
    /// The room that it is expected to take, in bytes; nil as long as that is not known.
    private(set) var room: Int64?
    /// So much of that has been set aside.
    private var setAside: Int64 = 0
    /// Why no room, or no more, was set aside for it.
    private(set) var shortage: StorageError?

    /// Set aside at once. Little beside a disk, and much beside a fragment: a long file must not keep others, who record now, from
    /// room that it takes in an hour.
    private static let stride: Int64 = 32 << 20

    /// The head of a file is shorter.
    private static let headLength: Int64 = 16_384

    /// Makes the file and writes its beginning.
    ///
    /// - Parameter room: bytes that are set aside for it; nil for none. Where the disk has no such room, the file grows as
    ///   far as it can: what finds room is worth more than a tidy end.
    init(
        _ record: SegmentRecord,
        key: StorageKey,
        start: SegmentStart,
        room: Int64?,
        in store: any MediaStore
    ) throws(StorageError) {
        self.record = record
        tracks = start.format.tracks.map { TrackTiming($0) }
        parameterSets = ParameterSetNumber.of(start.format.tracks)
        let initialisation = InitialisationSegment(
            tracks: start.format.tracks,
            identity: SegmentIdentity(
                camera: record.camera.text,
                stream: record.stream.rawValue,
                node: record.node,
                recording: record.id.nanoseconds,
                epoch: start.epoch,
                startTicks: start.startTicks,
                start: start.wall.nanoseconds,
                run: record.run.nanoseconds
            )
        )
        closingFields = initialisation.closingFields
        written = SegmentProgress(end: record.start, bytes: 0, videoFrames: 0, audioFrames: 0, keyFrames: 0)
        file = try store.create(key)
        if let room { expect(room) }
        do {
            try append([Bytes(initialisation.bytes)])
        } catch {
            // Or there would be another such file with every try.
            try? store.delete(key)
            throw error
        }
    }

    /// The file will take so many bytes: the disk sets them aside as the file comes near. That there is no such room is in
    /// ``shortage``; whatever else is wrong with the disk, a write will tell.
    mutating func expect(_ room: Int64) {
        self.room = room
        setAsideIfDue()
    }

    private mutating func setAsideIfDue() {
        guard let room, shortage == nil, setAside < room, written.bytes + Self.stride / 4 > setAside else { return }
        setAside = min(room, max(setAside, written.bytes) + Self.stride)
        do throws(StorageError) {
            try file.reserve(upTo: setAside)
        } catch {
            shortage = error.isFull ? error : nil
        }
    }

    /// Writes one fragment: header, payloads and trailer together.
    mutating func write(_ draft: FragmentDraft) throws(StorageError) {
        let header = FragmentHeader.encode(sequence: UInt32(clamping: entries.count + 1), runs: draft.runs)
        var checksum = CRC32C(of: header.span)
        var contentLength = header.count
        for payload in draft.payloads {
            checksum.update(payload.span)
            contentLength += payload.count
        }
        let trailer = FragmentTrailer(contentLength: contentLength, contentChecksum: checksum, wall: draft.wall)
        let entry = FragmentIndexEntry(
            offset: written.bytes,
            length: Int32(clamping: contentLength + FragmentTrailer.length),
            runs: draft.runs,
            tracks: tracks,
            wall: draft.wall.nanoseconds,
            parameterSetID: parameterSets
        )
        setAsideIfDue()
        payloadsOffset = written.bytes + Int64(header.count)
        try append([Bytes(header)] + draft.payloads + [Bytes(trailer.bytes)])
        entries.append(entry)
        presentationEnd = max(presentationEnd, draft.runs.presentationEnd(in: tracks))
        written.end = max(written.end, draft.end)
        written.videoFrames += Int(entry.videoSamples)
        written.audioFrames += Int(entry.audioSamples)
        // Every key frame of the picture begins a fragment.
        written.keyFrames += entry.isKey ? 1 : 0
    }

    /// Ends the file: its index, and in its head its length and how it came to end. A file without these plays as well, so
    /// where there is no room for them it is complete without.
    mutating func close(_ end: SegmentEnd) {
        ended = end.reason
        written.end = max(record.start, end.end)
        let index = RandomAccessIndex.encode(entries)
        do throws(StorageError) {
            try append([Bytes(index)])
            try fillIn(end.reason)
            try file.releaseReserve()
        } catch {
            // What was written of the index is no part of the file.
            try? file.truncate(to: written.bytes)
        }
    }

    /// Writes into the head what is known of the file now that it ends.
    private func fillIn(_ reason: EndReason) throws(StorageError) {
        let ending = SegmentIdentity.Ending(wall: written.end.nanoseconds, reason: reason.rawValue)
        for patch in closingFields.patches(duration: presentationEnd, ending: ending) {
            try file.write([Bytes(patch.bytes)], at: Int64(patch.offset))
        }
    }

    /// Ends the file where it is, after a write that failed.
    mutating func cut(_ reason: EndReason) {
        ended = reason
        try? file.truncate(to: written.bytes)
        // This overwrites, so most disks that are full can still do it.
        try? fillIn(reason)
    }

    var isEmpty: Bool { entries.isEmpty }

    private mutating func append(_ pieces: [Bytes]) throws(StorageError) {
        try file.write(pieces, at: written.bytes)
        written.bytes += pieces.reduce(0) { $0 + Int64($1.count) }
    }

    // MARK: The catalogue

    /// What has to be synced before ``confirm(_:)``; nil where nothing is new.
    struct Sync: Sendable {
        let id: RecordingID
        let file: any MediaFile
        fileprivate let progress: SegmentProgress
        /// Set where the file is complete with this.
        let ended: EndReason?
        /// What of the file need not be kept in memory any more once this has been synced; nil where nothing is new.
        let forgettable: Range<Int64>?
    }

    var sync: Sync? {
        guard !isEmpty, ended != nil || written != committed else { return nil }
        return Sync(id: record.id, file: file, progress: written, ended: ended, forgettable: forgettable)
    }

    /// What the sync before the next one has made safe; of a file that has ended, all. The newest part of one that grows
    /// stays in memory for those who watch with a little delay, and no more, so that recording does not drive out the
    /// catalogue. The head stays too, because it is written over when the file ends.
    ///
    /// From the beginning each time: the system keeps memory in large pieces, of which an earlier end may have cut one.
    private var forgettable: Range<Int64>? {
        let isGrowing = ended == nil
        let end = isGrowing ? committed?.bytes ?? 0 : written.bytes
        let start = isGrowing ? Self.headLength : 0
        return end > max(start, forgotten) ? start..<end : nil
    }

    /// What the catalogue is to be told now that this is safe on the disk.
    mutating func confirm(_ sync: Sync) -> [SegmentChange] {
        var changes: [SegmentChange] = []
        if committed == nil {
            var row = record
            row.end = sync.progress.end
            row.bytes = sync.progress.bytes
            row.videoFrames = sync.progress.videoFrames
            row.audioFrames = sync.progress.audioFrames
            row.keyFrames = sync.progress.keyFrames
            changes.append(.opened(row))
        } else if committed != sync.progress, sync.ended == nil {
            changes.append(.advanced(record.id, sync.progress))
        }
        committed = sync.progress
        forgotten = sync.forgettable?.upperBound ?? forgotten
        if let reason = sync.ended { changes.append(closing(at: sync.progress, reason)) }
        return changes
    }

    /// What the catalogue is to be told of a file whose newest part cannot be trusted: it ends where it was last known
    /// to be good. Nil where it never was.
    func distrust() -> SegmentChange? {
        // If this cannot be done either, the next start does it.
        try? file.releaseReserve()
        return committed.map { closing(at: $0, .diskError) }
    }

    private func closing(at progress: SegmentProgress, _ reason: EndReason) -> SegmentChange {
        let index = FragmentIndex(entries.filter { $0.offset + Int64($0.length) <= progress.bytes })
        return .closed(record.id, progress, reason: reason.rawValue, index: index.bytes)
    }
}
