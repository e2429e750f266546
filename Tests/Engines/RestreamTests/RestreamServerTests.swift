import HTTPAuthentication
import Live
import Logging
import Media
import NIOCore
import NIOPosix
import RTP
import RTSP
import SDP
import Stream
import Synchronization
import Testing

@testable import Restream

struct RestreamServerTests {
    private let stream = TestStream()

    private func serving(
        _ limits: RestreamLimits = RestreamLimits(),
        paths: RestreamPaths = .every,
        _ work: (RestreamServer, TestGate, Int) async throws -> Void
    ) async throws {
        let gate = TestGate()
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = try await RestreamServer.make(
            gate: gate,
            hub: LiveHub(linger: .zero),
            limits: limits,
            on: loops.next(),
            logger: logger
        )
        let listener = try await server.listen(RestreamAddress(host: "127.0.0.1", port: 0, paths: paths))
        do {
            try await work(server, gate, listener.port)
        } catch {
            Issue.record("\(error)")
        }
        await listener.close()
        await server.close()
        try await loops.shutdownGracefully()
    }

    private func wait(_ what: Comment, until isTrue: () async -> Bool) async throws {
        for _ in 0..<12000 {
            if await isTrue() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record(what)
    }

    private func begin(_ ring: StreamRing, pictures: ClosedRange<Int64> = 0...3) throws {
        ring.begin(try TestStream.format())
        for number in pictures { append(number, to: ring) }
    }

    private func append(_ number: Int64, to ring: StreamRing) {
        ring.append(stream.picture(number, isKey: number == 0))
        ring.append(stream.sound(number))
    }

    @Test func aClientGetsTheCurrentGroupAndThenWhatComes() async throws {
        try await serving { server, gate, port in
            try begin(gate.ring)
            var viewer = try await TestViewer.open(port: port)
            let answers = try await viewer.play()
            #expect(answers.map(\.?.status) == [200, 200, 200, 200])
            let body = answers[0]?.body ?? []
            let description = try SessionDescription(parsing: body.span)
            #expect(description.media.map(\.kind) == ["video", "audio"])
            let info = try #require(answers[3]?.headers["RTP-Info"])
            let sequences = try await viewer.sequences(5)
            // The sets before the key frame are a packet of their own.
            #expect(sequences == (0..<5).map { sequences[0] &+ $0 })
            #expect(info.contains("seq=\(sequences[0]);"))
            append(4, to: gate.ring)
            #expect(try await viewer.sequences(1) == [sequences[4] &+ 1])
            try await wait("all is counted") { await server.statistics().units == 10 }
            let statistics = await server.statistics()
            #expect(statistics.viewers == 1 && statistics.streams == 1)
            try await wait("it is noted that somebody watches") { gate.state.withLock(\.begun) == 1 }
            let end = try await viewer.ask(.teardown)
            #expect(end?.status == 200)
            try await wait("nobody watches any more") { await server.statistics().viewers == 0 }
            try await viewer.channel.close()
        }
    }

    @Test func fiftyClientsArePacketisedOnce() async throws {
        try await serving { server, gate, port in
            try begin(gate.ring)
            var viewers: [TestViewer] = []
            for _ in 0..<50 {
                var viewer = try await TestViewer.open(port: port)
                #expect(try await viewer.play().last??.status == 200)
                viewers.append(viewer)
            }
            #expect(await server.statistics().viewers == 50)
            for number in Int64(4)..<50 { append(number, to: gate.ring) }
            var all: Set<[UInt16]> = []
            for var viewer in viewers { all.insert(try await viewer.sequences(51)) }
            #expect(all.count == 1, "all get the same packets")
            try await wait("each unit is packetised once") { await server.statistics().units == 100 }
            for viewer in viewers { try await viewer.channel.close() }
        }
    }

    @Test func whoeverShowsNothingOrWhatIsWrongGetsNothing() async throws {
        try await serving { _, gate, port in
            try begin(gate.ring)
            var nobody = try await TestViewer.open(port: port, user: nil)
            #expect(try await nobody.ask(.options)?.status == 200)
            for method in [RTSPMethod.describe, .setup, .play, .getParameter, .teardown, .setParameter] {
                let answer = try await nobody.ask(method)
                #expect(answer?.status == 401)
                #expect(answer?.headers.values(of: "WWW-Authenticate").count == 3)
            }
            #expect(try await nobody.ask(.announce)?.status == 405)
            #expect(try await nobody.ask(.record)?.status == 405)
            var wrong = try await TestViewer.open(port: port, password: "guess")
            #expect(try await wrong.ask(.describe)?.status == 401)
            for _ in 0..<4 { #expect(try await wrong.ask(.describe)?.status == 401) }
            #expect(await wrong.next() == nil, "it is closed after five")
            #expect(gate.state.withLock(\.asked) == 5)
            gate.state.withLock { $0.isUnavailable = true }
            var other = try await TestViewer.open(port: port)
            #expect(try await other.ask(.describe)?.status == 503)
        }
    }

    @Test func rightsAndStatesHaveTheirAnswers() async throws {
        try await serving { _, gate, port in
            try begin(gate.ring)
            for (path, user, status) in [
                ("/cameras/front/main", "bob", 403), ("/cameras/none/main", "ada", 404),
                ("/cameras/off/main", "ada", 503),
                ("/nothing", "ada", 404), ("/cameras/front/third", "ada", 404),
            ] {
                var viewer = try await TestViewer.open(port: port, path: path, user: user)
                #expect(try await viewer.ask(.describe)?.status == status)
            }
        }
    }

    @Test func aCameraThatIsGoneIsUnavailable() async throws {
        try await serving { _, gate, port in
            try begin(gate.ring)
            gate.ring.interrupt(Interruption(code: "gone", sentence: "Gone.", at: stream.wall))
            var viewer = try await TestViewer.open(port: port)
            #expect(try await viewer.ask(.describe)?.status == 503)
            try begin(gate.ring)
            try await wait("it is back") { (try? await viewer.ask(.describe)?.status) == 200 }
        }
    }

    @Test func aRightThatIsTakenAwayEndsTheStream() async throws {
        var limits = RestreamLimits()
        limits.permission = .milliseconds(20)
        try await serving(limits) { _, gate, port in
            try begin(gate.ring)
            var viewer = try await TestViewer.open(port: port)
            _ = try await viewer.play()
            gate.state.withLock { $0.mayWatch = false }
            var goodbyes = 0
            while let input = await viewer.next() {
                guard case .frame(let channel, let packet) = input, channel % 2 == 1 else { continue }
                for case .goodbye in try RTCPPacket.parse(packet.span) { goodbyes += 1 }
            }
            #expect(goodbyes == 2, "it is told, and the connection ends")
        }
    }

    @Test func anotherFormatEndsTheSessionsAndSoDoesTheEnd() async throws {
        try await serving { server, gate, port in
            try begin(gate.ring)
            var viewer = try await TestViewer.open(port: port)
            _ = try await viewer.play()
            gate.ring.begin(StreamFormat(tracks: [try TestStream.video()]))
            while await viewer.next() != nil {}
            gate.ring.append(stream.picture(0, isKey: true))
            var second = try await TestViewer.open(port: port)
            _ = try await second.play(media: [0])
            _ = try await second.sequences(2)
            gate.ring.end()
            while await second.next() != nil {}
            #expect(await server.statistics().streams == 0)
        }
    }

    @Test func aClientThatDoesNotReadIsCutAndHarmsNobody() async throws {
        var limits = RestreamLimits()
        limits.permission = .milliseconds(20)
        limits.stall = .milliseconds(300)
        try await serving(limits) { server, gate, port in
            try begin(gate.ring)
            var stuck = try await TestViewer.open(port: port, reads: false)
            _ = try await stuck.play()
            var other = try await TestViewer.open(port: port)
            _ = try await other.play()
            try await stuck.channel.setOption(.autoRead, value: false).get()
            // The camera goes on: of what comes at once a slow client leaves out so much that the rest may fit into the
            // kernel's buffers.
            var number: Int64 = 4
            try await wait("the one that reads nothing is cut") {
                gate.ring.append(stream.picture(number, isKey: number % 10 == 0, bytes: 200_000))
                number += 1
                return await server.statistics().connections == 1
            }
            #expect(try await other.sequences(100).count == 100)
            try await stuck.channel.close()
        }
    }

    @Test func otherProtocolsAndTooMuchAreCut() async throws {
        var limits = RestreamLimits()
        limits.login = .milliseconds(200)
        limits.bytesBeforeLogin = 4096
        limits.requests = (burst: 3, perSecond: 1)
        try await serving(limits) { server, gate, port in
            for bytes in [
                Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
                Array("POST /x HTTP/1.1\r\n\r\nDESCRIBE rtsp://x/cameras/front/main RTSP/1.0\r\nCSeq: 1\r\n\r\n".utf8),
                [UInt8](repeating: 0x41, count: 5000), [UInt8](repeating: 0, count: 5000), [],
                Array(String(repeating: "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", count: 4).utf8),
            ] {
                var viewer = try await TestViewer.open(port: port)
                // On a busy machine it is cut before it has said anything.
                try? await viewer.channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
                while await viewer.next() != nil {}
            }
            #expect(gate.state.withLock(\.asked) == 0)
            try await wait("all are gone") { await server.statistics().connections == 0 }
        }
    }

    @Test func connectionsAreBoundedByAddress() async throws {
        var limits = RestreamLimits()
        limits.connectionsPerAddress = 2
        try await serving(limits) { _, gate, port in
            try begin(gate.ring)
            var first = try await TestViewer.open(port: port)
            var second = try await TestViewer.open(port: port)
            #expect(try await first.ask(.describe)?.status == 200)
            #expect(try await second.ask(.describe)?.status == 200)
            var third = try await TestViewer.open(port: port)
            #expect(await third.next() == nil)
            try await first.channel.close()
            try await wait("there is room again") {
                guard var again = try? await TestViewer.open(port: port) else { return false }
                return (try? await again.ask(.describe)?.status) == 200
            }
        }
    }

    /// Those who watch it, and those who were told of it and are about to; others are left alone.
    @Test func aCameraThatIsEndedIsEndedForAll() async throws {
        try await serving { server, gate, port in
            try begin(gate.ring)
            var playing = try await TestViewer.open(port: port)
            #expect(try await playing.play().last??.status == 200)
            var asking = try await TestViewer.open(port: port)
            #expect(try await asking.ask(.describe)?.status == 200)
            await server.end(camera: "back")
            #expect(await server.statistics().viewers == 1)
            await server.end(camera: "front")
            #expect(await server.statistics().viewers == 0)
            while await playing.next() != nil {}
            #expect(await asking.next() == nil)
        }
    }

    /// What was found out before counts no more: it is asked anew.
    @Test func whatWasFoundBeforeTheEndIsNotTold() async throws {
        try await serving { server, gate, port in
            try begin(gate.ring)
            gate.state.withLock { $0.onFirst = { await server.end(camera: "front") } }
            var viewer = try await TestViewer.open(port: port)
            #expect(try await viewer.ask(.describe)?.status == 200)
            #expect(gate.state.withLock(\.found) == 2)
        }
    }

    @Test func anAddressOfOneStreamAnswersToNothingElse() async throws {
        let front = RestreamID(camera: "front", stream: "main")
        try await serving(paths: .one(path: "/stream", front)) { _, gate, port in
            try begin(gate.ring)
            var viewer = try await TestViewer.open(port: port, path: "/stream")
            #expect(try await viewer.play().map(\.?.status) == [200, 200, 200, 200])
            var other = try await TestViewer.open(port: port)
            #expect(try await other.ask(.describe)?.status == 404)
        }
    }

    @Test func datagramsGoToTheClientAlone() async throws {
        try await serving { _, gate, port in
            try begin(gate.ring)
            var viewer = try await TestViewer.open(port: port)
            let received = Mutex<[UInt16]>([])
            let packets = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.pipeline.addHandler(
                        DatagramReader { sequence in received.withLock { $0.append(sequence) } }
                    )
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let own = try #require(packets.localAddress?.port)
            let answers = try await viewer.play(media: [0]) { _ in
                "RTP/AVP;unicast;destination=192.0.2.7;client_port=\(own)-\(own + 1)"
            }
            #expect(answers.map(\.?.status) == [200, 200, 200])
            #expect(answers[1]?.headers["Transport"]?.contains("server_port=") == true)
            try await wait("the group comes by UDP") { received.withLock(\.count) == 5 }
            append(4, to: gate.ring)
            try await wait("what comes next does, too") { received.withLock(\.count) == 6 }
            let sequences = received.withLock(\.self)
            #expect(sequences == (0..<6).map { sequences[0] &+ $0 })
            try await packets.close()
        }
    }
}

/// Gives the sequence numbers of what comes.
private final class DatagramReader: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let take: @Sendable (UInt16) -> Void

    init(_ take: @escaping @Sendable (UInt16) -> Void) { self.take = take }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let packet = unwrapInboundIn(data).data
        guard let header = try? RTPHeader(packet.readableBytesUInt8Span) else { return }
        take(header.sequence)
    }
}
