/// Makes a ZIP file whose files are stored as they are: what is in it can be read in place, and no reader needs more room
/// than it has bytes. It gives the bytes around the contents; the caller writes both, one after another.
///
/// The length of a file is said beforehand, so that its header can stand before it. The check sum is known at its end:
/// then the header is written again in its place.
package struct ZIPWriter: Sendable {
    private struct Open {
        var name: String
        var time: ZIPTime
        var byteCount: UInt64
        var written: UInt64 = 0
        var checksum = CRC32()
    }

    /// The files that are complete, in their order.
    package private(set) var entries: [ZIPEntry] = []
    /// Where the next byte belongs.
    package private(set) var offset: UInt64 = 0
    private var names: Set<String> = []
    private var open: Open?
    private var isFinished = false

    package init() {}

    /// How long a ZIP file of such files becomes.
    package static func length(of files: some Sequence<(name: String, byteCount: UInt64)>) -> UInt64 {
        var offset: UInt64 = 0
        var directory: UInt64 = 0
        var count = 0
        for file in files {
            let entry = ZIPEntry(
                name: file.name,
                time: ZIPTime(date: 0, time: 0),
                byteCount: file.byteCount,
                checksum: 0,
                offset: offset
            )
            directory += UInt64(ZIPRecords.centralHeader(entry).count)
            offset = entry.content.upperBound
            count += 1
        }
        return offset + directory + UInt64(ZIPRecords.end(count: count, directory: offset..<offset + directory).count)
    }

    /// Begins a file.
    ///
    /// - Returns: its header, to be written before its content; the check sum in it is not yet right.
    package mutating func begin(_ name: String, byteCount: UInt64, time: ZIPTime) throws(ZIPError) -> [UInt8] {
        guard open == nil, !isFinished, byteCount <= UInt64(Int64.max) / 2, offset <= UInt64(Int64.max) / 2 else {
            throw .misuse
        }
        guard entries.count < ZIPLimits.entries else { throw .tooManyEntries }
        try ZIPName.check(name)
        guard names.insert(name).inserted else { throw .duplicate(name) }
        let opened = Open(name: name, time: time, byteCount: byteCount)
        open = opened
        let header = entry(opened).header
        offset = entry(opened).content.lowerBound
        return header
    }

    /// Takes note of the next bytes of the file.
    package mutating func add(_ content: Span<UInt8>) throws(ZIPError) {
        guard var current = open else { throw .misuse }
        guard UInt64(content.count) <= current.byteCount - current.written else { throw .wrongCount(current.name) }
        current.written += UInt64(content.count)
        current.checksum.add(content)
        open = current
        offset += UInt64(content.count)
    }

    /// Ends the file.
    ///
    /// - Returns: the entry, whose ``ZIPEntry/header`` is to be written once more, at its ``ZIPEntry/offset``.
    package mutating func end() throws(ZIPError) -> ZIPEntry {
        guard let current = open else { throw .misuse }
        guard current.written == current.byteCount else { throw .wrongCount(current.name) }
        let entry = entry(current)
        entries.append(entry)
        open = nil
        return entry
    }

    /// Gives up the file that was begun, as if it had never been: the next one comes to lie in its place.
    package mutating func abandon() {
        guard let current = open else { return }
        names.remove(current.name)
        offset = entry(current).offset
        open = nil
    }

    /// The directory and the end of the file.
    package mutating func finish() throws(ZIPError) -> [UInt8] {
        guard open == nil, !isFinished else { throw .misuse }
        isFinished = true
        var bytes = entries.flatMap(ZIPRecords.centralHeader)
        bytes += ZIPRecords.end(count: entries.count, directory: offset..<offset + UInt64(bytes.count))
        offset += UInt64(bytes.count)
        return bytes
    }

    private func entry(_ file: Open) -> ZIPEntry {
        let start = entries.last?.content.upperBound ?? 0
        return ZIPEntry(
            name: file.name,
            time: file.time,
            byteCount: file.byteCount,
            checksum: file.checksum.value,
            offset: start
        )
    }
}
