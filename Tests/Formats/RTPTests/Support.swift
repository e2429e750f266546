import Media
import RTP
import TestKit
import Testing

/// A packet as a camera sends it.
struct Packet {
    var sequence: UInt16
    var timestamp: UInt32
    var marker: Bool
    var payload: [UInt8]

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        header.append(to: &bytes)
        return bytes + payload
    }

    var header: RTPHeader {
        RTPHeader(marker: marker, payloadType: 96, sequence: sequence, timestamp: timestamp, ssrc: 0xCAFE)
    }
}

/// Sends access units, and remembers the sequence number.
struct Sender {
    var packetizer: Packetizer
    var sequence: UInt16 = 65_500

    mutating func packets(_ unit: [UInt8], timestamp: UInt32, isKey: Bool) -> [Packet] {
        var packets: [Packet] = []
        var sequence = sequence
        packetizer.packetize(unit.span, isKey: isKey) { payload, marker, offset in
            let bytes = payload.indices.map { payload[$0] }
            packets.append(
                Packet(sequence: sequence, timestamp: timestamp &+ offset, marker: marker, payload: bytes)
            )
            sequence &+= 1
        }
        self.sequence = sequence
        return packets
    }
}

/// Receives packets as an engine does: header, place in the sequence, depacketiser.
struct Receiver: ~Copyable {
    var depacketizer: Depacketizer
    var tracker = SequenceTracker(clockRate: 90_000)
    var arena = ByteArena(chunkCapacity: 4096)

    init(_ depacketizer: Depacketizer) { self.depacketizer = depacketizer }

    mutating func receive(_ packet: Packet) throws -> [DepacketizedUnit] {
        let bytes = packet.bytes
        let header = try RTPHeader(bytes.span)
        let place = tracker.place(
            sequence: header.sequence,
            timestamp: header.timestamp,
            arrival: MonotonicTime(nanoseconds: 0)
        )
        guard place.isUsable else { return [] }
        depacketizer.push(
            header,
            payload: bytes.span.extracting(header.payload),
            afterLoss: place.isAfterLoss,
            into: &arena
        )
        var units: [DepacketizedUnit] = []
        while let unit = depacketizer.next() { units.append(unit) }
        return units
    }

    mutating func receive(_ packets: [Packet]) throws -> [DepacketizedUnit] {
        var units: [DepacketizedUnit] = []
        for packet in packets { units += try receive(packet) }
        return units
    }
}

/// Pieces of H.264 to make access units of.
enum Sample {
    /// x264, high profile, 640×360.
    static let sequenceSet: [UInt8] = hex("6764001eacd940a02ff97011000003000100000300320f162d96")
    static let pictureSet: [UInt8] = hex("68ebe3cb22c0")
    /// x264, baseline profile, 1920×1080.
    static let otherSequenceSet: [UInt8] = hex("6742c028d900780227e5c044000003000400000300f03c60c920")
    static let otherPictureSet: [UInt8] = hex("68cb83cb20")

    static func hex(_ text: String) -> [UInt8] {
        let digits = Array(text)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0..<$0 + 2]), radix: 16) ?? 0 }
    }

    static func h264() throws -> H264Format {
        try H264Format(sequenceParameterSets: [sequenceSet], pictureParameterSets: [pictureSet])
    }

    static func depacketizer(sets: String = "") throws -> Depacketizer {
        Depacketizer(try H264Depacketizer(parameterSets: sets))
    }

    /// A slice: `first` tells whether it is the picture's first.
    static func slice(_ header: UInt8, first: Bool = true, body: [UInt8] = [0x9A, 0x21, 0x33]) -> [UInt8] {
        [header, first ? 0x88 : 0x44] + body
    }

    static let idr = slice(0x65)
    static let inter = slice(0x41)
    static let supplemental: [UInt8] = [0x06, 5, 1, 0xAA, 0x80]

    /// An access unit payload of these NAL units.
    static func unit(_ units: [UInt8]...) -> [UInt8] { unit(units) }

    static func unit(_ units: [[UInt8]]) -> [UInt8] {
        units.flatMap { unit in
            (0..<4).map { UInt8(truncatingIfNeeded: unit.count >> (24 - 8 * $0)) } + unit
        }
    }

    /// Slices of a random picture, without start codes in them.
    static func randomPicture(isKey: Bool, largest: Int, using generator: inout SeededGenerator) -> [[UInt8]] {
        (0..<Int.random(in: 1...4, using: &generator)).map { index in
            let header: UInt8 = isKey ? 0x65 : 0x41
            var body = generator.bytes(Int.random(in: 0..<largest, using: &generator))
            // Many zeros, so that the search for start codes has something to do, but never three.
            var zeros = 0
            for position in 0..<body.count {
                if zeros == 2 {
                    body[position] = 3
                } else if body[position] < 96 {
                    body[position] = 0
                }
                zeros = body[position] == 0 ? zeros + 1 : 0
            }
            return slice(header, first: index == 0, body: body + [0x80])
        }
    }
}

/// Packets, numbered from 1, one for each payload.
func packets(_ items: [(timestamp: UInt32, marker: Bool, payload: [UInt8])]) -> [Packet] {
    items.enumerated().map { index, item in
        Packet(
            sequence: UInt16(index + 1),
            timestamp: item.timestamp,
            marker: item.marker,
            payload: item.payload
        )
    }
}
