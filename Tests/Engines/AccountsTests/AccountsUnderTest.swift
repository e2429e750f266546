import Catalog
import Cryptography
import Foundation
import Logging
import Media
import Synchronization
import Testing

@testable import Accounts

/// Accounts over a catalogue, with clocks that tests turn and a hasher that costs nothing.
struct House: Sendable {
    let catalog: any Catalog
    let accounts: Accounts
    let clock: ManualClock
    let hasher: FakeHasher

    /// Calls `body` with accounts over an empty catalogue.
    static func with(
        _ catalog: any Catalog = InMemoryCatalog(),
        limits: AccountLimits = AccountLimits(),
        sealing: any SecretSealing = FakeSealing(),
        _ body: (House) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        let hasher = FakeHasher()
        let house = try await open(catalog, clock, hasher, limits, sealing)
        try await body(house)
        await house.accounts.close()
    }

    /// The same catalogue and clocks after another start of the program.
    func restarted(cost: Int = 1, sealing: any SecretSealing = FakeSealing()) async throws -> House {
        await accounts.close()
        return try await Self.open(catalog, clock, FakeHasher(cost: cost), AccountLimits(), sealing)
    }

    private static func open(
        _ catalog: any Catalog,
        _ clock: ManualClock,
        _ hasher: FakeHasher,
        _ limits: AccountLimits,
        _ sealing: any SecretSealing
    ) async throws -> House {
        let accounts = try await Accounts.open(
            catalog: catalog,
            hasher: hasher,
            sealing: sealing,
            clock: AccountClock(wall: { clock.wall }, monotonic: { clock.monotonic }),
            limits: limits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return House(catalog: catalog, accounts: accounts, clock: clock, hasher: hasher)
    }
}

let goodPassword = "four words nobody joins"
let otherPassword = "another set of plain words"

extension House {
    @discardableResult
    func user(_ name: String, _ role: UserRole = .administrator) async throws -> User {
        let draft = UserDraft(username: name, role: role, cameras: .all(.all))
        return try await accounts.createUser(draft, password: goodPassword)
    }

    func client(
        _ address: String? = "192.0.2.7",
        face: String = "native",
        lockout: LockoutPolicy = .growing
    ) -> Client { Client(face: face, address: address, userAgent: "A browser", lockout: lockout) }

    func login(_ name: String, _ password: String = goodPassword, _ client: Client? = nil) async throws -> LoginOutcome
    {
        try await accounts.login(name, password: password, client: client ?? self.client())
    }

    func admission(_ name: String, _ client: Client? = nil) async throws -> Admission {
        try await #require(login(name, goodPassword, client).admission)
    }

    func session(_ name: String, _ client: Client? = nil) async throws -> IssuedSession {
        try await accounts.startSession(admission(name, client))
    }

    func authenticate(_ session: IssuedSession, face: String = "native") async throws -> AuthenticationOutcome {
        try await accounts.authenticate(session: session.token.text, face: face)
    }

    func basic(_ name: String, _ password: String = goodPassword, _ client: Client? = nil) async throws
        -> AuthenticationOutcome
    {
        try await accounts.authenticate(basic: name, password, client: client ?? self.client())
    }

    /// Gives an account an active second factor.
    func secondFactor(of user: User) async throws -> Authenticator {
        let secret = try await accounts.beginSecondFactor(of: user.id, issuer: "Nightjar")
        let bytes = try #require(Base32.decode(secret.secret.text))
        var app = Authenticator(secret: bytes, clock: clock, recoveryCodes: [])
        let activation = try await accounts.activateSecondFactor(
            of: user.id,
            code: app.code(),
            keeping: nil,
            client: client()
        )
        app.recoveryCodes = activation.recoveryCodes.map(\.text)
        clock.advance(.seconds(60))
        return app
    }
}

/// The app on somebody's telephone.
struct Authenticator: Sendable {
    let secret: [UInt8]
    let clock: ManualClock
    var recoveryCodes: [String]

    /// - Parameter steps: how many steps from now.
    func code(in steps: Int64 = 0) -> String {
        let now = OneTimePassword.step(at: clock.wall.nanoseconds / 1_000_000_000)
        return OneTimePassword.code(secret: secret, step: now + steps)
    }

    func wrongCode() -> String {
        let right = (-1...1).map { code(in: $0) }
        return (0..<9).map { "00000\($0)" }.first { !right.contains($0) } ?? ""
    }
}

final class ManualClock: Sendable {
    private let elapsed = Mutex(Duration.zero)

    var wall: WallTime { WallTime(nanoseconds: 1_800_000_000_000_000_000) + elapsed.withLock { $0 } }
    var monotonic: MonotonicTime { MonotonicTime(nanoseconds: 5_000_000_000) + elapsed.withLock { $0 } }

    func advance(_ time: Duration) { elapsed.withLock { $0 += time } }
}

/// Keeps passwords as they are, counts what it is asked, and can be held up.
final class FakeHasher: PasswordHasher {
    let cost: Int
    let gate = Gate(isOpen: true)
    private let checks = Mutex(0)

    init(cost: Int = 1) { self.cost = cost }

    /// How many passwords have been compared.
    var comparisons: Int { checks.withLock { $0 } }

    func hash(_ password: String) throws -> String { "fake,\(cost),\(password)" }

    func verify(_ password: String, against kept: String) throws -> Bool {
        checks.withLock { $0 += 1 }
        gate.pass()
        return kept.hasPrefix("fake,") && kept.hasSuffix(",\(password)")
    }

    func needsRehash(_ kept: String) -> Bool { !kept.hasPrefix("fake,\(cost),") }
}

struct FakeSealing: SecretSealing {
    var key = "key"

    func seal(_ secret: String, for owner: String) -> [UInt8]? { Array("\(key)|\(owner)|\(secret)".utf8) }

    func open(_ sealed: [UInt8], for owner: String) -> String? {
        let text = String(decoding: sealed, as: UTF8.self)
        let start = "\(key)|\(owner)|"
        return text.hasPrefix(start) ? String(text.dropFirst(start.count)) : nil
    }
}

extension LoginOutcome {
    var admission: Admission? { if case .admitted(let admission) = self { admission } else { nil } }
    var halfLogin: HalfLogin? { if case .secondFactorNeeded(let half) = self { half } else { nil } }
    var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
}

extension AuthenticationOutcome {
    var authentication: Authentication? { if case .authenticated(let found) = self { found } else { nil } }
    var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
}

extension CameraID: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let id = CameraID(text) else { preconditionFailure("\(text) is no id of a camera") }
        self = id
    }
}

/// The kind of the error that `body` throws; nil if it throws none of this room's.
func errorKind(_ body: () async throws -> Void) async -> AccountError.Kind? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? AccountError)?.kind
    }
}

/// Waits until something is true.
func eventually(_ isTrue: () async throws -> Bool) async throws {
    for _ in 0..<100_000 {
        if try await isTrue() { return }
        await Task.yield()
    }
    Issue.record("It did not come true.")
}

/// A folder that goes with its last reference.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("accounts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> String { url.appendingPathComponent(name).path }
}
