import BackupFile
import Catalog
import Changes
import Logging
import Media
import Storage
import Stream
import Synchronization

/// Backups of the whole configuration, as files in a folder of their own, each sealed under a passphrase.
///
/// What takes long, an eighth to half a second for the key of a passphrase, is done by one thread, one after the other:
/// so fast can a passphrase be guessed here, and no faster.
package final class Backups: Sendable {
    /// Bytes of the largest backup that is made or taken: some hundred thousand cameras.
    package static let largestFile = 64 << 20
    /// Files in the folder; beyond it none is made or taken.
    package static let mostFiles = 1000
    /// Calls that wait for the thread; beyond it they are refused.
    private static let mostWaiting = 8
    /// Enough for all that stands in the clear.
    private static let beginning = (64 << 10) + 256

    let services: DomainServices
    let rules: CameraRules
    let folder: PrivateFolder
    private let seal: BackupSeal
    private let version: String
    private let thread = DiskThreads(count: 1)
    private let waiting = Mutex(0)
    let schedule: Mutex<ScheduleState>
    let plan: @Sendable () -> BackupPlan?
    let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - version: of the program.
    ///   - cost: of making the key of a passphrase.
    ///   - plan: what the settings say of scheduled backups; nil where there shall be none.
    ///   - sleep: waits, and is turned by tests.
    init(
        folder: PrivateFolder,
        services: DomainServices,
        rules: CameraRules,
        version: String,
        cost: KeyCost = .usual,
        plan: @escaping @Sendable () -> BackupPlan?,
        // Injected, so that a test can turn the clock.
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.folder = folder
        self.services = services
        self.rules = rules
        self.version = version
        seal = BackupSeal(cost: cost)
        self.plan = plan
        self.sleep = sleep
        schedule = Mutex(ScheduleState())
    }

    /// Ends the thread.
    func close() async { await thread.stop() }

    // MARK: Asking

    /// The newest first.
    package func list(as principal: Principal) async throws -> [BackupInfo] {
        try Policy.require(principal, .manageSystem)
        return try await working { [folder] in
            try Self.files(in: folder).reversed().map { name, count in
                let beginning = try folder.read(name.text, most: Self.beginning)
                return BackupInfo(name, byteCount: count, beginning: beginning)
            }
        }
    }

    /// The whole file, for a download. It is sealed, so it can be kept anywhere.
    package func file(as principal: Principal, _ name: String) async throws -> [UInt8] {
        try Policy.require(principal, .manageSystem)
        let name = try Self.known(name)
        let bytes = try await working { [folder] in try Self.bytes(of: name, in: folder) }
        await services.audit.note("backup.download", "backup/\(name.text)", by: principal)
        return bytes
    }

    // MARK: Making and deleting

    /// Makes a backup of what is set up now.
    ///
    /// - Parameters:
    ///   - passphrase: without it nobody, and no administrator either, can read the backup.
    ///   - note: for people, at most 200 characters; it is not sealed.
    /// - Throws: `invalid` where the passphrase is too easy or the note too long; `conflict` where there are too many
    ///   files; `busy`, `unavailable`.
    package func create(as principal: Principal, passphrase: String, note: String? = nil) async throws -> BackupInfo {
        try Policy.require(principal, .manageSystem)
        return try await make(.manual, as: principal, passphrase: passphrase, note: note)
    }

    /// The same for programs that know no passphrase: under this recorder's own key, without which nobody can read it. Such a
    /// one is restored where the key is, with an empty passphrase.
    package func create(as principal: Principal, note: String? = nil) async throws -> BackupInfo {
        try Policy.require(principal, .manageSystem)
        return try await make(.manual, as: principal, passphrase: ownPassphrase, note: note)
    }

    /// What backups are sealed under that nobody has said a passphrase for.
    private var ownPassphrase: String { services.masterKey.secret(for: "backup") }

    func make(
        _ origin: BackupName.Origin,
        as principal: Principal,
        passphrase: String,
        note: String?,
        progress: WorkProgress = { _, _ in }
    ) async throws -> BackupInfo {
        try BackupSeal.check(passphrase)
        if let note, BackupHeader.printable(note, BackupHeader.longestNote) != note {
            throw DomainError(
                .invalid,
                "A note has at most \(BackupHeader.longestNote) characters, all in one line.",
                member: "note"
            )
        }
        do {
            let now = services.time.wall
            let (bytes, missing) = try await sealed(passphrase, note, at: now, progress)
            try progress(0.9, "The backup is written.")
            var info = try await working { [folder] in try Self.keep(bytes, origin, at: now, in: folder) }
            info.missing = missing
            for sentence in info.missing {
                services.logger.warning("a backup is not whole", metadata: ["reason": "\(sentence)"])
            }
            let details = ["size": "\(info.byteCount)", "missing": "\(info.missing.count)"]
            await services.audit.note("backup.create", "backup/\(info.name)", by: principal, .done, details)
            services.published(.created, "backup", id: info.name)
            return info
        } catch is CancellationError {
            await services.audit.note("backup.create", "backup", by: principal, .failed, ["error": "cancelled"])
            throw CancellationError()
        } catch {
            let error = failure(error)
            await services.audit.note("backup.create", "backup", by: principal, .failed, ["error": error.sentence])
            throw error
        }
    }

    /// What is set up now, sealed under this recorder's own key and kept by nobody yet: for a face whose backups are files of
    /// another form (``keep(document:as:of:_:)``).
    package func sealed(as principal: Principal) async throws -> [UInt8] {
        try Policy.require(principal, .manageSystem)
        let (bytes, missing) = try await sealed(ownPassphrase, nil, at: services.time.wall) { _, _ in }
        for sentence in missing {
            services.logger.warning("a backup is not whole", metadata: ["reason": "\(sentence)"])
        }
        return bytes
    }

    private func sealed(
        _ passphrase: String,
        _ note: String?,
        at now: WallTime,
        _ progress: WorkProgress
    ) async throws -> (bytes: [UInt8], missing: [String]) {
        try progress(0.1, "The configuration is read.")
        let configuration = try await services.catalog.configuration()
        let capture = BackupCapture(masterKey: services.masterKey)
        try progress(0.2, "The backup is sealed.")
        return try await working { [seal, version] in
            let (content, missing) = capture.content(of: configuration)
            let header = BackupHeader(content, program: version, at: now, note: note)
            return (try seal.seal(content, header, passphrase), missing)
        }
    }

    /// Takes in a backup that was made elsewhere, to restore from it. Only its beginning can be checked.
    ///
    /// - Throws: `invalid` where it is none, is too large, or a newer program made it; `conflict` where there are too many
    ///   files; `busy`, `unavailable`.
    package func add(as principal: Principal, _ bytes: [UInt8]) async throws -> BackupInfo {
        try Policy.require(principal, .manageSystem)
        guard bytes.count <= Self.largestFile else {
            throw DomainError(.invalid, "A backup has at most \(Self.largestFile >> 20) MiB, so this is none.")
        }
        do {
            _ = try BackupHeader(bytes: BackupFile.Locked(bytes, limits: .ours).header)
        } catch {
            throw DomainError(ofBackup: error)
        }
        let now = services.time.wall
        let info = try await working { [folder] in try Self.keep(bytes, .uploaded, at: now, in: folder) }
        let details = ["size": "\(info.byteCount)"]
        await services.audit.note("backup.upload", "backup/\(info.name)", by: principal, .done, details)
        services.published(.created, "backup", id: info.name)
        return info
    }

    /// Deletes a backup; one that is not there is none, too.
    package func delete(as principal: Principal, _ name: String) async throws {
        try Policy.require(principal, .manageSystem)
        guard let name = BackupName(name) else { return }
        guard try await working({ [folder] in try folder.delete(name.text) }) else { return }
        await services.audit.note("backup.delete", "backup/\(name.text)", by: principal)
        services.published(.deleted, "backup", id: name.text)
    }

    // MARK: Files

    /// What a backup holds, if the passphrase is right.
    ///
    /// - Parameter passphrase: none for one that was sealed without anybody saying it.
    func open(_ name: BackupName, _ passphrase: String) async throws -> BackupContent {
        let known = passphrase.isEmpty ? ownPassphrase : passphrase
        return try await working { [folder, seal] in
            try seal.open(Self.bytes(of: name, in: folder), known).1
        }
    }

    /// The names of the scheduled ones, the oldest first.
    func scheduled() async throws -> [BackupName] {
        try await working { [folder] in try Self.files(in: folder).map(\.0).filter { $0.origin == .scheduled } }
    }

    static func known(_ text: String) throws(DomainError) -> BackupName {
        guard let name = BackupName(text) else { throw noBackup(text) }
        return name
    }

    private static func noBackup(_ name: String) -> DomainError {
        DomainError(.notFound, "There is no backup \"\(BackupHeader.printable(name, 80))\".")
    }

    /// The oldest first. What has another name is not ours.
    private static func files(in folder: PrivateFolder) throws -> [(BackupName, Int64)] {
        try folder.entries().compactMap { entry in BackupName(entry.name).map { ($0, entry.byteCount) } }
            .sorted { $0.0 < $1.0 }
    }

    private static func bytes(of name: BackupName, in folder: PrivateFolder) throws -> [UInt8] {
        do throws(StorageError) {
            let bytes = try folder.read(name.text, most: largestFile + 1)
            guard bytes.count <= largestFile else { throw .full(name.text) }
            return bytes
        } catch .missing {
            throw noBackup(name.text)
        } catch .full {
            throw DomainError(.invalid, "\(name.text) is larger than any backup.")
        }
    }

    private static func keep(
        _ bytes: [UInt8],
        _ origin: BackupName.Origin,
        at now: WallTime,
        in folder: PrivateFolder
    ) throws -> BackupInfo {
        let taken = Set(try folder.entries().map(\.name))
        guard taken.count < mostFiles, let name = BackupName.free(at: now, origin, taken: taken.contains) else {
            throw DomainError(.conflict, "There are \(taken.count) backups already. Delete some first.")
        }
        guard bytes.count <= largestFile else {
            throw DomainError(.unsupported, "The backup would have more than \(largestFile >> 20) MiB.")
        }
        try folder.write(name.text, bytes)
        return BackupInfo(name, byteCount: Int64(bytes.count), beginning: bytes)
    }

    /// Does what blocks, on the thread for it, after what was asked for before.
    func working<Value: Sendable>(_ job: @escaping @Sendable () throws -> Value) async throws -> Value {
        let hasRoom = waiting.withLock { waiting in
            guard waiting < Self.mostWaiting else { return false }
            waiting += 1
            return true
        }
        guard hasRoom else {
            throw DomainError(.busy, "Too much is being done with backups at once. Try again in a few seconds.")
        }
        defer { waiting.withLock { $0 -= 1 } }
        do {
            return try await thread.run(job)
        } catch {
            throw failure(error)
        }
    }

    /// What went wrong, for whoever asks; what is not for everyone's eyes, as the place of a file, is for the log.
    func failure(_ error: any Error) -> DomainError {
        let failure = DomainError(ofBackup: error)
        if failure.kind == .unavailable, !(error is DomainError) {
            services.logger.error("a backup could not be worked on", metadata: ["error": "\(error)"])
        }
        return failure
    }
}
