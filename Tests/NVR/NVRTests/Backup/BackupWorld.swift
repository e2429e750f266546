import Accounts
import BackupFile
import Catalog
import Changes
import Cryptography
import Foundation
import Logging
import Media
import Storage
import Stream
import Synchronization
import Testing

@testable import NVR

let backupPassphrase = "plain words that nobody joins"
let goodPassword = "four words nobody joins"

/// A recorder's catalogue, keys and folder of backups, without the rest of it.
final class BackupWorld: Sendable {
    let catalog: any Catalog
    let masterKey = MasterKey(.random())
    let time = ManualTimeSource(
        monotonic: MonotonicTime(nanoseconds: 5_000_000_000),
        // 2026-11-21T04:00:00Z
        wall: WallTime(nanoseconds: 1_795_233_600_000_000_000)
    )
    let services: DomainServices
    let folder: String
    private let turns = Turns()
    private let backupsOrNone = Mutex<Backups?>(nil)

    /// What tests turn while the world is there.
    private final class Turns: Sendable {
        let plan = Mutex<BackupPlan?>(nil)
        let mishap = Mutex<[PrivateFolder.Step: PrivateFolder.Mishap]>([:])
    }

    /// What the settings say.
    var plan: BackupPlan? {
        get { turns.plan.withLock { $0 } }
        set { turns.plan.withLock { $0 = newValue } }
    }

    /// What the folder does from now on.
    var mishap: [PrivateFolder.Step: PrivateFolder.Mishap] {
        get { turns.mishap.withLock { $0 } }
        set { turns.mishap.withLock { $0 = newValue } }
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    /// Next to nothing.
    static let cost = KeyCost(memoryKiB: 8, passes: 1, lanes: 1)

    init(_ catalog: any Catalog = InMemoryCatalog(), cost: KeyCost = BackupWorld.cost) throws {
        self.catalog = catalog
        folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-backups-\(UUID().uuidString)").path
        services = DomainServices(
            catalog: catalog,
            audit: AuditTrail(catalog: catalog, time: time, logger: Self.logger),
            changes: ChangeFeed(startingAfter: 0),
            masterKey: masterKey,
            time: time,
            logger: Self.logger
        )
        let folder = try PrivateFolder(path: folder) { [turns] step in turns.mishap.withLock { $0[step] } }
        let backups = Backups(
            folder: folder,
            services: services,
            rules: CameraRules(allowsLoopback: false, masterKey: masterKey, logger: Self.logger),
            version: "1.2.3",
            cost: cost,
            plan: { [turns] in turns.plan.withLock { $0 } }
        )
        backupsOrNone.withLock { $0 = backups }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var backups: Backups {
        get throws { try #require(backupsOrNone.withLock { $0 }) }
    }

    /// Calls `body` with a world, and ends its threads.
    static func with(
        _ catalog: any Catalog = InMemoryCatalog(),
        cost: KeyCost = BackupWorld.cost,
        _ body: (BackupWorld) async throws -> Void
    ) async throws {
        let world = try BackupWorld(catalog, cost: cost)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(world)) } catch { outcome = .failure(error) }
        await (try world.backups).close()
        try outcome.get()
    }

    // MARK: What is in it

    func accounts() async throws -> Accounts {
        let time = time
        return try await Accounts.open(
            catalog: catalog,
            hasher: Argon2Hasher(cost: .init(memory: 8, passes: 1, lanes: 1)),
            sealing: Sealing(key: masterKey),
            clock: AccountClock(wall: { time.wall }, monotonic: { time.monotonic }),
            logger: Self.logger
        )
    }

    struct Sealing: SecretSealing {
        let key: MasterKey

        func seal(_ secret: String, for owner: String) -> [UInt8]? { key.seal(secret, for: owner) }
        func open(_ sealed: [UInt8], for owner: String) -> String? { key.open(sealed, for: owner) }
    }

    func camera(_ id: String, password: String? = "p@ss") -> CameraRecord {
        CameraRecord(
            id: CameraID(id).unsafelyKnown,
            name: "Camera \(id)",
            mainURL: "rtsp://192.0.2.7:554/\(id)",
            username: "viewer",
            sealedPassword: password.flatMap { masterKey.seal($0, for: "camera/\(id)") },
            owner: Node.name,
            leaseEpoch: Node.leaseEpoch,
            createdAt: WallTime(nanoseconds: 1_700_000_000_000_000_000)
        )
    }

    func addUser(_ name: String, _ role: UserRole = .administrator, _ cameras: CameraAccess = .all(.all)) async throws
        -> User
    {
        let accounts = try await accounts()
        let user = try await accounts.createUser(
            UserDraft(username: name, role: role, cameras: cameras),
            password: goodPassword
        )
        await accounts.close()
        return user
    }

    /// What a backup of it would hold.
    func content() async throws -> BackupContent {
        try await BackupCapture(masterKey: masterKey).content(of: catalog.configuration()).0
    }

    func audit() async throws -> [String] {
        try await catalog.audit(AuditQuery(limit: 100)).reversed().map { row in
            "\(row.entry.action) \(row.entry.target ?? "") \(row.entry.outcome.rawValue)"
        }
    }
}

extension Optional where Wrapped == CameraID {
    var unsafelyKnown: CameraID {
        guard let self else { preconditionFailure("no id of a camera") }
        return self
    }
}

func administrator(_ id: UserID? = nil, name: String = "ada") -> Principal {
    Principal(identity: .user(id: id?.number ?? 99, name: name), credential: .session, role: .administrator)
}

/// The error of the domain that `body` throws; nil if it throws none.
func domainError(_ body: () async throws -> Void) async -> DomainError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? DomainError ?? DomainError(.unsupported, "another error: \(error)")
    }
}
