import HTTPServing
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves `routes` on a free port of this machine while `body` runs, then stops gracefully.
///
/// - Returns: what `body` returned, and how long the stop took.
@discardableResult
func withListener<Result: Sendable>(
    _ routes: HTTPRoutes,
    hosts: HostPolicy = HostPolicy(machineName: nil),
    limits: HTTPLimits = HTTPLimits(),
    logger: Logger = .silent,
    configure: (inout HTTPListenerConfiguration) -> Void = { _ in },
    _ body: (Int) async throws -> Result
) async throws -> (result: Result, stop: Duration) {
    var configuration = HTTPListenerConfiguration(
        address: try SocketAddressText("127.0.0.1:0"),
        name: "test",
        hosts: hosts,
        limits: limits
    )
    configure(&configuration)
    let listener = HTTPListener(
        configuration: configuration,
        routes: routes,
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
        logger: logger
    )
    let port = try await listener.bind()
    let services = ServiceGroup(configuration: .init(services: [listener], logger: .silent))
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await services.run() }
        let result: Result
        do {
            result = try await body(port)
        } catch {
            await services.triggerGracefulShutdown()
            throw error
        }
        let start = ContinuousClock.now
        await services.triggerGracefulShutdown()
        try await group.waitForAll()
        return (result, ContinuousClock.now - start)
    }
}

/// No stop takes so long, on the busiest machine, unless it waits for somebody who does not come.
let longStop: Duration = .seconds(30)

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
