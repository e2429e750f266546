import Media
import RTP

extension FuzzEntry {
    /// Access units that are valid as far as a camera's are, packetised and depacketised: what arrives is what was sent.
    ///
    /// The input is a codec, a size of packets, and the access units.
    static let rtpRoundTrip = FuzzEntry("round-trip-rtp", seeds: { try roundTripSeeds() }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let codec = input.choice(of: SentCodec.allCases)
        guard let format = codec.format, let depacketizer = codec.depacketizer else { return }
        let maximum = input.number(in: 64...1400)
        let packetizer = Packetizer(
            format: format,
            orderDifference: codec.orderDifference,
            maximumPayload: maximum
        )
        var way = PacketWay(packetizer, depacketizer)
        while !input.isEmpty {
            let isKey = input.byte() & 1 == 0
            guard let unit = codec.unit(from: &input, isKey: isKey, largest: maximum) else { continue }
            let arrived = way.send(unit, isKey: isKey)
            if codec == .jpeg {
                try way.checkPicture(arrived)
            } else {
                try expect(arrived.flatMap(\.payload.array) == unit, "\(arrived.map(\.payload.array)) of \(unit)")
                try expect(arrived.allSatisfy { !$0.flags.contains(.afterLoss) }, "a loss")
            }
            guard format.kind == .video, codec != .jpeg else { continue }
            try expect(arrived.count == 1, "\(arrived.count) units of one")
            try expect(arrived[0].flags.contains(.key) == isKey, "\(arrived[0].flags) of a picture with key: \(isKey)")
            if isKey { try expect(way.depacketizer.format == format, "another format") }
        }
    }

    private static func roundTripSeeds() throws -> [[UInt8]] {
        var pictures = FuzzSeed([0, 0, 0, 0, 5])
        for key: UInt8 in [0, 1, 1] {
            pictures.bytes += [key, 1]
            pictures.append(chunk: [UInt8](repeating: 0, count: 100))
            pictures.append(chunk: [0, 0, 3, 0, 0, 1])
        }
        let sound = FuzzSeed([3, 0, 0, 0, 5, 0, 90] + (0..<90).map { UInt8($0) } + [0, 3, 1, 2, 3])
        var jpeg = FuzzSeed([2, 0, 0, 2, 0, 0])
        jpeg.append(chunk: try FuzzMaterial.jpegFile())
        return SentCodec.allCases.indices.map { UInt8($0) }.flatMap { codec in
            [pictures, sound, jpeg].map { [codec] + $0.bytes.dropFirst() }
        }
    }
}

private enum SentCodec: CaseIterable {
    case h264, h265, jpeg, aac, opus, g711
    case numberedH265

    /// Above 0 where NAL units have decoding order numbers.
    var orderDifference: UInt16 { self == .numberedH265 ? 1 : 0 }

    var format: TrackFormat? {
        switch self {
        case .h264: try? FuzzMaterial.h264()
        case .h265, .numberedH265: try? FuzzMaterial.h265()
        case .jpeg: FuzzMaterial.jpeg
        case .aac: try? FuzzMaterial.aac()
        case .opus: FuzzMaterial.opus
        case .g711: .g711(G711Format(law: .a, channels: 2))
        }
    }

    var depacketizer: Depacketizer? {
        guard let format else { return nil }
        let description = RTPPayloadDescription(format, orderDifference: orderDifference)
        return try? Depacketizer.make(
            encoding: description.encodingName,
            clockRate: description.clockRate,
            channels: description.channels,
            parameters: FuzzedCodec.parameters(of: description)
        )
    }

    /// An access unit that can be sent as it is; nil where the bytes make none.
    func unit(from input: inout FuzzInput, isKey: Bool, largest: Int) -> [UInt8]? {
        switch self {
        case .h264, .h265, .numberedH265:
            return FuzzMaterial.accessUnit(
                (0...input.byte() % 4).map { index in slice(input.chunk(), isFirst: index == 0, isKey: isKey) }
            )
        case .jpeg: return input.chunk()
        case .aac:
            var unit = input.chunk()
            guard (1...AACPacketizer.largestUnit).contains(unit.count) else { return nil }
            // A raw data block never begins as the header of an ADTS frame does.
            unit[0] &= 0x7F
            return unit
        case .opus:
            let unit = input.chunk()
            return unit.count <= largest && OpusFormat.duration(ofPacket: unit.span) != nil ? unit : nil
        case .g711:
            let unit = input.chunk()
            return unit.count < 2 ? nil : Array(unit.prefix(unit.count / 2 * 2))
        }
    }

    private func slice(_ body: [UInt8], isFirst: Bool, isKey: Bool) -> [UInt8] {
        var slice: [UInt8] = self == .h264 ? [isKey ? 0x65 : 0x41] : [isKey ? 0x26 : 0x02, 1]
        slice.append(isFirst ? 0xA8 : 0x28)
        // As an encoder does: no start code within, and no zero at the end.
        var zeros = 0
        for byte in body + [0x80] {
            if zeros == 2, byte <= 3 {
                slice.append(3)
                zeros = 0
            }
            slice.append(byte)
            zeros = byte == 0 ? zeros + 1 : 0
        }
        return slice
    }
}

/// From a packetiser to a depacketiser, without loss.
private struct PacketWay: ~Copyable {
    private var packetizer: Packetizer
    private(set) var depacketizer: Depacketizer
    private var arena = ByteArena(chunkCapacity: 4096)
    private var sequence: UInt16 = 0
    private var timestamp: UInt32 = 0

    init(_ packetizer: Packetizer, _ depacketizer: Depacketizer) {
        self.packetizer = packetizer
        self.depacketizer = depacketizer
    }

    mutating func send(_ unit: [UInt8], isKey: Bool) -> [DepacketizedUnit] {
        var packets: [[UInt8]] = []
        timestamp &+= 10_000
        packetizer.packetize(unit.span, isKey: isKey) { payload, marker, offset in
            sequence &+= 1
            var packet: [UInt8] = []
            let header = RTPHeader(
                marker: marker,
                payloadType: 96,
                sequence: sequence,
                timestamp: timestamp &+ offset,
                ssrc: 7
            )
            header.append(to: &packet)
            packets.append(packet + payload.indices.map { payload[$0] })
        }
        var arrived: [DepacketizedUnit] = []
        for packet in packets {
            guard let header = try? RTPHeader(packet.span) else { continue }
            depacketizer.push(header, payload: packet.span.extracting(header.payload), afterLoss: false, into: &arena)
            while let unit = depacketizer.next() { arrived.append(unit) }
        }
        return arrived
    }

    /// RTP carries no JPEG file as it is; but what it made of one, it carries unaltered.
    mutating func checkPicture(_ arrived: [DepacketizedUnit]) throws(BrokenPromise) {
        try expect(arrived.count <= 1, "\(arrived.count) pictures of one")
        guard let first = arrived.first else { return }
        try FuzzedCodec.jpeg.check(first, format: depacketizer.format)
        guard let second = send(first.payload.array, isKey: true).first else { return }
        try expect(second.payload == first.payload, "\(second.payload.array) of \(first.payload.array)")
    }
}
