/// A stored fragment as it is in a longer film: another head, the stored payloads, and at the end what remains of the
/// trailer, as a box that players pass over.
package struct PatchedFragment: Hashable, Sendable {
    /// Where bytes of it come from.
    package enum Piece: Hashable, Sendable {
        case literal([UInt8])
        /// Of the file that the fragment lies in, from the fragment's start.
        case stored(offset: Int, count: Int)
    }

    /// Bytes, the same as of the stored one.
    package let length: Int
    private let head: [UInt8]
    private let storedHeadLength: Int

    /// Bytes of a fragment's beginning that are enough to say how long its head is.
    package static let prefixLength = 8

    /// Bytes of `moof` and the head of `mdat` of a fragment that begins so.
    package static func headLength(ofPrefix prefix: Span<UInt8>) throws(MP4Error) -> Int {
        guard let box = try BoxHeader.parse(prefix, available: .max), box.type == .moof,
            box.boxLength <= ScanLimits().fragmentHeaderLength
        else { throw .malformed(.moof, "it is not where the index says") }
        return Int(box.boxLength) + 8
    }

    /// - Parameters:
    ///   - head: of the stored fragment: `moof` and the head of `mdat`.
    ///   - length: of the whole stored fragment.
    package init(
        head stored: Span<UInt8>,
        length: Int,
        patch: FragmentPatch,
        sequence: UInt32
    ) throws(MP4Error) {
        guard stored.count >= 16 else { throw .truncated(.moof) }
        let boxEnd = stored.count - 8
        var reader = ByteReader(stored.extracting(boxEnd..<stored.count), of: .mdat)
        let mediaLength = Int(try reader.uint32())
        guard try reader.uint32() == BoxType.mdat.rawValue, mediaLength >= 8,
            boxEnd + mediaLength + FragmentTrailer.length == length
        else { throw .malformed(.mdat, "it is not as long as the index says") }
        var head = try patch.rewritten(stored.extracting(0..<boxEnd), sequence: sequence)
        // Two tracks gain eight bytes, and a box takes no fewer.
        guard head.count - boxEnd <= FragmentTrailer.length - 8 else {
            throw .malformed(.moof, "it has more tracks than Nightjar writes")
        }
        for index in boxEnd..<stored.count { head.append(stored[index]) }
        self.head = head
        self.length = length
        storedHeadLength = stored.count
    }

    private var growth: Int { head.count - storedHeadLength }

    /// What stands at `offset`, up to `count` bytes; at least one where `offset` lies within.
    package func piece(at offset: Int, count: Int) -> Piece {
        let tailStart = length - FragmentTrailer.length + growth
        let end = offset + min(count, length - offset)
        if offset < head.count { return .literal(Array(head[offset..<min(end, head.count)])) }
        if offset < tailStart { return .stored(offset: offset - growth, count: min(end, tailStart) - offset) }
        var tail = BoxWriter(reservingCapacity: FragmentTrailer.length)
        tail.box(.free) { $0.zeros(FragmentTrailer.length - growth - 8) }
        return .literal(Array(tail.bytes[(offset - tailStart)..<(end - tailStart)]))
    }
}
