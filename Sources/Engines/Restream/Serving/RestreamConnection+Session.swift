import HTTPAuthentication
import Logging
import NIOCore
import RTSP
import SDP

// What the RTSP session wants.
extension RestreamConnection {
    func perform(_ actions: [RTSPServerAction]) {
        for action in actions {
            switch action {
            case .send(let bytes): context?.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .authenticate(let login): authenticate(login)
            case .describe(let name, _): describe(name)
            case .prepare(let tracks): prepare(tracks)
            case .play: play()
            case .stop: leave()
            case .close: context?.close(promise: nil)
            }
        }
    }

    // MARK: Who it is

    private func authenticate(_ login: PresentedLogin) {
        let gate = if case .gate(let own) = door.entrance { own } else { site.gate }
        let address = address
        ask({ await gate.admit(login, from: address) }) { connection, admission in
            let now = SystemClocks.monotonic
            switch admission {
            case .admitted(let guest):
                connection.guest = guest
                connection.becomesKnown()
                connection.perform(connection.session.authenticated(true, now: now))
            case .refused: connection.perform(connection.session.authenticated(false, now: now))
            case .unavailable: connection.perform(connection.session.loginUnavailable(now: now))
            }
        }
    }

    /// Asks somebody who takes his time, and goes on here with the answer if the client is still there.
    private func ask<Answer: Sendable>(
        _ question: @escaping @Sendable () async -> Answer,
        _ goOn: @escaping (RestreamConnection, Answer) -> Void
    ) {
        guard let context else { return }
        context.eventLoop.makeFutureWithTask(question).assumeIsolated().whenSuccess { [weak self] answer in
            guard let self, self.context != nil else { return }
            goOn(self, answer)
        }
    }

    // MARK: What it wants

    private func describe(_ name: RTSPStreamName) {
        guard let guest, let context, let stream = paths.stream(named: name) else { return answer(.notFound) }
        guard site.connections.takePlace(context.channel) else { return answer(.full) }
        // Where nobody is asked who he is, he is known by knowing what there is.
        becomesKnown()
        let endings = site.endings
        ask({ await guest.find(stream) }) { connection, finding in
            // What was found may be what nobody is to see any more; it is looked for anew.
            guard connection.site.endings == endings else { return connection.describe(name) }
            switch finding {
            case .stream(let ring, let own): connection.describe(connection.site.source(of: ring, own))
            case .notFound: connection.answer(.notFound)
            case .forbidden: connection.answer(.forbidden)
            case .unavailable: connection.answer(.unavailable)
            }
        }
    }

    private func describe(_ source: PacketSource) {
        guard let context else { return }
        let inquiry = StreamInquiry(source, on: context.eventLoop)
        // What was described before is given up only now: if it is the same, it is still there.
        let before = asked
        asked = inquiry
        inquiry.begin(site.limits) { [weak self] start in
            guard let self, self.context != nil else { return }
            answer(start.map { .stream($0.description) } ?? .unavailable)
        }
        before?.end()
    }

    private func answer(_ answer: RTSPStreamAnswer) {
        perform(session.described(answer, now: SystemClocks.monotonic))
    }

    // MARK: Playing

    private func prepare(_ tracks: [RTSPServerTrack]) {
        guard let asked, let start = asked.start, let context, let peer = context.remoteAddress else {
            return cut("nothing was described")
        }
        var ways = [StreamViewer.Way?](repeating: nil, count: start.sources.count)
        for track in tracks where ways.indices.contains(track.media) { ways[track.media] = way(track.transport, peer) }
        let viewer = StreamViewer(asked.source, start, ways: ways, channel: context.channel, port: port) {
            [weak self] in
            self?.context?.close(promise: nil)
        }
        guard let beginnings = viewer.takePlace() else { return cut("the stream has become another") }
        leave()
        self.viewer = viewer
        site.viewers.add(viewer)
        perform(session.playing(from: beginnings, now: SystemClocks.monotonic))
    }

    /// Datagrams go to the other end of the connection and nowhere else.
    private func way(_ transport: RTSPTransport, _ peer: SocketAddress) -> StreamViewer.Way {
        switch transport {
        case .interleaved(let channels): return .interleaved(channels)
        case .datagrams(let datagrams):
            var (packets, reports) = (peer, peer)
            packets.port = Int(datagrams.client.rtp)
            reports.port = Int(datagrams.client.rtcp)
            return .datagrams(packets: packets, reports: reports)
        }
    }

    private func play() {
        guard let viewer, let guest else { return }
        let stream = viewer.source.stream
        site.logger.info(
            "a client plays",
            metadata: ["camera": "\(stream.camera)", "stream": "\(stream.stream)", "address": "\(address ?? "")"]
        )
        viewer.play { [weak self] in self?.session.touched(now: SystemClocks.monotonic) }
        startWatching()
        ask({ await guest.begins(stream) }) { _, _ in }
    }

    func askWhetherAllowed() {
        guard let guest, let stream = viewer?.source.stream else { return }
        ask({ await guest.mayWatch(stream) }) { connection, isAllowed in
            guard !isAllowed, let viewer = connection.viewer else { return }
            connection.site.logger.info(
                "a client may not watch any more",
                metadata: ["camera": "\(stream.camera)", "address": "\(connection.address ?? "")"]
            )
            viewer.end()
        }
    }
}
