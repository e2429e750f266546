@testable import ZIP

/// ZIP files to look at.
enum Sample {
    static let time = ZIPTime(year: 2026, month: 11, day: 21, hour: 4, minute: 30, second: 59)

    /// The content of each file is written in the pieces that are given.
    static func zip(_ files: [(name: String, pieces: [[UInt8]])]) throws(ZIPError) -> [UInt8] {
        var writer = ZIPWriter()
        var bytes: [UInt8] = []
        for file in files {
            let count = file.pieces.reduce(0) { $0 + $1.count }
            bytes += try writer.begin(file.name, byteCount: UInt64(count), time: time)
            for piece in file.pieces {
                try writer.add(piece.span)
                bytes += piece
            }
            let entry = try writer.end()
            bytes.replaceSubrange(Int(entry.offset)..<Int(entry.content.lowerBound), with: entry.header)
        }
        bytes += try writer.finish()
        return bytes
    }

    static func directory(_ bytes: [UInt8]) throws(ZIPError) -> ZIPDirectory {
        let end = Array(bytes.suffix(ZIPDirectory.endCount))
        let place = try ZIPDirectory.place(inEnd: end, of: UInt64(bytes.count))
        return try ZIPDirectory(
            Array(bytes[Int(place.lowerBound)..<Int(place.upperBound)]),
            end: end,
            of: UInt64(bytes.count)
        )
    }

    /// All that is in a ZIP file, with every promise looked at.
    static func contents(_ bytes: [UInt8]) throws(ZIPError) -> [(name: String, bytes: [UInt8])] {
        var contents: [(name: String, bytes: [UInt8])] = []
        for entry in try directory(bytes).entries {
            try ZIPDirectory.check(Array(bytes[Int(entry.offset)..<Int(entry.content.lowerBound)]), of: entry)
            let content = Array(bytes[Int(entry.content.lowerBound)..<Int(entry.content.upperBound)])
            guard CRC32(content).value == entry.checksum else { throw .foreign }
            contents.append((entry.name, content))
        }
        return contents
    }
}
