import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Media
import NIOCore
import NVR
import Synchronization

@testable import HTTPServing
@testable import Reception

/// A recorder with one account, and receptions before endpoints of a test's own, with a clock that is turned by hand.
struct ReceptionWorld {
    final class HandClock: Sendable {
        let now = Mutex(MonotonicTime(nanoseconds: 0))

        func turn(by seconds: Int64) {
            now.withLock { $0 = MonotonicTime(nanoseconds: $0.nanoseconds + seconds * 1_000_000_000) }
        }
    }

    struct Answer {
        var status: Int
        var headers: HTTPFields
        /// The last word of its type, where it is a problem.
        var problem: String?
    }

    static let address = "192.0.2.9"

    let recorder: Recorder
    let clock = HandClock()
    private let folder: URL
    private let counts: RequestCounts
    private let token: String

    private init() async throws {
        let clock = clock
        counts = RequestCounts { clock.now.withLock { $0 } }
        folder = FileManager.default.temporaryDirectory.appending(path: "reception-\(UUID().uuidString)")
        let password = "a long and winding road"
        recorder = try await Recorder.open(
            RecorderConfiguration(
                dataDirectory: folder.path,
                allowsLoopbackCameras: false,
                cameras: [],
                version: "test",
                firstAdministrator: FirstAdministrator(username: "chief", password: password)
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let result = try await recorder.people.token(
            for: "chief",
            password: password,
            lifetime: .seconds(600),
            at: Door(face: "test", listener: "native", address: Self.address)
        )
        guard case .opened(let opened) = result else { throw Problem(.unauthorized) }
        token = opened.token
    }

    /// - Parameter body: closes the recorder by itself where it is to be closed in the middle.
    static func with(closing: Bool = true, _ body: (ReceptionWorld) async throws -> Void) async throws {
        let world = try await ReceptionWorld()
        defer { try? FileManager.default.removeItem(at: world.folder) }
        try await body(world)
        if closing { try await world.recorder.close() }
    }

    /// Shows that the administrator asks.
    var chief: HTTPFields { [.authorization: "Bearer \(token)"] }

    /// Asks as the listener's router is asked.
    func ask(
        _ endpoint: Endpoint,
        _ fields: HTTPFields = [:],
        from address: String = ReceptionWorld.address,
        at listener: String = "native"
    ) async throws -> Answer {
        let problems = Problems()
        var routes = HTTPRoutes { problem, _ in
            problems.last.withLock { $0 = problem }
            return problem.response
        }
        let rules = Reception.Rules(face: "test", listener: listener, sessionCookie: "test")
        Reception(rules, people: recorder.people, counts: counts).add([endpoint], to: &routes)
        let context = ServingContext(
            source: ServingContextSource(
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                listener: listener,
                remoteAddress: nil,
                caller: Caller(address: IPAddress(address), isSecure: false, host: "nvr")
            )
        )
        let head = HTTPRequest(
            method: endpoint.method,
            scheme: "http",
            authority: "nvr",
            path: endpoint.path,
            headerFields: fields
        )
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        let response = try await routes.router.buildResponder().respond(to: request, context: context)
        let type = problems.last.withLock { $0?.type.split(separator: ":").last.map(String.init) }
        return Answer(status: response.status.code, headers: response.headers, problem: type)
    }

    private final class Problems: Sendable {
        let last = Mutex<Problem?>(nil)
    }
}
