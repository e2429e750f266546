package import Media

// RTCP of one track (RFC 3550 §6): what the camera says of its clock, and what we say of its packets.

extension RTPReceiver {
    /// Takes one compound RTCP packet.
    package mutating func receive(control packet: Span<UInt8>, arrival: MonotonicTime) {
        guard let parts = try? RTCPPacket.parse(packet) else {
            tally.malformed += 1
            return
        }
        for part in parts {
            switch part {
            case .senderReport(let report): note(report, arrival: arrival)
            case .goodbye(let sources): if let source, sources.contains(source) { hasLeft = true }
            case .receiverReport, .canonicalName: break
            }
        }
    }

    private mutating func note(_ report: RTCPSenderReport, arrival: MonotonicTime) {
        // RFC 3550 §6.4.1: a sender that has no clock says 0.
        guard report.time.ntp != 0 else { return }
        let clock = SenderClock(time: report.time, timestamp: report.timestamp, arrival: arrival)
        guard report.ssrc != source else {
            senderClock = clock
            return
        }
        // A Tapo C320WS reports on a source that sends nothing. But before its first packet a source may report as well.
        if source != nil { tally.foreignReports += 1 }
        foreignReport = (report.ssrc, clock)
    }

    /// The clock of the source that becomes the current one, if its report was there before its packets.
    mutating func takeUpReport(of ssrc: UInt32) {
        senderClock = nil
        guard let report = foreignReport else { return }
        foreignReport = nil
        if report.ssrc == ssrc {
            senderClock = report.clock
        } else if source == nil {
            tally.foreignReports += 1
        }
    }

    /// Whether a report should be sent now: from the beginning, because the first also opens the way through firewalls
    /// for what comes by UDP.
    package func isReportDue(now: MonotonicTime) -> Bool { nextReport.map { $0 <= now } ?? true }

    /// Writes a compound packet about the current source, without a block before its first packet, and sets
    /// ``nextReport``.
    ///
    /// Some cameras end a session that sends no report for five seconds. So the time between two, which RFC 3550 §6.2
    /// wants to vary, is two to four: with a caller that looks once a second it stays within five.
    package mutating func receiverReport(
        now: MonotonicTime,
        using generator: inout some RandomNumberGenerator
    ) -> [UInt8] {
        nextReport = now + .milliseconds(Int64.random(in: 2000...4000, using: &generator))
        var report = RTCPReceiverReport(ssrc: ownSource, blocks: [])
        if let source {
            let last = senderClock.map { (time: $0.time, age: now - $0.arrival) }
            report.blocks.append(RTCPReportBlock(ssrc: source, reception: tracker.report(), lastSenderReport: last))
        }
        var output: [UInt8] = []
        output.reserveCapacity(96)
        RTCPWriter.append(report, canonicalName: canonicalName, to: &output)
        return output
    }
}
