import HTTPAuthentication
import Media
import RTP
import RTSP
import SDP
import Testing

@testable import Simulation

/// What odd cameras say.
@Suite(.serialized)
struct OddConversationTests {
    private static func serving(
        _ oddities: String...,
        credentials: HTTPCredentials? = nil,
        _ body: (CameraServer) async throws -> Void
    ) async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.oddities = try OddityPlan(oddities)
        configuration.credentials = credentials
        configuration.startsAtPlay = true
        try await CameraServerTests.serving(configuration, body)
    }

    // MARK: Keep-alives

    @Test func keepAlivesAreRefusedWithAnotherNumber() async throws {
        try await Self.serving("keepalive-refused") { server in
            var client = try await Conversation.open(port: server.port)
            let options = try await client.ask(.options)
            #expect(options?.headers["Public"]?.contains("SET_PARAMETER") == true)
            _ = try await client.play()
            for method in [RTSPMethod.setParameter, .getParameter] {
                let previous = try await client.ask(.options)?.headers["CSeq"]
                let answer = try await client.ask(method)
                #expect(answer?.status == 400 && answer?.headers["CSeq"] == previous && previous != nil)
            }
            #expect(try await client.ask(.teardown)?.status == 200)
        }
    }

    @Test func keepAlivesAreNotAnswered() async throws {
        try await Self.serving("keepalive-unanswered") { server in
            var client = try await Conversation.open(port: server.port)
            _ = try await client.play()
            for method in [RTSPMethod.options, .setParameter, .getParameter] { try await client.send(method) }
            let answer = try await client.ask(.teardown)
            #expect(answer?.headers["CSeq"] == "7" && answer?.status == 200)
        }
    }

    @Test func aKeepAliveEndsTheStream() async throws {
        try await Self.serving("keepalive-kills", "session-timeout=4") { server in
            var client = try await Conversation.open(port: server.port)
            _ = try await client.play()
            let before = try #require(server.statistics.paths["/main"]).videoUnits
            #expect(try await client.ask(.setParameter)?.status == 200)
            // Until it is sent away, 4 s later.
            _ = await client.countFrames()
            let after = try #require(server.statistics.paths["/main"]).videoUnits
            #expect((40...70).contains(after - before))
        }
    }

    @Test func theTimeoutIsTold() async throws {
        try await Self.serving("session-timeout=7") { server in
            var client = try await Conversation.open(port: server.port)
            #expect(try await client.play()[1]?.headers["Session"]?.hasSuffix(";timeout=7") == true)
        }
    }

    // MARK: Headers

    @Test func answersHaveNoNumber() async throws {
        try await Self.serving("no-cseq") { server in
            var client = try await Conversation.open(port: server.port)
            let answers = try await client.play(media: [0, 1])
            #expect(answers.allSatisfy { $0?.status == 200 && $0?.headers["CSeq"] == nil } && answers.count == 4)
            #expect(answers[0]?.body.isEmpty == false)
            let received = try await TestClient.run(.init { $0.video.count == 2 }, port: server.port)
            #expect(received.video.count == 2)
        }
    }

    @Test func eachTrackHasASessionOfItsOwn() async throws {
        try await Self.serving("session-changes") { server in
            var client = try await Conversation.open(port: server.port)
            let answers = try await client.play(media: [0, 1])
            let sessions = answers[1...2].compactMap { $0?.headers["Session"]?.split(separator: ";").first }
            #expect(Set(sessions).count == 2 && answers.allSatisfy { $0?.status == 200 })
            // The newest one will do as well.
            let headers = [("Session", String(try #require(sessions.last)))]
            var other = try await Conversation.open(port: server.port)
            _ = try await other.ask(.describe)
            #expect(try await other.ask(.getParameter, nil, headers)?.status == 454)
            let received = try await TestClient.run(.init { $0.video.count == 2 }, port: server.port)
            #expect(received.failure == nil && received.tracks.count == 2)
        }
    }

    @Test func theNamedSourceIsAnother() async throws {
        try await Self.serving("wrong-ssrc") { server in
            let received = try await TestClient.run(.init { $0.video.count == 2 }, port: server.port)
            let named = try #require(received.tracks.first?.ssrc)
            #expect(received.packets[0].allSatisfy { $0.ssrc != named })
        }
    }

    @Test func everyPathLeadsToOne() async throws {
        try await Self.serving("redirect=sub") { server in
            let received = try await TestClient.run(.init(), port: server.port)
            #expect(received.redirection?.description == "rtsp://127.0.0.1:\(server.port)/sub")
            let there = try await TestClient.run(.init(path: "/sub") { !$0.video.isEmpty }, port: server.port)
            #expect(there.redirection == nil && !there.video.isEmpty)
        }
    }

    @Test func soundCannotBeSetUp() async throws {
        try await Self.serving("refuse-audio-setup") { server in
            let received = try await TestClient.run(.init { $0.video.count == 2 }, port: server.port)
            #expect(received.description?.media.count == 2 && received.tracks.map(\.media) == [0])
        }
    }

    // MARK: Passwords

    @Test(arguments: ["sha256", "md5"])
    func onlyOneHashIsOffered(name: String) async throws {
        let credentials = HTTPCredentials(username: "admin", password: "a, \"b")
        try await Self.serving("digest=\(name)", credentials: credentials) { server in
            var client = try await Conversation.open(port: server.port)
            let refused = try await client.ask(.describe)
            let challenges = refused?.headers.values(of: "WWW-Authenticate") ?? []
            #expect(refused?.status == 401 && challenges.count == 1)
            #expect(challenges[0].contains(name == "md5" ? "algorithm=MD5" : "algorithm=SHA-256"))
            for (password, failure) in [("a, \"b", nil), ("x", RTSPFailure.passwordRefused)] {
                let attempt = HTTPCredentials(username: "admin", password: password)
                let wish = TestClient.Wish(credentials: attempt) { $0.video.count == 2 }
                #expect(try await TestClient.run(wish, port: server.port).failure == failure)
            }
        }
    }

    @Test func theNonceExpires() async throws {
        let credentials = HTTPCredentials(username: "admin", password: "secret")
        try await Self.serving("nonce-expires=0.2", credentials: credentials) { server in
            var client = try await Conversation.open(port: server.port)
            var signer = Authorizer(credentials: credentials)
            let url = "rtsp://127.0.0.1:\(server.port)/main"
            func challenges(_ answer: RTSPResponse?) -> [String] {
                answer?.headers.values(of: "WWW-Authenticate") ?? []
            }
            let first = challenges(try await client.ask(.describe))
            #expect(first.count == 1 && !first[0].contains("stale"))
            _ = signer.refused(first, attempts: 0)
            var answer: RTSPResponse?
            repeat {
                let signature = try #require(Self.sign("DESCRIBE", url, &signer))
                answer = try await client.ask(.describe, nil, [("Authorization", signature)])
            } while answer?.status == 200
            let stale = challenges(answer)
            #expect(answer?.status == 401 && stale.count == 1 && stale[0].hasSuffix("stale=true"))
            #expect(signer.refused(stale, attempts: 1) == .retry)
            let signature = try #require(Self.sign("DESCRIBE", url, &signer))
            #expect(try await client.ask(.describe, nil, [("Authorization", signature)])?.status == 200)
        }
    }

    private static func sign(_ method: String, _ uri: String, _ signer: inout Authorizer) -> String? {
        signer.authorization(method: method, uri: uri)
    }

    // MARK: Sessions that nobody ended

    @Test func packetsGoIntoTheNextConnection() async throws {
        try await Self.serving("stale-session=5") { server in
            var first = try await Conversation.open(port: server.port)
            let answers = try await first.play()
            let tool = answers[0].map { String(decoding: $0.body, as: UTF8.self) } ?? ""
            #expect(tool.contains("a=tool:LIVE555 Streaming Media v2013.04.08\r\n"))
            try await first.close()
            // It may take a moment until the server has seen that.
            while server.statistics.paths["/main"]?.openSessions != 0 { await Task.yield() }
            var second = try await Conversation.open(port: server.port)
            guard case .frame = await second.next() else {
                Issue.record("no packet of the old session")
                return
            }
            #expect(try await second.ask(.options)?.status == 200)
        }
    }

    @Test func whatWasEndedGoesNowhere() async throws {
        try await Self.serving("stale-session") { server in
            var first = try await Conversation.open(port: server.port)
            _ = try await first.play()
            #expect(try await first.ask(.teardown)?.status == 200)
            try await first.close()
            var second = try await Conversation.open(port: server.port)
            try await second.send(.options)
            guard case .answer = await second.next() else {
                Issue.record("a packet of the old session")
                return
            }
        }
    }
}
