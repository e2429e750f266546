import Media
import RTP

extension FuzzEntry {
    /// Compound packets of reports: read, and what was read written and read again.
    static let rtcp = FuzzEntry("rtcp", longestInput: 1500, seeds: { rtcpSeeds }) { bytes throws(BrokenPromise) in
        for packet in (try? RTCPPacket.parse(bytes.span)) ?? [] { try checkWriting(of: packet) }
        var receiver = RTPReceiver(
            payloadTypes: [96],
            clockRate: 90_000,
            transport: .udp,
            ownSource: 1,
            canonicalName: "recorder@nightjar"
        )
        var generator = SystemRandomNumberGenerator()
        var now = MonotonicTime(nanoseconds: 5)
        for ssrc: UInt32 in [0x0A, 0x0B] {
            var packet: [UInt8] = []
            RTPHeader(marker: true, payloadType: 96, sequence: 1, timestamp: 2, ssrc: ssrc).append(to: &packet)
            _ = receiver.receive(packet.span, arrival: now)
            receiver.receive(control: bytes.span, arrival: now)
            now = now + .seconds(3)
            let report = receiver.receiverReport(now: now, using: &generator)
            guard case .receiverReport(let read)? = try? RTCPPacket.parse(report.span).first else {
                throw BrokenPromise(description: "a report of ours that cannot be read")
            }
            try expect(read.blocks.count == 1, "\(read.blocks.count) blocks about one source")
        }
    }

    private static func checkWriting(of packet: RTCPPacket) throws(BrokenPromise) {
        var bytes: [UInt8] = []
        switch packet {
        case .senderReport(let report): RTCPWriter.append(report, canonicalName: "x", to: &bytes)
        case .receiverReport(let report): RTCPWriter.append(report, canonicalName: "x", to: &bytes)
        case .goodbye(let sources): RTCPWriter.appendGoodbye(sources: sources, to: &bytes)
        case .canonicalName(let ssrc, let name):
            RTCPWriter.append(RTCPReceiverReport(ssrc: ssrc, blocks: []), canonicalName: name, to: &bytes)
            let names = try? RTCPPacket.parse(bytes.span)
            // Bytes that are no text may have grown beyond the 255 that fit.
            try expect(
                names?.count == 2 && (name.utf8.count > 255 || names?.last == packet),
                "another name than \(name)"
            )
            return
        }
        try expect((try? RTCPPacket.parse(bytes.span))?.first == packet, "another packet than \(packet)")
    }

    private static var rtcpSeeds: [[UInt8]] {
        var compound: [UInt8] = []
        let block = RTCPReportBlock(ssrc: 1, reception: ReceptionReport(fractionLost: 3, cumulativeLost: -1, jitter: 9))
        let time = CameraTime(ntp: 0xE8F0_0000_8000_0000)
        let sender = RTCPSenderReport(
            ssrc: 0x0A,
            time: time,
            timestamp: 90_000,
            packetCount: 5,
            octetCount: 999,
            blocks: [block]
        )
        RTCPWriter.append(sender, canonicalName: "camera", to: &compound)
        RTCPWriter.append(RTCPReceiverReport(ssrc: 2, blocks: [block, block]), canonicalName: "", to: &compound)
        RTCPWriter.appendGoodbye(sources: [0x0A, 2], to: &compound)
        return [compound]
    }
}
