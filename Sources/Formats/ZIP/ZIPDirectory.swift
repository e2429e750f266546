/// The directory of a ZIP file that ``ZIPWriter`` has made, read from the bytes of a stranger.
///
/// Nothing else is taken for one: every byte outside of the contents must be what would be written, and every byte of the
/// file belongs to exactly one thing. So no two readers can see different files in it, and unpacking it takes no more room
/// than it has bytes.
package struct ZIPDirectory: Hashable, Sendable {
    /// In the order in which they lie in the file.
    package let entries: [ZIPEntry]

    /// So many bytes of a file's end ``place(inEnd:of:)`` needs, or the whole file where it has fewer.
    package static let endCount = ZIPRecords.end64Count + ZIPRecords.locatorCount + ZIPRecords.endCount

    /// Where the directory lies.
    ///
    /// - Parameters:
    ///   - end: the last bytes of the file.
    ///   - length: of the file.
    package static func place(inEnd end: [UInt8], of length: UInt64) throws(ZIPError) -> Range<UInt64> {
        try End(end, length).directory
    }

    /// - Parameters:
    ///   - bytes: of the directory, from where ``place(inEnd:of:)`` said.
    ///   - end: the last bytes of the file, as before.
    ///   - length: of the file.
    package init(_ bytes: [UInt8], end: [UInt8], of length: UInt64) throws(ZIPError) {
        let end = try End(end, length)
        guard UInt64(bytes.count) == end.directory.upperBound - end.directory.lowerBound else { throw .badDirectory }
        var entries: [ZIPEntry] = []
        var names: Set<String> = []
        var fields = ZIPFields(bytes)
        var next: UInt64 = 0
        while fields.position < bytes.count {
            guard entries.count < end.count else { throw .badDirectory }
            let start = fields.position
            let entry = try Self.entry(&fields)
            guard entry.offset == next else { throw entry.offset < next ? .overlap(entry.name) : .hole(entry.name) }
            guard entry.byteCount <= end.directory.lowerBound,
                entry.content.upperBound <= end.directory.lowerBound
            else { throw .overlap(entry.name) }
            guard names.insert(entry.name).inserted else { throw .duplicate(entry.name) }
            guard bytes[start..<fields.position].elementsEqual(ZIPRecords.centralHeader(entry)) else { throw .foreign }
            next = entry.content.upperBound
            entries.append(entry)
        }
        guard entries.count == end.count else { throw .badDirectory }
        guard next == end.directory.lowerBound else { throw .hole(nil) }
        self.entries = entries
    }

    /// Compares the header that stands before an entry with what the directory says of it.
    ///
    /// - Parameter header: as many bytes at the entry's offset as ``ZIPEntry/header`` has.
    package static func check(_ header: [UInt8], of entry: ZIPEntry) throws(ZIPError) {
        guard header == entry.header else { throw .headerMismatch(entry.name) }
    }

    private static func entry(_ fields: inout ZIPFields) throws(ZIPError) -> ZIPEntry {
        guard fields.remaining >= ZIPRecords.centralCount, fields.next32() == ZIPRecords.centralSignature else {
            throw .badDirectory
        }
        fields.skip(4)
        let flags = fields.next16()
        let method = fields.next16()
        let time = fields.next16()
        let date = fields.next16()
        let checksum = fields.next32()
        let packed = UInt64(fields.next32())
        let plain = UInt64(fields.next32())
        let nameCount = Int(fields.next16())
        let extraCount = Int(fields.next16())
        fields.skip(10)
        var offset = UInt64(fields.next32())
        guard fields.remaining >= nameCount + extraCount,
            let name = String(validating: fields.next(nameCount), as: UTF8.self)
        else { throw .badDirectory }
        try ZIPName.check(name)
        // Bit 0: encrypted; bit 3: the numbers are behind the content.
        guard method == 0, flags & 0x9 == 0, packed == plain else { throw .notStored(name) }
        var extra = ZIPFields(Array(fields.next(extraCount)))
        var byteCount = plain
        extra.skip(4)
        if plain == ZIPRecords.large32 {
            byteCount = extra.next64()
            extra.skip(8)
        }
        if offset == ZIPRecords.large32 { offset = extra.next64() }
        // Numbers that no sum of them can overflow.
        guard byteCount < 1 << 62, offset < 1 << 62 else { throw .badDirectory }
        return ZIPEntry(
            name: name,
            time: ZIPTime(date: date, time: time),
            byteCount: byteCount,
            checksum: checksum,
            offset: offset
        )
    }

    /// What the end of a file says.
    private struct End {
        let directory: Range<UInt64>
        let count: Int

        init(_ bytes: [UInt8], _ length: UInt64) throws(ZIPError) {
            guard length < 1 << 62, bytes.count == min(ZIPDirectory.endCount, Int(length)),
                bytes.count >= ZIPRecords.endCount
            else { throw .noEnd }
            var fields = ZIPFields(Array(bytes.suffix(ZIPRecords.endCount)))
            guard fields.next32() == ZIPRecords.endSignature else { throw .noEnd }
            fields.skip(4)
            var count = UInt64(fields.next16())
            fields.skip(2)
            var size = UInt64(fields.next32())
            var offset = UInt64(fields.next32())
            let isLarge =
                count >= ZIPRecords.large16 || size >= ZIPRecords.large32 || offset >= ZIPRecords.large32
            if isLarge, bytes.count == ZIPDirectory.endCount {
                var large = ZIPFields(bytes)
                large.skip(32)
                (count, size, offset) = (large.next64(), large.next64(), large.next64())
            }
            guard count <= ZIPLimits.entries else { throw .tooManyEntries }
            guard size <= ZIPLimits.directory, offset <= length, size <= length - offset else { throw .badDirectory }
            let expected = ZIPRecords.end(count: Int(count), directory: offset..<offset + size)
            guard length - offset - size == UInt64(expected.count), bytes.suffix(expected.count).elementsEqual(expected)
            else { throw .badDirectory }
            directory = offset..<offset + size
            self.count = Int(count)
        }
    }
}

/// Takes numbers, the lowest byte first, off bytes; behind their end there are zeros.
struct ZIPFields {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - position }

    mutating func next(_ count: Int) -> ArraySlice<UInt8> {
        let end = min(position + count, bytes.count)
        defer { position = end }
        return bytes[position..<end]
    }

    mutating func skip(_ count: Int) { _ = next(count) }

    mutating func next16() -> UInt16 { UInt16(truncatingIfNeeded: number(2)) }
    mutating func next32() -> UInt32 { UInt32(truncatingIfNeeded: number(4)) }
    mutating func next64() -> UInt64 { number(8) }

    private mutating func number(_ count: Int) -> UInt64 {
        next(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
