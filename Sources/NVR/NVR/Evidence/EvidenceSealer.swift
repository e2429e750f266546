import Catalog
import Cryptography
import Logging
import Media
import Playback
import Storage
import Stream
import Synchronization

/// Makes the entries of the evidence chains: of recordings that have ended, and of what has become of such as had entries.
///
/// Recordings are read on a thread of its own, which waits for all others; no recorder waits for it. All that it has to
/// remember stands in the catalogue: killed at any instant, it goes on where it was.
actor EvidenceSealer {
    struct Parts: Sendable {
        var catalog: any Catalog
        var player: Player
        var key: SigningKey
        var time: any TimeSource
        var logger: Logger
        var reader: EvidenceReader
    }

    private struct Place: Hashable {
        var camera: CameraID
        var stream: StreamKind
    }

    /// Rows that are read at once.
    private static let page = 100
    /// After so many passes all recordings are looked at again: one with an earlier time may have come.
    private static let passesOfRound = 180
    /// And one that could not be read is read again after so many.
    private static let passesOfRest = 30

    private let parts: Parts
    /// Up to where all recordings of a stream have entries.
    private var reached: [Place: SegmentCursor] = [:]
    private var passes = 0
    /// In which pass a recording could not be read, which was logged: it is not tried again at once.
    private var failed: [RecordingID: Int] = [:]
    private nonisolated let failures = Mutex(0)

    init(_ parts: Parts) { self.parts = parts }

    /// How many recordings could not be read at the last pass.
    nonisolated var failureCount: Int { failures.withLock { $0 } }

    /// Makes what entries there are to be made.
    ///
    /// - Parameter since: of each camera that has a chain, from when on its recordings get entries.
    /// - Returns: how many were made.
    @discardableResult
    func pass(_ since: [CameraID: WallTime]) async throws(CatalogError) -> Int {
        passes += 1
        if passes % Self.passesOfRound == 0 { (reached, failed) = ([:], [:]) }
        var unreadable: Set<RecordingID> = []
        var made = try await settle()
        for (camera, begin) in since.sorted(by: { $0.key < $1.key }) {
            for stream in StreamKind.allCases {
                made += try await seal(Place(camera: camera, stream: stream), from: begin, &unreadable)
            }
        }
        failures.withLock { $0 = unreadable.count }
        return made
    }

    // MARK: Recordings

    private func seal(
        _ place: Place,
        from begin: WallTime,
        _ unreadable: inout Set<RecordingID>
    ) async throws(CatalogError) -> Int {
        var made = 0
        let before = RecordingID(nanoseconds: .min)
        var cursor = reached[place] ?? SegmentCursor(start: begin, id: before)
        var isComplete = true
        while !Task.isCancelled {
            let rows = try await parts.catalog.unsealedSegments(
                of: place.camera,
                place.stream,
                after: cursor,
                limit: Self.page
            )
            for row in rows {
                guard !Task.isCancelled else { return made }
                cursor = row.cursor
                guard let tracks = await read(row) else {
                    guard !Task.isCancelled else { return made }
                    unreadable.insert(row.id)
                    isComplete = false
                    continue
                }
                // One that has become another meanwhile is read again at the next pass.
                let isMade = try await append(.recording, Content(row, tracks: tracks), of: row, settling: nil)
                if isMade { made += 1 }
                isComplete = isComplete && isMade
                if isComplete { reached[place] = cursor }
            }
            guard rows.count == Self.page else { break }
        }
        return made
    }

    private func read(_ row: SegmentRecord) async -> [TrackSeal]? {
        if let pass = failed[row.id], passes - pass < Self.passesOfRest { return nil }
        let player = parts.player
        do {
            return try await parts.reader.run { isCancelled in
                try player.walk(row, isCancelled: isCancelled).seals()
            }
        } catch {
            guard !Task.isCancelled else { return nil }
            if failed.updateValue(passes, forKey: row.id) == nil {
                parts.logger.warning(
                    "a recording gets no entry in the evidence chain, because it cannot be read",
                    metadata: ["recording": "\(row.id)", "camera": "\(row.camera)", "reason": "\(error)"]
                )
            }
            return nil
        }
    }

    // MARK: What has become of recordings

    /// Makes entries of the notes.
    private func settle() async throws(CatalogError) -> Int {
        var made = 0
        while !Task.isCancelled {
            let notes = try await parts.catalog.evidenceNotes(limit: Self.page)
            var settled = 0
            for note in notes {
                guard !Task.isCancelled else { break }
                if try await settle(note) { settled += 1 }
            }
            made += settled
            guard settled == Self.page else { break }
        }
        return made
    }

    private func settle(_ note: EvidenceNote) async throws(CatalogError) -> Bool {
        var content = Content(note)
        var row: SegmentRecord?
        if note.kind == .changed {
            row = try await parts.catalog.segment(note.recording)
            if let row {
                let tracks = row.isOpen ? nil : await read(row)
                guard let tracks else { return false }
                content = Content(row, tracks: tracks)
                content.reason = note.reason
                content.replaces = note.entries
            }
        }
        return try await append(note.kind, content, of: row, settling: note)
    }

    // MARK: Entries

    /// What an entry is about.
    private struct Content: Sendable {
        var camera: CameraID
        var recording: RecordingID
        var stream: StreamKind
        var start: WallTime
        var end: WallTime
        var epoch: Int64?
        var tracks: [TrackSeal]?
        var reason: String?
        var replaces: [Int64]?

        init(_ row: SegmentRecord, tracks: [TrackSeal]) {
            camera = row.camera
            recording = row.id
            stream = row.stream
            start = row.start
            end = row.end
            epoch = row.epoch
            self.tracks = tracks
        }

        init(_ note: EvidenceNote) {
            camera = note.camera
            recording = note.recording
            stream = note.stream
            start = note.start
            end = note.end
            reason = note.reason
            replaces = note.entries
        }
    }

    private func append(
        _ kind: EvidenceRecord.Kind,
        _ content: Content,
        of row: SegmentRecord?,
        settling note: EvidenceNote?
    ) async throws(CatalogError) -> Bool {
        var last = try await parts.catalog.lastEvidence(of: content.camera)
        if last == nil {
            guard let begun = try await begin(content) else { return false }
            last = begun
        }
        guard let last else { return false }
        let chain = EvidenceEntry(bytes: last.entry)?.chain ?? Self.newChain()
        var entry = entry(kind, chain: chain, after: last, content)
        entry.recording = "\(content.recording)"
        entry.stream = content.stream.rawValue
        entry.start = ExportTime.text(content.start)
        entry.end = ExportTime.text(content.end)
        entry.epoch = content.epoch
        entry.tracks = content.tracks
        entry.reason = content.reason
        entry.replaces = content.replaces
        guard let record = record(entry, kind, content) else { return false }
        return try await parts.catalog.appendEvidence(record, of: row, settling: note)
    }

    /// The entry that a chain begins with. It says nothing of what was recorded before it.
    private func begin(_ content: Content) async throws(CatalogError) -> EvidenceRecord? {
        let now = parts.time.wall
        let entry = entry(.begun, chain: Self.newChain(), after: nil, content)
        var about = content
        about.recording = RecordingID(nanoseconds: 0)
        (about.start, about.end) = (now, now)
        guard let record = record(entry, .begun, about) else { return nil }
        let isAppended = try await parts.catalog.appendEvidence(record, of: nil, settling: nil)
        return isAppended ? record : nil
    }

    private static func newChain() -> String { Hexadecimal.encode(randomBytes(16)) }

    private func entry(
        _ kind: EvidenceRecord.Kind,
        chain: String,
        after last: EvidenceRecord?,
        _ content: Content
    ) -> EvidenceEntry {
        EvidenceEntry(
            chain: chain,
            number: (last?.number ?? 0) + 1,
            previous: last.map { EvidenceEntry.hash($0.entry) } ?? EvidenceEntry.none,
            camera: content.camera.text,
            kind: kind.rawValue,
            madeAt: ExportTime.text(parts.time.wall),
            key: parts.key.publicKey.fingerprint
        )
    }

    private func record(
        _ entry: EvidenceEntry,
        _ kind: EvidenceRecord.Kind,
        _ content: Content
    ) -> EvidenceRecord? {
        guard let bytes = try? entry.bytes() else { return nil }
        return EvidenceRecord(
            camera: content.camera,
            number: entry.number,
            kind: kind,
            recording: content.recording,
            stream: content.stream,
            start: content.start,
            end: content.end,
            entry: bytes,
            signature: parts.key.signature(of: bytes)
        )
    }
}
