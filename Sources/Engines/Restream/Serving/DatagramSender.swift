import Datagrams
import DequeModule
import NIOCore

/// Sends one client's datagrams at a pace that its socket's buffer bears: a key frame, or a whole group of pictures at the
/// beginning, would else be lost between two looks of the client. On the server's event loop.
final class DatagramSender {
    private struct Datagram {
        let packet: ByteBuffer
        let isReport: Bool
        let address: SocketAddress
    }

    /// 64 Mbit/s: four times what a camera of 16 Mbit/s needs.
    private static let bytesPerTurn = 32 * 1024
    private static let turn = TimeAmount.milliseconds(4)

    let port: DatagramSockets
    /// Called when all has been sent.
    var onRoom: () -> Void = {}
    private let eventLoop: any EventLoop
    private var waiting: Deque<Datagram> = []
    private var left = DatagramSender.bytesPerTurn
    private var turnBegan = NIODeadline.uptimeNanoseconds(0)
    private var next: Scheduled<Void>?

    init(_ port: DatagramSockets, on eventLoop: any EventLoop) {
        self.port = port
        self.eventLoop = eventLoop
    }

    /// Nothing waits to be sent.
    var isIdle: Bool { waiting.isEmpty }

    func add(_ packet: ByteBuffer, isReport: Bool, to address: SocketAddress) {
        waiting.append(Datagram(packet: packet, isReport: isReport, address: address))
    }

    func stop() {
        next?.cancel()
        next = nil
        waiting.removeAll()
    }

    func send() {
        guard next == nil else { return }
        let now = NIODeadline.now()
        if now - turnBegan >= Self.turn {
            turnBegan = now
            left = Self.bytesPerTurn
        }
        while left > 0, let datagram = waiting.first,
            port.send(datagram.packet, isReport: datagram.isReport, to: datagram.address)
        {
            left -= datagram.packet.readableBytes
            waiting.removeFirst()
        }
        guard !waiting.isEmpty else { return }
        next = eventLoop.assumeIsolated().scheduleTask(in: Self.turn) { [weak self] in
            guard let self else { return }
            next = nil
            send()
            if isIdle { onRoom() }
        }
    }
}
