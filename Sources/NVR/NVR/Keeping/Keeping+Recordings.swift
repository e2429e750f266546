import Catalog
import Changes
import Jobs
package import Media
import Retention
import Stream

/// What shall be different about how a recording is kept: a member that is nil stays as it is.
package struct RecordingChange: Hashable, Sendable {
    package var isProtected: Bool?
    package var isEvent: Bool?
    /// A time of its own instead of its camera's: 0 until the room is needed; `.some(nil)` takes it away.
    package var retentionDays: Int??

    package init(isProtected: Bool? = nil, isEvent: Bool? = nil, retentionDays: Int?? = nil) {
        self.isProtected = isProtected
        self.isEvent = isEvent
        self.retentionDays = retentionDays
    }
}

/// Recordings that somebody wants to be gone. All members narrow the choice.
package struct PurgeRequest: Hashable, Sendable {
    package var camera: String?
    /// "main" or "sub"; nil for both.
    package var stream: String?
    /// "continuous" or "event"; nil for both.
    package var kind: String?
    /// Only those that ended by then.
    package var before: WallTime?
    /// Only those that ended so many days ago.
    package var olderThanDays: Int?
    /// Only tells what would go.
    package var isDryRun = false

    package init() {}

    package static let kinds = ["continuous", "event"]
}

extension Keeping {
    /// So many recordings can be named at once.
    package static let mostNamed = 1000
    /// What shall be gone goes in steps of so many, between which others write into the catalogue.
    private static let purgeStep = 200

    // MARK: Keeping

    /// Changes how a recording is kept.
    package func change(as principal: Principal, _ id: String, _ change: RecordingChange) async throws -> RecordingView
    {
        try Policy.requireSomebody(principal, whoMay: .protectRecordings)
        let row = try await row(as: principal, id)
        try Policy.require(principal, .protectRecordings, .camera(row.camera.text))
        // What it is joined to may be protected in its stead, and nothing else.
        if change != RecordingChange(isProtected: true) { try Self.check(row, is: id) }
        var keeping = KeepingChange(isProtected: change.isProtected, isEvent: change.isEvent)
        if let days = change.retentionDays { keeping.keepUntil = .some(try Self.end(of: row, days)) }
        guard try await !services.catalog.setKeeping(keeping, of: [row.id]).isEmpty else {
            throw DomainError.noRecording(id)
        }
        await changed([row], change, by: principal)
        if change.retentionDays != nil { await keeper.wakeForAge() }
        guard let new = try await services.catalog.segment(row.id) else { throw DomainError.noRecording(id) }
        return RecordingView(new)
    }

    /// Protects several recordings, or no longer.
    ///
    /// - Returns: the ids of those that are so now; the others are not there, or not the asker's to protect.
    package func protect(as principal: Principal, _ ids: [String], _ isProtected: Bool) async throws -> [String] {
        try Policy.requireSomebody(principal, whoMay: .protectRecordings)
        guard (1...Self.mostNamed).contains(ids.count) else {
            throw DomainError(.invalid, "ids are 1 to \(Self.mostNamed) ids of recordings.", member: "ids")
        }
        var rows: [SegmentRecord] = []
        for id in Set(ids.compactMap(RecordingID.init)).sorted() {
            let row = isProtected ? try await services.catalog.recording(id) : try await services.catalog.segment(id)
            guard let row, !rows.contains(where: { $0.id == row.id }),
                Policy.may(principal, .protectRecordings, .camera(row.camera.text))
            else { continue }
            rows.append(row)
        }
        let done = Set(
            try await services.catalog.setKeeping(KeepingChange(isProtected: isProtected), of: rows.map(\.id))
        )
        rows.removeAll { !done.contains($0.id) }
        await changed(rows, RecordingChange(isProtected: isProtected), by: principal)
        return rows.map { "\($0.id)" }
    }

    private func changed(_ rows: [SegmentRecord], _ change: RecordingChange, by principal: Principal) async {
        guard let first = rows.first else { return }
        for row in rows { services.published(.changed, EventObject.recording, id: "\(row.camera)/\(row.id)") }
        var details: [String: String] = ["recordings": "\(rows.count)"]
        details["protected"] = change.isProtected.map { "\($0)" }
        details["event"] = change.isEvent.map { "\($0)" }
        details["retention_days"] = change.retentionDays.map { $0.map { "\($0)" } ?? "none" }
        let target = rows.count == 1 ? "recording/\(first.id)" : nil
        await services.audit.note("recording.keep", target, by: principal, .done, details)
    }

    private static func end(of row: SegmentRecord, _ days: Int?) throws(DomainError) -> WallTime? {
        guard let days else { return nil }
        guard (0...36_500).contains(days) else {
            throw DomainError(
                .invalid,
                "retention_days is a number from 1 to 36500, 0 until the room is needed, or null for what its camera says.",
                member: "retention_days"
            )
        }
        return days == 0 ? WallTime(nanoseconds: .max) : row.end + .seconds(Int64(days) * 86_400)
    }

    /// Of a camera whose recordings the asker may not play there is none.
    private func row(as principal: Principal, _ id: String) async throws -> SegmentRecord {
        guard let key = RecordingID(id) else { throw DomainError.noRecording(id) }
        let row = try await services.catalog.recording(key)
        guard let row, Policy.may(principal, .playRecordings, .camera(row.camera.text)) else {
            throw DomainError.noRecording(id)
        }
        return row
    }

    /// What concerns one recording does not concern all that it was joined with.
    private static func check(_ row: SegmentRecord, is id: String) throws(DomainError) {
        guard "\(row.id)" != id else { return }
        throw DomainError(
            .conflict,
            "The recording \(id) has been joined to the recording \(row.id), which is longer: say that one if you mean it."
        )
    }

    // MARK: Deleting

    /// Deletes a recording.
    ///
    /// - Parameter force: also one that is protected.
    /// - Throws: `conflict` for one that is protected, or is still being written.
    package func delete(as principal: Principal, _ id: String, force: Bool = false) async throws {
        try Policy.requireSomebody(principal, whoMay: .deleteRecordings)
        let row = try await row(as: principal, id)
        try Policy.require(principal, .deleteRecordings, .camera(row.camera.text))
        try Self.check(row, is: id)
        guard !row.isOpen else {
            throw DomainError(.conflict, "The recording \(id) is still being written: wait until it has ended.")
        }
        let removals = try await services.catalog.deleteUnchanged([row], includingProtected: force)
        guard !removals.isEmpty else {
            guard try await services.catalog.segment(row.id) != nil else { throw DomainError.noRecording(id) }
            throw DomainError(.conflict, "The recording \(id) is protected: lift that first, or say that you mean it.")
        }
        services.published(.deleted, EventObject.recording, id: "\(row.camera)/\(row.id)")
        await services.audit.note(
            "recording.delete",
            "recording/\(row.id)",
            by: principal,
            .done,
            ["camera": row.camera.text, "bytes": "\(row.bytes)", "protected": "\(row.isProtected)"]
        )
        await keeper.wake()
    }

    /// Deletes all recordings of a choice but those that are protected or being written, as a job of the kind `purge`. The
    /// files follow.
    package func purge(as principal: Principal, _ request: PurgeRequest) async throws -> StorageSum {
        try Policy.requireSomebody(principal, whoMay: .deleteRecordings)
        let purge = try await Purge(request, as: principal, self)
        let services = services
        let sum = try await jobs.run("purge", by: principal) { context in
            let sum = try await purge.run(services, step: Self.purgeStep) { part, found in
                try context.checkCancellation()
                context.report(part, "\(found.recordings) recordings, \(KeepingWords.size(found.bytes)).")
            }
            return (sum, result: ["recordings": "\(sum.recordings)", "bytes": "\(sum.bytes)"])
        }
        guard !request.isDryRun else { return sum }
        var details = ["recordings": "\(sum.recordings)", "bytes": "\(sum.bytes)"]
        details["stream"] = request.stream
        details["kind"] = request.kind
        details["before"] = purge.before.map { "\($0.nanoseconds / 1_000_000_000)" }
        let target = request.camera.map { "camera/\($0)" }
        await services.audit.note("recording.purge", target, by: principal, .done, details)
        await keeper.wake()
        return sum
    }
}
