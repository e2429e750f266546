import Foundation
import Logging
import NVR
import ServiceLifecycle
import Testing

@testable import nightjar

struct RestartTests {
    private let nowhere = ProgramStart(executable: "/no/such/program", arguments: ["x"], environment: [:])
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func aWishEndsTheGroupAndTheFirstCounts() async throws {
        let keeper = WishKeeper(start: nowhere, bound: .seconds(3600), logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: Waiting()),
                    .init(service: keeper, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                logger: logger
            )
        )
        keeper.take(.restart)
        keeper.take(.shutDown)
        try await group.run()
        #expect(keeper.wish == .restart)
    }

    @Test func anotherEndNeedsNoWish() async throws {
        let keeper = WishKeeper(start: nowhere, logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: Ending(), successTerminationBehavior: .gracefullyShutdownGroup)]
                    + [.init(service: keeper, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: logger
            )
        )
        try await group.run()
        #expect(keeper.wish == nil)
    }

    @Test func theStartIsKnown() {
        let start = ProgramStart()
        #expect(start.environment["PATH"] == ProcessInfo.processInfo.environment["PATH"])
        setenv("NIGHTJAR_TEST_SECRET", "x", 1)
        start.hideSecrets(["NIGHTJAR_TEST_SECRET"])
        #expect(ProcessInfo.processInfo.environment["NIGHTJAR_TEST_SECRET"] == nil)
    }

    private struct Waiting: Service {
        func run() async throws { try? await gracefulShutdown() }
    }

    private struct Ending: Service {
        func run() async throws {}
    }
}
