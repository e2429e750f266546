import Testing

@testable import NVR

/// Who may call what, as a table.
struct SystemPermissionTests {
    private typealias Call = @Sendable (SystemWorld, Principal) async throws -> Void

    private static let everyone: [(String, Principal)] = [
        ("nobody", .nobody), ("viewer", SystemWorld.viewer), ("operator", SystemWorld.operator),
        ("administrator", SystemWorld.administrator), ("reading key", SystemWorld.readingKey),
        ("camera key", SystemWorld.cameraKey),
    ]

    private static let calls: [(name: String, allowed: Set<String>, call: Call)] = [
        ("info", ["operator", "administrator", "reading key"], { _ = try await $0.system.info(as: $1) }),
        ("health", ["operator", "administrator", "reading key"], { _ = try await $0.system.health(as: $1) }),
        ("metrics", ["administrator", "reading key"], { _ = try await $0.system.metrics(as: $1) }),
        ("logs", ["administrator", "reading key"], { _ = try await $0.system.logs(as: $1, LogFilter()) }),
        ("log level", ["administrator", "reading key"], { _ = try $0.system.logLevel(as: $1) }),
        ("clear logs", ["administrator"], { _ = try await $0.system.clearLogs(as: $1) }),
        (
            "events", ["viewer", "operator", "administrator", "reading key", "camera key"],
            { world, asker in _ = try world.system.events(as: asker, after: nil, renewing: { asker }) }
        ),
        (
            "jobs", ["viewer", "operator", "administrator", "reading key", "camera key"],
            { _ = try $0.jobs.list(as: $1) }
        ),
        ("restart", ["administrator"], { try await $0.system.restart(as: $1) }),
        ("shut down", ["administrator"], { try await $0.system.shutDown(as: $1) }),
    ]

    @Test func onlyThoseWhoMayAreAnswered() async throws {
        for (name, allowed, call) in Self.calls {
            for (asker, principal) in Self.everyone {
                let world = SystemWorld()
                let outcome = try await CallOutcome { try await call(world, principal) }
                let refusal = CallOutcome.refused(asker == "nobody" ? .unproven : .forbidden)
                #expect(outcome == (allowed.contains(asker) ? .allowed : refusal), "\(name) by \(asker)")
                await world.end()
            }
        }
    }

    @Test func aProgramThatWatchesReadsTheFiguresAndNothingElse() async throws {
        let world = SystemWorld()
        let monitor = Principal(
            identity: .user(id: 4, name: "prometheus"),
            credential: .apiKey,
            role: .viewer,
            grants: .all([.live]),
            scope: Principal.Scope(isReadOnly: true)
        )
        _ = try await world.system.metrics(as: monitor)
        #expect(try await CallOutcome { _ = try await world.system.info(as: monitor) } == .refused(.forbidden))
        #expect(try await CallOutcome { _ = try await world.system.logs(as: monitor, .init()) } == .refused(.forbidden))
        await world.end()
    }
}
