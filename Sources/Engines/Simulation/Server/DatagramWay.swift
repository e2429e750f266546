import Datagrams
import NIOCore
import RTSP

/// The way of one session's packets over UDP: only to the host that the RTSP connection comes from.
struct DatagramWay {
    /// What went out.
    struct Counts: Hashable, Sendable {
        var sent = 0
        var dropped = 0
    }

    private let sockets: DatagramSockets
    /// By the frame's channel: packets on the even ones, reports on the odd ones.
    private let clients: [SocketAddress]
    private var faults: DatagramFaults<(packet: ByteBuffer, channel: UInt8)>?
    private var counts = Counts()

    /// - Parameters:
    ///   - ports: the client's, by the channels that stand for them.
    ///   - peer: the other end of the RTSP connection.
    init(
        _ sockets: DatagramSockets,
        peer: SocketAddress,
        ports: [RTSPPorts],
        faults: DatagramFaults<(packet: ByteBuffer, channel: UInt8)>?
    ) {
        self.sockets = sockets
        self.faults = faults
        clients = ports.flatMap { pair in
            [pair.rtp, pair.rtcp].map { port in
                var address = peer
                address.port = Int(port)
                return address
            }
        }
    }

    func listen(_ heard: @escaping () -> Void) {
        for client in clients { sockets.listen(for: client, heard) }
    }

    func end() {
        for client in clients { sockets.forget(client) }
    }

    /// Writes each frame of an access unit as a datagram.
    mutating func write(_ buffer: ByteBuffer) {
        for (channel, frame) in InterleavedFrames(buffer) {
            guard Int(channel) < clients.count else { continue }
            var packet = frame
            packet.moveReaderIndex(forwardBy: ClipPacket.prefix)
            send(packet, channel)
        }
        let (sockets, clients) = (sockets, clients)
        faults?.settle { packet, channel in _ = sockets.send(packet, isReport: false, to: clients[Int(channel)]) }
    }

    private mutating func send(_ packet: ByteBuffer, _ channel: UInt8) {
        let (sockets, clients) = (sockets, clients)
        let isReport = channel % 2 == 1
        // Reports are few; the counts shall be of packets.
        guard !isReport, faults != nil else {
            // Beyond what the socket holds, packets are lost.
            if !sockets.send(packet, isReport: isReport, to: clients[Int(channel)]) { counts.dropped += 1 }
            return
        }
        let arrives =
            faults?.pass((packet, channel)) { packet, channel in
                _ = sockets.send(packet, isReport: false, to: clients[Int(channel)])
            } ?? true
        if arrives { counts.sent += 1 } else { counts.dropped += 1 }
    }

    /// What went out since the last call; nil where the network is faultless, and all does.
    mutating func takeCounts() -> Counts? {
        guard faults != nil else { return nil }
        defer { counts = Counts() }
        return counts
    }
}
