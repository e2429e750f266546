import Media
import Testing

@testable import Catalog

struct EvidenceContractTests {
    private func id(_ number: Int64) -> RecordingID { RecordingID(nanoseconds: number) }

    private func entry(
        _ number: Int64,
        _ kind: EvidenceRecord.Kind = .recording,
        of row: SegmentRecord,
        camera: String = "gate"
    ) -> EvidenceRecord {
        EvidenceRecord(
            camera: CameraID(stringLiteral: camera),
            number: number,
            kind: kind,
            recording: row.id,
            stream: row.stream,
            start: row.start,
            end: row.end,
            entry: [1, UInt8(truncatingIfNeeded: number)],
            signature: [2]
        )
    }

    /// Four recordings of a minute each, which have ended, with the ids 10 to 40.
    private func fill(_ catalog: any Catalog) async throws -> [SegmentRecord] {
        try await catalog.insert(camera("gate"))
        let rows = (1...4 as ClosedRange<Int64>).map { number in
            var row = segment(number * 10, from: at(number * 60), to: at(number * 60 + 60))
            row.run = id(10)
            return row
        }
        try await catalog.apply(rows.map(SegmentChange.opened))
        return rows
    }

    private func seal(_ rows: [SegmentRecord], _ catalog: any Catalog) async throws {
        for (index, row) in rows.enumerated() {
            #expect(try await catalog.appendEvidence(entry(Int64(index) + 1, of: row), of: row, settling: nil))
        }
    }

    @Test(arguments: Implementation.allCases)
    func entriesAreAppendedInTheirOrderAndFound(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let rows = try await fill(catalog)
            #expect(try await catalog.lastEvidence(of: "gate") == nil)
            #expect(try await catalog.unsealedSegments(of: "gate", .main, after: nil, limit: 9) == rows)
            #expect(try await catalog.unsealedSegments(of: "gate", .main, after: rows[1].cursor, limit: 1) == [rows[2]])
            #expect(try await catalog.unsealedSegments(of: "gate", .sub, after: nil, limit: 9).isEmpty)
            // Not the next number.
            #expect(try await catalog.appendEvidence(entry(2, of: rows[0]), of: rows[0], settling: nil) == false)
            try await seal(Array(rows[0...2]), catalog)
            #expect(try await catalog.appendEvidence(entry(3, of: rows[3]), of: rows[3], settling: nil) == false)
            // One that has an entry gets no other.
            #expect(try await catalog.appendEvidence(entry(4, of: rows[0]), of: rows[0], settling: nil) == false)
            // One that is not as it was read gets none.
            var other = rows[3]
            other.bytes += 1
            #expect(try await catalog.appendEvidence(entry(4, of: other), of: other, settling: nil) == false)
            let entries = rows[0...2].enumerated().map { entry(Int64($0.offset) + 1, of: $0.element) }
            #expect(try await catalog.evidence(EvidenceQuery(camera: "gate", limit: 9)) == entries)
            #expect(try await catalog.evidence(EvidenceQuery(camera: "gate", limit: 1)) == [entries[0]])
            let newest = EvidenceQuery(camera: "gate", after: 3, isNewestFirst: true, limit: 9)
            #expect(try await catalog.evidence(newest) == [entries[1], entries[0]])
            let ofTime = EvidenceQuery(camera: "gate", from: at(120), to: at(180), stream: .main, limit: 9)
            #expect(try await catalog.evidence(ofTime) == [entries[1]])
            #expect(try await catalog.evidence(EvidenceQuery(camera: "gate", stream: .sub, limit: 9)).isEmpty)
            #expect(try await catalog.evidence(EvidenceQuery(camera: "gate", after: 2, limit: 9)) == [entries[2]])
            #expect(try await catalog.evidence(heldBy: id(20)) == [entries[1]])
            #expect(try await catalog.lastEvidence(of: "gate") == entries[2])
            #expect(try await catalog.unsealedSegments(of: "gate", .main, after: nil, limit: 9) == [rows[3]])
            #expect(try await catalog.evidence(EvidenceQuery(camera: "yard", limit: 9)).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatIsBeingWrittenIsNotYetThere(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let row = segment(10, from: at(0), to: at(60), isOpen: true)
            try await catalog.apply([.opened(row)])
            #expect(try await catalog.unsealedSegments(of: "gate", .main, after: nil, limit: 9).isEmpty)
            let progress = SegmentProgress(end: at(60), bytes: 5000, videoFrames: 1, audioFrames: 1, keyFrames: 1)
            try await catalog.apply([.closed(row.id, progress, reason: "length", index: nil)])
            let closed = try #require(try await catalog.segment(row.id))
            #expect(try await catalog.unsealedSegments(of: "gate", .main, after: nil, limit: 9) == [closed])
            // As it was when it was opened, it is not any more.
            #expect(try await catalog.appendEvidence(entry(1, of: row), of: row, settling: nil) == false)
            #expect(try await catalog.appendEvidence(entry(1, of: closed), of: closed, settling: nil))
            #expect(try await catalog.evidenceNotes(limit: 9).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatGoesIsNotedInTheSameTransaction(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var rows = try await fill(catalog)
            try await seal(Array(rows[0...2]), catalog)
            // One without an entry leaves no note.
            _ = try await catalog.deleteSegments([id(40)], includingProtected: false)
            #expect(try await catalog.evidenceNotes(limit: 9).isEmpty)
            // Nor does one that stays.
            try await catalog.setProtected(true, id(10))
            _ = try await catalog.deleteSegments([id(10)], includingProtected: false)
            #expect(try await catalog.evidenceNotes(limit: 9).isEmpty)

            rows[0].isProtected = true
            _ = try await catalog.deleteUnchanged([rows[0]], includingProtected: true, because: .file)
            let old = ExpirableSegment(
                id: id(20),
                camera: "gate",
                stream: .main,
                volume: rows[1].volume,
                start: rows[1].start,
                end: rows[1].end,
                bytes: rows[1].bytes
            )
            _ = try await catalog.expire([old])
            _ = try await catalog.deleteSegments([id(30)], includingProtected: false, because: .volume)
            let notes = try await catalog.evidenceNotes(limit: 9)
            #expect(notes.map(\.recording) == [id(10), id(20), id(30)])
            #expect(notes.map(\.reason) == ["file", "retention", "volume"])
            #expect(notes.map(\.entries) == [[1], [2], [3]] && notes.allSatisfy { $0.kind == .removed })
            #expect(notes[1].start == rows[1].start && notes[1].end == rows[1].end && notes[1].bytes == rows[1].bytes)
            #expect(try await catalog.evidenceNotes(limit: 1) == [notes[0]])
            // A note becomes an entry once.
            #expect(try await catalog.appendEvidence(entry(4, .removed, of: rows[0]), of: nil, settling: notes[0]))
            let again = try await catalog.appendEvidence(entry(5, .removed, of: rows[0]), of: nil, settling: notes[0])
            #expect(!again)
            #expect(try await catalog.evidenceNotes(limit: 9) == Array(notes[1...]))
            #expect(try await catalog.lastEvidence(of: "gate")?.number == 4)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aFileThatIsCutIsNoted(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let rows = try await fill(catalog)
            try await seal(rows, catalog)
            let same = SegmentProgress(end: at(120), bytes: 1000, videoFrames: 0, audioFrames: 0, keyFrames: 0)
            try await catalog.apply([.closed(id(10), same, reason: "length", index: nil)])
            #expect(try await catalog.evidenceNotes(limit: 9).isEmpty)
            let shorter = SegmentProgress(end: at(100), bytes: 700, videoFrames: 0, audioFrames: 0, keyFrames: 0)
            try await catalog.apply([.closed(id(10), shorter, reason: "crashed", index: nil)])
            let notes = try await catalog.evidenceNotes(limit: 9)
            #expect(notes.map(\.kind) == [.changed] && notes.map(\.reason) == ["crashed"])
            #expect(notes.map(\.bytes) == [1000] && notes.map(\.entries) == [[1]])
            // Until an entry says what it is now, it is joined with nothing.
            let cut = try #require(try await catalog.segment(id(10)))
            var merged = cut
            merged.key += "-1"
            #expect(try await catalog.merge([cut, rows[1]], into: merged, index: [1]) == nil)
            #expect(try await catalog.appendEvidence(entry(5, .changed, of: cut), of: cut, settling: notes[0]))
            #expect(try await catalog.evidence(heldBy: id(10)).map(\.number) == [1, 5])
            #expect(try await catalog.merge([cut, rows[1]], into: merged, index: [1]) != nil)
        }
    }

    @Test(arguments: Implementation.allCases)
    func joiningKeepsTheEntries(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let rows = try await fill(catalog)
            try await seal(Array(rows[0...2]), catalog)
            var merged = rows[0]
            merged.end = rows[3].end
            merged.bytes = 4000
            merged.key += "-1"
            // A part of the file would be of no entry.
            #expect(try await catalog.merge(rows, into: merged, index: [1]) == nil)
            merged.end = rows[2].end
            #expect(try await catalog.merge(Array(rows[0...2]), into: merged, index: [1]) != nil)
            #expect(try await catalog.evidenceNotes(limit: 9).isEmpty)
            #expect(try await catalog.evidence(heldBy: id(10)).map(\.number) == [1, 2, 3])
            #expect(try await catalog.unsealedSegments(of: "gate", .main, after: nil, limit: 9) == [rows[3]])
            _ = try await catalog.deleteSegments([id(10)], includingProtected: false)
            #expect(try await catalog.evidenceNotes(limit: 9).map(\.entries) == [[1, 2, 3]])
            #expect(try await catalog.evidence(heldBy: id(20)).map(\.number) == [2])
        }
    }
}
