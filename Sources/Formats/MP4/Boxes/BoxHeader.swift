/// The head of a box: what it is and how long (ISO/IEC 14496-12 §4.2).
package struct BoxHeader: Hashable, Sendable {
    package let type: BoxType
    /// Bytes of the head itself: 8, or 16 with a 64-bit size, and 16 more in front of a `uuid` box's content.
    package let length: Int
    /// Bytes of the whole box, head included; at least ``length``.
    package let boxLength: Int64
    /// The 16 bytes that say what a `uuid` box is; empty in all others.
    package let userType: [UInt8]

    /// No head is longer than this.
    package static let maximumLength = 32

    package var bodyLength: Int64 { boxLength - Int64(length) }

    /// Reads the head at the start of `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: from the head's first byte on; ``maximumLength`` bytes are always enough.
    ///   - available: bytes from there to the end of what holds the box: a box of size 0 reaches up to that.
    /// - Returns: nil where `bytes` end within the head.
    /// - Throws: where the size is smaller than the head, or larger than `available`.
    package static func parse(_ bytes: Span<UInt8>, available: Int64) throws(MP4Error) -> BoxHeader? {
        guard bytes.count >= 8 else { return nil }
        var reader = ByteReader(bytes, of: BoxType(rawValue: 0))
        let size = try reader.uint32()
        let type = BoxType(rawValue: try reader.uint32())
        let boxLength: Int64
        switch size {
        case 0: boxLength = available
        case 1:
            guard bytes.count >= 16 else { return nil }
            guard let long = Int64(exactly: try reader.uint64()) else { throw .truncated(type) }
            boxLength = long
        default: boxLength = Int64(size)
        }
        var userType: [UInt8] = []
        if type == .uuid {
            guard reader.remaining >= 16 else { return nil }
            userType = try reader.array(16)
        }
        guard boxLength >= Int64(reader.position) else { throw .malformed(type, "its size is \(boxLength)") }
        guard boxLength <= available else { throw .truncated(type) }
        return BoxHeader(type: type, length: reader.position, boxLength: boxLength, userType: userType)
    }
}
