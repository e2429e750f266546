import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// A volume, and what the document calls it.
struct VibeProfile: Sendable {
    /// Its id.
    var volume: String
    var message: VibeProfileMessage
}

/// Storage profiles: the volumes but for the default one, which is the document's "default storage path".
extension VibeRoutes {
    private static let path = "/storage/profiles"

    var profiles: [Endpoint] {
        [
            .foreign(.get, Self.path, access: .may(.manageSystem)) { call in
                let skip = try call.integer("skip", from: 0) ?? 0
                let limit = try call.integer("limit", from: 1) ?? 100
                let all = try await storageProfiles(as: call.principal).map(\.message)
                return try .json(Array(all.dropFirst(skip).prefix(limit)))
            },
            .foreign(.get, "\(Self.path)/{id}", access: .may(.manageSystem)) { call in
                try .json(try await profile(call).message)
            },
            .foreign(.post, Self.path, access: .may(.manageSystem)) { call in
                let body = try await call.body(VibeProfileBody.self)
                guard let name = body.name else { throw VibeErrors.invalid("name", "Field required") }
                guard let path = body.path else { throw VibeErrors.invalid("path", "Field required") }
                var draft = VolumeDraft(name: name, path: path)
                draft.note = body.note ?? ""
                draft.limitBytes = try RecordingWords.bytes(body.largest ?? 0, "max_size_gb")
                let wanted = draft
                let volume = try await Self.naming { try await recorder.volumes.add(as: call.principal, wanted) }
                return try .json(try await profile(of: volume).message)
            },
            .foreign(.put, "\(Self.path)/{id}", access: .may(.manageSystem), replace),
            .foreign(.delete, "\(Self.path)/{id}", access: .may(.manageSystem)) { call in
                let profile = try await profile(call)
                try await VibeSubject.profile.naming {
                    // What was recorded there stays, and so do its files.
                    _ = try await recorder.removeVolume(as: call.principal, profile.volume, recordings: .keep)
                }
                return try .vibe(message: "Storage profile deleted successfully")
            },
        ]
    }

    private func replace(_ call: Call) async throws -> Response {
        let profile = try await profile(call)
        let body = try await call.body(VibeProfileBody.self)
        var change = VolumeChange()
        change.name = body.name
        change.path = body.path
        change.note = body.note
        if let largest = body.largest {
            change.limitBytes = .some(try RecordingWords.bytes(largest, "max_size_gb"))
        }
        let wanted = change
        let volume = try await VibeSubject.profile.naming {
            try await Self.naming { try await recorder.volumes.change(as: call.principal, profile.volume, wanted) }
        }
        return try .json(try await self.profile(of: volume).message)
    }

    // MARK: Finding

    /// None for those who may not know of them.
    func storageProfiles(as principal: Principal) async throws -> [VibeProfile] {
        guard Policy.may(principal, .manageSystem) else { return [] }
        let volumes = try await recorder.volumes.list(as: principal).filter { !$0.isDefault }
        let numbers = try await numbers(of: .volume, volumes.map(\.id))
        return volumes.compactMap { volume in numbers[volume.id].map { VibeProfile(volume, $0) } }
            .sorted { $0.message.id < $1.message.id }
    }

    private func profile(_ call: Call) async throws -> VibeProfile {
        let number = try call.number("id")
        guard let found = try await storageProfiles(as: call.principal).first(where: { $0.message.id == number }) else {
            throw VibeSubject.profile.missing
        }
        return found
    }

    private func profile(of volume: VolumeView) async throws -> VibeProfile {
        VibeProfile(volume, try await recorder.numbers.number(of: .volume, volume.id))
    }

    private static let names = ["limit_bytes": "max_size_gb"]

    /// What makes no sense is told of the document's members.
    private static func naming<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DomainError where error.kind == .invalid {
            var renamed = error
            for place in renamed.faults.indices {
                renamed.faults[place].member = names[renamed.faults[place].member] ?? renamed.faults[place].member
            }
            throw renamed
        }
    }
}

extension VibeProfile {
    fileprivate init(_ volume: VolumeView, _ number: Int64) {
        self.init(
            volume: volume.id,
            message: VibeProfileMessage(
                id: number,
                name: volume.name,
                path: volume.path,
                note: volume.note.nothingIfEmpty,
                largest: volume.limitBytes.map(RecordingWords.gigabytes) ?? 0
            )
        )
    }
}
