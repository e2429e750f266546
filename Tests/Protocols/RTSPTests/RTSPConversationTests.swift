import HTTPAuthentication
import Media
import SDP
import TestKit
import Testing

@testable import RTSP

/// Our client and our server, joined in memory by a line that cuts what it carries anywhere.
struct RTSPConversationTests {
    private static let description = SessionDescription(
        name: "front-door",
        media: [
            MediaDescription(
                kind: "video",
                payloadTypes: [96],
                rtpMaps: [96: RTPMap(encoding: "H264", clockRate: 90000)],
                parameters: [96: ["packetization-mode": "1"]]
            ),
            MediaDescription(kind: "audio", payloadTypes: [8]),
        ]
    )

    private static let video: [UInt8] = [0x80, 96, 0, 7, 0, 0, 0, 9, 0, 0, 0, 1, 0x65]
    private static let audio: [UInt8] = [0x80, 8, 0, 7, 0, 0, 0, 9, 0, 0, 0, 2, 0xD5]

    private struct Line {
        var client: RTSPClientSession
        var server: RTSPServerSession
        var now = MonotonicTime(nanoseconds: 0)
        var generator: SeededGenerator
        var clientFramer = RTSPFramer()
        var serverFramer = RTSPFramer()
        var packets: [Fed] = []
        var playing: [RTSPTrack] = []
        var ended: RTSPFailure??
        var isServerPlaying = false
        let password: String

        mutating func run(_ actions: [RTSPClientAction]) throws {
            for action in actions {
                switch action {
                case .send(let bytes):
                    for fed in try pieces(bytes).flatMap({ try serverFramer.feed($0) }) {
                        guard case .message(let message) = fed else { continue }
                        try serve(server.received(message, now: now))
                    }
                case .described(let description, _): try run(client.setUp(description.receivableMedia, now: now))
                case .granted(let tracks): clientFramer.expect(tracks)
                case .playing(let tracks): playing = tracks
                case .redirect: Issue.record("a redirection out of nothing")
                case .close(let failure): ended = .some(failure)
                }
            }
        }

        private mutating func serve(_ actions: [RTSPServerAction]) throws {
            for action in actions {
                switch action {
                case .send(let bytes): try deliver(bytes)
                case .authenticate(let login):
                    let isRight = login.username == "viewer" && login.matches(password: password)
                    try serve(server.authenticated(isRight, now: now))
                case .describe(let name, _):
                    let isKnown = name.path == "front-door/main"
                    let answer: RTSPStreamAnswer = isKnown ? .stream(RTSPConversationTests.description) : .notFound
                    try serve(server.described(answer, now: now))
                case .prepare(let tracks):
                    let beginnings = tracks.map { RTSPBeginning(media: $0.media, sequence: 7, timestamp: 9) }
                    try serve(server.playing(from: beginnings, now: now))
                case .play:
                    isServerPlaying = true
                    try deliver(frame(0, RTSPConversationTests.video) + frame(2, RTSPConversationTests.audio))
                case .stop: isServerPlaying = false
                case .close: break
                }
            }
        }

        private mutating func deliver(_ bytes: [UInt8]) throws {
            for fed in try pieces(bytes).flatMap({ try clientFramer.feed($0) }) {
                switch fed {
                case .message(let message): try run(client.received(message, now: now))
                case .frame: packets.append(fed)
                case .skipped(let count): Issue.record("\(count) bytes were skipped")
                }
            }
        }

        private mutating func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
            var rest = bytes[...]
            var pieces: [[UInt8]] = []
            while !rest.isEmpty {
                let count = Int.random(in: 1...50, using: &generator)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            return pieces
        }
    }

    private func line(
        seed: UInt64,
        isGuarded: Bool,
        offersBasic: Bool = true,
        path: String = "front-door/main",
        password: String = "s:e@c/r%t"
    ) throws -> Line {
        let authentication = ServerAuthentication(realm: "Nightjar", nonce: "0123abcd", offersBasic: offersBasic)
        let configuration = try RTSPClientSession.Configuration(
            url: CameraURL("rtsp://nvr:8554/\(path)"),
            credentials: HTTPCredentials(username: "viewer", password: password)
        )
        return Line(
            client: RTSPClientSession(configuration),
            server: RTSPServerSession(
                .init(authentication: isGuarded ? authentication : nil),
                now: MonotonicTime(nanoseconds: 0)
            ),
            generator: SeededGenerator(seed: seed),
            password: "s:e@c/r%t"
        )
    }

    @Test(arguments: UInt64(0)..<12)
    func theyUnderstandEachOther(seed: UInt64) throws {
        var line = try line(seed: seed, isGuarded: seed % 2 == 0, offersBasic: seed % 4 == 0)
        try line.run(line.client.connected(now: line.now))
        #expect(line.playing.map(\.media) == [0, 1])
        #expect(line.playing.map(\.sequence) == [7, 7])
        #expect(line.playing.map(\.rtpTime) == [9, 9])
        #expect(line.packets == [.frame(channel: 0, Self.video), .frame(channel: 2, Self.audio)])
        // Ten minutes of keep-alives.
        for _ in 0..<24 {
            line.now = try #require(line.client.nextDeadline)
            try line.run(line.client.tick(now: line.now))
            let deadline = try #require(line.server.nextDeadline)
            #expect(deadline > line.now)
        }
        #expect(line.client.keepAliveMethod == .setParameter)
        #expect(line.isServerPlaying)
        try line.run(line.client.stop(now: line.now))
        #expect(!line.isServerPlaying)
        #expect(line.ended == .some(.none))
        #expect(line.client.oddities == [:])
    }

    @Test func aWrongPassword() throws {
        var line = try line(seed: 1, isGuarded: true, password: "other")
        try line.run(line.client.connected(now: line.now))
        #expect(line.ended == .some(.passwordRefused))
        #expect(line.packets.isEmpty)
    }

    @Test func aStreamThatIsNotThere() throws {
        var line = try line(seed: 1, isGuarded: false, path: "back-door/main")
        try line.run(line.client.connected(now: line.now))
        #expect(line.ended == .some(.streamNotFound))
    }
}
