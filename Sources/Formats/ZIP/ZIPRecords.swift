/// The records of a ZIP file, byte for byte as we write them (PKWARE APPNOTE 6.3.10 §4.3). A file of ours has no other: what
/// is read must be what would be written, so that no byte of one can be changed unseen.
enum ZIPRecords {
    static let localSignature: UInt32 = 0x0403_4B50
    static let centralSignature: UInt32 = 0x0201_4B50
    static let endSignature: UInt32 = 0x0605_4B50
    static let end64Signature: UInt32 = 0x0606_4B50
    static let locatorSignature: UInt32 = 0x0706_4B50

    static let endCount = 22
    static let end64Count = 56
    static let locatorCount = 20
    static let centralCount = 46

    /// Numbers from here on stand in a field of 64 bits, and this in the old one.
    static let large32 = UInt64(UInt32.max)
    static let large16 = Int(UInt16.max)

    /// General purpose bit 11: names are UTF-8.
    private static let flags: UInt16 = 0x0800
    /// Made on a Unix, by version 4.5 of the format.
    private static let maker: UInt16 = 3 << 8 | 45
    /// A plain file that everyone may read.
    private static let attributes: UInt32 = 0o100644 << 16

    private static func version(isLarge: Bool) -> UInt16 { isLarge ? 45 : 20 }

    static func localHeaderCount(nameCount: Int, _ byteCount: UInt64) -> Int {
        30 + nameCount + (byteCount >= large32 ? 20 : 0)
    }

    /// §4.3.7.
    static func localHeader(_ entry: ZIPEntry) -> [UInt8] {
        let isLarge = entry.byteCount >= large32
        var record = Record(localSignature)
        record.add(version(isLarge: isLarge))
        addCommon(entry, to: &record)
        record.add(UInt16(isLarge ? 20 : 0))
        record.bytes += Array(entry.name.utf8)
        if isLarge { addLarge([entry.byteCount, entry.byteCount], to: &record) }
        return record.bytes
    }

    /// §4.3.12.
    static func centralHeader(_ entry: ZIPEntry) -> [UInt8] {
        var large: [UInt64] = []
        if entry.byteCount >= large32 { large += [entry.byteCount, entry.byteCount] }
        if entry.offset >= large32 { large.append(entry.offset) }
        var record = Record(centralSignature)
        record.add(maker)
        record.add(version(isLarge: !large.isEmpty))
        addCommon(entry, to: &record)
        record.add(UInt16(large.isEmpty ? 0 : 4 + 8 * large.count))
        // No comment, on the first disk, binary.
        for _ in 0..<3 { record.add(UInt16(0)) }
        record.add(attributes)
        record.add(UInt32(min(entry.offset, large32)))
        record.bytes += Array(entry.name.utf8)
        if !large.isEmpty { addLarge(large, to: &record) }
        return record.bytes
    }

    /// From the flags to the name's length: the same in both headers.
    private static func addCommon(_ entry: ZIPEntry, to record: inout Record) {
        record.add(flags)
        // Stored.
        record.add(UInt16(0))
        record.add(entry.time.time)
        record.add(entry.time.date)
        record.add(entry.checksum)
        let count = UInt32(min(entry.byteCount, large32))
        record.add(count)
        record.add(count)
        record.add(UInt16(entry.name.utf8.count))
    }

    /// §4.5.3.
    private static func addLarge(_ numbers: [UInt64], to record: inout Record) {
        record.add(UInt16(1))
        record.add(UInt16(8 * numbers.count))
        for number in numbers { record.add(number) }
    }

    /// What follows the directory (§4.3.14–16).
    ///
    /// - Parameters:
    ///   - count: of the entries.
    ///   - directory: where they are listed.
    static func end(count: Int, directory: Range<UInt64>) -> [UInt8] {
        let size = directory.upperBound - directory.lowerBound
        var record = Record()
        if count >= large16 || size >= large32 || directory.lowerBound >= large32 {
            record.add(end64Signature)
            record.add(UInt64(end64Count - 12))
            record.add(maker)
            record.add(UInt16(45))
            record.add(UInt64(0))
            record.add(UInt64(count))
            record.add(UInt64(count))
            record.add(size)
            record.add(directory.lowerBound)
            record.add(locatorSignature)
            record.add(UInt32(0))
            record.add(directory.upperBound)
            record.add(UInt32(1))
        }
        record.add(endSignature)
        record.add(UInt32(0))
        record.add(UInt16(min(count, large16)))
        record.add(UInt16(min(count, large16)))
        record.add(UInt32(min(size, large32)))
        record.add(UInt32(min(directory.lowerBound, large32)))
        record.add(UInt16(0))
        return record.bytes
    }

    /// Numbers, the lowest byte first.
    private struct Record {
        var bytes: [UInt8] = []

        init() {}

        init(_ signature: UInt32) { add(signature) }

        mutating func add(_ number: some FixedWidthInteger & UnsignedInteger) {
            for shift in stride(from: 0, to: number.bitWidth, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
    }
}
