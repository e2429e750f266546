import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import Reception
import Tar

/// Backups as files of the document's form. What is in one is a sealed backup, as the native API makes them.
extension MiBeeRoutes {
    var backups: [Endpoint] {
        [
            .foreign(.post, "/api/backup", access: .may(.manageSystem), makeBackup),
            .foreign(.get, "/api/backups", access: .may(.manageSystem)) { call in
                try .json(MiBeeBackupsMessage(backups: try await keptBackups(as: call.principal)))
            },
        ]
    }

    private func makeBackup(_ call: Call) async throws -> Response {
        let principal = call.principal
        let sealed = try await recorder.backups.sealed(as: principal)
        // Names are of seconds: the next one that is free.
        let newest = try await keptNames(as: principal).first?.name.seconds ?? 0
        let name = MiBeeBackupName(seconds: max(recorder.now.nanoseconds / 1_000_000_000, newest + 1))
        let archive = TarArchive.gzipped("\(name.id).njb", sealed, at: name.seconds)
        try await recorder.backups.keep(document: archive, as: principal, of: MiBeeBackupName.word, name.file)
        let path = try recorder.backups.path(as: principal, ofDocument: name.file)
        return try .json(MiBeeBackupMessage(name, byteCount: Int64(archive.count), path: path))
    }

    private func keptBackups(as principal: Principal) async throws -> [MiBeeBackupMessage] {
        try await keptNames(as: principal).map { name, byteCount in
            let path = try recorder.backups.path(as: principal, ofDocument: name.file)
            return MiBeeBackupMessage(name, byteCount: byteCount, path: path)
        }
    }

    /// The newest first.
    private func keptNames(as principal: Principal) async throws -> [(name: MiBeeBackupName, byteCount: Int64)] {
        try await recorder.backups.documents(as: principal, of: MiBeeBackupName.word)
            .compactMap { document in MiBeeBackupName(file: document.name).map { ($0, document.byteCount) } }
            .sorted { $0.name.seconds > $1.name.seconds }
    }
}
