import Media
import NIOCore
import RTSP
import SDP
import Stream

/// The sockets of one track, and where its packets may come from.
struct DatagramTrack {
    let pair: DatagramPair
    /// The camera's address for this track: its packets are taken from there alone.
    var peer: SocketAddress
    /// Where it wants reports; nil until it was told or learnt.
    var reportPort: UInt16?
}

extension RTSPSourceHandler {
    func bindDatagrams(for media: [Int]) {
        guard let channel, var local = channel.localAddress, let peer = channel.remoteAddress else {
            return finish(.unreachable("The connection was lost."))
        }
        local.port = 0
        let loop = context.loop.eventLoop
        let handler = NIOLoopBound(self, eventLoop: loop)
        let pairs = media.indices.map { index in
            DatagramPair.bind(on: loop, address: local) { buffer, sender, isControl in
                handler.value.receive(buffer, from: sender, track: index, isControl: isControl)
            }
        }
        DatagramPair.all(pairs, on: loop).whenComplete { result in
            let handler = handler.value
            switch result {
            case .success(let pairs):
                guard handler.end == nil else {
                    for pair in pairs { pair.close() }
                    return
                }
                handler.datagrams = pairs.map { DatagramTrack(pair: $0, peer: peer) }
                let ports = handler.datagrams.map(\.pair.ports)
                handler.perform(handler.session.setUp(media, ports: ports, now: handler.now))
            case .failure(let error):
                let words = SessionEnd.words(for: error)
                handler.leave(because: .unreachable("No UDP ports could be opened on this machine: \(words)."))
            }
        }
    }

    /// A track was granted: its way may lead to another host than the connection (a recorder that passes cameras on).
    func greet(_ way: RTSPDatagrams, track: Int) {
        guard datagrams.indices.contains(track) else { return }
        if let source = way.source, let address = try? SocketAddress(ipAddress: source, port: 0),
            context.source.policy.refusal(of: address) == nil
        {
            datagrams[track].peer = address
        }
        guard let server = way.server, datagrams[track].reportPort == nil else { return }
        datagrams[track].reportPort = server.rtcp
        let report = input.receiverReport(track: track, now: now) ?? []
        datagrams[track].pair.greet(datagrams[track].peer, server: server, report: report)
    }

    func sendByDatagram(_ report: [UInt8], track: Int) {
        guard datagrams.indices.contains(track), let port = datagrams[track].reportPort else { return }
        datagrams[track].pair.send(report: report, to: datagrams[track].peer, port: port)
    }

    private func receive(_ buffer: ByteBuffer, from sender: SocketAddress, track: Int, isControl: Bool) {
        guard end == nil, datagrams.indices.contains(track),
            sender.ipAddress == datagrams[track].peer.ipAddress
        else { return }
        if datagrams[track].reportPort == nil, let port = sender.port.flatMap({ UInt16(exactly: $0) }) {
            // A camera that did not say its ports shows them by what it sends.
            datagrams[track].reportPort = isControl ? port : port &+ 1
        }
        let span = buffer.readableBytesUInt8Span
        if isControl {
            input.receive(report: span, track: track, at: now)
        } else {
            input.receive(datagram: span, track: track, at: now, wall: context.time.wall)
            if !isStreaming { noticeStart() }
        }
    }

    /// What to do about PLAY having been answered and nothing coming: another way, if there is one. UDP that somebody has
    /// chosen is not left because of a moment's silence.
    func wayWithoutPackets() -> SessionEnd? {
        guard transport == .udp else { return nil }
        if !memory.needsAllTracks, !context.source.takesAudio, (description?.media.count ?? 0) > 1 {
            memory.needsAllTracks = true
            return .changeOfWay("Nothing came by UDP: the camera is asked for its sound as well, as some must be.")
        }
        guard context.source.transport == nil else { return nil }
        memory.forgetTransport()
        return .changeOfWay("Nothing came by UDP: TCP is tried.")
    }

    /// The stream is lost: what is said of one by UDP of which not even a packet came.
    func lost(_ end: SessionEnd) -> SessionEnd {
        guard transport == .udp, input.counts.packets == 0 else { return end }
        // That the camera was asked for everything has not helped.
        memory.needsAllTracks = false
        return .noDatagrams(for: StreamWatch.firstPacket)
    }

    /// A camera that refuses one transport is asked for the other, which is kept for a day; but what is to be encrypted
    /// never goes by UDP.
    func otherWay(_ failure: RTSPFailure) -> SessionEnd {
        switch failure {
        case .datagramsRefused:
            memory.learn(.tcp, at: context.time.wall)
            return .changeOfWay("The camera does not send by UDP: TCP is tried.")
        case .interleavedRefused where url.scheme.isSecure: return .datagramsInTheOpen
        case .interleavedRefused:
            // Where UDP was chosen, and was refused before, it is no more than tried again.
            if context.source.transport == .udp {
                memory.forgetTransport()
            } else {
                memory.learn(.udp, at: context.time.wall)
            }
            return .changeOfWay("The camera does not send over TCP: UDP is tried.")
        case .authenticationUnsupported where context.source.leadsElsewhere(url): return .passwordKept(from: url)
        default: return SessionEnd(failure)
        }
    }

    /// What is done otherwise than its owner wants.
    var remarksOnTransport: [String] {
        guard let wanted = context.source.transport, wanted != transport else { return [] }
        let (asked, used) = (wanted.rawValue.uppercased(), transport.rawValue.uppercased())
        return ["\(asked) was asked for and does not work; \(used) does."]
    }
}
