package import Media

/// What follows each fragment of a recording: a `free` box, which players pass over, with a checksum, so that a file
/// whose writer died can be cut after its last good fragment without decoding anything.
///
///     0   4  box size, 28
///     4   4  "free"
///     8   4  "NJf1"
///     12  4  length of moof, mdat and this box
///     16  8  wall time of the first sample, nanoseconds since 1970
///     24  4  CRC-32C of moof, mdat and the 24 bytes above
package struct FragmentTrailer: Hashable, Sendable {
    /// Bytes of every trailer.
    package static let length = 28

    /// Bytes of `moof`, `mdat` and this trailer.
    package let fragmentLength: UInt32
    /// Wall time of the fragment's first sample.
    package let wall: WallTime
    /// CRC-32C of `moof`, `mdat` and the trailer's own bytes before it.
    package let checksum: UInt32

    private static let magic: UInt32 = 0x4E4A_6631

    /// - Parameters:
    ///   - contentLength: bytes of `moof` and `mdat`.
    ///   - contentChecksum: of these bytes: of the header, then of each payload.
    ///   - wall: wall time of the first sample.
    package init(contentLength: Int, contentChecksum: CRC32C, wall: WallTime) {
        fragmentLength = UInt32(clamping: contentLength + Self.length)
        self.wall = wall
        checksum = Self.checksum(contentChecksum, fragmentLength: fragmentLength, wall: wall)
    }

    package var bytes: [UInt8] {
        var writer = BoxWriter(reservingCapacity: Self.length)
        Self.writeFields(fragmentLength: fragmentLength, wall: wall, to: &writer)
        writer.uint32(checksum)
        return writer.bytes
    }

    /// Reads a trailer from the first ``length`` bytes of `bytes`; nil if they are none.
    package init?(parsing bytes: Span<UInt8>) {
        var reader = ByteReader(bytes, of: .free)
        do {
            guard try reader.uint32() == UInt32(Self.length), try reader.uint32() == BoxType.free.rawValue,
                try reader.uint32() == Self.magic
            else { return nil }
            fragmentLength = try reader.uint32()
            wall = WallTime(nanoseconds: try reader.int64())
            checksum = try reader.uint32()
        } catch {
            return nil
        }
    }

    /// Whether this is the trailer of content that has this checksum.
    package func matches(contentChecksum: CRC32C) -> Bool {
        checksum == Self.checksum(contentChecksum, fragmentLength: fragmentLength, wall: wall)
    }

    private static func checksum(_ content: CRC32C, fragmentLength: UInt32, wall: WallTime) -> UInt32 {
        var writer = BoxWriter(reservingCapacity: length)
        writeFields(fragmentLength: fragmentLength, wall: wall, to: &writer)
        var checksum = content
        checksum.update(writer.bytes.span)
        return checksum.value
    }

    private static func writeFields(fragmentLength: UInt32, wall: WallTime, to writer: inout BoxWriter) {
        writer.uint32(UInt32(length))
        writer.uint32(BoxType.free.rawValue)
        writer.uint32(magic)
        writer.uint32(fragmentLength)
        writer.uint64(UInt64(bitPattern: wall.nanoseconds))
    }
}
