import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import Reception

/// Many recordings at once, and their files.
extension LightRoutes {
    /// So long a call waits for what is brought in line; the job goes on behind it.
    private static let patience: Duration = .seconds(20)

    var batches: [Endpoint] {
        [
            .foreign(.post, "/api/recordings/batch-delete", access: .objects(.deleteRecordings), deleteMany),
            .foreign(
                .get,
                "/api/recordings/batch-delete/progress/{job}",
                access: .may(.followChanges)
            ) { call in
                try await LightSubject.job.naming {
                    try .light(LightProgressMessage(try recorder.jobs.job(as: call.principal, call.path("job"))))
                }
            },
            .foreign(.post, "/api/recordings/batch-protect", access: .objects(.protectRecordings), protectMany),
            .foreign(.get, "/api/recordings/files/check", access: .objects(.playRecordings), checkFile),
            .foreign(.delete, "/api/recordings/files", access: .objects(.deleteRecordings), deleteFile),
            .foreign(.post, "/api/recordings/sync", access: .may(.manageSystem)) { call in
                let job = try await recorder.upkeep.consistency.start(as: call.principal, repairs: true)
                let done = try await recorder.jobs.outcome(as: call.principal, of: job.id, within: Self.patience)
                return try .light(
                    LightSyncMessage(
                        updated: done.result["mended"].flatMap { Int($0) } ?? 0,
                        found: done.result["found"].flatMap { Int($0) } ?? 0
                    )
                )
            },
        ]
    }

    /// Whoever may do it with no camera at all is told so before what was sent is looked at.
    static func requireAny(_ principal: Principal, _ action: Action) throws {
        guard case .some(let cameras) = Policy.cameras(for: principal, action), cameras.isEmpty else { return }
        var error = DomainError(.forbidden, "Your account does not allow this.")
        error.denial = DomainError.Denial(action)
        throw error
    }

    /// The recordings' ids; a number that nothing has stays, and names no recording.
    private func ids(_ numbers: [Int64]) async throws -> [String] {
        var ids: [String] = []
        for number in numbers {
            let thing = try await recorder.numbers.thing(numbered: number)
            ids.append(thing?.kind == .recording ? thing?.id ?? "" : "\(number)")
        }
        return ids
    }

    private static func checked(_ ids: [Int64]?) throws -> [Int64] {
        guard let ids, !ids.isEmpty else { throw LightErrors.invalid("Missing or empty 'ids' array") }
        guard ids.count <= Keeping.mostNamed else {
            throw LightErrors.invalid("ids are \(Keeping.mostNamed) at most")
        }
        return ids
    }

    private func deleteMany(_ call: Call) async throws -> Response {
        try Self.requireAny(call.principal, .deleteRecordings)
        let body = try await call.body(LightBatchDeleteBody.self)
        let choice: RecordingBatch.Choice
        if let filter = body.filter, body.ids == nil {
            choice = .filter(try RecordingBatch.Filter(filter, try await book(call)))
        } else {
            choice = .named(try await ids(try Self.checked(body.ids)))
        }
        let job = try await recorder.keeping.batch(as: call.principal, RecordingBatch(.delete, choice))
        return try .light(LightJobMessage(jobID: job.id), status: .accepted)
    }

    private func protectMany(_ call: Call) async throws -> Response {
        try Self.requireAny(call.principal, .protectRecordings)
        let body = try await call.body(LightBatchProtectBody.self)
        let numbers = try Self.checked(body.ids)
        guard let isProtected = body.protected else { throw LightErrors.invalid("Missing or invalid 'protected'") }
        let done = try await recorder.keeping.protect(as: call.principal, try await ids(numbers), isProtected)
        let word = isProtected ? "protected" : "unprotected"
        return try .light(
            LightBatchProtectMessage(
                successCount: done.count,
                failCount: max(0, numbers.count - done.count),
                protected: isProtected,
                message: "\(done.count) recordings \(word)"
            )
        )
    }

    // MARK: Files

    /// - Throws: `Problem`, 400.
    private static func filePath(_ call: Call) throws -> String {
        guard let path = try call.query("path", longest: 4096)?.nothingIfEmpty else {
            throw LightErrors.invalid("Missing path parameter")
        }
        return path
    }

    private func checkFile(_ call: Call) async throws -> Response {
        let path = try Self.filePath(call)
        do {
            let recording = try await recorder.archive.recording(as: call.principal, named: path)
            // Whether it is on the disk too.
            let media = try await recorder.archive.media(as: call.principal, of: recording.id)
            let message = LightFileMessage(exists: true, size: media.length, mtime: recording.end.unixSeconds)
            return try .light(message)
        } catch let error as DomainError {
            switch error.kind {
            case .notFound, .gone, .unavailable: return try .light(LightFileMessage(exists: false, size: 0, mtime: 0))
            default: throw error
            }
        }
    }

    /// The file is the recording's, and goes with it; there is nothing else that could be deleted.
    private func deleteFile(_ call: Call) async throws -> Response {
        try Self.requireAny(call.principal, .deleteRecordings)
        let path = try Self.filePath(call)
        return try await LightSubject.recordingFile.naming {
            let recording = try await recorder.archive.recording(as: call.principal, named: path)
            try await recorder.keeping.delete(as: call.principal, recording.id)
            return try .light(LightDeletedFileMessage())
        }
    }
}
