import Catalog
import Changes
import Cryptography
import Jobs
import Logging
import Media
import Playback
import Storage
import Stream

extension Exports {
    /// Begins an export, in a job of the kind `export`, whose result has the id of the `export`.
    ///
    /// - Throws: `invalid`, `notFound` for a camera that is none; `conflict` where nothing was recorded in that time, or there
    ///   is no room; `busy`, `unavailable`.
    package func create(as principal: Principal, _ request: ExportRequest) async throws -> JobView {
        // It is made of what may be read, but it takes room and time.
        try Policy.requireSomebody(principal, whoMay: .manageOwnAccount)
        let stream = try request.check()
        try ExportPermission.require(principal, request.cameras)
        _ = try originals(of: request.cameras, for: principal)
        if request.burnsInTime { try await encoder.check() }
        let plan = try await self.plan(request, stream)
        try await checkRoom(plan.length + plan.spool)
        let asked = services.time.wall
        return try jobs.submit("export", by: principal) { [self] context in
            try await make(request, stream, by: principal, asked: asked, context)
        }
    }

    private func plan(_ request: ExportRequest, _ stream: StreamKind) async throws -> ExportPlan {
        var planner = ExportPlanner(catalog: services.catalog, player: player, now: services.time.wall)
        if request.burnsInTime { planner.burner = try burner() }
        do {
            return try await planner.plan(request, stream)
        } catch let error as PlaybackError {
            throw DomainError(error)
        }
    }

    private func checkRoom(_ bytes: Int64) async throws {
        let shelf = try ready().shelf
        guard shelf.count < ExportShelf.most else {
            throw DomainError(.conflict, "There are \(shelf.count) exports already. Delete some first.")
        }
        try await thread.run { [room] in try room.check(bytes, used: shelf.used) }
    }

    /// The work of the job. What was looked up before may have changed meanwhile, so it is looked up again.
    private func make(
        _ request: ExportRequest,
        _ stream: StreamKind,
        by principal: Principal,
        asked: WallTime,
        _ context: JobContext
    ) async throws -> [String: String] {
        let id = try ready().shelf.freeID(at: services.time.wall)
        var details = ["cameras": request.cameras.joined(separator: " ")]
        do {
            context.report(0, "The recordings are looked up.")
            let plan = try await self.plan(request, stream)
            try await checkRoom(plan.length + plan.spool)
            let record = try await write(plan, request, id, by: principal, asked: asked, context)
            details["files"] = "\(record.files)"
            details["bytes"] = "\(record.bytes)"
            details["from"] = ExportTime.text(request.from)
            details["to"] = ExportTime.text(request.to)
            await services.audit.note("export.create", "export/\(id.text)", by: principal, .done, details)
            services.published(.created, EventObject.export, id: id.text)
            return [
                "export": id.text, "files": "\(record.files)", "bytes": "\(record.bytes)",
                "missing": "\(record.missing)",
            ]
        } catch {
            let isCancelled = error is CancellationError || context.isCancelled
            let failure = failure(error, isCancelled: isCancelled)
            details["error"] = isCancelled ? "cancelled" : failure.sentence
            await services.audit.note("export.create", "export/\(id.text)", by: principal, .failed, details)
            if isCancelled { throw CancellationError() }
            throw failure
        }
    }

    private func write(
        _ plan: ExportPlan,
        _ request: ExportRequest,
        _ id: ExportID,
        by principal: Principal,
        asked: WallTime,
        _ context: JobContext
    ) async throws -> ExportRecord {
        let length = plan.length
        let shelf = try ready().shelf
        let writer = try await thread.run {
            let draft = try shelf.folder.draft(id.archive)
            try draft.reserve(upTo: length)
            return ExportWriter(draft)
        }
        do {
            var copy = ExportCopy(player: player, thread: thread, writer: writer, whole: plan.bytes, context: context)
            if request.hasTimeTrack { copy.timeZone = settings.timeZone }
            if request.burnsInTime { (copy.burner, copy.spool) = (try burner(), id.spool) }
            for part in plan.parts {
                if request.form == ExportRequest.exact {
                    try await copy.addExactly(part, pieces(of: part, request, copy.burner))
                } else {
                    try await copy.add(part)
                }
            }
            guard !copy.files.isEmpty else {
                throw DomainError(
                    .unavailable,
                    "None of the recordings could be read. The log of the recorder says more."
                )
            }
            context.report(0.98, "The evidence chain is looked up.")
            try await addEvidence(to: &copy, request)
            context.report(0.99, "The list of files is signed.")
            return try await finish(copy, writer, request, id, by: principal, asked: asked)
        } catch {
            await thread.run { writer.discard() }
            throw error
        }
    }

    private func pieces(
        of part: ExportPlan.Part,
        _ request: ExportRequest,
        _ burner: ExportBurner?
    ) throws -> ExactPieces {
        var pieces = ExactPieces(
            player: player,
            catalog: services.catalog,
            camera: part.camera.id,
            stream: try request.check(),
            from: request.from,
            to: request.to
        )
        if let burner { pieces.divide = { burner.recipe(of: $0).otherPicture(in: $0) } }
        return pieces
    }

    private func finish(
        _ copy: ExportCopy,
        _ writer: ExportWriter,
        _ request: ExportRequest,
        _ id: ExportID,
        by principal: Principal,
        asked: WallTime
    ) async throws -> ExportRecord {
        let base = try ready()
        let now = services.time.wall
        let manifest = ExportManifest(
            id: id.text,
            form: request.form,
            server: .init(name: settings.value(\.general.name), version: version),
            createdAt: ExportTime.text(now),
            requestedBy: principal.name,
            requestedAt: ExportTime.text(asked),
            reason: request.reason,
            from: ExportTime.text(request.from),
            to: ExportTime.text(request.to),
            stream: request.stream,
            cameras: copy.cameras,
            files: copy.files,
            documents: copy.documents,
            evidence: copy.evidence.isEmpty ? nil : copy.evidence,
            signingKey: .init(algorithm: ExportManifest.Key.algorithm, fingerprint: base.key.publicKey.fingerprint)
        )
        let record = ExportRecord(
            id: id.number,
            form: request.form,
            stream: request.stream,
            cameras: request.cameras,
            from: request.from.nanoseconds,
            to: request.to.nanoseconds,
            reason: request.reason,
            account: principal.account,
            requester: principal.name,
            requestedAt: asked.nanoseconds,
            createdAt: now.nanoseconds,
            files: copy.files.count,
            gaps: copy.cameras.reduce(0) { $0 + $1.gaps.count },
            missing: copy.cameras.reduce(0) { $0 + $1.missing.count },
            bytes: 0,
            fingerprint: base.key.publicKey.fingerprint,
            isBurnedIn: request.burnsInTime ? true : nil
        )
        try Task.checkCancellation()
        return try await thread.run {
            var record = record
            record.bytes = try writer.finish(manifest, signedWith: base.key, at: now)
            try base.shelf.add(record, writer)
            return record
        }
    }

    /// What went wrong, for whoever asks; what is not for everyone's eyes, as the place of a file, is for the log.
    private func failure(_ error: any Error, isCancelled: Bool) -> DomainError {
        if let error = error as? DomainError { return error }
        if let error = DomainError(ofCatalogue: error) { return error }
        if !isCancelled { services.logger.error("an export failed", metadata: ["error": "\(error)"]) }
        if let error = error as? StorageError, error.isFull {
            return DomainError(.unavailable, "The disk is full, so the export cannot be written. Make room on it.")
        }
        return DomainError(.unavailable, "The export cannot be written. The log of the recorder says why.")
    }
}
