import Catalog
import Changes
import Cryptography
import Logging
import Media
import Stream
import Synchronization

@testable import NVR

/// Settings over a catalogue in memory, and what was logged about them.
struct SettingsUnderTest {
    let catalog = InMemoryCatalog()
    let time = ManualTimeSource(wall: WallTime(nanoseconds: 1_795_233_600_000_000_000))
    let masterKey = MasterKey(.random())
    let changes = ChangeFeed(startingAfter: 1)
    let log = KeptLog()

    static let administrator = Principal(
        identity: .user(id: 1, name: "ada"),
        credential: .session,
        role: .administrator
    )
    static let viewer = Principal(identity: .user(id: 2, name: "vic"), credential: .session, role: .viewer)

    /// As at a start of the program.
    func open(masterKey other: MasterKey? = nil) async throws -> Settings {
        let logger = log.logger
        return try await Settings.open(
            DomainServices(
                catalog: catalog,
                audit: AuditTrail(catalog: catalog, time: time, logger: logger),
                changes: changes,
                masterKey: other ?? masterKey,
                time: time,
                logger: logger
            )
        )
    }

    /// What is wrong with a change, by keys.
    func faults(_ settings: Settings, _ changes: [String: SettingValue]) async throws -> [String: String] {
        do {
            _ = try await settings.change(as: Self.administrator, changes)
            return [:]
        } catch let error as DomainError {
            guard error.kind == .invalid else { throw error }
            return Dictionary(uniqueKeysWithValues: error.faults.map { ($0.member, $0.sentence) })
        }
    }
}

/// The lines that were logged, with their metadata.
final class KeptLog: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: KeptLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.kept.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}

extension SettingsView {
    subscript(_ key: String) -> SettingView? { settings.first { $0.definition.key == key } }
}
