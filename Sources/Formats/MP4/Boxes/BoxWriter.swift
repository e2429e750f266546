/// Writes boxes, one within another, in network order.
struct BoxWriter {
    private(set) var bytes: [UInt8] = []

    init(reservingCapacity capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// A box around what `body` writes. It must be shorter than 4 GiB.
    @inline(__always)
    mutating func box(_ type: BoxType, _ body: (inout BoxWriter) -> Void) {
        let start = bytes.count
        uint32(0)
        uint32(type.rawValue)
        body(&self)
        overwrite(UInt32(bytes.count - start), at: start)
    }

    /// A box with version and flags (ISO/IEC 14496-12 §4.2.2).
    @inline(__always)
    mutating func fullBox(
        _ type: BoxType,
        version: UInt8 = 0,
        flags: UInt32 = 0,
        _ body: (inout BoxWriter) -> Void
    ) {
        box(type) { writer in
            writer.uint32(UInt32(version) << 24 | flags)
            body(&writer)
        }
    }

    mutating func uint8(_ value: UInt8) { bytes.append(value) }

    mutating func uint16(_ value: UInt16) {
        uint8(UInt8(truncatingIfNeeded: value >> 8))
        uint8(UInt8(truncatingIfNeeded: value))
    }

    mutating func uint32(_ value: UInt32) {
        uint16(UInt16(truncatingIfNeeded: value >> 16))
        uint16(UInt16(truncatingIfNeeded: value))
    }

    mutating func uint64(_ value: UInt64) {
        uint32(UInt32(truncatingIfNeeded: value >> 32))
        uint32(UInt32(truncatingIfNeeded: value))
    }

    mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }
    mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }
    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func overwrite(_ value: UInt32, at offset: Int) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index)) }
    }
}
