import NIOCore
import NIOPosix
import RTSP
import Synchronization
import Testing

@testable import Datagrams

@Suite(.timeLimit(.minutes(5)))
struct DatagramSocketsTests {
    private static let range: ClosedRange<UInt16> = 32_768...49_150

    private func withLoop(_ work: (any EventLoop) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await work(group.next())
        } catch {
            Issue.record("\(error)")
        }
        try await group.shutdownGracefully()
    }

    /// From which ports datagrams came.
    private final class Senders: Sendable {
        private let all = Mutex<[Int?]>([])

        func note(_ address: SocketAddress) { all.withLock { $0.append(address.port) } }
        var ports: [Int?] { all.withLock(\.self) }
    }

    private func listener(on loop: any EventLoop, noting senders: Senders) async throws -> any Channel {
        try await DatagramBootstrap(group: loop)
            .channelInitializer { channel in channel.pipeline.addHandler(Noting { senders.note($0) }) }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    @Test func packetsGoFromAnEvenPortAndReportsFromTheNext() async throws {
        try await withLoop { loop in
            let sockets = try await DatagramSockets.bind(on: loop, host: "127.0.0.1", within: Self.range)
            #expect(sockets.ports.rtp % 2 == 0 && sockets.ports.rtcp == sockets.ports.rtp + 1)
            #expect(Self.range.contains(sockets.ports.rtp))
            await #expect(throws: (any Error).self, "what is in use cannot be had") {
                _ = try await DatagramSockets.bind(
                    on: loop,
                    host: "127.0.0.1",
                    ports: sockets.ports,
                    within: Self.range
                )
            }
            let senders = Senders()
            let client = try await listener(on: loop, noting: senders)
            let address = try #require(client.localAddress)
            try await loop.submit {
                #expect(sockets.send(ByteBuffer(string: "picture"), isReport: false, to: address))
                #expect(sockets.send(ByteBuffer(string: "report"), isReport: true, to: address))
            }.get()
            while senders.ports.count < 2 { await Task.yield() }
            #expect(Set(senders.ports) == [Int(sockets.ports.rtp), Int(sockets.ports.rtcp)])
            try await client.close()
            await sockets.close()
        }
    }

    /// There may be no route any more to where one client was; here the system refuses a port that cannot be.
    @Test func oneWhoCannotBeSentToHarmsNobodyElse() async throws {
        try await withLoop { loop in
            let sockets = try await DatagramSockets.bind(on: loop, host: "127.0.0.1", within: Self.range)
            let senders = Senders()
            let client = try await listener(on: loop, noting: senders)
            let address = try #require(client.localAddress)
            let nowhere = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
            for isReport in [false, true] {
                try await loop.submit {
                    _ = sockets.send(ByteBuffer(string: "lost"), isReport: isReport, to: nowhere)
                }.get()
                try await loop.submit {
                    _ = sockets.send(ByteBuffer(string: "there"), isReport: isReport, to: address)
                }.get()
            }
            while senders.ports.count < 2 { await Task.yield() }
            #expect(Set(senders.ports) == [Int(sockets.ports.rtp), Int(sockets.ports.rtcp)])
            try await client.close()
            await sockets.close()
        }
    }

    @Test func aClientsReportsAreHeardAndNobodyElses() async throws {
        try await withLoop { loop in
            let sockets = try await DatagramSockets.bind(on: loop, host: "127.0.0.1", within: Self.range)
            let client = try await DatagramBootstrap(group: loop).bind(host: "127.0.0.1", port: 0).get()
            let stranger = try await DatagramBootstrap(group: loop).bind(host: "127.0.0.1", port: 0).get()
            let address = try #require(client.localAddress)
            let heard = Atomic(0)
            try await loop.submit {
                sockets.listen(for: address) { heard.add(1, ordering: .relaxed) }
            }.get()
            let target = try SocketAddress(ipAddress: "127.0.0.1", port: Int(sockets.ports.rtcp))
            for channel in [stranger, client, client] {
                let envelope = AddressedEnvelope(remoteAddress: target, data: ByteBuffer(string: "report"))
                try await channel.writeAndFlush(envelope)
            }
            while heard.load(ordering: .relaxed) < 2 { await Task.yield() }
            #expect(heard.load(ordering: .relaxed) == 2)
            try await client.close()
            try await stranger.close()
            await sockets.close()
        }
    }
}

/// Tells who has sent what comes.
private final class Noting: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let note: @Sendable (SocketAddress) -> Void

    init(_ note: @escaping @Sendable (SocketAddress) -> Void) { self.note = note }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { note(unwrapInboundIn(data).remoteAddress) }
}
