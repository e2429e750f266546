import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// Deleting recordings and snapshots, with their files. Those that are protected stay.
extension VibeRoutes {
    private static let path = "/events"
    /// So many can be named at once.
    private static let mostNamed = 1000

    var deleting: [Endpoint] {
        [
            .foreign(.delete, "\(Self.path)/{id}", access: .may(.manageSystem)) { call in
                try await delete(try call.number("id"), as: call.principal)
                return try .vibe(message: "Event deleted")
            },
            .foreign(.post, "\(Self.path)/bulk-delete", access: .may(.manageSystem), deleteMany),
            .foreign(.delete, "\(Self.path)/bulk/all", access: .may(.manageSystem), deleteAll),
        ]
    }

    /// - Throws: `Problem`, 404, where there is none; the domain's refusal of one that is protected or being written.
    private func delete(_ number: Int64, as principal: Principal) async throws {
        guard let thing = try await recorder.numbers.thing(numbered: number) else { throw VibeSubject.event.missing }
        try await VibeSubject.event.naming { try await delete(thing, as: principal) }
    }

    private func delete(_ thing: Numbers.Thing, as principal: Principal) async throws {
        switch thing.kind {
        case .recording: try await recorder.keeping.delete(as: principal, thing.id)
        case .snapshot: try await recorder.album.delete(as: principal, thing.id)
        case .camera, .volume: throw VibeSubject.event.missing
        }
    }

    private func deleteMany(_ call: Call) async throws -> Response {
        let body = try await call.body(VibeBulkBody.self)
        guard let ids = body.ids else { throw VibeErrors.invalid("event_ids", "Field required") }
        guard ids.count <= Self.mostNamed else {
            throw VibeErrors.invalid("event_ids", "These are more than \(Self.mostNamed).")
        }
        var message = VibeBulkMessage(deleted: 0, errors: [])
        for id in ids {
            do {
                try await delete(id, as: call.principal)
                message.deleted += 1
            } catch let problem as Problem where problem.status == .notFound {
                message.errors.append("Event \(id) not found")
            } catch let error as DomainError where error.kind != .forbidden && error.kind != .unproven {
                message.errors.append("Event \(id): \(error.sentence)")
            }
        }
        return try .json(message)
    }

    private func deleteAll(_ call: Call) async throws -> Response {
        let type = try call.query("event_type")?.nothingIfEmpty
        var (deleted, bytes) = (0, Int64(0))
        switch type {
        case nil, VibeEventQuery.video?, VibeEventQuery.snapshot?, VibeEventQuery.picture?: break
        default: throw VibeErrors.invalid("event_type", "It is video or picture.")
        }
        if type == nil || type == VibeEventQuery.video {
            let sum = try await recorder.keeping.purge(as: call.principal, PurgeRequest())
            deleted += sum.recordings
            bytes += sum.bytes
        }
        if type != VibeEventQuery.video {
            let sum = try await recorder.album.purge(as: call.principal, SnapshotPurge())
            deleted += sum.snapshots
            bytes += sum.bytes
        }
        return try .json(
            VibePurgeMessage(
                deleted: deleted,
                bytes: bytes,
                megabytes: RecordingWords.megabytes(bytes),
                type: type ?? "all"
            )
        )
    }
}
