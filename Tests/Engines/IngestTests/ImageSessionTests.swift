import HTTPAuthentication
import Media
import NIOHTTP1
import RTSP
import Testing

@testable import Ingest

/// A conversation with a camera that gives pictures over HTTP, without a socket.
struct ImageSessionTests {
    private let picture: [UInt8] = [0xFF, 0xD8, 1, 2, 3, 0xFF, 0xD9]
    private func seconds(_ value: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(value * 1e9)) }

    private func session(interval: Int = 1, credentials: HTTPCredentials? = nil) throws -> ImageSession {
        ImageSession(
            url: try CameraURL("http://192.0.2.1:8080/video?x=1"),
            credentials: credentials,
            interval: interval
        )
    }

    private func head(
        _ status: HTTPResponseStatus,
        _ headers: [(String, String)] = [],
        _ version: HTTPVersion = .http1_1
    ) -> HTTPResponseHead {
        HTTPResponseHead(version: version, status: status, headers: HTTPHeaders(headers))
    }

    /// The names of what is to be done.
    private func names(_ actions: [ImageSession.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .connect: "connect"
            case .request: "request"
            case .disconnect: "disconnect"
            case .picture: "picture"
            case .close: "close"
            }
        }
    }

    private func request(in actions: [ImageSession.Action]) -> HTTPRequestHead? {
        for case .request(let head) in actions { return head }
        return nil
    }

    private func pictures(in actions: [ImageSession.Action]) -> [[UInt8]] {
        actions.compactMap { if case .picture(let bytes) = $0 { bytes.array } else { nil } }
    }

    private func end(in actions: [ImageSession.Action]) -> SessionEnd? {
        for case .close(let end) in actions { return end }
        return nil
    }

    @Test func theRequestNamesHostAndPath() throws {
        var session = try session()
        let first = session.connected(now: seconds(0))
        let request = try #require(self.request(in: first))
        #expect(request.uri == "/video?x=1")
        #expect(request.headers["Host"] == ["192.0.2.1:8080"])
        #expect(request.headers["Authorization"].isEmpty)
    }

    @Test func picturesComeInParts() throws {
        var session = try session()
        _ = session.connected(now: seconds(0))
        let type = ("Content-Type", "multipart/x-mixed-replace; boundary=--b")
        #expect(session.received(head(.ok, [type])).isEmpty)
        let part = Array("--b\r\nContent-Length: 7\r\n\r\n".utf8) + picture + Array("\r\n".utf8)
        let stream = part + part + part
        #expect(pictures(in: session.received(stream.span)) == [picture, picture, picture])
        #expect(session.pictures == 3)
        #expect(end(in: session.receivedEnd(now: seconds(1)))?.code == "camera-unreachable")
    }

    @Test func everyNthPictureIsKept() throws {
        var session = try session(interval: 3)
        _ = session.connected(now: seconds(0))
        _ = session.received(head(.ok, [("Content-Type", "multipart/x-mixed-replace; boundary=b")]))
        let part = Array("--b\r\nContent-Length: 7\r\n\r\n".utf8) + picture + Array("\r\n".utf8)
        let stream = (0..<10).flatMap { _ in part }
        #expect(pictures(in: session.received(stream.span)).count == 4)
        #expect(session.pictures == 10)
    }

    @Test func singlePicturesAreAskedForAgainAndAgain() throws {
        var session = try session(interval: 2)
        _ = session.connected(now: seconds(0))
        for round in 0..<3 {
            let now = Double(round) * 2
            _ = session.received(head(.ok, [("Content-Type", "image/jpeg")]))
            _ = session.received(Array(picture[..<3]).span)
            _ = session.received(Array(picture[3...]).span)
            #expect(pictures(in: session.receivedEnd(now: seconds(now + 0.1))) == [picture])
            #expect(session.nextDeadline == seconds(now + 2))
            #expect(session.tick(now: seconds(now + 1.9)).isEmpty)
            #expect(request(in: session.tick(now: seconds(now + 2))) != nil)
        }
    }

    @Test func aChallengeIsAnsweredOnce() throws {
        var session = try session(credentials: HTTPCredentials(username: "admin", password: "pass"))
        _ = session.connected(now: seconds(0))
        let challenge = ("WWW-Authenticate", "Digest realm=\"camera\", nonce=\"1\", qop=\"auth\"")
        #expect(session.received(head(.unauthorized, [challenge])).isEmpty)
        let second = session.receivedEnd(now: seconds(0.1))
        let request = try #require(self.request(in: second))
        let signature = try #require(request.headers["Authorization"].first)
        #expect(signature.hasPrefix("Digest username=\"admin\"") && signature.contains("uri=\"/video?x=1\""))
        let refused = end(in: session.received(head(.unauthorized, [challenge])))
        #expect(refused?.code == SessionEnd.refusedCode)
    }

    /// HTTP/1.0, or `Connection: close`: each picture takes a connection, and the session goes on.
    @Test(arguments: [
        ([], HTTPVersion.http1_0), ([("Connection", "close")], .http1_1), ([("connection", "Close")], .http1_1),
    ])
    func aCameraThatClosesAfterEachAnswerIsOneSession(_ more: [(String, String)], _ version: HTTPVersion) throws {
        var session = try session()
        for round in 0..<4 {
            let now = Double(round)
            #expect(names(session.connected(now: seconds(now))) == ["request"])
            _ = session.received(head(.ok, [("Content-Type", "image/jpeg")] + more, version))
            _ = session.received(picture.span)
            #expect(names(session.receivedEnd(now: seconds(now + 0.1))) == ["picture", "disconnect"])
            #expect(names(session.disconnected()) == [])
            #expect(session.nextDeadline == seconds(now + 1))
            #expect(names(session.tick(now: seconds(now + 1))) == ["connect"])
            #expect(session.nextDeadline == nil)
        }
        #expect(session.pictures == 4)
    }

    /// A camera may close a connection on which nothing is under way, and a request may be on its way to it just then.
    @Test func aConnectionThatIsClosedBetweenTwoAnswersIsMadeAgain() throws {
        for isAsked in [false, true] {
            var session = try session()
            _ = session.connected(now: seconds(0))
            _ = session.received(head(.ok, [("Content-Type", "image/jpeg")]))
            _ = session.received(picture.span)
            #expect(names(session.receivedEnd(now: seconds(0.1))) == ["picture"])
            if isAsked {
                #expect(names(session.tick(now: seconds(1))) == ["request"])
                #expect(names(session.disconnected()) == ["connect"])
            } else {
                #expect(names(session.disconnected()) == [])
                #expect(names(session.tick(now: seconds(1))) == ["connect"])
            }
            #expect(names(session.connected(now: seconds(1.1))) == ["request"])
            // One that is closed before it has answered anything is of no use.
            let closed = session.disconnected()
            #expect(end(in: closed)?.code == "camera-unreachable")
        }
    }

    @Test func aPictureThatIsCutOffEndsTheSession() throws {
        var session = try session()
        _ = session.connected(now: seconds(0))
        _ = session.received(head(.ok, [("Content-Type", "image/jpeg")]))
        _ = session.received(Array(picture[..<3]).span)
        let closed = session.disconnected()
        #expect(end(in: closed)?.sentence == "The camera closed the connection.")
    }

    /// The challenge outlives the connection on which it came.
    @Test(arguments: [false, true])
    func aChallengeIsAnsweredOnAnotherConnection(isSaid: Bool) throws {
        var session = try session(credentials: HTTPCredentials(username: "admin", password: "pass"))
        _ = session.connected(now: seconds(0))
        let challenge = ("WWW-Authenticate", "Digest realm=\"camera\", nonce=\"1\", qop=\"auth\"")
        let more = isSaid ? [("Connection", "close")] : []
        #expect(session.received(head(.unauthorized, [challenge] + more)).isEmpty)
        if isSaid {
            #expect(names(session.receivedEnd(now: seconds(0.1))) == ["disconnect", "connect"])
        } else {
            #expect(names(session.receivedEnd(now: seconds(0.1))) == ["request"])
            #expect(names(session.disconnected()) == ["connect"])
        }
        let second = session.connected(now: seconds(0.2))
        #expect(request(in: second)?.headers["Authorization"].first?.hasPrefix("Digest username=\"admin\"") == true)
        // A password that was refused is not tried again.
        let refused = session.received(head(.unauthorized, [challenge] + more))
        #expect(end(in: refused)?.fault == .refusedPassword)
    }

    @Test func anotherHostGetsNoPasswordInTheClear() throws {
        var session = ImageSession(
            url: try CameraURL("http://192.0.2.9/video"),
            credentials: HTTPCredentials(username: "admin", password: "pass"),
            interval: 1,
            allowsBasic: false
        )
        _ = session.connected(now: seconds(0))
        let refused = session.received(head(.unauthorized, [("WWW-Authenticate", "Basic realm=\"x\"")]))
        #expect(end(in: refused)?.sentence.contains("192.0.2.9") == true)
    }

    @Test func whatIsNoPictureIsSaid() throws {
        for (answer, words) in [
            (head(.notFound), "no such picture"), (head(.ok, [("Content-Type", "text/html")]), "a page"),
            (head(.unauthorized, [("WWW-Authenticate", "Basic realm=\"x\"")]), "user name"),
            (head(.forbidden), "403"), (head(.serviceUnavailable), "503"), (head(.imATeapot), "418"),
        ] {
            var session = try session()
            _ = session.connected(now: seconds(0))
            let actions = session.received(answer)
            let end = try #require(self.end(in: actions))
            #expect(end.sentence.contains(words), "\(end.sentence)")
            #expect(end.code == SessionEnd.refusedCode)
        }
    }

    @Test func aRedirectLeadsElsewhereButNotOutOfHTTP() throws {
        var session = try session()
        _ = session.connected(now: seconds(0))
        let moved = end(in: session.received(head(.found, [("Location", "https://camera.example/v")])))
        #expect(moved?.redirect?.description == "https://camera.example/v")
        var other = try self.session()
        _ = other.connected(now: seconds(0))
        #expect(end(in: other.received(head(.found, [("Location", "rtsp://camera.example/v")])))?.redirect == nil)
    }

    @Test func anAnswerThatDoesNotComeEndsTheSession() throws {
        var session = try session()
        _ = session.connected(now: seconds(0))
        #expect(session.tick(now: seconds(9)).isEmpty)
        #expect(end(in: session.tick(now: seconds(10)))?.code == "camera-unreachable")
    }

    @Test func aPictureWithoutEndCostsTheSessionAndNotTheMemory() throws {
        var session = try session()
        _ = session.connected(now: seconds(0))
        _ = session.received(head(.ok, [("Content-Type", "image/jpeg")]))
        let junk = [UInt8](repeating: 0, count: 1 << 20)
        var ended: SessionEnd?
        for _ in 0..<10 where ended == nil { ended = end(in: session.received(junk.span)) }
        #expect(ended?.sentence.contains("8 MB") == true)
    }
}
