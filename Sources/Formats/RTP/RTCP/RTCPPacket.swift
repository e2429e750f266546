package import Media

/// One packet of a compound RTCP packet (RFC 3550 §6). Those of other types are passed over when reading.
package enum RTCPPacket: Hashable, Sendable {
    case senderReport(RTCPSenderReport)
    case receiverReport(RTCPReceiverReport)
    /// One source of a source description that has a canonical name.
    case canonicalName(ssrc: UInt32, name: String)
    case goodbye(sources: [UInt32])
}

/// What a sender says about its clock and what it has sent (RFC 3550 §6.4.1).
package struct RTCPSenderReport: Hashable, Sendable {
    package var ssrc: UInt32
    package var time: CameraTime
    /// The same instant as `time`, on the clock of the stream's timestamps.
    package var timestamp: UInt32
    package var packetCount: UInt32
    package var octetCount: UInt32
    /// What the sender receives from others; at most 31.
    package var blocks: [RTCPReportBlock]

    package init(
        ssrc: UInt32,
        time: CameraTime,
        timestamp: UInt32,
        packetCount: UInt32,
        octetCount: UInt32,
        blocks: [RTCPReportBlock] = []
    ) {
        self.ssrc = ssrc
        self.time = time
        self.timestamp = timestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
        self.blocks = blocks
    }
}

/// RFC 3550 §6.4.2.
package struct RTCPReceiverReport: Hashable, Sendable {
    package var ssrc: UInt32
    /// At most 31.
    package var blocks: [RTCPReportBlock]

    package init(ssrc: UInt32, blocks: [RTCPReportBlock]) {
        self.ssrc = ssrc
        self.blocks = blocks
    }
}

/// How one sender is received (RFC 3550 §6.4.1).
package struct RTCPReportBlock: Hashable, Sendable {
    /// Whose packets this is about.
    package var ssrc: UInt32
    package var reception: ReceptionReport
    /// ``Media/CameraTime/compact`` of that sender's newest report; 0 if there was none.
    package var lastSenderReport: UInt32
    /// From that report's arrival until now, in 1/65 536 s; 0 if there was none.
    package var delaySinceLastSenderReport: UInt32

    /// - Parameters:
    ///   - lastSenderReport: the time in the sender's newest report, and how long ago that arrived.
    package init(
        ssrc: UInt32,
        reception: ReceptionReport,
        lastSenderReport: (time: CameraTime, age: Duration)? = nil
    ) {
        self.ssrc = ssrc
        self.reception = reception
        self.lastSenderReport = lastSenderReport?.time.compact ?? 0
        let delay = (lastSenderReport?.age.inSeconds ?? 0) * 65_536
        self.delaySinceLastSenderReport = UInt32(min(max(delay, 0), Double(UInt32.max)))
    }

    init(ssrc: UInt32, reception: ReceptionReport, lastSenderReport: UInt32, delay: UInt32) {
        self.ssrc = ssrc
        self.reception = reception
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delay
    }
}

extension CameraTime {
    /// The middle 32 bits: how reports refer to a time (RFC 3550 §4).
    package var compact: UInt32 { UInt32(truncatingIfNeeded: ntp >> 16) }
}

enum RTCPType {
    static let senderReport: UInt8 = 200
    static let receiverReport: UInt8 = 201
    static let sourceDescription: UInt8 = 202
    static let goodbye: UInt8 = 203
}
