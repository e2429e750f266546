import Media

/// Writes compound RTCP packets (RFC 3550 §6.1: a report first, then the sender's canonical name).
package enum RTCPWriter {
    package static func append(_ report: RTCPReceiverReport, canonicalName: String, to output: inout [UInt8]) {
        let blocks = report.blocks.prefix(31)
        appendHeader(count: blocks.count, type: RTCPType.receiverReport, bytes: 4 + blocks.count * 24, to: &output)
        output.appendBigEndian(report.ssrc)
        for block in blocks { append(block, to: &output) }
        append(ssrc: report.ssrc, canonicalName: canonicalName, to: &output)
    }

    package static func append(_ report: RTCPSenderReport, canonicalName: String, to output: inout [UInt8]) {
        let blocks = report.blocks.prefix(31)
        appendHeader(count: blocks.count, type: RTCPType.senderReport, bytes: 24 + blocks.count * 24, to: &output)
        output.appendBigEndian(report.ssrc)
        output.appendBigEndian(UInt32(truncatingIfNeeded: report.time.ntp >> 32))
        output.appendBigEndian(UInt32(truncatingIfNeeded: report.time.ntp))
        output.appendBigEndian(report.timestamp)
        output.appendBigEndian(report.packetCount)
        output.appendBigEndian(report.octetCount)
        for block in blocks { append(block, to: &output) }
        append(ssrc: report.ssrc, canonicalName: canonicalName, to: &output)
    }

    /// Appends a goodbye alone: put it behind a report.
    package static func appendGoodbye(sources: [UInt32], to output: inout [UInt8]) {
        let sources = sources.prefix(31)
        appendHeader(count: sources.count, type: RTCPType.goodbye, bytes: sources.count * 4, to: &output)
        for source in sources { output.appendBigEndian(source) }
    }

    private static func append(_ block: RTCPReportBlock, to output: inout [UInt8]) {
        output.appendBigEndian(block.ssrc)
        let lost = UInt32(bitPattern: block.reception.cumulativeLost) & 0xFF_FFFF
        output.appendBigEndian(UInt32(block.reception.fractionLost) << 24 | lost)
        output.appendBigEndian(block.reception.highestSequence)
        output.appendBigEndian(block.reception.jitter)
        output.appendBigEndian(block.lastSenderReport)
        output.appendBigEndian(block.delaySinceLastSenderReport)
    }

    private static func append(ssrc: UInt32, canonicalName: String, to output: inout [UInt8]) {
        let name = [UInt8](canonicalName.utf8.prefix(255))
        // At least one zero ends the items.
        let padding = 4 - (2 + name.count) % 4
        appendHeader(count: 1, type: RTCPType.sourceDescription, bytes: 4 + 2 + name.count + padding, to: &output)
        output.appendBigEndian(ssrc)
        output.append(1)
        output.append(UInt8(name.count))
        output += name
        output += [UInt8](repeating: 0, count: padding)
    }

    private static func appendHeader(count: Int, type: UInt8, bytes: Int, to output: inout [UInt8]) {
        output.append(0x80 | UInt8(count))
        output.append(type)
        output.appendBigEndian(UInt16(bytes / 4))
    }
}
