import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import Multipart
import NIOCore
import NVR
import Reception

extension VibeRoutes {
    private static let path = "/settings/backup"
    /// The document's "5/minute".
    private static let exporting = RateLimitTier(name: "vibenvr-backup-export", limit: 5)
    private static let mostOfOneMinute = 60
    private static let importing = RateLimitTier(name: "vibenvr-backup-import", limit: 5)

    var backups: [Endpoint] {
        [
            .foreign(.get, "\(Self.path)/export", access: .may(.manageSystem), tier: Self.exporting, export),
            .foreign(.post, "\(Self.path)/import", access: .may(.manageSystem), tier: Self.importing) { call in
                try await restore(try await Self.uploaded(call), as: call.principal)
            },
            .foreign(.get, "\(Self.path)/list", access: .may(.manageSystem)) { call in
                let files = try await recorder.backups.documents(as: call.principal, of: VibeNVRFace.name)
                let known = files.compactMap { file in BackupFileName(file.name).map { (file, $0) } }
                let messages = known.sorted { $1.1.time < $0.1.time }.map { file, name in
                    VibeBackupFileMessage(filename: name.text, size: file.byteCount, createdAt: name.time)
                }
                return try .json(messages)
            },
            .foreign(.post, "\(Self.path)/run", access: .may(.manageSystem)) { call in
                try await keep(as: call.principal)
                return try .vibe(message: "Manual backup completed successfully")
            },
            .foreign(.post, "\(Self.path)/restore-file/{filename}", access: .may(.manageSystem)) { call in
                let name = try Self.fileName(call)
                let bytes = try await VibeSubject.backup.naming {
                    try await recorder.backups.document(as: call.principal, of: VibeNVRFace.name, name)
                }
                return try await restore(ByteBuffer(bytes: bytes), as: call.principal)
            },
            .foreign(.delete, "\(Self.path)/{filename}", access: .may(.manageSystem)) { call in
                let name = try Self.fileName(call)
                try await VibeSubject.backup.naming {
                    try await recorder.backups.deleteDocument(as: call.principal, of: VibeNVRFace.name, name)
                }
                return try .vibe(message: "Backup \(name) deleted")
            },
        ]
    }

    private static func fileName(_ call: Call) throws -> String {
        let name = try call.path("filename")
        guard !name.contains("/"), !name.contains("\\"), !name.contains("..") else {
            throw VibeErrors.problem(.badRequest, "Invalid filename")
        }
        return name
    }

    // MARK: Writing it down

    private func export(_ call: Call) async throws -> Response {
        let document = try await document(as: call.principal)
        let name = BackupFileName.ofExport(at: document.timestamp)
        return try .json(
            document,
            headers: [
                .contentDisposition: ContentDisposition.attachment(fileName: name).description,
                .cacheControl: "no-store",
            ]
        )
    }

    private func keep(as principal: Principal) async throws {
        let document = try await document(as: principal)
        let bytes = Array(try JSONBody.encode(document).readableBytesView)
        let files = try await recorder.backups.documents(as: principal, of: VibeNVRFace.name)
        let taken = Set(files.map(\.name))
        // Their names tell seconds apart: of two in one second the later is called by the next.
        let (time, now) = (recorder.localTime, recorder.now.nanoseconds)
        let names = (0..<Self.mostOfOneMinute).lazy.map { place in
            BackupFileName.manual(at: time.text(WallTime(nanoseconds: now + Int64(place) * 1_000_000_000))).text
        }
        guard let name = names.first(where: { !taken.contains($0) }) else {
            throw VibeErrors.problem(.conflict, "There are too many backups of this minute. Try again in the next.")
        }
        try await recorder.backups.keep(document: bytes, as: principal, of: VibeNVRFace.name, name)
    }

    private func document(as principal: Principal) async throws -> VibeBackupMessage {
        let settings = try recorder.settings.view(as: principal).byKey
        let kept = SettingName.all.filter { !$0.isSecret }.enumerated().map { place, name in
            let shown = name.shown(settings)
            return VibeBackupMessage.Setting(
                id: place + 1,
                key: shown.key,
                value: shown.value,
                description: shown.description
            )
        }
        let users = try Policy.may(principal, .manageUsers) ? recorder.people.list(as: principal) : []
        return VibeBackupMessage(
            timestamp: recorder.localTime.text(recorder.now),
            settings: kept,
            cameras: try await messages(as: principal),
            profiles: try await storageProfiles(as: principal).map(\.message),
            users: users.map { person in
                let user = VibeUserMessage(person, recorder.localTime)
                return VibeBackupMessage.User(
                    username: user.username,
                    email: user.email,
                    role: user.role,
                    isSecondFactorEnabled: user.isSecondFactorEnabled,
                    restrictCameraAccess: user.restrictCameraAccess
                )
            }
        )
    }

    // MARK: Bringing it back

    /// The field `file` of the form that was sent.
    private static func uploaded(_ call: Call) async throws -> ByteBuffer {
        let type = call.request.headers[.contentType] ?? ""
        guard let boundary = multipartBoundary(inContentType: type) else {
            throw VibeErrors.invalid("file", "Field required")
        }
        // A little more than the file, for the form around it.
        let bytes = try await call.request.bytes(limit: Backups.largestDocument + 16 * 1024)
        guard let form = FormData(Array(bytes.readableBytesView), boundary: boundary), let file = form["file"] else {
            throw VibeErrors.invalid("file", "Field required")
        }
        return ByteBuffer(bytes: file.body)
    }

    private func restore(_ bytes: ByteBuffer, as principal: Principal) async throws -> Response {
        let body: VibeBackupBody
        do {
            body = try JSONBody.decode(VibeBackupBody.self, from: bytes)
        } catch {
            throw VibeErrors.problem(.badRequest, "Invalid JSON format")
        }
        let skipped = try await VibeRestore(routes: self, principal: principal, body: body).carryOut()
        return try .json(VibeRestoredMessage(message: "Configuration restored successfully", skipped: skipped))
    }
}
