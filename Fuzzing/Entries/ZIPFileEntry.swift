import ZIP

extension FuzzEntry {
    /// The directory of a ZIP file that somebody brings: what is read of it lies in the file, each byte in one thing, and is
    /// what would be written. And what we write of any content is read as it was written.
    ///
    /// The input begins with what it is: a file, or the names and contents of one.
    static let zip = FuzzEntry(
        "zip",
        words: ["PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "PK\u{6}\u{7}", "../"],
        seeds: { try zipSeeds }
    ) { bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let isOurs = input.byte() < 128
        let rest = input.takeRest()
        try isOurs ? checkZIPContent(rest) : checkZIPFile(rest)
    }

    private static func directory(_ bytes: [UInt8]) throws(ZIPError) -> ZIPDirectory {
        let length = UInt64(bytes.count)
        let end = Array(bytes.suffix(ZIPDirectory.endCount))
        let place = try ZIPDirectory.place(inEnd: end, of: length)
        return try ZIPDirectory(Array(bytes[Int(place.lowerBound)..<Int(place.upperBound)]), end: end, of: length)
    }

    private static func checkZIPFile(_ bytes: [UInt8]) throws(BrokenPromise) {
        guard let found = try? directory(bytes) else { return }
        var next: UInt64 = 0
        for entry in found.entries {
            try expect(entry.offset == next, "bytes between two files")
            try expect(entry.content.upperBound <= UInt64(bytes.count), "a file behind the end")
            let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
            try expect(!parts.contains("..") && !parts.contains(""), "a name that leads out: \(entry.name)")
            next = entry.content.upperBound
        }
        let length = ZIPWriter.length(of: found.entries.map { (name: $0.name, byteCount: $0.byteCount) })
        try expect(length == UInt64(bytes.count), "\(length) bytes would be written, not \(bytes.count)")
    }

    private static func checkZIPContent(_ bytes: [UInt8]) throws(BrokenPromise) {
        var input = FuzzInput(bytes)
        var writer = ZIPWriter()
        var written: [UInt8] = []
        var contents: [[UInt8]] = []
        let time = ZIPTime(year: 2026, month: 11, day: 21, hour: 4, minute: 0, second: 0)
        do {
            for _ in 0..<input.number(in: 0...4) {
                let name = String(decoding: input.chunk(), as: UTF8.self)
                let content = input.chunk()
                guard let header = try? writer.begin(name, byteCount: UInt64(content.count), time: time) else {
                    continue
                }
                written += header + content
                try writer.add(content.span)
                let entry = try writer.end()
                written.replaceSubrange(Int(entry.offset)..<Int(entry.content.lowerBound), with: entry.header)
                contents.append(content)
            }
            written += try writer.finish()
            let found = try directory(written)
            try expect(found.entries == writer.entries, "not read as it was written")
            for (number, entry) in found.entries.enumerated() {
                let place = Int(entry.content.lowerBound)..<Int(entry.content.upperBound)
                try expect(Array(written[place]) == contents[number], "another content")
                try ZIPDirectory.check(Array(written[Int(entry.offset)..<place.lowerBound]), of: entry)
            }
        } catch let error as BrokenPromise {
            throw error
        } catch {
            throw BrokenPromise(description: "not written: \(error)")
        }
        guard !written.isEmpty else { return }
        var changed = written
        changed[changed.count - 1 - input.number(in: 0...21)] ^= max(1, input.byte())
        try expect((try? directory(changed)) == nil, "the end may be changed")
    }

    private static var zipSeeds: [[UInt8]] {
        get throws {
            var writer = ZIPWriter()
            let time = ZIPTime(year: 2026, month: 11, day: 21, hour: 4, minute: 0, second: 0)
            var bytes = try writer.begin("gate/a.mp4", byteCount: 3, time: time) + [1, 2, 3]
            try writer.add([1, 2, 3].span)
            let entry = try writer.end()
            bytes.replaceSubrange(0..<Int(entry.content.lowerBound), with: entry.header)
            bytes += try writer.finish()
            var content = FuzzSeed([0, 0, 0, 0, 2])
            for text in ["gate/a.mp4", "content", "../evil", "x"] { content.append(chunk: Array(text.utf8)) }
            content.bytes += [0, 0, 0, 5, 1]
            return [[255] + bytes, content.bytes]
        }
    }
}
