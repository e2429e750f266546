import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NVR
import NativeAPI
import Reception
import Testing
import WebApp

@testable import HTTPServing
@testable import nightjar

/// Whatever a native listener answers is an endpoint, which names its permission (RouteWalkTests), or a file of the web app.
struct RegisteredRoutesTests {
    @Test func nothingIsServedWithoutAPermission() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "routes-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let recorder = try await Recorder.open(
            RecorderConfiguration(
                dataDirectory: folder.path,
                allowsLoopbackCameras: false,
                cameras: [],
                version: "test"
            ),
            logger: logger
        )
        let factory = ListenerFactory(ServerConfiguration(), files: OpenFileLimit(count: 1024), logger: logger)
        let listener = ListenerConfiguration(address: "127.0.0.1:0")
        let routes = try factory.routes(of: listener, name: "native", app: try factory.webApp(), recorder)
        let registered =
            routes.router.routes.map { "\($0.method.rawValue) \($0.path.description)" }
            + routes.webSockets.map { "GET \($0.pattern.description)" }
        let endpoints = try NativeEndpoints(recorder, version: "test").all().map { "\($0.method.rawValue) \($0.path)" }
        let files = try WebApp.files().map { "GET \($0.path)" }
        #expect(registered.sorted() == (endpoints + files).sorted())
        #expect(endpoints.count > 60 && files.count > 20)
        try await recorder.close()
    }
}
