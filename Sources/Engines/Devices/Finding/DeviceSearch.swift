import Cryptography
import Datagrams
package import Logging
package import NIOCore
import NIOPosix
package import ONVIF

/// Finds devices by WS-Discovery: asks on every interface who is there, and listens to who comes and goes.
package struct DeviceSearch: Sendable {
    /// Somebody has spoken.
    package enum Heard: Hashable, Sendable {
        case found(DiscoveryCollector.Found)
        /// This device said goodbye, from this address.
        case gone(endpoint: String, sender: String)
    }

    private let group: any EventLoopGroup
    private let logger: Logger

    /// Datagrams that wait to be read; more are lost, as datagrams are.
    private static let mostWaiting = 512
    /// A datagram that nobody got is sent again after so long.
    private static let repetition = Duration.milliseconds(600)
    /// Devices that wait to be asked where they are.
    private static let mostQuestions = 16

    package init(group: any EventLoopGroup, logger: Logger) {
        self.group = group
        self.logger = logger
    }

    /// Asks who is there, twice, and collects the answers for so long. Who does not say where he is, is asked that by himself.
    ///
    /// - Parameter targets: asked by themselves besides, where multicast does not reach.
    /// - Returns: who answered, and by how many ways it was asked; by none where no interface can.
    package func probe(
        for duration: Duration,
        at targets: [SocketAddress] = []
    ) async -> (found: [DiscoveryCollector.Found], ways: Int) {
        let (datagrams, arrived) = AsyncStream.makeStream(
            of: (bytes: [UInt8], sender: String).self,
            bufferingPolicy: .bufferingOldest(Self.mostWaiting)
        )
        let ways = await openWays(targets, arrived)
        var collector = DiscoveryCollector()
        let probes = [["NetworkVideoTransmitter"], ["Device"]].map { types in
            collector.probe(types: types) { randomBytes($0) }
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<2 {
                    for way in ways { for probe in probes { way.send(probe) } }
                    // Cut short by being cancelled alone, when nobody waits for answers.
                    if round == 0 { try? await Task.sleep(for: Self.repetition) }
                }
                // The time in which answers may come, which nobody announces the end of; cut short by being cancelled alone.
                try? await Task.sleep(for: max(.zero, duration - Self.repetition))
                arrived.finish()
            }
            for await datagram in datagrams {
                for found in collector.take(datagram.bytes, from: datagram.sender) {
                    guard let question = collector.resolve(found, random: { randomBytes($0) }) else { continue }
                    for way in ways { way.send(question) }
                }
            }
            group.cancelAll()
        }
        for way in ways { try? await way.channel.close() }
        return (collector.found, ways.count)
    }

    /// Listens to everyone who comes and goes, until the task is cancelled. Who comes without saying where he is, is asked that.
    ///
    /// - Parameter begun: called once it does.
    /// - Throws: where the port is another program's alone.
    package func listen(begun: () -> Void, _ heard: (Heard) async -> Void) async throws {
        let (datagrams, arrived) = AsyncStream.makeStream(
            of: (bytes: [UInt8], sender: String).self,
            bufferingPolicy: .bufferingOldest(Self.mostWaiting)
        )
        var channels = [try await bind("0.0.0.0", DiscoveryMessage.port, arrived)]
        if let second = try? await bind("::", DiscoveryMessage.port, arrived) { channels.append(second) }
        for (channel, address) in zip(channels, [DiscoveryMessage.groupIPv4, DiscoveryMessage.groupIPv6]) {
            await MulticastGroup.join(address, port: DiscoveryMessage.port, channel, logger)
        }
        begun()
        let (questions, asked) = AsyncStream.makeStream(
            of: [UInt8].self,
            bufferingPolicy: .bufferingOldest(Self.mostQuestions)
        )
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await question in questions { await ask(question, arrived) } }
            var collector = DiscoveryCollector()
            for await datagram in datagrams {
                if case .bye(let endpoint)? = DiscoveryMessage(reading: datagram.bytes)?.content {
                    await heard(.gone(endpoint: endpoint, sender: datagram.sender))
                }
                for found in collector.take(datagram.bytes, from: datagram.sender) {
                    if let question = collector.resolve(found, random: { randomBytes($0) }) { asked.yield(question) }
                    await heard(.found(found))
                }
            }
            asked.finish()
            group.cancelAll()
        }
        for channel in channels { try? await channel.close() }
    }

    /// Asks everyone, from ports of its own: an answer to the one where all listen could reach another program.
    private func ask(_ question: [UInt8], _ arrived: Arrivals) async {
        let ways = await openWays([], arrived)
        for _ in 0..<2 {
            for way in ways { way.send(question) }
            // The time in which answers may come; cut short by being cancelled alone.
            try? await Task.sleep(for: Self.repetition)
        }
        for way in ways { try? await way.channel.close() }
    }

    // MARK: Sockets

    /// A socket, and where it asks.
    private struct Way: Sendable {
        let channel: any Channel
        let targets: [SocketAddress]

        func send(_ probe: [UInt8]) {
            for target in targets {
                let envelope = AddressedEnvelope(remoteAddress: target, data: ByteBuffer(bytes: probe))
                channel.writeAndFlush(envelope, promise: nil)
            }
        }
    }

    private typealias Arrivals = AsyncStream<(bytes: [UInt8], sender: String)>.Continuation

    /// One for each interface and version of IP that can, and one for the targets.
    private func openWays(_ targets: [SocketAddress], _ arrived: Arrivals) async -> [Way] {
        var ways: [Way] = []
        var done: Set<String> = []
        for interface in MulticastGroup.interfaces {
            guard let address = interface.address, let host = address.ipAddress else { continue }
            let isNewer = address.protocol == .inet6
            // Of an interface with several addresses one is enough of version 6, which asks from its own choice of them.
            guard done.insert(isNewer ? "\(interface.interfaceIndex)" : host).inserted else { continue }
            do {
                let group = isNewer ? DiscoveryMessage.groupIPv6 : DiscoveryMessage.groupIPv4
                let target = try SocketAddress(ipAddress: group, port: DiscoveryMessage.port)
                let channel = try await bind(isNewer ? "::" : host, 0, arrived)
                do {
                    try await MulticastGroup.send(channel, over: interface)
                    ways.append(Way(channel: channel, targets: [target]))
                } catch {
                    try? await channel.close()
                    throw error
                }
            } catch {
                logger.debug(
                    "nobody can be looked for on an interface",
                    metadata: ["interface": "\(interface.name)", "error": "\(error)"]
                )
            }
        }
        for (host, family) in [("0.0.0.0", NIOBSDSocket.ProtocolFamily.inet), ("::", .inet6)] {
            let own = targets.filter { $0.protocol == family }
            if own.isEmpty { continue }
            if let channel = try? await bind(host, 0, arrived) { ways.append(Way(channel: channel, targets: own)) }
        }
        return ways
    }

    private func bind(_ host: String, _ port: Int, _ arrived: Arrivals) async throws -> any Channel {
        try await DatagramBootstrap(group: group)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramReader(arrived))
                }
            }
            .bind(host: host, port: port).get()
    }

    private final class DatagramReader: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let arrived: Arrivals

        init(_ arrived: Arrivals) { self.arrived = arrived }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let received = unwrapInboundIn(data)
            guard let sender = received.remoteAddress.ipAddress else { return }
            arrived.yield((Array(received.data.readableBytesView), DeviceSearch.plain(sender)))
        }

        /// Somebody who is not there may say so by ICMP.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {}
    }
}

extension DeviceSearch {
    /// One of version 4 that a socket of both versions has heard is one of version 4 (RFC 4291 §2.5.5.2).
    static func plain(_ sender: String) -> String {
        let mapped = "::ffff:"
        guard sender.hasPrefix(mapped), sender.utf8.contains(UInt8(ascii: ".")) else { return sender }
        return String(sender.dropFirst(mapped.count))
    }
}

extension DeviceNetwork {
    /// Finds devices over the same event loops.
    package func search(logger: Logger) -> DeviceSearch { DeviceSearch(group: group, logger: logger) }
}
