import Media

extension RTCPPacket {
    /// The packets of a compound packet that are understood.
    ///
    /// A packet that is wrong in itself, or of another type, is passed over; one whose length does not fit ends the
    /// reading.
    /// - Throws: if not even the first packet is RTCP.
    package static func parse(_ compound: Span<UInt8>) throws(RTPError) -> [RTCPPacket] {
        var packets: [RTCPPacket] = []
        var position = 0
        while position < compound.count {
            do {
                let end = try endOfPacket(in: compound, at: position)
                read(compound.extracting(position..<end), into: &packets)
                position = end
            } catch {
                if position == 0 { throw error }
                break
            }
        }
        return packets
    }

    private static func endOfPacket(in compound: Span<UInt8>, at position: Int) throws(RTPError) -> Int {
        guard compound.count - position >= 4 else { throw .truncated }
        guard compound[position] >> 6 == 2 else { throw .version(compound[position] >> 6) }
        let end = position + 4 + Int(compound.bigEndian16(at: position + 2)) * 4
        guard end <= compound.count else { throw .truncated }
        return end
    }

    /// Reads one whole packet, header included.
    private static func read(_ packet: Span<UInt8>, into packets: inout [RTCPPacket]) {
        let count = Int(packet[0] & 0x1F)
        switch packet[1] {
        case RTCPType.senderReport:
            guard packet.count >= 28 else { return }
            let time = CameraTime(ntp: UInt64(packet.bigEndian32(at: 8)) << 32 | UInt64(packet.bigEndian32(at: 12)))
            let report = RTCPSenderReport(
                ssrc: packet.bigEndian32(at: 4),
                time: time,
                timestamp: packet.bigEndian32(at: 16),
                packetCount: packet.bigEndian32(at: 20),
                octetCount: packet.bigEndian32(at: 24),
                blocks: readBlocks(packet, at: 28, count: count)
            )
            packets.append(.senderReport(report))
        case RTCPType.receiverReport:
            guard packet.count >= 8 else { return }
            let blocks = readBlocks(packet, at: 8, count: count)
            packets.append(.receiverReport(RTCPReceiverReport(ssrc: packet.bigEndian32(at: 4), blocks: blocks)))
        case RTCPType.sourceDescription:
            readNames(packet, count: count, into: &packets)
        case RTCPType.goodbye:
            let sources = (0..<min(count, packet.count / 4 - 1)).map { packet.bigEndian32(at: 4 + $0 * 4) }
            packets.append(.goodbye(sources: sources))
        default: break
        }
    }

    /// As many of the `count` announced blocks as there is room for.
    private static func readBlocks(_ packet: Span<UInt8>, at start: Int, count: Int) -> [RTCPReportBlock] {
        (0..<min(count, (packet.count - start) / 24)).map { index in
            let offset = start + index * 24
            let loss = packet.bigEndian32(at: offset + 4)
            let reception = ReceptionReport(
                fractionLost: UInt8(loss >> 24),
                cumulativeLost: Int32(bitPattern: loss << 8) >> 8,
                highestSequence: packet.bigEndian32(at: offset + 8),
                jitter: packet.bigEndian32(at: offset + 12)
            )
            return RTCPReportBlock(
                ssrc: packet.bigEndian32(at: offset),
                reception: reception,
                lastSenderReport: packet.bigEndian32(at: offset + 16),
                delay: packet.bigEndian32(at: offset + 20)
            )
        }
    }

    /// RFC 3550 §6.5: chunks of items, each chunk ended by a zero and filled up to a multiple of four bytes.
    private static func readNames(_ packet: Span<UInt8>, count: Int, into packets: inout [RTCPPacket]) {
        var position = 4
        for _ in 0..<count {
            guard position + 4 <= packet.count else { return }
            let ssrc = packet.bigEndian32(at: position)
            position += 4
            while position < packet.count, packet[position] != 0 {
                guard position + 2 <= packet.count else { return }
                let end = position + 2 + Int(packet[position + 1])
                guard end <= packet.count else { return }
                if packet[position] == 1 {
                    let name = (position + 2..<end).map { packet[$0] }
                    packets.append(.canonicalName(ssrc: ssrc, name: String(decoding: name, as: UTF8.self)))
                }
                position = end
            }
            position = (position / 4 + 1) * 4
        }
    }
}
