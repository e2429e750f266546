/// One file in a ZIP file, stored as it is.
package struct ZIPEntry: Hashable, Sendable {
    /// With `/` between its parts.
    package let name: String
    package let time: ZIPTime
    /// Bytes of the file.
    package let byteCount: UInt64
    /// CRC-32 of the content.
    package let checksum: UInt32
    /// Where its header begins.
    package let offset: UInt64

    init(name: String, time: ZIPTime, byteCount: UInt64, checksum: UInt32, offset: UInt64) {
        self.name = name
        self.time = time
        self.byteCount = byteCount
        self.checksum = checksum
        self.offset = offset
    }

    /// The header that stands before its content.
    package var header: [UInt8] { ZIPRecords.localHeader(self) }

    /// Where its content lies.
    package var content: Range<UInt64> {
        let start = offset + UInt64(ZIPRecords.localHeaderCount(nameCount: name.utf8.count, byteCount))
        return start..<start + byteCount
    }
}
