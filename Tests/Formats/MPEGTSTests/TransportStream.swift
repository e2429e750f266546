import Media

/// What a strict reader finds in a transport stream: anything that the standard does not allow is a fault. It has nothing in
/// common with what is under test.
struct TransportStream {
    struct Fault: Error, CustomStringConvertible { let description: String }

    /// One PES packet.
    struct Unit: Hashable {
        var identifier: UInt16
        var streamIdentifier: UInt8
        var presentation: Int64
        var decoding: Int64
        var isRandomAccess: Bool
        var clock: Int64?
        var bytes: [UInt8]
    }

    struct Stream: Hashable {
        var type: UInt8
        var descriptors: [UInt8]
    }

    private(set) var streams: [UInt16: Stream] = [:]
    private(set) var clockIdentifier: UInt16 = 0
    private(set) var units: [Unit] = []
    /// All clock references, unwrapped from the first on.
    private(set) var clocks: [Int64] = []
    /// Where the association table stood, in packets.
    private(set) var tablePackets: [Int] = []
    private var continuity: [UInt16: UInt8] = [:]
    private var open: [UInt16: (unit: Unit, length: Int)] = [:]

    init(_ bytes: [UInt8]) throws {
        guard bytes.count % 188 == 0 else { throw Fault(description: "\(bytes.count) bytes are no whole packets") }
        for start in stride(from: 0, to: bytes.count, by: 188) {
            try read(bytes[start..<start + 188], number: start / 188)
        }
        for identifier in open.keys.sorted() { try close(identifier) }
    }

    private mutating func read(_ packet: ArraySlice<UInt8>, number: Int) throws {
        var rest = packet
        guard rest.removeFirst() == 0x47 else { throw Fault(description: "packet \(number) has no sync byte") }
        let word = UInt16(rest.removeFirst()) << 8 | UInt16(rest.removeFirst())
        let control = rest.removeFirst()
        guard word & 0xA000 == 0, control & 0xC0 == 0 else { throw Fault(description: "damaged or scrambled") }
        let identifier = word & 0x1FFF
        try count(control, of: identifier)
        var field: Field = (false, nil)
        if control & 0x20 != 0 { field = try adaptation(&rest, hasPayload: control & 0x10 != 0) }
        if let clock = field.clock {
            guard identifier == clockIdentifier else { throw Fault(description: "a clock on PID \(identifier)") }
            clocks.append(clocks.last.map { $0 + ((clock - $0) & 0x1_FFFF_FFFF) } ?? clock)
        }
        guard control & 0x10 != 0 else { return }
        guard !rest.isEmpty else { throw Fault(description: "packet \(number) has an empty payload") }
        switch identifier {
        case 0, 0x1000:
            guard word & 0x4000 != 0 else { throw Fault(description: "a table that goes on") }
            if identifier == 0 { tablePackets.append(number) }
            try table(Array(rest), isMap: identifier != 0)
        default:
            guard streams[identifier] != nil else { throw Fault(description: "PID \(identifier) is in no table") }
            if word & 0x4000 != 0 {
                try close(identifier)
                open[identifier] = try header(&rest, identifier: identifier, field: field)
            } else if field.isRandomAccess {
                throw Fault(description: "random access in the middle of a unit")
            }
            guard open[identifier] != nil else { throw Fault(description: "PID \(identifier) begins in the middle") }
            open[identifier]?.unit.bytes += rest
        }
    }

    private mutating func count(_ control: UInt8, of identifier: UInt16) throws {
        guard control & 0x30 != 0 else { throw Fault(description: "adaptation_field_control 0") }
        if let last = continuity[identifier] {
            let expected = control & 0x10 != 0 ? (last + 1) & 15 : last
            guard control & 15 == expected else { throw Fault(description: "PID \(identifier) is not continuous") }
        }
        continuity[identifier] = control & 15
    }

    private typealias Field = (isRandomAccess: Bool, clock: Int64?)

    private func adaptation(_ rest: inout ArraySlice<UInt8>, hasPayload: Bool) throws -> Field {
        let length = Int(rest.removeFirst())
        guard hasPayload ? length <= 182 : length == 183 else { throw Fault(description: "a field of \(length)") }
        var field = rest.prefix(length)
        rest = rest.dropFirst(length)
        guard let flags = field.popFirst() else { return (false, nil) }
        guard flags & ~0x50 == 0 else { throw Fault(description: "flags \(flags)") }
        var clock: Int64?
        if flags & 0x10 != 0 {
            let bytes = field.prefix(6).map { Int64($0) }
            field = field.dropFirst(6)
            clock = bytes[0] << 25 | bytes[1] << 17 | bytes[2] << 9 | bytes[3] << 1 | bytes[4] >> 7
            guard bytes[4] & 0x7F == 0x7E, bytes[5] == 0 else { throw Fault(description: "reserved bits of a clock") }
        }
        guard field.allSatisfy({ $0 == 0xFF }) else { throw Fault(description: "stuffing of something else") }
        return (flags & 0x40 != 0, clock)
    }

    private mutating func table(_ payload: [UInt8], isMap: Bool) throws {
        guard payload[0] == 0, payload[1] == (isMap ? 2 : 0), payload[2] & 0xF0 == 0xB0 else {
            throw Fault(description: "no section")
        }
        let end = 4 + Int(payload[2] & 0xF) << 8 + Int(payload[3])
        let section = Array(payload[1..<end])
        // Over a section with its checksum the checksum is 0.
        var register = UInt32.max
        for bit in section.flatMap({ byte in (0..<8).map { UInt32(byte >> (7 - $0)) & 1 } }) {
            let out = register >> 31 ^ bit
            register = register << 1 ^ (out * 0x04C1_1DB7)
        }
        guard register == 0, payload[end...].allSatisfy({ $0 == 0xFF }) else {
            throw Fault(description: "a section with a wrong checksum or tail")
        }
        guard isMap else {
            guard section[8...11] == [0, 1, 0xF0, 0] else { throw Fault(description: "other programmes") }
            return
        }
        clockIdentifier = UInt16(section[8] & 0x1F) << 8 | UInt16(section[9])
        var entries = section[12..<section.count - 4]
        var found: [UInt16: Stream] = [:]
        while entries.count >= 5 {
            let head = Array(entries.prefix(5))
            let length = Int(head[3] & 0xF) << 8 | Int(head[4])
            entries = entries.dropFirst(5)
            found[UInt16(head[1] & 0x1F) << 8 | UInt16(head[2])] = Stream(
                type: head[0],
                descriptors: Array(entries.prefix(length))
            )
            entries = entries.dropFirst(length)
        }
        guard entries.isEmpty else { throw Fault(description: "a map that does not end") }
        guard streams.isEmpty || streams == found else { throw Fault(description: "another map") }
        streams = found
    }

    private func header(
        _ rest: inout ArraySlice<UInt8>,
        identifier: UInt16,
        field: Field
    ) throws -> (unit: Unit, length: Int) {
        let head = Array(rest.prefix(9))
        guard head.count == 9, head[0...2] == [0, 0, 1], head[6] == 0x84 else { throw Fault(description: "no PES") }
        let times = Array(rest.dropFirst(9).prefix(Int(head[8])))
        rest = rest.dropFirst(9 + times.count)
        let presentation = try time(times.prefix(5), prefix: head[7] == 0xC0 ? 3 : 2)
        let decoding = head[7] == 0xC0 ? try time(times.dropFirst(5), prefix: 1) : presentation
        guard head[7] == 0xC0 ? times.count == 10 : head[7] == 0x80 && times.count == 5 else {
            throw Fault(description: "other times than are said")
        }
        let length = Int(head[4]) << 8 | Int(head[5])
        guard length > 0 || head[3] == 0xE0 else { throw Fault(description: "sound without a length") }
        let unit = Unit(
            identifier: identifier,
            streamIdentifier: head[3],
            presentation: presentation,
            decoding: decoding,
            isRandomAccess: field.isRandomAccess,
            clock: field.clock,
            bytes: []
        )
        return (unit, length > 0 ? length - 3 - times.count : 0)
    }

    private func time(_ bytes: ArraySlice<UInt8>, prefix: UInt8) throws -> Int64 {
        let bytes = Array(bytes)
        guard bytes.count == 5, bytes[0] >> 4 == prefix, bytes[0] & bytes[2] & bytes[4] & 1 == 1 else {
            throw Fault(description: "no time")
        }
        let high = Int64(bytes[0] >> 1 & 7) << 30
        return high | Int64(bytes[1]) << 22 | Int64(bytes[2] >> 1) << 15 | Int64(bytes[3]) << 7 | Int64(bytes[4] >> 1)
    }

    private mutating func close(_ identifier: UInt16) throws {
        guard let (unit, length) = open.removeValue(forKey: identifier) else { return }
        guard length == 0 || length == unit.bytes.count else {
            throw Fault(description: "\(unit.bytes.count) bytes of \(length)")
        }
        units.append(unit)
    }
}
