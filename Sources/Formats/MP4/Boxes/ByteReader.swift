/// Reads the fields of one box from its bytes, in network order. What is missing is an error, never a crash.
struct ByteReader: ~Escapable {
    private let bytes: Span<UInt8>
    private let box: BoxType
    private(set) var position = 0

    /// - Parameter box: whose fields they are, for errors.
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, of box: BoxType) {
        self.bytes = bytes
        self.box = box
    }

    var remaining: Int { bytes.count - position }

    /// What has not been read yet.
    var rest: Span<UInt8> {
        @_lifetime(copy self)
        get { bytes.extracting(position..<bytes.count) }
    }

    mutating func skip(_ count: Int) throws(MP4Error) {
        guard count <= remaining else { throw .truncated(box) }
        position += count
    }

    mutating func uint8() throws(MP4Error) -> UInt8 { UInt8(truncatingIfNeeded: try number(bytes: 1)) }
    mutating func uint16() throws(MP4Error) -> UInt16 { UInt16(truncatingIfNeeded: try number(bytes: 2)) }
    mutating func uint32() throws(MP4Error) -> UInt32 { UInt32(truncatingIfNeeded: try number(bytes: 4)) }
    mutating func uint64() throws(MP4Error) -> UInt64 { try number(bytes: 8) }
    mutating func int32() throws(MP4Error) -> Int32 { Int32(bitPattern: try uint32()) }
    mutating func int64() throws(MP4Error) -> Int64 { Int64(bitPattern: try uint64()) }

    /// A copy of the next `count` bytes.
    mutating func array(_ count: Int) throws(MP4Error) -> [UInt8] {
        guard count >= 0, count <= remaining else { throw .truncated(box) }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        for index in position..<position + count { result.append(bytes[index]) }
        position += count
        return result
    }

    /// Version and flags of a full box (ISO/IEC 14496-12 §4.2.2).
    mutating func versionAndFlags() throws(MP4Error) -> (version: UInt8, flags: UInt32) {
        let word = try uint32()
        return (UInt8(word >> 24), word & 0xFF_FFFF)
    }

    private mutating func number(bytes count: Int) throws(MP4Error) -> UInt64 {
        guard count <= remaining else { throw .truncated(box) }
        var value: UInt64 = 0
        for index in position..<position + count { value = value << 8 | UInt64(bytes[index]) }
        position += count
        return value
    }
}

extension Span<UInt8> {
    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}
