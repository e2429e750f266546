import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Media
import NIOCore
import NVR
import Testing

@testable import HTTPServing
@testable import NativeAPI
@testable import Reception

/// Walks every route as everyone who could come, and compares with the tables below.
struct RouteWalkTests {
    /// What each route needs. A route that is not here, or no longer is, fails the test: whoever adds one says here whom it
    /// is for.
    private static let permissions: [String: String] = [
        "GET /api/v1/openapi.json": "everyone",
        "GET /api/v1/health": "everyone",
        "GET /api/v1/ready": "everyone",
        "GET /api/v1/setup": "everyone",
        "POST /api/v1/setup": "everyone",
        "POST /api/v1/session": "everyone",
        "POST /api/v1/session/second-factor": "everyone",
        "POST /api/v1/tokens": "everyone",
        "POST /api/v1/tokens/second-factor": "everyone",

        "GET /api/v1/session": "see-camera on its camera",
        "DELETE /api/v1/session": "manage-own-account",
        "PUT /api/v1/account/password": "manage-own-account",
        "GET /api/v1/account/second-factor": "manage-own-account",
        "POST /api/v1/account/second-factor": "manage-own-account",
        "POST /api/v1/account/second-factor/activate": "manage-own-account",
        "POST /api/v1/account/second-factor/remove": "manage-own-account",
        "POST /api/v1/account/recovery-codes": "manage-own-account",
        "POST /api/v1/account/stream-password": "manage-own-account",
        "DELETE /api/v1/account/stream-password": "manage-own-account",
        "GET /api/v1/account/sessions": "manage-own-account",
        "DELETE /api/v1/account/sessions": "manage-own-account",
        "DELETE /api/v1/account/sessions/{id}": "manage-own-account",
        "GET /api/v1/api-keys": "manage-own-account",
        "POST /api/v1/api-keys": "manage-own-account",
        "DELETE /api/v1/api-keys/{id}": "manage-own-account",

        "GET /api/v1/users": "manage-users",
        "POST /api/v1/users": "manage-users",
        "GET /api/v1/users/{id}": "manage-users",
        "PATCH /api/v1/users/{id}": "manage-users",
        "DELETE /api/v1/users/{id}": "manage-users",
        "DELETE /api/v1/users/{id}/second-factor": "manage-users",
        "DELETE /api/v1/users/{id}/lockout": "manage-users",
        "POST /api/v1/users/{id}/stream-password": "manage-users",
        "DELETE /api/v1/users/{id}/stream-password": "manage-users",
        "GET /api/v1/users/{id}/sessions": "manage-users",
        "DELETE /api/v1/users/{id}/sessions": "manage-users",
        "DELETE /api/v1/users/{id}/sessions/{session}": "manage-users",

        "GET /api/v1/cameras": "see-camera on its camera",
        "POST /api/v1/cameras": "add-cameras",
        "POST /api/v1/cameras/test": "add-cameras",
        "GET /api/v1/cameras/{id}": "see-camera on the camera",
        "GET /api/v1/cameras/{id}/status": "see-camera on the camera",
        "GET /api/v1/cameras/{id}/live": "watch-live on the camera",
        "PATCH /api/v1/cameras/{id}": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/test": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/reconnect": "manage-camera on the camera",
        "DELETE /api/v1/cameras/{id}": "manage-camera on the camera",

        "GET /api/v1/recordings": "play-recordings on its camera",
        "GET /api/v1/recordings/{id}": "play-recordings on its camera",
        "GET /api/v1/recordings/{id}/media": "play-recordings on its camera",
        "GET /api/v1/coverage": "play-recordings on its camera",

        "GET /api/v1/events": "follow-changes",
        "GET /api/v1/jobs": "follow-changes",
        "GET /api/v1/jobs/{id}": "follow-changes",
        "POST /api/v1/jobs/{id}/cancel": "follow-changes",
        "DELETE /api/v1/jobs/{id}": "follow-changes",
        "GET /api/v1/settings": "follow-changes",
        "GET /api/v1/settings/{group}": "follow-changes",
        "GET /api/v1/system": "see-system",
        "GET /api/v1/system/health": "see-system",
        "GET /metrics": "read-metrics",
        "GET /api/v1/logs": "read-logs",
        "GET /api/v1/audit": "read-audit",
        "PATCH /api/v1/settings": "manage-system",
        "DELETE /api/v1/logs": "manage-system",
        "POST /api/v1/system/restart": "manage-system",
        "POST /api/v1/system/shutdown": "manage-system",
        "GET /api/v1/backups": "manage-system",
        "POST /api/v1/backups": "manage-system",
        "POST /api/v1/backups/upload": "manage-system",
        "GET /api/v1/backups/{name}": "manage-system",
        "DELETE /api/v1/backups/{name}": "manage-system",
        "POST /api/v1/backups/{name}/restore": "manage-system",
    ]

    private enum Outcome: String { case done, unproven = "401", forbidden = "403", hidden = "404" }

    private enum Who: CaseIterable {
        case nobody, expired, viewer, viewerOfAnother, `operator`, administrator
        /// An administrator's session without its token.
        case withoutToken
    }

    /// What comes of it, by what the route needs. Whoever may not even see a camera is told that there is none.
    private static func expected(_ permission: String, _ who: Who, isChange: Bool) -> Outcome {
        if permission == "everyone" { return .done }
        switch who {
        case .nobody, .expired: return .unproven
        case .withoutToken: return isChange ? .forbidden : .done
        case .administrator: return .done
        case .viewer, .viewerOfAnother, .operator: break
        }
        switch permission {
        case "manage-own-account", "follow-changes", "see-camera on its camera", "play-recordings on its camera":
            return .done
        case "see-system": return who == .operator ? .done : .forbidden
        case "see-camera on the camera", "watch-live on the camera": return who == .viewerOfAnother ? .hidden : .done
        case "manage-camera on the camera": return who == .viewerOfAnother ? .hidden : .forbidden
        default: return .forbidden
        }
    }

    @Test func everyRouteLetsInWhomItShould() async throws {
        var world = try await World()
        let endpoints = try NativeEndpoints(world.recorder, version: "test").all()
        let names = endpoints.map { "\($0.method) \($0.path)" }
        #expect(Set(names) == Set(Self.permissions.keys))
        #expect(names.count == Set(names).count)
        for (endpoint, name) in zip(endpoints, names) {
            let permission = Self.permissions[name] ?? "nothing"
            #expect(endpoint.access.text == permission, "\(name)")
            for who in Who.allCases {
                let outcome = try await world.outcome(of: endpoint, as: who)
                let isChange = endpoint.method != .get
                #expect(outcome == Self.expected(permission, who, isChange: isChange), "\(name) as \(who)")
                // It has ended what somebody comes in with.
                if name.hasPrefix("DELETE"), name.contains("session") || name.contains("second-factor") {
                    try await world.renewCredentials()
                }
            }
        }
        try await world.end()
    }

    // MARK: The recorder that is walked

    private struct World {
        let recorder: Recorder
        private let folder: URL
        private var credentials: [Who: HTTPFields] = [:]

        init() async throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "walk-\(UUID().uuidString)")
            var camera = CameraDraft(name: "Yard", url: "rtsp://192.0.2.1/main")
            camera.identifier = "yard"
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
            try await makeAccounts()
        }

        private static let password = "a long and winding road"
        private static let door = Door(face: NativeEndpoints.face, listener: "native", address: "192.0.2.9")

        private mutating func makeAccounts() async throws {
            let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
            let drafts: [(String, Principal.Role, Principal.CameraGrants?)] = [
                ("vera", .viewer, nil), ("otto", .operator, nil), ("anna", .viewer, .some([:])),
            ]
            for (name, role, grants) in drafts {
                var draft = PersonDraft(username: name, password: Self.password, role: role)
                draft.grants = grants
                _ = try await recorder.people.create(as: chief, draft)
            }
            try await renewCredentials()
        }

        mutating func renewCredentials() async throws {
            credentials[.viewer] = try await token("vera")
            credentials[.operator] = try await token("otto")
            credentials[.viewerOfAnother] = try await token("anna")
            credentials[.administrator] = try await token("chief")
            credentials[.withoutToken] = try await session()
            let over = try await session()
            let cookie = try #require(over[.cookie]?.split(separator: "=").last.map(String.init))
            guard case .admitted(let visitor) = try await recorder.people.admit(.session(cookie), at: Self.door) else {
                throw Problem(.unauthorized)
            }
            try await recorder.people.logOut(.session(cookie), visitor)
            credentials[.expired] = over
        }

        private func token(_ name: String) async throws -> HTTPFields {
            let result = try await recorder.people.token(
                for: name,
                password: Self.password,
                lifetime: .seconds(600),
                at: Self.door
            )
            guard case .opened(let opened) = result else { throw Problem(.unauthorized) }
            return [.authorization: "Bearer \(opened.token)"]
        }

        private func session() async throws -> HTTPFields {
            let result = try await recorder.people.logIn("chief", password: Self.password, at: Self.door)
            guard case .opened(let opened) = result else { throw Problem(.unauthorized) }
            return [.cookie: "\(NativeEndpoints.sessionCookie)=\(opened.token)"]
        }

        func outcome(of endpoint: Endpoint, as who: Who) async throws -> Outcome {
            var fields = credentials[who] ?? [:]
            // Nothing that is there shall be changed by the walk.
            fields[.ifMatch] = "\"another\""
            var path = endpoint.path.replacing("{id}", with: endpoint.path.contains("/cameras/") ? "yard" : "1")
            path = path.replacing("{group}", with: "general")
            for name in ["{name}", "{session}"] { path = path.replacing(name, with: "999") }
            let head = HTTPRequest(
                method: endpoint.method,
                scheme: "http",
                authority: "nvr",
                path: path + "?camera=yard",
                headerFields: fields
            )
            // Fits nothing, so that a body that is read is refused.
            let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: #"{"stream": "x"}"#)))
            var context = ServingContext(
                source: ServingContextSource(
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                    listener: "native",
                    remoteAddress: nil,
                    caller: Caller(address: IPAddress("192.0.2.9"), isSecure: false, host: "nvr")
                )
            )
            context.coreContext.parameters = PathPattern(endpoint.path).match(path) ?? Parameters()
            // Each with counts of its own: here nobody asks too often.
            let rules = NativeEndpoints.rules(listener: "native", isOpen: false)
            let reception = Reception(rules, people: recorder.people, counts: RequestCounts())
            return await Self.outcome(of: endpoint) {
                let call = try await reception.call(request, context, endpoint)
                switch endpoint.work {
                case .answer(let answer): _ = try await answer(call)
                case .socket(let open): _ = try await open(call)
                }
            }
        }

        private static func outcome(of endpoint: Endpoint, _ work: () async throws -> Void) async -> Outcome {
            let status: Int
            do {
                try await work()
                return .done
            } catch let error as DomainError {
                status = Problem(error).status.code
            } catch {
                status = Problem(error)?.status.code ?? 500
            }
            // What is missing for everyone is not hidden from somebody.
            if case .camera = endpoint.access { return Outcome(rawValue: "\(status)") ?? .done }
            return status == 404 ? .done : Outcome(rawValue: "\(status)") ?? .done
        }

        func end() async throws {
            try await recorder.close()
            try FileManager.default.removeItem(at: folder)
        }
    }
}
