import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Media
import NIOCore
import NVR
import Testing

@testable import HTTPServing
@testable import Reception
@testable import VibeNVR

/// A recorder behind the listener's routes of the dialect, with an administrator `chief` and a viewer `vera`. Its only camera is
/// switched off.
struct VibeWorld {
    struct Answer {
        var status: Int
        var headers: HTTPFields
        var body: Data

        private var json: Any? { try? JSONSerialization.jsonObject(with: body) }
        var object: [String: Any] { json as? [String: Any] ?? [:] }
        var list: [[String: Any]] { json as? [[String: Any]] ?? [] }
        /// The sentence of a refusal; nil where it is a list.
        var detail: String? { object["detail"] as? String }
        /// The members that a request was refused for.
        var faults: [String] {
            (object["detail"] as? [[String: Any]] ?? []).compactMap { ($0["loc"] as? [String])?.last }
        }
        var text: String { String(decoding: body, as: UTF8.self) }
        var cookies: [String] { headers[values: .setCookie] }
    }

    static let password = "a long and winding road"

    let recorder: Recorder
    let face: DialectFace
    let folder: URL
    private let routes: HTTPRoutes

    private init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "vibe-\(UUID().uuidString)")
        var camera = CameraDraft(name: "Yard", url: "rtsp://192.0.2.1/main")
        camera.isEnabled = false
        recorder = try await Recorder.open(
            RecorderConfiguration(
                dataDirectory: folder.appending(path: "data").path,
                allowsLoopbackCameras: false,
                cameras: [camera],
                version: "test",
                firstAdministrator: FirstAdministrator(username: "chief", password: Self.password),
                volumeRoots: [folder.appending(path: "disks").path]
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
        let vera = PersonDraft(username: "vera", password: Self.password, role: .viewer)
        _ = try await recorder.people.create(as: chief, vera)
        face = VibeNVRFace.face(recorder)
        var routes = HTTPRoutes(renderingProblems: face.render)
        let rules = face.rules(listener: "vibenvr", isOpen: false)
        Reception(rules, people: recorder.people, counts: RequestCounts()).add(face.endpoints, to: &routes)
        self.routes = routes
    }

    static func with(_ body: (VibeWorld) async throws -> Void) async throws {
        let world = try await VibeWorld()
        defer { try? FileManager.default.removeItem(at: world.folder) }
        try await body(world)
        try await world.recorder.close()
    }

    /// A folder in which a volume may lie.
    func disk(_ name: String) throws -> String {
        let url = folder.appending(path: "disks/\(name)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
    }

    /// - Parameter user: nil for nobody.
    func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String = "",
        as user: String? = "chief",
        _ more: HTTPFields = [:]
    ) async throws -> Answer {
        var fields: HTTPFields = [.contentType: "application/json"]
        if let user {
            fields[.authorization] = "Basic \(Data("\(user):\(Self.password)".utf8).base64EncodedString())"
        }
        for field in more { fields[field.name] = field.value }
        return try await ask(method, path, Data(body.utf8), fields)
    }

    /// As a page logs in.
    func logIn(_ form: String) async throws -> Answer {
        let fields: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        return try await ask(.post, "/auth/login", Data(form.utf8), fields)
    }

    func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: Data,
        _ fields: HTTPFields
    ) async throws -> Answer {
        let head = HTTPRequest(method: method, scheme: "http", authority: "nvr", path: path, headerFields: fields)
        let context = ServingContext(
            source: ServingContextSource(
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                listener: "vibenvr",
                remoteAddress: nil,
                caller: Caller(address: IPAddress("192.0.2.9"), isSecure: false, host: "nvr")
            )
        )
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let response = try await routes.router.buildResponder().respond(to: request, context: context)
        let writer = Collected()
        try await response.body.write(writer)
        return Answer(status: response.status.code, headers: response.headers, body: await writer.data)
    }

    private actor Bytes {
        var data = Data()

        func add(_ buffer: ByteBuffer) { data.append(contentsOf: buffer.readableBytesView) }
    }

    private struct Collected: ResponseBodyWriter {
        private let bytes = Bytes()

        var data: Data { get async { await bytes.data } }

        func write(_ buffer: ByteBuffer) async throws { await bytes.add(buffer) }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
