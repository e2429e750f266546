import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Media
import NIOCore
import NVR
import Synchronization
import Testing

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
        /// Kept: what lasts does so until somebody lets go of it.
        var response: Response
    }

    static let address = "192.0.2.9"
    private static let password = "a long and winding road"
    private static let door = Door(face: "test", listener: "native", address: address)

    let recorder: Recorder
    let clock = HandClock()
    private let folder: URL
    /// With few places: three sockets and two streams of an account, one more of an address.
    let live: LiveConnections
    private let counts: RequestCounts
    private let token: String

    private init() async throws {
        let clock = clock
        var limits = LiveConnections.Limits()
        limits.socketsOfAccount = 3
        limits.streamsOfAccount = 2
        limits.socketsOfAddress = 4
        limits.streamsOfAddress = 3
        live = LiveConnections(limits: limits)
        counts = RequestCounts(live: live) { clock.now.withLock { $0 } }
        folder = FileManager.default.temporaryDirectory.appending(path: "reception-\(UUID().uuidString)")
        var camera = CameraDraft(name: "Yard", url: "rtsp://192.0.2.1/main")
        camera.isEnabled = false
        recorder = try await Recorder.open(
            RecorderConfiguration(
                dataDirectory: folder.path,
                allowsLoopbackCameras: false,
                cameras: [camera],
                version: "test",
                firstAdministrator: FirstAdministrator(username: "chief", password: Self.password)
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        token = try await Self.token(of: "chief", recorder)
    }

    private static func token(of name: String, _ recorder: Recorder) async throws -> String {
        let result = try await recorder.people.token(
            for: name,
            password: password,
            lifetime: .seconds(600),
            at: door
        )
        guard case .opened(let opened) = result else { throw Problem(.unauthorized) }
        return opened.token
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

    /// Makes an account, and shows that it asks: by a token, or by a session.
    func add(_ name: String, _ role: Principal.Role, bySession: Bool = false) async throws -> HTTPFields {
        let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
        let draft = PersonDraft(username: name, password: Self.password, role: role)
        _ = try await recorder.people.create(as: chief, draft)
        guard bySession else { return [.authorization: "Bearer \(try await Self.token(of: name, recorder))"] }
        guard case .opened(let opened) = try await recorder.people.logIn(name, password: Self.password, at: Self.door)
        else { throw Problem(.unauthorized) }
        return [.cookie: "test=\(opened.token)"]
    }

    /// Makes a key of the administrator, and shows it.
    func key(_ name: String, _ scope: Principal.Scope) async throws -> HTTPFields {
        guard case .admitted(let chief) = try await recorder.people.admit(.bearer(token), at: Self.door) else {
            throw Problem(.unauthorized)
        }
        let made = try await recorder.people.makeKey(chief, for: nil, name: name, scope: scope, expiresAt: nil)
        return [.authorization: "Bearer \(made.key)"]
    }

    /// What was refused by the policy and noted, the oldest first: "vera denied access.manage-users camera/yard".
    func refusals() async throws -> [String] {
        let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
        var filter = AuditFilter()
        filter.action = "access"
        return try await recorder.auditRows(as: chief, filter).rows.reversed().map { row in
            "\(row.actorName) \(row.outcome) \(row.action) \(row.target ?? "-")"
        }
    }

    /// Asks as the listener's router is asked.
    func ask(
        _ endpoint: Endpoint,
        _ fields: HTTPFields = [:],
        from address: String = ReceptionWorld.address,
        at listener: String = "native",
        path: String? = nil
    ) async throws -> Answer {
        let problems = Problems()
        var routes = HTTPRoutes { problem, _ in
            problems.last.withLock { $0 = problem }
            return problem.response
        }
        var rules = Reception.Rules(face: "test", listener: listener, sessionCookie: "test")
        rules.asksForCSRFToken = true
        Reception(rules, people: recorder.people, counts: counts).add([endpoint], to: &routes)
        let request = request(endpoint, fields, path ?? endpoint.path)
        let context = context(listener, address)
        let response = try await routes.router.buildResponder().respond(to: request, context: context)
        let type = problems.last.withLock { $0?.type.split(separator: ":").last.map(String.init) }
        return Answer(status: response.status.code, headers: response.headers, problem: type, response: response)
    }

    /// Asks for a WebSocket, and says how it would be served.
    func open(
        _ endpoint: Endpoint,
        _ fields: HTTPFields = [:],
        from address: String = ReceptionWorld.address
    ) async throws -> WebSocketDecision {
        var routes = HTTPRoutes()
        let rules = Reception.Rules(face: "test", listener: "native", sessionCookie: "test")
        Reception(rules, people: recorder.people, counts: counts).add([endpoint], to: &routes)
        let request = request(endpoint, fields, endpoint.path)
        let route = try #require(routes.webSockets.first)
        return try await route.decide(request, context("native", address))
    }

    private func context(_ listener: String, _ address: String) -> ServingContext {
        ServingContext(
            source: ServingContextSource(
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                listener: listener,
                remoteAddress: nil,
                caller: Caller(address: IPAddress(address), isSecure: false, host: "nvr")
            )
        )
    }

    private func request(_ endpoint: Endpoint, _ fields: HTTPFields, _ path: String) -> Request {
        let head = HTTPRequest(
            method: endpoint.method,
            scheme: "http",
            authority: "nvr",
            path: path,
            headerFields: fields
        )
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    private final class Problems: Sendable {
        let last = Mutex<Problem?>(nil)
    }
}
