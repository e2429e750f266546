import NIOCore
import NIOPosix
import RTSP
import Synchronization
import Testing

@testable import Ingest

/// The sockets of a track, against others on this machine.
struct DatagramPairTests {
    /// What came, to be waited for.
    private final class Inbox: Sendable {
        private let stream: AsyncStream<(bytes: [UInt8], isControl: Bool)>
        private let continuation: AsyncStream<(bytes: [UInt8], isControl: Bool)>.Continuation

        init() { (stream, continuation) = AsyncStream.makeStream() }

        func put(_ buffer: ByteBuffer, _ isControl: Bool) {
            continuation.yield((Array(buffer.readableBytesView), isControl))
        }

        func next() async -> (bytes: [UInt8], isControl: Bool)? { await stream.first { _ in true } }
    }

    private let loop = MultiThreadedEventLoopGroup.singleton.any()
    private var home: SocketAddress { get throws { try SocketAddress(ipAddress: "127.0.0.1", port: 0) } }

    private func bind(_ inbox: Inbox) async throws -> DatagramPair {
        try await DatagramPair.bind(on: loop, address: try home) { buffer, _, isControl in inbox.put(buffer, isControl)
        }
        .get()
    }

    private func camera() async throws -> any Channel {
        try await DatagramBootstrap(group: loop).bind(to: try home).get()
    }

    private func send(_ bytes: [UInt8], from channel: any Channel, to port: UInt16) async throws {
        var address = try home
        address.port = Int(port)
        try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: bytes)))
    }

    @Test func portsAreAPairWithTheEvenOneFirst() async throws {
        let pair = try await bind(Inbox())
        #expect(pair.ports.rtp % 2 == 0 && pair.ports.rtcp == pair.ports.rtp + 1)
        pair.close()
    }

    /// Tapo cameras send datagrams of about 10 kB.
    @Test func row36ALargeDatagramComesWhole() async throws {
        let (inbox, camera) = (Inbox(), try await camera())
        let pair = try await bind(inbox)
        for size in [10_240, 65_507, 12] {
            let sent = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            try await send(sent, from: camera, to: pair.ports.rtp)
            let got = await inbox.next()
            #expect(got?.bytes == sent)
            #expect(got?.isControl == false)
        }
        try await send([1, 2], from: camera, to: pair.ports.rtcp)
        #expect(await inbox.next()?.isControl == true)
        pair.close()
        try await camera.close()
    }

    /// Where one pair cannot be had, the others are given back.
    @Test func allPairsOrNone() async throws {
        struct Failure: Error {}
        let pair = try await bind(Inbox())
        let futures = [loop.makeSucceededFuture(pair), loop.makeFailedFuture(Failure())]
        await #expect(throws: Failure.self) { try await DatagramPair.all(futures, on: loop).get() }
        for port in [pair.ports.rtp, pair.ports.rtcp] {
            let again = try await DatagramBootstrap(group: loop)
                .bind(to: SocketAddress(ipAddress: "127.0.0.1", port: Int(port))).get()
            try await again.close()
        }
        let both = [
            loop.makeSucceededFuture(try await bind(Inbox())), loop.makeSucceededFuture(try await bind(Inbox())),
        ]
        let bound = try await DatagramPair.all(both, on: loop).get()
        #expect(bound.count == 2)
        for pair in bound { pair.close() }
    }

    private func greet(_ server: RTSPPorts, from pair: DatagramPair) async throws {
        let home = try home
        try await loop.submit { pair.greet(home, server: server, report: [0x80, 201, 0, 1, 0, 0, 0, 7]) }.get()
    }

    /// Firewalls let in what answers something: a packet goes out on both ways before PLAY.
    @Test func row37TheWayIsOpenedFromInside() async throws {
        let (server, pair) = (Inbox(), try await bind(Inbox()))
        let camera = try await bind(server)
        try await greet(camera.ports, from: pair)
        let (first, second) = (await server.next(), await server.next())
        let packets = [first, second].compactMap { $0 }
        let media = try #require(packets.first { !$0.isControl })
        #expect(media.bytes.count == 12 && media.bytes[0] == 0x80)
        #expect(packets.first { $0.isControl }?.bytes == [0x80, 201, 0, 1, 0, 0, 0, 7])
        pair.close()
        camera.close()
    }

    /// Linux tells of a greeting that nobody took (ICMP) at the next read of the socket.
    @Test func row38AGreetingThatNobodyTakesHarmsNothing() async throws {
        let (inbox, gone) = (Inbox(), try await bind(Inbox()))
        let pair = try await bind(inbox)
        gone.close()
        for _ in 0..<5 { try await greet(gone.ports, from: pair) }
        // One that cannot be sent at all, as where there is no route for a while, does not close the way either.
        try await greet(RTSPPorts(rtp: 0, rtcp: 0), from: pair)
        let camera = try await camera()
        for number in UInt8(0)..<5 {
            try await send([number], from: camera, to: pair.ports.rtp)
            #expect(await inbox.next()?.bytes == [number])
        }
        pair.close()
        try await camera.close()
    }
}
