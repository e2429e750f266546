import Media
import RTP
import RTSP
import SDP
import Stream

/// What the session is looked at for while it runs: that it begins, goes on, and is the one that was asked for.
extension RTSPSourceHandler {
    /// So many packets of another source are no accident.
    private static let strayPackets = 20

    func noticeStart() {
        let (roundTrip, isFirstPacket) = steps.note(hasPackets: input.counts.packets > 0, at: now)
        if roundTrip != nil || isFirstPacket { context.step(roundTrip, isFirstPacket ? now : nil) }
        guard input.assembler.isStreaming else { return }
        isStreaming = true
        learn()
        publish()
    }

    /// The camera mixes things up within the connection, or sends what nobody asked for.
    func noticeFaults() {
        let faults = input.takeUnnoticed()
        for _ in 0..<faults.lossesOfStep { perform(session.lostStep(now: now)) }
        guard faults.foreignChannels > 0, end == nil else { return }
        session.note(.foreignChannel)
        // Before anything is set up nothing can come; later, many cameras send sound on their usual channel unasked.
        sawStrayData = sawStrayData || input.trackCount == 0
        noticeStaleSession()
    }

    /// Data of a stream that nobody asked for: live555 before 2017.06.04 sends an old one into new connections.
    func noticeStaleSession() {
        let isKnownFault = description?.hasStaleSessionFault == true
        let isForeign = input.foreignPackets >= Self.strayPackets || session.oddities[.foreignChannel] != nil
        let isStray = sawStrayData || isKnownFault && isForeign
        guard isStray, !hasToldStrayData || isKnownFault, end == nil else { return }
        hasToldStrayData = true
        if context.hosts.noteStrayData(from: url.place, isKnownFault: isKnownFault) {
            leave(because: .stale(for: CameraHosts.staleTime))
        }
    }

    func learn() {
        memory.session = session.memory
        context.learn(memory)
    }

    private func second() {
        perform(session.tick(now: now))
        publish()
        if input.counts.packets != packets { (packets, lastMedia) = (input.counts.packets, now) }
        noticeStaleSession()
        guard end == nil else { return }
        sendReports()
        guard var watch else { return }
        let verdict = watch.check(input.counts, at: now)
        self.watch = watch
        switch verdict {
        case .fine: break
        case .nothingCame: if let end = wayWithoutPackets() { leave(because: end) }
        case .lost(let end): leave(because: lost(end))
        case .unreadable(let duration): leave(because: .noParameterSets(for: duration))
        }
    }

    /// RFC 3550 §6.4.2. Some cameras end a session over either transport that reports nothing.
    private func sendReports() {
        guard watch != nil else { return }
        for index in 0..<input.trackCount {
            guard let report = input.receiverReport(track: index, now: now) else { continue }
            if let channel = input.controlChannel(of: index) {
                send([0x24, channel, UInt8(report.count >> 8), UInt8(report.count & 0xFF)] + report)
            } else {
                sendByDatagram(report, track: index)
            }
        }
    }

    func publish() {
        var statistics = input.statistics
        statistics.transport = transport.rawValue
        rate.measure(bytes: statistics.bytes, at: now)
        statistics.bitsPerSecond = rate.bitsPerSecond
        batching.note(bytesPerSecond: Double(rate.bitsPerSecond) / 8)
        statistics.offersSound = description.map { !$0.cameraMedia(kind: "audio").isEmpty }
        statistics.remarks = session.oddities.keys.map(\.description).sorted() + (choice?.remarks ?? [])
        statistics.remarks += remarksOnTransport
        context.report(statistics, isStreaming)
    }
}

extension RTSPSourceHandler: IngestLoop.Member {
    func tick() {
        ticks += 1
        batching.tick(now: now)
        applyBatching()
        if transport == .udp { input.releaseHeld(now: now, wall: context.time.wall) }
        if ticks % IngestLoop.ticksPerSecond == 0 { second() }
    }
}
