import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Media
import NIOCore
import NVR
import Testing

@testable import HTTPServing
@testable import MiBee
@testable import Reception

/// A recorder behind the listener's routes of the dialect, with an administrator `chief` and a viewer `vera`.
struct MiBeeWorld {
    struct Answer {
        var status: Int
        var headers: HTTPFields
        var body: Data

        var object: [String: Any] { (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:] }
        var code: String? { object["code"] as? String }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    let recorder: Recorder
    let face: DialectFace
    private let folder: URL
    private let routes: HTTPRoutes
    static let password = "a long and winding road"

    private init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "mibee-\(UUID().uuidString)")
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
        let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
        let vera = PersonDraft(username: "vera", password: Self.password, role: .viewer)
        _ = try await recorder.people.create(as: chief, vera)
        face = MiBeeFace.face(recorder, listen: "127.0.0.1:9090")
        var routes = HTTPRoutes(renderingProblems: face.render)
        let rules = face.rules(listener: "mibee", isOpen: false)
        Reception(rules, people: recorder.people, counts: RequestCounts()).add(face.endpoints, to: &routes)
        self.routes = routes
    }

    static func with(_ body: (MiBeeWorld) async throws -> Void) async throws {
        let world = try await MiBeeWorld()
        defer { try? FileManager.default.removeItem(at: world.folder) }
        try await body(world)
        try await world.recorder.close()
    }

    /// - Parameter user: nil for nobody.
    func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String = "",
        as user: String? = "chief"
    ) async throws -> Answer {
        var fields: HTTPFields = [.contentType: "application/json", .contentLength: "\(body.utf8.count)"]
        if let user {
            fields[.authorization] = "Basic \(Data("\(user):\(Self.password)".utf8).base64EncodedString())"
        }
        let head = HTTPRequest(method: method, scheme: "http", authority: "nvr", path: path, headerFields: fields)
        let context = ServingContext(
            source: ServingContextSource(
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                listener: "mibee",
                remoteAddress: nil,
                caller: Caller(address: IPAddress("192.0.2.9"), isSecure: false, host: "nvr")
            )
        )
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
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
