import Catalog
import Changes
import Cryptography
import Logging
import Media
import Playback
import Storage
import Stream
import Synchronization

/// What exports have on the disk.
struct ExportBase: Sendable {
    let shelf: ExportShelf
    /// They are signed with it.
    let key: SigningKey
}

/// Recordings that are given away: each export is a ZIP file with a signed list of what is in it, in a folder of its own
/// (docs/operations.md).
package final class Exports: Sendable {
    let services: DomainServices
    let settings: Settings
    let jobs: RecorderJobs
    let player: Player
    let room: ExportRoom
    private let base: Result<ExportBase, StartError>
    let version: String
    private let encoding: ExportEncoding?
    /// The chains of which exports take entries along.
    package let evidence: Evidence
    /// Writes exports, and waits for everyone else.
    let thread = DiskThreads.patient()
    private let readers: DiskThreads
    private let sleep: @Sendable (Duration) async throws -> Void
    private let trouble = Mutex<String?>(nil)

    /// It is looked so often for exports whose time has come.
    private static let interval = Duration.seconds(600)
    /// So often it is looked whether something may be encoded now.
    private static let patience = Duration.seconds(2)

    /// - Parameters:
    ///   - player: opens recordings, and reads them on threads that write nothing.
    ///   - base: what is on the disk; why there is nothing, where the folder or the key cannot be used: nobody has to do without
    ///     recordings because of that.
    ///   - readers: read exports for those who fetch them.
    ///   - encoding: of those who encode pictures anew; nil where nobody does.
    ///   - version: of the program.
    ///   - sleep: waits, and is turned by tests.
    init(
        services: DomainServices,
        settings: Settings,
        jobs: RecorderJobs,
        player: Player,
        base: Result<ExportBase, StartError>,
        room: ExportRoom,
        version: String,
        readers: DiskThreads,
        encoding: ExportEncoding? = nil,
        // Injected, so that a test can turn the clock.
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.services = services
        self.settings = settings
        self.jobs = jobs
        self.player = player
        self.base = base
        self.room = room
        self.version = version
        self.readers = readers
        self.encoding = encoding
        self.sleep = sleep
        evidence = Evidence(services: services, jobs: jobs, player: player, key: try? base.get().key)
    }

    /// Deletes exports whose time has come, until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await deleteExpired()
            try? await sleep(Self.interval)
        }
    }

    /// Ends the thread.
    func close() async {
        await thread.stop()
        await evidence.close()
    }

    /// What is wrong, in sentences.
    var problems: [String] {
        switch base {
        case .success: trouble.withLock { $0.map { [$0] } ?? [] } + evidence.problems
        case .failure(let error): ["Nothing can be exported. \(error)"]
        }
    }

    func ready() throws(DomainError) -> ExportBase {
        guard case .success(let base) = base else {
            throw DomainError(.unavailable, "Exports cannot be used now. The recorder's health says why.")
        }
        return base
    }

    var encoder: ExportEncoding {
        get throws(DomainError) {
            guard let encoding else {
                throw DomainError(.unavailable, "Pictures cannot be encoded anew here: there are no workers.")
            }
            return encoding
        }
    }

    /// Makes the films of an export with the time burned in.
    func burner() throws(DomainError) -> ExportBurner {
        ExportBurner(
            encoding: try encoder,
            zone: settings.timeZone,
            folder: try ready().shelf.folder,
            pause: { [sleep] in try await sleep(Self.patience) }
        )
    }

    // MARK: Asking

    /// The newest first: those of whose cameras the asker may export.
    ///
    /// - Parameter camera: only those that show this one.
    package func list(as principal: Principal, camera: String? = nil) throws(DomainError) -> [ExportView] {
        try ExportPermission.require(principal, camera.map { [$0] } ?? [])
        return try ready().shelf.list.filter { record in
            ExportPermission.may(principal, record.cameras) && camera.map(record.cameras.contains) ?? true
        }.map(view)
    }

    package func export(as principal: Principal, _ id: String) throws(DomainError) -> ExportView {
        view(try record(as: principal, id).record)
    }

    /// Opens an export to be fetched.
    package func file(as principal: Principal, _ id: String) async throws -> ExportFile {
        let (id, record) = try record(as: principal, id)
        let viewings = try originals(of: record.cameras, for: principal)
        let shelf = try ready().shelf
        let file: ReadableFile
        do {
            file = try await readers.run { try shelf.folder.open(id.archive) }
        } catch {
            services.logger.error("an export cannot be read", metadata: ["error": "\(error)"])
            throw DomainError(.gone, "The file of the export \(id.text) is gone or cannot be read.")
        }
        await services.audit.noteSeldom(
            "export.download",
            "export/\(id.text)",
            by: principal,
            .done,
            ["cameras": record.cameras.joined(separator: " ")],
            every: Recorder.footageInterval
        )
        return ExportFile(export: view(record), file: file, threads: readers, viewings: viewings)
    }

    /// What an export shows is what its cameras sent.
    ///
    /// - Throws: `forbidden` for those from whom privacy masks hide parts of one of them.
    func originals(of cameras: [String], for principal: Principal) throws(DomainError) -> [Viewing] {
        var viewings: [Viewing] = []
        for camera in cameras {
            viewings.append(try services.masks.requireOriginal(of: camera, for: principal, "exports"))
        }
        return viewings
    }

    /// The public half of the key that exports are signed with.
    package func signingKey(as principal: Principal) throws(DomainError) -> SigningKeyView {
        try Policy.requireSomebody(principal)
        let key = try ready().key.publicKey
        return SigningKeyView(pem: String(decoding: key.pem, as: UTF8.self), fingerprint: key.fingerprint)
    }

    // MARK: Deleting

    package func delete(as principal: Principal, _ id: String) async throws {
        try Policy.requireSomebody(principal, whoMay: .deleteRecordings)
        let (id, record) = try record(as: principal, id)
        try ExportPermission.requireDeleting(principal, record)
        try await remove(id, by: principal)
    }

    private func remove(_ id: ExportID, by principal: Principal) async throws {
        let shelf = try ready().shelf
        do throws(StorageError) {
            try await thread.run { () throws(StorageError) in try shelf.remove(id) }
        } catch {
            services.logger.error("an export cannot be deleted", metadata: ["error": "\(error)"])
            throw DomainError(
                .unavailable,
                "The export \(id.text) cannot be deleted now. The log of the recorder says why."
            )
        }
        await services.audit.note("export.delete", "export/\(id.text)", by: principal)
        services.published(.deleted, EventObject.export, id: id.text)
    }

    /// Deletes those that have been kept for as long as the settings say.
    func deleteExpired() async {
        guard case .success(let base) = base else { return }
        let days = settings.value(\.export.retentionDays)
        let now = services.time.wall
        var problem: String?
        for record in base.shelf.list where record.expiry(days: days).map({ $0 <= now }) ?? false {
            do {
                try await remove(ExportID(number: record.id), by: .recorder)
            } catch {
                problem = "Exports whose time has come cannot be deleted. \(error)"
            }
        }
        trouble.withLock { $0 = problem }
    }

    // MARK: What all need

    private func view(_ record: ExportRecord) -> ExportView {
        ExportView(record, days: settings.value(\.export.retentionDays))
    }

    /// Of an export with a camera that somebody may not even see there is none.
    private func record(
        as principal: Principal,
        _ text: String
    ) throws(DomainError) -> (id: ExportID, record: ExportRecord) {
        try Policy.requireSomebody(principal)
        let missing = DomainError(.notFound, "There is no export \"\(BackupHeader.printable(text, 40))\".")
        let shelf = try ready().shelf
        guard let id = ExportID(text), let record = shelf.record(id) else { throw missing }
        do throws(DomainError) {
            try ExportPermission.require(principal, record.cameras)
        } catch {
            if error.kind == .notFound { throw missing }
            throw error
        }
        return (id, record)
    }
}
