import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// What was recorded of cameras that were removed.
extension MiBeeRoutes {
    private static let path = "/api/archives/{id}"

    var archives: [Endpoint] {
        [
            .foreign(.get, "/api/archives", access: .objects(.playRecordings)) { call in
                let groups = try await recorder.archives.list(as: call.principal)
                return try .json(MiBeeArchivesMessage(archives: groups.compactMap { MiBeeArchiveMessage($0) }))
            },
            .foreign(.get, "\(Self.path)/recordings", access: .camera(.playRecordings, parameter: "id")) { call in
                let id = try await archive(call)
                let query = try Archive.PlaceQuery(call, cameras: [id])
                return try .json(
                    MiBeeRecordingsMessage(try await recorder.archive.places(as: call.principal, query))
                )
            },
            .foreign(.delete, Self.path, access: .camera(.deleteRecordings, parameter: "id")) { call in
                var request = PurgeRequest()
                request.camera = try await archive(call)
                _ = try await recorder.keeping.purge(as: call.principal, request)
                return try .mibee(status: "deleted")
            },
            .foreign(
                .delete,
                "\(Self.path)/recordings/{recording}",
                access: .camera(.deleteRecordings, parameter: "id")
            ) { call in
                let id = try await archive(call)
                let number = try call.path("recording")
                return try await MiBeeSubject.recording(number).naming {
                    let recording = try await recorder.archive.recording(as: call.principal, number)
                    guard recording.camera == id else { throw MiBeeSubject.recording(number).missing }
                    try await recorder.keeping.delete(as: call.principal, number)
                    return try .mibee(status: "deleted")
                }
            },
            .foreign(.put, "\(Self.path)/retention", access: .camera(.manageCamera, parameter: "id")) { call in
                let body = try await call.body(MiBeeRetentionBody.self)
                guard let days = body.retentionDays, days >= 0 else {
                    throw MiBeeErrors.invalid("retention_days is 0 or more, and 0 keeps the recordings for ever")
                }
                let id = try await archive(call)
                _ = try await recorder.archives.change(
                    as: call.principal,
                    id,
                    isArchived: nil,
                    retentionDays: .some(days)
                )
                return try .mibee(status: "updated")
            },
        ]
    }

    /// The archive that a call names.
    ///
    /// - Throws: `Problem`, 404, where there is none.
    private func archive(_ call: Call) async throws -> String {
        let id = try call.path("id")
        let groups = try await recorder.archives.list(as: call.principal)
        guard groups.contains(where: { $0.camera == id && MiBeeArchiveMessage($0) != nil }) else {
            throw MiBeeSubject.archive(id).missing
        }
        return id
    }
}
