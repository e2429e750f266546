import Catalog
import Cryptography
import Jobs
import MP4
package import Media
import Playback

extension Evidence {
    /// Checks a camera's chain, entry by entry, and reads the recordings of a time again, as a job of the kind
    /// `evidence-check`. Its result counts the `entries`, the `recordings` that were read, those `unsealed` that no entry is
    /// about, and the `faults`, the first of which it names.
    ///
    /// - Parameters:
    ///   - from: of the recordings; nil for all.
    ///   - to: the same.
    package func check(
        as principal: Principal,
        of id: String,
        from: WallTime?,
        to: WallTime?
    ) async throws -> JobView {
        try Policy.require(principal, .manageCamera, .camera(id))
        let camera = try await camera(id)
        if let from, let to, from >= to {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        let job = try jobs.submit("evidence-check", by: principal) { [self] context in
            var check = EvidenceCheck(evidence: self, camera: camera, from: from, to: to, context: context)
            try await check.run()
            return check.result
        }
        await services.audit.note("camera.evidence.check", "camera/\(camera)", by: principal, .done)
        return job
    }
}

/// Compares a camera's chain with itself, and with what is on the disks.
struct EvidenceCheck {
    let evidence: Evidence
    let camera: CameraID
    let from: WallTime?
    let to: WallTime?
    let context: JobContext

    private(set) var entries = 0
    private(set) var recordings = 0
    private(set) var unsealed = 0
    private(set) var faults = 0
    private(set) var firstFaults: [String] = []
    /// Of entries about something that should be there: the recording.
    private var live: [Int64: RecordingID] = [:]
    /// SHA-256 of the entry that was looked at last, and its number.
    private var head = EvidenceEntry.none
    private var last: Int64 = 0

    private static let page = 500
    private static let mostNamed = 10

    private var catalog: any Catalog { evidence.services.catalog }

    init(evidence: Evidence, camera: CameraID, from: WallTime?, to: WallTime?, context: JobContext) {
        self.evidence = evidence
        self.camera = camera
        self.from = from
        self.to = to
        self.context = context
    }

    var result: [String: String] {
        var result = [
            "entries": "\(entries)", "recordings": "\(recordings)", "unsealed": "\(unsealed)", "faults": "\(faults)",
        ]
        if !firstFaults.isEmpty { result["first_faults"] = firstFaults.joined(separator: " ") }
        return result
    }

    mutating func run() async throws {
        context.report(0, "The chain is checked.")
        try await checkChain()
        try await checkThatNothingIsMissing()
        for stream in StreamKind.allCases { try await checkRecordings(stream) }
    }

    private mutating func find(_ sentence: String) {
        faults += 1
        if firstFaults.count < Self.mostNamed { firstFaults.append(sentence) }
    }

    // MARK: The chain

    /// From where it was left.
    private mutating func checkChain() async throws {
        var query = EvidenceQuery(camera: camera, after: last, limit: Self.page)
        while true {
            let page = try await catalog.evidence(query)
            for record in page {
                check(record)
                head = EvidenceEntry.hash(record.entry)
                last = record.number
                entries += 1
            }
            guard page.count == Self.page else { return }
            try context.checkCancellation()
            query.after = page.last?.number
        }
    }

    private mutating func check(_ record: EvidenceRecord) {
        let name = "The entry \(record.number)"
        if record.number != last + 1 { find("\(name) follows the entry \(last): entries are missing.") }
        guard let entry = EvidenceEntry(bytes: record.entry) else { return find("\(name) cannot be read.") }
        if entry.previous != head { find("\(name) does not go on with the entry before it.") }
        if let key = evidence.key?.publicKey, entry.key == key.fingerprint {
            if !key.isSignature(record.signature, of: record.entry) {
                find("The signature of \(name.lowercased()) is wrong.")
            }
        } else {
            find("\(name) was signed with another key than the recorder has now, and cannot be checked.")
        }
        let isOfRow =
            entry.number == record.number && entry.camera == record.camera.text && entry.kind == record.kind.rawValue
            && (record.kind == .begun || entry.recording == "\(record.recording)")
            && (record.kind == .begun || entry.start == ExportTime.text(record.start))
        if !isOfRow { find("\(name) is kept as another one than it says.") }
        for number in entry.replaces ?? [] { live[number] = nil }
        if entry.tracks != nil { live[record.number] = record.recording }
    }

    /// What was sealed and did not go by a way that leaves an entry must be there.
    private mutating func checkThatNothingIsMissing() async throws {
        var missing: [(Int64, RecordingID)] = []
        for (number, recording) in live.sorted(by: { $0.key < $1.key }) {
            if try await catalog.recording(recording) == nil { missing.append((number, recording)) }
            try context.checkCancellation()
        }
        // What is noted, and is no entry yet; and what has become one while it was looked for.
        for note in try await catalog.evidenceNotes(limit: .max) where note.camera == camera {
            for number in note.entries { live[number] = nil }
        }
        try await checkChain()
        for (number, recording) in missing where live[number] != nil {
            find("The recording \(recording), sealed as entry \(number), is gone, and nothing says why.")
        }
        live = [:]
    }

    // MARK: The recordings

    private mutating func checkRecordings(_ stream: StreamKind) async throws {
        var query = SegmentQuery(camera: camera, stream: stream, from: from, to: to, limit: Self.page)
        while true {
            let page = try await catalog.segments(query)
            for row in page where !row.isOpen {
                try context.checkCancellation()
                context.report(0.5, "\(recordings) recordings were read.")
                try await check(row)
            }
            guard page.count == Self.page else { return }
            query.after = page.last?.cursor
        }
    }

    private mutating func check(_ row: SegmentRecord) async throws {
        let known = LiveEvidence.all(of: try await catalog.evidence(heldBy: row.id))
        guard !known.isEmpty else {
            unsealed += 1
            return
        }
        let player = evidence.player
        let outcome: Result<[Int64], any Error>
        do {
            let others = try await evidence.reader.run { isCancelled in
                try SealComparison.others(of: known, in: try player.walk(row, isCancelled: isCancelled))
            }
            outcome = .success(others)
        } catch {
            outcome = .failure(error)
        }
        try context.checkCancellation()
        recordings += 1
        switch outcome {
        case .success(let others):
            for number in others { find("The recording \(row.id) is not what was sealed as entry \(number).") }
        case .failure(let error):
            // What went or changed while it was looked at says so in its own entry.
            let now = try await catalog.segment(row.id)
            guard let now, now.key == row.key, now.bytes == row.bytes else { return }
            find("The recording \(row.id) cannot be read: \(error)")
        }
    }
}

/// Compares what a file holds with what its recordings were when they were sealed.
enum SealComparison {
    /// The lines of a ledger that tells the parts of a file apart.
    ///
    /// - Parameter wishes: by the part's number and the kind of the track.
    static func lines(
        of known: [LiveEvidence],
        in walk: SampleWalk,
        _ wishes: (Int64, String) -> SampleLedger.Wish? = { _, _ in nil }
    ) -> [[SampleLedger.Line]] {
        walk.movie.tracks.map { track in
            let kind = track.kind == .video ? "video" : "audio"
            return known.map { part in
                SampleLedger.Line(expected: part.seal(kind)?.samples ?? 0, wish: wishes(part.number, kind))
            }
        }
    }

    /// The numbers of the entries that say something else than what is in the file. Blocks.
    static func others(of known: [LiveEvidence], in walk: SampleWalk) throws -> [Int64] {
        let ledger = try walk.ledger(lines: lines(of: known, in: walk))
        var others: [Int64] = []
        for (index, part) in known.enumerated() {
            let found = walk.seals(of: ledger, line: index)
            // A track without samples says nothing of its beginning.
            if found.filter({ $0.samples > 0 }) != (part.entry.tracks ?? []).filter({ $0.samples > 0 }) {
                others.append(part.number)
            }
        }
        if ledger.surplus > 0, let last = known.last, others.last != last.number { others.append(last.number) }
        return others
    }
}
