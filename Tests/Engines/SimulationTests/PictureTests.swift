import Foundation
import HTTPAuthentication
import Logging
import Media
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import Simulation

@Suite(.serialized)
struct PictureTests {
    private static func configuration(_ oddities: String...) throws -> CameraServer.Configuration {
        var configuration = try CameraServerTests.configuration()
        configuration.http = .init(host: "127.0.0.1", port: 0)
        configuration.speed = 20
        configuration.startsAtPlay = true
        configuration.oddities = try OddityPlan(oddities)
        return configuration
    }

    @Test func givesThePictureOfTheMoment() async throws {
        let file = try FileUnits([UInt8](Demo.file("mjpeg")))
        try await CameraServerTests.serving(try Self.configuration()) { server in
            let answer = try await PictureClient.get("/mjpeg.jpg", port: try #require(server.httpPort))
            #expect(answer.head.status == .ok && answer.head.headers["Content-Type"] == ["image/jpeg"])
            #expect(file.video.contains(answer.body))
        }
    }

    @Test(arguments: ["close-each-answer", "close-silently"])
    func theConnectionCanBeClosedAfterEachAnswer(oddity: String) async throws {
        let file = try FileUnits([UInt8](Demo.file("mjpeg")))
        try await CameraServerTests.serving(try Self.configuration(oddity)) { server in
            let client = try await PictureClient.open(port: try #require(server.httpPort))
            let answer = try await client.get("/mjpeg.jpg")
            #expect(answer.head.status == .ok && answer.isEnded && file.video.contains(answer.body))
            #expect(answer.head.isKeepAlive == (oddity == "close-silently"))
            #expect(try await client.isClosed())
        }
    }

    @Test(arguments: ["/main.jpg", "/main.mjpeg", "/nothing.jpg", "/mjpeg", "/mjpeg.png", "/"])
    func whatIsNoPictureIsNotFound(path: String) async throws {
        try await CameraServerTests.serving(try Self.configuration()) { server in
            let answer = try await PictureClient.get(path, port: try #require(server.httpPort))
            #expect(answer.head.status == .notFound)
        }
    }

    @Test(arguments: [[], ["parts-without-length"], ["hyphens-in-boundary"]])
    func givesPartsWithoutEnd(oddities: [String]) async throws {
        let file = try FileUnits([UInt8](Demo.file("mjpeg")))
        var configuration = try Self.configuration()
        configuration.oddities = try OddityPlan(oddities)
        configuration.videoUnitLimit = 75
        try await CameraServerTests.serving(configuration) { server in
            var expected: [UInt8] = []
            for picture in file.video + file.video[..<25] {
                let length = oddities == ["parts-without-length"] ? "" : "Content-Length: \(picture.count)\r\n"
                expected += Array("--nightjarpicture\r\nContent-Type: image/jpeg\r\n\(length)\r\n".utf8)
                expected += picture + Array("\r\n".utf8)
            }
            let answer = try await PictureClient.get(
                "/mjpeg.mjpeg",
                port: try #require(server.httpPort),
                atMost: expected.count
            )
            #expect(answer.body == expected)
            let hyphens = oddities == ["hyphens-in-boundary"] ? "--" : ""
            let type = "multipart/x-mixed-replace; boundary=\(hyphens)nightjarpicture"
            #expect(answer.head.headers["Content-Type"] == [type])
            #expect(answer.head.version == .http1_0 && !answer.isEnded)
            let sent = try #require(server.statistics.paths["/mjpeg"])
            #expect(sent.videoUnits == 75 && sent.sessions == 1 && sent.lastVideoIndex == 74)
        }
    }

    @Test func aStreamCanBeCut() async throws {
        try await CameraServerTests.serving(try Self.configuration("close-after=0.1")) { server in
            let answer = try await PictureClient.get("/mjpeg.mjpeg", port: try #require(server.httpPort))
            #expect(answer.isClosed && answer.body.suffix(4) != [0xFF, 0xD9, 13, 10])
        }
    }

    @Test(arguments: [[], ["digest=md5"], ["digest=sha256"]])
    func passwordsAreChecked(oddities: [String]) async throws {
        var configuration = try Self.configuration()
        configuration.oddities = try OddityPlan(oddities)
        let credentials = HTTPCredentials(username: "admin", password: "secret")
        configuration.credentials = credentials
        try await CameraServerTests.serving(configuration) { server in
            let port = try #require(server.httpPort)
            for password in ["secret", "wrong"] {
                var signer = Authorizer(credentials: .init(username: "admin", password: password))
                let client = try await PictureClient.open(port: port)
                let refused = try await client.get("/mjpeg.jpg")
                #expect(refused.head.status == .unauthorized)
                let challenges = refused.head.headers["WWW-Authenticate"]
                #expect(challenges.count == (oddities.isEmpty ? 2 : 1))
                let verdict = signer.refused(challenges, attempts: 0)
                #expect(verdict == .retry)
                let signed = signer.authorization(method: "GET", uri: "/mjpeg.jpg")
                let signature = try #require(signed)
                #expect(signature.contains("SHA-256") == (oddities == ["digest=sha256"]))
                let status = try await client.get("/mjpeg.jpg", authorization: signature).head.status
                #expect(status == (password == "secret" ? .ok : .unauthorized))
                try await client.close()
            }
        }
    }

    @Test func picturesNeedMotionJPEG() async throws {
        var configuration = try Self.configuration()
        configuration.cameras.removeAll { $0.path == "mjpeg" }
        await #expect(throws: CameraServerError.noPictures) {
            _ = try await CameraServer.bind(configuration, logger: Logger(label: "camera"))
        }
    }
}
