/// The two tables that say what is in the stream, each in a transport packet of its own (ISO/IEC 13818-1 §2.4.4). There is
/// one programme, number 1.
struct ProgramTables: Sendable {
    /// What the programme map says of one elementary stream.
    struct Stream: Sendable {
        /// `stream_type` (table 2-34).
        var type: UInt8
        var identifier: UInt16
        var descriptors: [UInt8]
    }

    private static let associationIdentifier: UInt16 = 0
    static let mapIdentifier: UInt16 = 0x1000

    /// Packets, complete but for their continuity counters.
    private var association: [UInt8]
    private var map: [UInt8]
    private var associationContinuity = ContinuityCounter()
    private var mapContinuity = ContinuityCounter()

    /// - Parameter clock: the PID whose packets carry the clock references.
    init(streams: [Stream], clock: UInt16) {
        // The programme's number, and the PID of its map after three reserved bits.
        association = Self.packet(
            identifier: Self.associationIdentifier,
            section: Self.section(table: 0, body: [0, 1] + Self.identifier(Self.mapIdentifier))
        )
        var body = Self.identifier(clock) + [0xF0, 0]  // no descriptors of the programme
        for stream in streams {
            body.append(stream.type)
            body += Self.identifier(stream.identifier)
            body += [0xF0, UInt8(truncatingIfNeeded: stream.descriptors.count)]
            body += stream.descriptors
        }
        map = Self.packet(identifier: Self.mapIdentifier, section: Self.section(table: 2, body: body))
    }

    /// Appends both packets.
    mutating func write(to output: inout [UInt8]) {
        association[3] = 0x10 | associationContinuity.advance()
        map[3] = 0x10 | mapContinuity.advance()
        output.append(contentsOf: association)
        output.append(contentsOf: map)
    }

    private static func identifier(_ value: UInt16) -> [UInt8] {
        [0xE0 | UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    /// A section of syntax 1 with its checksum (§2.4.4.3, §2.4.4.8). It is short: two streams and their descriptors.
    private static func section(table: UInt8, body: [UInt8]) -> [UInt8] {
        // Behind the length: stream or programme number 1; version 0, current; section 0 of 0; the body; four of checksum.
        let length = 5 + body.count + 4
        precondition(length <= PacketCutter.packetLength - PacketCutter.headerLength - 4, "a table of \(length) bytes")
        var section: [UInt8] = [table, 0xB0, UInt8(truncatingIfNeeded: length), 0, 1, 0xC1, 0, 0]
        section += body
        let checksum = CRC32MPEG.checksum(of: section)
        for shift: UInt32 in [24, 16, 8, 0] { section.append(UInt8(truncatingIfNeeded: checksum >> shift)) }
        return section
    }

    private static func packet(identifier: UInt16, section: [UInt8]) -> [UInt8] {
        var packet: [UInt8] = []
        packet.reserveCapacity(PacketCutter.packetLength)
        PacketCutter.writeHeader(
            identifier: identifier,
            startsUnit: true,
            control: 0x10,
            continuity: 0,
            to: &packet
        )
        packet.append(0)  // pointer_field: the section begins at once
        packet += section
        packet.append(contentsOf: repeatElement(0xFF, count: PacketCutter.packetLength - packet.count))
        return packet
    }
}
